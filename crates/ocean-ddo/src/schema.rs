//! The JSON Schema, for editors, for other languages, and as a second opinion.

#[cfg(feature = "schema")]
mod run;

#[cfg(feature = "schema")]
pub use self::run::{Schema, SchemaError};

/// The JSON Schema (draft 2020-12) of DID & DDO v4.1.0, which has the rules of 4.0.0, too: the file
/// `schema/ddo-4.1.0.json` of the crate.
///
/// It says what a schema can say: kinds, required members, and the shape of texts. What
/// [`Profile::Strict`](crate::Profile::Strict) finds beyond that is not
/// [`in_schema`](crate::Violation::in_schema): a DID that is not that of the NFT and the chain, a
/// date that the calendar does not have, a repeated id. Documents of other versions it refuses.
pub const SCHEMA_4_1: &str = include_str!("../schema/ddo-4.1.0.json");
