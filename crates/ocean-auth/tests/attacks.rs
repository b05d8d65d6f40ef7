//! Attacks on who asks: each is refused by the strict rule for the right reason; where the peer's
//! rule exists by name, the same input passes there.

#![cfg(feature = "std")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{sync::Barrier, thread};

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{
    Algorithm, Audience, AuthToken, Claimed, Endpoint, Input, MemoryNonces, MemoryRevocations,
    Message, Nonce, ParseNonceError, Request, Rules, SpendError, Spent, StrictRequest, TokenError,
    TokenKey, TokenPolicy, VerifyError,
};
use ocean_keys::ProviderKey;
use proptest::prelude::*;

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";
const NOW: u64 = 1_700_000_000;
const DAY: u64 = 24 * 3600;

const DOWNLOAD: Request<'static> = Request::Download { document_id: DID };

fn key() -> ProviderKey {
    ProviderKey::from_bytes(&[1; 32]).unwrap()
}

fn claimed() -> Claimed {
    key().address().into()
}

fn nonce(text: &str) -> Nonce {
    text.parse().unwrap()
}

fn wire(request: &Request<'_>, text: &str) -> Message {
    Message::wire(request, &claimed(), &nonce(text)).unwrap()
}

fn sign(message: &Message) -> String {
    hex::encode_prefixed(key().sign_digest(&message.digest()).to_bytes())
}

fn spend(message: &Message, signature: &str, ledger: &MemoryNonces) -> Result<Spent, SpendError> {
    message.verify(signature).unwrap().spend(ledger)
}

fn not_greater(given: &str, last: &str) -> SpendError {
    SpendError::NotGreater {
        given: nonce(given).value(),
        last: nonce(last).value(),
    }
}

#[test]
fn a07_another_spelling_of_the_address_is_the_same_account() {
    let ledger = MemoryNonces::default();
    let message = wire(&DOWNLOAD, "7");
    let signature = sign(&message);
    assert!(spend(&message, &signature, &ledger).is_ok());
    let checksummed = claimed().text().to_owned();
    let spellings = [
        checksummed.to_lowercase(),
        format!("0x{}", checksummed[2..].to_uppercase()),
        checksummed[2..].to_owned(),
        format!("0X{}", &checksummed[2..]),
        // Mixed case that is no checksum.
        checksummed.replace('E', "e"),
    ];
    for spelling in spellings {
        assert_ne!(spelling, checksummed);
        let claimed = spelling.parse().unwrap();
        // The message of a download has no address in it, so the signature is good, as it is for
        // Provider; the account is what it was.
        let replay = Message::wire(&DOWNLOAD, &claimed, &nonce("7")).unwrap();
        assert!(replay.verify_as(Rules::Provider, &signature).is_ok());
        let refused = spend(&replay, &signature, &ledger).unwrap_err();
        assert_eq!(refused, not_greater("7", "7"), "{spelling}");
    }
}

#[test]
fn a08_the_same_nonce_in_other_words_is_not_greater_or_no_nonce() {
    let ledger = MemoryNonces::default();
    let message = wire(&DOWNLOAD, "1000");
    assert!(spend(&message, &sign(&message), &ledger).is_ok());
    // As text and as a JSON number a nonce has the same spelling.
    for same in [
        "1000",
        "01000",
        "1000.0",
        "0001000.000",
        "999.999999999999999999",
    ] {
        let message = wire(&DOWNLOAD, same);
        let refused = spend(&message, &sign(&message), &ledger).unwrap_err();
        assert_eq!(refused, not_greater(same, "1000"), "{same}");
    }
    // All of these are numbers to Provider.
    for (other, character) in [
        ("1e3", 'e'),
        (" 1000", ' '),
        ("1000 ", ' '),
        ("1000\n", '\n'),
        ("1_000", '_'),
        ("+1000", '+'),
        ("Infinity", 'I'),
        ("NaN", 'N'),
        ("١٠٠٠", '١'),
    ] {
        let error = other.parse::<Nonce>().unwrap_err();
        assert!(
            matches!(error, ParseNonceError::Character { character: found, .. } if found == character),
            "{other}: {error}"
        );
    }
}

