//! The ledgers in memory pass the conformance suite, and the suite finds every ledger that breaks
//! a rule.

#![cfg(feature = "testing")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{
    collections::{HashMap, HashSet, VecDeque},
    future::{Future, poll_fn},
    pin::pin,
    sync::Mutex,
    task::{Context, Poll, Waker},
    thread,
};

use alloy_primitives::{Address, B256};
use ocean_auth::{
    AsyncNonceLedger, AsyncRevocationLedger, LedgerUnavailable, MemoryNonces, MemoryRevocations,
    Nonce, NonceLedger, NonceValue, Outcome, Revocation, RevocationLedger, RevokeOutcome, Spend,
    SpentText, Staleness, TokenState,
    testing::{self, Violation},
};

/// Runs a future to its end on this thread.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Lets other futures of the task go on.
async fn give_way() {
    let mut waited = false;
    poll_fn(|_| {
        let poll = if waited {
            Poll::Ready(())
        } else {
            Poll::Pending
        };
        waited = true;
        poll
    })
    .await;
}

#[test]
fn the_ledgers_in_memory_conform() {
    testing::nonce_ledger(&MemoryNonces::default()).unwrap();
    run(testing::async_nonce_ledger(&MemoryNonces::default())).unwrap();
    testing::revocation_ledger(&MemoryRevocations::default()).unwrap();
    run(testing::async_revocation_ledger(
        &MemoryRevocations::default(),
    ))
    .unwrap();
}

/// One way to get it wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
    None,
    /// Provider 2.1.6.
    TakesEqual,
    ComparesFloats,
    ComparesTexts,
    DropsFractions,
    TakesEverybodyForOne,
    SetsWhatItRefuses,
    IgnoresTexts,
    KeepsTextsOfRefused,
    SharesTexts,
    ForgetsTextsAtOnce,
    ForgetsTextsTooSoon,
    KeepsOneHundredTexts,
    ChecksThenWrites,
    NeverStoresNew,
    Down,
}

#[derive(Default)]
struct Account {
    last: Option<NonceValue>,
    texts: VecDeque<SpentText>,
}

struct Faulty {
    fault: Fault,
    accounts: Mutex<HashMap<Address, Account>>,
}

impl Faulty {
    fn new(fault: Fault) -> Self {
        Self {
            fault,
            accounts: Mutex::default(),
        }
    }

    fn not_greater(&self, nonce: NonceValue, last: NonceValue) -> bool {
        let float = |value: NonceValue| value.to_string().parse::<f64>().unwrap();
        let whole = |value: NonceValue| value.to_sort_key()[..16].to_vec();
        match self.fault {
            Fault::TakesEqual => nonce < last,
            Fault::ComparesFloats => float(nonce) <= float(last),
            Fault::ComparesTexts => nonce.to_string() <= last.to_string(),
            Fault::DropsFractions => whole(nonce) <= whole(last),
            _ => nonce <= last,
        }
    }

    fn key(&self, address: Address) -> Address {
        match self.fault {
            Fault::TakesEverybodyForOne => Address::ZERO,
            _ => address,
        }
    }

    fn check(&self, spend: &Spend) -> Outcome {
        let mut accounts = self.accounts.lock().unwrap();
        if self.fault == Fault::Down {
            return Outcome::Unavailable;
        }
        let shared = self.fault == Fault::SharesTexts
            && spend.text.is_some_and(|text| {
                let mut all = accounts.values().flat_map(|account| &account.texts);
                all.any(|other| other.hash == text.hash)
            });
        let account = accounts.entry(self.key(spend.address)).or_default();
        if let Some(last) = account.last
            && self.not_greater(spend.nonce, last)
        {
            if self.fault == Fault::SetsWhatItRefuses {
                account.last = Some(spend.nonce);
            }
            if self.fault == Fault::KeepsTextsOfRefused {
                account.texts.extend(spend.text);
            }
            return Outcome::Stale(Staleness::NotGreater { last });
        }
        let known = spend.text.is_some_and(|text| {
            let mut own = account.texts.iter();
            own.any(|other| other.hash == text.hash)
        });
        if shared || (known && self.fault != Fault::IgnoresTexts) {
            if self.fault == Fault::SetsWhatItRefuses {
                account.last = Some(spend.nonce);
            }
            return Outcome::Stale(Staleness::TextSpent);
        }
        Outcome::Advanced
    }

