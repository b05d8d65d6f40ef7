//! Auth tokens: what passes, what does not, and the steps that may not be left out.

#![cfg(feature = "std")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{
    AsyncNonceLedger, AsyncRevocationLedger, Audience, AuthToken, Claimed, Endpoint,
    LedgerUnavailable, MemoryNonces, MemoryRevocations, Message, Nonce, NonceLedger, NonceValue,
    Outcome, Request, Revocation, RevocationLedger, RevokeOutcome, Spend, SpendError, Spent,
    StrictRequest, TokenError, TokenKey, TokenPolicy, TokenState,
};
use ocean_keys::ProviderKey;

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";
const NOW: u64 = 1_700_000_000;

/// A caller, and the Provider that he calls.
struct World {
    key: ProviderKey,
    claimed: Claimed,
    nonces: MemoryNonces,
    tokens: TokenKey,
    policy: TokenPolicy,
}

impl World {
    fn new(key: u8) -> Self {
        let key = ProviderKey::from_bytes(&[key; 32]).unwrap();
        Self {
            claimed: key.address().into(),
            key,
            nonces: MemoryNonces::default(),
            tokens: TokenKey::new(&[3; 32]).unwrap(),
            policy: TokenPolicy::default(),
        }
    }

    fn wire(&self, request: &Request<'_>) -> Message {
        Message::wire(request, &self.claimed, &self.next()).unwrap()
    }

    fn strict(&self, request: &StrictRequest<'_>) -> Message {
        let audience = Audience {
            provider: Address::ZERO,
            chain_id: 1,
        };
        Message::strict(&audience, request, &self.claimed, &self.next()).unwrap()
    }

    /// `/nonce` and one more.
    fn next(&self) -> Nonce {
        let last = NonceLedger::last(&self.nonces, self.key.address()).unwrap();
        let last = last.map_or(0, |last| last.to_string().parse().unwrap());
        Nonce::from(last + 1)
    }

    fn spend(&self, message: &Message) -> Spent {
        let signature = hex::encode(self.key.sign_digest(&message.digest()).to_bytes());
        let caller = message.verify(&signature).unwrap();
        caller.spend(&self.nonces).unwrap()
    }

    fn issue(&self, expiration: u64) -> Result<AuthToken, TokenError> {
        let spent = self.spend(&self.wire(&Request::CreateAuthToken));
        self.tokens.issue(&spent, expiration, &self.policy, NOW)
    }

