//! Which events count, and what cannot be read.

use alloy_primitives::{Bytes, U256};
use ocean_orders::{
    ProviderFee, Refusal, Rules, Step, Terms,
    events::{OrderReused, OrderStarted},
    verify,
};

use crate::chain::{
    ALICE, BOB, DATATOKEN, FIRST, FORGERY, SECOND, THEN, ask, code, data, fee, order, receipt,
    reused, signed, started, terms,
};

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
