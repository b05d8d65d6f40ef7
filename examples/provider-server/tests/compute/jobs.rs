//! Status, stop, delete and results.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    ask::Ask,
    goods::{COMPUTE, Goods},
    site::Site,
};

async fn two_jobs(site: &Site) -> (Goods, [String; 2]) {
    let (goods, first) = site.started().await;
    let (_, second) = site.started().await;
    (goods, [first, second])
}

fn ids(answer: &Value) -> Vec<&str> {
    let jobs = answer.as_array().unwrap().iter();
    jobs.map(|job| job["jobId"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_status_is_asked_by_owner_job_and_dataset() {
    let site = Site::start().await;
    let (goods, [first, second]) = two_jobs(&site).await;
    let address = site.world.consumer().address().to_string();
    let all = Ask::get(COMPUTE).with("consumerAddress", address.as_str());
    assert_eq!(ids(&site.ask(&all).await.json()), [&first, &second]);
    let one = all.clone().with("jobId", second.as_str());
    assert_eq!(ids(&site.ask(&one).await.json()), [&second]);
    let other = all.clone().with("jobId", "0123");
    assert_eq!(site.ask(&other).await.json(), json!([]));
    let stranger = site.world.stranger().address().to_string();
    let others = all.clone().with("consumerAddress", stranger);
    assert_eq!(site.ask(&others).await.json(), json!([]));
    // The dataset is passed on, and the service ignores it.
    let did = goods.dataset.did().to_string();
    let of_dataset = all.clone().with("documentId", did.as_str());
    assert_eq!(ids(&site.ask(&of_dataset).await.json()), [&first, &second]);
    let calls = site.calls("GET");
    assert_eq!(calls.last().unwrap().query["documentId"], did);
    for call in &calls {
        assert_eq!(
            call.query["providerAddress"],
            site.world.provider().address().to_string()
        );
        assert!(call.query.contains_key("nonce") && call.query.contains_key("providerSignature"));
    }
    // Nonces grow with every call.
    let nonces: Vec<u64> = calls
        .iter()
        .map(|call| call.query["nonce"].parse().unwrap())
        .collect();
    assert!(nonces.is_sorted_by(|a, b| a < b), "{nonces:?}");
}

#[tokio::test]
async fn what_names_no_job_is_refused() {
    let site = Site::start().await;
    let key = site.world.consumer();
    let address = key.address().to_string();
    let status = Ask::get(COMPUTE).with("consumerAddress", address.as_str());
    let long = "a".repeat(129);
    for job in ["a b", "../1", "a.b", "é", "a&owner=b", &long] {
        let expected = json!({"jobId": ["The jobId format is invalid."]});
        let answer = site.ask(&status.clone().with("jobId", job)).await;
        assert_eq!(
            (answer.status, &answer.json()["errors"]),
            (400, &expected),
            "{job}"
        );
        for method in [Method::PUT, Method::DELETE] {
            let ask = site.of_job(method, key, job, "");
            let answer = site.ask(&ask).await;
            assert_eq!(
                (answer.status, &answer.json()["errors"]),
                (400, &expected),
                "{job}"
            );
        }
        let answer = site.ask(&site.result_of(key, job, 0)).await;
        assert_eq!(
            (answer.status, &answer.json()["errors"]),
            (400, &expected),
            "{job}"
        );
    }
    let answer = site
        .ask(&status.clone().with("documentId", "did:op:1"))
        .await;
    let expected = json!({"documentId": ["The documentId format is invalid."]});
    assert_eq!((answer.status, &answer.json()["errors"]), (400, &expected));
    let answer = site.ask(&status.with("consumerAddress", "zzz")).await;
    assert_eq!(
        answer.error(),
        (
            400,
            "The consumerAddress is not an Ethereum address.".into()
        )
    );
    let answer = site.ask(&Ask::get(COMPUTE)).await;
    let expected = json!({"consumerAddress": ["The consumerAddress field is required."]});
    assert_eq!((answer.status, &answer.json()["errors"]), (400, &expected));
    assert!(site.world.operator_calls().is_empty());
}

#[tokio::test]
async fn a_stop_needs_no_dataset() {
    let site = Site::start().await;
    let (_, [first, second]) = two_jobs(&site).await;
    let key = site.world.consumer();
    let ask = site
        .of_job(Method::PUT, key, &first, "")
        .without("documentId");
    let answer = site.ask(&ask).await;
    assert_eq!(
        (answer.status, ids(&answer.json())),
        (200, vec![first.as_str()])
    );
    assert_eq!(site.world.jobs()[1]["stopreq"], 0);
    // Another consumer stops nothing.
    let ask = site.of_job(Method::PUT, site.world.stranger(), &second, "");
    let answer = site.ask(&ask).await;
    assert_eq!((answer.status, answer.json()), (200, json!([])));
    assert_eq!(site.world.jobs()[1]["stopreq"], 0);
}

#[tokio::test]
async fn results_are_for_their_owner() {
    let site = Site::start().await;
    let (_, id) = site.started().await;
    let key = site.world.consumer();
    let content: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    site.world
        .put_result(&id, 3, "attachment; filename=\"out.bin\"", &content);
    let answer = site.ask(&site.result_of(key, &id, 3)).await;
    assert_eq!((answer.status, answer.body.len()), (200, content.len()));
    assert_eq!(&answer.body[..], &content[..]);
    assert_eq!(answer.header("content-length"), Some("300000"));
    let call = site.world.operator_calls().pop().unwrap();
    assert_eq!(
        (call.name.as_str(), call.query["index"].as_str()),
        ("getResult", "3")
    );
    assert!(call.query.contains_key("consumerSignature"));
    let text = "The compute service has no such result for this consumer.";
    for (key, index) in [(key, 4), (site.world.stranger(), 3)] {
        let answer = site.ask(&site.result_of(key, &id, index)).await;
        assert_eq!(answer.error(), (404, text.into()));
    }
    for (index, expected) in [
        ("", "The index field is required."),
        ("-1", "The index must be an integer."),
        ("1.0", "The index must be an integer."),
        ("99999999999999999999", "The index must be an integer."),
    ] {
        let ask = site.result_of(key, &id, 3).with("index", index);
        let answer = site.ask(&ask).await;
        assert_eq!(
            (answer.status, &answer.json()["errors"]),
            (400, &json!({"index": [expected]}))
        );
    }
    // A signature for another index, or for what is not written as a number.
    for index in ["4", "03"] {
        let ask = site.result_of(key, &id, 3).with("index", index);
        assert_eq!(site.ask(&ask).await.status, 400, "{index}");
    }
}

#[tokio::test]
async fn a25_names_of_results_are_safe() {
    let site = Site::start().await;
    let (_, id) = site.started().await;
    let key = site.world.consumer();
    for (index, (given, expected)) in [
        (
            "attachment;filename=../../etc/passwd",
            "attachment;filename=passwd",
        ),
        (
            "attachment; filename=\"a b;c.csv\"",
            "attachment;filename=a_b_c.csv",
        ),
        ("attachment; filename=\"..\"", "attachment;filename=result2"),
        ("inline", "attachment;filename=result3"),
        (
            "attachment;filename=\u{202e}csv.exe",
            "attachment;filename=csv.exe",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let index = index as u64;
        site.world.put_result(&id, index, given, b"1");
        let answer = site.ask(&site.result_of(key, &id, index)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("content-disposition"),
            Some(expected),
            "{given}"
        );
    }
}

#[tokio::test]
async fn a_result_is_not_larger_than_a_file() {
    let site = Site::with(&[("MAX_FILE_BYTES", "100")]).await;
    let (_, id) = site.started().await;
    let key = site.world.consumer();
    site.world.put_result(&id, 0, "attachment", &[0; 100]);
    site.world.put_result(&id, 1, "attachment", &[0; 101]);
    assert_eq!(site.ask(&site.result_of(key, &id, 0)).await.status, 200);
    assert_eq!(site.ask(&site.result_of(key, &id, 1)).await.status, 503);
}