    fn write(&self, spend: &Spend) {
        let mut accounts = self.accounts.lock().unwrap();
        let account = accounts.entry(self.key(spend.address)).or_default();
        if self.fault == Fault::NeverStoresNew && account.last.is_none() {
            account.last = Some(Nonce::from(0).value());
            return;
        }
        account.last = Some(spend.nonce);
        match self.fault {
            Fault::ForgetsTextsAtOnce => account.texts.clear(),
            Fault::ForgetsTextsTooSoon => {
                let far = NonceValue::from(100);
                account
                    .texts
                    .retain(|text| text.reach > spend.nonce && spend.nonce < far);
            }
            _ => {}
        }
        account.texts.extend(spend.text);
        if self.fault == Fault::KeepsOneHundredTexts && account.texts.len() > 100 {
            account.texts.pop_front();
        }
    }

    fn read(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        if self.fault == Fault::Down {
            return Err(LedgerUnavailable);
        }
        let accounts = self.accounts.lock().unwrap();
        let account = accounts.get(&self.key(address));
        Ok(account.and_then(|account| account.last))
    }

    fn at_once(&self, spend: &Spend, guard: &Mutex<()>) -> Outcome {
        let _guard = guard.lock().unwrap();
        let outcome = self.check(spend);
        if outcome == Outcome::Advanced {
            self.write(spend);
        }
        outcome
    }
}

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

impl NonceLedger for Faulty {
    fn advance(&self, spend: &Spend) -> Outcome {
        if self.fault != Fault::ChecksThenWrites {
            return self.at_once(spend, &ONE_AT_A_TIME);
        }
        let outcome = self.check(spend);
        if outcome == Outcome::Advanced {
            thread::yield_now();
            thread::sleep(std::time::Duration::from_millis(1));
            self.write(spend);
        }
        outcome
    }

    fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        self.read(address)
    }
}

impl AsyncNonceLedger for Faulty {
    async fn advance(&self, spend: &Spend) -> Outcome {
        give_way().await;
        if self.fault != Fault::ChecksThenWrites {
            return self.at_once(spend, &ONE_AT_A_TIME);
        }
        let outcome = self.check(spend);
        if outcome == Outcome::Advanced {
            give_way().await;
            self.write(spend);
        }
        outcome
    }

    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        give_way().await;
        self.read(address)
    }
}

#[test]
fn the_suite_finds_faulty_nonce_ledgers() {
    let rise = "nonces of an address strictly rise";
    let exact = "nonces are compared exactly, as numbers";
    let once = "a text is spent once, with whatever nonce";
    let cases = [
        (Fault::TakesEqual, rise),
        (Fault::ComparesFloats, exact),
        (Fault::ComparesTexts, rise),
        (Fault::DropsFractions, exact),
        (
            Fault::TakesEverybodyForOne,
            "addresses do not touch each other",
        ),
        (Fault::SetsWhatItRefuses, rise),
        (Fault::IgnoresTexts, once),
        (Fault::KeepsTextsOfRefused, once),
        (Fault::SharesTexts, once),
        (Fault::ForgetsTextsAtOnce, once),
        (Fault::ForgetsTextsTooSoon, once),
        (
            Fault::KeepsOneHundredTexts,
            "a text is kept until a nonce as great as its reach is spent",
        ),
        (
            Fault::ChecksThenWrites,
            "of identical requests that come together, exactly one wins",
        ),
        (Fault::NeverStoresNew, exact),
        (Fault::Down, rise),
    ];
    for (fault, rule) in cases {
        let found = |result: Result<(), Violation>| {
            let violation = result.expect_err(&format!("{fault:?}"));
            assert_eq!(violation.rule, rule, "{fault:?}: {violation}");
        };
        found(testing::nonce_ledger(&Faulty::new(fault)));
        found(run(testing::async_nonce_ledger(&Faulty::new(fault))));
    }
    testing::nonce_ledger(&Faulty::new(Fault::None)).unwrap();
    run(testing::async_nonce_ledger(&Faulty::new(Fault::None))).unwrap();
}

