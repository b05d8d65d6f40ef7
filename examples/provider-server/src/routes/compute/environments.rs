use std::sync::Arc;

use axum::response::Response;
use futures_util::future::try_join_all;
use ocean_provider_core::{checksum::Json, compute::Environments};

use super::{no_environments, operator, operator_failed};
use crate::{
    app::App,
    operator::OperatorError,
    reply::{self, Refused},
};

/// `GET /computeEnvironments`: where jobs run, by chain.
pub(in crate::routes) async fn handle(app: &App) -> Result<Response, Refused> {
    let operator = operator(app)?;
    let lists = app.chains.iter().map(|(&chain_id, chain)| async move {
        let list = operator.environment_list(chain_id).await;
        let list = list.map_err(|error| no_environments(app, chain_id, &error))?;
        Ok::<_, Refused>((chain_id, chain.fee_token, list))
    });
    let lists: Vec<(_, _, Arc<Json<'static>>)> = try_join_all(lists).await?;
    let chains: Option<Vec<_>> = lists
        .iter()
        .map(|(chain_id, fee_token, list)| {
            let environments = Environments::read(list.root()).ok()?;
            Some((*chain_id, *fee_token, environments))
        })
        .collect();
    let chains = chains.ok_or_else(|| operator_failed(app, &OperatorError::Unexpected))?;
    Ok(reply::json(Environments::answer(&chains)))
}
