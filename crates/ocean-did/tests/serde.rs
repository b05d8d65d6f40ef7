//! A DID in JSON is its text.

#![cfg(feature = "serde")]

use ocean_did::Did;

const TEXT: &str = "did:op:fa0e8fa9550e8eb13392d6eeb9ba9f8111801b332c8d2345b350b3bc66b379d5";

#[test]
fn a_did_is_its_text() {
    let did: Did = TEXT.parse().unwrap();
    let json = format!("\"{TEXT}\"");
    assert_eq!(serde_json::to_string(&did).unwrap(), json);
    assert_eq!(serde_json::from_str::<Did>(&json).unwrap(), did);
    assert_eq!(
        serde_json::from_reader::<_, Did>(json.as_bytes()).unwrap(),
        did
    );
    assert_eq!(serde_json::from_value::<Did>(TEXT.into()).unwrap(), did);
}

#[test]
fn reading_is_strict() {
    let check = |json: &str, message: &str| {
        let error = serde_json::from_str::<Did>(json).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    };
    check(
        "\"did:op:12\"",
        "expected 64 hexadecimal digits after the method of the DID, found 2",
    );
    check("12", "invalid type: integer `12`, expected a DID as text");
    check("null", "invalid type: null, expected a DID as text");
}
