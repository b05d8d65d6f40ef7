//! The order of checks, the codes, and what an admitted job is.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod world;

use alloy_primitives::{Address, B256};
use ocean_checksum::Json;
use ocean_compute::{ComputeRequest, MAX_DATASETS, OrderFault, Reason, Rules, UndefinedLists};
use serde_json::{Value, json};
use world::{
    Asset, CHAIN_ID, CONSUMER, DIGEST, NOW, PAID, STRICT, VALID_UNTIL, World, access_service,
    compute_service, dataset, did, provider, refusal,
};

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

/// What fails at both stages and under both rules: `(resource, code, change)`.
const ALWAYS: &[(&str, &str, Change)] = &[
    ("algorithm", "missing_meta_documentId", |world| {
        algorithm(world).request = json!({});
    }),
    ("algorithm", "missing_meta_documentId", |world| {
        algorithm(world).request = json!({"meta": null});
    }),
    ("algorithm", "invalid", |world| {
        algorithm(world).request["meta"] = json!({"rawcode": "x"});
    }),
    ("algorithm", "file_unavailable", |world| {
        algorithm(world).resolved = false;
    }),
    ("algorithm", "file_unavailable", |world| {
        algorithm(world).request["documentId"] = json!(5);
    }),
    ("algorithm", "file_unavailable", |world| {
        algorithm(world).ddo["id"] = json!(did(Address::ZERO).to_string());
    }),
    ("algorithm", "not_algo", |world| {
        algorithm(world).ddo["metadata"]["type"] = json!("dataset");
    }),
    ("algorithm", "not_algo", |world| {
        remove(&mut algorithm(world).ddo, "metadata");
    }),
    ("algorithm.serviceId", "missing", |world| {
        remove(&mut algorithm(world).request, "serviceId");
    }),
    ("algorithm", "file_unavailable", |world| {
        algorithm(world).request["serviceId"] = json!("a2");
    }),
    ("algorithm", "file_unavailable", |world| {
        algorithm(world).files_open = false;
    }),
    ("algorithm", "file_unavailable", |world| {
        remove(
            &mut algorithm(world).ddo["metadata"]["algorithm"]["container"],
            "checksum",
        );
    }),
    ("dataset.documentId", "missing", |world| {
        remove(&mut world.datasets[0].request, "documentId");
    }),
    ("dataset.documentId", "missing", |world| {
        world.datasets[0].request["documentId"] = json!("");
    }),
    ("dataset.serviceId", "missing", |world| {
        remove(&mut world.datasets[0].request, "serviceId");
    }),
    ("dataset.serviceId", "missing", |world| {
        world.datasets[0].request["serviceId"] = json!("");
    }),
    ("dataset.documentId", "did_not_found", |world| {
        world.datasets[0].resolved = false;
    }),
    ("dataset.documentId", "did_not_found", |world| {
        world.datasets[0].request["documentId"] = json!("did:op:00");
    }),
    ("dataset.documentId", "did_not_found", |world| {
        world.datasets[0].ddo["id"] = json!(did(Address::ZERO).to_string());
    }),
    ("dataset.serviceId", "not_found", |world| {
        world.datasets[0].request["serviceId"] = json!("c2");
    }),
    ("dataset.serviceId", "not_found", |world| {
        // The number counts as present, and is no text.
        world.datasets[0].request["serviceId"] = json!(0);
        world.datasets[0].ddo["services"][0]["id"] = json!("0");
    }),
    ("dataset", "Asset is not consumable.", |world| {
        world.datasets[0].not_consumable = Some("Asset is not consumable.");
    }),
    ("dataset.serviceId", "service_not_access_compute", |world| {
        world.datasets[0].ddo["services"][0]["type"] = json!("wss");
    }),
    ("dataset.serviceId", "main_service_compute", |world| {
        world.datasets[0].ddo["services"][0]["type"] = json!("access");
    }),
    (
        "dataset.serviceId",
        "compute_services_not_in_same_provider",
        |world| world.datasets[0].files_open = false,
    ),
    ("dataset", "not_trusted_algo", |world| {
        world.compute()["publisherTrustedAlgorithms"][0]["did"] = json!("did:op:00");
    }),
    ("dataset", "algorithm_file_checksum_mismatch", |world| {
        world.files = vec![b"print(1)"];
    }),
    (
        "dataset",
        "algorithm_container_checksum_mismatch",
        |world| {
            algorithm(world).ddo["metadata"]["algorithm"]["container"]["entrypoint"] =
                json!("sh $ALGO");
        },
    ),
    ("dataset", "no_raw_algo_allowed", |world| {
        world.raw = Some(json!({"meta": {"rawcode": "x"}}));
    }),
    ("datasets[1].documentId", "missing", |world| {
        world.datasets.push(additional());
        remove(&mut world.datasets[1].request, "documentId");
    }),
    ("datasets[1].serviceId", "not_found", |world| {
        world.datasets.push(additional());
        world.datasets[1].request["serviceId"] = json!("x");
    }),
    (
        "datasets[1].serviceId",
        "compute_services_not_in_same_provider",
        |world| {
            world.datasets.push(additional());
            world.datasets[1].files_open = false;
        },
    ),
    ("datasets[2]", "not_trusted_algo", |world| {
        world.datasets.push(additional());
        world.datasets.push(dataset(
            0x13,
            &compute_service(
                0x13,
                &json!({"publisherTrustedAlgorithms": [{"did": "did:op:00"}]}),
            ),
        ));
    }),
];

