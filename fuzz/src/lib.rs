//! The bodies of the fuzz targets. Each asserts an identity that holds for every input.
//!
//! With `--cfg planted` each has a bug put in on purpose, which fuzzing must find.

mod credentials;
mod ddo;
mod ddo_document;
mod ddo_validate;
mod did;
mod envelope;
mod files;
mod message;
mod nonce;
mod open;
mod stringify;
mod token;

pub use credentials::credentials_evaluate;
pub use ddo_document::ddo_document;
pub use ddo_validate::ddo_validate;
pub use did::did_parse;
pub use envelope::envelope_open;
pub use files::files_object;
pub use message::message_verify;
pub use nonce::nonce;
pub use open::open;
pub use stringify::stringify;
pub use token::token;
