//! Proofs of download: told to a server of the operator, or to the datatoken on its chain.
//!
//! A proof is sent in the background, and never twice. What becomes of it is counted and logged by its
//! reason; the download knows nothing of it.

mod downloaded;
mod error;
mod on_chain;
mod receiver;
mod transaction;

use std::{collections::BTreeMap, fmt, future::Future, sync::Arc, time::Duration};

use ocean_provider_core::keys::ProviderKey;
use tokio::sync::Semaphore;

pub(crate) use downloaded::Downloaded;

use crate::{
    chain::Node,
    config::ProofConfig,
    metrics::{Metrics, Peer},
};
use error::ProofError;
use on_chain::OnChain;
use receiver::Receiver;

/// Proofs that are under way to the server, or to one chain. More of them are dropped.
const AT_ONCE: u32 = 64;

/// Sends proofs.
pub(crate) struct Proofs {
    lanes: Lanes,
    metrics: Arc<Metrics>,
}

/// Where the proofs of each chain go.
enum Lanes {
    Http(Lane<Receiver>),
    Chain(BTreeMap<u64, Lane<OnChain>>),
}

struct Lane<T> {
    target: Arc<T>,
    slots: Arc<Semaphore>,
}

impl Proofs {
    /// Prepares to send; nothing is sent. The keys are those of the chains that are served.
    pub(crate) fn new(
        config: &ProofConfig,
        keys: BTreeMap<u64, (Arc<Node>, Arc<ProviderKey>)>,
        timeout: Duration,
        metrics: Arc<Metrics>,
    ) -> reqwest::Result<Self> {
        let lanes = match config {
            ProofConfig::Http(url) => {
                let keys = keys.into_iter().map(|(id, (_, key))| (id, key)).collect();
                Lanes::Http(Lane::new(Receiver::new(url.url(), keys, timeout)?))
            }
            ProofConfig::Chain => {
                let lane = |(id, (node, key))| (id, Lane::new(OnChain::new(id, node, key)));
                Lanes::Chain(keys.into_iter().map(lane).collect())
            }
        };
        Ok(Self { lanes, metrics })
    }

    /// Sends the proof in the background, unless too many are under way.
    pub(crate) fn send(&self, downloaded: Downloaded) {
        match &self.lanes {
            Lanes::Http(lane) => {
                let receiver = Arc::clone(&lane.target);
                let sending = async move { receiver.send(&downloaded).await };
                self.spawn(&lane.slots, sending);
            }
            Lanes::Chain(lanes) => {
                // Every chain that is served has one.
                if let Some(lane) = lanes.get(&downloaded.chain_id) {
                    let chain = Arc::clone(&lane.target);
                    let sending = async move { chain.send(&downloaded).await };
                    self.spawn(&lane.slots, sending);
                }
            }
        }
    }

    /// Waits until none is under way.
    pub(crate) async fn settled(&self) {
        let all: Vec<_> = match &self.lanes {
            Lanes::Http(lane) => vec![&lane.slots],
            Lanes::Chain(lanes) => lanes.values().map(|lane| &lane.slots).collect(),
        };
        for slots in all {
            // They are never closed.
            let _ = slots.acquire_many(AT_ONCE).await;
        }
    }

    fn spawn(
        &self,
        slots: &Arc<Semaphore>,
        sending: impl Future<Output = Result<(), ProofError>> + Send + 'static,
    ) {
        let metrics = Arc::clone(&self.metrics);
        let Ok(slot) = Arc::clone(slots).try_acquire_owned() else {
            return failed(&metrics, &ProofError::TooMany);
        };
        tokio::spawn(async move {
            match sending.await {
                Ok(()) => tracing::debug!("a proof of download was sent"),
                Err(error) => failed(&metrics, &error),
            }
            drop(slot);
        });
    }
}

impl<T> Lane<T> {
    fn new(target: T) -> Self {
        Self {
            target: Arc::new(target),
            slots: Arc::new(Semaphore::new(AT_ONCE as usize)),
        }
    }
}

impl fmt::Debug for Proofs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proofs").finish_non_exhaustive()
    }
}

fn failed(metrics: &Metrics, error: &ProofError) {
    metrics.failed(Peer::Proof, error.code());
    tracing::warn!(code = error.code(), "a proof of download was not sent");
}
