//! Attacks on keys and signatures.

#![allow(
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{fmt::Write as _, sync::Arc};

use alloy_primitives::{hex, keccak256};
use ocean_keys::{EphemeralKey, KeyRing, ProviderKey, Signature};

const SECRET: [u8; 32] = *b"canary-secret-key-that-must-hide";

/// Everything these types and errors print, as one text.
fn printed() -> String {
    let key = Arc::new(ProviderKey::from_bytes(&SECRET).unwrap());
    let digest = keccak256("message");
    let mut out = String::new();
    let mut ring = KeyRing::new();
    ring.set_current(1, key.clone()).unwrap();
    let ephemeral = EphemeralKey::generate(|bytes| {
        bytes.copy_from_slice(&SECRET);
        Ok(())
    })
    .unwrap();
    write!(
        out,
        "{key:?} {key:#?} {ring:?} {ring:#?} {ephemeral:?} {ephemeral:#?} "
    )
    .unwrap();
    let (_, shared) = ephemeral.agree_with_own(&key);
    write!(out, "{shared:?} {shared:#?} ").unwrap();
    let signature = key.sign_digest(&digest);
    write!(out, "{signature:?} {signature:#?} ").unwrap();

    let digits = hex::encode(SECRET);
    for text in [
        format!("{digits}0"),
        format!("0x{digits}x"),
        digits[1..].to_owned(),
        format!("{}z", &digits[1..]),
        "canary-secret-key-that-must-hide".to_owned(),
    ] {
        let error = ProviderKey::from_hex(&text).unwrap_err();
        write!(out, "{error} {error:?} {error:#?} {} ", error.code()).unwrap();
    }
    let mut bytes = signature.to_bytes();
    bytes[64] = 7;
    let error = Signature::from_bytes(&bytes).unwrap_err();
    write!(out, "{error} {error:?}").unwrap();
    out
}

/// A22: who reads the logs finds no key, no shared point and no unspent signature.
#[test]
fn a22_nothing_printed_holds_a_secret() {
    let printed = printed();
    let key = ProviderKey::from_bytes(&SECRET).unwrap();
    let digest = keccak256("message");
    let signature = key.sign_digest(&digest);
    let shared = key.shared_point(&key.public_key());
    let lower = printed.to_lowercase();
    for (what, secret) in [
        ("secret key", SECRET.as_slice()),
        ("shared point", shared.as_bytes()),
        ("r", signature.r().as_slice()),
        ("s", signature.s().as_slice()),
    ] {
        // Any eight bytes of it, as hex or as a list of numbers, or as text.
        for piece in secret.windows(8) {
            assert!(!lower.contains(&hex::encode(piece)), "{what}: {printed}");
            let list = format!("{piece:?}");
            assert!(
                !lower.contains(list.trim_matches(['[', ']'])),
                "{what}: {printed}"
            );
        }
    }
    assert!(!lower.contains("canary"), "{printed}");
    // The test reads what is printed: the address is there.
    assert!(printed.contains(&key.address().to_string()), "{printed}");
}
