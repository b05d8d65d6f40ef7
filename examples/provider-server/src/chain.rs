//! A chain, asked over JSON-RPC.
//!
//! Everything that is read here is as true as the node. A whole request, retries included, takes at
//! most the time-out of its [`Node`], an answer has at most [`MAX_ANSWER`] bytes, and a node that
//! contradicts itself is an error, never a guess. The address of a node, which often holds an API
//! key, is in no error and no log.

mod block_times;
pub(crate) mod body;
mod contracts;
mod error;
mod order;
mod transactions;
mod transport;

use std::{fmt, time::Duration};

use alloy_primitives::{Address, U64};
use alloy_rpc_client::RpcClient;
use alloy_transport::{RpcError, TransportErrorKind};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use url::Url;

pub use body::MAX_ANSWER;
pub use contracts::MAX_LOOKUPS;
pub use error::ChainError;
pub use transactions::GasPrice;

use block_times::BlockTimes;
use transport::{Failure, Transport};

/// How to reach the node of a chain.
#[derive(Clone)]
#[allow(
    clippy::exhaustive_structs,
    reason = "an operator decides each of these"
)]
pub struct NodeConfig {
    /// The chain that it must be on (EIP-155).
    pub chain_id: u64,
    /// Where it answers JSON-RPC. Secret: it often holds an API key.
    pub rpc: Url,
    /// Ocean's `ERC721Factory` on the chain.
    pub factory: Address,
    /// How long one request may take, retries included.
    pub timeout: Duration,
    /// How often a request is sent again if the connection fails.
    pub retries: u32,
    /// How many blocks must stand on a transaction, its own included. Zero and one ask for no more
    /// than a receipt.
    pub min_confirmations: u64,
}

impl fmt::Debug for NodeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeConfig")
            .field("chain_id", &self.chain_id)
            .field("factory", &self.factory)
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .field("min_confirmations", &self.min_confirmations)
            .finish_non_exhaustive()
    }
}

/// The chain that the node at this address says it is on, where only the node knows.
///
/// # Errors
/// [`ChainError`].
pub async fn chain_id_of(rpc: &Url, timeout: Duration, retries: u32) -> Result<u64, ChainError> {
    let node = Node::new(&NodeConfig {
        chain_id: 0,
        rpc: rpc.clone(),
        factory: Address::ZERO,
        timeout,
        retries,
        min_confirmations: 0,
    })?;
    node.chain_id().await
}

/// A node of one chain.
pub struct Node {
    chain_id: u64,
    factory: Address,
    timeout: Duration,
    min_confirmations: u64,
    client: RpcClient,
    block_times: BlockTimes,
}

impl Node {
    /// Prepares requests; none is sent.
    ///
    /// # Errors
    /// [`ChainError::Client`].
    pub fn new(config: &NodeConfig) -> Result<Self, ChainError> {
        let transport = Transport::new(&config.rpc, config.retries);
        let transport = transport.map_err(|_| ChainError::Client)?;
        Ok(Self {
            chain_id: config.chain_id,
            factory: config.factory,
            timeout: config.timeout,
            min_confirmations: config.min_confirmations,
            // Only the interval of polling depends on whether a node is local. Nothing is polled.
            client: RpcClient::new(transport, false),
            block_times: BlockTimes::default(),
        })
    }

    /// The chain that the node says it is on.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn chain_id(&self) -> Result<u64, ChainError> {
        let id: U64 = self.request("eth_chainId", ()).await?;
        Ok(id.to())
    }

    /// Whether the node is on its chain: to be asked once, before anybody is served.
    ///
    /// # Errors
    /// [`ChainError::WrongChain`], or any other.
    pub async fn check_chain_id(&self) -> Result<(), ChainError> {
        let found = self.chain_id().await?;
        if found == self.chain_id {
            return Ok(());
        }
        Err(ChainError::WrongChain {
            found,
            expected: self.chain_id,
        })
    }

    /// One request, and its `result`.
    async fn request<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: impl alloy_json_rpc::RpcSend,
    ) -> Result<T, ChainError> {
        let raw = self.send(method, params).await?;
        read(method, &raw)
    }

    async fn send(
        &self,
        method: &'static str,
        params: impl alloy_json_rpc::RpcSend,
    ) -> Result<Box<RawValue>, ChainError> {
        let call = self.client.request(method, params);
        match tokio::time::timeout(self.timeout, call).await {
            Ok(answer) => answer.map_err(|error| failed(method, &error)),
            Err(_) => Err(ChainError::Timeout { method }),
        }
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("chain_id", &self.chain_id)
            .field("factory", &self.factory)
            .finish_non_exhaustive()
    }
}

fn read<T: DeserializeOwned>(method: &'static str, raw: &RawValue) -> Result<T, ChainError> {
    serde_json::from_str(raw.get()).map_err(|_| ChainError::Malformed { method })
}

/// Neither the texts of a node nor those of the transport are kept: both may name its address.
fn failed(method: &'static str, error: &RpcError<TransportErrorKind>) -> ChainError {
    match error {
        RpcError::ErrorResp(payload) if is_revert(payload) => ChainError::Reverted { method },
        RpcError::ErrorResp(payload) => ChainError::Refused {
            method,
            code: payload.code,
        },
        RpcError::Transport(kind) => match kind.as_custom().and_then(|e| e.downcast_ref()) {
            Some(Failure::Status(status)) => ChainError::Status {
                method,
                status: *status,
            },
            Some(Failure::TooLarge) => ChainError::TooLarge {
                method,
                max: MAX_ANSWER,
            },
            Some(Failure::Malformed) => ChainError::Malformed { method },
            Some(Failure::Unreachable) | None => ChainError::Unreachable { method },
        },
        _ => ChainError::Malformed { method },
    }
}

/// Geth and anvil have a code of their own for a revert; others have one for many errors, and say it
/// in words.
fn is_revert(payload: &alloy_json_rpc::ErrorPayload) -> bool {
    const REVERTED: i64 = 3;
    let message = payload.message.to_ascii_lowercase();
    payload.code == REVERTED
        || ["revert", "invalid opcode", "vm execution error"]
            .iter()
            .any(|word| message.contains(word))
}
