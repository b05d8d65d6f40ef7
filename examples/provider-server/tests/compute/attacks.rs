//! Attacks on the calls themselves.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    ask::{Ask, sign},
    goods::COMPUTE,
    site::{Site, now},
};

#[tokio::test]
async fn a11_a_start_that_is_replayed_calls_the_engine_once() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let ask = site.start_job(&goods, paid);
    // At once, and again later.
    let asks = (0..8).map(|_| site.ask(&ask));
    let answers = futures_util::future::join_all(asks).await;
    let served = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(served, 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(answer.text().contains("nonce"), "{answer:?}");
    }
    let lower = site.world.consumer().address().to_string().to_lowercase();
    for again in [ask.clone(), ask.clone().with("consumerAddress", lower)] {
        assert_eq!(site.ask(&again).await.status, 400);
    }
    assert_eq!(site.calls("POST").len(), 1);
    assert_eq!(site.world.jobs().len(), 1);
}

#[tokio::test]
async fn a11_the_nonce_is_spent_before_the_engine_is_called() {
    use provider_server::dev::OperatorMood;
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let ask = site.start_job(&goods, paid);
    site.world
        .set_operator(OperatorMood::Slow(Duration::from_millis(400)));
    let consumer = site.world.consumer().address();
    let asked = site.ask(&ask);
    let looked = async {
        while site.calls("POST").is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The engine has not answered yet.
        assert_eq!(site.last_nonce(consumer), Some(ask.text("nonce")));
        let replay = site.ask(&ask).await;
        assert_eq!(replay.status, 400, "{replay:?}");
    };
    let (answer, ()) = tokio::join!(asked, looked);
    assert_eq!(answer.status, 200);
    assert_eq!(site.calls("POST").len(), 1);
}

#[tokio::test]
async fn a11_a_client_that_goes_away_leaves_one_job_with_its_end() {
    use provider_server::dev::OperatorMood;
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let ask = site.start_job(&goods, paid);
    site.world
        .set_operator(OperatorMood::Slow(Duration::from_millis(300)));
    let request = site.request(&ask).timeout(Duration::from_millis(250));
    let answer = tokio::spawn(request.send());
    while site.calls("POST").is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    answer.abort();
    let _ = answer.await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    site.world.set_operator(OperatorMood::Works);
    assert_eq!(site.ask(&ask).await.status, 400);
    assert_eq!(site.world.jobs().len(), 1);
    let rows = site.running_jobs();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].0.as_deref(), site.world.jobs()[0]["jobId"].as_str());
}

#[tokio::test]
async fn a11_a_stop_that_is_replayed_calls_the_engine_once() {
    let site = Site::start().await;
    let (goods, id) = site.started().await;
    let did = goods.dataset.did().to_string();
    let key = site.world.consumer();
    for method in [Method::PUT, Method::DELETE] {
        let ask = site.of_job(method.clone(), key, &id, &did);
        assert_eq!(site.ask(&ask).await.status, 200);
        for again in [ask.clone(), ask.clone().in_body()] {
            let answer = site.ask(&again).await;
            assert_eq!(answer.status, 400, "{answer:?}");
        }
        assert_eq!(site.calls(method.as_str()).len(), 1);
    }
    site.world.put_result(&id, 0, "attachment", b"1.5\n");
    let ask = site.result_of(key, &id, 0);
    assert_eq!(site.ask(&ask).await.status, 200);
    assert_eq!(site.ask(&ask).await.status, 400);
}

#[tokio::test]
async fn a11_the_signature_of_a_status_stops_nothing() {
    let site = Site::start().await;
    let (goods, id) = site.started().await;
    let did = goods.dataset.did().to_string();
    let status = site.of_job(Method::GET, site.world.consumer(), &id, &did);
    assert_eq!(site.ask(&status).await.status, 200);
    for method in [Method::PUT, Method::DELETE] {
        let captured = Ask {
            method,
            ..status.clone()
        };
        assert_eq!(site.ask(&captured).await.status, 400);
    }
    assert_eq!(site.calls("PUT").len() + site.calls("DELETE").len(), 0);
}

#[tokio::test]
async fn a13_stop_or_delete_of_all_jobs_is_refused() {
    for compat in ["none", "reference"] {
        let site = Site::with(&[("OCEAN_PROVIDER_COMPAT", compat)]).await;
        let (goods, _) = site.started().await;
        let key = site.world.consumer();
        let address = key.address().to_string();
        for method in [Method::PUT, Method::DELETE] {
            for job in [None, Some("")] {
                // The text that also makes a token.
                let mut ask = Ask::get(COMPUTE)
                    .with("consumerAddress", address.as_str())
                    .signed(&site, key, &address);
                ask.method = method.clone();
                let ask = match job {
                    Some(job) => ask.with("jobId", job),
                    None => ask,
                };
                let answer = site.ask(&ask).await;
                let expected = json!({"jobId": ["The jobId field is required."]});
                assert_eq!((answer.status, &answer.json()["errors"]), (400, &expected));
                // Whoever saw it makes no token of it.
                let nonce = ask.text("nonce");
                assert_eq!(site.last_nonce(key.address()), Some(nonce));
                assert_eq!(site.ask(&token_of(&ask)).await.status, 400);
            }
        }
        assert_eq!(site.calls("PUT").len() + site.calls("DELETE").len(), 0);
        // That of all jobs of a dataset is the one of a start.
        let did = goods.dataset.did().to_string();
        let mut ask = Ask::get(COMPUTE)
            .with("consumerAddress", address.as_str())
            .with("documentId", did.as_str())
            .signed(&site, key, &format!("{address}{did}"));
        ask.method = Method::PUT;
        assert_eq!(site.ask(&ask).await.status, 400);
        assert_eq!(site.last_nonce(key.address()), Some(ask.text("nonce")));
        // Of somebody else it spends nothing.
        let spent = site.last_nonce(key.address());
        let mut forged = Ask::get(COMPUTE)
            .with("consumerAddress", address.as_str())
            .signed(&site, site.world.provider(), &address);
        forged.method = Method::PUT;
        assert_eq!(site.ask(&forged).await.status, 400);
        assert_eq!(site.last_nonce(key.address()), spent);
    }
}

