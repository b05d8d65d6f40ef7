use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use serde_json::{Value, json};

use crate::{cause::Cause, step::Step};

/// For people.
pub(crate) fn text(steps: &[Step], without: Option<Cause>) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    for (step, number) in steps.iter().zip(1..) {
        let _ = writeln!(text, "{number}. {}", step.title);
        for (name, value) in &step.facts {
            let _ = writeln!(text, "   {name:<10} {value}");
        }
        if let Some(outcome) = outcome(step) {
            let _ = writeln!(text, "   {outcome}");
        }
        for check in &step.checks {
            let _ = writeln!(text, "   {} {}", mark(check.held), check.what);
        }
        text.push('\n');
    }
    let held = steps.iter().filter(|step| step.held()).count();
    let _ = write!(text, "{held} of {} steps went as expected", steps.len());
    match without {
        Some(cause) => {
            let _ = writeln!(text, " without the {}", cause.name());
        }
        None => text.push('\n'),
    }
    text
}

fn outcome(step: &Step) -> Option<String> {
    let (mark, expected) = (mark(step.is_as_expected()), step.expected);
    match &step.message {
        Some(message) if step.is_as_expected() => {
            Some(format!("{mark} refused: {expected}: {message}"))
        }
        Some(message) => Some(format!(
            "{mark} refused: {}: {message} (expected: {expected})",
            step.found
        )),
        None if step.is_as_expected() => None,
        None => Some(format!("{mark} served (expected: {expected})")),
    }
}

const fn mark(held: bool) -> char {
    if held { '✓' } else { '✗' }
}

/// For programs.
pub(crate) fn json(steps: &[Step], without: Option<Cause>) -> String {
    let each = steps.iter().zip(1..).map(|(step, number)| {
        let facts = step.facts.iter().map(|(name, value)| {
            let name = (*name).to_owned();
            (name, Value::from(value.as_str()))
        });
        let checks = step.checks.iter();
        let checks = checks.map(|check| json!({"what": check.what, "held": check.held}));
        json!({
            "number": number,
            "name": step.name,
            "title": step.title,
            "facts": Value::Object(facts.collect()),
            "expected": step.expected,
            "found": step.found,
            "message": step.message,
            "checks": checks.collect::<Vec<_>>(),
            "held": step.held(),
        })
    });
    let told = json!({
        "held": steps.iter().all(Step::held),
        "without": without.map(Cause::name),
        "steps": each.collect::<Vec<_>>(),
    });
    format!("{told}\n")
}

pub(crate) fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
