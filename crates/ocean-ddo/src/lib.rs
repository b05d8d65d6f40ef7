#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod algorithm;
mod compute;
mod consumer_parameter;
mod ddo;
mod document;
pub mod draft;
mod edit;
mod error;
mod indexed;
mod limits;
mod list;
mod metadata;
mod read;
mod schema;
mod service;
mod validate;

pub use algorithm::{Algorithm, Container};
pub use compute::{Compute, TrustList, TrustedAlgorithm};
pub use consumer_parameter::{ConsumerParameter, DefaultValue, Options, SelectOption};
pub use ddo::Ddo;
pub use document::Document;
pub use error::{EditDocumentError, ParseDocumentError};
pub use indexed::{Datatoken, Event, Indexed, Nft, Price, Purgatory, ServiceStats, Stats};
pub use limits::{MAX_BYTES, MAX_DEPTH, MAX_ITEMS, MAX_SERVICES};
pub use list::List;
pub use metadata::Metadata;
pub use schema::SCHEMA_4_1;
#[cfg(feature = "schema")]
pub use schema::{Schema, SchemaError};
pub use service::Service;
pub use validate::{
    Code, MAX_VIOLATIONS, Profile, Report, SchemaVersion, Severity, UnsupportedVersion, Violation,
};
