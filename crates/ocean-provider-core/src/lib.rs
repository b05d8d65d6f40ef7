#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;

pub mod access;
mod asset;
mod defect;
pub mod index;
pub mod parity;
mod provider_info;
pub mod publish;

pub use asset::{Asset, AssetError};
pub use defect::Defect;
pub use provider_info::{ParseProviderInfoError, ProviderInfo, ServiceEndpoint};

#[doc(inline)]
pub use {
    ocean_auth as auth, ocean_checksum as checksum, ocean_compute as compute,
    ocean_credentials as credentials, ocean_ddo as ddo, ocean_did as did,
    ocean_encryption as encryption, ocean_files as files, ocean_keys as keys,
    ocean_orders as orders, ocean_state as state,
};
