use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

use alloy_primitives::{Address, B256};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ocean_keys::{KeyError, ProviderKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    AsyncRevocationLedger, Caller, Claimed, Endpoint, LedgerUnavailable, Message, Revocation,
    RevocationLedger, RevokeOutcome, Spent, TokenState, message::Bound,
};

/// `{"typ":"JWT","alg":"HS256"}`
const HEADER: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9";
const MIN_KEY: usize = 32;
const MAX_KEY: usize = 1024;
/// A token of ours has at most 192 characters.
const MAX_TOKEN: usize = 192;
/// By how much the clocks of a Provider's machines may differ, in seconds.
const GRACE: u64 = 3600;

/// The secret key of a Provider's auth tokens.
///
/// It is a key of its own. Provider 2.1.6 uses its chain key, so that whoever holds a token can try
/// guesses of the chain key against it without asking anybody.
///
/// There is no `Clone` and no serde, `Debug` shows nothing, and the memory is wiped on drop.
pub struct TokenKey {
    mac: Hmac<Sha256>,
}

impl TokenKey {
    /// A key of 32 to 1,024 random bytes.
    ///
    /// # Errors
    /// [`TokenKeyError::Length`].
    pub fn new(bytes: &[u8]) -> Result<Self, TokenKeyError> {
        let length = || TokenKeyError::Length { found: bytes.len() };
        if !(MIN_KEY..=MAX_KEY).contains(&bytes.len()) {
            return Err(length());
        }
        let mac = Hmac::new_from_slice(bytes).map_err(|_| length())?;
        Ok(Self { mac })
    }

    /// The key that Provider 2.1.6 derives from its private key: the text of it, as it is
    /// configured. For tokens that such a Provider made, while they last.
    ///
    /// What it gives up: the chain key and the token key are one, so tokens are material for an
    /// attack on the chain key. And every token that Provider made comes to life again, those
    /// minted from captured requests included, as far as the [`TokenPolicy`] lets them.
    ///
    /// # Errors
    /// [`TokenKeyError::NotAKey`] if the text is no private key.
    pub fn from_provider_key_text(text: &str) -> Result<Self, TokenKeyError> {
        // Only to see that it is one.
        let _ = ProviderKey::from_hex(text).map_err(TokenKeyError::NotAKey)?;
        Self::new(text.as_bytes())
    }

    /// Makes the token for a request to [`Endpoint::CreateAuthToken`] whose nonce is spent.
    ///
    /// It holds the address as the caller spelled it, and expires when he asked, or at the end of
    /// the policy's lifetime if that is sooner: the wire does not bind the expiry, so that a
    /// captured request could ask for any. The same address and expiry make the same token
    /// (Provider 2.1.6), so one that was revoked stays dead until then.
    ///
    /// Times are in seconds since 1970.
    ///
    /// # Errors
    /// [`TokenError`]: [`Endpoint`](TokenError::Endpoint),
    /// [`OtherExpiration`](TokenError::OtherExpiration), [`Expired`](TokenError::Expired).
    pub fn issue(
        &self,
        spent: &Spent,
        expiration: u64,
        policy: &TokenPolicy,
        now: u64,
    ) -> Result<AuthToken, TokenError> {
        let caller = spent.caller();
        expect_endpoint(Endpoint::CreateAuthToken, caller)?;
        if let Bound::Expiration(signed) = caller.bound()
            && signed != expiration
        {
            return Err(TokenError::OtherExpiration {
                signed,
                asked: expiration,
            });
        }
        if expiration <= now {
            return Err(TokenError::Expired { expiration, now });
        }
        let expiration = expiration.min(now.saturating_add(policy.max_lifetime));
        Ok(self.make(caller.claimed().clone(), expiration))
    }

