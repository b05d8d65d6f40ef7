//! What has to be ordered for a job.

use alloy_primitives::{B256, U256};
use ocean_provider_core::ProviderInfo;
use provider_server::dev::{ForJobs, Published};
use serde_json::{Value, json};

use crate::{
    ask::Ask,
    goods::{fee, named, ordered},
    site::{Site, now},
};

#[tokio::test]
async fn one_item_carries_the_fee() {
    let site = Site::start().await;
    let goods = site.goods();
    let ask = site.initialize_compute(&goods, "env-paid", 600);
    let mut datasets = ask.value("datasets");
    datasets.as_array_mut().unwrap().push(named(&goods.dataset));
    let ask = ask.with("datasets", datasets);
    let answer = site.ask(&ask).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let answer = answer.json();
    let items = [
        &answer["datasets"][0],
        &answer["datasets"][1],
        &answer["algorithm"],
    ];
    let until = ask.value("compute")["validUntil"].as_u64().unwrap();
    for (index, item) in items.into_iter().enumerate() {
        let fee = fee(item);
        assert_eq!(fee.amount.is_zero(), index > 0);
        assert_eq!(fee.valid_until, U256::from(until));
        assert_eq!(fee.token, site.world.chain().ocean_token());
        assert_eq!(fee.address, site.world.provider().address());
        fee.verify().unwrap();
        let data: Value = serde_json::from_slice(&fee.data).unwrap();
        assert_eq!(data["environment"], "env-paid");
        assert_eq!(data["dt"], item["datatoken"]);
        assert!(item.get("validOrder").is_none());
    }
    assert_eq!(answer["datasets"].as_array().unwrap().len(), 2);
    // Nothing is written, and nothing started.
    assert_eq!(site.rows(), 0);
    assert!(site.calls("POST").is_empty());
    // Raw code has no item.
    let raw: Value = serde_json::from_str(crate::goods::RAW).unwrap();
    let goods = site.goods_of(|algorithm| ForJobs::trusting(vec![algorithm]).and_raw_code());
    let ask = site.initialize_compute(&goods, "env-paid", 600);
    let answer = site
        .ask(&ask.with("algorithm", json!({ "meta": raw })))
        .await
        .json();
    assert!(answer.get("algorithm").is_none());
    assert!(answer["datasets"][0].get("providerFee").is_some());
}

#[tokio::test]
async fn orders_that_hold_are_told() {
    let site = Site::start().await;
    let goods = site.goods();
    let paid = site.pay(&goods, "env-paid", 600).await;
    let ask = |environment: &str, seconds, dataset: Value, algorithm: Value| {
        site.initialize_compute(&goods, environment, seconds)
            .with("datasets", json!([dataset]))
            .with("algorithm", algorithm)
    };
    let (dataset, algorithm) = (
        ordered(&goods.dataset, paid.dataset),
        ordered(&goods.algorithm, paid.algorithm),
    );
    let of = |order: B256| json!({"validOrder": order.to_string()});
    // Paid for long enough.
    let answer = site
        .ask(&ask("env-paid", 300, dataset.clone(), algorithm.clone()))
        .await
        .json();
    assert_eq!(answer["datasets"][0], of(paid.dataset));
    assert_eq!(answer["algorithm"], of(paid.algorithm));
    // Longer: the orders are there, and fees are due.
    let answer = site
        .ask(&ask("env-paid", 900, dataset.clone(), algorithm.clone()))
        .await
        .json();
    for (item, order, is_carrier) in [
        (&answer["datasets"][0], paid.dataset, true),
        (&answer["algorithm"], paid.algorithm, false),
    ] {
        assert_eq!(item["validOrder"], order.to_string());
        assert!(item.get("datatoken").is_some());
        assert_eq!(fee(item).amount.is_zero(), !is_carrier);
    }
    // With the new fee the order is used again, and then it is enough.
    let renewed = site.world.reuse(
        site.world.consumer().address(),
        &goods.dataset,
        paid.dataset,
        fee(&answer["datasets"][0]),
    );
    let renewed = renewed.unwrap();
    let dataset_again = ordered(&goods.dataset, renewed);
    let answer = site
        .ask(&ask("env-paid", 800, dataset_again, algorithm.clone()))
        .await
        .json();
    assert_eq!(answer["datasets"][0], of(paid.dataset));
    // An order of the algorithm that pays carries the fee.
    let unknown = ordered(&goods.dataset, B256::repeat_byte(3));
    let answer = site
        .ask(&ask("env-paid", 300, unknown.clone(), algorithm.clone()))
        .await
        .json();
    assert!(answer["datasets"][0].get("validOrder").is_none());
    assert!(fee(&answer["datasets"][0]).amount.is_zero());
    assert!(!fee(&answer["algorithm"]).amount.is_zero());
    // For another environment nothing of it holds for the dataset.
    let answer = site
        .ask(&ask("env-free", 300, dataset, algorithm))
        .await
        .json();
    assert!(answer["datasets"][0].get("validOrder").is_none());
    assert_eq!(
        answer["algorithm"]["validOrder"],
        paid.algorithm.to_string()
    );
    assert!(answer["algorithm"].get("providerFee").is_some());
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let site = Site::start().await;
    let goods = site.goods();
    let ask = || site.initialize_compute(&goods, "env-free", 60);
    let time = |time: Value| ask().with("compute", json!({"env": "env-free", "validUntil": time}));
    for wrong in [
        json!(now()),
        json!(1),
        json!("0"),
        json!("99999999999999999999"),
    ] {
        let answer = site.ask(&time(wrong)).await;
        assert_eq!(
            answer.error(),
            (400, "The validUntil value is not correct.".into())
        );
    }
    let other = ask().edited("compute/env", "other");
    let answer = site.ask(&other).await;
    assert_eq!(
        answer.error(),
        (400, "Compute environment does not exist".into())
    );
    let algorithm = ask().with("algorithm", named(&goods.dataset));
    let answer = site.ask(&algorithm).await;
    assert_eq!(answer.error(), (400, "DID is not a valid algorithm".into()));
    for (ask, errors) in [
        (
            ask().with("datasets", json!([])),
            json!({"datasets": ["The datasets field is required."]}),
        ),
        (
            ask().edited("compute/env", ""),
            json!({"compute.env": ["The compute.env field is required."]}),
        ),
        (
            ask().edited("compute/validUntil", "soon"),
            json!({"compute.validUntil": ["The compute.validUntil must be an integer."]}),
        ),
        (
            ask().without("consumerAddress"),
            json!({"consumerAddress": ["The consumerAddress field is required."]}),
        ),
    ] {
        let answer = site.ask(&ask).await;
        assert_eq!((answer.status, &answer.json()["errors"]), (400, &errors));
    }
    for (ask, resource, code) in [
        (ask().with("datasets", "x"), "datasets", "invalid"),
        (
            ask().edited("algorithm/documentId", "did:op:00"),
            "algorithm",
            "file_unavailable",
        ),
        (
            ask().with("datasets", json!([{"serviceId": "1"}])),
            "dataset.documentId",
            "missing",
        ),
    ] {
        let answer = site.ask(&ask).await;
        assert_eq!(answer.refused(), (resource.into(), code.into()));
    }
    let as_query = ask().in_query();
    assert_eq!(site.ask(&as_query).await.status, 400);
}

