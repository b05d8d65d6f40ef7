use alloc::string::String;

use alloy_primitives::Address;

/// Why a DID cannot be computed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ComputeDidError {
    /// The chain id is 0, which EIP-155 gives to no chain. The peers hash it all the same.
    #[error("chain id 0 names no chain: expected 1 or more")]
    ZeroChainId,
}

impl ComputeDidError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ZeroChainId => "did_zero_chain_id",
        }
    }
}

/// Why a text is not a DID.
///
/// Checked in the order of the variants: a text with several faults reports the first.
/// Hostile text of any length makes a small error, since at most 32 of its characters are kept.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseDidError {
    /// The text starts with neither `did:op:` nor `did:ope:`.
    #[error("expected a DID that starts with `did:op:` or `did:ope:`, found `{}`", found.escape_debug())]
    WrongMethod {
        /// The start of the text: at most 32 characters, with `…` after them if it was cut.
        found: String,
    },
    /// The part after the method is not 64 characters long. DIDs of Ocean's versions 1 to 3, which
    /// hold an address, end here, and so does a DID with a fragment, path or query.
    #[error(
        "expected {expected} hexadecimal digits after the method of the DID, found {found} characters"
    )]
    WrongLength {
        /// The characters there must be: 64.
        expected: usize,
        /// The characters there are.
        found: usize,
    },
    /// A character is not a hexadecimal digit.
    #[error("expected a hexadecimal digit at offset {offset} of the DID, found `{}`", character.escape_debug())]
    NotHex {
        /// Bytes before the character, from the start of the whole text.
        offset: usize,
        /// The first such character.
        character: char,
    },
    /// A digit is upper-case. Every peer compares DIDs as text, so this would be a second DID of
    /// one asset.
    #[error(
        "expected lower-case hexadecimal digits in the DID, found `{character}` at offset {offset}"
    )]
    UpperCase {
        /// Bytes before the digit, from the start of the whole text.
        offset: usize,
        /// The first upper-case digit.
        character: char,
    },
}

impl ParseDidError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongMethod { .. } => "did_wrong_method",
            Self::WrongLength { .. } => "did_wrong_length",
            Self::NotHex { .. } => "did_not_hex",
            Self::UpperCase { .. } => "did_upper_case",
        }
    }
}

/// Why a text is not an address.
///
/// Checked in the order of the variants: a text with several faults reports the first.
/// Hostile text of any length makes a small error: only [`WrongChecksum`](Self::WrongChecksum)
/// keeps text, 40 digits of it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseAddressError {
    /// A blank, tab, line end or other white space stands somewhere in the text.
    #[error("expected an address without white space, found `{}` at offset {offset}", character.escape_debug())]
    Blank {
        /// Bytes before the character, from the start of the text.
        offset: usize,
        /// The first white-space character.
        character: char,
    },
    /// The text starts with `XE`: the ICAP form, which Aquarius 5.1.8 does not know. ocean.js 8.6.2
    /// and ddo.js 0.3.0 decode it.
    #[error("expected 40 hexadecimal digits, found an address in ICAP form")]
    Icap,
    /// The text starts with `0X`. [`parse_address_lenient`](crate::parse_address_lenient) never
    /// answers this.
    #[error("expected an address that starts with `0x`, found `0X`")]
    UpperCasePrefix,
    /// There are not 40 characters, an optional `0x` not counted.
    #[error("expected {expected} hexadecimal digits in the address, found {found} characters")]
    WrongLength {
        /// The characters there must be: 40.
        expected: usize,
        /// The characters there are.
        found: usize,
    },
    /// A character is not a hexadecimal digit.
    #[error("expected a hexadecimal digit at offset {offset} of the address, found `{}`", character.escape_debug())]
    NotHex {
        /// Bytes before the character, from the start of the text.
        offset: usize,
        /// The first such character.
        character: char,
    },
    /// The digits mix upper and lower case in another way than EIP-55 demands: one of them may be
    /// a typing error. [`parse_address_lenient`](crate::parse_address_lenient) never answers this.
    #[error(
        "expected the address `{expected}`, found `0x{found}`, whose mixed case is a wrong checksum"
    )]
    WrongChecksum {
        /// The address that the digits spell; it prints with the right checksum.
        expected: Address,
        /// The 40 digits as they stand in the text.
        found: String,
    },
}

impl ParseAddressError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Blank { .. } => "address_blank",
            Self::Icap => "address_icap",
            Self::UpperCasePrefix => "address_upper_case_prefix",
            Self::WrongLength { .. } => "address_wrong_length",
            Self::NotHex { .. } => "address_not_hex",
            Self::WrongChecksum { .. } => "address_wrong_checksum",
        }
    }
}
