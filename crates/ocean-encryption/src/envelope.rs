use alloc::{borrow::Cow, vec::Vec};
use core::fmt;

use ocean_checksum::{Dialect, DocumentHash};
use ocean_keys::{ProviderKey, PublicKey, RandomError};

use crate::{
    decompress::{DecompressError, decompress},
    flags::Flags,
    lzma::compress,
    open::{OpenError, open_any},
    seal::{SealError, seal, seal_to_self},
};

/// Bytes of a document at most, packed or unpacked: 10 MiB.
pub const MAX_DOCUMENT: usize = 10 << 20;

/// The largest dictionary that compressed data may ask for: 64 MiB, that of `xz -9`. No more of
/// it is set aside than the document can fill.
pub const MAX_DICTIONARY: u32 = 64 << 20;

/// Bytes that a document takes at most when packed: what does not compress grows by three bytes in
/// 64 KiB, and sealing adds 97.
const MAX_DATA: usize = MAX_DOCUMENT + (64 << 10);

/// Whether a document is compressed before it is put on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// As it is.
    None,
    /// An .xz stream with CRC64, as ocean.py 3.1.2 makes it. ocean-node 3.2.0 cannot read it.
    Xz,
}

/// A document as it stands on chain: what `setMetaData` takes, and `MetadataCreated` and
/// `MetadataUpdated` emit.
///
/// It is compressed, then encrypted, each of them or not as `flags` say; the hash is that of the
/// document itself. Any value is legal: what an event holds is found out by [`Envelope::open`].
///
/// ```
/// use ocean_encryption::{Compression, Envelope};
/// use ocean_keys::{ProviderKey, system_random};
///
/// let provider = ProviderKey::generate(system_random)?;
/// let document = br#"{"id":"did:op:0ebed8"}"#;
/// let envelope = Envelope::sealed(document, Compression::Xz, &provider.public_key(), system_random)?;
/// assert_eq!(envelope.flags.to_byte(), 3);
/// assert_eq!(envelope.open([&provider])?, document);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// How the document was packed.
    pub flags: Flags,
    /// SHA-256 of the document before it was packed.
    pub hash: DocumentHash,
    /// The packed document.
    pub data: Cow<'a, [u8]>,
}

impl Envelope<'static> {
    /// Packs a document that everybody may read.
    ///
    /// # Errors
    /// [`PackError::TooLong`].
    pub fn plain(document: &[u8], compression: Compression) -> Result<Self, PackError> {
        let data = packed(document, compression)?;
        Ok(Self::new(document, compression, false, data.into_owned()))
    }

    /// Packs a document that only the owner of the public key can read, as [`seal`] seals.
    ///
    /// # Errors
    /// [`PackError`]: the document is too long, or the random source failed.
    pub fn sealed(
        document: &[u8],
        compression: Compression,
        to: &PublicKey,
        random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Self, PackError> {
        let data = seal(to, &packed(document, compression)?, random)?;
        Ok(Self::new(document, compression, true, data))
    }

    /// [`Envelope::sealed`] to the key itself, in less time, as [`seal_to_self`] seals.
    ///
    /// # Errors
    /// As [`Envelope::sealed`].
    pub fn sealed_to_self(
        document: &[u8],
        compression: Compression,
        key: &ProviderKey,
        random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Self, PackError> {
        let data = seal_to_self(key, &packed(document, compression)?, random)?;
        Ok(Self::new(document, compression, true, data))
    }

    fn new(document: &[u8], compression: Compression, encrypted: bool, data: Vec<u8>) -> Self {
        Self {
            flags: Flags::new(compression == Compression::Xz, encrypted),
            hash: DocumentHash::of(document),
            data: Cow::Owned(data),
        }
    }
}

fn packed(document: &[u8], compression: Compression) -> Result<Cow<'_, [u8]>, PackError> {
    if document.len() > MAX_DOCUMENT {
        return Err(PackError::TooLong {
            length: document.len(),
        });
    }
    match compression {
        Compression::None => Ok(Cow::Borrowed(document)),
        Compression::Xz => match compress(document) {
            Some(data) => Ok(Cow::Owned(data)),
            None => Err(PackError::Compress),
        },
    }
}

