//! The hash in its dialects, with values that the real peers made.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_checksum::{Dialect, DocumentHash};

/// From ocean.js 8.6.2: this document, its bytes' hash, and what it publishes without encryption.
const DOCUMENT: &str = r#"{"@context":["https://w3id.org/did/v1"],"id":"did:op:x","version":"4.1.0","chainId":1,"metadata":{"name":"São Paulo"}}"#;

#[test]
fn the_two_dialects_are_told_apart() {
    let bytes = DocumentHash::of(DOCUMENT.as_bytes());
    let hex_text = DocumentHash::of_js_hex_text(DOCUMENT.as_bytes());
    assert!(
        format!("{bytes:x}").starts_with("ba76826e") && format!("{bytes:x}").ends_with("de6e6")
    );
    assert!(
        hex_text.to_string().starts_with("0xa1557c6a") && hex_text.to_string().ends_with("ea1738")
    );
    assert_eq!(bytes.dialect(DOCUMENT.as_bytes()), Some(Dialect::Bytes));
    assert_eq!(
        hex_text.dialect(DOCUMENT.as_bytes()),
        Some(Dialect::JsHexText)
    );
    assert_eq!(hex_text.dialect(b"{}"), None);
    assert!(bytes.matches(DOCUMENT.as_bytes()) && !hex_text.matches(DOCUMENT.as_bytes()));
}

#[test]
fn the_hex_text_of_a_long_document_is_hashed_whole() {
    let long = vec![0xa5; 10_000];
    let spelled = format!("0x{}", "a5".repeat(10_000));
    assert_eq!(
        DocumentHash::of_js_hex_text(&long),
        DocumentHash::of(spelled.as_bytes())
    );
}

#[test]
fn each_publisher_has_its_form() {
    let text = r#"{"name":"S\u00e3o","v":1.0}"#;
    assert_eq!(
        DocumentHash::of_ocean_py(text).unwrap(),
        DocumentHash::of(text.as_bytes())
    );
    // The re-serialised object of ocean-node's indexer, which is why it refuses this document.
    let js = DocumentHash::of_stringified(text).unwrap();
    assert!(js.to_string().starts_with("0x5ba8e4b1") && js.to_string().ends_with("03f9"));
    let py = DocumentHash::of(text.as_bytes()).to_string();
    assert!(py.starts_with("0xe3b3f3d7") && py.ends_with("d195"));
}
