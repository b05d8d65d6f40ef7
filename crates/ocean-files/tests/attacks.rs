//! Attacks on files, each refused for the right reason.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::fmt::Write as _;

use alloy_primitives::Address;
use ocean_checksum::Json;
use ocean_encryption::{Ciphertext, seal};
use ocean_files::{
    Binding, DatasetFiles, FileInfo, FileList, FileName, FileObject, FileRequest, FileSource,
    Gateways, OpenFilesError, UserData,
};
use ocean_keys::{ProviderKey, RandomError};
use serde_json::json;

/// Stands wherever a secret stands, and must never be seen.
const CANARY: &str = "CaNaRy";

const VICTIM: Binding = Binding {
    datatoken: Address::repeat_byte(0xd1),
    nft: Address::repeat_byte(0xf1),
};
const MALLORY: Binding = Binding {
    datatoken: Address::repeat_byte(0xd2),
    nft: Address::repeat_byte(0xf2),
};

fn key() -> ProviderKey {
    ProviderKey::from_bytes(&[1; 32]).unwrap()
}

#[allow(clippy::unnecessary_wraps, reason = "the shape of a random source")]
fn random(bytes: &mut [u8]) -> Result<(), RandomError> {
    bytes.fill(7);
    Ok(())
}

fn sealed_for(binding: Binding) -> Ciphertext {
    let file = FileObject::ipfs("Qm1").unwrap();
    let files = DatasetFiles::new(binding, [&file]).unwrap();
    files.seal(&key().public_key(), random).unwrap()
}

#[test]
fn a43_sealed_files_open_under_no_other_binding() {
    let sealed = sealed_for(VICTIM);
    let open = |binding| DatasetFiles::open([&key()], sealed.as_bytes(), binding).map(|_| ());
    assert_eq!(open(VICTIM), Ok(()));
    let datatoken = OpenFilesError::OtherDatatoken {
        expected: MALLORY.datatoken,
    };
    let nft = OpenFilesError::OtherNft {
        expected: MALLORY.nft,
    };
    assert_eq!(open(MALLORY), Err(datatoken.clone()));
    assert_eq!(
        open(Binding {
            nft: VICTIM.nft,
            ..MALLORY
        }),
        Err(datatoken.clone())
    );
    assert_eq!(
        open(Binding {
            datatoken: VICTIM.datatoken,
            ..MALLORY
        }),
        Err(nft.clone())
    );
    // Whose files they are is not told either.
    for error in [datatoken, nft] {
        let shown = format!("{error} {error:?}").to_lowercase();
        assert!(
            !shown.contains("d1d1") && !shown.contains("f1f1"),
            "{shown}"
        );
    }
}

