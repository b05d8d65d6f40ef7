//! Compute-to-Data as its clients meet it: over HTTP, on a world in memory with a stand-in for
//! operator-service.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

#[path = "../http/ask.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod ask;
#[path = "../http/site.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod site;

mod attacks;
mod attacks_trust;
mod clients;
mod codes;
mod codes_fields;
mod environments;
mod goods;
mod initialize;
mod jobs;
mod operator;
mod overdue;
mod parameters;
mod payload;
mod shop;
mod vectors;
