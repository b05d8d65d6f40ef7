use std::sync::Arc;

use axum::{http::request::Parts, response::Response};
use ocean_provider_core::{
    access::ComputeStart,
    auth::Request,
    compute::{ComputeRequest, Stage, admit},
    orders::ExpiredFee,
    parity::Asked,
};

use super::{
    denied,
    facts::{Everything, Question},
    not_admitted, note, operator_failed,
    place::Places,
};
use crate::{
    app::{App, now},
    caller::{Signed, spent},
    input::Input,
    operator::StartJobError,
    reply::{self, Refused},
    routes::no_such_path,
    validation::{
        Field,
        Rule::{Numeric, Required},
        validate,
    },
};

const FIELDS: [Field; 7] = [
    Field::bail("dataset.documentId", &[Required]),
    Field::bail("dataset.serviceId", &[Required]),
    Field::new("dataset.transferTxId", &[Required]),
    super::ALGORITHM_DOCUMENT_ID,
    super::ALGORITHM_META,
    Field::bail("consumerAddress", &[Required]),
    Field::bail("nonce", &[Required, Numeric]),
];

/// `POST /compute`: starts a job, once, if the algorithm may touch the data and all is paid.
pub(in crate::routes) async fn handle(
    app: &App,
    parts: &Parts,
    input: &Input,
) -> Result<Response, Refused> {
    let operator = app.operator.as_ref().ok_or_else(no_such_path)?;
    validate(input, &FIELDS)?;
    let body = input.json().ok_or_else(super::not_a_body)?;
    let request = ComputeRequest::start(body);
    let refused = |error| not_admitted(Stage::Start, &error);

    // Who asks?
    let signed = Signed::read(input, "consumerAddress")?;
    let (job_id, document_id) = (input.filled("jobId"), input.filled("dataset.documentId"));
    let message = Request::ComputeStart {
        job_id: job_id.as_deref(),
        document_id: document_id.as_deref().unwrap_or_default(),
    };
    let caller = signed
        .authenticate(app, input, &parts.headers, &message)
        .await?;
    let consumer = caller.address();

    // Where, and with what?
    let id = request
        .environment()
        .map(|id| id.to_string_lossy().into_owned());
    let id = id.unwrap_or_default();
    let no_environment = || Refused::resource("environment", "environment", "not_found");
    let places = Places::find(app, operator, &id).await?;
    let places = places.ok_or_else(no_environment)?;
    let question = Question {
        consumer,
        environment: &id,
        expired_fee: ExpiredFee::Refuse,
    };
    let mut everything = Box::pin(Everything::look_up(app, request, question)).await?;
    let parameters = everything.complete(request);
    let place = places.on(app, everything.chain_id()).await?;
    let place = place.ok_or_else(no_environment)?;

    // May it run, and for how long?
    let terms = place.terms(consumer, now());
    let admitted = admit(request, everything.facts(), &terms).map_err(refused)?;
    parameters?;

    // May this caller start it, now and once?
    let items = everything.items();
    let start = ComputeStart {
        admitted,
        items: &items,
    };
    let approved = start.decide(caller, now()).map_err(|denial| {
        let asked = Asked {
            document_id: document_id.as_deref().unwrap_or_default(),
            ..Asked::default()
        };
        denied(&denial, &asked)
    })?;
    let grant = spent(app, approved.spend_async(&app.ledger).await)?;

    // What was begun goes on, even if the client does not wait for it.
    let (worker, now) = (Arc::clone(operator), now());
    let started = tokio::spawn(async move { worker.start(grant, now).await });
    let (status, body) = match started.await {
        Ok(Ok(answer)) => answer,
        Ok(Err(StartJobError::NotStarted(error))) => return Err(operator_failed(app, &error)),
        Ok(Err(StartJobError::Uncertain(error))) => {
            note(app, &error);
            return Err(Refused::unavailable(error.code(), UNCERTAIN));
        }
        Err(_) => return Err(Refused::unavailable("start_failed", UNCERTAIN)),
    };
    Ok(reply::answer(status, "application/json", body))
}

const UNCERTAIN: &str = "The compute service did not confirm the job. It may run: ask for its \
     status before another one is started.";
