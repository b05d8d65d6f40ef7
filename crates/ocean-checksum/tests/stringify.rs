//! `js_stringify` beside the slow model, and the promises that it makes.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod model;

use std::borrow::Cow;

use ocean_checksum::{
    Json, JsonError, Limits, js_stringify, js_stringify_with, ocean_py_stringify,
};
use proptest::prelude::*;

/// Compares with the model and returns the form.
fn check(text: &str) -> Option<String> {
    let ours = js_stringify(text);
    assert_eq!(
        ours.as_deref().ok(),
        model::js_stringify(text).as_deref(),
        "{text}"
    );
    let ours = ours.ok()?;
    let borrowed = matches!(ours, Cow::Borrowed(_));
    assert_eq!(
        borrowed,
        ours == text,
        "borrowed exactly when nothing changes: {text}"
    );
    let again = js_stringify(&ours).unwrap();
    assert!(matches!(again, Cow::Borrowed(_)), "stable: {ours}");
    assert_eq!(
        Json::parse(text).unwrap().js_stringify(),
        ours,
        "through the tree: {text}"
    );
    Some(ours.into_owned())
}

#[test]
fn nested_objects_that_move() {
    let cases = [
        (
            r#"{"b":{"2":{"y":1,"1":2},"1":0},"0":{"x":{"5":1,"4":2}}}"#,
            r#"{"0":{"x":{"4":2,"5":1}},"b":{"1":0,"2":{"1":2,"y":1}}}"#,
        ),
        (
            r#"{"a":{"1":0,"0":0},"a":{"3":0,"2":0}}"#,
            r#"{"a":{"2":0,"3":0}}"#,
        ),
        (
            r#"{"x":[{"1":[],"0":{}}],"1":""}"#,
            r#"{"1":"","x":[{"0":{},"1":[]}]}"#,
        ),
        (
            r#"{"\u0031":"one","0":"zero"}"#,
            r#"{"0":"zero","1":"one"}"#,
        ),
        (r#"{"":1,"":2}"#, r#"{"":2}"#),
        (r#"{"a":1,"\u0061":2,"b":3,"a":4}"#, r#"{"a":4,"b":3}"#),
    ];
    for (text, form) in cases {
        assert_eq!(check(text).as_deref(), Some(form));
    }
}

#[test]
fn numbers_at_the_edges_of_the_quick_way() {
    for text in [
        "0.1",
        "0.10",
        "-0",
        "-0.0",
        "-0.5",
        "0.000001",
        "0.0000001",
        "0.00000",
        "1.5e3",
        "100000",
        "999999999999999",
        "9999999999999999",
        "123456789012345.6",
        "12345678901234.5",
        "0.000001234567891",
        "0.00000123456789",
        "1.0",
        "10.50",
        "0.30000000000000004",
        "5e-324",
        "1.7976931348623157e308",
        "1e309",
        "-1e309",
        "9007199254740993",
        "1e21",
        "1e20",
        "4.35",
        "0.0000010",
        // Two shortest forms are equally near: the even one is right, `{}` of Rust takes the other.
        "614968716650156.25",
        "600000000000000.25",
        "-2251799813685247.75",
    ] {
        check(text);
        check(&format!("[{text},{text}]"));
    }
}

#[test]
fn python_takes_the_even_one_of_two_shortest_numbers() {
    // CPython 3.11.7 and Node 20.20.2 print these.
    for (text, form) in [
        ("614968716650156.25", "614968716650156.2"),
        ("1026302564748755.25", "1026302564748755.2"),
    ] {
        assert_eq!(ocean_py_stringify(text).as_deref(), Ok(form));
        assert_eq!(js_stringify(text).as_deref(), Ok(form));
    }
}

#[test]
fn many_keys_of_one_object() {
    for count in [23, 24, 25, 26, 100] {
        let keys: Vec<String> = (0..count).map(|n| format!(r#""key{n}":{n}"#)).collect();
        let text = format!("{{{}}}", keys.join(","));
        assert_eq!(check(&text).as_deref(), Some(text.as_str()));
        let repeated = format!(r#"{{{},"key3":"last"}}"#, keys.join(","));
        assert_eq!(
            check(&repeated).unwrap(),
            text.replace(r#""key3":3"#, r#""key3":"last""#)
        );
        let indexes: Vec<String> = (0..count).rev().map(|n| format!(r#""{n}":{n}"#)).collect();
        check(&format!(r#"{{"a":0,{}}}"#, indexes.join(",")));
    }
}

#[test]
fn keys_near_the_end_of_the_text() {
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"b":2}"#,
        r#"{"ab":1,"ac":2}"#,
        r#"{"a":{"a":1}}"#,
    ] {
        check(text);
    }
}

#[test]
fn depth_is_an_error_beyond_the_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(js_stringify(&nested(4_096)).is_ok());
    let error = js_stringify(&nested(4_097)).unwrap_err();
    assert!(matches!(error, JsonError::TooDeep { max_depth: 4_096, at, .. } if at.offset == 4_096));
    let deep = Limits {
        max_depth: 300_000,
        ..Limits::default()
    };
    let text = nested(300_000);
    assert_eq!(js_stringify_with(&text, deep).unwrap(), text);
    assert_eq!(
        Json::parse_with(text.as_str(), deep)
            .unwrap()
            .js_stringify(),
        text
    );
    let objects = format!("{}1{}", r#"{"b":0,"1":"#.repeat(4_000), "}".repeat(4_000));
    assert_eq!(
        js_stringify(&objects).unwrap(),
        format!(
            "{}1{}",
            r#"{"1":"#.repeat(4_000),
            r#","b":0}"#.repeat(4_000)
        )
    );
    assert!(ocean_py_stringify(&nested(990)).is_ok());
    assert!(ocean_py_stringify(&nested(991)).is_err());
}

#[test]
fn length_is_an_error_beyond_the_limit() {
    let error = js_stringify(&" ".repeat((10 << 20) + 1)).unwrap_err();
    assert_eq!(
        error,
        JsonError::TooLong {
            len: 10_485_761,
            max_len: 10_485_760
        }
    );
}

/// Texts that are nearly JSON: tokens of every kind, often in a place where they are wrong.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        8 => Just("{".to_owned()), 8 => Just("}".to_owned()),
        8 => Just("[".to_owned()), 8 => Just("]".to_owned()),
        12 => Just(",".to_owned()), 8 => Just(":".to_owned()),
        4 => Just(" ".to_owned()), 2 => Just("\n\t\r".to_owned()),
        2 => Just("null".to_owned()), 2 => Just("true".to_owned()), 2 => Just("false".to_owned()),
        6 => "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        10 => r#""([a-c0-3]|\\u00(3[0-2]|6[1-3])|é|😀|\\ud83d|\\ude00|\\ud800|\\n|\\/|\\u001F|\u{7f}){0,3}""#,
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(token, 0..24).prop_map(|tokens| tokens.concat())
}

/// Texts that are JSON, with keys that meet and move.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        r#""([ -!#-\[\]-~]|\\u[0-9a-fA-F]{4}|é|😀|\\[bfnrt"\\/]){0,12}""#,
    ];
    let key = r#""([a-b0-2]|\\u003[0-2]|\\u0061|constructor|__proto__|é){0,2}""#;
    let space = "[ \n]{0,2}";
    leaf.prop_recursive(5, 120, 30, move |inner| {
        prop_oneof![
            prop::collection::vec((space, inner.clone()), 0..6).prop_map(|elements| {
                let elements: Vec<_> = elements
                    .into_iter()
                    .map(|(s, v)| format!("{s}{v}{s}"))
                    .collect();
                format!("[{}]", elements.join(","))
            }),
            prop::collection::vec((key, space, inner), 0..32).prop_map(|members| {
                let members: Vec<_> = members
                    .into_iter()
                    .map(|(k, s, v)| format!("{s}{k}{s}:{v}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equals_the_model_on_nearly_json(text in nearly_json()) {
        check(&text);
    }

    #[test]
    fn equals_the_model_on_json(text in json()) {
        prop_assert!(check(&text).is_some());
    }
}
