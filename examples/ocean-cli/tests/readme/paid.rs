use alloy_primitives::B256;
use ocean_orders::{Order, Receipt, Refusal, Step, Terms, verify};

/// `node` fetches receipts from the chain, `now` is the caller's clock.
fn paid(terms: &Terms<'_>, node: impl Fn(B256) -> Receipt, now: u64) -> Result<Order, Refusal> {
    match verify(terms, &node(terms.transaction), now)? {
        Step::Verified(order) => Ok(order),
        Step::NeedReceipt(pending) => {
            let receipt = node(pending.transaction_hash());
            pending.resume(&receipt)
        }
    }
}
