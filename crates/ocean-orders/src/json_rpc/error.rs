use alloc::string::String;

use alloy_primitives::B256;

/// Why a receipt or log of a node is not one to build on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonRpcError {
    /// The transaction is not in a block yet.
    #[error("receipt of `{transaction_hash}` has no block number, expected one that is mined")]
    Pending {
        /// The transaction.
        transaction_hash: B256,
    },
    /// A member that must be there is missing or `null`.
    #[error("{what} has no `{member}`, expected one")]
    Missing {
        /// `receipt` or `log`.
        what: &'static str,
        /// The member.
        member: &'static str,
    },
    /// A number is negative, not whole, past 2^64 - 1, or no number at all.
    #[error("`{member}` is `{found}`, expected a quantity below 2^64")]
    Quantity {
        /// The member.
        member: &'static str,
        /// The first 70 characters of what stands there.
        found: String,
    },
    /// The status is neither 0 nor 1.
    #[error("status is `{found}`, expected 0 or 1")]
    Status {
        /// The status.
        found: u64,
    },
    /// A log has more topics than the EVM knows.
    #[error("log has {found} topics, expected 4 at most")]
    TopicCount {
        /// How many there are.
        found: usize,
    },
    /// The block with this log is no longer part of the chain.
    #[error("log is marked as removed, expected one of the chain as it is")]
    Removed,
    /// A log of a receipt says that it is of another transaction or block.
    #[error(
        "log is of transaction `{transaction_hash}` in block {block_number}, expected those of its receipt"
    )]
    OtherLog {
        /// The transaction of the log.
        transaction_hash: B256,
        /// The block of the log.
        block_number: u64,
    },
    /// Nobody says when the block was made: neither the node nor the caller.
    #[error("time of block {block_number} is unknown, expected it from the node or the caller")]
    TimestampUnknown {
        /// The block.
        block_number: u64,
    },
    /// The node and the caller, or the node in two places, say different times for one block.
    #[error("time of the block is `{found}` in one place and `{expected}` in another")]
    TimestampDiffers {
        /// What the later place says.
        found: u64,
        /// What the first place says: the caller, the receipt, its logs, in this order.
        expected: u64,
    },
}

impl JsonRpcError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "receipt_pending",
            Self::Missing { .. } => "receipt_missing_member",
            Self::Quantity { .. } => "receipt_quantity",
            Self::Status { .. } => "receipt_status",
            Self::TopicCount { .. } => "receipt_topic_count",
            Self::Removed => "receipt_log_removed",
            Self::OtherLog { .. } => "receipt_other_log",
            Self::TimestampUnknown { .. } => "receipt_timestamp_unknown",
            Self::TimestampDiffers { .. } => "receipt_timestamp_differs",
        }
    }
}
