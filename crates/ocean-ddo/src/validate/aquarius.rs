//! The verdict of Aquarius 5.1.8: what its function checks by hand, then the schema.

use alloc::{borrow::Cow, string::ToString as _};

use alloy_primitives::Address;
use ocean_checksum::{Kind as Json, Object, Value};
use ocean_did::{Did, parse_address_lenient};

use super::{
    Code, SchemaVersion,
    expected::Expected,
    json_ld,
    place::Place,
    python_date,
    report::Violations,
    value_set::{Peer, ValueSets},
    violation::Found,
};
use crate::Document;

pub(super) fn check(document: &Document, version: SchemaVersion) -> Violations<'_> {
    let mut sets = ValueSets::new(Peer::Aquarius, version);
    if let Some(root) = document.root().as_object() {
        by_hand(root, &mut sets);
        sets.schema(root);
        json_ld::check(document, Peer::Aquarius, &mut sets);
    }
    sets.violations
}

fn by_hand<'t>(root: Object<'t>, sets: &mut ValueSets<'t>) {
    let here = root.value();
    let missing = |sets: &mut ValueSets<'t>, key, expected| {
        let place = Place::ROOT.member(key);
        sets.error(
            &place,
            Code::Missing,
            Expected::Words(expected),
            Found::Nothing,
            here,
        );
    };
    match root.get("@context") {
        None => missing(sets, "@context", "an array or an object"),
        Some(value) if !matches!(value.kind(), Json::Array(_) | Json::Object(_)) => {
            let place = Place::ROOT.member("@context");
            sets.wrong(&place, Code::WrongType, "an array or an object", value);
        }
        Some(_) => {}
    }
    dates(root, sets);
    let chain_id = root.get("chainId");
    match chain_id {
        None => missing(sets, "chainId", "a chain id"),
        Some(value) if is_falsy(value) => {
            sets.wrong(
                &Place::ROOT.member("chainId"),
                Code::OutOfRange,
                "a chain id",
                value,
            );
        }
        Some(_) => {}
    }
    let nft = root.get("nftAddress");
    let address = nft.and_then(address);
    if address.is_none() {
        let place = Place::ROOT.member("nftAddress");
        match nft {
            None => missing(sets, "nftAddress", "an address"),
            Some(value) => sets.wrong(&place, Code::NotAnAddress, "an address", value),
        }
    }
    let expected = address.zip(chain_id.and_then(chain_id_in_python));
    let expected = expected.and_then(|(nft, chain_id)| Did::compute(nft, chain_id).ok());
    let place = Place::ROOT.member("id");
    match (root.get("id"), expected) {
        (None, _) => missing(sets, "id", "the DID of nftAddress and chainId"),
        (Some(id), Some(expected)) => {
            let agrees = id
                .as_str()
                .is_some_and(|id| id == expected.to_string().as_str());
            if !agrees {
                let found = Found::Value(id);
                sets.error(
                    &place,
                    Code::DidMismatch,
                    Expected::Did(expected),
                    found,
                    id,
                );
            }
        }
        (Some(id), None) => {
            let words = "the DID of nftAddress and chainId, which are wrong themselves";
            sets.wrong(&place, Code::DidMismatch, words, id);
        }
    }
}

/// `metadata` must be there; dates of an object must be texts that Python reads.
fn dates<'t>(root: Object<'t>, sets: &mut ValueSets<'t>) {
    let place = Place::ROOT.member("metadata");
    let Some(metadata) = root.get("metadata") else {
        return;
    };
    if metadata.is_null() {
        return sets.wrong(&place, Code::WrongType, "an object", metadata);
    }
    for key in ["created", "updated"] {
        let Some(value) = metadata.get(key) else {
            continue;
        };
        let text = value.as_str();
        if !text.is_some_and(|text| python_date::is_read(&text.to_string_lossy())) {
            let words = "a date that Python 3.8 reads as ISO 8601";
            sets.wrong(&place.member(key), Code::NotADate, words, value);
        }
    }
}

/// An address in any case, with `0x` or without.
fn address(value: Value<'_>) -> Option<Address> {
    parse_address_lenient(&value.as_str()?.to_string_lossy()).ok()
}

/// The number whose decimal text Python writes: of an integer, and of a text of digits.
fn chain_id_in_python(value: Value<'_>) -> Option<u64> {
    let digits = match value.kind() {
        Json::Number(number) => Cow::Borrowed(number.text()),
        Json::String(text) => text.to_string_lossy(),
        _ => return None,
    };
    let number = digits.parse::<u64>().ok()?;
    (number.to_string() == digits).then_some(number)
}

fn is_falsy(value: Value<'_>) -> bool {
    match value.kind() {
        Json::Null => true,
        Json::Bool(flag) => !flag,
        Json::Number(number) => number.as_f64() == 0.0,
        Json::String(text) => text == "",
        Json::Array(array) => array.is_empty(),
        Json::Object(object) => object.is_empty(),
    }
}
