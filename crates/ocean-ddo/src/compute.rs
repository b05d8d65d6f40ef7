use ocean_checksum::{JsonStr, Kind, Value};

use crate::{List, read};

/// The `compute` of a service. What the lists mean is decided by who runs the job.
#[derive(Clone, Copy, Debug)]
pub struct Compute<'t> {
    value: Value<'t>,
}

impl<'t> Compute<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `allowRawAlgorithm`: whether code without a DID may run; only `Some(true)` permits it.
    #[must_use]
    pub fn allow_raw_algorithm(self) -> Option<bool> {
        read::flag(self.value, "allowRawAlgorithm")
    }

    /// `allowNetworkAccess`: whether the job may reach the network; only `Some(true)` permits it.
    #[must_use]
    pub fn allow_network_access(self) -> Option<bool> {
        read::flag(self.value, "allowNetworkAccess")
    }

    /// `publisherTrustedAlgorithmPublishers`: the addresses whose algorithms are trusted, as they
    /// are written; `*` among them is anybody (ocean-node 3.2.0).
    #[must_use]
    pub fn publisher_trusted_algorithm_publishers(self) -> TrustList<'t, Option<JsonStr<'t>>> {
        TrustList::new(
            self.value,
            "publisherTrustedAlgorithmPublishers",
            |_, element| element.as_str(),
        )
    }

    /// `publisherTrustedAlgorithms`: the algorithms that are trusted.
    #[must_use]
    pub fn publisher_trusted_algorithms(self) -> TrustList<'t, TrustedAlgorithm<'t>> {
        TrustList::new(self.value, "publisherTrustedAlgorithms", |_, element| {
            TrustedAlgorithm::new(element)
        })
    }
}

/// A trust list, where absent, empty and malformed must not be confused: by DID & DDO v4.1.0 an
/// undefined list trusts every algorithm, an empty one none.
#[derive(Clone, Copy, Debug)]
#[allow(
    clippy::exhaustive_enums,
    reason = "JSON leaves nothing else to be found"
)]
pub enum TrustList<'t, T> {
    /// Absent or null.
    Undefined,
    /// The text `*` in place of a list, which the schema of ddo.js 0.3.0 accepts for algorithms.
    Any,
    /// A list, maybe empty.
    List(List<'t, T>),
    /// Something else, which is not permission for anything.
    Malformed(Value<'t>),
}

impl<'t, T: 't> TrustList<'t, T> {
    fn new(compute: Value<'t>, key: &str, view: fn(usize, Value<'t>) -> T) -> Self {
        let Some(value) = compute.get(key) else {
            return Self::Undefined;
        };
        match value.kind() {
            Kind::Null => Self::Undefined,
            Kind::Array(array) => Self::List(List::new(array, view)),
            Kind::String(text) if text == "*" => Self::Any,
            _ => Self::Malformed(value),
        }
    }
}

/// An element of `publisherTrustedAlgorithms`: an object that names an algorithm, or the text
/// `*`.
///
/// In an object, ocean-node 3.2.0 also takes `*` as the value of any of the members below.
#[derive(Clone, Copy, Debug)]
pub struct TrustedAlgorithm<'t> {
    value: Value<'t>,
}

impl<'t> TrustedAlgorithm<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The element, of whatever kind it is.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// Whether this is the text `*`, any algorithm (ddo.js 0.3.0).
    #[must_use]
    pub fn is_any(self) -> bool {
        self.value.as_str().is_some_and(|text| text == "*")
    }

    /// `did`: the DID of the algorithm.
    #[must_use]
    pub fn did(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "did")
    }

    /// `filesChecksum`: the SHA-256 of the algorithm's files.
    #[must_use]
    pub fn files_checksum(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "filesChecksum")
    }

    /// `containerSectionChecksum`: the SHA-256 of the algorithm's container section.
    #[must_use]
    pub fn container_section_checksum(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "containerSectionChecksum")
    }

    /// `serviceId`: the one service of the algorithm that is trusted, from version 4.7.0 on (ddo.js
    /// 0.3.0).
    #[must_use]
    pub fn service_id(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "serviceId")
    }
}
