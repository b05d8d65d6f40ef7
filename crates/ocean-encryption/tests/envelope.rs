//! Every row of `documents.json`, what Provider 2.1.6 answered, and of `compressed.json`, what
//! Python compressed.

#![cfg(feature = "std")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::borrow::Cow;

use alloy_primitives::hex;
use ocean_checksum::{Dialect, DocumentHash};
use ocean_encryption::{
    Compression, DecompressError, Envelope, EnvelopeError, Flags, MAX_DOCUMENT, PackError, seal,
};
use ocean_keys::{KeyRing, ProviderKey, system_random};
use proptest::prelude::*;
use serde_json::Value;

fn walk(file: &str, rows: usize, check: impl Fn(&Value) -> Result<(), String>) {
    let file: Value = serde_json::from_str(file).unwrap();
    let file = file.as_array().unwrap();
    assert_eq!(file.len(), rows);
    for row in file {
        if let Err(reason) = check(row) {
            panic!("{} ({}): {reason}", row["name"], row["made_by"]);
        }
    }
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap()
}

fn bytes(row: &Value, field: &str) -> Vec<u8> {
    hex::decode(text(row, field)).unwrap()
}

fn envelope(flags: u8, hash: DocumentHash, data: Vec<u8>) -> Envelope<'static> {
    Envelope {
        flags: Flags::from(flags),
        hash,
        data: Cow::Owned(data),
    }
}

#[test]
fn what_provider_answered() {
    walk(include_str!("vectors/documents.json"), 14, |row| {
        let key = ProviderKey::from_hex(text(row, "provider_secret_key")).unwrap();
        let flags = u8::try_from(row["flags"].as_u64().unwrap()).unwrap();
        let hash = text(row, "documentHash").parse().unwrap();
        let ours = envelope(flags, hash, bytes(row, "encryptedDocument")).open([&key]);
        if row["reference"]["status"] == 201 {
            let theirs = bytes(&row["reference"], "body_hex");
            return match ours {
                Ok(document) if document == theirs => Ok(()),
                other => Err(format!("{other:?}")),
            };
        }
        let expected = match text(&row["reference"], "error") {
            "Failed to decrypt." => "document_not_decrypted",
            "Failed to decompress" => "decompress_format",
            "Checksum doesn't match." => "document_hash_mismatch",
            other => other,
        };
        match ours {
            Err(error) if error.code() == expected => Ok(()),
            other => Err(format!("{other:?}")),
        }
    });
}

#[test]
fn what_python_compressed() {
    walk(include_str!("vectors/compressed.json"), 65, |row| {
        let data = bytes(row, "data");
        let hash = row["sha256"]
            .as_str()
            .unwrap_or(&"0".repeat(64))
            .parse()
            .unwrap();
        let opened = envelope(1, hash, data).open([]);
        match (opened, row["error"].as_str()) {
            (Ok(document), None) if Some(document.len() as u64) == row["length"].as_u64() => Ok(()),
            (Err(error), Some(code)) if error.code() == code => Ok(()),
            (other, _) => Err(format!("{:?}", other.map(|document| document.len()))),
        }
    });
}

/// What is read is also what is written: all four flags, every way to pack.
#[test]
fn there_and_back() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let repetitive = br#"{"type":"url"},"#.repeat(20_000);
    for document in [&b""[..], b"{", &[7; 5000], &repetitive] {
        for compression in [Compression::None, Compression::Xz] {
            let compressed = u8::from(compression == Compression::Xz);
            let public = key.public_key();
            let packed = [
                (0, Envelope::plain(document, compression)),
                (
                    2,
                    Envelope::sealed(document, compression, &public, system_random),
                ),
                (
                    2,
                    Envelope::sealed_to_self(document, compression, &key, system_random),
                ),
            ];
            for (encrypted, envelope) in packed {
                let envelope = envelope.unwrap();
                assert_eq!(envelope.flags.to_byte(), compressed + encrypted);
                assert_eq!(envelope.hash, DocumentHash::of(document));
                assert!(envelope.open([&key]).is_ok_and(|opened| opened == document));
                assert_eq!(envelope.open([]).is_ok(), encrypted == 0);
            }
        }
    }
}

#[test]
fn a_ring_opens_what_was_sealed_to_a_retired_key() {
    let [old, new] = [1, 2].map(|byte| ProviderKey::from_bytes(&[byte; 32]).unwrap());
    let envelope = Envelope::sealed_to_self(b"{}", Compression::Xz, &old, system_random).unwrap();
    let mut ring = KeyRing::new();
    ring.set_current(1, old).unwrap();
    ring.set_current(1, new).unwrap();
    assert_eq!(envelope.open(ring.all(1)).as_deref(), Ok(&b"{}"[..]));
    assert_eq!(envelope.open(ring.all(2)), Err(EnvelopeError::Open));
}

