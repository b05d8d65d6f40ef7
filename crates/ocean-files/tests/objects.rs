//! What a file object may say, and what it may not.

#![allow(
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail, and reads better with literals"
)]

use ocean_files::{
    FileObject, FileObjectError, FileSource, FileType, MAX_ABI_DEPTH, MAX_ABI_PARAMETERS,
    MAX_ABI_WORDS, MAX_DEPTH, MAX_FILE_BYTES, MAX_HEADERS, MAX_URL_BYTES, Method,
};
use serde_json::{Value, json};

fn parse(file: &Value) -> Result<FileObject, FileObjectError> {
    FileObject::parse(&file.to_string())
}

/// The code of the error, and the reference's text.
fn refused(file: &Value, code: &str, provider: Option<&str>) -> FileObjectError {
    let error = parse(file).err().unwrap_or_else(|| panic!("{file}"));
    assert_eq!(error.code(), code, "{file}");
    assert_eq!(error.provider_text().as_deref(), provider, "{file}");
    error
}

const MALFORMED: Option<&str> = Some("malformed file object.");
const NO_KEYS: Option<&str> = Some("malformed service files, missing required keys.");
const NO_NAME: Option<&str> =
    Some("Invalid file name format. It was not possible to get the file name.");

#[test]
fn a_url_has_a_method_and_headers() {
    let file = parse(&json!({
        "type": "url", "url": "https://a.example", "method": "PoSt",
        "headers": {"X-Key": "k\t1", "x.y": ""}, "encryptedBy": "0x1",
    }))
    .unwrap();
    let FileSource::Url(url) = file.source() else {
        panic!("{file:?}");
    };
    assert_eq!(
        (url.url(), url.method()),
        ("https://a.example", Method::Post)
    );
    let headers: Vec<_> = url.headers().iter().collect();
    assert_eq!(headers, [("X-Key", "k\t1"), ("x.y", "")]);
    assert_eq!(url.headers().get("x-KEY"), Some("k\t1"));
    assert_eq!((url.headers().len(), url.headers().is_empty()), (2, false));
    assert!(file.text().contains("encryptedBy"), "members are kept");

    for method in [json!(null), json!(""), json!("get"), json!("GET")] {
        let file = parse(
            &json!({"type": "url", "url": "http://u:p@h:1/?q#f", "method": method, "headers": null}),
        );
        let file = file.unwrap();
        let FileSource::Url(url) = file.source() else {
            panic!("{file:?}");
        };
        assert_eq!(
            (url.method(), url.headers().is_empty()),
            (Method::Get, true)
        );
    }
}

#[test]
fn the_faults_of_urls() {
    let url = |url: &str| json!({"type": "url", "url": url});
    refused(&json!({"type": "url"}), "file_missing", NO_KEYS);
    refused(&url(""), "file_missing", NO_KEYS);
    refused(
        &json!({"type": "url", "url": null}),
        "file_missing",
        NO_KEYS,
    );
    refused(
        &json!({"type": "url", "url": 1}),
        "file_wrong_kind",
        MALFORMED,
    );
    for text in [
        "/a/b.csv",
        "a/b.csv",
        "b.csv",
        "ftp://a.example/b",
        "file:///etc/passwd",
        "HTTP://a.example/",
        " https://a.example/",
        "https:/a.example",
        "javascript:https://a",
        "//a.example/b",
        "data:,x",
    ] {
        refused(&url(text), "file_scheme", NO_NAME);
    }
    for text in [
        "https://",
        "https:///a",
        "http://?x",
        "http://:80/",
        "http://u@/x",
        "http://#",
        r"https://a.example\@b/",
        "https://a b.example/",
        "https://a.example\u{3000}/",
    ] {
        refused(&url(text), "file_no_host", None);
    }
    for text in [
        "https://a.example/\r\nX: y",
        "https://a.example/\0",
        "https://a.example/\u{85}",
    ] {
        let error = refused(&url(text), "file_control_character", None);
        assert_eq!(
            error,
            FileObjectError::ControlCharacter {
                field: "url",
                offset: 18
            }
        );
    }
    for text in [
        "http://[::1]:8080/x",
        "http://münchen.example/ü ü",
        "https://a.example/x\\y",
    ] {
        assert!(parse(&url(text)).is_ok(), "{text}");
    }
}

