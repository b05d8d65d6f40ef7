//! The arguments, and their help.

mod compute;
mod credentials;
mod orders;
mod sealing;
mod signing;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand, ValueEnum, error::ErrorKind};

pub(crate) use self::{
    compute::{
        AdmitArgs, ComputeChecksumArgs, ComputeCommand, ParameterRulesArg, ParamsCheckArgs,
        ParamsCommand, UndefinedListsArg,
    },
    credentials::{CredentialsArgs, RulesArg},
    orders::{
        EventsArgs, FeeCommand, FeeSignArgs, FeeVerifyArgs, OrderCommand, OrderRulesArg,
        OrderVerifyArgs,
    },
    sealing::{
        BindingArgs, EnvelopeCommand, FilesCommand, FilesOpenArgs, FilesSealArgs, KeyArg,
        KeyCommand, KeyNewArgs, KeyShowArgs, OpenArgs, PackArgs, SealArgs, UnpackArgs,
    },
    signing::{EndpointArg, MessageArgs, RecoverArgs, SignArgs},
};
use crate::{
    output::{self, Answer},
    text::without_keys,
};

const ABOUT: &str = "\
Examples:
  ocean validate ddo.json
  ocean inspect examples/data
  ocean did 0xBB1081DbF3227bbB233Db68f7117114baBb43656 137
  ocean checksum ddo.json
  ocean credentials ddo.json --consumer 0xbb1081dbf3227bbb233db68f7117114babb43656
  ocean key new --out provider.key
  ocean files seal --to 0x04… --datatoken 0x… --nft 0x… files.json
  ocean order verify order.json

Exit codes:
  0  yes: printed, valid, verified, allowed, opened
  1  no: not valid, not verified, denied, refused, not to be opened
  2  unusable input or usage, with one line on standard error

A FILE, PATH or KEYFILE of `-` is standard input. At most 10 MiB of an input are read, 21 MiB of
what is sealed. Secret keys come from a file or from the variable OCEAN_KEY, never from an argument.
Colours appear on a terminal only, and never where NO_COLOR is set.";

const INSPECT: &str = "\
Examples:
  ocean inspect ddo.json
  ocean inspect examples/data downloads/ddo.txt
  curl -s https://indexer.example/ddo/did:op:… | ocean inspect -
  ocean inspect --json examples/data | jq -r '.[] | select(.did.verdict == \"differs\") | .path'

Text and names of a document are shown with control characters written as \\u001b, and long ones
cut; --json cuts none. Violations are those of the strict profile, with line and column; for the
profiles see `ocean validate --help`.

Exit codes:
  0  every page was printed, whatever it says
  2  something could not be read (one line each on standard error; the other pages are printed)

--json prints an array with one object for each document:
  path, bytes, did {found, expected, verdict (agrees, differs, unknown), reason,
  lenient {expected, agrees}}, hash {sha256, stringify_sha256, equal}, version, type, name, nft,
  chain_id, state {pointer, number, name, discoverable, in_profile, order, consume, decrypt},
  services [{index, id, type, name, datatoken, endpoint, timeout, consumer_parameters, compute
  {raw_algorithms, network_access, trusted_publishers {any, malformed, entries},
  trusted_algorithms, who}, credentials}],
  credentials {pointer, malformed {code, message}, allow, deny {matching, rules [{type, values,
  chain_id, access_list}]}}, indexer_fields, verdicts {strict, aquarius, ddo-js (valid, invalid,
  unsupported: no documents of the version are read, unknown: they are, by rules not known here)},
  violations [{pointer, line, column, code, message, severity (error, warning), refused_by (peers
  that refuse the document for a warning)}], remarks [{pointer, message}]
What a document does not have is null.";

