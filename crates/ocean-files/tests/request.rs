//! From a file object and user data to a request.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_checksum::Json;
use ocean_files::{
    ContractCall, ContractResultError, FileObject, FileRequest, Gateways, HttpRequest, MAX_DEPTH,
    MAX_RESULT_BYTES, MAX_USER_DATA_BYTES, Method, RequestError, UserData,
};
use serde_json::{Value, json};

const BOTH: Gateways<'_> = Gateways {
    ipfs: Some("https://ipfs.example"),
    arweave: Some("https://arweave.example/"),
};

fn request(file: &Value, user_data: Option<&str>) -> Result<FileRequest, RequestError> {
    let user_data = user_data.map(|text| UserData::parse(text).unwrap());
    let file = FileObject::parse(&file.to_string()).unwrap();
    file.request(user_data.as_ref(), BOTH)
}

fn http(file: &Value, user_data: Option<&str>) -> HttpRequest {
    match request(file, user_data).unwrap() {
        FileRequest::Http(request) => request,
        other => panic!("{other:?}"),
    }
}

fn headers(request: &HttpRequest) -> Vec<(&str, &str)> {
    request.headers().collect()
}

#[test]
fn get_takes_user_data_as_query() {
    let file = json!({"type": "url", "url": "https://a.example/f?x=1#s", "headers": {"K": "v"}});
    let plain = http(&file, None);
    assert_eq!(
        (plain.method(), plain.url()),
        (Method::Get, "https://a.example/f?x=1")
    );
    assert_eq!((headers(&plain), plain.body()), (vec![("K", "v")], None));

    let with = http(&file, Some(r#"{"n": 1.50, "t": true}"#));
    assert_eq!(with.url(), "https://a.example/f?x=1&n=1.5&t=True");
    assert_eq!((headers(&with), with.body()), (vec![("K", "v")], None));

    for (url, expected) in [
        ("https://a.example?", "https://a.example?k=v"),
        ("https://a.example?x=1&", "https://a.example?x=1&k=v"),
        ("https://a.example", "https://a.example?k=v"),
        (
            "http://münchen.example/ü",
            "http://münchen.example/%C3%BC?k=v",
        ),
    ] {
        let file = json!({"type": "url", "url": url});
        assert_eq!(http(&file, Some(r#"{"k": "v"}"#)).url(), expected);
        assert_eq!(http(&file, Some("{}")).url(), http(&file, None).url());
    }
    let ipfs = http(
        &json!({"type": "ipfs", "hash": "Qm1?f=x", "headers": {"K": "v"}}),
        Some(r#"{"k": 1}"#),
    );
    assert_eq!(ipfs.url(), "https://ipfs.example/ipfs/Qm1?f=x&k=1");
    assert_eq!(headers(&ipfs), [("K", "v")]);
    let arweave = http(
        &json!({"type": "arweave", "transactionId": "a1"}),
        Some(r#"{"k": 1}"#),
    );
    assert_eq!(
        (arweave.method(), arweave.url()),
        (Method::Get, "https://arweave.example/a1?k=1")
    );
}

#[test]
fn a_query_holds_no_objects() {
    let file = json!({"type": "url", "url": "https://a.example"});
    for (user_data, index, found) in [
        (r#"{"o": {}}"#, 0, "object"),
        (r#"{"k": 1, "l": [[1]]}"#, 1, "array"),
        (r#"{"k": 1, "l": [{"a": 1}]}"#, 1, "object"),
    ] {
        let error = request(&file, Some(user_data)).unwrap_err();
        assert_eq!(error, RequestError::UserDatum { index, found });
    }
    let huge = format!(r#"{{"n": {}}}"#, "9".repeat(5_000));
    assert!(http(&file, Some(&huge)).url().ends_with("999"));
    let lone = http(&file, Some(r#"{"s": "\ud800"}"#));
    assert_eq!(lone.url(), "https://a.example?s=%EF%BF%BD");
}

#[test]
fn post_takes_user_data_as_body() {
    let file = json!({"type": "url", "url": "https://a.example", "method": "post"});
    let user_data = r#"{"a": {"b": [1.0, "é"]}, "n": 12345678901234567890}"#;
    let with = http(&file, Some(user_data));
    assert_eq!(
        (with.method(), with.url()),
        (Method::Post, "https://a.example")
    );
    assert_eq!(with.body(), Some(user_data));
    assert_eq!(headers(&with), [("Content-Type", "application/json")]);
    for empty in [None, Some("{}"), Some(" { } ")] {
        let without = http(&file, empty);
        assert_eq!((without.body(), headers(&without)), (None, vec![]));
    }
    let own = json!({"type": "url", "url": "https://a.example", "method": "post", "headers": {"content-type": "text/x"}});
    assert_eq!(
        headers(&http(&own, Some(user_data))),
        [("content-type", "text/x")]
    );
}

#[test]
fn graphql_takes_user_data_as_variables() {
    let file = json!({"type": "graphql", "url": "https://a.example/g", "query": "query($a:Int){x(a:$a)\n\"é\"}", "headers": {"K": "v"}});
    let plain = http(&file, None);
    assert_eq!(
        (plain.method(), plain.url()),
        (Method::Post, "https://a.example/g")
    );
    assert_eq!(
        plain.body(),
        Some(r#"{"query":"query($a:Int){x(a:$a)\n\"é\"}"}"#)
    );
    assert_eq!(
        headers(&plain),
        [("K", "v"), ("Content-Type", "application/json")]
    );
    let with = http(&file, Some(r#"{"a": 1.0}"#));
    assert_eq!(
        with.body(),
        Some(r#"{"query":"query($a:Int){x(a:$a)\n\"é\"}","variables":{"a": 1.0}}"#)
    );
    // The consumer cannot put another query in the place of the publisher's.
    let hostile = http(&file, Some(r#"{"query": "query{secret}"}"#));
    let body: Value = serde_json::from_str(hostile.body().unwrap()).unwrap();
    assert_eq!(body["query"], file["query"]);
}

#[test]
fn headers_of_the_connection_stay_behind() {
    let file = json!({"type": "url", "url": "https://a.example", "headers": {
        "Connection": "x", "content-length": "0", "Keep-Alive": "x", "Proxy-Connection": "x", "TE": "x",
        "Trailer": "x", "Transfer-Encoding": "chunked", "Upgrade": "h2c", "Range": "bytes=0-9", "Host": "b.example"}});
    let request = http(&file, None);
    assert_eq!(
        headers(&request),
        [("Host", "b.example"), ("Range", "bytes=0-9")]
    );
    assert_eq!(
        (request.header("range"), request.header("upgrade")),
        (Some("bytes=0-9"), None)
    );
}

#[test]
fn gateways_must_be_there_and_be_urls() {
    let ipfs = FileObject::ipfs("Qm1").unwrap();
    let arweave = FileObject::arweave("a1").unwrap();
    let none = Gateways::default();
    assert_eq!(
        ipfs.request(None, none).unwrap_err(),
        RequestError::NoGateway { file_type: "ipfs" }
    );
    assert_eq!(
        arweave.request(None, none).unwrap_err(),
        RequestError::NoGateway {
            file_type: "arweave"
        }
    );
    for gateway in [
        "",
        "ipfs.example",
        "ftp://a",
        "https://",
        "https://a?x=1",
        "https://a#x",
        "https://a b",
        "https://a\n",
        r"https://a/\b",
    ] {
        let gateways = Gateways {
            ipfs: Some(gateway),
            arweave: Some(gateway),
        };
        assert_eq!(
            ipfs.request(None, gateways).unwrap_err(),
            RequestError::Gateway { file_type: "ipfs" },
            "{gateway}"
        );
        assert_eq!(
            arweave.request(None, gateways).unwrap_err(),
            RequestError::Gateway {
                file_type: "arweave"
            },
            "{gateway}"
        );
    }
}

#[test]
fn what_is_not_fetched() {
    for file in [
        json!({"type": "ftp", "url": "ftp://a.example/"}),
        json!({"type": "later"}),
        json!({"type": "s3", "s3Access": {"endpoint": "e", "objectKey": "k", "bucket": "b", "accessKeyId": "i", "secretAccessKey": "s"}}),
    ] {
        let error = request(&file, None).unwrap_err();
        let file_type = file["type"].as_str().unwrap();
        assert_eq!(
            error,
            RequestError::Unsupported {
                file_type: file_type.into()
            }
        );
        assert_eq!(
            error.provider_text().unwrap(),
            format!("Unsupported type {file_type}")
        );
    }
}

fn contract(inputs: &Value, outputs: &Value) -> Value {
    json!({"type": "smartcontract", "chainId": 1, "address": "0xae805240945E02c0D00BbB4F97F4c414bd3290B7",
        "abi": {"type": "function", "name": "f", "stateMutability": "view", "inputs": inputs, "outputs": outputs}})
}

fn call(file: &Value, user_data: Option<&str>) -> ContractCall {
    match request(file, user_data).unwrap() {
        FileRequest::Contract(call) => call,
        other => panic!("{other:?}"),
    }
}

#[test]
fn arguments_have_the_types_of_the_inputs() {
    let accepted = |ty: &str, value: Value| {
        let file = contract(&json!([{"name": "a", "type": ty}]), &json!([]));
        request(&file, Some(&json!({"a": value}).to_string())).map(|_| ())
    };
    for (ty, value) in [
        ("uint8", json!(255)),
        ("uint8", json!("255")),
        ("int8", json!(-128)),
        ("int8", json!("127")),
        ("int16", json!(-32768)),
        (
            "uint256",
            json!("115792089237316195423570985008687907853269984665640564039457584007913129639935"),
        ),
        (
            "int256",
            json!("-57896044618658097711785492504343953926634992332820282019728792003956564819968"),
        ),
        ("bool", json!(false)),
        ("uint8", json!(0)),
        ("string", json!("")),
        ("bytes", json!("0x")),
        ("bytes2", json!("0xABcd")),
        (
            "address",
            json!("0xae805240945e02c0d00bbb4f97f4c414bd3290b7"),
        ),
        ("uint8[2]", json!([1, 2])),
        ("uint8[]", json!([])),
    ] {
        assert_eq!(accepted(ty, value.clone()), Ok(()), "{ty} {value}");
    }
    for (ty, value) in [
        ("uint8", json!(256)),
        ("uint8", json!(-1)),
        ("uint8", json!(1.5)),
        ("uint8", json!("1e1")),
        ("uint8", json!("0x1")),
        ("uint8", json!("")),
        ("uint8", json!(true)),
        ("uint8", json!("+1")),
        ("uint8", json!("1_0")),
        ("int8", json!(128)),
        ("int8", json!(-129)),
        ("int16", json!("--1")),
        (
            "uint256",
            json!("115792089237316195423570985008687907853269984665640564039457584007913129639936"),
        ),
        (
            "int256",
            json!("57896044618658097711785492504343953926634992332820282019728792003956564819968"),
        ),
        ("bool", json!(1)),
        ("bool", json!("true")),
        ("string", json!(1)),
        ("bytes", json!("00")),
        ("bytes", json!("0x0")),
        ("bytes", json!("0x0x00")),
        ("bytes2", json!("0xab")),
        ("bytes2", json!("0xabcdef")),
        ("address", json!("0x12")),
        ("address", json!(1)),
        ("uint8[2]", json!([1])),
        ("uint8[]", json!(1)),
        ("uint8[]", json!([1, "x"])),
        ("function", json!("0x")),
    ] {
        let error = accepted(ty, value.clone()).unwrap_err();
        let expected = RequestError::Argument {
            index: 0,
            name: "a".into(),
            expected: ty.into(),
        };
        assert_eq!(error, expected, "{value}");
    }
    let tuple = json!([{"name": "t", "type": "tuple", "components": [{"name": "x", "type": "uint8"}, {"name": "y", "type": "bool"}]}]);
    let file = contract(&tuple, &json!([]));
    let by_name = call(&file, Some(r#"{"t": {"y": true, "x": 1}}"#));
    assert_eq!(
        by_name.data(),
        call(&file, Some(r#"{"t": [1, true]}"#)).data()
    );
    for value in [
        "[1]",
        "[1, true, 2]",
        r#"{"x": 1}"#,
        r#"{"x": 1, "y": true, "z": 1}"#,
        r#"{"x": 1, "x": 1, "y": true}"#,
        "1",
    ] {
        let error = request(&file, Some(&format!(r#"{{"t": {value}}}"#))).unwrap_err();
        assert_eq!(error.code(), "request_argument", "{value}");
    }
}

#[test]
fn arguments_must_be_there() {
    let file = contract(
        &json!([{"name": "a", "type": "uint8"}, {"name": "b", "type": "uint8"}]),
        &json!([]),
    );
    for none in [None, Some("{}")] {
        let error = request(&file, none).unwrap_err();
        assert_eq!(error, RequestError::NoArguments { inputs: 2 });
        assert_eq!(error.provider_text().unwrap(), "Missing parameters");
    }
    for user_data in [
        r#"{"a": 1}"#,
        r#"{"a": 1, "b": null}"#,
        r#"{"a": 1, "B": 2}"#,
    ] {
        let error = request(&file, Some(user_data)).unwrap_err();
        assert_eq!(
            error,
            RequestError::MissingArgument {
                index: 1,
                name: "b".into()
            }
        );
    }
    assert!(request(&file, Some(r#"{"a": 1, "b": 2, "c": {}}"#)).is_ok());
    let unnamed = contract(&json!([{"name": "", "type": "uint8"}]), &json!([]));
    let error = request(&unnamed, Some(r#"{"": 1}"#)).unwrap_err();
    assert_eq!(error.code(), "request_missing_argument");
    let twice = contract(
        &json!([{"name": "a", "type": "uint8"}, {"name": "a", "type": "uint8"}]),
        &json!([]),
    );
    assert_eq!(
        request(&twice, Some(r#"{"a": 1}"#)).unwrap_err().code(),
        "request_missing_argument"
    );
    assert_eq!(
        call(&contract(&json!([]), &json!([])), Some(r#"{"a": 1}"#))
            .data()
            .len(),
        4
    );
}

fn word(number: usize) -> Vec<u8> {
    let mut word = vec![0; 24];
    word.extend((number as u64).to_be_bytes());
    word
}

#[test]
fn answers_that_are_no_answers() {
    let answer = |ty: &str, words: &[usize]| {
        let call = call(
            &contract(&json!([]), &json!([{"name": "", "type": ty}])),
            None,
        );
        let bytes: Vec<u8> = words.iter().flat_map(|&number| word(number)).collect();
        call.result_text(&bytes)
    };
    assert_eq!(answer("uint8", &[255]).unwrap(), "255");
    assert_eq!(answer("bytes1", &[0]).unwrap(), "\"0x00\"");
    for (ty, words) in [
        ("uint8", &[256][..]),
        ("bool", &[2]),
        ("int8", &[128]),
        ("bytes1", &[1]),
        ("uint8", &[]),
        ("function", &[1]),
        ("uint8[]", &[32, 1]),
        ("uint8[]", &[usize::MAX, 1]),
        ("uint8[]", &[32, usize::MAX]),
        ("uint8[]", &[32, 3, 1, 1]),
        ("bytes", &[32, 1]),
        ("bytes", &[32, usize::MAX]),
        ("bytes", &[32, 1, 1]),
        ("string", &[32, 32, usize::MAX, 0]),
    ] {
        let error = answer(ty, words).unwrap_err();
        assert_eq!(error.code(), "contract_result_malformed", "{ty} {words:?}");
    }
    let address = call(
        &contract(&json!([]), &json!([{"name": "", "type": "address"}])),
        None,
    );
    assert!(address.result_text(&[0xff; 32]).is_err());
    let none = call(&contract(&json!([]), &json!([])), None);
    assert_eq!(none.result_text(&[]).unwrap(), "[]");
}

#[test]
fn a_short_answer_cannot_make_an_endless_text() {
    // Each of a thousand elements points to the same array of a thousand elements, and so on.
    let len = 1_000;
    let text = [word(len), vec![b'x'; len], vec![0; 24]].concat();
    let numbers = [word(len), vec![0; 32 * len]].concat();
    for (ty, arrays, last) in [
        ("string[][]", 2, &text),
        ("bytes[][]", 2, &text),
        ("tuple[][]", 2, &[word(32), text.clone()].concat()),
        ("bool[][][][]", 3, &numbers),
    ] {
        let mut output = json!({"name": "", "type": ty});
        if ty.starts_with("tuple") {
            output["components"] = json!([{"name": "s", "type": "string"}]);
        }
        let call = call(&contract(&json!([]), &json!([output])), None);
        let mut bytes = word(32);
        for _ in 0..arrays {
            bytes.extend(word(len));
            bytes.extend((0..len).flat_map(|_| word(len * 32)));
        }
        bytes.extend(last);
        let error = call.result_text(&bytes).unwrap_err();
        assert_eq!(
            error,
            ContractResultError::TooLong {
                max: MAX_RESULT_BYTES
            },
            "{ty}"
        );
    }
}

#[test]
fn a_text_of_the_greatest_length_is_written() {
    let call = call(
        &contract(&json!([]), &json!([{"name": "", "type": "string"}])),
        None,
    );
    let text = |len: usize| {
        let bytes = [
            word(32),
            word(len),
            vec![b'x'; len],
            vec![0; len.wrapping_neg() % 32],
        ];
        call.result_text(&bytes.concat())
    };
    assert_eq!(text(MAX_RESULT_BYTES - 2).unwrap().len(), MAX_RESULT_BYTES);
    let error = text(MAX_RESULT_BYTES - 1).unwrap_err();
    assert_eq!(error.code(), "contract_result_too_long");
}

#[test]
fn user_data_are_an_object() {
    let code = |text: &str| UserData::parse(text).unwrap_err().code();
    assert_eq!(code(r#"["a"]"#), "user_data_not_an_object");
    assert_eq!(code("null"), "user_data_not_an_object");
    assert_eq!(code(r#"{"a": 1, "a": 2}"#), "user_data_repeated_key");
    assert_eq!(code("{a: 1}"), "files_not_json");
    assert_eq!(code(""), "files_not_json");
    let sized = |len: usize| format!(r#"{{"a": "{}"}}"#, "x".repeat(len - 9));
    assert_eq!(
        UserData::parse(&sized(MAX_USER_DATA_BYTES))
            .unwrap()
            .text()
            .len(),
        MAX_USER_DATA_BYTES
    );
    assert_eq!(code(&sized(MAX_USER_DATA_BYTES + 1)), "files_too_long");
    let nested = |depth: usize| {
        format!(
            r#"{{"a": {}{}}}"#,
            "[".repeat(depth - 1),
            "]".repeat(depth - 1)
        )
    };
    assert!(UserData::parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(code(&nested(MAX_DEPTH + 1)), "files_too_deep");

    let body = |text: &str| {
        let json = Json::parse(text.to_owned()).unwrap();
        let user_data = UserData::from_value(json.root());
        user_data.map(|user_data| user_data.map(|user_data| user_data.text().to_owned()))
    };
    assert_eq!(body("null"), Ok(None));
    assert_eq!(body(r#""""#), Ok(None));
    assert_eq!(body("{}"), Ok(Some("{}".into())));
    assert_eq!(body(r#"{"a": 1}"#), Ok(Some(r#"{"a": 1}"#.into())));
    assert_eq!(body(r#""{\"a\": 1}""#), Ok(Some(r#"{"a": 1}"#.into())));
    for text in [r#""x""#, "[]", "true", r#""[]""#] {
        assert!(body(text).is_err(), "{text}");
    }
}
