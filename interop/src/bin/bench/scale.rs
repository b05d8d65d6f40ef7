//! Longer texts and more threads.

use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

use interop::Failure;
use ocean_checksum::DocumentHash;
use serde_json::Value;

use crate::{
    document,
    race::{Contender, ROUNDS, Row, Target, median, seconds},
};

/// Time per byte from 10 KB to 10 MB, against that of the smallest.
pub(crate) fn growth() -> Result<(), Failure> {
    let canonical = document("2k")?;
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&canonical)?)?;
    for (form, document) in [("canonical", canonical), ("pretty-printed", pretty)] {
        let mut smallest = None;
        for (name, size) in [
            ("10 KB", 10_000),
            ("100 KB", 100_000),
            ("1 MB", 1_000_000),
            ("10 MB", 10_000_000),
        ] {
            let copies = size / (document.len() + 1);
            let text = format!("[{}]", vec![document.as_str(); copies].join(","));
            let bytes = f64::from(u32::try_from(text.len())?);
            let runs = u32::try_from(40_000_000 / size)?.max(3);
            let mut contender = Contender::here(
                "ours",
                Target::None,
                || Ok(DocumentHash::of_stringified(black_box(&text))?),
                |hash| hash.to_string(),
            );
            let mut times = Vec::new();
            for _ in 0..ROUNDS {
                let (time, _) = (contender.run)(runs)?;
                times.push(time.as_secs_f64() / f64::from(runs) / bytes);
            }
            let per_byte = median(times.into_iter());
            let theirs = *smallest.get_or_insert(per_byte);
            Row {
                operation: &format!("growth, {form}, {name}"),
                ours: &format!("{:.3} ns a byte", per_byte * 1e9),
                against: "10 KB",
                theirs: &format!("{:.3} ns a byte", theirs * 1e9),
                of_theirs: per_byte / theirs,
                target: Target::AtMost(1.25),
            }
            .print();
        }
    }
    Ok(())
}

/// The same work on each of two threads and on one, by the clock on the wall.
pub(crate) fn threads() -> Result<(), Failure> {
    const RUNS: u32 = 3_000;
    let text = document("20k")?;
    let work = || {
        for _ in 0..RUNS {
            black_box(DocumentHash::of_stringified(black_box(&text)).ok());
        }
    };
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work();
        let alone = start.elapsed();
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(work);
            work();
        });
        let half_of_both = start.elapsed() / 2;
        let a_run = |time: Duration| time.as_secs_f64() / f64::from(RUNS);
        rounds.push((a_run(alone), a_run(half_of_both)));
    }
    let alone = median(rounds.iter().map(|(alone, _)| *alone));
    let half_of_both = median(rounds.iter().map(|(_, half)| *half));
    Row {
        operation: "20k canonical on two threads",
        ours: &seconds(half_of_both),
        against: "one thread",
        theirs: &seconds(alone),
        of_theirs: median(rounds.iter().map(|(alone, half)| half / alone)),
        target: Target::AtLeast(1.8),
    }
    .print();
    Ok(())
}
