use alloy_primitives::Address;
use ocean_ddo::Document;
use ocean_encryption::{Ciphertext, ParseCiphertextError, SealError, seal_to_self};
use ocean_files::{
    Binding, DatasetFiles, FileObject, FileObjectError, OpenFilesError, RequestError,
};
use ocean_keys::{KeyRing, ProviderKey, PublicKey, RandomError};
use ocean_orders::{ProviderFee, UnsignedFee};

use crate::{
    Asset,
    access::{DocumentPermit, FilePermit, Grant, Probe, ProbedFiles},
};

/// Owns the keys of a Provider, and opens what is sealed to them for a [`Grant`] or a [`Probe`] and
/// for nothing else.
///
/// Give it the ring and keep no key beside it: whoever holds a bare key can open anything.
#[derive(Debug)]
pub struct Keeper {
    ring: KeyRing,
}

impl Keeper {
    /// Takes the keys.
    #[must_use]
    pub const fn new(ring: KeyRing) -> Self {
        Self { ring }
    }

    /// The chains that have a key, in rising order.
    pub fn chain_ids(&self) -> impl Iterator<Item = u64> {
        self.ring.chain_ids()
    }

    /// The key that files and documents of a chain are sealed to, if it has one.
    #[must_use]
    pub fn public_key(&self, chain_id: u64) -> Option<PublicKey> {
        Some(self.ring.current(chain_id)?.public_key())
    }

    /// The address of the Provider on a chain, which its fees name.
    #[must_use]
    pub fn address(&self, chain_id: u64) -> Option<Address> {
        Some(self.public_key(chain_id)?.address())
    }

    /// Signs a fee for a chain. Whoever has it can order with it, and nothing more.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn sign_fee(&self, chain_id: u64, fee: UnsignedFee) -> Result<ProviderFee, NoKey> {
        let key = self.key(chain_id)?;
        let address = key.address();
        let signature = key.sign_digest(&fee.digest(address));
        Ok(fee.with_signature(address, &signature))
    }

    /// `POST /encrypt`: seals a publisher's bytes to the key of a chain.
    ///
    /// # Errors
    /// [`EncryptError`].
    pub fn encrypt(
        &self,
        chain_id: u64,
        plaintext: &[u8],
        random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Ciphertext, EncryptError> {
        let sealed = seal_to_self(self.key(chain_id)?, plaintext, random)?;
        Ok(sealed.into())
    }

    /// Opens the file that was granted: only if the service's files are sealed for its datatoken and
    /// its NFT, and the fee of the order was paid to one of the keys of the chain.
    ///
    /// # Errors
    /// [`OpenFileError`].
    pub fn open_file(&self, grant: Grant<FilePermit>) -> Result<FileObject, OpenFileError> {
        let permit = grant.into_permit();
        let chain_id = permit.chain_id();
        self.key(chain_id)?;
        let paid_to = permit.order().fee().address;
        if !self.ring.all(chain_id).any(|key| key.address() == paid_to) {
            return Err(OpenFileError::OtherProvider { found: paid_to });
        }
        let files = self.open(chain_id, &permit.sealed, permit.binding)?;
        let files = files.files();
        let index = permit.file_index();
        let file = usize::try_from(index).ok().and_then(|at| files.get(at));
        let count = files.len();
        Ok(file.ok_or(OpenFileError::NoFile { index, count })??)
    }

    /// Opens the files of a service to look at them.
    ///
    /// # Errors
    /// [`OpenFileError`], but for [`OtherProvider`](OpenFileError::OtherProvider).
    pub fn open_probe(&self, probe: &Probe) -> Result<ProbedFiles, OpenFileError> {
        self.key(probe.chain_id)?;
        let files = self.open(probe.chain_id, &probe.sealed, probe.binding)?;
        Ok(ProbedFiles { files })
    }

    /// Opens the document that was granted: only if its bytes have the hash of the envelope, and its
    /// DID is that of the NFT.
    ///
    /// The bytes to answer are those of [`Asset::document`].
    ///
    /// # Errors
    /// [`OpenDocumentError`].
    pub fn open_document(&self, grant: Grant<DocumentPermit>) -> Result<Asset, OpenDocumentError> {
        let DocumentPermit {
            nft,
            chain_id,
            envelope,
        } = grant.into_permit();
        self.key(chain_id)?;
        let bytes = envelope.open(self.ring.all(chain_id)).ok();
        let document = bytes.and_then(|bytes| Document::from_bytes(bytes).ok());
        let asset = document.and_then(|document| Asset::new(document, nft, chain_id).ok());
        asset.ok_or(OpenDocumentError::NotTheDocument)
    }

    fn key(&self, chain_id: u64) -> Result<&ProviderKey, NoKey> {
        let key = self.ring.current(chain_id).ok_or(NoKey { chain_id })?;
        Ok(key)
    }

    fn open(
        &self,
        chain_id: u64,
        sealed: &str,
        binding: Binding,
    ) -> Result<DatasetFiles, OpenFileError> {
        let sealed: Ciphertext = sealed.parse()?;
        let keys = self.ring.all(chain_id);
        Ok(DatasetFiles::open(keys, sealed.as_bytes(), binding)?)
    }
}

/// The Provider has no key for a chain, and so does not serve it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key for chain {chain_id}")]
#[non_exhaustive]
pub struct NoKey {
    /// The chain.
    pub chain_id: u64,
}

impl NoKey {
    /// A stable name for this kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "no_key"
    }
}

/// Why nothing was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptError {
    /// The chain has no key.
    #[error(transparent)]
    NoKey(#[from] NoKey),
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl EncryptError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoKey(error) => error.code(),
            Self::Seal(error) => error.code(),
        }
    }
}

/// Why a file was not opened. It shows nothing of what was sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenFileError {
    /// The chain has no key.
    #[error(transparent)]
    NoKey(#[from] NoKey),
    /// The order was verified for another Provider.
    #[error("order paid the Provider {found}, which is not this one")]
    OtherProvider {
        /// The address that its fee names.
        found: Address,
    },
    /// `files` of the service is no hexadecimal text.
    #[error("`files` of the service is not hexadecimal")]
    NotHex(#[from] ParseCiphertextError),
    /// The files do not open, or are sealed for another datatoken or NFT.
    #[error(transparent)]
    Files(#[from] OpenFilesError),
    /// There are not so many files.
    #[error("service has no file {index}, and has {count}")]
    NoFile {
        /// The index that was asked for, from 0.
        index: u64,
        /// How many there are.
        count: usize,
    },
    /// The file is malformed.
    #[error(transparent)]
    File(#[from] FileObjectError),
    /// There is no request for the file.
    #[error(transparent)]
    Request(#[from] RequestError),
}

impl OpenFileError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoKey(error) => error.code(),
            Self::OtherProvider { .. } => "order_of_other_provider",
            Self::NotHex(_) => "files_not_hex",
            Self::Files(error) => error.code(),
            Self::NoFile { .. } => "no_such_file",
            Self::File(error) => error.code(),
            Self::Request(error) => error.code(),
        }
    }
}

/// Why a document was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenDocumentError {
    /// The chain has no key.
    #[error(transparent)]
    NoKey(#[from] NoKey),
    /// No document of the NFT came out. What else did, if anything, is not told: that would answer
    /// questions about anything that was ever sealed to the Provider.
    #[error("no document of the NFT comes out of the envelope")]
    NotTheDocument,
}

impl OpenDocumentError {
    /// A stable name for this kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoKey(error) => error.code(),
            Self::NotTheDocument => "not_the_document",
        }
    }
}
