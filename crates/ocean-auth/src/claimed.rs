use alloc::string::{String, ToString as _};
use core::{fmt, str::FromStr};

use alloy_primitives::Address;
use ocean_did::{ParseAddressError, parse_address_lenient};

/// The address that a caller says is his, as he spelled it, and its 20 bytes.
///
/// The spelling is part of what he signs; the bytes are what the signer is compared with and what
/// a ledger is keyed by. Any case of the letters passes, as in Provider 2.1.6: a mistyped digit
/// cannot go unnoticed, since the signature would not be his.
///
/// ```
/// use ocean_auth::Claimed;
///
/// let one: Claimed = "0x1A642F0E3C3AF545E7ACBD38B07251B3990914F1".parse()?;
/// let other: Claimed = "0x1a642f0e3c3af545e7acbd38b07251b3990914f1".parse()?;
/// assert_eq!(one.address(), other.address());
/// assert_ne!(one.text(), other.text());
/// # Ok::<(), ocean_did::ParseAddressError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Claimed {
    text: String,
    address: Address,
}

impl Claimed {
    /// The spelling.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The 20 bytes.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }
}

/// 40 hexadecimal digits of any case, with or without `0x`.
impl FromStr for Claimed {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        Ok(Self {
            address: parse_address_lenient(text)?,
            text: text.into(),
        })
    }
}

/// Spelled with its EIP-55 checksum, as ocean.js and ocean.py send it.
impl From<Address> for Claimed {
    fn from(address: Address) -> Self {
        Self {
            text: address.to_string(),
            address,
        }
    }
}

/// The spelling.
impl fmt::Display for Claimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
