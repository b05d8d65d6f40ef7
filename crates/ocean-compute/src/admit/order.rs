use alloc::boxed::Box;

use ocean_orders::{Order, Refusal};

use super::item::Item;
use crate::{OrderFault, Terms};

/// Whether an order is there, holds, and is one of this item. The environment is asked of datasets
/// only.
pub(super) fn check(
    order: Option<Result<Order, Refusal>>,
    item: &Item<'_>,
    environment: Option<&str>,
    terms: &Terms<'_>,
) -> Result<Order, OrderFault> {
    let order = order.ok_or(OrderFault::Unknown)?;
    let order = order.map_err(|refusal| OrderFault::Refused(Box::new(refusal)))?;
    let datatoken = item.service.parse_datatoken_address();
    let same = [
        (
            "transaction",
            item.transaction == Some(order.requested_transaction()),
        ),
        ("chain", item.ddo.chain_id() == Some(order.chain_id())),
        ("NFT", item.did.verify(order.nft(), order.chain_id())),
        ("datatoken", datatoken == Some(Ok(order.datatoken()))),
        ("service", order.service_id() == item.service_id),
        ("consumer", order.sender() == terms.consumer),
        (
            "environment",
            environment.is_none() || environment == order.environment(),
        ),
    ];
    if let Some((what, _)) = same.into_iter().find(|(_, same)| !same) {
        return Err(OrderFault::Other { what });
    }
    if terms.rules.is_strict() && order.rules() != ocean_orders::Rules::Strict {
        return Err(OrderFault::NotStrict);
    }
    if !order.is_valid_at(terms.now) {
        return Err(OrderFault::Expired);
    }
    Ok(order)
}
