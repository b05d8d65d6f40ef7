#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod calls;
mod contracts;
mod decimal;
mod ecrecover;
pub mod events;
mod fee_amount;
mod fee_data;
#[cfg(feature = "serde")]
mod fee_json;
mod fee_signature;
#[cfg(feature = "serde")]
mod json_rpc;
mod log;
mod order;
mod proof;
mod provider_fee;
mod receipt;
mod reference;
mod refusal;
mod scope;
mod terms;
mod verify;

pub use fee_amount::{FeeAmountError, FeeRules, ParsePriceError, Price};
pub use fee_data::{FeeData, FeeDataError, MAX_FEE_DATA};
pub use fee_signature::{FeeSignatureError, UnsignedFee};
#[cfg(feature = "serde")]
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
pub use json_rpc::{JsonRpcError, JsonRpcLog, JsonRpcReceipt, MinedLog};
pub use log::Log;
pub use order::{Order, PendingOrder, Step};
pub use proof::{MetadataProof, ProofError};
pub use provider_fee::ProviderFee;
pub use receipt::{MAX_LOGS, Receipt};
pub use refusal::Refusal;
pub use terms::{ExpiredFee, ONE_DATATOKEN, Policy, Renewal, ReuseCaller, Rules, Terms};
pub use verify::verify;
