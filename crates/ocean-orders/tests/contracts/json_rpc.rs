use ocean_orders::{JsonRpcError, JsonRpcLog, JsonRpcReceipt, Log, Receipt};
use serde_json::{Value, json};

use crate::{contracts, log, word};

const TIME: u64 = 1_795_219_016;

/// A receipt as nodes give it, with all that is not needed.
fn genuine() -> Value {
    let hash = format!("0x{}", "11".repeat(32));
    json!({
        "transactionHash": hash, "transactionIndex": "0x0", "blockHash": hash,
        "blockNumber": "0xee", "from": format!("0x{}", "22".repeat(20)), "to": null,
        "cumulativeGasUsed": "0x5208", "gasUsed": "0x5208", "contractAddress": null,
        "logsBloom": "0x00", "type": "0x2", "effectiveGasPrice": "0x1", "status": "0x1",
        "l1Fee": "0xffffffffffffffffffffffffffffff", "unknown": {"a": [1, 2.5, null]},
        "logs": [{
            "address": format!("0x{}", "Ab".repeat(20)), "topics": [hash], "data": "0x",
            "blockNumber": "0xee", "transactionHash": hash, "transactionIndex": "0x0",
            "blockHash": hash, "logIndex": "0x7", "removed": false, "type": "mined",
        }],
    })
}

fn read(value: &Value, time: Option<u64>) -> Result<Receipt, JsonRpcError> {
    let receipt: JsonRpcReceipt = serde_json::from_str(&value.to_string()).unwrap();
    receipt.into_receipt(1337, time)
}

/// The receipt with one value set, by JSON pointer; `None` takes it away.
fn with(pointer: &str, value: impl Into<Option<Value>>) -> Value {
    let mut receipt = genuine();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = receipt
        .pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap();
    match value.into() {
        Some(value) => parent.insert(member.to_owned(), value),
        None => parent.remove(member),
    };
    receipt
}

#[test]
fn every_sample() {
    for row in contracts("log_samples", 6) {
        let raw = &row["receipt"];
        let logs: Vec<Log> = raw["logs"].as_array().unwrap().iter().map(log).collect();
        let number = raw["blockNumber"].as_str().unwrap();
        let expected = Receipt {
            chain_id: 1337,
            transaction_hash: word(&raw["transactionHash"]),
            succeeded: true,
            block_number: u64::from_str_radix(&number[2..], 16).unwrap(),
            block_timestamp: raw["blockTimestamp"].as_u64().unwrap(),
            logs: logs.clone(),
        };
        assert_eq!(read(raw, None), Ok(expected), "{}", row["name"]);
        let read: Vec<JsonRpcLog> = serde_json::from_value(raw["logs"].clone()).unwrap();
        let read: Result<Vec<Log>, _> = read.into_iter().map(JsonRpcLog::into_log).collect();
        assert_eq!(read, Ok(logs));
    }
}

#[test]
fn as_nodes_give_it() {
    let receipt = read(&genuine(), Some(TIME)).unwrap();
    assert_eq!((receipt.chain_id, receipt.block_number), (1337, 0xee));
    assert_eq!((receipt.succeeded, receipt.block_timestamp), (true, TIME));
    assert_eq!(receipt.logs[0].log_index, 7);
    assert_eq!(receipt.logs[0].address.0, [0xab; 20]);
    assert!(
        !read(&with("/status", json!("0x0")), Some(TIME))
            .unwrap()
            .succeeded
    );
    assert_eq!(
        read(&with("/logs", json!([])), Some(TIME)).unwrap().logs,
        []
    );
    // Numbers, and zeros before the digits, as some nodes and tools write them.
    for number in [json!("0x00ee"), json!("0xEE"), json!(238)] {
        let receipt = read(&with("/blockNumber", number), Some(TIME)).unwrap();
        assert_eq!(receipt.block_number, 238);
    }
}

#[test]
fn the_time_of_the_block() {
    let in_log = "/logs/0/blockTimestamp";
    for time in [json!(TIME), json!(format!("{TIME:#x}"))] {
        for pointer in ["/blockTimestamp", in_log] {
            let stated = with(pointer, time.clone());
            for caller in [None, Some(TIME)] {
                assert_eq!(read(&stated, caller).unwrap().block_timestamp, TIME);
            }
            for expected in [TIME - 1, TIME + 1] {
                assert_eq!(
                    read(&stated, Some(expected)),
                    Err(JsonRpcError::TimestampDiffers {
                        found: TIME,
                        expected
                    })
                );
            }
        }
    }
    let mut twice = with("/blockTimestamp", json!(TIME));
    twice["logs"][0]["blockTimestamp"] = json!("0x1");
    assert_eq!(
        read(&twice, None),
        Err(JsonRpcError::TimestampDiffers {
            found: 1,
            expected: TIME
        })
    );
    assert_eq!(
        read(&genuine(), None),
        Err(JsonRpcError::TimestampUnknown { block_number: 0xee })
    );
    assert_eq!(
        read(&with("/blockTimestamp", Value::Null), None),
        Err(JsonRpcError::TimestampUnknown { block_number: 0xee })
    );
}

#[test]
fn what_is_not_mined_or_not_whole() {
    let missing = |what, member| JsonRpcError::Missing { what, member };
    let pending = JsonRpcError::Pending {
        transaction_hash: word(&genuine()["transactionHash"]),
    };
    let cases = [
        (with("/blockNumber", Value::Null), pending.clone()),
        (with("/blockNumber", None), pending),
        (with("/status", Value::Null), missing("receipt", "status")),
        (with("/status", None), missing("receipt", "status")),
        (
            with("/status", json!("0x2")),
            JsonRpcError::Status { found: 2 },
        ),
        (
            with("/logs/0/logIndex", Value::Null),
            missing("log", "logIndex"),
        ),
        (with("/logs/0/logIndex", None), missing("log", "logIndex")),
        (with("/logs/0/removed", json!(true)), JsonRpcError::Removed),
        (
            with(
                "/logs/0/topics",
                json!(vec![genuine()["transactionHash"].clone(); 5]),
            ),
            JsonRpcError::TopicCount { found: 5 },
        ),
    ];
    for (receipt, error) in cases {
        assert_eq!(read(&receipt, Some(TIME)), Err(error), "{receipt}");
    }
}