    /// Reads a token and checks that this key made it and that it has not expired.
    ///
    /// A token has one spelling: another header, key order, white space or base64 of the same facts
    /// is refused, so that no second spelling escapes a revocation.
    ///
    /// # Errors
    /// [`TokenError`]: [`Malformed`](TokenError::Malformed),
    /// [`WrongKey`](TokenError::WrongKey), [`Expired`](TokenError::Expired),
    /// [`Lifetime`](TokenError::Lifetime).
    pub fn verify(
        &self,
        text: &str,
        policy: &TokenPolicy,
        now: u64,
    ) -> Result<AuthToken, TokenError> {
        let (signed, claims, tag) = split(text).ok_or(TokenError::Malformed)?;
        let (claimed, expiration) = read_claims(claims).ok_or(TokenError::Malformed)?;
        let tag = decode(tag).ok_or(TokenError::Malformed)?;
        let mac = self.mac.clone().chain_update(signed.as_bytes());
        mac.verify_slice(&tag).map_err(|_| TokenError::WrongKey)?;
        if expiration <= now {
            return Err(TokenError::Expired { expiration, now });
        }
        let latest = now
            .saturating_add(policy.max_lifetime)
            .saturating_add(GRACE);
        if expiration > latest {
            return Err(TokenError::Lifetime { expiration, latest });
        }
        Ok(AuthToken {
            text: Zeroizing::new(text.into()),
            claimed,
            expiration,
        })
    }

    fn make(&self, claimed: Claimed, expiration: u64) -> AuthToken {
        let claims = Base64UrlUnpadded::encode_string(claims(&claimed, expiration).as_bytes());
        // Of its final size at once, so that no part of it stays behind in memory.
        let mut text = Zeroizing::new(String::with_capacity(MAX_TOKEN));
        text.push_str(HEADER);
        text.push('.');
        text.push_str(&claims);
        let tag = self.mac.clone().chain_update(text.as_bytes()).finalize();
        text.push('.');
        text.push_str(&Base64UrlUnpadded::encode_string(&tag.into_bytes()));
        AuthToken {
            text,
            claimed,
            expiration,
        }
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKey").finish_non_exhaustive()
    }
}

/// How long tokens may live.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TokenPolicy {
    /// The greatest time from now to the expiry, in seconds. Tokens are made no longer, and those
    /// that are longer by more than an hour, which is for clocks that differ, do not pass.
    pub max_lifetime: u64,
}

/// 24 hours.
impl Default for TokenPolicy {
    fn default() -> Self {
        Self {
            max_lifetime: 24 * 3600,
        }
    }
}

/// A token that its key made, or was found to have made: a JWT with the header
/// `{"typ":"JWT","alg":"HS256"}` and the claims `exp` and `address`, in the bytes of Provider 2.1.6.
///
/// Whoever holds the text can use it: there is no `Clone`, `Debug` does not show it, and the memory
/// is wiped on drop. It permits nothing until [`live`](Self::live) finds that it is not revoked.
#[must_use = "a token permits nothing until it is found to be live"]
pub struct AuthToken {
    text: Zeroizing<String>,
    claimed: Claimed,
    expiration: u64,
}

