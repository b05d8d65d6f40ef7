//! Reading the reference's `SQLite` file.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig, types::ValueRef};

use super::{
    ImportError, decimal,
    found::{Found, text},
    token,
};

pub(super) fn read(path: &Path) -> Result<Found, ImportError> {
    let failed = |error: rusqlite::Error| ImportError::Source {
        path: path.into(),
        reason: error.to_string(),
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection
        .busy_timeout(Duration::from_secs(2))
        .and_then(|()| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false))
        .map_err(failed)?;
    // One transaction, so that both tables are of one moment.
    let snapshot = connection.transaction().map_err(failed)?;
    if !has_table(&snapshot, "user_nonce").map_err(failed)? {
        return Err(ImportError::NotReference { path: path.into() });
    }
    let mut found = Found::default();
    found.read_nonces(&snapshot).map_err(failed)?;
    // Old versions have no tokens.
    if has_table(&snapshot, "revoked_tokens").map_err(failed)? {
        found.read_tokens(&snapshot).map_err(failed)?;
    }
    Ok(found)
}

fn has_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    connection
        .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?
        .exists([name])
}

impl Found {
    fn read_nonces(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare("SELECT address, nonce FROM user_nonce")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (address, nonce) = (bytes(row.get_ref(0)?), bytes(row.get_ref(1)?));
            let number = text(nonce.as_deref()).and_then(decimal::nonce);
            self.take(address.as_deref(), nonce.as_deref(), number);
        }
        Ok(())
    }

    fn read_tokens(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare("SELECT token FROM revoked_tokens")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // `NULL` is no token.
            if let Some(token) = bytes(row.get_ref(0)?) {
                self.revocations.push(token::revocation(&token));
            }
        }
        Ok(())
    }
}

/// The bytes of a text. `VARCHAR` makes texts of numbers; where it did not, they are made here.
fn bytes(value: ValueRef<'_>) -> Option<Vec<u8>> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string().into_bytes()),
        ValueRef::Real(number) => Some(number.to_string().into_bytes()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes.to_vec()),
    }
}
