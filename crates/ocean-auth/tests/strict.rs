//! The strict message: what it binds.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{
    Algorithm, Audience, Claimed, DecryptSource, Input, Message, MessageError, Nonce, Request,
    StrictRequest, VerifyError,
};
use ocean_keys::ProviderKey;

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";
const OTHER_DID: &str = "did:op:1ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";

fn key() -> ProviderKey {
    ProviderKey::from_bytes(&[1; 32]).unwrap()
}

fn audience() -> Audience {
    Audience {
        provider: Address::repeat_byte(0xaa),
        chain_id: 137,
    }
}

fn input() -> Input<'static> {
    Input {
        document_id: DID.parse().unwrap(),
        service_id: "0",
        transaction_id: B256::repeat_byte(0xbb),
    }
}

fn strict(request: &StrictRequest<'_>) -> Message {
    Message::strict(
        &audience(),
        request,
        &key().address().into(),
        &Nonce::from(7),
    )
    .unwrap()
}

fn sign(message: &Message) -> String {
    hex::encode_prefixed(key().sign_digest(&message.digest()).to_bytes())
}

/// Requests that share every fact they can, and those that differ from one of them in one fact.
fn requests<'a>(datasets: &'a [Vec<Input<'static>>]) -> Vec<StrictRequest<'a>> {
    let first = input();
    let others = [
        Input {
            document_id: OTHER_DID.parse().unwrap(),
            ..first
        },
        Input {
            service_id: "1",
            ..first
        },
        Input {
            transaction_id: B256::repeat_byte(0xbc),
            ..first
        },
    ];
    let hash = B256::repeat_byte(0xbb);
    let mut requests = vec![
        StrictRequest::Download {
            input: first,
            file_index: 0,
        },
        StrictRequest::Download {
            input: first,
            file_index: 1,
        },
        StrictRequest::ComputeStop { job_id: "0" },
        StrictRequest::ComputeStop { job_id: "1" },
        StrictRequest::ComputeDelete { job_id: "0" },
        StrictRequest::ComputeResult {
            job_id: "0",
            index: 0,
        },
        StrictRequest::ComputeResult {
            job_id: "0",
            index: 1,
        },
        StrictRequest::Decrypt {
            data_nft: Address::repeat_byte(0xaa),
            source: DecryptSource::Transaction(hash),
        },
        StrictRequest::Decrypt {
            data_nft: Address::repeat_byte(0xab),
            source: DecryptSource::Transaction(hash),
        },
        StrictRequest::Decrypt {
            data_nft: Address::repeat_byte(0xaa),
            source: DecryptSource::Document { hash },
        },
        StrictRequest::CreateAuthToken { expiration: 0 },
        StrictRequest::CreateAuthToken { expiration: 1 },
        StrictRequest::DeleteAuthToken { token: hash },
        StrictRequest::DeleteAuthToken {
            token: B256::repeat_byte(0xbc),
        },
    ];
    requests.extend(others.map(|input| StrictRequest::Download {
        input,
        file_index: 0,
    }));
    for datasets in datasets {
        for algorithm in [
            Algorithm::Raw { hash },
            Algorithm::Asset(first),
            Algorithm::Asset(others[1]),
        ] {
            requests.push(StrictRequest::ComputeStart {
                environment: "0",
                datasets,
                algorithm,
            });
        }
    }
    requests.push(StrictRequest::ComputeStart {
        environment: "1",
        datasets: &datasets[0],
        algorithm: Algorithm::Raw { hash },
    });
    requests
}

fn datasets() -> Vec<Vec<Input<'static>>> {
    let other = Input {
        service_id: "1",
        ..input()
    };
    vec![
        vec![input()],
        vec![other],
        vec![input(), other],
        vec![other, input()],
    ]
}

#[test]
fn no_signature_verifies_for_another_endpoint_or_request() {
    let datasets = datasets();
    let messages: Vec<Message> = requests(&datasets).iter().map(strict).collect();
    assert_eq!(messages.len(), 30);
    // A signature verifies for one digest, so digests that differ are all it takes.
    let digests: BTreeSet<B256> = messages.iter().map(Message::digest).collect();
    assert_eq!(digests.len(), messages.len());
    // And so it is found.
    let endpoints = one_of_each_endpoint(&messages);
    assert_eq!(endpoints.len(), 8);
    for signed in &endpoints {
        let signature = sign(signed);
        for asked in &endpoints {
            let result = asked.verify(&signature);
            if asked.endpoint() == signed.endpoint() {
                assert_eq!(result.unwrap().endpoint(), asked.endpoint());
            } else {
                let error = result.unwrap_err();
                assert!(
                    matches!(error, VerifyError::OtherSigner { .. }),
                    "{error}\n{}\n{}",
                    signed.text(),
                    asked.text()
                );
            }
        }
    }
}

fn one_of_each_endpoint(messages: &[Message]) -> Vec<&Message> {
    let mut seen = BTreeSet::new();
    let is_new = |message: &&Message| seen.insert(message.endpoint().name());
    messages.iter().filter(is_new).collect()
}

