//! Who paid for the environment, and for how long.

use alloy_primitives::{B256, U256};
use ocean_orders::{FeeRules, Order};

use crate::Terms;

/// The `maxtime` that Provider 2.1.6 writes whatever was paid.
const PROVIDER_MAX_SECONDS: u64 = 3_600;

/// The fee that pays for a job.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Payment {
    /// The transaction that the payer's item named.
    pub(crate) agreement: B256,
    pub(crate) chain_id: u64,
    /// What the payload says.
    pub(crate) valid_until: u64,
    pub(crate) max_seconds: u64,
}

/// The order whose fee gives the most time, the last of those that give the same: one in the token
/// and on the chain of the environment, for this environment, that has not expired.
pub(crate) fn strict<'o>(
    orders: impl Iterator<Item = &'o Order>,
    terms: &Terms<'_>,
) -> Option<Payment> {
    let environment = terms.environment;
    orders
        .filter(|order| {
            order.chain_id() == terms.chain_id
                && Some(order.fee().token) == environment.fee_token
                && order.environment() == Some(environment.id.as_str())
        })
        .map(|order| {
            let end = order.fee_expires_at();
            let lasts = end.map_or(u64::MAX, |end| end.saturating_sub(terms.now));
            let paid = environment.seconds_paid(order.fee().amount, terms.fee_token_decimals);
            Payment {
                agreement: order.requested_transaction(),
                chain_id: order.chain_id(),
                valid_until: seconds(order.fee().valid_until),
                max_seconds: paid.min(lasts),
            }
        })
        .filter(|payment| payment.max_seconds > 0)
        .max_by_key(|payment| payment.max_seconds)
}

/// Provider 2.1.6: the last order whose fee is at least what the time until the latest
/// `validUntil` of all costs now.
pub(crate) fn provider<'o>(
    orders: impl Iterator<Item = &'o Order> + Clone,
    terms: &Terms<'_>,
) -> Option<Payment> {
    let latest = orders.clone().map(|order| order.fee().valid_until).max()?;
    let valid_until = seconds(latest);
    let due = terms.environment.fee_amount(
        valid_until,
        terms.now,
        terms.fee_token_decimals,
        FeeRules::Provider,
    );
    let due = due.ok()?;
    let payer = orders.filter(|order| order.fee().amount >= due).last()?;
    Some(Payment {
        agreement: payer.requested_transaction(),
        chain_id: payer.chain_id(),
        valid_until,
        max_seconds: PROVIDER_MAX_SECONDS,
    })
}

fn seconds(time: U256) -> u64 {
    time.saturating_to()
}
