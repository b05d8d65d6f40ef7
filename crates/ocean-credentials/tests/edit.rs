//! Editing the lists: as ocean.py 3.1.2 does, and byte for byte.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{Address, address};
use ocean_credentials::{Credentials, Lookup, MalformedCredentials, Rules};
use serde_json::Value;

const ALICE: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");

type Edited = Result<Credentials, MalformedCredentials>;

fn edit(credentials: &Credentials, edit: &str, list: &str, address: Address) -> Edited {
    match (edit, list) {
        ("add", "allow") => credentials.with_allowed(address),
        ("add", "deny") => credentials.with_denied(address),
        ("remove", "allow") => credentials.without_allowed(address),
        ("remove", "deny") => credentials.without_denied(address),
        other => panic!("{other:?}"),
    }
}

fn check_row(row: &Value) -> Result<(), String> {
    let text = |key: &str| row[key].as_str().unwrap();
    let credentials = Credentials::parse(&row["credentials"].to_string()).unwrap();
    let address = text("address").parse().unwrap();
    match edit(&credentials, text("edit"), text("list"), address) {
        Ok(edited) => {
            let edited: Value = serde_json::from_str(edited.text()).unwrap();
            // ocean.py holds no credentials as an empty object.
            let nothing = edited.is_null() && row["result"] == serde_json::json!({});
            if nothing || row.get("result") == Some(&edited) {
                Ok(())
            } else {
                Err(format!("ours {edited}"))
            }
        }
        Err(_) if row["raises"].is_string() => Ok(()),
        Err(error) => Err(format!("ours {error}")),
    }
}

#[test]
fn every_row_of_ocean_py() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("vectors/edit-cases.json")).unwrap();
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|row| Some(format!("{}: {}", row["name"], check_row(row).err()?)))
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(rows.len(), 56);
}

fn check(text: &str, edited: impl FnOnce(&Credentials) -> Edited, expected: &str) {
    let credentials = Credentials::parse(text).unwrap();
    assert_eq!(edited(&credentials).unwrap().text(), expected);
}

#[test]
fn the_rest_stays_byte_for_byte() {
    check(
        "{ \"x\" : 1.0,\n  \"allow\": [ {\"\\u0074ype\": \"address\", \"values\": [ \"0xB2\" ,\n \"*\" ], \"z\": 1e2} ] }",
        |credentials| credentials.with_allowed(ALICE),
        "{ \"x\" : 1.0,\n  \"allow\": [ {\"\\u0074ype\": \"address\", \"values\": [ \"0xb2\" ,\n \"*\",\"0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\" ], \"z\": 1e2} ] }",
    );
    check(
        "{ \"b\": 1 ,\"1\": [ ] } ",
        |credentials| credentials.with_denied(ALICE),
        "{ \"b\": 1 ,\"1\": [ ],\"deny\":[{\"type\":\"address\",\"values\":[\"0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\"]}] } ",
    );
    let values = |values: &str| format!(r#"{{"deny":[{{"type":"address","values":{values}}}]}}"#);
    let without = |before: &str, after: &str| {
        check(
            &values(before),
            |credentials| credentials.without_denied(ALICE),
            &values(after),
        );
    };
    let alice = "\"0xA1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\"";
    without(&format!("[ {alice} ]"), "[  ]");
    without(&format!("[ {alice} , \"X\" ]"), "[ \"x\" ]");
    without(&format!("[ \"X\" , {alice} ]"), "[ \"x\" ]");
    without(&format!("[ \"X\" , {alice} , \"y\" ]"), "[ \"x\" , \"y\" ]");
    without("[ \"X\" ]", "[ \"X\" ]");
}

#[test]
fn a_repeated_key_is_edited_where_it_counts() {
    let text = r#"{"allow": [], "allow": [{"type": "address", "values": []}]}"#;
    let expected = r#"{"allow": [], "allow": [{"type": "address", "values": ["0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"]}]}"#;
    check(
        text,
        |credentials| credentials.with_allowed(ALICE),
        expected,
    );
}

#[test]
fn the_errors_name_the_place() {
    let check = |text: &str, message: &str| {
        let credentials = Credentials::parse(text).unwrap().at("/credentials");
        for edit in [
            credentials.with_allowed(ALICE),
            credentials.without_allowed(ALICE),
        ] {
            assert_eq!(edit.unwrap_err().to_string(), message);
        }
    };
    check("[]", "expected an object at `/credentials`, found array");
    check(
        r#"{"allow": 1}"#,
        "expected an array at `/credentials/allow`, found number",
    );
    check(
        r#"{"allow": ["x"]}"#,
        "expected an object at `/credentials/allow/0`, found string",
    );
    check(
        r#"{"allow": [{"type": "address", "values": "0x"}]}"#,
        "expected an array of strings at `/credentials/allow/0/values`, found string",
    );
}

#[test]
fn a_list_that_lost_its_last_value_keeps_everybody_out() {
    let credentials = Credentials::default().with_allowed(ALICE).unwrap();
    let emptied = credentials.without_allowed(ALICE).unwrap();
    assert_eq!(
        emptied.text(),
        r#"{"allow":[{"type":"address","values":[]}]}"#
    );
    assert!(
        !emptied
            .evaluate(ALICE, |_| Lookup::Failed)
            .unwrap()
            .is_allowed()
    );
    let theirs = emptied.evaluate_as(Rules::Provider, Some(&ALICE.to_string()), |_| {
        Lookup::Failed
    });
    assert!(theirs.unwrap().is_allowed());
}
