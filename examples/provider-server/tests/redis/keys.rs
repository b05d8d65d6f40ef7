//! What the ledger holds, and for how long.

use std::time::{SystemTime, UNIX_EPOCH};

use alloy_primitives::hex;
use ocean_auth::{
    AsyncNonceLedger as _, AsyncRevocationLedger as _, LedgerUnavailable, NonceValue, Outcome,
    Revocation, RevokeOutcome, SpentText, TokenState,
};

use crate::{NOW, ONE, revocation, server::Server, spend, with_text};

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn key(revocation: &Revocation) -> String {
    format!(
        "ocean-provider:revoked:{{{}}}",
        hex::encode(revocation.token)
    )
}

#[tokio::test]
async fn nonces_and_texts_never_expire() {
    let server = Server::start().await;
    let ledger = server.open().await;
    assert_eq!(
        ledger.advance(&with_text(5, 1, 375)).await,
        Outcome::Advanced
    );
    let mut keys: Vec<String> = server.say("KEYS *").await;
    keys.sort();
    let address = "{0101010101010101010101010101010101010101}";
    assert_eq!(
        keys,
        [
            "ocean-provider:ledger".to_owned(),
            format!("ocean-provider:nonce:{address}"),
            format!("ocean-provider:reaches:{address}"),
            format!("ocean-provider:texts:{address}"),
        ]
    );
    for key in keys {
        let expires: i64 = server.say(&format!("TTL {key}")).await;
        assert_eq!(expires, -1, "{key}");
    }
    let made: String = server.say("GET ocean-provider:ledger").await;
    let (version, time) = made.split_once(':').unwrap();
    let (seconds, _micros) = time.split_once('.').unwrap();
    assert_eq!(version, "1");
    assert!(now().abs_diff(seconds.parse().unwrap()) < 60, "{made}");
    // All instances have the same.
    server.open().await;
    let again: String = server.say("GET ocean-provider:ledger").await;
    assert_eq!(made, again);
}

#[tokio::test]
async fn texts_are_forgotten_when_they_may_be() {
    let server = Server::start().await;
    let ledger = server.open().await;
    let address = "{0101010101010101010101010101010101010101}";
    let count = async || {
        let texts: i64 = server
            .say(&format!("SCARD ocean-provider:texts:{address}"))
            .await;
        let reaches: i64 = server
            .say(&format!("ZCARD ocean-provider:reaches:{address}"))
            .await;
        assert_eq!(texts, reaches);
        texts
    };
    for (nonce, text, reach, kept) in [
        (1, 1, 5, 1),
        (2, 2, 6, 2),
        (3, 3, 3, 2),
        (5, 5, 9, 2),
        (6, 6, 8, 2),
        (9, 9, 9, 0),
    ] {
        let outcome = ledger.advance(&with_text(nonce, text, reach)).await;
        assert_eq!(outcome, Outcome::Advanced);
        assert_eq!(count().await, kept, "nonce {nonce}");
    }
    // However many there are, one request forgets a hundred at most.
    for nonce in 10..=260 {
        let mut spend = with_text(nonce, 0, 1_000);
        spend.text = Some(SpentText {
            hash: alloy_primitives::keccak256(nonce.to_be_bytes()),
            reach: NonceValue::from(1_000),
        });
        assert_eq!(ledger.advance(&spend).await, Outcome::Advanced);
    }
    for (nonce, kept) in [(999, 251), (1_000, 151), (1_001, 51), (1_002, 0)] {
        assert_eq!(ledger.advance(&spend(ONE, nonce)).await, Outcome::Advanced);
        assert_eq!(count().await, kept, "nonce {nonce}");
    }
}