#[test]
fn what_is_refused_at_both_stages() {
    for rules in [STRICT, Rules::Provider] {
        for (index, (resource, code, change)) in ALWAYS.iter().enumerate() {
            let mut world = World::under(rules);
            change(&mut world);
            let expected = ((*resource).to_owned(), (*code).to_owned());
            assert_eq!(
                refusal(world.admit()),
                expected,
                "row {index} under {rules}"
            );
            assert_eq!(
                refusal(world.initialize()),
                expected,
                "row {index} under {rules}"
            );
        }
    }
}

/// What fails at the start, and what an initialization says to it.
const START: &[(&str, &str, Change)] = &[
    ("dataset.transferTxId", "missing", |world| {
        remove(&mut world.datasets[0].request, "transferTxId");
    }),
    ("dataset.serviceId", "order_invalid", |world| {
        world.datasets[0].verified_at = None;
    }),
    ("dataset.serviceId", "order_invalid", |world| {
        world.datasets[0].fee.environment = Some("other");
    }),
    ("algorithm", "in_use_or_not_on_chain", |world| {
        algorithm(world).verified_at = None;
    }),
    ("algorithm", "in_use_or_not_on_chain", |world| {
        algorithm(world).sender = Address::ZERO;
    }),
    ("order", "fees_not_paid", |world| {
        world.datasets[0].fee.amount = 0;
    }),
    ("output", "invalid", |world| {
        world.extra = json!({"output": "{"});
    }),
    ("dataset", "missing", |world| {
        world.extra = json!({"dataset": null});
    }),
    ("additional_input", "invalid", |world| {
        world.extra = json!({"additionalDatasets": "none"});
    }),
    ("additional_input", "invalid", |world| {
        world.extra = json!({"additionalDatasets": {"0": {}}});
    }),
    (
        "additional_input",
        "invalid",
        |world| world.extra = json!({"additionalDatasets": vec![json!({}); MAX_DATASETS]}),
    ),
];

#[test]
fn what_is_refused_at_the_start() {
    for rules in [STRICT, Rules::Provider] {
        for (index, (resource, code, change)) in START.iter().enumerate() {
            let mut world = World::under(rules);
            change(&mut world);
            let expected = ((*resource).to_owned(), (*code).to_owned());
            assert_eq!(
                refusal(world.admit()),
                expected,
                "row {index} under {rules}"
            );
            assert_eq!(world.initialize(), Ok(()), "row {index} under {rules}");
        }
    }
}

#[test]
fn additional_datasets_may_be_null_or_empty() {
    for nothing in [json!(null), json!([]), json!(""), json!({}), json!(0)] {
        let mut world = World::honest();
        world.extra = json!({"additionalDatasets": nothing});
        assert_eq!(world.admit().unwrap().datasets().len(), 1, "{nothing}");
    }
}

#[test]
fn an_output_is_anything_but_bad_json() {
    for output in [
        json!(null),
        json!(""),
        json!({}),
        json!("{}"),
        json!(5),
        json!([]),
    ] {
        let mut world = World::honest();
        world.extra = json!({"output": output});
        assert!(world.admit().is_ok(), "{output}");
    }
}

