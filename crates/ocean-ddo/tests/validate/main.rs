//! What is wrong with a document, by whose rules.

#![allow(
    clippy::expect_used,
    clippy::string_slice,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail, and tables are long"
)]

mod bad_input;
mod cases;
mod messages;
mod peers;
mod strict;
