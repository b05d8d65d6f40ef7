//! Which fee counts, and until when.

use alloy_primitives::{Bytes, U256};
use ocean_orders::{ExpiredFee, Policy, ProviderFee, Refusal, Rules, Terms};

use crate::chain::{
    ALICE, DATATOKEN, FIRST, HESITATION, THEN, ask, code, data, provider, receipt, signed, started,
    terms,
};

#[test]
fn a_fee_expires() {
    let grace = HESITATION + 90;
    let until = THEN + 600;
    let ask = |environment, valid_until: U256, data: Bytes, rules, expired_fee, now| {
        let fee = ProviderFee {
            valid_until,
            ..signed(data, 0)
        };
        let fee = sign_again(fee);
        let logs = vec![
            started(ALICE).encode(DATATOKEN, 0),
            fee.encode(DATATOKEN, 1),
        ];
        let terms = Terms {
            environment,
            rules,
            policy: Policy {
                expired_fee,
                ..Policy::default()
            },
            ..terms(ALICE)
        };
        ask(&terms, &[receipt(FIRST, logs)], now)
    };
    let with_time = |timestamp: &str| {
        let text = format!(
            r#"{{"environment":"env","timestamp":{timestamp},"dt":"{DATATOKEN}","id":"0"}}"#
        );
        Bytes::from(text.into_bytes())
    };
    let env = Some("env");
    // (environment, timestamp in the data, the strict end, the reference's end)
    let quote = (THEN - HESITATION).to_string();
    let fraction = format!("{quote}.999999");
    let later = (THEN + 1_000).to_string();
    for (environment, timestamp, strict, reference) in [
        (env, &*quote, Some(until + grace), Some(until + grace)),
        (env, &*fraction, Some(until + grace), Some(until + grace)),
        (None, &*quote, Some(until), None),
        (env, "0", Some(until), None),
        (env, "-5", Some(until), None),
        (env, "1e300", Some(until), Some(until)),
        (env, "null", Some(until), None),
        (env, "\"1700000000\"", Some(until), None),
        (env, "18446744073709551616", Some(until), Some(until)),
        // Quoted after the block: no time is taken off.
        (env, &*later, Some(until), Some(until)),
        (env, "1", Some(until + THEN + 89), Some(until + THEN + 89)),
    ] {
        for (rules, end) in [(Rules::Strict, strict), (Rules::Reference, reference)] {
            let ask = |expired_fee, now| {
                let until = U256::from(until);
                ask(
                    environment,
                    until,
                    with_time(timestamp),
                    rules,
                    expired_fee,
                    now,
                )
            };
            let context = format!("{environment:?} {timestamp} {rules:?}");
            let Some(end) = end else {
                let order = ask(ExpiredFee::Refuse, u64::MAX).expect(&context);
                assert_eq!(order.fee_expires_at(), None, "{context}");
                continue;
            };
            let order = ask(ExpiredFee::Refuse, end - 1).expect(&context);
            assert_eq!(order.expires_at(), Some(end), "{context}");
            assert_eq!(order.fee_expires_at(), Some(end), "{context}");
            assert_eq!(
                ask(ExpiredFee::Refuse, end),
                Err(Refusal::ProviderFeeExpired {
                    valid_until: U256::from(until),
                    expired_at: end,
                    now: end
                }),
                "{context}"
            );
            // Where an expired fee is allowed, the order says itself that nobody may serve it.
            let order = ask(ExpiredFee::Allow, end).expect(&context);
            assert!(!order.is_valid_at(end), "{context}");
        }
    }
    for huge in [
        U256::MAX,
        U256::from(u64::MAX) + U256::ONE,
        U256::from(u64::MAX),
    ] {
        let order = ask(
            env,
            huge,
            with_time("1"),
            Rules::Strict,
            ExpiredFee::Refuse,
            u64::MAX,
        );
        assert_eq!(order.unwrap().fee_expires_at(), None);
    }
}

fn sign_again(fee: ProviderFee) -> ProviderFee {
    let signature = provider().sign_digest(&fee.digest());
    ProviderFee {
        v: signature.v(),
        r: signature.r(),
        s: signature.s(),
        ..fee
    }
}

