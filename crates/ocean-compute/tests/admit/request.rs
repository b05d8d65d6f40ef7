//! What a request says, before anything is known.

use alloy_primitives::Address;
use ocean_checksum::Json;
use ocean_compute::{ComputeRequest, MAX_DATASETS};
use serde_json::json;

use crate::{
    additional,
    world::{VALID_UNTIL, World, did, refusal},
};

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
