//! Attacks on orders and fees: each passes under the rules of Provider 2.1.6, and is refused by the
//! strict ones for the right reason.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod chain;

use alloy_primitives::{Address, Bytes, U256};
use chain::{
    ALICE, DATATOKEN, FIRST, FORGERY, HESITATION, MALLORY, NFT, SECOND, THEN, ask, data, fee,
    order, receipt, recorded_as, reused, signed, started, terms,
};
use ocean_orders::{
    FeeRules, FeeSignatureError, Log, Order, Price, ProviderFee, Receipt, Refusal, Renewal, Rules,
    Terms,
    events::{Event, MetadataCreated, OrderStarted},
};

const DAY: u64 = 86_400;

/// The reference serves the attacker; the strict rules refuse him, and say why.
fn fooled(terms: &Terms<'_>, chain: &[Receipt], now: u64) -> (Order, Refusal) {
    let reference = Terms {
        rules: Rules::Reference,
        ..*terms
    };
    let served = ask(&reference, chain, now).expect("the reference serves");
    assert_eq!(served.rules(), Rules::Reference);
    let strict = Terms {
        rules: Rules::Strict,
        ..*terms
    };
    (
        served,
        ask(&strict, chain, now).expect_err("nobody is served"),
    )
}

fn fooled_as_recorded(name: &str) -> (Order, Refusal) {
    let row = recorded_as(name);
    fooled(&row.terms(Rules::Strict), &row.receipts(), row.now())
}

#[track_caller]
fn comes_from(refusal: &Refusal, expected: &str, contract: Address) {
    let Refusal::EventEmitterNotDatatoken {
        event,
        emitter,
        datatoken,
        ..
    } = refusal
    else {
        panic!("{refusal:?}");
    };
    assert_eq!((*event, *emitter), (expected, contract));
    assert_ne!(datatoken, emitter);
    assert_eq!(refusal.code(), "event_emitter_not_datatoken");
}

/// What the contract at `emitter` says: Mallory ordered, and paid the Provider's fee.
fn forged_by(emitter: Address) -> Vec<Log> {
    vec![
        started(MALLORY).encode(emitter, 0),
        fee().encode(emitter, 1),
    ]
}

#[test]
fn a01_forged_logs_of_a_foreign_contract() {
    let (served, refusal) = fooled_as_recorded("attack_forged_events_from_foreign_contract");
    comes_from(&refusal, "ProviderFee", served.started().address);

    let chain = [receipt(FIRST, forged_by(FORGERY))];
    let (_, refusal) = fooled(&terms(MALLORY), &chain, THEN);
    comes_from(&refusal, "ProviderFee", FORGERY);
}

/// A fee that was really paid for the service beside a forged order of it.
#[test]
fn a01_forged_order_beside_a_real_fee() {
    let logs = vec![
        fee().encode(DATATOKEN, 0),
        started(MALLORY).encode(FORGERY, 1),
    ];
    let (_, refusal) = fooled(&terms(MALLORY), &[receipt(FIRST, logs)], THEN);
    comes_from(&refusal, "OrderStarted", FORGERY);
}

/// A real order of another service of the datatoken, and a forged one of this service.
#[test]
fn a01_forged_order_beside_a_real_one_of_another_service() {
    let other = OrderStarted {
        service_index: U256::ONE,
        ..started(MALLORY)
    };
    let logs = vec![
        other.encode(DATATOKEN, 0),
        fee().encode(DATATOKEN, 1),
        started(MALLORY).encode(FORGERY, 2),
    ];
    let (_, refusal) = fooled(&terms(MALLORY), &[receipt(FIRST, logs)], THEN);
    comes_from(&refusal, "OrderStarted", FORGERY);
}

/// The last fitting event counts for the reference, so that a forged one takes the place of Alice's.
#[test]
fn a01_forged_order_in_the_transaction_of_somebody_else() {
    let mut chain = [order()];
    chain[0].logs.push(started(MALLORY).encode(FORGERY, 2));
    let (_, refusal) = fooled(&terms(MALLORY), &chain, THEN);
    let expected = Refusal::SenderNotConsumerOrPayer {
        sender: MALLORY,
        consumer: ALICE,
        payer: ALICE,
    };
    assert_eq!(refusal, expected);
    // And Alice is still served.
    assert!(ask(&terms(ALICE), &chain, THEN).is_ok());
}

