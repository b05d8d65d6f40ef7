//! Nonces, spent messages and revoked tokens: in one `SQLite` file, for one server, or in a Redis
//! that any number of servers share.
//!
//! Both keep the rules of `ocean_auth`, and answer only what outlives the process and the machine:
//! no nonce that served a request is free again, and no token that was revoked lives. Where that
//! cannot be told, the answer is `Unavailable`, and the log says why.

mod import;
mod redis;
mod sqlite;

use alloy_primitives::{Address, B256};
use ocean_provider_core::auth::{
    AsyncNonceLedger, AsyncRevocationLedger, LedgerUnavailable, NonceValue, Outcome, Revocation,
    RevokeOutcome, Spend, TokenState,
};

pub use self::{
    import::{ImportError, Imported, OnUnusable, Row, Rows, Source, import},
    redis::{Redis, RedisError, Wrong},
    sqlite::{OpenError, Sqlite},
};
use crate::config::Storage;

/// The ledger of this server, wherever it is kept. Clones are handles of the same ledger.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Ledger {
    /// In a file.
    Sqlite(Sqlite),
    /// In a Redis.
    Redis(Redis),
}

impl Ledger {
    /// Opens the ledger, or makes a new one where there is none.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn open(storage: &Storage) -> Result<Self, LedgerError> {
        Ok(match storage {
            Storage::Sqlite(path) => Self::Sqlite(Sqlite::open(path)?),
            Storage::Redis { url, durability } => Self::Redis(Redis::open(url, *durability).await?),
        })
    }

    /// Whether nonces can be kept.
    ///
    /// # Errors
    /// [`LedgerUnavailable`]
    pub async fn check(&self) -> Result<(), LedgerUnavailable> {
        match self {
            Self::Sqlite(ledger) => ledger.check().await,
            // A Redis that cannot write runs no script that may write, and this is one to it.
            Self::Redis(ledger) => ledger.last(Address::ZERO).await.map(drop),
        }
    }
}

/// Why there is no ledger, with the variable that names it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The file.
    #[error("`STORAGE_PATH`: {0}")]
    Sqlite(#[from] OpenError),
    /// The Redis.
    #[error("`REDIS_CONNECTION`: {0}")]
    Redis(#[from] RedisError),
}

impl LedgerError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sqlite(error) => error.code(),
            Self::Redis(error) => error.code(),
        }
    }
}

impl AsyncNonceLedger for Ledger {
    async fn advance(&self, spend: &Spend) -> Outcome {
        match self {
            Self::Sqlite(ledger) => ledger.advance(spend).await,
            Self::Redis(ledger) => ledger.advance(spend).await,
        }
    }

    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        match self {
            Self::Sqlite(ledger) => ledger.last(address).await,
            Self::Redis(ledger) => ledger.last(address).await,
        }
    }
}

impl AsyncRevocationLedger for Ledger {
    async fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        match self {
            Self::Sqlite(ledger) => ledger.revoke(revocation, now).await,
            Self::Redis(ledger) => ledger.revoke(revocation, now).await,
        }
    }

    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        match self {
            Self::Sqlite(ledger) => ledger.state(token).await,
            Self::Redis(ledger) => ledger.state(token).await,
        }
    }
}
