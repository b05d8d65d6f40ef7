//! How the file is opened, and what it must be.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

/// `OCLG`
const APPLICATION_ID: i32 = 0x4f43_4c47;
const VERSION: i32 = 1;
/// For how long a transaction waits for another process's.
const BUSY: Duration = Duration::from_secs(2);
/// Look-ups wait for nobody while the file is open, so this is for rare moments of recovery.
const BUSY_READER: Duration = Duration::from_millis(100);

const SCHEMA: &str = "
CREATE TABLE nonces (
    address BLOB PRIMARY KEY CHECK (length(address) = 20),
    -- Ordered as bytes.
    nonce BLOB NOT NULL CHECK (length(nonce) = 24)
) STRICT, WITHOUT ROWID;
CREATE TABLE spent_texts (
    address BLOB NOT NULL CHECK (length(address) = 20),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    -- A nonce. Once one as great is spent, the row is of no use.
    reach BLOB NOT NULL CHECK (length(reach) = 24),
    PRIMARY KEY (address, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_texts_by_reach ON spent_texts (address, reach);
CREATE TABLE revoked_tokens (
    token BLOB PRIMARY KEY CHECK (length(token) = 32),
    -- Seconds since 1970.
    keep_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX revoked_tokens_by_time ON revoked_tokens (keep_until);
";

/// Why a ledger cannot be opened. Nothing was changed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file cannot be opened, read or locked.
    #[error("cannot open the ledger `{}`: {reason}", path.display())]
    Open {
        /// The ledger.
        path: PathBuf,
        /// What `SQLite` or the system says.
        reason: String,
    },
    /// The file or its folder cannot be written.
    #[error("expected a ledger that can be written at `{}`, found a read-only file", path.display())]
    ReadOnly {
        /// The ledger.
        path: PathBuf,
    },
    /// The file is not `SQLite`'s, or its beginning is damaged.
    #[error("expected a ledger or a new file at `{}`, found a file that is not of SQLite", path.display())]
    NotSqlite {
        /// The file.
        path: PathBuf,
    },
    /// The file is another program's.
    #[error(
        "expected a ledger or a new file at `{}`, found a database of another program, with application id {application_id}", path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// `SQLite`'s `application_id`, 0 where none is set.
        application_id: i32,
    },
    /// The file is the database of a reference Provider.
    #[error(
        "`{}` is the database of a reference Provider: name a new file for the ledger, and take the old one over with `provider-server import --sqlite`", path.display()
    )]
    Reference {
        /// The file.
        path: PathBuf,
    },
    /// A newer server made the ledger.
    #[error("expected a ledger of version {VERSION} at `{}`, found version {found}", path.display())]
    Version {
        /// The ledger.
        path: PathBuf,
        /// Its version.
        found: i32,
    },
    /// The place cannot hold a write-ahead log: memory, or some network file systems.
    #[error("expected a place for a write-ahead log at `{}`, found journal mode `{found}`", path.display())]
    NoLog {
        /// The ledger.
        path: PathBuf,
        /// The mode that `SQLite` fell back to.
        found: String,
    },
}

impl OpenError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => "ledger_open",
            Self::ReadOnly { .. } => "ledger_read_only",
            Self::NotSqlite { .. } => "ledger_not_sqlite",
            Self::Foreign { .. } => "ledger_foreign",
            Self::Reference { .. } => "ledger_reference",
            Self::Version { .. } => "ledger_version",
            Self::NoLog { .. } => "ledger_no_log",
        }
    }
}

/// Opens or makes the ledger, for the one connection that writes.
pub(super) fn writer(path: &Path) -> Result<Connection, OpenError> {
    let failed = |error: rusqlite::Error| failure(path, &error);
    // Without `SQLITE_OPEN_URI`: a path is a path.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    let mut kind = Kind::of(&connection).map_err(failed)?;
    // Where it may not write, SQLite opens for reading and says nothing.
    if connection.is_readonly("main").map_err(failed)? {
        return Err(OpenError::ReadOnly { path: path.into() });
    }
    if kind == Kind::Empty {
        create(&mut connection).map_err(failed)?;
        kind = Kind::of(&connection).map_err(failed)?;
    }
    kind.expect_ledger(path)?;
    let mode: String = connection
        .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
        .map_err(failed)?;
    if mode != "wal" {
        return Err(OpenError::NoLog {
            path: path.into(),
            found: mode,
        });
    }
    // Each commit syncs the log; where the disk would only pretend to (macOS), in earnest.
    for (pragma, value) in [
        ("synchronous", "FULL"),
        ("fullfsync", "ON"),
        ("checkpoint_fullfsync", "ON"),
    ] {
        connection
            .pragma_update(None, pragma, value)
            .map_err(failed)?;
    }
    Ok(connection)
}

/// Opens the ledger for look-ups.
pub(super) fn reader(path: &Path) -> Result<Connection, OpenError> {
    let failed = |error: rusqlite::Error| failure(path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_READER).map_err(failed)?;
    // Also finds a ledger whose tables were changed.
    for sql in [
        "SELECT address, nonce FROM nonces",
        "SELECT address, hash, reach FROM spent_texts",
        "SELECT token, keep_until FROM revoked_tokens",
    ] {
        connection.prepare(sql).map_err(failed)?;
    }
    Ok(connection)
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Empty,
    Ledger { version: i32 },
    Reference,
    Foreign { application_id: i32 },
}

impl Kind {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let number =
            |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
        let (application_id, version) = (number("application_id")?, number("user_version")?);
        if application_id == APPLICATION_ID {
            return Ok(Self::Ledger { version });
        }
        let has = |sql| connection.prepare(sql)?.exists([]);
        if has("SELECT 1 FROM sqlite_schema WHERE name = 'user_nonce'")? {
            return Ok(Self::Reference);
        }
        if application_id == 0 && version == 0 && !has("SELECT 1 FROM sqlite_schema")? {
            return Ok(Self::Empty);
        }
        Ok(Self::Foreign { application_id })
    }

    fn expect_ledger(self, path: &Path) -> Result<(), OpenError> {
        let path = path.into();
        Err(match self {
            Self::Ledger { version: VERSION } => return Ok(()),
            Self::Ledger { version: found } => OpenError::Version { path, found },
            Self::Reference => OpenError::Reference { path },
            Self::Foreign { application_id } => OpenError::Foreign {
                path,
                application_id,
            },
            Self::Empty => OpenError::Foreign {
                path,
                application_id: 0,
            },
        })
    }
}

/// Makes the tables, unless another process did so in the meantime.
fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if Kind::of(&transaction)? == Kind::Empty {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()
}

fn failure(path: &Path, error: &rusqlite::Error) -> OpenError {
    let path = path.into();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotSqlite { path },
        Some(ErrorCode::ReadOnly) => OpenError::ReadOnly { path },
        _ => OpenError::Open {
            path,
            reason: error.to_string(),
        },
    }
}
