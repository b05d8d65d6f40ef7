//! What is refused, where, with which code, and what first.

use alloy_primitives::Address;
use ocean_compute::{MAX_DATASETS, Rules, UndefinedLists};
use serde_json::{Value, json};

use crate::{
    Change, additional, algorithm, remove, with,
    world::{DIGEST, STRICT, World, compute_service, dataset, did, provider, refusal},
};

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
