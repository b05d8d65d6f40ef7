//! What holds of any order that is accepted, whatever the chain holds.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod chain;

use std::{cell::Cell, sync::LazyLock};

use alloy_primitives::{Address, B256, Bytes, U256};
use chain::{
    ALICE, BLOCK, BOB, CHAIN_ID, DATATOKEN, FIRST, FORGERY, MALLORY, NFT, SECOND, THEN, ask, data,
    provider, signed, terms,
};
use ocean_keys::ProviderKey;
use ocean_orders::{
    Log, ONE_DATATOKEN, Order, Policy, ProviderFee, Receipt, Renewal, ReuseCaller, Rules, Terms,
    UnsignedFee,
    events::{OrderReused, OrderStarted},
};
use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};

/// Mostly the first, which is what an order needs.
fn mostly<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = T> {
    let first = values[0].clone();
    prop_oneof![12 => Just(first), 1 => select(values)]
}

fn emitter() -> impl Strategy<Value = Address> {
    mostly(vec![DATATOKEN, NFT, FORGERY])
}

fn person() -> impl Strategy<Value = Address> {
    mostly(vec![ALICE, BOB, MALLORY])
}

fn time() -> impl Strategy<Value = U256> {
    let beyond = U256::from(u64::MAX) + U256::ONE;
    mostly(vec![
        U256::from(THEN),
        U256::ZERO,
        U256::from(THEN - 3_000),
        U256::from(THEN + 3_000),
        U256::from(u64::MAX),
        beyond,
        U256::MAX,
    ])
}

fn start() -> impl Strategy<Value = OrderStarted> {
    let less = ONE_DATATOKEN - U256::ONE;
    let index = mostly(vec![U256::ZERO, U256::ONE, U256::from(1) << 64, U256::MAX]);
    let amount = mostly(vec![ONE_DATATOKEN, less, U256::ZERO, U256::MAX]);
    (person(), person(), amount, index, time()).prop_map(
        |(consumer, payer, amount, service_index, timestamp)| OrderStarted {
            consumer,
            payer,
            amount,
            service_index,
            timestamp,
            publish_market_address: Address::ZERO,
            block_number: U256::from(BLOCK),
        },
    )
}

fn reuse() -> impl Strategy<Value = OrderReused> {
    (mostly(vec![SECOND, FIRST]), person(), time()).prop_map(
        |(order_transaction, caller, timestamp)| OrderReused {
            order_transaction,
            caller,
            timestamp,
            block_number: U256::from(BLOCK),
        },
    )
}

/// Signed once, since that takes time.
static FEES: LazyLock<Vec<ProviderFee>> = LazyLock::new(fees);

fn fees() -> Vec<ProviderFee> {
    let mut fees = vec![signed(data(None), 0)];
    for environment in [None, Some("env")] {
        for valid_until in [0, 1, THEN + 300, u64::MAX] {
            fees.push(signed(data(environment), valid_until));
        }
    }
    let good = fees[0].clone();
    fees.push(ProviderFee {
        v: 55 - good.v,
        ..good.clone()
    });
    fees.push(ProviderFee {
        valid_until: U256::MAX,
        ..good
    });
    let unsigned = UnsignedFee {
        token: Address::ZERO,
        amount: U256::ZERO,
        data: data(None),
        valid_until: U256::ZERO,
    };
    fees.push(
        unsigned
            .sign(&ProviderKey::from_bytes(&[2; 32]).unwrap())
            .unwrap(),
    );
    fees.push(signed(Bytes::from_static(b"not json"), 0));
    fees
}

fn garbage() -> impl Strategy<Value = Log> {
    let topics = vec![ProviderFee::TOPIC, OrderStarted::TOPIC, OrderReused::TOPIC];
    let topics = prop_oneof![
        prop::collection::vec(select(topics), 1..4),
        prop::collection::vec(any::<[u8; 32]>().prop_map(B256::from), 0..4),
    ];
    let data = prop::collection::vec(any::<u8>(), 0..300);
    (mostly(vec![FORGERY, NFT, DATATOKEN]), topics, data).prop_map(|(address, topics, data)| Log {
        address,
        topics,
        data: data.into(),
        log_index: 0,
    })
}

fn logs(begin_with_reuse: bool) -> impl Strategy<Value = Vec<Log>> {
    let start = (start(), emitter())
        .prop_map(|(event, address)| event.encode(address, 0))
        .boxed();
    let reuse = (reuse(), emitter())
        .prop_map(|(event, address)| event.encode(address, 0))
        .boxed();
    let fee = (mostly(FEES.clone()), emitter())
        .prop_map(|(event, address)| event.encode(address, 0))
        .boxed();
    let first = if begin_with_reuse {
        reuse.clone()
    } else {
        start.clone()
    };
    let more = prop_oneof![1 => start, 1 => reuse, 2 => fee.clone(), 1 => garbage()];
    (first, fee, prop::collection::vec(more, 0..3)).prop_map(|(first, fee, more)| {
        let mut logs = vec![first, fee];
        logs.extend(more);
        for (log, log_index) in logs.iter_mut().zip(0..) {
            log.log_index = log_index;
        }
        logs
    })
}

fn receipt(transaction_hash: B256, reuses: bool) -> impl Strategy<Value = Receipt> {
    let succeeded = mostly(vec![true, false]);
    (logs(reuses), succeeded, BLOCK - 2..BLOCK + 2).prop_map(
        move |(logs, succeeded, block_number)| Receipt {
            succeeded,
            block_number,
            ..chain::receipt(transaction_hash, logs)
        },
    )
}

