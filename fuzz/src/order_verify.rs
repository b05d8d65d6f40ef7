use alloy_primitives::U256;
use ocean_orders::{
    ExpiredFee, JsonRpcReceipt, ONE_DATATOKEN, Order, ProviderFee, Rules, Step, Terms,
    events::OrderStarted, verify,
};

use crate::{
    order_model::{Stop, find, holds},
    orders::{Scenario, scenario, with_receipt},
};

/// An order holds exactly if the model says so, under both rules and for the same reason; one that
/// holds by the strict rules was paid for on the datatoken itself, and ends when it says so.
///
/// The bytes are the JSON of a receipt, or edits of an order.
pub fn order_verify(data: &[u8]) {
    let scenario = if data.starts_with(b"{") {
        let receipt = serde_json::from_slice::<JsonRpcReceipt>(data).ok();
        let receipt = receipt.and_then(|receipt| {
            let receipt = receipt.into_receipt(8_996, None);
            receipt
                .map_err(|error| assert!(!error.to_string().is_empty()))
                .ok()
        });
        receipt.map(with_receipt)
    } else {
        scenario(data)
    };
    let Some(mut scenario) = scenario else {
        return;
    };
    for rules in [Rules::Strict, Rules::Reference] {
        scenario.terms.rules = rules;
        check(&scenario);
    }
}

fn check(scenario: &Scenario) {
    let found = ask(scenario, scenario.now);
    let ours = found.as_ref().map(|_| ()).map_err(|code| *code);
    match (&found, holds(scenario)) {
        (_, Err(Stop::Unknown)) => {}
        (Err(found), Err(Stop::Refused(expected))) => assert_eq!(*found, expected),
        (Ok(order), Ok(held)) => {
            assert_eq!(order.started().log_index, held.started_log);
            assert_eq!(order.fee_log_index(), held.fee_log);
            assert_eq!(order.expires_at(), held.expires_at, "{scenario:?}");
        }
        (_, expected) => panic!("{ours:?}, expected {expected:?} of {scenario:?}"),
    }
    if let (Ok(order), Rules::Strict) = (&found, scenario.terms.rules) {
        ends(scenario, order);
        paid(scenario, order);
    }
}

fn ask(scenario: &Scenario, now: u64) -> Result<Order, &'static str> {
    let terms = &scenario.terms;
    #[cfg(planted)]
    let terms = &Terms {
        required_amount: terms.required_amount.saturating_sub(U256::ONE),
        ..*terms
    };
    let answer = verify(terms, &scenario.receipts[0], now).and_then(|step| match step {
        Step::Verified(order) => Ok(Some(order)),
        Step::NeedReceipt(pending) => {
            let receipt = find(scenario, pending.transaction_hash());
            receipt.map(|receipt| pending.resume(receipt)).transpose()
        }
    });
    match answer {
        Ok(order) => order.ok_or("need_receipt"),
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            let _ = refusal.provider_text("Polygon");
            Err(refusal.code())
        }
    }
}

/// It ends in the second that it says.
fn ends(scenario: &Scenario, order: &Order) {
    let now = scenario.now;
    let allows_expired = scenario.terms.policy.expired_fee == ExpiredFee::Allow;
    assert!(order.is_valid_at(now) || allows_expired);
    let Some(end) = order.expires_at() else {
        assert!(order.is_valid_at(u64::MAX) && ask(scenario, u64::MAX).is_ok());
        return;
    };
    assert!(!order.is_valid_at(end) && order.is_valid_at(end - 1));
    assert!(ask(scenario, end - 1).is_ok(), "{scenario:?}");
    match ask(scenario, end) {
        Ok(_) => assert!(allows_expired),
        Err(code) => assert!(["order_expired", "provider_fee_expired"].contains(&code)),
    }
}

/// What every order proves that holds by the strict rules.
fn paid(scenario: &Scenario, order: &Order) {
    let terms: &Terms<'_> = &scenario.terms;
    let started = order.started();
    assert_eq!(started.address, terms.datatoken);
    assert_eq!(started.event.service_index, U256::from(terms.service_index));
    assert!(order.amount() >= terms.required_amount);
    if terms.required_amount >= ONE_DATATOKEN {
        assert!(order.amount() >= ONE_DATATOKEN);
    }
    assert!([order.consumer(), order.payer()].contains(&terms.sender));
    assert_eq!(
        (order.nft(), order.datatoken()),
        (terms.nft, terms.datatoken)
    );
    let holder = find(scenario, order.transaction()).expect("its receipt");
    let mut logs = holder.logs.iter();
    let log = logs.find(|log| log.log_index == started.log_index);
    let log = log.expect("its log");
    assert_eq!(OrderStarted::decode(log).as_ref(), Ok(started));

    let mut logs = scenario.receipts[0].logs.iter();
    let log = logs.find(|log| log.log_index == order.fee_log_index());
    let emitted = ProviderFee::decode(log.expect("its log")).expect("a fee");
    assert_eq!(
        (emitted.address, &emitted.event),
        (terms.datatoken, order.fee())
    );
    assert_eq!(emitted.event.recover(), Some(terms.provider));
}
