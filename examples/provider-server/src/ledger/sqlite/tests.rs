//! A file that cannot be written, in ways that only a connection of ours can bring about.

use std::path::Path;

use ocean_provider_core::auth::{SpentText, Staleness};
use tempfile::TempDir;

use super::*;

const ONE: Address = Address::repeat_byte(1);

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The ledger, after `change` to the connection that writes.
fn changed(path: &Path, change: impl FnOnce(&Connection)) -> Sqlite {
    let writer = open::writer(path).unwrap();
    change(&writer);
    Sqlite::start(open::reader(path).unwrap(), writer).unwrap()
}

fn spend(nonce: u64) -> Spend {
    Spend {
        address: ONE,
        nonce: NonceValue::from(nonce),
        text: Some(SpentText {
            hash: alloy_primitives::keccak256(nonce.to_be_bytes()),
            reach: NonceValue::from(u64::MAX),
        }),
    }
}

fn revocation(round: u64) -> Revocation {
    Revocation {
        token: B256::left_padding_from(&round.to_be_bytes()),
        keep_until: 2_000,
    }
}

#[test]
fn commits_are_synced() {
    let folder = folder();
    let writer = open::writer(&folder.path().join("ledger")).unwrap();
    let pragma = |name| -> String {
        writer
            .pragma_query_value(None, name, |row| {
                row.get::<_, String>(0)
                    .or_else(|_| Ok(row.get::<_, i64>(0)?.to_string()))
            })
            .unwrap()
    };
    assert_eq!(pragma("journal_mode"), "wal");
    assert_eq!(pragma("synchronous"), "2");
    assert_eq!(pragma("fullfsync"), "1");
    assert_eq!(pragma("checkpoint_fullfsync"), "1");
    assert_eq!(pragma("busy_timeout"), "2000");
}

#[tokio::test]
async fn a_full_disk_is_unavailable_and_loses_nothing() {
    let folder = folder();
    let path = folder.path().join("ledger");
    let ledger = changed(&path, |writer| {
        writer.pragma_update(None, "max_page_count", 10).unwrap();
    });
    let mut last = 0;
    let refused = loop {
        match ledger.advance(&spend(last + 1)).await {
            Outcome::Advanced => last += 1,
            other => break other,
        }
        assert!(last < 10_000, "the disk does not fill");
    };
    assert!(last > 0);
    assert_eq!(refused, Outcome::Unavailable);
    // The refused one left nothing behind, and is refused as long as there is no room.
    assert_eq!(ledger.advance(&spend(last + 1)).await, Outcome::Unavailable);
    assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(last))));
    // What was spent is known all the same.
    let stale = Outcome::Stale(Staleness::NotGreater {
        last: NonceValue::from(last),
    });
    assert_eq!(ledger.advance(&spend(last)).await, stale);
    drop(ledger);

    let ledger = Sqlite::open(&path).unwrap();
    assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(last))));
    for nonce in 1..=last {
        let again = Spend {
            nonce: NonceValue::from(last + 1),
            ..spend(nonce)
        };
        let spent = Outcome::Stale(Staleness::TextSpent);
        assert_eq!(ledger.advance(&again).await, spent, "text {nonce}");
    }
    assert_eq!(ledger.advance(&spend(last + 1)).await, Outcome::Advanced);
}

#[tokio::test]
async fn a_file_that_became_read_only_is_unavailable() {
    let folder = folder();
    let path = folder.path().join("ledger");
    let ledger = Sqlite::open(&path).unwrap();
    assert_eq!(ledger.advance(&spend(1)).await, Outcome::Advanced);
    drop(ledger);
    let ledger = changed(&path, |writer| {
        writer.pragma_update(None, "query_only", "ON").unwrap();
    });
    assert_eq!(ledger.advance(&spend(2)).await, Outcome::Unavailable);
    let outcome = ledger.revoke(&revocation(1), 1_000).await;
    assert_eq!(outcome, RevokeOutcome::Unavailable);
    assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(1))));
    assert_eq!(
        ledger.state(revocation(1).token).await,
        Ok(TokenState::Live)
    );
}

#[tokio::test]
async fn requests_beyond_the_queue_are_unavailable_at_once() {
    let folder = folder();
    let path = folder.path().join("ledger");
    let ledger = Sqlite::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The thread takes what waits and is stuck with it, so at most two queues are in flight.
    let calls: Vec<_> = (1..=2 * writer::QUEUE + 1)
        .map(|round| {
            let ledger = ledger.clone();
            let round = u64::try_from(round).unwrap();
            tokio::spawn(async move { ledger.revoke(&revocation(round), 1_000).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let refused = calls.iter().filter(|call| call.is_finished()).count();
    assert!(refused > 0, "{refused}");
    other.execute_batch("ROLLBACK").unwrap();
    let (mut revoked, mut unavailable) = (0_i64, 0);
    for call in calls {
        match call.await.unwrap() {
            RevokeOutcome::Revoked => revoked += 1,
            RevokeOutcome::Unavailable => unavailable += 1,
            RevokeOutcome::AlreadyRevoked => panic!("a token of its own"),
        }
    }
    assert_eq!(unavailable, refused);
    let kept: i64 = other
        .query_row("SELECT count(*) FROM revoked_tokens", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, revoked);
}

#[tokio::test]
async fn texts_and_tokens_are_forgotten_when_they_may_be() {
    let folder = folder();
    let path = folder.path().join("ledger");
    let ledger = Sqlite::open(&path).unwrap();
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        let connection = Connection::open(&path).unwrap();
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    for (nonce, reach, kept) in [
        (1, 5, 1),
        (2, 6, 2),
        (3, 3, 2),
        (5, 9, 2),
        (6, 8, 2),
        (9, 9, 0),
    ] {
        let mut spend = spend(nonce);
        spend.text = spend.text.map(|text| SpentText {
            reach: NonceValue::from(reach),
            ..text
        });
        assert_eq!(ledger.advance(&spend).await, Outcome::Advanced);
        assert_eq!(count("spent_texts"), kept, "nonce {nonce}");
    }
    assert_eq!(count("nonces"), 1);

    let first = revocation(1);
    assert_eq!(ledger.revoke(&first, 1_000).await, RevokeOutcome::Revoked);
    for (round, now, kept) in [
        (2, 1_999, 2),
        (3, 2_000, 3),
        (4, 2_001, 1),
        (5, u64::MAX, 1),
    ] {
        let outcome = ledger.revoke(&revocation(round), now).await;
        assert_eq!(outcome, RevokeOutcome::Revoked);
        assert_eq!(count("revoked_tokens"), kept, "at {now}");
    }
    let forever = Revocation {
        keep_until: u64::MAX,
        ..revocation(6)
    };
    let _ = ledger.revoke(&forever, u64::MAX).await;
    let _ = ledger.revoke(&revocation(7), u64::MAX).await;
    assert_eq!(ledger.state(forever.token).await, Ok(TokenState::Revoked));
}