/// Each check comes before the next: when all that follow fail as well, the first is told.
#[test]
fn the_first_failure_is_told() {
    let changes: &[(&str, Change)] = &[
        ("output", |world| world.extra = json!({"output": "{"})),
        ("order", |world| world.datasets[0].fee.amount = 0),
        ("algorithm.container", |world| {
            let container = &mut algorithm(world).ddo["metadata"]["algorithm"]["container"];
            container["image"] = json!("");
        }),
        ("algorithm", |world| algorithm(world).verified_at = None),
        ("dataset.serviceId", |world| {
            world.datasets[0].verified_at = None;
        }),
        ("dataset", |world| {
            world.compute()["publisherTrustedAlgorithms"] = json!([{"did": "x"}]);
        }),
        ("dataset.serviceId", |world| {
            world.datasets[0].files_open = false;
        }),
        ("dataset.serviceId", |world| {
            world.datasets[0].ddo["services"][0]["type"] = json!("access");
        }),
        ("dataset", |world| {
            world.datasets[0].not_consumable = Some("no");
        }),
        ("dataset.serviceId", |world| {
            world.datasets[0].ddo["services"][0]["id"] = json!("other");
        }),
        ("dataset.documentId", |world| {
            world.datasets[0].resolved = false;
        }),
        ("dataset.serviceId", |world| {
            world.datasets[0].request["serviceId"] = json!(null);
        }),
        ("dataset.transferTxId", |world| {
            world.datasets[0].verified_at = None;
            world.datasets[0].request["transferTxId"] = json!(null);
        }),
        ("dataset.documentId", |world| {
            world.datasets[0].request["documentId"] = json!(null);
        }),
        ("algorithm.credentials", |world| {
            algorithm(world).not_consumable = Some("no");
        }),
        ("algorithm", |world| algorithm(world).files_open = false),
        ("algorithm.serviceId", |world| {
            algorithm(world).request["serviceId"] = json!(null);
        }),
        ("algorithm", |world| {
            algorithm(world).ddo["metadata"]["type"] = json!("dataset");
        }),
        ("algorithm", |world| algorithm(world).resolved = false),
        ("additional_input", |world| {
            world.extra = json!({"additionalDatasets": 5, "output": "{"});
        }),
    ];
    for rules in [STRICT, Rules::Provider] {
        let mut world = World::under(rules);
        for (resource, change) in changes {
            change(&mut world);
            assert_eq!(refusal(world.admit()).0, *resource, "{rules}");
        }
    }
}

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

#[test]
fn the_strict_rule_asks_more() {
    // What Provider lets start, and, in the last column, what it lets initialize.
    let cases: &[(&str, &str, Change)] = &[
        ("environment", "not_found", |world| {
            world.environment.id = "other".into();
        }),
        ("dataset", "not_trusted_algo", |world| {
            *world.compute() = json!({});
        }),
        ("algorithm.container", "checksum_prefix", |world| {
            let container = &mut algorithm(world).ddo["metadata"]["algorithm"]["container"];
            container["checksum"] = json!("sha256:latest");
            *world.compute() = json!({"publisherTrustedAlgorithmPublishers": []});
            world.rules = match world.rules {
                Rules::Provider => Rules::Provider,
                _ => Rules::Strict {
                    undefined: UndefinedLists::Allow,
                },
            };
            remove(world.compute(), "publisherTrustedAlgorithmPublishers");
        }),
        ("algorithm.container", "checksum_prefix", |world| {
            let container = &mut algorithm(world).ddo["metadata"]["algorithm"]["container"];
            container["image"] = json!(format!("evil@{DIGEST}"));
        }),
    ];
    for (resource, code, change) in cases {
        let expected = ((*resource).to_owned(), (*code).to_owned());
        let mut world = World::honest();
        change(&mut world);
        assert_eq!(refusal(world.initialize()), expected);
        assert_eq!(refusal(world.admit()), expected);
        let mut world = World::under(Rules::Provider);
        change(&mut world);
        assert_eq!(world.initialize(), Ok(()), "{resource}: {code}");
        if *resource != "environment" {
            assert!(world.admit().is_ok(), "{resource}: {code}");
        }
    }
    // Provider asks whether the algorithm can be consumed at the start only.
    let refused = ("algorithm.credentials".to_owned(), "no".to_owned());
    let mut world = with(|world| algorithm(world).not_consumable = Some("no"));
    assert_eq!(refusal(world.initialize()), refused);
    world.rules = Rules::Provider;
    assert_eq!(world.initialize(), Ok(()));
    assert_eq!(refusal(world.admit()), refused);
}

