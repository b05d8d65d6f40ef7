//! Every row of `stringify-vectors.json`, made with Node 20.20.2 and `CPython` 3.11.7.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::borrow::Cow;

use ocean_checksum::{DocumentHash, js_stringify, ocean_py_stringify};
use serde_json::Value;

/// Rows in the file.
const ROWS: usize = 202;

fn rows() -> Vec<Value> {
    let rows: Vec<Value> =
        serde_json::from_str(include_str!("vectors/stringify-vectors.json")).unwrap();
    assert_eq!(rows.len(), ROWS);
    rows
}

fn check<T: Copy + PartialEq + std::fmt::Debug>(
    failures: &mut Vec<String>,
    name: &Value,
    ours: T,
    peer: T,
) {
    if ours != peer {
        failures.push(format!("{name}: ours {ours:?}, peer {peer:?}"));
    }
}

#[test]
fn javascript_column() {
    let mut failures = Vec::new();
    let mut accepted = 0;
    for row in rows() {
        let (name, text) = (&row["name"], row["input_text"].as_str().unwrap());
        let ours = js_stringify(text).ok();
        check(
            &mut failures,
            name,
            ours.as_deref(),
            row["js_output"].as_str(),
        );
        if let Some(ours) = ours {
            accepted += 1;
            let hash = DocumentHash::of_stringified(text).unwrap();
            check(
                &mut failures,
                name,
                format!("{hash:x}").as_str(),
                row["sha256"].as_str().unwrap(),
            );
            let borrowed = matches!(ours, Cow::Borrowed(_));
            check(&mut failures, name, borrowed, ours == text);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(accepted, 174);
}

#[test]
fn python_column() {
    let mut failures = Vec::new();
    let mut accepted = 0;
    for row in rows() {
        let (name, text) = (&row["name"], row["input_text"].as_str().unwrap());
        let ours = ocean_py_stringify(text).ok();
        if let Some(ours) = &ours {
            accepted += 1;
            let hash = DocumentHash::of(ours.as_bytes());
            check(
                &mut failures,
                name,
                format!("{hash:x}").as_str(),
                row["py_sha256"].as_str().unwrap_or_default(),
            );
        }
        if row["py_output_omitted"] != true {
            check(
                &mut failures,
                name,
                ours.as_deref(),
                row["py_output"].as_str(),
            );
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(accepted, 173);
}
