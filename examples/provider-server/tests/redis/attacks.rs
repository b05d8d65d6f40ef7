//! Attacks of the catalogue that a shared ledger must hold off.

use std::sync::Arc;

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{
    AsyncNonceLedger as _, AsyncRevocationLedger as _, Message, NonceValue, Outcome, Request,
    RevokeOutcome, SpendError, Staleness, TokenError, TokenKey, TokenPolicy, TokenState,
};
use ocean_keys::ProviderKey;
use tokio::sync::Barrier;

use crate::{NOW, ONE, not_greater, revocation, rules::Clients, server::Server, spend, with_text};

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";
const CHECKSUMMED: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";

/// A message of the caller as he spelled himself, and its signature.
fn signed(spelling: &str, request: &Request<'_>, nonce: &str) -> (Message, String) {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let claimed = spelling.parse().unwrap();
    let message = Message::wire(request, &claimed, &nonce.parse().unwrap()).unwrap();
    let signature = hex::encode_prefixed(key.sign_digest(&message.digest()).to_bytes());
    (message, signature)
}

#[tokio::test(flavor = "multi_thread")]
async fn a07_another_spelling_at_another_instance_is_the_same_account() {
    let server = Server::start().await;
    let clients = Clients::of(&server, 8).await;
    let request = Request::Download { document_id: DID };
    let spellings = [
        CHECKSUMMED.to_owned(),
        CHECKSUMMED.to_lowercase(),
        CHECKSUMMED.trim_start_matches("0x").to_owned(),
    ];
    for (at, spelling) in spellings.iter().enumerate() {
        let (message, signature) = signed(spelling, &request, "7");
        let caller = message.verify(&signature).unwrap();
        let spent = caller.spend_async(clients.next()).await.map(drop);
        let seven = NonceValue::from(7);
        let refused = Err(SpendError::NotGreater {
            given: seven,
            last: seven,
        });
        assert_eq!(spent, if at == 0 { Ok(()) } else { refused }, "{spelling}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a08_the_same_nonce_in_other_words_is_not_greater_at_any_instance() {
    let server = Server::start().await;
    let clients = Clients::of(&server, 8).await;
    let request = Request::Download { document_id: DID };
    for (at, nonce) in ["1795217593713.5", "1795217593713.50", "01795217593713.500"]
        .iter()
        .enumerate()
    {
        let (message, signature) = signed(CHECKSUMMED, &request, nonce);
        let caller = message.verify(&signature).unwrap();
        let spent = caller.spend_async(clients.next()).await;
        assert_eq!(spent.is_ok(), at == 0, "{nonce}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a09_of_identical_requests_at_many_instances_exactly_one_is_served() {
    const CALLS: usize = 64;
    const ROUNDS: u64 = 40;
    let server = Server::start().await;
    let clients = Arc::new(Clients::of(&server, 8).await);
    for round in 1..=ROUNDS {
        let barrier = Arc::new(Barrier::new(CALLS));
        let calls: Vec<_> = (0..CALLS)
            .map(|_| {
                let (clients, barrier) = (Arc::clone(&clients), Arc::clone(&barrier));
                let request = Request::Download { document_id: DID };
                let message = signed(CHECKSUMMED, &request, &round.to_string());
                tokio::spawn(async move {
                    let caller = message.0.verify(&message.1).unwrap();
                    barrier.wait().await;
                    caller.spend_async(clients.next()).await.map(drop)
                })
            })
            .collect();
        let mut winners = 0;
        for call in calls {
            let same = NonceValue::from(round);
            match call.await.unwrap() {
                Ok(()) => winners += 1,
                Err(error) => assert_eq!(
                    error,
                    SpendError::NotGreater {
                        given: same,
                        last: same
                    }
                ),
            }
        }
        assert_eq!(winners, 1, "round {round}");
    }
}

#[tokio::test]
async fn a10_restarts_of_both_forget_nothing() {
    let mut server = Server::start().await;
    let ledger = server.open().await;
    assert_eq!(
        ledger.advance(&with_text(5, 1, 375)).await,
        Outcome::Advanced
    );
    let revoked = revocation(1, u64::MAX);
    assert_eq!(ledger.revoke(&revoked, NOW).await, RevokeOutcome::Revoked);
    drop(ledger);
    for _ in 0..2 {
        server.kill();
        server.revive().await;
        let ledger = server.open().await;
        assert_eq!(ledger.last(ONE).await, Ok(Some(NonceValue::from(5))));
        assert_eq!(ledger.advance(&spend(ONE, 5)).await, not_greater(5));
        let spent = Outcome::Stale(Staleness::TextSpent);
        assert_eq!(ledger.advance(&with_text(375, 1, 375)).await, spent);
        assert_eq!(ledger.state(revoked.token).await, Ok(TokenState::Revoked));
    }
}

#[tokio::test]
async fn a15_a_token_revoked_at_one_instance_is_dead_at_all() {
    let server = Server::start().await;
    let (here, there) = (server.open().await, server.open().await);
    let tokens = TokenKey::new(&[7; 32]).unwrap();
    let policy = TokenPolicy::default();
    let key = ProviderKey::from_bytes(&[1; 32])
        .unwrap()
        .address()
        .to_string();
    let issue = async |nonce: &str| {
        let (message, signature) = signed(&key, &Request::CreateAuthToken, nonce);
        let caller = message.verify(&signature).unwrap();
        let spent = caller.spend_async(&here).await.unwrap();
        tokens.issue(&spent, NOW + 3600, &policy, NOW).unwrap()
    };
    let text = issue("1").await.as_str().to_owned();
    let token = tokens.verify(&text, &policy, NOW).unwrap();
    assert!(token.live_async(&there).await.is_ok());
    let token = tokens.verify(&text, &policy, NOW).unwrap();
    let (message, signature) = signed(&key, &Request::DeleteAuthToken, "2");
    let spent = message.verify(&signature).unwrap();
    let spent = spent.spend_async(&there).await.unwrap();
    token.revoke_async(&spent, &there, NOW).await.unwrap();
    // To make it once more does not bring it back.
    for nonce in ["3", "4"] {
        let again = issue(nonce).await;
        assert_eq!(again.as_str(), text);
        let refused = again.live_async(&here).await.unwrap_err();
        assert_eq!(refused, TokenError::Revoked);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a49_a_spent_text_stays_refused_at_every_instance() {
    let server = Server::start().await;
    let clients = Clients::of(&server, 8).await;
    let result = |index| Request::ComputeResult {
        job_id: "job",
        index,
    };
    let (first, signature) = signed(CHECKSUMMED, &result("12"), "5");
    let caller = first.verify(&signature).unwrap();
    assert!(caller.spend_async(clients.next()).await.is_ok());
    let (other, same) = signed(CHECKSUMMED, &result("1"), "25");
    assert_eq!(first.text(), other.text());
    for _ in 0..8 {
        let caller = other.verify(&same).unwrap();
        let refused = caller.spend_async(clients.next()).await.unwrap_err();
        assert_eq!(refused, SpendError::TextSpent);
    }
    let somebody = Address::from(B256::repeat_byte(2).0[..20].first_chunk::<20>().unwrap());
    assert_eq!(
        clients.advance(&spend(somebody, 1)).await,
        Outcome::Advanced
    );
}
