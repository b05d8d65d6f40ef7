//! `ocean stringify`.

use ocean_checksum::DocumentHash;
use serde::Serialize;

use crate::{
    cli::StringifyArgs,
    input::Source,
    output::{self, Answer, Failure},
};

#[derive(Serialize)]
struct Stringified<'a> {
    path: String,
    changed: bool,
    sha256: String,
    text: &'a str,
}

pub(crate) fn run(args: &StringifyArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let document = source.read_json()?;
    let text = document.js_stringify();
    let written = if json {
        output::print_json(&Stringified {
            path: source.path(),
            changed: text != document.text(),
            sha256: format!("{:x}", DocumentHash::of(text.as_bytes())),
            text: &text,
        })
    } else {
        output::print_exactly(text.as_bytes())
    };
    output::after(written, Answer::Yes)
}