impl AuthToken {
    /// The text, a secret of its owner.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whose token it is.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.claimed.address()
    }

    /// When it expires, in seconds since 1970.
    #[must_use]
    pub const fn expiration(&self) -> u64 {
        self.expiration
    }

    /// The SHA-256 of the text, which names the token and does not let anybody use it.
    #[must_use]
    pub fn id(&self) -> B256 {
        B256::from(<[u8; 32]>::from(Sha256::digest(self.text.as_bytes())))
    }

    /// What a ledger is asked to keep when the token is revoked. [`revoke`](Self::revoke) makes it
    /// for a caller; whoever moves from another Provider, for each token revoked there.
    #[must_use]
    pub fn revocation(&self) -> Revocation {
        Revocation {
            token: self.id(),
            keep_until: self.expiration.saturating_add(GRACE),
        }
    }

    /// Checks that the token is not revoked.
    ///
    /// # Errors
    /// [`TokenError::Revoked`], [`TokenError::Unavailable`].
    pub fn live(self, ledger: &impl RevocationLedger) -> Result<LiveToken, TokenError> {
        let state = ledger.state(self.id());
        self.found(state)
    }

    /// [`live`](Self::live) with a ledger that is waited for.
    ///
    /// # Errors
    /// [`TokenError::Revoked`], [`TokenError::Unavailable`].
    pub async fn live_async(
        self,
        ledger: &impl AsyncRevocationLedger,
    ) -> Result<LiveToken, TokenError> {
        let state = ledger.state(self.id()).await;
        self.found(state)
    }

    /// Revokes the token for a request to [`Endpoint::DeleteAuthToken`] whose nonce is spent. Only
    /// its owner can. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// [`TokenError`]: [`Endpoint`](TokenError::Endpoint),
    /// [`OtherAddress`](TokenError::OtherAddress), [`OtherToken`](TokenError::OtherToken),
    /// [`Revoked`](TokenError::Revoked) if it was revoked before,
    /// [`Unavailable`](TokenError::Unavailable).
    pub fn revoke(
        &self,
        spent: &Spent,
        ledger: &impl RevocationLedger,
        now: u64,
    ) -> Result<(), TokenError> {
        self.check_revoke(spent)?;
        revoked(ledger.revoke(&self.revocation(), now))
    }

    /// [`revoke`](Self::revoke) with a ledger that is waited for.
    ///
    /// # Errors
    /// As [`revoke`](Self::revoke).
    pub async fn revoke_async(
        &self,
        spent: &Spent,
        ledger: &impl AsyncRevocationLedger,
        now: u64,
    ) -> Result<(), TokenError> {
        self.check_revoke(spent)?;
        revoked(ledger.revoke(&self.revocation(), now).await)
    }

    fn check_revoke(&self, spent: &Spent) -> Result<(), TokenError> {
        let caller = spent.caller();
        expect_endpoint(Endpoint::DeleteAuthToken, caller)?;
        expect_owner(self.address(), caller.address())?;
        match caller.bound() {
            Bound::Token(signed) if signed != self.id() => Err(TokenError::OtherToken),
            _ => Ok(()),
        }
    }

    fn found(self, state: Result<TokenState, LedgerUnavailable>) -> Result<LiveToken, TokenError> {
        match state {
            Ok(TokenState::Live) => Ok(LiveToken { token: self }),
            Ok(TokenState::Revoked) => Err(TokenError::Revoked),
            Err(LedgerUnavailable) => Err(TokenError::Unavailable),
        }
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthToken")
            .field("address", &self.address())
            .field("expiration", &self.expiration)
            .finish_non_exhaustive()
    }
}

/// Proof that a token was checked in full: its key, its expiry, and that it is not revoked.
#[derive(Debug)]
#[must_use = "a token permits nothing until it is put to a request"]
pub struct LiveToken {
    token: AuthToken,
}

impl LiveToken {
    /// Lets the token stand for the signature of a request. The nonce counts as ever.
    ///
    /// # Errors
    /// [`TokenError`]: [`Endpoint`](TokenError::Endpoint) for the two endpoints of tokens, which
    /// take signatures only (Provider 2.1.6), [`OtherAddress`](TokenError::OtherAddress).
    pub fn authorize(&self, message: &Message) -> Result<Caller, TokenError> {
        let endpoint = message.endpoint();
        if matches!(
            endpoint,
            Endpoint::CreateAuthToken | Endpoint::DeleteAuthToken
        ) {
            return Err(TokenError::Endpoint { found: endpoint });
        }
        expect_owner(self.token.address(), message.claimed().address())?;
        Ok(Caller::by_token(message))
    }
}

fn expect_endpoint(expected: Endpoint, caller: &Caller) -> Result<(), TokenError> {
    let found = caller.endpoint();
    if found == expected {
        Ok(())
    } else {
        Err(TokenError::Endpoint { found })
    }
}

fn expect_owner(owner: Address, claimed: Address) -> Result<(), TokenError> {
    if owner == claimed {
        Ok(())
    } else {
        Err(TokenError::OtherAddress { owner, claimed })
    }
}

fn revoked(outcome: RevokeOutcome) -> Result<(), TokenError> {
    match outcome {
        RevokeOutcome::Revoked => Ok(()),
        RevokeOutcome::AlreadyRevoked => Err(TokenError::Revoked),
        RevokeOutcome::Unavailable => Err(TokenError::Unavailable),
    }
}

