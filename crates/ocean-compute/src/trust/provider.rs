//! Provider 2.1.6, `InputItemValidator.validate_algo`.

use alloc::string::{String, ToString as _};

use alloy_primitives::hex;
use ocean_checksum::{Kind, Value};
use ocean_files::FileChecksum;

use super::{Candidate, Distrust, PublishedAlgorithm, TrustRules};
use crate::truth::is_python_true;

pub(super) fn check(compute: Value<'_>, algorithm: &Candidate<'_>) -> Result<(), Distrust> {
    match algorithm {
        Candidate::Published(algorithm) => check_published(compute, algorithm),
        Candidate::Raw => match compute.get("allowRawAlgorithm").map(Value::kind) {
            None | Some(Kind::Bool(false)) => Err(Distrust::RawNotAllowed),
            Some(_) => Ok(()),
        },
    }
}

fn check_published(compute: Value<'_>, algorithm: &PublishedAlgorithm<'_>) -> Result<(), Distrust> {
    let list = |key| compute.get(key).filter(|&value| is_python_true(value));
    if let Some(publishers) = list("publisherTrustedAlgorithmPublishers") {
        check_publisher(publishers, algorithm.publisher.cached_owner)?;
    }
    if let Some(algorithms) = list("publisherTrustedAlgorithms") {
        check_algorithm(algorithms, algorithm)?;
    }
    Ok(())
}

fn check_publisher(publishers: Value<'_>, owner: Option<&str>) -> Result<(), Distrust> {
    let owner = owner.ok_or(raises("KeyError: 'owner'"))?;
    let is_listed = match publishers.kind() {
        Kind::Array(array) => array
            .iter()
            .any(|element| element.as_str().is_some_and(|text| text == owner)),
        // Python looks for a part of the text, and for a key of the object.
        Kind::String(text) => text.to_string_lossy().contains(owner),
        Kind::Object(object) => object.get(owner).is_some(),
        _ => return Err(raises("TypeError: argument is not iterable")),
    };
    if is_listed {
        Ok(())
    } else {
        Err(Distrust::Publisher)
    }
}

fn check_algorithm(
    algorithms: Value<'_>,
    algorithm: &PublishedAlgorithm<'_>,
) -> Result<(), Distrust> {
    let Kind::Array(entries) = algorithms.kind() else {
        return Err(raises("TypeError: entries are no objects"));
    };
    let did = algorithm.did.to_string();
    // Of several entries of one DID the last one stays in Python's dictionary.
    let mut trusted = None;
    for entry in entries.iter() {
        let object = entry.as_object();
        let object = object.ok_or(raises("TypeError: entries are no objects"))?;
        let listed = object.get("did").ok_or(Distrust::EntryWithoutDid)?;
        if matches!(listed.kind(), Kind::Array(_) | Kind::Object(_)) {
            return Err(raises("TypeError: unhashable type"));
        }
        if listed.as_str().is_some_and(|text| text == did.as_str()) {
            trusted = Some(object);
        }
    }
    let trusted = trusted.ok_or(Distrust::Algorithm)?;
    let checksum = |key| trusted.get(key).filter(|&value| is_python_true(value));
    if let Some(files) = checksum("filesChecksum") {
        let text = files.as_str();
        let text = text.ok_or(raises("AttributeError: object has no attribute 'lower'"))?;
        if !is_checksum_of_files(&text.to_string_lossy(), algorithm.files) {
            return Err(Distrust::Files);
        }
    }
    if let Some(container) = checksum("containerSectionChecksum") {
        let expected = algorithm.container.to_string();
        if !container
            .as_str()
            .is_some_and(|text| text == expected.as_str())
        {
            return Err(Distrust::Container);
        }
    }
    Ok(())
}

fn is_checksum_of_files(text: &str, files: &[FileChecksum]) -> bool {
    let each = files.iter().map(|file| hex::encode(file.as_bytes()));
    each.collect::<String>() == text.to_lowercase()
}

const fn raises(error: &'static str) -> Distrust {
    Distrust::PeerRaises {
        rules: TrustRules::Provider,
        error,
    }
}
