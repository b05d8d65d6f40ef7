//! A service that is down, slow, or answers nonsense: what the client sees, and what it costs him.

use std::time::{Duration, Instant};

use provider_server::dev::OperatorMood;
use reqwest::Method;
use serde_json::json;

use crate::{
    ask::Ask,
    goods::COMPUTE,
    site::{Answer, Site},
};

const DOWN: &str = "The compute service cannot be asked now.";
const UNCONFIRMED: &str = "The compute service did not confirm the job. It may run: ask for its \
     status before another one is started.";

fn must_say(answer: &Answer, text: &str, mood: &OperatorMood) {
    assert_eq!(answer.error(), (503, text.into()), "{mood:?}");
}

#[tokio::test]
async fn nonsense_and_silence_are_503() {
    let site = Site::with(&[("REQUEST_TIMEOUT", "1"), ("REQUEST_RETRIES", "0")]).await;
    let (_, id) = site.started().await;
    let (goods, paid) = site.bought().await;
    let did = goods.dataset.did().to_string();
    let key = site.world.consumer();
    let unsigned = Ask::get(COMPUTE).with("consumerAddress", key.address().to_string());
    for mood in [
        OperatorMood::Answers(500, r#"{"error":"at 10.0.0.1"}"#.into()),
        OperatorMood::Answers(503, String::new()),
        OperatorMood::Answers(200, "<html>".into()),
        OperatorMood::Answers(200, "[".repeat(100)),
        OperatorMood::Answers(200, format!("\"{}\"", "a".repeat(11 << 20))),
        OperatorMood::BreaksOff,
        OperatorMood::Slow(Duration::from_secs(3)),
    ] {
        site.world.set_operator(mood.clone());
        let starts = site.calls("POST").len();
        let began = Instant::now();
        must_say(&site.ask(&unsigned).await, DOWN, &mood);
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            must_say(
                &site.ask(&site.of_job(method, key, &id, &did)).await,
                DOWN,
                &mood,
            );
        }
        must_say(
            &site.ask(&site.start_job(&goods, paid)).await,
            UNCONFIRMED,
            &mood,
        );
        // The service was asked once, and nobody waited long.
        assert_eq!(site.calls("POST").len(), starts + 1);
        assert!(
            began.elapsed() < Duration::from_secs(9),
            "{:?}",
            began.elapsed()
        );
    }
    // What is JSON and no list.
    for json in [r#"{"error":"no"}"#, "null", "\"queued\""] {
        let mood = OperatorMood::Answers(200, json.into());
        site.world.set_operator(mood.clone());
        must_say(&site.ask(&unsigned).await, DOWN, &mood);
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let ask = site.of_job(method, key, &id, &did);
            must_say(&site.ask(&ask).await, DOWN, &mood);
        }
    }
}

/// To a delete it answers with an empty text, and may show what it likes.
#[tokio::test]
async fn jobs_of_others_are_not_handed_on() {
    let site = Site::start().await;
    let (goods, id) = site.started().await;
    let (key, did) = (site.world.consumer(), goods.dataset.did().to_string());
    let delete = || site.of_job(Method::DELETE, key, &id, &did);
    site.world
        .set_operator(OperatorMood::Answers(200, "\"\"".into()));
    let answer = site.ask(&delete()).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "\"\""));

    let other = json!({"jobId": "f1", "owner": site.world.job().address().to_string()});
    let own = json!({"jobId": id, "owner": key.address().to_string()});
    let all = json!([other, own]).to_string();
    site.world.set_operator(OperatorMood::Answers(200, all));
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let answer = site.ask(&site.of_job(method, key, &id, &did)).await;
        assert_eq!((answer.status, answer.json()), (200, json!([own])));
    }
}

/// Else the id of another's job would be the one that is stopped when the time is over.
#[tokio::test]
async fn a_start_that_is_answered_without_a_job_of_the_consumer_is_not_confirmed() {
    let site = Site::start().await;
    let other = json!([{"jobId": "f1", "owner": site.world.job().address().to_string()}]);
    for said in [json!(null), json!("queued"), json!([]), json!([{}]), other] {
        let (goods, paid) = site.bought().await;
        let mood = OperatorMood::Answers(200, said.to_string());
        site.world.set_operator(mood.clone());
        let answer = site.ask(&site.start_job(&goods, paid)).await;
        must_say(&answer, UNCONFIRMED, &mood);
        site.world.set_operator(OperatorMood::Works);
    }
    assert_eq!(site.calls("POST").len(), 5);
    // Each will be looked for by its order.
    let rows = site.running_jobs();
    let unnamed: Vec<_> = rows.iter().map(|(name, _)| name.as_deref()).collect();
    assert_eq!(unnamed, [None; 5]);
}

