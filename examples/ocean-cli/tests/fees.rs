//! `fee sign` and `fee verify`, by the vectors of `ocean-orders`.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Run, keys, ocean, ocean_as, ocean_with, run_of};

const KEY: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const TOKEN: &str = "0x7070707070707070707070707070707070707070";
const WIRE: [&str; 8] = [
    "providerData",
    "providerFeeAddress",
    "providerFeeAmount",
    "providerFeeToken",
    "r",
    "s",
    "v",
    "validUntil",
];

fn rows() -> Vec<Value> {
    let text = include_str!("../../../crates/ocean-orders/tests/vectors/fees.json");
    let mut vectors: Value = serde_json::from_str(text).unwrap();
    let rows: Vec<Value> = serde_json::from_value(vectors["provider_fees"].take()).unwrap();
    assert_eq!(rows.len(), 8);
    rows
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap()
}

fn sign(key: &str, token: &str, amount: &str, valid_until: &str, data: &[u8]) -> Run {
    let args = [
        "fee",
        "sign",
        "--token",
        token,
        "--amount",
        amount,
        "--valid-until",
        valid_until,
        "--data",
        "-",
    ];
    run_of(ocean_as(key, &args, data))
}

fn verify(fee: &Value, flags: &[&str]) -> Run {
    let args = [&["fee", "verify", "-"][..], flags].concat();
    ocean_with(&args, fee.to_string().as_bytes())
}

#[test]
fn recorded_fees_are_signed_again() {
    for row in rows() {
        let run = sign(
            text(&row, "provider_secret_key"),
            text(&row, "providerFeeToken"),
            text(&row, "providerFeeAmount"),
            text(&row, "validUntil"),
            text(&row, "providerData_text").as_bytes(),
        );
        assert_eq!(run.code, Some(0), "{run:?}");
        let fee = run.json();
        assert_eq!(keys(&fee), WIRE);
        for key in WIRE {
            // A number beyond 64 bits is a text.
            let number = row[key].as_str().and_then(|text| text.parse::<u64>().ok());
            match number {
                Some(number) if key == "validUntil" => assert_eq!(fee[key], number),
                _ => assert_eq!(fee[key], row[key], "{} {key}", row["name"]),
            }
        }
        verify(&fee, &[]).prints(0, &verify(&row, &[]).stdout);
    }
}

#[test]
fn recorded_fees_are_verified() {
    for row in rows() {
        let name = &row["name"];
        let mut shown = row.clone();
        shown.as_object_mut().unwrap().remove("provider_secret_key");
        let run = verify(&shown, &[]);
        let address = text(&row, "providerFeeAddress");
        let title = format!("verified: signed by {address}\n");
        assert!(run.stdout.starts_with(&title), "{name}: {run:?}");
        assert_eq!(run.code, Some(0), "{name}");

        let json = verify(&shown, &["--json"]).json();
        assert_eq!(
            keys(&json),
            [
                "code", "data", "fee", "path", "reason", "signer", "verified"
            ]
        );
        assert_eq!(
            (&json["verified"], &json["signer"]),
            (&true.into(), &row["providerFeeAddress"])
        );
        assert_eq!(keys(&json["fee"]), WIRE);

        // Another amount was not signed.
        shown["providerFeeAmount"] = "123".into();
        let run = verify(&shown, &[]);
        assert!(run.stdout.starts_with("refused: fee_signer: "), "{run:?}");
        assert_eq!(run.code, Some(1));
    }
}

/// One hash in 256, of which ocean-node drops the zero that it begins with.
#[test]
fn a_fee_that_the_contract_refuses() {
    let mut rows = rows().into_iter();
    let row = rows.find(|row| row["name"] == "leading_zero_message_hash");
    let mut row = row.unwrap();
    for key in ["v", "r", "s"] {
        row[key] = row["ocean_node_style"][key].clone();
    }
    let json = verify(&row, &["--json"]);
    assert_eq!(json.code, Some(1));
    let json = json.json();
    assert_eq!(
        (&json["verified"], &json["code"]),
        (&false.into(), &"fee_signer".into())
    );
    assert_ne!(json["signer"], row["providerFeeAddress"]);
    row["v"] = 29.into();
    let json = verify(&row, &["--json"]).json();
    assert_eq!(
        (&json["signer"], &json["code"]),
        (&Value::Null, &"fee_signed_by_nobody".into())
    );
}

#[test]
fn the_example() {
    let folder = support::examples().join("orders");
    let fee = fs::read_to_string(folder.join("fee.json")).unwrap();
    let fee: Value = serde_json::from_str(&fee).unwrap();
    let data = fs::read(folder.join("fee-data.json")).unwrap();
    let (amount, valid_until) = ("22961666666666662000", "1700003600");
    let run = sign(KEY, TOKEN, amount, valid_until, &data);
    assert_eq!(run.json(), fee);
    ocean(&["fee", "verify", "orders/fee.json"]).prints(
        0,
        "verified: signed by 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1
  amount      22961666666666662000 of token 0x7070707070707070707070707070707070707070
  valid until 1700003600
  service     `2`
  datatoken   0xd7d7D7d7d7D7d7d7d7d7d7d7D7d7d7d7D7D7d7D7
  environment `ocean-compute-env2`
",
    );
    let json = ocean(&["fee", "verify", "--json", "orders/fee.json"]).json();
    assert_eq!(
        json,
        json!({
            "path": "orders/fee.json",
            "verified": true,
            "code": null,
            "reason": null,
            "signer": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
            "fee": fee,
            "data": {
                "environment": "ocean-compute-env2",
                "timestamp_micros": 1_700_000_001_000_000_u64,
                "datatoken": "0xd7d7D7d7d7D7d7d7d7d7d7d7D7d7d7d7D7D7d7D7",
                "service_id": "2",
            },
        })
    );
}

