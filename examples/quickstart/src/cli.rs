use clap::Parser;

use crate::cause::Cause;

const AFTER: &str = "\
Examples:
  quickstart
  quickstart --without deny-list
  quickstart --json | jq -r '.steps[] | select(.message) | .message'

Exit codes:
  0  every expectation held
  1  one did not (so it is with --without), or something failed
  2  usage

--json prints an object: held (whether every expectation held), without (the cause or null),
steps [{number, name, title, facts {..}, expected, found (`done` or the code of the refusal),
message (why it was refused, or null), checks [{what, held}], held}].";

/// Publish, index, order, download and compute on a chain in memory: what is served, and what is
/// refused and why.
#[derive(Debug, Parser)]
#[command(name = "quickstart", version, after_help = AFTER)]
pub(crate) struct Cli {
    /// Print JSON for programs.
    #[arg(long)]
    pub(crate) json: bool,
    /// Take away the one cause of a refusal, and see the request served.
    #[arg(long, value_enum, value_name = "CAUSE")]
    pub(crate) without: Option<Cause>,
}
