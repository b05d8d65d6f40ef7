//! How often `js_stringify` asks for memory.

use std::hint::black_box;

use ocean_checksum::{DocumentHash, js_stringify};

/// A dataset of ordinary shape in the JSON.stringify form.
const DOCUMENT: &str = include_str!("../../../examples/data/dataset-compute.json");
/// One of 200 KB.
const LARGE: &str = include_str!("../../../examples/data/large.json");

fn allocations(text: &str) -> u64 {
    let count = allocation_counter::measure(|| {
        black_box(js_stringify(black_box(text)).is_ok());
    });
    count.count_total
}

#[test]
fn none_for_a_document_in_its_form() {
    for text in [DOCUMENT, LARGE, "{}", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"] {
        assert_eq!(js_stringify(text).as_deref(), Ok(text));
        assert_eq!(allocations(text), 0);
    }
    let hashing = allocation_counter::measure(|| {
        black_box(DocumentHash::of_stringified(black_box(LARGE)).is_ok());
    });
    assert_eq!(hashing.count_total, 0);
}

#[test]
fn few_for_any_other() {
    let spaced = DOCUMENT.replace("\":", "\": ");
    let escaped = DOCUMENT.replace('a', r"\u0061");
    for text in [spaced, escaped, LARGE.replace(',', " ,\n")] {
        assert!(allocations(&text) <= 10, "{}", allocations(&text));
    }
}

#[test]
fn a_few_more_for_each_object_that_moves() {
    let object = r#"{"b":0,"a":0,"1":{"c":0}}"#;
    let of = |count: usize| allocations(&format!("[{}]", vec![object; count].join(",")));
    let each = (of(200) - of(100)) / 100;
    assert!(each <= 6, "{each} for each object");
}
