//! A server that gives out the files that were paid for, and nothing else.

use std::sync::Arc;

use alloy_primitives::{Address, B256};
use axum::{
    Router,
    extract::{Query, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use ocean_provider_core::{
    Asset,
    access::{Download, Item, Keeper, OnChain},
    auth::{Caller, MemoryNonces, Message, Request},
    checksum::js_quote,
    credentials::{AccessList, Lookup},
    ddo::{Document, Service},
    did::Did,
    files::{FileRequest, Gateways},
    orders::{self, ONE_DATATOKEN, Order, Policy, Receipt, Refusal, Step, Terms},
    parity::{self, Reply, Route},
};
use serde::Deserialize;

use crate::Outage;

// ANCHOR: world
/// What a Provider asks: a node, a metadata cache, the hosts of files, the clock.
pub trait World: Send + Sync + 'static {
    /// The document that the cache has for a DID.
    fn document(&self, did: Did) -> impl Future<Output = Result<Option<Document>, Outage>> + Send;
    /// The state in `getMetaData()` of an NFT.
    fn state(&self, nft: Address) -> impl Future<Output = Result<u8, Outage>> + Send;
    /// `isDeployed(datatoken)` of an NFT.
    fn is_deployed(
        &self,
        nft: Address,
        datatoken: Address,
    ) -> impl Future<Output = Result<bool, Outage>> + Send;
    /// The receipt of a transaction; `None` if the node knows none.
    fn receipt(
        &self,
        transaction: B256,
    ) -> impl Future<Output = Result<Option<Receipt>, Outage>> + Send;
    /// The number of the newest block.
    fn latest_block(&self) -> impl Future<Output = Result<u64, Outage>> + Send;
    /// Whether an account is on an access list.
    fn lookup(&self, list: &AccessList, account: Address) -> impl Future<Output = Lookup> + Send;
    /// The body of a file. An address that is not public must be refused here, at the socket.
    fn fetch(&self, file: FileRequest) -> impl Future<Output = Result<Vec<u8>, Outage>> + Send;
    /// Seconds since 1970.
    fn now(&self) -> u64;
}
// ANCHOR_END: world

/// A Provider of one chain.
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "each of these is needed")]
pub struct Provider<W> {
    /// What it asks.
    pub world: W,
    /// The chain (EIP-155).
    pub chain_id: u64,
    /// Its keys.
    pub keeper: Keeper,
    /// The nonces that were spent. A server that is restarted keeps them on a disk.
    pub nonces: MemoryNonces,
}

/// The routes.
pub fn app<W: World>(provider: Provider<W>) -> Router {
    Router::new()
        .route("/api/services/download", get(download::<W>))
        .with_state(Arc::new(provider))
}

// ANCHOR: asked
/// The query, each text as it was sent: such texts are signed, and repeated in refusals.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    document_id: String,
    service_id: String,
    transfer_tx_id: String,
    file_index: u64,
    consumer_address: String,
    nonce: String,
    signature: String,
}

impl Asked {
    /// Who asks. His nonce is not spent yet.
    fn caller(&self) -> Result<Caller, Refused> {
        let claimed = self.consumer_address.parse().map_err(bad_request)?;
        let nonce = self.nonce.parse().map_err(bad_request)?;
        let request = Request::Download {
            document_id: &self.document_id,
        };
        let message = Message::wire(&request, &claimed, &nonce).map_err(bad_request)?;
        let caller = message.verify(&self.signature);
        Ok(caller.map_err(|error| parity::signature_refused(&error))?)
    }
}
// ANCHOR_END: asked

