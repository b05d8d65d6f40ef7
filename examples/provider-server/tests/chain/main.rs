//! A chain and a metadata cache, asked over HTTP.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod broken_cache;
mod broken_node;
mod cache;
mod errors;
mod node;
mod order;
mod scripted;
mod world;
