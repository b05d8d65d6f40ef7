//! Every row of `did-vectors.json`: what each peer answered for an address and a chain id (ddo.js
//! 0.3.0, ocean.js 8.6.2, Provider 2.1.6, Aquarius 5.1.8, ocean.py 3.1.2).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot read its vectors must fail"
)]

use ocean_did::{Did, Method, parse_address, parse_address_lenient};
use serde_json::Value;

const NOT_A_CHAIN_ID: &str = "not an integer from 0 to 2^64 - 1";

/// The rows that we refuse, and how.
const REFUSED: [(&str, &str); 23] = [
    ("swapped-case-bad-checksum", "address_wrong_checksum"),
    ("one-letter-case-flipped", "address_wrong_checksum"),
    ("0X-prefix", "address_upper_case_prefix"),
    ("0X-upper", "address_upper_case_prefix"),
    ("leading-space", "address_blank"),
    ("trailing-newline", "address_blank"),
    ("39-digits", "address_wrong_length"),
    ("41-digits", "address_wrong_length"),
    ("not-hex", "address_not_hex"),
    ("empty", "address_wrong_length"),
    ("icap", "address_icap"),
    ("chain-0", "did_zero_chain_id"),
    ("chain-negative", NOT_A_CHAIN_ID),
    ("chain-1e21", NOT_A_CHAIN_ID),
    ("chain-1.5", NOT_A_CHAIN_ID),
    ("chain-float-integral", NOT_A_CHAIN_ID),
    ("chain-string", NOT_A_CHAIN_ID),
    ("chain-string-hex", NOT_A_CHAIN_ID),
    ("chain-string-padded", NOT_A_CHAIN_ID),
    ("chain-string-empty", NOT_A_CHAIN_ID),
    ("chain-true", NOT_A_CHAIN_ID),
    ("chain-null", NOT_A_CHAIN_ID),
    ("chain-array", NOT_A_CHAIN_ID),
];

/// The rows that we answer though the peers disagree, and the peers that we equal.
const DISPUTED: [(&str, &[&str]); 6] = [
    (
        "lowercase",
        &["ddojs_v4", "oceanjs_generateDid", "aquarius"],
    ),
    (
        "uppercase-hex",
        &["ddojs_v4", "oceanjs_generateDid", "aquarius"],
    ),
    (
        "no-0x-prefix",
        &["ddojs_v4", "oceanjs_generateDid", "aquarius"],
    ),
    (
        "no-0x-lowercase",
        &["ddojs_v4", "oceanjs_generateDid", "aquarius"],
    ),
    ("all-ff", &["ddojs_v4", "oceanjs_generateDid", "aquarius"]),
    // JavaScript rounds the chain id.
    ("chain-2^53+1", &["aquarius", "provider", "oceanpy"]),
];

/// The peers that print the `did:op:` form.
const OP_PEERS: [&str; 6] = [
    "ddojs_v4",
    "ddojs_deprecated",
    "oceanjs_generateDid",
    "provider",
    "aquarius",
    "oceanpy",
];

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(row, _)| *row == name).map(|&(_, t)| t)
}

fn compute(row: &Value) -> Result<Did, &'static str> {
    let nft = parse_address(row["nft_address"].as_str().unwrap()).map_err(|e| e.code())?;
    let chain_id = row["chain_id"].as_u64().ok_or(NOT_A_CHAIN_ID)?;
    Did::compute(nft, chain_id).map_err(|e| e.code())
}

fn check_equals(row: &Value, peers: &[&str]) -> Result<(), String> {
    let did = compute(row)?;
    for peer in peers {
        let theirs = &row["by"][peer];
        if *theirs != did.to_string() {
            return Err(format!("{peer} has {theirs}, we have {did}"));
        }
        if theirs.as_str().unwrap().parse() != Ok(did) {
            return Err(format!("{theirs} does not parse as {did:?}"));
        }
    }
    let ope = did.with_method(Method::Ope);
    if peers.contains(&"ddojs_v4")
        && (row["did_ope"] != ope.to_string() || row["by"]["ddojs_v5"] != ope.to_string())
    {
        return Err(format!("ddojs_v5 has {}, we have {ope}", row["did_ope"]));
    }
    let nft = parse_address(row["nft_address"].as_str().unwrap()).unwrap();
    if !did.verify(nft, row["chain_id"].as_u64().unwrap()) {
        return Err(format!("{did} does not verify"));
    }
    Ok(())
}

fn check(row: &Value) -> Result<(), String> {
    let name = row["name"].as_str().unwrap();
    if let Some(refusal) = find(&REFUSED, name) {
        match compute(row) {
            Err(code) if code == refusal => Ok(()),
            other => Err(format!("expected {refusal}, found {other:?}")),
        }
    } else if let Some(peers) = find(&DISPUTED, name) {
        check_equals(row, peers)
    } else if row["all_agree"] == true {
        check_equals(row, &OP_PEERS)
    } else {
        Err("a new row on which the peers disagree: decide it here".into())
    }
}

/// Every address that Aquarius reads, the lenient parser reads alike; what Aquarius refuses, so does it.
fn check_lenient(row: &Value) -> Result<(), String> {
    let nft = parse_address_lenient(row["nft_address"].as_str().unwrap());
    let Some(chain_id @ 1..) = row["chain_id"].as_u64() else {
        return Ok(());
    };
    let did = nft
        .ok()
        .map(|nft| Did::compute(nft, chain_id).unwrap().to_string());
    let theirs = row["by"]["aquarius"].as_str();
    if theirs == did.as_deref() {
        Ok(())
    } else {
        Err(format!("lenient: {did:?}, Aquarius: {theirs:?}"))
    }
}

#[test]
fn every_row_is_answered_as_documented() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("vectors/did-vectors.json")).unwrap();
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let error = check(row).and_then(|()| check_lenient(row)).err()?;
            Some(format!("{}: {error}", row["name"]))
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");

    let core = rows.len() - REFUSED.len() - DISPUTED.len();
    assert_eq!((rows.len(), core), (52, 23));
    for (name, _) in &REFUSED {
        assert!(rows.iter().any(|row| row["name"] == *name), "no row {name}");
    }
    for (name, _) in &DISPUTED {
        assert!(rows.iter().any(|row| row["name"] == *name), "no row {name}");
    }
}
