//! From an event and its document to what an indexer stores, or the reason why not.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod attacks;
mod enhanced;
mod order;
mod properties;
mod reasons;
mod state;
mod vectors;
mod world;
