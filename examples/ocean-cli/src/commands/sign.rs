//! `ocean sign`.

use alloy_primitives::hex;
use ocean_auth::Claimed;
use serde::Serialize;

use crate::{
    cli::SignArgs,
    key_file,
    output::{self, Answer, Failure},
    request,
};

#[derive(Serialize)]
struct Signed<'a> {
    endpoint: &'static str,
    address: &'a str,
    nonce: &'a str,
    message: &'a str,
    digest: String,
    signature: String,
}

pub(crate) fn run(args: &SignArgs, json: bool) -> Result<Answer, Failure> {
    let key = key_file::read(&args.key, None)?;
    let claimed = match request::claimed(&args.message)? {
        None => Claimed::from(key.address()),
        Some(claimed) if claimed.address() == key.address() => claimed,
        Some(claimed) => {
            let (own, found) = (key.address(), claimed.address());
            let reason = format!("expected the address of the key, {own}, found {found}");
            return Err(Failure::new("--address", reason));
        }
    };
    let message = request::message(&args.message, Some(&claimed))?;
    let digest = message.digest();
    let signed = Signed {
        endpoint: message.endpoint().name(),
        address: claimed.text(),
        nonce: message.nonce().as_str(),
        message: message.text(),
        digest: digest.to_string(),
        signature: hex::encode_prefixed(key.sign_digest(&digest).to_bytes()),
    };
    let written = if json {
        output::print_json(&signed)
    } else {
        output::print(&format!(
            "message    {}\ndigest     {}\nsignature  {}\n",
            signed.message, signed.digest, signed.signature
        ))
    };
    output::after(written, Answer::Yes)
}