#[test]
fn a_compute_service_without_rules_is_refused() {
    let without = |world: &mut World| remove(&mut world.datasets[0].ddo["services"][0], "compute");
    let mut world = World::honest();
    without(&mut world);
    assert_eq!(
        refusal(world.admit()),
        ("dataset".to_owned(), "not_trusted_algo".to_owned())
    );
    let mut world = World::under(Rules::Provider);
    without(&mut world);
    assert_eq!(
        refusal(world.admit()),
        ("dataset".to_owned(), "peer_raises".to_owned())
    );
}

#[test]
fn raw_code() {
    let container =
        json!({"entrypoint": "node $ALGO", "image": "node", "tag": "14", "checksum": DIGEST});
    let meta = json!({"rawcode": "console.log()", "container": container});
    let mut world = World::honest();
    world.compute()["allowRawAlgorithm"] = json!(true);
    world.algorithm = None;
    for meta in [meta.clone(), json!(meta.to_string())] {
        world.raw = Some(json!({"meta": meta}));
        world.initialize().unwrap();
        let admitted = world.admit().unwrap();
        assert!(admitted.algorithm().published().is_none());
        let payload: Value =
            serde_json::from_str(&admitted.payload("u", 1, &provider()).unwrap()).unwrap();
        assert_eq!(
            payload["workflow"]["stages"][0]["algorithm"],
            json!({"id": "", "url": null, "rawcode": "console.log()",
                "container": {"entrypoint": "node $ALGO", "image": "node", "checksum": DIGEST}})
        );
    }
    let cases = [
        (
            json!({"container": container}),
            "algorithm",
            "meta_oneof_url_rawcode_remote",
        ),
        (
            json!({"rawcode": "", "url": null, "container": container}),
            "algorithm",
            "meta_oneof_url_rawcode_remote",
        ),
        (
            json!({"rawcode": "x"}),
            "algorithm.container",
            "missing_entrypoint_image_checksum",
        ),
        (
            json!({"rawcode": "x", "container": {}}),
            "algorithm.container",
            "missing_entrypoint_image_checksum",
        ),
        (
            json!({"rawcode": "x", "container": {"entrypoint": "e", "image": "i", "checksum": "x"}}),
            "algorithm.container",
            "checksum_prefix",
        ),
        (json!("{"), "algorithm", "invalid"),
        (json!("[]"), "algorithm", "invalid"),
        (json!(5), "algorithm", "invalid"),
    ];
    for (meta, resource, code) in cases {
        world.raw = Some(json!({"meta": meta}));
        assert_eq!(
            refusal(world.admit()),
            (resource.to_owned(), code.to_owned()),
            "{meta}"
        );
    }
    world.raw = Some(json!({"meta": {"url": "https://x", "container": container}}));
    assert!(world.admit().is_ok());
}

#[test]
fn the_payment_bounds_the_job() {
    let seconds = |change: Change| with(change).admit().map(|admitted| admitted.max_seconds());
    // 600 seconds are paid, of which 20 had passed when the job was asked for; the grace of the
    // fee is ten seconds until the order's block, and 90 more.
    assert_eq!(seconds(|_| {}), Ok(600));
    assert_eq!(seconds(|world| world.now += 200), Ok(500));
    assert_eq!(
        seconds(|world| world.environment.max_job_duration = 60),
        Ok(60)
    );
    assert_eq!(
        seconds(|world| world.datasets[0].fee.amount = PAID / 10),
        Ok(60)
    );
    assert_eq!(
        seconds(|world| world.datasets[0].fee.amount = PAID - 1),
        Ok(599)
    );
    let nothing = ("order".to_owned(), "fees_not_paid".to_owned());
    for change in [
        (|world: &mut World| world.datasets[0].fee.amount = 1) as Change,
        |world| world.datasets[0].fee.token = Address::ZERO,
        |world| world.environment.fee_token = None,
        // The token of this address on another chain.
        |world| world.chain_id = 1,
        |world| world.environment.max_job_duration = 0,
        |world| {
            // The algorithm's order names another environment, and pays in the right token.
            world.datasets[0].fee.amount = 0;
            algorithm(world).fee.amount = PAID;
            algorithm(world).fee.environment = Some("other");
        },
    ] {
        assert_eq!(refusal(with(change).admit()), nothing);
    }
    // Where nothing costs the time is bound by the environment and the fee alone.
    assert_eq!(
        seconds(|world| {
            world.environment.price = "0".parse().unwrap();
            world.datasets[0].fee.amount = 0;
        }),
        Ok(700)
    );
    assert_eq!(
        seconds(|world| {
            world.environment.fee_token = Some(Address::ZERO);
            for asset in world.datasets.iter_mut().chain(&mut world.algorithm) {
                asset.fee.token = Address::ZERO;
                asset.fee.amount = 0;
                asset.fee.valid_until = 0;
            }
        }),
        Ok(3_600)
    );
}

