//! `ocean recover`.

use ocean_auth::Claimed;
use serde::Serialize;

use crate::{
    cli::RecoverArgs,
    output::{self, Answer, Failure},
    request,
    text::in_full,
};

#[derive(Serialize)]
struct Recovered<'a> {
    endpoint: &'static str,
    nonce: &'a str,
    message: &'a str,
    digest: String,
    address: String,
    claimed: Option<&'a str>,
    agrees: Option<bool>,
    reason: Option<String>,
}

pub(crate) fn run(args: &RecoverArgs, json: bool) -> Result<Answer, Failure> {
    let claimed = request::claimed(&args.message)?;
    let message = request::message(&args.message, claimed.as_ref())?;
    let address = message
        .recover(&args.signature)
        .map_err(|error| Failure::new("--signature", in_full(&error)))?;
    let agrees = claimed.as_ref().map(|claimed| claimed.address() == address);
    let recovered = Recovered {
        endpoint: message.endpoint().name(),
        nonce: message.nonce().as_str(),
        message: message.text(),
        digest: message.digest().to_string(),
        address: address.to_string(),
        claimed: claimed.as_ref().map(Claimed::text),
        agrees,
        reason: match agrees {
            Some(false) => message.verify(&args.signature).err(),
            _ => None,
        }
        .map(|error| error.to_string()),
    };
    let written = if json {
        output::print_json(&recovered)
    } else {
        let reason = recovered.reason.as_ref();
        let reason = reason.map_or_else(String::new, |reason| format!("no: {reason}\n"));
        output::print(&format!("{}\n{reason}", recovered.address))
    };
    output::after(written, agrees.unwrap_or(true).into())
}
