//! Every row of `ecies.json`: what eciespy and eciesjs sealed, each step of the way, and what they
//! refuse; and the crate `ecies`, which wires the same format by itself.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::hex;
use ocean_checksum::DocumentHash;
use ocean_encryption::{
    Ciphertext, OVERHEAD, OpenError, open, open_any, open_batch, open_into, seal, seal_into,
    seal_to_self, seal_to_self_into,
};
use ocean_keys::{ProviderKey, PublicKey, RandomError, system_random};
use proptest::prelude::*;
use serde_json::Value;

/// Walks a section, which has so many rows, and names the row that fails.
fn walk(section: &str, rows: usize, check: impl Fn(&Value) -> Result<(), String>) {
    let file: Value = serde_json::from_str(include_str!("vectors/ecies.json")).unwrap();
    let section = file[section].as_array().unwrap();
    assert_eq!(section.len(), rows);
    for row in section {
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

fn key(row: &Value, field: &str) -> ProviderKey {
    ProviderKey::from_hex(text(row, field)).unwrap()
}

/// A random source that gives these bytes, once.
fn given(bytes: &[u8]) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut rest = bytes;
    move |out| {
        let (taken, left) = rest
            .split_at_checked(out.len())
            .ok_or(RandomError::Unavailable)?;
        out.copy_from_slice(taken);
        rest = left;
        Ok(())
    }
}

/// All ways to open agree.
fn opened(key: &ProviderKey, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let result = open(key, sealed);
    let other = ProviderKey::from_bytes(&[3; 32]).unwrap();
    assert_eq!(open_any([&other, key], sealed), result);
    let mut buffer = b"something else".to_vec();
    let into = open_into(key, sealed, &mut buffer);
    assert_eq!(into, result.as_ref().map(|_| ()).map_err(|error| *error));
    assert_eq!(buffer, result.clone().unwrap_or_default());
    let batch = open_batch(key, &[b"no", sealed, &[4; 200], sealed]);
    assert_eq!(
        batch,
        [
            Err(OpenError),
            result.clone(),
            Err(OpenError),
            result.clone()
        ]
    );
    result
}

fn plaintext(row: &Value) -> Vec<u8> {
    if row["plaintext_hex"].is_string() {
        return bytes(row, "plaintext_hex");
    }
    let recipe = &row["plaintext_recipe"];
    assert_eq!(
        recipe["byte_i"],
        "((i*131 + seed) AND 0xff) XOR ((i >> 8) AND 0xff)"
    );
    let seed = recipe["seed"].as_u64().unwrap();
    (0..recipe["len"].as_u64().unwrap())
        .map(|i| u8::try_from(((i * 131 + seed) & 0xff) ^ ((i >> 8) & 0xff)).unwrap())
        .collect()
}

#[test]
fn what_the_peers_sealed() {
    walk("decrypt", 39, |row| {
        let key = key(row, "secret_key");
        let sealed: Ciphertext = text(row, "ciphertext").parse().unwrap();
        assert_eq!(sealed.to_string(), text(row, "ciphertext"));
        let expected = plaintext(row);
        assert_eq!(
            format!("{:x}", DocumentHash::of(&expected)),
            text(row, "plaintext_sha256")
        );
        match opened(&key, sealed.as_bytes()) {
            Ok(plaintext) if plaintext == expected => Ok(()),
            other => Err(format!("{other:?}")),
        }
    });
}

#[test]
fn each_step() {
    walk("steps", 2, |row| {
        let key = key(row, "recipient_secret_key");
        let random = [bytes(row, "ephemeral_secret_key"), bytes(row, "nonce")].concat();
        let (plaintext, wire) = (bytes(row, "plaintext_hex"), bytes(row, "wire"));
        let parts = [
            "ephemeral_public_key_uncompressed",
            "nonce",
            "tag",
            "ciphertext_body",
        ];
        assert_eq!(parts.map(|part| bytes(row, part)).concat(), wire);

        let mut buffer = b"something else".to_vec();
        seal_into(&key.public_key(), &plaintext, given(&random), &mut buffer).unwrap();
        let mut own = buffer.clone();
        seal_to_self_into(&key, &plaintext, given(&random), &mut own).unwrap();
        let ways = [
            seal(&key.public_key(), &plaintext, given(&random)).unwrap(),
            seal_to_self(&key, &plaintext, given(&random)).unwrap(),
            buffer,
            own,
        ];
        match ways.into_iter().find(|sealed| *sealed != wire) {
            None => Ok(()),
            Some(sealed) => Err(hex::encode(sealed)),
        }
    });
}

#[test]
fn what_the_peers_refuse() {
    walk("negative", 12, |row| {
        assert_eq!(row["expected"], "error");
        let sealed: Ciphertext = text(row, "ciphertext").parse().unwrap();
        match opened(&key(row, "secret_key"), sealed.as_bytes()) {
            Err(OpenError) => Ok(()),
            Ok(_) => Err("opened".to_owned()),
        }
    });
}

/// libsecp256k1, under eciespy, reads the prefixes 06 and 07 too.
#[test]
fn hybrid_prefixes_are_refused() {
    walk("decrypt", 39, |row| {
        let mut sealed = bytes(row, "ciphertext");
        for prefix in [0, 2, 3, 5, 6, 7] {
            sealed[0] = prefix;
            if opened(&key(row, "secret_key"), &sealed) != Err(OpenError) {
                return Err(format!("opened with prefix {prefix}"));
            }
        }
        Ok(())
    });
}

#[test]
fn the_wrong_key_and_no_key() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let other = ProviderKey::from_bytes(&[2; 32]).unwrap();
    let sealed = seal(&key.public_key(), b"plaintext", system_random).unwrap();
    assert_eq!(opened(&other, &sealed), Err(OpenError));
    assert_eq!(open_any([], &sealed), Err(OpenError));
    assert_eq!(open_any([&other, &other], &sealed), Err(OpenError));
    assert_eq!(open_batch(&key, &[]), []);
}

