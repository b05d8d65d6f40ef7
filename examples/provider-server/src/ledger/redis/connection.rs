//! One connection, which comes back by itself.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use redis::{
    AsyncConnectionConfig, Client, ErrorKind, ScriptInvocation, ServerErrorKind, Value,
    aio::MultiplexedConnection,
};
use tokio::time::{Instant, timeout};

use super::check::{self, RedisError};
use crate::config::{Durability, RedisUrl};

/// For an answer of the server, which may have to sync its disk.
const ANSWER: Duration = Duration::from_secs(2);
/// For a connection and what is asked of the server then.
const CONNECT: Duration = Duration::from_secs(2);
/// After an attempt that failed, before the next.
const PAUSE: Duration = Duration::from_millis(250);

/// Why there is no answer. The log says more.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fault {
    /// The connection was lost. Whether the request arrived is open.
    Lost,
    /// Everything else.
    Failed,
}

pub(super) struct Link {
    client: Client,
    server: String,
    durability: Durability,
    state: tokio::sync::Mutex<State>,
    /// What was logged last, so that the log says it once.
    failure: Mutex<Option<String>>,
}

struct State {
    connection: Option<MultiplexedConnection>,
    /// How many connections there were.
    generation: u64,
    /// When the last attempt failed, if it did.
    failed: Option<Instant>,
    /// What tells this ledger from one that was made later in its place.
    ledger: String,
}

impl Link {
    pub(super) async fn open(url: &RedisUrl, durability: Durability) -> Result<Self, RedisError> {
        let server = url.to_string();
        let client = Client::open(url.info().clone());
        let client = client.map_err(|error| RedisError::Connect {
            server: server.clone(),
            reason: error.to_string(),
        })?;
        let (connection, ledger) = connect(&client, &server, durability, None).await?;
        if durability == Durability::DataLossAllowed {
            tracing::warn!(
                %server,
                "REDIS_UNSAFE=allow-data-loss: requests are served again where the Redis forgets them"
            );
        }
        Ok(Self {
            client,
            server,
            durability,
            state: tokio::sync::Mutex::new(State {
                connection: Some(connection),
                generation: 0,
                failed: None,
                ledger,
            }),
            failure: Mutex::default(),
        })
    }

    /// Runs a script, or says that it may or may not have run.
    pub(super) async fn run(&self, script: &ScriptInvocation<'_>) -> Result<Value, Fault> {
        let (mut connection, generation) = self.connection().await.ok_or(Fault::Failed)?;
        match script.invoke_async(&mut connection).await {
            Ok(answer) => {
                self.well();
                Ok(answer)
            }
            Err(error) => {
                self.failed(&error.to_string());
                // A server that became a replica is looked at anew.
                let is_replica = error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly);
                if !(error.is_unrecoverable_error() || error.is_timeout() || is_replica) {
                    return Err(Fault::Failed);
                }
                let mut state = self.state.lock().await;
                if state.generation == generation {
                    state.connection = None;
                }
                Err(if error.is_timeout() {
                    Fault::Failed
                } else {
                    Fault::Lost
                })
            }
        }
    }

    /// The connection, or a new one. While one is made, all wait for it.
    async fn connection(&self) -> Option<(MultiplexedConnection, u64)> {
        let mut state = self.state.lock().await;
        if let Some(connection) = &state.connection {
            return Some((connection.clone(), state.generation));
        }
        if state.failed.is_some_and(|at| at.elapsed() < PAUSE) {
            return None;
        }
        let (client, known) = (&self.client, Some(state.ledger.as_str()));
        match connect(client, &self.server, self.durability, known).await {
            Ok((connection, ledger)) => {
                state.connection = Some(connection.clone());
                state.generation += 1;
                state.failed = None;
                state.ledger = ledger;
                Some((connection, state.generation))
            }
            Err(error) => {
                state.failed = Some(Instant::now());
                self.failed(&error.to_string());
                None
            }
        }
    }

    pub(super) fn failed(&self, reason: &str) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.as_deref() != Some(reason) {
            tracing::error!(%reason, "the ledger is unavailable");
            *failure = Some(reason.to_owned());
        }
    }

    fn well(&self) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.take().is_some() {
            tracing::info!("the ledger is available again");
        }
    }
}

/// Connects, and finds out whether the server may be relied on.
async fn connect(
    client: &Client,
    server: &str,
    durability: Durability,
    known: Option<&str>,
) -> Result<(MultiplexedConnection, String), RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECT))
        .set_response_timeout(Some(ANSWER));
    let connected = async {
        let connection = client.get_multiplexed_async_connection_with_config(&config);
        let mut connection = connection.await.map_err(|error| RedisError::Connect {
            server: server.to_owned(),
            reason: error.to_string(),
        })?;
        let ledger = check::check(&mut connection, server, durability, known).await?;
        Ok((connection, ledger))
    };
    let no_answer = |_| RedisError::Connect {
        server: server.to_owned(),
        reason: format!("no answer within {} s", CONNECT.as_secs()),
    };
    timeout(CONNECT, connected).await.map_err(no_answer)?
}
