//! Every row of `auth.json`: what Provider 2.1.6 and `PyJWT` 2.4.0 answered, and what the strict rule
//! demands.

#![cfg(feature = "std")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{B256, hex};
use ocean_auth::{
    Claimed, Endpoint, MemoryNonces, Message, Nonce, NonceLedger, Outcome, Request, Rules, Spend,
    TokenKey, TokenPolicy, VerifyError,
};
use ocean_keys::{ProviderKey, personal_message_digest};
use serde_json::Value;

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";

fn rows(section: &str, count: usize) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("vectors/auth.json")).unwrap();
    let rows = file[section].as_array().unwrap().clone();
    assert_eq!(rows.len(), count, "{section}");
    rows
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key]
        .as_str()
        .unwrap_or_else(|| panic!("{}: no {key}", row["name"]))
}

fn request(name: &str) -> Request<'static> {
    let job_id = Some("job123");
    match name {
        "compute_start" => Request::ComputeStart {
            job_id: None,
            document_id: DID,
        },
        "compute_start_with_jobId" => Request::ComputeStart {
            job_id,
            document_id: DID,
        },
        "compute_stop" => Request::ComputeStop {
            job_id,
            document_id: Some(DID),
        },
        "compute_delete" => Request::ComputeDelete {
            job_id,
            document_id: Some(DID),
        },
        "compute_stop_all" => Request::ComputeStop {
            job_id: None,
            document_id: None,
        },
        "compute_result" => Request::ComputeResult {
            job_id: "job123",
            index: "0",
        },
        "decrypt_tx" => Request::Decrypt {
            transaction_id: Some(
                "0xa5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
            ),
            data_nft_address: "0x5c5c5C5c5C5C5C5c5c5C5c5c5C5C5c5C5C5C5c5C",
            chain_id: "8996",
        },
        "decrypt_document" => Request::Decrypt {
            transaction_id: None,
            data_nft_address: "0x5c5c5C5c5C5C5C5c5c5C5c5c5C5C5c5C5C5C5c5C",
            chain_id: "1",
        },
        "create_auth_token" => Request::CreateAuthToken,
        "delete_auth_token" => Request::DeleteAuthToken,
        _ => Request::Download { document_id: DID },
    }
}

fn message(row: &Value) -> Message {
    let claimed: Claimed = text(row, "address").parse().unwrap();
    let nonce: Nonce = text(row, "nonce").parse().unwrap();
    Message::wire(&request(text(row, "name")), &claimed, &nonce).unwrap()
}

/// `accept`, or the code of the error, with the form where one was seen.
fn verdict<T>(result: &Result<T, VerifyError>) -> String {
    match result {
        Ok(_) => "accept".into(),
        Err(VerifyError::Form { form }) => format!("signature_form: {form}"),
        Err(error) => error.code().into(),
    }
}

#[test]
fn request_signatures() {
    for row in rows("request_signatures", 13) {
        let name = text(&row, "name");
        let message = message(&row);
        assert_eq!(message.text(), text(&row, "message"), "{name}");
        assert_eq!(
            message.digest().to_string(),
            text(&row, "signed_digest"),
            "{name}"
        );

        let key = ProviderKey::from_hex(text(&row, "secret_key")).unwrap();
        let ours = hex::encode_prefixed(key.sign_digest(&message.digest()).to_bytes());
        assert_eq!(ours, text(&row, "signature_v27"), "{name}");

        for form in ["signature_v27", "signature_v0"] {
            let signature = text(&row, form);
            let strict = message.verify(signature);
            assert_eq!(verdict(&strict), text(&row, "strict"), "{name}");
            let provider = message.verify_as(Rules::Provider, signature);
            assert_eq!(verdict(&provider), text(&row, "reference_result"), "{name}");
            assert_eq!(
                message.recover(signature).unwrap().to_string(),
                text(&row, "address"),
                "{name}"
            );
            let caller = provider.unwrap();
            assert_eq!(caller.address(), key.address(), "{name}");
            assert_eq!(caller.claimed().text(), text(&row, "address"), "{name}");
            let names_document = message.text().contains(DID);
            assert_eq!(
                caller.document_id().map(|did| did.to_string()),
                names_document.then(|| DID.to_owned()),
                "{name}"
            );
        }
        if let Some(signature) = row["ocean_node_style_signature"].as_str() {
            let verdict = verdict(&message.verify(signature));
            assert_eq!(verdict, "signature_other_signer", "{name}");
        }
    }
}

