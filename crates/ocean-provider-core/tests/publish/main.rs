//! From files and a draft, or an edited document, to the arguments of `setMetaData`.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod create;
mod errors;
mod remote;
mod secrets;
mod update;
mod world;
