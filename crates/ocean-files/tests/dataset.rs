//! The list of files, sealed and opened.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::Address;
use ocean_encryption::{Ciphertext, OVERHEAD, open, seal};
use ocean_files::{
    Binding, DatasetFiles, FileList, FileObject, FileType, MAX_DEPTH, MAX_FILES, MAX_LIST_BYTES,
    Method, OpenFilesError,
};
use ocean_keys::{ProviderKey, RandomError};
use serde_json::{Value, json};

const BINDING: Binding = Binding {
    datatoken: Address::repeat_byte(0xd7),
    nft: Address::repeat_byte(0xf7),
};

fn key(byte: u8) -> ProviderKey {
    ProviderKey::from_bytes(&[byte; 32]).unwrap()
}

/// Different bytes each time, and the same in each run.
fn random() -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut byte = 0;
    move |bytes| {
        byte += 1;
        bytes.fill(byte);
        Ok(())
    }
}

fn read(text: &str) -> Result<DatasetFiles, OpenFilesError> {
    DatasetFiles::from_plaintext(text.as_bytes(), BINDING)
}

fn code(text: &str) -> &'static str {
    read(text).unwrap_err().code()
}

/// The plaintext with one member replaced.
fn bound(key: &str, value: Value) -> String {
    let mut files = json!({"datatokenAddress": BINDING.datatoken, "nftAddress": BINDING.nft, "files": [{"type": "ipfs", "hash": "Qm"}]});
    files[key] = value;
    files.to_string()
}

