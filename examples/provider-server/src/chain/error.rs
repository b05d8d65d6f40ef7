use alloy_primitives::{Address, B256};
use ocean_orders::{JsonRpcError, calls::DecodeReturnError};

/// Why a chain did not answer a question. None has the address of the node, or its words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// No HTTP client can be made, for want of TLS.
    #[error("no client for HTTP can be made")]
    Client,
    /// There was no answer in time.
    #[error("node did not answer {method} in time")]
    Timeout {
        /// The method.
        method: &'static str,
    },
    /// There was no connection, or it broke.
    #[error("connection to the node failed during {method}")]
    Unreachable {
        /// The method.
        method: &'static str,
    },
    /// The node answered with an HTTP status instead of JSON-RPC.
    #[error("node answered {method} with status {status}, expected 200")]
    Status {
        /// The method.
        method: &'static str,
        /// The status.
        status: u16,
    },
    /// The answer is too large.
    #[error("answer to {method} is too large, expected at most {max} bytes")]
    TooLarge {
        /// The method.
        method: &'static str,
        /// The most bytes that are read.
        max: usize,
    },
    /// The answer is not JSON-RPC, or not what the method answers.
    #[error("node answered {method} with something else than {method} answers")]
    Malformed {
        /// The method.
        method: &'static str,
    },
    /// The node answered with an error that is not the contract's.
    #[error("node refused {method} with code {code}")]
    Refused {
        /// The method.
        method: &'static str,
        /// The code of the JSON-RPC error.
        code: i64,
    },
    /// The contract refused the call.
    #[error("contract refused the call of {method}")]
    Reverted {
        /// The method.
        method: &'static str,
    },
    /// At the address is no contract, or one that answers something else than Ocean's.
    #[error("contract at {address} is not Ocean's: {error}")]
    OtherContract {
        /// The address.
        address: Address,
        /// What is wrong with the answer.
        error: DecodeReturnError,
    },
    /// The receipt is not one to build on.
    #[error(transparent)]
    Receipt(#[from] JsonRpcError),
    /// The receipt is that of another transaction.
    #[error("receipt is of transaction `{found}`, expected `{expected}`")]
    OtherTransaction {
        /// Of which it is.
        found: B256,
        /// Of which it was asked for.
        expected: B256,
    },
    /// The block is another one than asked for: the chain has changed meanwhile, or the node is
    /// several that disagree.
    #[error("block {number} is not the one of the receipt")]
    OtherBlock {
        /// Its number.
        number: u64,
    },
    /// The node is on another chain.
    #[error("node is on chain {found}, expected {expected}")]
    WrongChain {
        /// The chain that it is on.
        found: u64,
        /// The chain that it should be on.
        expected: u64,
    },
}

impl ChainError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Client => "chain_client",
            Self::Timeout { .. } => "chain_timeout",
            Self::Unreachable { .. } => "chain_unreachable",
            Self::Status { .. } => "chain_http_status",
            Self::TooLarge { .. } => "chain_answer_too_large",
            Self::Malformed { .. } => "chain_malformed_answer",
            Self::Refused { .. } => "chain_refused",
            Self::Reverted { .. } => "chain_reverted",
            Self::OtherContract { .. } => "chain_other_contract",
            Self::Receipt(error) => error.code(),
            Self::OtherTransaction { .. } => "chain_other_transaction",
            Self::OtherBlock { .. } => "chain_other_block",
            Self::WrongChain { .. } => "chain_wrong_chain",
        }
    }

    /// Whether the contract that the request named is to blame, and not the node: it refused, or is
    /// none of Ocean's.
    #[must_use]
    pub const fn is_of_contract(&self) -> bool {
        matches!(self, Self::Reverted { .. } | Self::OtherContract { .. })
    }
}
