//! The arguments and the help of events, orders and fees.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::KeyArg;

pub(super) const EVENTS: &str = "\
Examples:
  ocean events receipt.json
  cast receipt --json 0xff51… | ocean events -
  ocean events --json logs.json | jq -r '.[] | select(.event == \"OrderStarted\") | .emitter'

FILE is a receipt, a log, a list of either, or a node's whole answer with one of them as `result`.
A line tells the index of a log in its block, who emitted it, the event and its values. Events that
are not of Ocean's contracts 2.8.0 are named by their first topic; long values are cut, --json cuts
none. Anybody can emit anything: an event means something only from the contract that may say it.

Exit codes:
  0  printed
  1  printed; a log has the topic of such an event but not its form, or is not of the chain as it is
  2  the file could not be read as receipts or logs; nothing was printed

--json prints an array with one object for each log:
  transaction, log_index, emitter, topic (the first), event, values, code, reason
What a log does not have is null; numbers of 256 bits are decimal texts.";

const ORDER_VERIFY: &str = "\
Examples:
  ocean order verify examples/orders/order.json
  ocean order verify --rules reference examples/orders/forged.json
  jq '.now = 1795230000' examples/orders/order.json | ocean order verify -

FILE is an object, alone or as `input` of another:
  tx_id             the transaction that the consumer named
  sender            who asks
  provider_address  the Provider, who signed the fee
  now               the time to decide for, in seconds since 1970
  nft_address       the data NFT
  is_deployed       whether that NFT deployed the datatoken, as it answers on chain
  service           {id, index, timeout, datatokenAddress}, of the asset's document
  receipts          as nodes give them, with blockTimestamp; also that of a reused order
  environment       the compute environment, if one is asked for
  required_amount   of the datatoken in its smallest unit, if not 10^18
  allow_expired_provider_fees  as --allow-expired-fees
The program asks no chain: the receipts are taken for true, and for those of the asset's chain.

Rules:
  strict     only what the datatoken emitted counts, and a reused order is as old as its first use
  reference  as Provider 2.1.6 answers; it gives paid data away to forged logs

Exit codes:
  0  the order holds
  1  it does not: the code and the reason are printed
  2  the file is no such object, or a receipt is missing

--json prints an object: path, rules, verified, code, reason, order {transaction,
requested_transaction, nft, datatoken, service_id, service_index, timeout, sender, consumer, payer,
amount, environment, ordered_at, counts_from, expires_at (null: never), verified_at, valid (whether
it still holds then), log_index, reuse {caller, log_index}, fee (as the wire has it),
fee_log_index, fee_expires_at}. What there is not is null.";

const FEE_SIGN: &str = "\
Examples:
  ocean fee sign --key provider.key --token 0x0000000000000000000000000000000000000000 \\
      --amount 0 --valid-until 0 --data data.json
  printf '{\"environment\":null,\"timestamp\":1700000000.5,\"dt\":\"0x…\",\"id\":\"svc-1\"}' |
      OCEAN_KEY=$(pass provider) ocean fee sign --token 0x… --amount 0 --valid-until 0 --data -

What is printed is the fee as Provider 2.1.6 answers it, for startOrder and reuseOrder. Exactly the
bytes of the file are signed, a line end as well: what the fee is for, as JSON with `dt` and `id`.
Other data is signed too, but no order can be verified with it.
Without --key, the environment variable OCEAN_KEY holds the digits of the key.

Exit codes:
  0  printed
  2  there is no key, an argument is wrong, or the file could not be read or has more than 64 KiB

--json prints the same, an object: providerFeeAddress, providerFeeToken, providerFeeAmount,
providerData, v, r, s, validUntil.";

const FEE_VERIFY: &str = "\
Examples:
  ocean fee verify examples/orders/fee.json
  ocean fee sign --token 0x… --amount 0 --valid-until 0 --data data.json | ocean fee verify -

FILE is a fee as `ocean fee sign` prints it; other members are ignored. The signature is checked as
the contract does, against the address in the fee. Whether that is your Provider, whether it is
enough, and whether it has expired, is not asked: `ocean order verify` does.

Exit codes:
  0  its own address signed it
  1  it did not: the code and the reason are printed
  2  the file is no fee

--json prints an object: path, verified, code, reason, signer (whose signature it is, or null), fee
(as the wire has it), data {environment, timestamp_micros, datatoken, service_id} (null if it is
something else).";

#[derive(Debug, Args)]
pub(crate) struct EventsArgs {
    /// Receipts or logs, as a node gives them.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrderCommand {
    /// Decide whether an order was paid, is of this service, and has not expired.
    #[command(after_help = ORDER_VERIFY)]
    Verify(OrderVerifyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct OrderVerifyArgs {
    /// Who asks for what, and the receipts.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Whose rules decide.
    #[arg(
        long,
        value_enum,
        default_value = "strict",
        hide_possible_values = true
    )]
    #[arg(value_name = "strict|reference")]
    pub(crate) rules: OrderRulesArg,
    /// Let a reuse make an order young again; the reference always does.
    #[arg(long)]
    pub(crate) allow_renewal: bool,
    /// Let an expired fee count: to know whether only a new one is due.
    #[arg(long)]
    pub(crate) allow_expired_fees: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum OrderRulesArg {
    Strict,
    Reference,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FeeCommand {
    /// Sign a fee as a Provider, and print it.
    #[command(after_help = FEE_SIGN)]
    Sign(FeeSignArgs),
    /// Answer whether a fee is signed by the address that it names.
    #[command(after_help = FEE_VERIFY)]
    Verify(FeeVerifyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct FeeSignArgs {
    #[command(flatten)]
    pub(crate) key: KeyArg,
    /// Address of the token in which the fee is paid; zeros: none.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) token: String,
    /// Amount in the token's smallest unit, in decimal.
    #[arg(long, value_name = "N")]
    pub(crate) amount: String,
    /// Until when the fee may be used, in seconds since 1970; 0: for ever.
    #[arg(long, value_name = "T")]
    pub(crate) valid_until: String,
    /// What the fee is for.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct FeeVerifyArgs {
    /// A fee.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}
