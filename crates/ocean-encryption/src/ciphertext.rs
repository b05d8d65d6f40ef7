use alloc::{string::String, vec, vec::Vec};
use core::{fmt, str::FromStr};

use alloy_primitives::hex;

/// Sealed bytes as they stand in texts: `0x` and hex digits.
///
/// `Display` and [`Ciphertext::to_hex`] write `0x` and lower-case digits, as Provider 2.1.6 answers
/// `/encrypt`. Reading is lenient as there: with or without `0x`, digits of any case, and an odd
/// digit at the front counts as if a `0` were before it. The empty text is no bytes, which then
/// cannot be opened.
///
/// ```
/// use ocean_encryption::Ciphertext;
///
/// let sealed: Ciphertext = "0xABC".parse()?;
/// assert_eq!(sealed.as_bytes(), [0x0a, 0xbc]);
/// assert_eq!(sealed.to_string(), "0x0abc");
/// # Ok::<(), ocean_encryption::ParseCiphertextError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ciphertext(Vec<u8>);

impl Ciphertext {
    /// The bytes, to be opened.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, given away.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// `0x` and lower-case digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode_prefixed(&self.0)
    }
}

impl From<Vec<u8>> for Ciphertext {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl AsRef<[u8]> for Ciphertext {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Ciphertext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ciphertext({} bytes)", self.0.len())
    }
}

impl FromStr for Ciphertext {
    type Err = ParseCiphertextError;

    fn from_str(text: &str) -> Result<Self, ParseCiphertextError> {
        let digits = ["0x", "0X"]
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix))
            .unwrap_or(text);
        let mut bytes = vec![0; digits.len().div_ceil(2)];
        let not_hex = |_| ParseCiphertextError::in_digits(digits);
        match (
            digits.len() % 2,
            bytes.split_first_mut(),
            digits.split_at_checked(1),
        ) {
            (1, Some((first, rest)), Some((odd, even))) => {
                let mut pair = *b"00";
                pair[1] = odd.as_bytes().first().copied().unwrap_or_default();
                hex::decode_to_slice(pair, core::slice::from_mut(first)).map_err(not_hex)?;
                hex::decode_to_slice(even, rest).map_err(not_hex)?;
            }
            _ => hex::decode_to_slice(digits, &mut bytes).map_err(not_hex)?,
        }
        Ok(Self(bytes))
    }
}

/// A character of the text is not a hex digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ciphertext has {found:?} at {at}, expected a hex digit")]
#[non_exhaustive]
pub struct ParseCiphertextError {
    /// Its place behind the optional `0x`, from 0.
    pub at: usize,
    /// The character.
    pub found: char,
}

impl ParseCiphertextError {
    fn in_digits(digits: &str) -> Self {
        let (at, found) = digits
            .chars()
            .enumerate()
            .find(|(_, c)| !c.is_ascii_hexdigit())
            .unwrap_or_default();
        Self { at, found }
    }

    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "ciphertext_not_hex"
    }
}
