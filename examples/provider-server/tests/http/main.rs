//! The server as its clients meet it: over HTTP, on a world in memory.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod ask;
mod attacks_assets;
mod attacks_nonces;
mod attacks_orders;
mod attacks_secrets;
mod attacks_tokens;
mod bad_input;
mod endpoints;
mod errors;
mod files;
mod methods;
mod sealing;
mod site;
mod wire;
