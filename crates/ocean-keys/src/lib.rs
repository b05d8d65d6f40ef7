#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod curve;
mod ephemeral;
mod message;
mod provider_key;
mod public_key;
mod random;
mod ring;
mod shared_point;
mod signature;
mod signer;

pub use ephemeral::EphemeralKey;
pub use message::personal_message_digest;
pub use provider_key::{KeyError, ProviderKey};
pub use public_key::{PublicKey, PublicKeyError};
pub use random::RandomError;
#[cfg(feature = "getrandom")]
#[cfg_attr(docsrs, doc(cfg(feature = "getrandom")))]
pub use random::system_random;
pub use ring::{KeyRing, KeyRingError, MAX_RETIRED};
pub use shared_point::SharedPoint;
pub use signature::{RecoverError, Signature, SignatureError};
pub use signer::{SignError, Signer};
