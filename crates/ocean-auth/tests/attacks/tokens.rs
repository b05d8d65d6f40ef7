//! Tokens that should not be, or should be no more.

use alloy_primitives::{Address, hex};
use ocean_auth::{
    Audience, AuthToken, MemoryNonces, MemoryRevocations, Message, Request, StrictRequest,
    TokenError, TokenKey, TokenPolicy, VerifyError,
};

use crate::{DAY, NOW, claimed, nonce, not_greater, sign, spend, wire};

fn strict_token_request(expiration: u64, text: &str) -> Message {
    let audience = Audience {
        provider: Address::repeat_byte(0xaa),
        chain_id: 137,
    };
    let request = StrictRequest::CreateAuthToken { expiration };
    Message::strict(&audience, &request, &claimed(), &nonce(text)).unwrap()
}

#[test]
fn a14_another_expiry_is_capped_or_refused() {
    let ledger = MemoryNonces::default();
    let tokens = TokenKey::new(&[3; 32]).unwrap();
    let policy = TokenPolicy::default();
    assert_eq!(policy.max_lifetime, DAY);

    // The wire does not bind the expiry. Whatever the thief asks, he gets a day.
    let message = wire(&Request::CreateAuthToken, "7");
    let spent = spend(&message, &sign(&message), &ledger).unwrap();
    for decades in [NOW + DAY + 1, 4_102_444_800, u64::MAX] {
        let token = tokens.issue(&spent, decades, &policy, NOW).unwrap();
        assert_eq!(token.expiration(), NOW + DAY);
    }
    let token = tokens.issue(&spent, NOW + 60, &policy, NOW).unwrap();
    assert_eq!(token.expiration(), NOW + 60);

    // The strict form binds it.
    let message = strict_token_request(NOW + 60, "8");
    let spent = spend(&message, &sign(&message), &ledger).unwrap();
    assert_eq!(
        tokens.issue(&spent, NOW + 61, &policy, NOW).unwrap_err(),
        TokenError::OtherExpiration {
            signed: NOW + 60,
            asked: NOW + 61,
        }
    );
    assert!(tokens.issue(&spent, NOW + 60, &policy, NOW).is_ok());
    let other = strict_token_request(NOW + 61, "8");
    assert!(matches!(
        other.verify(&sign(&message)),
        Err(VerifyError::OtherSigner { .. })
    ));

    // A token of decades that a reference Provider made does not pass after a move, even with its
    // key.
    let old = TokenKey::from_provider_key_text(OLD_KEY).unwrap();
    assert_eq!(
        old.verify(OLD_TOKEN, &policy, NOW).unwrap_err(),
        TokenError::Lifetime {
            expiration: 4_102_444_800,
            latest: NOW + DAY + 3600,
        }
    );
    let peer = TokenPolicy {
        max_lifetime: u64::MAX,
    };
    assert!(old.verify(OLD_TOKEN, &peer, NOW).is_ok());
}

const OLD_KEY: &str = "0xdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
/// `PyJWT` 2.4.0 made it with the text above.
const OLD_TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDAsImFkZHJlc3MiOiIweDFhNjQyZjBFM2MzYUY1NDVFN0FjQkQzOGIwNzI1MUIzOTkwOTE0RjEifQ.8lqKUeug4zpRehIVS756RbE6XUi9kwEXS-vTCLPA8YM";

