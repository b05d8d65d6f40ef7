//! The rules of `ocean_auth::NonceLedger` and `ocean_auth::RevocationLedger` in SQL. Whoever
//! writes does so inside a transaction.

use alloy_primitives::{Address, B256};
use ocean_provider_core::auth::{
    NonceValue, Outcome, Revocation, RevokeOutcome, Spend, Staleness, TokenState,
};
use rusqlite::{Connection, OptionalExtension as _, params, types::Type};

use crate::ledger::import::Facts;

/// The last nonce that the address spent.
pub(super) fn last(
    connection: &Connection,
    address: Address,
) -> rusqlite::Result<Option<NonceValue>> {
    connection
        .prepare_cached("SELECT nonce FROM nonces WHERE address = ?1")?
        .query_row([address.as_slice()], |row| {
            NonceValue::from_sort_key(row.get(0)?).ok_or_else(|| {
                rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, "no nonce".into())
            })
        })
        .optional()
}

/// Spends a nonce.
pub(super) fn advance(connection: &Connection, spend: &Spend) -> rusqlite::Result<Outcome> {
    let address = spend.address;
    if let Some(last) = last(connection, address)?
        && spend.nonce <= last
    {
        return Ok(Outcome::Stale(Staleness::NotGreater { last }));
    }
    if let Some(text) = spend.text
        && connection
            .prepare_cached("SELECT 1 FROM spent_texts WHERE address = ?1 AND hash = ?2")?
            .exists(params![address.as_slice(), text.hash.as_slice()])?
    {
        return Ok(Outcome::Stale(Staleness::TextSpent));
    }
    keep(connection, address, spend.nonce)?;
    if let Some(text) = spend.text
        && text.reach > spend.nonce
    {
        connection
            .prepare_cached("INSERT INTO spent_texts (address, hash, reach) VALUES (?1, ?2, ?3)")?
            .execute(params![
                address.as_slice(),
                text.hash.as_slice(),
                text.reach.to_sort_key()
            ])?;
    }
    Ok(Outcome::Advanced)
}

/// Keeps a nonce that is greater than the last, and forgets the texts that it refuses.
fn keep(connection: &Connection, address: Address, nonce: NonceValue) -> rusqlite::Result<()> {
    let key = nonce.to_sort_key();
    connection
        .prepare_cached(
            "INSERT INTO nonces (address, nonce) VALUES (?1, ?2)
             ON CONFLICT (address) DO UPDATE SET nonce = excluded.nonce",
        )?
        .execute(params![address.as_slice(), key])?;
    connection
        .prepare_cached("DELETE FROM spent_texts WHERE address = ?1 AND reach <= ?2")?
        .execute(params![address.as_slice(), key])?;
    Ok(())
}

/// Whether a token is revoked.
pub(super) fn state(connection: &Connection, token: B256) -> rusqlite::Result<TokenState> {
    let revoked = connection
        .prepare_cached("SELECT 1 FROM revoked_tokens WHERE token = ?1")?
        .exists([token.as_slice()])?;
    Ok(if revoked {
        TokenState::Revoked
    } else {
        TokenState::Live
    })
}

/// Revokes a token, after forgetting those whose time is over.
pub(super) fn revoke(
    connection: &Connection,
    revocation: &Revocation,
    now: u64,
) -> rusqlite::Result<RevokeOutcome> {
    connection
        .prepare_cached("DELETE FROM revoked_tokens WHERE keep_until < ?1")?
        .execute([seconds(now)])?;
    Ok(if store(connection, revocation)? {
        RevokeOutcome::Revoked
    } else {
        RevokeOutcome::AlreadyRevoked
    })
}

/// Keeps a revocation. Whether it is new.
fn store(connection: &Connection, revocation: &Revocation) -> rusqlite::Result<bool> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO revoked_tokens (token, keep_until) VALUES (?1, ?2)
             ON CONFLICT (token) DO NOTHING",
        )?
        .execute(params![
            revocation.token.as_slice(),
            seconds(revocation.keep_until)
        ])?;
    Ok(inserted > 0)
}

/// Writes what is there already.
pub(super) fn write(connection: &Connection) -> rusqlite::Result<()> {
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    connection.pragma_update(None, "user_version", version)
}

/// Keeps what another Provider kept. How many nonces and tokens are new.
pub(super) fn take_over(
    connection: &Connection,
    facts: &Facts,
) -> rusqlite::Result<(usize, usize)> {
    let (mut nonces, mut tokens) = (0, 0);
    for (address, nonce) in &facts.nonces {
        if last(connection, *address)?.is_none_or(|last| last < *nonce) {
            keep(connection, *address, *nonce)?;
            nonces += 1;
        }
    }
    for revocation in &facts.revocations {
        tokens += usize::from(store(connection, revocation)?);
    }
    Ok((nonces, tokens))
}

/// As `SQLite` stores it. What is beyond stays the greatest, so that nothing ends too soon.
fn seconds(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}
