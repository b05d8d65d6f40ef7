//! Signatures of one request shown for another.

use alloy_primitives::{Address, B256};
use ocean_auth::{
    Algorithm, Audience, Endpoint, Input, MemoryNonces, Message, Request, Rules, SpendError,
    StrictRequest, TokenError, TokenKey, TokenPolicy, VerifyError,
};

use crate::{DID, DOWNLOAD, NOW, claimed, nonce, not_greater, sign, spend, wire};

#[test]
fn a12_a_captured_download_serves_nothing_else() {
    // The wire binds the document alone: whatever else the thief asks, the nonce is spent.
    let ledger = MemoryNonces::default();
    let message = wire(&DOWNLOAD, "7");
    let signature = sign(&message);
    assert!(spend(&message, &signature, &ledger).is_ok());
    let refused = spend(&message, &signature, &ledger).unwrap_err();
    assert_eq!(refused, not_greater("7", "7"));
    // Another Provider has another ledger, and there the wire's form passes. It is known.
    assert!(spend(&message, &signature, &MemoryNonces::default()).is_ok());

    // The strict form binds all of it.
    let audience = Audience {
        provider: Address::repeat_byte(0xaa),
        chain_id: 137,
    };
    let input = Input {
        document_id: DID.parse().unwrap(),
        service_id: "a",
        transaction_id: B256::repeat_byte(1),
    };
    let download = |audience: Audience, input: Input<'_>, file_index| {
        let request = StrictRequest::Download { input, file_index };
        Message::strict(&audience, &request, &claimed(), &nonce("7")).unwrap()
    };
    let signature = sign(&download(audience, input, 0));
    assert!(download(audience, input, 0).verify(&signature).is_ok());
    let service = Input {
        service_id: "b",
        ..input
    };
    let transaction = Input {
        transaction_id: B256::repeat_byte(2),
        ..input
    };
    let document = Input {
        document_id: DID.replace("ea", "eb").parse().unwrap(),
        ..input
    };
    let provider = Audience {
        provider: Address::repeat_byte(0xab),
        ..audience
    };
    let chain = Audience {
        chain_id: 1,
        ..audience
    };
    for other in [
        download(audience, service, 0),
        download(audience, input, 1),
        download(audience, transaction, 0),
        download(audience, document, 0),
        download(provider, input, 0),
        download(chain, input, 0),
    ] {
        let error = other.verify(&signature).unwrap_err();
        assert!(matches!(error, VerifyError::OtherSigner { .. }), "{error}");
        // Not by the peer's rules either: they are about the signature, not about the message.
        assert!(other.verify_as(Rules::Provider, &signature).is_err());
    }
}

#[test]
fn a13_a_stop_all_signature_mints_no_token() {
    let of_all = |request: Request<'_>| {
        let message = wire(&request, "7");
        let token = wire(&Request::CreateAuthToken, "7");
        assert_eq!(message.text(), token.text());
        let signature = sign(&message);
        // Provider takes it for both.
        assert!(message.verify_as(Rules::Provider, &signature).is_ok());
        assert!(token.verify_as(Rules::Provider, &signature).is_ok());
        assert_eq!(
            message.verify(&signature).unwrap_err(),
            VerifyError::NoJob {
                endpoint: message.endpoint(),
            }
        );
    };
    for absent in [None, Some("")] {
        of_all(Request::ComputeStop {
            job_id: absent,
            document_id: absent,
        });
        of_all(Request::ComputeDelete {
            job_id: absent,
            document_id: absent,
        });
    }
    // Without a job id but with a document it would be the message of a start.
    let stop = wire(
        &Request::ComputeStop {
            job_id: None,
            document_id: Some(DID),
        },
        "7",
    );
    let start = wire(
        &Request::ComputeStart {
            job_id: None,
            document_id: DID,
        },
        "7",
    );
    assert_eq!(stop.text(), start.text());
    let error = stop.verify(&sign(&start)).unwrap_err();
    assert_eq!(error.code(), "signature_no_job");

    // A token is made for a spent nonce of its own endpoint only.
    let ledger = MemoryNonces::default();
    let job = wire(
        &Request::ComputeStop {
            job_id: Some("7"),
            document_id: None,
        },
        "7",
    );
    let signature = sign(&job);
    let spent = spend(&job, &signature, &ledger).unwrap();
    let tokens = TokenKey::new(&[3; 32]).unwrap();
    let policy = TokenPolicy::default();
    assert_eq!(
        tokens.issue(&spent, NOW + 1, &policy, NOW).unwrap_err(),
        TokenError::Endpoint {
            found: Endpoint::ComputeStop,
        }
    );
    // Nor does the number of the job become a part of the nonce.
    let token = wire(&Request::CreateAuthToken, "77");
    assert_eq!(token.text(), job.text());
    let refused = spend(&token, &signature, &ledger).unwrap_err();
    assert_eq!(refused, SpendError::TextSpent);
}

#[test]
fn a13_strict_messages_of_different_endpoints_never_verify_for_each_other() {
    let datasets = [Input {
        document_id: DID.parse().unwrap(),
        service_id: "0",
        transaction_id: B256::ZERO,
    }];
    let requests = [
        StrictRequest::Download {
            input: datasets[0],
            file_index: 0,
        },
        StrictRequest::ComputeStart {
            environment: "0",
            datasets: &datasets,
            algorithm: Algorithm::Raw { hash: B256::ZERO },
        },
        StrictRequest::ComputeStop { job_id: "0" },
        StrictRequest::ComputeDelete { job_id: "0" },
        StrictRequest::ComputeResult {
            job_id: "0",
            index: 0,
        },
        StrictRequest::Decrypt {
            data_nft: Address::ZERO,
            source: ocean_auth::DecryptSource::Transaction(B256::ZERO),
        },
        StrictRequest::CreateAuthToken { expiration: 0 },
        StrictRequest::DeleteAuthToken { token: B256::ZERO },
    ];
    let audience = Audience {
        provider: Address::ZERO,
        chain_id: 1,
    };
    let messages = requests
        .map(|request| Message::strict(&audience, &request, &claimed(), &nonce("0")).unwrap());
    for signed in &messages {
        let signature = sign(signed);
        for asked in &messages {
            let result = asked.verify(&signature);
            match result {
                Ok(caller) => assert_eq!(caller.endpoint(), signed.endpoint()),
                Err(error) => {
                    assert_ne!(asked.endpoint(), signed.endpoint());
                    assert!(matches!(error, VerifyError::OtherSigner { .. }));
                }
            }
        }
    }
}