#[tokio::test]
async fn a_result_that_cannot_be_had_is_503() {
    let site = Site::with(&[("REQUEST_TIMEOUT", "1"), ("REQUEST_RETRIES", "0")]).await;
    let (_, id) = site.started().await;
    let key = site.world.consumer();
    for mood in [
        OperatorMood::Answers(500, String::new()),
        OperatorMood::Answers(302, String::new()),
        OperatorMood::Slow(Duration::from_secs(3)),
    ] {
        site.world.set_operator(mood.clone());
        must_say(&site.ask(&site.result_of(key, &id, 0)).await, DOWN, &mood);
    }
}

#[tokio::test]
async fn refusals_of_the_service_are_passed_on_to_the_owner() {
    let site = Site::start().await;
    let (goods, id) = site.started().await;
    let (key, did) = (site.world.consumer(), goods.dataset.did().to_string());
    let body = r#"{"error":"`jobId` is not known"}"#;
    site.world
        .set_operator(OperatorMood::Answers(404, body.into()));
    for method in [Method::PUT, Method::DELETE] {
        let answer = site.ask(&site.of_job(method, key, &id, &did)).await;
        assert_eq!((answer.status, answer.text().as_str()), (404, body));
    }
    let unsigned = Ask::get(COMPUTE).with("consumerAddress", key.address().to_string());
    let answer = site.ask(&unsigned).await;
    assert_eq!(
        answer.error(),
        (404, "The compute service refuses the request.".into())
    );
}

#[tokio::test]
async fn a_service_that_nobody_reaches_starts_nothing() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/operator/", closed.local_addr().unwrap());
    drop(closed);
    let mut site = Site::start().await;
    let (goods, paid) = site.bought().await;
    site.set("OPERATOR_SERVICE_URL", &url);
    site.set("REQUEST_RETRIES", "2");
    site.restart().await;
    let key = site.world.consumer();
    let unsigned = Ask::get(COMPUTE).with("consumerAddress", key.address().to_string());
    let answer = site.ask(&unsigned).await;
    assert_eq!(answer.error(), (503, DOWN.into()));
    let answer = site.ask(&site.start_job(&goods, paid)).await;
    let text = "Compute envs could not be retrieved for chainId 8996, check configuration.";
    assert_eq!(answer.error(), (503, text.into()));
    // That costs no nonce.
    assert_eq!(site.last_nonce(key.address()), None);
    let log = crate::site::logged();
    assert!(log.contains("operator_unreachable"));
    assert!(!log.contains(url.trim_start_matches("http://")));
}

#[tokio::test]
async fn a11_a_start_is_not_sent_again_whatever_the_service_answers() {
    let site = Site::with(&[("REQUEST_TIMEOUT", "1"), ("REQUEST_RETRIES", "3")]).await;
    let (goods, paid) = site.bought().await;
    for (index, mood) in [
        OperatorMood::Answers(502, String::new()),
        OperatorMood::Answers(200, "<html>".into()),
        OperatorMood::BreaksOff,
        OperatorMood::Slow(Duration::from_secs(3)),
    ]
    .into_iter()
    .enumerate()
    {
        site.world.set_operator(mood.clone());
        must_say(
            &site.ask(&site.start_job(&goods, paid)).await,
            UNCONFIRMED,
            &mood,
        );
        assert_eq!(site.calls("POST").len(), index + 1, "{mood:?}");
    }
}

#[tokio::test]
async fn what_does_the_same_twice_is_tried_again() {
    let site = Site::with(&[("REQUEST_RETRIES", "2")]).await;
    let (goods, id) = site.started().await;
    site.world
        .set_operator(OperatorMood::Answers(502, String::new()));
    let did = goods.dataset.did().to_string();
    let ask = site.of_job(Method::PUT, site.world.consumer(), &id, &did);
    assert_eq!(site.ask(&ask).await.status, 503);
    let calls = site.calls("PUT");
    assert_eq!(calls.len(), 3);
    // Each with a nonce and a signature of its own.
    assert_ne!(calls[0].query["nonce"], calls[1].query["nonce"]);
    assert_ne!(
        calls[0].query["providerSignature"],
        calls[1].query["providerSignature"]
    );
}
