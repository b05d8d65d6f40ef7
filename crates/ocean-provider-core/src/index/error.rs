use alloy_primitives::{Address, B256};
use ocean_checksum::DocumentHash;
use ocean_ddo::{EditDocumentError, ParseDocumentError, UnsupportedVersion};

use super::Tombstone;
use crate::{AssetError, Defect};

/// Why an event makes no [`IndexedAsset`](super::IndexedAsset), and what to do instead.
#[derive(Clone, Debug, thiserror::Error)]
#[allow(
    clippy::exhaustive_enums,
    reason = "there is nothing else that an indexer can do"
)]
pub enum NotIndexed {
    /// Pass over the event for good.
    #[error(transparent)]
    Skip(#[from] Skip),
    /// Look at the event again later.
    #[error(transparent)]
    Retry(#[from] Retry),
    /// The asset is withdrawn.
    #[error("{}", .0.refusal())]
    Tombstone(Tombstone),
}

impl NotIndexed {
    /// A stable name for the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Skip(skip) => skip.code(),
            Self::Retry(retry) => retry.code(),
            Self::Tombstone(tombstone) => tombstone.refusal().code(),
        }
    }
}

/// Why an event is passed over. It will be no better later.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Skip {
    /// The emitter is no NFT of Ocean's factory.
    #[error("contract {emitter} emitted the event, and the factory lists {listed} for it")]
    NotListed {
        /// The contract that emitted the event.
        emitter: Address,
        /// What `erc721List` answered; zero stands for nothing.
        listed: Address,
    },
    /// None of the validators of the policy signed the document.
    #[error("no allowed validator signed the document `{hash}` of NFT {nft}")]
    NotValidated {
        /// The NFT.
        nft: Address,
        /// The hash that should have been signed.
        hash: DocumentHash,
    },
    /// The Provider refused to decrypt the document.
    #[error("the Provider refused to decrypt the document")]
    Refused,
    /// The document, whose hash is right, cannot be read.
    #[error("document cannot be read")]
    Unreadable(#[source] ParseDocumentError),
    /// The document is not that of the NFT.
    #[error(transparent)]
    OtherAsset(#[from] AssetError),
    /// The sender may not publish here.
    #[error("sender {sender} is none of the allowed publishers")]
    Publisher {
        /// Who sent the transaction.
        sender: Address,
    },
    /// The document of this transaction is stored.
    #[error("transaction `{transaction}` is indexed already")]
    Indexed {
        /// The transaction.
        transaction: B256,
    },
    /// What is stored is of the same block or a later one.
    #[error("event of block {block}, expected one after block {stored}, which is indexed")]
    NotNewer {
        /// The block of the event.
        block: u64,
        /// The block of the event whose document is stored.
        stored: u64,
    },
    /// The profile does not know the version of the document.
    #[error(transparent)]
    Version(#[from] UnsupportedVersion),
    /// The document is not valid.
    #[error("document is not valid: {}", Defect::summary(defects))]
    Invalid {
        /// Every reason, at least one.
        defects: Vec<Defect>,
    },
    /// The document with what an indexer adds would be beyond its limits.
    #[error("document cannot be stored")]
    Unstorable(#[source] ParseDocumentError),
    /// A field of the stored document cannot be set.
    #[error("stored document cannot be changed")]
    Unchangeable(#[source] EditDocumentError),
}

impl Skip {
    /// A stable name for the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotListed { .. } => "index_not_listed",
            Self::NotValidated { .. } => "index_not_validated",
            Self::Refused => "index_refused",
            Self::Unreadable(_) => "index_unreadable",
            Self::OtherAsset(error) => error.code(),
            Self::Publisher { .. } => "index_publisher",
            Self::Indexed { .. } => "index_indexed",
            Self::NotNewer { .. } => "index_not_newer",
            Self::Version(error) => error.code(),
            Self::Invalid { .. } => "index_invalid",
            Self::Unstorable(_) => "index_unstorable",
            Self::Unchangeable(_) => "index_unchangeable",
        }
    }
}

/// Why an event should be looked at again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Retry {
    /// Nobody decrypted the document.
    #[error("the document could not be decrypted now")]
    Unavailable,
    /// The bytes are not those that were published.
    #[error("the decrypted bytes do not have the hash `{expected}`")]
    Hash {
        /// `metaDataHash` of the event.
        expected: DocumentHash,
    },
    /// The stored document that was given is another one.
    #[error("the stored document is not that of NFT {nft} on chain {chain_id}")]
    OtherRecord {
        /// The NFT that emitted the event.
        nft: Address,
        /// Its chain.
        chain_id: u64,
    },
    /// The state of an asset changed that is not stored.
    #[error("no document is stored of NFT {nft} on chain {chain_id}")]
    NoRecord {
        /// The NFT that emitted the event.
        nft: Address,
        /// Its chain.
        chain_id: u64,
    },
}

impl Retry {
    /// A stable name for the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable => "index_unavailable",
            Self::Hash { .. } => "index_hash",
            Self::OtherRecord { .. } => "index_other_record",
            Self::NoRecord { .. } => "index_no_record",
        }
    }
}
