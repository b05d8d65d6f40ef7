use std::borrow::Cow;

use axum::{
    http::{StatusCode, request::Parts},
    response::Response,
};
use ocean_provider_core::{
    auth::Request,
    compute::{Job, JobQuery},
    did::Did,
};

use super::{operator, operator_failed, spend_of_all_jobs};
use crate::{
    app::App,
    caller::{Signed, address, spent},
    input::Input,
    operator::{OperatorError, is_job_id, jobs_of, list},
    reply::{self, Refused},
    validation::{Field, Rule::Required, invalid, validate},
};

/// `GET /compute`: how far the jobs of a consumer are.
///
/// ocean.js asks without a signature, and whoever does is told ids, states and dates. The rest is for
/// the consumer himself: with a token, or with the signature that ocean.py makes, which names a job.
/// It has the text of a stop, and is spent, so that it stops nothing.
pub(in crate::routes) async fn handle(
    app: &App,
    parts: &Parts,
    input: &Input,
) -> Result<Response, Refused> {
    let operator = operator(app)?;
    validate(input, &[Field::new("consumerAddress", &[Required])])?;
    let job_id = job_id(input)?;
    let document_id = document_id(input)?;
    let has_token = parts.headers.contains_key("AuthToken");
    let has_signature = input.filled("signature").is_some();
    let is_owner = if has_signature {
        job_id.is_some()
    } else {
        has_token
    };
    let owner = if is_owner {
        let signed = Signed::read(input, "consumerAddress")?;
        let request = Request::ComputeStop {
            job_id: job_id.as_deref(),
            document_id: document_id.as_deref(),
        };
        let caller = signed
            .authenticate(app, input, &parts.headers, &request)
            .await?;
        let owner = caller.address();
        let _spent = spent(app, caller.spend_async(&app.ledger).await)?;
        owner
    } else {
        if has_signature {
            spend_of_all_jobs(app, parts, input, document_id.as_deref()).await;
        }
        address(input, "consumerAddress")?
    };
    let query = JobQuery {
        owner,
        job_id: job_id.as_deref(),
        document_id: document_id.as_deref(),
    };
    let answer = operator.status(&query).await;
    let answer = answer.map_err(|error| operator_failed(app, &error))?;
    if !answer.status.is_success() {
        return Err(Refused::new(
            answer.status,
            "operator_refused",
            "The compute service refuses the request.",
        ));
    }
    let jobs = jobs_of(answer.json.root(), owner);
    let jobs = jobs.ok_or_else(|| operator_failed(app, &OperatorError::Unexpected))?;
    let shown = if is_owner {
        list(jobs)
    } else {
        let each: Vec<_> = jobs.map(Job::unsigned_json).collect();
        format!("[{}]", each.join(","))
    };
    Ok(reply::answer(StatusCode::OK, "application/json", shown))
}

/// `jobId`, if there is one.
pub(super) fn job_id(input: &Input) -> Result<Option<Cow<'_, str>>, Refused> {
    let job_id = input.filled("jobId");
    match job_id {
        Some(job_id) if !is_job_id(&job_id) => Err(malformed("jobId")),
        job_id => Ok(job_id),
    }
}

/// `documentId`, if there is one.
pub(super) fn document_id(input: &Input) -> Result<Option<Cow<'_, str>>, Refused> {
    let document_id = input.filled("documentId");
    match document_id {
        Some(document_id) if document_id.parse::<Did>().is_err() => Err(malformed("documentId")),
        document_id => Ok(document_id),
    }
}

fn malformed(name: &str) -> Refused {
    invalid(name, &format!("The {name} format is invalid."))
}
