//! Reading the ordered tree, and cutting out what an indexer added.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::borrow::Cow;

use ocean_checksum::{Json, Kind, Limits, Value, strip_enhanced};

#[test]
fn values_are_found_and_keep_their_text() {
    let text = r#"{ "a": [1, "two", {"~/": null}], "n": -1.50, "t": true, "a/b": {} }"#;
    let json = Json::parse(text).unwrap();
    let at = |pointer: &str| json.root().pointer(pointer).map(Value::text);
    assert_eq!(at(""), Some(text));
    assert_eq!(at("/a/0"), Some("1"));
    assert_eq!(at("/a/1"), Some(r#""two""#));
    assert_eq!(at("/a/2/~0~1"), Some("null"));
    assert_eq!(at("/a~1b"), Some("{}"));
    for nothing in [
        "a", "/a/3", "/a/-", "/a/00", "/a/+1", "/a/", "/n/0", "/b", "/a/2/~0",
    ] {
        assert_eq!(at(nothing), None, "{nothing}");
    }
    let number = json.root().get("n").unwrap();
    assert_eq!(&text[number.span()], "-1.50");
    assert_eq!(number.as_number().unwrap().as_f64().to_string(), "-1.5");
    assert_eq!(number.js_stringify(), "-1.5");
    assert_eq!(json.root().get("t").unwrap().as_bool(), Some(true));
    assert_eq!(json.text(), text);
}

#[test]
fn every_kind_has_its_name() {
    let json = Json::parse(r#"[null, false, 0, "", [], {}]"#).unwrap();
    let names: Vec<_> = json
        .root()
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.kind().name())
        .collect();
    assert_eq!(
        names,
        ["null", "boolean", "number", "string", "array", "object"]
    );
    assert!(matches!(json.root().kind(), Kind::Array(array) if array.len() == 6));
}

#[test]
fn integers_are_read_by_how_they_are_written() {
    let json =
        Json::parse("[1, -1, 1.0, 1e0, 18446744073709551615, 18446744073709551616, -0]").unwrap();
    let numbers: Vec<_> = json
        .root()
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_number().unwrap())
        .collect();
    let unsigned: Vec<_> = numbers.iter().map(|n| n.as_u64()).collect();
    assert_eq!(
        unsigned,
        [Some(1), None, None, None, Some(u64::MAX), None, None]
    );
    let signed: Vec<_> = numbers.iter().map(|n| n.as_i64()).collect();
    assert_eq!(signed, [Some(1), Some(-1), None, None, None, None, Some(0)]);
}

#[test]
fn objects_are_as_javascript_holds_them() {
    let json = Json::parse(r#"{"b": 1, "1": 2, "\u0062": 3, "0": 4, "1": 5}"#).unwrap();
    let object = json.root().as_object().unwrap();
    let members: Vec<_> = object
        .iter()
        .map(|(key, value)| (key.to_string(), value.text()))
        .collect();
    let expected = [("0", "4"), ("1", "5"), ("b", "3")].map(|(key, value)| (key.to_owned(), value));
    assert_eq!(members, expected);
    assert_eq!(object.len(), 3);
    let repeated = |json: &Json<'_>| -> Vec<String> {
        let object = json.root().as_object().unwrap();
        object.repeated_keys().map(|key| key.to_string()).collect()
    };
    assert_eq!(repeated(&json), ["1", "b"]);
    let unique = Json::parse(r#"{"a": 1, "b": {"a": 1, "c": 2}}"#).unwrap();
    assert!(repeated(&unique).is_empty());
    assert!(
        Json::parse("{}")
            .unwrap()
            .root()
            .as_object()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn strings_are_sequences_of_units() {
    let json =
        Json::parse(r#"["😀", "\ud83d\ude00", "\ude00\ud83d", "a\n", "\"\\\/\b\f\r\t\u0041"]"#)
            .unwrap();
    let strings: Vec<_> = json
        .root()
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap())
        .collect();
    assert_eq!(strings[0], strings[1]);
    assert_ne!(strings[1], strings[2]);
    assert_eq!(strings[1].to_str().unwrap(), "😀");
    assert_eq!(strings[2].to_str(), None);
    assert_eq!(strings[2].to_string_lossy(), "\u{fffd}\u{fffd}");
    assert_eq!(strings[2].units().collect::<Vec<_>>(), [0xde00, 0xd83d]);
    assert_eq!(strings[3].raw(), r"a\n");
    assert_eq!(strings[4], "\"\\/\u{8}\u{c}\r\tA");
    assert!(matches!(strings[0].to_str(), Some(Cow::Borrowed(_))));
}

#[test]
fn an_owned_tree_outlives_its_text() {
    let text = String::from(r#"{"a":[1]}"#);
    let json: Json<'static> = Json::parse(text.as_str()).unwrap().into_owned();
    drop(text);
    assert_eq!(json.root().pointer("/a/0").unwrap().text(), "1");
}

#[test]
fn a_value_on_its_own_keeps_the_default_limits() {
    let Limits { max_depth, max_len } = Limits::default();
    let wide = Limits {
        max_depth: usize::MAX,
        max_len: usize::MAX,
    };
    let nested = |depth: usize| format!("[{}{}]", "[".repeat(depth), "]".repeat(depth));
    let long = |len: usize| format!("[\"{}\"]", "x".repeat(len - 2));
    let flat = format!("[[{}0]]", "0,".repeat(max_depth));
    for (text, passes) in [
        (nested(max_depth), true),
        (nested(max_depth + 1), false),
        (flat, true),
        (long(max_len), true),
        (long(max_len + 1), false),
    ] {
        let json = Json::parse_with(&text, wide).unwrap();
        let value = json.root().pointer("/0").unwrap();
        let own = Json::from_value(value).map(|own| own.text().len());
        assert_eq!(own, Json::parse(value.text()).map(|json| json.text().len()));
        assert_eq!(own.is_ok(), passes);
    }
}

#[test]
fn members_are_known_as_they_are_written() {
    let text = r#"[ {"b": [1], "\u0062" :{"b":2} , "1":null,"b":"" } ]"#;
    let json = Json::parse(text).unwrap();
    let object = json.root().pointer("/0").unwrap().as_object().unwrap();
    let members: Vec<_> = object
        .members_as_written()
        .into_iter()
        .map(|member| (member.key.to_string(), &text[member.span]))
        .collect();
    let expected = [
        ("b", r#""b": [1]"#),
        ("b", r#""\u0062" :{"b":2}"#),
        ("1", r#""1":null"#),
        ("b", r#""b":"""#),
    ];
    assert_eq!(members, expected.map(|(key, text)| (key.to_owned(), text)));
}

#[test]
fn enhanced_members_are_cut_out() {
    let cases = [
        (r#"{"nft":{},"id":1}"#, r#"{"id":1}"#),
        (r#"{"id":1,"stats":[{"nft":1}]}"#, r#"{"id":1}"#),
        (
            "{ \"id\" : 1 ,\n \"event\" : null ,\n \"x\" : 2 }",
            "{ \"id\" : 1 ,\n \"x\" : 2 }",
        ),
        (
            r#"{"nft":1,"event":2,"indexedMetadata":"","accessDetails":{}}"#,
            "{}",
        ),
        (
            r#"{"a":1,"nft":2,"datatokens":[],"b":{"nft":3},"purgatory":{},"nft":4}"#,
            r#"{"a":1,"b":{"nft":3}}"#,
        ),
        (r#"{"n\u0066t":1,"a":2}"#, r#"{"a":2}"#),
    ];
    for (text, stripped) in cases {
        assert_eq!(strip_enhanced(text).unwrap(), stripped);
    }
    for untouched in [
        r#"{"NFT":1}"#,
        "{}",
        "[{\"nft\":1}]",
        "null",
        r#""nft""#,
        r#"{"a":{"nft":1}}"#,
    ] {
        assert!(
            matches!(strip_enhanced(untouched).unwrap(), Cow::Borrowed(text) if text == untouched)
        );
    }
    assert!(strip_enhanced(r#"{"nft":1"#).is_err());
}

#[test]
fn positions_count_lines_and_characters() {
    let json = Json::parse("{\n  \"ä\": [1,\n\t\"ö\"]}").unwrap();
    let array = json.root().get("ä").unwrap();
    for (value, place) in [
        (json.root(), (0, 1, 1)),
        (array, (10, 2, 8)),
        (array.pointer("/1").unwrap(), (15, 3, 2)),
    ] {
        let position = value.position();
        assert_eq!((position.offset, position.line, position.column), place);
    }
}

#[test]
fn plain_strings_are_those_without_escapes() {
    let json = Json::parse(r#"["São", "S\u00e3o", "a\n"]"#).unwrap();
    let plain = |value: Value<'_>| value.as_str().unwrap().as_plain().map(str::to_owned);
    let found: Vec<_> = json.root().as_array().unwrap().iter().map(plain).collect();
    assert_eq!(found, [Some("São".to_owned()), None, None]);
}

#[test]
fn a_text_knows_whether_it_repeats_keys() {
    for (text, repeated) in [
        (r#"{"a": {"b": 1}, "b": 2}"#, false),
        (r#"[{"a": 1, "a": 2}]"#, true),
        (r#"{"a": 1, "\u0061": 2}"#, true),
    ] {
        assert_eq!(
            Json::parse(text).unwrap().has_repeated_keys(),
            repeated,
            "{text}"
        );
    }
}

#[test]
fn keys_are_those_of_every_object() {
    let json = Json::parse(r#"{"b": [{"@a": {}}], "2": {"c": 1, "c": 2}}"#).unwrap();
    let keys: Vec<_> = json.keys().map(|key| key.to_string()).collect();
    assert_eq!(keys, ["b", "@a", "2", "c", "c"]);
}
