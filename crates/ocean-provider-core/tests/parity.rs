//! The words of Provider 2.1.6, for everything that the facade denies or that fails on the way.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

#[path = "access/reasons.rs"]
mod reasons;

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, U256};
use ocean_provider_core::{
    AssetError,
    access::{Denial, EncryptError, Keeper, NoKey, OpenDocumentError, OpenFileError, Reason},
    auth::{NonceValue, SpendError, TokenError, VerifyError},
    checksum::Json,
    compute::{
        self, ComputeRequest, Environment, Facts, Refused, Rules, UndefinedLists, check_initialize,
    },
    files::{FileObject, FileObjectError, Gateways, OpenFilesError, RequestError},
    keys::KeyRing,
    orders::{FeeSignatureError, ONE_DATATOKEN, Refusal, UnsignedFee},
    parity::{self, Asked, Body, Reply, Route},
};
use serde_json::{Value, json};

const ASKED: Asked<'_> = Asked {
    network: "Ganache",
    document_id: "did:op:00",
    service_id: "s1",
    transfer_tx_id: "0xabcd",
};
const ROUTES: [(Route, &str); 5] = [
    (Route::Initialize, "initialize"),
    (Route::Download, "download"),
    (Route::FileInfo, "fileinfo"),
    (Route::Decrypt, "decrypt"),
    (Route::ComputeStart, "compute"),
];

/// What the reference answers, from its record.
fn golden() -> Value {
    serde_json::from_str(include_str!("vectors/parity.json")).unwrap()
}

/// Status, shape and text, as the record has them.
fn told(reply: &Reply) -> (u64, &'static str, &str) {
    let (shape, text) = match &reply.body {
        Body::Error(text) => ("error", text),
        Body::Resource { text, .. } => ("resource", text),
        Body::Validation {
            text,
            is_list: true,
            ..
        } => ("list", text),
        Body::Validation { text, .. } => ("text", text),
        other => panic!("a new shape: {other:?}"),
    };
    (reply.status.into(), shape, text)
}

fn row(row: &Value) -> (u64, &str, &str) {
    let text = |key: &str| row[key].as_str().unwrap();
    (row["status"].as_u64().unwrap(), text("shape"), text("text"))
}

/// Every way in which the reference refuses an order.
fn refusals() -> Vec<Refusal> {
    let transaction = B256::repeat_byte(1);
    let (one, two) = (Address::with_last_byte(1), Address::with_last_byte(2));
    vec![
        Refusal::DatatokenNotDeployedByNft {
            nft: one,
            datatoken: two,
        },
        Refusal::ProviderFeeEventMissing { transaction },
        Refusal::EnvironmentMismatch {
            found: None,
            expected: "env".into(),
        },
        Refusal::ProviderFeeAddressMismatch {
            found: one,
            expected: two,
        },
        Refusal::ProviderFeeSignatureInvalid(FeeSignatureError::Nobody {
            v: 27,
            expected: one,
        }),
        Refusal::ProviderFeeExpired {
            valid_until: U256::from(1),
            expired_at: 1,
            now: 2,
        },
        Refusal::ReusedTransactionFailed { transaction },
        Refusal::OrderEventMissing {
            transaction,
            service_index: 0,
        },
        Refusal::AmountTooLow {
            found: U256::from(1),
            expected: ONE_DATATOKEN,
        },
        Refusal::OrderExpired {
            ordered_at: 50,
            timeout: 100,
            now: 200,
        },
        Refusal::SenderNotConsumerOrPayer {
            sender: one,
            consumer: two,
            payer: two,
        },
        // What only the strict rules ask.
        Refusal::WrongChain {
            found: 1,
            expected: 2,
        },
        Refusal::EventEmitterNotDatatoken {
            event: "OrderStarted",
            log_index: 0,
            emitter: one,
            datatoken: two,
        },
    ]
}

