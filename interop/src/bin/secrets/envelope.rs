use alloy_primitives::{B256, hex};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_checksum::DocumentHash;
use ocean_encryption::{Compression, Envelope, Flags};
use serde_json::{Value, json};

use crate::peers::{Peer, altered, bytes, key, length, random, secret_hex};

/// Compressed with each check, in the old format, and in two streams.
const FORMS: [&str; 6] = ["crc64", "crc32", "sha256", "none", "alone", "streams"];

/// What we pack they unpack to the same document with the same hash, and the other way; all flags.
pub(crate) fn check(peer: Peer, count: usize, rng: &mut Rng) -> Result<usize, Failure> {
    let mut cases = Vec::new();
    let mut questions = Vec::new();
    for at in 0..count {
        let key = key(rng)?;
        let document = document(rng, at);
        let flags = rng.u8(0..4);
        let compression = match flags & 1 {
            0 => Compression::None,
            _ => Compression::Xz,
        };
        let envelope = match flags & 2 {
            0 => Envelope::plain(&document, compression)?,
            _ => Envelope::sealed(&document, compression, &key.public_key(), random(rng))?,
        };
        if envelope.flags.to_byte() != flags {
            return Err("other flags than asked for".into());
        }
        questions.push(json!({
            "task": "unpack",
            "data": hex::encode(&envelope.data),
            "flags": flags,
            "key": secret_hex(&key),
        }));
        questions.push(json!({
            "task": "pack",
            "document": hex::encode(&document),
            "flags": flags,
            "to": hex::encode(key.public_key().to_uncompressed()),
            "form": rng.choice(FORMS),
            "preset": rng.choice([0, 1, 6, 9]),
        }));
        cases.push((key, document, flags));
    }

    let answers = peer.ask(&questions)?;
    let mut tally = Tally::default();
    for ((key, document, flags), answers) in cases.iter().zip(answers.chunks_exact(2)) {
        let [unpacked, packed] = answers else {
            continue;
        };
        let what = || format!("flags {flags}, {} bytes, {unpacked:.200?}", document.len());
        let hash = DocumentHash::of(document);
        let unpacked = unpacked.as_ref().ok();
        let found = bytes(unpacked.and_then(|answer| answer.get("document")));
        let theirs = unpacked.and_then(|answer| answer.get("hash")?.as_str());
        let agree = found.as_ref() == Some(document) && theirs == Some(&format!("{hash:x}"));
        tally.compare("they unpack ours", agree, what);

        let packed = packed.as_ref().ok();
        let member = |name| bytes(packed.and_then(|answer| answer.get(name)));
        let data = member("data").unwrap_or_default();
        let theirs = member("hash").and_then(|hash| B256::try_from(&*hash).ok());
        let envelope = |data: &[u8]| Envelope {
            flags: Flags::from(*flags),
            hash: theirs.unwrap_or_default().into(),
            data: data.to_vec().into(),
        };
        let what = |found: String| format!("flags {flags}, {} bytes, {found}", document.len());
        let opened = envelope(&data).open([key]);
        let agree = opened.as_ref() == Ok(document);
        tally.compare("we unpack theirs", agree, || {
            what(format!("{:?}", opened.as_ref().err()))
        });
        let opened = envelope(&altered(rng, &data)).open([key]);
        // Some bits of compressed data mean nothing, such as the size of a dictionary that is
        // never full; the document is the same then, since it has the hash.
        let agree = opened.is_err() || data.is_empty() || *flags == 1;
        tally.compare("we refuse altered", agree, || what("opened".into()));
    }
    let planned = [
        ("they unpack ours", count),
        ("we unpack theirs", count),
        ("we refuse altered", count),
    ];
    Ok(tally.finish(&format!("{}, lzma", peer.name), &planned))
}

/// Noise, or something that can be compressed.
fn document(rng: &mut Rng, at: usize) -> Vec<u8> {
    let length = length(rng, at);
    let mut document = vec![0; length];
    if rng.bool() {
        rng.fill(&mut document);
        return document;
    }
    let words: Vec<Value> = (0..rng.usize(1..40)).map(|_| rng.u32(..).into()).collect();
    let text = Value::Array(words).to_string();
    document.clear();
    while document.len() < length {
        let start = rng.usize(0..text.len());
        document.extend_from_slice(text.as_bytes().get(start..).unwrap_or_default());
    }
    document.truncate(length);
    document
}
