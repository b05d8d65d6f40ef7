//! What a document may cost at most.

use alloc::{format, string::String};
use core::fmt;

use ocean_checksum::{Array, Value};

use crate::ParseDocumentError;

/// Bytes of text: 10 MiB. The documents of the peers stay far below.
pub const MAX_BYTES: usize = 10 << 20;

/// How many arrays and objects may be open at once.
pub const MAX_DEPTH: usize = 128;

/// Services of a document. From version 4.3.0 on the schemas of Aquarius 5.1.8 and ddo.js 0.3.0
/// allow 64; before that there was no bound.
pub const MAX_SERVICES: usize = 1_000;

/// Elements of each other list that has a typed view, such as `tags` or
/// `publisherTrustedAlgorithms`. Lists inside `additionalInformation` and unknown members are bound
/// by [`MAX_BYTES`] alone, those of `credentials` by ocean-credentials when they are evaluated.
pub const MAX_ITEMS: usize = 10_000;

/// Stands for every element of an array.
const EACH: &str = "*";

const SERVICES: &[&str] = &["services"];

const LISTS: [&[&str]; 15] = [
    &["@context"],
    &["metadata", "links"],
    &["metadata", "tags"],
    &["metadata", "categories"],
    &["metadata", "algorithm", "consumerParameters"],
    &[
        "metadata",
        "algorithm",
        "consumerParameters",
        EACH,
        "options",
    ],
    &["services", EACH, "compute", "publisherTrustedAlgorithms"],
    &[
        "services",
        EACH,
        "compute",
        "publisherTrustedAlgorithmPublishers",
    ],
    &["services", EACH, "consumerParameters"],
    &["services", EACH, "consumerParameters", EACH, "options"],
    &["datatokens"],
    &["indexedMetadata", "datatokens"],
    &["indexedMetadata", "stats"],
    &["indexedMetadata", "stats", EACH, "prices"],
    &["stats"],
];

/// Refuses typed lists that are too long.
pub(crate) fn check(text: &str, root: Value<'_>) -> Result<(), ParseDocumentError> {
    // An element and its comma take two bytes, so that a short text needs no walk.
    if text.len() > 2 * MAX_SERVICES {
        check_list(root, SERVICES, MAX_SERVICES)?;
    }
    if text.len() > 2 * MAX_ITEMS {
        for path in LISTS {
            check_list(root, path, MAX_ITEMS)?;
        }
    }
    Ok(())
}

/// Follows a path, whose length bounds the recursion.
fn check_list(value: Value<'_>, path: &[&str], max: usize) -> Result<(), ParseDocumentError> {
    match path.split_first() {
        None => match value.as_array().map(Array::len) {
            Some(found) if found > max => Err(ParseDocumentError::ListTooLong {
                pointer: String::new(),
                max,
                found,
            }),
            _ => Ok(()),
        },
        Some((&EACH, rest)) => {
            let elements = value.as_array().into_iter().flat_map(Array::iter);
            for (index, element) in elements.enumerate() {
                check_list(element, rest, max).map_err(|error| inside(&index, error))?;
            }
            Ok(())
        }
        Some((key, rest)) => value.get(key).map_or(Ok(()), |member| {
            check_list(member, rest, max).map_err(|error| inside(key, error))
        }),
    }
}

/// Puts a token before the pointer of an error; a document in order costs no text.
fn inside(token: &dyn fmt::Display, mut error: ParseDocumentError) -> ParseDocumentError {
    if let ParseDocumentError::ListTooLong { pointer, .. } = &mut error {
        *pointer = format!("/{token}{pointer}");
    }
    error
}
