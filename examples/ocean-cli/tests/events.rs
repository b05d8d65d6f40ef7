//! `events`, by the vectors of `ocean-orders`.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Run, keys, ocean, ocean_with};

const ORDER: &str = "0xff5163c9527a3f9087d71c98a17e94eca4b4abde22d4829546caf9eba7b18880";
const DATATOKEN: &str = "0xE003BeBDE3bc28f49bE10682c8AfD54B16675D2E";

fn events(value: &Value, flags: &[&str]) -> Run {
    let args = [&["events", "-"][..], flags].concat();
    ocean_with(&args, value.to_string().as_bytes())
}

fn samples() -> Vec<Value> {
    let text = include_str!("../../../crates/ocean-orders/tests/vectors/contracts.json");
    let mut vectors: Value = serde_json::from_str(text).unwrap();
    let rows: Vec<Value> = serde_json::from_value(vectors["log_samples"].take()).unwrap();
    assert_eq!(rows.len(), 6);
    rows
}

fn receipt() -> Value {
    let path = support::examples().join("orders/receipt.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_receipt_in_words() {
    let run = ocean(&["events", "orders/receipt.json"]);
    run.prints(
        0,
        &format!(
            "transaction {ORDER}
    0  {DATATOKEN}  OrderStarted consumer=0x8b1FCb20475ee3F31515A0bc8190a33d171dE61d payer=0x8b1FCb20475ee3F31515A0bc8190a33d171dE61d amount=1000000000000000000 service_index=0 timestamp=1795219005 publish_market_address=0x0000000000000000000000000000000000000000 block_number=173
    1  {DATATOKEN}  ProviderFee address=0xadC580427c020AC946bcb58775c8A61a783d8954 token=0x166994f0046454901672Cb941Ab0236fEC3e8A46 amount=0 data={{\"environment\":null,\"timestamp\":1700000000.5,\"dt\":\"{DATATOKEN}\",\"id\":\"0\"}} v=27 r=0x4c0dea8eabcaa35335d6e52996e1d5193dc8ed45369051cc44b946c90aad17a9 s=0x21f883c4966cd3ce8b557cf050d252d0413ad73e1e3769cba8e897efdbbc7b7a valid_until=0
    2  {DATATOKEN}  Transfer from=0x8b1FCb20475ee3F31515A0bc8190a33d171dE61d to=0x125FD871cf3b155dF89120291e1B415690195F9E value=970000000000000000
    3  {DATATOKEN}  Transfer from=0x8b1FCb20475ee3F31515A0bc8190a33d171dE61d to=0xc6B796642774dd361754c766a0D373BCD4a3AD5d value=30000000000000000
"
        ),
    );
}

/// Whatever a node answers: one receipt or several, logs, with what is around them.
#[test]
fn every_form_says_the_same() {
    let receipt = receipt();
    let mut logs = receipt["logs"].clone();
    for log in logs.as_array_mut().unwrap() {
        log["transactionHash"] = ORDER.into();
        log["blockNumber"] = "0xad".into();
    }
    let words = events(&receipt, &[]).stdout;
    for form in [
        json!([receipt]),
        json!(logs),
        json!({"jsonrpc": "2.0", "id": 1, "result": receipt}),
        json!({"jsonrpc": "2.0", "id": 1, "result": [receipt]}),
        json!({"jsonrpc": "2.0", "id": 1, "result": logs, "error": null}),
    ] {
        events(&form, &[]).prints(0, &words);
    }
    let first = words.lines().take(2).collect::<Vec<_>>().join("\n") + "\n";
    events(&logs[0], &[]).prints(0, &first);
    // Each transaction has its own title.
    let mut other = receipt.clone();
    other["transactionHash"] = ORDER.replace("ff51", "0000").into();
    let both = words.clone() + &words.replace("ff51", "0000");
    events(&json!([receipt, other]), &[]).prints(0, &both);
    events(&json!([]), &[]).prints(0, "no logs\n");
    events(&json!({"logs": []}), &["--json"]).prints(0, "[]\n");
}

/// What web3 decoded, under the names of the contracts.
#[test]
fn recorded_logs_in_json() {
    let mut checked = 0;
    for row in samples() {
        let run = events(&row["receipt"], &["--json"]);
        assert_eq!(run.code, Some(0));
        let lines = run.json();
        let logs = row["receipt"]["logs"].as_array().unwrap();
        assert_eq!(lines.as_array().unwrap().len(), logs.len());
        for (line, log) in lines.as_array().unwrap().iter().zip(logs) {
            assert_eq!(
                keys(line),
                [
                    "code",
                    "emitter",
                    "event",
                    "log_index",
                    "reason",
                    "topic",
                    "transaction",
                    "values"
                ]
            );
            assert_eq!(line["transaction"], row["receipt"]["transactionHash"]);
            assert_eq!(line["topic"], log["topics"][0]);
            assert_eq!(
                line["emitter"].as_str().unwrap().to_lowercase(),
                log["address"].as_str().unwrap().to_lowercase()
            );
        }
        for decoded in row["decoded"].as_array().unwrap() {
            let mut lines = lines.as_array().unwrap().iter();
            let index = &decoded["logIndex"];
            let line = lines.find(|line| line["log_index"] == *index).unwrap();
            assert_eq!(line["event"], decoded["event"]);
            let mut ours: Vec<String> = values(&line["values"]);
            let mut theirs: Vec<String> = values(&decoded["args"]);
            ours.sort();
            theirs.sort();
            assert_eq!(ours, theirs, "{}", row["name"]);
            checked += 1;
        }
    }
    assert!(checked >= 8, "{checked}");
}

/// The values alone, all as texts: the names are ours.
fn values(object: &Value) -> Vec<String> {
    let values = object.as_object().unwrap().values();
    values
        .map(|value| match value.as_str() {
            Some(text) => text.to_lowercase(),
            None => value.to_string(),
        })
        .collect()
}

#[test]
fn unknown_and_malformed_logs_are_told() {
    let topic = format!("0x{}", "ab".repeat(32));
    let mut receipt = receipt();
    let logs = receipt["logs"].as_array_mut().unwrap();
    logs[0]["topics"] = json!([topic]);
    logs[1]["data"] = "0x".into();
    logs[2]["topics"] = json!([]);
    logs[3]["removed"] = true.into();
    let run = events(&receipt, &[]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[1], format!("    0  {DATATOKEN}  unknown {topic}"));
    let malformed = format!(
        "    1  {DATATOKEN}  event_overrun: data of ProviderFee has 0 bytes, expected the whole of `"
    );
    assert!(lines[2].starts_with(&malformed), "{}", lines[2]);
    assert_eq!(
        lines[3],
        format!("    2  {DATATOKEN}  unknown, without topics")
    );
    assert_eq!(
        lines[4],
        "    ?  ?  receipt_log_removed: at `/logs/3`: log is marked as removed, \
         expected one of the chain as it is"
    );
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));

    let json = events(&receipt, &["--json"]);
    assert_eq!(json.code, Some(1));
    let json = json.json();
    assert_eq!(
        json[0],
        json!({
            "transaction": ORDER,
            "log_index": 0,
            "emitter": DATATOKEN,
            "topic": topic,
            "event": null,
            "values": null,
            "code": null,
            "reason": null,
        })
    );
    assert_eq!(json[1]["code"], "event_overrun");
    assert_eq!(
        json[3],
        json!({
            "transaction": ORDER,
            "log_index": null,
            "emitter": null,
            "topic": null,
            "event": null,
            "values": null,
            "code": "receipt_log_removed",
            "reason": "at `/logs/3`: log is marked as removed, expected one of the chain as it is",
        })
    );
    // Unknown ones alone are no reason to say no.
    let logs = receipt["logs"].as_array_mut().unwrap();
    logs.remove(3);
    logs.remove(1);
    assert_eq!(events(&receipt, &[]).code, Some(0));
}

#[test]
fn what_are_no_logs() {
    for (value, reason) in [
        (
            json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": "no\u{1b}"}}),
            "the node answers with an error: \"no\\u001b\"",
        ),
        (
            json!({"result": null}),
            "`/result` is null: the node knows no such transaction",
        ),
        (
            json!({"result": 5}),
            "expected a receipt, which has `logs`, or a log, which has `topics` at `/result`, found number",
        ),
        (
            json!("x"),
            "expected a receipt, which has `logs`, or a log, which has `topics`, found `x`",
        ),
        (
            json!({"logs": null}),
            "expected a value at `/logs`, found nothing",
        ),
        (
            json!({"logs": {}}),
            "expected an array at `/logs`, found object",
        ),
        (
            json!([{"topics": []}]),
            "at `/0`: missing field `address` (line 1 column 14)",
        ),
        (
            json!({"logs": [{"address": "0x12", "topics": [], "data": "0x"}]}),
            "at `/logs/0`: invalid string length (line 1 column 26)",
        ),
    ] {
        let run = events(&value, &[]);
        run.complains(&format!("standard input: {reason}"));
    }
}

/// In the lines of the file, and in characters.
#[test]
fn the_place_of_a_wrong_value() {
    let text = "{\n  \"logs\": [\n    {\"topics\": [], \"data\": \"0x\",\n      \"ä\": 1, \"address\": \"0x12\"}\n]}";
    let run = ocean_with(&["events", "-"], text.as_bytes());
    run.complains("standard input: at `/logs/0`: invalid string length (line 4 column 31)");
    let text = "{\n  \"logs\": [ {\"ä\": \"ä\", \"address\": \"0x12\"}]}";
    let run = ocean_with(&["events", "-"], text.as_bytes());
    run.complains("standard input: at `/logs/0`: invalid string length (line 2 column 40)");
}

/// Texts of a contract are anybody's: no terminal obeys them, and they are cut.
#[test]
fn hostile_texts() {
    // `TokenCreated` with a name of 1,000 characters, the first of which is an escape.
    let word = |number: usize| format!("{number:064x}");
    let name = format!("1b{}", "61".repeat(999));
    let data = [
        word(0x80),
        word(0x80 + 32 + 1_024),
        word(7),
        word(1),
        word(1_000),
        format!("{name}{}", "00".repeat(24)),
        word(0),
    ];
    let log = json!({
        "address": DATATOKEN,
        "topics": [
            topic("TokenCreated"),
            format!("0x{}", word(1)),
            format!("0x{}", word(2)),
        ],
        "data": format!("0x{}", data.concat()),
        "logIndex": "0x7",
    });
    let run = events(&log, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains(" name=`\\u001baaa"), "{run:?}");
    assert!(run.stdout.contains("… (cut: 1,000 characters)` symbol=``"));
    let json = events(&log, &["--json"]).json();
    assert_eq!(json[0]["values"]["name"].as_str().unwrap().len(), 1_000);
    assert_eq!(json[0]["values"]["cap"], "7");
}

fn topic(event: &str) -> String {
    let text = include_str!("../../../crates/ocean-orders/tests/vectors/contracts.json");
    let vectors: Value = serde_json::from_str(text).unwrap();
    let mut rows = vectors["event_topics"].as_array().unwrap().iter();
    let start = format!("{event}(");
    let row = rows.find(|row| row["signature"].as_str().unwrap().starts_with(&start));
    row.unwrap()["topic0"].as_str().unwrap().into()
}
