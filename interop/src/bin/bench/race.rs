//! Contenders taking turns, and the rows of the table.

use std::{hint::black_box, time::Duration};

use cpu_time::ProcessTime;
use interop::{Failure, Peer};
use serde_json::{Value, json};

pub(crate) const ROUNDS: usize = 9;
const WARM_UP: Duration = Duration::from_millis(120);
const TURN: Duration = Duration::from_millis(20);

/// What a ratio should be.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
    None,
}

/// Does the work so many times; the processor time of all, and the last result.
type Run<'a> = dyn FnMut(u32) -> Result<(Duration, String), Failure> + 'a;

/// One way to do the work.
pub(crate) struct Contender<'a> {
    pub(crate) name: &'static str,
    pub(crate) run: Box<Run<'a>>,
    pub(crate) target: Target,
}

impl<'a> Contender<'a> {
    pub(crate) fn here<T: 'a>(
        name: &'static str,
        target: Target,
        work: impl Fn() -> Result<T, Failure> + 'a,
        show: impl Fn(T) -> String + 'a,
    ) -> Self {
        let run = move |runs| {
            let start = ProcessTime::now();
            for _ in 1..runs {
                black_box(work()?);
            }
            let result = black_box(work()?);
            Ok((start.elapsed(), show(result)))
        };
        Self {
            name,
            run: Box::new(run),
            target,
        }
    }

    pub(crate) fn there(
        name: &'static str,
        target: Target,
        peer: &'a mut Peer,
        input: &'a str,
    ) -> Self {
        Self {
            name,
            run: Box::new(move |runs| ask(peer, name, input, runs)),
            target,
        }
    }
}

pub(crate) fn ask(
    peer: &mut Peer,
    task: &str,
    input: &str,
    runs: u32,
) -> Result<(Duration, String), Failure> {
    let answer = peer.ask(&json!({ "task": task, "input": input, "runs": runs }))?;
    let microseconds = answer.get("microseconds").and_then(Value::as_f64);
    let result = answer.get("result").and_then(Value::as_str);
    match (microseconds, result) {
        (Some(microseconds), Some(result)) => {
            let time = Duration::from_secs_f64(microseconds / 1e6);
            Ok((time, result.to_owned()))
        }
        _ => Err(format!("{task} answered {answer}").into()),
    }
}

/// Lets the contenders take turns and prints the first, ours, against each other one; the time of
/// ours.
///
/// All must come to the same result, apart from ocean.py, which hashes a text of its own.
pub(crate) fn race(operation: &str, contenders: &mut [Contender]) -> Result<f64, Failure> {
    let mut turns = Vec::new();
    let mut ours = None;
    for contender in contenders.iter_mut() {
        let mut runs = 1;
        let time = loop {
            let (time, result) = (contender.run)(runs)?;
            let expected = ours.get_or_insert_with(|| result.clone());
            if *expected != result && contender.name != "ocean.py" {
                return Err(format!("{}: {result}, ours: {expected}", contender.name).into());
            }
            if time >= WARM_UP {
                break time;
            }
            runs *= 2;
        };
        let a_turn = TURN.as_secs_f64() / time.as_secs_f64() * f64::from(runs);
        let enough = (1..runs).find(|&runs| f64::from(runs) >= a_turn);
        turns.push(enough.unwrap_or(runs));
    }
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut round = Vec::new();
        for (contender, &runs) in contenders.iter_mut().zip(&turns) {
            let (time, _) = (contender.run)(runs)?;
            round.push(time.as_secs_f64() / f64::from(runs));
        }
        rounds.push(round);
    }
    let times = |index: usize| {
        let of_round = move |round: &Vec<f64>| round.get(index).copied();
        rounds.iter().filter_map(of_round)
    };
    for (index, contender) in contenders.iter().enumerate().skip(1) {
        let ratios = times(0)
            .zip(times(index))
            .map(|(ours, theirs)| ours / theirs);
        Row {
            operation,
            ours: &seconds(median(times(0))),
            against: contender.name,
            theirs: &seconds(median(times(index))),
            of_theirs: median(ratios),
            target: contender.target,
        }
        .print();
    }
    Ok(median(times(0)))
}

pub(crate) struct Row<'a> {
    pub(crate) operation: &'a str,
    pub(crate) ours: &'a str,
    pub(crate) against: &'a str,
    pub(crate) theirs: &'a str,
    pub(crate) of_theirs: f64,
    pub(crate) target: Target,
}

impl Row<'_> {
    pub(crate) fn print(&self) {
        let Self {
            operation,
            ours,
            against,
            theirs,
            of_theirs,
            target,
        } = self;
        let faster = 1.0 / of_theirs;
        let verdict = |met| if met { "met" } else { "**missed**" };
        let (ratio, target) = match *target {
            Target::AtMost(most) => (
                format!("{of_theirs:.2} of theirs"),
                format!("≤ {most}, {}", verdict(*of_theirs <= most)),
            ),
            Target::AtLeast(least) => (
                format!("{faster:.1} times as fast"),
                format!("≥ {least}, {}", verdict(faster >= least)),
            ),
            Target::None => (format!("{faster:.1} times as fast"), "none".to_owned()),
        };
        println!("| {operation} | {ours} | {against} | {theirs} | {ratio} | {target} |");
    }
}

pub(crate) fn median(times: impl Iterator<Item = f64>) -> f64 {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

pub(crate) fn seconds(seconds: f64) -> String {
    match seconds {
        ..1e-6 => format!("{:.0} ns", seconds * 1e9),
        ..1e-3 => format!("{:.1} µs", seconds * 1e6),
        _ => format!("{:.2} ms", seconds * 1e3),
    }
}
