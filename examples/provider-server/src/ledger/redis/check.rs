//! What a server must be.

use std::collections::HashMap;

use redis::{Cmd, FromRedisValue, aio::MultiplexedConnection};

use super::scripts;
use crate::config::Durability;

/// With which all keys begin. Those of the reference begin with `ocean_provider`.
pub(super) const PREFIX: &str = "ocean-provider:";
const VERSION: &str = "1";
/// Of Redis: the first whose scripts can ask for a primary.
const LEAST: u32 = 7;

/// Why a Redis cannot hold the ledger. None shows a user or a password.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RedisError {
    /// It cannot be reached, or does not let us in, or is not ready.
    #[error("cannot use {server}: {reason}")]
    Connect {
        /// The Redis.
        server: String,
        /// What it or the system says.
        reason: String,
    },
    /// Its settings may not be read, so that nobody knows what it keeps.
    #[error("cannot read the settings of {server} with `{command}`: {reason}")]
    Settings {
        /// The Redis.
        server: String,
        /// What was asked.
        command: &'static str,
        /// What it says.
        reason: String,
    },
    /// It is too old.
    #[error("expected Redis {LEAST} or later at {server}, found `{found}`")]
    TooOld {
        /// The Redis.
        server: String,
        /// Its version.
        found: String,
    },
    /// It is a part of a cluster.
    #[error("expected a single server at {server}, found a node of a cluster")]
    Cluster {
        /// The Redis.
        server: String,
    },
    /// It copies another.
    #[error("expected a primary at {server}, found a replica")]
    Replica {
        /// The Redis.
        server: String,
    },
    /// It would lose or evict what was written.
    #[error(
        "expected a server that keeps what is written at {server}, found {}; for development, \
         REDIS_UNSAFE=allow-data-loss takes it as it is", joined(.found)
    )]
    Forgets {
        /// The Redis.
        server: String,
        /// Each setting that is wrong, and what it must be.
        found: Vec<Wrong>,
    },
    /// A newer server made the ledger.
    #[error("expected a ledger of version {VERSION} at {server}, found `{found}`")]
    Version {
        /// The Redis.
        server: String,
        /// What is there.
        found: String,
    },
    /// It came back without the ledger, or with another one: what was spent is not known there.
    #[error(
        "the ledger at {server} is not the one that was there before: what was spent is lost. \
         Bring it back, or restart to begin anew"
    )]
    Replaced {
        /// The Redis.
        server: String,
    },
}

impl RedisError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Connect { .. } => "redis_connect",
            Self::Settings { .. } => "redis_settings",
            Self::TooOld { .. } => "redis_too_old",
            Self::Cluster { .. } => "redis_cluster",
            Self::Replica { .. } => "redis_replica",
            Self::Forgets { .. } => "redis_forgets",
            Self::Version { .. } => "redis_version",
            Self::Replaced { .. } => "redis_replaced",
        }
    }
}

/// A setting that does not keep what is written.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Wrong {
    /// The setting, as in `CONFIG GET`.
    pub setting: &'static str,
    /// Its value.
    pub found: String,
    /// What it must be.
    pub expected: &'static str,
}

fn joined(list: &[Wrong]) -> String {
    let texts = list.iter().map(|wrong| {
        let Wrong {
            setting,
            found,
            expected,
        } = wrong;
        format!("`{setting} {found}` (expected `{expected}`)")
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// Looks at the server, and makes the ledger if there is none and none was known. What tells the
/// ledger from others.
pub(super) async fn check(
    connection: &mut MultiplexedConnection,
    server: &str,
    durability: Durability,
    known: Option<&str>,
) -> Result<String, RedisError> {
    about(connection, server).await?;
    if durability == Durability::Required {
        settings(connection, server).await?;
    }
    let failed = |error: redis::RedisError| RedisError::Connect {
        server: server.to_owned(),
        reason: error.to_string(),
    };
    let key = format!("{PREFIX}ledger");
    let mut found: Option<String> = Cmd::get(&key)
        .query_async(connection)
        .await
        .map_err(failed)?;
    let known = known.filter(|_| durability == Durability::Required);
    if found.is_none() && known.is_none() {
        let make = scripts::make();
        let mut make = make.key(&key);
        found = make
            .arg(VERSION)
            .invoke_async(connection)
            .await
            .map_err(failed)?;
    }
    if let Some(known) = known
        && found.as_deref() != Some(known)
    {
        return Err(RedisError::Replaced {
            server: server.to_owned(),
        });
    }
    let found = found.unwrap_or_default();
    if found.split(':').next() != Some(VERSION) {
        return Err(RedisError::Version {
            server: server.to_owned(),
            found: found
                .chars()
                .take(64)
                .collect::<String>()
                .escape_debug()
                .to_string(),
        });
    }
    Ok(found)
}

/// What kind of server it is.
async fn about(connection: &mut MultiplexedConnection, server: &str) -> Result<(), RedisError> {
    let text: String = ask(connection, server, &redis::cmd("INFO"), "INFO").await?;
    let server = server.to_owned();
    let facts: HashMap<&str, &str> = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .collect();
    let fact = |name| facts.get(name).copied().unwrap_or_default();
    let version = fact("redis_version");
    let major = version.split('.').next().unwrap_or_default().parse::<u32>();
    if !major.is_ok_and(|major| major >= LEAST) {
        let found = version.to_owned();
        return Err(RedisError::TooOld { server, found });
    }
    if fact("cluster_enabled") != "0" {
        return Err(RedisError::Cluster { server });
    }
    if fact("role") != "master" {
        return Err(RedisError::Replica { server });
    }
    Ok(())
}

/// Whether it keeps what it has answered: it syncs its disk before it answers, and evicts nothing.
async fn settings(connection: &mut MultiplexedConnection, server: &str) -> Result<(), RedisError> {
    let mut command = redis::cmd("CONFIG");
    command.arg("GET");
    // `yes` for the third means no sync while the log is rewritten.
    let expected = [
        ("appendonly", "yes"),
        ("appendfsync", "always"),
        ("no-appendfsync-on-rewrite", "no"),
        ("maxmemory-policy", "noeviction"),
    ];
    for (setting, _) in expected {
        command.arg(setting);
    }
    command.arg("maxmemory");
    let values: HashMap<String, String> = ask(connection, server, &command, "CONFIG GET").await?;
    let value = |setting| values.get(setting).map_or("unknown", String::as_str);
    let is_bounded = value("maxmemory") != "0";
    let wrong = expected.into_iter().filter(|(setting, expected)| {
        let is_needed = *setting != "maxmemory-policy" || is_bounded;
        is_needed && value(setting) != *expected
    });
    let found: Vec<Wrong> = wrong
        .map(|(setting, expected)| Wrong {
            setting,
            found: value(setting).to_owned(),
            expected,
        })
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(RedisError::Forgets {
        server: server.to_owned(),
        found,
    })
}

async fn ask<T: FromRedisValue>(
    connection: &mut MultiplexedConnection,
    server: &str,
    command: &Cmd,
    name: &'static str,
) -> Result<T, RedisError> {
    let answer = command.query_async(connection).await;
    answer.map_err(|error: redis::RedisError| {
        let (server, reason) = (server.to_owned(), error.to_string());
        if error.is_unrecoverable_error() || error.is_timeout() {
            return RedisError::Connect { server, reason };
        }
        RedisError::Settings {
            server,
            command: name,
            reason,
        }
    })
}
