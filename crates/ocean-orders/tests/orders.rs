//! Whether orders hold: the recorded ones under both rules, and each step at its border.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod chain;

use alloy_primitives::{B256, Bytes, U256};
use chain::{
    ALICE, BLOCK, BOB, CHAIN_ID, DATATOKEN, FIRST, FORGERY, HESITATION, MALLORY, SECOND, THEN, ask,
    code, data, fee, order, provider, receipt, reused, signed, started, terms,
};
use ocean_orders::{
    ExpiredFee, MAX_LOGS, ONE_DATATOKEN, Policy, ProviderFee, Receipt, Refusal, Renewal,
    ReuseCaller, Rules, Step, Terms,
    events::{OrderReused, OrderStarted},
    verify,
};

type Change<T> = fn(&mut T);

#[test]
fn recorded_orders() {
    let mut accepted = [0, 0];
    for row in chain::recorded() {
        let chain = row.receipts();
        for (rules, accepted) in [Rules::Strict, Rules::Reference].iter().zip(&mut accepted) {
            let expected = row.expected(*rules);
            let context = format!("{} under {rules:?}", row.name());
            let answer = ask(&row.terms(*rules), &chain, row.now());
            match expected["result"].as_str().unwrap() {
                "accept" => {
                    let order = answer.expect(&context);
                    assert_eq!(order.transaction(), chain.last().unwrap().transaction_hash);
                    assert_eq!(order.requested_transaction(), chain[0].transaction_hash);
                    *accepted += 1;
                }
                "reject" if *rules == Rules::Strict => {
                    assert_eq!(code(answer), expected["reason"], "{context}");
                }
                "reject" => {
                    let text = answer.expect_err(&context).provider_text("Ganache");
                    assert_eq!(text.as_deref(), expected["text"].as_str(), "{context}");
                }
                "policy" => {
                    let options = &expected["options"];
                    assert_eq!(options["strict"], "reject order_expired");
                    assert_eq!(code(answer), "order_expired", "{context}");
                    assert_eq!(options["reference_compatible"], "accept");
                    let mut terms = row.terms(*rules);
                    terms.policy.renewal = Renewal::Allow;
                    assert_eq!(code(ask(&terms, &chain, row.now())), "accept", "{context}");
                }
                other => panic!("{context}: {other}"),
            }
        }
    }
    assert_eq!(accepted, [14, 19]);
}

#[test]
fn an_order_says_what_made_it_valid() {
    let terms = Terms {
        timeout: 3_600,
        ..terms(ALICE)
    };
    let order = ask(&terms, &[order()], THEN + 5).unwrap();
    assert_eq!(
        (
            order.chain_id(),
            order.transaction(),
            order.requested_transaction()
        ),
        (CHAIN_ID, FIRST, FIRST)
    );
    assert_eq!(
        (order.sender(), order.consumer(), order.payer()),
        (ALICE, ALICE, ALICE)
    );
    assert_eq!(
        (order.datatoken(), order.service_id(), order.service_index()),
        (DATATOKEN, "0", 0)
    );
    assert_eq!(
        (order.amount(), order.timeout(), order.environment()),
        (ONE_DATATOKEN, 3_600, None)
    );
    assert_eq!(
        (order.ordered_at(), order.counts_from(), order.verified_at()),
        (THEN, THEN, THEN + 5)
    );
    assert_eq!(
        (order.fee(), order.fee_log_index(), order.fee_expires_at()),
        (&fee(), 1, None)
    );
    assert_eq!(
        (order.started().address, order.started().log_index),
        (DATATOKEN, 0)
    );
    assert_eq!(order.started().event, started(ALICE));
    assert_eq!(order.reused(), None);
    assert_eq!(
        (order.rules(), order.policy()),
        (Rules::Strict, Policy::default())
    );
    assert_eq!(order.expires_at(), Some(THEN + 3_601));
    assert!(order.is_valid_at(THEN + 3_600) && !order.is_valid_at(THEN + 3_601));
}

