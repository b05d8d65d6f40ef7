#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod address;
mod checksum_address;
mod did;
mod error;
#[cfg(feature = "serde")]
mod serde;

pub use address::{parse_address, parse_address_lenient};
pub use checksum_address::ChecksumAddress;
pub use did::{Did, Method};
pub use error::{ComputeDidError, ParseAddressError, ParseDidError};
