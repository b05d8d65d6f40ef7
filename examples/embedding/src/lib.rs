//! The facade in three programs: a server ([`axum`]), a command ([`cli`]) and an indexer
//! ([`indexer`]). The book prints them, and the tests run them on a chain in memory.
//!
//! What is outside, such as nodes and other servers, stands behind a trait or a closure in each.

pub mod axum;
pub mod cli;
pub mod indexer;

/// Something outside did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a service that is needed does not answer")]
#[allow(clippy::exhaustive_structs, reason = "there is nothing to tell")]
pub struct Outage;
