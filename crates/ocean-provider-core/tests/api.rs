//! What users may rely on: traits, stable names, and the words of errors.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

#[path = "api/access.rs"]
mod access;
#[path = "api/publish.rs"]
mod publish;
#[path = "access/reasons.rs"]
mod reasons;
