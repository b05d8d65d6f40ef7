//! The order of the steps.

use alloy_primitives::{B256, U256};
use ocean_orders::{ProviderFee, Receipt, Rules, Terms, events::OrderStarted};

use crate::{
    Change,
    chain::{
        ALICE, BOB, DATATOKEN, FIRST, MALLORY, SECOND, THEN, ask, code, data, receipt, reused,
        signed, started, terms,
    },
};

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