#[test]
fn every_reason_has_the_words_of_the_reference_or_ours() {
    let golden = golden();
    let rows = golden["denied"].as_array().unwrap();
    assert_eq!(rows.len(), 49);
    let mut expected: BTreeMap<_, _> = rows
        .iter()
        .map(|found| {
            let key = (
                found["route"].as_str().unwrap(),
                found["code"].as_str().unwrap(),
            );
            (key, row(found))
        })
        .collect();
    assert_eq!(expected.len(), rows.len());

    let mut reasons: Vec<_> = reasons::all()
        .into_iter()
        .map(|(reason, ..)| reason)
        .collect();
    reasons.extend(refusals().into_iter().map(reasons::refused));
    for reason in reasons {
        for (route, name) in ROUTES {
            let denial = Denial::from(reason.clone());
            let reply = parity::denied(route, &denial, &ASKED);
            let recorded = expected.remove(&(name, reason.code()));
            assert_eq!(
                reply.is_reference,
                recorded.is_some(),
                "{name} {}",
                reason.code()
            );
            match recorded {
                Some(recorded) => assert_eq!(told(&reply), recorded, "{name} {}", reason.code()),
                // Of a computation the dataset would be named.
                None if name == "compute" => {}
                None => assert_eq!(reply.status, 400, "{name} {}", reason.code()),
            }
        }
    }
    assert!(expected.is_empty(), "not walked: {expected:?}");
}

fn missing(text: &str) -> OpenFileError {
    FileObject::parse(text).unwrap_err().into()
}

fn no_key() -> NoKey {
    let fee = UnsignedFee {
        token: Address::ZERO,
        amount: U256::ZERO,
        data: vec![].into(),
        valid_until: U256::ZERO,
    };
    Keeper::new(KeyRing::new()).sign_fee(1, fee).unwrap_err()
}

/// What fails beside denials: the step, the code and the answer.
fn failures() -> Vec<(&'static str, &'static str, Reply)> {
    let mut all = vec![
        ("resolve", "", parity::did_not_resolved()),
        (
            "encrypt",
            "no_key",
            parity::encrypt_failed(&EncryptError::NoKey(no_key())),
        ),
    ];
    let documents = [
        OpenDocumentError::NoKey(no_key()),
        OpenDocumentError::NotTheDocument,
    ];
    all.extend(
        documents.map(|error| ("decrypt", error.code(), parity::document_not_opened(&error))),
    );
    let chain_0 = ocean_provider_core::did::Did::compute(Address::ZERO, 0).unwrap_err();
    let assets = [AssetError::NoId, AssetError::ChainId(chain_0)];
    all.extend(assets.map(|error| {
        (
            "asset",
            error.code(),
            parity::asset_malformed(&error, ASKED.network),
        )
    }));
    for error in [
        TokenError::Malformed,
        TokenError::WrongKey,
        TokenError::Expired {
            expiration: 1,
            now: 2,
        },
        TokenError::Revoked,
        TokenError::OtherAddress {
            claimed: Address::ZERO,
            owner: Address::ZERO,
        },
        TokenError::Lifetime {
            expiration: 2,
            latest: 1,
        },
        TokenError::Unavailable,
    ] {
        all.push((
            "authorize",
            error.code(),
            parity::token_not_authorized(&error),
        ));
        all.push(("token", error.code(), parity::token_refused(&error)));
    }
    let nonce = |text: &str| {
        text.parse::<ocean_provider_core::auth::Nonce>()
            .unwrap()
            .value()
    };
    let nonces: [(NonceValue, NonceValue); 2] =
        [(nonce("5.5"), nonce("7")), (nonce("7"), nonce("7"))];
    all.extend(nonces.map(|(given, last)| {
        let error = SpendError::NotGreater { given, last };
        ("nonce", error.code(), parity::nonce_not_spent(&error))
    }));
    for error in [SpendError::TextSpent, SpendError::Unavailable] {
        all.push(("nonce", error.code(), parity::nonce_not_spent(&error)));
    }
    all.push((
        "signature",
        "",
        parity::signature_refused(&VerifyError::NoSigner),
    ));
    all.extend(failures_of_files());
    all
}

