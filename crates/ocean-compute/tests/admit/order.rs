//! Whose order is shown for what.

use alloy_primitives::Address;
use ocean_checksum::Json;
use ocean_compute::{ComputeRequest, OrderFault, Reason, Rules};
use serde_json::json;

use crate::{
    additional, with,
    world::{CHAIN_ID, CONSUMER, NOW, VALID_UNTIL, World},
};

#[test]
fn an_order_must_be_one_of_the_item() {
    let fault = |world: &World| match world.admit().unwrap_err().reason() {
        Reason::OrderInvalid(fault) | Reason::InUseOrNotOnChain(fault) => fault.clone(),
        other => panic!("{other}"),
    };
    // The contract's order is refused by ocean-orders.
    let world = with(|world| world.datasets[0].fee.environment = Some("other"));
    assert_eq!(fault(&world).code(), "environment_mismatch");
    let world = with(|world| world.datasets[0].fee.valid_until = NOW - 200);
    assert_eq!(fault(&world).code(), "provider_fee_expired");
    let world = with(|world| world.datasets[0].order_rules = ocean_orders::Rules::Reference);
    assert_eq!(fault(&world), OrderFault::NotStrict);
    let world = with(|world| world.datasets[0].sender = Address::ZERO);
    assert_eq!(fault(&world), OrderFault::Other { what: "consumer" });
    // Another NFT was asked for the datatoken than the one whose DID is in the request.
    let world = with(|world| world.datasets[0].nft = Address::repeat_byte(0x77));
    assert_eq!(fault(&world), OrderFault::Other { what: "NFT" });
    // It was verified, and has expired since.
    let mut world = with(|world| world.now = VALID_UNTIL + 100);
    assert_eq!(fault(&world), OrderFault::Expired);
    world.now -= 1;
    world.algorithm.as_mut().unwrap().fee.valid_until = 0;
    assert_eq!(world.admit().unwrap().max_seconds(), 1);

    // Under the reference's rules the order need not be strict, but it must be the item's.
    let mut world = World::under(Rules::Provider);
    world.datasets[0].order_rules = ocean_orders::Rules::Reference;
    assert!(world.admit().is_ok());
    world.datasets[0].sender = Address::ZERO;
    assert_eq!(fault(&world), OrderFault::Other { what: "consumer" });
}

/// The order of one item is shown for another.
#[test]
fn an_order_of_another_item_is_refused() {
    let mut world = World::honest();
    world.datasets.push(additional());
    let body = json!({
        "environment": "env", "dataset": world.datasets[0].request,
        "additionalDatasets": [world.datasets[1].request], "algorithm": world.algorithm.as_ref().unwrap().request,
    });
    let admitted = world.admit().unwrap();
    let [first, second] = [0, 1].map(|index| admitted.datasets()[index].order().clone());
    let body = Json::parse(body.to_string()).unwrap();
    let request = ComputeRequest::start(body.root());
    let documents = [0, 1]
        .map(|index| ocean_ddo::Document::parse(world.datasets[index].ddo.to_string()).unwrap());
    let of_algorithm =
        ocean_ddo::Document::parse(world.algorithm.as_ref().unwrap().ddo.to_string()).unwrap();
    let files = [ocean_files::FileChecksum::of(b"print()")];
    let ask = |orders: [ocean_orders::Order; 2]| {
        let facts = ocean_compute::Facts {
            datasets: documents
                .iter()
                .zip(orders)
                .map(|(document, order)| ocean_compute::DatasetFacts {
                    ddo: Some(document.ddo()),
                    files_open: true,
                    order: Some(Ok(order)),
                    ..Default::default()
                })
                .collect(),
            algorithm: ocean_compute::AlgorithmFacts {
                ddo: Some(of_algorithm.ddo()),
                files: Some(&files),
                order: Some(Ok(admitted
                    .algorithm()
                    .published()
                    .unwrap()
                    .order()
                    .clone())),
                ..Default::default()
            },
        };
        let terms = ocean_compute::Terms {
            rules: Rules::Provider,
            consumer: CONSUMER,
            environment: &world.environment,
            chain_id: CHAIN_ID,
            fee_token_decimals: 18,
            now: NOW,
        };
        ocean_compute::admit(request, facts, &terms)
    };
    assert!(ask([first.clone(), second.clone()]).is_ok());
    let refused = ask([second, first]).unwrap_err();
    assert_eq!(
        refused.reason(),
        &Reason::OrderInvalid(OrderFault::Other {
            what: "transaction"
        })
    );
}
