//! `order verify`, by the vectors of `ocean-orders`.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Run, keys, ocean, ocean_with};

fn rows() -> Vec<Value> {
    let text = include_str!("../../../crates/ocean-orders/tests/vectors/orders.json");
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(rows.len(), 32);
    rows
}

fn row(name: &str) -> Value {
    let mut rows = rows().into_iter();
    rows.find(|row| row["name"] == name).unwrap()
}

fn example(name: &str) -> Value {
    let path = support::examples().join(format!("orders/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn verify(value: &Value, flags: &[&str]) -> Run {
    let args = [&["order", "verify", "-"][..], flags].concat();
    ocean_with(&args, value.to_string().as_bytes())
}

#[track_caller]
fn refuses(run: &Run, code: &str) {
    let title = format!("refused: {code}: ");
    assert!(run.stdout.starts_with(&title), "{run:?}");
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run:?}");
}

#[track_caller]
fn accepts(run: &Run) {
    assert!(run.stdout.starts_with("verified: "), "{run:?}");
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
}

#[test]
fn recorded_orders_by_the_strict_rules() {
    let mut accepted = 0;
    for row in rows() {
        let expected = &row["strict"];
        // The whole row and its `input` mean the same.
        let run = verify(&row, &[]);
        assert_eq!(run.stdout, verify(&row["input"], &[]).stdout);
        match expected["result"].as_str().unwrap() {
            "accept" => {
                accepts(&run);
                accepted += 1;
            }
            "reject" => refuses(&run, expected["reason"].as_str().unwrap()),
            "policy" => {
                assert_eq!(expected["options"]["strict"], "reject order_expired");
                refuses(&run, "order_expired");
                accepts(&verify(&row, &["--allow-renewal"]));
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(accepted, 14);
}

#[test]
fn recorded_orders_by_the_reference_rules() {
    let mut accepted = 0;
    for row in rows() {
        let run = verify(&row, &["--rules", "reference"]);
        if row["reference"]["result"] == "accept" {
            accepts(&run);
            accepted += 1;
        } else {
            assert!(run.stdout.starts_with("refused: "), "{run:?}");
            assert_eq!(run.code, Some(1));
        }
        assert!(run.stdout.ends_with("\n  rules       reference\n"));
    }
    assert_eq!(accepted, 19);
}

#[test]
fn the_examples_are_recorded_orders() {
    for (name, recorded) in [
        ("order", "valid_order_timeout_not_reached"),
        ("forged", "attack_forged_events_from_foreign_contract"),
        ("reuse", "reuse_within_timeout_of_original"),
        ("expired", "expired_order"),
    ] {
        assert_eq!(example(name), row(recorded)["input"], "{name}");
    }
    assert_eq!(example("receipt"), example("order")["receipts"][0]);
}

#[test]
fn an_order_in_words() {
    ocean(&["order", "verify", "orders/reuse.json"]).prints(
        0,
        "verified: the order holds
  service     `0`, index 0, of datatoken 0xE003BeBDE3bc28f49bE10682c8AfD54B16675D2E
  asset       NFT 0x1eAcd2dBC6321aC61B478d413B7134cd146d07Ea
  consumer    0x8b1FCb20475ee3F31515A0bc8190a33d171dE61d
  payer       0x8b1FCb20475ee3F31515A0bc8190a33d171dE61d
  ordered     at 1795219005 in 0xff5163c9527a3f9087d71c98a17e94eca4b4abde22d4829546caf9eba7b18880, log 0
  reused      by 0x8b1FCb20475ee3F31515A0bc8190a33d171dE61d in 0x1478937ead16e87a0d0adfafb3adc522b8a004d1cc10cbc508fca373f7ab81f8, log 0
  amount      1000000000000000000
  holds for   58 minutes 19 seconds from 1795219107 on
  fee         0 of token 0x166994f0046454901672Cb941Ab0236fEC3e8A46 to 0xadC580427c020AC946bcb58775c8A61a783d8954, log 1
              {\"environment\":null,\"timestamp\":1700000000.5,\"dt\":\"0xE003BeBDE3bc28f49bE10682c8AfD54B16675D2E\",\"id\":\"0\"}
  rules       strict
",
    );
    ocean(&["order", "verify", "orders/expired.json"]).prints(
        1,
        "refused: order_expired: order of 1795219005 expired after 3600 seconds, \
         and now is 1795222606\n  rules       strict\n",
    );
    let forged = ["order", "verify", "orders/forged.json"];
    refuses(&ocean(&forged), "event_emitter_not_datatoken");
    let run = ocean(&[&forged[..], &["--rules", "reference"]].concat());
    let title = "verified: Provider 2.1.6 takes the order\n";
    assert!(run.stdout.starts_with(title), "{run:?}");
}

#[test]
fn an_order_in_json() {
    let json = ocean(&["order", "verify", "--json", "orders/reuse.json"]);
    assert_eq!(json.code, Some(0));
    let (json, input) = (json.json(), example("reuse"));
    assert_eq!(
        keys(&json),
        ["code", "order", "path", "reason", "rules", "verified"]
    );
    assert_eq!(json["path"], "orders/reuse.json");
    assert_eq!(
        (&json["rules"], &json["verified"]),
        (&"strict".into(), &true.into())
    );
    let mut order = json["order"].clone();
    let fee = order["fee"].take();
    assert_eq!(
        order,
        json!({
            "transaction": input["receipts"][1]["transactionHash"],
            "requested_transaction": input["tx_id"],
            "nft": input["nft_address"],
            "datatoken": input["service"]["datatokenAddress"],
            "service_id": "0",
            "service_index": 0,
            "timeout": 3_600,
            "sender": input["sender"],
            "consumer": input["sender"],
            "payer": input["sender"],
            "amount": "1000000000000000000",
            "environment": null,
            "ordered_at": 1_795_219_005,
            "counts_from": 1_795_219_005,
            "expires_at": 1_795_222_606,
            "verified_at": input["now"],
            "valid": true,
            "log_index": 0,
            "reuse": {"caller": input["sender"], "log_index": 0},
            "fee": null,
            "fee_log_index": 1,
            "fee_expires_at": null,
        })
    );
    assert_eq!(fee["providerFeeAddress"], input["provider_address"]);

    let json = ocean(&["--json", "order", "verify", "orders/expired.json"]);
    assert_eq!(json.code, Some(1));
    assert_eq!(
        json.json(),
        json!({
            "path": "orders/expired.json",
            "rules": "strict",
            "verified": false,
            "code": "order_expired",
            "reason": "order of 1795219005 expired after 3600 seconds, and now is 1795222606",
            "order": null,
        })
    );
}

#[test]
fn an_expired_fee_counts_if_it_is_allowed_to() {
    let mut row = row("compute_validUntil_allow_expired");
    assert_eq!(row["input"]["allow_expired_provider_fees"], true);
    let words = "verified: the order is there, its fee has expired\n";
    let run = verify(&row, &[]);
    assert!(run.stdout.starts_with(words), "{run:?}");
    assert!(run.stdout.contains("\n  holds for   0 seconds from "));
    row["input"]["allow_expired_provider_fees"] = false.into();
    refuses(&verify(&row, &[]), "provider_fee_expired");
    let run = verify(&row, &["--allow-expired-fees"]);
    assert!(run.stdout.starts_with(words), "{run:?}");
    let json = verify(&row, &["--allow-expired-fees", "--json"]).json();
    assert_eq!(
        (&json["verified"], &json["order"]["valid"]),
        (&true.into(), &false.into())
    );
    assert_eq!(json["order"]["environment"], "env-a");
}

#[test]
fn what_may_be_left_out() {
    let mut input = example("order");
    let complete = verify(&input, &[]).stdout;
    let members = input.as_object_mut().unwrap();
    for key in [
        "required_amount",
        "environment",
        "allow_expired_provider_fees",
    ] {
        members.remove(key).unwrap();
    }
    verify(&input, &[]).prints(0, &complete);
    // A number is as good as a text.
    input["required_amount"] = 1_000_000_000_000_000_000_u64.into();
    verify(&input, &[]).prints(0, &complete);
    input["required_amount"] = 1_000_000_000_000_000_001_u64.into();
    refuses(&verify(&input, &[]), "amount_too_low");
}

/// What the datatoken itself wrote badly is told with its cause.
#[test]
fn a_malformed_event_says_what_is_wrong() {
    let mut input = example("order");
    input["receipts"][0]["logs"][1]["data"] = "0x00".into();
    let run = verify(&input, &[]);
    refuses(&run, "malformed_event");
    assert!(
        run.stdout
            .contains(" in log 1 is malformed: data of ProviderFee has 1 bytes, expected"),
        "{run:?}"
    );
}

#[test]
fn a_receipt_that_is_missing() {
    let mut input = example("reuse");
    let (first, second) = (
        input["tx_id"].clone(),
        input["receipts"][1]["transactionHash"].clone(),
    );
    input["receipts"].as_array_mut().unwrap().pop();
    let missing = |hash: &Value| {
        let hash = hash.as_str().unwrap();
        format!("standard input: expected the receipt of transaction `{hash}`, found none")
    };
    verify(&input, &[]).complains(&missing(&second));
    input["receipts"] = json!([]);
    verify(&input, &[]).complains(&missing(&first));
}

#[test]
fn receipts_that_cannot_be_judged() {
    for (member, value, reason) in [
        (
            "blockTimestamp",
            Value::Null,
            "time of block 173 is unknown, expected it from the node or the caller",
        ),
        ("status", json!("0x2"), "status is `2`, expected 0 or 1"),
        (
            "blockNumber",
            json!("0x10000000000000000"),
            "`blockNumber` is `0x10000000000000000`, expected a quantity below 2^64",
        ),
        ("logs", json!({}), "invalid type: map, expected a sequence"),
    ] {
        let mut input = example("order");
        input["receipts"][0][member] = value;
        let line = format!("error: standard input: at `/receipts/0`: {reason}");
        let run = verify(&input, &[]);
        assert!(run.stderr.starts_with(&line), "{run:?}");
        assert_eq!((run.code, run.stderr.lines().count()), (Some(2), 1));
    }
    // Without as much as an object.
    for (receipt, reason) in [
        (
            json!(null),
            "invalid type: null, expected struct JsonRpcReceipt",
        ),
        (json!({}), "missing field `transactionHash`"),
    ] {
        let mut input = json!({"input": example("order")});
        input["input"]["receipts"][0] = receipt;
        let run = verify(&input, &[]);
        let line = format!("error: standard input: at `/input/receipts/0`: {reason} (line 1 ");
        assert!(run.stderr.starts_with(&line), "{run:?}");
        assert_eq!((run.code, run.stderr.lines().count()), (Some(2), 1));
    }
}

/// More logs than are looked at are refused, and do not take long.
#[test]
fn thousands_of_logs() {
    let mut input = example("order");
    let logs = input["receipts"][0]["logs"].as_array_mut().unwrap();
    let log = logs[2].clone();
    logs.resize(4_096, log.clone());
    accepts(&verify(&input, &[]));
    let logs = input["receipts"][0]["logs"].as_array_mut().unwrap();
    logs.push(log);
    refuses(&verify(&input, &[]), "too_many_logs");
}

#[test]
fn every_member_in_turn_is_something_else() {
    let input = example("order");
    let mut places: Vec<String> = Vec::new();
    for key in keys(&input) {
        places.push(format!("/{key}"));
    }
    for key in keys(&input["service"]) {
        places.push(format!("/service/{key}"));
    }
    for key in keys(&input["receipts"][0]) {
        places.push(format!("/receipts/0/{key}"));
    }
    for place in places {
        for other in [
            json!(null),
            json!(true),
            json!(-1),
            json!(1.5),
            json!("x"),
            json!([[]]),
            json!({"a": []}),
        ] {
            let mut input = input.clone();
            *input.pointer_mut(&place).unwrap() = other.clone();
            let run = verify(&input, &[]);
            assert!(matches!(run.code, Some(0..=2)), "{place} {other}: {run:?}");
            assert_eq!(run.code == Some(2), run.stdout.is_empty(), "{run:?}");
            assert!(run.stderr.lines().count() <= 1, "{run:?}");
            assert!(!run.stderr.contains("panicked"), "{run:?}");
        }
    }
}
