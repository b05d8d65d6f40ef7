//! The jobs that run and when they must end, in a `SQLite` file of their own.
//!
//! A row is on disk before the service hears of its job, and goes when the job has ended or was asked
//! to. So a job is stopped however often this process is killed. Beside them are the checksums of the
//! algorithms that were trusted, by which the jobs fetch them, unless instances share them in a Redis.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use alloy_primitives::{Address, B256};
use ocean_provider_core::{compute::Admitted, files::FileChecksum, orders::Order};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row, params};

/// `OCJB`
const APPLICATION_ID: i32 = 0x4f43_4a42;
/// For how long a transaction waits for another process's.
const BUSY: Duration = Duration::from_secs(2);
/// Jobs that are looked at in one go.
const MAX_OVERDUE: i64 = 64;
/// Jobs of one answer that are kept apart. There is one.
const MAX_NAMED: usize = 16;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY,
    owner BLOB NOT NULL CHECK (length(owner) = 20),
    agreement BLOB NOT NULL CHECK (length(agreement) = 32),
    -- NULL while the service has not named it.
    job_id TEXT,
    -- Seconds since 1970.
    stop_at INTEGER NOT NULL,
    next_try INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_by_time ON jobs (next_try);
CREATE INDEX IF NOT EXISTS jobs_by_agreement ON jobs (agreement);
CREATE TABLE IF NOT EXISTS trusted_files (
    -- The order of the algorithm: the transaction, which may order other things as well, and the
    -- datatoken.
    chain_id INTEGER NOT NULL,
    algorithm_order BLOB NOT NULL CHECK (length(algorithm_order) = 32),
    datatoken BLOB NOT NULL CHECK (length(datatoken) = 20),
    checksums BLOB NOT NULL,
    keep_until INTEGER NOT NULL,
    PRIMARY KEY (chain_id, algorithm_order, datatoken)
) STRICT, WITHOUT ROWID;
";

/// The file. Clones are handles of the same one.
#[derive(Clone, Debug)]
pub(crate) struct Jobs {
    connection: Arc<Mutex<Connection>>,
}

/// A job that is about to start.
#[derive(Debug)]
pub(crate) struct Started {
    owner: Address,
    agreement: B256,
    stop_at: u64,
    now: u64,
    trusted: Option<Trusted>,
}

/// The checksums of a published algorithm's files, while a job may fetch them.
#[derive(Clone, Debug)]
pub(crate) struct Trusted {
    pub(super) order: OrderOf,
    pub(super) files: Vec<FileChecksum>,
    /// Seconds since 1970.
    pub(super) keep_until: u64,
}

/// Which service was ordered, and by which transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrderOf {
    chain_id: u64,
    transaction: B256,
    datatoken: Address,
}

impl OrderOf {
    pub(crate) fn order(order: &Order) -> Self {
        Self {
            chain_id: order.chain_id(),
            transaction: order.requested_transaction(),
            datatoken: order.datatoken(),
        }
    }

    /// Chain, transaction and datatoken, one after the other.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let (transaction, datatoken) = (self.transaction.as_slice(), self.datatoken.as_slice());
        [&self.chain_id.to_be_bytes(), transaction, datatoken].concat()
    }
}

/// A job whose time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Overdue {
    pub(super) row: i64,
    pub(super) owner: Address,
    pub(super) agreement: B256,
    pub(super) job_id: Option<String>,
    pub(super) stop_at: u64,
}

impl Started {
    pub(crate) fn new(admitted: &Admitted, now: u64) -> Self {
        let stop_at = now.saturating_add(admitted.max_seconds());
        let trusted = admitted.algorithm().published().map(|job| Trusted {
            order: OrderOf::order(job.order()),
            files: job.files().to_owned(),
            keep_until: stop_at,
        });
        Self {
            owner: admitted.consumer(),
            agreement: admitted.agreement_id(),
            stop_at,
            now,
            trusted,
        }
    }

    /// What is not to be kept here, but where all instances see it.
    pub(super) fn take_trusted(&mut self) -> Option<Trusted> {
        self.trusted.take()
    }
}

