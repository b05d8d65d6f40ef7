use alloy_primitives::{Address, hex};

use crate::{ChecksumAddress, ParseAddressError};

const DIGITS: usize = 40;

/// Reads an address: an optional `0x`, then 40 hexadecimal digits, either all of one case or in
/// the mixed case of EIP-55.
///
/// alloy's own parser lets every mixed case pass, so one mistyped digit can name another asset.
/// ocean.js 8.6.2, ddo.js 0.3.0 and ocean-node 3.2.0 refuse a wrong mixed case as well; ocean.py
/// 3.1.2 and Provider 2.1.6 hash whatever text they get.
///
/// # Errors
///
/// [`ParseAddressError`]: white space, the ICAP form, `0X`, a wrong length, a character that is
/// not hexadecimal, or a mixed case that EIP-55 would spell otherwise.
///
/// # Examples
///
/// ```
/// use ocean_did::{ParseAddressError, parse_address};
///
/// let address = parse_address("0xbb1081dbf3227bbb233db68f7117114babb43656")?;
/// assert_eq!(address.to_string(), "0xBB1081DbF3227bbB233Db68f7117114baBb43656");
///
/// let error = parse_address("0xbB1081DbF3227bbB233Db68f7117114baBb43656").unwrap_err();
/// let ParseAddressError::WrongChecksum { expected, .. } = error else { unreachable!() };
/// assert_eq!(expected, address);
/// # Ok::<(), ParseAddressError>(())
/// ```
pub fn parse_address(text: &str) -> Result<Address, ParseAddressError> {
    let (address, digits) = decode_strictly(text)?;
    if is_mixed_case(digits) && ChecksumAddress::from(address).digits() != digits {
        return Err(wrong_checksum(address, digits));
    }
    Ok(address)
}

/// The address, and its digits as they are spelled; their case is not compared yet.
pub(crate) fn decode_strictly(text: &str) -> Result<(Address, &str), ParseAddressError> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let address = decode(digits).ok_or_else(|| diagnose(text, digits))?;
    Ok((address, digits))
}

pub(crate) fn wrong_checksum(expected: Address, digits: &str) -> ParseAddressError {
    ParseAddressError::WrongChecksum {
        expected,
        found: digits.into(),
    }
}

/// Reads an address and ignores the case of its letters, the `X` of its prefix included.
///
/// For text that nobody can correct any more, such as the `nftAddress` of a document on chain.
/// Aquarius 5.1.8 reads every address in this way. It gives up the checksum: a mistyped digit
/// goes unnoticed.
///
/// # Errors
///
/// [`ParseAddressError`]: white space, the ICAP form, a wrong length, or a character that is not
/// hexadecimal.
///
/// # Examples
///
/// ```
/// use ocean_did::{ParseAddressError, parse_address, parse_address_lenient};
///
/// let lenient = parse_address_lenient("0XbB1081DbF3227bbB233Db68f7117114baBb43656")?;
/// assert_eq!(lenient, parse_address("0xbb1081dbf3227bbb233db68f7117114babb43656")?);
/// # Ok::<(), ParseAddressError>(())
/// ```
pub fn parse_address_lenient(text: &str) -> Result<Address, ParseAddressError> {
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    decode(digits).ok_or_else(|| diagnose(text, digits))
}

fn decode(digits: &str) -> Option<Address> {
    // The length comes first: the decoder would skip a second `0x`.
    if digits.len() != DIGITS {
        return None;
    }
    hex::decode_to_array(digits).ok().map(Address::new)
}

/// Names the fault of a text that did not decode.
#[cold]
fn diagnose(text: &str, digits: &str) -> ParseAddressError {
    if let Some((offset, character)) = text.char_indices().find(|(_, c)| c.is_whitespace()) {
        return ParseAddressError::Blank { offset, character };
    }
    if text.starts_with("XE") {
        return ParseAddressError::Icap;
    }
    if digits.starts_with("0X") && digits.len() == text.len() {
        return ParseAddressError::UpperCasePrefix;
    }
    let found = digits.chars().count();
    let not_hex = digits.char_indices().find(|(_, c)| !c.is_ascii_hexdigit());
    match not_hex {
        Some((offset, character)) if found == DIGITS => ParseAddressError::NotHex {
            offset: text.len() - digits.len() + offset,
            character,
        },
        _ => ParseAddressError::WrongLength {
            expected: DIGITS,
            found,
        },
    }
}

pub(crate) fn is_mixed_case(digits: &str) -> bool {
    let has = |is_case: fn(&u8) -> bool| digits.as_bytes().iter().any(is_case);
    has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase)
}