const VALIDATE: &str = "\
Examples:
  ocean validate ddo.json
  ocean validate --profile aquarius examples/data/*.json
  ocean validate --json examples/data | jq -r 'select(.valid | not) | .file'
  curl -s https://indexer.example/ddo/did:op:… | ocean validate -

Profiles:
  strict    what DID & DDO v4.1.0 asks, with the limits of later versions; without errors and
            without a warning that a peer refuses, both peers accept the document
  aquarius  the verdict of Aquarius 5.1.8
  ddo-js    the verdict of ddo.js 0.3.0, the validator of ocean-node and ocean.js

A document of another version than the profile knows (5.0.0, deprecated) is not valid.
Each violation has its line and column, and a JSON pointer to the member. With the strict profile,
the last line of a report tells what each peer does with the document. At most 10,000 violations are
told; one more, `omitted`, then counts the others.

Exit codes:
  0  all are valid
  1  some are not
  2  some could not be read as a document (one line each on standard error; the others are told)

--json prints one object a line for each document: file, valid, violations [{pointer, code, message,
severity (error, warning)}].";

const STRIP: &str = "\
Examples:
  ocean strip indexed.json > ddo.json
  curl -s https://indexer.example/ddo/did:op:… | ocean strip - | ocean validate -

What indexers add at the root (nft, datatokens, event, purgatory, stats, indexedMetadata,
accessDetails) is cut out of the text, and not another byte changed. It is for publishing again, not
for verifying: what an indexer answers need not be the text that was published.
It is written as it is: names in it may hold characters that a terminal obeys.

Exit codes:
  0  written
  2  the file could not be read as a document; nothing was written

--json prints an object: path, changed (whether anything was cut out), sha256, text.";

const DID: &str = "\
Examples:
  ocean did 0xBB1081DbF3227bbB233Db68f7117114baBb43656 137
  ocean did --ope 0xBB1081DbF3227bbB233Db68f7117114baBb43656 137
  ocean did --verify did:op:fa0e8fa9550e8eb13392d6eeb9ba9f8111801b332c8d2345b350b3bc66b379d5 \\
      0xBB1081DbF3227bbB233Db68f7117114baBb43656 137

Exit codes:
  0  the DID was printed, or --verify says yes
  1  --verify says no
  2  an argument is not an address, a chain id or a DID

--json prints an object: did, nft, chain_id; with --verify also claimed and verified.";

const STRINGIFY: &str = "\
Examples:
  ocean stringify ddo.json > canonical.json
  ocean stringify - < ddo.json | sha256sum

The text is what JSON.stringify(JSON.parse(text)) gives in Node 20, in UTF-8, without a line end.
It is written as it is: names in it may hold characters that a terminal obeys.

Exit codes:
  0  written
  2  the file could not be read as JSON; nothing was written

--json prints an object: path, changed (whether the file has another form), sha256, text.";

const SCHEMA: &str = "\
Examples:
  ocean schema > ddo.schema.json

The schema is of draft 2020-12 and speaks of versions 4.0.0 and 4.1.0. `ocean validate` finds all
that it finds, and more.

Exit codes:
  0  written

--json prints the same: a schema is JSON.";

const CHECKSUM: &str = "\
Examples:
  ocean checksum ddo.json
  ocean checksum --stringify ddo.json
  ocean checksum --json - < ddo.json

Without --stringify the hash is over the exact bytes, whatever they are: the only hash to compare
with the one on chain. With it, over what `ocean stringify` writes, as ocean.js publishes.

Exit codes:
  0  printed
  2  the file could not be read

--json prints an object: path, form (bytes or stringify), bytes (how many were hashed), sha256.";

/// The truth about a DDO, the document of an Ocean asset, and what is sealed, signed and paid for it.
#[derive(Debug, Parser)]
#[command(name = "ocean", version, arg_required_else_help = true, after_help = ABOUT)]
pub(crate) struct Cli {
    /// Print JSON for programs.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show documents: DID, hashes, services, who may use them, and what is wrong.
    #[command(after_help = INSPECT)]
    Inspect(InspectArgs),
    /// Say all that is wrong with documents, where, and what the peers do with them.
    #[command(after_help = VALIDATE)]
    Validate(ValidateArgs),
    /// Print the DID of an NFT on a chain, or verify one.
    #[command(after_help = DID)]
    Did(DidArgs),
    /// Write a JSON text as JavaScript's JSON.stringify would, nothing added.
    #[command(after_help = STRINGIFY)]
    Stringify(StringifyArgs),
    /// Write a document without what an indexer added, nothing else changed.
    #[command(after_help = STRIP)]
    Strip(StripArgs),
    /// Write the JSON Schema of documents of version 4.1.0, for editors.
    #[command(after_help = SCHEMA)]
    Schema,
    /// Print the SHA-256 of a file.
    #[command(after_help = CHECKSUM)]
    Checksum(ChecksumArgs),
    /// Decide whether a consumer may use an asset, and say why.
    #[command(after_help = credentials::CREDENTIALS)]
    Credentials(CredentialsArgs),
    /// Make a key file, or show its public key and address.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Encrypt a file to a public key.
    #[command(after_help = sealing::SEAL)]
    Seal(SealArgs),
    /// Decrypt what was sealed to a key.
    #[command(after_help = sealing::OPEN)]
    Open(OpenArgs),
    /// Seal the file list of a service to a Provider, or open it.
    #[command(subcommand)]
    Files(FilesCommand),
    /// Pack a document as it goes on chain, or unpack it.
    #[command(subcommand)]
    Envelope(EnvelopeCommand),
    /// Sign a request to a Provider.
    #[command(after_help = signing::SIGN)]
    Sign(SignArgs),
    /// Print who signed a request to a Provider.
    #[command(after_help = signing::RECOVER)]
    Recover(RecoverArgs),
    /// Show what the logs of receipts say, and who said it.
    #[command(after_help = orders::EVENTS)]
    Events(EventsArgs),
    /// Decide whether an order was paid and holds.
    #[command(subcommand)]
    Order(OrderCommand),
    /// Sign the fee of a Provider, or verify one.
    #[command(subcommand)]
    Fee(FeeCommand),
    /// Decide whether an algorithm may run on a dataset, or print its checksums.
    #[command(subcommand)]
    Compute(ComputeCommand),
    /// Check what a consumer answered to consumer parameters.
    #[command(subcommand)]
    Params(ParamsCommand),
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Documents, and folders in which every *.json at any depth is one.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    /// Documents, and folders in which every *.json at any depth is one.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Whose rules decide.
    #[arg(
        long,
        value_enum,
        default_value = "strict",
        hide_possible_values = true
    )]
    #[arg(value_name = "strict|aquarius|ddo-js")]
    pub(crate) profile: ProfileArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ProfileArg {
    Strict,
    Aquarius,
    DdoJs,
}

#[derive(Debug, Args)]
pub(crate) struct StripArgs {
    /// A document, as an indexer answers it.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct DidArgs {
    /// Address of the NFT: of one case, or as EIP-55 spells it.
    #[arg(value_name = "NFT")]
    pub(crate) nft: String,
    /// Chain id in decimal, at least 1.
    #[arg(value_name = "CHAIN_ID")]
    pub(crate) chain_id: String,
    /// Answer whether this is the DID.
    #[arg(long, value_name = "DID")]
    pub(crate) verify: Option<String>,
    /// Print the `did:ope:` form of version 5.
    #[arg(long, conflicts_with = "verify")]
    pub(crate) ope: bool,
}

#[derive(Debug, Args)]
pub(crate) struct StringifyArgs {
    /// A JSON text.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ChecksumArgs {
    /// A file of any content; with --stringify a JSON text.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Hash the JSON.stringify form in place of the exact bytes.
    #[arg(long)]
    pub(crate) stringify: bool,
}

/// Prints help and version as clap does, and a usage error as one line.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let wants_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if !error.use_stderr() || wants_help {
        // A closed pipe is the reader's choice.
        let _ = error.print();
        return ExitCode::from(if wants_help { 2 } else { 0 });
    }
    let rendered = error.to_string();
    let said = rendered
        .lines()
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let mut line = String::new();
    for part in said {
        line.push_str(match line.chars().last() {
            None => "",
            Some(':') => " ",
            Some(_) => "; ",
        });
        line.push_str(part.strip_prefix("error: ").unwrap_or(part));
    }
    let line = without_keys(&line);
    output::complain(&format!("{line} (`ocean --help` tells more)"));
    Answer::Unusable.into()
}
