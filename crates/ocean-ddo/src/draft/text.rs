//! Texts that hold what their type says.

use alloc::{borrow::ToOwned, string::String};
use core::{fmt, str::FromStr};

use alloy_primitives::hex;

use super::DraftError;
use crate::{
    error::excerpt,
    validate::{format, python_date},
};

/// The `files` of a service: the file list, encrypted to the Provider's key. The text is `0x` and
/// the hexadecimal digits of at least one byte, their case as it was given.
///
/// `Debug` shows the size only.
///
/// # Examples
///
/// ```
/// use ocean_ddo::draft::EncryptedFiles;
///
/// let files: EncryptedFiles = "0x04C0ffee".parse()?;
/// assert_eq!(files.as_str(), "0x04C0ffee");
/// assert_eq!(EncryptedFiles::from_bytes(&[4, 0xc0])?.as_str(), "0x04c0");
/// assert!("04c0ffee".parse::<EncryptedFiles>().is_err());
/// # Ok::<(), ocean_ddo::draft::DraftError>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct EncryptedFiles(String);

impl EncryptedFiles {
    /// Writes bytes, with digits in lower case.
    ///
    /// # Errors
    ///
    /// [`DraftError::EncryptedFiles`] if there are no bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DraftError> {
        if bytes.is_empty() {
            return Err(DraftError::EncryptedFiles { characters: 0 });
        }
        Ok(Self(hex::encode_prefixed(bytes)))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads what `/encrypt` of a Provider answers.
///
/// # Errors
///
/// [`DraftError::EncryptedFiles`], which tells nothing of the text but its length.
impl FromStr for EncryptedFiles {
    type Err = DraftError;

    fn from_str(text: &str) -> Result<Self, DraftError> {
        if text.starts_with("0x") && format::is_hex_bytes(text) {
            Ok(Self(text.to_owned()))
        } else {
            let characters = text.chars().count();
            Err(DraftError::EncryptedFiles { characters })
        }
    }
}

impl fmt::Debug for EncryptedFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptedFiles")
            .field("characters", &self.0.len())
            .finish_non_exhaustive()
    }
}

/// The `serviceEndpoint` of a service: the `http` or `https` URL of a Provider (RFC 3986), with a
/// host, kept as it was given.
///
/// # Examples
///
/// ```
/// use ocean_ddo::draft::Endpoint;
///
/// assert!("https://provider.example:8030/v4".parse::<Endpoint>().is_ok());
/// assert!("provider.example".parse::<Endpoint>().is_err());
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Endpoint(String);

impl Endpoint {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// # Errors
///
/// [`DraftError::Endpoint`].
impl FromStr for Endpoint {
    type Err = DraftError;

    fn from_str(text: &str) -> Result<Self, DraftError> {
        if format::is_url(text) {
            Ok(Self(text.to_owned()))
        } else {
            let found = excerpt(text);
            Err(DraftError::Endpoint { found })
        }
    }
}

/// A date in ISO 8601 as DID & DDO v4.1.0 writes it and as Aquarius 5.1.8 on Python 3.8 reads it:
/// `YYYY-MM-DD[THH:MM[:SS[.fff[fff]]]][Z|±HH:MM]`, a date that exists. The specification recommends
/// a time zone.
///
/// # Examples
///
/// ```
/// use ocean_ddo::draft::Date;
///
/// assert!("2024-02-29T09:12:44.123Z".parse::<Date>().is_ok());
/// assert!("2023-02-29".parse::<Date>().is_err());
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Date(String);

impl Date {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// # Errors
///
/// [`DraftError::Date`].
impl FromStr for Date {
    type Err = DraftError;

    fn from_str(text: &str) -> Result<Self, DraftError> {
        let fields = format::Date::shape(text);
        if fields.is_some_and(|(_, fields)| fields.exist()) && python_date::is_read(text) {
            Ok(Self(text.to_owned()))
        } else {
            let found = excerpt(text);
            Err(DraftError::Date { found })
        }
    }
}
