//! Attacks on what is sealed and what is packed.

#![cfg(feature = "std")]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{borrow::Cow, fmt::Write as _};

use alloy_primitives::hex;
use ocean_checksum::DocumentHash;
use ocean_encryption::{
    Ciphertext, Compression, Envelope, EnvelopeError, Flags, MAX_DOCUMENT, open, open_batch, seal,
};
use ocean_keys::{ProviderKey, system_random};
use serde_json::Value;

/// The data of this row of `compressed.json`.
fn compressed(name: &str) -> Vec<u8> {
    let file: Value = serde_json::from_str(include_str!("vectors/compressed.json")).unwrap();
    let rows = file.as_array().unwrap();
    let row = rows.iter().find(|row| row["name"] == name).unwrap();
    hex::decode(row["data"].as_str().unwrap()).unwrap()
}

/// Opens compressed data, and returns the most memory that was in use at once.
fn open_measured(data: Vec<u8>) -> (Result<usize, EnvelopeError>, u64) {
    let envelope = Envelope {
        flags: Flags::from(1),
        hash: DocumentHash::of(b""),
        data: Cow::Owned(data),
    };
    let mut opened = Ok(0);
    let memory = allocation_counter::measure(|| {
        opened = envelope.open([]).map(|document| document.len());
    });
    (opened, memory.bytes_max)
}

const MIB: u64 = 1 << 20;

fn refused(data: Vec<u8>, code: &str, memory: u64) {
    let (opened, bytes) = open_measured(data);
    assert_eq!(opened.unwrap_err().code(), code);
    assert!(bytes <= memory, "{bytes} bytes for {code}");
}

/// A44: 15 KB that would be 100 MB. The lengths of chunks tell before anything is decompressed.
#[test]
fn a44_xz_bomb() {
    refused(
        compressed("xz bomb of 100 MB"),
        "decompress_too_long",
        MIB / 64,
    );
}

/// A44: 10 GB, in streams of 100 MB or of 6 MiB.
#[test]
fn a44_xz_bomb_of_many_streams() {
    refused(
        compressed("xz bomb of 100 MB").repeat(100),
        "decompress_too_long",
        MIB / 64,
    );
    refused(
        compressed("xz streams of 6 MiB each").repeat(800),
        "decompress_too_long",
        15 * MIB,
    );
}

/// A44: the old format has no lengths inside, so it is decompressed up to the limit.
#[test]
fn a44_lzma_bomb() {
    refused(
        compressed("alone bomb of 100 MB"),
        "decompress_too_long",
        40 * MIB,
    );
}

/// A44: 200 bytes that claim 10 GB.
#[test]
fn a44_lzma_that_claims_to_be_long() {
    refused(
        compressed("alone that claims 10 GB"),
        "decompress_too_long",
        MIB / 64,
    );
}

/// A44: a dictionary of 4 GiB for a document of 300 bytes.
#[test]
fn a44_dictionary_of_4_gib() {
    for name in ["xz dictionary of 4 GiB", "alone dictionary of 4 GiB"] {
        refused(compressed(name), "decompress_dictionary", MIB / 64);
    }
}

/// A44: a dictionary that is permitted is not set aside beyond what the document fills.
#[test]
fn a44_dictionary_of_64_mib() {
    for (name, memory) in [
        ("xz dictionary of 64 MiB", MIB),
        ("alone dictionary of 64 MiB", 11 * MIB),
    ] {
        let (opened, bytes) = open_measured(compressed(name));
        // The hash is that of another document: it was decompressed to its end.
        assert_eq!(opened.unwrap_err().code(), "document_hash_mismatch");
        assert!(bytes <= memory, "{bytes} bytes for {name}");
    }
}

/// A44: many small blocks, each of which makes the decoder set up its tables.
#[test]
fn a44_many_small_blocks() {
    let block = Envelope::plain(b"{", Compression::Xz)
        .unwrap()
        .data
        .repeat(150_000);
    assert!(block.len() < MAX_DOCUMENT);
    refused(block, "decompress_too_many_pieces", MIB);
}

/// A44: the honest documents nearest to the bombs are read within the same bounds.
#[test]
fn a44_honest_repetitive_documents_pass() {
    for name in [
        "xz repetitive 9.9 MiB",
        "xz exactly 10 MiB",
        "alone exactly 10 MiB",
    ] {
        let (opened, bytes) = open_measured(compressed(name));
        assert_eq!(opened.unwrap_err().code(), "document_hash_mismatch");
        assert!(bytes <= 40 * MIB, "{bytes} bytes for {name}");
    }
}

const CANARY: &[u8] = b"canary-plaintext-https://example.com/secret?token=canary";
const SECRET: [u8; 32] = *b"canary-secret-key-that-must-hide";

/// Everything that is printed where a secret is sealed.
fn printed_values() -> String {
    let key = ProviderKey::from_bytes(&SECRET).unwrap();
    let mut out = String::new();
    let mut show = |value: &dyn std::fmt::Debug| write!(out, "{value:?} {value:#?} ").unwrap();
    for compression in [Compression::None, Compression::Xz] {
        show(&Envelope::plain(CANARY, compression));
        let envelope =
            Envelope::sealed(CANARY, compression, &key.public_key(), system_random).unwrap();
        show(&envelope);
        show(&Ciphertext::from(envelope.data.to_vec()));
    }
    out
}

/// Everything that is printed where a secret cannot be opened, or is opened to something else.
fn printed_errors() -> String {
    let key = ProviderKey::from_bytes(&SECRET).unwrap();
    let sealed = seal(&key.public_key(), CANARY, system_random).unwrap();
    let mut out = String::new();
    for flags in [1, 2, 3] {
        for data in [&sealed[..], CANARY] {
            let envelope = Envelope {
                flags: Flags::from(flags),
                hash: DocumentHash::of(b"another"),
                data: Cow::Borrowed(data),
            };
            let error = envelope.open([&key]).unwrap_err();
            write!(out, "{error} {error:?} {error:#?} {} ", error.code()).unwrap();
        }
    }
    let error = open(&key, &sealed[1..]).unwrap_err();
    let batch = open_batch(&key, &[&sealed[1..]]);
    write!(out, "{error} {error:?} {batch:?} ").unwrap();
    let error = "0xcanary-plaintext".parse::<Ciphertext>().unwrap_err();
    write!(out, "{error} {error:?} {} ", error.code()).unwrap();
    out
}

/// A22: who reads the logs finds neither key nor plaintext.
#[test]
fn a22_nothing_printed_holds_a_secret() {
    let (values, errors) = (printed_values(), printed_errors());
    let printed = format!("{values} {errors}").to_lowercase();
    for secret in [CANARY, &SECRET] {
        for piece in secret.windows(8) {
            assert!(!printed.contains(&hex::encode(piece)), "{printed}");
            let list = format!("{piece:?}");
            assert!(
                !printed.contains(list.trim_matches(['[', ']'])),
                "{printed}"
            );
        }
    }
    assert!(
        !printed.contains("canary") && !printed.contains("example.com"),
        "{printed}"
    );
    // An envelope shows its hash, which is public. Of what opened to something else not even the
    // hash is told: it would confirm a guess.
    let hash = format!("{:x}", DocumentHash::of(CANARY));
    assert!(values.contains(&hash), "{values}");
    assert!(!errors.contains(&hash), "{errors}");
    assert!(errors.contains("document_hash_mismatch"), "{errors}");
}
