//! The ledger keeps the rules, and what it answered as done stays done.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{
    AsyncNonceLedger as _, AsyncRevocationLedger as _, Message, NonceValue, Outcome, Request,
    Revocation, RevokeOutcome, Spend, SpendError, SpentText, Staleness, TokenError, TokenKey,
    TokenPolicy, TokenState, testing,
};
use ocean_keys::ProviderKey;
use provider_server::ledger::Sqlite;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::sync::Barrier;

const NOW: u64 = 1_700_000_000;
const ONE: Address = Address::repeat_byte(1);

/// A place for a ledger, removed at the end.
struct Place {
    _folder: TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            path: folder.path().join("ledger.sqlite"),
            _folder: folder,
        }
    }

    fn open(&self) -> Sqlite {
        Sqlite::open(&self.path).unwrap()
    }
}

fn spend(address: Address, nonce: u64) -> Spend {
    Spend {
        address,
        nonce: NonceValue::from(nonce),
        text: None,
    }
}

fn with_text(nonce: u64, text: u8, reach: u64) -> Spend {
    Spend {
        text: Some(SpentText {
            hash: B256::repeat_byte(text),
            reach: NonceValue::from(reach),
        }),
        ..spend(ONE, nonce)
    }
}

fn revocation(token: u8) -> Revocation {
    Revocation {
        token: B256::repeat_byte(token),
        keep_until: NOW + 90_000,
    }
}

fn not_greater(last: u64) -> Outcome {
    Outcome::Stale(Staleness::NotGreater {
        last: NonceValue::from(last),
    })
}

fn key() -> ProviderKey {
    ProviderKey::from_bytes(&[1; 32]).unwrap()
}

/// A message of the wire and its signature.
fn signed(request: &Request<'_>, nonce: &str) -> (Message, String) {
    let message = Message::wire(request, &key().address().into(), &nonce.parse().unwrap()).unwrap();
    let signature = hex::encode_prefixed(key().sign_digest(&message.digest()).to_bytes());
    (message, signature)
}

#[tokio::test]
async fn the_nonces_conform() {
    testing::async_nonce_ledger(&Place::new().open())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_revocations_conform() {
    testing::async_revocation_ledger(&Place::new().open())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a09_of_identical_requests_at_once_exactly_one_is_served() {
    const CALLS: usize = 64;
    let place = Place::new();
    let ledger = place.open();
    // As another process would have it.
    let other = place.open();
    for round in 1..=10_u64 {
        let (message, signature) = signed(&Request::CreateAuthToken, &round.to_string());
        let message = Arc::new((message, signature));
        let barrier = Arc::new(Barrier::new(CALLS));
        let calls: Vec<_> = (0..CALLS)
            .map(|call| {
                let ledger = if call % 2 == 0 { &ledger } else { &other }.clone();
                let (message, barrier) = (Arc::clone(&message), Arc::clone(&barrier));
                tokio::spawn(async move {
                    let caller = message.0.verify(&message.1).unwrap();
                    barrier.wait().await;
                    caller.spend_async(&ledger).await
                })
            })
            .collect();
        let mut served = 0;
        for call in calls {
            match call.await.unwrap() {
                Ok(_) => served += 1,
                Err(error) => {
                    let same = NonceValue::from(round);
                    let expected = SpendError::NotGreater {
                        given: same,
                        last: same,
                    };
                    assert_eq!(error, expected);
                }
            }
        }
        assert_eq!(served, 1, "round {round}");
    }
}

#[tokio::test]
async fn a10_a_restart_forgets_nothing() {
    let place = Place::new();
    let ledger = place.open();
    assert_eq!(
        ledger.advance(&with_text(5, 1, 375)).await,
        Outcome::Advanced
    );
    let outcome = ledger.revoke(&revocation(1), NOW).await;
    assert_eq!(outcome, RevokeOutcome::Revoked);
    drop(ledger);
    // A clean end leaves one file, so that a copy of it is the ledger.
    let folder = place.path.parent().unwrap();
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);

    for _ in 0..2 {
        let ledger = place.open();
        assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(5))));
        assert_eq!(ledger.advance(&spend(ONE, 5)).await, not_greater(5));
        assert_eq!(ledger.advance(&spend(ONE, 4)).await, not_greater(5));
        let spent = Outcome::Stale(Staleness::TextSpent);
        assert_eq!(ledger.advance(&with_text(375, 1, 375)).await, spent);
        let state = ledger.state(revocation(1).token).await;
        assert_eq!(state, Ok(TokenState::Revoked));
        let outcome = ledger.revoke(&revocation(1), NOW + 90_000).await;
        assert_eq!(outcome, RevokeOutcome::AlreadyRevoked);
    }
    assert_eq!(
        place.open().advance(&spend(ONE, 6)).await,
        Outcome::Advanced
    );
}

