//! "Has this order been paid?" of the README.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use std::{fs, path::PathBuf};

use alloy_primitives::address;
use ocean_orders::{JsonRpcReceipt, ONE_DATATOKEN, Policy, Rules};
use serde_json::Value;
use support::{command, examples, run_of};

// The block of the README, as it is.
include!("readme/paid.rs");

fn root() -> PathBuf {
    examples().parent().unwrap().into()
}

fn section() -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, section) = readme
        .split_once("\n## Has this order been paid?\n")
        .unwrap();
    section.split_once("\n## ").unwrap().0.into()
}

/// It stands in both READMEs, compiles, and tells orders apart.
#[test]
fn the_block_of_rust() {
    let block = include_str!("readme/paid.rs");
    let shown = format!("```rust\n{block}```\n");
    assert!(section().contains(&shown), "README.md must show:\n{shown}");
    let (_, function) = block.split_once("\n\n").unwrap();
    let readme = fs::read_to_string(root().join("crates/ocean-orders/README.md")).unwrap();
    assert!(
        readme.contains(function),
        "the crate's must show:\n{function}"
    );

    for (name, code) in [
        ("order", None),
        ("reuse", None),
        ("forged", Some("event_emitter_not_datatoken")),
        ("expired", Some("order_expired")),
    ] {
        let text = fs::read_to_string(examples().join(format!("orders/{name}.json"))).unwrap();
        let input: Value = serde_json::from_str(&text).unwrap();
        let receipts: Vec<JsonRpcReceipt> =
            serde_json::from_value(input["receipts"].clone()).unwrap();
        let receipts: Vec<Receipt> = receipts
            .into_iter()
            .map(|receipt| receipt.into_receipt(1, None).unwrap())
            .collect();
        let node = |hash: B256| {
            let mut receipts = receipts.iter();
            let found = receipts.find(|receipt| receipt.transaction_hash == hash);
            found.unwrap().clone()
        };
        let text = |pointer: &str| input.pointer(pointer).unwrap().as_str().unwrap();
        let number = |pointer: &str| input.pointer(pointer).unwrap().as_u64().unwrap();
        let terms = Terms {
            chain_id: 1,
            transaction: text("/tx_id").parse().unwrap(),
            provider: address!("0xadC580427c020AC946bcb58775c8A61a783d8954"),
            sender: text("/sender").parse().unwrap(),
            nft: text("/nft_address").parse().unwrap(),
            datatoken: text("/service/datatokenAddress").parse().unwrap(),
            deployed_by_nft: true,
            service_id: text("/service/id"),
            service_index: number("/service/index"),
            timeout: number("/service/timeout"),
            required_amount: ONE_DATATOKEN,
            environment: None,
            latest_block: 0,
            rules: Rules::Strict,
            policy: Policy::default(),
        };
        let answer = paid(&terms, node, number("/now"));
        assert_eq!(answer.err().map(|refusal| refusal.code()), code, "{name}");
    }
}

/// What the section shows of the program is what it prints.
#[test]
fn the_commands() {
    let section = section();
    let mut checked = 0;
    for block in section.split("```text\n").skip(1) {
        let (block, _) = block.split_once("```").unwrap();
        for shown in block.split("$ ocean ").skip(1) {
            let (line, printed) = shown.split_once('\n').unwrap();
            let args: Vec<&str> = line.split(' ').collect();
            let output = command().current_dir(root()).args(args).output();
            let run = run_of(output.unwrap());
            assert_eq!(run.stdout.trim_end(), printed.trim_end(), "$ ocean {line}");
            assert_eq!(run.stderr, "", "$ ocean {line}");
            checked += 1;
        }
    }
    assert!(checked >= 3, "{checked}");
}

/// The commands that are named without what they print work, too.
#[cfg(unix)]
#[test]
fn the_other_commands() {
    let section = section();
    let (_, script) = section.split_once("```sh\n").unwrap();
    let (script, _) = script.split_once("```").unwrap();
    let program = env!("CARGO_BIN_EXE_ocean");
    let mut shell = std::process::Command::new("sh");
    let script = format!("set -eu\nocean() {{ {program} \"$@\"; }}\n{script}");
    let run = run_of(
        shell
            .current_dir(root())
            .env_remove("OCEAN_KEY")
            .args(["-c", &script])
            .output()
            .unwrap(),
    );
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
}
