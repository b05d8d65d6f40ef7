//! A chain in memory with Ocean's contracts, as far as examples and tests need one.
//!
//! Every transaction makes a block. What the contracts would emit is kept as ABI-encoded logs, and a
//! receipt is the JSON that a node answers to `eth_getTransactionReceipt`, so that it is read by the
//! same code. What a contract would refuse is a [`Revert`] and, as on a real chain, a receipt with
//! status 0. Balances of fees are not kept.
//!
//! ```
//! use alloy_primitives::{Address, U256, address};
//! use chain_memory::Chain;
//! use ocean_orders::JsonRpcReceipt;
//!
//! let publisher = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
//! let mut chain = Chain::new(8996, 1_700_000_000);
//! let (nft, created) = chain.create_nft(publisher, "My data", "DATA");
//! let datatoken = chain.create_datatoken(publisher, nft)?;
//! assert!(chain.is_deployed(nft, datatoken));
//!
//! let receipt: JsonRpcReceipt = serde_json::from_value(chain.receipt(created).unwrap())?;
//! let receipt = receipt.into_receipt(chain.chain_id(), chain.block_timestamp(1))?;
//! assert_eq!((receipt.succeeded, receipt.logs.len()), (true, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod asset;
mod call;
mod chain;
mod revert;

pub use chain::Chain;
pub use revert::Revert;