fn failures_of_files() -> Vec<(&'static str, &'static str, Reply)> {
    let mut all = vec![];
    let not_hex = "0xzz"
        .parse::<ocean_provider_core::encryption::Ciphertext>()
        .unwrap_err();
    let key = ocean_provider_core::keys::ProviderKey::from_bytes(&[1; 32]).unwrap();
    let sealed = ocean_provider_core::encryption::open(&key, &[]).unwrap_err();
    for (route, name) in [(Route::Download, "download"), (Route::FileInfo, "fileinfo")] {
        for error in [
            OpenFileError::NotHex(not_hex),
            OpenFileError::Files(OpenFilesError::Sealed(sealed)),
            OpenFileError::Files(OpenFilesError::OtherNft {
                expected: Address::ZERO,
            }),
        ] {
            all.push((
                name,
                error.code(),
                parity::file_not_opened(route, &error, &ASKED),
            ));
        }
    }
    let ftp = FileObject::parse(r#"{"type": "ftp", "url": "ftp://data.example/a"}"#).unwrap();
    let unsupported: RequestError = ftp.request(None, Gateways::default()).unwrap_err();
    for error in [
        OpenFileError::NoKey(no_key()),
        OpenFileError::OtherProvider {
            found: Address::ZERO,
        },
        OpenFileError::NoFile { index: 2, count: 2 },
        OpenFileError::NoFile { index: 3, count: 2 },
        missing("{}"),
        missing(r#"{"type": "url"}"#),
        missing(r#"{"type": "arweave"}"#),
        missing(r#"{"type": "graphql"}"#),
        missing(r#"{"type": "graphql", "url": "https://data.example"}"#),
        missing(r#"{"type": "url", "url": 7}"#),
        missing(r#"{"type": "url", "url": "https://data.example", "method": "put"}"#),
        OpenFileError::File(FileObjectError::NotAnAddress),
        OpenFileError::Request(unsupported),
    ] {
        all.push((
            "download",
            error.code(),
            parity::file_not_opened(Route::Download, &error, &ASKED),
        ));
    }
    all
}

#[test]
fn every_failure_has_the_words_of_the_reference_or_ours() {
    let golden = golden();
    let rows = golden["errors"].as_array().unwrap();
    assert_eq!(rows.len(), 31);
    let key = |step: &str, code: &str, (status, shape, text): (u64, &str, &str)| {
        format!("{step} {code}: {status} {shape} {text}")
    };
    let mut expected: Vec<_> = rows
        .iter()
        .map(|found| {
            key(
                found["step"].as_str().unwrap(),
                found["code"].as_str().unwrap(),
                row(found),
            )
        })
        .collect();
    let mut answered: Vec<_> = failures()
        .iter()
        .filter(|(.., reply)| reply.is_reference)
        .map(|(step, code, reply)| key(step, code, told(reply)))
        .collect();
    expected.sort();
    answered.sort();
    assert_eq!(answered, expected);
}

#[test]
fn no_answer_tells_where_a_file_is() {
    for (step, code, reply) in failures() {
        assert!(
            !reply.json().contains("data.example"),
            "{step} {code}: {}",
            reply.json()
        );
    }
    // Neither do texts that repeat what was asked (Provider 2.1.6 cuts URLs out of words).
    let asked = Asked {
        service_id: "x https://data.example/secret",
        ..ASKED
    };
    let denial = Denial::from(Reason::ServiceType {
        found: None,
        expected: "access",
    });
    let reply = parity::denied(Route::Download, &denial, &asked);
    assert_eq!(
        reply.json(),
        r#"{"error":"Provider Ganache: Service with index=x <URL stripped for security reasons> is not an access service."}"#
    );
}

#[test]
fn words_of_ours_stand_in_the_frame_of_the_reference() {
    let denial = Denial::from(Reason::OrderUnknown);
    let reply = parity::denied(Route::Download, &denial, &ASKED);
    assert_eq!(
        reply.json(),
        r#"{"error":"Provider Ganache: Order with tx_id 0xabcd could not be validated due to error: transaction of the order is unknown"}"#
    );
    let reply = parity::denied(Route::FileInfo, &denial, &ASKED);
    assert_eq!(
        reply.json(),
        r#"{"error":"Provider Ganache: transaction of the order is unknown"}"#
    );
    let reply = parity::token_not_authorized(&TokenError::Unavailable);
    assert_eq!((reply.status, reply.is_reference), (503, false));
}

#[test]
fn bodies() {
    let reply = parity::token_not_authorized(&TokenError::Revoked);
    let list = json!({
        "success": false, "message": "Validation error",
        "errors": {"signature": ["Invalid signature provided. Please check the nonce or documentId."]},
    });
    assert_eq!(serde_json::from_str::<Value>(&reply.json()).unwrap(), list);
    let reply = parity::signature_refused(&VerifyError::NoSigner);
    let text = json!({
        "success": false, "message": "Validation error",
        "errors": {"signature": "Invalid signature provided. Please check the nonce or documentId."},
    });
    assert_eq!(serde_json::from_str::<Value>(&reply.json()).unwrap(), text);
}

#[test]
fn what_admission_is_told_of_an_asset() {
    let (reason, ..) = reasons::all().swap_remove(7);
    let text = parity::not_consumable(&reason.into(), &ASKED);
    assert_eq!(text, "Provider Ganache: Asset is not consumable.");
}

fn initialize(body: &Value) -> Refused {
    let body = Json::parse(body.to_string()).unwrap();
    let environment = Environment {
        id: "env".into(),
        price: "1".parse().unwrap(),
        fee_token: None,
        max_job_duration: 60,
        consumer_address: None,
    };
    let terms = compute::Terms {
        rules: Rules::Strict {
            undefined: UndefinedLists::Deny,
        },
        consumer: Address::ZERO,
        environment: &environment,
        chain_id: 1,
        fee_token_decimals: 18,
        now: 0,
    };
    check_initialize(
        ComputeRequest::initialize(body.root()),
        &Facts::default(),
        &terms,
    )
    .unwrap_err()
}

#[test]
fn computations_are_refused_with_resource_and_code() {
    let env = json!({"env": "env", "validUntil": 9});
    let raw = json!({"meta": {"rawcode": "x"}});
    let cases = [
        (
            json!({"compute": {"env": "?"}, "datasets": [], "algorithm": raw}),
            r#"{"error":"Compute environment does not exist"}"#,
        ),
        (
            json!({"compute": env, "datasets": [], "algorithm": {}}),
            r#"{"error":{"algorithm":"missing_meta_documentId"}}"#,
        ),
        (
            json!({"compute": env, "datasets": [{"serviceId": "s1"}], "algorithm": raw}),
            r#"{"error":{"dataset.documentId":"missing"}}"#,
        ),
        (
            json!({"compute": env, "datasets": [{"documentId": "did:op:00", "serviceId": "s1"}], "algorithm": raw}),
            r#"{"error":{"dataset.documentId":"did_not_found"}}"#,
        ),
    ];
    for (body, expected) in cases {
        let refused = initialize(&body);
        let reply = parity::compute_refused(compute::Stage::Initialize, &refused);
        assert_eq!(
            (reply.status, reply.json().as_str(), reply.is_reference),
            (400, expected, true)
        );
    }
    let unknown = initialize(&json!({"compute": {"env": "?"}}));
    let at_start = parity::compute_refused(compute::Stage::Start, &unknown);
    assert_eq!(at_start.json(), r#"{"error":{"environment":"not_found"}}"#);
    assert!(!at_start.is_reference);
}
