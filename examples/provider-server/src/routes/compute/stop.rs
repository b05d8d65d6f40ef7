use axum::{http::request::Parts, response::Response};
use ocean_provider_core::{auth::Request, compute::JobQuery};

use super::{
    operator, operator_failed, spend_of_all_jobs,
    status::{document_id, job_id},
};
use crate::{
    app::App,
    caller::{Signed, spent},
    input::Input,
    operator::{OperatorError, jobs_of, list},
    reply::{self, Refused},
    validation::{
        Field,
        Rule::{Numeric, Required},
        validate,
    },
};

/// The last one is our own rule: who names no job would mean all of them, and would sign what also makes
/// a token or starts a job.
const FIELDS: [Field; 3] = [
    Field::bail("consumerAddress", &[Required]),
    Field::bail("nonce", &[Required, Numeric]),
    Field::new("jobId", &[Required]),
];

/// `PUT /compute`: stops a job.
pub(in crate::routes) async fn stop(
    app: &App,
    parts: &Parts,
    input: &Input,
) -> Result<Response, Refused> {
    relay(app, parts, input, Call::Stop).await
}

/// `DELETE /compute`: deletes a job.
pub(in crate::routes) async fn delete(
    app: &App,
    parts: &Parts,
    input: &Input,
) -> Result<Response, Refused> {
    relay(app, parts, input, Call::Delete).await
}

#[derive(Clone, Copy, Debug)]
enum Call {
    Stop,
    Delete,
}

async fn relay(app: &App, parts: &Parts, input: &Input, call: Call) -> Result<Response, Refused> {
    let operator = operator(app)?;
    let complete = validate(input, &FIELDS);
    let (job_id, document_id) = (job_id(input)?, document_id(input)?);
    let (job_id, document_id) = (job_id.as_deref(), document_id.as_deref());
    let request = match call {
        Call::Stop => Request::ComputeStop {
            job_id,
            document_id,
        },
        Call::Delete => Request::ComputeDelete {
            job_id,
            document_id,
        },
    };
    if job_id.is_none() {
        spend_of_all_jobs(app, parts, input, document_id).await;
    }
    complete?;
    let signed = Signed::read(input, "consumerAddress")?;
    let caller = signed
        .authenticate(app, input, &parts.headers, &request)
        .await?;
    let owner = caller.address();
    let _spent = spent(app, caller.spend_async(&app.ledger).await)?;
    let query = JobQuery {
        owner,
        job_id,
        document_id,
    };
    let answer = match call {
        Call::Stop => operator.stop(&query).await,
        Call::Delete => operator.delete(&query).await,
    };
    let answer = answer.map_err(|error| operator_failed(app, &error))?;
    let said = answer.json.root();
    let body = match jobs_of(said, owner) {
        Some(jobs) if answer.status.is_success() => list(jobs),
        // operator-service answers with an empty text to a delete.
        None if answer.status.is_success() && said.text() != "\"\"" => {
            return Err(operator_failed(app, &OperatorError::Unexpected));
        }
        _ => said.text().to_owned(),
    };
    Ok(reply::answer(answer.status, "application/json", body))
}
