use alloc::collections::{BTreeMap, BTreeSet};
// A lock is all that `core` lacks.
use std::sync::{Mutex, MutexGuard};

use alloy_primitives::{Address, B256};

use crate::{
    AsyncNonceLedger, AsyncRevocationLedger, LedgerUnavailable, NonceLedger, NonceValue, Outcome,
    Revocation, RevocationLedger, RevokeOutcome, Spend, Staleness, TokenState,
};

/// A [`NonceLedger`] in memory. It forgets everything when the process ends, so that replays pass
/// after a restart: for tests, and for programs that end with their keys.
///
/// The lock is held for a moment, so it serves as [`AsyncNonceLedger`] too.
#[derive(Debug)]
pub struct MemoryNonces {
    max_entries: usize,
    state: Mutex<Nonces>,
}

#[derive(Debug, Default)]
struct Nonces {
    accounts: BTreeMap<Address, Account>,
    /// Addresses and texts together.
    entries: usize,
}

#[derive(Debug)]
struct Account {
    last: NonceValue,
    texts: BTreeSet<B256>,
    /// The same texts, the first to be forgotten first.
    by_reach: BTreeSet<(NonceValue, B256)>,
}

impl MemoryNonces {
    /// An empty ledger that keeps at most this many addresses and texts together, and answers
    /// [`Outcome::Unavailable`] where it would need more.
    #[must_use]
    pub fn with_max_entries(max_entries: usize) -> Self {
        Self {
            max_entries,
            state: Mutex::default(),
        }
    }
}

/// At most a million entries, some 200 MB.
impl Default for MemoryNonces {
    fn default() -> Self {
        Self::with_max_entries(1_000_000)
    }
}

impl NonceLedger for MemoryNonces {
    fn advance(&self, spend: &Spend) -> Outcome {
        match lock(&self.state) {
            Ok(mut state) => state.advance(spend, self.max_entries),
            Err(LedgerUnavailable) => Outcome::Unavailable,
        }
    }

    fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        let state = lock(&self.state)?;
        Ok(state.accounts.get(&address).map(|account| account.last))
    }
}

impl AsyncNonceLedger for MemoryNonces {
    async fn advance(&self, spend: &Spend) -> Outcome {
        NonceLedger::advance(self, spend)
    }

    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        NonceLedger::last(self, address)
    }
}

impl Nonces {
    fn advance(&mut self, spend: &Spend, max_entries: usize) -> Outcome {
        if let Some(account) = self.accounts.get(&spend.address) {
            if spend.nonce <= account.last {
                return Outcome::Stale(Staleness::NotGreater { last: account.last });
            }
            if spend
                .text
                .is_some_and(|text| account.texts.contains(&text.hash))
            {
                return Outcome::Stale(Staleness::TextSpent);
            }
        }
        let kept = spend.text.filter(|text| text.reach > spend.nonce);
        let account = self.accounts.get(&spend.address);
        let more = usize::from(account.is_none()) + usize::from(kept.is_some());
        let fewer = account.map_or(0, |account| account.refused_by(spend.nonce));
        let entries = (self.entries + more).saturating_sub(fewer);
        if entries > max_entries {
            return Outcome::Unavailable;
        }
        self.entries = entries;
        let account = self
            .accounts
            .entry(spend.address)
            .or_insert_with(|| Account {
                last: spend.nonce,
                texts: BTreeSet::new(),
                by_reach: BTreeSet::new(),
            });
        account.last = spend.nonce;
        account.forget();
        if let Some(text) = kept {
            account.texts.insert(text.hash);
            account.by_reach.insert((text.reach, text.hash));
        }
        Outcome::Advanced
    }
}

impl Account {
    /// How many texts need not be kept once this nonce is spent.
    fn refused_by(&self, nonce: NonceValue) -> usize {
        let refused = self
            .by_reach
            .iter()
            .take_while(|(reach, _)| *reach <= nonce);
        refused.count()
    }

    fn forget(&mut self) {
        while let Some(first) = self.by_reach.first().copied()
            && first.0 <= self.last
        {
            self.by_reach.remove(&first);
            self.texts.remove(&first.1);
        }
    }
}

/// A [`RevocationLedger`] in memory. It forgets everything when the process ends, so that revoked
/// tokens come back to life with the same key: for tests, and for programs that end with their keys.
///
/// The lock is held for a moment, so it serves as [`AsyncRevocationLedger`] too.
#[derive(Debug)]
pub struct MemoryRevocations {
    max_entries: usize,
    state: Mutex<Revoked>,
}

#[derive(Debug, Default)]
struct Revoked {
    tokens: BTreeSet<B256>,
    /// The same tokens, the first to be forgotten first.
    by_time: BTreeSet<(u64, B256)>,
}

impl MemoryRevocations {
    /// An empty ledger that keeps at most this many tokens, and answers
    /// [`RevokeOutcome::Unavailable`] where it would need more.
    #[must_use]
    pub fn with_max_entries(max_entries: usize) -> Self {
        Self {
            max_entries,
            state: Mutex::default(),
        }
    }
}

/// At most a million tokens, some 100 MB.
impl Default for MemoryRevocations {
    fn default() -> Self {
        Self::with_max_entries(1_000_000)
    }
}

impl RevocationLedger for MemoryRevocations {
    fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        let Ok(mut state) = lock(&self.state) else {
            return RevokeOutcome::Unavailable;
        };
        while let Some(first) = state.by_time.first().copied()
            && first.0 < now
        {
            state.by_time.remove(&first);
            state.tokens.remove(&first.1);
        }
        if state.tokens.contains(&revocation.token) {
            return RevokeOutcome::AlreadyRevoked;
        }
        if state.tokens.len() >= self.max_entries {
            return RevokeOutcome::Unavailable;
        }
        state.tokens.insert(revocation.token);
        state
            .by_time
            .insert((revocation.keep_until, revocation.token));
        RevokeOutcome::Revoked
    }

    fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        Ok(if lock(&self.state)?.tokens.contains(&token) {
            TokenState::Revoked
        } else {
            TokenState::Live
        })
    }
}

impl AsyncRevocationLedger for MemoryRevocations {
    async fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        RevocationLedger::revoke(self, revocation, now)
    }

    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        RevocationLedger::state(self, token)
    }
}

/// A lock that a panic poisoned may guard half a change.
fn lock<T>(mutex: &Mutex<T>) -> Result<MutexGuard<'_, T>, LedgerUnavailable> {
    mutex.lock().map_err(|_| LedgerUnavailable)
}
