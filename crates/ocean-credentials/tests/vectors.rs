//! Every row of `credentials-cases.json`: what Provider 2.1.6, ocean.py 3.1.2 and ocean-node 3.2.0
//! answered, and what the strict rule demands.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_credentials::{AccessList, Credentials, Decision, Lookup, MalformedCredentials, Rules};
use serde_json::Value;

fn evaluate(row: &Value, rules: Rules) -> Result<Decision, MalformedCredentials> {
    let credentials = Credentials::parse(&row["credentials"].to_string()).unwrap();
    let lookup = |list: &AccessList| match row["access_list_lookup"][&list.contract].as_str() {
        Some("member") => Lookup::Member,
        Some("not-member") => Lookup::NotMember,
        Some("rpc-error") => Lookup::Failed,
        other => panic!("{}: asked for {list:?}, found {other:?}", row["name"]),
    };
    credentials.evaluate_as(rules, row["consumer"].as_str(), lookup)
}

/// Provider's column, and ocean.py's unless the credentials are neither object nor `null`.
fn check_provider(row: &Value) -> Result<(), String> {
    let expected = row["provider"].as_str().unwrap();
    let of_python = row["credentials"].is_object() || row["credentials"].is_null();
    if of_python && row["ocean_py"] != expected {
        return Err(format!("Provider {expected}, ocean.py {}", row["ocean_py"]));
    }
    let raises = |error: &str| match expected.strip_prefix("RAISES ") {
        // The text of Python's JSON errors is not kept.
        Some(text) if text.starts_with("JSONDecodeError") => error == "JSONDecodeError",
        text => text == Some(error),
    };
    match evaluate(row, Rules::Provider) {
        Ok(decision) if decision.code().name() == expected => Ok(()),
        Err(MalformedCredentials::PeerRaises { error, .. }) if raises(&error) => Ok(()),
        other => Err(format!("Provider {expected}, ours {other:?}")),
    }
}

fn check_ocean_node(row: &Value) -> Result<(), String> {
    let expected = row["ocean_node"].as_str().unwrap();
    let ours = match evaluate(row, Rules::OceanNode) {
        Ok(decision) if decision.is_allowed() => "ALLOW".into(),
        Ok(_) => "DENY".into(),
        Err(MalformedCredentials::PeerRaises { error, .. }) => format!("THROWS {error}"),
        Err(other) => other.to_string(),
    };
    if ours == expected {
        Ok(())
    } else {
        Err(format!("ocean-node {expected}, ours {ours}"))
    }
}

fn check_strict(row: &Value) -> Result<(), String> {
    let expected = row["recommended"].as_str().unwrap();
    match evaluate(row, Rules::Strict) {
        Ok(decision) if decision.code().name() == expected => Ok(()),
        Err(MalformedCredentials::PeerRaises { .. }) => Err("no peer here".into()),
        Err(_) if expected == "MALFORMED" => Ok(()),
        other => Err(format!("strict {expected}, ours {other:?}")),
    }
}

#[test]
fn every_row_under_each_rules() {
    let rows: Vec<Value> =
        serde_json::from_str(include_str!("vectors/credentials-cases.json")).unwrap();
    let failures: Vec<String> = rows
        .iter()
        .flat_map(|row| {
            let checks = [
                check_provider(row),
                check_ocean_node(row),
                check_strict(row),
            ];
            checks
                .into_iter()
                .filter_map(Result::err)
                .map(|error| format!("{}: {error}", row["name"]))
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(rows.len(), 63);
}