// ANCHOR: download
async fn download<W: World>(
    State(provider): State<Arc<Provider<W>>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refused> {
    let Provider {
        world, chain_id, ..
    } = &*provider;
    let caller = asked.caller()?;

    let did = asked.document_id.parse().map_err(bad_request)?;
    let document = world.document(did).await?;
    let document = document.ok_or_else(parity::did_not_resolved)?;
    let nft = document.ddo().parse_nft_address();
    let nft = nft.ok_or_else(|| bad_request("the document names no NFT"))?;
    let nft = nft.map_err(bad_request)?;
    let asset = Asset::new(document, nft, *chain_id);
    let asset = asset.map_err(|error| parity::asset_malformed(&error, NETWORK))?;

    let on_chain = OnChain {
        chain_id: *chain_id,
        nft,
        state: world.state(nft).await?.into(),
    };
    let item = Item {
        asset: &asset,
        on_chain,
        service_id: &asked.service_id,
        lookups: &[],
    };
    let mut lookups = Vec::new();
    // What cannot be read has no lists to ask, and `decide` denies it.
    for list in item.required_lookups().unwrap_or_default() {
        let found = world.lookup(&list, caller.address()).await;
        lookups.push((list, found));
    }

    let transaction = asked.transfer_tx_id.parse().map_err(bad_request)?;
    let order = provider.order(&item, transaction, caller.address()).await?;
    let download = Download {
        item: Item {
            lookups: &lookups,
            ..item
        },
        transaction,
        file_index: asked.file_index,
        environments: &[],
    };
    let approved = download.decide(caller, order, world.now());
    let approved = approved.map_err(|denial| parity::denied(ROUTE, &denial, &asked.texts()))?;

    // Nothing was opened up to here, and a request that is refused may come again.
    let grant = approved.spend(&provider.nonces);
    let grant = grant.map_err(|error| parity::nonce_not_spent(&error))?;
    let file = provider.keeper.open_file(grant);
    let request = file.and_then(|file| Ok(file.request(None, Gateways::default())?));
    let request =
        request.map_err(|error| parity::file_not_opened(ROUTE, &error, &asked.texts()))?;
    let body = world.fetch(request).await?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], body).into_response())
}
// ANCHOR_END: download

// ANCHOR: order
impl<W: World> Provider<W> {
    /// What the chain says about the transaction that was paid with. `None`: it does not know it.
    async fn order(
        &self,
        item: &Item<'_>,
        transaction: B256,
        sender: Address,
    ) -> Result<Option<Result<Order, Refusal>>, Outage> {
        let (world, asset) = (&self.world, item.asset);
        let service = asset.document().ddo().service_by_id(item.service_id);
        let datatoken = service.and_then(|service| service.parse_datatoken_address()?.ok());
        let timeout = service.and_then(Service::timeout);
        let (Some(service), Some(datatoken), Some(timeout), Some(provider)) = (
            service,
            datatoken,
            timeout,
            self.keeper.address(self.chain_id),
        ) else {
            // There is nothing that could have been ordered, and `decide` says so.
            return Ok(None);
        };
        let Some(receipt) = world.receipt(transaction).await? else {
            return Ok(None);
        };
        let terms = Terms {
            chain_id: self.chain_id,
            transaction,
            provider,
            sender,
            nft: asset.nft(),
            datatoken,
            deployed_by_nft: world.is_deployed(asset.nft(), datatoken).await?,
            service_id: item.service_id,
            service_index: service.index() as u64,
            timeout,
            required_amount: ONE_DATATOKEN,
            environment: None,
            latest_block: world.latest_block().await?,
            rules: orders::Rules::Strict,
            policy: Policy::default(),
        };
        Ok(match orders::verify(&terms, &receipt, world.now()) {
            Err(refusal) => Some(Err(refusal)),
            Ok(Step::Verified(order)) => Some(Ok(order)),
            Ok(Step::NeedReceipt(pending)) => {
                let reused = world.receipt(pending.transaction_hash()).await?;
                reused.map(|receipt| pending.resume(&receipt))
            }
        })
    }
}
// ANCHOR_END: order

const ROUTE: Route = Route::Download;

/// What the reference calls the chain in its texts.
const NETWORK: &str = "Development";

impl Asked {
    fn texts(&self) -> parity::Asked<'_> {
        parity::Asked {
            network: NETWORK,
            document_id: &self.document_id,
            service_id: &self.service_id,
            transfer_tx_id: &self.transfer_tx_id,
        }
    }
}

/// An answer that is not the file.
#[derive(Debug)]
struct Refused {
    status: StatusCode,
    json: String,
}

impl From<Reply> for Refused {
    fn from(reply: Reply) -> Self {
        Self {
            status: StatusCode::from_u16(reply.status).unwrap_or(StatusCode::BAD_REQUEST),
            json: reply.json(),
        }
    }
}

impl From<Outage> for Refused {
    fn from(outage: Outage) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..bad_request(outage)
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.status, [(CONTENT_TYPE, "application/json")], self.json).into_response()
    }
}

#[allow(clippy::needless_pass_by_value, reason = "`map_err` gives it away")]
fn bad_request(error: impl ToString) -> Refused {
    Refused {
        status: StatusCode::BAD_REQUEST,
        json: format!(r#"{{"error":{}}}"#, js_quote(&error.to_string())),
    }
}
