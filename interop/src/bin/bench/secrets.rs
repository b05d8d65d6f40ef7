//! Sealing, opening and recovering, beside the packages that do it.

use std::hint::black_box;

use alloy_primitives::{B256, hex};
use interop::{Failure, directory, node, python};
use ocean_checksum::DocumentHash;
use ocean_encryption::{Ciphertext, open, seal, seal_to_self, system_random};
use ocean_keys::{ProviderKey, Signature, personal_message_digest};
use serde_json::json;

use crate::{
    library::Library,
    race::{Contender, Target, ask, race},
};

pub(crate) fn secrets() -> Result<(), Failure> {
    let key = ProviderKey::from_bytes(&[0x5a; 32])?;
    let pinned = python("bench/peer.py").map(|mut command| {
        command.env("PYTHONPATH", directory().join(".venv/provider"));
        command
    })?;
    let eciesjs = |folder| {
        node("bench/peer.mjs").map(|mut command| {
            command.arg(folder);
            command
        })
    };
    let mut libraries = [
        Library::start("eciespy 0.4.7", "eciespy", python("bench/peer.py")?)?,
        Library::start("eciespy 0.3.11", "eciespy", pinned)?,
        Library::start("eciesjs 0.5.0", "eciesjs", eciesjs("eciesjs")?)?,
        Library::start("eciesjs 0.4.18", "eciesjs-0-4", eciesjs("eciesjs-0-4")?)?,
    ];

    let of_small = [3.8, 5.0, 300.0, 300.0].map(Target::AtLeast);
    opening("open, 2 KB", 2 << 10, &key, &mut libraries, of_small)?;
    sealing(&key, &mut libraries)?;
    opening("open, 20 KB", 20 << 10, &key, &mut libraries, of_small)?;
    let of_large = [6.0; 4].map(Target::AtLeast);
    opening("open, 8 MB", 8 << 20, &key, &mut libraries, of_large)?;
    recovery(&key)
}

/// A plaintext, and the same sealed; each of the libraries gets both, and the key.
fn given(
    length: usize,
    key: &ProviderKey,
    libraries: &mut [Library],
) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let plaintext = b"0123456789abcdef".repeat(length / 16);
    let sealed = seal(&key.public_key(), &plaintext, system_random)?;
    let kept = json!({
        "key": key.with_secret_bytes(|bytes| hex::encode(bytes)),
        "to": hex::encode(key.public_key().to_uncompressed()),
        "plaintext": hex::encode(&plaintext),
        "sealed": hex::encode(&sealed),
    });
    for Library { peer, .. } in libraries {
        ask(peer, "keep", &kept.to_string(), 1)?;
    }
    Ok((plaintext, sealed))
}

fn opening(
    operation: &str,
    length: usize,
    key: &ProviderKey,
    libraries: &mut [Library],
    targets: [Target; 4],
) -> Result<(), Failure> {
    let (_, sealed) = given(length, key, libraries)?;
    let hash = |plaintext: Vec<u8>| format!("{:x}", DocumentHash::of(&plaintext));
    let ours = || Ok(open(key, black_box(&sealed))?);
    let by_crate = || key.with_secret_bytes(|key| Ok(ecies::decrypt(key, black_box(&sealed))?));
    let mut contenders = vec![Contender::here("ours", Target::None, ours, hash)];
    for (library, target) in libraries.iter_mut().zip(targets) {
        contenders.push(library.contender(target, "open", "", |hash| hash)?);
    }
    contenders.push(Contender::here("crate ecies", Target::None, by_crate, hash));
    race(operation, &mut contenders)?;
    Ok(())
}

/// To another key, and to the own one, as a Provider does for publishers.
fn sealing(key: &ProviderKey, libraries: &mut [Library; 4]) -> Result<(), Failure> {
    let (plaintext, _) = given(2 << 10, key, libraries)?;
    let public_key = key.public_key();
    // No two sealed texts are the same.
    let opened = |text: String| {
        let sealed = text.parse::<Ciphertext>().ok();
        match sealed.and_then(|sealed| open(key, sealed.as_bytes()).ok()) {
            Some(plaintext) => hex::encode(plaintext),
            None => format!("{text}, which cannot be opened"),
        }
    };

    let ours = || Ok(seal(&public_key, black_box(&plaintext), system_random)?);
    let show = |sealed: Vec<u8>| opened(hex::encode(sealed));
    let [newest, pinned, newest_js, pinned_js] = libraries;
    race(
        "seal, 2 KB",
        &mut [
            Contender::here("ours", Target::None, ours, show),
            newest.contender(Target::AtLeast(2.4), "seal", "", opened)?,
            pinned.contender(Target::None, "seal", "", opened)?,
            newest_js.contender(Target::None, "seal", "", opened)?,
            pinned_js.contender(Target::None, "seal", "", opened)?,
        ],
    )?;

    let ours = || {
        let sealed = seal_to_self(key, black_box(&plaintext), system_random)?;
        Ok(Ciphertext::from(sealed).to_hex())
    };
    let to = public_key.to_uncompressed();
    let by_crate = || {
        let sealed = ecies::encrypt(&to, black_box(&plaintext))?;
        Ok(hex::encode_prefixed(sealed))
    };
    race(
        "seal to itself, 2 KB, hex out",
        &mut [
            Contender::here("ours", Target::None, ours, opened),
            newest.contender(Target::AtLeast(5.0), "seal, hex", "", opened)?,
            pinned.contender(Target::None, "seal, hex", "", opened)?,
            Contender::here("crate ecies", Target::AtLeast(2.0), by_crate, opened),
        ],
    )?;
    Ok(())
}

/// From the hash of a text and the signature in hex digits to the address with its checksum.
fn recovery(key: &ProviderKey) -> Result<(), Failure> {
    let digest = B256::repeat_byte(0x11);
    let message = || personal_message_digest(black_box(digest.as_slice()));
    let signature = hex::encode_prefixed(key.sign_digest(&message()).to_bytes());
    let mut eth_account = Library::start(
        "eth-account 0.11.3",
        "eth-account",
        python("bench/peer.py")?,
    )?;
    let mut ethers = Library::start("ethers 6.17.0", "ethers", node("bench/peer.mjs")?)?;
    let kept = json!({ "digest": hex::encode(digest) }).to_string();
    for Library { peer, .. } in [&mut eth_account, &mut ethers] {
        ask(peer, "keep", &kept, 1)?;
    }
    let ours = || {
        let signature = Signature::from_bytes(&hex::decode_to_array(black_box(&signature))?)?;
        Ok(signature.recover(&message())?.address().to_string())
    };
    let same = |address| address;
    race(
        "recover a signer",
        &mut [
            Contender::here("ours", Target::None, ours, same),
            eth_account.contender(Target::AtLeast(2.0), "recover", &signature, same)?,
            ethers.contender(Target::AtLeast(30.0), "recover", &signature, same)?,
        ],
    )?;
    Ok(())
}
