//! What to send to Ocean's contracts, and how to read what they answer.
//!
//! A struct for each function holds its arguments. `calldata` is the input of a transaction or of
//! `eth_call`, and `decode_return` reads the answer of a function that only looks. Who sends it,
//! and to which contract, is for the caller.
//!
//! ```
//! use alloy_primitives::{Address, hex};
//! use ocean_orders::calls::{DecodeReturnError, IsDeployed};
//!
//! let call = IsDeployed { datatoken: Address::repeat_byte(0x11) };
//! assert_eq!(
//!     call.calldata()[..],
//!     hex!("90184b02 0000000000000000000000001111111111111111111111111111111111111111")
//! );
//! // What the data NFT answered to `eth_call`.
//! let answer = hex!("0000000000000000000000000000000000000000000000000000000000000001");
//! assert!(IsDeployed::decode_return(&answer)?);
//! # Ok::<(), DecodeReturnError>(())
//! ```
//!
//! Not here, since no rule of ours needs them: `getPaymentCollector` and `getPublishingMarketFee`
//! of the datatoken, and its `getPermissions`, whose answer differs from that of the data NFT.

mod codec;
mod datatoken;
mod error;
mod factory;
mod nft;

pub use datatoken::{Decimals, GetErc721Address, OrderExecuted, ReuseOrder, StartOrder};
pub use error::{BuildCallError, DecodeReturnError};
pub use factory::{
    Erc721List, MAX_ORDERS, ReuseMultipleTokenOrder, StartMultipleTokenOrder, TokenOrder,
    TokenReuse,
};
pub use nft::{
    GetId, GetMetaData, GetPermissions, GetTokensList, IsDeployed, IsErc20Deployer, MAX_PROOFS,
    NftPermissions, OwnerOf, SetMetaData, SetMetaDataAndTokenUri, SetMetaDataState, StoredMetadata,
};
