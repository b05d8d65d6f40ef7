use alloc::borrow::Cow;

use alloy_primitives::{Address, Bytes};
use ocean_checksum::DocumentHash;
use ocean_encryption::{Envelope, Flags, FlagsError};
use ocean_orders::events::{Emitted, MetadataCreated, MetadataUpdated};

/// An event that brings a document. Only the NFT itself may emit it, so the emitter is the NFT.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "the contract has these two events")]
pub enum MetadataEvent {
    /// The first document of an asset.
    Created(Emitted<MetadataCreated>),
    /// Another document.
    Updated(Emitted<MetadataUpdated>),
}

impl MetadataEvent {
    /// The contract that emitted it.
    #[must_use]
    pub const fn nft(&self) -> Address {
        match self {
            Self::Created(emitted) => emitted.address,
            Self::Updated(emitted) => emitted.address,
        }
    }

    /// `metaDataHash`.
    #[must_use]
    pub fn hash(&self) -> DocumentHash {
        match self {
            Self::Created(emitted) => emitted.event.metadata_hash.into(),
            Self::Updated(emitted) => emitted.event.metadata_hash.into(),
        }
    }

    /// `decryptorUrl`: who decrypts the document. Anything may stand there: before it is fetched,
    /// its socket address must be found to be a public one.
    #[must_use]
    pub fn decryptor_url(&self) -> &str {
        match self {
            Self::Created(emitted) => &emitted.event.decryptor_url,
            Self::Updated(emitted) => &emitted.event.decryptor_url,
        }
    }

    /// The document as it stands on chain.
    ///
    /// # Errors
    /// [`FlagsError`] if the flags are empty.
    pub fn envelope(&self) -> Result<Envelope<'_>, FlagsError> {
        let (flags, data) = self.packed();
        Ok(Envelope {
            flags: Flags::from_bytes(flags)?,
            hash: self.hash(),
            data: Cow::Borrowed(data),
        })
    }

    fn packed(&self) -> (&Bytes, &Bytes) {
        match self {
            Self::Created(emitted) => (&emitted.event.flags, &emitted.event.data),
            Self::Updated(emitted) => (&emitted.event.flags, &emitted.event.data),
        }
    }
}

impl From<Emitted<MetadataCreated>> for MetadataEvent {
    fn from(emitted: Emitted<MetadataCreated>) -> Self {
        Self::Created(emitted)
    }
}

impl From<Emitted<MetadataUpdated>> for MetadataEvent {
    fn from(emitted: Emitted<MetadataUpdated>) -> Self {
        Self::Updated(emitted)
    }
}
