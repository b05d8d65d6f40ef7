//! Provider fees: what is signed, what they are for, what they cost, and their JSON.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::str::FromStr;

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use ocean_keys::{ProviderKey, SignError, Signature, Signer, personal_message_digest};
use ocean_orders::{
    FeeAmountError, FeeData, FeeDataError, FeeRules, FeeSignatureError, MAX_FEE_DATA, Price,
    ProviderFee, UnsignedFee,
};
use serde_json::Value;

fn vectors(section: &str, count: usize) -> Vec<Value> {
    let mut file: Value = serde_json::from_str(include_str!("vectors/fees.json")).unwrap();
    let Value::Array(rows) = file[section].take() else {
        panic!("no section {section}");
    };
    assert_eq!(rows.len(), count);
    rows
}

fn parsed<T: FromStr<Err: std::fmt::Debug>>(value: &Value) -> T {
    value.as_str().unwrap().parse().unwrap()
}

fn fee_of(row: &Value) -> ProviderFee {
    ProviderFee {
        address: parsed(&row["providerFeeAddress"]),
        token: parsed(&row["providerFeeToken"]),
        amount: parsed(&row["providerFeeAmount"]),
        data: parsed(&row["providerData"]),
        v: u8::try_from(row["v"].as_u64().unwrap()).unwrap(),
        r: parsed(&row["r"]),
        s: parsed(&row["s"]),
        valid_until: parsed(&row["validUntil"]),
    }
}

#[test]
fn recorded_signatures() {
    for row in vectors("provider_fees", 8) {
        let name = &row["name"];
        let fee = fee_of(&row);
        let text = row["providerData_text"].as_str().unwrap();
        assert_eq!(fee.data[..], *text.as_bytes(), "{name}");
        let packed: Bytes = parsed(&row["packed_preimage"]);
        let hash: B256 = parsed(&row["message_hash"]);
        assert_eq!(keccak256(&packed), hash, "{name}");
        assert_eq!(
            personal_message_digest(hash.as_slice()),
            fee.digest(),
            "{name}"
        );
        assert_eq!(
            fee.digest(),
            parsed::<B256>(&row["signed_digest"]),
            "{name}"
        );
        assert_eq!(fee.recover(), Some(fee.address), "{name}");
        assert_eq!(fee.verify(), Ok(()), "{name}");

        let key = ProviderKey::from_hex(row["provider_secret_key"].as_str().unwrap()).unwrap();
        let unsigned = UnsignedFee {
            token: fee.token,
            amount: fee.amount,
            data: fee.data.clone(),
            valid_until: fee.valid_until,
        };
        assert_eq!(unsigned.digest(key.address()), fee.digest(), "{name}");
        assert_eq!(unsigned.sign(&key).unwrap(), fee, "{name}");
    }
}

/// The one in 256 that ocean-node signs so that the contract refuses it.
#[test]
fn a_hash_that_begins_with_zero() {
    let rows = vectors("provider_fees", 8);
    let row = rows
        .iter()
        .find(|row| row["name"] == "leading_zero_message_hash");
    let row = row.unwrap();
    let theirs = &row["ocean_node_style"];
    let fee = ProviderFee {
        v: u8::try_from(theirs["v"].as_u64().unwrap()).unwrap(),
        r: parsed(&theirs["r"]),
        s: parsed(&theirs["s"]),
        ..fee_of(row)
    };
    let Err(FeeSignatureError::Signer { signer, expected }) = fee.verify() else {
        panic!("{:?}", fee.verify());
    };
    assert_eq!(expected, fee.address);
    assert_ne!(signer, expected);
}

