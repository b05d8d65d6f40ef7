//! What users may rely on: traits, and the words of the errors.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::{borrow::Cow, error::Error, fmt::Debug, hash::Hash};

use ocean_checksum::DocumentHash;
use ocean_encryption::{
    Ciphertext, Compression, DecompressError, Envelope, EnvelopeError, Flags, FlagsError,
    MAX_DICTIONARY, MAX_DOCUMENT, OVERHEAD, OpenError, PackError, ParseCiphertextError, SealError,
    open, seal,
};
use ocean_keys::{ProviderKey, RandomError};

fn shared<T: Send + Sync + Unpin + Debug + Clone + Eq + 'static>() {}
fn plain<T: Copy + Hash>() {}
fn error<T: Error + Copy + Eq + Send + Sync + 'static>() {}

#[test]
fn traits() {
    shared::<Ciphertext>();
    shared::<Envelope<'static>>();
    shared::<Flags>();
    shared::<Compression>();
    plain::<Flags>();
    plain::<Compression>();
    error::<OpenError>();
    error::<SealError>();
    error::<PackError>();
    error::<EnvelopeError>();
    error::<DecompressError>();
    error::<FlagsError>();
    error::<ParseCiphertextError>();
    assert_eq!(
        (OVERHEAD, MAX_DOCUMENT, MAX_DICTIONARY),
        (97, 10_485_760, 67_108_864)
    );
}

#[test]
fn words_of_sealing_and_opening() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let error = seal(&key.public_key(), b"", |_| Err(RandomError::Unavailable)).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("random_unavailable", "cannot seal without random numbers")
    );
    assert_eq!(
        error.source().unwrap().to_string(),
        "random source is unavailable"
    );
    let error = SealError::TooLong { length: 1 << 40 };
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "seal_too_long",
            "plaintext of 1099511627776 bytes, expected at most 68719476704"
        )
    );
    let error = open(&key, b"").unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("open_failed", "ciphertext cannot be opened")
    );
}

#[test]
fn words_of_hex_errors() {
    for (text, words) in [
        ("0xag", "ciphertext has 'g' at 1, expected a hex digit"),
        ("0xa g", "ciphertext has ' ' at 1, expected a hex digit"),
        ("0x0x12", "ciphertext has 'x' at 1, expected a hex digit"),
        ("x12", "ciphertext has 'x' at 0, expected a hex digit"),
        ("é12", "ciphertext has 'é' at 0, expected a hex digit"),
        ("1é2", "ciphertext has 'é' at 1, expected a hex digit"),
        (" 12", "ciphertext has ' ' at 0, expected a hex digit"),
        ("12\n", "ciphertext has '\\n' at 2, expected a hex digit"),
    ] {
        let error = text.parse::<Ciphertext>().unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            ("ciphertext_not_hex", words),
            "{text}"
        );
    }
    let sealed = "0xABC".parse::<Ciphertext>().unwrap();
    assert_eq!(format!("{sealed:?} {sealed}"), "Ciphertext(2 bytes) 0x0abc");
    assert_eq!(
        (sealed.as_ref(), sealed.clone().into_bytes()),
        (&[0x0a, 0xbc][..], vec![0x0a, 0xbc])
    );
    assert_eq!(
        ["", "0x"].map(|text| text.parse::<Ciphertext>().unwrap().into_bytes()),
        [vec![], vec![]]
    );
}

#[test]
fn words_of_envelopes() {
    let hash = DocumentHash::of(b"");
    let cases = [
        (
            PackError::TooLong { length: 10_485_761 }.code(),
            PackError::TooLong { length: 10_485_761 }.to_string(),
            "document_too_long",
            "document of 10485761 bytes, expected at most 10485760",
        ),
        (
            PackError::Compress.code(),
            PackError::Compress.to_string(),
            "compress_failed",
            "document cannot be compressed",
        ),
        (
            PackError::from(SealError::from(RandomError::Broken)).code(),
            PackError::from(SealError::from(RandomError::Broken)).to_string(),
            "random_broken",
            "cannot seal without random numbers",
        ),
        (
            EnvelopeError::TooLong { length: 10_485_761 }.code(),
            EnvelopeError::TooLong { length: 10_485_761 }.to_string(),
            "document_too_long",
            "document of 10485761 bytes, expected at most 10485760",
        ),
        (
            EnvelopeError::Open.code(),
            EnvelopeError::Open.to_string(),
            "document_not_decrypted",
            "document cannot be decrypted",
        ),
        (
            EnvelopeError::Hash { expected: hash }.code(),
            EnvelopeError::Hash { expected: hash }.to_string(),
            "document_hash_mismatch",
            "document does not have the hash `0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`",
        ),
        (
            FlagsError::code(&Flags::from_bytes(&[]).unwrap_err()),
            Flags::from_bytes(&[]).unwrap_err().to_string(),
            "flags_empty",
            "flags are empty, expected one byte",
        ),
    ];
    for (code, words, expected_code, expected_words) in cases {
        assert_eq!((code, words.as_str()), (expected_code, expected_words));
    }
    let envelope = Envelope {
        flags: Flags::from(1),
        hash,
        data: Cow::Borrowed(b"{}"),
    };
    assert_eq!(
        format!("{envelope:?}"),
        "Envelope { flags: Flags(1), hash: 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, bytes: 2, .. }"
    );
}

#[test]
fn words_of_decompressing() {
    let cases = [
        (
            DecompressError::Format,
            "decompress_format",
            "compressed data is neither an .xz nor an LZMA stream",
        ),
        (
            DecompressError::Truncated,
            "decompress_truncated",
            "compressed data ends too early",
        ),
        (
            DecompressError::Corrupt { part: "index" },
            "decompress_corrupt",
            "compressed data is damaged in its index",
        ),
        (
            DecompressError::Trailing { length: 4 },
            "decompress_trailing",
            "compressed data has 4 bytes behind its end",
        ),
        (
            DecompressError::Check { id: 2 },
            "decompress_check",
            "compressed data has the check 2, expected 0, 1, 4 or 10",
        ),
        (
            DecompressError::Filter,
            "decompress_filter",
            "compressed data has filters other than LZMA2",
        ),
        (
            DecompressError::Dictionary { bytes: u32::MAX },
            "decompress_dictionary",
            "compressed data asks for a dictionary of 4294967295 bytes, expected at most 67108864",
        ),
        (
            DecompressError::TooLong,
            "decompress_too_long",
            "compressed data holds more than 10485760 bytes",
        ),
        (
            DecompressError::TooManyPieces,
            "decompress_too_many_pieces",
            "compressed data has more than 4096 blocks and chunks",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
        let outer = EnvelopeError::from(error);
        assert_eq!((outer.code(), outer.to_string().as_str()), (code, words));
    }
}
