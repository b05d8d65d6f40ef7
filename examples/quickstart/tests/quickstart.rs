//! Runs the real program.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::process::{Command, Output};

use serde_json::Value;

/// Steps, and what each is expected to end with.
const STEPS: [(&str, &str); 9] = [
    ("keys", "done"),
    ("publish", "done"),
    ("index", "done"),
    ("unpaid", "order_unknown"),
    ("denied", "credential_in_deny_list"),
    ("paid", "done"),
    ("replayed", "nonce_not_greater"),
    ("admitted", "done"),
    ("exchanged", "algorithm_file_checksum_mismatch"),
];

/// The one cause of each refusal.
const CAUSES: [(&str, &str); 4] = [
    ("non-payment", "unpaid"),
    ("deny-list", "denied"),
    ("replay", "replayed"),
    ("exchanged-code", "exchanged"),
];

fn quickstart(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    command.args(args).output().unwrap()
}

/// The exit code and the document.
fn json(args: &[&str]) -> (Option<i32>, Value) {
    let run = quickstart(&[&["--json"], args].concat());
    assert!(run.stderr.is_empty(), "{run:?}");
    (
        run.status.code(),
        serde_json::from_slice(&run.stdout).unwrap(),
    )
}

fn texts<'v>(steps: &'v Value, key: &str) -> Vec<&'v str> {
    let steps = steps.as_array().unwrap().iter();
    steps.map(|step| step[key].as_str().unwrap()).collect()
}

#[test]
fn every_expectation_holds() {
    let (code, told) = json(&[]);
    assert_eq!(
        (code, &told["held"], &told["without"]),
        (Some(0), &Value::Bool(true), &Value::Null)
    );
    let steps = &told["steps"];
    assert_eq!(texts(steps, "name"), STEPS.map(|(name, _)| name));
    assert_eq!(
        texts(steps, "expected"),
        STEPS.map(|(_, expected)| expected)
    );
    assert_eq!(texts(steps, "found"), STEPS.map(|(_, expected)| expected));
    for (step, number) in steps.as_array().unwrap().iter().zip(1..) {
        assert_eq!(
            (&step["number"], &step["held"]),
            (&number.into(), &true.into()),
            "{step:#}"
        );
        assert_eq!(
            step["message"].is_null(),
            step["expected"] == "done",
            "{step:#}"
        );
        let checks = step["checks"].as_array().unwrap();
        assert_eq!(checks.is_empty(), step["name"] == "keys", "{step:#}");
        assert!(checks.iter().all(|check| check["held"] == true), "{step:#}");
    }
    let facts = |index: usize| &steps[index]["facts"];
    assert_eq!(facts(1)["did"], facts(2)["did"]);
    assert_eq!(facts(1)["nft"], facts(2)["log from"]);
    assert_eq!(facts(5)["sha256"], csv_sha256());
    assert_eq!(facts(5)["order"], facts(6)["order"]);
}

/// As `sha256sum examples/data/river-levels.csv` tells it.
fn csv_sha256() -> String {
    "0x0385efcbf21e19c0935b345bed456438b03724f91a485cdd8414dcd3a76a3c59".into()
}

#[test]
fn a_refusal_is_gone_with_its_one_cause() {
    for (cause, name) in CAUSES {
        let (code, told) = json(&["--without", cause]);
        assert_eq!(code, Some(1), "{cause}");
        assert_eq!(
            (&told["held"], &told["without"]),
            (&false.into(), &cause.into())
        );
        let steps = told["steps"].as_array().unwrap();
        assert_eq!(steps.len(), STEPS.len());
        for (step, (step_name, expected)) in steps.iter().zip(STEPS) {
            assert_eq!(step["name"], step_name);
            assert_eq!(step["expected"], expected, "{cause}");
            let flipped = step_name == name;
            let found = if flipped { "done" } else { expected };
            assert_eq!(step["found"], found, "{cause}: {step:#}");
            assert_eq!(step["held"], !flipped, "{cause}: {step:#}");
            let checks = step["checks"].as_array().unwrap();
            assert!(
                checks.iter().all(|check| check["held"] == true),
                "{cause}: {step:#}"
            );
        }
        // What was refused gives what is else paid for.
        let step = steps.iter().find(|step| step["name"] == name).unwrap();
        match name {
            "exchanged" => assert_eq!(step["facts"]["network"], "no"),
            _ => assert_eq!(step["facts"]["sha256"], csv_sha256()),
        }
    }
}

