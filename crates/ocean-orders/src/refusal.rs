use alloc::string::String;

use alloy_primitives::{Address, B256, U256};

use crate::{FeeSignatureError, events::DecodeEventError};

/// Why an order does not hold.
///
/// The steps are those of `validate_order` of Provider 2.1.6, in its order:
///
/// | step | what | refusal |
/// |---|---|---|
/// | 1 | the data NFT deployed the datatoken | [`DatatokenNotDeployedByNft`](Self::DatatokenNotDeployedByNft) |
/// | 2 | the receipt | [`WrongChain`](Self::WrongChain), [`WrongTransaction`](Self::WrongTransaction), [`TooManyLogs`](Self::TooManyLogs) |
/// | 3 | its status | [`TransactionFailed`](Self::TransactionFailed), and strict: [`TooFewConfirmations`](Self::TooFewConfirmations) |
/// | 4 | the fee's event | [`ProviderFeeEventMissing`](Self::ProviderFeeEventMissing), and strict: [`EventEmitterNotDatatoken`](Self::EventEmitterNotDatatoken), [`MalformedEvent`](Self::MalformedEvent) |
/// | 5 | the environment | [`EnvironmentMismatch`](Self::EnvironmentMismatch) |
/// | 6 | the fee's address | [`ProviderFeeAddressMismatch`](Self::ProviderFeeAddressMismatch) |
/// | 7 | its signature | [`ProviderFeeSignatureInvalid`](Self::ProviderFeeSignatureInvalid) |
/// | 8 | its expiry | [`ProviderFeeExpired`](Self::ProviderFeeExpired) |
/// | 9 | the receipt of the order that is reused | as steps 2 and 3, with [`ReusedTransactionFailed`](Self::ReusedTransactionFailed) |
/// | 10 | the order's event | [`OrderEventMissing`](Self::OrderEventMissing), and strict: as step 4 |
/// | 11 | the amount | [`AmountTooLow`](Self::AmountTooLow) |
/// | 12 | the order's age | [`OrderExpired`](Self::OrderExpired), and strict: [`TimestampOutOfRange`](Self::TimestampOutOfRange) |
/// | 13 | the sender | [`SenderNotConsumerOrPayer`](Self::SenderNotConsumerOrPayer), and strict: [`ReuseCallerNotConsumerOrPayer`](Self::ReuseCallerNotConsumerOrPayer) |
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The document names a datatoken that is not the asset's (step 1).
    #[error("datatoken {datatoken} was not deployed by the data NFT {nft}")]
    DatatokenNotDeployedByNft {
        /// The asset's data NFT.
        nft: Address,
        /// The datatoken in the document.
        datatoken: Address,
    },
    /// The caller brought a receipt from another chain (steps 2 and 9).
    #[error("receipt is from chain {found}, expected chain {expected}")]
    WrongChain {
        /// The receipt's chain.
        found: u64,
        /// The chain of the terms.
        expected: u64,
    },
    /// The caller brought another transaction's receipt (steps 2 and 9).
    #[error("receipt is of transaction `{found}`, expected `{expected}`")]
    WrongTransaction {
        /// The receipt's transaction.
        found: B256,
        /// The one of the terms, or the one that is reused.
        expected: B256,
    },
    /// More logs than are looked at (steps 2 and 9).
    #[error("receipt of `{transaction}` has {found} logs, expected at most {max}")]
    TooManyLogs {
        /// The transaction.
        transaction: B256,
        /// Its logs.
        found: usize,
        /// [`MAX_LOGS`](crate::MAX_LOGS).
        max: usize,
    },
    /// The transaction was mined and reverted (step 3).
    #[error("order transaction `{transaction}` failed")]
    TransactionFailed {
        /// The transaction.
        transaction: B256,
    },
    /// Too few blocks stand on the transaction (beside steps 3 and 9; the reference does not ask).
    /// Later it may hold.
    #[error("transaction `{transaction}` has {found} confirmations, expected at least {expected}")]
    TooFewConfirmations {
        /// The transaction.
        transaction: B256,
        /// Blocks from its own to the newest, both included.
        found: u64,
        /// The policy's [`min_confirmations`](crate::Policy::min_confirmations).
        expected: u64,
    },
    /// The datatoken itself emitted an event that cannot be read (beside steps 4, 9 and 10; the
    /// reference skips it). No datatoken of Ocean does, so that the receipt or the contract is not
    /// what it seems. What other contracts emit is skipped.
    #[error("event {event} of the datatoken in log {log_index} is malformed")]
    MalformedEvent {
        /// The event's name.
        event: &'static str,
        /// The position of the log in its block.
        log_index: u64,
        /// What is wrong with it.
        source: DecodeEventError,
    },
    /// The right event is there, and another contract than the datatoken emitted it (beside steps 4
    /// and 10; the reference does not ask). **Most likely an attempt to get the service for
    /// nothing.**
    #[error(
        "event {event} in log {log_index} comes from {emitter}, expected the datatoken {datatoken}"
    )]
    EventEmitterNotDatatoken {
        /// The event's name.
        event: &'static str,
        /// The position of the log in its block.
        log_index: u64,
        /// Who emitted it.
        emitter: Address,
        /// Who should have.
        datatoken: Address,
    },
    /// No fee for this datatoken and service was paid in the transaction (step 4).
    #[error("transaction `{transaction}` has no provider fee for the service")]
    ProviderFeeEventMissing {
        /// The transaction.
        transaction: B256,
    },
    /// The fee was quoted for another environment, or for none (step 5). Where the fee's data has
    /// no such member at all, Provider 2.1.6 fails with an exception instead.
    #[error(
        "provider fee is for {}, expected environment `{}`",
        environment(found.as_deref()),
        expected.escape_debug()
    )]
    EnvironmentMismatch {
        /// The fee's, cut after 64 characters. `None`: it names none.
        found: Option<String>,
        /// The one of the terms.
        expected: String,
    },
    /// The fee is that of another Provider (step 6).
    #[error("provider fee is of {found}, expected the Provider {expected}")]
    ProviderFeeAddressMismatch {
        /// The fee's address.
        found: Address,
        /// The Provider's.
        expected: Address,
    },
    /// The fee was not signed by the Provider (step 7).
    #[error("provider fee is not signed by the Provider")]
    ProviderFeeSignatureInvalid(#[source] FeeSignatureError),
    /// The fee was good until a time that has come (step 8).
    #[error("provider fee expired at {expired_at}, and now is {now}")]
    ProviderFeeExpired {
        /// The fee's `valid_until`, in seconds since 1970.
        valid_until: U256,
        /// The same with the time of grace, if any: the first second at which it does not count.
        expired_at: u64,
        /// The caller's time.
        now: u64,
    },
    /// The transaction that is reused was mined and reverted (step 9).
    #[error("reused transaction `{transaction}` failed")]
    ReusedTransactionFailed {
        /// The transaction.
        transaction: B256,
    },
    /// No order of this service was started in the transaction, or in the one that it reuses (step
    /// 10). Of an order that was reused, the first transaction must be named.
    #[error("transaction `{transaction}` has no order of service {service_index}")]
    OrderEventMissing {
        /// The transaction of the terms.
        transaction: B256,
        /// The position of the service that was asked for.
        service_index: u64,
    },
    /// Less was paid than is due (step 11).
    #[error("order paid {found} of the datatoken, expected at least {expected}")]
    AmountTooLow {
        /// The event's amount.
        found: U256,
        /// The amount of the terms.
        expected: U256,
    },
    /// The order's time is beyond 64 bits (beside step 12; the reference takes it for the future).
    #[error("order has the time {found}, expected seconds since 1970 in 64 bits")]
    TimestampOutOfRange {
        /// The event's time.
        found: U256,
    },
    /// The order is older than the service's timeout (step 12).
    #[error("order of {ordered_at} expired after {timeout} seconds, and now is {now}")]
    OrderExpired {
        /// From when its age counts, in seconds since 1970.
        ordered_at: u64,
        /// The service's timeout, in seconds.
        timeout: u64,
        /// The caller's time.
        now: u64,
    },
    /// Who asks neither paid the order nor was it made for him (step 13).
    #[error("sender {sender} is neither the consumer {consumer} nor the payer {payer}")]
    SenderNotConsumerOrPayer {
        /// Who asks.
        sender: Address,
        /// For whom the order is.
        consumer: Address,
        /// Who paid it.
        payer: Address,
    },
    /// Somebody else reused the order (beside step 13; the reference does not ask). Only under
    /// [`ReuseCaller::ConsumerOrPayer`](crate::ReuseCaller::ConsumerOrPayer).
    #[error("order was reused by {caller}, expected the consumer {consumer} or the payer {payer}")]
    ReuseCallerNotConsumerOrPayer {
        /// Who called `reuseOrder`.
        caller: Address,
        /// For whom the order is.
        consumer: Address,
        /// Who paid it.
        payer: Address,
    },
}

