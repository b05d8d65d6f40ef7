//! A Redis that dies, stalls, is full, or comes back as another one.

use std::{
    collections::BTreeSet,
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use alloy_primitives::{Address, keccak256};
use ocean_auth::{
    AsyncNonceLedger as _, AsyncRevocationLedger as _, LedgerUnavailable, NonceValue, Outcome,
    Revocation, RevokeOutcome, Spend, SpentText, Staleness, TokenState,
};
use provider_server::{config::Durability, ledger::Redis};

use crate::{
    NOW, ONE, not_greater, revocation,
    server::{SAFE, Server},
    spend,
};

/// Tries until the ledger answers.
async fn advance(ledger: &Redis, spend: &Spend) -> Outcome {
    for _ in 0..100 {
        let outcome = ledger.advance(spend).await;
        if outcome != Outcome::Unavailable {
            return outcome;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the ledger does not come back");
}

fn captured(caller: u8, nonce: u64) -> Spend {
    Spend {
        address: Address::repeat_byte(caller),
        nonce: NonceValue::from(nonce),
        text: Some(SpentText {
            hash: keccak256(
                [caller, 0]
                    .iter()
                    .chain(&nonce.to_be_bytes())
                    .copied()
                    .collect::<Vec<u8>>(),
            ),
            reach: NonceValue::from(u64::MAX),
        }),
    }
}

fn token(caller: u8, nonce: u64) -> Revocation {
    revocation((u64::from(caller) << 32) + nonce, u64::MAX)
}

/// What a caller was told.
#[derive(Default)]
struct Told {
    advanced: BTreeSet<u64>,
    revoked: BTreeSet<u64>,
    /// Whether it happened is open.
    open: BTreeSet<u64>,
}

/// Sends each request twice at once, to two instances, until it is told to stop.
async fn load(caller: u8, from: u64, ledgers: [Redis; 2], stop: Arc<AtomicBool>) -> Told {
    let mut told = Told::default();
    for nonce in from.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let request = captured(caller, nonce);
        let [one, other] = &ledgers;
        let outcomes = tokio::join!(one.advance(&request), other.advance(&request));
        let advanced = [outcomes.0, outcomes.1]
            .iter()
            .filter(|o| **o == Outcome::Advanced)
            .count();
        assert!(advanced <= 1, "{caller} {nonce}: served twice");
        if advanced == 1 {
            told.advanced.insert(nonce);
        } else {
            told.open.insert(nonce);
        }
        if nonce % 4 == 0 && one.revoke(&token(caller, nonce), NOW).await == RevokeOutcome::Revoked
        {
            told.revoked.insert(nonce);
        }
    }
    told
}

/// The same connections are used all the time: nobody restarts the instances.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a10_a_redis_killed_under_load_loses_nothing_and_serves_nothing_twice() {
    const ROUNDS: u64 = 6;
    const CALLERS: u8 = 8;
    let mut server = Server::start().await;
    let mut pairs = Vec::new();
    for _ in 0..CALLERS {
        pairs.push([server.open().await, server.open().await]);
    }
    let (mut kept, mut unanswered) = (0, 0);
    for round in 0..ROUNDS {
        let stop = Arc::new(AtomicBool::new(false));
        let callers: Vec<_> = pairs
            .iter()
            .zip(1_u8..)
            .map(|(pair, caller)| {
                let from = round * 1_000_000 + 1;
                tokio::spawn(load(caller, from, pair.clone(), Arc::clone(&stop)))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(150 + 37 * round)).await;
        server.kill();
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop.store(true, Ordering::Relaxed);
        server.revive().await;
        for (caller, pair) in callers.into_iter().zip(&pairs) {
            let number = u8::try_from(
                pairs
                    .iter()
                    .position(|other| std::ptr::eq(other, pair))
                    .unwrap(),
            )
            .unwrap()
                + 1;
            let told = caller.await.unwrap();
            assert!(!told.advanced.is_empty(), "round {round}: no load");
            let ledger = &pair[0];
            let last = *told.advanced.last().unwrap();
            for nonce in &told.advanced {
                let again = advance(ledger, &captured(number, *nonce)).await;
                assert!(
                    matches!(again, Outcome::Stale(Staleness::NotGreater { .. })),
                    "round {round}: {number} {nonce}: {again:?}"
                );
                // With a nonce that is free, the text is what refuses it.
                let split = Spend {
                    nonce: NonceValue::from(u64::MAX - 1),
                    ..captured(number, *nonce)
                };
                assert_eq!(
                    ledger.advance(&split).await,
                    Outcome::Stale(Staleness::TextSpent)
                );
            }
            for nonce in &told.revoked {
                let state = ledger.state(token(number, *nonce).token).await;
                assert_eq!(
                    state,
                    Ok(TokenState::Revoked),
                    "round {round}: {number} {nonce}"
                );
            }
            let found = ledger
                .last(Address::repeat_byte(number))
                .await
                .unwrap()
                .unwrap();
            assert!(found >= NonceValue::from(last));
            kept += told.advanced.len() + told.revoked.len();
            unanswered += told.open.len();
        }
    }
    assert!(unanswered > 0);
    println!("{ROUNDS} kills: {kept} kept, {unanswered} without an answer");
}

#[tokio::test]
async fn a_connection_comes_back_by_itself() {
    let mut server = Server::start().await;
    let ledger = server.open().await;
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    server.kill();
    for _ in 0..3 {
        let since = Instant::now();
        assert_eq!(ledger.advance(&spend(ONE, 2)).await, Outcome::Unavailable);
        assert_eq!(ledger.last(ONE).await, Err(LedgerUnavailable));
        let outcome = ledger.revoke(&revocation(1, u64::MAX), NOW).await;
        assert_eq!(outcome, RevokeOutcome::Unavailable);
        assert!(since.elapsed() < Duration::from_secs(3));
    }
    server.revive().await;
    assert_eq!(advance(&ledger, &spend(ONE, 2)).await, Outcome::Advanced);
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, not_greater(2));

    // Whoever only reads does not even notice that an idle connection was closed.
    let _: redis::Value = server.say("CLIENT KILL TYPE normal SKIPME yes").await;
    assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(2))));
}

