//! What the contracts remember.

use std::collections::HashMap;

use alloy_primitives::{Address, U256};

/// A data NFT.
#[derive(Debug)]
pub(crate) struct Nft {
    pub(crate) owner: Address,
    pub(crate) name: String,
    pub(crate) symbol: String,
    pub(crate) decryptor_url: String,
    pub(crate) decryptor_address: String,
    pub(crate) state: u8,
    pub(crate) has_metadata: bool,
    pub(crate) datatokens: Vec<Address>,
}

/// A datatoken.
#[derive(Debug, Default)]
pub(crate) struct Datatoken {
    pub(crate) nft: Address,
    pub(crate) balances: HashMap<Address, U256>,
}
