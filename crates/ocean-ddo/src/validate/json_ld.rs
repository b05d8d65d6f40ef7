//! The keywords of JSON-LD over which the peers fail. The others change what they read, and that is
//! not followed here.

use ocean_checksum::{JsonStr, Kind as Json, Object, Value};

use super::{
    Code,
    place::Place,
    value_set::{Peer, ValueSets},
};
use crate::Document;

/// Beside `@value` only these may stand.
const BESIDE_VALUE: [&str; 5] = ["@value", "@type", "@language", "@index", "@direction"];

pub(super) fn check<'t>(document: &'t Document, peer: Peer, sets: &mut ValueSets<'t>) {
    let is_keyword = |key: &JsonStr<'_>| key.to_string_lossy().starts_with('@');
    if document.json().keys().filter(is_keyword).take(2).count() > 1 {
        walk(document.root(), &Place::ROOT, peer, sets);
    }
}

fn walk<'t>(value: Value<'t>, place: &Place<'_>, peer: Peer, sets: &mut ValueSets<'t>) {
    match value.kind() {
        Json::Array(array) => {
            for (index, element) in array.iter().enumerate() {
                walk(element, &place.index(index), peer, sets);
            }
        }
        Json::Object(object) => {
            let is_root = place.is_root();
            if !is_root
                && object
                    .get("@context")
                    .is_some_and(|value| value.as_str().is_some())
            {
                let words = "no remote context, which the peer would fetch";
                sets.wrong(place, Code::JsonLd, words, value);
            }
            if !is_root && peer == Peer::DdoJs && is_broken_value(object) {
                sets.wrong(
                    place,
                    Code::JsonLd,
                    "no other member beside `@value`",
                    value,
                );
            }
            for (key, member) in object.iter() {
                walk(member, &place.key(key), peer, sets);
            }
        }
        _ => {}
    }
}

fn is_broken_value(object: Object<'_>) -> bool {
    object.get("@value").is_some()
        && object
            .iter()
            .any(|(key, _)| !BESIDE_VALUE.iter().any(|known| key == *known))
}