#[test]
fn a_key_file_does_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("provider.key");
    let key = key.to_str().unwrap();
    assert_eq!(ocean(&["key", "new", "--out", key]).code, Some(0));
    let shown = ocean(&["key", "show", "--json", key]).json();
    let args = |key| {
        [
            "fee",
            "sign",
            "--json",
            "--key",
            key,
            "--token",
            TOKEN,
            "--amount",
            "0",
            "--valid-until",
            "0",
            "--data",
        ]
    };
    let data = "orders/fee-data.json";
    let run = ocean(&[&args(key)[..], &[data]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.json()["providerFeeAddress"], shown["address"]);

    let run = ocean(&[&args("-")[..], &["-"]].concat());
    run.complains("--key: standard input is FILE already, and cannot be the key as well");
    let run = ocean(&[&args(KEY)[..], &[data]].concat());
    assert!(!run.stderr.contains(KEY), "{run:?}");
    assert!(run.stderr.starts_with("error: --key: expected the path"));
}

#[test]
fn data_that_is_for_no_service() {
    for (data, shown) in [
        (&b"{\"id\":\"2\"}"[..], "{\"id\":\"2\"}"),
        (b"", "0x"),
        (b"\x1b[2J", "0x1b5b324a"),
        (b"\xff\x00", "0xff00"),
    ] {
        let fee = sign(KEY, TOKEN, "0", "0", data).json();
        let run = verify(&fee, &[]);
        let row = format!("\n  data        for no service: {shown}\n");
        assert!(run.stdout.ends_with(&row), "{run:?}");
        assert!(run.stdout.contains("\n  valid until for ever\n"), "{run:?}");
        assert_eq!(run.code, Some(0));
        assert_eq!(verify(&fee, &["--json"]).json()["data"], Value::Null);
    }
    let run = sign(KEY, TOKEN, "0", "0", &b" ".repeat(65_536));
    assert_eq!(run.code, Some(0));
    sign(KEY, TOKEN, "0", "0", &b" ".repeat(65_537)).complains(
        "standard input: 65,537 bytes, expected at most 65,536: no order holds with more",
    );
}

#[test]
fn arguments_that_are_wrong() {
    let data = b"{}";
    let max = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    assert_eq!(sign(KEY, TOKEN, max, max, data).code, Some(0));
    for wrong in [
        "",
        "-1",
        "+1",
        "0x1",
        "1.0",
        " 1",
        "1e3",
        "١",
        &(max.to_owned() + "0"),
    ] {
        for (amount, valid_until, flag) in [(wrong, "0", "--amount"), ("0", wrong, "--valid-until")]
        {
            let args = format!("--amount={amount}");
            let until = format!("--valid-until={valid_until}");
            let args = [
                "fee", "sign", "--token", TOKEN, &args, &until, "--data", "-",
            ];
            let run = run_of(ocean_as(KEY, &args, data));
            let start = format!(
                "error: {flag}: expected a whole number below 2^256 in decimal digits, found `"
            );
            assert!(run.stderr.starts_with(&start), "{wrong}: {run:?}");
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        }
    }
    sign(KEY, "0x12", "0", "0", data)
        .complains("--token: expected 40 hexadecimal digits in the address, found 2 characters");
    sign("x", TOKEN, "0", "0", data)
        .complains("OCEAN_KEY: secret key has a character at 0 that is no hex digit");
}

/// A key in the wrong place is not repeated.
#[test]
fn no_key_is_told() {
    let run = sign(KEY, TOKEN, KEY, "0", b"{}");
    // 64 decimal digits are a number, too.
    assert_eq!(run.code, Some(0));
    let key = "deadbeef".repeat(8);
    for run in [
        sign(KEY, TOKEN, &key, "0", b"{}"),
        sign(KEY, &key, "0", "0", b"{}"),
        sign(KEY, TOKEN, "0", &format!("0x{key}"), b"{}"),
        verify(&json!(key), &[]),
        verify(&json!({"providerFeeAddress": key}), &[]),
        verify(
            &json!({"providerFeeAmount": key, "provider_secret_key": key}),
            &[],
        ),
        verify(&json!({"v": key}), &[]),
    ] {
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert!(!run.stderr.contains(&key), "{run:?}");
    }
    let mut row = rows().remove(0);
    row["provider_secret_key"] = KEY.into();
    for flags in [&[][..], &["--json"]] {
        let run = verify(&row, flags);
        assert!(run.code == Some(0) && !run.stdout.contains(KEY), "{run:?}");
    }
}
