//! Keys anywhere in the document.

use ocean_checksum::{ENHANCED_FIELDS, JsonStr, Kind as Json, Object, Value};

use super::{Fault, Strict};
use crate::{
    Document,
    validate::{Code, place::Place, violation::Found},
};

/// The vocabulary of the peers' schemas: a key that begins with it counts as the member that it
/// ends with.
const VOCABULARY: &str = "http://schema.org/";

impl<'t> Strict<'t> {
    pub(super) fn keys(&mut self, document: &'t Document) {
        let json = document.json();
        let json_ld_keys = json.keys().filter(|key| is_json_ld(*key)).take(2).count();
        let root = document.root();
        // Most documents have one such key, the root's `@context`.
        let expected = usize::from(root.get("@context").is_some());
        if json_ld_keys > expected || json.has_repeated_keys() {
            self.walk(root, &Place::ROOT, 0);
        }
        for (key, value) in root.as_object().into_iter().flat_map(Object::iter) {
            if let Some(key) = ENHANCED_FIELDS.into_iter().find(|field| key == *field) {
                let fault = Fault::new(Code::IndexerField, "what `strip_enhanced` leaves", value);
                self.warn(&Place::ROOT.member(key), fault, &[]);
            }
        }
    }

    /// The depth of a document bounds the recursion.
    fn walk(&mut self, value: Value<'t>, place: &Place<'_>, depth: usize) {
        match value.kind() {
            Json::Array(array) => {
                for (index, element) in array.iter().enumerate() {
                    self.walk(element, &place.index(index), depth + 1);
                }
            }
            Json::Object(object) => {
                self.repeated_keys(object, place);
                for (key, member) in object.iter() {
                    let place = place.key(key);
                    if is_json_ld(key) && !(depth == 0 && key == "@context") {
                        self.error(&place, of_key(Code::JsonLdKey, "another key", member));
                    }
                    self.walk(member, &place, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn repeated_keys(&mut self, object: Object<'t>, place: &Place<'_>) {
        // Both in the order of the members, so that one walk is enough for a million of them.
        let mut repeated = object.repeated_keys().peekable();
        for (key, value) in object.iter() {
            if repeated.next_if_eq(&key).is_some() {
                let fault = of_key(Code::RepeatedKey, "each key once", value);
                self.error(&place.key(key), fault);
            }
        }
    }
}

/// A fault of a key, whose value is not told: it may be that of `files`.
fn of_key<'t>(code: Code, expected: &'static str, value: Value<'t>) -> Fault<'t> {
    Fault {
        found: Found::Secret(value),
        ..Fault::new(code, expected, value)
    }
}

fn is_json_ld(key: JsonStr<'_>) -> bool {
    let begins = |key: &str| key.starts_with('@') || key.starts_with(VOCABULARY);
    match key.as_plain() {
        Some(key) => begins(key),
        None => begins(&key.to_string_lossy()),
    }
}
