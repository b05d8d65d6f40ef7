//! Logs of the real contracts, and envelopes that a Provider was asked to open.

use std::fs;

use alloy_primitives::{Address, B256, Bytes, U256, hex};
use ocean_provider_core::{
    encryption::Envelope,
    index::{Decrypted, MetadataEvent, Transaction},
    keys::ProviderKey,
    orders::{JsonRpcReceipt, events::MetadataUpdated},
};
use serde_json::Value;

use crate::world::{policy, sighting, updated};

fn rows(path: &str) -> Vec<Value> {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn logs_of_the_contracts_are_seen() {
    let rows = rows("tests/vectors/logs.json");
    assert_eq!(rows.len(), 2);
    for row in rows {
        let name = row["name"].as_str().unwrap();
        let receipt = &row["receipt"];
        let from: Address = receipt["from"].as_str().unwrap().parse().unwrap();
        let timestamp = receipt["blockTimestamp"].as_u64().unwrap();
        let mut fields = receipt.clone();
        fields.as_object_mut().unwrap().remove("blockTimestamp");
        let receipt: JsonRpcReceipt = serde_json::from_value(fields).unwrap();
        let receipt = receipt.into_receipt(8996, Some(timestamp)).unwrap();
        let log = &receipt.logs[0];
        let event = match name {
            "metadata_created" => {
                let decoded = ocean_provider_core::orders::events::MetadataCreated::decode(log);
                MetadataEvent::from(decoded.unwrap())
            }
            _ => MetadataEvent::from(MetadataUpdated::decode(log).unwrap()),
        };
        assert_eq!(event.nft(), log.address);
        let mut sighted = sighting(event, 8996);
        sighted.transaction = Transaction {
            hash: receipt.transaction_hash,
            block: receipt.block_number,
            timestamp: receipt.block_timestamp,
            from,
        };
        let policy = policy();
        let noticed = sighted.check(&policy).unwrap();
        assert!(
            noticed
                .decryptor_url()
                .starts_with("https://provider.example")
        );
        let flags = noticed.envelope().unwrap().flags.to_byte();
        // The one's data was never a document; the other's hash is that of no bytes at all.
        let (expected_flags, bytes, code) = match name {
            "metadata_created" => (3, vec![0xde, 0xad], "index_hash"),
            _ => (2, Vec::new(), "index_unreadable"),
        };
        assert_eq!(flags, expected_flags, "{name}");
        let opened = noticed.open(Decrypted::Bytes(bytes));
        assert_eq!(opened.unwrap_err().code(), code, "{name}");
    }
}

/// What Provider 2.1.6 answered to each envelope is what an own key opens; what it refused does not
/// open. None of the documents is one of an NFT, which is all that is left to find.
#[test]
fn envelopes_open_with_an_own_key_as_with_a_provider() {
    let rows = rows("../ocean-encryption/tests/vectors/documents.json");
    assert_eq!(rows.len(), 14);
    for row in rows {
        let name = row["name"].as_str().unwrap();
        let text = |key: &str| row[key].as_str().unwrap();
        let key = ProviderKey::from_hex(text("provider_secret_key")).unwrap();
        let event = MetadataUpdated {
            updated_by: Address::ZERO,
            state: 0,
            decryptor_url: String::new(),
            flags: Bytes::from(vec![u8::try_from(row["flags"].as_u64().unwrap()).unwrap()]),
            data: hex::decode(text("encryptedDocument")).unwrap().into(),
            metadata_hash: text("documentHash").parse::<B256>().unwrap(),
            timestamp: U256::ZERO,
            block_number: U256::ZERO,
        };
        let emitted = MetadataUpdated::decode(&event.encode(Address::repeat_byte(1), 0));
        let policy = policy();
        let sighted = sighting(emitted.unwrap().into(), 8996);
        let noticed = sighted.check(&policy).unwrap();
        let opened = noticed.envelope().unwrap().open([&key]);
        let Some(body) = row["reference"].get("body_hex") else {
            opened.unwrap_err();
            continue;
        };
        let bytes = opened.unwrap();
        assert_eq!(hex::encode(&bytes), body.as_str().unwrap(), "{name}");
        let expected = if bytes.is_empty() {
            "index_unreadable"
        } else {
            "asset_other_did"
        };
        let code = noticed.open(Decrypted::Bytes(bytes)).unwrap_err().code();
        assert_eq!(code, expected, "{name}");
    }
}

#[test]
fn flags_without_a_byte_are_an_error() {
    let MetadataEvent::Updated(mut emitted) = updated(Address::repeat_byte(1), b"{}") else {
        panic!("another event");
    };
    emitted.event.flags = Bytes::new();
    let event = MetadataEvent::from(emitted);
    assert_eq!(
        event
            .envelope()
            .map(|_: Envelope<'_>| ())
            .unwrap_err()
            .code(),
        "flags_empty"
    );
}
