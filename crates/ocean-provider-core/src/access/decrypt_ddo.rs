use alloc::borrow::Cow;

use alloy_primitives::Address;
use ocean_auth::{Caller, Endpoint};
use ocean_encryption::Envelope;
use ocean_state::Rules;

use crate::access::{
    Approved, Denial, DocumentSource, OnChain, Reason, caller,
    denial::{all, both},
};

/// Who may have documents decrypted: `AUTHORIZED_DECRYPTERS` of Provider 2.1.6, where a list that
/// cannot be read means everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "there is no third policy")]
pub enum Decrypters<'a> {
    /// Everybody who signs.
    Everybody,
    /// These accounts, compared as 20 bytes.
    These(&'a [Address]),
}

/// `POST /decrypt`: the document of a data NFT, for an indexer.
#[derive(Clone, Debug)]
pub struct DecryptDdo<'a> {
    /// `chainId`.
    pub chain_id: u64,
    /// `dataNftAddress`.
    pub nft: Address,
    /// What the NFT said.
    pub on_chain: OnChain,
    /// What Ocean's factory answers to `erc721List(nft)`: the NFT itself, if it made it.
    pub listed: Address,
    /// Who may ask.
    pub decrypters: Decrypters<'a>,
    /// Where the envelope comes from.
    pub source: DocumentSource<'a>,
}

impl DecryptDdo<'_> {
    /// Whether the caller may have the document.
    ///
    /// In the order of Provider 2.1.6: what the caller signed, whether he may ask, the factory, the
    /// envelope, the state. That it holds a document of this NFT is known when it is opened.
    ///
    /// # Errors
    /// [`Denial`]: every reason. The nonce is not spent, and nothing is opened.
    pub fn decide(self, caller: Caller) -> Result<Approved<DocumentPermit>, Denial> {
        let Self { chain_id, nft, .. } = self;
        let may_ask = match self.decrypters {
            Decrypters::Everybody => true,
            Decrypters::These(list) => list.contains(&caller.address()),
        };
        let asked = all([
            caller::check_endpoint(&caller, Endpoint::Decrypt),
            (!may_ask).then_some(Reason::NotADecrypter {
                found: caller.address(),
            }),
            (self.listed != nft).then_some(Reason::NotOfFactory {
                nft,
                found: self.listed,
            }),
        ]);
        let envelope = self.source.envelope(nft, chain_id).map_err(Denial::from);
        let [other_chain, other_nft] = self.on_chain.is_about(nft, chain_id);
        let state = self.on_chain.state.may_decrypt(Rules::Strict).refusal();
        let state = all([other_chain, other_nft, state.map(Reason::State)]);
        let (((), envelope), ()) = both(both(asked, envelope), state)?;
        let permit = DocumentPermit {
            nft,
            chain_id,
            envelope: Envelope {
                flags: envelope.flags,
                hash: envelope.hash,
                data: Cow::Owned(envelope.data.into_owned()),
            },
        };
        Ok(Approved::new(caller, permit))
    }
}

/// Permission to open one envelope: what [`DecryptDdo::decide`] approves.
#[derive(Debug)]
pub struct DocumentPermit {
    pub(super) nft: Address,
    pub(super) chain_id: u64,
    pub(super) envelope: Envelope<'static>,
}

impl DocumentPermit {
    /// The NFT whose document it is to be.
    #[must_use]
    pub const fn nft(&self) -> Address {
        self.nft
    }

    /// The chain of the NFT.
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        self.chain_id
    }
}
