use alloy_primitives::{Address, B256, Bytes, U256};

use super::codec::{abi, codec, event};
use crate::ProviderFee;

event! {
    /// An order of one service was paid for. Emitted by the datatoken.
    OrderStarted as OrderStarted {
        /// Who may use the service.
        consumer: Address,
        /// Who called: whoever paid, or the factory if several orders came in one transaction.
        payer: Address,
        /// How much of the datatoken was paid, in its smallest unit: 10^18 is one.
        amount: U256,
        /// The position of the service in the document's list. The contract does not check it.
        service_index: U256,
        /// The block's time, in seconds since 1970.
        timestamp: U256,
        /// Who receives the fee of the publishing market.
        publish_market_address: Address,
        /// The block's number.
        block_number: U256,
    }
}

event! {
    /// An earlier order was used again. Emitted by the datatoken.
    ///
    /// The contract checks neither the order nor the caller: anybody can name any transaction.
    OrderReused as OrderReused {
        /// The transaction that is said to hold the order: `orderTxId`.
        order_transaction: B256,
        /// Who called.
        caller: Address,
        /// The block's time, in seconds since 1970.
        timestamp: U256,
        /// The block's number.
        block_number: U256,
    }
}

event! {
    /// A Provider states that it served an order, and the consumer that it was served. Emitted by
    /// the datatoken.
    OrderExecuted as OrderExecuted {
        /// The Provider.
        provider: Address,
        /// The consumer.
        consumer: Address,
        /// The transaction that is said to hold the order: `orderTxId`.
        order_transaction: B256,
        /// What the Provider signed.
        provider_data: Bytes,
        /// Its signature.
        provider_signature: Bytes,
        /// What the consumer signed.
        consumer_data: Bytes,
        /// The consumer's signature.
        consumer_signature: Bytes,
        /// The block's time, in seconds since 1970.
        timestamp: U256,
        /// The block's number.
        block_number: U256,
    }
}

event! {
    /// The fee of the market that published the service was paid. Emitted by the datatoken.
    PublishMarketFee as PublishMarketFee {
        /// Who received it.
        recipient: Address,
        /// The token in which it was paid.
        token: Address,
        /// The amount in the token's smallest unit.
        amount: U256,
    }
}

event! {
    /// The fee of the market where the service is ordered: the argument of `startOrder`, and the
    /// event that it was paid. Emitted by the datatoken.
    ConsumeMarketFee as ConsumeMarketFee {
        /// Who received it.
        recipient: Address,
        /// The token in which it was paid.
        token: Address,
        /// The amount in the token's smallest unit.
        amount: U256,
    }
}

impl ConsumeMarketFee {
    /// No fee, as an argument of an order.
    pub const NONE: Self = Self {
        recipient: Address::ZERO,
        token: Address::ZERO,
        amount: U256::ZERO,
    };
}

abi!(
    ProviderFee,
    ProviderFee,
    address => fee_address,
    token => token,
    amount => amount,
    data => data,
    v => v,
    r => r,
    s => s,
    valid_until => valid_until,
);
codec!(ProviderFee, ProviderFee);
