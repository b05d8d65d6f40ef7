use core::{fmt, str::FromStr};

use alloy_primitives::B256;
use sha2::{Digest, Sha256};

use crate::{error::JsonError, python::ocean_py_stringify, stringify::js_stringify};

/// The hash of a document: the `bytes32 metaDataHash` of `MetadataCreated` and `MetadataUpdated`.
///
/// It is the SHA-256 of the exact bytes that the publisher serialised, before compression and
/// encryption. Whoever verifies hashes the bytes received ([`DocumentHash::of`], or
/// [`DocumentHash::matches`]) and never serialises again.
///
/// `Display` and `Debug` write `0x` and 64 lower-case hex digits, `{:x}` the digits alone.
///
/// ```
/// use ocean_checksum::DocumentHash;
///
/// let hash = DocumentHash::of(br#"{"a":1}"#);
/// assert_eq!(hash.to_string(), "0x015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
/// assert_eq!(hash, DocumentHash::of_stringified(r#"{ "a": 1.0 }"#)?);
/// assert!(hash.matches(br#"{"a":1}"#) && !hash.matches(br#"{ "a": 1.0 }"#));
/// # Ok::<(), ocean_checksum::JsonError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentHash(B256);

/// Which of the two spellings of a document a hash was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// The bytes themselves: the protocol's rule.
    Bytes,
    /// The text `0x` and the bytes in hex: ocean.js 8.6.2 and ocean-node 3.2.0 without encryption.
    JsHexText,
}

impl DocumentHash {
    /// The hash of these bytes: the only one that verification uses.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(B256::from(<[u8; 32]>::from(Sha256::digest(bytes))))
    }

    /// The documented formula, `sha256(JSON.stringify(ddo))`, of the document that `text` parses
    /// to: what ocean.js publishes.
    ///
    /// # Errors
    /// As [`js_stringify`].
    pub fn of_stringified(text: &str) -> Result<Self, JsonError> {
        Ok(Self::of(js_stringify(text)?.as_bytes()))
    }

    /// The hash that ocean.py 3.1.2 publishes for the document that `text` parses to.
    ///
    /// # Errors
    /// As [`ocean_py_stringify`].
    pub fn of_ocean_py(text: &str) -> Result<Self, JsonError> {
        Ok(Self::of(ocean_py_stringify(text)?.as_bytes()))
    }

    /// The hash of the ASCII text `0x7b22…`, the hex spelling of the bytes, that ocean.js 8.6.2
    /// publishes when it does not encrypt. Provider 2.1.6 and Aquarius 5.1.8 refuse such a
    /// document.
    #[must_use]
    pub fn of_js_hex_text(bytes: &[u8]) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"0x");
        let mut buffer = [0u8; 512];
        for chunk in bytes.chunks(buffer.len() / 2) {
            let spelled = buffer.get_mut(..chunk.len() * 2).unwrap_or_default();
            // The buffer is twice the chunk, the only thing the encoder asks for.
            let _ = alloy_primitives::hex::encode_to_slice(chunk, spelled);
            digest.update(&*spelled);
        }
        Self(B256::from(<[u8; 32]>::from(digest.finalize())))
    }

    /// Whether this is the hash of these bytes.
    #[must_use]
    pub fn matches(&self, bytes: &[u8]) -> bool {
        *self == Self::of(bytes)
    }

    /// Which dialect this hash of these bytes is in, the protocol's own first; `None` for another
    /// document. Use it only to explain a mismatch, or to read assets without encryption.
    #[must_use]
    pub fn dialect(&self, bytes: &[u8]) -> Option<Dialect> {
        if self.matches(bytes) {
            Some(Dialect::Bytes)
        } else if *self == Self::of_js_hex_text(bytes) {
            Some(Dialect::JsHexText)
        } else {
            None
        }
    }

    /// The 32 bytes, as the contract takes and emits them.
    #[must_use]
    pub fn as_b256(&self) -> &B256 {
        &self.0
    }
}

impl From<B256> for DocumentHash {
    fn from(hash: B256) -> Self {
        Self(hash)
    }
}

impl From<DocumentHash> for B256 {
    fn from(hash: DocumentHash) -> Self {
        hash.0
    }
}

impl fmt::LowerHex for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(&self.0, f)
    }
}

impl fmt::Display for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

impl fmt::Debug for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a document hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseHashError {
    /// Not 64 digits behind an optional `0x`.
    #[error("hash of {digits} characters, expected 64 hex digits")]
    Length {
        /// Characters behind the prefix.
        digits: usize,
    },
    /// A character is not a hex digit.
    #[error("hash has {found:?} at {at}, expected a hex digit")]
    NotHex {
        /// Its place among the 64, from 0.
        at: usize,
        /// The character.
        found: char,
    },
}

impl ParseHashError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "hash_length",
            Self::NotHex { .. } => "hash_not_hex",
        }
    }
}

/// Reads 64 hex digits of any case, with or without `0x`: ocean.py and ocean.js' `getHash` write
/// none, contracts and Aquarius do.
impl FromStr for DocumentHash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        if let Some((at, found)) = digits
            .chars()
            .enumerate()
            .find(|(_, c)| !c.is_ascii_hexdigit())
        {
            return Err(ParseHashError::NotHex { at, found });
        }
        let mut hash = B256::ZERO;
        alloy_primitives::hex::decode_to_slice(digits, &mut hash.0).map_err(|_| {
            ParseHashError::Length {
                digits: digits.len(),
            }
        })?;
        Ok(Self(hash))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for DocumentHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for DocumentHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HexText;

        impl serde::de::Visitor<'_> for HexText {
            type Value = DocumentHash;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("64 hex digits")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<DocumentHash, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(HexText)
    }
}
