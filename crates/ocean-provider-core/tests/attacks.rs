//! The attacks of which the facade is the layer that must hold.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

#[path = "attacks/access.rs"]
mod access;
#[path = "access/world.rs"]
mod world;