fn a_chain() -> impl Strategy<Value = [Receipt; 2]> {
    any::<bool>().prop_flat_map(|reuses| {
        [
            receipt(FIRST, reuses).boxed(),
            receipt(SECOND, false).boxed(),
        ]
    })
}

fn some_terms() -> impl Strategy<Value = Terms<'static>> {
    let timeout = select(vec![0, 60, 3_600, u64::MAX]);
    let renewal = select(vec![Renewal::Refuse, Renewal::Allow]);
    let caller = mostly(vec![ReuseCaller::Anyone, ReuseCaller::ConsumerOrPayer]);
    let environment = mostly(vec![None, Some("env")]);
    (person(), timeout, environment, renewal, caller, 0..3u64).prop_map(
        |(sender, timeout, environment, renewal, reuse_caller, min_confirmations)| Terms {
            timeout,
            environment,
            policy: Policy {
                renewal,
                reuse_caller,
                min_confirmations,
                ..Policy::default()
            },
            ..terms(sender)
        },
    )
}

/// The words of a log, read without the crate.
fn words(log: &Log) -> Vec<U256> {
    log.data.chunks_exact(32).map(U256::from_be_slice).collect()
}

fn by_the_datatoken(log: &Log, topic: B256) -> bool {
    log.address == DATATOKEN && log.topics.first() == Some(&topic)
}

fn check(order: &Order, terms: &Terms<'_>, chain: &[Receipt; 2], now: u64) {
    assert_eq!((order.chain_id(), order.rules()), (CHAIN_ID, Rules::Strict));
    let holder = chain
        .iter()
        .find(|receipt| receipt.transaction_hash == order.transaction());
    let holder = holder.unwrap();
    let paid = &chain[0];
    assert!(holder.succeeded && paid.succeeded);
    for receipt in [holder, paid] {
        assert!(BLOCK + 1 >= receipt.block_number + terms.policy.min_confirmations);
    }

    // The last order of the service by the datatoken, read word by word.
    let log = holder
        .logs
        .iter()
        .rfind(|log| by_the_datatoken(log, OrderStarted::TOPIC) && words(log)[2].is_zero());
    let log = log.expect("an order by the datatoken");
    let [payer, amount, _, timestamp, _] = words(log)[..] else {
        panic!("{log:?}");
    };
    assert!(amount >= ONE_DATATOKEN);
    let consumer = Address::from_word(log.topics[1]);
    let payer = Address::from_word(payer.into());
    assert!([consumer, payer].contains(&terms.sender));
    assert_eq!((order.consumer(), order.payer()), (consumer, payer));
    assert_eq!(order.started().log_index, log.log_index);

    // A fee by the datatoken, signed by the Provider, for this environment, and not expired.
    let log = &paid.logs[usize::try_from(order.fee_log_index()).unwrap()];
    assert!(by_the_datatoken(log, ProviderFee::TOPIC));
    let fee = ProviderFee::decode(log).unwrap().event;
    assert_eq!(fee.recover(), Some(provider().address()));
    assert!(fee.data == data(terms.environment) || terms.environment.is_none());
    if terms.environment.is_none() && !fee.valid_until.is_zero() {
        assert!(U256::from(now) < fee.valid_until);
    }

    // Unexpired, by the clock of the first use or, if the policy says so, of the last.
    let reuse = paid
        .logs
        .iter()
        .find(|log| by_the_datatoken(log, OrderReused::TOPIC));
    assert_eq!(order.reused().is_some(), reuse.is_some());
    let from = match (reuse, terms.policy.renewal) {
        (Some(reuse), Renewal::Allow) => words(reuse)[2],
        _ => timestamp,
    };
    assert!(terms.timeout == 0 || U256::from(now) <= from + U256::from(terms.timeout));
    assert!(order.is_valid_at(now));
    if let Some(end) = order.expires_at() {
        assert!(now < end && order.is_valid_at(end - 1) && !order.is_valid_at(end));
        assert!(ask(terms, chain, end - 1).is_ok());
        let late = ask(terms, chain, end).unwrap_err().code();
        assert!(
            ["order_expired", "provider_fee_expired"].contains(&late),
            "{late}"
        );
    } else {
        assert!(ask(terms, chain, u64::MAX).is_ok());
    }
}

#[test]
fn an_accepted_order_was_paid_for() {
    let (accepted, reused) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(Config {
        cases: 1_000,
        ..Config::default()
    });
    let case = (some_terms(), a_chain(), THEN..THEN + 500);
    runner
        .run(&case, |(terms, chain, now)| {
            let strict = ask(&terms, &chain, now);
            if let Ok(order) = &strict {
                check(order, &terms, &chain, now);
                accepted.set(accepted.get() + 1);
                reused.set(reused.get() + usize::from(order.reused().is_some()));
            }
            let reference = Terms {
                rules: Rules::Reference,
                ..terms
            };
            // Never panics, nor does its answer.
            let _ = ask(&reference, &chain, now)
                .map_err(|refusal| (refusal.to_string(), refusal.provider_text("Polygon")));
            Ok(())
        })
        .unwrap();
    assert!(accepted.get() > 100, "{} accepted", accepted.get());
    assert!(reused.get() > 20, "{} reused", reused.get());
}
