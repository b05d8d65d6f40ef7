//! Every row of `keys.json`: what libsecp256k1 (through coincurve and eth-keys), eth-account,
//! ethers and eciespy computed or refused.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{Address, B256, hex};
use ocean_keys::{EphemeralKey, ProviderKey, PublicKey, Signature, personal_message_digest};
use serde_json::Value;

/// Walks a section, which has so many rows, and names the row that fails.
fn walk(section: &str, rows: usize, check: impl Fn(&Value) -> Result<(), String>) {
    let file: Value = serde_json::from_str(include_str!("vectors/keys.json")).unwrap();
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

fn word(row: &Value, field: &str) -> B256 {
    text(row, field).parse().unwrap()
}

fn secret(row: &Value, field: &str) -> ProviderKey {
    ProviderKey::from_hex(text(row, field)).unwrap()
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "both are made for the comparison"
)]
fn equal<T: PartialEq + std::fmt::Debug>(what: &str, ours: T, theirs: T) -> Result<(), String> {
    if ours == theirs {
        Ok(())
    } else {
        Err(format!("{what}: ours {ours:?}, theirs {theirs:?}"))
    }
}

#[test]
fn public_keys() {
    walk("keys", 6, |row| {
        let public = secret(row, "secret_key").public_key();
        let theirs = bytes(row, "public_key");
        equal(
            "public key",
            public.to_uncompressed().to_vec(),
            theirs.clone(),
        )?;
        equal("text", public.to_string().as_str(), text(row, "public_key"))?;
        let compressed = [&[2 + (theirs[64] & 1)], &theirs[1..33]].concat();
        for form in [theirs.as_slice(), &theirs[1..], &compressed] {
            equal("read", PublicKey::from_bytes(form), Ok(public))?;
            for text in [
                hex::encode(form),
                hex::encode_prefixed(form),
                hex::encode_upper(form),
            ] {
                equal("parsed", text.parse(), Ok(public))?;
            }
        }
        Ok(())
    });
}

#[test]
fn shared_points() {
    walk("shared_points", 2, |row| {
        let own = secret(row, "secret_key");
        let ephemeral_secret = bytes(row, "ephemeral_secret_key");
        let draw = || {
            EphemeralKey::generate(|out| {
                out.copy_from_slice(&ephemeral_secret);
                Ok(())
            })
            .unwrap()
        };
        let ephemeral = PublicKey::from_bytes(&bytes(row, "ephemeral_public_key")).unwrap();
        let theirs = bytes(row, "shared_point");
        let ours = own.shared_point(&ephemeral);
        equal("shared", ours.as_bytes().to_vec(), theirs.clone())?;
        for (public, shared) in [draw().agree(&own.public_key()), draw().agree_with_own(&own)] {
            equal("ephemeral", public, ephemeral)?;
            equal("agreed", shared.as_bytes().to_vec(), theirs.clone())?;
        }
        Ok(())
    });
}

#[test]
fn signatures() {
    walk("signatures", 29, |row| {
        let key = secret(row, "secret_key");
        let address: Address = text(row, "address").parse().unwrap();
        equal("address", key.address(), address)?;
        let digest = match row["message_text"].as_str() {
            Some(text) => personal_message_digest(text.as_bytes()),
            None => personal_message_digest(word(row, "message_hash").as_slice()),
        };
        if row["digest"].is_string() {
            equal("digest", digest, word(row, "digest"))?;
        }
        let theirs = bytes(row, "signature");
        let ours = key.sign_digest(&digest);
        equal("signature", ours.to_bytes().to_vec(), theirs.clone())?;
        equal("high s", ours.is_high_s(), false)?;
        equal(
            "parts",
            [ours.r().as_slice(), ours.s().as_slice(), &[ours.v()]].concat(),
            theirs,
        )?;
        for field in ["signature", "signature_v0"] {
            if row[field].is_string() {
                let read = Signature::from_bytes(&bytes(row, field).try_into().unwrap());
                equal("read", read, Ok(ours))?;
            }
        }
        equal("recovered", ours.recover(&digest), Ok(key.public_key()))
    });
}

#[test]
fn unusual_signatures() {
    walk("edge_signatures", 3, |row| {
        let read = Signature::from_bytes(&bytes(row, "signature").try_into().unwrap());
        if let Some(code) = row["refused"].as_str() {
            return equal("refused", read.map_err(|error| error.code()), Err(code));
        }
        let signature = read.unwrap();
        equal("high s", signature.is_high_s(), row["name"] == "high_s")?;
        let signer = signature.recover(&word(row, "digest")).unwrap();
        equal(
            "signer",
            signer.address(),
            text(row, "address").parse().unwrap(),
        )
    });
}

#[test]
fn refused_public_keys() {
    walk("refused_public_keys", 3, |row| {
        let refused =
            PublicKey::from_bytes(&bytes(row, "public_key")).map_err(|error| error.code());
        equal("refused", refused, Err(text(row, "refused")))
    });
}
