//! The file itself.
//!
//! One thread writes. It does all that waits in one transaction, so that many starts share one sync of
//! the disk. Look-ups do not wait for it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::JobsUnavailable;

/// `OCJB`
const APPLICATION_ID: i32 = 0x4f43_4a42;
/// For how long a transaction waits for another process's.
const BUSY: Duration = Duration::from_secs(2);
/// What may wait for the thread, and the most that is done in one transaction.
const QUEUE: usize = 256;

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

/// Clones are handles of the same file.
#[derive(Clone, Debug)]
pub(super) struct File {
    writer: mpsc::Sender<Work>,
    reader: Arc<Mutex<Connection>>,
}

/// Something to write, and what is to be told once it is on disk.
type Work = Box<dyn FnOnce(&Connection) -> rusqlite::Result<Tell> + Send>;
type Tell = Box<dyn FnOnce() + Send>;

impl File {
    pub(super) fn open(path: &Path) -> Result<Self, OpenJobsError> {
        let connection = connect(path)?;
        let (writer, works) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new().name("jobs".into());
        let spawned = thread.spawn(move || run(connection, works));
        spawned.map_err(|error| OpenJobsError::Open {
            path: path.into(),
            reason: error.to_string(),
        })?;
        Ok(Self {
            writer,
            reader: Arc::new(Mutex::new(connect(path)?)),
        })
    }

    /// Does it with all that waits, and is done when it is on disk.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JobsUnavailable> {
        let (to, done) = oneshot::channel();
        let work: Work = Box::new(|connection| {
            let done = work(connection)?;
            // Whoever does not wait any more need not know.
            Ok(Box::new(|| drop(to.send(done))))
        });
        let sent = self.writer.send(work).await;
        sent.map_err(|_| JobsUnavailable)?;
        done.await.map_err(|_| JobsUnavailable)
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JobsUnavailable> {
        let reader = Arc::clone(&self.reader);
        let done = tokio::task::spawn_blocking(move || {
            work(&reader.lock().unwrap_or_else(PoisonError::into_inner))
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

fn connect(path: &Path) -> Result<Connection, OpenJobsError> {
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
    Ok(connection)
}

fn run(mut connection: Connection, mut works: mpsc::Receiver<Work>) {
    let mut batch = Vec::new();
    while works.blocking_recv_many(&mut batch, QUEUE) > 0 {
        if let Err(reason) = commit(&mut connection, batch.drain(..)) {
            tracing::error!(%reason, "the file of jobs is unavailable");
        }
    }
}

/// All in one transaction. After an error nothing of it is known to be kept, so that nobody is told
/// anything.
fn commit(connection: &mut Connection, works: impl Iterator<Item = Work>) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = works
        .map(|work| work(&transaction))
        .collect::<rusqlite::Result<Vec<_>>>()?;
    transaction.commit()?;
    for tell in done {
        tell();
    }
    Ok(())
}

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
