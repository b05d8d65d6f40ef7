//! Fields of a start that are missing or malformed.

use serde_json::{Value, json};

use crate::site::Site;

#[tokio::test]
async fn of_fields() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let ask = site.start_job(&goods, paid);
    let rows = [
        (
            ask.clone().without("dataset"),
            json!({"dataset.documentId": ["The dataset.documentId field is required."]}),
        ),
        (
            ask.clone().edited("dataset/serviceId", ""),
            json!({"dataset.serviceId": ["The dataset.serviceId field is required."]}),
        ),
        (
            ask.clone().edited("dataset/transferTxId", Value::Null),
            json!({"dataset.transferTxId": ["The dataset.transferTxId field is required."]}),
        ),
        (
            ask.clone().without("algorithm"),
            json!({
                "algorithm.documentId":
                    ["The algorithm.documentId field is required when algorithm.meta is not present."],
                "algorithm.meta":
                    ["The algorithm.meta field is required when algorithm.documentId is not present."],
            }),
        ),
        (
            ask.clone()
                .edited("algorithm/documentId", Value::Null)
                .edited("algorithm/meta", json!({"a": 1})),
            json!({"algorithm.documentId": ["The algorithm.documentId field is required when \
                algorithm.serviceId, algorithm.transferTxId are present."]}),
        ),
        (
            ask.clone().without("consumerAddress"),
            json!({"consumerAddress": ["The consumerAddress field is required."]}),
        ),
        (
            ask.clone().without("nonce"),
            json!({"nonce": ["The nonce field is required."]}),
        ),
        (
            ask.clone().with("nonce", "now"),
            json!({"nonce": ["The nonce must be a number."]}),
        ),
    ];
    for (ask, errors) in rows {
        let answer = site.ask(&ask).await;
        assert_eq!(
            (answer.status, &answer.json()["errors"]),
            (400, &errors),
            "{answer:?}"
        );
    }
    let unsigned = site.ask(&ask.clone().without("signature")).await;
    assert!(unsigned.json()["errors"]["signature"].is_array());
    let of_another = site
        .ask(&ask.edited("dataset/documentId", "did:op:00"))
        .await;
    assert_eq!(of_another.status, 400);
    assert!(site.calls("POST").is_empty());
}
