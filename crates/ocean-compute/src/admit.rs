//! Is this computation admitted?

mod algorithm;
mod dataset;
mod item;
mod order;

use alloc::vec::Vec;

use ocean_checksum::{Json, Limits, Value};
use ocean_orders::Order;

use crate::{
    Admitted, AdmittedDataset, CompletedParameters, ComputeRequest, DatasetFacts, Facts, Reason,
    Refused, Resource, Stage, Terms, payment,
};

/// Whether a job may start: the checks of Provider 2.1.6 in its order, by the rules of the terms.
///
/// # Errors
/// [`Refused`]: the first thing that is wrong.
pub fn admit(
    request: ComputeRequest<'_>,
    facts: Facts<'_>,
    terms: &Terms<'_>,
) -> Result<Admitted, Refused> {
    let strict = terms.rules.is_strict();
    if strict {
        check_environment(request, terms)?;
    }
    // The algorithm as far as the datasets must know it.
    let requested = request.datasets()?;
    let algorithm = algorithm::examine(request, &facts.algorithm, terms, Stage::Start)?;

    // Each dataset, then its order.
    let candidate = algorithm.candidate();
    let mut facts_of_datasets = facts.datasets.into_iter();
    let mut datasets = Vec::with_capacity(requested.len());
    for (index, requested) in requested.into_iter().enumerate() {
        let facts = facts_of_datasets.next().unwrap_or_default();
        let (item, allows_network) =
            dataset::check(index, requested, &facts, &candidate, terms, Stage::Start)?;
        let environment = Some(terms.environment.id.as_str());
        let order = order::check(facts.order, &item, environment, terms).map_err(|fault| {
            let resource = Resource::dataset(index).member("serviceId");
            Refused::new(resource, Reason::OrderInvalid(fault))
        })?;
        datasets.push(AdmittedDataset {
            did: item.did,
            service_id: item.service_id,
            order,
            user_data: facts.user_data.map(CompletedParameters::into_owned),
            allows_network,
        });
    }

    // The algorithm's order and container.
    let algorithm = algorithm.finish(facts.algorithm, terms)?;

    // Who has paid, and for how long.
    let orders = || {
        let of_algorithm = algorithm.published().map(|job| &job.order);
        let of_datasets = datasets.iter().map(|dataset| &dataset.order);
        of_datasets.chain(of_algorithm)
    };
    let payment = if strict {
        payment::strict(orders(), terms)
    } else {
        payment::provider(orders(), terms)
    };
    let payment = payment.ok_or(Refused::new(Resource::Order, Reason::FeesNotPaid))?;

    check_output(request.output())?;
    let expires_at = orders().filter_map(Order::expires_at).min();
    Ok(Admitted {
        rules: terms.rules,
        consumer: terms.consumer,
        environment: terms.environment.id.clone(),
        at: terms.now,
        expires_at,
        payment,
        datasets,
        algorithm,
    })
}

/// Whether it is worth while to quote fees for a computation: the same checks as far as they need
/// no order.
///
/// # Errors
/// [`Refused`]: the first thing that is wrong.
pub fn check_initialize(
    request: ComputeRequest<'_>,
    facts: &Facts<'_>,
    terms: &Terms<'_>,
) -> Result<(), Refused> {
    let strict = terms.rules.is_strict();
    if strict {
        check_environment(request, terms)?;
    }
    let algorithm = algorithm::examine(request, &facts.algorithm, terms, Stage::Initialize)?;
    let candidate = algorithm.candidate();
    let unknown = DatasetFacts::default();
    for (index, requested) in request.datasets()?.into_iter().enumerate() {
        let facts = facts.datasets.get(index).unwrap_or(&unknown);
        dataset::check(
            index,
            requested,
            facts,
            &candidate,
            terms,
            Stage::Initialize,
        )?;
    }
    if strict {
        algorithm.check_code(terms.rules)?;
    }
    Ok(())
}

fn check_environment(request: ComputeRequest<'_>, terms: &Terms<'_>) -> Result<(), Refused> {
    let id = request.environment();
    if id.is_some_and(|id| id == terms.environment.id.as_str()) {
        Ok(())
    } else {
        Err(Refused::new(Resource::Environment, Reason::NotFound))
    }
}

/// An output may be anything but a text that is no JSON; what it says is discarded.
fn check_output(output: Option<Value<'_>>) -> Result<(), Refused> {
    let limits = Limits {
        max_depth: 128,
        max_len: 1 << 20,
    };
    let text = output.and_then(Value::as_str).filter(|text| *text != "");
    match text.map(|text| Json::parse_with(text.to_string_lossy(), limits)) {
        Some(Err(_)) => Err(Refused::new(Resource::Output, Reason::Invalid)),
        _ => Ok(()),
    }
}
