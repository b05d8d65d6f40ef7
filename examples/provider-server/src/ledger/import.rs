//! Taking over what a reference Provider kept.

mod decimal;
mod found;
mod pickle;
mod redis;
mod rows;
mod sqlite;
mod token;

use std::{collections::BTreeMap, path::PathBuf};

use alloy_primitives::Address;
use ocean_provider_core::auth::{Nonce, NonceValue, Revocation};

pub use rows::{Row, Rows};

use super::Ledger;
use crate::config::RedisUrl;

/// Where a reference Provider kept its nonces. It is only read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Source {
    /// `STORAGE_PATH`: its `SQLite` file, with the tables `user_nonce(address, nonce)` and, since it
    /// has tokens, `revoked_tokens(token)`.
    Sqlite(PathBuf),
    /// `REDIS_CONNECTION`: its Redis, with the keys `ocean_provider<address>` and
    /// `ocean_providertoken//<token>`. It forgets each after 300 s.
    Redis(RedisUrl),
}

/// Takes over the nonces and the revoked tokens of a reference Provider (2.1.6), so that no request
/// that was served there is served here again, and no token that was revoked there lives here.
///
/// **Stop that Provider first**: what it serves later is not known here. Of a Redis only what was
/// written in the last 300 s is there: requests that were captured before may serve here, once.
///
/// - The reference keeps an account for each spelling of an address. Here it is one, with the
///   greatest of the nonces.
/// - A nonce is whatever Python's `Decimal` reads: `1e3`, ` 6 `, `1_0`, `-5`. It is taken with its
///   value, rounded up where it has more digits than a nonce may have; a negative one as 0. One with
///   a point or an exponent is raised by one in the fifteenth digit, because `SQLite` cut the number
///   that was spent there if the request held it as a JSON number. In a Redis it is a Python object:
///   texts, numbers and truth values are read, and nothing is executed, whatever it asks for.
/// - A nonce that is none (`Infinity`, `NaN`, empty, other texts, other objects, 10³⁸ and more) does
///   not tell what was spent. `unusable` says what becomes of the account.
/// - A row whose address is none is left out: no request can come from it. Anybody can make the
///   reference write such rows.
/// - A token is kept until an hour after it expires, or for ever if it does not say when.
///
/// Into a file everything is taken in one transaction, or nothing. What the ledger already has stays
/// if it is greater, so an import can be repeated, also while servers use the ledger.
///
/// What cannot be taken over, since the reference does not keep it: nonces of requests that it
/// never stores (creating and deleting tokens), and the texts that were signed. Such a message
/// that was captured there may serve here, once, if its nonce is greater than all that were kept.
///
/// # Errors
/// [`ImportError`]: nothing was taken over, or, where the ledger is unavailable, perhaps some.
pub async fn import(
    source: &Source,
    target: &Ledger,
    unusable: OnUnusable,
) -> Result<Imported, ImportError> {
    let read = match source {
        Source::Sqlite(path) => sqlite::read(path)?,
        Source::Redis(url) => redis::read(url).await?,
    };
    let mut nonces = read.nonces;
    if read.unusable.count() > 0 {
        match unusable {
            OnUnusable::Refuse => {
                return Err(ImportError::Unusable {
                    rows: read.unusable,
                });
            }
            OnUnusable::Lock => {
                let locked = read.unusable_accounts.into_iter();
                nonces.extend(locked.map(|address| (address, greatest())));
            }
        }
    }
    let (accounts, revocations) = (nonces.len(), read.revocations.len());
    let facts = Facts {
        nonces,
        revocations: read.revocations,
    };
    let counts = match target {
        Ledger::Sqlite(ledger) => ledger.store(facts).await,
        Ledger::Redis(ledger) => ledger.store(facts).await,
    };
    let (nonces, tokens) = counts.map_err(|_| ImportError::Unavailable)?;
    Ok(Imported {
        nonces,
        nonces_known: accounts.saturating_sub(nonces),
        tokens,
        tokens_known: revocations.saturating_sub(tokens),
        locked: read.unusable,
        no_address: read.no_address,
    })
}

/// What becomes of an account whose nonce does not tell what was spent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(
    clippy::exhaustive_enums,
    reason = "leaving it out would let replays pass"
)]
pub enum OnUnusable {
    /// Nothing is imported, and the error lists the rows, so that they can be put right.
    Refuse,
    /// The account is locked: it gets the greatest nonce there is, so that no request of it is
    /// ever served. `Infinity`, `NaN` and texts lock it in the reference too. Its owner needs
    /// another address.
    Lock,
}

/// What was taken over.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Imported {
    /// Accounts whose nonce is new or was raised.
    pub nonces: usize,
    /// Accounts that had a nonce as great.
    pub nonces_known: usize,
    /// Tokens that were not known to be revoked.
    pub tokens: usize,
    /// Tokens that were.
    pub tokens_known: usize,
    /// Rows whose nonce is none: their accounts are locked.
    pub locked: Rows,
    /// Rows whose address is none: they are left out.
    pub no_address: Rows,
}

/// Why nothing is taken over.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file cannot be read.
    #[error("cannot read `{}`: {reason}", path.display())]
    Source {
        /// The file.
        path: PathBuf,
        /// What `SQLite` says.
        reason: String,
    },
    /// The file is not the database of a reference Provider.
    #[error("expected the database of a reference Provider at `{}`, found no table `user_nonce`", path.display())]
    NotReference {
        /// The file.
        path: PathBuf,
    },
    /// The Redis cannot be read.
    #[error("cannot read {server}: {reason}")]
    Redis {
        /// The Redis, without user and password.
        server: String,
        /// What it or the system says.
        reason: String,
    },
    /// Nonces that are none, and [`OnUnusable::Refuse`].
    #[error("expected a number as the nonce of each account, found {rows}")]
    Unusable {
        /// The rows.
        rows: Rows,
    },
    /// The ledger cannot be written, or it does not answer. Whether anything was taken is open;
    /// repeat it.
    #[error("the ledger is unavailable")]
    Unavailable,
}

impl ImportError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Source { .. } => "import_source",
            Self::NotReference { .. } => "import_not_reference",
            Self::Redis { .. } => "import_redis",
            Self::Unusable { .. } => "import_unusable",
            Self::Unavailable => "import_unavailable",
        }
    }
}

/// What the ledger is to hold.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) nonces: BTreeMap<Address, NonceValue>,
    pub(super) revocations: Vec<Revocation>,
}

/// The greatest nonce there is.
fn greatest() -> NonceValue {
    let text = format!("{}.{}", "9".repeat(38), "9".repeat(18));
    text.parse::<Nonce>()
        .map_or(NonceValue::from(u64::MAX), |nonce| nonce.value())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_greatest_nonce_has_all_digits() {
        let text = super::greatest().to_string();
        assert_eq!(text, format!("{}.{}", "9".repeat(38), "9".repeat(18)));
    }
}
