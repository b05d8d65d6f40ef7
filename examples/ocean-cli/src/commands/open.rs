//! `ocean open`.

use ocean_encryption::open;
use serde::Serialize;

use crate::{
    cli::OpenArgs,
    input::Source,
    key_file,
    output::{self, Answer, Failure},
};

/// Without the plaintext: JSON is for programs that log it.
#[derive(Serialize)]
struct Opened {
    path: String,
    address: String,
    bytes: usize,
}

pub(crate) fn run(args: &OpenArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let key = key_file::read(&args.key, Some(&source))?;
    let sealed = source.read_sealed()?;
    let plaintext = open(&key, &sealed).map_err(|error| source.failure(error).no())?;
    let written = if json {
        output::print_json(&Opened {
            path: source.path(),
            address: key.address().to_string(),
            bytes: plaintext.len(),
        })
    } else {
        output::print_exactly(&plaintext)
    };
    output::after(written, Answer::Yes)
}
