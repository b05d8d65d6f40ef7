use alloy_primitives::{Address, B256, U256};
use ocean_checksum::JsonStr;
use ocean_orders::{FeeData, Order, Refusal, UnsignedFee};

use crate::access::{
    Denial, Item, Reason,
    denial::both,
    order::{self, Needed, is_access},
    reason::cut,
};

/// `GET /initialize`: what a download would cost, or that it is paid already.
///
/// Nobody signs it. The answer tells nothing but what is on chain and in the document.
#[derive(Clone, Copy, Debug)]
pub struct Initialize<'a> {
    /// The service, and what is known about it. The look-ups are about the consumer.
    pub item: Item<'a>,
    /// `consumerAddress`, as it was claimed.
    pub consumer: Address,
    /// `transferTxId`: the transaction that he may have paid with.
    pub transaction: Option<B256>,
    /// The token that this Provider takes fees in.
    pub fee_token: Address,
}

/// The answer to [`Initialize`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_enums,
    reason = "the protocol has these two answers"
)]
pub enum Initialized {
    /// `validOrder`: the transaction that started an order which holds.
    ValidOrder(B256),
    /// `providerFee`, to be signed by [`Keeper::sign_fee`](crate::access::Keeper::sign_fee) for the
    /// asset's chain: a download costs nothing.
    Fee(UnsignedFee),
}

impl Initialize<'_> {
    /// Whether the consumer may order the service at `now`, in seconds since 1970, and what is to be
    /// signed for it.
    ///
    /// An order that would not serve for a download is no error: a fee is quoted. So what is called
    /// valid here is valid there.
    ///
    /// # Errors
    /// [`Denial`]: every reason.
    pub fn decide(
        &self,
        order: Option<Result<Order, Refusal>>,
        now: u64,
    ) -> Result<Initialized, Denial> {
        let item = self.item;
        let service = item.service().and_then(|service| {
            if is_access(service) {
                return Ok(service);
            }
            let found = service.kind().map(|kind| cut(&kind.to_string_lossy()));
            Err(Denial::from(Reason::ServiceType {
                found,
                expected: "access",
            }))
        });
        let ((), service) = both(item.check_consumable(self.consumer), service)?;
        let needed = Needed {
            asset: item.asset,
            service: Some(service),
            service_id: item.service_id,
            sender: self.consumer,
        };
        if let Some(Ok(order)) = order
            && Some(order.requested_transaction()) == self.transaction
            && needed.check(&order).iter().all(Option::is_none)
            && needed.check_environment(&order, &[]).is_none()
            && order::check_age(&order, now).is_none()
        {
            return Ok(Initialized::ValidOrder(order.transaction()));
        }
        let (binding, _) = item.files(service)?;
        // As the document spells it (Provider 2.1.6), unless it cannot be written as it stands.
        let datatoken = service.datatoken_address().and_then(JsonStr::to_str);
        let data = FeeData {
            environment: None,
            timestamp_micros: now.saturating_mul(1_000_000),
            datatoken: datatoken.unwrap_or_else(|| binding.datatoken.to_string().into()),
            service_id: item.service_id.into(),
        };
        Ok(Initialized::Fee(UnsignedFee {
            token: self.fee_token,
            amount: U256::ZERO,
            data: data.to_bytes().map_err(Reason::FeeData)?,
            valid_until: U256::ZERO,
        }))
    }
}
