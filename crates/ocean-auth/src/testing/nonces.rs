use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, B256};

use super::{
    Violation, expect,
    together::{CALLS, ROUNDS, join_all, run, threads},
};
use crate::{
    AsyncNonceLedger, LedgerUnavailable, NonceLedger, NonceValue, Outcome, Spend, SpentText,
    Staleness,
};

/// Tries the rules of [`NonceLedger`].
///
/// # Errors
/// [`Violation`]: the first rule that the ledger breaks.
pub fn nonce_ledger(ledger: &(impl NonceLedger + Sync)) -> Result<(), Violation> {
    run(rules(&Blocking(ledger)))
}

/// Tries the rules of [`AsyncNonceLedger`].
///
/// # Errors
/// [`Violation`]: the first rule that the ledger breaks.
pub async fn async_nonce_ledger(ledger: &impl AsyncNonceLedger) -> Result<(), Violation> {
    rules(&Waited(ledger)).await
}

/// Both kinds of ledger, for one set of rules.
trait Ledger {
    async fn advance(&self, spend: Spend) -> Outcome;
    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable>;
    async fn together(&self, spends: &[Spend]) -> Vec<Outcome>;
}

struct Blocking<'a, L>(&'a L);

impl<L: NonceLedger + Sync> Ledger for Blocking<'_, L> {
    async fn advance(&self, spend: Spend) -> Outcome {
        self.0.advance(&spend)
    }

    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        self.0.last(address)
    }

    async fn together(&self, spends: &[Spend]) -> Vec<Outcome> {
        threads(spends, |spend| self.0.advance(spend))
    }
}

struct Waited<'a, L>(&'a L);

impl<L: AsyncNonceLedger> Ledger for Waited<'_, L> {
    async fn advance(&self, spend: Spend) -> Outcome {
        self.0.advance(&spend).await
    }

    async fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable> {
        self.0.last(address).await
    }

    async fn together(&self, spends: &[Spend]) -> Vec<Outcome> {
        join_all(spends.iter().map(|spend| self.0.advance(spend))).await
    }
}

async fn rules(ledger: &impl Ledger) -> Result<(), Violation> {
    nonces_rise(ledger).await?;
    values_are_exact(ledger).await?;
    texts_are_spent_once(ledger).await?;
    texts_stay(ledger).await?;
    one_of_many_wins(ledger).await?;
    races_never_lower_the_nonce(ledger).await
}

/// An address of its own for each test and round.
fn account(test: u64, round: u64) -> Address {
    let mut address = Address::repeat_byte(0x77);
    for (byte, value) in address
        .iter_mut()
        .zip(test.to_be_bytes().into_iter().chain(round.to_be_bytes()))
    {
        *byte = value;
    }
    address
}

fn value(text: &str) -> NonceValue {
    // The texts of this file are nonces; another one would show as a broken rule.
    NonceValue::parse(text).unwrap_or(NonceValue::from(0))
}

fn spend(address: Address, nonce: &str) -> Spend {
    Spend {
        address,
        nonce: value(nonce),
        text: None,
    }
}

fn with_text(address: Address, nonce: &str, text: u8, reach: &str) -> Spend {
    Spend {
        text: Some(SpentText {
            hash: B256::repeat_byte(text),
            reach: value(reach),
        }),
        ..spend(address, nonce)
    }
}

fn not_greater(last: &str) -> Outcome {
    Outcome::Stale(Staleness::NotGreater { last: value(last) })
}

const TEXT_SPENT: Outcome = Outcome::Stale(Staleness::TextSpent);

async fn nonces_rise(ledger: &impl Ledger) -> Result<(), Violation> {
    let rule = "nonces of an address strictly rise";
    let (one, other) = (account(1, 0), account(1, 1));
    expect(rule, &ledger.last(one).await, &Ok(None))?;
    let steps = [
        ("0", Outcome::Advanced),
        ("0", not_greater("0")),
        ("9", Outcome::Advanced),
        ("10", Outcome::Advanced),
        ("10", not_greater("10")),
        ("9", not_greater("10")),
        ("2", not_greater("10")),
    ];
    for (nonce, expected) in steps {
        expect(rule, &ledger.advance(spend(one, nonce)).await, &expected)?;
    }
    expect(rule, &ledger.last(one).await, &Ok(Some(value("10"))))?;

    let rule = "addresses do not touch each other";
    expect(rule, &ledger.last(other).await, &Ok(None))?;
    let outcome = ledger.advance(spend(other, "3")).await;
    expect(rule, &outcome, &Outcome::Advanced)?;
    expect(rule, &ledger.last(one).await, &Ok(Some(value("10"))))
}

