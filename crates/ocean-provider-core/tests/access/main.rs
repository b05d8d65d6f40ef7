//! From proofs and facts to a grant, or to every reason why not.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod asset;
mod compute_start;
mod decrypt_ddo;
mod download;
mod download_pairs;
mod looking;
mod world;