impl Jobs {
    pub(super) fn open(path: &Path) -> Result<Self, OpenJobsError> {
        let failed = |error: rusqlite::Error| OpenJobsError::Open {
            path: path.into(),
            reason: error.to_string(),
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(BUSY).map_err(failed)?;
        let id: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(failed)?;
        let is_empty = || -> rusqlite::Result<bool> {
            Ok(!connection
                .prepare("SELECT 1 FROM sqlite_schema")?
                .exists([])?)
        };
        if id != APPLICATION_ID && !(id == 0 && is_empty().map_err(failed)?) {
            return Err(OpenJobsError::Foreign { path: path.into() });
        }
        for (pragma, value) in [("journal_mode", "wal"), ("synchronous", "FULL")] {
            connection
                .pragma_update(None, pragma, value)
                .map_err(failed)?;
        }
        connection.execute_batch(SCHEMA).map_err(failed)?;
        connection
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(failed)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// Writes down a job before it is started; its row.
    pub(super) async fn start(&self, job: Started) -> Result<i64, JobsUnavailable> {
        let insert =
            "INSERT INTO jobs (owner, agreement, stop_at, next_try) VALUES (?1, ?2, ?3, ?3)";
        self.with(move |connection| {
            let transaction = connection.transaction()?;
            let stop_at = signed(job.stop_at);
            let (owner, agreement) = (job.owner.as_slice(), job.agreement.as_slice());
            transaction.execute(insert, params![owner, agreement, stop_at])?;
            let row = transaction.last_insert_rowid();
            let old = "DELETE FROM trusted_files WHERE keep_until < ?1";
            transaction.execute(old, [signed(job.now)])?;
            if let Some(Trusted {
                order,
                files,
                keep_until,
            }) = &job.trusted
            {
                transaction.execute(
                    "INSERT OR REPLACE INTO trusted_files VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![
                        signed(order.chain_id),
                        order.transaction.as_slice(),
                        order.datatoken.as_slice(),
                        checksums_to_bytes(files),
                        signed(*keep_until)
                    ],
                )?;
            }
            transaction.commit()?;
            Ok(row)
        })
        .await
    }

    /// Writes down what the service calls the job of a row.
    pub(super) async fn name(&self, row: i64, ids: Vec<String>) -> Result<(), JobsUnavailable> {
        self.with(move |connection| {
            let transaction = connection.transaction()?;
            let mut ids = ids.iter().filter(|id| is_job_id(id)).take(MAX_NAMED);
            if let Some(first) = ids.next() {
                let update = "UPDATE jobs SET job_id = ?2 WHERE id = ?1";
                transaction.execute(update, params![row, first])?;
            }
            for other in ids {
                transaction.execute(
                    "INSERT INTO jobs (owner, agreement, job_id, stop_at, next_try)
                     SELECT owner, agreement, ?2, stop_at, next_try FROM jobs WHERE id = ?1",
                    params![row, other],
                )?;
            }
            transaction.commit()
        })
        .await
    }

    pub(super) async fn forget(&self, row: i64) -> Result<(), JobsUnavailable> {
        self.with(move |connection| {
            connection.execute("DELETE FROM jobs WHERE id = ?1", [row])?;
            Ok(())
        })
        .await
    }

    /// Jobs that must end now, those first that wait longest.
    pub(super) async fn overdue(&self, now: u64) -> Result<Vec<Overdue>, JobsUnavailable> {
        self.with(move |connection| {
            let mut found = connection.prepare_cached(
                "SELECT id, owner, agreement, job_id, stop_at FROM jobs WHERE next_try <= ?1
                 ORDER BY next_try LIMIT ?2",
            )?;
            let rows = found.query_map(params![signed(now), MAX_OVERDUE], overdue)?;
            rows.collect()
        })
        .await
    }

    pub(super) async fn postpone(&self, row: i64, until: u64) -> Result<(), JobsUnavailable> {
        self.with(move |connection| {
            let update = "UPDATE jobs SET next_try = ?2 WHERE id = ?1";
            connection.execute(update, params![row, signed(until)])?;
            Ok(())
        })
        .await
    }

    /// The jobs of an agreement that have rows of their own.
    pub(super) async fn named(&self, agreement: B256) -> Result<Vec<String>, JobsUnavailable> {
        self.with(move |connection| {
            let mut found = connection.prepare_cached(
                "SELECT job_id FROM jobs WHERE agreement = ?1 AND job_id IS NOT NULL",
            )?;
            let rows = found.query_map([agreement.as_slice()], |row| row.get(0))?;
            rows.collect()
        })
        .await
    }

    /// The checksums of the files of an algorithm that were trusted when the last job with this
    /// order was started, while it may run.
    pub(super) async fn trusted_files(
        &self,
        order: OrderOf,
        now: u64,
    ) -> Result<Option<Vec<FileChecksum>>, JobsUnavailable> {
        self.with(move |connection| {
            let found: Option<Vec<u8>> = connection
                .query_row(
                    "SELECT checksums FROM trusted_files
                     WHERE chain_id = ?1 AND algorithm_order = ?2 AND datatoken = ?3
                     AND keep_until >= ?4",
                    params![
                        signed(order.chain_id),
                        order.transaction.as_slice(),
                        order.datatoken.as_slice(),
                        signed(now)
                    ],
                    |row| row.get(0),
                )
                .optional()?;
            Ok(found.map(|bytes| checksums_of_bytes(&bytes)))
        })
        .await
    }

    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JobsUnavailable> {
        let connection = Arc::clone(&self.connection);
        let done = tokio::task::spawn_blocking(move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection)
        });
        let failed = |reason: &dyn std::fmt::Display| {
            tracing::error!(%reason, "the file of jobs is unavailable");
            JobsUnavailable
        };
        done.await
            .map_err(|error| failed(&error))?
            .map_err(|error| failed(&error))
    }
}

fn overdue(row: &Row<'_>) -> rusqlite::Result<Overdue> {
    Ok(Overdue {
        row: row.get(0)?,
        owner: Address::from(row.get::<_, [u8; 20]>(1)?),
        agreement: B256::from(row.get::<_, [u8; 32]>(2)?),
        job_id: row.get(3)?,
        stop_at: u64::try_from(row.get::<_, i64>(4)?).unwrap_or_default(),
    })
}

pub(super) fn checksums_to_bytes(files: &[FileChecksum]) -> Vec<u8> {
    files.iter().flat_map(|file| *file.as_bytes()).collect()
}

pub(super) fn checksums_of_bytes(bytes: &[u8]) -> Vec<FileChecksum> {
    let (each, _) = bytes.as_chunks();
    each.iter()
        .copied()
        .map(FileChecksum::from_sha256)
        .collect()
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Whether a text is what a job is called: by Provider 2.1.6's operator, or by ocean-node.
pub(crate) fn is_job_id(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=128).contains(&text.len()) && text.bytes().all(is_plain)
}

/// The jobs that run cannot be read or written down; the log says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the jobs that run cannot be written down")]
pub(crate) struct JobsUnavailable;

/// Why the file of jobs cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenJobsError {
    /// The file cannot be opened, read or written.
    #[error("cannot open the file of jobs `{}`: {reason}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What `SQLite` or the system says.
        reason: String,
    },
    /// The file is another program's.
    #[error("expected a file of jobs or a new file at `{}`, found another program's", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
}
