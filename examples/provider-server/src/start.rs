//! From the configuration to what the routes work with.

use std::{collections::BTreeMap, io, net::SocketAddr, sync::Arc, time::SystemTime};

use ocean_provider_core::{
    ProviderInfo,
    access::Keeper,
    keys::{KeyRing, KeyRingError},
};
use tokio::sync::OnceCell;
use url::Url;

use crate::{
    app::{App, Chain, Started},
    body::BodyMemory,
    chain::{ChainError, Node, NodeConfig, chain_id_of},
    config::{self, ChainConfig, Chains, Config, Settings},
    fetch::{FetchError, FetchPolicy, Fetcher},
    ledger::{Ledger, LedgerError},
    limits::RateLimiter,
    metadata_cache::{CacheError, MetadataCache},
    metrics::Metrics,
    operator::{OpenOperatorError, Operator},
    proof::Proofs,
};

/// Redirects of a file's host that are followed, as with Provider 2.1.6.
const MAX_REDIRECTS: u32 = 5;

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// What was configured does not fit what the node said.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The node of a chain cannot be asked, or is on another chain.
    #[error("`NETWORK_URL`{}: {error}", of_chain(*.chain_id))]
    Chain {
        /// The chain (EIP-155), if it is configured.
        chain_id: Option<u64>,
        /// Why.
        error: ChainError,
    },
    /// The keys of a chain.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// Where nonces are kept.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// There is no client for the metadata cache.
    #[error("`AQUARIUS_URL`: {0}")]
    MetadataCache(#[from] CacheError),
    /// There is no client for the service that runs jobs, or no file for them.
    #[error("`OPERATOR_SERVICE_URL`: {0}")]
    Operator(#[from] OpenOperatorError),
    /// There is no client for proofs of download.
    #[error("`USE_HTTP_PROOF`: no client for HTTP can be made")]
    Proofs,
    /// There is no client for files.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The address is taken, or not of this machine.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
}

fn of_chain(chain_id: Option<u64>) -> String {
    chain_id.map_or_else(String::new, |id| format!(" of chain {id}"))
}

/// Asks each node for its chain, and opens the ledger.
pub(crate) async fn start(config: Config) -> Result<App, StartError> {
    let Config {
        chains,
        token_key,
        compat,
        trusted_proxies,
        requests_per_minute,
        storage,
        operator,
        proofs,
        settings,
        ..
    } = config;
    let mut ring = KeyRing::new();
    let mut served = BTreeMap::new();
    let mut signers = BTreeMap::new();
    for (chain_id, chain) in identify(chains, &settings).await? {
        let node = Node::new(&NodeConfig {
            chain_id,
            rpc: chain.rpc.url().clone(),
            factory: chain.factory,
            timeout: settings.request_timeout,
            retries: settings.request_retries,
            min_confirmations: settings.min_confirmations,
        });
        let failed = |error| StartError::Chain {
            chain_id: Some(chain_id),
            error,
        };
        let node = Arc::new(node.map_err(failed)?);
        node.check_chain_id().await.map_err(failed)?;
        let key = Arc::new(chain.key);
        if proofs.is_some() {
            signers.insert(chain_id, (Arc::clone(&node), Arc::clone(&key)));
        }
        ring.set_current(chain_id, key)?;
        let mut retired = Vec::new();
        for key in chain.retired {
            retired.push(key.address());
            ring.add_retired(chain_id, key)?;
        }
        let chain = Chain {
            node,
            network: chain.network,
            fee_token: chain.fee_token,
            fee_token_decimals: OnceCell::new(),
            retired,
        };
        served.insert(chain_id, chain);
    }
    let keeper = Keeper::new(ring);
    let addresses = keeper
        .chain_ids()
        .filter_map(|id| Some((id, keeper.address(id)?)));
    // Clients look for this name and a version that they know.
    let info = ProviderInfo::new("Provider", REFERENCE_VERSION, addresses.collect());
    let fetcher = Fetcher::new(FetchPolicy {
        allow_non_public_ip: settings.allow_non_public_ip,
        timeout: settings.request_timeout,
        retries: settings.request_retries,
        max_checksum_length: settings.max_checksum_length,
        max_redirects: MAX_REDIRECTS,
        max_bytes: Some(settings.max_file_bytes),
    })?;
    let ledger = Ledger::open(&storage).await?;
    let shared = match &ledger {
        Ledger::Redis(redis) => Some(redis.clone()),
        Ledger::Sqlite(_) => None,
    };
    let operator = operator.map(|config| {
        Operator::new(
            config,
            &without_user(settings.aquarius_url.url()),
            served.keys().copied(),
            (settings.request_timeout, settings.request_retries),
            shared,
        )
    });
    let metrics = Arc::new(Metrics::new(SystemTime::now()));
    let proofs = proofs.map(|config| {
        let metrics = Arc::clone(&metrics);
        Proofs::new(&config, signers, settings.request_timeout, metrics)
    });
    Ok(App {
        info: info.to_string(),
        keeper,
        token_key,
        chains: served,
        cache: MetadataCache::new(settings.aquarius_url.url(), settings.request_timeout)?,
        ledger,
        fetcher,
        bodies: BodyMemory::new(),
        limiter: RateLimiter::new(requests_per_minute, trusted_proxies),
        metrics,
        compat,
        operator: operator.transpose()?.map(Arc::new),
        proofs: proofs.transpose().map_err(|_| StartError::Proofs)?,
        settings,
        started: Started::now(),
    })
}

/// What jobs are told of the metadata cache: not how this server is known to it.
fn without_user(url: &Url) -> String {
    let mut url = url.clone();
    // An http URL has a host, so that neither fails.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.as_str().trim_end_matches('/').to_owned()
}

/// The version of the reference whose wire this is.
const REFERENCE_VERSION: &str = "2.1.6";

async fn identify(
    chains: Chains,
    settings: &Settings,
) -> Result<BTreeMap<u64, ChainConfig>, StartError> {
    let chain = match chains {
        Chains::Many(chains) => return Ok(chains),
        Chains::One(chain) => chain,
    };
    let url = chain.rpc().url().clone();
    let id = chain_id_of(&url, settings.request_timeout, settings.request_retries).await;
    let id = id.map_err(|error| StartError::Chain {
        chain_id: None,
        error,
    })?;
    Ok(BTreeMap::from([(id, chain.identify(id)?)]))
}