#[test]
fn the_length_is_bound() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let long = vec![b' '; MAX_DOCUMENT + 1];
    let (most, hash) = (&long[..MAX_DOCUMENT], DocumentHash::of(&long));
    let envelope_of_most = Envelope::plain(most, Compression::None).unwrap();
    assert!(envelope_of_most.open([]).is_ok());
    for compression in [Compression::None, Compression::Xz] {
        let length = MAX_DOCUMENT + 1;
        let too_long = PackError::TooLong { length };
        assert_eq!(Envelope::plain(&long, compression), Err(too_long));
        assert_eq!(
            Envelope::sealed(&long, compression, &key.public_key(), system_random),
            Err(too_long)
        );
    }
    let too_long = |length| Err(EnvelopeError::TooLong { length });
    assert_eq!(
        envelope(0, hash, long.clone()).open([]),
        too_long(MAX_DOCUMENT + 1)
    );
    let sealed = seal(&key.public_key(), &long, system_random).unwrap();
    assert_eq!(
        envelope(2, hash, sealed).open([&key]),
        too_long(MAX_DOCUMENT + 1)
    );
    let length = MAX_DOCUMENT + (1 << 16) + 1;
    assert_eq!(
        envelope(3, hash, vec![0; length]).open([&key]),
        too_long(length)
    );
    assert_eq!(
        envelope(1, hash, vec![0; length]).open([]),
        too_long(length)
    );
}

#[test]
fn the_hex_text_dialect_must_be_named() {
    let document = br#"{"id":"did:op:1"}"#;
    let theirs = envelope(0, DocumentHash::of_js_hex_text(document), document.to_vec());
    assert_eq!(
        theirs.open([]).unwrap_err().code(),
        "document_hash_mismatch"
    );
    assert_eq!(
        theirs.open_as([], Dialect::JsHexText).as_deref(),
        Ok(&document[..])
    );
    let usual = Envelope::plain(document, Compression::None).unwrap();
    assert_eq!(
        usual.open_as([], Dialect::Bytes).as_deref(),
        Ok(&document[..])
    );
    let refused = usual.open_as([], Dialect::JsHexText).unwrap_err();
    assert_eq!(refused.code(), "document_hash_mismatch");
}

#[test]
fn flags_of_events() {
    for byte in 0..=255 {
        let flags = Flags::from_bytes(&[byte, 3]).unwrap();
        assert_eq!(flags, Flags::from(byte));
        assert_eq!(flags.is_compressed(), byte % 2 == 1);
        assert_eq!(flags.is_encrypted(), byte / 2 % 2 == 1);
        assert_eq!(flags.to_byte(), byte);
    }
    assert_eq!(Flags::from_bytes(&[]).unwrap_err().code(), "flags_empty");
}

/// Rows of `compressed.json` that hold a document, apart from the long ones.
fn small_rows() -> Vec<Vec<u8>> {
    let file: Value = serde_json::from_str(include_str!("vectors/compressed.json")).unwrap();
    let rows = file.as_array().unwrap().iter();
    rows.filter(|row| {
        row["length"]
            .as_u64()
            .is_some_and(|length| length < 100_000)
    })
    .map(|row| bytes(row, "data"))
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Damaged data gives an error or, where no check covers it, another document; never a panic,
    /// and never more than the limit.
    #[test]
    fn damaged(row in prop::sample::select(small_rows()), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>(), keep: bool) {
        let mut data = row;
        for (at, byte) in changes {
            let at = at.index(data.len());
            data[at] = byte;
        }
        if !keep {
            data.truncate(cut.index(data.len()));
        }
        let opened = envelope(1, DocumentHash::of(b"another"), data).open([]);
        prop_assert!(opened.is_err());
    }

    #[test]
    fn any_compressed(document in prop::collection::vec(prop::sample::select(b"{}\"ab ".to_vec()), 0..3000)) {
        let envelope = Envelope::plain(&document, Compression::Xz).unwrap();
        prop_assert_eq!(envelope.data[..6].to_vec(), b"\xfd7zXZ\0".to_vec());
        prop_assert_eq!(envelope.data[7], 4, "CRC64");
        prop_assert_eq!(envelope.open([]).unwrap(), document);
    }
}

#[test]
fn pieces_are_bound() {
    // Blocks of one byte, 24 bytes each: many of them cost more than they hold.
    let one = Envelope::plain(b"{", Compression::Xz)
        .unwrap()
        .data
        .into_owned();
    let many = one.repeat(1500);
    let opened = envelope(1, DocumentHash::of(&b"{".repeat(1500)), many).open([]);
    assert_eq!(opened.map(|document| document.len()), Ok(1500));
    let opened = envelope(1, DocumentHash::of(&b"{".repeat(2500)), one.repeat(2500)).open([]);
    assert_eq!(
        opened,
        Err(EnvelopeError::Decompress(DecompressError::TooManyPieces))
    );
}
