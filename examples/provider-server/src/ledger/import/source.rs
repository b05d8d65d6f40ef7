//! Reading the reference's file.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use alloy_primitives::Address;
use ocean_provider_core::{
    auth::{NonceValue, Revocation},
    did::parse_address_lenient,
};
use rusqlite::{Connection, OpenFlags, config::DbConfig, types::ValueRef};

use super::{ImportError, Rows, decimal, token};

#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) nonces: BTreeMap<Address, NonceValue>,
    pub(super) unusable_accounts: BTreeSet<Address>,
    pub(super) unusable: Rows,
    pub(super) no_address: Rows,
    pub(super) revocations: Vec<Revocation>,
}

pub(super) fn read(path: &Path) -> Result<Source, ImportError> {
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
    let mut source = Source::default();
    source.read_nonces(&snapshot).map_err(failed)?;
    // Old versions have no tokens.
    if has_table(&snapshot, "revoked_tokens").map_err(failed)? {
        source.read_tokens(&snapshot).map_err(failed)?;
    }
    Ok(source)
}

fn has_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    connection
        .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?
        .exists([name])
}

impl Source {
    fn read_nonces(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare("SELECT address, nonce FROM user_nonce")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (address, nonce) = (bytes(row.get_ref(0)?), bytes(row.get_ref(1)?));
            self.take(address.as_deref(), nonce.as_deref());
        }
        Ok(())
    }

    fn take(&mut self, address: Option<&[u8]>, nonce: Option<&[u8]>) {
        let Some(account) = text(address).and_then(|text| parse_address_lenient(text).ok()) else {
            self.no_address.push(address, nonce);
            return;
        };
        if let Some(value) = text(nonce).and_then(decimal::nonce) {
            let greatest = self.nonces.entry(account).or_insert(value);
            *greatest = value.max(*greatest);
        } else {
            self.unusable_accounts.insert(account);
            self.unusable.push(address, nonce);
        }
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

fn text(bytes: Option<&[u8]>) -> Option<&str> {
    core::str::from_utf8(bytes?).ok()
}
