use core::convert::identity;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolCall;

use super::codec::{function, view};
use crate::{ProviderFee, contracts, events::ConsumeMarketFee};

/// Pays for one order of one service, to its datatoken.
///
/// The sender pays one datatoken and the fees. The contract checks the signature of the Provider's
/// fee, but neither the index nor that the fee is one for this datatoken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StartOrder {
    /// Who may use the service.
    pub consumer: Address,
    /// The position of the service in the document's list.
    pub service_index: U256,
    /// The fee that the Provider asked for.
    pub provider_fee: ProviderFee,
    /// The fee of the market where the service is ordered.
    pub consume_market_fee: ConsumeMarketFee,
}

function!(StartOrder, startOrderCall);

impl StartOrder {
    /// The input of the transaction.
    #[must_use]
    pub fn calldata(&self) -> Bytes {
        let call = contracts::startOrderCall {
            consumer: self.consumer,
            service_index: self.service_index,
            provider_fee: provider_fee(&self.provider_fee),
            consume_market_fee: market_fee(&self.consume_market_fee),
        };
        call.abi_encode().into()
    }
}

/// Uses an earlier order again with a new fee, to its datatoken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReuseOrder {
    /// The transaction with the event `OrderStarted`. The contract does not check it.
    pub order_transaction: B256,
    /// The fee that the Provider asked for.
    pub provider_fee: ProviderFee,
}

function!(ReuseOrder, reuseOrderCall);

impl ReuseOrder {
    /// The input of the transaction.
    #[must_use]
    pub fn calldata(&self) -> Bytes {
        let call = contracts::reuseOrderCall {
            order_transaction: self.order_transaction,
            provider_fee: provider_fee(&self.provider_fee),
        };
        call.abi_encode().into()
    }
}

/// States that an order was served, to its datatoken, with the signatures of both sides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderExecuted {
    /// The transaction with the event `OrderStarted`.
    pub order_transaction: B256,
    /// What the Provider signed.
    pub provider_data: Bytes,
    /// Its signature.
    pub provider_signature: Bytes,
    /// What the consumer signed.
    pub consumer_data: Bytes,
    /// The consumer's signature.
    pub consumer_signature: Bytes,
    /// The consumer.
    pub consumer: Address,
}

function!(OrderExecuted, orderExecutedCall);

impl OrderExecuted {
    /// The input of the transaction.
    #[must_use]
    pub fn calldata(&self) -> Bytes {
        let call = contracts::orderExecutedCall {
            order_transaction: self.order_transaction,
            provider_data: self.provider_data.clone(),
            provider_signature: self.provider_signature.clone(),
            consumer_data: self.consumer_data.clone(),
            consumer_signature: self.consumer_signature.clone(),
            consumer: self.consumer,
        };
        call.abi_encode().into()
    }
}

pub(super) fn provider_fee(fee: &ProviderFee) -> contracts::ProviderFeeArguments {
    contracts::ProviderFeeArguments {
        fee_address: fee.address,
        token: fee.token,
        amount: fee.amount,
        v: fee.v,
        r: fee.r,
        s: fee.s,
        valid_until: fee.valid_until,
        data: fee.data.clone(),
    }
}

pub(super) fn market_fee(fee: &ConsumeMarketFee) -> contracts::MarketFeeArguments {
    contracts::MarketFeeArguments {
        recipient: fee.recipient,
        token: fee.token,
        amount: fee.amount,
    }
}

view! {
    /// Asks a datatoken for the data NFT that made it.
    GetErc721Address as getERC721AddressCall {}
    -> Address: identity
}

view! {
    /// Asks a token for the number of its decimals: always 18 for a datatoken.
    Decimals as decimalsCall {}
    -> u8: identity
}
