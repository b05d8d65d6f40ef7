//! Keys anywhere in the document.

use ocean_checksum::{ENHANCED_FIELDS, JsonStr, Kind as Json, Object, Value};

use super::{Fault, Strict};
use crate::{
    Document,
    validate::{Code, place::Place},
};

/// The vocabulary of the peers' schemas: a key that begins with it counts as the member that it
/// ends with.
const VOCABULARY: &str = "http://schema.org/";

impl<'t> Strict<'t> {
    pub(super) fn keys(&mut self, document: &'t Document) {
        let text = document.text();
        let repeated = document.has_repeated_keys();
        // Most documents have one `@`, that of the root's `@context`.
        let at_signs = text.match_indices('@').take(2).count();
        if repeated || at_signs > 1 || text.contains("\\u00") || text.contains(VOCABULARY) {
            self.walk(document.root(), &Place::ROOT, 0);
        }
        let root = document.root();
        for key in ENHANCED_FIELDS {
            if let Some(value) = root.get(key) {
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
                        let fault = Fault::new(Code::JsonLdKey, "another key", member);
                        self.error(&place, fault);
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
                let fault = Fault::new(Code::RepeatedKey, "each key once", value);
                self.error(&place.key(key), fault);
            }
        }
    }
}

fn is_json_ld(key: JsonStr<'_>) -> bool {
    let key = key.to_string_lossy();
    key.starts_with('@') || key.starts_with(VOCABULARY)
}
