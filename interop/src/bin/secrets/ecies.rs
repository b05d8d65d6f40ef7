use alloy_primitives::hex;
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_encryption::{open, seal, seal_to_self};
use ocean_keys::PublicKey;
use serde_json::json;

use crate::peers::{Peer, altered, bytes, key, length, random, secret_hex};

/// They open ours, we open theirs, and neither opens what was altered. Under eciespy, libsecp256k1
/// also reads the key behind the prefix 06 or 07, with the same plaintext; we do not, nor eciesjs.
pub(crate) fn check(peer: Peer, count: usize, rng: &mut Rng) -> Result<usize, Failure> {
    let mut cases = Vec::new();
    let mut questions = Vec::new();
    for at in 0..count {
        let key = key(rng)?;
        let length = length(rng, at);
        let mut plaintext = vec![0; length];
        rng.fill(&mut plaintext);
        let sealed = if at.is_multiple_of(2) {
            seal(&key.public_key(), &plaintext, random(rng))?
        } else {
            seal_to_self(&key, &plaintext, random(rng))?
        };
        let secret = secret_hex(&key);
        questions.push(json!({ "task": "unseal", "key": secret, "sealed": hex::encode(&sealed) }));
        let (first, rest) = sealed.split_first().ok_or("nothing sealed")?;
        let altered = [&[*first], &*altered(rng, rest)].concat();
        questions.push(json!({ "task": "unseal", "key": secret, "sealed": hex::encode(altered) }));
        let hybrid = hybrid(&sealed);
        if open(&key, &hybrid).is_ok() {
            return Err("a hybrid prefix is opened here".into());
        }
        questions.push(json!({ "task": "unseal", "key": secret, "sealed": hex::encode(hybrid) }));
        let to = spelled(&key.public_key(), at)?;
        questions.push(json!({ "task": "seal", "to": to, "plaintext": hex::encode(&plaintext) }));
        cases.push((key, plaintext));
    }

    let answers = peer.ask(&questions)?;
    let mut tally = Tally::default();
    for ((key, plaintext), answers) in cases.iter().zip(answers.chunks_exact(4)) {
        let length = plaintext.len();
        let [opened, refused, hybrid, sealed] = answers else {
            continue;
        };
        let found = opened.as_ref().ok().and_then(|hex| bytes(Some(hex)));
        tally.compare("they open ours", found.as_ref() == Some(plaintext), || {
            format!("{length} bytes, {:?}", opened.as_ref().err())
        });
        tally.compare("they refuse altered", refused.is_err(), || {
            format!("{length} bytes")
        });
        let agree = hybrid.is_ok() == peer.reads_hybrid;
        tally.compare("hybrid prefixes", agree, || format!("{length} bytes"));
        let sealed = sealed.as_ref().ok().and_then(|hex| bytes(Some(hex)));
        let sealed = sealed.unwrap_or_default();
        let agree = open(key, &sealed).as_ref() == Ok(plaintext);
        tally.compare("we open theirs", agree, || format!("{length} bytes"));
        let refused = open(key, &altered(rng, &sealed)).is_err();
        tally.compare("we refuse altered", refused, || format!("{length} bytes"));
    }
    Ok(tally.finish(
        peer.name,
        &[
            ("they open ours", count),
            ("they refuse altered", count),
            ("hybrid prefixes", count),
            ("we open theirs", count),
            ("we refuse altered", count),
        ],
    ))
}

/// The same with the prefix that says what the last bit of Y is.
fn hybrid(sealed: &[u8]) -> Vec<u8> {
    let odd = sealed.get(64).copied().unwrap_or_default() % 2;
    [&[6 + odd], sealed.get(1..).unwrap_or_default()].concat()
}

/// The key as publishers give it: 65, 64 or 33 bytes, with or without `0x`.
fn spelled(key: &PublicKey, at: usize) -> Result<String, Failure> {
    let [prefix, point @ ..] = key.to_uncompressed();
    let [x @ .., last] = point;
    let bytes = match at % 3 {
        0 => [&[prefix], &point[..]].concat(),
        1 => point.to_vec(),
        _ => [&[2 + last % 2], x.get(..32).unwrap_or_default()].concat(),
    };
    if PublicKey::from_bytes(&bytes)? != *key {
        return Err("the key has another spelling".into());
    }
    let prefix = if at.is_multiple_of(2) { "0x" } else { "" };
    Ok(format!("{prefix}{}", hex::encode(bytes)))
}