    fn verify(&self, text: &str, now: u64) -> Result<AuthToken, TokenError> {
        self.tokens.verify(text, &self.policy, now)
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

#[test]
fn a_token_stands_for_a_signature_of_its_owner() {
    let world = World::new(1);
    let revocations = MemoryRevocations::default();
    let token = world.issue(NOW + 60).unwrap();
    assert_eq!(token.address(), world.key.address());
    let text = token.as_str().to_owned();
    let live = world
        .verify(&text, NOW)
        .unwrap()
        .live(&revocations)
        .unwrap();

    let message = world.wire(&Request::Download { document_id: DID });
    let caller = live.authorize(&message).unwrap();
    assert_eq!(caller.address(), world.key.address());
    assert_eq!(caller.endpoint(), Endpoint::Download);
    assert_eq!(
        caller.document_id().map(|did| did.to_string()),
        Some(DID.into())
    );
    // The nonce counts as ever.
    assert!(caller.spend(&world.nonces).is_ok());
    let again = live.authorize(&message).unwrap().spend(&world.nonces);
    assert!(matches!(again, Err(SpendError::NotGreater { .. })));

    // The owner may spell his address in another way than the token does.
    let lower: Claimed = world.claimed.text().to_lowercase().parse().unwrap();
    let request = Request::Download { document_id: DID };
    let spelled = Message::wire(&request, &lower, &world.next()).unwrap();
    assert!(live.authorize(&spelled).is_ok());
    let stranger = Claimed::from(Address::ZERO);
    let other = Message::wire(&request, &stranger, &world.next()).unwrap();
    assert_eq!(
        live.authorize(&other).unwrap_err(),
        TokenError::OtherAddress {
            owner: world.key.address(),
            claimed: Address::ZERO,
        }
    );
    // A token neither makes nor deletes tokens.
    for request in [Request::CreateAuthToken, Request::DeleteAuthToken] {
        let message = world.wire(&request);
        assert_eq!(
            live.authorize(&message).unwrap_err(),
            TokenError::Endpoint {
                found: message.endpoint(),
            }
        );
    }
}

/// Whoever shows a token signed nothing, so nothing is kept of a text.
#[test]
fn a_text_that_was_not_signed_is_not_spent() {
    let world = World::new(1);
    let token = world.issue(NOW + 60).unwrap();
    let live = token.live(&MemoryRevocations::default()).unwrap();
    let stop = |nonce: &str| {
        let request = Request::ComputeStop {
            job_id: Some("12"),
            document_id: None,
        };
        Message::wire(&request, &world.claimed, &nonce.parse().unwrap()).unwrap()
    };
    let caller = live.authorize(&stop("5")).unwrap();
    assert!(caller.spend(&world.nonces).is_ok());
    let request = Request::CreateAuthToken;
    let token = Message::wire(&request, &world.claimed, &Nonce::from(125)).unwrap();
    assert_eq!(token.text(), stop("5").text());
    let _ = world.spend(&token);
}

#[test]
fn the_expiry_is_held_to_the_second() {
    let world = World::new(1);
    let expired = |expiration, now| TokenError::Expired { expiration, now };
    for past in [0, NOW - 1, NOW] {
        assert_eq!(world.issue(past).unwrap_err(), expired(past, NOW));
    }
    let token = world.issue(NOW + 1).unwrap();
    let text = token.as_str();
    assert!(world.verify(text, NOW).is_ok());
    let error = world.verify(text, NOW + 1).unwrap_err();
    assert_eq!(error, expired(NOW + 1, NOW + 1));

    // An hour is for clocks that differ.
    let token = world.issue(u64::MAX).unwrap();
    let latest = NOW + world.policy.max_lifetime;
    assert_eq!(token.expiration(), latest);
    assert!(world.verify(token.as_str(), NOW - 3600).is_ok());
    let error = world.verify(token.as_str(), NOW - 3601).unwrap_err();
    assert_eq!(
        error,
        TokenError::Lifetime {
            expiration: latest,
            latest: latest - 1,
        }
    );
}

#[test]
fn only_the_bytes_that_were_made_pass() {
    let world = World::new(1);
    let token = world.issue(NOW + 60).unwrap();
    let text = token.as_str();
    let mut wrong_key = 0;
    for at in 0..text.len() {
        for replacement in ["A", "B", "_", ".", "", "AA", "=", "é", "\0"] {
            let mut other = text.to_owned();
            other.replace_range(at..=at, replacement);
            if other == text {
                continue;
            }
            match world.verify(&other, NOW).unwrap_err() {
                TokenError::Malformed => {}
                TokenError::WrongKey => wrong_key += 1,
                error => panic!("{at} {replacement}: {error}"),
            }
        }
    }
    assert!(wrong_key > 50, "{wrong_key}");
    for at in 0..text.len() {
        assert!(world.verify(&text[..at], NOW).is_err(), "{at}");
    }
    for text in ["", ".", "..", "...", &".".repeat(192), &"a".repeat(193)] {
        let error = world.verify(text, NOW).unwrap_err();
        assert_eq!(error, TokenError::Malformed, "{text}");
    }
    let other = TokenKey::new(&[4; 32]).unwrap();
    let error = other.verify(text, &world.policy, NOW).unwrap_err();
    assert_eq!(error, TokenError::WrongKey);
}

/// Made with `PyJWT` 2.4.0 and the key of 32 bytes 3, those that it does not write with its parts:
/// good signatures, other claims or headers.
#[test]
fn other_tokens_of_the_same_key_do_not_pass() {
    let world = World::new(1);
    let tokens = include_str!("vectors/foreign-tokens.txt");
    let mut count = 0;
    for line in tokens.lines() {
        let (what, text) = line.split_once(": ").unwrap();
        let result = world.verify(text, NOW);
        if what == "ours" {
            assert_eq!(result.unwrap().expiration(), NOW + 60);
        } else {
            assert_eq!(result.unwrap_err(), TokenError::Malformed, "{what}");
        }
        count += 1;
    }
    assert_eq!(count, 12);
}

#[test]
fn only_the_owner_revokes_and_only_by_the_right_request() {
    let world = World::new(1);
    let revocations = MemoryRevocations::default();
    let token = world.issue(NOW + 60).unwrap();
    let download = world.spend(&world.wire(&Request::Download { document_id: DID }));
    assert_eq!(
        token.revoke(&download, &revocations, NOW),
        Err(TokenError::Endpoint {
            found: Endpoint::Download,
        })
    );
    let thief = World::new(2);
    let stolen = thief.spend(&thief.wire(&Request::DeleteAuthToken));
    assert_eq!(
        token.revoke(&stolen, &revocations, NOW),
        Err(TokenError::OtherAddress {
            owner: world.key.address(),
            claimed: thief.key.address(),
        })
    );
    // The strict form names the token.
    let other = world.strict(&StrictRequest::DeleteAuthToken {
        token: B256::repeat_byte(1),
    });
    let other = world.spend(&other);
    assert_eq!(
        token.revoke(&other, &revocations, NOW),
        Err(TokenError::OtherToken)
    );
    assert_eq!(
        RevocationLedger::state(&revocations, token.id()),
        Ok(TokenState::Live)
    );
    let strict = world.strict(&StrictRequest::DeleteAuthToken { token: token.id() });
    let strict = world.spend(&strict);
    assert_eq!(token.revoke(&strict, &revocations, NOW), Ok(()));
    assert_eq!(
        token.revocation(),
        Revocation {
            token: token.id(),
            keep_until: NOW + 60 + 3600,
        }
    );
    assert_eq!(
        token.live(&revocations).map(|_| ()),
        Err(TokenError::Revoked)
    );
}

/// A store that cannot be reached.
struct Down;

impl NonceLedger for Down {
    fn advance(&self, _: &Spend) -> Outcome {
        Outcome::Unavailable
    }

    fn last(&self, _: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        Err(LedgerUnavailable)
    }
}

impl AsyncNonceLedger for Down {
    async fn advance(&self, _: &Spend) -> Outcome {
        Outcome::Unavailable
    }

    async fn last(&self, _: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        Err(LedgerUnavailable)
    }
}

impl RevocationLedger for Down {
    fn revoke(&self, _: &Revocation, _: u64) -> RevokeOutcome {
        RevokeOutcome::Unavailable
    }

    fn state(&self, _: B256) -> Result<TokenState, LedgerUnavailable> {
        Err(LedgerUnavailable)
    }
}

impl AsyncRevocationLedger for Down {
    async fn revoke(&self, _: &Revocation, _: u64) -> RevokeOutcome {
        RevokeOutcome::Unavailable
    }

    async fn state(&self, _: B256) -> Result<TokenState, LedgerUnavailable> {
        Err(LedgerUnavailable)
    }
}

#[test]
fn a_ledger_that_is_down_lets_nobody_pass() {
    let world = World::new(1);
    let message = world.wire(&Request::DeleteAuthToken);
    let signature = hex::encode(world.key.sign_digest(&message.digest()).to_bytes());
    let caller = || message.verify(&signature).unwrap();
    let unavailable = Err(SpendError::Unavailable);
    assert_eq!(caller().spend(&Down).map(|_| ()), unavailable);
    assert_eq!(run(caller().spend_async(&Down)).map(|_| ()), unavailable);

    let spent = caller().spend(&world.nonces).unwrap();
    let unavailable = Err(TokenError::Unavailable);
    let token = world.issue(NOW + 60).unwrap();
    assert_eq!(token.revoke(&spent, &Down, NOW), unavailable);
    assert_eq!(run(token.revoke_async(&spent, &Down, NOW)), unavailable);
    let text = token.as_str().to_owned();
    assert_eq!(token.live(&Down).map(|_| ()), unavailable);
    let token = world.verify(&text, NOW).unwrap();
    assert_eq!(run(token.live_async(&Down)).map(|_| ()), unavailable);
}

#[test]
fn the_async_steps_are_the_same() {
    let world = World::new(1);
    let revocations = MemoryRevocations::default();
    let token = world.issue(NOW + 60).unwrap();
    let text = token.as_str().to_owned();
    let live = run(token.live_async(&revocations)).unwrap();
    let message = world.wire(&Request::Download { document_id: DID });
    let spent = run(live.authorize(&message).unwrap().spend_async(&world.nonces)).unwrap();
    assert_eq!(spent.caller().endpoint(), Endpoint::Download);
    let again = run(live.authorize(&message).unwrap().spend_async(&world.nonces));
    assert!(matches!(again, Err(SpendError::NotGreater { .. })));

    let delete = world.spend(&world.wire(&Request::DeleteAuthToken));
    let token = world.verify(&text, NOW).unwrap();
    assert_eq!(run(token.revoke_async(&delete, &revocations, NOW)), Ok(()));
    assert_eq!(
        run(token.revoke_async(&delete, &revocations, NOW)),
        Err(TokenError::Revoked)
    );
    assert_eq!(
        run(token.live_async(&revocations)).map(|_| ()),
        Err(TokenError::Revoked)
    );
}