#[test]
fn a_reused_order_says_so() {
    let chain = [
        receipt(
            FIRST,
            vec![
                reused(SECOND, BOB, THEN + 50).encode(DATATOKEN, 7),
                signed(data(Some("env")), 0).encode(DATATOKEN, 8),
            ],
        ),
        receipt(SECOND, vec![started(ALICE).encode(DATATOKEN, 3)]),
    ];
    let mut terms = Terms {
        timeout: 100,
        ..terms(ALICE)
    };
    let order = ask(&terms, &chain, THEN).unwrap();
    assert_eq!(
        (order.transaction(), order.requested_transaction()),
        (SECOND, FIRST)
    );
    let event = order.reused().unwrap();
    assert_eq!((event.event.caller, event.log_index), (BOB, 7));
    assert_eq!(
        (order.fee_log_index(), order.environment()),
        (8, Some("env"))
    );
    assert_eq!(
        (order.ordered_at(), order.counts_from(), order.expires_at()),
        (THEN, THEN, Some(THEN + 101))
    );

    terms.policy.renewal = Renewal::Allow;
    let order = ask(&terms, &chain, THEN + 150).unwrap();
    assert_eq!(
        (order.ordered_at(), order.counts_from(), order.expires_at()),
        (THEN, THEN + 50, Some(THEN + 151))
    );
    assert_eq!(code(ask(&terms, &chain, THEN + 151)), "order_expired");

    terms.policy.reuse_caller = ReuseCaller::ConsumerOrPayer;
    assert_eq!(
        ask(&terms, &chain, THEN),
        Err(Refusal::ReuseCallerNotConsumerOrPayer {
            caller: BOB,
            consumer: ALICE,
            payer: ALICE
        })
    );
    terms.rules = Rules::Reference;
    assert_eq!(code(ask(&terms, &chain, THEN)), "accept");
    let by_alice = [
        receipt(
            FIRST,
            vec![
                reused(SECOND, ALICE, THEN).encode(DATATOKEN, 7),
                fee().encode(DATATOKEN, 8),
            ],
        ),
        chain[1].clone(),
    ];
    terms.rules = Rules::Strict;
    assert_eq!(code(ask(&terms, &by_alice, THEN)), "accept");
}

/// The receipts must be the ones that were asked for, under both rules.
#[test]
fn receipts_of_something_else() {
    let needs_second = receipt(
        FIRST,
        vec![
            reused(SECOND, ALICE, THEN).encode(DATATOKEN, 0),
            fee().encode(DATATOKEN, 1),
        ],
    );
    let good = receipt(SECOND, order().logs);
    let with = |change: fn(&mut Receipt), receipt: &Receipt| {
        let mut changed = receipt.clone();
        change(&mut changed);
        changed
    };
    let changes: [(Change<Receipt>, &str, &str); 4] = [
        (|r| r.chain_id = 1, "wrong_chain", "wrong_chain"),
        (
            |r| r.transaction_hash = B256::ZERO,
            "wrong_transaction",
            "wrong_transaction",
        ),
        (
            |r| r.succeeded = false,
            "transaction_failed",
            "reused_transaction_failed",
        ),
        (
            |r| r.logs = vec![r.logs[0].clone(); MAX_LOGS + 1],
            "too_many_logs",
            "too_many_logs",
        ),
    ];
    for rules in [Rules::Strict, Rules::Reference] {
        let terms = Terms {
            rules,
            ..terms(ALICE)
        };
        for (change, first, second) in changes {
            let refusal = verify(&terms, &with(change, &needs_second), THEN).unwrap_err();
            assert_eq!(refusal.code(), first);
            let Ok(Step::NeedReceipt(pending)) = verify(&terms, &needs_second, THEN) else {
                panic!("expected a reuse");
            };
            assert_eq!(pending.transaction_hash(), SECOND);
            let refusal = pending.clone().resume(&with(change, &good)).unwrap_err();
            assert_eq!(refusal.code(), second);
            assert_eq!(code(pending.resume(&good)), "accept");
        }
    }
}

#[test]
fn a_receipt_may_have_as_many_logs_as_the_limit_says() {
    let mut receipt = order();
    let transfer = receipt.logs[0].clone();
    receipt.logs.resize(MAX_LOGS, transfer);
    assert_eq!(code(ask(&terms(ALICE), &[receipt], THEN)), "accept");
}

#[test]
fn confirmations() {
    let reuse = receipt(
        SECOND,
        vec![
            reused(FIRST, ALICE, THEN).encode(DATATOKEN, 0),
            fee().encode(DATATOKEN, 1),
        ],
    );
    let late = Receipt {
        block_number: BLOCK + 5,
        ..order()
    };
    let ask = |chain: &[Receipt], latest_block, min_confirmations, rules| {
        let terms = Terms {
            transaction: chain[0].transaction_hash,
            latest_block,
            rules,
            policy: Policy {
                min_confirmations,
                ..Policy::default()
            },
            ..terms(ALICE)
        };
        code(ask(&terms, chain, THEN))
    };
    for (latest, min, expected) in [
        (BLOCK, 0, "accept"),
        (BLOCK, 1, "accept"),
        (BLOCK, 2, "too_few_confirmations"),
        (BLOCK + 1, 2, "accept"),
        (BLOCK - 1, 0, "accept"),
        (BLOCK - 1, 1, "too_few_confirmations"),
        (u64::MAX, u64::MAX, "too_few_confirmations"),
    ] {
        assert_eq!(ask(&[order()], latest, min, Rules::Strict), expected);
        assert_eq!(ask(&[order()], latest, min, Rules::Reference), "accept");
        assert_eq!(
            ask(&[reuse.clone(), order()], latest, min, Rules::Strict),
            expected
        );
    }
    // The order's own block counts, too, however the reuse stands.
    assert_eq!(
        ask(&[reuse, late], BLOCK + 1, 2, Rules::Strict),
        "too_few_confirmations"
    );
}

