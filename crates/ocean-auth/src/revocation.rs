use core::future::Future;

use alloy_primitives::B256;

use crate::LedgerUnavailable;

/// Remembers the tokens that were revoked before they expire.
///
/// # What an implementation must hold
///
/// A revoked token stays revoked, through restarts and whatever is signed or asked later, at least
/// until `keep_until`; then the entry may be forgotten, since the token has long expired. So the
/// memory is bounded by the revocations of one token lifetime and an hour. [`revoke`](Self::revoke)
/// is atomic: of several for one token, one answers [`RevokeOutcome::Revoked`]. When in doubt, and
/// when there is no room, the answer is `Unavailable`, and no token passes. Feature `testing` has a
/// suite that tries all this.
pub trait RevocationLedger {
    /// Revokes a token. `now` is in seconds since 1970.
    fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome;

    /// Whether the token with this [`id`](crate::AuthToken::id) is revoked. Writes nothing.
    ///
    /// # Errors
    /// [`LedgerUnavailable`] if that cannot be told now: the token must be refused.
    fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable>;
}

/// [`RevocationLedger`] for stores that are waited for; the same rules hold. Implement the methods
/// as `async fn`.
pub trait AsyncRevocationLedger {
    /// Revokes a token. `now` is in seconds since 1970.
    fn revoke(
        &self,
        revocation: &Revocation,
        now: u64,
    ) -> impl Future<Output = RevokeOutcome> + Send;

    /// Whether the token with this [`id`](crate::AuthToken::id) is revoked. Writes nothing.
    ///
    /// # Errors
    /// [`LedgerUnavailable`] if that cannot be told now: the token must be refused.
    fn state(
        &self,
        token: B256,
    ) -> impl Future<Output = Result<TokenState, LedgerUnavailable>> + Send;
}

/// What a ledger is asked to keep.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Revocation {
    /// [`AuthToken::id`](crate::AuthToken::id).
    pub token: B256,
    /// Until when, in seconds since 1970: an hour after the token expires, so that no clock that
    /// is late brings it back.
    pub keep_until: u64,
}

/// What a ledger answers to a [`Revocation`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use = "a token whose revocation failed still works"]
#[allow(clippy::exhaustive_enums, reason = "there is no fourth answer")]
pub enum RevokeOutcome {
    /// It was not revoked and is now.
    Revoked,
    /// It was revoked before. Nothing changed.
    AlreadyRevoked,
    /// The ledger cannot tell. Whether the token is revoked is open.
    Unavailable,
}

/// Whether a token is revoked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use = "only a live token permits anything"]
#[allow(clippy::exhaustive_enums, reason = "there is no third answer")]
pub enum TokenState {
    /// It is not.
    Live,
    /// It is, for good.
    Revoked,
}