#[test]
fn the_payer_names_the_agreement() {
    let agreement = |world: &World| world.admit().unwrap().agreement_id();
    let mut world = World::honest();
    world.datasets.push(additional());
    let [main, second, of_algorithm] = [0x11, 0x12, 0x41].map(B256::repeat_byte);
    assert_eq!(agreement(&world), main);
    // Of two that pay for the same time the last one.
    world.datasets[1].fee.amount = PAID;
    assert_eq!(agreement(&world), second);
    algorithm(&mut world).fee.amount = PAID;
    assert_eq!(agreement(&world), of_algorithm);
    // The one that pays for more.
    world.datasets[0].fee.amount = PAID + PAID / 10;
    assert_eq!(agreement(&world), main);
    // Provider takes the last that suffices, however much another paid.
    world.rules = Rules::Provider;
    assert_eq!(agreement(&world), of_algorithm);
    algorithm(&mut world).fee.amount = PAID / 2;
    assert_eq!(agreement(&world), second);
}

#[test]
fn an_admission_ages() {
    let admitted = World::honest().admit().unwrap();
    // The algorithm's order ends first: without an environment its fee has no grace.
    let end = VALID_UNTIL;
    assert_eq!(admitted.expires_at(), Some(end));
    assert!(admitted.is_valid_at(end - 1) && !admitted.is_valid_at(end));
    assert_eq!(
        (
            admitted.admitted_at(),
            admitted.consumer(),
            admitted.environment(),
            admitted.chain_id()
        ),
        (NOW, CONSUMER, "env", CHAIN_ID)
    );
    assert_eq!(admitted.valid_until(), VALID_UNTIL);
    let job = admitted.algorithm().published().unwrap();
    assert_eq!(
        (job.did(), job.service_id()),
        (did(Address::repeat_byte(0x41)), "a1")
    );
    assert!(job.container().is_pinned());
    let main = &admitted.datasets()[0];
    assert_eq!(
        (main.did(), main.service_id()),
        (did(Address::repeat_byte(0x11)), "c1")
    );
    let world = with(|world| algorithm(world).fee.valid_until = 0);
    assert_eq!(world.admit().unwrap().expires_at(), Some(VALID_UNTIL + 100));
    // An order with a timeout ends earlier.
    let world = with(|world| world.datasets[0].ddo["services"][0]["timeout"] = json!(60));
    assert_eq!(world.admit().unwrap().expires_at(), Some(NOW - 10 + 61));
}

#[test]
fn network_access_is_what_all_datasets_allow() {
    let allows = |world: &World| world.admit().unwrap().allows_network_access();
    let mut world = World::honest();
    assert!(allows(&world));
    world.datasets.push(dataset(0x13, &access_service(0x13)));
    assert!(allows(&world));
    let mut access = dataset(0x14, &access_service(0x14));
    let services = access.ddo["services"].as_array_mut().unwrap();
    services.push(additional().ddo["services"][0].clone());
    let mut other = world.clone();
    other.datasets.push(access);
    assert!(!allows(&other));
    world.datasets.push(additional());
    assert!(!allows(&world));
    for value in [json!("true"), json!(1), json!(null), json!(false)] {
        let mut world = World::honest();
        world.compute()["allowNetworkAccess"] = value;
        assert!(!allows(&world));
    }
}

