//! The verdict of ddo.js 0.3.0: what stops it before the schema, then the schema. What it finds
//! wrong with DID and chain it forgets when the schema is satisfied.

use alloc::string::ToString as _;

use ocean_checksum::{JsonStr, Kind as Json, Object, Value};
use ocean_did::{Did, parse_address};

use super::{
    Code, SchemaVersion,
    expected::Expected,
    json_ld,
    place::Place,
    report::Violations,
    value_set::{Peer, ValueSets},
    violation::Found,
};
use crate::Document;

pub(super) fn check(document: &Document, version: SchemaVersion) -> Violations<'_> {
    let mut sets = ValueSets::new(Peer::DdoJs, version);
    if let Some(root) = document.root().as_object() {
        stops(root, &mut sets);
        sets.schema(root);
        json_ld::check(document, Peer::DdoJs, &mut sets);
        if !sets.violations.is_empty() {
            forgotten(root, &mut sets);
        }
    }
    sets.violations
}

/// What throws.
fn stops<'t>(root: Object<'t>, sets: &mut ValueSets<'t>) {
    let here = root.value();
    let texts = [
        ("version", Code::WrongType, "a string"),
        ("id", Code::NotADid, "a string that begins with `did:op`"),
        (
            "nftAddress",
            Code::NotAnAddress,
            "an address, its mixed case as EIP-55 spells it",
        ),
        ("chainId", Code::Missing, "a chain id"),
    ];
    for (key, code, expected) in texts {
        let value = root.get(key);
        let text = value.and_then(Value::as_str).map(JsonStr::to_string_lossy);
        let is_fit = match key {
            "id" => text.is_some_and(|text| text.starts_with("did:op")),
            "nftAddress" => text.is_some_and(|text| parse_address(&text).is_ok()),
            "chainId" => value.is_some_and(|value| !value.is_null()),
            _ => text.is_some(),
        };
        if !is_fit {
            let found = value.map_or(Found::Nothing, Found::Value);
            let place = Place::ROOT.member(key);
            sets.error(
                &place,
                code,
                Expected::Words(expected),
                found,
                value.unwrap_or(here),
            );
        }
    }
}

/// What it says beside the errors of the schema.
fn forgotten<'t>(root: Object<'t>, sets: &mut ValueSets<'t>) {
    let (Some(id), Some(chain_id), Some(nft)) =
        (root.get("id"), root.get("chainId"), root.get("nftAddress"))
    else {
        return;
    };
    if is_falsy(chain_id) {
        let place = Place::ROOT.member("chainId");
        sets.wrong(&place, Code::OutOfRange, "a chain id", chain_id);
    }
    let nft = nft
        .as_str()
        .map(|nft| parse_address(&nft.to_string_lossy()));
    let Some(Ok(nft)) = nft else {
        return;
    };
    let expected = chain_id_in_js(chain_id).and_then(|chain_id| Did::compute(nft, chain_id).ok());
    let place = Place::ROOT.member("id");
    match expected {
        Some(expected) => {
            let expected_text = expected.to_string();
            if !id.as_str().is_some_and(|id| id == expected_text.as_str()) {
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
        None => sets.wrong(
            &place,
            Code::DidMismatch,
            "the DID of nftAddress and chainId",
            id,
        ),
    }
}

/// The number whose decimal text JavaScript's `toString` gives; of an array, that of its one
/// element.
fn chain_id_in_js(value: Value<'_>) -> Option<u64> {
    match value.kind() {
        Json::Number(number) => number.as_u64(),
        Json::String(text) => {
            let text = text.to_string_lossy();
            let number = text.parse::<u64>().ok()?;
            (number.to_string() == text).then_some(number)
        }
        Json::Array(array) if array.len() == 1 => chain_id_in_js(array.get(0)?),
        _ => None,
    }
}

fn is_falsy(value: Value<'_>) -> bool {
    match value.kind() {
        Json::Null => true,
        Json::Bool(flag) => !flag,
        Json::Number(number) => number.as_f64() == 0.0,
        Json::String(text) => text == "",
        Json::Array(_) | Json::Object(_) => false,
    }
}
