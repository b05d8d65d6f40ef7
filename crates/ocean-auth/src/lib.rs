#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod caller;
mod claimed;
mod endpoint;
mod ledger;
#[cfg(feature = "std")]
mod memory;
mod message;
mod nonce;
mod revocation;
mod signature;
mod strict;
#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub mod testing;
mod token;
mod wire;

pub use caller::{Caller, SpendError, Spent};
pub use claimed::Claimed;
pub use endpoint::Endpoint;
pub use ledger::{
    AsyncNonceLedger, LedgerUnavailable, NonceLedger, Outcome, Spend, SpentText, Staleness,
};
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use memory::{MemoryNonces, MemoryRevocations};
pub use message::{Message, MessageError};
pub use nonce::{Nonce, NonceValue, ParseNonceError};
pub use revocation::{
    AsyncRevocationLedger, Revocation, RevocationLedger, RevokeOutcome, TokenState,
};
pub use signature::{Rules, SignatureForm, VerifyError};
pub use strict::{Algorithm, Audience, DecryptSource, Input, StrictRequest};
pub use token::{AuthToken, LiveToken, TokenError, TokenKey, TokenKeyError, TokenPolicy};
pub use wire::Request;