#[tokio::test]
async fn a13_a_status_of_all_jobs_takes_no_signature() {
    let site = Site::start().await;
    site.started().await;
    let key = site.world.consumer();
    let address = key.address().to_string();
    let ask = Ask::get(COMPUTE)
        .with("consumerAddress", address.as_str())
        .signed(&site, key, &address);
    let answer = site.ask(&ask).await;
    // It is answered as an unsigned one, and whoever saw it makes no token of it.
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()[0].get("owner"), None);
    assert_eq!(site.last_nonce(key.address()), Some(ask.text("nonce")));
    assert_eq!(site.ask(&token_of(&ask)).await.status, 400);
}

/// The request for a token that the same signature would make.
fn token_of(ask: &Ask) -> Ask {
    Ask::get("/api/services/createAuthToken")
        .with("address", ask.text("consumerAddress"))
        .with("expiration", now() + 60)
        .with("nonce", ask.value("nonce"))
        .with("signature", ask.value("signature"))
}

fn members(answer: &Value) -> Vec<&str> {
    let job = answer[0].as_object().unwrap();
    job.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a34_unsigned_callers_see_neither_owner_nor_dids_nor_results() {
    let site = Site::start().await;
    let (goods, id) = site.started().await;
    let key = site.world.consumer();
    let address = key.address().to_string();
    let did = goods.dataset.did().to_string();
    site.world.set_job(
        &id,
        "results",
        json!([{"filename": "secret.csv", "type": "output"}]),
    );
    let unsigned = Ask::get(COMPUTE).with("consumerAddress", address.as_str());
    for ask in [
        unsigned.clone(),
        unsigned.clone().with("jobId", id.as_str()),
        unsigned
            .clone()
            .with("consumerAddress", address.to_lowercase()),
        unsigned.clone().with("jobId", id.as_str()).in_body(),
    ] {
        let answer = site.ask(&ask).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(
            members(&answer.json()),
            [
                "dateCreated",
                "dateFinished",
                "jobId",
                "status",
                "statusText"
            ]
        );
        for secret in [
            address.as_str(),
            &did,
            "secret.csv",
            &goods.algorithm.did().to_string(),
        ] {
            answer.must_not_hold(secret);
        }
    }
    // With another's signature, or a wrong one.
    let stranger = site.world.stranger();
    let forged = site
        .of_job(Method::GET, stranger, &id, &did)
        .with("consumerAddress", address.as_str());
    assert_eq!(site.ask(&forged).await.status, 400);
    let wrong = unsigned
        .with("jobId", id.as_str())
        .with("nonce", site.next_nonce())
        .with("signature", sign(stranger, "x"));
    assert_eq!(site.ask(&wrong).await.status, 400);
    // Another consumer sees none of it, though the service would show him.
    let own = site
        .ask(&site.of_job(Method::GET, stranger, &id, &did))
        .await;
    assert_eq!((own.status, own.json()), (200, json!([])));
    // The owner sees all.
    let own = site.ask(&site.of_job(Method::GET, key, &id, &did)).await;
    assert_eq!(own.json(), json!(site.world.jobs()));
}

#[tokio::test]
async fn a34_jobs_of_others_are_left_out_whatever_the_service_says() {
    use provider_server::dev::OperatorMood;
    let site = Site::start().await;
    let (goods, id) = site.started().await;
    let (key, did) = (site.world.consumer(), goods.dataset.did().to_string());
    let mut other = site.world.jobs()[0].clone();
    other["owner"] = site.world.stranger().address().to_string().into();
    let mut nobodys = other.clone();
    nobodys.as_object_mut().unwrap().remove("owner");
    let own = site.world.jobs()[0].clone();
    let answer = json!([other, nobodys, own]).to_string();
    site.world.set_operator(OperatorMood::Answers(200, answer));
    let signed = site.ask(&site.of_job(Method::GET, key, &id, &did)).await;
    assert_eq!(signed.json(), json!([own]));
    let unsigned = Ask::get(COMPUTE).with("consumerAddress", key.address().to_string());
    let unsigned = site.ask(&unsigned).await;
    assert_eq!(unsigned.json().as_array().unwrap().len(), 1);
}
