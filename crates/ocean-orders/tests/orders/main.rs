//! Whether orders hold: the recorded ones under both rules, and each step at its border.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

#[path = "../chain/mod.rs"]
mod chain;
mod events;
mod fees;
mod receipts;
mod steps;

use chain::{
    ALICE, BOB, CHAIN_ID, DATATOKEN, FIRST, MALLORY, SECOND, THEN, ask, code, data, fee, order,
    receipt, reused, signed, started, terms,
};
use ocean_orders::{
    ONE_DATATOKEN, Policy, Refusal, Renewal, ReuseCaller, Rules, Terms, events::OrderStarted,
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
