//! Nonces spent once, however they are written.

use std::{sync::Barrier, thread};

use ocean_auth::{
    MemoryNonces, Message, Nonce, ParseNonceError, Request, Rules, SpendError, Spent,
};
use proptest::prelude::*;

use crate::{DID, DOWNLOAD, claimed, nonce, not_greater, sign, spend, wire};

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
