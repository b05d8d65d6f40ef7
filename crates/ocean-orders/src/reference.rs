//! The words of Provider 2.1.6.

use alloc::{format, string::String};

use crate::Refusal;

impl Refusal {
    /// The text of the exception that `validate_order` of Provider 2.1.6 raises for this reason,
    /// byte for byte; `network` is its name of the chain, such as `Polygon`. `None` where it does
    /// not refuse.
    ///
    /// Times are those of the caller, in whole seconds; Provider's own clock prints microseconds. A
    /// fee whose `v` is not 27 or 28 makes another exception there.
    ///
    /// ```
    /// use alloy_primitives::B256;
    /// use ocean_orders::Refusal;
    ///
    /// let refusal = Refusal::TransactionFailed { transaction: B256::ZERO };
    /// assert_eq!(
    ///     refusal.provider_text("Polygon").as_deref(),
    ///     Some("Provider Polygon: order transaction failed.")
    /// );
    /// ```
    #[must_use]
    pub fn provider_text(&self, network: &str) -> Option<String> {
        let text = match self {
            // A bare assertion of Python has no text, nor a prefix.
            Self::DatatokenNotDeployedByNft { .. } => return Some(String::new()),
            Self::TransactionFailed { .. } => "order transaction failed.".into(),
            Self::ProviderFeeEventMissing { transaction } => {
                format!("Cannot find the event for the provider fee in tx id {transaction}.")
            }
            Self::EnvironmentMismatch { .. } => {
                "Mismatch between ordered c2d environment and selected one.".into()
            }
            Self::ProviderFeeAddressMismatch { found, expected } => format!(
                "The providerFeeAddress {found} in the event does not match the provider address {expected}\n"
            ),
            Self::ProviderFeeSignatureInvalid(_) => {
                "Provider was not able to check the signed message in ProviderFees event\n".into()
            }
            Self::ProviderFeeExpired { .. } => {
                "Ordered c2d time was exceeded, check validUntil.".into()
            }
            Self::ReusedTransactionFailed { .. } => {
                "order referenced in OrderReused failed.".into()
            }
            Self::OrderEventMissing { transaction, .. } => {
                format!("Cannot find the event for the order transaction with tx id {transaction}.")
            }
            Self::AmountTooLow { found, expected } => format!(
                "The amount in the event is less than the amount requested. \n\
                 requested: amount={expected}\n\
                 event: amount={found}"
            ),
            Self::OrderExpired {
                ordered_at,
                timeout,
                now,
            } => format!(
                "The order has expired. \n\
                 current timestamp={now}.0\n\
                 order timestamp={ordered_at}\n\
                 timestamp delta={}.0\n\
                 service timeout={timeout}",
                now.saturating_sub(*ordered_at)
            ),
            Self::SenderNotConsumerOrPayer { .. } => {
                "sender of order transaction is not the consumer/payer.".into()
            }
            Self::WrongChain { .. }
            | Self::WrongTransaction { .. }
            | Self::TooManyLogs { .. }
            | Self::TooFewConfirmations { .. }
            | Self::MalformedEvent { .. }
            | Self::EventEmitterNotDatatoken { .. }
            | Self::TimestampOutOfRange { .. }
            | Self::ReuseCallerNotConsumerOrPayer { .. } => return None,
        };
        Some(format!("Provider {network}: {text}"))
    }
}
