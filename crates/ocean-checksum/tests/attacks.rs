//! The attacks of `docs/attacks.md` that this crate stops.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::time::{Duration, Instant};

use ocean_checksum::{DocumentHash, Json, JsonError, js_stringify, ocean_py_stringify};

/// Work that grows with the square of the length would take hours; linear work takes a tenth of this,
/// even unoptimised on a busy machine.
const SOON: Duration = Duration::from_secs(120);

#[test]
fn a45_a_document_nested_100_000_deep_is_a_limit_error() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let text = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let too_deep = |result: Result<(), JsonError>| {
            assert!(
                matches!(result, Err(JsonError::TooDeep { .. })),
                "{result:?}"
            );
        };
        too_deep(js_stringify(&text).map(drop));
        too_deep(ocean_py_stringify(&text).map(drop));
        too_deep(Json::parse(text.as_str()).map(drop));
        too_deep(DocumentHash::of_stringified(&text).map(drop));
    }
}

#[test]
fn a45_a_million_keys_cost_no_more_than_their_length() {
    let start = Instant::now();
    let keys: Vec<String> = (0..800_000).map(|n| format!(r#""k{n}":0"#)).collect();
    let text = format!("{{{}}}", keys.join(","));
    assert_eq!(js_stringify(&text).unwrap(), text);
    let same = format!(r#"{{{}"a":1}}"#, r#""a":0,"#.repeat(1_000_000));
    assert_eq!(js_stringify(&same).unwrap(), r#"{"a":1}"#);
    let indexes: Vec<String> = (0..700_000).rev().map(|n| format!(r#""{n}":0"#)).collect();
    let text = format!("{{{}}}", indexes.join(","));
    let json = Json::parse(text.as_str()).unwrap();
    assert_eq!(json.root().as_object().unwrap().len(), 700_000);
    assert!(js_stringify(&text).unwrap().starts_with(r#"{"0":0,"1":0,"#));
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

#[test]
fn a45_objects_that_move_at_every_level_cost_no_more_than_their_length() {
    let start = Instant::now();
    let text = format!(
        "{}\"{}\"{}",
        r#"{"b":0,"1":"#.repeat(4_000),
        "x".repeat(5_000_000),
        "}".repeat(4_000)
    );
    let form = js_stringify(&text).unwrap();
    assert_eq!(form.len(), text.len());
    assert!(form.starts_with(r#"{"1":{"1":"#));
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

#[test]
fn a45_of_repeated_keys_the_last_wins_and_the_reader_can_know() {
    let json = Json::parse(r#"{"id":"did:op:mine","id":"did:op:victim"}"#).unwrap();
    let object = json.root().as_object().unwrap();
    assert_eq!(object.get("id").unwrap().as_str().unwrap(), "did:op:victim");
    let repeated: Vec<_> = object.repeated_keys().collect();
    assert!(repeated.len() == 1 && repeated[0] == "id");
}
