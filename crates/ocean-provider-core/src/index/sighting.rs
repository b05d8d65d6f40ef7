use alloy_primitives::Address;
use ocean_ddo::Document;
use ocean_encryption::{Envelope, FlagsError};
use ocean_orders::events::{Emitted, MetadataValidated};
use ocean_state::{AssetState, Rules};

use super::{
    Decrypted, MetadataEvent, NotIndexed, Opened, Policy, Retry, Skip, Tombstone, Transaction,
    stored::Stored,
};

/// A metadata event, and what the chain and the store say about it.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs, reason = "each of these is needed")]
pub struct Sighting {
    /// The event. Its emitter is taken for the NFT, and nothing else in the log.
    pub event: MetadataEvent,
    /// The chain of the log (EIP-155).
    pub chain_id: u64,
    /// The transaction of the log.
    pub transaction: Transaction,
    /// What Ocean's factory answered to [`Erc721List`](ocean_orders::calls::Erc721List) of the
    /// emitter.
    pub listed: Address,
    /// The state that the emitter has now:
    /// [`StoredMetadata::state`](ocean_orders::calls::StoredMetadata::state).
    pub state: AssetState,
    /// The validators' proofs in the same transaction. Those of other emitters do not count.
    pub proofs: Vec<Emitted<MetadataValidated>>,
    /// The document that is stored under the DID of the NFT on the chain, if there is one.
    pub stored: Option<Document>,
}

impl Sighting {
    /// Checks what can be checked before the document is decrypted.
    ///
    /// Unlike Aquarius 5.1.8, which asks a Provider in every state, an asset in a state in which a
    /// Provider decrypts nothing ([`AssetState::may_decrypt`]) is withdrawn at once.
    ///
    /// # Errors
    /// [`Retry::OtherRecord`], [`Skip::NotListed`], [`Skip::NotValidated`],
    /// [`NotIndexed::Tombstone`]; the first that is found.
    pub fn check(self, policy: &Policy) -> Result<Noticed<'_>, NotIndexed> {
        let emitter = self.event.nft();
        if let Some(document) = &self.stored {
            Stored::new(document, emitter, self.chain_id)?;
        }
        if self.listed != emitter || emitter.is_zero() {
            let listed = self.listed;
            return Err(Skip::NotListed { emitter, listed }.into());
        }
        if !self.is_validated(policy) {
            let (nft, hash) = (emitter, self.event.hash());
            return Err(Skip::NotValidated { nft, hash }.into());
        }
        if let Some(refusal) = self.state.may_decrypt(Rules::Strict).refusal() {
            let tombstone = Tombstone::new(refusal, &self)?;
            return Err(NotIndexed::Tombstone(tombstone));
        }
        Ok(Noticed {
            sighting: self,
            policy,
        })
    }

    /// Whoever deploys or manages an NFT may make it emit any proof, so that the signature is checked
    /// here again.
    fn is_validated(&self, policy: &Policy) -> bool {
        let super::Allowed::Only(_) = policy.validators else {
            return true;
        };
        let hash = self.event.hash();
        self.proofs.iter().any(|proof| {
            proof.address == self.event.nft()
                && proof.event.metadata_hash == *hash.as_b256()
                && proof
                    .event
                    .verify()
                    .is_ok_and(|validator| policy.validators.contains(validator))
        })
    }

    pub(super) fn record(&self) -> Result<Option<Stored<'_>>, Retry> {
        let stored = self.stored.as_ref();
        stored
            .map(|document| Stored::new(document, self.event.nft(), self.chain_id))
            .transpose()
    }
}

/// An event that counts. Its document is still to be opened.
#[derive(Clone, Debug)]
pub struct Noticed<'p> {
    pub(super) sighting: Sighting,
    policy: &'p Policy,
}

impl Noticed<'_> {
    /// The Provider that decrypts the document; see [`MetadataEvent::decryptor_url`].
    #[must_use]
    pub fn decryptor_url(&self) -> &str {
        self.sighting.event.decryptor_url()
    }

    /// The document as it stands on chain, for who has the key, or where it is not encrypted.
    ///
    /// # Errors
    /// [`FlagsError`] if the event's flags are empty.
    pub fn envelope(&self) -> Result<Envelope<'_>, FlagsError> {
        self.sighting.event.envelope()
    }

    /// Reads the document, and checks it.
    ///
    /// Unlike Aquarius 5.1.8, which tries again for two weeks, bytes with the right hash that cannot
    /// be read are passed over: no other bytes will have it.
    ///
    /// # Errors
    /// [`NotIndexed`]; the first reason that is found, in the order of the [module](super).
    pub fn open(self, decrypted: Decrypted) -> Result<Opened, NotIndexed> {
        let bytes = match decrypted {
            Decrypted::Bytes(bytes) => bytes,
            Decrypted::Refused => return Err(Skip::Refused.into()),
            Decrypted::Unavailable => return Err(Retry::Unavailable.into()),
        };
        let expected = self.sighting.event.hash();
        if !expected.matches(&bytes) {
            return Err(Retry::Hash { expected }.into());
        }
        let document = Document::from_bytes(bytes).map_err(Skip::Unreadable)?;
        Opened::new(self.sighting, document, self.policy)
    }
}
