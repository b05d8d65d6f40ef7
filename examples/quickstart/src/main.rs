//! The whole story in one command, without a network: a publisher sells a CSV, an indexer finds it,
//! a Provider serves whoever may have it, and nobody else.
//!
//! ```text
//! cargo run -p quickstart
//! cargo run -p quickstart -- --without deny-list
//! ```
//!
//! To see how a program embeds `ocean-provider-core`, read `publisher.rs`, `indexer.rs`, and below
//! `provider` one file for each request. `story` tells what happens in which order.

mod cause;
mod cli;
mod indexer;
mod net;
mod print;
mod provider;
mod publisher;
mod refused;
mod step;
mod story;
mod wallet;
mod world;

use std::{
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use clap::Parser as _;
use ocean_keys::system_random;

use crate::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Only here are a clock and a random source.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_secs());
    match story::tell(now, cli.without, &mut system_random) {
        Ok(steps) => {
            let held = steps.iter().all(step::Step::held);
            let told = if cli.json {
                print::json(&steps, cli.without)
            } else {
                print::text(&steps, cli.without)
            };
            match print::write(&told) {
                Ok(()) if held => ExitCode::SUCCESS,
                _ => ExitCode::FAILURE,
            }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
