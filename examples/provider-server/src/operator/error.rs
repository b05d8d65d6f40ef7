use ocean_provider_core::{auth::LedgerUnavailable, keys::SignError};

use super::jobs::JobsUnavailable;

/// Why operator-service did not do what it was asked for. None has its address, nor its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OperatorError {
    /// There was no connection, so that nothing was asked.
    #[error("the operator service cannot be reached")]
    Unreachable,
    /// The connection broke.
    #[error("the operator service broke off")]
    Interrupted,
    /// There was no answer in time.
    #[error("the operator service did not answer in time")]
    Timeout,
    /// A status that says nothing else.
    #[error("the operator service answered with status {0}")]
    Status(u16),
    /// The answer is too large.
    #[error("the answer of the operator service is too large")]
    TooLarge,
    /// The answer is not JSON.
    #[error("the answer of the operator service is not JSON")]
    NotJson,
    /// The answer is JSON, and not what was asked for.
    #[error("the answer of the operator service is not what was asked for")]
    Unexpected,
    /// The call cannot be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The jobs that run cannot be written down.
    #[error(transparent)]
    Jobs(#[from] JobsUnavailable),
    /// What the instances share cannot be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerUnavailable),
}

impl OperatorError {
    /// A stable name for this kind of error.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "operator_unreachable",
            Self::Interrupted => "operator_interrupted",
            Self::Timeout => "operator_timeout",
            Self::Status(_) => "operator_http_status",
            Self::TooLarge => "operator_answer_too_large",
            Self::NotJson => "operator_not_json",
            Self::Unexpected => "operator_unexpected",
            Self::Sign(error) => error.code(),
            Self::Jobs(_) => "jobs_unavailable",
            Self::Ledger(_) => "ledger_unavailable",
        }
    }

    /// Whether the same call may succeed a moment later.
    pub(super) const fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Interrupted)
    }

    /// The text of the error names the address.
    pub(super) fn of_http(error: &reqwest::Error) -> Self {
        if error.is_connect() {
            Self::Unreachable
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Interrupted
        }
    }
}