#[test]
fn every_part_of_a_fee_is_signed() {
    let good = fee_of(&vectors("provider_fees", 8)[2]);
    let other = Address::repeat_byte(7);
    let changes: [fn(&mut ProviderFee, Address); 7] = [
        |fee, other| fee.address = other,
        |fee, other| fee.token = other,
        |fee, _| fee.amount += U256::ONE,
        |fee, _| fee.data = fee.data.slice(1..),
        |fee, _| fee.valid_until += U256::ONE,
        |fee, _| fee.r = fee.s,
        |fee, _| fee.v = 55 - fee.v,
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut fee = good.clone();
        change(&mut fee, other);
        assert!(fee.verify().is_err(), "{at}");
        assert_ne!(fee.recover(), Some(fee.address), "{at}");
    }
    for v in [0, 1, 26, 29, 255] {
        let fee = ProviderFee { v, ..good.clone() };
        assert_eq!(fee.recover(), None);
        assert_eq!(
            fee.verify(),
            Err(FeeSignatureError::Nobody {
                v,
                expected: fee.address
            })
        );
    }
}

/// The contract takes a high `s`, too, so that fees which were paid may have one.
#[test]
fn a_high_s_is_as_good() {
    let order = U256::from_be_bytes(hex!(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
    ));
    let fee = fee_of(&vectors("provider_fees", 8)[0]);
    let twin = ProviderFee {
        v: 55 - fee.v,
        s: B256::from(order - U256::from_be_bytes(fee.s.0)),
        ..fee
    };
    assert_eq!(twin.verify(), Ok(()));
}

#[test]
fn keys_that_are_elsewhere() {
    struct Remote;
    impl Signer for Remote {
        fn address(&self) -> Address {
            Address::repeat_byte(7)
        }
        fn sign_digest(&self, _: &B256) -> Result<Signature, SignError> {
            Err(SignError::Unavailable {
                address: self.address(),
            })
        }
    }
    let unsigned = UnsignedFee {
        token: Address::ZERO,
        amount: U256::ZERO,
        data: Bytes::new(),
        valid_until: U256::ZERO,
    };
    let signer: &dyn Signer = &Remote;
    let error = unsigned.clone().sign(signer).unwrap_err();
    assert_eq!(error.code(), "signer_unavailable");
    // The answer comes later, without the trait.
    let key = ProviderKey::from_bytes(&[9; 32]).unwrap();
    let signature = key.sign_digest(&unsigned.digest(key.address()));
    let fee = unsigned.with_signature(key.address(), &signature);
    assert_eq!(fee.verify(), Ok(()));
}

#[test]
fn data_is_written_as_provider_writes_it() {
    let mut written = 0;
    for row in vectors("provider_fees", 8) {
        let bytes: Bytes = parsed(&row["providerData"]);
        let name = row["name"].as_str().unwrap();
        match name {
            "empty_data" => {
                assert_eq!(FeeData::parse(&bytes).unwrap_err().code(), "fee_data_json");
            }
            "access_zero_amount" | "access_zero_token" | "compute_paid" | "compute_unicode_env" => {
                assert_eq!(
                    FeeData::parse(&bytes).unwrap().to_bytes().unwrap(),
                    bytes,
                    "{name}"
                );
                written += 1;
            }
            // Made by hand, or ocean-node's.
            _ => assert_eq!(
                FeeData::parse(&bytes).unwrap().datatoken,
                "0xd7d7D7d7d7D7d7d7d7d7d7d7D7d7d7d7D7D7d7D7",
                "{name}"
            ),
        }
    }
    assert_eq!(written, 4);

    // From Python 3.11: json.dumps(..., separators=(",", ":")) with micros / 10**6.
    for (micros, timestamp) in [
        (0, "0.0"),
        (1, "1e-06"),
        (100, "0.0001"),
        (1_700_000_000_000_000, "1700000000.0"),
        (1_700_000_000_000_001, "1700000000.000001"),
        (1_700_000_000_123_456, "1700000000.123456"),
        (1_700_000_000_500_000, "1700000000.5"),
        (u64::MAX, "18446744073709.55"),
    ] {
        let data = FeeData {
            environment: Some("\"\\/\u{7f}\n😀".into()),
            timestamp_micros: micros,
            datatoken: "0x".into(),
            service_id: String::new().into(),
        };
        let expected = format!(
            r#"{{"environment":"\"\\/\u007f\n\ud83d\ude00","timestamp":{timestamp},"dt":"0x","id":""}}"#
        );
        assert_eq!(data.to_bytes().unwrap()[..], *expected.as_bytes());
        let read = FeeData::parse(expected.as_bytes()).map(|data| data.environment);
        assert_eq!(read.unwrap(), data.environment);
    }
}