#[test]
fn a09_of_identical_requests_at_once_exactly_one_is_served() {
    const CALLS: usize = 16;
    let ledger = MemoryNonces::default();
    for round in 1..=20 {
        let message = wire(&DOWNLOAD, &round.to_string());
        let signature = sign(&message);
        let callers: Vec<_> = (0..CALLS)
            .map(|_| message.verify(&signature).unwrap())
            .collect();
        let barrier = Barrier::new(CALLS);
        let results: Vec<Result<Spent, SpendError>> = thread::scope(|scope| {
            let calls: Vec<_> = callers
                .into_iter()
                .map(|caller| {
                    scope.spawn(|| {
                        barrier.wait();
                        caller.spend(&ledger)
                    })
                })
                .collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        let mut served = 0;
        for result in results {
            match result {
                Ok(_) => served += 1,
                Err(error) => {
                    let same = round.to_string();
                    assert_eq!(error, not_greater(&same, &same));
                }
            }
        }
        assert_eq!(served, 1, "round {round}");
    }
}

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

fn strict_token_request(expiration: u64, text: &str) -> Message {
    let audience = Audience {
        provider: Address::repeat_byte(0xaa),
        chain_id: 137,
    };
    let request = StrictRequest::CreateAuthToken { expiration };
    Message::strict(&audience, &request, &claimed(), &nonce(text)).unwrap()
}

#[test]
fn a14_another_expiry_is_capped_or_refused() {
    let ledger = MemoryNonces::default();
    let tokens = TokenKey::new(&[3; 32]).unwrap();
    let policy = TokenPolicy::default();
    assert_eq!(policy.max_lifetime, DAY);

    // The wire does not bind the expiry. Whatever the thief asks, he gets a day.
    let message = wire(&Request::CreateAuthToken, "7");
    let spent = spend(&message, &sign(&message), &ledger).unwrap();
    for decades in [NOW + DAY + 1, 4_102_444_800, u64::MAX] {
        let token = tokens.issue(&spent, decades, &policy, NOW).unwrap();
        assert_eq!(token.expiration(), NOW + DAY);
    }
    let token = tokens.issue(&spent, NOW + 60, &policy, NOW).unwrap();
    assert_eq!(token.expiration(), NOW + 60);

    // The strict form binds it.
    let message = strict_token_request(NOW + 60, "8");
    let spent = spend(&message, &sign(&message), &ledger).unwrap();
    assert_eq!(
        tokens.issue(&spent, NOW + 61, &policy, NOW).unwrap_err(),
        TokenError::OtherExpiration {
            signed: NOW + 60,
            asked: NOW + 61,
        }
    );
    assert!(tokens.issue(&spent, NOW + 60, &policy, NOW).is_ok());
    let other = strict_token_request(NOW + 61, "8");
    assert!(matches!(
        other.verify(&sign(&message)),
        Err(VerifyError::OtherSigner { .. })
    ));

    // A token of decades that a reference Provider made does not pass after a move, even with its
    // key.
    let old = TokenKey::from_provider_key_text(OLD_KEY).unwrap();
    assert_eq!(
        old.verify(OLD_TOKEN, &policy, NOW).unwrap_err(),
        TokenError::Lifetime {
            expiration: 4_102_444_800,
            latest: NOW + DAY + 3600,
        }
    );
    let peer = TokenPolicy {
        max_lifetime: u64::MAX,
    };
    assert!(old.verify(OLD_TOKEN, &peer, NOW).is_ok());
}

const OLD_KEY: &str = "0xdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
/// `PyJWT` 2.4.0 made it with the text above.
const OLD_TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDAsImFkZHJlc3MiOiIweDFhNjQyZjBFM2MzYUY1NDVFN0FjQkQzOGIwNzI1MUIzOTkwOTE0RjEifQ.8lqKUeug4zpRehIVS756RbE6XUi9kwEXS-vTCLPA8YM";

#[test]
fn a15_a_revoked_token_stays_revoked() {
    let nonces = MemoryNonces::default();
    let revocations = MemoryRevocations::default();
    let tokens = TokenKey::new(&[3; 32]).unwrap();
    let policy = TokenPolicy::default();
    let expiration = NOW + DAY;
    let create = wire(&Request::CreateAuthToken, "7");
    let creation = sign(&create);
    let spent = spend(&create, &creation, &nonces).unwrap();
    let token = tokens.issue(&spent, expiration, &policy, NOW).unwrap();
    let text = token.as_str().to_owned();
    let read = |text: &str, now| tokens.verify(text, &policy, now);
    let live = |token: AuthToken| token.live(&revocations).map(|_| ());
    assert_eq!(live(read(&text, NOW).unwrap()), Ok(()));

    let delete = wire(&Request::DeleteAuthToken, "8");
    let spent = spend(&delete, &sign(&delete), &nonces).unwrap();
    assert_eq!(token.revoke(&spent, &revocations, NOW), Ok(()));
    assert_eq!(
        token.revoke(&spent, &revocations, NOW),
        Err(TokenError::Revoked)
    );

    // By waiting, to the last second.
    for now in [NOW, NOW + 301, expiration - 1] {
        assert_eq!(live(read(&text, now).unwrap()), Err(TokenError::Revoked));
    }
    assert_eq!(
        read(&text, expiration).unwrap_err(),
        TokenError::Expired {
            expiration,
            now: expiration,
        }
    );
    // By waiting where a clock is late, while another machine of the Provider tidies up.
    let later = wire(&Request::CreateAuthToken, "9");
    let spent = spend(&later, &sign(&later), &nonces).unwrap();
    let other = tokens
        .issue(&spent, expiration + DAY, &policy, expiration)
        .unwrap();
    let _ =
        ocean_auth::RevocationLedger::revoke(&revocations, &other.revocation(), expiration + 3600);
    let late = read(&text, expiration - 1).unwrap();
    assert_eq!(live(late), Err(TokenError::Revoked));

    // By replaying its creation.
    let refused = spend(&create, &creation, &nonces).unwrap_err();
    assert_eq!(refused, not_greater("7", "9"));
    // By asking for the same token anew: it is made, and it is dead.
    let again = wire(&Request::CreateAuthToken, "10");
    let spent = spend(&again, &sign(&again), &nonces).unwrap();
    let same = tokens.issue(&spent, expiration, &policy, NOW).unwrap();
    assert_eq!(same.as_str(), text);
    assert_eq!(live(same), Err(TokenError::Revoked));

    // By spelling it anew.
    let (signed, tag) = text.rsplit_once('.').unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = alphabet.find(tag.chars().last().unwrap()).unwrap();
    let (stem, _) = tag.split_at(tag.len() - 1);
    let mut spellings = vec![
        format!("{text}="),
        format!("{text}\n"),
        format!(" {text}"),
        // The same claims with a blank, as another JSON writer has them.
        text.replace("eyJleHAi", "eyAiZXhwIjog"),
    ];
    for bits in 1..4 {
        // 43 characters hold 258 bits, 2 more than the tag has.
        let twin = alphabet.chars().nth(last ^ bits).unwrap();
        spellings.push(format!("{signed}.{stem}{twin}"));
    }
    for spelling in spellings {
        let error = read(&spelling, NOW).unwrap_err();
        assert_eq!(error, TokenError::Malformed, "{spelling}");
    }
}

#[test]
fn a22_no_signature_token_or_key_is_printed() {
    // A canary in each secret; whatever the crate prints is searched for all of them.
    let secret = [0xc4_u8; 32];
    let key = ProviderKey::from_bytes(&secret).unwrap();
    let tokens = TokenKey::new(&secret).unwrap();
    let old = TokenKey::from_provider_key_text(&hex::encode_prefixed(secret)).unwrap();
    let claimed = Claimed::from(key.address());
    let create = Message::wire(&Request::CreateAuthToken, &claimed, &nonce("7")).unwrap();
    let signature = hex::encode(key.sign_digest(&create.digest()).to_bytes());
    let ledger = MemoryNonces::default();
    let caller = create.verify(&signature).unwrap();
    let mut printed = vec![format!("{caller:?} {create:?} {tokens:?} {old:?}")];
    let spent = caller.spend(&ledger).unwrap();
    let policy = TokenPolicy::default();
    let token = tokens.issue(&spent, NOW + 1, &policy, NOW).unwrap();
    let text = token.as_str().to_owned();
    printed.push(format!(
        "{spent:?} {token:?} {:?} {ledger:?}",
        token.revocation()
    ));
    for bad in [
        format!("{text}x"),
        format!("x{text}"),
        text.replace('.', ""),
        text.replace("eyJ", "eyK"),
        "x".repeat(10_000),
    ] {
        let error = tokens.verify(&bad, &policy, NOW).unwrap_err();
        printed.push(format!("{error:?} {error}"));
    }
    for (key, now) in [(&old, NOW), (&tokens, NOW + 1), (&tokens, 0)] {
        let error = key.verify(&text, &policy, now).unwrap_err();
        printed.push(format!("{error:?} {error}"));
    }
    let live = token.live(&MemoryRevocations::default()).unwrap();
    printed.push(format!("{live:?}"));
    for request in [DOWNLOAD, Request::DeleteAuthToken] {
        let message = Message::wire(&request, &claimed, &nonce("7")).unwrap();
        for signature in [
            signature.clone(),
            format!("{signature}00"),
            format!("{signature}{signature}"),
            signature[..128].to_owned(),
            format!("{}1d", &signature[..128]),
            format!("{signature}zz"),
            format!("{}{}", "ff".repeat(64), "1b"),
            String::new(),
        ] {
            if let Err(error) = message.verify(&signature) {
                printed.push(format!("{error:?} {error}"));
            }
        }
    }
    for bad in [
        "0x",
        "c4",
        &format!("{}c", "c4".repeat(32)),
        &"c4".repeat(33),
    ] {
        let error = TokenKey::from_provider_key_text(bad).unwrap_err();
        printed.push(format!("{error:?} {error}"));
    }
    printed.push(format!("{:?}", TokenKey::new(b"c4c4c4c4c4").unwrap_err()));
    assert!(printed.len() > 20, "{}", printed.len());
    let printed = printed.join("\n").to_lowercase();
    let (claims, tag) = text.rsplit_once('.').unwrap();
    let bytes = format!("{secret:?}");
    for canary in [
        "c4c4c4c4",
        "196, 196",
        bytes.trim_matches(['[', ']']),
        &signature[..16],
        &signature[64..80],
        &tag[..8],
        &claims[40..56],
    ] {
        assert!(
            !printed.contains(&canary.to_lowercase()),
            "{canary}\n{printed}"
        );
    }
}

#[test]
fn a24_a_token_says_nothing_about_the_chain_key() {
    let policy = TokenPolicy {
        max_lifetime: u64::MAX,
    };
    // The attacker holds a token and guesses chain keys; one guess is right.
    let guesses = [
        hex::encode_prefixed([1; 32]),
        hex::encode_prefixed([2; 32]),
        OLD_KEY.to_owned(),
    ];
    let confirmed = |token: &str| {
        let is_confirmed = |guess: &&String| {
            let key = TokenKey::from_provider_key_text(guess).unwrap();
            key.verify(token, &policy, NOW).is_ok()
        };
        guesses.iter().find(is_confirmed).cloned()
    };
    // A token of Provider confirms it.
    assert_eq!(confirmed(OLD_TOKEN), Some(OLD_KEY.to_owned()));

    // Ours are made with a key of their own: neither the text nor the bytes of the chain key are it.
    let ledger = MemoryNonces::default();
    let message = wire(&Request::CreateAuthToken, "7");
    let spent = spend(&message, &sign(&message), &ledger).unwrap();
    let tokens = TokenKey::new(&[3; 32]).unwrap();
    let ours = tokens.issue(&spent, 4_102_444_800, &policy, NOW).unwrap();
    assert_eq!(confirmed(ours.as_str()), None);
    let chain_key = TokenKey::new(&[0xde; 32]).unwrap();
    let error = chain_key.verify(ours.as_str(), &policy, NOW).unwrap_err();
    assert_eq!(error, TokenError::WrongKey);
    assert_eq!(
        tokens.verify(OLD_TOKEN, &policy, NOW).unwrap_err(),
        TokenError::WrongKey
    );
}

fn decrypt(chain_id: &str) -> Request<'_> {
    Request::Decrypt {
        transaction_id: Some("0xa5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5"),
        data_nft_address: "0x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c",
        chain_id,
    }
}

#[test]
fn a49_digits_that_move_into_the_nonce_serve_nothing() {
    let result = |index| Request::ComputeResult {
        job_id: "job",
        index,
    };
    let stop = |job_id| Request::ComputeStop {
        job_id: Some(job_id),
        document_id: None,
    };
    // What was signed, with its nonce and the next; what is asked with the same text.
    let cases: [(Request<'_>, &str, &str, Request<'_>, &str); 7] = [
        (decrypt("137"), "5", "6", decrypt("1"), "375"),
        (
            decrypt("137"),
            "1700000000005",
            "1700000000006",
            decrypt("13"),
            "71700000000005",
        ),
        (decrypt("137"), "5.5", "6", decrypt("1"), "375.5"),
        (result("12"), "5", "6", result("1"), "25"),
        (stop("job12"), "5", "6", result("1"), "25"),
        (stop("12"), "5", "6", Request::CreateAuthToken, "125"),
        (stop("12"), "5", "6", stop("1"), "25"),
    ];
    for (signed, first, next, asked, second) in cases {
        let ledger = MemoryNonces::default();
        let (signed, asked) = (wire(&signed, first), wire(&asked, second));
        assert_eq!(signed.text(), asked.text());
        let signature = sign(&signed);
        assert!(spend(&signed, &signature, &ledger).is_ok());
        // The nonce is greater, so Provider serves it.
        assert!(asked.nonce().value() > signed.nonce().value());
        assert!(asked.verify_as(Rules::Provider, &signature).is_ok());
        let refused = spend(&asked, &signature, &ledger).unwrap_err();
        assert_eq!(refused, SpendError::TextSpent, "{}", asked.text());
        // Nor after other requests, as long as its nonce would pass.
        let next = wire(&DOWNLOAD, next);
        assert!(spend(&next, &sign(&next), &ledger).is_ok());
        let refused = spend(&asked, &signature, &ledger).unwrap_err();
        assert_eq!(refused, SpendError::TextSpent, "{}", asked.text());
        // Least of all just before its nonce would be too low.
        let before = second.replacen('5', "4", 1);
        let next = wire(&DOWNLOAD, &before);
        assert!(spend(&next, &sign(&next), &ledger).is_ok());
        let refused = spend(&asked, &signature, &ledger).unwrap_err();
        assert_eq!(refused, SpendError::TextSpent, "{}", asked.text());
        // The honest caller goes on with the nonce after it.
        let fresh = format!("{second}9");
        let next = wire(&decrypt("1"), &fresh);
        assert!(spend(&next, &sign(&next), &ledger).is_ok());
        let refused = spend(&asked, &signature, &ledger).unwrap_err();
        assert_eq!(refused, not_greater(second, &fresh));
    }
}

/// All requests whose parts are made of few digits, so that their texts meet often.
fn requests() -> impl Strategy<Value = (u8, String, String, String)> {
    (
        0_u8..7,
        "[12]{1,3}",
        "[12]|1[12]|21|2[12]{2}",
        r"[12]{1,4}|[12]{1,3}\.[12]{1,2}|0[12]{1,2}",
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// However requests are divided, no text is ever spent twice.
    #[test]
    fn a49_no_text_is_spent_twice(calls in prop::collection::vec(requests(), 1..50)) {
        let ledger = MemoryNonces::default();
        let mut texts = std::collections::HashSet::new();
        for (kind, job, number, given) in calls {
            let job_id = Some(&*job);
            let request = match kind {
                0 => Request::ComputeResult { job_id: &job, index: &number },
                1 => Request::ComputeStop { job_id, document_id: None },
                2 => Request::ComputeDelete { job_id, document_id: None },
                3 => decrypt(&number),
                4 => Request::CreateAuthToken,
                5 => Request::ComputeStart { job_id, document_id: DID },
                _ => Request::ComputeStop { job_id, document_id: Some(DID) },
            };
            let message = wire(&request, &given);
            // A forger needs no new signature for a text that was signed.
            let caller = message.verify(&sign(&message)).unwrap();
            match caller.spend(&ledger) {
                Ok(_) => prop_assert!(
                    texts.insert(message.text().to_owned()),
                    "{} is spent twice", message.text()
                ),
                Err(SpendError::TextSpent) => prop_assert!(texts.contains(message.text())),
                Err(_) => {}
            }
        }
    }
}
