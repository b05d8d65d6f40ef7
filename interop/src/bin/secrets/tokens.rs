use std::time::{SystemTime, UNIX_EPOCH};

use alloy_primitives::hex;
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_auth::{
    AuthToken, Claimed, MemoryNonces, Message, Nonce, Request, TokenError, TokenKey, TokenPolicy,
};
use ocean_keys::ProviderKey;
use serde_json::{Value, json};

use crate::peers::{Answer, Peer, key, secret_hex};

/// Our tokens are theirs, byte for byte, and each reads the other's; a newer `PyJWT`, which sorts the
/// header, makes them only if it is told not to.
pub(crate) fn check(peer: Peer, count: usize, rng: &mut Rng) -> Result<usize, Failure> {
    let sorts = !peer.name.contains("PyJWT 2.4.0");
    let unsorted = if sorts {
        json!({ "sort_headers": false })
    } else {
        json!({})
    };
    // PyJWT looks at the clock.
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let policy = TokenPolicy::default();
    let mut cases = Vec::new();
    let mut questions = Vec::new();
    for _ in 0..count {
        let caller = key(rng)?;
        let address = caller.address();
        let claimed: Claimed = match rng.u8(0..3) {
            0 => address.into(),
            1 => hex::encode_prefixed(address).parse()?,
            _ => hex::encode_upper(address).parse()?,
        };
        let text = secret_hex(&key(rng)?);
        let tokens = if rng.bool() {
            TokenKey::from_provider_key_text(&text)?
        } else {
            TokenKey::new(text.as_bytes())?
        };
        let expiration = now + rng.u64(600..policy.max_lifetime);
        let token = issue(&tokens, &caller, &claimed, expiration, now)?;
        let make = |options: &Value| {
            json!({
                "task": "token",
                "key": text,
                "address": claimed.text(),
                "exp": expiration,
                "options": options,
            })
        };
        let read = |token: &str| json!({ "task": "claims", "key": text, "token": token });
        questions.extend([
            make(&unsorted),
            make(&json!({})),
            read(token.as_str()),
            read(&spoiled(rng, token.as_str())),
        ]);
        cases.push((tokens, claimed, token));
    }

    let answers = peer.ask(&questions)?;
    let mut tally = Tally::default();
    for ((tokens, claimed, token), answers) in cases.iter().zip(answers.chunks_exact(4)) {
        let [made, sorted, read, refused] = answers else {
            continue;
        };
        let what = || format!("{token:?}, {made:?}, {read:?}");
        tally.compare("same bytes", text(made) == token.as_str(), what);
        let verify = |text: &str| tokens.verify(text, &policy, now);
        let found = verify(text(made));
        let agree = found.is_ok_and(|found| {
            (found.address(), found.expiration()) == (token.address(), token.expiration())
        });
        tally.compare("we read theirs", agree, what);
        let found = verify(text(sorted)).map(|found| found.address());
        let expected = if sorts {
            Err(TokenError::Malformed)
        } else {
            Ok(token.address())
        };
        tally.compare("another header", found == expected, || format!("{found:?}"));
        let agree = verify(&spoiled(rng, text(made))).is_err();
        tally.compare("we refuse altered", agree, what);
        let expected = json!({ "exp": token.expiration(), "address": claimed.text() });
        tally.compare("they read ours", read.as_ref() == Ok(&expected), what);
        tally.compare("they refuse altered", refused.is_err(), || {
            format!("{refused:?}")
        });
    }
    let planned = [
        ("same bytes", count),
        ("we read theirs", count),
        ("another header", count),
        ("we refuse altered", count),
        ("they read ours", count),
        ("they refuse altered", count),
    ];
    let title = if sorts { "PyJWT 2.15.1" } else { "PyJWT 2.4.0" };
    Ok(tally.finish(title, &planned))
}

fn issue(
    tokens: &TokenKey,
    caller: &ProviderKey,
    claimed: &Claimed,
    expiration: u64,
    now: u64,
) -> Result<AuthToken, Failure> {
    let message = Message::wire(&Request::CreateAuthToken, claimed, &Nonce::from(1))?;
    let signature = hex::encode(caller.sign_digest(&message.digest()).to_bytes());
    let spent = message
        .verify(&signature)?
        .spend(&MemoryNonces::default())?;
    Ok(tokens.issue(&spent, expiration, &TokenPolicy::default(), now)?)
}

fn text(answer: &Answer) -> &str {
    answer
        .as_ref()
        .ok()
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// One letter or digit is another one. Not the last, some of whose bits mean nothing to `PyJWT`.
fn spoiled(rng: &mut Rng, token: &str) -> String {
    let mut characters: Vec<char> = token.chars().collect();
    let at = rng.usize(0..characters.len().max(2) - 1);
    if let Some(character) = characters.get_mut(at) {
        *character = if *character == 'A' { 'B' } else { 'A' };
    }
    characters.into_iter().collect()
}
