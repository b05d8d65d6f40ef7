//! The contracts' events and calls, against what real contracts emitted and other encoders wrote.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod bad_events;
mod calls;
mod events;
#[cfg(feature = "serde")]
mod json_rpc;
mod proofs;
mod properties;

use alloy_primitives::{Address, B256, Bytes, U256};
use ocean_orders::Log;
use serde_json::Value;

/// What the real contracts and web3 and ethers said.
fn contracts(section: &str, rows: usize) -> Vec<Value> {
    section_of(include_str!("../vectors/contracts.json"), section, rows)
}

/// What eth-abi wrote, for what no contract was asked, with a value of its own in every place.
fn abi(section: &str, rows: usize) -> Vec<Value> {
    section_of(include_str!("../vectors/abi.json"), section, rows)
}

fn section_of(text: &str, section: &str, rows: usize) -> Vec<Value> {
    let mut file: Value = serde_json::from_str(text).unwrap();
    let section = serde_json::from_value::<Vec<Value>>(file[section].take()).unwrap();
    assert_eq!(section.len(), rows);
    section
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn bytes(value: &Value) -> Bytes {
    text(value).parse().unwrap()
}

fn word(value: &Value) -> B256 {
    text(value).parse().unwrap()
}

fn address(value: &Value) -> Address {
    text(value).parse().unwrap()
}

fn number(value: &Value) -> U256 {
    U256::from_str_radix(value.as_str().unwrap(), 10).unwrap()
}

/// A small number, which some encoders show as text.
fn small(value: &Value) -> u8 {
    match value {
        Value::String(digits) => digits.parse().unwrap(),
        number => number.as_u64().unwrap().try_into().unwrap(),
    }
}

fn log(value: &Value) -> Log {
    let index = text(&value["logIndex"]);
    Log {
        address: address(&value["address"]),
        topics: value["topics"]
            .as_array()
            .unwrap()
            .iter()
            .map(word)
            .collect(),
        data: bytes(&value["data"]),
        log_index: u64::from_str_radix(index.strip_prefix("0x").unwrap(), 16).unwrap(),
    }
}