async fn values_are_exact(ledger: &impl Ledger) -> Result<(), Violation> {
    let rule = "nonces are compared exactly, as numbers";
    // Each is the least above the one before that a lesser kind of number cannot tell apart.
    let rising = [
        "1",
        "1.000000000000000001",
        "1.9",
        "1.99",
        "1644315615.24194",
        "1644315615.24195",
        "9007199254740992",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999999998",
        "99999999999999999999999999999999999999",
        "99999999999999999999999999999999999999.999999999999999999",
    ];
    let address = account(2, 0);
    let mut last: Option<&str> = None;
    for nonce in rising {
        let outcome = ledger.advance(spend(address, nonce)).await;
        expect(rule, &outcome, &Outcome::Advanced)?;
        if let Some(last) = last {
            let outcome = ledger.advance(spend(address, last)).await;
            expect(rule, &outcome, &not_greater(nonce))?;
        }
        expect(rule, &ledger.last(address).await, &Ok(Some(value(nonce))))?;
        last = Some(nonce);
    }
    Ok(())
}

async fn texts_are_spent_once(ledger: &impl Ledger) -> Result<(), Violation> {
    let rule = "a text is spent once, with whatever nonce";
    let (one, other) = (account(3, 0), account(3, 1));
    let steps = [
        (with_text(one, "5", 1, "375"), Outcome::Advanced),
        (with_text(one, "75", 1, "375"), TEXT_SPENT),
        (with_text(one, "375", 1, "375"), TEXT_SPENT),
        (with_text(one, "5", 1, "375"), not_greater("5")),
        (with_text(other, "75", 1, "375"), Outcome::Advanced),
        // What was refused left nothing behind.
        (with_text(one, "6", 2, "60"), Outcome::Advanced),
        (with_text(one, "4", 3, "40"), not_greater("6")),
        (with_text(one, "40", 3, "40"), Outcome::Advanced),
        (spend(one, "374"), Outcome::Advanced),
        (with_text(one, "375", 1, "375"), TEXT_SPENT),
        (spend(one, "375"), Outcome::Advanced),
        (with_text(one, "375", 1, "375"), not_greater("375")),
    ];
    for (spend, expected) in steps {
        expect(rule, &ledger.advance(spend).await, &expected)?;
    }
    expect(rule, &ledger.last(one).await, &Ok(Some(value("375"))))
}

async fn texts_stay(ledger: &impl Ledger) -> Result<(), Violation> {
    let rule = "a text is kept until a nonce as great as its reach is spent";
    let address = account(4, 0);
    let texts: Vec<(u8, NonceValue)> = (1..=200)
        .map(|text| (text, NonceValue::from(u64::from(text))))
        .collect();
    let again = |text: u8, nonce: NonceValue| Spend {
        nonce,
        ..with_text(address, "0", text, "10000000")
    };
    for (text, nonce) in &texts {
        let outcome = ledger.advance(again(*text, *nonce)).await;
        expect(rule, &outcome, &Outcome::Advanced)?;
    }
    for (text, _) in &texts {
        let outcome = ledger.advance(again(*text, value("10000000"))).await;
        expect(rule, &outcome, &TEXT_SPENT)?;
    }
    Ok(())
}

async fn one_of_many_wins(ledger: &impl Ledger) -> Result<(), Violation> {
    let rule = "of identical requests that come together, exactly one wins";
    let one_advanced = |rule, outcomes: &[Outcome]| {
        let advanced = outcomes.iter().filter(|o| **o == Outcome::Advanced).count();
        expect(rule, &(advanced, outcomes.len()), &(1, CALLS))
    };
    for round in 0..ROUNDS {
        // A new address, and one that is known.
        let known = account(5, 1_000_000 + round);
        let outcome = ledger.advance(spend(known, "1")).await;
        expect(rule, &outcome, &Outcome::Advanced)?;
        for address in [account(5, round), known] {
            let outcomes = ledger.together(&[spend(address, "7"); CALLS]).await;
            one_advanced(rule, &outcomes)?;
            expect(rule, &ledger.last(address).await, &Ok(Some(value("7"))))?;
        }
    }
    let rule = "of two readings of one text that come together, exactly one wins";
    for round in 0..ROUNDS {
        let address = account(6, round);
        let readings = [
            with_text(address, "5", 1, "375"),
            with_text(address, "375", 1, "375"),
        ];
        let spends: Vec<Spend> = readings.into_iter().cycle().take(CALLS).collect();
        one_advanced(rule, &ledger.together(&spends).await)?;
    }
    Ok(())
}

async fn races_never_lower_the_nonce(ledger: &impl Ledger) -> Result<(), Violation> {
    let rule = "of rising nonces that come together, the greatest wins and stays";
    for round in 0..ROUNDS {
        let address = account(7, round);
        let spends: Vec<Spend> = (1_u64..)
            .take(CALLS)
            .map(|nonce| Spend {
                address,
                nonce: NonceValue::from(nonce),
                text: None,
            })
            .collect();
        let outcomes = ledger.together(&spends).await;
        expect(rule, &outcomes.last(), &Some(&Outcome::Advanced))?;
        let greatest = spends.last().map(|spend| spend.nonce);
        expect(rule, &ledger.last(address).await, &Ok(greatest))?;
    }
    let rule = "requests of several addresses that come together do not touch each other";
    let spends: Vec<Spend> = (0..)
        .take(CALLS)
        .map(|round| spend(account(8, round), "1"))
        .collect();
    let outcomes = ledger.together(&spends).await;
    expect(rule, &outcomes, &vec![Outcome::Advanced; CALLS])
}
