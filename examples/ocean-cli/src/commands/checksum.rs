//! `ocean checksum`.

use ocean_checksum::DocumentHash;
use serde::Serialize;

use crate::{
    cli::ChecksumArgs,
    input::Source,
    output::{self, Answer, Failure},
};

#[derive(Serialize)]
struct Checksum {
    path: String,
    form: &'static str,
    bytes: usize,
    sha256: String,
}

pub(crate) fn run(args: &ChecksumArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let (form, bytes) = if args.stringify {
        let text = source.read_json()?.js_stringify().into_owned();
        ("stringify", text.into_bytes())
    } else {
        ("bytes", source.read()?)
    };
    let sha256 = format!("{:x}", DocumentHash::of(&bytes));
    let written = if json {
        output::print_json(&Checksum {
            path: source.path(),
            form,
            bytes: bytes.len(),
            sha256,
        })
    } else {
        output::print(&format!("{sha256}\n"))
    };
    output::after(written, Answer::Yes)
}
