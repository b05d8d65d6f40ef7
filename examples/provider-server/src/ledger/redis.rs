//! The ledger of any number of servers, in one Redis.
//!
//! Each rule is one script, which the server runs as one step, so that of identical requests that
//! reach many instances at once exactly one is served. What is answered as done is on the disk of
//! that server, if it syncs before it answers; a server with other settings is refused. When it
//! cannot be reached, does not answer in time, is a replica or has no room, every answer is
//! `Unavailable`. Connections come back by themselves, and each new one is checked anew.
//!
//! | key | holds |
//! |---|---|
//! | `ocean-provider:ledger` | version of the ledger and when it was made |
//! | `ocean-provider:nonce:{address}` | the last nonce, as 24 bytes |
//! | `ocean-provider:texts:{address}` | set: hashes of messages that were spent |
//! | `ocean-provider:reaches:{address}` | sorted set: reach and hash of the same, 24 and 32 bytes |
//! | `ocean-provider:revoked:{token}` | until when it is to be kept |
//! | `ocean-provider:trusted:{order}` | SHA-256 of each file of the algorithm that was ordered: see [`Redis::trusted`] |
//!
//! Addresses, tokens and orders in lower-case hexadecimal. Keys of one address share a hash slot. Only
//! revocations and what was trusted expire, and not before their time.

mod check;
mod connection;
mod scripts;

use std::{fmt, sync::Arc};

use alloy_primitives::{Address, B256, hex};
use ocean_provider_core::auth::{
    AsyncNonceLedger, AsyncRevocationLedger, LedgerUnavailable, NonceValue, Outcome, Revocation,
    RevokeOutcome, Spend, Staleness, TokenState,
};
use redis::Value;

pub use self::check::{RedisError, Wrong};
use self::{
    connection::{Fault, Link},
    scripts::Scripts,
};
use super::import::Facts;
use crate::config::{Durability, RedisUrl};

/// A ledger in a Redis 7 or later. Clones are handles of the same connection.
#[derive(Clone)]
pub struct Redis {
    inner: Arc<Inner>,
}

struct Inner {
    link: Link,
    scripts: Scripts,
}