/// One way to get revocation wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Lapse {
    None,
    /// Provider 2.1.6 with Redis.
    ForgetsAfterFiveMinutes,
    ForgetsAtExpiry,
    KeepsOneHundred,
    ChecksThenWrites,
    RevokesTwice,
    RevokesAll,
    Down,
}

struct Lapsing {
    lapse: Lapse,
    tokens: Mutex<VecDeque<(B256, u64)>>,
}

impl Lapsing {
    fn new(lapse: Lapse) -> Self {
        Self {
            lapse,
            tokens: Mutex::default(),
        }
    }

    fn check(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        let mut tokens = self.tokens.lock().unwrap();
        match self.lapse {
            Lapse::Down => return RevokeOutcome::Unavailable,
            Lapse::ForgetsAfterFiveMinutes => tokens.retain(|(_, at)| at + 300 > now),
            Lapse::ForgetsAtExpiry => tokens.retain(|_| revocation.keep_until > now),
            _ => {}
        }
        let known = tokens.iter().any(|(token, _)| *token == revocation.token);
        if known && self.lapse != Lapse::RevokesTwice {
            RevokeOutcome::AlreadyRevoked
        } else {
            RevokeOutcome::Revoked
        }
    }

    fn write(&self, revocation: &Revocation, now: u64) {
        let mut tokens = self.tokens.lock().unwrap();
        tokens.push_back((revocation.token, now));
        if self.lapse == Lapse::KeepsOneHundred && tokens.len() > 100 {
            tokens.pop_front();
        }
    }

    fn at_once(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        let _guard = ONE_AT_A_TIME.lock().unwrap();
        let outcome = self.check(revocation, now);
        if outcome == RevokeOutcome::Revoked {
            self.write(revocation, now);
        }
        outcome
    }

    fn read(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        let tokens: HashSet<B256> = self.tokens.lock().unwrap().iter().map(|t| t.0).collect();
        match self.lapse {
            Lapse::Down => Err(LedgerUnavailable),
            Lapse::RevokesAll if !tokens.is_empty() => Ok(TokenState::Revoked),
            _ if tokens.contains(&token) => Ok(TokenState::Revoked),
            _ => Ok(TokenState::Live),
        }
    }
}

impl RevocationLedger for Lapsing {
    fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        if self.lapse != Lapse::ChecksThenWrites {
            return self.at_once(revocation, now);
        }
        let outcome = self.check(revocation, now);
        thread::sleep(std::time::Duration::from_millis(1));
        self.write(revocation, now);
        outcome
    }

    fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        self.read(token)
    }
}

impl AsyncRevocationLedger for Lapsing {
    async fn revoke(&self, revocation: &Revocation, now: u64) -> RevokeOutcome {
        give_way().await;
        if self.lapse != Lapse::ChecksThenWrites {
            return self.at_once(revocation, now);
        }
        let outcome = self.check(revocation, now);
        give_way().await;
        self.write(revocation, now);
        outcome
    }

    async fn state(&self, token: B256) -> Result<TokenState, LedgerUnavailable> {
        give_way().await;
        self.read(token)
    }
}

