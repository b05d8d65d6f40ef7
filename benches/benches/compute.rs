//! The rules of Compute-to-Data on what is typical: lists of three algorithms, four parameters.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on must fail")]

use std::hint::black_box;

use alloy_primitives::{Address, address};
use criterion::{Criterion, criterion_group, criterion_main};
use ocean_checksum::Json;
use ocean_compute::{
    Candidate, ParameterRules, PublishedAlgorithm, Publisher, TrustRules, UndefinedLists,
    container_section_checksum,
};
use ocean_ddo::Document;
use ocean_files::{FileChecksum, files_checksum};
use serde_json::json;

fn trust(c: &mut Criterion) {
    let files = [FileChecksum::of(b"one"), FileChecksum::of(b"two")];
    let container = container_section_checksum("python $ALGO", "sha256:00");
    let owner = address!("0x52908400098527886E0F7030069857D2E4169EE7");
    let entry = |byte: &str| {
        json!({
            "did": format!("did:op:{}", byte.repeat(32)),
            "filesChecksum": files_checksum(files),
            "containerSectionChecksum": container.to_string(),
            "serviceId": "s",
        })
    };
    let document = json!({"services": [{"compute": {
        "publisherTrustedAlgorithms": [entry("b2"), entry("c3"), entry("a1")],
        "publisherTrustedAlgorithmPublishers": [Address::ZERO.to_string(), owner.to_string()],
    }}]});
    let document = Document::parse(document.to_string()).unwrap();
    let compute = document.ddo().service(0).unwrap().compute().unwrap();
    let candidate = Candidate::Published(PublishedAlgorithm {
        did: format!("did:op:{}", "a1".repeat(32)).parse().unwrap(),
        service_id: "s",
        files: &files,
        container,
        publisher: Publisher {
            owner: Some(owner),
            ..Publisher::default()
        },
    });
    let rules = [
        (
            "strict",
            TrustRules::Strict {
                undefined: UndefinedLists::Deny,
            },
        ),
        ("provider", TrustRules::Provider),
        ("ocean_node", TrustRules::OceanNode),
    ];
    let mut group = c.benchmark_group("trust");
    for (name, rules) in rules {
        group.bench_function(name, |b| {
            b.iter(|| rules.check(compute, black_box(&candidate)));
        });
    }
    group.finish();
}

fn parameters(c: &mut Criterion) {
    let document = json!({"services": [{"consumerParameters": [
        {"name": "hometown", "type": "text", "required": true, "default": "Nowhere"},
        {"name": "age", "type": "number", "required": false, "default": 0},
        {"name": "developer", "type": "boolean", "required": false, "default": false},
        {"name": "lang", "type": "select", "required": false, "default": "nodejs",
            "options": [{"nodejs": "I love NodeJs"}, {"python": "I love Python"}]},
    ]}]});
    let document = Document::parse(document.to_string()).unwrap();
    let declared = document.ddo().service(0).unwrap().consumer_parameters();
    let values = [
        (
            "all_sent",
            r#"{"hometown": "São Paulo", "age": 10, "developer": true, "lang": "python"}"#,
        ),
        ("defaults", r#"{"hometown": "São Paulo"}"#),
        ("violations", r#"{"age": "ten", "lang": "rust"}"#),
    ];
    let mut group = c.benchmark_group("parameters");
    for (name, values) in values {
        let values = Json::parse(values).unwrap();
        group.bench_function(name, |b| {
            b.iter(|| ParameterRules::Strict.complete(declared, Some(black_box(values.root()))));
        });
    }
    group.finish();
}

criterion_group!(benches, trust, parameters);
criterion_main!(benches);
