//! From what a request names to what is known about it: the document, and what its chain says.

use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    Asset, AssetError,
    access::{Item, OnChain},
    checksum::JsonStr,
    credentials::{AccessList, Lookup},
    ddo::Service,
    did::Did,
    orders::{ExpiredFee, ONE_DATATOKEN, Order, Policy, Refusal, Rules, Terms},
    parity,
};

use crate::{
    app::{App, Chain, now},
    chain::ChainError,
    metrics::Peer,
    reply::Refused,
};

/// An asset, and its chain.
#[derive(Debug)]
pub(crate) struct Resolved<'a> {
    pub(crate) asset: Asset,
    pub(crate) chain: &'a Chain,
}

/// What the chain says about the asset when a request comes.
#[derive(Debug)]
pub(crate) struct Facts {
    on_chain: OnChain,
    lookups: Vec<(AccessList, Lookup)>,
    /// `None`: no transaction was named, or the chain does not know it.
    pub(crate) order: Option<Result<Order, Refusal>>,
}

/// Finds the document of a DID. The cache is trusted for nothing but bytes: the document must be
/// that of its NFT, and the state comes from the chain.
pub(crate) async fn resolve<'a>(app: &'a App, did: &str) -> Result<Resolved<'a>, Refused> {
    let unresolved = || Refused::parity("did_not_resolved", &parity::did_not_resolved());
    let did: Did = did.parse().map_err(|_| unresolved())?;
    let document = app.cache.document(did).await.map_err(|error| {
        app.metrics.failed(Peer::MetadataCache, error.code());
        tracing::warn!(code = error.code(), "the metadata cache cannot be asked");
        Refused::unavailable(error.code(), "The metadata cache cannot be reached.")
    })?;
    let document = document.ok_or_else(unresolved)?;
    let malformed = |error: &AssetError, network: &str| {
        Refused::parity(error.code(), &parity::asset_malformed(error, network))
    };
    let ddo = document.ddo();
    let nft = ddo.parse_nft_address().and_then(Result::ok);
    let (Some(chain_id), Some(nft)) = (ddo.chain_id(), nft) else {
        return Err(malformed(&AssetError::NoId, "Unknown"));
    };
    let chain = chain(app, chain_id)?;
    let asset = Asset::new(document, nft, chain_id);
    let asset = asset.map_err(|error| malformed(&error, &chain.network))?;
    if asset.did().hash() != did.hash() {
        return Err(unresolved());
    }
    Ok(Resolved { asset, chain })
}

/// A chain that is configured.
pub(crate) fn chain(app: &App, chain_id: u64) -> Result<&Chain, Refused> {
    let chain = app.chains.get(&chain_id);
    chain.ok_or_else(unconfigured_chain)
}

pub(crate) fn unconfigured_chain() -> Refused {
    Refused::crash("unconfigured_chain", "Unconfigured chain_id")
}

impl Resolved<'_> {
    /// Asks the chain what a decision about the service needs, all at once.
    pub(crate) async fn facts(
        &self,
        app: &App,
        service_id: &str,
        consumer: Address,
        transaction: Option<B256>,
    ) -> Result<Facts, Refused> {
        let Self { asset, chain } = self;
        let node = &chain.node;
        let service = asset.document().ddo().service_by_id(service_id);
        let (on_chain, order) = tokio::join!(
            node.on_chain(asset.nft()),
            self.order(
                app,
                service,
                consumer,
                transaction,
                None,
                ExpiredFee::Refuse
            )
        );
        let on_chain = on_chain.map_err(|error| chain_failed(app, &error))?;
        let order = order.map_err(|error| chain_failed(app, &error))?;
        let item = Item {
            asset,
            on_chain,
            service_id,
            lookups: &[],
        };
        // Malformed credentials are a reason of the decision.
        let lists = item.required_lookups().unwrap_or_default();
        let lookups = node.lookups(lists, consumer).await;
        Ok(Facts {
            on_chain,
            lookups,
            order,
        })
    }

    /// What the chain says of the transaction with which the service is said to be paid.
    pub(crate) async fn order(
        &self,
        app: &App,
        service: Option<Service<'_>>,
        sender: Address,
        transaction: Option<B256>,
        environment: Option<&str>,
        expired_fee: ExpiredFee,
    ) -> Result<Option<Result<Order, Refusal>>, ChainError> {
        let Self { asset, chain } = self;
        let datatoken = service.and_then(Service::parse_datatoken_address);
        let (Some(service), Some(transaction), Some(Ok(datatoken))) =
            (service, transaction, datatoken)
        else {
            return Ok(None);
        };
        let Some(id) = service.id().and_then(JsonStr::to_str) else {
            return Ok(None);
        };
        let Some(provider) = app.keeper.address(asset.chain_id()) else {
            return Ok(None);
        };
        let terms = |provider| Terms {
            chain_id: asset.chain_id(),
            transaction,
            provider,
            sender,
            nft: asset.nft(),
            datatoken,
            service_id: &id,
            service_index: u64::try_from(service.index()).unwrap_or(u64::MAX),
            timeout: service.timeout().unwrap_or(0),
            required_amount: ONE_DATATOKEN,
            environment,
            rules: Rules::Strict,
            policy: Policy {
                renewal: app.compat.renewal(),
                expired_fee,
                ..Policy::default()
            },
            // The node knows these two.
            deployed_by_nft: false,
            latest_block: 0,
        };
        let found = chain.node.order(&terms(provider), now()).await?;
        if matches!(found, Some(Err(Refusal::ProviderFeeAddressMismatch { .. }))) {
            // It may have been paid before the key was exchanged.
            for &retired in &chain.retired {
                let order = chain.node.order(&terms(retired), now()).await?;
                if matches!(order, Some(Ok(_))) {
                    return Ok(order);
                }
            }
        }
        Ok(found)
    }
}

impl Facts {
    pub(crate) fn item<'a>(&'a self, resolved: &'a Resolved<'_>, service_id: &'a str) -> Item<'a> {
        Item {
            asset: &resolved.asset,
            on_chain: self.on_chain,
            service_id,
            lookups: &self.lookups,
        }
    }
}

pub(crate) fn chain_failed(app: &App, error: &ChainError) -> Refused {
    app.metrics.failed(Peer::Node, error.code());
    tracing::warn!(code = error.code(), "the chain cannot be asked");
    Refused::unavailable(error.code(), "The chain cannot be asked now.")
}
