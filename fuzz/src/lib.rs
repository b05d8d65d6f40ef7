//! The bodies of the fuzz targets. Each asserts an identity that holds for every input.
//!
//! With `--cfg planted` each has a bug put in on purpose, which fuzzing must find.

mod credentials;
mod ddo;
mod ddo_document;
mod ddo_validate;
mod did;
mod stringify;

pub use credentials::credentials_evaluate;
pub use ddo_document::ddo_document;
pub use ddo_validate::ddo_validate;
pub use did::did_parse;
pub use stringify::stringify;