#[test]
fn a43_a_second_binding_in_one_plaintext_is_refused() {
    let text = sealed_for(VICTIM);
    let files = DatasetFiles::open([&key()], text.as_bytes(), VICTIM).unwrap();
    let both = files
        .plaintext()
        .replacen('{', &format!(r#"{{"nftAddress":"{}","#, MALLORY.nft), 1);
    for binding in [VICTIM, MALLORY] {
        let error = DatasetFiles::from_plaintext(both.as_bytes(), binding).unwrap_err();
        assert_eq!(error, OpenFilesError::RepeatedKey);
    }
}

#[test]
fn a42_a_bare_list_opens_only_where_an_operator_says_so() {
    let list = r#"[{"type":"ipfs","hash":"Qm1"}]"#;
    let sealed = seal(&key().public_key(), list.as_bytes(), random).unwrap();
    let error = DatasetFiles::open([&key()], &sealed, MALLORY).unwrap_err();
    assert_eq!(error, OpenFilesError::BareList);
    // What Provider 2.1.6 does for any document that says 4.0.0.
    let files = FileList::open_unbound_4_0_0([&key()], &sealed).unwrap();
    assert!(files.get(0).unwrap().is_ok());
    // And the other way round: marking a document 4.0.0 does not take the binding away.
    let error = FileList::open_unbound_4_0_0([&key()], sealed_for(VICTIM).as_bytes()).unwrap_err();
    assert_eq!(
        error,
        OpenFilesError::WrongKind {
            expected: "an array",
            found: "object"
        }
    );
}

/// File objects with the canary at every place that is secret.
fn canaries() -> Vec<serde_json::Value> {
    let headers = json!({"X-CaNaRy": "CaNaRy"});
    vec![
        json!({"type": "url", "url": "https://CaNaRy.example/CaNaRy?CaNaRy#CaNaRy", "method": "POST", "headers": headers}),
        json!({"type": "url", "url": "https://u:CaNaRy@CaNaRy.example/CaNaRy?CaNaRy", "headers": headers}),
        json!({"type": "ipfs", "hash": "CaNaRy", "headers": headers}),
        json!({"type": "arweave", "transactionId": "CaNaRy", "headers": headers}),
        json!({"type": "graphql", "url": "https://CaNaRy.example/", "query": "CaNaRy", "headers": headers}),
        json!({"type": "smartcontract", "chainId": 1, "address": "0xcacacacacacacacacacacacacacacacacacacaca", "abi": {
            "type": "function", "name": "CaNaRy", "stateMutability": "view", "inputs": [{"name": "x", "type": "string"}], "outputs": []}}),
        json!({"type": "s3", "s3Access": {"endpoint": "CaNaRy", "region": "CaNaRy", "objectKey": "CaNaRy", "bucket": "CaNaRy",
            "accessKeyId": "CaNaRy", "secretAccessKey": "CaNaRy"}}),
        json!({"type": "ftp", "url": "ftp://u:CaNaRy@CaNaRy.example/CaNaRy"}),
        json!({"type": "later", "CaNaRy": "CaNaRy"}),
    ]
}

fn assert_redacted(shown: &str) {
    let lower = shown.to_lowercase();
    assert!(
        !lower.contains("canary") && !lower.contains("cacaca"),
        "{shown}"
    );
}

#[test]
fn a21_a_request_shows_nothing_of_where_it_goes() {
    let gateways = Gateways {
        ipfs: Some("https://gw.example"),
        arweave: Some("https://gw.example"),
    };
    let user_data = UserData::parse(r#"{"x": "CaNaRy"}"#).unwrap();
    let mut requests = 0;
    for file in canaries() {
        let file = FileObject::parse(&file.to_string()).unwrap();
        match file.request(Some(&user_data), gateways) {
            Ok(request) => {
                requests += 1;
                assert_redacted(&format!("{request:?} {request:#?}"));
                if let FileRequest::Http(request) = &request {
                    let held = format!("{:?}", request.headers().collect::<Vec<_>>());
                    assert!(
                        request.url().contains(CANARY) && held.contains(CANARY),
                        "the test tests nothing"
                    );
                }
            }
            Err(error) => assert_redacted(&format!("{error} {error:?}")),
        }
    }
    assert_eq!(requests, 6);
    let nested = UserData::parse(r#"{"CaNaRy": {"CaNaRy": "CaNaRy"}}"#).unwrap();
    let file = FileObject::parse(&canaries()[1].to_string()).unwrap();
    let error = file.request(Some(&nested), gateways).unwrap_err();
    assert_redacted(&format!("{error} {error:?}"));
}

#[test]
fn a21_a_bad_gateway_is_not_shown() {
    let file = FileObject::ipfs("Qm1").unwrap();
    let gateways = Gateways {
        ipfs: Some("ftp://CaNaRy"),
        arweave: None,
    };
    let error = file.request(None, gateways).unwrap_err();
    assert_redacted(&format!("{error} {error:?}"));
}

#[test]
fn a22_no_debug_shows_what_files_hold() {
    let files: Vec<FileObject> = canaries()
        .iter()
        .map(|file| FileObject::parse(&file.to_string()).unwrap())
        .collect();
    let mut shown = String::new();
    for file in &files {
        write!(
            shown,
            "{file:?} {file:#?} {:?} {}",
            file.source(),
            file.file_type()
        )
        .unwrap();
        match file.source() {
            FileSource::Url(source) => write!(shown, "{source:?} {:?}", source.headers()),
            FileSource::Ipfs(source) => write!(shown, "{source:?}"),
            FileSource::Arweave(source) => write!(shown, "{source:?}"),
            FileSource::Graphql(source) => write!(shown, "{source:?}"),
            FileSource::SmartContract(source) => write!(shown, "{source:?} {:?}", source.abi()),
            FileSource::S3(source) => write!(shown, "{source:?}"),
            FileSource::Ftp(source) => write!(shown, "{source:?}"),
            other => write!(shown, "{other:?}"),
        }
        .unwrap();
    }
    let dataset = DatasetFiles::new(VICTIM, &files).unwrap();
    let user_data = UserData::parse(r#"{"CaNaRy": "CaNaRy"}"#).unwrap();
    let name = FileName::new("CaNaRy.csv").unwrap();
    let info = FileInfo {
        index: 0,
        valid: true,
        file_type: None,
        content_length: Some(1),
        content_type: Some("text/csv".into()),
        filename: Some(CANARY.into()),
        checksum: None,
    };
    write!(
        shown,
        "{dataset:?} {:?} {user_data:?} {name:?} {info:?}",
        dataset.files()
    )
    .unwrap();
    assert_redacted(&shown);
    assert!(shown.len() > 1_000, "the test tests nothing");
}

/// A text with the canary in it at every place, cut and changed, never shows it in an error.
#[test]
fn a22_no_error_shows_what_files_hold() {
    let mut errors = 0;
    let mut check = |text: &str| {
        let mut seen = |error: &dyn std::error::Error, code: &str| {
            errors += 1;
            let source = error.source().map(ToString::to_string);
            assert_redacted(&format!("{error} {error:?} {source:?} {code}"));
        };
        if let Err(error) = FileObject::parse(text) {
            seen(&error, error.code());
            assert_redacted(&error.provider_text().unwrap_or_default());
        }
        if let Err(error) = DatasetFiles::from_plaintext(text.as_bytes(), VICTIM) {
            seen(&error, error.code());
        }
        if let Err(error) = FileList::from_unbound_plaintext_4_0_0(text.as_bytes()) {
            seen(&error, error.code());
        }
        if let Err(error) = UserData::parse(text) {
            seen(&error, error.code());
        }
    };
    for file in canaries() {
        let text = file.to_string();
        let dataset =
            json!({"datatokenAddress": "CaNaRy", "nftAddress": "CaNaRy", "files": "CaNaRy"})
                .to_string();
        for text in [text, dataset] {
            for at in 0..text.len() {
                check(&text[..at]);
                check(&text[at..]);
                // Two canaries fill a place of the text, so that one of them is whole.
                check(&format!("{}CaNaRy{}", &text[..at], &text[at..]));
                check(&format!("{}\u{1}CaNaRy{}", &text[..at], &text[at..]));
                check(&format!("{}\"CaNaRy{}", &text[..at], &text[at..]));
            }
        }
        // Each value of another kind.
        let json = Json::parse(file.to_string()).unwrap();
        for (key, _) in json.root().as_object().unwrap().iter() {
            for value in [
                json!(["CaNaRy"]),
                json!({"CaNaRy": "CaNaRy"}),
                json!("CaNaRy CaNaRy"),
                json!("CaNaRy://CaNaRy"),
                json!("/CaNaRy"),
                json!("CaNaRy\r\n"),
            ] {
                let mut file = file.clone();
                file[&*key.to_string()] = value;
                check(&file.to_string());
            }
        }
    }
    assert!(errors > 1_000, "{errors}");
}

#[test]
fn a25_names_become_safe_names() {
    for (text, safe) in [
        ("../../x", Some("x")),
        (r"..\..\x.csv", Some("x.csv")),
        ("/etc/passwd", Some("passwd")),
        ("C:\\a.csv", Some("a.csv")),
        ("a\r\nSet-Cookie: b", Some("aSet-Cookie__b")),
        ("a\"b;c'd.csv", Some("a_b_c_d.csv")),
        ("a\u{202e}vsc.exe", Some("avsc.exe")),
        ("a\u{200b}\u{feff}\u{2066}b\u{e0041}", Some("ab")),
        ("a\0b\u{7f}\u{85}", Some("ab")),
        ("..", None),
        (".", None),
        ("", None),
        ("/", None),
        ("...", None),
        ("\u{202e}", None),
        (" ", None),
        (".htaccess", Some("htaccess")),
        ("a.csv...", Some("a.csv")),
        ("a b%2e.csv", Some("a_b_2e.csv")),
        ("con", Some("_con")),
        ("NUL.txt", Some("_NUL.txt")),
        ("com1.tar.gz", Some("_com1.tar.gz")),
        ("lpt¹", Some("_lpt¹")),
        ("console.csv", Some("console.csv")),
        ("COM10", Some("COM10")),
        ("données.csv", Some("données.csv")),
        ("a:b|c?d*e<f>", Some("a_b_c_d_e_f_")),
    ] {
        let name = FileName::new(text);
        assert_eq!(name.as_ref().map(FileName::as_str), safe, "{text:?}");
        let Some(name) = name else { continue };
        let header = name.content_disposition();
        let (start, token) = header.split_at("attachment;filename=".len());
        assert_eq!(start, "attachment;filename=");
        assert!(
            token
                .bytes()
                .all(|b| b.is_ascii_graphic() && !b"\"\\/;,=()<>@:[]?{}%'".contains(&b)),
            "{header}"
        );
    }
    let long = FileName::new(&format!("{}.tar.csv", "ä".repeat(500))).unwrap();
    assert!(long.as_str().len() <= 128 && long.as_str().ends_with("ä.csv"));
    let long = FileName::new(&"x.".repeat(500)).unwrap();
    assert!(long.as_str().len() <= 128 && !long.as_str().ends_with('.'));
}

#[test]
fn a25_names_from_urls_and_headers() {
    for (url, safe) in [
        (
            "https://a.example/b/levels.csv?token=secret#f",
            Some("levels.csv"),
        ),
        ("https://a.example/%2e%2e%2f%2e%2e%2fx", Some("x")),
        ("https://a.example/a%0d%0aX:b", Some("aX_b")),
        ("https://a.example/%ff.csv", Some("\u{fffd}.csv")),
        ("https://a.example/", None),
        ("https://a.example", None),
        ("https://a.example/b/", None),
        ("levels.csv", None),
        ("https://a.example/x/..", None),
    ] {
        assert_eq!(
            FileName::of_url(url).as_ref().map(FileName::as_str),
            safe,
            "{url}"
        );
    }
    for (header, safe) in [
        ("attachment;filename=../../evil.csv", Some("evil.csv")),
        (r#"attachment; filename="a\"b.csv""#, Some("a_b.csv")),
        (
            "attachment; x=\"filename=no\"; FileName = a.csv ; y=1",
            Some("a.csv"),
        ),
        ("inline; flag; filename=a", Some("a")),
        ("attachment", None),
        ("attachment; filename*=UTF-8''x.csv", None),
        ("attachment; filename*=UTF-8''x.csv; filename=y", Some("y")),
        ("attachment; filename=", None),
        ("attachment; filename=\"unclosed", Some("unclosed")),
        ("attachment; =x", None),
        ("filename=x", None),
    ] {
        assert_eq!(
            FileName::of_content_disposition(header)
                .as_ref()
                .map(FileName::as_str),
            safe,
            "{header}"
        );
    }
}
