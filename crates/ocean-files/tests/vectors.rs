//! Every row of the vectors: checksums, queries, gateways, calls of contracts.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::hex;
use ocean_files::{
    FileChecksum, FileObject, FileRequest, FileSource, Gateways, HttpRequest, UserData,
    files_checksum,
};
use serde_json::{Value, json};

fn rows(text: &str, count: usize) -> Vec<Value> {
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(rows.len(), count);
    rows
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_else(|| panic!("{key}: {row}"))
}

fn http(file: &str, user_data: Option<&str>, gateways: Gateways<'_>) -> HttpRequest {
    let user_data = user_data.map(|text| UserData::parse(text).unwrap());
    let file = FileObject::parse(file).unwrap();
    match file.request(user_data.as_ref(), gateways).unwrap() {
        FileRequest::Http(request) => request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn files_checksums() {
    for row in rows(include_str!("vectors/files-checksum.json"), 3) {
        let bodies = row["files_hex"].as_array().unwrap().iter();
        let each: Vec<FileChecksum> = bodies
            .map(|body| FileChecksum::of(&hex::decode(body.as_str().unwrap()).unwrap()))
            .collect();
        let texts: Vec<String> = each.iter().map(FileChecksum::to_string).collect();
        assert_eq!(json!(texts), row["each"]);
        assert_eq!(files_checksum(each), text(&row, "filesChecksum"));
    }
}

#[test]
fn queries_are_those_of_the_reference() {
    for row in rows(include_str!("vectors/query.json"), 34) {
        let file = json!({"type": "url", "url": row["url"]}).to_string();
        let request = http(&file, row["userdata"].as_str(), Gateways::default());
        assert_eq!(request.url(), text(&row, "requested"), "{row}");
        assert_eq!(request.body(), None);
    }
}

#[test]
fn gateways_are_joined_as_in_the_reference() {
    for row in rows(include_str!("vectors/gateway.json"), 25) {
        let gateway = Some(text(&row, "gateway"));
        let gateways = Gateways {
            ipfs: gateway,
            arweave: gateway,
        };
        let path = &row["path"];
        let ipfs = json!({"type": "ipfs", "hash": path}).to_string();
        assert_eq!(
            http(&ipfs, None, gateways).url(),
            text(&row, "ipfs"),
            "{row}"
        );
        let arweave = json!({"type": "arweave", "transactionId": path}).to_string();
        let request = http(&arweave, None, gateways);
        assert_eq!(request.url(), text(&row, "arweave"), "{row}");
    }
}

#[test]
fn calls_and_answers_of_contracts() {
    for row in rows(include_str!("vectors/abi.json"), 9) {
        let file = json!({
            "type": "smartcontract",
            "chainId": 8996,
            "address": "0xae805240945E02c0D00BbB4F97F4c414bd3290B7",
            "abi": row["abi"],
        });
        let file = FileObject::parse(&file.to_string()).unwrap();
        let FileSource::SmartContract(contract) = file.source() else {
            panic!("{file:?}");
        };
        assert_eq!(contract.abi().signature(), text(&row, "signature"));

        let user_data = UserData::parse(&row["userdata"].to_string()).unwrap();
        let request = file.request(Some(&user_data), Gateways::default()).unwrap();
        let FileRequest::Contract(call) = request else {
            panic!("{request:?}");
        };
        assert_eq!((call.chain_id(), call.to()), (8996, contract.address()));
        assert_eq!(
            hex::encode_prefixed(call.data()),
            text(&row, "call_data"),
            "{row}"
        );

        let returned = hex::decode(text(&row, "returned")).unwrap();
        assert_eq!(
            call.result_text(&returned).unwrap(),
            text(&row, "result_text"),
            "{row}"
        );
        for len in 0..returned.len() {
            let error = call.result_text(&returned[..len]).unwrap_err();
            assert_eq!(error.code(), "contract_result_malformed", "{len}: {row}");
        }
    }
}
