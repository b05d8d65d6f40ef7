//! Environments and what they cost.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{Address, U256, address};
use ocean_checksum::Json;
use ocean_compute::{
    Environment, EnvironmentError, Environments, MAX_ENVIRONMENT_ID_BYTES, fee_carrier,
};
use ocean_orders::FeeRules;
use proptest::prelude::*;
use serde_json::{Value, json};

const TOKEN: Address = address!("0x967da4048cD07aB37855c090aAF366e4ce1b9F48");

/// As operator-engine announces it.
fn operator() -> Value {
    json!({
        "cpuNumber": 1, "cpuType": "Intel", "gpuNumber": 0, "gpuType": "", "ramGB": 1, "diskGB": 2,
        "priceMin": 2.3, "desc": "", "currentJobs": 0, "maxJobs": 10,
        "consumerAddress": "0xe2DD09d719Da89e5a3D0F2549c7E24566e947260", "storageExpiry": 604_800,
        "maxJobDuration": 60, "lastSeen": "1700000000.123", "id": "ocean-compute",
    })
}

fn read(environment: &Value) -> Result<Environment, EnvironmentError> {
    let json = Json::parse(environment.to_string()).unwrap();
    Environment::read(json.root())
}

#[test]
fn reads_what_the_operator_and_the_provider_say() {
    let environment = read(&operator()).unwrap();
    assert_eq!(environment.id, "ocean-compute");
    assert_eq!(environment.price.to_string(), "2.3");
    assert_eq!(
        (environment.max_job_duration, environment.fee_token),
        (60, None)
    );
    let consumer = address!("0xe2DD09d719Da89e5a3D0F2549c7E24566e947260");
    assert_eq!(environment.consumer_address, Some(consumer));

    let mut texts = operator();
    texts["priceMin"] = json!("2.30");
    texts["maxJobDuration"] = json!("60");
    texts["feeToken"] = json!(TOKEN.to_string().to_lowercase());
    let environment = read(&texts).unwrap();
    assert_eq!(environment.price.to_string(), "2.30");
    assert_eq!(
        (environment.max_job_duration, environment.fee_token),
        (60, Some(TOKEN))
    );
}

#[test]
fn refuses_what_it_cannot_use() {
    let cases = [
        ("id", json!(null), "environment_missing_member"),
        ("id", json!(5), "environment_missing_member"),
        ("id", json!(""), "environment_id"),
        (
            "id",
            json!("x".repeat(MAX_ENVIRONMENT_ID_BYTES + 1)),
            "environment_id",
        ),
        ("priceMin", json!(null), "environment_missing_member"),
        ("priceMin", json!(-1), "environment_price"),
        ("priceMin", json!("free"), "environment_price"),
        ("maxJobDuration", json!({}), "environment_missing_member"),
        ("maxJobDuration", json!(60.5), "environment_duration"),
        ("maxJobDuration", json!("-1"), "environment_duration"),
        ("feeToken", json!("0x00"), "environment_address"),
        ("consumerAddress", json!("me"), "environment_address"),
    ];
    for (member, value, code) in cases {
        let mut environment = operator();
        environment[member] = value.clone();
        assert_eq!(
            read(&environment).unwrap_err().code(),
            code,
            "{member}: {value}"
        );
    }
    assert_eq!(
        read(&json!([])).unwrap_err().code(),
        "environment_not_an_object"
    );
}

#[test]
fn lists_in_both_forms() {
    let list = json!([operator(), 5, {"id": "x"}]);
    for (answer, chain) in [(list.clone(), None), (json!({"8996": list}), Some(8996))] {
        let json = Json::parse(answer.to_string()).unwrap();
        let environments = Environments::read(json.root()).unwrap();
        let all: Vec<_> = environments.iter().collect();
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|(found, _)| *found == chain));
        assert!(all[0].1.is_ok() && all[1].1.is_err() && all[2].1.is_err());
        let (found, environment) = environments.find("ocean-compute").unwrap();
        assert_eq!((found, environment.id.as_str()), (chain, "ocean-compute"));
        assert!(environments.find("x").is_none());
    }
    for answer in [json!(null), json!("x"), json!({"error": "none"})] {
        let json = Json::parse(answer.to_string()).unwrap();
        let error = Environments::read(json.root()).unwrap_err();
        assert_eq!(error.code(), "environments_not_a_list", "{answer}");
    }
}