#[test]
fn the_payload_has_the_members_of_the_reference() {
    let mut world = World::honest();
    world.datasets.push(additional());
    world.datasets[0].request["userdata"] = json!({"a": "é\""});
    world.datasets[1].request["userdata"] = json!({});
    algorithm(&mut world).request["algouserdata"] = json!({"u": 1});
    algorithm(&mut world).request["algocustomdata"] = json!({"hometown": "São Paulo"});
    let [first, second, third] = [0x11, 0x12, 0x41].map(|byte| did(Address::repeat_byte(byte)));
    let [tx, other, of_algorithm] = [0x11, 0x12, 0x41].map(B256::repeat_byte);
    let admitted = world.admit().unwrap();
    let payload = admitted
        .payload(
            "https://aquarius.example",
            1_700_000_000_000_000_000,
            &provider(),
        )
        .unwrap();
    let signature = signature_in(&payload);
    let expected = format!(
        r#"{{"workflow":{{"stages":[{{"index":0,"input":[{{"index":0,"id":"{first}","remote":{{"txId":"{tx}","serviceId":"c1","userdata":{{"a":"é\""}}}}}},{{"index":1,"id":"{second}","remote":{{"txId":"{other}","serviceId":"c1"}}}}],"compute":{{"Instances":1,"namespace":"ocean-compute","maxtime":600}},"algorithm":{{"id":"{third}","rawcode":"","container":{{"entrypoint":"python $ALGO","image":"oceanprotocol/algo_dockers","checksum":"{DIGEST}"}},"algouserdata":null,"remote":{{"serviceEndpoint":"https://provider.example","txId":"{of_algorithm}","serviceId":"a1","userData":{{"u":1}}}},"algocustomdata":{{"hometown":"São Paulo"}}}},"output":{{"metadataUri":"https://aquarius.example"}}}}]}},"providerSignature":"{signature}","agreementId":"{tx}","owner":"{CONSUMER}","providerAddress":"{}","environment":"env","validUntil":{VALID_UNTIL},"nonce":1700000000000000000,"chainId":8996}}"#,
        provider().address(),
    );
    assert_eq!(payload, expected);

    // Under the reference's rules the container is the document's, and the time the constant.
    world.rules = Rules::Provider;
    let payload = world.admit().unwrap().payload("u", 1, &provider()).unwrap();
    let payload: Value = serde_json::from_str(&payload).unwrap();
    let stage = &payload["workflow"]["stages"][0];
    assert_eq!(stage["compute"]["maxtime"], 3_600);
    assert_eq!(
        stage["algorithm"]["container"],
        world.algorithm.unwrap().ddo["metadata"]["algorithm"]["container"]
    );
}

fn signature_in(payload: &str) -> String {
    let payload: Value = serde_json::from_str(payload).unwrap();
    payload["providerSignature"].as_str().unwrap().to_owned()
}

#[test]
fn documents_to_look_up() {
    let mut world = World::honest();
    world.datasets.push(additional());
    world.datasets.push(additional());
    let body = json!({
        "dataset": world.datasets[0].request,
        "additionalDatasets": [world.datasets[1].request, world.datasets[2].request, {"documentId": "x"}, 5],
        "algorithm": world.algorithm.as_ref().unwrap().request,
    });
    let body = Json::parse(body.to_string()).unwrap();
    let request = ComputeRequest::start(body.root());
    let expected = [0x11, 0x12, 0x41].map(|byte| did(Address::repeat_byte(byte)));
    assert_eq!(request.required_documents().unwrap(), expected);
}

#[test]
fn what_a_request_says() {
    let body = Json::parse(
        r#"{"compute": {"env": "e", "validUntil": "1700000600"}, "datasets": [], "algorithm": {"meta": null}}"#,
    )
    .unwrap();
    let request = ComputeRequest::initialize(body.root());
    assert_eq!(request.environment().unwrap(), "e");
    assert_eq!(request.valid_until(), Some(VALID_UNTIL));
    assert_eq!(
        refusal(request.datasets()),
        ("datasets".to_owned(), "missing".to_owned())
    );
    assert!(request.algorithm().meta().is_none());
    for (text, code) in [
        (r#"{"datasets": 5}"#, "invalid"),
        ("{}", "missing"),
        ("5", "missing"),
    ] {
        let body = Json::parse(text).unwrap();
        let datasets = ComputeRequest::initialize(body.root()).datasets();
        assert_eq!(refusal(datasets), ("datasets".to_owned(), code.to_owned()));
    }
    let many = json!({"datasets": vec![json!({}); MAX_DATASETS + 1]}).to_string();
    let body = Json::parse(many).unwrap();
    let datasets = ComputeRequest::initialize(body.root()).datasets();
    assert_eq!(
        refusal(datasets),
        ("datasets".to_owned(), "invalid".to_owned())
    );
}