/// The refusals in the order of the steps: what is wrong first decides.
#[test]
fn steps_come_in_their_order() {
    let wrong: [(&str, Change<World>); 13] = [
        ("datatoken_not_deployed_by_nft", |w| w.deployed = false),
        ("transaction_failed", |w| w.first_succeeded = false),
        ("provider_fee_event_missing", |w| w.service_id = "other"),
        ("environment_mismatch", |w| w.environment = Some("other")),
        ("provider_fee_address_mismatch", |w| w.fee.address = MALLORY),
        ("provider_fee_signature_invalid", |w| w.fee.r = B256::ZERO),
        ("provider_fee_expired", |w| w.now = THEN + 3_000),
        ("reused_transaction_failed", |w| w.second_succeeded = false),
        ("order_event_missing", |w| w.start.service_index = U256::ONE),
        ("amount_too_low", |w| w.start.amount -= U256::ONE),
        ("order_expired", |w| w.timeout = 1),
        ("sender_not_consumer_or_payer", |w| {
            w.start.consumer = BOB;
            w.start.payer = BOB;
        }),
        ("accept", |_| {}),
    ];
    for rules in [Rules::Strict, Rules::Reference] {
        for at in 0..wrong.len() {
            let mut world = World::new();
            for (_, spoil) in wrong.iter().skip(at) {
                spoil(&mut world);
            }
            assert_eq!(world.ask(rules), wrong[at].0, "{rules:?}");
        }
    }
}

struct World {
    deployed: bool,
    first_succeeded: bool,
    second_succeeded: bool,
    service_id: &'static str,
    environment: Option<&'static str>,
    fee: ProviderFee,
    start: OrderStarted,
    timeout: u64,
    now: u64,
}

impl World {
    fn new() -> Self {
        Self {
            deployed: true,
            first_succeeded: true,
            second_succeeded: true,
            service_id: "0",
            environment: Some("env"),
            fee: signed(data(Some("env")), THEN + 2_000),
            start: started(ALICE),
            timeout: 5_000,
            now: THEN + 1_500,
        }
    }

    fn ask(self, rules: Rules) -> &'static str {
        let terms = Terms {
            deployed_by_nft: self.deployed,
            service_id: self.service_id,
            environment: self.environment,
            timeout: self.timeout,
            rules,
            ..terms(ALICE)
        };
        let first = Receipt {
            succeeded: self.first_succeeded,
            ..receipt(
                FIRST,
                vec![
                    self.fee.encode(DATATOKEN, 0),
                    reused(SECOND, ALICE, THEN).encode(DATATOKEN, 1),
                ],
            )
        };
        let second = Receipt {
            succeeded: self.second_succeeded,
            ..receipt(SECOND, vec![self.start.encode(DATATOKEN, 2)])
        };
        code(ask(&terms, &[first, second], self.now))
    }
}

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

/// Of several fees and orders that fit the last one counts, of reuses the first.
#[test]
fn which_event_counts() {
    let logs = |consumers: [_; 2]| {
        vec![
            signed(data(None), THEN + 1).encode(DATATOKEN, 0),
            started(consumers[0]).encode(DATATOKEN, 1),
            fee().encode(DATATOKEN, 2),
            started(consumers[1]).encode(DATATOKEN, 3),
        ]
    };
    let bundle = receipt(FIRST, logs([ALICE, BOB]));
    for rules in [Rules::Strict, Rules::Reference] {
        let of = |sender| Terms {
            rules,
            ..terms(sender)
        };
        assert_eq!(
            code(ask(&of(ALICE), std::slice::from_ref(&bundle), THEN + 5)),
            "sender_not_consumer_or_payer"
        );
        let order = ask(&of(BOB), std::slice::from_ref(&bundle), THEN + 5).unwrap();
        assert_eq!((order.fee_log_index(), order.started().log_index), (2, 3));

        let reuses = receipt(
            FIRST,
            vec![
                reused(SECOND, ALICE, THEN).encode(DATATOKEN, 0),
                reused(FIRST, ALICE, THEN).encode(DATATOKEN, 1),
                fee().encode(DATATOKEN, 2),
            ],
        );
        let Ok(Step::NeedReceipt(pending)) = verify(&of(ALICE), &reuses, THEN) else {
            panic!("expected a reuse");
        };
        assert_eq!(pending.transaction_hash(), SECOND);
    }
}

