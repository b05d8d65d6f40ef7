use alloy_primitives::U256;
use axum::response::Response;
use futures_util::future::try_join_all;
use ocean_provider_core::{
    compute::{ComputeRequest, Stage, check_initialize, fee_carrier},
    orders::{ExpiredFee, FeeRules},
};
use serde_json::json;

use super::{
    facts::{Everything, Known, Question},
    initialize_item::Quote,
    not_admitted,
    place::Places,
};
use crate::{
    app::{App, now},
    caller::address,
    input::Input,
    reply::{self, Refused},
    validation::{
        Field,
        Rule::{Integer, Required},
        validate,
    },
};

const FIELDS: [Field; 6] = [
    Field::new("datasets", &[Required]),
    super::ALGORITHM_DOCUMENT_ID,
    super::ALGORITHM_META,
    Field::new("compute.env", &[Required]),
    Field::new("compute.validUntil", &[Required, Integer]),
    Field::new("consumerAddress", &[Required]),
];

/// `POST /initializeCompute`: what has to be ordered for a job, and for which fees.
///
/// All that a start asks and that needs no order is asked here, so that nobody pays for what is
/// refused later.
pub(in crate::routes) async fn handle(app: &App, input: &Input) -> Result<Response, Refused> {
    validate(input, &FIELDS)?;
    let body = input.json().ok_or_else(super::not_a_body)?;
    let request = ComputeRequest::initialize(body);
    let consumer = address(input, "consumerAddress")?;
    let now = now();
    let valid_until = request.valid_until().filter(|until| *until > now);
    let wrong_time = || Refused::bad_request("valid_until", "The validUntil value is not correct.");
    let valid_until = valid_until.ok_or_else(wrong_time)?;

    // Where, and with what?
    let no_environment = || Refused::bad_request("not_found", "Compute environment does not exist");
    let operator = app.operator.as_ref().ok_or_else(no_environment)?;
    let id = request
        .environment()
        .map(|id| id.to_string_lossy().into_owned());
    let id = id.unwrap_or_default();
    let places = Places::find(app, operator, &id).await?;
    let places = places.ok_or_else(no_environment)?;
    let question = Question {
        consumer,
        environment: &id,
        expired_fee: ExpiredFee::Allow,
    };
    let mut everything = Box::pin(Everything::look_up(app, request, question)).await?;
    let place = places.on(app, everything.chain_id()).await?;
    let place = place.ok_or_else(no_environment)?;
    let terms = place.terms(consumer, now);
    check_initialize(request, &everything.facts(), &terms)
        .map_err(|error| not_admitted(Stage::Initialize, &error))?;
    everything.complete_what_was_sent(request)?;

    // Who carries the fee, and how much is it?
    let quote = Quote {
        place: &place,
        consumer,
        valid_until,
        now,
    };
    let orders = || everything.all().map(Known::verified_order);
    let pays = || orders().map(|order| order.is_some_and(|order| quote.is_paid_by(order)));
    let holds = || orders().map(|order| order.is_some_and(|order| quote.is_for_this(order)));
    let carrier = if pays().any(|pays| pays) {
        fee_carrier(pays())
    } else {
        fee_carrier(holds())
    };
    let environment = &place.environment;
    let amount = environment.fee_amount(valid_until, now, place.decimals, FeeRules::Exact);
    let amount = amount.map_err(|_| wrong_time())?;
    let items = everything.all().enumerate().map(|(index, known)| {
        let amount = (index == carrier).then_some(amount);
        quote.item(app, known, amount.unwrap_or(U256::ZERO), index == carrier)
    });
    let mut items = try_join_all(items).await?;
    let algorithm = everything
        .algorithm
        .is_some()
        .then(|| items.pop())
        .flatten();
    let mut answer = json!({ "datasets": items });
    if let (Some(algorithm), Some(object)) = (algorithm, answer.as_object_mut()) {
        object.insert("algorithm".into(), algorithm);
    }
    Ok(reply::json(answer.to_string()))
}
