//! ocean-node 3.2.0, `validateAlgoForDataset`.

use alloc::string::{String, ToString as _};

use alloy_primitives::{Address, hex};
use ocean_checksum::{Array, Kind, Value};
use ocean_files::files_checksum;

use super::{Candidate, Distrust, PublishedAlgorithm, TrustRules};
use crate::truth::is_js_true;

/// A list with its length, unless that is 0 or undefined.
fn list<'t>(compute: Value<'t>, key: &str) -> Option<Value<'t>> {
    let value = compute.get(key)?;
    let has_length = match value.kind() {
        Kind::Array(array) => !array.is_empty(),
        Kind::String(text) => text != "",
        Kind::Object(object) => object
            .get("length")
            .and_then(Value::as_number)
            .is_some_and(|length| length.as_f64() > 0.0),
        _ => false,
    };
    has_length.then_some(value)
}

pub(super) fn check(compute: Value<'_>, algorithm: &Candidate<'_>) -> Result<(), Distrust> {
    let publishers = list(compute, "publisherTrustedAlgorithmPublishers");
    let algorithms = list(compute, "publisherTrustedAlgorithms");
    if publishers.is_none() && algorithms.is_none() {
        return Err(Distrust::Nobody);
    }
    let algorithm = match algorithm {
        Candidate::Published(algorithm) => algorithm,
        Candidate::Raw => {
            return match compute.get("allowRawAlgorithm") {
                Some(value) if is_js_true(value) => Ok(()),
                _ => Err(Distrust::RawNotAllowed),
            };
        }
    };
    let is_algorithm = algorithms.map(|list| is_algorithm_listed(list, algorithm));
    let is_algorithm = is_algorithm.transpose()?;
    let is_publisher = publishers.map(|list| is_publisher_listed(list, algorithm.publisher.nft));
    let is_publisher = is_publisher.transpose()?;
    match (is_algorithm, is_publisher) {
        (Some(true), _) | (_, Some(true)) => Ok(()),
        (Some(false), _) => Err(Distrust::Algorithm),
        _ => Err(Distrust::Publisher),
    }
}

fn is_algorithm_listed(
    list: Value<'_>,
    algorithm: &PublishedAlgorithm<'_>,
) -> Result<bool, Distrust> {
    let entries = list.as_array();
    let entries = entries.ok_or(throws("TypeError: algorithms.some is not a function"))?;
    let did = algorithm.did.to_string();
    let files = files_checksum(algorithm.files.iter().copied());
    let container = algorithm.container.to_string();
    for entry in entries.iter() {
        match entry.kind() {
            Kind::Object(_) => {}
            // It has none of the members.
            Kind::Array(_) => continue,
            Kind::Null => {
                return Err(throws(
                    "TypeError: Cannot read properties of null (reading 'did')",
                ));
            }
            _ => {
                return Err(throws(
                    "TypeError: Cannot use 'in' operator to search for 'serviceId'",
                ));
            }
        }
        let holds = |key, expected: &str| {
            let text = entry.get(key).and_then(Value::as_str);
            text.is_some_and(|text| text == "*" || text == expected)
        };
        if holds("did", &did)
            && holds("filesChecksum", &files)
            && holds("containerSectionChecksum", &container)
            && (entry.get("serviceId").is_none() || holds("serviceId", algorithm.service_id))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_publisher_listed(list: Value<'_>, nft: Option<Address>) -> Result<bool, Distrust> {
    let publishers = match list.kind() {
        Kind::Array(array) => array,
        // JavaScript looks for a part of the text.
        Kind::String(text) if text.to_string_lossy().contains('*') => return Ok(true),
        Kind::String(_) => {
            return Err(throws("TypeError: publishers.map is not a function"));
        }
        _ => {
            return Err(throws("TypeError: publishers.includes is not a function"));
        }
    };
    if has_wildcard(publishers) {
        return Ok(true);
    }
    let nft = nft.map(hex::encode_prefixed);
    let mut listed = false;
    for publisher in publishers.iter() {
        match publisher.kind() {
            Kind::Null => {}
            Kind::String(text) => {
                let lower: String = text.to_string_lossy().to_lowercase();
                listed |= Some(lower) == nft;
            }
            _ => {
                return Err(throws("TypeError: addr?.toLowerCase is not a function"));
            }
        }
    }
    Ok(listed)
}

fn has_wildcard(publishers: Array<'_>) -> bool {
    publishers
        .iter()
        .any(|publisher| publisher.as_str().is_some_and(|text| text == "*"))
}

const fn throws(error: &'static str) -> Distrust {
    Distrust::PeerRaises {
        rules: TrustRules::OceanNode,
        error,
    }
}
