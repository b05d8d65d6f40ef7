//! The jobs that run and when they must end, in a `SQLite` file of their own.
//!
//! A row is on disk before the service hears of its job, and goes when the job has ended or was asked
//! to. So a job is stopped however often this process is killed. Beside them are the checksums of the
//! algorithms that were trusted, by which the jobs fetch them, unless instances share them in a Redis.

mod file;

use std::path::Path;

use alloy_primitives::{Address, B256};
use ocean_provider_core::{compute::Admitted, files::FileChecksum, orders::Order};
use rusqlite::{OptionalExtension as _, Row, params};

use file::File;
pub use file::OpenJobsError;

/// Jobs that are looked at in one go.
const MAX_OVERDUE: i64 = 64;
/// Jobs of one answer that are kept apart. There is one.
const MAX_NAMED: usize = 16;

/// Clones are handles of the same one.
#[derive(Clone, Debug)]
pub(crate) struct Jobs {
    file: File,
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
        let file = File::open(path)?;
        Ok(Self { file })
    }

    /// Writes down a job before it is started; its row.
    pub(super) async fn start(&self, job: Started) -> Result<i64, JobsUnavailable> {
        let insert =
            "INSERT INTO jobs (owner, agreement, stop_at, next_try) VALUES (?1, ?2, ?3, ?3)";
        self.file
            .write(move |connection| {
                let stop_at = signed(job.stop_at);
                let (owner, agreement) = (job.owner.as_slice(), job.agreement.as_slice());
                connection
                    .prepare_cached(insert)?
                    .execute(params![owner, agreement, stop_at])?;
                let row = connection.last_insert_rowid();
                let old = "DELETE FROM trusted_files WHERE keep_until < ?1";
                connection.prepare_cached(old)?.execute([signed(job.now)])?;
                if let Some(Trusted {
                    order,
                    files,
                    keep_until,
                }) = &job.trusted
                {
                    let insert = "INSERT OR REPLACE INTO trusted_files VALUES (?1, ?2, ?3, ?4, ?5)";
                    connection.prepare_cached(insert)?.execute(params![
                        signed(order.chain_id),
                        order.transaction.as_slice(),
                        order.datatoken.as_slice(),
                        checksums_to_bytes(files),
                        signed(*keep_until)
                    ])?;
                }
                Ok(row)
            })
            .await
    }

    /// Writes down what the service calls the job of a row.
    pub(super) async fn name(&self, row: i64, ids: Vec<String>) -> Result<(), JobsUnavailable> {
        self.file
            .write(move |connection| {
                let mut ids = ids.iter().filter(|id| is_job_id(id)).take(MAX_NAMED);
                if let Some(first) = ids.next() {
                    let update = "UPDATE jobs SET job_id = ?2 WHERE id = ?1";
                    connection
                        .prepare_cached(update)?
                        .execute(params![row, first])?;
                }
                for other in ids {
                    connection.execute(
                        "INSERT INTO jobs (owner, agreement, job_id, stop_at, next_try)
                     SELECT owner, agreement, ?2, stop_at, next_try FROM jobs WHERE id = ?1",
                        params![row, other],
                    )?;
                }
                Ok(())
            })
            .await
    }

    pub(super) async fn forget(&self, row: i64) -> Result<(), JobsUnavailable> {
        self.file
            .write(move |connection| {
                connection.execute("DELETE FROM jobs WHERE id = ?1", [row])?;
                Ok(())
            })
            .await
    }

    /// Jobs that must end now, those first that wait longest.
    pub(super) async fn overdue(&self, now: u64) -> Result<Vec<Overdue>, JobsUnavailable> {
        self.file
            .read(move |connection| {
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
        self.file
            .write(move |connection| {
                let update = "UPDATE jobs SET next_try = ?2 WHERE id = ?1";
                connection.execute(update, params![row, signed(until)])?;
                Ok(())
            })
            .await
    }

    /// The jobs of an agreement that have rows of their own.
    pub(super) async fn named(&self, agreement: B256) -> Result<Vec<String>, JobsUnavailable> {
        self.file
            .read(move |connection| {
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
        self.file
            .read(move |connection| {
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
