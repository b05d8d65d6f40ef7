//! One file a command.

mod checksum;
mod credentials;
mod did;
mod inspect;
mod stringify;

use crate::{
    cli::{Cli, Command},
    output::{Answer, Failure},
};

pub(crate) fn run(cli: Cli) -> Result<Answer, Failure> {
    match cli.command {
        Command::Inspect(args) => inspect::run(&args, cli.json),
        Command::Did(args) => did::run(&args, cli.json),
        Command::Stringify(args) => stringify::run(&args, cli.json),
        Command::Checksum(args) => checksum::run(&args, cli.json),
        Command::Credentials(args) => credentials::run(&args, cli.json),
    }
}
