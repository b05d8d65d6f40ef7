use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use alloy_primitives::Address;
use ocean_provider_core::{access::Keeper, auth::TokenKey};
use tokio::sync::OnceCell;

use crate::{
    body::BodyMemory, chain::Node, compat::Compat, config::Settings, fetch::Fetcher,
    ledger::Ledger, limits::RateLimiter, metadata_cache::MetadataCache, metrics::Metrics,
    operator::Operator, proof::Proofs,
};

/// What the routes work with.
#[derive(Debug)]
pub(crate) struct App {
    /// The `GET /` document.
    pub(crate) info: String,
    pub(crate) settings: Settings,
    pub(crate) compat: Compat,
    pub(crate) keeper: Keeper,
    pub(crate) token_key: TokenKey,
    pub(crate) chains: BTreeMap<u64, Chain>,
    pub(crate) cache: MetadataCache,
    pub(crate) ledger: Ledger,
    pub(crate) fetcher: Fetcher,
    pub(crate) bodies: BodyMemory,
    pub(crate) limiter: RateLimiter,
    pub(crate) metrics: Arc<Metrics>,
    /// The service that runs jobs, if there is one. What it has begun outlives a request.
    pub(crate) operator: Option<Arc<Operator>>,
    pub(crate) started: Started,
    /// Sends proofs of download, if they are wanted.
    pub(crate) proofs: Option<Proofs>,
}

/// A chain that is served.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) node: Arc<Node>,
    /// The reference's name of it, which its texts repeat.
    pub(crate) network: String,
    /// The token that fees are quoted in.
    pub(crate) fee_token: Address,
    /// Its decimals, which never change, once they were asked for.
    pub(crate) fee_token_decimals: OnceCell<u8>,
    /// The addresses of retired keys, to which older orders were paid.
    pub(crate) retired: Vec<Address>,
}

/// When the server was started, by both clocks.
#[derive(Debug)]
pub(crate) struct Started {
    at: u64,
    since: Instant,
}

impl Started {
    pub(crate) fn now() -> Self {
        Self {
            at: now(),
            since: Instant::now(),
        }
    }
}

impl App {
    /// Seconds since 1970, and no more than have passed since the start: what is forgotten by it is
    /// not forgotten because the clock was ahead for a while.
    pub(crate) fn least_now(&self) -> u64 {
        let passed = self.started.since.elapsed().as_secs();
        now().min(self.started.at.saturating_add(passed))
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
