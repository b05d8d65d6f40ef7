use alloc::string::String;

use alloy_primitives::{Address, B256, U256};

use crate::{
    Policy, ProviderFee, Receipt, Refusal, Rules,
    events::{Emitted, OrderReused, OrderStarted},
};

/// How far [`verify`](crate::verify) came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the order may not be verified yet"]
#[allow(clippy::exhaustive_enums, reason = "whoever verifies must handle both")]
#[allow(clippy::large_enum_variant, reason = "the large one is the usual one")]
pub enum Step {
    /// The order holds.
    Verified(Order),
    /// The transaction reuses the order of another one, whose receipt is needed.
    NeedReceipt(PendingOrder),
}

/// An order that is reused: everything of the first receipt has been checked, and the receipt of
/// the order itself is needed.
///
/// It owns what it needs, so that it can wait for a node on any thread.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the order is not verified yet"]
pub struct PendingOrder {
    pub(crate) checked: Checked,
    pub(crate) reused: Emitted<OrderReused>,
}

impl PendingOrder {
    /// The transaction whose receipt is needed, on the same chain.
    ///
    /// The consumer chose it, so that it may be unknown to the chain: then there is no order, and
    /// nothing to wait for.
    #[must_use]
    pub fn transaction_hash(&self) -> B256 {
        self.reused.event.order_transaction
    }

    /// Checks the rest with the receipt of [`transaction_hash`](Self::transaction_hash), at the
    /// time that was given to [`verify`](crate::verify). A reuse of a reuse is refused.
    ///
    /// # Errors
    /// [`Refusal`]: the order does not hold.
    pub fn resume(self, receipt: &Receipt) -> Result<Order, Refusal> {
        self.checked.resume(self.reused, receipt)
    }
}

/// What the first receipt proved: the fee was paid for this service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(crate) chain_id: u64,
    pub(crate) transaction: B256,
    pub(crate) sender: Address,
    pub(crate) nft: Address,
    pub(crate) datatoken: Address,
    pub(crate) service_id: String,
    pub(crate) service_index: u64,
    pub(crate) timeout: u64,
    pub(crate) required_amount: U256,
    pub(crate) latest_block: u64,
    pub(crate) rules: Rules,
    pub(crate) policy: Policy,
    pub(crate) now: u64,
    pub(crate) fee: Emitted<ProviderFee>,
    pub(crate) environment: Option<String>,
    pub(crate) fee_expires_at: Option<u64>,
}

/// Proof that an order holds: the service was paid for, and the sender may use it.
///
/// Only [`verify`](crate::verify) and [`PendingOrder::resume`] make one, by the rules that they are
/// told; see [`rules`](Self::rules). It ages: ask [`is_valid_at`](Self::is_valid_at) when it is
/// used. It can be used as often as the service allows, so that it can be cloned; what may happen
/// only once is for the nonce of the request to say.
///
/// It says nothing about the asset's state, the consumer's credentials, nor whether the fee was
/// enough for a compute job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an order proves something only to whoever looks at it"]
pub struct Order {
    pub(crate) checked: Checked,
    pub(crate) started: Emitted<OrderStarted>,
    pub(crate) started_in: B256,
    pub(crate) reused: Option<Emitted<OrderReused>>,
    pub(crate) ordered_at: u64,
    pub(crate) counts_from: u64,
    pub(crate) expires_at: Option<u64>,
}

impl Order {
    /// Whether the order holds at `now`, in seconds since 1970. Under
    /// [`ExpiredFee::Allow`](crate::ExpiredFee::Allow) it may have ceased to before it was verified.
    #[must_use]
    pub fn is_valid_at(&self, now: u64) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// The first second at which the order does not hold any more, since it is older than the
    /// service's timeout or its fee has expired. `None`: never.
    #[must_use]
    pub fn expires_at(&self) -> Option<u64> {
        self.expires_at
    }

    /// The chain.
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.checked.chain_id
    }

    /// The transaction that started the order: what clients are told as `validOrder` (Provider
    /// 2.1.6).
    #[must_use]
    pub fn transaction(&self) -> B256 {
        self.started_in
    }

    /// The transaction that the consumer named: the same, or one that reuses the order.
    #[must_use]
    pub fn requested_transaction(&self) -> B256 {
        self.checked.transaction
    }

    /// Who asked: the consumer or the payer.
    #[must_use]
    pub fn sender(&self) -> Address {
        self.checked.sender
    }

    /// For whom the order is.
    #[must_use]
    pub fn consumer(&self) -> Address {
        self.started.event.consumer
    }

    /// Who paid; the factory, where several orders came in one transaction.
    #[must_use]
    pub fn payer(&self) -> Address {
        self.started.event.payer
    }

    /// How much was paid, in the datatoken's smallest unit.
    #[must_use]
    pub fn amount(&self) -> U256 {
        self.started.event.amount
    }

    /// The data NFT of the asset.
    #[must_use]
    pub fn nft(&self) -> Address {
        self.checked.nft
    }

    /// The datatoken of the service.
    #[must_use]
    pub fn datatoken(&self) -> Address {
        self.checked.datatoken
    }

    /// The id of the service.
    #[must_use]
    pub fn service_id(&self) -> &str {
        &self.checked.service_id
    }

    /// The position of the service in the document's list, from 0.
    #[must_use]
    pub fn service_index(&self) -> u64 {
        self.checked.service_index
    }

    /// How many seconds an order of the service is good for. Zero: for ever.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        self.checked.timeout
    }

    /// The compute environment that the fee was quoted for.
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.checked.environment.as_deref()
    }

    /// When the order was started, in seconds since 1970.
    #[must_use]
    pub fn ordered_at(&self) -> u64 {
        self.ordered_at
    }

    /// From when the order's age counts, in seconds since 1970: when it was started, or where
    /// renewal is allowed when it was reused.
    #[must_use]
    pub fn counts_from(&self) -> u64 {
        self.counts_from
    }

    /// The event that started the order, and where it stands in [`transaction`](Self::transaction).
    #[must_use]
    pub fn started(&self) -> &Emitted<OrderStarted> {
        &self.started
    }

    /// The event that reused the order, if one did, and where it stands in
    /// [`requested_transaction`](Self::requested_transaction).
    #[must_use]
    pub fn reused(&self) -> Option<&Emitted<OrderReused>> {
        self.reused.as_ref()
    }

    /// The Provider's fee that was paid.
    #[must_use]
    pub fn fee(&self) -> &ProviderFee {
        &self.checked.fee.event
    }

    /// Where the fee's event stands in the block of
    /// [`requested_transaction`](Self::requested_transaction).
    #[must_use]
    pub fn fee_log_index(&self) -> u64 {
        self.checked.fee.log_index
    }

    /// The first second at which the fee does not count any more, the time of grace included.
    /// `None`: never, or the rules do not ask.
    #[must_use]
    pub fn fee_expires_at(&self) -> Option<u64> {
        self.checked.fee_expires_at
    }

    /// Whose rules the order satisfies. Do not serve on [`Rules::Reference`].
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.checked.rules
    }

    /// The policy under which it does.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.checked.policy
    }

    /// When it was verified, in seconds since 1970.
    #[must_use]
    pub fn verified_at(&self) -> u64 {
        self.checked.now
    }
}
