//! What it takes to send a transaction.

use alloy_primitives::{Address, Bytes, U64, U128};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{ChainError, Node};

const BLOCK: &str = "eth_getBlockByNumber";

/// What gas costs now, in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GasPrice {
    /// What the node says that a unit should pay, the base fee included.
    pub price: u128,
    /// The base fee of the newest block (EIP-1559). `None`: the chain has none.
    pub base_fee: Option<u128>,
}

impl Node {
    /// The number of the next transaction of an account: those that no block has yet count.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn next_nonce(&self, account: Address) -> Result<u64, ChainError> {
        let count: U64 = self
            .request("eth_getTransactionCount", (account, "pending"))
            .await?;
        Ok(count.to())
    }

    /// The gas that a call would take as a transaction.
    ///
    /// # Errors
    /// [`ChainError`]; [`ChainError::Reverted`] if the contract refuses it.
    pub async fn estimate_gas(
        &self,
        from: Address,
        to: Address,
        data: Bytes,
    ) -> Result<u64, ChainError> {
        let call = Transaction { from, to, data };
        let gas: U64 = self.request("eth_estimateGas", (call,)).await?;
        Ok(gas.to())
    }

    /// What gas costs.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn gas_price(&self) -> Result<GasPrice, ChainError> {
        let price = self.request("eth_gasPrice", ());
        let block = self.request(BLOCK, ("latest", false));
        let (price, block): (U128, Block) = tokio::try_join!(price, block)?;
        Ok(GasPrice {
            price: price.to(),
            base_fee: block.base_fee_per_gas.map(|fee| fee.to()),
        })
    }

    /// Gives the node a signed transaction, and does not wait for a block. If the connection fails it
    /// is given once more: the chain takes the same one once.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn send_raw_transaction(&self, signed: Bytes) -> Result<(), ChainError> {
        let _hash: Box<RawValue> = self.request("eth_sendRawTransaction", (signed,)).await?;
        Ok(())
    }
}

/// The first parameter of `eth_estimateGas`.
#[derive(Clone, Debug, Serialize)]
struct Transaction {
    from: Address,
    to: Address,
    data: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Block {
    #[serde(default)]
    base_fee_per_gas: Option<U128>,
}