#[test]
fn a02_an_order_on_a_datatoken_of_his_own() {
    let name = "attack_order_on_own_datatoken_with_target_fee";
    let (served, refusal) = fooled_as_recorded(name);
    comes_from(&refusal, "ProviderFee", served.started().address);

    // Naming that datatoken in a document of his own does not help: his NFT did not deploy the
    // datatoken of the target, and the fee for the target is none for his own.
    let row = recorded_as(name);
    let own = Terms {
        datatoken: served.started().address,
        ..row.terms(Rules::Strict)
    };
    let refusal = ask(&own, &row.receipts(), row.now()).unwrap_err();
    assert_eq!(refusal.code(), "provider_fee_event_missing");
}

#[test]
fn a03_reuse_of_a_forged_order() {
    let (served, refusal) = fooled_as_recorded("attack_reuse_of_forged_order");
    comes_from(&refusal, "OrderStarted", served.started().address);

    let reuse = receipt(
        FIRST,
        vec![
            reused(SECOND, MALLORY, THEN).encode(DATATOKEN, 0),
            fee().encode(DATATOKEN, 1),
        ],
    );
    let chain = [reuse, receipt(SECOND, forged_by(FORGERY))];
    let (_, refusal) = fooled(&terms(MALLORY), &chain, THEN);
    comes_from(&refusal, "OrderStarted", FORGERY);
}

/// A forged reuse, beside a real fee, makes an old order of his own new for the reference.
#[test]
fn a03_forged_reuse_of_a_real_order() {
    let other = OrderStarted {
        service_index: U256::ONE,
        ..started(MALLORY)
    };
    let reuse = receipt(
        FIRST,
        vec![
            reused(SECOND, MALLORY, THEN).encode(FORGERY, 0),
            other.encode(DATATOKEN, 1),
            fee().encode(DATATOKEN, 2),
        ],
    );
    let chain = [
        reuse,
        receipt(SECOND, vec![started(MALLORY).encode(DATATOKEN, 0)]),
    ];
    let (served, refusal) = fooled(&terms(MALLORY), &chain, THEN);
    assert_eq!(served.transaction(), SECOND);
    let expected = Refusal::OrderEventMissing {
        transaction: FIRST,
        service_index: 0,
    };
    assert_eq!(refusal, expected);
}

#[test]
fn a04_free_renewal_of_an_expired_order() {
    let (served, refusal) = fooled_as_recorded("reuse_after_original_expired");
    assert_eq!(refusal.code(), "order_expired");
    assert!(served.counts_from() > served.ordered_at());

    // For ever: a day's order reused after ten years.
    let later = THEN + 3_650 * DAY;
    let reuse = receipt(
        FIRST,
        vec![
            reused(SECOND, MALLORY, later).encode(DATATOKEN, 0),
            fee().encode(DATATOKEN, 1),
        ],
    );
    let chain = [
        reuse,
        receipt(SECOND, vec![started(MALLORY).encode(DATATOKEN, 0)]),
    ];
    let mut terms = Terms {
        timeout: DAY,
        ..terms(MALLORY)
    };
    let (_, refusal) = fooled(&terms, &chain, later);
    let expected = Refusal::OrderExpired {
        ordered_at: THEN,
        timeout: DAY,
        now: later,
    };
    assert_eq!(refusal, expected);
    // Only the policy that is named so renews.
    terms.policy.renewal = Renewal::Allow;
    assert!(ask(&terms, &chain, later).unwrap().is_valid_at(later + DAY));
}

#[test]
fn a05_a_fee_with_the_wrong_v() {
    let good = fee();
    let bad = ProviderFee {
        v: 55 - good.v,
        ..good.clone()
    };
    let logs = vec![
        started(MALLORY).encode(DATATOKEN, 0),
        bad.encode(DATATOKEN, 1),
    ];
    let (_, refusal) = fooled(&terms(MALLORY), &[receipt(FIRST, logs)], THEN);
    let Refusal::ProviderFeeSignatureInvalid(FeeSignatureError::Signer { signer, expected }) =
        refusal
    else {
        panic!("{refusal:?}");
    };
    assert_eq!(expected, good.address);
    assert_ne!(signer, expected);
}

/// A `v` that is no `v` at all fails with the reference, too.
#[test]
fn a05_a_fee_without_a_v() {
    for rules in [Rules::Strict, Rules::Reference] {
        for v in [0, 1, 26, 29, 255] {
            let logs = vec![
                started(MALLORY).encode(DATATOKEN, 0),
                ProviderFee { v, ..fee() }.encode(DATATOKEN, 1),
            ];
            let terms = Terms {
                rules,
                ..terms(MALLORY)
            };
            let refusal = ask(&terms, &[receipt(FIRST, logs)], THEN).unwrap_err();
            assert_eq!(refusal.code(), "provider_fee_signature_invalid");
        }
    }
}

