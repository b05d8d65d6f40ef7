//! The compute environments, which are asked for again after a while.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use alloy_primitives::Address;
use ocean_provider_core::{
    checksum::Json,
    compute::{Environment, Environments},
};
use tokio::sync::Mutex;

use super::{Operator, OperatorError};

/// How long a list is as good as new.
const FRESH: Duration = Duration::from_secs(30);
/// How long a failure is: so that nobody makes this server ask without end.
const FAILED: Duration = Duration::from_secs(2);

type List = Result<Arc<Json<'static>>, OperatorError>;

/// The last answer for each chain. Whoever waits for a chain waits for one request.
#[derive(Debug)]
pub(super) struct Cache {
    chains: BTreeMap<u64, Mutex<Option<(Instant, List)>>>,
}

impl Cache {
    pub(super) fn new(chains: impl Iterator<Item = u64>) -> Self {
        let chains = chains.map(|id| (id, Mutex::default())).collect();
        Self { chains }
    }
}

impl Operator {
    /// The list of the environments of a chain as the service gives it, at most 30 seconds old.
    pub(crate) async fn environment_list(&self, chain_id: u64) -> List {
        let cached = self.environments.chains.get(&chain_id);
        let mut cached = cached.ok_or(OperatorError::Unexpected)?.lock().await;
        if let Some((since, list)) = cached.as_ref() {
            let good = if list.is_ok() { FRESH } else { FAILED };
            if since.elapsed() < good {
                return list.clone();
            }
        }
        let list = self.fetch_environments(chain_id).await;
        *cached = Some((Instant::now(), list.clone()));
        list
    }

    async fn fetch_environments(&self, chain_id: u64) -> List {
        let answer = self.ask_environments(chain_id).await?;
        if !answer.status.is_success() {
            return Err(OperatorError::Status(answer.status.as_u16()));
        }
        // Also old services answer with a list; anything else would be of some other chain.
        if answer.json.root().as_array().is_none() {
            return Err(OperatorError::Unexpected);
        }
        Ok(Arc::new(answer.json))
    }

    /// The environments of a chain that can be read, each with the token that fees are taken in.
    pub(crate) async fn environments(
        &self,
        chain_id: u64,
        fee_token: Address,
    ) -> Result<Vec<Environment>, OperatorError> {
        let list = self.environment_list(chain_id).await?;
        let list = Environments::read(list.root()).map_err(|_| OperatorError::Unexpected)?;
        let each = list.iter().filter_map(|(_, environment)| environment.ok());
        Ok(each
            .map(|environment| Environment {
                fee_token: Some(fee_token),
                ..environment
            })
            .collect())
    }
}
