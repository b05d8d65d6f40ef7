//! The arguments and the help of signed requests.

use clap::{Args, ValueEnum};

use super::KeyArg;

pub(super) const SIGN: &str = "\
Examples:
  ocean sign --key consumer.key --endpoint download --nonce 1700000000000 \\
      --did did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea
  OCEAN_KEY=$(pass consumer) ocean sign --endpoint create-token --nonce \"$(date +%s000)\"

The message is what ocean.js and ocean.py sign and Provider 2.1.6 checks: these parts as they are
spelled, then the nonce, with nothing between them.
  download        --did
  compute-start   address, --job if any, --did
  compute-stop    address, --job, --did if any
  compute-delete  address, --job, --did if any
  compute-result  address, --job, --index
  decrypt         --tx, else --nft; address, --chain
  create-token    address
  delete-token    address
It binds nothing else: no service, no file, no Provider. A stop or delete without --job has the
message of another endpoint; strict Providers refuse it.
The address is that of the key; --address gives its spelling where another than EIP-55 is sent.
Without --key, the environment variable OCEAN_KEY holds the digits of the key.

Exit codes:
  0  printed
  2  there is no key, or a part is missing, malformed or not of this endpoint's message

--json prints an object: endpoint, address, nonce, message, digest, signature.";

pub(super) const RECOVER: &str = "\
Examples:
  ocean recover --endpoint download --nonce 1700000000000 --signature 0x… \\
      --did did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea
  ocean recover --endpoint create-token --nonce 1700000000009 --signature 0x… \\
      --address 0xae3DfFEE97f92db0201d11CB8877C89738353bCE

ENDPOINT and the parts of its message are those of `ocean sign --help`; --address is needed where
it is a part, so except for download.
Almost any signature has a signer for almost any message: an address proves something only where it
is the one expected. With --address it is compared.

Exit codes:
  0  the address was printed, and is that of --address if it was given
  1  another address was printed, and on a second line why
  2  a part or the signature is malformed, or the signature has no signer

--json prints an object: endpoint, nonce, message, digest, address (who signed), claimed, agrees,
reason. Without --address the last three are null.";

/// The parts of a signed message.
#[derive(Debug, Args)]
pub(crate) struct MessageArgs {
    /// What is asked for, see `ocean sign --help`.
    #[arg(long, value_enum, value_name = "ENDPOINT", hide_possible_values = true)]
    pub(crate) endpoint: EndpointArg,
    /// Nonce, greater than the last: digits, perhaps a point and digits.
    #[arg(long, value_name = "N")]
    pub(crate) nonce: String,
    /// DID of the document.
    #[arg(long, value_name = "DID")]
    pub(crate) did: Option<String>,
    /// Address of the caller, as it is sent.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
    /// Id of the compute job.
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
    /// Index of the result, in decimal.
    #[arg(long, value_name = "I")]
    pub(crate) index: Option<String>,
    /// Id of the transaction that published the document.
    #[arg(long, value_name = "HASH")]
    pub(crate) tx: Option<String>,
    /// Address of the data NFT.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) nft: Option<String>,
    /// Chain id, in decimal.
    #[arg(long, value_name = "ID")]
    pub(crate) chain: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum EndpointArg {
    Download,
    ComputeStart,
    ComputeStop,
    ComputeDelete,
    ComputeResult,
    Decrypt,
    CreateToken,
    DeleteToken,
}

#[derive(Debug, Args)]
pub(crate) struct SignArgs {
    #[command(flatten)]
    pub(crate) key: KeyArg,
    #[command(flatten)]
    pub(crate) message: MessageArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RecoverArgs {
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    /// The signature in hex: 65 bytes.
    #[arg(long, value_name = "HEX")]
    pub(crate) signature: String,
}
