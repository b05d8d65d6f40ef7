use std::{fmt, path::PathBuf, str::FromStr};

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _};
use url::Url;

use super::reader::Reader;

/// Where nonces and revoked tokens are kept.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Storage {
    /// `STORAGE_PATH`: in a file, for one server. `ocean-provider.sqlite`.
    Sqlite(PathBuf),
    /// `REDIS_CONNECTION`: in a Redis, for any number of servers. It goes before `STORAGE_PATH`.
    Redis {
        /// Where it is.
        url: RedisUrl,
        /// `REDIS_UNSAFE`.
        durability: Durability,
    },
}

impl Storage {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let durability = reader
            .value("REDIS_UNSAFE", "`allow-data-loss`, or nothing", |text| {
                (text == ALLOW_DATA_LOSS).then_some(Durability::DataLossAllowed)
            })
            .unwrap_or_default();
        let url = reader.hidden("REDIS_CONNECTION", REDIS, |text| text.parse().ok());
        if let Some(url) = url {
            return Self::Redis { url, durability };
        }
        Self::Sqlite(path(reader))
    }
}

/// `STORAGE_PATH`, whether or not there is a Redis.
pub(super) fn path(reader: &Reader<'_>) -> PathBuf {
    let path = reader.text("STORAGE_PATH");
    path.map_or_else(|| "ocean-provider.sqlite".into(), PathBuf::from)
}

const ALLOW_DATA_LOSS: &str = "allow-data-loss";
pub(super) const REDIS: &str = "a redis, rediss or unix URL of a Redis";

/// The place, without passwords.
impl fmt::Display for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Redis { url, durability } => match durability {
                Durability::Required => url.fmt(f),
                Durability::DataLossAllowed => write!(f, "{url}, data loss allowed"),
            },
        }
    }
}

/// What a Redis must promise.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Durability {
    /// Its settings must keep what is written.
    #[default]
    Required,
    /// `allow-data-loss`: they are not looked at, and a Redis that comes back empty is taken.
    ///
    /// What it gives up: after a crash, an eviction or a restart of the Redis, requests that were
    /// served are served again, and tokens that were revoked live.
    DataLossAllowed,
}

/// The URL of a Redis: `redis`, `rediss` for TLS, or `unix` for a socket. Users and passwords are not
/// shown. `db`, `user` and `pass` of a socket stand in the query; nothing else may stand there, since
/// it would be passed over.
#[derive(Clone)]
pub struct RedisUrl {
    info: Box<ConnectionInfo>,
    shown: String,
}

impl RedisUrl {
    pub(crate) fn info(&self) -> &ConnectionInfo {
        &self.info
    }

    fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let known: &[&str] = match url.scheme() {
            "redis" | "rediss" => &[],
            "unix" => &["db", "user", "pass"],
            _ => return None,
        };
        let is_known = |name: &str| known.contains(&name);
        if url.fragment().is_some() || !url.query_pairs().all(|(name, _)| is_known(&name)) {
            return None;
        }
        let info = Box::new(url.clone().into_connection_info().ok()?);
        let database = info.redis_settings().db();
        let shown = match info.addr() {
            ConnectionAddr::Unix(path) => format!("unix://{}?db={database}", path.display()),
            ConnectionAddr::Tcp(_, port) | ConnectionAddr::TcpTls { port, .. } => {
                format!("{}://{}:{port}/{database}", url.scheme(), url.host_str()?)
            }
            _ => return None,
        };
        Some(Self { info, shown })
    }
}

impl FromStr for RedisUrl {
    type Err = NotRedis;

    fn from_str(text: &str) -> Result<Self, NotRedis> {
        Self::read(text).ok_or(NotRedis)
    }
}

/// Scheme, place and number of the database.
impl fmt::Display for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisUrl({self})")
    }
}

/// A text is not the URL of a Redis. It may hold a password, so that it is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {REDIS}")]
pub struct NotRedis;
