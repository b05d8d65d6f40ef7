//! The ledger of one machine, in one `SQLite` file.
//!
//! What is answered as done is on disk: a transaction is committed to the write-ahead log and
//! synced before its requests hear of it. So the process may be killed, or the machine lose power,
//! at any moment: no nonce that served a request is free again, and no token that was revoked
//! lives. When the file cannot be read or written (full, locked, read-only, corrupt), every answer
//! is `Unavailable`, and the log says why.
//!
//! One thread writes. It takes all requests that wait and commits them together, each with an
//! outcome of its own, so that many callers share one sync of the disk. Look-ups read by key on
//! the caller's thread, through a connection of their own, and never wait for the disk to sync.
//!
//! Several processes may share the file on one machine; the import is one of them.

mod open;
mod rules;
#[cfg(test)]
mod tests;
mod writer;

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256};
use ocean_provider_core::auth::{
    AsyncNonceLedger, AsyncRevocationLedger, LedgerUnavailable, NonceValue, Outcome, Revocation,
    RevokeOutcome, Spend, TokenState,
};
use rusqlite::Connection;
use tokio::sync::{Mutex as AsyncMutex, oneshot};

pub use open::OpenError;
use writer::{Job, Writer};

use super::import::Facts;

/// How long an answer to [`Sqlite::check`] stands, so that nobody can keep the disk busy with it.
const CHECKED: Duration = Duration::from_secs(1);

/// A ledger in a `SQLite` file. Clones are handles of the same ledger.
///
/// When the last one is dropped, the file is closed and its `-wal` and `-shm` files are gone,
/// unless another process has it open. Until then a copy of the file needs them too.
#[derive(Clone)]
pub struct Sqlite {
    inner: Arc<Inner>,
}

struct Inner {
    // Dropped first: the last connection to close must be one that can tidy up.
    reader: Mutex<Connection>,
    writer: Writer,
    checked: AsyncMutex<Option<(Instant, Result<(), LedgerUnavailable>)>>,
}

impl Sqlite {
    /// Opens the ledger at `path`, or makes a new one if there is no file or an empty one.
    ///
    /// Another program's file is left as it is.
    ///
    /// # Errors
    /// [`OpenError`]
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let writer = open::writer(path)?;
        let reader = open::reader(path)?;
        Self::start(reader, writer).map_err(|error| OpenError::Open {
            path: path.into(),
            reason: error.to_string(),
        })
    }

    fn start(reader: Connection, writer: Connection) -> std::io::Result<Self> {
        let inner = Inner {
            reader: Mutex::new(reader),
            writer: Writer::start(writer)?,
            checked: AsyncMutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Takes all of it over, or nothing. How many nonces and tokens are new.
    pub(super) async fn store(&self, facts: Facts) -> Result<(usize, usize), LedgerUnavailable> {
        let (to, counts) = oneshot::channel();
        self.inner.writer.send(Job::Import(Box::new(facts), to));
        counts.await.map_err(|_| LedgerUnavailable)
    }

    /// Whether the file can be written, tried out at most once a second.
    pub(super) async fn check(&self) -> Result<(), LedgerUnavailable> {
        let mut checked = self.inner.checked.lock().await;
        if let Some((at, outcome)) = *checked
            && at.elapsed() < CHECKED
        {
            return outcome;
        }
        let (to, done) = oneshot::channel();
        self.inner.writer.send(Job::Check(to));
        let outcome = done.await.map_err(|_| LedgerUnavailable);
        *checked = Some((Instant::now(), outcome));
        outcome
    }

    fn read<T>(
        &self,
        look_up: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerUnavailable> {
        let reader = self.inner.reader.lock().map_err(|_| LedgerUnavailable)?;
        look_up(&reader).map_err(|error| {
            tracing::error!(reason = %error, "the ledger cannot be read");
            LedgerUnavailable
        })
    }
}

impl AsyncNonceLedger for Sqlite {
    async fn advance(&self, spend: &Spend) -> Outcome {
        let (to, outcome) = oneshot::channel();
        self.inner.writer.send(Job::Advance(*spend, to));
        outcome.await.unwrap_or(Outcome::Unavailable)
    }

    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        self.read(|reader| rules::last(reader, address))
    }
}

impl AsyncRevocationLedger for Sqlite {
    async fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        let (to, outcome) = oneshot::channel();
        self.inner.writer.send(Job::Revoke(*revocation, now, to));
        outcome.await.unwrap_or(RevokeOutcome::Unavailable)
    }

    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        self.read(|reader| rules::state(reader, token))
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").finish_non_exhaustive()
    }
}