/// All refused steps, and all that the program knows.
#[test]
fn every_refusal_has_a_cause() {
    let refused = STEPS.iter().filter(|(_, expected)| *expected != "done");
    assert_eq!(
        refused.map(|(name, _)| *name).collect::<Vec<_>>(),
        CAUSES.map(|(_, name)| name)
    );
    let help = String::from_utf8(quickstart(&["--help"]).stdout).unwrap();
    let listed = help
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- "));
    let listed = listed.filter_map(|line| line.split(':').next());
    assert_eq!(listed.collect::<Vec<_>>(), CAUSES.map(|(cause, _)| cause));
}

#[test]
fn people_are_told_the_same() {
    let run = quickstart(&[]);
    let text = String::from_utf8(run.stdout).unwrap();
    assert_eq!(
        (run.status.code(), run.stderr.len()),
        (Some(0), 0),
        "{text}"
    );
    let (_, told) = json(&[]);
    for step in told["steps"].as_array().unwrap() {
        let title = format!(
            "\n{}. {}\n",
            step["number"],
            step["title"].as_str().unwrap()
        );
        assert!(format!("\n{text}").contains(&title), "{title}{text}");
        for name in step["facts"].as_object().unwrap().keys() {
            assert!(text.contains(&format!("\n   {name:<10} ")), "{name}");
        }
        for check in step["checks"].as_array().unwrap() {
            let what = format!("\n   ✓ {}\n", check["what"].as_str().unwrap());
            assert!(text.contains(&what), "{what}{text}");
        }
        if let Some(message) = step["message"].as_str() {
            let code = step["found"].as_str().unwrap();
            let line = format!("\n   ✓ refused: {code}: {message}\n");
            assert!(text.contains(&line), "{line}{text}");
        }
    }
    assert!(!text.contains(['✗', '\u{1b}']), "{text}");
    assert!(
        text.ends_with("\n9 of 9 steps went as expected\n"),
        "{text}"
    );

    let run = quickstart(&["--without", "deny-list"]);
    let text = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(1), "{text}");
    assert!(
        text.contains("\n   ✗ served (expected: credential_in_deny_list)\n"),
        "{text}"
    );
    assert!(
        text.ends_with("\n8 of 9 steps went as expected without the deny-list\n"),
        "{text}"
    );
}

/// What differs from run to run has keys, addresses and hashes in it, and nothing else.
#[test]
fn runs_are_alike() {
    fn shape(value: &Value) -> Value {
        match value {
            Value::Array(list) => list.iter().map(shape).collect(),
            Value::Object(object) => {
                let members = object.iter();
                members
                    .map(|(key, value)| (key.clone(), shape(value)))
                    .collect()
            }
            Value::String(text) => {
                let mut words = text.split_whitespace().map(|word| {
                    let digits = word.trim_start_matches("did:op:").trim_start_matches("0x");
                    let is_hash =
                        digits.len() >= 40 && digits.chars().all(|c| c.is_ascii_hexdigit());
                    if is_hash { "…" } else { word }
                });
                // The length of what was compressed.
                let bytes = if text.ends_with("(flags 3)") {
                    words.next()
                } else {
                    None
                };
                Value::from(words.collect::<Vec<_>>().join(" ") + bytes.map_or("", |_| "…"))
            }
            other => other.clone(),
        }
    }
    assert_eq!(shape(&json(&[]).1), shape(&json(&[]).1));
}

#[test]
fn bad_arguments() {
    for args in [
        &["--without"][..],
        &["--without", "sense"],
        &["--without", "replay", "--without", "deny-list"],
        &["--json=yes"],
        &["--jsno"],
        &["deny-list"],
        &[""],
    ] {
        let run = quickstart(args);
        assert_eq!(
            (run.status.code(), run.stdout.len()),
            (Some(2), 0),
            "{args:?}"
        );
        assert!(run.stderr.starts_with(b"error: "), "{args:?}");
    }
    for args in ["--help", "--version"] {
        let run = quickstart(&[args]);
        assert_eq!(
            (run.status.code(), run.stderr.len()),
            (Some(0), 0),
            "{args}"
        );
    }
}