#[test]
fn a_bad_random_source_seals_nothing() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let mut buffer = vec![7; 10];
    for source in [&[][..], &[1; 40], &[0; 48], &[255; 48]] {
        let error = seal(&key.public_key(), b"plaintext", given(source)).unwrap_err();
        assert_eq!(seal_to_self(&key, b"plaintext", given(source)), Err(error));
        buffer.push(7);
        let into = seal_into(&key.public_key(), b"plaintext", given(source), &mut buffer);
        assert_eq!((into, buffer.len()), (Err(error), 0));
        buffer.push(7);
        let into = seal_to_self_into(&key, b"plaintext", given(source), &mut buffer);
        assert_eq!((into, buffer.len()), (Err(error), 0));
    }
}

fn any_key() -> impl Strategy<Value = ProviderKey> {
    any::<[u8; 32]>().prop_filter_map("range", |bytes| ProviderKey::from_bytes(&bytes).ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// The crate `ecies` opens ours and we open its.
    #[test]
    fn beside_the_crate_ecies(key in any_key(), plaintext in prop::collection::vec(any::<u8>(), 0..2000)) {
        let public = key.public_key().to_uncompressed();
        let secret = key.with_secret_bytes(|bytes| *bytes);
        let theirs = ecies::encrypt(&public, &plaintext).unwrap();
        prop_assert_eq!(&opened(&key, &theirs).unwrap(), &plaintext);
        for ours in [
            seal(&key.public_key(), &plaintext, system_random).unwrap(),
            seal_to_self(&key, &plaintext, system_random).unwrap(),
        ] {
            prop_assert_eq!(ours.len(), plaintext.len() + OVERHEAD);
            prop_assert_eq!(&ecies::decrypt(&secret, &ours).unwrap(), &plaintext);
        }
    }

    /// The same numbers give the same bytes in both ways to seal, other numbers others.
    #[test]
    fn sealing_is_reproducible(key in any_key(), random in any::<[[u8; 24]; 2]>(), plaintext in prop::collection::vec(any::<u8>(), 0..100)) {
        let random = random.concat();
        let public: PublicKey = key.public_key();
        let sealed = seal(&public, &plaintext, given(&random)).unwrap();
        prop_assert_eq!(&seal_to_self(&key, &plaintext, given(&random)).unwrap(), &sealed);
        prop_assert_ne!(seal(&public, &plaintext, system_random).unwrap(), sealed);
    }

    /// Any change of any byte, and any length, fails.
    #[test]
    fn every_byte_counts(at in 0_usize..120, change in 1_u8..=255, length in 0_usize..120) {
        let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
        let sealed = seal(&key.public_key(), &[9; 23], given(&[5; 48])).unwrap();
        let mut changed = sealed.clone();
        changed[at] ^= change;
        prop_assert_eq!(opened(&key, &changed), Err(OpenError));
        prop_assert_eq!(opened(&key, &sealed[..length]), Err(OpenError));
        prop_assert_eq!(opened(&key, &[&sealed[..], &[change]].concat()), Err(OpenError));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
        prop_assert_eq!(opened(&key, &bytes), Err(OpenError));
    }

    /// Hex as it is met in the wild, beside a model.
    #[test]
    fn hex_texts(digits in "[0-9a-fA-F]{0,40}", prefix in prop::sample::select(vec!["", "0x", "0X"])) {
        let padded = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits.clone() };
        let sealed: Ciphertext = format!("{prefix}{digits}").parse().unwrap();
        prop_assert_eq!(sealed.as_bytes(), hex::decode(&padded).unwrap());
        prop_assert_eq!(sealed.to_string(), format!("0x{}", padded.to_lowercase()));
        prop_assert_eq!(sealed.to_hex().parse::<Ciphertext>().unwrap(), sealed);
    }
}
