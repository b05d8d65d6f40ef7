//! The bodies of the fuzz targets. Each asserts an identity that holds for every input.
//!
//! With `--cfg planted` each has a bug put in on purpose, which fuzzing must find.

mod abi;
mod admit;
mod consumer_parameters;
mod credentials;
mod ddo;
mod ddo_document;
mod ddo_validate;
mod did;
mod envelope;
mod event_decode;
mod fee_json;
mod files;
mod message;
mod nonce;
mod open;
mod order_model;
mod order_verify;
mod orders;
mod stringify;
mod token;
mod trust_model;

pub use admit::admit;
pub use consumer_parameters::consumer_parameters;
pub use credentials::credentials_evaluate;
pub use ddo_document::ddo_document;
pub use ddo_validate::ddo_validate;
pub use did::did_parse;
pub use envelope::envelope_open;
pub use event_decode::event_decode;
pub use fee_json::fee_json;
pub use files::files_object;
pub use message::message_verify;
pub use nonce::nonce;
pub use open::open;
pub use order_verify::order_verify;
pub use stringify::stringify;
pub use token::token;
