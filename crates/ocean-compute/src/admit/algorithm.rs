use alloc::{borrow::ToOwned as _, boxed::Box, string::ToString as _};

use ocean_checksum::Value;
use ocean_ddo::{Container, Metadata};
use ocean_files::FileChecksum;

use super::{
    item::{Item, find, parse_transaction, resolve},
    order,
};
use crate::{
    AdmittedAlgorithm, AlgorithmFacts, Candidate, CompletedParameters, ComputeRequest,
    ContainerError, ContainerSectionChecksum, PublishedAlgorithm, Publisher, RawAlgorithm,
    RawAlgorithmError, Reason, Refused, Resource, Rules, RunnableContainer, Stage, Terms,
    admitted::PublishedJob,
};

/// The algorithm as far as it must be known before the datasets are looked at.
pub(super) enum Examined<'a, 'r> {
    /// The `meta` of the request.
    Raw(Value<'r>),
    Published(Box<Published<'a>>),
}

pub(super) struct Published<'a> {
    item: Item<'a>,
    files: &'a [FileChecksum],
    container: Container<'a>,
    section: ContainerSectionChecksum,
    publisher: Publisher<'a>,
}

fn refuse(reason: Reason) -> Refused {
    Refused::new(Resource::ALGORITHM, reason)
}

fn refuse_member(name: &'static str, reason: Reason) -> Refused {
    Refused::new(Resource::ALGORITHM.member(name), reason)
}

pub(super) fn examine<'a, 'r>(
    request: ComputeRequest<'r>,
    facts: &AlgorithmFacts<'a>,
    terms: &Terms<'_>,
    stage: Stage,
) -> Result<Examined<'a, 'r>, Refused> {
    let request = request.algorithm();
    if !request.has("documentId") {
        let meta = request.meta().map(Examined::Raw);
        return meta.ok_or_else(|| refuse(Reason::MissingMetaDocumentId));
    }
    if request.has("meta") {
        return Err(refuse(Reason::Invalid));
    }
    let unavailable = || refuse(Reason::FileUnavailable);
    let (did, ddo) = resolve(request.document_id(), facts.ddo).ok_or_else(unavailable)?;
    let metadata = ddo.metadata();
    let kind = metadata.and_then(Metadata::kind);
    if !kind.is_some_and(|kind| kind == "algorithm") {
        return Err(refuse(Reason::NotAlgorithm));
    }
    if !request.has("serviceId") {
        return Err(refuse_member("serviceId", Reason::Missing));
    }
    let (service_id, service) = find(ddo, request.service_id()).ok_or_else(unavailable)?;
    let files = facts.files.ok_or_else(unavailable)?;
    let container = metadata.and_then(|metadata| metadata.algorithm()?.container());
    let container = container.ok_or_else(unavailable)?;
    let section = ContainerSectionChecksum::of(container).ok_or_else(unavailable)?;
    // Provider asks this at the start only, when the order is paid.
    if let Some(text) = facts.not_consumable
        && (stage == Stage::Start || terms.rules.is_strict())
    {
        return Err(refuse_member(
            "credentials",
            Reason::NotConsumable(text.into()),
        ));
    }
    Ok(Examined::Published(Box::new(Published {
        item: Item {
            did,
            service_id,
            transaction: request.transfer_tx_id().and_then(parse_transaction),
            ddo,
            service,
        },
        files,
        container,
        section,
        publisher: facts.publisher,
    })))
}

impl Examined<'_, '_> {
    pub(super) fn candidate(&self) -> Candidate<'_> {
        match self {
            Self::Raw(_) => Candidate::Raw,
            Self::Published(published) => Candidate::Published(PublishedAlgorithm {
                did: published.item.did,
                service_id: &published.item.service_id,
                files: published.files,
                container: published.section,
                publisher: published.publisher,
            }),
        }
    }

    /// Whether what is to run can run.
    pub(super) fn check_code(&self, rules: Rules) -> Result<(), Refused> {
        match self {
            Self::Raw(meta) => read_raw(*meta, rules).map(drop),
            Self::Published(published) => read_container(published.container, rules).map(drop),
        }
    }

    /// The algorithm's order, and what is to run.
    pub(super) fn finish(
        self,
        facts: AlgorithmFacts<'_>,
        terms: &Terms<'_>,
    ) -> Result<AdmittedAlgorithm, Refused> {
        let published = match self {
            Self::Raw(meta) => return read_raw(meta, terms.rules).map(AdmittedAlgorithm::Raw),
            Self::Published(published) => *published,
        };
        let item = published.item;
        let order = order::check(facts.order, &item, None, terms)
            .map_err(|fault| refuse(Reason::InUseOrNotOnChain(fault)))?;
        let endpoint = item.service.service_endpoint();
        Ok(AdmittedAlgorithm::Published(Box::new(PublishedJob {
            did: item.did,
            service_id: item.service_id,
            service_endpoint: endpoint.map(|url| url.to_string()),
            order,
            files: published.files.to_owned(),
            section: published.section,
            container: read_container(published.container, terms.rules)?,
            user_data: facts.user_data.map(CompletedParameters::into_owned),
            custom_data: facts.custom_data.map(CompletedParameters::into_owned),
        })))
    }
}

fn read_container(container: Container<'_>, rules: Rules) -> Result<RunnableContainer, Refused> {
    RunnableContainer::read(container.value(), rules).map_err(refuse_container)
}

fn read_raw(meta: Value<'_>, rules: Rules) -> Result<RawAlgorithm, Refused> {
    RawAlgorithm::read(meta, rules).map_err(|error| match error {
        RawAlgorithmError::Container(error) => refuse_container(error),
        other => refuse(other.into()),
    })
}

fn refuse_container(error: ContainerError) -> Refused {
    refuse_member("container", error.into())
}
