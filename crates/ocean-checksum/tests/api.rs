//! What users may rely on: traits, and the words of the errors.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{error::Error, fmt::Debug, hash::Hash};

use ocean_checksum::{
    Array, Dialect, DocumentHash, Json, JsonError, JsonStr, Kind, Limits, Number, Object,
    ParseHashError, Position, Value, js_stringify, ocean_py_stringify,
};

fn shared<T: Send + Sync + Unpin + Clone + Debug + 'static>() {}
fn plain<T: Copy + Eq>() {}
fn ordered<T: Ord + Hash>() {}
fn error<T: Error + Eq>() {}

#[test]
fn traits() {
    shared::<Json<'static>>();
    shared::<Value<'static>>();
    shared::<Kind<'static>>();
    shared::<Array<'static>>();
    shared::<Object<'static>>();
    shared::<Number<'static>>();
    shared::<JsonStr<'static>>();
    shared::<Limits>();
    shared::<JsonError>();
    shared::<ParseHashError>();
    plain::<DocumentHash>();
    plain::<Dialect>();
    plain::<Position>();
    plain::<Limits>();
    ordered::<DocumentHash>();
    error::<JsonError>();
    error::<ParseHashError>();
}

#[test]
fn words_of_json_errors() {
    let cases = [
        (
            "",
            "text ends at line 1 column 1 (byte 0), expected a value",
        ),
        (
            "\u{feff}{}",
            "unexpected '\\u{feff}' at line 1 column 1 (byte 0), expected a value",
        ),
        (
            "{\n  \"é\": 1,\n}",
            "unexpected '}' at line 3 column 1 (byte 13), expected a key",
        ),
        (
            "[1 2]",
            "unexpected '2' at line 1 column 4 (byte 3), expected `,` or `]`",
        ),
        (
            r#"{"a":1"#,
            "text ends at line 1 column 7 (byte 6), expected `,` or `}`",
        ),
        (
            r#"{"a" 1}"#,
            "unexpected '1' at line 1 column 6 (byte 5), expected `:`",
        ),
        (
            "1 1",
            "unexpected '1' at line 1 column 3 (byte 2), expected nothing more after the value",
        ),
        (
            "01",
            "unexpected '1' at line 1 column 2 (byte 1), expected nothing more after the value",
        ),
        (
            "-",
            "text ends at line 1 column 2 (byte 1), expected a digit",
        ),
        (
            "nul",
            "text ends at line 1 column 4 (byte 3), expected null",
        ),
        (
            "\"é",
            "text ends at line 1 column 3 (byte 3), expected the end of the string",
        ),
        (
            "\"\t\"",
            "unexpected '\\t' at line 1 column 2 (byte 1), expected control characters to be escaped",
        ),
        (
            r#""\x""#,
            "unexpected 'x' at line 1 column 3 (byte 2), expected one of `\"\\/bfnrtu` after a backslash",
        ),
        (
            r#""\u12g4""#,
            "unexpected 'g' at line 1 column 6 (byte 5), expected four hex digits after `\\u`",
        ),
    ];
    for (text, words) in cases {
        let error = js_stringify(text).unwrap_err();
        assert_eq!(error.to_string(), words, "{text}");
        assert_eq!(Json::parse(text).unwrap_err(), error);
        assert!(error.position().is_some());
    }
    let deep = js_stringify(&"[".repeat(5_000)).unwrap_err();
    assert_eq!(
        deep.to_string(),
        "nested deeper than 4096 levels at line 1 column 4097 (byte 4096)"
    );
    let long = js_stringify(&" ".repeat(10_485_761)).unwrap_err();
    assert_eq!(
        long.to_string(),
        "text of 10485761 bytes, expected at most 10485760"
    );
    assert_eq!(long.position(), None);
    let digits = ocean_py_stringify(&format!("[1.5,-{}]", "1".repeat(4_301))).unwrap_err();
    assert_eq!(
        digits.to_string(),
        "integer of 4301 digits at line 1 column 6 (byte 5), expected at most 4300 as in Python"
    );
    let codes = [
        js_stringify("x").unwrap_err(),
        js_stringify("").unwrap_err(),
        deep,
        long,
        digits,
    ]
    .map(|error| error.code());
    assert_eq!(
        codes,
        [
            "json_unexpected",
            "json_unexpected_end",
            "json_too_deep",
            "json_too_long",
            "json_integer_too_long"
        ]
    );
}

#[test]
fn words_of_hash_errors() {
    let error = |text: &str| text.parse::<DocumentHash>().unwrap_err();
    assert_eq!(
        error("0x12").to_string(),
        "hash of 2 characters, expected 64 hex digits"
    );
    assert_eq!(
        error(&format!("{}g", "0".repeat(63))).to_string(),
        "hash has 'g' at 63, expected a hex digit"
    );
    assert_eq!(error("0x0x").code(), "hash_not_hex");
    assert_eq!(error("").code(), "hash_length");
    assert!(matches!(
        error(&"0".repeat(65)),
        ParseHashError::Length { digits: 65 }
    ));
}

#[test]
fn hashes_are_written_and_read() {
    let hash = DocumentHash::of(b"");
    let digits = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(format!("{hash:x}"), digits);
    assert_eq!(
        (hash.to_string(), format!("{hash:?}")),
        (format!("0x{digits}"), format!("0x{digits}"))
    );
    for text in [
        digits.to_owned(),
        format!("0x{digits}"),
        digits.to_uppercase(),
    ] {
        assert_eq!(text.parse(), Ok(hash));
    }
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(json, format!("\"0x{digits}\""));
        assert_eq!(serde_json::from_str::<DocumentHash>(&json).unwrap(), hash);
        assert!(serde_json::from_str::<DocumentHash>("\"0x\"").is_err());
    }
}

#[test]
fn debug_shows_no_content() {
    let json = Json::parse(r#"{"files":"secret"}"#).unwrap();
    assert_eq!(format!("{json:?}"), "Json { bytes: 18, .. }");
    assert_eq!(format!("{:?}", json.root()), "Value(\"object\")");
    let member = json.root().get("files").unwrap();
    assert!(!format!("{:?} {:?}", member, member.kind()).contains("secret"));
}
