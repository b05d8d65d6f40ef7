//! Where a job is to run.

use alloy_primitives::Address;
use ocean_provider_core::compute::{Environment, Terms};

use super::{RULES, no_environments};
use crate::{
    app::App,
    operator::Operator,
    reply::Refused,
    resolve::{chain, chain_failed},
};

/// The environments with the id that a request names, by chain.
#[derive(Debug)]
pub(super) struct Places {
    by_chain: Vec<(u64, Environment)>,
}

/// An environment, its chain, and what is known of its fee token.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) environment: Environment,
    pub(super) chain_id: u64,
    pub(super) decimals: u8,
}

impl Places {
    /// Looks the id up in the lists of all chains.
    pub(super) async fn find(
        app: &App,
        operator: &Operator,
        id: &str,
    ) -> Result<Option<Self>, Refused> {
        let mut by_chain = Vec::new();
        for (&chain_id, chain) in &app.chains {
            let environments = operator.environments(chain_id, chain.fee_token).await;
            let environments =
                environments.map_err(|error| no_environments(app, chain_id, &error))?;
            let found = environments.into_iter().find(|each| each.id == id);
            by_chain.extend(found.map(|environment| (chain_id, environment)));
        }
        Ok((!by_chain.is_empty()).then_some(Self { by_chain }))
    }

    /// The one of the chain of the main dataset, on which it is paid. Where that is not known, any:
    /// the request is refused for other reasons.
    pub(super) async fn on(
        self,
        app: &App,
        of_dataset: Option<u64>,
    ) -> Result<Option<Place>, Refused> {
        let mut places = self.by_chain.into_iter();
        let found =
            places.find(|(chain_id, _)| of_dataset.is_none_or(|wanted| wanted == *chain_id));
        let Some((chain_id, environment)) = found else {
            return Ok(None);
        };
        let chain = chain(app, chain_id)?;
        let decimals = if chain.fee_token.is_zero() {
            0
        } else {
            let asked = || chain.node.decimals(chain.fee_token);
            let decimals = chain.fee_token_decimals.get_or_try_init(asked).await;
            *decimals.map_err(|error| chain_failed(app, &error))?
        };
        Ok(Some(Place {
            environment,
            chain_id,
            decimals,
        }))
    }
}

impl Place {
    pub(super) fn terms(&self, consumer: Address, now: u64) -> Terms<'_> {
        Terms {
            rules: RULES,
            consumer,
            environment: &self.environment,
            chain_id: self.chain_id,
            fee_token_decimals: self.decimals,
            now,
        }
    }
}
