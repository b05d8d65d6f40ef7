//! Compute-to-Data: jobs on data that stays where it is.

mod documents;
mod environments;
mod facts;
mod initialize;
mod initialize_item;
mod other_provider;
mod parameters;
mod place;
mod result;
mod start;
mod status;
mod stop;

use alloy_primitives::Address;
use axum::http::request::Parts;
use ocean_provider_core::{
    access::Denial,
    auth::Request,
    compute::{Environment, Refused as NotAdmitted, Rules, Stage, UndefinedLists},
    ddo::Service,
    files::FileChecksum,
    parity::{self, Asked, Route},
};

use crate::{
    app::{App, now},
    caller::{Signed, spent},
    input::Input,
    metrics::Peer,
    operator::{Operator, OperatorError, OrderOf},
    reply::Refused,
    resolve::{Facts, Resolved},
    routes::no_such_path,
    validation::{
        Field,
        Rule::{RequiredWithAll, RequiredWithout},
    },
};

pub(super) use environments::handle as environments;
pub(super) use initialize::handle as initialize;
pub(super) use result::handle as result;
pub(super) use start::handle as start;
pub(super) use status::handle as status;
pub(super) use stop::{delete, stop};

/// Where a dataset names no trust list at all, nobody may run.
const RULES: Rules = Rules::Strict {
    undefined: UndefinedLists::Deny,
};

const ALGORITHM_DOCUMENT_ID: Field = Field::new(
    "algorithm.documentId",
    &[
        RequiredWithout(&["algorithm.meta"]),
        RequiredWithAll(&["algorithm.serviceId", "algorithm.transferTxId"]),
    ],
);
const ALGORITHM_META: Field = Field::new(
    "algorithm.meta",
    &[RequiredWithout(&["algorithm.documentId"])],
);

/// The codes of Provider 2.1.6, for log and metrics.
const CODES: [&str; 22] = [
    "missing",
    "did_not_found",
    "not_found",
    "service_not_access_compute",
    "main_service_compute",
    "compute_services_not_in_same_provider",
    "order_invalid",
    "invalid",
    "missing_meta_documentId",
    "not_algo",
    "file_unavailable",
    "in_use_or_not_on_chain",
    "meta_oneof_url_rawcode_remote",
    "missing_entrypoint_image_checksum",
    "checksum_prefix",
    "not_trusted_algo_publisher",
    "not_trusted_algo",
    "no_publisherTrustedAlgorithms",
    "algorithm_file_checksum_mismatch",
    "algorithm_container_checksum_mismatch",
    "no_raw_algo_allowed",
    "fees_not_paid",
];

/// The service that runs jobs. Without one these paths do not exist, as with Provider 2.1.6.
fn operator(app: &App) -> Result<&Operator, Refused> {
    app.operator.as_deref().ok_or_else(no_such_path)
}

/// Spends a request that names no job and is not served: the signature of all jobs also makes a token,
/// and that of all jobs of a dataset starts one, for whoever saw it. If it is not the consumer's,
/// nothing is spent.
async fn spend_of_all_jobs(app: &App, parts: &Parts, input: &Input, document_id: Option<&str>) {
    let request = match document_id {
        None => Request::CreateAuthToken,
        Some(document_id) => Request::ComputeStart {
            job_id: None,
            document_id,
        },
    };
    if let Ok(signed) = Signed::read(input, "consumerAddress")
        && let Ok(caller) = signed
            .authenticate(app, input, &parts.headers, &request)
            .await
    {
        let _ = spent(app, caller.spend_async(&app.ledger).await);
    }
}

/// The answer where a computation is not admitted.
fn not_admitted(stage: Stage, refused: &NotAdmitted) -> Refused {
    let code = CODES.into_iter().find(|code| *code == refused.code());
    let code = code.unwrap_or("not_consumable");
    Refused::parity(code, &parity::compute_refused(stage, refused))
}

fn denied(denial: &Denial, asked: &Asked<'_>) -> Refused {
    let reply = parity::denied(Route::ComputeStart, denial, asked);
    Refused::parity(denial.code(), &reply)
}

fn not_a_body() -> Refused {
    Refused::crash("not_a_body", "A computation is sent as a JSON body.")
}

fn operator_failed(app: &App, error: &OperatorError) -> Refused {
    note(app, error);
    Refused::unavailable(error.code(), "The compute service cannot be asked now.")
}

/// Counts and logs a call that failed.
fn note(app: &App, error: &OperatorError) {
    app.metrics.failed(Peer::Operator, error.code());
    tracing::warn!(code = error.code(), "the compute service cannot be asked");
}

/// The answer where the environments of a chain are needed and cannot be had.
fn no_environments(app: &App, chain_id: u64, error: &OperatorError) -> Refused {
    note(app, error);
    Refused::unavailable(
        error.code(),
        &format!(
            "Compute envs could not be retrieved for chainId {chain_id}, check configuration."
        ),
    )
}

/// What is known of the jobs that may download.
#[derive(Debug, Default)]
pub(super) struct ForJobs {
    /// The environments of the chain.
    pub(super) environments: Vec<Environment>,
    /// The checksums that the files must have, if this is an algorithm for a job that runs: those
    /// that were trusted when it was started.
    pub(super) trusted: Option<Vec<FileChecksum>>,
}

/// Asked only where the service or the order is for jobs, so that other downloads do not need the
/// service that runs them.
pub(super) async fn for_jobs(
    app: &App,
    resolved: &Resolved<'_>,
    facts: &Facts,
    service_id: &str,
    caller: Address,
) -> Result<ForJobs, Refused> {
    let Some(operator) = &app.operator else {
        return Ok(ForJobs::default());
    };
    let service = resolved.asset.document().ddo().service_by_id(service_id);
    let is_access = service
        .and_then(Service::kind)
        .is_some_and(|kind| kind == "access");
    let order = facts.order.as_ref().and_then(|order| order.as_ref().ok());
    let trusted = match order {
        Some(order) => {
            let trusted = operator.trusted_files(OrderOf::order(order), now());
            trusted
                .await
                .map_err(|error| operator_failed(app, &error))?
        }
        None => None,
    };
    let is_for_jobs = order.is_some_and(|order| order.environment().is_some());
    if is_access && !is_for_jobs && trusted.is_none() {
        return Ok(ForJobs::default());
    }
    let chain_id = resolved.asset.chain_id();
    let environments = operator.environments(chain_id, resolved.chain.fee_token);
    let environments = environments
        .await
        .map_err(|error| no_environments(app, chain_id, &error))?;
    let mut jobs = environments
        .iter()
        .map(|environment| environment.consumer_address);
    let is_job = jobs.any(|job| job == Some(caller));
    Ok(ForJobs {
        environments,
        trusted: trusted.filter(|_| is_job),
    })
}
