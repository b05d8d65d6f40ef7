//! Documents that are made for publishing.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail, and tables are long"
)]

mod allocations;
mod cases;
mod properties;
mod refusals;
mod text;

use alloy_primitives::{Address, B256, address};
use ocean_ddo::draft::{
    Algorithm, Compute, ConsumerParameter, Container, Description, Draft, Input, SelectOption,
    Service, TrustList, TrustedAlgorithm,
};
use ocean_did::Did;

fn description() -> Description {
    Description {
        name: "Tides".into(),
        description: "Hourly levels.".into(),
        author: "Waterworks Lab".into(),
        license: "CC-BY-4.0".into(),
    }
}

fn access(id: &str) -> Service {
    Service::access(
        id,
        "0x04c0ffee".parse().unwrap(),
        address!("0x4920060fe25192ed2bd1351412892207d941b79f"),
        "https://provider.example".parse().unwrap(),
        3600,
    )
}

fn compute() -> Compute {
    Compute {
        allow_raw_algorithm: false,
        allow_network_access: true,
        publisher_trusted_algorithm_publishers: TrustList::Undefined,
        publisher_trusted_algorithms: TrustList::List(vec![TrustedAlgorithm {
            did: Did::compute(Address::repeat_byte(0xaa), 1).unwrap(),
            files_checksum: vec![B256::repeat_byte(0xf1), B256::repeat_byte(0xf2)],
            container_section_checksum: B256::repeat_byte(0xc0),
        }]),
    }
}

fn dataset() -> Draft {
    let created = "2024-03-05T09:12:44Z".parse().unwrap();
    Draft {
        services: vec![access("0")],
        ..Draft::dataset(Address::repeat_byte(0x77), 137, description(), created)
    }
}

fn algorithm() -> Algorithm {
    Algorithm::new(Container {
        entrypoint: "python3 $ALGO".into(),
        image: "lab/tides".into(),
        tag: "1.0".into(),
        checksum: B256::repeat_byte(0x5a),
    })
}

fn parameter(required: bool, input: Input) -> ConsumerParameter {
    ConsumerParameter {
        name: "mode".into(),
        label: "Mode".into(),
        required,
        description: "Speed or accuracy".into(),
        input,
    }
}

fn option(value: &str, label: &str) -> SelectOption {
    SelectOption {
        value: value.into(),
        label: label.into(),
    }
}
