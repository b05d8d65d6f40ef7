#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

mod decision;
mod rules;
#[cfg(feature = "serde")]
mod serde;
mod state;
mod transition;

pub use decision::{Decision, ProviderReply, Refusal};
pub use rules::Rules;
pub use state::AssetState;
pub use transition::{SOFT_DELETE_FIELDS, Transition, on_state_event};
