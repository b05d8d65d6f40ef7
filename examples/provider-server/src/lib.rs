//! An Ocean Protocol Provider over HTTP, as today's clients know it.
//!
//! The rules are those of `ocean-provider-core`; here are routing, configuration and I/O.

mod app;
mod body;
mod caller;
mod connections;
mod input;
mod operator;
mod origin;
mod parameters;
mod proof;
mod reply;
mod resolve;
mod routes;
mod server;
mod start;
mod validation;

pub mod chain;
pub mod cli;
pub mod compat;
pub mod config;
pub mod dev;
pub mod fetch;
pub mod ledger;
pub mod limits;
pub mod log;
pub mod metadata_cache;
pub mod metrics;
pub mod open_files;

pub use operator::{OpenJobsError, OpenOperatorError};
pub use server::Server;
pub use start::StartError;