#[tokio::test]
async fn a_redis_that_stalls_is_unavailable_in_time() {
    let server = Server::start().await;
    let ledger = server.open().await;
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    let _: redis::Value = server.say("CLIENT PAUSE 7000 ALL").await;
    let since = Instant::now();
    let calls: Vec<_> = (2..=200)
        .map(|nonce| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.advance(&spend(ONE, nonce)).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), Outcome::Unavailable);
    }
    assert!(
        since.elapsed() < Duration::from_secs(6),
        "{:?}",
        since.elapsed()
    );
    assert_eq!(
        advance(&ledger, &spend(ONE, 1_000)).await,
        Outcome::Advanced
    );
    assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(1_000))));
}

#[tokio::test]
async fn a_redis_that_is_full_is_unavailable_and_loses_nothing() {
    let server = Server::start().await;
    let ledger = server.open().await;
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    let _: redis::Value = server.say("CONFIG SET maxmemory 1").await;
    assert_eq!(ledger.advance(&spend(ONE, 2)).await, Outcome::Unavailable);
    let outcome = ledger.revoke(&revocation(1, u64::MAX), NOW).await;
    assert_eq!(outcome, RevokeOutcome::Unavailable);
    let _: redis::Value = server.say("CONFIG SET maxmemory 0").await;
    assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(1))));
    let state = ledger.state(revocation(1, u64::MAX).token).await;
    assert_eq!(state, Ok(TokenState::Live));
    assert_eq!(ledger.advance(&spend(ONE, 2)).await, Outcome::Advanced);
}

/// What it copies may be behind, so that even reading is refused.
#[tokio::test]
async fn a_redis_that_becomes_a_replica_is_unavailable() {
    let server = Server::start().await;
    // Each has a connection of its own, which does not know yet.
    let (spender, reader) = (server.open().await, server.open().await);
    let (revoker, looker) = (server.open().await, server.open().await);
    assert_eq!(spender.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    let one = revocation(1, u64::MAX);
    let _: redis::Value = server.say("REPLICAOF 127.0.0.1 1").await;
    for _ in 0..2 {
        assert_eq!(spender.advance(&spend(ONE, 1)).await, Outcome::Unavailable);
        assert_eq!(reader.last(ONE).await, Err(LedgerUnavailable));
        assert_eq!(revoker.revoke(&one, NOW).await, RevokeOutcome::Unavailable);
        assert_eq!(looker.state(one.token).await, Err(LedgerUnavailable));
    }
    let _: redis::Value = server.say("REPLICAOF NO ONE").await;
    assert_eq!(advance(&spender, &spend(ONE, 2)).await, Outcome::Advanced);
}

#[tokio::test]
async fn a10_a_redis_that_comes_back_empty_serves_nothing_a_second_time() {
    let mut server = Server::start().await;
    let ledger = server.open().await;
    let careless = server.try_open(Durability::DataLossAllowed).await.unwrap();
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    server.kill();
    fs::rename(server.file("appendonlydir"), server.file("away")).unwrap();
    server.revive().await;
    for _ in 0..5 {
        assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Unavailable);
        assert_eq!(ledger.last(ONE).await, Err(LedgerUnavailable));
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    // Whoever said that data may be lost loses it.
    assert_eq!(advance(&careless, &spend(ONE, 1)).await, Outcome::Advanced);
    // And a ledger that was made anew is another one.
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Unavailable);
    server.kill();
    fs::remove_dir_all(server.file("appendonlydir")).unwrap();
    fs::rename(server.file("away"), server.file("appendonlydir")).unwrap();
    server.revive().await;
    assert_eq!(advance(&ledger, &spend(ONE, 1)).await, not_greater(1));
}

#[tokio::test]
async fn a_redis_that_comes_back_with_other_settings_is_unavailable() {
    let mut server = Server::start().await;
    let ledger = server.open().await;
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    server.kill();
    server
        .revive_with(&[("appendonly", "yes"), ("appendfsync", "everysec")])
        .await;
    for _ in 0..3 {
        assert_eq!(ledger.advance(&spend(ONE, 2)).await, Outcome::Unavailable);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    server.kill();
    server.revive_with(&SAFE).await;
    assert_eq!(advance(&ledger, &spend(ONE, 1)).await, not_greater(1));
}

#[tokio::test]
async fn a_dropped_request_does_no_harm() {
    let server = Server::start().await;
    let ledger = server.open().await;
    for nonce in 1..=200 {
        let spend = spend(ONE, nonce);
        let waited = tokio::time::timeout(Duration::from_micros(nonce), ledger.advance(&spend));
        drop(waited.await);
    }
    assert_eq!(ledger.advance(&spend(ONE, 1_000)).await, Outcome::Advanced);
    assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(1_000))));
}
