use alloy_primitives::Address;
use ocean_checksum::{Number, Value};
use ocean_credentials::{
    AccessList, Credentials, Decision, Lookup, MalformedCredentials, evaluate_asset_and_service,
};
use ocean_ddo::Service;
use ocean_files::Binding;
use ocean_state::{AssetState, Rules};

use crate::{
    Asset,
    access::{
        Denial, Reason,
        denial::{all, both},
        reason::cut,
    },
};

/// What the NFT's contract said when the request came: `getMetaData()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnChain {
    /// The chain that was asked (EIP-155).
    pub chain_id: u64,
    /// The data NFT that was asked.
    pub nft: Address,
    /// The state that it has.
    pub state: AssetState,
}

impl OnChain {
    /// Whether it is about this NFT on this chain.
    pub(super) fn is_about(&self, nft: Address, chain_id: u64) -> [Option<Reason>; 2] {
        [
            (self.chain_id != chain_id).then_some(Reason::StateOfOtherChain {
                found: self.chain_id,
                expected: chain_id,
            }),
            (self.nft != nft).then_some(Reason::StateOfOtherNft {
                found: self.nft,
                expected: nft,
            }),
        ]
    }
}

/// A service of an asset, and what is known about it when a request comes.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The asset.
    pub asset: &'a Asset,
    /// What its NFT said.
    pub on_chain: OnChain,
    /// The service's id, as the request names it.
    pub service_id: &'a str,
    /// The answers to [`required_lookups`](Self::required_lookups) for the consumer. One that is
    /// missing counts as failed, and a failed look-up never helps him.
    pub lookups: &'a [(AccessList, Lookup)],
}

impl<'a> Item<'a> {
    /// The access lists to ask about the consumer, each once: those of the asset, then those of the
    /// service.
    ///
    /// # Errors
    /// [`MalformedCredentials`]: nobody may use the item.
    pub fn required_lookups(&self) -> Result<Vec<AccessList>, MalformedCredentials> {
        let (asset, service) = self.credentials(self.service().ok())?;
        let mut lists = asset.required_lookups()?;
        for list in service.required_lookups()? {
            if !lists.contains(&list) {
                lists.push(list);
            }
        }
        Ok(lists)
    }

    /// Whether the consumer may use the asset at all: what Provider 2.1.6 asks before everything
    /// else of a download, an initialize and a computation.
    ///
    /// The state on chain, the document's `metadata` and the state in it, the credentials of the
    /// asset and of the service, in this order.
    ///
    /// # Errors
    /// [`Denial`]: why not. [`parity::not_consumable`](crate::parity::not_consumable) makes of it
    /// what `compute::DatasetFacts` is told.
    pub fn check_consumable(&self, consumer: Address) -> Result<(), Denial> {
        self.check_use(consumer, self.service().ok())
    }

    /// [`check_consumable`](Self::check_consumable) where the service was looked for already.
    pub(super) fn check_use(
        &self,
        consumer: Address,
        service: Option<Service<'_>>,
    ) -> Result<(), Denial> {
        let [chain, nft] = self
            .on_chain
            .is_about(self.asset.nft(), self.asset.chain_id());
        let state = self.on_chain.state.may_consume(Rules::Strict).refusal();
        let ddo = self.asset.document().ddo();
        all([
            chain,
            nft,
            state.map(Reason::State),
            ddo.metadata().is_none().then_some(Reason::NoMetadata),
            check_cached_state(ddo.value()),
            self.check_credentials(consumer, service),
        ])
    }

    /// Finds the service.
    pub(super) fn service(&self) -> Result<Service<'a>, Denial> {
        let service = self.asset.document().ddo().service_by_id(self.service_id);
        service.ok_or_else(|| {
            Denial::from(Reason::NoService {
                id: cut(self.service_id),
            })
        })
    }

    /// What the files of the service are bound to, and their sealed text.
    pub(super) fn files(&self, service: Service<'_>) -> Result<(Binding, String), Denial> {
        let datatoken = service.parse_datatoken_address().and_then(Result::ok);
        let files = service
            .files()
            .and_then(|text| text.to_str().map(String::from));
        let (datatoken, files) = both(
            datatoken.ok_or_else(|| Reason::NoDatatoken.into()),
            files.ok_or_else(|| Reason::NoFiles.into()),
        )?;
        let nft = self.asset.nft();
        Ok((Binding { datatoken, nft }, files))
    }

    fn credentials(
        &self,
        service: Option<Service<'_>>,
    ) -> Result<(Credentials, Credentials), MalformedCredentials> {
        let beyond_limits = |pointer: &str| MalformedCredentials::Shape {
            pointer: pointer.into(),
            expected: "credentials within the limits",
            found: "more",
        };
        let ddo = self.asset.document().ddo();
        let of_asset = ddo.credentials();
        let of_asset = of_asset.map_err(|_| beyond_limits("/credentials"))?;
        let of_service = match service {
            Some(service) => service.credentials(),
            None => Ok(Credentials::default()),
        };
        let of_service = of_service.map_err(|_| beyond_limits("/services"))?;
        Ok((of_asset, of_service))
    }

    fn check_credentials(&self, consumer: Address, service: Option<Service<'_>>) -> Option<Reason> {
        let lookup = |list: &AccessList| {
            let answer = self.lookups.iter().find(|(known, _)| known == list);
            answer.map_or(Lookup::Failed, |(_, lookup)| *lookup)
        };
        let decision = self.credentials(service).and_then(|(asset, service)| {
            evaluate_asset_and_service(&asset, &service, consumer, lookup)
        });
        match decision {
            Ok(Decision::Allowed(_)) => None,
            Ok(Decision::Denied(denial)) => Some(Reason::Credentials(denial)),
            Err(error) => Some(Reason::MalformedCredentials(error)),
        }
    }
}

/// The state that an indexer saw: Aquarius 5.1.8 puts it into `nft`, ocean-node 3.2.0 into
/// `indexedMetadata.nft`. It may be old, and can only make the answer stricter.
fn check_cached_state(root: Value<'_>) -> Option<Reason> {
    let of_ocean_node = root.get("indexedMetadata").and_then(|all| all.get("nft"));
    let states = [root.get("nft"), of_ocean_node].map(|nft| nft?.get("state"));
    let mut bad = states.into_iter().flatten().filter_map(|value| {
        let byte = value.as_number().and_then(Number::as_u64);
        let state = byte.and_then(|byte| u8::try_from(byte).ok());
        let state = state.map(AssetState::from);
        let permitted = state.is_some_and(|state| state.may_consume(Rules::Strict).is_permitted());
        (!permitted).then_some(Reason::CachedState { found: state })
    });
    bad.next()
}
