//! Reading the reference's Redis, as `flask_caching` 1.10.1 fills it.

use std::{collections::BTreeSet, time::Duration};

use ocean_provider_core::auth::NonceValue;
use redis::{AsyncConnectionConfig, Client, RedisResult, aio::MultiplexedConnection};

use super::{
    ImportError, decimal,
    found::{Found, text},
    pickle, token,
};
use crate::config::RedisUrl;

const PREFIX: &[u8] = b"ocean_provider";
/// What stands behind it before a token. Before an address stands nothing.
const TOKEN: &[u8] = b"token//";
/// Bytes of a value that are read. No nonce has as many.
const MAX_VALUE: usize = 1024;
const ANSWER: Duration = Duration::from_secs(10);

pub(super) async fn read(url: &RedisUrl) -> Result<Found, ImportError> {
    read_all(url).await.map_err(|error| ImportError::Redis {
        server: url.to_string(),
        reason: error.to_string(),
    })
}

async fn read_all(url: &RedisUrl) -> RedisResult<Found> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(ANSWER))
        .set_response_timeout(Some(ANSWER));
    let client = Client::open(url.info().clone())?;
    let mut connection = client
        .get_multiplexed_async_connection_with_config(&config)
        .await?;
    let mut found = Found::default();
    for key in keys(&mut connection).await? {
        let Some(name) = key.strip_prefix(PREFIX) else {
            continue;
        };
        if let Some(token) = name.strip_prefix(TOKEN) {
            // That it is there is what counts.
            found.revocations.push(token::revocation(token));
            continue;
        }
        match value(&mut connection, &key).await {
            // It expired in the meantime.
            Ok(value) if value.is_empty() => {}
            Ok(value) => found.take(Some(name), Some(&value), nonce(&value)),
            // A list or the like.
            Err(error) if error.code() == Some("WRONGTYPE") => found.take(Some(name), None, None),
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// Each of the reference's keys, once.
async fn keys(connection: &mut MultiplexedConnection) -> RedisResult<BTreeSet<Vec<u8>>> {
    let mut keys = BTreeSet::new();
    let mut cursor = 0_u64;
    loop {
        let mut scan = redis::cmd("SCAN");
        scan.arg(cursor).arg("MATCH").arg([PREFIX, b"*"].concat());
        scan.arg("COUNT").arg(1_000);
        let (next, some): (u64, Vec<Vec<u8>>) = scan.query_async(connection).await?;
        keys.extend(some);
        cursor = next;
        if cursor == 0 {
            return Ok(keys);
        }
    }
}

async fn value(connection: &mut MultiplexedConnection, key: &[u8]) -> RedisResult<Vec<u8>> {
    let mut get = redis::cmd("GETRANGE");
    get.arg(key).arg(0).arg(MAX_VALUE);
    get.query_async(connection).await
}

/// Whole numbers stand there as they are, and everything else as a pickle behind `!`.
fn nonce(value: &[u8]) -> Option<NonceValue> {
    if value.len() > MAX_VALUE {
        return None;
    }
    match value.strip_prefix(b"!") {
        Some(pickled) => decimal::nonce(&pickle::text(pickled)?),
        None => decimal::nonce(text(Some(value))?),
    }
}
