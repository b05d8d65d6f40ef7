//! `ocean envelope`.

use alloy_primitives::hex;
use ocean_checksum::DocumentHash;
use ocean_encryption::{Compression, Envelope, EnvelopeError, Flags, system_random};
use serde::Serialize;

use super::seal::public_key;
use crate::{
    cli::{PackArgs, UnpackArgs},
    input::Source,
    key_file,
    output::{self, Answer, Failure},
};

#[derive(Serialize)]
struct Packed {
    flags: u8,
    hash: String,
    data: String,
}

/// Without the document, which was secret if it was encrypted.
#[derive(Serialize)]
struct Unpacked {
    path: String,
    flags: u8,
    hash: String,
    bytes: usize,
}

pub(crate) fn pack(args: &PackArgs) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let to = args.to.as_deref().map(public_key).transpose()?;
    let document = source.read()?;
    if document.is_empty() {
        return Err(source.failure("empty: no bytes at all, expected a document"));
    }
    let compression = if args.compress {
        Compression::Xz
    } else {
        Compression::None
    };
    let envelope = match to {
        Some(to) if !args.plain => Envelope::sealed(&document, compression, &to, system_random),
        _ => Envelope::plain(&document, compression),
    };
    let envelope = envelope.map_err(|error| source.failure(error))?;
    let written = output::print_json(&Packed {
        flags: envelope.flags.to_byte(),
        hash: envelope.hash.to_string(),
        data: hex::encode_prefixed(&envelope.data),
    });
    output::after(written, Answer::Yes)
}

pub(crate) fn unpack(args: &UnpackArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let flags = Flags::from(args.flags);
    let hash: DocumentHash = args
        .hash
        .parse()
        .map_err(|error| Failure::new("--hash", error))?;
    let key = if flags.is_encrypted() {
        Some(key_file::read(&args.key, Some(&source))?)
    } else {
        None
    };
    let envelope = Envelope {
        flags,
        hash,
        data: source.read_sealed()?.into(),
    };
    let document = envelope.open(&key).map_err(|error| {
        let failure = source.failure(error);
        match error {
            EnvelopeError::Open | EnvelopeError::Hash { .. } => failure.no(),
            _ => failure,
        }
    })?;
    let written = if json {
        output::print_json(&Unpacked {
            path: source.path(),
            flags: args.flags,
            hash: hash.to_string(),
            bytes: document.len(),
        })
    } else {
        output::print_exactly(&document)
    };
    output::after(written, Answer::Yes)
}
