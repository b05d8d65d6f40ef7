use alloc::vec::Vec;
use core::convert::identity;

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;

use super::{
    BuildCallError, ReuseOrder, StartOrder,
    codec::{check_count, function, view},
    datatoken::{market_fee, provider_fee},
};
use crate::contracts;

/// The most orders that the factory takes in one transaction.
pub const MAX_ORDERS: usize = 50;

/// Pays for several orders at once, to the factory, which then is the payer of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StartMultipleTokenOrder {
    /// The orders, [`MAX_ORDERS`] at most.
    pub orders: Vec<TokenOrder>,
}

/// One order of several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenOrder {
    /// The datatoken.
    pub datatoken: Address,
    /// What to order of it.
    pub order: StartOrder,
}

function!(StartMultipleTokenOrder, startMultipleTokenOrderCall);

impl StartMultipleTokenOrder {
    /// The input of the transaction.
    ///
    /// # Errors
    /// [`BuildCallError`]: there are too many orders.
    pub fn calldata(&self) -> Result<Bytes, BuildCallError> {
        check_count::<contracts::startMultipleTokenOrderCall>(
            "orders",
            self.orders.len(),
            MAX_ORDERS,
        )?;
        let orders =
            self.orders
                .iter()
                .map(|TokenOrder { datatoken, order }| contracts::TokenOrder {
                    datatoken: *datatoken,
                    consumer: order.consumer,
                    service_index: order.service_index,
                    provider_fee: provider_fee(&order.provider_fee),
                    consume_market_fee: market_fee(&order.consume_market_fee),
                });
        let call = contracts::startMultipleTokenOrderCall {
            orders: orders.collect(),
        };
        Ok(call.abi_encode().into())
    }
}

/// Uses several earlier orders again at once, to the factory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReuseMultipleTokenOrder {
    /// The orders, [`MAX_ORDERS`] at most.
    pub orders: Vec<TokenReuse>,
}

/// One earlier order of several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenReuse {
    /// The datatoken.
    pub datatoken: Address,
    /// Which order of it to use again.
    pub order: ReuseOrder,
}

function!(ReuseMultipleTokenOrder, reuseMultipleTokenOrderCall);

impl ReuseMultipleTokenOrder {
    /// The input of the transaction.
    ///
    /// # Errors
    /// [`BuildCallError`]: there are too many orders.
    pub fn calldata(&self) -> Result<Bytes, BuildCallError> {
        check_count::<contracts::reuseMultipleTokenOrderCall>(
            "orders",
            self.orders.len(),
            MAX_ORDERS,
        )?;
        let orders =
            self.orders
                .iter()
                .map(|TokenReuse { datatoken, order }| contracts::TokenReuse {
                    datatoken: *datatoken,
                    order_transaction: order.order_transaction,
                    provider_fee: provider_fee(&order.provider_fee),
                });
        let call = contracts::reuseMultipleTokenOrderCall {
            orders: orders.collect(),
        };
        Ok(call.abi_encode().into())
    }
}

view! {
    /// Asks the factory whether it made this data NFT: the answer is the NFT's own address, or
    /// zero if it did not.
    Erc721List as erc721ListCall {
        /// The data NFT.
        nft: Address,
    }
    -> Address: identity
}
