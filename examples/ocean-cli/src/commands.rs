//! One file a command.

mod checksum;
mod credentials;
mod did;
mod inspect;
mod schema;
mod stringify;
mod strip;
mod validate;

use crate::{
    cli::{Cli, Command},
    output::{Answer, Failure},
};

pub(crate) fn run(cli: Cli) -> Result<Answer, Failure> {
    match cli.command {
        Command::Inspect(args) => inspect::run(&args, cli.json),
        Command::Validate(args) => validate::run(&args, cli.json),
        Command::Did(args) => did::run(&args, cli.json),
        Command::Stringify(args) => stringify::run(&args, cli.json),
        Command::Strip(args) => strip::run(&args, cli.json),
        Command::Schema => schema::run(),
        Command::Checksum(args) => checksum::run(&args, cli.json),
        Command::Credentials(args) => credentials::run(&args, cli.json),
    }
}