impl Redis {
    /// Opens the ledger there, or makes a new one. The rest of the Redis is left as it is.
    ///
    /// # Errors
    /// [`RedisError`]: it cannot be reached, or does not keep what is written.
    pub async fn open(url: &RedisUrl, durability: Durability) -> Result<Self, RedisError> {
        let inner = Inner {
            link: Link::open(url, durability).await?,
            scripts: Scripts::new(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Takes all of it over. How many nonces and tokens are new. After an error some of it may be
    /// taken over.
    pub(super) async fn store(&self, facts: Facts) -> Result<(usize, usize), LedgerUnavailable> {
        let (mut nonces, mut tokens) = (0, 0);
        for (address, nonce) in facts.nonces {
            let spend = Spend {
                address,
                nonce,
                text: None,
            };
            match self.advance(&spend).await {
                Outcome::Advanced => nonces += 1,
                Outcome::Stale(_) => {}
                Outcome::Unavailable => return Err(LedgerUnavailable),
            }
        }
        for revocation in facts.revocations {
            // Whatever the time is: what is over by then is forgotten at once.
            match self.revoke(&revocation, revocation.keep_until).await {
                RevokeOutcome::Revoked => tokens += 1,
                RevokeOutcome::AlreadyRevoked => {}
                RevokeOutcome::Unavailable => return Err(LedgerUnavailable),
            }
        }
        Ok((nonces, tokens))
    }

    /// Keeps the checksums of an algorithm's files for jobs that fetch it by this order.
    pub(crate) async fn keep_trusted(
        &self,
        order: &[u8],
        checksums: &[u8],
        keep_until: u64,
        now: u64,
    ) -> Result<(), LedgerUnavailable> {
        let mut script = self.inner.scripts.trust.key(key("trusted", order));
        script.arg(keep_until).arg(now).arg(checksums);
        match self.inner.link.run(&script).await {
            Ok(Value::Int(1)) => Ok(()),
            Ok(_) => Err(self.nonsense()),
            Err(_) => Err(LedgerUnavailable),
        }
    }

    /// What was kept of this order, while it is to be kept.
    pub(crate) async fn trusted(&self, order: &[u8]) -> Result<Option<Vec<u8>>, LedgerUnavailable> {
        let script = self.inner.scripts.get.key(key("trusted", order));
        match self.read(&script).await? {
            Value::Nil => Ok(None),
            Value::BulkString(checksums) => Ok(Some(checksums)),
            _ => Err(self.nonsense()),
        }
    }

    /// What only reads is asked once more where the connection was lost, such as after a restart of
    /// the server.
    async fn read(&self, script: &redis::ScriptInvocation<'_>) -> Result<Value, LedgerUnavailable> {
        let mut answer = self.inner.link.run(script).await;
        if answer == Err(Fault::Lost) {
            answer = self.inner.link.run(script).await;
        }
        answer.map_err(|_| LedgerUnavailable)
    }

    fn nonsense(&self) -> LedgerUnavailable {
        self.inner.link.failed("the ledger holds something else");
        LedgerUnavailable
    }
}

fn key(kind: &str, name: &[u8]) -> String {
    format!("{}{kind}:{{{}}}", check::PREFIX, hex::encode(name))
}

fn nonce(key: &[u8]) -> Option<NonceValue> {
    NonceValue::from_sort_key(key.try_into().ok()?)
}

impl AsyncNonceLedger for Redis {
    async fn advance(&self, spend: &Spend) -> Outcome {
        let hash = spend.text.map(|text| text.hash);
        let reach = spend
            .text
            .filter(|text| text.reach > spend.nonce)
            .map(|text| text.reach.to_sort_key());
        let address = spend.address.as_slice();
        let mut script = self.inner.scripts.advance.key(key("nonce", address));
        script
            .key(key("texts", address))
            .key(key("reaches", address))
            .arg(&spend.nonce.to_sort_key())
            .arg(hash.as_ref().map_or(&[][..], |hash| hash.as_slice()))
            .arg(reach.as_ref().map_or(&[][..], |reach| reach.as_slice()));
        match self.inner.link.run(&script).await {
            Ok(Value::Int(scripts::ADVANCED)) => Outcome::Advanced,
            Ok(Value::Int(scripts::TEXT_SPENT)) => Outcome::Stale(Staleness::TextSpent),
            Ok(Value::BulkString(key)) if let Some(last) = nonce(&key) => {
                Outcome::Stale(Staleness::NotGreater { last })
            }
            Ok(_) => {
                self.nonsense();
                Outcome::Unavailable
            }
            Err(_) => Outcome::Unavailable,
        }
    }

    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        let script = self.inner.scripts.get.key(key("nonce", address.as_slice()));
        match self.read(&script).await? {
            Value::Nil => Ok(None),
            Value::BulkString(key) => nonce(&key).map(Some).ok_or_else(|| self.nonsense()),
            _ => Err(self.nonsense()),
        }
    }
}

impl AsyncRevocationLedger for Redis {
    async fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        let key = key("revoked", revocation.token.as_slice());
        let mut script = self.inner.scripts.revoke.key(key);
        script.arg(revocation.keep_until).arg(now);
        match self.inner.link.run(&script).await {
            Ok(Value::Int(scripts::REVOKED)) => RevokeOutcome::Revoked,
            Ok(Value::Int(scripts::ALREADY_REVOKED)) => RevokeOutcome::AlreadyRevoked,
            Ok(_) => {
                self.nonsense();
                RevokeOutcome::Unavailable
            }
            Err(_) => RevokeOutcome::Unavailable,
        }
    }

    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        let script = self
            .inner
            .scripts
            .state
            .key(key("revoked", token.as_slice()));
        match self.read(&script).await? {
            Value::Int(0) => Ok(TokenState::Live),
            Value::Int(1) => Ok(TokenState::Revoked),
            _ => Err(self.nonsense()),
        }
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").finish_non_exhaustive()
    }
}
