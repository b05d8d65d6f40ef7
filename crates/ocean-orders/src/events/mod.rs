//! What Ocean's contracts tell in logs, and which contract told it.
//!
//! A decoded event is no proof of anything: any contract can emit any event. Compare
//! [`Emitted::address`] with the contract that may speak, the data NFT for metadata, the datatoken
//! for orders and fees, the factory for what was created.
//!
//! ```
//! use alloy_primitives::{Address, B256, U256};
//! use ocean_orders::events::{DecodeEventError, Event, OrderReused};
//!
//! let datatoken = Address::repeat_byte(0x11);
//! let reused = OrderReused {
//!     order_transaction: B256::repeat_byte(0x22),
//!     caller: Address::repeat_byte(0x33),
//!     timestamp: U256::from(1_700_000_000),
//!     block_number: U256::from(5),
//! };
//! let log = reused.encode(datatoken, 7);
//!
//! let emitted = OrderReused::decode(&log)?;
//! assert_eq!(emitted.address, datatoken);
//! assert_eq!(emitted.event, reused);
//! // Or, where any event may come:
//! assert!(matches!(
//!     Event::decode(&log)?.map(|emitted| emitted.event),
//!     Some(Event::OrderReused(_))
//! ));
//! # Ok::<(), DecodeEventError>(())
//! ```
//!
//! The shapes are those of Ocean's contracts 2.8.0, in which `metaDataHash` is `bytes32`; the
//! published specification writes `bytes`, with another topic, which no contract has ever emitted.
//! Not read here, since no rule of ours needs them: `NewDispenser`, `NewFixedRate`,
//! `NewPaymentCollector` and `PublishMarketFeeChanged`.

mod codec;
mod error;
mod event;
mod factory;
mod metadata;
mod order;
mod transfer;

pub use codec::Emitted;
pub use error::DecodeEventError;
pub use event::Event;
pub use factory::{NftCreated, TokenCreated};
pub use metadata::{
    MetadataCreated, MetadataState, MetadataUpdated, MetadataValidated, TokenUriUpdate,
};
pub use order::{ConsumeMarketFee, OrderExecuted, OrderReused, OrderStarted, PublishMarketFee};
pub use transfer::{Erc20Transfer, Erc721Transfer};
