//! The `ocean` program: the truth about an Ocean asset's document, and what is sealed, signed and
//! paid for it, on the command line.
//!
//! ```text
//! cargo run -p ocean-cli -- inspect examples/data
//! ```

mod cli;
mod commands;
mod event;
mod input;
mod key_file;
mod layout;
mod output;
mod page;
mod progress;
mod render;
mod request;
mod shape;
mod text;
mod verdict;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return cli::usage(&error),
    };
    match commands::run(cli) {
        Ok(answer) => answer.into(),
        Err(failure) => {
            output::complain(&failure.to_string());
            failure.answer().into()
        }
    }
}
