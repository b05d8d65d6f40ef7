use alloy_consensus::{SignableTransaction, TxEip1559, TxLegacy, transaction::RlpEcdsaEncodableTx};
use alloy_primitives::{Address, Bytes, Signature, U256};
use ocean_keys::ProviderKey;

use super::ProofError;
use crate::chain::GasPrice;

/// The most gas that a proof may take. Ocean's templates take a tenth of it.
const MAX_GAS: u64 = 500_000;

/// The most that a proof may cost: 0.1 of the chain's coin, in wei. No sound price comes near it.
const MAX_COST: u128 = 100_000_000_000_000_000;

/// A call that is paid for, and moves nothing else.
pub(super) struct Transaction {
    pub(super) chain_id: u64,
    pub(super) nonce: u64,
    pub(super) to: Address,
    pub(super) data: Bytes,
    /// What the node estimates.
    pub(super) gas: u64,
    pub(super) price: GasPrice,
}

impl Transaction {
    /// Signs it, as EIP-1559 says where the chain has a base fee, else as EIP-155 does. As with web3.py
    /// the base fee may double until it is mined.
    pub(super) fn sign(self, key: &ProviderKey) -> Result<Bytes, ProofError> {
        // A fifth more than estimated, of which only what is needed is paid.
        let gas_limit = self.gas.saturating_add(self.gas / 5);
        let GasPrice { price, base_fee } = self.price;
        let tip = price.saturating_sub(base_fee.unwrap_or_default());
        let most = base_fee.map_or(price, |fee| fee.saturating_mul(2).saturating_add(tip));
        let cost = u128::from(gas_limit).saturating_mul(most);
        if gas_limit > MAX_GAS || cost > MAX_COST {
            return Err(ProofError::TooExpensive);
        }
        if base_fee.is_none() {
            let legacy = TxLegacy {
                chain_id: Some(self.chain_id),
                nonce: self.nonce,
                gas_price: price,
                gas_limit,
                to: self.to.into(),
                value: U256::ZERO,
                input: self.data,
            };
            return Ok(signed(legacy, key));
        }
        let transaction = TxEip1559 {
            chain_id: self.chain_id,
            nonce: self.nonce,
            gas_limit,
            max_fee_per_gas: most,
            max_priority_fee_per_gas: tip,
            to: self.to.into(),
            input: self.data,
            ..TxEip1559::default()
        };
        Ok(signed(transaction, key))
    }
}

/// As it is sent. The key sees the hash, and nobody sees the key.
fn signed<T>(transaction: T, key: &ProviderKey) -> Bytes
where
    T: SignableTransaction<Signature> + RlpEcdsaEncodableTx,
{
    let signature = key.sign_digest(&transaction.signature_hash());
    let signature = Signature::new(
        signature.r().into(),
        signature.s().into(),
        signature.v() == 28,
    );
    let mut raw = Vec::new();
    transaction.into_signed(signature).eip2718_encode(&mut raw);
    raw.into()
}