#[test]
fn a06_an_expired_fee_without_an_environment() {
    let (served, refusal) = fooled_as_recorded("access_validUntil_passed_without_environment");
    assert_eq!(refusal.code(), "provider_fee_expired");
    assert_eq!(served.expires_at(), None);

    let logs = vec![
        started(MALLORY).encode(DATATOKEN, 0),
        signed(data(None), THEN + 60).encode(DATATOKEN, 1),
    ];
    let (_, refusal) = fooled(&terms(MALLORY), &[receipt(FIRST, logs)], THEN + 60);
    let expected = Refusal::ProviderFeeExpired {
        valid_until: U256::from(THEN + 60),
        expired_at: THEN + 60,
        now: THEN + 60,
    };
    assert_eq!(refusal, expected);
}

/// Five seconds are five seconds: the order ends with the fee that was paid.
#[test]
fn a31_five_seconds_end() {
    let logs = vec![
        started(MALLORY).encode(DATATOKEN, 0),
        signed(data(Some("env")), THEN - HESITATION + 5).encode(DATATOKEN, 1),
    ];
    let chain = [receipt(FIRST, logs)];
    // The algorithm's order is verified without an environment, for which the reference never asks.
    let (_, refusal) = fooled(&terms(MALLORY), &chain, THEN + 3_600);
    assert_eq!(refusal.code(), "provider_fee_expired");
    // With one, the time from quote to block and 90 seconds are given, and no more.
    let with_environment = Terms {
        environment: Some("env"),
        ..terms(MALLORY)
    };
    let order = ask(&with_environment, &chain, THEN + 94).unwrap();
    assert_eq!(order.fee_expires_at(), Some(THEN + 95));
    assert_eq!(order.fee().valid_until, U256::from(THEN - HESITATION + 5));
    let refusal = ask(&with_environment, &chain, THEN + 95).unwrap_err();
    assert_eq!(refusal.code(), "provider_fee_expired");
}

#[test]
fn a31_whole_days_are_paid() {
    let price: Price = "2.3".parse().unwrap();
    let amount = |rules: FeeRules, seconds| {
        let seconds = rules.seconds(THEN + seconds, THEN);
        price.amount(seconds, 18, rules).unwrap()
    };
    let half_a_minute = amount(FeeRules::Exact, 30);
    for days in [1, 30, 365] {
        let seconds = days * DAY + 30;
        assert_eq!(amount(FeeRules::Provider, seconds), half_a_minute);
        let due = half_a_minute * U256::from(seconds) / U256::from(30);
        assert_eq!(amount(FeeRules::Exact, seconds), due);
    }
}

/// Of a document only the log of the NFT itself counts, which the decoded event tells.
#[test]
fn a46_metadata_of_another_contract_in_the_same_transaction() {
    let created = |document: &'static [u8]| MetadataCreated {
        created_by: MALLORY,
        state: 0,
        decryptor_url: "https://provider.example".into(),
        flags: Bytes::from_static(&[0]),
        data: Bytes::from_static(document),
        metadata_hash: alloy_primitives::keccak256(document),
        timestamp: U256::from(THEN),
        block_number: U256::ZERO,
    };
    let logs = [
        created(b"real").encode(NFT, 0),
        created(b"forged").encode(FORGERY, 1),
    ];
    let documents: Vec<_> = logs
        .iter()
        .filter_map(|log| Event::decode(log).unwrap())
        .filter(|emitted| emitted.address == NFT)
        .map(|emitted| emitted.event)
        .collect();
    assert_eq!(documents, [Event::MetadataCreated(created(b"real"))]);
}

/// The same with an order: what is true stands in the transaction, and does not lend its truth.
#[test]
fn a46_a_forged_order_in_the_same_transaction() {
    let mut logs = order().logs;
    logs.extend(forged_by(FORGERY));
    let (served, refusal) = fooled(&terms(MALLORY), &[receipt(FIRST, logs)], THEN);
    assert_eq!(served.started().address, FORGERY);
    assert_eq!(refusal.code(), "sender_not_consumer_or_payer");
}

/// Whatever `executeCall` makes an NFT emit: it is not the datatoken for that.
#[test]
fn a47_logs_of_the_nft_itself() {
    let chain = [receipt(FIRST, forged_by(NFT))];
    let (_, refusal) = fooled(&terms(MALLORY), &chain, THEN);
    comes_from(&refusal, "ProviderFee", NFT);

    let reuse = receipt(
        FIRST,
        vec![
            reused(SECOND, MALLORY, THEN).encode(DATATOKEN, 0),
            fee().encode(DATATOKEN, 1),
        ],
    );
    let chain = [reuse, receipt(SECOND, forged_by(NFT))];
    let (_, refusal) = fooled(&terms(MALLORY), &chain, THEN);
    comes_from(&refusal, "OrderStarted", NFT);
}