#[test]
fn unusual_request_signatures() {
    for row in rows("request_signatures_edge", 11) {
        let name = text(&row, "name");
        let message = message(&row);
        let expected = [text(&row, "message_without_nonce"), text(&row, "nonce")].concat();
        assert_eq!(message.text(), expected, "{name}");
        let signature = text(&row, "signature");
        let strict = message.verify(signature);
        assert_eq!(verdict(&strict), text(&row, "strict"), "{name}");
        let provider = match message.verify_as(Rules::Provider, signature) {
            Ok(_) => "accept",
            Err(_) => "reject",
        };
        assert_eq!(provider, text(&row, "reference_result"), "{name}");
    }
}

/// ocean-node signs other messages; its two digests of one message are told apart.
#[test]
fn ocean_node_signatures_are_not_ours() {
    for row in rows("ocean_node_signatures", 4) {
        let name = text(&row, "name");
        let key = ProviderKey::from_hex(text(&row, "secret_key")).unwrap();
        let hash = alloy_primitives::keccak256(text(&row, "message"));
        assert_eq!(hash.to_string(), text(&row, "message_keccak256"), "{name}");
        let sign = |digest: B256| hex::encode_prefixed(key.sign_digest(&digest).to_bytes());
        assert_eq!(
            sign(personal_message_digest(hash.as_slice())),
            text(&row, "signature_over_bytes"),
            "{name}"
        );
        let claimed = Claimed::from(key.address());
        let nonce: Nonce = text(&row, "nonce").parse().unwrap();
        for request in [
            Request::Download { document_id: DID },
            Request::CreateAuthToken,
        ] {
            let message = Message::wire(&request, &claimed, &nonce).unwrap();
            for form in ["signature_over_bytes", "signature_over_hex_text"] {
                let result = message.verify(text(&row, form));
                assert_eq!(verdict(&result), "signature_other_signer", "{name}");
            }
        }
    }
}

#[test]
fn nonces() {
    for row in rows("nonce_rule", 17) {
        let given = text(&row, "given");
        let strict = text(&row, "strict");
        let nonce = match given.parse::<Nonce>() {
            Ok(nonce) => nonce,
            Err(error) => {
                assert_eq!(error.code(), strict, "{row}");
                continue;
            }
        };
        let stored: Option<Nonce> = match row["stored"].as_str() {
            None => None,
            Some(stored) => match stored.parse() {
                Ok(stored) => Some(stored),
                // The reference keeps what is no nonce here.
                Err(error) => {
                    assert_eq!(ocean_auth::ParseNonceError::code(&error), strict, "{row}");
                    continue;
                }
            },
        };
        let ledger = MemoryNonces::default();
        let spend = |nonce: &Nonce| {
            let spend = Spend {
                address: alloy_primitives::Address::ZERO,
                nonce: nonce.value(),
                text: None,
            };
            NonceLedger::advance(&ledger, &spend)
        };
        if let Some(stored) = &stored {
            assert_eq!(spend(stored), Outcome::Advanced, "{row}");
        }
        let ours = match spend(&nonce) {
            Outcome::Advanced => "advanced",
            Outcome::Stale(_) => "stale",
            Outcome::Unavailable => "unavailable",
        };
        assert_eq!(ours, strict, "{row}");
        // The reference differs only in that it takes an equal nonce.
        let theirs = text(&row, "reference_verify_nonce") == "accept";
        let not_less = stored.is_none_or(|stored| nonce.value() >= stored.value());
        assert_eq!(theirs, not_less, "{row}");
    }
}

#[test]
fn auth_tokens() {
    for row in rows("auth_tokens", 1) {
        let key = TokenKey::from_provider_key_text(text(&row, "hmac_key_text")).unwrap();
        let expiration = row["expiration"].as_u64().unwrap();
        let policy = TokenPolicy {
            max_lifetime: 1_000,
        };
        let now = expiration - 1_000;
        let token = key.verify(text(&row, "token"), &policy, now).unwrap();
        assert_eq!(token.expiration(), expiration);
        assert_eq!(token.address().to_string(), text(&row, "address"));

        // And the same bytes are made again.
        let owner = ProviderKey::from_bytes(&[1; 32]).unwrap();
        let claimed: Claimed = text(&row, "address").parse().unwrap();
        let message = Message::wire(&Request::CreateAuthToken, &claimed, &Nonce::from(1)).unwrap();
        assert_eq!(message.endpoint(), Endpoint::CreateAuthToken);
        let signature = owner.sign_digest(&message.digest()).to_bytes();
        let caller = message.verify(&hex::encode(signature)).unwrap();
        let spent = caller.spend(&MemoryNonces::default()).unwrap();
        let made = key.issue(&spent, expiration, &policy, now).unwrap();
        assert_eq!(made.as_str(), text(&row, "token"));
    }
}
