//! One file a command.

mod checksum;
mod compute;
mod credentials;
mod did;
mod envelope;
mod events;
mod fee;
mod files;
mod inspect;
mod key;
mod open;
mod order;
mod params;
mod recover;
mod schema;
mod seal;
mod sign;
mod stringify;
mod strip;
mod validate;

use crate::{
    cli::{
        Cli, Command, ComputeCommand, EnvelopeCommand, FeeCommand, FilesCommand, KeyCommand,
        OrderCommand, ParamsCommand,
    },
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
        Command::Key(KeyCommand::New(args)) => key::new(&args, cli.json),
        Command::Key(KeyCommand::Show(args)) => key::show(&args, cli.json),
        Command::Seal(args) => seal::run(&args, cli.json),
        Command::Open(args) => open::run(&args, cli.json),
        Command::Files(FilesCommand::Seal(args)) => files::seal(&args, cli.json),
        Command::Files(FilesCommand::Open(args)) => files::open(&args, cli.json),
        Command::Envelope(EnvelopeCommand::Pack(args)) => envelope::pack(&args),
        Command::Envelope(EnvelopeCommand::Unpack(args)) => envelope::unpack(&args, cli.json),
        Command::Sign(args) => sign::run(&args, cli.json),
        Command::Recover(args) => recover::run(&args, cli.json),
        Command::Events(args) => events::run(&args, cli.json),
        Command::Order(OrderCommand::Verify(args)) => order::verify_order(&args, cli.json),
        Command::Fee(FeeCommand::Sign(args)) => fee::sign(&args),
        Command::Fee(FeeCommand::Verify(args)) => fee::verify(&args, cli.json),
        Command::Compute(ComputeCommand::Admit(args)) => compute::admit(&args, cli.json),
        Command::Compute(ComputeCommand::Checksum(args)) => compute::checksum(&args, cli.json),
        Command::Params(ParamsCommand::Check(args)) => params::check(&args, cli.json),
    }
}
