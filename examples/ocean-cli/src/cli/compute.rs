//! The arguments and the help of Compute-to-Data.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::RulesArg;

const ADMIT: &str = "\
Examples:
  ocean compute admit examples/orders/trust.json
  ocean compute admit --rules provider examples/orders/trust.json
  jq 'del(.compute.publisherTrustedAlgorithms)' examples/orders/trust.json |
      ocean compute admit --undefined-lists allow -

FILE is an object:
  compute        the `compute` of the dataset's service
  raw_meta       whether raw code is sent along; if so, nothing else is read
  algorithm_did  the algorithm's DID
  algo           {filesChecksum, containerSectionChecksum, serviceId, nft_owner, nftAddress}
The checksums are those of what would run: `ocean compute checksum` prints them. nft_owner and
nftAddress may be absent; they are taken for proven on chain, and so is the DID.

Rules:
  strict      every list with elements must hold; empty lists alone mean nobody
  provider    as Provider 2.1.6 answers; to it empty lists mean everybody
  ocean-node  as ocean-node 3.2.0 answers; to it one of two lists is enough
Two undefined lists are for --undefined-lists to decide: DID & DDO v4.1.0 allows everybody.

Exit codes:
  0  the algorithm may run
  1  it may not: the code of Provider 2.1.6 and the reason are printed
  2  the file is no such object

--json prints an object: path, rules, undefined_lists (null if the rules do not ask), algorithm
(its DID, null for raw code), admitted, code, reason.";

const COMPUTE_CHECKSUM: &str = "\
Examples:
  ocean compute checksum examples/data/algorithm.json
  ocean compute checksum --file-body algo.py --file-body lib.py examples/data/algorithm.json

DDO is the document of an algorithm. containerSectionChecksum is the SHA-256 of `entrypoint` and
`checksum` of its container, one behind the other; image and tag are not in it.
filesChecksum is the SHA-256 of each file of the service, one behind the other. A document has the
files sealed, so it needs their bodies: --file-body for each, in the order of the list.

Exit codes:
  0  printed
  2  a file could not be read, or the document has no such container

--json prints an object: path, entrypoint, checksum, containerSectionChecksum, files [{path, bytes,
sha256}], filesChecksum (null without bodies).";

const PARAMS_CHECK: &str = "\
Examples:
  ocean params check examples/orders/parameters.json
  jq '{consumerParameters: .services[0].consumerParameters, userdata: {age: 7}}' ddo.json |
      ocean params check -

FILE is an object with `consumerParameters`, the list in a service or an algorithm, and `userdata`,
what the consumer sent; without it nothing was sent. What is printed are the values with the
defaults written in: of an algorithm, the text of /data/inputs/algoCustomData.json.

Rules:
  strict      DID & DDO v4.1.0; defaults and options may be texts, as the indexers demand them
  ocean-node  as ocean-node 3.2.0 answers, whose words are in --json

Exit codes:
  0  the values fit
  1  they do not: each violation is printed, with its code and a JSON pointer into `userdata`
  2  the file is no such object

--json prints an object: path, rules, valid, changed (whether defaults were written), text (the
values as JSON, null if not valid), violations [{pointer, code, message, ocean_node (its words;
null by the strict rule, and where it has none)}].";

#[derive(Debug, Subcommand)]
pub(crate) enum ComputeCommand {
    /// Decide whether an algorithm may run on a dataset.
    #[command(after_help = ADMIT)]
    Admit(AdmitArgs),
    /// Print the checksums by which an algorithm is trusted.
    #[command(after_help = COMPUTE_CHECKSUM)]
    Checksum(ComputeChecksumArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AdmitArgs {
    /// A dataset's rules, and an algorithm.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Whose rules decide.
    #[arg(
        long,
        value_enum,
        default_value = "strict",
        hide_possible_values = true
    )]
    #[arg(value_name = "strict|provider|ocean-node")]
    pub(crate) rules: RulesArg,
    /// What two undefined trust lists mean by the strict rule [default: deny].
    #[arg(long, value_enum, hide_possible_values = true)]
    #[arg(value_name = "allow|deny")]
    pub(crate) undefined_lists: Option<UndefinedListsArg>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum UndefinedListsArg {
    Allow,
    Deny,
}

#[derive(Debug, Args)]
pub(crate) struct ComputeChecksumArgs {
    /// The document of an algorithm.
    #[arg(value_name = "DDO")]
    pub(crate) file: PathBuf,
    /// A file of the algorithm's service, as it is fetched; may be repeated.
    #[arg(long, value_name = "PATH")]
    pub(crate) file_body: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ParamsCommand {
    /// Check values against what is declared, and write the defaults.
    #[command(after_help = PARAMS_CHECK)]
    Check(ParamsCheckArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ParamsCheckArgs {
    /// What is declared, and what the consumer sent.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Whose rules decide.
    #[arg(
        long,
        value_enum,
        default_value = "strict",
        hide_possible_values = true
    )]
    #[arg(value_name = "strict|ocean-node")]
    pub(crate) rules: ParameterRulesArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ParameterRulesArg {
    Strict,
    OceanNode,
}
