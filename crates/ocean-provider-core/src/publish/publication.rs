use alloc::borrow::Cow;
use core::fmt;

use alloy_primitives::{Address, Bytes};
use ocean_checksum::DocumentHash;
use ocean_ddo::Document;
use ocean_did::Did;
use ocean_encryption::{Envelope, Flags};
use ocean_orders::{MetadataProof, ProofError, calls::SetMetaData};

use super::Settings;
use crate::Asset;

/// A document that is ready to go on chain: its text, and the arguments of `setMetaData`, whose
/// hash is that of the text and whose data is that text, packed as its flags say.
///
/// Nobody else can make one, or change a part of it:
///
/// ```
/// fn publish(publication: ocean_provider_core::publish::Publication) {
///     let state = publication.set_metadata().state;
/// }
/// ```
///
/// ```compile_fail,E0616
/// fn publish(publication: ocean_provider_core::publish::Publication) {
///     let state = publication.call.state;
/// }
/// ```
///
/// ```compile_fail,E0594
/// fn publish(publication: ocean_provider_core::publish::Publication) {
///     publication.set_metadata().state = 3;
/// }
/// ```
#[derive(Clone)]
pub struct Publication {
    document: Document,
    did: Did,
    nft: Address,
    chain_id: u64,
    flags: Flags,
    hash: DocumentHash,
    call: SetMetaData,
}

impl Publication {
    /// The envelope is that of the asset's document.
    pub(super) fn new(
        asset: Asset,
        envelope: Envelope<'static>,
        settings: &Settings,
        decryptor: Address,
    ) -> Self {
        let call = SetMetaData {
            state: settings.state.into(),
            decryptor_url: settings.provider.as_str().to_owned(),
            decryptor_address: decryptor.to_string(),
            flags: Bytes::from(vec![envelope.flags.to_byte()]),
            data: envelope.data.into_owned().into(),
            metadata_hash: envelope.hash.into(),
            proofs: Vec::new(),
        };
        Self {
            did: asset.did(),
            nft: asset.nft(),
            chain_id: asset.chain_id(),
            document: asset.into_document(),
            flags: envelope.flags,
            hash: envelope.hash,
            call,
        }
    }

    /// Adds validators' signatures of the document's hash, each of which must hold.
    ///
    /// # Errors
    /// [`ProofError`] of the first that does not.
    pub fn with_proofs(mut self, proofs: Vec<MetadataProof>) -> Result<Self, ProofError> {
        for proof in &proofs {
            proof.verify(&self.call.metadata_hash)?;
        }
        self.call.proofs = proofs;
        Ok(self)
    }

    /// The document as it is published.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The DID of the asset.
    #[must_use]
    pub const fn did(&self) -> Did {
        self.did
    }

    /// The data NFT, to which the transaction goes.
    #[must_use]
    pub const fn nft(&self) -> Address {
        self.nft
    }

    /// The chain of the NFT (EIP-155).
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The hash of the document's bytes.
    #[must_use]
    pub const fn hash(&self) -> DocumentHash {
        self.hash
    }

    /// The document as it stands on chain.
    #[must_use]
    pub fn envelope(&self) -> Envelope<'_> {
        Envelope {
            flags: self.flags,
            hash: self.hash,
            data: Cow::Borrowed(&self.call.data),
        }
    }

    /// The arguments of the call; [`SetMetaData::calldata`] is the input of the transaction.
    #[must_use]
    pub const fn set_metadata(&self) -> &SetMetaData {
        &self.call
    }
}

impl fmt::Debug for Publication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publication")
            .field("did", &self.did)
            .field("nft", &self.nft)
            .field("chain_id", &self.chain_id)
            .field("envelope", &self.envelope())
            .finish_non_exhaustive()
    }
}