#[tokio::test]
async fn a49_a_spent_text_stays_refused_however_it_is_split() {
    let place = Place::new();
    let result = |index| Request::ComputeResult {
        job_id: "job",
        index,
    };
    let (first, signature) = signed(&result("12"), "5");
    let caller = first.verify(&signature).unwrap();
    assert!(caller.spend_async(&place.open()).await.is_ok());
    let (other, same) = signed(&result("1"), "25");
    assert_eq!(first.text(), other.text());
    for _ in 0..2 {
        // A restart between the two changes nothing.
        let caller = other.verify(&same).unwrap();
        let refused = caller.spend_async(&place.open()).await.unwrap_err();
        assert_eq!(refused, SpendError::TextSpent);
    }
}

#[tokio::test]
async fn a15_a_revoked_token_comes_not_back() {
    let place = Place::new();
    let tokens = TokenKey::new(&[7; 32]).unwrap();
    let policy = TokenPolicy::default();
    let issue = async |nonce: &str, now: u64| {
        let (message, signature) = signed(&Request::CreateAuthToken, nonce);
        let caller = message.verify(&signature).unwrap();
        let spent = caller.spend_async(&place.open()).await.unwrap();
        tokens.issue(&spent, NOW + 3600, &policy, now).unwrap()
    };
    let token = issue("1", NOW).await;
    let text = token.as_str().to_owned();
    assert!(token.live_async(&place.open()).await.is_ok());

    let token = tokens.verify(&text, &policy, NOW).unwrap();
    let (message, signature) = signed(&Request::DeleteAuthToken, "2");
    let caller = message.verify(&signature).unwrap();
    let spent = caller.spend_async(&place.open()).await.unwrap();
    let ledger = place.open();
    token.revoke_async(&spent, &ledger, NOW).await.unwrap();
    drop(ledger);

    // Waiting, other revocations and a new creation of the same token do not help.
    for now in [NOW, NOW + 301, NOW + 3599] {
        let ledger = place.open();
        let other = Revocation {
            token: B256::left_padding_from(&now.to_be_bytes()),
            keep_until: now,
        };
        assert_eq!(ledger.revoke(&other, now).await, RevokeOutcome::Revoked);
        drop(ledger);
        let same = issue(&now.to_string(), now).await;
        assert_eq!(same.as_str(), text);
        let refused = same.live_async(&place.open()).await.unwrap_err();
        assert_eq!(refused, TokenError::Revoked, "at {now}");
        let token = tokens.verify(&text, &policy, now).unwrap();
        let refused = token.live_async(&place.open()).await.unwrap_err();
        assert_eq!(refused, TokenError::Revoked, "at {now}");
    }
}

#[tokio::test]
async fn a_locked_file_is_unavailable_until_it_is_free() {
    let place = Place::new();
    let ledger = place.open();
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    let other = Connection::open(&place.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(ledger.advance(&spend(ONE, 2)).await, Outcome::Unavailable);
    // Whoever only looks is not kept waiting.
    let look = tokio::time::timeout(Duration::from_secs(1), ledger.last(ONE));
    assert_eq!(look.await.unwrap(), Ok(Some(NonceValue::from(1))));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(ledger.advance(&spend(ONE, 2)).await, Outcome::Advanced);
}

#[tokio::test]
async fn a_dropped_request_does_no_harm() {
    let place = Place::new();
    let ledger = place.open();
    for nonce in 1..=100 {
        let spend = spend(ONE, nonce);
        let waited = tokio::time::timeout(Duration::ZERO, ledger.advance(&spend));
        drop(waited.await);
    }
    assert_eq!(ledger.advance(&spend(ONE, 1_000)).await, Outcome::Advanced);
    assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(1_000))));
}

/// Pages of garbage in the middle of the file. The ledger may not open or may not answer, but what
/// was spent is never free.
#[tokio::test]
async fn a_damaged_file_permits_nothing() {
    const ACCOUNTS: u8 = 200;
    let place = Place::new();
    let ledger = place.open();
    let spends: Vec<Spend> = (0..ACCOUNTS)
        .map(|account| spend(Address::repeat_byte(account), 7))
        .collect();
    for spend in &spends {
        assert_eq!(ledger.advance(spend).await, Outcome::Advanced);
    }
    drop(ledger);
    let sound = fs::read(&place.path).unwrap();
    let pages = sound.len() / 4096;
    assert!(pages > 6, "{pages}");
    let mut unavailable = 0;
    for page in 1..pages {
        let mut damaged = sound.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0xa5);
        fs::write(&place.path, &damaged).unwrap();
        let Ok(ledger) = Sqlite::open(&place.path) else {
            continue;
        };
        for spend in &spends {
            match ledger.advance(spend).await {
                Outcome::Unavailable => unavailable += 1,
                outcome => assert_eq!(outcome, not_greater(7), "page {page}"),
            }
            if ledger
                .last(spend.address)
                .await
                .is_ok_and(|last| last.is_none())
            {
                panic!("page {page}: forgotten");
            }
        }
    }
    assert!(unavailable > 0);
}

#[test]
fn a_ledger_is_sent_and_shared_and_shows_nothing() {
    fn is<T: Send + Sync + Clone>(_: &T) {}
    let ledger = Place::new().open();
    is(&ledger);
    assert_eq!(format!("{ledger:?}"), "Sqlite { .. }");
}
