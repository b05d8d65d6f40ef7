//! The arguments and the help of credentials.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub(super) const CREDENTIALS: &str = "\
Examples:
  ocean credentials ddo.json --consumer 0xBB1081DbF3227bbB233Db68f7117114baBb43656
  ocean credentials ddo.json --consumer 0xbb1081dbf3227bbb233db68f7117114babb43656 \\
      --member 137:0x7bEd6C8b2B1bFd4d5Ac6bD4cf8C4D04dC5d5cB42 --service 1
  echo '{\"deny\":[{\"type\":\"address\",\"values\":[\"*\"]}]}' | ocean credentials - --consumer 0x…

FILE is a document if it is an object with one of the members nftAddress, chainId, metadata,
services, credentials, credentialSubject or what an indexer adds (nft, stats …). It is bare
credentials if it is {}, has one of allow, deny, match_allow, match_deny, or is not an object (null:
no credentials). Any other object is refused.

The program asks no chain. Look-ups that neither --member nor --lookup-failed names count as \"not a
member\", those that both name as failed; the answer lists all that are asked for. CHAIN is a
number, or `asset` for the chain of the asset.

Rules:
  strict      deny wins, an allow list must be satisfied, nothing unknown helps the consumer
  provider    as Provider 2.1.6 answers; it lets consumers pass whom strict denies
  ocean-node  as ocean-node 3.2.0 answers; likewise

Exit codes:
  0  allowed
  1  denied
  2  unreadable or malformed: malformed credentials never allow anybody

--json prints an object: path, kind (document or credentials), rules, consumer, service, allowed,
reason, code, code_name, lookups [{chain_id, contract, answer (member, not_member, failed), given}],
remarks.";

#[derive(Debug, Args)]
pub(crate) struct CredentialsArgs {
    /// A document, or bare credentials.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Address of who wants to use the asset.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) consumer: String,
    /// Whose rules decide.
    #[arg(
        long,
        value_enum,
        default_value = "strict",
        hide_possible_values = true
    )]
    #[arg(value_name = "strict|provider|ocean-node")]
    pub(crate) rules: RulesArg,
    /// The consumer is a member of this access list; may be repeated.
    #[arg(long, value_name = "CHAIN:CONTRACT")]
    pub(crate) member: Vec<String>,
    /// The look-up of this access list failed; may be repeated.
    #[arg(long, value_name = "CHAIN:CONTRACT")]
    pub(crate) lookup_failed: Vec<String>,
    /// Ask for one service, too: its id or its index (only by the strict rule).
    #[arg(long, value_name = "ID_OR_INDEX")]
    pub(crate) service: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RulesArg {
    Strict,
    Provider,
    OceanNode,
}
