//! Receipts: the ones that were asked for, with so many logs, so deep in the chain.

use alloy_primitives::B256;
use ocean_orders::{MAX_LOGS, Policy, Receipt, Rules, Step, Terms, verify};

use crate::{
    Change,
    chain::{
        ALICE, BLOCK, DATATOKEN, FIRST, SECOND, THEN, ask, code, fee, order, receipt, reused, terms,
    },
};

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