#[test]
fn the_suite_finds_lapsing_revocation_ledgers() {
    let once = "a token is live until it is revoked, once";
    let until = "a revoked token stays revoked until its time";
    let cases = [
        (Lapse::ForgetsAfterFiveMinutes, until),
        (Lapse::ForgetsAtExpiry, until),
        (
            Lapse::KeepsOneHundred,
            "no number of revocations brings an earlier one back",
        ),
        (
            Lapse::ChecksThenWrites,
            "of identical revocations that come together, exactly one is the first",
        ),
        (Lapse::RevokesTwice, once),
        (Lapse::RevokesAll, "tokens do not touch each other"),
        (Lapse::Down, once),
    ];
    for (lapse, rule) in cases {
        let found = |result: Result<(), Violation>| {
            let violation = result.expect_err(&format!("{lapse:?}"));
            assert_eq!(violation.rule, rule, "{lapse:?}: {violation}");
        };
        found(testing::revocation_ledger(&Lapsing::new(lapse)));
        found(run(testing::async_revocation_ledger(&Lapsing::new(lapse))));
    }
    testing::revocation_ledger(&Lapsing::new(Lapse::None)).unwrap();
    run(testing::async_revocation_ledger(&Lapsing::new(Lapse::None))).unwrap();
}

fn spend(byte: u8, nonce: u64, text: Option<(u8, u64)>) -> Spend {
    Spend {
        address: Address::repeat_byte(byte),
        nonce: nonce.into(),
        text: text.map(|(hash, reach)| SpentText {
            hash: B256::repeat_byte(hash),
            reach: reach.into(),
        }),
    }
}

#[test]
fn a_full_ledger_fails_closed() {
    let ledger = MemoryNonces::with_max_entries(3);
    let advance = |spend: Spend| NonceLedger::advance(&ledger, &spend);
    assert_eq!(advance(spend(1, 1, Some((1, 50)))), Outcome::Advanced);
    // An address and a text are two.
    assert_eq!(advance(spend(2, 1, Some((1, 50)))), Outcome::Unavailable);
    let unchanged = NonceLedger::last(&ledger, Address::repeat_byte(2));
    assert_eq!(unchanged, Ok(None));
    assert_eq!(advance(spend(2, 1, None)), Outcome::Advanced);
    assert_eq!(advance(spend(3, 1, None)), Outcome::Unavailable);
    assert_eq!(advance(spend(1, 2, Some((2, 50)))), Outcome::Unavailable);
    // Whoever needs no room is served, and a text that another one replaces makes room for it.
    assert_eq!(advance(spend(2, 2, None)), Outcome::Advanced);
    assert_eq!(advance(spend(1, 2, Some((2, 2)))), Outcome::Advanced);
    assert_eq!(advance(spend(1, 50, Some((2, 99)))), Outcome::Advanced);
    assert_eq!(advance(spend(1, 60, Some((3, 99)))), Outcome::Unavailable);
    // Both that were kept are forgotten, so there is room again.
    assert_eq!(advance(spend(1, 99, None)), Outcome::Advanced);
    assert_eq!(advance(spend(3, 1, None)), Outcome::Advanced);
    assert_eq!(advance(spend(4, 1, None)), Outcome::Unavailable);

    let ledger = MemoryRevocations::with_max_entries(1);
    let revocation = |byte| Revocation {
        token: B256::repeat_byte(byte),
        keep_until: 100,
    };
    let revoke = |byte, now| RevocationLedger::revoke(&ledger, &revocation(byte), now);
    assert_eq!(revoke(1, 100), RevokeOutcome::Revoked);
    assert_eq!(revoke(1, 100), RevokeOutcome::AlreadyRevoked);
    assert_eq!(revoke(2, 100), RevokeOutcome::Unavailable);
    assert_eq!(revoke(2, 101), RevokeOutcome::Revoked);
}

#[test]
fn a_violation_reads_as_follows() {
    let violation = testing::nonce_ledger(&Faulty::new(Fault::Down)).unwrap_err();
    assert_eq!(
        violation.to_string(),
        "the ledger breaks the rule `nonces of an address strictly rise`: expected Ok(None), found \
         Err(LedgerUnavailable)"
    );
    assert_eq!(violation.code(), "ledger_violation");
}
