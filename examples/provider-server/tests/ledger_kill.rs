//! A process that spends nonces is killed at random moments. Whatever it said was done is done.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{
    collections::BTreeMap,
    env,
    hash::{BuildHasher as _, RandomState},
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use alloy_primitives::{Address, B256, keccak256};
use ocean_auth::{
    AsyncNonceLedger as _, AsyncRevocationLedger as _, NonceValue, Outcome, Revocation,
    RevokeOutcome, Spend, SpentText, Staleness, TokenState,
};
use provider_server::ledger::Sqlite;

const LEDGER: &str = "LEDGER_OF_THE_CHILD";
const CALLERS: u8 = 8;
const ROUNDS: usize = 12;

fn spend(caller: u8, nonce: u64) -> Spend {
    Spend {
        address: Address::repeat_byte(caller),
        nonce: NonceValue::from(nonce),
        text: Some(SpentText {
            hash: name(caller, nonce),
            reach: NonceValue::from(u64::MAX),
        }),
    }
}

fn revocation(caller: u8, nonce: u64) -> Revocation {
    Revocation {
        token: name(caller, nonce),
        keep_until: 2_000_000_000,
    }
}

fn name(caller: u8, nonce: u64) -> B256 {
    keccak256(format!("{caller} {nonce}"))
}

/// Not a test of its own: what the parent runs and kills.
#[test]
fn child() {
    let Some(path) = env::var_os(LEDGER) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let ledger = Sqlite::open(&PathBuf::from(path)).unwrap();
    runtime.block_on(async {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| tokio::spawn(spend_for_ever(ledger.clone(), caller)))
            .collect();
        for caller in callers {
            caller.await.unwrap();
        }
    });
}

async fn spend_for_ever(ledger: Sqlite, caller: u8) {
    let address = Address::repeat_byte(caller);
    let last = ledger.last(address).await.unwrap();
    let last: u64 = last.map_or(0, |last| last.to_string().parse().unwrap());
    for nonce in last + 1.. {
        assert_eq!(
            ledger.advance(&spend(caller, nonce)).await,
            Outcome::Advanced
        );
        say(&format!("spent {caller} {nonce}"));
        if nonce % 4 == 0 {
            let outcome = ledger.revoke(&revocation(caller, nonce), 1_000).await;
            assert_eq!(outcome, RevokeOutcome::Revoked);
            say(&format!("revoked {caller} {nonce}"));
        }
    }
}

/// In one write, past the harness.
fn say(line: &str) {
    let mut out = std::io::stderr().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// From when on a child may be killed.
#[derive(Clone, Copy)]
enum Moment {
    /// Perhaps while it makes the file.
    Start,
    /// When it has said something.
    FirstWord,
}

/// What a child said before it was killed, the last line only if it is whole.
fn killed_child(path: &Path, from: Moment) -> Vec<(bool, u8, u64)> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(LEDGER, path)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut said = Vec::new();
    let mut hear = |line: &str| {
        let words: Vec<&str> = line.trim_end().split(' ').collect();
        match *words.as_slice() {
            [what @ ("spent" | "revoked"), caller, nonce] if line.ends_with('\n') => {
                said.push((
                    what == "revoked",
                    caller.parse().unwrap(),
                    nonce.parse().unwrap(),
                ));
            }
            _ => assert!(!line.ends_with('\n'), "{line}"),
        }
    };
    let longest = match from {
        Moment::Start => 20_000,
        Moment::FirstWord => {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            hear(&line);
            120_000
        }
    };
    let moment = Duration::from_micros(RandomState::new().hash_one(longest) % longest);
    let killer = std::thread::spawn(move || {
        std::thread::sleep(moment);
        // SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap()
    });
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).unwrap() == 0 {
            break;
        }
        hear(&line);
    }
    assert!(!killer.join().unwrap().success());
    said
}

#[tokio::test]
async fn a10_a_killed_server_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let mut last: BTreeMap<u8, u64> = BTreeMap::new();
    let (mut spent, mut revoked) = (0, 0);
    for round in 0..ROUNDS {
        let said = killed_child(&path, Moment::FirstWord);
        assert!(!said.is_empty());
        let ledger = Sqlite::open(&path).unwrap();
        for (is_revoked, caller, nonce) in said {
            if is_revoked {
                let state = ledger.state(name(caller, nonce)).await;
                assert_eq!(
                    state,
                    Ok(TokenState::Revoked),
                    "round {round}: {caller} {nonce}"
                );
                revoked += 1;
                continue;
            }
            let outcome = ledger.advance(&spend(caller, nonce)).await;
            assert!(
                matches!(outcome, Outcome::Stale(Staleness::NotGreater { .. })),
                "round {round}: {caller} {nonce}: {outcome:?}"
            );
            // With a nonce that is free, the text is what refuses it.
            let outcome = ledger
                .advance(&Spend {
                    nonce: NonceValue::from(u64::MAX - 1),
                    ..spend(caller, nonce)
                })
                .await;
            assert_eq!(
                outcome,
                Outcome::Stale(Staleness::TextSpent),
                "round {round}: {caller} {nonce}"
            );
            last.insert(caller, nonce);
            spent += 1;
        }
        // Of what was not said, at most the one request that was under way is spent.
        for (caller, said) in &mut last {
            let kept = ledger.last(Address::repeat_byte(*caller)).await.unwrap();
            let kept = kept.unwrap().to_string().parse().unwrap();
            assert!(
                (*said..=*said + 1).contains(&kept),
                "round {round}: {caller} {said} {kept}"
            );
            *said = kept;
        }
    }
    assert!(revoked > 0);
    println!("{ROUNDS} kills, {spent} nonces and {revoked} revocations, none lost");
}

#[tokio::test]
async fn a_ledger_whose_making_was_interrupted_opens() {
    for round in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let said = killed_child(&path, Moment::Start);
        let ledger = Sqlite::open(&path).unwrap();
        for (is_revoked, caller, nonce) in said {
            if !is_revoked {
                let outcome = ledger.advance(&spend(caller, nonce)).await;
                assert!(
                    matches!(outcome, Outcome::Stale(Staleness::NotGreater { .. })),
                    "round {round}: {caller} {nonce}: {outcome:?}"
                );
            }
        }
    }
}
