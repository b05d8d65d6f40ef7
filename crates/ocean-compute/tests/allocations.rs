//! The accepting paths allocate nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use allocation_counter::measure;
use alloy_primitives::address;
use ocean_checksum::Json;
use ocean_compute::{
    Candidate, MAX_COMPLETED_BYTES, MAX_PARAMETERS, MAX_VALUE_OBJECTS, ParameterRules,
    PublishedAlgorithm, Publisher, TrustRules, UndefinedLists, container_section_checksum,
};
use ocean_ddo::Document;
use ocean_files::FileChecksum;
use serde_json::json;

#[test]
fn trust() {
    let files = [FileChecksum::of(b"one"), FileChecksum::of(b"two")];
    let container = container_section_checksum("python $ALGO", "sha256:00");
    let did = format!("did:op:{}", "a1".repeat(32));
    let entry = json!({
        "did": did, "filesChecksum": ocean_files::files_checksum(files),
        "containerSectionChecksum": container.to_string(), "serviceId": "s",
    });
    let other = json!({"did": format!("did:op:{}", "b2".repeat(32))});
    let owner = address!("0x52908400098527886E0F7030069857D2E4169EE7");
    let document = json!({"services": [{"compute": {
        "publisherTrustedAlgorithms": [other, other, entry],
        "publisherTrustedAlgorithmPublishers": [format!("0x{}", "00".repeat(20)), owner.to_string()],
    }}]});
    let document = Document::parse(document.to_string()).unwrap();
    let compute = document.ddo().service(0).unwrap().compute().unwrap();
    let candidate = Candidate::Published(PublishedAlgorithm {
        did: did.parse().unwrap(),
        service_id: "s",
        files: &files,
        container,
        publisher: Publisher {
            owner: Some(owner),
            ..Publisher::default()
        },
    });
    let strict = TrustRules::Strict {
        undefined: UndefinedLists::Deny,
    };
    let info = measure(|| assert_eq!(strict.check(compute, &candidate), Ok(())));
    assert_eq!(info.count_total, 0);
}

/// Many small objects and one long default.
#[test]
fn defaults_cost_no_more_than_their_limit() {
    let parameters: Vec<_> = (0..MAX_PARAMETERS)
        .map(|index| json!({"name": index.to_string(), "default": "x".repeat(20_000)}))
        .collect();
    let document = json!({"services": [{"consumerParameters": parameters}]});
    let document = Document::parse(document.to_string()).unwrap();
    let declared = document.ddo().service(0).unwrap().consumer_parameters();
    let values = Json::parse(json!(vec![json!({}); MAX_VALUE_OBJECTS]).to_string()).unwrap();
    let info = measure(|| {
        let result = ParameterRules::OceanNode.complete(declared, Some(values.root()));
        assert_eq!(result.unwrap_err().code(), "parameters_completed_too_long");
    });
    assert!(
        info.bytes_max < 2 * MAX_COMPLETED_BYTES as u64,
        "{}",
        info.bytes_max
    );
}

#[test]
fn parameters() {
    let document = json!({"services": [{"consumerParameters": [
        {"name": "hometown", "type": "text", "required": true, "default": "Nowhere"},
        {"name": "age", "type": "number", "required": false, "default": 0},
        {"name": "developer", "type": "boolean", "required": false, "default": false},
        {"name": "lang", "type": "select", "required": false, "default": "nodejs",
            "options": [{"nodejs": "I love NodeJs"}, {"python": "I love Python"}]},
    ]}]});
    let document = Document::parse(document.to_string()).unwrap();
    let declared = document.ddo().service(0).unwrap().consumer_parameters();
    let values = r#"{"hometown": "São Paulo", "age": 10, "developer": true, "lang": "python"}"#;
    let values = Json::parse(values).unwrap();
    for rules in [ParameterRules::Strict, ParameterRules::OceanNode] {
        let info = measure(|| assert!(rules.complete(declared, Some(values.root())).is_ok()));
        assert_eq!(info.count_total, 0);
    }
}