impl Envelope<'_> {
    /// Unpacks the document: decrypts and decompresses it as the flags say, and checks its hash.
    ///
    /// The keys are looked at only if the document is encrypted, and the first that opens it is
    /// used: [`KeyRing::all`](ocean_keys::KeyRing::all), `[&key]`, or `[]` for none.
    ///
    /// Compressed data is an .xz stream, or several, or an LZMA stream ("LZMA alone"), as Provider
    /// 2.1.6 reads it. The lengths that the data claims are checked before memory is set aside.
    ///
    /// That the hash fits does not say whose document it is: compare its DID with the contract
    /// that emitted the event.
    ///
    /// # Errors
    /// [`EnvelopeError`]; its texts show nothing of the document.
    pub fn open<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k ProviderKey>,
    ) -> Result<Vec<u8>, EnvelopeError> {
        self.open_as(keys, Dialect::Bytes)
    }

    /// [`Envelope::open`] where the hash was taken over another spelling of the document.
    ///
    /// [`Dialect::JsHexText`] reads what ocean.js 8.6.2 and ocean-node 3.2.0 publish without
    /// encryption, which Provider 2.1.6 and Aquarius 5.1.8 refuse. The hash still fixes every byte;
    /// what is given up is that others read the same document.
    ///
    /// # Errors
    /// As [`Envelope::open`].
    pub fn open_as<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k ProviderKey>,
        dialect: Dialect,
    ) -> Result<Vec<u8>, EnvelopeError> {
        if self.data.len() > MAX_DATA {
            return Err(EnvelopeError::TooLong {
                length: self.data.len(),
            });
        }
        let decrypted = if self.flags.is_encrypted() {
            Cow::Owned(open_any(keys, &self.data).map_err(|OpenError| EnvelopeError::Open)?)
        } else {
            Cow::Borrowed(&*self.data)
        };
        let document = if self.flags.is_compressed() {
            decompress(&decrypted)?
        } else if decrypted.len() <= MAX_DOCUMENT {
            decrypted.into_owned()
        } else {
            return Err(EnvelopeError::TooLong {
                length: decrypted.len(),
            });
        };
        if self.hash.dialect(&document) == Some(dialect) {
            Ok(document)
        } else {
            Err(EnvelopeError::Hash {
                expected: self.hash,
            })
        }
    }
}

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("flags", &self.flags)
            .field("hash", &self.hash)
            .field("bytes", &self.data.len())
            .finish_non_exhaustive()
    }
}

/// Why a document was not packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The document is longer than [`MAX_DOCUMENT`].
    #[error("document of {length} bytes, expected at most {MAX_DOCUMENT}")]
    TooLong {
        /// Bytes in the document.
        length: usize,
    },
    /// The encoder failed, which no document is known to cause.
    #[error("document cannot be compressed")]
    Compress,
    /// The document could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl PackError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "document_too_long",
            Self::Compress => "compress_failed",
            Self::Seal(error) => error.code(),
        }
    }
}

/// Why no document came out of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// The data, or the document, is longer than [`MAX_DOCUMENT`] permits.
    #[error("document of {length} bytes, expected at most {MAX_DOCUMENT}")]
    TooLong {
        /// Bytes in the data or the document.
        length: usize,
    },
    /// The document is not encrypted to any of the keys, or was altered.
    #[error("document cannot be decrypted")]
    Open,
    /// The document cannot be decompressed.
    #[error(transparent)]
    Decompress(#[from] DecompressError),
    /// The document is not the one that the hash is of. Which one it is remains untold, since
    /// that would be told of any ciphertext.
    #[error("document does not have the hash `{expected}`")]
    Hash {
        /// The hash of the envelope.
        expected: DocumentHash,
    },
}

impl EnvelopeError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "document_too_long",
            Self::Open => "document_not_decrypted",
            Self::Decompress(error) => error.code(),
            Self::Hash { .. } => "document_hash_mismatch",
        }
    }
}