/// A clock that is wrong, here or there, brings no token back too soon.
#[tokio::test]
async fn a15_revocations_expire_when_both_clocks_say_so() {
    let server = Server::start().await;
    let ledger = server.open().await;
    let real = now();
    for (round, keep_until, claimed, expected) in [
        (1, real + 90_000, real, real + 90_001),
        // We are late: it is kept for as long as we ask.
        (2, NOW + 90_000, NOW, real + 90_001),
        // We are ahead: it is kept until its time by the server's clock.
        (3, real + 90_000, real + 80_000, real + 90_001),
        (4, 99_999_999_999, real, 100_000_000_000),
    ] {
        let one = revocation(round, keep_until);
        assert_eq!(ledger.revoke(&one, claimed).await, RevokeOutcome::Revoked);
        let at: u64 = server.say(&format!("EXPIRETIME {}", key(&one))).await;
        assert!(
            (expected..expected + 60).contains(&at),
            "{round}: {at} {expected}"
        );
        assert_eq!(
            ledger.revoke(&one, claimed).await,
            RevokeOutcome::AlreadyRevoked
        );
    }
    for (round, keep_until) in [(5, 100_000_000_001), (6, u64::MAX)] {
        let one = revocation(round, keep_until);
        assert_eq!(ledger.revoke(&one, real).await, RevokeOutcome::Revoked);
        let at: i64 = server.say(&format!("EXPIRETIME {}", key(&one))).await;
        assert_eq!(at, -1, "for ever");
    }
    for (round, keep_until, now) in [(7, 0, 0), (8, 0, u64::MAX), (9, NOW, u64::MAX)] {
        let over = revocation(round, keep_until);
        assert_eq!(ledger.revoke(&over, now).await, RevokeOutcome::Revoked);
    }
    let over = revocation(8, 0);
    assert_eq!(ledger.state(over.token).await, Ok(TokenState::Live));
}

#[tokio::test]
async fn what_is_no_nonce_permits_nothing() {
    let server = Server::start().await;
    let ledger = server.open().await;
    let key = "ocean-provider:nonce:{0101010101010101010101010101010101010101}";
    for set in [
        format!("SET {key} 5"),
        format!("SET {key} {}", "f".repeat(24)),
        format!("SADD {key} x"),
    ] {
        let _: redis::Value = server.say(&format!("DEL {key}")).await;
        let _: redis::Value = server.say(&set).await;
        assert_eq!(
            ledger.advance(&spend(ONE, 6)).await,
            Outcome::Unavailable,
            "{set}"
        );
        assert_eq!(ledger.last(ONE).await, Err(LedgerUnavailable), "{set}");
    }
    // Too long, and less than any nonce.
    let _: redis::Value = server.say(&format!("DEL {key}")).await;
    let mut long = redis::cmd("SET");
    long.arg(key).arg(&[0_u8; 25]);
    let _: redis::Value = server.run(&long).await;
    assert_eq!(ledger.advance(&spend(ONE, 6)).await, Outcome::Unavailable);
    let _: redis::Value = server.say(&format!("DEL {key}")).await;
    let texts = key.replace("nonce", "texts");
    let reaches = key.replace("nonce", "reaches");
    for broken in [texts, reaches] {
        let _: redis::Value = server.say(&format!("SET {broken} x")).await;
        assert_eq!(
            ledger.advance(&with_text(5, 1, 9)).await,
            Outcome::Unavailable
        );
        // What failed wrote nothing.
        assert_eq!(ledger.last(ONE).await, Ok(None));
        let _: redis::Value = server.say(&format!("DEL {broken}")).await;
    }
    assert_eq!(ledger.advance(&with_text(5, 1, 9)).await, Outcome::Advanced);
}

#[tokio::test]
async fn a_server_that_forgot_the_scripts_gets_them_again() {
    let server = Server::start().await;
    let ledger = server.open().await;
    for nonce in 1..=3 {
        let _: redis::Value = server.say("SCRIPT FLUSH").await;
        assert_eq!(ledger.advance(&spend(ONE, nonce)).await, Outcome::Advanced);
        assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(nonce))));
    }
}

#[tokio::test]
async fn a_ledger_is_sent_and_shared_and_shows_nothing() {
    fn is<T: Send + Sync + Clone>(_: &T) {}
    let ledger = Server::start().await.open().await;
    is(&ledger);
    assert_eq!(format!("{ledger:?}"), "Redis { .. }");
}
