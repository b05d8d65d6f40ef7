use alloc::vec::Vec;

use alloy_primitives::B256;

use super::{
    Violation, expect,
    together::{CALLS, ROUNDS, join_all, run, threads},
};
use crate::{
    AsyncRevocationLedger, LedgerUnavailable, Revocation, RevocationLedger, RevokeOutcome,
    TokenState,
};

/// Tries the rules of [`RevocationLedger`].
///
/// # Errors
/// [`Violation`]: the first rule that the ledger breaks.
pub fn revocation_ledger(ledger: &(impl RevocationLedger + Sync)) -> Result<(), Violation> {
    run(rules(&Blocking(ledger)))
}

/// Tries the rules of [`AsyncRevocationLedger`].
///
/// # Errors
/// [`Violation`]: the first rule that the ledger breaks.
pub async fn async_revocation_ledger(ledger: &impl AsyncRevocationLedger) -> Result<(), Violation> {
    rules(&Waited(ledger)).await
}

/// Both kinds of ledger, for one set of rules.
trait Ledger {
    async fn revoke(&self, revocation: Revocation, now: u64) -> RevokeOutcome;
    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable>;
    async fn together(&self, revocations: &[Revocation]) -> Vec<RevokeOutcome>;
}

struct Blocking<'a, L>(&'a L);

impl<L: RevocationLedger + Sync> Ledger for Blocking<'_, L> {
    async fn revoke(&self, revocation: Revocation, now: u64) -> RevokeOutcome {
        self.0.revoke(&revocation, now)
    }

    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        self.0.state(token)
    }

    async fn together(&self, revocations: &[Revocation]) -> Vec<RevokeOutcome> {
        threads(revocations, |revocation| self.0.revoke(revocation, NOW))
    }
}

struct Waited<'a, L>(&'a L);

impl<L: AsyncRevocationLedger> Ledger for Waited<'_, L> {
    async fn revoke(&self, revocation: Revocation, now: u64) -> RevokeOutcome {
        self.0.revoke(&revocation, now).await
    }

    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        self.0.state(token).await
    }

    async fn together(&self, revocations: &[Revocation]) -> Vec<RevokeOutcome> {
        let calls = revocations
            .iter()
            .map(|revocation| self.0.revoke(revocation, NOW));
        join_all(calls).await
    }
}

const NOW: u64 = 1_700_000_000;
const KEEP_UNTIL: u64 = NOW + 90_000;

/// A token of its own for each test and round.
fn revocation(test: u8, round: u64) -> Revocation {
    let mut token = B256::repeat_byte(test);
    for (byte, value) in token.iter_mut().zip(round.to_be_bytes()) {
        *byte = value;
    }
    Revocation {
        token,
        keep_until: KEEP_UNTIL,
    }
}

async fn rules(ledger: &impl Ledger) -> Result<(), Violation> {
    let rule = "a token is live until it is revoked, once";
    let (one, other) = (revocation(1, 0), revocation(1, 1));
    expect(rule, &ledger.state(one.token).await, &Ok(TokenState::Live))?;
    let outcome = ledger.revoke(one, NOW).await;
    expect(rule, &outcome, &RevokeOutcome::Revoked)?;
    expect(
        rule,
        &ledger.state(one.token).await,
        &Ok(TokenState::Revoked),
    )?;
    let outcome = ledger.revoke(one, NOW).await;
    expect(rule, &outcome, &RevokeOutcome::AlreadyRevoked)?;

    let rule = "tokens do not touch each other";
    expect(
        rule,
        &ledger.state(other.token).await,
        &Ok(TokenState::Live),
    )?;

    let rule = "a revoked token stays revoked until its time";
    // What is revoked later gives the ledger a reason to tidy up.
    for (round, now) in [(2, NOW + 301), (3, KEEP_UNTIL - 1), (4, KEEP_UNTIL)] {
        let outcome = ledger.revoke(revocation(1, round), now).await;
        expect(rule, &outcome, &RevokeOutcome::Revoked)?;
        expect(
            rule,
            &ledger.state(one.token).await,
            &Ok(TokenState::Revoked),
        )?;
    }
    let outcome = ledger.revoke(one, KEEP_UNTIL).await;
    expect(rule, &outcome, &RevokeOutcome::AlreadyRevoked)?;

    let rule = "no number of revocations brings an earlier one back";
    for round in 0..200 {
        let outcome = ledger.revoke(revocation(2, round), NOW).await;
        expect(rule, &outcome, &RevokeOutcome::Revoked)?;
    }
    for round in 0..200 {
        let state = ledger.state(revocation(2, round).token).await;
        expect(rule, &state, &Ok(TokenState::Revoked))?;
    }

    let rule = "of identical revocations that come together, exactly one is the first";
    for round in 0..ROUNDS {
        let outcomes = ledger.together(&[revocation(3, round); CALLS]).await;
        let first = outcomes.iter().filter(|o| **o == RevokeOutcome::Revoked);
        expect(rule, &(first.count(), outcomes.len()), &(1, CALLS))?;
    }
    Ok(())
}
