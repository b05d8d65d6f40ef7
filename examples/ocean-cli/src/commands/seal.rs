//! `ocean seal`.

use ocean_encryption::{Ciphertext, seal, system_random};
use ocean_keys::PublicKey;
use serde::Serialize;

use crate::{
    cli::SealArgs,
    input::Source,
    output::{self, Answer, Failure},
};

#[derive(Serialize)]
struct Report {
    path: String,
    to: String,
    bytes: usize,
    sealed: String,
}

pub(crate) fn run(args: &SealArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let to = public_key(&args.to)?;
    let plaintext = source.read()?;
    let sealed = seal(&to, &plaintext, system_random).map_err(|error| source.failure(error))?;
    let sealed = Ciphertext::from(sealed).to_hex();
    let written = if json {
        output::print_json(&Report {
            path: source.path(),
            to: to.to_string(),
            bytes: plaintext.len(),
            sealed,
        })
    } else {
        output::print(&format!("{sealed}\n"))
    };
    output::after(written, Answer::Yes)
}

/// The public key of `--to`.
pub(crate) fn public_key(text: &str) -> Result<PublicKey, Failure> {
    text.parse().map_err(|error| Failure::new("--to", error))
}
