//! The services of a document.

use ocean_checksum::Value;
use ocean_ddo::{Compute, List, Service, TrustList};
use serde::Serialize;

use super::{CredentialsPage, found, own};
use crate::layout::member;

#[derive(Debug, Serialize)]
pub(crate) struct ServicePage {
    pub(crate) index: usize,
    pub(crate) id: Option<String>,
    pub(crate) r#type: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) datatoken: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) timeout: Option<u64>,
    pub(crate) consumer_parameters: usize,
    pub(crate) compute: Option<ComputePage>,
    pub(crate) credentials: Option<CredentialsPage>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ComputePage {
    pub(crate) raw_algorithms: Option<bool>,
    pub(crate) network_access: Option<bool>,
    pub(crate) trusted_publishers: Option<TrustPage>,
    pub(crate) trusted_algorithms: Option<TrustPage>,
    pub(crate) who: &'static str,
}

/// A list of whom a compute service trusts.
#[derive(Debug, Serialize)]
pub(crate) struct TrustPage {
    pub(crate) any: bool,
    /// What stands in place of a list.
    pub(crate) malformed: Option<String>,
    /// Addresses of publishers, or DIDs of algorithms; null for an entry that names none.
    pub(crate) entries: Vec<Option<String>>,
}

pub(super) fn list<'t>(services: List<'t, Service<'t>>, subject: &str) -> Vec<ServicePage> {
    let page = |service| ServicePage::of(service, subject);
    services.iter().map(page).collect()
}

impl ServicePage {
    fn of(service: Service<'_>, subject: &str) -> Self {
        let index = service.index();
        let parameters = service.consumer_parameters();
        let credentials = member(service.value(), "credentials");
        let place = format!("{subject}/services/{index}/credentials");
        Self {
            index,
            id: service.id().map(own),
            r#type: service.kind().map(own),
            name: service.name().map(own),
            datatoken: service.datatoken_address().map(own),
            endpoint: service.service_endpoint().map(own),
            timeout: service.timeout(),
            consumer_parameters: parameters.map_or(0, List::len),
            compute: service.compute().map(ComputePage::of),
            credentials: credentials.map(|value| CredentialsPage::of(value, place)),
        }
    }
}

impl ComputePage {
    fn of(compute: Compute<'_>) -> Self {
        let trusted_publishers =
            TrustPage::of(&compute.publisher_trusted_algorithm_publishers(), |entry| {
                entry.map(own)
            });
        let trusted_algorithms =
            TrustPage::of(&compute.publisher_trusted_algorithms(), |algorithm| {
                let any = algorithm.is_any().then(|| "*".into());
                any.or_else(|| algorithm.did().map(own))
            });
        Self {
            raw_algorithms: compute.allow_raw_algorithm(),
            network_access: compute.allow_network_access(),
            who: who(trusted_publishers.as_ref(), trusted_algorithms.as_ref()),
            trusted_publishers,
            trusted_algorithms,
        }
    }
}

impl TrustPage {
    fn of<'t, T: 't>(list: &TrustList<'t, T>, name: impl Fn(T) -> Option<String>) -> Option<Self> {
        let (malformed, entries): (Option<Value<'_>>, Vec<_>) = match *list {
            TrustList::Undefined => return None,
            TrustList::Any => (None, vec![Some("*".into())]),
            TrustList::List(list) => (None, list.iter().map(name).collect()),
            TrustList::Malformed(value) => (Some(value), Vec::new()),
        };
        Some(Self {
            any: entries.iter().flatten().any(|entry| entry == "*"),
            malformed: malformed.map(found),
            entries,
        })
    }
}

/// Who may run what, by DID & DDO v4.1.0; where it is silent, every list that is not empty must
/// hold.
fn who(publishers: Option<&TrustPage>, algorithms: Option<&TrustPage>) -> &'static str {
    let lists = [publishers, algorithms];
    if lists
        .into_iter()
        .flatten()
        .any(|list| list.malformed.is_some())
    {
        return "nobody: a list of whom it trusts is malformed";
    }
    let filled = |list: Option<&TrustPage>| list.is_some_and(|list| !list.entries.is_empty());
    match (filled(publishers), filled(algorithms)) {
        (true, true) => "algorithms that both lists trust",
        (true, false) => "algorithms of the trusted publishers",
        (false, true) => "the trusted algorithms",
        (false, false) if algorithms.is_some() => "no published algorithm: the list is empty",
        (false, false) => "not said: there is no list of trusted algorithms",
    }
}
