//! The rules of the ledgers, tried through eight connections at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use alloy_primitives::{Address, B256};
use ocean_auth::{
    AsyncNonceLedger, AsyncRevocationLedger, LedgerUnavailable, NonceValue, Outcome, Revocation,
    RevokeOutcome, Spend, TokenState, testing,
};
use provider_server::ledger::Redis;

use crate::server::Server;

/// Each call goes through the next connection.
pub(crate) struct Clients {
    all: Vec<Redis>,
    next: AtomicUsize,
}

impl Clients {
    pub(crate) async fn of(server: &Server, count: usize) -> Self {
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(server.open().await);
        }
        Self {
            all,
            next: AtomicUsize::new(0),
        }
    }

    pub(crate) fn next(&self) -> &Redis {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        &self.all[next % self.all.len()]
    }
}

impl AsyncNonceLedger for Clients {
    async fn advance(&self, spend: &Spend) -> Outcome {
        self.next().advance(spend).await
    }

    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        self.next().last(address).await
    }
}

impl AsyncRevocationLedger for Clients {
    async fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        self.next().revoke(revocation, now).await
    }

    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        self.next().state(token).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_clients_conform() {
    let server = Server::start().await;
    let clients = Clients::of(&server, 8).await;
    testing::async_nonce_ledger(&clients).await.unwrap();
    testing::async_revocation_ledger(&clients).await.unwrap();
    let connected: String = server.say("CLIENT LIST").await;
    // The one that asks is the ninth.
    assert_eq!(connected.lines().count(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_conforms() {
    let server = Server::start().await;
    let client = server.open().await;
    testing::async_nonce_ledger(&client).await.unwrap();
    testing::async_revocation_ledger(&client).await.unwrap();
}

/// Other programs' keys and another database change nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_other_tenants_conforms() {
    let server = Server::start().await;
    for words in ["SET ledger x", "SET ocean_provider0x01 5", "LPUSH nonce 1"] {
        let _: redis::Value = server.say(words).await;
    }
    let other = format!("{}/3", server.text()).parse().unwrap();
    let other = Redis::open(&other, provider_server::config::Durability::Required).await;
    testing::async_nonce_ledger(&other.unwrap()).await.unwrap();
    testing::async_nonce_ledger(&server.open().await)
        .await
        .unwrap();
}