#[test]
fn a_log_of_another_transaction_or_block_is_none_of_the_receipt() {
    let own = genuine()["transactionHash"].clone();
    let other = format!("0x{}", "5a".repeat(32));
    let log = |hash: &Value, block: Value| {
        let mut receipt = with("/logs/0/transactionHash", hash.clone());
        receipt["logs"][0]["blockNumber"] = block;
        receipt
    };
    for receipt in [
        log(&own, json!("0xee")),
        log(&Value::Null, json!(238)),
        log(&own, Value::Null),
    ] {
        assert!(read(&receipt, Some(TIME)).is_ok(), "{receipt}");
    }
    let cases = [
        (log(&json!(other), json!("0xee")), word(&json!(other)), 0xee),
        (log(&own, json!("0xed")), word(&own), 0xed),
    ];
    for (receipt, transaction_hash, block_number) in cases {
        let error = JsonRpcError::OtherLog {
            transaction_hash,
            block_number,
        };
        assert_eq!(read(&receipt, Some(TIME)), Err(error), "{receipt}");
    }
}

#[test]
fn numbers_that_are_none() {
    let long = format!("0x{}", "f".repeat(1000));
    let bad = [
        (
            json!("0x10000000000000000"),
            "0x10000000000000000".to_owned(),
        ),
        (json!(long), long[..70].to_owned()),
        (json!(-1), "-1".into()),
        (json!(1.5), "1.5".into()),
        (json!(1e20), "100000000000000000000".into()),
        (json!("238"), "238".into()),
        (json!("0x"), "0x".into()),
        (json!(""), String::new()),
        (json!("0x+1"), "0x+1".into()),
        (json!("0X1"), "0X1".into()),
        (json!("0xé"), "0xé".into()),
        (json!(" 0x1"), " 0x1".into()),
    ];
    for (value, found) in bad {
        for (pointer, member) in [
            ("/blockNumber", "blockNumber"),
            ("/status", "status"),
            ("/blockTimestamp", "blockTimestamp"),
            ("/logs/0/logIndex", "logIndex"),
            ("/logs/0/blockTimestamp", "blockTimestamp"),
            ("/logs/0/blockNumber", "blockNumber"),
        ] {
            let error = JsonRpcError::Quantity {
                member,
                found: found.clone(),
            };
            assert_eq!(read(&with(pointer, value.clone()), Some(TIME)), Err(error));
        }
    }
}

#[test]
fn what_is_no_receipt() {
    for receipt in [
        json!(null),
        json!([]),
        json!({}),
        with("/transactionHash", json!("0x11")),
        with("/transactionHash", None),
        with("/logs", Value::Null),
        with("/logs", None),
        with("/logs/0/address", json!("0x11")),
        with("/logs/0/address", None),
        with("/logs/0/topics", json!(["0x11"])),
        with("/logs/0/topics", None),
        with("/logs/0/data", json!("0x1")),
        with("/logs/0/data", json!("zz")),
        with("/logs/0/data", None),
        with("/logs/0/removed", json!("yes")),
        with("/blockNumber", json!([1])),
        with("/blockNumber", json!({"a": "0x1"})),
    ] {
        assert!(
            serde_json::from_str::<JsonRpcReceipt>(&receipt.to_string()).is_err(),
            "{receipt}"
        );
    }
    let twice = genuine()
        .to_string()
        .replacen('{', r#"{"status":"0x0","#, 1);
    assert!(serde_json::from_str::<JsonRpcReceipt>(&twice).is_err());
}

#[test]
fn logs_of_many_blocks() {
    let genuine = &genuine()["logs"][0];
    let mined = |value: &Value| {
        let log: JsonRpcLog = serde_json::from_str(&value.to_string()).unwrap();
        log.into_mined()
    };
    let log = mined(genuine).unwrap();
    assert_eq!(log.transaction_hash, word(&genuine["transactionHash"]));
    assert_eq!((log.block_number, log.block_timestamp), (0xee, None));
    assert_eq!(log.log.log_index, 7);
    let with = |member: &str, value: Value| {
        let mut log = genuine.clone();
        log[member] = value;
        mined(&log)
    };
    let missing = |member| {
        Err(JsonRpcError::Missing {
            what: "log",
            member,
        })
    };
    assert_eq!(
        with("blockTimestamp", json!("0xff"))
            .unwrap()
            .block_timestamp,
        Some(255)
    );
    assert_eq!(with("blockNumber", Value::Null), missing("blockNumber"));
    assert_eq!(
        with("transactionHash", Value::Null),
        missing("transactionHash")
    );
    assert_eq!(with("logIndex", Value::Null), missing("logIndex"));
    assert_eq!(with("removed", json!(true)), Err(JsonRpcError::Removed));
    assert_eq!(
        with("blockNumber", json!("0x1ffffffffffffffff"))
            .unwrap_err()
            .code(),
        "receipt_quantity"
    );

    let many = Value::from(vec![genuine.clone(); 10_000]).to_string();
    let many: Vec<JsonRpcLog> = serde_json::from_str(&many).unwrap();
    assert_eq!(
        many.into_iter()
            .filter_map(|log| log.into_mined().ok())
            .count(),
        10_000
    );
}