#[test]
fn a15_a_revoked_token_stays_revoked() {
    let nonces = MemoryNonces::default();
    let revocations = MemoryRevocations::default();
    let tokens = TokenKey::new(&[3; 32]).unwrap();
    let policy = TokenPolicy::default();
    let expiration = NOW + DAY;
    let create = wire(&Request::CreateAuthToken, "7");
    let creation = sign(&create);
    let spent = spend(&create, &creation, &nonces).unwrap();
    let token = tokens.issue(&spent, expiration, &policy, NOW).unwrap();
    let text = token.as_str().to_owned();
    let read = |text: &str, now| tokens.verify(text, &policy, now);
    let live = |token: AuthToken| token.live(&revocations).map(|_| ());
    assert_eq!(live(read(&text, NOW).unwrap()), Ok(()));

    let delete = wire(&Request::DeleteAuthToken, "8");
    let spent = spend(&delete, &sign(&delete), &nonces).unwrap();
    assert_eq!(token.revoke(&spent, &revocations, NOW), Ok(()));
    assert_eq!(
        token.revoke(&spent, &revocations, NOW),
        Err(TokenError::Revoked)
    );

    // By waiting, to the last second.
    for now in [NOW, NOW + 301, expiration - 1] {
        assert_eq!(live(read(&text, now).unwrap()), Err(TokenError::Revoked));
    }
    assert_eq!(
        read(&text, expiration).unwrap_err(),
        TokenError::Expired {
            expiration,
            now: expiration,
        }
    );
    // By waiting where a clock is late, while another machine of the Provider tidies up.
    let later = wire(&Request::CreateAuthToken, "9");
    let spent = spend(&later, &sign(&later), &nonces).unwrap();
    let other = tokens
        .issue(&spent, expiration + DAY, &policy, expiration)
        .unwrap();
    let _ =
        ocean_auth::RevocationLedger::revoke(&revocations, &other.revocation(), expiration + 3600);
    let late = read(&text, expiration - 1).unwrap();
    assert_eq!(live(late), Err(TokenError::Revoked));

    // By replaying its creation.
    let refused = spend(&create, &creation, &nonces).unwrap_err();
    assert_eq!(refused, not_greater("7", "9"));
    // By asking for the same token anew: it is made, and it is dead.
    let again = wire(&Request::CreateAuthToken, "10");
    let spent = spend(&again, &sign(&again), &nonces).unwrap();
    let same = tokens.issue(&spent, expiration, &policy, NOW).unwrap();
    assert_eq!(same.as_str(), text);
    assert_eq!(live(same), Err(TokenError::Revoked));

    // By spelling it anew.
    let (signed, tag) = text.rsplit_once('.').unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = alphabet.find(tag.chars().last().unwrap()).unwrap();
    let (stem, _) = tag.split_at(tag.len() - 1);
    let mut spellings = vec![
        format!("{text}="),
        format!("{text}\n"),
        format!(" {text}"),
        // The same claims with a blank, as another JSON writer has them.
        text.replace("eyJleHAi", "eyAiZXhwIjog"),
    ];
    for bits in 1..4 {
        // 43 characters hold 258 bits, 2 more than the tag has.
        let twin = alphabet.chars().nth(last ^ bits).unwrap();
        spellings.push(format!("{signed}.{stem}{twin}"));
    }
    for spelling in spellings {
        let error = read(&spelling, NOW).unwrap_err();
        assert_eq!(error, TokenError::Malformed, "{spelling}");
    }
}

#[test]
fn a24_a_token_says_nothing_about_the_chain_key() {
    let policy = TokenPolicy {
        max_lifetime: u64::MAX,
    };
    // The attacker holds a token and guesses chain keys; one guess is right.
    let guesses = [
        hex::encode_prefixed([1; 32]),
        hex::encode_prefixed([2; 32]),
        OLD_KEY.to_owned(),
    ];
    let confirmed = |token: &str| {
        let is_confirmed = |guess: &&String| {
            let key = TokenKey::from_provider_key_text(guess).unwrap();
            key.verify(token, &policy, NOW).is_ok()
        };
        guesses.iter().find(is_confirmed).cloned()
    };
    // A token of Provider confirms it.
    assert_eq!(confirmed(OLD_TOKEN), Some(OLD_KEY.to_owned()));

    // Ours are made with a key of their own: neither the text nor the bytes of the chain key are it.
    let ledger = MemoryNonces::default();
    let message = wire(&Request::CreateAuthToken, "7");
    let spent = spend(&message, &sign(&message), &ledger).unwrap();
    let tokens = TokenKey::new(&[3; 32]).unwrap();
    let ours = tokens.issue(&spent, 4_102_444_800, &policy, NOW).unwrap();
    assert_eq!(confirmed(ours.as_str()), None);
    let chain_key = TokenKey::new(&[0xde; 32]).unwrap();
    let error = chain_key.verify(ours.as_str(), &policy, NOW).unwrap_err();
    assert_eq!(error, TokenError::WrongKey);
    assert_eq!(
        tokens.verify(OLD_TOKEN, &policy, NOW).unwrap_err(),
        TokenError::WrongKey
    );
}
