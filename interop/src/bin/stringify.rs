//! Random texts through Node's `JSON.stringify(JSON.parse(text))` and Python's
//! `json.dumps(json.loads(text))`, and through ours.

use std::{borrow::Cow, process::ExitCode};

use interop::{Arguments, Failure, TextGenerator, answers, node, python};
use ocean_checksum::{DocumentHash, JsonError, js_stringify, ocean_py_stringify};
use serde_json::Value;

/// How many differences are printed in full.
const SHOWN: usize = 5;

fn main() -> Result<ExitCode, Failure> {
    let Arguments { count, seed, .. } = Arguments::read(20_000)?;
    let mut generator = TextGenerator::new(seed);
    let texts: Vec<String> = (0..count).map(|_| generator.text()).collect();
    let questions: Vec<Value> = texts.iter().map(|text| text.as_str().into()).collect();
    let from_node = answers(node("stringify/peer.mjs")?, questions.clone())?;
    let from_python = answers(python("stringify/peer.py")?, questions)?;

    let mut js = Tally::default();
    let mut py = Tally::default();
    for (number, ((text, node), python)) in
        texts.iter().zip(&from_node).zip(&from_python).enumerate()
    {
        js.count("node", number, text, node, compare_js(text, node));
        py.count("python", number, text, python, compare_py(text, python));
    }
    println!("stringify: {count} texts, seed {seed}");
    js.print("node  ");
    py.print("python");
    let broken = js.differences + py.differences > 0 || count == 0;
    Ok(ExitCode::from(u8::from(broken)))
}

#[derive(Default)]
struct Tally {
    accepted: usize,
    changed: usize,
    refused: usize,
    beyond_recursion: usize,
    beyond_our_depth: usize,
    differences: usize,
}

impl Tally {
    fn count(
        &mut self,
        peer: &str,
        number: usize,
        text: &str,
        answer: &Value,
        difference: Option<String>,
    ) {
        match answer.get("ok").and_then(Value::as_str) {
            Some(_) if peer == "python" && is_too_deep(text) => self.beyond_our_depth += 1,
            Some(ok) => {
                self.accepted += 1;
                self.changed += usize::from(ok != text);
            }
            None if is_recursion_error(answer) => self.beyond_recursion += 1,
            None => self.refused += 1,
        }
        if let Some(difference) = difference {
            self.differences += 1;
            if self.differences <= SHOWN {
                println!("difference from {peer} in text {number}: {difference}");
                println!("  text {}", excerpt(text));
            }
        }
    }

    fn print(&self, peer: &str) {
        let Self {
            accepted,
            changed,
            refused,
            beyond_recursion,
            beyond_our_depth,
            differences,
        } = self;
        println!(
            "  {peer} accepted {accepted} ({changed} changed), refused {refused}, \
             beyond the peer's recursion limit {beyond_recursion}, beyond our depth limit \
             {beyond_our_depth}, differences {differences}"
        );
    }
}

fn compare_js(text: &str, answer: &Value) -> Option<String> {
    let ours = js_stringify(text);
    let Some(theirs) = answer.get("ok").and_then(Value::as_str) else {
        return ours.is_ok().then(|| "accepted here, refused there".into());
    };
    let ours = match ours {
        Ok(ours) => ours,
        Err(error) => return Some(format!("refused here: {error}")),
    };
    if ours != theirs {
        return Some(first_difference(&ours, theirs));
    }
    if matches!(ours, Cow::Owned(_)) && theirs == text {
        return Some("the text has the form already, yet it was copied".into());
    }
    match js_stringify(theirs) {
        Ok(Cow::Borrowed(again)) if again == theirs => {}
        other => return Some(format!("not stable: {other:?}")),
    }
    let sha256 = answer.get("sha256").and_then(Value::as_str);
    let hashes = [
        Ok(DocumentHash::of(ours.as_bytes())),
        DocumentHash::of_stringified(text),
    ];
    let agree = hashes.iter().all(
        |hash| matches!(hash, Ok(hash) if Some(hash.to_string().trim_start_matches("0x")) == sha256),
    );
    (!agree).then(|| format!("hashes {hashes:?}"))
}

fn compare_py(text: &str, answer: &Value) -> Option<String> {
    let ours = ocean_py_stringify(text);
    let Some(theirs) = answer.get("ok").and_then(Value::as_str) else {
        return (ours.is_ok() && !is_recursion_error(answer))
            .then(|| "accepted here, refused there".into());
    };
    let ours = match ours {
        Ok(ours) => ours,
        // Python follows a few levels more, as it has them left.
        Err(JsonError::TooDeep { .. }) => return None,
        Err(error) => return Some(format!("refused here: {error}")),
    };
    if ours != theirs {
        return Some(first_difference(&ours, theirs));
    }
    let sha256 = answer.get("sha256").and_then(Value::as_str);
    let hash = DocumentHash::of(ours.as_bytes());
    (Some(hash.to_string().trim_start_matches("0x")) != sha256).then(|| format!("hash {hash}"))
}

fn is_too_deep(text: &str) -> bool {
    matches!(ocean_py_stringify(text), Err(JsonError::TooDeep { .. }))
}

/// Python's depth limit depends on how deep its caller stands already, so ours need not be the same.
fn is_recursion_error(answer: &Value) -> bool {
    answer.get("error").and_then(Value::as_str) == Some("RecursionError")
}

/// The surroundings of the first character that differs.
fn first_difference(ours: &str, theirs: &str) -> String {
    let same = ours.chars().zip(theirs.chars());
    let start = same.take_while(|(a, b)| a == b).count();
    let around = |text: &str| -> String {
        text.chars()
            .skip(start.saturating_sub(24))
            .take(48)
            .collect()
    };
    format!(
        "at character {start} here `{}`, there `{}`",
        around(ours),
        around(theirs)
    )
}

fn excerpt(text: &str) -> String {
    const LONGEST: usize = 400;
    let head: String = text.chars().take(LONGEST).collect();
    let more = if head.len() < text.len() {
        format!(" and {} bytes more", text.len() - head.len())
    } else {
        String::new()
    };
    format!("{head:?}{more}")
}