/// Malformed events of the datatoken itself are refused; of anybody else they are skipped, and by
/// the reference all of them.
#[test]
fn malformed_events() {
    let topics = [ProviderFee::TOPIC, OrderStarted::TOPIC, OrderReused::TOPIC];
    for (topic, name) in topics
        .into_iter()
        .zip(["ProviderFee", "OrderStarted", "OrderReused"])
    {
        for malformed_of in [DATATOKEN, FORGERY] {
            let mut chain = [order()];
            let mut log = fee().encode(malformed_of, 9);
            log.topics = vec![topic];
            log.data = Bytes::from_static(&[0xff; 40]);
            chain[0].logs.push(log);
            let strict = ask(&terms(ALICE), &chain, THEN);
            if malformed_of == DATATOKEN {
                let Err(Refusal::MalformedEvent {
                    event, log_index, ..
                }) = strict
                else {
                    panic!("{name}: {strict:?}");
                };
                assert_eq!((event, log_index), (name, 9));
            } else {
                assert_eq!(code(strict), "accept", "{name}");
            }
            let reference = Terms {
                rules: Rules::Reference,
                ..terms(ALICE)
            };
            assert_eq!(code(ask(&reference, &chain, THEN)), "accept", "{name}");
        }
    }
}

#[test]
fn extreme_numbers() {
    let ask = |change: fn(&mut OrderStarted), timeout, rules, now| {
        let mut start = started(ALICE);
        change(&mut start);
        let logs = vec![start.encode(DATATOKEN, 0), fee().encode(DATATOKEN, 1)];
        let terms = Terms {
            timeout,
            rules,
            ..terms(ALICE)
        };
        ask(&terms, &[receipt(FIRST, logs)], now)
    };
    let late: fn(&mut OrderStarted) = |start| start.timestamp = U256::MAX;
    assert_eq!(
        ask(late, 0, Rules::Strict, THEN),
        Err(Refusal::TimestampOutOfRange { found: U256::MAX })
    );
    let order = ask(late, 1, Rules::Reference, u64::MAX).unwrap();
    assert_eq!((order.ordered_at(), order.expires_at()), (u64::MAX, None));

    let rich: fn(&mut OrderStarted) = |start| start.amount = U256::MAX;
    assert_eq!(
        ask(rich, 0, Rules::Strict, THEN).unwrap().amount(),
        U256::MAX
    );
    let index: fn(&mut OrderStarted) = |start| start.service_index = U256::from(1) << 64;
    assert_eq!(
        code(ask(index, 0, Rules::Strict, THEN)),
        "order_event_missing"
    );

    let none: fn(&mut OrderStarted) = |_| {};
    assert_eq!(
        ask(none, u64::MAX, Rules::Strict, u64::MAX)
            .unwrap()
            .expires_at(),
        None
    );
    // A block from the future, as clocks differ.
    assert_eq!(code(ask(none, 1, Rules::Strict, 0)), "accept");
    assert_eq!(code(ask(none, 1, Rules::Strict, THEN + 1)), "accept");
    assert_eq!(code(ask(none, 1, Rules::Strict, THEN + 2)), "order_expired");
}

#[test]
fn a_payer_may_use_what_he_paid_for_another() {
    let start = OrderStarted {
        payer: BOB,
        ..started(ALICE)
    };
    let chain = [receipt(
        FIRST,
        vec![start.encode(DATATOKEN, 0), fee().encode(DATATOKEN, 1)],
    )];
    for (sender, expected) in [
        (ALICE, "accept"),
        (BOB, "accept"),
        (MALLORY, "sender_not_consumer_or_payer"),
    ] {
        assert_eq!(code(ask(&terms(sender), &chain, THEN)), expected);
    }
}

#[test]
fn an_order_ends_with_its_age_or_its_fee() {
    for (timeout, valid_until, end) in [
        (100, 0, Some(THEN + 101)),
        (0, THEN + 50, Some(THEN + 50)),
        (100, THEN + 50, Some(THEN + 50)),
        (100, THEN + 500, Some(THEN + 101)),
        (0, 0, None),
    ] {
        let logs = vec![
            started(ALICE).encode(DATATOKEN, 0),
            signed(data(None), valid_until).encode(DATATOKEN, 1),
        ];
        let terms = Terms {
            timeout,
            ..terms(ALICE)
        };
        let order = ask(&terms, &[receipt(FIRST, logs)], THEN).unwrap();
        assert_eq!(order.expires_at(), end);
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
