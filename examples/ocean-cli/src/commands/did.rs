//! `ocean did`.

use ocean_did::{Did, Method, parse_address};
use serde::Serialize;

use crate::{
    cli::DidArgs,
    output::{self, Answer, Failure},
};

#[derive(Serialize)]
struct Report {
    did: String,
    nft: String,
    chain_id: u64,
    #[serde(flatten)]
    verified: Option<Verified>,
}

#[derive(Serialize)]
struct Verified {
    claimed: String,
    verified: bool,
}

pub(crate) fn run(args: &DidArgs, json: bool) -> Result<Answer, Failure> {
    let nft = parse_address(&args.nft).map_err(|error| Failure::new("NFT", error))?;
    let chain_id =
        parse_chain_id(&args.chain_id).map_err(|reason| Failure::new("CHAIN_ID", reason))?;
    let claimed = match &args.verify {
        Some(text) => {
            let did: Did = text.parse().map_err(|error| Failure::new("DID", error))?;
            Some(did)
        }
        None => None,
    };
    let method = match claimed {
        Some(claimed) => claimed.method(),
        None if args.ope => Method::Ope,
        None => Method::Op,
    };
    let did = Did::compute(nft, chain_id)
        .map_err(|error| Failure::new("CHAIN_ID", error))?
        .with_method(method);
    let verified = claimed.map(|claimed| claimed.verify(nft, chain_id));
    let written = if json {
        output::print_json(&Report {
            did: did.to_string(),
            nft: nft.to_string(),
            chain_id,
            verified: claimed.map(|claimed| Verified {
                claimed: claimed.to_string(),
                verified: claimed.verify(nft, chain_id),
            }),
        })
    } else {
        output::print(&match verified {
            None => format!("{did}\n"),
            Some(true) => "yes\n".into(),
            Some(false) => format!("no: expected {did}\n"),
        })
    };
    output::after(written, verified.unwrap_or(true).into())
}

/// Decimal digits and nothing else: no sign, no blank, no hexadecimal.
pub(crate) fn parse_chain_id(text: &str) -> Result<u64, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| format!("expected a chain id such as 137, found `{text}`"))
}