/// What stands in the data of a fee and belongs to no service.
#[test]
fn data_that_matches_no_service() {
    let ask = |bytes: Vec<u8>| {
        let logs = vec![
            started(ALICE).encode(DATATOKEN, 0),
            signed(bytes.into(), 0).encode(DATATOKEN, 1),
        ];
        code(ask(&terms(ALICE), &[receipt(FIRST, logs)], THEN))
    };
    let dt = DATATOKEN;
    let missing = "provider_fee_event_missing";
    for (text, expected) in [
        (format!(r#"{{"dt":"{dt}","id":"0"}}"#), "accept"),
        (
            format!(
                r#" {{"id" : "0" ,"x":[1e9], "dt":"{}"}} "#,
                dt.to_string().to_uppercase()
            ),
            "accept",
        ),
        (format!(r#"{{"dt":"{dt}","id":"\u0030"}}"#), "accept"),
        (
            format!(r#"{{"dt":"","id":"","dt":"{dt}","id":"0"}}"#),
            "accept",
        ),
        (format!(r#"{{"dt":"{dt}","id":"0","id":"1"}}"#), missing),
        (
            format!(
                r#"{{"dt":"{}","id":"0"}}"#,
                dt.to_string().replace("0x", "")
            ),
            missing,
        ),
        (format!(r#"{{"dt":"0x0x{dt}","id":"0"}}"#), missing),
        (format!(r#"{{"dt":" {dt}","id":"0"}}"#), missing),
        (format!(r#"{{"dt":"{dt}","id":0}}"#), missing),
        (format!(r#"{{"dt":"{dt}","id":"0\ud800"}}"#), missing),
        (format!(r#"{{"dt":["{dt}"],"id":"0"}}"#), missing),
        (format!(r#"[{{"dt":"{dt}","id":"0"}}]"#), missing),
        (format!(r#"{{"dt":"{dt}","id":"0"}}x"#), missing),
        (format!(r#"{{"dt":"{dt}","id":"0","n":NaN}}"#), missing),
        ("null".into(), missing),
        (String::new(), missing),
        ("[".repeat(60_000), missing),
        (
            format!(r#"{{"dt":"{dt}","id":"0"}}{}"#, " ".repeat(10 << 20)),
            missing,
        ),
    ] {
        let start: String = text.chars().take(80).collect();
        assert_eq!(ask(text.into_bytes()), expected, "{start}");
    }
    assert_eq!(ask(vec![0xff; 100]), missing);
    // UTF-16, which Python's `json` would read.
    let wide = format!(r#"{{"dt":"{dt}","id":"0"}}"#);
    assert_eq!(
        ask(wide.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        missing
    );
}

#[test]
fn ids_are_compared_without_case() {
    for (id, asked) in [("Ab", "aB"), ("É", "é"), ("\u{212a}", "k"), ("ΑΣ", "ας")] {
        let text = format!(r#"{{"dt":"{DATATOKEN}","id":"{id}"}}"#);
        let logs = vec![
            started(ALICE).encode(DATATOKEN, 0),
            signed(text.into_bytes().into(), 0).encode(DATATOKEN, 1),
        ];
        let terms = Terms {
            service_id: asked,
            ..terms(ALICE)
        };
        assert_eq!(
            code(ask(&terms, &[receipt(FIRST, logs)], THEN)),
            "accept",
            "{id}"
        );
    }
}

/// Whoever pays for it can write 64 KiB there; a log need not hold them.
#[test]
fn a_foreign_environment_is_cut() {
    let logs = vec![
        started(ALICE).encode(DATATOKEN, 0),
        signed(data(Some(&"é".repeat(500))), 0).encode(DATATOKEN, 1),
    ];
    let terms = Terms {
        environment: Some("env"),
        ..terms(ALICE)
    };
    let expected = Refusal::EnvironmentMismatch {
        found: Some("é".repeat(64)),
        expected: "env".into(),
    };
    let answer = ask(&terms, &[receipt(FIRST, logs)], THEN);
    assert_eq!(answer, Err(expected));
}
