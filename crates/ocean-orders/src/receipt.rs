use alloc::vec::Vec;

use alloy_primitives::B256;

use crate::Log;

/// The most logs with which a receipt is verified. The factory bundles up to 50 orders in one
/// transaction, each of some six logs.
pub const MAX_LOGS: usize = 4_096;

/// One transaction's receipt, from a chain that the caller names.
///
/// It is as true as the node that gave it: ask one you trust.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// The chain (EIP-155).
    pub chain_id: u64,
    /// The transaction's hash.
    pub transaction_hash: B256,
    /// Whether the transaction took effect: `status` is 1.
    pub succeeded: bool,
    /// The block that holds the transaction.
    pub block_number: u64,
    /// The time of that block, in seconds since 1970.
    pub block_timestamp: u64,
    /// The logs, in the order in which they were emitted.
    pub logs: Vec<Log>,
}