/// The claims, as Python's JSON writes them without blanks.
fn claims(claimed: &Claimed, expiration: u64) -> String {
    format!(r#"{{"exp":{expiration},"address":"{claimed}"}}"#)
}

/// What is signed, the claims and the tag of a token with our header.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    if text.len() > MAX_TOKEN {
        return None;
    }
    let (signed, tag) = text.rsplit_once('.')?;
    let claims = signed.strip_prefix(HEADER)?.strip_prefix('.')?;
    Some((signed, claims, tag))
}

/// The facts of claims that are spelled exactly as [`claims`] spells them.
fn read_claims(text: &str) -> Option<(Claimed, u64)> {
    let bytes = decode(text)?;
    let json = core::str::from_utf8(&bytes).ok()?;
    let (exp, address) = json.strip_prefix(r#"{"exp":"#)?.split_once(',')?;
    let address = address
        .strip_prefix(r#""address":""#)?
        .strip_suffix(r#""}"#)?;
    let expiration: u64 = exp.parse().ok()?;
    let claimed: Claimed = address.parse().ok()?;
    (expiration.to_string() == exp).then_some((claimed, expiration))
}

/// Decodes base64 without padding. The decoder refuses spare bits that are set, so there is no
/// second spelling.
fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// Why bytes are no token key.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenKeyError {
    /// Too short to be secret, or too long.
    #[error("expected a token key of 32 to 1024 bytes, found {found}")]
    Length {
        /// The bytes there are.
        found: usize,
    },
    /// The text is no private key.
    #[error("the text is no private key")]
    NotAKey(#[source] KeyError),
}

impl TokenKeyError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "token_key_length",
            Self::NotAKey(_) => "token_key_not_a_key",
        }
    }
}

/// Why a token is not made, does not pass or is not revoked. None of it holds the token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The text is not a token of Ocean's form.
    #[error("expected an HS256 token with the claims `exp` and `address`")]
    Malformed,
    /// Another key made it, or it was altered.
    #[error("the token was not made with this key")]
    WrongKey,
    /// Its time is over, or the one asked for is.
    #[error("expected an expiry after {now}, found {expiration}")]
    Expired {
        /// The token's expiry, in seconds since 1970.
        expiration: u64,
        /// The time of the check.
        now: u64,
    },
    /// It lives longer than the policy lets tokens live.
    #[error("expected an expiry of {latest} at the latest, found {expiration}")]
    Lifetime {
        /// The token's expiry, in seconds since 1970.
        expiration: u64,
        /// The latest that the policy takes.
        latest: u64,
    },
    /// It is somebody else's.
    #[error("expected a token of {claimed}, found one of {owner}")]
    OtherAddress {
        /// Whose token it is.
        owner: Address,
        /// Whose token was wanted.
        claimed: Address,
    },
    /// The request was for another endpoint.
    #[error("expected a request of another endpoint, found one of {found}")]
    Endpoint {
        /// The request's endpoint.
        found: Endpoint,
    },
    /// The strict message names another expiry.
    #[error("expected the signed expiry {signed}, found {asked}")]
    OtherExpiration {
        /// The expiry in the message.
        signed: u64,
        /// The expiry asked for.
        asked: u64,
    },
    /// The strict message names another token.
    #[error("the signed request names another token")]
    OtherToken,
    /// It is revoked, and stays so.
    #[error("the token is revoked")]
    Revoked,
    /// The ledger cannot tell.
    #[error("the revocation ledger is unavailable")]
    Unavailable,
}

impl TokenError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "token_malformed",
            Self::WrongKey => "token_wrong_key",
            Self::Expired { .. } => "token_expired",
            Self::Lifetime { .. } => "token_lifetime",
            Self::OtherAddress { .. } => "token_other_address",
            Self::Endpoint { .. } => "token_endpoint",
            Self::OtherExpiration { .. } => "token_other_expiration",
            Self::OtherToken => "token_other_token",
            Self::Revoked => "token_revoked",
            Self::Unavailable => "token_ledger_unavailable",
        }
    }
}

#[cfg(test)]
mod tests {
    use sha2::block_api::Sha256VarCore;

    /// `Hmac` says nothing about it, but all it keeps of the key is two states of this type.
    #[test]
    fn the_state_of_the_key_is_wiped_on_drop() {
        fn is_wiped<T: zeroize::ZeroizeOnDrop>() {}
        is_wiped::<Sha256VarCore>();
    }
}