impl Refusal {
    /// A stable name for this kind of refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::DatatokenNotDeployedByNft { .. } => "datatoken_not_deployed_by_nft",
            Self::WrongChain { .. } => "wrong_chain",
            Self::WrongTransaction { .. } => "wrong_transaction",
            Self::TooManyLogs { .. } => "too_many_logs",
            Self::TransactionFailed { .. } => "transaction_failed",
            Self::TooFewConfirmations { .. } => "too_few_confirmations",
            Self::MalformedEvent { .. } => "malformed_event",
            Self::EventEmitterNotDatatoken { .. } => "event_emitter_not_datatoken",
            Self::ProviderFeeEventMissing { .. } => "provider_fee_event_missing",
            Self::EnvironmentMismatch { .. } => "environment_mismatch",
            Self::ProviderFeeAddressMismatch { .. } => "provider_fee_address_mismatch",
            Self::ProviderFeeSignatureInvalid(_) => "provider_fee_signature_invalid",
            Self::ProviderFeeExpired { .. } => "provider_fee_expired",
            Self::ReusedTransactionFailed { .. } => "reused_transaction_failed",
            Self::OrderEventMissing { .. } => "order_event_missing",
            Self::AmountTooLow { .. } => "amount_too_low",
            Self::TimestampOutOfRange { .. } => "timestamp_out_of_range",
            Self::OrderExpired { .. } => "order_expired",
            Self::SenderNotConsumerOrPayer { .. } => "sender_not_consumer_or_payer",
            Self::ReuseCallerNotConsumerOrPayer { .. } => "reuse_caller_not_consumer_or_payer",
        }
    }
}

fn environment(id: Option<&str>) -> String {
    match id {
        Some(id) => alloc::format!("environment `{}`", id.escape_debug()),
        None => "no environment".into(),
    }
}