#[test]
fn every_real_ciphertext_opens_to_its_plaintext() {
    let vectors: Value =
        serde_json::from_str(include_str!("vectors/ddo-files-plaintext.json")).unwrap();
    let key = ProviderKey::from_hex(vectors["private_key"].as_str().unwrap()).unwrap();
    let entries = vectors["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 13);
    let mut types = Vec::new();
    for entry in entries {
        let text = entry["plaintext_text"].as_str().unwrap();
        let plain: Value = serde_json::from_str(text).unwrap();
        let address = |key: &str| plain[key].as_str().unwrap().parse().unwrap();
        let binding = Binding {
            datatoken: address("datatokenAddress"),
            nft: address("nftAddress"),
        };
        let sealed: Ciphertext = entry["files"].as_str().unwrap().parse().unwrap();

        let files = DatasetFiles::open([&key], sealed.as_bytes(), binding).unwrap();
        assert_eq!(files.plaintext(), text);
        assert_eq!(files.binding(), binding);
        let list = files.files();
        assert_eq!(list.len(), plain["files"].as_array().unwrap().len());
        for (file, expected) in list.iter().zip(plain["files"].as_array().unwrap()) {
            let file = file.unwrap();
            assert_eq!(
                &serde_json::from_str::<Value>(file.text()).unwrap(),
                expected
            );
            types.push(file.file_type().as_str().to_owned());
        }

        let parts: Vec<FileObject> = list.iter().map(Result::unwrap).collect();
        let again = DatasetFiles::new(binding, &parts).unwrap();
        assert_eq!(again.plaintext(), text, "written as ocean.js writes it");

        let other = DatasetFiles::open([&key], sealed.as_bytes(), BINDING).unwrap_err();
        assert_eq!(other.code(), "files_other_datatoken");
        let unbound = FileList::open_unbound_4_0_0([&key], sealed.as_bytes()).unwrap_err();
        assert_eq!(unbound.code(), "files_wrong_kind");
    }
    types.sort_unstable();
    types.dedup();
    assert_eq!(
        types,
        ["arweave", "graphql", "ipfs", "smartcontract", "url"]
    );
}

#[test]
fn what_is_sealed_opens() {
    let (key, retired) = (key(1), key(2));
    let url = FileObject::url("https://a.example/ü", Method::Get, &[]).unwrap();
    let later = FileObject::parse(r#"{ "type": "later", "x": [1.0] }"#).unwrap();
    let files = DatasetFiles::new(BINDING, [&url, &later]).unwrap();
    let sealed = files.seal(&retired.public_key(), random()).unwrap();
    assert_eq!(sealed, retired_seals_the_same(&files, &retired));
    assert!(sealed.to_string().starts_with("0x04"));
    assert_eq!(sealed.as_bytes().len(), files.plaintext().len() + OVERHEAD);

    let opened = DatasetFiles::open([&key, &retired], sealed.as_bytes(), BINDING).unwrap();
    assert_eq!(opened.plaintext(), files.plaintext());
    let list = opened.files();
    assert_eq!(list.len(), 2);
    assert_eq!(list.get(0).unwrap().unwrap().file_type(), &FileType::Url);
    assert_eq!(list.get(1).unwrap().unwrap().text(), later.text());
    assert!(list.get(2).is_none());
    assert!(list.get(usize::MAX).is_none());

    let wrong_key = DatasetFiles::open([&key], sealed.as_bytes(), BINDING).unwrap_err();
    assert_eq!(
        wrong_key.code(),
        open(&key, sealed.as_bytes()).unwrap_err().code()
    );
    let no_key = DatasetFiles::open([], sealed.as_bytes(), BINDING).unwrap_err();
    assert_eq!(no_key, wrong_key);
    for len in 0..sealed.as_bytes().len() {
        let truncated = &sealed.as_bytes()[..len];
        assert_eq!(
            DatasetFiles::open([&retired], truncated, BINDING).unwrap_err(),
            wrong_key,
            "{len}"
        );
    }
    assert!(
        files
            .seal(&key.public_key(), |_: &mut [u8]| Err(
                RandomError::Unavailable
            ))
            .is_err()
    );
}

fn retired_seals_the_same(files: &DatasetFiles, key: &ProviderKey) -> Ciphertext {
    files.seal_to_self(key, random()).unwrap()
}

#[test]
fn the_three_keys_are_checked_in_order() {
    assert!(read(&bound("files", json!([{}]))).is_ok());
    assert!(read(&bound("more", json!({"a": 1}))).is_ok());
    let wrong = json!("0x12");
    for key in ["datatokenAddress", "nftAddress", "files"] {
        let mut files: Value = serde_json::from_str(&bound("x", wrong.clone())).unwrap();
        files.as_object_mut().unwrap().remove(key);
        let error = read(&files.to_string()).unwrap_err();
        assert_eq!(error, OpenFilesError::MissingKey { key });
    }
    for key in ["datatokenAddress", "nftAddress"] {
        for value in [wrong.clone(), json!(null), json!(1), json!([]), json!("")] {
            let error = read(&bound(key, value)).unwrap_err();
            assert_eq!(error, OpenFilesError::NotAnAddress { key });
        }
        for spelling in ["0xd7D7", "0XD7d7", "d7d7"] {
            let address = if key == "nftAddress" {
                spelling.replace(['d', 'D'], "f")
            } else {
                spelling.to_owned()
            };
            let digits = address
                .trim_start_matches("0x")
                .trim_start_matches("0X")
                .repeat(10);
            let prefix = &address[..address.len() - 4];
            assert!(
                read(&bound(key, json!(format!("{prefix}{digits}")))).is_ok(),
                "{prefix}{digits}"
            );
        }
    }
    let zero = json!(Address::ZERO);
    let error = read(&bound("datatokenAddress", zero.clone())).unwrap_err();
    assert_eq!(
        error,
        OpenFilesError::OtherDatatoken {
            expected: BINDING.datatoken
        }
    );
    let error = read(&bound("nftAddress", zero)).unwrap_err();
    assert_eq!(
        error,
        OpenFilesError::OtherNft {
            expected: BINDING.nft
        }
    );
    for value in [json!(null), json!({}), json!("[]"), json!(1)] {
        assert_eq!(code(&bound("files", value)), "files_not_a_list");
    }
    assert_eq!(code(&bound("files", json!([]))), "files_none");
    let no_files = DatasetFiles::new(BINDING, []).unwrap_err();
    assert_eq!(no_files, OpenFilesError::NoFiles);
}

#[test]
fn repeated_keys_are_refused() {
    let files = bound("x", json!(1));
    let inside = files.trim_end_matches('}');
    for more in [
        format!(r#""datatokenAddress":"{}""#, Address::ZERO),
        r#""nft\u0041ddress":1"#.to_owned(),
        r#""files":[]"#.to_owned(),
        r#""x":1"#.to_owned(),
    ] {
        assert_eq!(
            code(&format!("{inside},{more}}}")),
            "files_repeated_key",
            "{more}"
        );
    }
    let file = r#"[{"type":"ipfs","hash":"Qm","hash":"Qm"}]"#;
    let text = bound("files", json!("F")).replace(r#""F""#, file);
    let files = read(&text).unwrap();
    assert_eq!(
        files.files().get(0).unwrap().unwrap_err().code(),
        "file_repeated_key"
    );
}

#[test]
fn one_bad_file_spoils_no_other() {
    let files = bound(
        "files",
        json!([{"type": "url"}, 7, {"type": "ipfs", "hash": "Qm"}, [], {"type": "url", "url": "/etc/passwd"}]),
    );
    let files = read(&files).unwrap();
    let codes: Vec<_> = files
        .files()
        .iter()
        .map(|file| file.map_or_else(|error| error.code(), |_| "ok"))
        .collect();
    assert_eq!(
        codes,
        [
            "file_missing",
            "file_not_an_object",
            "ok",
            "file_not_an_object",
            "file_scheme"
        ]
    );
}

#[test]
fn plaintexts_that_are_no_files() {
    for text in ["", "{", "nul", "'[]'", "[1,]", "\u{feff}{}"] {
        assert_eq!(code(text), "files_not_json", "{text}");
    }
    for text in ["null", "1", r#""x""#, "true"] {
        assert_eq!(code(text), "files_wrong_kind", "{text}");
    }
    let key = key(1);
    for bytes in [&b"\xff\xfe"[..], b"{\"files\": \"\xc3\"}", b"\xed\xa0\x80"] {
        let sealed = seal(&key.public_key(), bytes, random()).unwrap();
        let error = DatasetFiles::open([&key], &sealed, BINDING).unwrap_err();
        assert_eq!(error, OpenFilesError::NotUtf8);
        assert_eq!(
            FileList::open_unbound_4_0_0([&key], &sealed).unwrap_err(),
            OpenFilesError::NotUtf8
        );
    }
    let whole = bound("x", json!(1));
    for len in 1..whole.len() {
        assert_eq!(code(&whole[..len]), "files_not_json");
    }
}

#[test]
fn one_over_each_limit() {
    let padded = |len: usize| {
        let text = bound("x", json!(1));
        let blanks = " ".repeat(len - text.len());
        text + &blanks
    };
    assert!(read(&padded(MAX_LIST_BYTES)).is_ok());
    assert_eq!(code(&padded(MAX_LIST_BYTES + 1)), "files_too_long");
    let key = key(1);
    let sealed = seal(
        &key.public_key(),
        padded(MAX_LIST_BYTES).as_bytes(),
        random(),
    )
    .unwrap();
    assert!(DatasetFiles::open([&key], &sealed, BINDING).is_ok());
    let sealed = vec![0; OVERHEAD + MAX_LIST_BYTES + 1];
    let error = DatasetFiles::open([&key], &sealed, BINDING).unwrap_err();
    assert_eq!(
        error.code(),
        "files_too_long",
        "told before anything is decrypted"
    );

    let nested = |depth: usize| {
        bound("x", json!("N")).replace(
            r#""N""#,
            &["[".repeat(depth - 1), "]".repeat(depth - 1)].concat(),
        )
    };
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(code(&nested(MAX_DEPTH + 1)), "files_too_deep");
    assert_eq!(code(&"[".repeat(100_000)), "files_too_deep");

    let many = |count: usize| bound("files", json!(vec![1; count]));
    assert_eq!(read(&many(MAX_FILES)).unwrap().files().len(), MAX_FILES);
    assert_eq!(code(&many(MAX_FILES + 1)), "files_too_many");
    let file = FileObject::ipfs("Qm").unwrap();
    assert!(DatasetFiles::new(BINDING, vec![&file; MAX_FILES]).is_ok());
    let error = DatasetFiles::new(BINDING, vec![&file; MAX_FILES + 1]).unwrap_err();
    assert_eq!(error, OpenFilesError::TooManyFiles { max: MAX_FILES });
    let large = FileObject::parse(&format!(
        r#"{{"type": "x", "x": "{}"}}"#,
        "x".repeat(200_000)
    ))
    .unwrap();
    assert_eq!(
        DatasetFiles::new(BINDING, vec![&large; 30])
            .unwrap_err()
            .code(),
        "files_too_long"
    );
}

#[test]
fn bare_lists_open_by_name_only() {
    let key = key(1);
    let list = r#"[{"type": "url", "url": "https://a.example"}]"#;
    let sealed = seal(&key.public_key(), list.as_bytes(), random()).unwrap();
    assert_eq!(
        DatasetFiles::open([&key], &sealed, BINDING).unwrap_err(),
        OpenFilesError::BareList
    );
    let files = FileList::open_unbound_4_0_0([&key], &sealed).unwrap();
    assert_eq!(
        (files.len(), files.get(0).unwrap().unwrap().file_type()),
        (1, &FileType::Url)
    );

    let unbound = |text: &str| FileList::from_unbound_plaintext_4_0_0(text.as_bytes());
    assert_eq!(unbound("[]").unwrap_err(), OpenFilesError::NoFiles);
    assert_eq!(
        unbound(&bound("x", json!(1))).unwrap_err(),
        OpenFilesError::WrongKind {
            expected: "an array",
            found: "object"
        }
    );
    assert_eq!(unbound("x").unwrap_err().code(), "files_not_json");
}
