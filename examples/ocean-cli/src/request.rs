//! The message of a signed request, from the arguments.

use alloy_primitives::Address;
use ocean_auth::{Claimed, Message, MessageError, Request};

use crate::{
    cli::{EndpointArg, MessageArgs},
    output::Failure,
    text::in_full,
};

/// The address of `--address`, in its spelling.
pub(crate) fn claimed(args: &MessageArgs) -> Result<Option<Claimed>, Failure> {
    let parse = |text: &String| text.parse();
    let claimed = args.address.as_ref().map(parse).transpose();
    claimed.map_err(|error| Failure::new("--address", error))
}

/// The message that these arguments make; without an address only where it has none in it.
pub(crate) fn message(args: &MessageArgs, claimed: Option<&Claimed>) -> Result<Message, Failure> {
    let request = request(args)?;
    let claimed = match (claimed, &request) {
        (Some(claimed), _) => claimed.clone(),
        // Not a part of the message.
        (None, Request::Download { .. }) => Address::ZERO.into(),
        (None, _) => return Err(missing("--address", args)),
    };
    let nonce = args.nonce.parse();
    let nonce = nonce.map_err(|error| Failure::new("--nonce", error))?;
    Message::wire(&request, &claimed, &nonce)
        .map_err(|error| Failure::new(flag(&error), in_full(&error)))
}

fn request(args: &MessageArgs) -> Result<Request<'_>, Failure> {
    let parts: &[&str] = match args.endpoint {
        EndpointArg::Download => &["--did"],
        EndpointArg::ComputeStart | EndpointArg::ComputeStop | EndpointArg::ComputeDelete => {
            &["--job", "--did"]
        }
        EndpointArg::ComputeResult => &["--job", "--index"],
        EndpointArg::Decrypt => &["--tx", "--nft", "--chain"],
        EndpointArg::CreateToken | EndpointArg::DeleteToken => &[],
    };
    let given = [
        ("--did", &args.did),
        ("--job", &args.job),
        ("--index", &args.index),
        ("--tx", &args.tx),
        ("--nft", &args.nft),
        ("--chain", &args.chain),
    ];
    if let Some((flag, _)) = given
        .iter()
        .find(|(flag, part)| part.is_some() && !parts.contains(flag))
    {
        let reason = format!("the message of {} has no such part", name(args));
        return Err(Failure::new(*flag, reason));
    }
    // An empty part is an absent one.
    let [did, job, index, tx, nft, chain] =
        given.map(|(_, part)| part.as_deref().filter(|text| !text.is_empty()));
    let needed = |flag, part: Option<_>| part.ok_or_else(|| missing(flag, args));
    Ok(match args.endpoint {
        EndpointArg::Download => Request::Download {
            document_id: needed("--did", did)?,
        },
        EndpointArg::ComputeStart => Request::ComputeStart {
            job_id: job,
            document_id: needed("--did", did)?,
        },
        EndpointArg::ComputeStop => Request::ComputeStop {
            job_id: job,
            document_id: did,
        },
        EndpointArg::ComputeDelete => Request::ComputeDelete {
            job_id: job,
            document_id: did,
        },
        EndpointArg::ComputeResult => Request::ComputeResult {
            job_id: needed("--job", job)?,
            index: needed("--index", index)?,
        },
        EndpointArg::Decrypt => {
            // Not a part of the message where there is a transaction.
            const NO_NFT: &str = "0x0000000000000000000000000000000000000000";
            let nft = nft.or(tx.map(|_| NO_NFT));
            Request::Decrypt {
                transaction_id: tx,
                data_nft_address: needed("--tx or --nft", nft)?,
                chain_id: needed("--chain", chain)?,
            }
        }
        EndpointArg::CreateToken => Request::CreateAuthToken,
        EndpointArg::DeleteToken => Request::DeleteAuthToken,
    })
}

fn missing(flag: &str, args: &MessageArgs) -> Failure {
    let reason = format!("missing: it is a part of the message of {}", name(args));
    Failure::new(flag, reason)
}

fn flag(error: &MessageError) -> &'static str {
    match error {
        MessageError::DocumentId(_) => "--did",
        MessageError::DataNftAddress(_) => "--nft",
        MessageError::JobId { .. } => "--job",
        MessageError::Index { .. } => "--index",
        MessageError::ChainId { .. } => "--chain",
        MessageError::TransactionId { .. } => "--tx",
        _ => "--endpoint",
    }
}

fn name(args: &MessageArgs) -> String {
    use clap::ValueEnum as _;

    let name = args.endpoint.to_possible_value();
    name.map_or_else(String::new, |name| name.get_name().into())
}
