use alloc::vec::Vec;

use alloy_primitives::{Address, B256, Bytes};

/// One log of a transaction, as the chain keeps it.
///
/// Any contract can emit any topics and data; only `address`, the contract that emitted them, is
/// vouched for by the chain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Log {
    /// The contract that emitted the log.
    pub address: Address,
    /// The topics: first the event's signature hash, then its indexed parameters. At most four.
    pub topics: Vec<B256>,
    /// The parameters that are not indexed, ABI-encoded.
    pub data: Bytes,
    /// The position of the log in its block.
    pub log_index: u64,
}
