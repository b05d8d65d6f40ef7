use core::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use alloy_primitives::{Address, hex, keccak256};

use crate::curve::Point;

/// A public key of secp256k1: a point of the curve, never the one at infinity.
///
/// `Display` and `Debug` write `0x` and the 130 hex digits of the uncompressed form.
///
/// ```
/// use ocean_keys::PublicKey;
///
/// let compressed = "0x031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f";
/// let key: PublicKey = compressed.parse()?;
/// assert_eq!(key.address().to_string(), "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1");
/// assert_eq!(PublicKey::from_bytes(&key.to_uncompressed())?, key);
/// # Ok::<(), ocean_keys::PublicKeyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(Point);

impl PublicKey {
    pub(crate) fn new(point: Point) -> Self {
        Self(point)
    }

    pub(crate) fn point(&self) -> &Point {
        &self.0
    }

    /// Reads one of the three forms in use: 33 bytes (`02` or `03`, X), 65 bytes (`04`, X, Y) as
    /// in SEC 1, or the 64 bytes X, Y of Ethereum.
    ///
    /// The hybrid prefixes `06` and `07`, which libsecp256k1 reads too, are refused.
    ///
    /// # Errors
    /// [`PublicKeyError`]: another length or prefix, or no point of the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let mut with_prefix = [4; 65];
        let sec1 = match bytes.len() {
            33 | 65 => bytes,
            64 => {
                let [_, coordinates @ ..] = &mut with_prefix;
                coordinates.copy_from_slice(bytes);
                &with_prefix
            }
            length => return Err(PublicKeyError::Length { length }),
        };
        match (sec1.len(), sec1.first().copied().unwrap_or_default()) {
            (33, 2 | 3) | (65, 4) => {}
            (_, prefix) => return Err(PublicKeyError::Prefix { prefix }),
        }
        Point::from_sec1(sec1)
            .map(Self)
            .ok_or(PublicKeyError::NotOnCurve)
    }

    /// The uncompressed form of SEC 1: `04`, X, Y.
    #[must_use]
    pub fn to_uncompressed(&self) -> [u8; 65] {
        self.0.to_uncompressed()
    }

    /// The Ethereum address: the last 20 bytes of the Keccak-256 of X, Y.
    #[must_use]
    pub fn address(&self) -> Address {
        let [_, coordinates @ ..] = self.to_uncompressed();
        Address::from_word(keccak256(coordinates))
    }
}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_uncompressed().hash(state);
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.to_uncompressed()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads the hex digits, of any case, with or without `0x`, of the forms that
/// [`PublicKey::from_bytes`] reads.
impl FromStr for PublicKey {
    type Err = PublicKeyError;

    fn from_str(text: &str) -> Result<Self, PublicKeyError> {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        if let Some((at, found)) = digits
            .chars()
            .enumerate()
            .find(|(_, c)| !c.is_ascii_hexdigit())
        {
            return Err(PublicKeyError::NotHex { at, found });
        }
        let mut buffer = [0; 65];
        let length = match digits.len() {
            66 => 33,
            128 => 64,
            130 => 65,
            digits => return Err(PublicKeyError::Digits { digits }),
        };
        let bytes = buffer.get_mut(..length).unwrap_or_default();
        // The digits were looked at, and the buffer has half their length.
        let _ = hex::decode_to_slice(digits, bytes);
        Self::from_bytes(bytes)
    }
}

/// Why there is no public key here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// Bytes of a length that no form has.
    #[error("public key of {length} bytes, expected 33, 64 or 65")]
    Length {
        /// How many bytes there are.
        length: usize,
    },
    /// A text of a length that no form has.
    #[error("public key of {digits} characters, expected 66, 128 or 130 hex digits")]
    Digits {
        /// Characters behind the optional `0x`.
        digits: usize,
    },
    /// A character is not a hex digit.
    #[error("public key has {found:?} at {at}, expected a hex digit")]
    NotHex {
        /// Its place behind the optional `0x`, from 0.
        at: usize,
        /// The character.
        found: char,
    },
    /// The first byte names no form of this length.
    #[error(
        "public key begins with `{prefix:02x}`, expected `04` of 65 bytes, `02` or `03` of 33 bytes"
    )]
    Prefix {
        /// The first byte.
        prefix: u8,
    },
    /// The coordinates are those of no point.
    #[error("public key is not a point of the curve secp256k1")]
    NotOnCurve,
}

impl PublicKeyError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "public_key_length",
            Self::Digits { .. } => "public_key_digits",
            Self::NotHex { .. } => "public_key_not_hex",
            Self::Prefix { .. } => "public_key_prefix",
            Self::NotOnCurve => "public_key_not_on_curve",
        }
    }
}
