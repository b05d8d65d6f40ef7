//! Honest jobs, in the forms of today's clients.

use alloy_primitives::B256;
use reqwest::Method;
use serde_json::json;

use crate::{
    ask::Ask,
    goods::{COMPUTE, sign_as_ocean_py},
    site::Site,
};

#[tokio::test]
async fn ocean_py_starts_watches_fetches_stops_and_deletes() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let key = site.world.consumer();
    let (address, did) = (key.address().to_string(), goods.dataset.did().to_string());
    let nonce = site.next_nonce();
    let ask = site
        .unsigned_start(&goods, paid, "env-free")
        // A number, and a signature with `v` 0 or 1.
        .with("nonce", nonce)
        .with(
            "signature",
            sign_as_ocean_py(key, &format!("{address}{did}{nonce}")),
        )
        // Keys that nobody reads.
        .with("additionalInputs", json!([]))
        .edited("algorithm/userdata", json!({"unread": true}))
        .edited("dataset/userdata", json!({"river": "Lea"}))
        .edited("algorithm/algocustomdata", json!({"window": 7}));
    let answer = site.ask(&ask).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let job = answer.json()[0].clone();
    assert_eq!(job["owner"], address);
    assert_eq!(job["statusText"], "Warming up");
    assert_eq!(site.last_nonce(key.address()), Some(nonce.to_string()));

    let id = job["jobId"].as_str().unwrap();
    let status = site.ask(&site.of_job(Method::GET, key, id, &did)).await;
    assert_eq!((status.status, status.json()), (200, json!([job])));

    let results = json!([{"filename": "out.csv", "filesize": 4, "type": "output"}]);
    site.world.set_job(id, "results", results.clone());
    site.world
        .put_result(id, 0, "attachment;filename=out.csv", b"1.5\n");
    let status = site.ask(&site.of_job(Method::GET, key, id, &did)).await;
    assert_eq!(status.json()[0]["results"], results);
    let result = site.ask(&site.result_of(key, id, 0)).await;
    assert_eq!((result.status, result.text().as_str()), (200, "1.5\n"));
    assert_eq!(
        result.header("content-disposition"),
        Some("attachment;filename=out.csv")
    );
    assert_eq!(result.header("content-type"), Some("text/csv"));
    assert_eq!(
        result.header("access-control-expose-headers"),
        Some("Content-Disposition")
    );

    let stopped = site.ask(&site.of_job(Method::PUT, key, id, &did)).await;
    assert_eq!(
        (stopped.status, &stopped.json()[0]["stopreq"]),
        (200, &json!(1))
    );
    let deleted = site.ask(&site.of_job(Method::DELETE, key, id, &did)).await;
    assert_eq!(
        (deleted.status, &deleted.json()[0]["removed"]),
        (200, &json!(1))
    );
}

#[tokio::test]
async fn ocean_js_starts_and_watches() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let ask = site
        .start_job(&goods, paid)
        .with("additionalDatasets", json!([]))
        .with("output", json!({"publishAlgorithmLog": true}));
    let answer = site.ask(&ask).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let id = answer.json()[0]["jobId"].as_str().unwrap().to_owned();
    let address = site.world.consumer().address().to_string();
    let ask = Ask::get(COMPUTE)
        .with("consumerAddress", address.as_str())
        .with("jobId", id.as_str());
    let status = site.ask(&ask).await;
    assert_eq!(
        (status.status, &status.json()[0]["jobId"]),
        (200, &json!(id))
    );

    // Its stop signs neither nonce nor DID, and its delete sends no nonce: refused, as by the
    // reference.
    let key = site.world.consumer();
    let stop = Ask {
        method: Method::PUT,
        ..Ask::get(COMPUTE)
            .with("consumerAddress", address.as_str())
            .with("jobId", id.as_str())
            .with("agreementId", goods.dataset.did().to_string())
            .with("nonce", site.next_nonce())
            .with(
                "signature",
                crate::ask::sign(key, &format!("{address}{id}")),
            )
            .in_body()
    };
    let refused = site.ask(&stop).await;
    assert_eq!(refused.status, 400);
    assert!(refused.json()["errors"]["signature"].is_string());
    let delete = Ask {
        method: Method::DELETE,
        ..stop.without("nonce")
    };
    let refused = site.ask(&delete).await;
    let expected = json!({"nonce": ["The nonce field is required."]});
    assert_eq!(
        (refused.status, &refused.json()["errors"]),
        (400, &expected)
    );
    assert_eq!(site.calls("PUT").len() + site.calls("DELETE").len(), 0);
}

#[tokio::test]
async fn a_token_stands_for_signatures() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let token = site.token().await;
    let with_token = |ask: Ask| {
        let nonce = site.next_nonce().to_string();
        ask.without("signature")
            .with("nonce", nonce)
            .header("AuthToken", &*token)
    };
    let ask = with_token(site.unsigned_start(&goods, paid, "env-free"));
    let answer = site.ask(&ask).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let id = answer.json()[0]["jobId"].as_str().unwrap().to_owned();
    site.world.put_result(&id, 1, "attachment", b"log");
    let key = site.world.consumer();
    let did = goods.dataset.did().to_string();
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let ask = with_token(site.of_job(method.clone(), key, &id, &did));
        let answer = site.ask(&ask).await;
        assert_eq!(answer.status, 200, "{method} {answer:?}");
        assert_eq!(answer.json()[0]["owner"], key.address().to_string());
    }
    let answer = site.ask(&with_token(site.result_of(key, &id, 1))).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "log"));
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment;filename=result1")
    );
}

#[tokio::test]
async fn a_job_fetches_what_it_was_given() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
    let download = |asset: &provider_server::dev::Published, order: B256, key| {
        let bought = crate::ask::Bought {
            asset: asset.clone(),
            order,
        };
        let did = asset.did().to_string();
        Ask::download(&bought, key).signed(&site, key, &did)
    };
    let job = site.world.job();
    let data = site.ask(&download(&goods.dataset, paid.dataset, job)).await;
    assert_eq!(
        (data.status, data.text().lines().count()),
        (200, 3),
        "{data:?}"
    );
    let code = site
        .ask(&download(&goods.algorithm, paid.algorithm, job))
        .await;
    assert_eq!(code.status, 200, "{code:?}");
    assert!(code.text().starts_with("import statistics"));
    assert_eq!(
        code.header("content-disposition"),
        Some("attachment;filename=mean.py")
    );
    // The consumer paid for a job, and gets neither.
    for (asset, order) in [
        (&goods.dataset, paid.dataset),
        (&goods.algorithm, paid.algorithm),
    ] {
        let refused = site
            .ask(&download(asset, order, site.world.consumer()))
            .await;
        assert_eq!(refused.status, 400, "{refused:?}");
    }
}
