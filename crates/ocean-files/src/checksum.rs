use alloc::string::String;
use core::{fmt, str::FromStr};

use alloy_primitives::{B256, hex};
use ocean_checksum::DocumentHash;

/// The SHA-256 of a file's body, as `/fileinfo` gives it.
///
/// Printed as 64 lower-case hexadecimal digits without `0x`, read in any case.
///
/// ```
/// use ocean_files::FileChecksum;
///
/// let checksum = FileChecksum::of(b"print(\"algo\")\n");
/// assert_eq!(checksum.to_string(), "a7a01e3e1d76edb7867b97c1bd0734480e9c53f1e4f3a67a8b76fa06b36172f2");
/// assert_eq!(checksum.to_string().to_uppercase().parse(), Ok(checksum));
/// ```
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct FileChecksum([u8; 32]);

impl FileChecksum {
    /// The checksum of a whole body. For a smart contract it is that of the JSON text.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(B256::from(DocumentHash::of(body)).0)
    }

    /// The SHA-256 that was computed while a body was streamed.
    #[must_use]
    pub const fn from_sha256(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for FileChecksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex::encode(self.0))
    }
}

impl fmt::Debug for FileChecksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileChecksum({self})")
    }
}

impl FromStr for FileChecksum {
    type Err = ParseChecksumError;

    fn from_str(text: &str) -> Result<Self, ParseChecksumError> {
        const DIGITS: usize = 64;
        if text.len() != DIGITS || text.starts_with("0x") {
            return Err(ParseChecksumError::WrongLength {
                found: text.chars().count(),
            });
        }
        let bytes = hex::decode_to_array(text).map_err(|_| ParseChecksumError::NotHex)?;
        Ok(Self(bytes))
    }
}

/// Why a text is no checksum of a file.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseChecksumError {
    /// It does not have 64 characters, or starts with `0x`.
    #[error("expected 64 hexadecimal digits without `0x` as checksum, found {found} characters")]
    WrongLength {
        /// The characters there are.
        found: usize,
    },
    /// A character is no hexadecimal digit.
    #[error("expected hexadecimal digits as checksum, found another character")]
    NotHex,
}

impl ParseChecksumError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongLength { .. } => "file_checksum_wrong_length",
            Self::NotHex => "file_checksum_not_hex",
        }
    }
}

/// `filesChecksum` of an algorithm: the checksums of its files in the order of the list, written
/// one behind the other and not hashed again. Two files make 128 digits.
///
/// Provider 2.1.6 gives none at all if one of the files cannot be hashed; whoever collects the
/// checksums must do the same.
///
/// ```
/// use ocean_files::{FileChecksum, files_checksum};
///
/// let each = [FileChecksum::of(b"one"), FileChecksum::of(b"two")];
/// assert_eq!(files_checksum(each), format!("{}{}", each[0], each[1]));
/// ```
#[must_use]
pub fn files_checksum(each: impl IntoIterator<Item = FileChecksum>) -> String {
    each.into_iter()
        .map(|checksum| hex::encode(checksum.0))
        .collect()
}