#[test]
fn data_is_read_leniently() {
    let read = |text: &str| {
        let data = FeeData::parse(text.as_bytes()).unwrap();
        (
            data.environment.map(String::from),
            data.timestamp_micros,
            data.service_id.into_owned(),
        )
    };
    // More digits than 256 bits hold.
    let zeros = "0".repeat(100);
    let long = format!(r#"{{"dt":"","id":"x","timestamp":1700000001.5{zeros}1}}"#);
    for (text, environment, micros) in [
        (r#"{"dt":"","id":"x"}"#, None, 0),
        (
            r#"{"dt":"","id":"x","environment":5,"timestamp":true}"#,
            None,
            0,
        ),
        (r#"{"dt":"","id":"x","environment":"\ud800"}"#, None, 0),
        (
            r#"{"dt":"","id":"x","environment":"a","environment":"b"}"#,
            Some("b"),
            0,
        ),
        (
            r#"{"dt":"","id":"x","timestamp":1.7e9}"#,
            None,
            1_700_000_000_000_000,
        ),
        (r#"{"dt":"","id":"x","timestamp":0.0000019}"#, None, 1),
        (r#"{"dt":"","id":"x","timestamp":-1}"#, None, 0),
        (r#"{"dt":"","id":"x","timestamp":1e30}"#, None, u64::MAX),
        (r#"{"dt":"","id":"x","timestamp":1e1001}"#, None, u64::MAX),
        (r#"{"dt":"","id":"x","timestamp":-1e1001}"#, None, 0),
        (&long, None, 1_700_000_001_500_000),
    ] {
        let environment = environment.map(String::from);
        assert_eq!(read(text), (environment, micros, "x".into()), "{text}");
    }
    let bytes = br#"{"dt":"plain","id":"x"}"#;
    let data = FeeData::parse(bytes).unwrap();
    assert!(
        bytes.as_ptr_range().contains(&data.datatoken.as_ptr()),
        "borrowed"
    );
}

#[test]
fn data_has_limits() {
    let data = |length| FeeData {
        environment: None,
        timestamp_micros: 0,
        datatoken: "".into(),
        service_id: "x".repeat(length).into(),
    };
    let around = data(0).to_bytes().unwrap().len();
    let most = data(MAX_FEE_DATA - around).to_bytes().unwrap();
    assert_eq!(most.len(), MAX_FEE_DATA);
    assert!(FeeData::parse(&most).is_ok());
    let too_long = FeeDataError::TooLong {
        length: MAX_FEE_DATA + 1,
        max: MAX_FEE_DATA,
    };
    assert_eq!(
        data(MAX_FEE_DATA - around + 1).to_bytes(),
        Err(too_long.clone())
    );
    let longer = [most.to_vec(), vec![b' ']].concat();
    assert_eq!(FeeData::parse(&longer), Err(too_long));
    assert!(data(20 << 20).to_bytes().is_err());
    assert_eq!(
        FeeData::parse(&vec![0xff; 10 << 20]).unwrap_err().code(),
        "fee_data_too_long"
    );
}

#[test]
fn recorded_amounts() {
    for row in vectors("fee_amounts", 9) {
        let price: Price = row["priceMin"].to_string().parse().unwrap();
        let seconds = row["seconds"].as_u64().unwrap();
        let decimals = u8::try_from(row["decimals"].as_u64().unwrap()).unwrap();
        for (rules, expected) in [
            (FeeRules::Exact, &row["exact_floor_amount"]),
            (FeeRules::Provider, &row["reference_amount"]),
        ] {
            let amount = price.amount(seconds, decimals, rules).unwrap();
            assert_eq!(
                amount,
                parsed::<U256>(expected),
                "{seconds} s at {price}, {rules:?}"
            );
        }
    }
}

/// What Provider charges for, and what it should: `timedelta.seconds` drops whole days.
#[test]
fn seconds_to_pay() {
    const DAY: u64 = 86_400;
    const NOW: u64 = 1_700_000_000;
    let price: Price = "2.3".parse().unwrap();
    let pay = |seconds, rules| price.amount(seconds, 18, rules).unwrap().to_string();
    for (valid_until, exact, provider) in [
        (NOW + 30, 30, 30),
        (NOW + DAY + 30, 86_430, 30),
        (NOW + 30 * DAY + 90, 2_592_090, 90),
        (NOW + DAY, 86_400, 0),
        (NOW, 0, 0),
        (NOW - 1, 0, 86_399),
        (NOW - DAY, 0, 0),
        (NOW - DAY - 1, 0, 86_399),
        (0, 0, 6_400),
        (u64::MAX, u64::MAX - NOW, 31_615),
    ] {
        assert_eq!(FeeRules::Exact.seconds(valid_until, NOW), exact);
        assert_eq!(FeeRules::Provider.seconds(valid_until, NOW), provider);
    }
    assert_eq!(FeeRules::Provider.seconds(0, u64::MAX), 61_185);
    assert_eq!(pay(30, FeeRules::Provider), "1150000000000000000");
    assert_eq!(pay(86_430, FeeRules::Exact), "3313150000000000000000");
    assert_eq!(pay(86_399, FeeRules::Provider), "3311961666666666600000");
}

#[test]
fn prices() {
    for text in [
        "0",
        "0.0",
        "1e-07",
        "1E5",
        "2.30",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
    ] {
        let price: Price = text.parse().unwrap();
        assert_eq!(price.to_string(), text);
    }
    for text in [
        "", "-1", "+1", "1.", ".1", "1,5", " 1", "0x1", "NaN", "Infinity", "1e9999", "١",
    ] {
        assert_eq!(
            text.parse::<Price>().unwrap_err().code(),
            "price_not_a_price",
            "{text}"
        );
    }
    let long = "0".repeat(101);
    assert_eq!(long.parse::<Price>().unwrap_err().code(), "price_too_long");
}

#[test]
fn amounts_that_are_too_large() {
    for (text, seconds, decimals, fits) in [
        ("1", 60, 77, true),
        ("1", 60, 78, false),
        ("1e60", 60, 17, true),
        ("1e60", 60, 18, false),
        ("1e900", 1, 255, false),
        ("0", u64::MAX, 255, true),
        ("1e-300", u64::MAX, 255, true),
    ] {
        let price: Price = text.parse().unwrap();
        for rules in [FeeRules::Exact, FeeRules::Provider] {
            let amount = price.amount(seconds, decimals, rules);
            assert_eq!(amount.is_ok(), fits, "{text} {decimals} {rules:?}");
            if let Err(error) = amount {
                let expected = FeeAmountError::Overflow {
                    price: text.into(),
                    seconds,
                    decimals,
                };
                assert_eq!(error, expected);
            }
        }
    }
}

#[cfg(feature = "serde")]
mod json {
    use alloy_primitives::address;
    use serde_json::json;

    use super::*;

    #[test]
    fn is_that_of_provider() {
        for row in vectors("provider_fees", 8) {
            let fee = fee_of(&row);
            let written = serde_json::to_value(&fee).unwrap();
            for name in [
                "providerFeeAddress",
                "providerFeeToken",
                "providerFeeAmount",
                "providerData",
                "v",
                "r",
                "s",
            ] {
                assert_eq!(written[name], row[name], "{} {name}", row["name"]);
            }
            match fee.valid_until.try_into() {
                Ok::<u64, _>(seconds) => assert_eq!(written["validUntil"], json!(seconds)),
                Err(_) => assert_eq!(written["validUntil"], row["validUntil"]),
            }
            assert_eq!(serde_json::from_value::<ProviderFee>(written).unwrap(), fee);
            // The row itself has other members, and `validUntil` as text.
            assert_eq!(serde_json::from_value::<ProviderFee>(row).unwrap(), fee);
        }
        let fee = fee_of(&vectors("provider_fees", 8)[1]);
        assert_eq!(
            serde_json::to_string(&fee).unwrap(),
            r#"{"providerFeeAddress":"0xC96aAa54E2d44c299564da76e1cD3184A2386B8D","providerFeeToken":"0x0000000000000000000000000000000000000000","providerFeeAmount":"0","providerData":"0x7b22656e7669726f6e6d656e74223a6e756c6c2c2274696d657374616d70223a313730303030303030302e352c226474223a22307864376437443764376437443764376437643764376437643744376437643764374437443764374437222c226964223a227376632d31227d","v":28,"r":"0x33a0cb66d9946380240189a06881c0003f46bf739b55832b11713e9a58da4fc9","s":"0x1912f95103ae12b833232f8f6c61c55a1a0768f1a1fde632d1248e6307454026","validUntil":0}"#
        );
    }

    #[test]
    fn is_read_strictly_where_it_matters() {
        let good = serde_json::to_value(fee_of(&vectors("provider_fees", 8)[2])).unwrap();
        let read = |name: &str, value: Value| {
            let mut changed = good.clone();
            changed[name] = value;
            // Both ways in which `serde_json` reads.
            let text = changed.to_string();
            let borrowed = serde_json::from_str::<ProviderFee>(&text).map_err(|_| ());
            let owned = serde_json::from_value::<ProviderFee>(changed).map_err(|_| ());
            assert_eq!(borrowed, owned);
            owned.ok()
        };
        let mixed = address!("0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1");
        assert!(
            read(
                "providerFeeAddress",
                json!(mixed.to_string().to_lowercase())
            )
            .is_some()
        );
        assert!(
            read(
                "providerFeeAddress",
                json!("0x1A642f0E3c3aF545E7AcBD38b07251B3990914F1")
            )
            .is_none()
        );
        assert!(read("providerFeeAddress", json!(null)).is_none());
        for name in ["providerFeeAmount", "validUntil"] {
            for (value, number) in [
                (json!(7), Some("7")),
                (json!("007"), Some("7")),
                (
                    json!(U256::MAX.to_string()),
                    Some(U256::MAX.to_string().as_str()),
                ),
                (
                    json!(
                        "115792089237316195423570985008687907853269984665640564039457584007913129639936"
                    ),
                    None,
                ),
                (json!("0".repeat(79)), None),
                (json!(""), None),
                (json!("0x7"), None),
                (json!("1_0"), None),
                (json!(" 7"), None),
                (json!("-7"), None),
                (json!(-7), None),
                (json!(7.0), None),
                (json!(null), None),
                (json!({}), None),
                // As `serde_json` hands over a number under `arbitrary_precision`.
                (json!({"$serde_json::private::Number": "7"}), Some("7")),
                (json!({"a": "7"}), None),
                (json!(["7"]), None),
            ] {
                let fee = read(name, value.clone());
                let read = fee.map(|fee| match name {
                    "validUntil" => fee.valid_until,
                    _ => fee.amount,
                });
                assert_eq!(
                    read.map(|n| n.to_string()).as_deref(),
                    number,
                    "{name} {value}"
                );
            }
        }
        for (name, value) in [
            ("v", json!(256)),
            ("v", json!("27")),
            ("r", json!("0x01")),
            ("s", json!(1)),
            ("providerData", json!("0x0")),
            ("providerData", json!("zz")),
        ] {
            assert!(read(name, value.clone()).is_none(), "{name} {value}");
        }
        assert_eq!(
            read("providerData", json!("0x")).unwrap().data,
            Bytes::new()
        );
        let twice = good.to_string().replacen('{', r#"{"v":27,"#, 1);
        assert!(serde_json::from_str::<ProviderFee>(&twice).is_err());
        let error = serde_json::from_str::<ProviderFee>("{}").unwrap_err();
        assert!(error.to_string().contains("missing field"), "{error}");
    }
}
