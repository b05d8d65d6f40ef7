use std::sync::Arc;

use alloy_primitives::{Bytes, hex};
use ocean_keys::{ProviderKey, Signature};
use ocean_orders::calls::OrderExecuted;
use tokio::sync::Mutex;

use super::{Downloaded, ProofError, downloaded::sign, transaction::Transaction};
use crate::chain::Node;

/// Sends proofs to the datatokens of one chain, at the Provider's cost.
pub(super) struct OnChain {
    chain_id: u64,
    node: Arc<Node>,
    key: Arc<ProviderKey>,
    /// One transaction at a time, so that each gets a number of its own.
    turn: Mutex<()>,
}

impl OnChain {
    pub(super) fn new(chain_id: u64, node: Arc<Node>, key: Arc<ProviderKey>) -> Self {
        Self {
            chain_id,
            node,
            key,
            turn: Mutex::new(()),
        }
    }

    /// `orderExecuted`, once: a transaction that the node does not take, or that fails in its block,
    /// is not sent again.
    pub(super) async fn send(&self, downloaded: &Downloaded) -> Result<(), ProofError> {
        let data = self.calldata(downloaded)?;
        let (from, to) = (self.key.address(), downloaded.datatoken);
        // Only the contracts that the factory made are known to do no more than emit an event.
        let nft = self.node.erc721_list(downloaded.nft).await?;
        if nft != downloaded.nft {
            return Err(ProofError::OtherFactory);
        }
        let gas = self.node.estimate_gas(from, to, data.clone()).await?;
        let _turn = self.turn.lock().await;
        let (nonce, price) = tokio::try_join!(self.node.next_nonce(from), self.node.gas_price())?;
        let transaction = Transaction {
            chain_id: self.chain_id,
            nonce,
            to,
            data,
            gas,
            price,
        };
        let signed = transaction.sign(&self.key)?;
        Ok(self.node.send_raw_transaction(signed).await?)
    }

    /// The contract checks the Provider's signature over transaction and data, and the consumer's
    /// over what he signed.
    fn calldata(&self, downloaded: &Downloaded) -> Result<Bytes, ProofError> {
        let consumer_signature = downloaded.signature.as_deref().and_then(contract_form);
        let consumer_signature = consumer_signature.ok_or(ProofError::NoSignature)?;
        let provider_data = downloaded.provider_data()?;
        let stated = [downloaded.transaction.as_slice(), provider_data.as_bytes()].concat();
        let call = OrderExecuted {
            order_transaction: downloaded.transaction,
            provider_data: provider_data.into_bytes().into(),
            provider_signature: sign(&self.key, &stated).to_bytes().into(),
            consumer_data: downloaded.consumer_data().into_bytes().into(),
            consumer_signature,
            consumer: downloaded.consumer.address(),
        };
        Ok(call.calldata())
    }
}

/// A signature as contracts take it: 65 bytes, of which the last is 27 or 28.
fn contract_form(text: &str) -> Option<Bytes> {
    let bytes = hex::decode(text).ok()?;
    let signature = Signature::from_bytes(bytes.first_chunk()?).ok()?;
    Some(signature.to_bytes().into())
}
