//! The strict rule.

use alloc::borrow::Cow;

use alloy_primitives::hex;
use ocean_checksum::{JsonStr, Value};
use ocean_ddo::{Compute, List, TrustList, TrustedAlgorithm};
use ocean_did::{Did, parse_address_lenient};
use ocean_files::FileChecksum;

use super::{Candidate, Distrust, PublishedAlgorithm, Publisher, UndefinedLists};

/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

pub(super) fn check(
    undefined: UndefinedLists,
    compute: Compute<'_>,
    algorithm: &Candidate<'_>,
) -> Result<(), Distrust> {
    let algorithm = match algorithm {
        Candidate::Published(algorithm) => algorithm,
        Candidate::Raw if compute.allow_raw_algorithm() == Some(true) => return Ok(()),
        Candidate::Raw => return Err(Distrust::RawNotAllowed),
    };
    let publishers = match compute.publisher_trusted_algorithm_publishers() {
        TrustList::Undefined => None,
        TrustList::List(list) => Some(list),
        TrustList::Any | TrustList::Malformed(_) => return Err(Distrust::MalformedPublishers),
    };
    let algorithms = match compute.publisher_trusted_algorithms() {
        TrustList::Undefined => None,
        TrustList::List(list) => Some(list),
        TrustList::Any | TrustList::Malformed(_) => return Err(Distrust::MalformedAlgorithms),
    };
    if publishers.is_none() && algorithms.is_none() {
        return match undefined {
            UndefinedLists::Allow => Ok(()),
            UndefinedLists::Deny => Err(Distrust::Undefined),
        };
    }
    let publishers = publishers.filter(|list| !list.is_empty());
    let algorithms = algorithms.filter(|list| !list.is_empty());
    if publishers.is_none() && algorithms.is_none() {
        return Err(Distrust::Nobody);
    }
    if let Some(publishers) = publishers {
        check_publisher(publishers, algorithm.publisher)?;
    }
    if let Some(algorithms) = algorithms {
        check_algorithm(algorithms, algorithm)?;
    }
    Ok(())
}

fn check_publisher<'t>(
    publishers: List<'t, Option<JsonStr<'t>>>,
    publisher: Publisher<'_>,
) -> Result<(), Distrust> {
    let proven = [publisher.owner, publisher.nft];
    let is_listed = publishers.iter().flatten().any(|text| {
        plain(text)
            .and_then(|text| parse_address_lenient(&text).ok())
            .is_some_and(|address| proven.contains(&Some(address)))
    });
    if is_listed {
        Ok(())
    } else {
        Err(Distrust::Publisher)
    }
}

/// One entry must hold wholly. Of those that do not, the one that holds furthest gives the reason.
fn check_algorithm<'t>(
    entries: List<'t, TrustedAlgorithm<'t>>,
    algorithm: &PublishedAlgorithm<'_>,
) -> Result<(), Distrust> {
    let mut furthest = (0, Distrust::Algorithm);
    for entry in entries.iter() {
        match check_entry(entry, algorithm) {
            Ok(()) => return Ok(()),
            Err(failed) if failed.0 > furthest.0 => furthest = failed,
            Err(_) => {}
        }
    }
    Err(furthest.1)
}

/// The error tells how many of the tests hold.
fn check_entry(
    entry: TrustedAlgorithm<'_>,
    algorithm: &PublishedAlgorithm<'_>,
) -> Result<(), (u8, Distrust)> {
    if !entry.did().is_some_and(|did| is_did(did, algorithm.did)) {
        return Err((0, Distrust::Algorithm));
    }
    let is_service = |id: Value<'_>| id.as_str().is_some_and(|id| id == algorithm.service_id);
    if !entry.value().get("serviceId").is_none_or(is_service) {
        return Err((1, Distrust::Service));
    }
    let files = entry.files_checksum().and_then(plain);
    if !files.is_some_and(|text| is_checksum_of_files(&text, algorithm.files)) {
        return Err((2, Distrust::Files));
    }
    let container = entry.container_section_checksum().and_then(plain);
    if container.and_then(|text| decode(text.as_bytes())) != Some(*algorithm.container.as_bytes()) {
        return Err((3, Distrust::Container));
    }
    Ok(())
}

fn is_did(text: JsonStr<'_>, did: Did) -> bool {
    plain(text)
        .and_then(|text| text.parse().ok())
        .is_some_and(|listed: Did| listed == did)
}

fn is_checksum_of_files(text: &str, files: &[FileChecksum]) -> bool {
    let digests = text.as_bytes().chunks(DIGITS);
    !files.is_empty()
        && digests.len() == files.len()
        && digests
            .zip(files)
            .all(|(digits, file)| decode(digits) == Some(*file.as_bytes()))
}

fn decode(digits: &[u8]) -> Option<[u8; 32]> {
    // The length comes first: the decoder would skip a leading `0x`.
    if digits.len() != DIGITS {
        return None;
    }
    hex::decode_to_array(digits).ok()
}

/// Borrowed unless the text is written with escapes.
fn plain(text: JsonStr<'_>) -> Option<Cow<'_, str>> {
    text.to_str()
}
