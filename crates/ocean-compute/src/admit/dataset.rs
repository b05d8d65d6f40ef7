use ocean_ddo::{Ddo, List, Service};

use super::item::{Item, find, parse_transaction, resolve};
use crate::{
    Candidate, DatasetFacts, DatasetRequest, Distrust, Reason, Refused, Resource, Rules, Stage,
    Terms, TrustRules,
};

/// Everything of a dataset but its order; also whether its rules let the job reach the network.
pub(super) fn check<'a>(
    index: usize,
    request: DatasetRequest<'_>,
    facts: &DatasetFacts<'a>,
    candidate: &Candidate<'_>,
    terms: &Terms<'_>,
    stage: Stage,
) -> Result<(Item<'a>, bool), Refused> {
    let refuse = |reason| Refused::new(Resource::dataset(index), reason);
    let refuse_document = |reason| {
        let resource = Resource::dataset(index).member("documentId");
        Refused::new(resource, reason)
    };
    let refuse_service = |reason| {
        let resource = Resource::dataset(index).member("serviceId");
        Refused::new(resource, reason)
    };
    if !request.has("documentId") {
        return Err(refuse_document(Reason::Missing));
    }
    if stage == Stage::Start && !request.has("transferTxId") {
        let resource = Resource::dataset(index).member("transferTxId");
        return Err(Refused::new(resource, Reason::Missing));
    }
    if !request.has_service_id() {
        return Err(refuse_service(Reason::Missing));
    }
    let (did, ddo) = resolve(request.document_id(), facts.ddo)
        .ok_or_else(|| refuse_document(Reason::DidNotFound))?;
    let (service_id, service) =
        find(ddo, request.service_id()).ok_or_else(|| refuse_service(Reason::NotFound))?;
    if let Some(text) = facts.not_consumable {
        return Err(refuse(Reason::NotConsumable(text.into())));
    }
    let is_compute = is_kind(service, "compute");
    if !is_compute && !is_kind(service, "access") {
        return Err(refuse_service(Reason::ServiceNotAccessCompute));
    }
    if !is_compute && index == 0 {
        return Err(refuse_service(Reason::MainServiceCompute));
    }
    if is_compute && !facts.files_open {
        return Err(refuse_service(Reason::NotInSameProvider));
    }
    let allows_network = if is_compute {
        check_trust(service, candidate, terms.rules.trust())
    } else {
        check_trust_of_access(ddo, candidate, terms.rules)
    };
    let allows_network = allows_network.map_err(|distrust| refuse(distrust.into()))?;
    let item = Item {
        did,
        service_id,
        transaction: request.transfer_tx_id().and_then(parse_transaction),
        ddo,
        service,
    };
    Ok((item, allows_network))
}

/// Whether the service lets the job reach the network, if it trusts the algorithm.
fn check_trust(
    service: Service<'_>,
    candidate: &Candidate<'_>,
    rules: TrustRules,
) -> Result<bool, Distrust> {
    let compute = service.compute().ok_or(match rules {
        TrustRules::Strict { .. } => Distrust::NoCompute,
        _ => Distrust::PeerRaises {
            rules,
            error: "AttributeError: 'NoneType' object has no attribute 'get'",
        },
    })?;
    rules.check(compute, candidate)?;
    Ok(compute.allow_network_access() == Some(true))
}

/// The same for a service of type `access`: all compute services of the asset must agree, since
/// their rules are about the same data.
fn check_trust_of_access(
    ddo: Ddo<'_>,
    candidate: &Candidate<'_>,
    rules: Rules,
) -> Result<bool, Distrust> {
    let mut all_allow_network = true;
    if rules.is_strict() {
        let services = ddo.services().into_iter().flat_map(List::iter);
        for service in services.filter(|service| is_kind(*service, "compute")) {
            all_allow_network &= check_trust(service, candidate, rules.trust())?;
        }
    }
    Ok(all_allow_network)
}

fn is_kind(service: Service<'_>, kind: &str) -> bool {
    service.kind().is_some_and(|found| found == kind)
}
