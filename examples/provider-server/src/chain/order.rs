//! Receipts, and the orders in them.

use alloy_primitives::{B256, U64};
use ocean_orders::{JsonRpcError, JsonRpcReceipt, Order, Receipt, Refusal, Step, Terms, verify};
use serde::Deserialize;

use super::{ChainError, Node, read};

const RECEIPT: &str = "eth_getTransactionReceipt";
const BLOCK: &str = "eth_getBlockByNumber";

impl Node {
    /// The receipt of a transaction, with the time of its block.
    ///
    /// `None` at once if the node does not know the transaction, if no block has it yet, or if fewer
    /// blocks than configured stand on it: nothing is waited for.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn receipt(&self, transaction: B256) -> Result<Option<Receipt>, ChainError> {
        let (receipt, latest) =
            tokio::try_join!(self.mined(transaction), self.latest(self.min_confirmations))?;
        Ok(receipt.filter(|receipt| {
            latest.is_none_or(|latest| {
                let above = latest.checked_sub(receipt.block_number);
                above.is_some_and(|above| above.saturating_add(1) >= self.min_confirmations)
            })
        }))
    }

    /// Whether the order holds at `now`, in seconds since 1970: asks for the receipts that
    /// [`verify`] needs, and at the same time whether the NFT made the datatoken.
    ///
    /// `deployed_by_nft`, `latest_block` and `min_confirmations` of the terms are what the node
    /// answers and is configured with; what stands in the terms is not read, but that more
    /// confirmations may be asked for. `None` if the node does not know the transaction, or the one
    /// that it reuses.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn order(
        &self,
        terms: &Terms<'_>,
        now: u64,
    ) -> Result<Option<Result<Order, Refusal>>, ChainError> {
        let min_confirmations = self.min_confirmations.max(terms.policy.min_confirmations);
        let (receipt, latest, deployed_by_nft) = tokio::try_join!(
            self.mined(terms.transaction),
            self.latest(min_confirmations),
            self.is_deployed_here(terms),
        )?;
        let Some(receipt) = receipt else {
            return Ok(None);
        };
        let mut terms = Terms {
            deployed_by_nft,
            latest_block: latest.unwrap_or_default(),
            ..*terms
        };
        terms.policy.min_confirmations = latest.map_or(0, |_| min_confirmations);
        match verify(&terms, &receipt, now) {
            Ok(Step::Verified(order)) => Ok(Some(Ok(order))),
            Ok(Step::NeedReceipt(pending)) => {
                let receipt = self.mined(pending.transaction_hash()).await?;
                Ok(receipt.map(|receipt| pending.resume(&receipt)))
            }
            Err(refusal) => Ok(Some(Err(refusal))),
        }
    }

    /// What is at the address may be no NFT, which then made no datatoken.
    async fn is_deployed_here(&self, terms: &Terms<'_>) -> Result<bool, ChainError> {
        match self.is_deployed(terms.nft, terms.datatoken).await {
            Err(error) if error.is_of_contract() => Ok(false),
            answer => answer,
        }
    }

    /// The newest block, if there are confirmations to count: a receipt is one.
    async fn latest(&self, min_confirmations: u64) -> Result<Option<u64>, ChainError> {
        if min_confirmations <= 1 {
            return Ok(None);
        }
        let number: U64 = self.request("eth_blockNumber", ()).await?;
        Ok(Some(number.to()))
    }

    /// The receipt, however few blocks stand on it.
    async fn mined(&self, transaction: B256) -> Result<Option<Receipt>, ChainError> {
        let raw = self.send(RECEIPT, (transaction,)).await?;
        let Some(receipt): Option<JsonRpcReceipt> = read(RECEIPT, &raw)? else {
            return Ok(None);
        };
        let head: Head = read(RECEIPT, &raw)?;
        if let Some(found) = head.chain_id.map(|id| id.to())
            && found != self.chain_id
        {
            let expected = self.chain_id;
            return Err(ChainError::WrongChain { found, expected });
        }
        if head.transaction_hash != transaction {
            return Err(ChainError::OtherTransaction {
                found: head.transaction_hash,
                expected: transaction,
            });
        }
        let Some(number) = head.block_number.map(|number| number.to()) else {
            return Ok(None);
        };
        let time = self.block_time(number, head.block_hash).await?;
        match receipt.into_receipt(self.chain_id, Some(time)) {
            Ok(receipt) => Ok(Some(receipt)),
            Err(JsonRpcError::Pending { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn block_time(&self, number: u64, hash: Option<B256>) -> Result<u64, ChainError> {
        if let Some(time) = hash.and_then(|hash| self.block_times.get(hash)) {
            return Ok(time);
        }
        let block: Option<Block> = self.request(BLOCK, (U64::from(number), false)).await?;
        let block = block.filter(|block| {
            let same_hash = hash.is_none_or(|hash| block.hash == Some(hash));
            same_hash && block.number == U64::from(number)
        });
        let block = block.ok_or(ChainError::OtherBlock { number })?;
        let time = block.timestamp.to();
        if let Some(hash) = hash {
            self.block_times.put(hash, time);
        }
        Ok(time)
    }
}

/// What must be known of a receipt before it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    transaction_hash: B256,
    #[serde(default)]
    block_number: Option<U64>,
    #[serde(default)]
    block_hash: Option<B256>,
    #[serde(default)]
    chain_id: Option<U64>,
}

#[derive(Debug, Deserialize)]
struct Block {
    number: U64,
    hash: Option<B256>,
    timestamp: U64,
}
