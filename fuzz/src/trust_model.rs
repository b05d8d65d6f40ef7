//! Whether an algorithm may run on a dataset by the strict rule, over another reader's tree: the
//! model of ocean-compute.

use alloy_primitives::{Address, hex};
use ocean_compute::UndefinedLists;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A published algorithm, as texts.
pub(crate) struct Algorithm {
    pub(crate) did: String,
    pub(crate) service_id: String,
    /// The digests of the files one behind the other.
    pub(crate) files: String,
    pub(crate) container: String,
    pub(crate) publishers: Vec<Address>,
}

/// The checksum of a container section.
pub(crate) fn section(container: &Value) -> Option<String> {
    let text = |key: &str| container.get(key).and_then(Value::as_str);
    let section = [text("entrypoint")?, text("checksum")?].concat();
    Some(hex::encode(Sha256::digest(section)))
}

/// `None` for the algorithm: raw code.
pub(crate) fn trusts(
    compute: &Value,
    algorithm: Option<&Algorithm>,
    undefined: UndefinedLists,
) -> bool {
    let Some(algorithm) = algorithm else {
        return compute.get("allowRawAlgorithm") == Some(&Value::Bool(true));
    };
    let algorithms = compute.get("publisherTrustedAlgorithms");
    let publishers = compute.get("publisherTrustedAlgorithmPublishers");
    let [algorithms, publishers] =
        [algorithms, publishers].map(|list| list.unwrap_or(&Value::Null));
    match (algorithms, publishers) {
        (Value::Null, Value::Null) => undefined == UndefinedLists::Allow,
        (Value::Null | Value::Array(_), Value::Null | Value::Array(_)) => {
            let empty = Vec::new();
            let algorithms = algorithms.as_array().unwrap_or(&empty);
            let publishers = publishers.as_array().unwrap_or(&empty);
            let is_algorithm = algorithms.iter().any(|entry| lists(entry, algorithm));
            let is_publisher = publishers.iter().any(|entry| {
                let mut proven = algorithm.publishers.iter();
                proven.any(|address| is_address(entry, *address))
            });
            (is_algorithm || algorithms.is_empty())
                && (is_publisher || publishers.is_empty())
                && (is_algorithm || is_publisher)
        }
        _ => false,
    }
}

/// Whether the entry holds wholly.
fn lists(entry: &Value, algorithm: &Algorithm) -> bool {
    let is = |key: &str, expected: &str| {
        let text = entry.get(key).and_then(Value::as_str);
        text.is_some_and(|text| text.to_ascii_lowercase() == expected)
    };
    let did = entry.get("did").and_then(Value::as_str);
    let service = entry.get("serviceId");
    !algorithm.files.is_empty()
        && did == Some(&algorithm.did)
        && is("filesChecksum", &algorithm.files)
        && is("containerSectionChecksum", &algorithm.container)
        && service.is_none_or(|service| service.as_str() == Some(&algorithm.service_id))
}

/// The case of the letters does not count, and the prefix may be missing.
fn is_address(entry: &Value, address: Address) -> bool {
    let text = entry.as_str().unwrap_or_default().to_ascii_lowercase();
    text.strip_prefix("0x").unwrap_or(&text) == hex::encode(address)
}