/// A dataset that another Provider serves: its files do not open here.
fn of_another(site: &Site, endpoint: &str) -> Published {
    let dataset = ForJobs {
        has_access: true,
        ..ForJobs::trusting(Vec::new())
    };
    let (asset, _) = site.world.publish_for_jobs(dataset).unwrap();
    // By its access service alone.
    site.remove(&asset, "/services/0");
    site.edit(&asset, "/services/0/files", &json!("0x04"));
    site.edit(&asset, "/services/0/serviceEndpoint", &json!(endpoint));
    asset
}

fn with_second(site: &Site, goods: &crate::goods::Goods, asset: &Published) -> Ask {
    let second = json!({"documentId": asset.did().to_string(), "serviceId": "access"});
    let ask = site.initialize_compute(goods, "env-free", 60);
    let mut datasets = ask.value("datasets");
    datasets.as_array_mut().unwrap().push(second);
    ask.with("datasets", datasets)
}

#[tokio::test]
async fn another_provider_says_what_its_dataset_costs() {
    let site = Site::start().await;
    let goods = site.goods();
    let addresses = [(8996, site.world.publisher())].into();
    let info = ProviderInfo::new("Provider", "2.1.6", addresses).to_string();
    let info = info.replace("/api/services/initialize\"", "/here/price\"");
    let price = r#"{"datatoken":"0x00","nonce":null,"providerFee":{"validUntil":0},"more":1}"#;
    let server = stand_in(info.clone(), price.into()).await;
    for endpoint in [
        server.clone(),
        format!("{server}/"),
        format!("{server}/api/services/initialize"),
    ] {
        let asset = of_another(&site, &endpoint);
        let answer = site.ask(&with_second(&site, &goods, &asset)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let expected: Value = serde_json::from_str(price).unwrap();
        assert_eq!(answer.json()["datasets"][1], expected);
        assert!(answer.json()["datasets"][0].get("providerFee").is_some());
    }
    // Nonsense is not passed on.
    let text = "The Provider of a dataset cannot be asked what it costs.";
    for info in ["<html>", "{}"] {
        let server = stand_in(info.into(), price.into()).await;
        let asset = of_another(&site, &server);
        let answer = site.ask(&with_second(&site, &goods, &asset)).await;
        assert_eq!(answer.error(), (502, text.into()));
    }
    for price in [
        "<html>",
        "[]",
        r#"{"error":"no"}"#,
        &format!("\"{}\"", "a".repeat(70_000)),
    ] {
        let server = stand_in(info.clone(), price.into()).await;
        let asset = of_another(&site, &server);
        assert_eq!(
            site.ask(&with_second(&site, &goods, &asset)).await.status,
            502
        );
    }
}

#[tokio::test]
async fn a20_another_provider_is_at_a_public_address() {
    let server = stand_in("{}".into(), "{}".into()).await;
    let site = Site::with(&[("ALLOW_NON_PUBLIC_IP", "false")]).await;
    // The files of the world are at a private address as well: the algorithm is refused first.
    let goods = site.goods();
    let asset = of_another(&site, &server);
    let answer = site.ask(&with_second(&site, &goods, &asset)).await;
    assert_eq!(answer.refused().1, "file_unavailable");
    // Raw code needs no file.
    let goods = site.goods_of(|algorithm| ForJobs::trusting(vec![algorithm]).and_raw_code());
    let raw: Value = serde_json::from_str(crate::goods::RAW).unwrap();
    let ask = with_second(&site, &goods, &asset).with("algorithm", json!({ "meta": raw }));
    let answer = site.ask(&ask).await;
    assert_eq!(answer.status, 502, "{answer:?}");
    let metrics = site.ask(&Ask::get("/metrics")).await.text();
    let refused = r#"failures_total{peer="provider",code="refused_address"} 1"#;
    assert!(metrics.contains(refused), "{metrics}");
}

/// A Provider that says this of itself, and this price.
async fn stand_in(info: String, price: String) -> String {
    use axum::{Router, routing::get};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new()
        .route("/", get(move || async { info }))
        .route("/here/price", get(move || async { price }));
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}