#[test]
fn answers_as_the_provider_does() {
    let operator = r#"[{"id": "e", "priceMin": 1.10, "feeToken": "old"}, 5]"#;
    let (first, second) = (Json::parse(operator).unwrap(), Json::parse("[{}]").unwrap());
    let of = |json| Environments::read(Json::root(json)).unwrap();
    let answer =
        Environments::answer(&[(1, TOKEN, of(&first)), (8996, Address::ZERO, of(&second))]);
    assert_eq!(
        answer,
        r#"{"1":[{"id":"e","priceMin":1.10,"feeToken":"0x967da4048cD07aB37855c090aAF366e4ce1b9F48"}],"8996":[{"feeToken":"0x0000000000000000000000000000000000000000"}]}"#
    );
    assert_eq!(Environments::answer(&[]), "{}");
}

fn environment(price: &str, token: Address, max_job_duration: u64) -> Environment {
    Environment {
        id: "e".into(),
        price: price.parse().unwrap(),
        fee_token: Some(token),
        max_job_duration,
        consumer_address: None,
    }
}

#[test]
fn quotes() {
    const NOW: u64 = 1_700_000_000;
    let environment = environment("2.3", TOKEN, 3_600);
    let quote = |until, rules| {
        environment
            .fee_amount(until, NOW, 18, rules)
            .unwrap()
            .to_string()
    };
    assert_eq!(quote(NOW + 600, FeeRules::Exact), "23000000000000000000");
    assert_eq!(quote(NOW + 599, FeeRules::Provider), "22961666666666662000");
    let day = 86_400;
    assert_eq!(
        quote(NOW + day + 600, FeeRules::Provider),
        "23000000000000000000"
    );
    assert_eq!(
        quote(NOW + day + 600, FeeRules::Exact),
        "3335000000000000000000"
    );
    assert_eq!(quote(NOW - 1, FeeRules::Exact), "0");
    let free = Environment {
        fee_token: Some(Address::ZERO),
        ..environment
    };
    let amount = free.fee_amount(NOW + 600, NOW, 18, FeeRules::Exact);
    assert_eq!(amount, Ok(U256::ZERO));
    assert_eq!(free.seconds_paid(U256::ZERO, 18), 3_600);
    assert_eq!(
        self::environment("0", TOKEN, 60).seconds_paid(U256::ZERO, 18),
        60
    );
    // An amount beyond 256 bits is never paid.
    let dear = self::environment("1e70", TOKEN, u64::MAX);
    assert_eq!(dear.seconds_paid(U256::MAX, 18), 0);
    assert!(dear.fee_amount(u64::MAX, 0, 18, FeeRules::Exact).is_err());
}

#[test]
fn who_carries_the_fee() {
    assert_eq!(fee_carrier([]), 0);
    assert_eq!(fee_carrier([false, false, true]), 2);
    assert_eq!(fee_carrier([true, true]), 0);
}

proptest! {
    /// What was asked for some seconds pays for them, and a smallest unit less does not, unless
    /// seconds are cheaper than that.
    #[test]
    fn what_is_asked_is_paid(
        whole in 0_u32..1_000, fraction in 0_u32..1_000_000, seconds in 0_u64..10_000_000,
        decimals in 0_u8..=18, more in 0_u64..1_000,
    ) {
        let environment = environment(&format!("{whole}.{fraction:06}"), TOKEN, seconds + more);
        let exact = |seconds| environment.fee_amount(seconds, 0, decimals, FeeRules::Exact).unwrap();
        let amount = exact(seconds);
        let paid = environment.seconds_paid(amount, decimals);
        prop_assert!(paid >= seconds);
        prop_assert!(exact(paid) <= amount);
        prop_assert!(paid == environment.max_job_duration || exact(paid + 1) > amount);
    }
}
