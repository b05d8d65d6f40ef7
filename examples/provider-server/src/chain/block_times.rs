use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use alloy_primitives::B256;

/// How many blocks are remembered.
const MAX_BLOCKS: usize = 1_024;

/// The times of blocks, in seconds since 1970, by the hash of the block: what has a hash never
/// changes.
#[derive(Debug, Default)]
pub(super) struct BlockTimes(Mutex<HashMap<B256, u64>>);

impl BlockTimes {
    pub(super) fn get(&self, block: B256) -> Option<u64> {
        let times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.get(&block).copied()
    }

    pub(super) fn put(&self, block: B256, time: u64) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if times.len() >= MAX_BLOCKS {
            times.clear();
        }
        times.insert(block, time);
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{B256, U256};

    use super::{BlockTimes, MAX_BLOCKS};

    #[test]
    fn only_so_many_blocks_are_remembered() {
        let times = BlockTimes::default();
        let hash = |number: usize| B256::from(U256::from(number));
        for number in 0..MAX_BLOCKS {
            times.put(hash(number), number as u64);
        }
        assert_eq!(times.get(hash(7)), Some(7));
        times.put(hash(MAX_BLOCKS), 1);
        assert_eq!(
            (times.get(hash(7)), times.get(hash(MAX_BLOCKS))),
            (None, Some(1))
        );
    }
}
