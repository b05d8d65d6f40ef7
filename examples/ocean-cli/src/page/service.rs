//! The services of a document.

use ocean_checksum::{Kind, Value};
use serde::Serialize;

use super::{CredentialsPage, Place, Remarks};

/// More than any version permits; it bounds the memory that a hostile document can ask for.
const MAX_SERVICES: usize = 1_000;

#[derive(Debug, Serialize)]
pub(crate) struct Service {
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
    pub(crate) trusted_publishers: Option<TrustList>,
    pub(crate) trusted_algorithms: Option<TrustList>,
    pub(crate) who: &'static str,
}

/// A list of whom a compute service trusts.
#[derive(Debug, Serialize)]
pub(crate) struct TrustList {
    pub(crate) any: bool,
    /// Addresses of publishers, or DIDs of algorithms; null for an entry that names none.
    pub(crate) entries: Vec<Option<String>>,
}

/// The services, `None` where there is no list of them.
pub(super) fn list(services: &Place<'_>, remarks: &mut Remarks) -> Option<Vec<Service>> {
    let value = services.value?;
    let Some(array) = value.as_array() else {
        remarks.wrong_kind(&services.pointer, "an array", value);
        return None;
    };
    let all = array.len();
    if all > MAX_SERVICES {
        let message = format!("{all} services, of which the first {MAX_SERVICES} are read");
        remarks.add(&services.pointer, message);
    }
    let read = |(index, value): (usize, Value<'_>)| {
        let pointer = format!("{}/{index}", services.pointer);
        if value.as_object().is_none() {
            remarks.wrong_kind(&pointer, "an object", value);
        }
        Service::of(index, &Place::new(Some(value), pointer), remarks)
    };
    Some(
        array
            .iter()
            .take(MAX_SERVICES)
            .enumerate()
            .map(read)
            .collect(),
    )
}

impl Service {
    fn of(index: usize, place: &Place<'_>, remarks: &mut Remarks) -> Self {
        let parameters = place.member("consumerParameters");
        let consumer_parameters = match parameters.value.map(|value| (value, value.as_array())) {
            None => 0,
            Some((_, Some(array))) => array.len(),
            Some((value, None)) => {
                remarks.wrong_kind(&parameters.pointer, "an array", value);
                0
            }
        };
        let credentials = place.member("credentials");
        Self {
            index,
            id: place.text("id", remarks),
            r#type: place.text("type", remarks),
            name: place.text("name", remarks),
            datatoken: place.text("datatokenAddress", remarks),
            endpoint: place.text("serviceEndpoint", remarks),
            timeout: place.member("timeout").integer(remarks),
            consumer_parameters,
            compute: ComputePage::of(&place.member("compute"), remarks),
            credentials: CredentialsPage::of(&credentials),
        }
    }
}

impl ComputePage {
    fn of(place: &Place<'_>, remarks: &mut Remarks) -> Option<Self> {
        place.value?;
        let mut flag = |key| {
            let place = place.member(key);
            let flag = place.value?.as_bool();
            if let (None, Some(value)) = (flag, place.value) {
                remarks.wrong_kind(&place.pointer, "true or false", value);
            }
            flag
        };
        let raw_algorithms = flag("allowRawAlgorithm");
        let network_access = flag("allowNetworkAccess");
        let mut trust = |key| TrustList::of(&place.member(key), remarks);
        let trusted_publishers = trust("publisherTrustedAlgorithmPublishers");
        let trusted_algorithms = trust("publisherTrustedAlgorithms");
        let who = who(trusted_publishers.as_ref(), trusted_algorithms.as_ref());
        Some(Self {
            raw_algorithms,
            network_access,
            trusted_publishers,
            trusted_algorithms,
            who,
        })
    }
}

impl TrustList {
    fn of(place: &Place<'_>, remarks: &mut Remarks) -> Option<Self> {
        let value = place.value?;
        let values: Vec<Value<'_>> = match value.kind() {
            Kind::Array(array) => array.iter().collect(),
            Kind::String(text) if text == "*" => vec![value],
            _ => {
                remarks.wrong_kind(&place.pointer, "an array", value);
                return None;
            }
        };
        let entries: Vec<Option<String>> = values
            .into_iter()
            .map(|value| {
                let text = value.as_str().or_else(|| value.get("did")?.as_str());
                text.map(|text| text.to_string_lossy().into_owned())
            })
            .collect();
        Some(Self {
            any: entries.iter().flatten().any(|entry| entry == "*"),
            entries,
        })
    }
}

/// Who may run what, by DID & DDO v4.1.0; where it is silent, every list that is not empty must
/// hold.
fn who(publishers: Option<&TrustList>, algorithms: Option<&TrustList>) -> &'static str {
    let filled = |list: Option<&TrustList>| list.is_some_and(|list| !list.entries.is_empty());
    match (filled(publishers), filled(algorithms)) {
        (true, true) => "algorithms that both lists trust",
        (true, false) => "algorithms of the trusted publishers",
        (false, true) => "the trusted algorithms",
        (false, false) if algorithms.is_some() => "no published algorithm: the list is empty",
        (false, false) => "not said: there is no list of trusted algorithms",
    }
}
