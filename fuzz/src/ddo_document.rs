use ocean_checksum::{Kind, Value};
use ocean_ddo::Document;

use crate::ddo::{document, places};

#[path = "../../crates/ocean-ddo/tests/walk/mod.rs"]
mod walk;

/// Places of one document that are edited.
const PLACES: usize = 12;

/// A document is its text; an edit changes one place, and a text that is set is read back.
pub fn ddo_document(data: &[u8]) {
    let Some(document) = document(data) else {
        return;
    };
    if data.first().is_some_and(|first| !first.is_ascii_control()) {
        assert_eq!(document.bytes(), data);
    }
    walk::walk(document.ddo());
    strips(&document);
    let places = places(&document);
    // Not the first ones only: those deep inside, too.
    let step = places.len() / PLACES + 1;
    for pointer in places.iter().step_by(step) {
        let value = document.root().pointer(pointer).expect("a place");
        sets(&document, pointer, value);
        removes(&document, pointer, value);
    }
}

fn sets(document: &Document, pointer: &str, value: Value<'_>) {
    let same = document.edit(pointer, value.text()).expect("its own text");
    let same = same.text();
    #[cfg(planted)]
    let same = &*same.replace("\\u0000", "\\u0001");
    assert_eq!(same, document.text());

    let other = document.edit(pointer, " -7 ").expect("a number");
    assert_eq!(text_at(&other, pointer), Some("-7"));
    let span = value.span();
    let (before, after) = (&document.text()[..span.start], &document.text()[span.end..]);
    assert_eq!(other.text(), format!("{before}-7{after}"));
    let back = other.edit(pointer, value.text()).expect("the text before");
    assert_eq!(back.text(), document.text());
}

fn removes(document: &Document, pointer: &str, value: Value<'_>) {
    let removed = document.remove(pointer).expect("a place");
    let (parent, _) = pointer.rsplit_once('/').expect("not the root");
    let siblings = |document: &Document| {
        let parent = document.root().pointer(parent).expect("what held it");
        match parent.kind() {
            Kind::Object(object) => object
                .iter()
                .map(|(key, value)| (key.units().collect(), value.text().to_owned()))
                .collect::<Vec<(Vec<u16>, String)>>(),
            Kind::Array(array) => array
                .iter()
                .map(|value| (Vec::new(), value.text().to_owned()))
                .collect(),
            _ => Vec::new(),
        }
    };
    let spans = |document: &Document| {
        let parent = document.root().pointer(parent).expect("what held it");
        let all: Vec<_> = match parent.kind() {
            Kind::Object(object) => object.iter().map(|(_, value)| value.span()).collect(),
            Kind::Array(array) => array.iter().map(Value::span).collect(),
            _ => Vec::new(),
        };
        all.iter().position(|span| *span == value.span())
    };
    let mut expected = siblings(document);
    expected.remove(spans(document).expect("one of them"));
    assert_eq!(siblings(&removed), expected);

    if document
        .root()
        .pointer(parent)
        .is_some_and(|parent| parent.as_object().is_some())
    {
        assert!(removed.root().pointer(pointer).is_none());
        let again = removed.edit(pointer, value.text()).expect("a new member");
        assert_eq!(text_at(&again, pointer), Some(value.text()));
        assert_eq!(
            again.remove(pointer).expect("it is there").text(),
            removed.text()
        );
    }
}

fn strips(document: &Document) {
    let stripped = document
        .strip_enhanced()
        .expect("what was read can be stripped");
    for key in ocean_checksum::ENHANCED_FIELDS {
        assert!(stripped.root().get(key).is_none());
    }
    let again = stripped
        .strip_enhanced()
        .expect("what was read can be stripped");
    assert_eq!(again.text(), stripped.text());
}

fn text_at<'d>(document: &'d Document, pointer: &str) -> Option<&'d str> {
    document.root().pointer(pointer).map(Value::text)
}