#[test]
fn the_faults_of_methods() {
    let method =
        |method: Value| json!({"type": "url", "url": "https://a.example", "method": method});
    for (text, shown) in [
        ("PUT", "put"),
        ("Delete", "delete"),
        ("GET ", "…"),
        ("get\r\n", "…"),
    ] {
        refused(
            &method(json!(text)),
            "file_unsafe_method",
            Some(&format!("Unsafe method {shown}.")),
        );
    }
    refused(&method(json!(1)), "file_wrong_kind", MALFORMED);
    refused(&method(json!(["GET"])), "file_wrong_kind", MALFORMED);
}

#[test]
fn the_faults_of_headers() {
    let headers = |headers: Value| json!({"type": "ipfs", "hash": "Qm", "headers": headers});
    for kind in [json!([{"A": "b"}]), json!([]), json!("A: b"), json!(true)] {
        refused(&headers(kind), "file_wrong_kind", MALFORMED);
    }
    for (index, text) in [
        (0, json!({"": "x"})),
        (0, json!({"A:": "x"})),
        (0, json!({"A B": "x"})),
        (0, json!({"Ä": "x"})),
        (0, json!({"A\r\nB": "x"})),
        (0, json!({"A": "x\r\nB: y"})),
        (0, json!({"A": "x\0"})),
        (0, json!({"A": "ä"})),
        (0, json!({"A": 1})),
        (0, json!({"A": null})),
        (1, json!({"Range": "x", "range": "y"})),
    ] {
        let error = refused(&headers(text), "file_header", None);
        let FileObjectError::Header { index: found, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(found, index);
    }
    let text = r#"{"type": "ipfs", "hash": "Qm", "headers": {"A": "x", "A": "y"}}"#;
    let error = FileObject::parse(text).unwrap_err();
    assert_eq!(error, FileObjectError::RepeatedKey { place: "headers" });

    let many = |count| {
        (0..count)
            .map(|n| (format!("h{n}"), json!("v")))
            .collect::<serde_json::Map<_, _>>()
    };
    assert!(parse(&headers(json!(many(MAX_HEADERS)))).is_ok());
    refused(
        &headers(json!(many(MAX_HEADERS + 1))),
        "file_too_many_headers",
        None,
    );
}

#[test]
fn hashes_and_ids_are_paths_below_the_gateway() {
    for (file_type, field, missing) in [
        ("ipfs", "hash", NO_KEYS),
        (
            "arweave",
            "transactionId",
            Some("malformed service files, missing transactionId."),
        ),
    ] {
        let file = |path: Value| json!({"type": file_type, field: path});
        for path in [
            "Qm1",
            "Qm1/a b.csv",
            "Qm1/dir/",
            "Qm1?filename=../x",
            "a_-b/c:d",
            "Qm/%41",
            "Qm/..a/b..",
        ] {
            assert!(parse(&file(json!(path))).is_ok(), "{path}");
        }
        for path in [
            "/x",
            "//evil.example/x",
            "https://evil.example/x",
            "ipfs://Qm1",
            "../x",
            "Qm/../../x",
            "./x",
            "..",
            ".",
            "Qm//x",
            "?x=1",
            "%2e%2e/x",
            "%2E./x",
            "Qm/%2e%2e",
            "Qm%2f..%2fx",
            "Qm%5cx",
            r"\\evil\x",
            "Qm#x",
            "a:b",
            " Qm",
            "Qm ",
            "Qm\u{a0}x",
            "Qm1\u{2028}",
            "Qm/%0d%0ax",
            "Qm?x?y",
        ] {
            refused(&file(json!(path)), "file_not_below_gateway", None);
        }
        refused(&file(json!("Qm\n")), "file_control_character", None);
        refused(&file(json!("")), "file_missing", missing);
        refused(&file(json!(null)), "file_missing", missing);
        refused(&file(json!({})), "file_wrong_kind", MALFORMED);
    }
}

#[test]
fn a_graphql_file_has_an_endpoint_and_a_query() {
    let file = |url: Value, query: Value| json!({"type": "graphql", "url": url, "query": query});
    let url = json!("https://graph.example/pools");
    let parsed = parse(&file(url.clone(), json!("query{a}\n"))).unwrap();
    let FileSource::Graphql(graphql) = parsed.source() else {
        panic!("{parsed:?}");
    };
    assert_eq!(
        (graphql.url(), graphql.query()),
        ("https://graph.example/pools", "query{a}\n")
    );
    assert!(graphql.headers().is_empty());
    refused(
        &file(json!(null), json!("q")),
        "file_missing",
        Some("missing graphql endpoint"),
    );
    refused(
        &file(url.clone(), json!("")),
        "file_missing",
        Some("missing graphql query"),
    );
    refused(&file(url, json!({"q": 1})), "file_wrong_kind", MALFORMED);
    refused(
        &file(json!("graph"), json!("q")),
        "file_scheme",
        None.or(NO_NAME),
    );
}

fn contract(abi: Value) -> Value {
    json!({"type": "smartcontract", "chainId": 1, "address": "0xae805240945E02c0D00BbB4F97F4c414bd3290B7", "abi": abi})
}

fn function(inputs: Value) -> Value {
    contract(
        json!({"type": "function", "name": "f", "stateMutability": "pure", "inputs": inputs, "outputs": []}),
    )
}

fn with(file: &Value, pointer: &str, value: Value) -> Value {
    let mut file = file.clone();
    *file.pointer_mut(pointer).unwrap() = value;
    file
}

#[test]
fn the_faults_of_contracts() {
    let file = function(json!([{"name": "a", "type": "uint8"}]));
    assert!(parse(&file).is_ok());
    for case in [
        "0xAE805240945E02C0D00BBB4F97F4C414BD3290B7",
        "ae805240945e02c0d00bbb4f97f4c414bd3290b7",
        "0XaE805240945E02c0D00BbB4F97F4c414bd3290B7",
    ] {
        assert!(
            parse(&with(&file, "/address", json!(case))).is_ok(),
            "{case}"
        );
    }
    let missing = Some("malformed smartcontract type, missing contract address");
    refused(&with(&file, "/address", json!("")), "file_missing", missing);
    refused(
        &with(&file, "/address", json!(1)),
        "file_wrong_kind",
        MALFORMED,
    );
    refused(
        &with(&file, "/address", json!("0x12")),
        "file_not_an_address",
        None,
    );
    refused(&with(&file, "/chainId", json!(null)), "file_missing", None);
    for chain_id in [json!("1"), json!(1.5), json!(-1), json!(true)] {
        refused(
            &with(&file, "/chainId", chain_id),
            "file_wrong_kind",
            MALFORMED,
        );
    }
    refused(&with(&file, "/abi", json!(null)), "file_missing", None);
    refused(
        &with(&file, "/abi", json!([])),
        "file_wrong_kind",
        MALFORMED,
    );
    refused(
        &with(&file, "/abi/type", json!("event")),
        "file_not_a_function",
        Some("invalid abi"),
    );
    refused(
        &with(&file, "/abi/inputs", json!(null)),
        "file_not_a_function",
        Some("invalid abi"),
    );
    refused(
        &with(&file, "/abi/inputs", json!({})),
        "file_not_a_function",
        Some("invalid abi"),
    );
    let read_only = Some("only view or pure functions are allowed");
    for mutability in [
        json!("nonpayable"),
        json!("payable"),
        json!("View"),
        json!(null),
        json!(1),
    ] {
        refused(
            &with(&file, "/abi/stateMutability", mutability),
            "file_not_read_only",
            read_only,
        );
    }
    refused(
        &with(&file, "/abi/name", json!("")),
        "file_missing",
        Some("missing name"),
    );
    refused(
        &with(&file, "/abi/outputs", json!(null)),
        "file_missing",
        None,
    );
    refused(
        &with(&file, "/abi/outputs", json!("x")),
        "file_wrong_kind",
        MALFORMED,
    );
    for name in ["1f", "f(uint8)", "f ", "é", "f,g"] {
        refused(&with(&file, "/abi/name", json!(name)), "file_abi", None);
    }
}

#[test]
fn the_types_of_contracts() {
    let typed = |ty: &str| function(json!([{"name": "a", "type": ty}]));
    for ty in [
        "uint",
        "int8",
        "bytes32",
        "string[2][]",
        "function",
        "address[3]",
        "bytes",
        "bool",
    ] {
        assert!(parse(&typed(ty)).is_ok(), "{ty}");
    }
    for ty in [
        "",
        "uint7",
        "uint264",
        "bytes33",
        "bytes0",
        "fixed",
        "tuple",
        "(uint8)",
        "()",
        "uint8[0]",
        "uint8[00]",
        "uint8[-1]",
        "uint8[",
        "uint8]",
        "uint8 a",
        "hash",
        "uint8[18446744073709551616]",
        "Foo",
        "address payable",
    ] {
        refused(&typed(ty), "file_abi", None);
    }
    let tuple =
        |components: Value| json!([{"name": "t", "type": "tuple[]", "components": components}]);
    assert!(parse(&function(tuple(json!([{"name": "x", "type": "uint8"}])))).is_ok());
    refused(&function(tuple(json!([]))), "file_abi", None);
    refused(&function(tuple(json!({}))), "file_abi", None);
    refused(&function(tuple(json!([1]))), "file_abi", None);
    refused(&function(json!([{"name": "a"}])), "file_abi", None);
    refused(
        &function(json!([{"name": "a", "type": "uint8", "components": [{"type": "bool"}]}])),
        "file_abi",
        None,
    );
    refused(
        &function(json!([{"name": 1, "type": "uint8"}])),
        "file_wrong_kind",
        MALFORMED,
    );
}

#[test]
fn one_over_each_limit() {
    let url =
        |len: usize| json!({"type": "url", "url": format!("{:/<len$}", "https://a.example/")});
    assert!(parse(&url(MAX_URL_BYTES)).is_ok());
    refused(&url(MAX_URL_BYTES + 1), "file_too_long", None);

    let later = r#"{"type": "later"}"#;
    let padded = |len: usize| [later, &" ".repeat(len - later.len())].concat();
    assert!(FileObject::parse(&padded(MAX_FILE_BYTES)).is_ok());
    let error = FileObject::parse(&padded(MAX_FILE_BYTES + 1)).unwrap_err();
    assert_eq!(error.code(), "files_too_long");

    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        FileObject::parse(&format!(r#"{{"type": "later", "x": {open}{close}}}"#))
    };
    assert!(nested(MAX_DEPTH).is_ok());
    assert_eq!(nested(MAX_DEPTH + 1).unwrap_err().code(), "files_too_deep");

    let many = |count: usize| function(json!(vec![json!({"name": "a", "type": "uint8"}); count]));
    assert!(parse(&many(MAX_ABI_PARAMETERS)).is_ok());
    refused(&many(MAX_ABI_PARAMETERS + 1), "file_abi", None);

    let words = |count: usize| function(json!([{"name": "a", "type": format!("uint8[{count}]")}]));
    assert!(parse(&words(MAX_ABI_WORDS)).is_ok());
    refused(&words(MAX_ABI_WORDS + 1), "file_abi", None);
    refused(&words(usize::MAX), "file_abi", None);

    let arrays = |depth: usize| {
        function(json!([{"name": "a", "type": format!("uint8{}", "[]".repeat(depth))}]))
    };
    assert!(parse(&arrays(MAX_ABI_DEPTH)).is_ok());
    refused(&arrays(MAX_ABI_DEPTH + 1), "file_abi", None);
    refused(&arrays(10_000), "file_abi", None);
    let mut tuple = json!({"name": "a", "type": "uint8"});
    for depth in 1..=MAX_ABI_DEPTH + 2 {
        tuple = json!({"name": "a", "type": "tuple", "components": [tuple]});
        assert_eq!(
            parse(&function(json!([tuple]))).is_ok(),
            depth <= MAX_ABI_DEPTH,
            "{depth}"
        );
    }
}

#[test]
fn types_that_are_not_fetched_are_kept() {
    let s3 = json!({"type": "s3", "encryptMethod": "AES", "s3Access": {
        "endpoint": "s3.example", "objectKey": "a/b.csv", "bucket": "b", "accessKeyId": "i", "secretAccessKey": "s", "forcePathStyle": true}});
    let file = parse(&s3).unwrap();
    let FileSource::S3(access) = file.source() else {
        panic!("{file:?}");
    };
    let texts = [
        access.endpoint(),
        access.object_key(),
        access.bucket(),
        access.access_key_id(),
        access.secret_access_key(),
    ];
    assert_eq!(texts, ["s3.example", "a/b.csv", "b", "i", "s"]);
    assert_eq!((access.region(), access.force_path_style()), (None, true));
    assert_eq!(serde_json::from_str::<Value>(file.text()).unwrap(), s3);
    for key in [
        "endpoint",
        "objectKey",
        "bucket",
        "accessKeyId",
        "secretAccessKey",
    ] {
        let pointer = format!("/s3Access/{key}");
        refused(&with(&s3, &pointer, json!(" ")), "file_missing", None);
        refused(&with(&s3, &pointer, json!(1)), "file_wrong_kind", MALFORMED);
    }
    refused(
        &with(&s3, "/s3Access/forcePathStyle", json!("true")),
        "file_wrong_kind",
        MALFORMED,
    );
    refused(&with(&s3, "/s3Access", json!(null)), "file_missing", None);

    let ftp = parse(&json!({"type": "ftp", "url": "ftps://u:p@ftp.example/a"})).unwrap();
    let FileSource::Ftp(url) = ftp.source() else {
        panic!("{ftp:?}");
    };
    assert_eq!(url.url(), "ftps://u:p@ftp.example/a");
    refused(
        &json!({"type": "ftp", "url": "https://a.example/"}),
        "file_scheme",
        None,
    );
    refused(&json!({"type": "ftp"}), "file_missing", None);

    let later = r#"{ "type": "nodePersistentStorage", "bucketId": 1.0, "fileName": "\ud800" }"#;
    let file = FileObject::parse(later).unwrap();
    assert_eq!(file.file_type().as_str(), "nodePersistentStorage");
    assert!(matches!(file.source(), FileSource::Unknown));
    assert_eq!(file.text(), later);
    assert_eq!(FileType::from("a b"), FileType::Other("…".into()));
    assert_eq!(FileType::from("URL"), FileType::Other("URL".into()));
}

#[test]
fn what_is_no_file_object() {
    for text in ["[]", "null", "1", r#""url""#] {
        assert_eq!(
            FileObject::parse(text).unwrap_err().code(),
            "file_not_an_object"
        );
    }
    refused(&json!({}), "file_missing", None);
    refused(&json!({"type": null}), "file_missing", None);
    refused(&json!({"type": 1}), "file_wrong_kind", MALFORMED);
    refused(
        &json!({"type": "url", "url": ["https://a.example"]}),
        "file_wrong_kind",
        MALFORMED,
    );
    let lone = FileObject::parse(r#"{"type": "url", "url": "https://a.example/\ud800"}"#);
    assert_eq!(lone.unwrap_err().code(), "file_wrong_kind");
    for text in [
        r#"{"type": "url", "url": "https://a.example", "url": "https://b.example"}"#,
        r#"{"type": "url", "url": "https://a.example", "\u0075rl": "https://b.example"}"#,
        r#"{"type": "ipfs", "type": "url", "url": "https://a.example", "hash": "Qm"}"#,
    ] {
        let error = FileObject::parse(text).unwrap_err();
        assert_eq!(
            error,
            FileObjectError::RepeatedKey {
                place: "the file object"
            }
        );
    }
    for text in ["", "{", r#"{"type": "url""#, "{'type': 1}", "\u{feff}{}"] {
        assert_eq!(
            FileObject::parse(text).unwrap_err().code(),
            "files_not_json",
            "{text}"
        );
    }
}

#[test]
fn files_are_made_for_publishing() {
    let url = FileObject::url(
        "https://a.example/\"ü",
        Method::Post,
        &[("A", "b\"c"), ("D", "e")],
    )
    .unwrap();
    assert_eq!(
        url.text(),
        r#"{"type":"url","url":"https://a.example/\"ü","method":"POST","headers":{"A":"b\"c","D":"e"}}"#
    );
    assert_eq!(
        FileObject::ipfs("Qm1").unwrap().text(),
        r#"{"type":"ipfs","hash":"Qm1"}"#
    );
    assert_eq!(
        FileObject::arweave("a1").unwrap().text(),
        r#"{"type":"arweave","transactionId":"a1"}"#
    );
    assert_eq!(
        FileObject::url("a", Method::Get, &[]).unwrap_err().code(),
        "file_scheme"
    );
    assert_eq!(
        FileObject::url("https://a", Method::Get, &[("A", "x"), ("a", "y")])
            .unwrap_err()
            .code(),
        "file_header"
    );
    assert_eq!(
        FileObject::ipfs("../x").unwrap_err().code(),
        "file_not_below_gateway"
    );
    assert_eq!(FileObject::arweave("").unwrap_err().code(), "file_missing");
}
