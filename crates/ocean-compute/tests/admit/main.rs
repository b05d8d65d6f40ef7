//! The order of checks, the codes, and what an admitted job is.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod job;
mod order;
mod refusals;
mod request;
#[path = "../world/mod.rs"]
mod world;

use ocean_compute::Rules;
use serde_json::{Value, json};
use world::{Asset, STRICT, World, access_service, compute_service, dataset};

type Change = fn(&mut World);

fn with(change: Change) -> World {
    let mut world = World::honest();
    change(&mut world);
    world
}

fn algorithm(world: &mut World) -> &mut Asset {
    world.algorithm.as_mut().unwrap()
}

/// An additional dataset that trusts the honest algorithm.
fn additional() -> Asset {
    let compute = json!({"publisherTrustedAlgorithms": [world::entry()]});
    dataset(0x12, &compute_service(0x12, &compute))
}

fn remove(value: &mut Value, key: &str) {
    value.as_object_mut().unwrap().remove(key).unwrap();
}

#[test]
fn an_honest_computation_is_admitted() {
    for rules in [STRICT, Rules::Provider] {
        let mut world = World::under(rules);
        world.initialize().unwrap();
        assert!(world.admit().is_ok());
        world.datasets.push(additional());
        world.datasets.push(dataset(0x13, &access_service(0x13)));
        world.initialize().unwrap();
        let admitted = world.admit().unwrap();
        assert_eq!(admitted.datasets().len(), 3);
        assert_eq!(admitted.rules(), rules);
    }
}
