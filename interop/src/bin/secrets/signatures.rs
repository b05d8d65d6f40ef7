use alloy_primitives::{Address, B256, hex, keccak256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_auth::{
    Audience, Claimed, Input, Message, Nonce, Request, SignatureForm, StrictRequest, VerifyError,
};
use ocean_keys::ProviderKey;
use serde_json::{Value, json};

use crate::peers::{Answer, Peer, key, secret_hex};

/// Forms that a wallet can sign and Provider does not take.
const OTHER_FORMS: [(&str, SignatureForm); 3] = [
    ("text", SignatureForm::PersonalText),
    ("hex", SignatureForm::PersonalHexText),
    ("raw", SignatureForm::RawHash),
];

/// Our signatures of requests are theirs, byte for byte, and so are those of Ocean's own libraries;
/// each finds the signer of the other's; signatures of another form or message are told apart.
pub(crate) fn check(peer: Peer, count: usize, rng: &mut Rng) -> Result<usize, Failure> {
    let ocean_py = peer.name.contains("ocean.py");
    let mut cases = Vec::new();
    let mut questions = Vec::new();
    for _ in 0..count {
        let key = key(rng)?;
        let (wire, strict) = messages(rng, &key)?;
        let (other, form) = rng.choice(OTHER_FORMS).ok_or("no form")?;
        let secret = secret_hex(&key);
        let sign =
            |text: &str, form| json!({ "task": "sign", "key": secret, "text": text, "form": form });
        let recover = |message: &Message, text: &str, form| {
            let signature = hex::encode_prefixed(key.sign_digest(&message.digest()).to_bytes());
            json!({ "task": "recover", "text": text, "form": form, "signature": signature })
        };
        questions.extend([
            sign(wire.text(), "wire"),
            sign(wire.text(), "library"),
            sign(wire.text(), other),
            sign(strict.text(), "text"),
            recover(&wire, wire.text(), "wire"),
            recover(&wire, &format!("{}0", wire.text()), "wire"),
            recover(&strict, strict.text(), "text"),
        ]);
        cases.push((key, wire, strict, form));
    }

    let answers = peer.ask(&questions)?;
    let mut tally = Tally::default();
    for ((key, wire, strict, form), answers) in cases.iter().zip(answers.chunks_exact(7)) {
        let [
            signed,
            library,
            other,
            signed_strict,
            found,
            otherwise,
            found_strict,
        ] = answers
        else {
            continue;
        };
        let what = || wire.text().to_owned();
        let address = key.address().to_checksum(None);
        let ours = key.sign_digest(&wire.digest()).to_bytes();
        let ours = hex::encode_prefixed(ours);
        tally.compare("same bytes", text(signed) == ours, what);
        let agree = verifies(wire, key, signed);
        tally.compare("we verify theirs", agree, what);
        // ocean.js signs the hash without the zeros it begins with, which nobody takes.
        let shortened = !ocean_py && keccak256(wire.text()).starts_with(&[0]);
        let agree = verifies(wire, key, library) != shortened;
        tally.compare("we verify the library's", agree, what);
        let agree = verifies(strict, key, signed_strict);
        tally.compare("we verify theirs, strict", agree, what);
        let refused = wire.verify(text(other)).map(|caller| caller.address());
        let agree = refused == Err(VerifyError::Form { form: *form });
        tally.compare("we name another form", agree, || {
            format!("{refused:?} for {form:?}")
        });
        let agree = text(found) == address;
        tally.compare("they find our signer", agree, || {
            format!("{found:?} for {address}")
        });
        let agree = text(found_strict) == address;
        tally.compare("they find our signer, strict", agree, || {
            format!("{found_strict:?} for {address}")
        });
        let agree = text(otherwise) != address;
        tally.compare("they find nobody of another text", agree, what);
    }
    let title = if ocean_py {
        "eth-account 0.11.3, eth-keys 0.4.0, ocean.py 3.1.2"
    } else {
        "ethers 6.17.0, ocean.js 8.6.2"
    };
    Ok(tally.finish(
        title,
        &[
            ("same bytes", count),
            ("we verify theirs", count),
            ("we verify the library's", count),
            ("we verify theirs, strict", count),
            ("we name another form", count),
            ("they find our signer", count),
            ("they find our signer, strict", count),
            ("they find nobody of another text", count),
        ],
    ))
}

fn text(answer: &Answer) -> &str {
    answer
        .as_ref()
        .ok()
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn verifies(message: &Message, key: &ProviderKey, signature: &Answer) -> bool {
    let caller = message.verify(text(signature));
    caller.is_ok_and(|caller| caller.address() == key.address())
}

/// A request in both forms.
fn messages(rng: &mut Rng, key: &ProviderKey) -> Result<(Message, Message), Failure> {
    let mut bytes = [0; 32];
    rng.fill(&mut bytes);
    let hash = B256::from(bytes);
    let document_id = &*format!("did:op:{hash:x}").replace("0x", "");
    let job_id = &*hex::encode(bytes.get(..16).unwrap_or_default());
    let nft = &*Address::from_word(hash).to_checksum(None);
    let transaction_id = &*hash.to_string();
    let number = &*rng.u16(1..).to_string();
    let chosen = rng.bool();
    let request = match rng.u8(0..8) {
        0 => Request::Download { document_id },
        1 => Request::ComputeStart {
            job_id: chosen.then_some(job_id),
            document_id,
        },
        2 => Request::ComputeStop {
            job_id: Some(job_id),
            document_id: chosen.then_some(document_id),
        },
        3 => Request::ComputeDelete {
            job_id: Some(job_id),
            document_id: chosen.then_some(document_id),
        },
        4 => Request::ComputeResult {
            job_id,
            index: number,
        },
        5 => Request::Decrypt {
            transaction_id: chosen.then_some(transaction_id),
            data_nft_address: nft,
            chain_id: number,
        },
        6 => Request::CreateAuthToken,
        _ => Request::DeleteAuthToken,
    };
    let address = key.address();
    let claimed: Claimed = match rng.u8(0..3) {
        0 => address.into(),
        1 => hex::encode_prefixed(address).parse()?,
        _ => hex::encode_upper(address).parse()?,
    };
    let nonce: Nonce = match rng.u8(0..3) {
        0 => rng.u64(..).into(),
        1 => format!("{}.{:06}", rng.u32(..), rng.u32(0..1_000_000)).parse()?,
        _ => format!("00{}", rng.u128(0..10_u128.pow(30))).parse()?,
    };
    let wire = Message::wire(&request, &claimed, &nonce)?;
    let audience = Audience {
        provider: Address::from_word(hash),
        chain_id: rng.u64(1..),
    };
    let strict = StrictRequest::Download {
        input: Input {
            document_id: document_id.parse()?,
            service_id: "Dienst № 1",
            transaction_id: hash,
        },
        file_index: rng.u64(..),
    };
    let strict = Message::strict(&audience, &strict, &claimed, &nonce)?;
    Ok((wire, strict))
}