#[test]
fn provider_chain_account_and_nonce_are_bound() {
    let request = StrictRequest::Download {
        input: input(),
        file_index: 0,
    };
    let signature = sign(&strict(&request));
    let claimed = Claimed::from(key().address());
    let check = |audience: Audience, claimed: &Claimed, nonce: Nonce| {
        let message = Message::strict(&audience, &request, claimed, &nonce).unwrap();
        message.verify(&signature).map(|caller| caller.address())
    };
    assert_eq!(
        check(audience(), &claimed, Nonce::from(7)),
        Ok(key().address())
    );
    // The account is its 20 bytes here: the spelling is not what is signed.
    let lower: Claimed = claimed.text().to_lowercase().parse().unwrap();
    assert_eq!(
        check(audience(), &lower, Nonce::from(7)),
        Ok(key().address())
    );
    let provider = Audience {
        provider: Address::repeat_byte(0xab),
        ..audience()
    };
    let chain = Audience {
        chain_id: 13,
        ..audience()
    };
    let other = Claimed::from(Address::repeat_byte(1));
    for result in [
        check(provider, &claimed, Nonce::from(7)),
        check(chain, &claimed, "77".parse().unwrap()),
        check(audience(), &claimed, Nonce::from(8)),
        check(audience(), &claimed, "07".parse().unwrap()),
        check(audience(), &other, Nonce::from(7)),
    ] {
        assert!(matches!(result, Err(VerifyError::OtherSigner { .. })));
    }
}

#[test]
fn the_two_forms_do_not_verify_for_each_other() {
    let claimed = Claimed::from(key().address());
    let nonce = Nonce::from(7);
    let wire = [
        Request::Download { document_id: DID },
        Request::CreateAuthToken,
        Request::DeleteAuthToken,
    ]
    .map(|request| Message::wire(&request, &claimed, &nonce).unwrap());
    let datasets = datasets();
    let messages: Vec<Message> = requests(&datasets).iter().map(strict).collect();
    for strict in one_of_each_endpoint(&messages) {
        for wire in &wire {
            for (signed, asked) in [(strict, wire), (wire, strict)] {
                let error = asked.verify(&sign(signed)).unwrap_err();
                assert!(matches!(error, VerifyError::OtherSigner { .. }), "{error}");
            }
        }
        // Whoever signs the strict text in the way of the wire is told so.
        let hash = alloy_primitives::keccak256(strict.text());
        let digest = ocean_keys::personal_message_digest(hash.as_slice());
        let signature = hex::encode(key().sign_digest(&digest).to_bytes());
        assert_eq!(
            strict.verify(&signature).unwrap_err().to_string(),
            "expected an EIP-191 signature of the message by a key, found EIP-191 over the \
             message's hash"
        );
    }
}

#[test]
fn a_text_cannot_pretend_to_be_another_line() {
    let service_id = "0\ntransaction: 0xbb";
    let request = StrictRequest::Download {
        input: Input {
            service_id,
            ..input()
        },
        file_index: 0,
    };
    let error = Message::strict(
        &audience(),
        &request,
        &key().address().into(),
        &Nonce::from(7),
    )
    .unwrap_err();
    assert_eq!(
        error,
        MessageError::Line {
            what: "service",
            length: service_id.len(),
            character: Some('\n'),
        }
    );
}

/// The text of each endpoint: a change breaks every signature that waits to be spent.
#[test]
fn the_texts_read_as_follows() {
    let datasets = [input()];
    let check = |request: StrictRequest<'_>, expected: &str| {
        let message = strict(&request);
        let head = format!(
            "Ocean Provider request, version 1\nendpoint: {}\n\
             provider: 0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa\nchain: 137\n\
             account: 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1\n",
            message.endpoint()
        );
        let body = message.text().strip_prefix(&*head).unwrap();
        assert_eq!(body.strip_suffix("nonce: 7").unwrap(), expected);
    };
    let bb = "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    let hash = B256::repeat_byte(0xbb);
    let order = format!("service: 0\ntransaction: {bb}\n");
    check(
        StrictRequest::Download {
            input: input(),
            file_index: 12,
        },
        &format!("document: {DID}\n{order}file: 12\n"),
    );
    check(
        StrictRequest::ComputeStart {
            environment: "env 1",
            datasets: &datasets,
            algorithm: Algorithm::Asset(input()),
        },
        &format!("environment: env 1\ndataset: {DID}\n{order}algorithm: {DID}\n{order}"),
    );
    check(
        StrictRequest::ComputeStart {
            environment: "e",
            datasets: &datasets,
            algorithm: Algorithm::Raw { hash },
        },
        &format!("environment: e\ndataset: {DID}\n{order}algorithm-sha256: {bb}\n"),
    );
    check(StrictRequest::ComputeStop { job_id: "j" }, "job: j\n");
    check(StrictRequest::ComputeDelete { job_id: "j" }, "job: j\n");
    check(
        StrictRequest::ComputeResult {
            job_id: "j",
            index: 3,
        },
        "job: j\nindex: 3\n",
    );
    check(
        StrictRequest::Decrypt {
            data_nft: Address::repeat_byte(0xaa),
            source: DecryptSource::Transaction(hash),
        },
        &format!("nft: 0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa\ntransaction: {bb}\n"),
    );
    check(
        StrictRequest::Decrypt {
            data_nft: Address::repeat_byte(0xaa),
            source: DecryptSource::Document { hash },
        },
        &format!("nft: 0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa\ndocument-sha256: {bb}\n"),
    );
    check(
        StrictRequest::CreateAuthToken { expiration: 99 },
        "expires: 99\n",
    );
    check(
        StrictRequest::DeleteAuthToken { token: hash },
        &format!("token-sha256: {bb}\n"),
    );
}
