use ocean_ddo::Metadata;
use ocean_state::Rules;

use crate::{
    Asset,
    access::{
        Denial, Item, OnChain, Probe, Reason,
        denial::{all, both},
    },
};

/// `POST /fileinfo`, and whatever must look at the files of a service before anybody has paid, such
/// as the admission of a computation.
///
/// Nobody signs it, so that it leads to a [`Probe`] and no further.
#[derive(Clone, Copy, Debug)]
pub struct FileInfo<'a> {
    /// The asset.
    pub asset: &'a Asset,
    /// What its NFT said.
    pub on_chain: OnChain,
    /// The service's id, as the request names it.
    pub service_id: &'a str,
}

impl FileInfo<'_> {
    /// Whether the files may be looked at: in the states in which the document itself may be read,
    /// 0, 4 and 5. Provider 2.1.6 does not ask for the state.
    ///
    /// # Errors
    /// [`Denial`]: every reason.
    pub fn decide(&self) -> Result<Probe, Denial> {
        let Self {
            asset,
            on_chain,
            service_id,
        } = *self;
        let item = Item {
            asset,
            on_chain,
            service_id,
            lookups: &[],
        };
        let [other_chain, other_nft] = on_chain.is_about(asset.nft(), asset.chain_id());
        let state = on_chain.state.may_decrypt(Rules::Strict).refusal();
        let state = all([other_chain, other_nft, state.map(Reason::State)]);
        let files = item.service().and_then(|service| item.files(service));
        let ((), (binding, sealed)) = both(state, files)?;
        let kind = asset.document().ddo().metadata().and_then(Metadata::kind);
        Ok(Probe {
            did: asset.did(),
            chain_id: asset.chain_id(),
            service_id: service_id.into(),
            binding,
            sealed,
            is_algorithm: kind.is_some_and(|kind| kind == "algorithm"),
        })
    }
}
