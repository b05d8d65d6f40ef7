//! `FileInfo` on the wire.

#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use ocean_files::{FileChecksum, FileInfo, FileType};
use serde_json::{Value, json};

fn read(value: Value) -> FileInfo {
    serde_json::from_value(value).unwrap()
}

fn info() -> FileInfo {
    FileInfo {
        index: 0,
        valid: true,
        file_type: Some(FileType::Url),
        content_length: Some(12),
        content_type: Some("text/plain".into()),
        filename: Some("a.txt".into()),
        checksum: Some(FileChecksum::of(b"x")),
    }
}

#[test]
fn a_reachable_file() {
    let wire = json!({"index": 0, "valid": true, "type": "url", "contentLength": "12", "contentType": "text/plain",
        "filename": "a.txt", "checksum": FileChecksum::of(b"x").to_string(), "checksumType": "sha256"});
    assert_eq!(serde_json::to_value(info()).unwrap(), wire);
    assert_eq!(read(wire), info());

    let bare = FileInfo {
        content_length: None,
        content_type: None,
        filename: None,
        checksum: None,
        ..info()
    };
    let wire =
        json!({"index": 0, "valid": true, "type": "url", "contentLength": "", "contentType": ""});
    assert_eq!(serde_json::to_value(&bare).unwrap(), wire);
    assert_eq!(read(wire), bare);
}

#[test]
fn the_length_of_a_contract_is_a_number() {
    let contract = FileInfo {
        file_type: Some(FileType::SmartContract),
        filename: None,
        checksum: None,
        ..info()
    };
    let wire = json!({"index": 0, "valid": true, "type": "smartcontract", "contentLength": 12, "contentType": "text/plain"});
    assert_eq!(serde_json::to_value(&contract).unwrap(), wire);
    assert_eq!(read(wire), contract);
}

#[test]
fn a_file_that_is_not_reachable_tells_nothing() {
    let wire = serde_json::to_value(FileInfo {
        valid: false,
        index: 3,
        ..info()
    })
    .unwrap();
    assert_eq!(wire, json!({"index": 3, "type": "url", "valid": false}));
    let read = read(wire);
    assert_eq!(
        (read.index, read.valid, read.content_length, read.filename),
        (3, false, None, None)
    );
}

#[test]
fn what_the_peers_send() {
    let length = |value: Value| {
        read(json!({"index": 1, "valid": true, "contentLength": value})).content_length
    };
    assert_eq!(length(json!("9/10")), None);
    assert_eq!(length(json!("+9")), None);
    assert_eq!(length(json!("")), None);
    assert_eq!(length(json!(null)), None);
    assert_eq!(length(json!("18446744073709551616")), None);
    assert_eq!(length(json!("18446744073709551615")), Some(u64::MAX));
    let old = read(json!({"index": 1, "valid": true, "contentType": null, "other": [1]}));
    assert_eq!((old.file_type, old.content_type), (None, None));
    let later = read(json!({"index": 1, "valid": true, "type": "later"}));
    assert_eq!(later.file_type.unwrap().as_str(), "later");
    let other = read(
        json!({"index": 1, "valid": true, "checksum": "d41d8cd98f00b204", "checksumType": "md5"}),
    );
    assert_eq!(other.checksum, None);

    let error = |value: Value| {
        serde_json::from_value::<FileInfo>(value)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error(json!({"index": 1, "valid": true, "checksum": "12"})),
        "expected 64 hexadecimal digits without `0x` as checksum, found 2 characters"
    );
    assert!(error(json!({"index": -1, "valid": true})).contains("-1"));
    assert!(error(json!({"index": 1})).contains("valid"));
    assert!(
        error(json!({"index": 1, "valid": true, "contentLength": []}))
            .contains("a length as text or as number")
    );
}
