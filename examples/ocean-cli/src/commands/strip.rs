//! `ocean strip`.

use serde::Serialize;

use crate::{
    cli::StripArgs,
    input::Source,
    output::{self, Answer, Failure},
};

#[derive(Serialize)]
struct Stripped<'a> {
    path: String,
    changed: bool,
    sha256: String,
    text: &'a str,
}

pub(crate) fn run(args: &StripArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let document = source.read_document()?;
    let stripped = document.strip_enhanced();
    let stripped = stripped.map_err(|error| source.failure(error))?;
    let written = if json {
        output::print_json(&Stripped {
            path: source.path(),
            changed: stripped.text() != document.text(),
            sha256: format!("{:x}", stripped.hash()),
            text: stripped.text(),
        })
    } else {
        output::print_exactly(stripped.bytes())
    };
    output::after(written, Answer::Yes)
}
