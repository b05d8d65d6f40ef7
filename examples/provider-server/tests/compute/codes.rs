//! Every code with its resource, as a start answers.

use alloy_primitives::{B256, U256};
use ocean_provider_core::{
    credentials::Credentials,
    ddo::draft::{TrustList, TrustedAlgorithm},
};
use provider_server::dev::{ForJobs, Published, Sample};
use serde_json::{Value, json};

use crate::{
    goods::{Goods, RAW, ordered},
    shop::{Shop, signed_fee},
    site::{Site, now},
};

fn unknown() -> Value {
    B256::repeat_byte(9).to_string().into()
}

#[tokio::test]
async fn of_datasets_that_a_request_names() {
    let shop = Shop::open().await;
    let start = || shop.start.clone();
    let other = ordered(&shop.goods.dataset, B256::repeat_byte(1));
    let without = |key: &str| {
        let mut other = other.clone();
        other.as_object_mut().unwrap().remove(key);
        start().with("additionalDatasets", json!([other]))
    };
    let absent = format!("did:op:{}", "ab".repeat(32));
    let rows = [
        (without("documentId"), "datasets[1].documentId", "missing"),
        (
            without("transferTxId"),
            "datasets[1].transferTxId",
            "missing",
        ),
        (without("serviceId"), "datasets[1].serviceId", "missing"),
        (
            start().edited("dataset/documentId", absent.as_str()),
            "dataset.documentId",
            "did_not_found",
        ),
        (
            start().edited("dataset/serviceId", "other"),
            "dataset.serviceId",
            "not_found",
        ),
        (
            start().edited("dataset/serviceId", 0),
            "dataset.serviceId",
            "not_found",
        ),
        (
            start().edited("dataset/transferTxId", unknown()),
            "dataset.serviceId",
            "order_invalid",
        ),
        (
            start().edited("dataset/transferTxId", "0x5"),
            "dataset.serviceId",
            "order_invalid",
        ),
        (
            start().with("additionalDatasets", "none"),
            "additional_input",
            "invalid",
        ),
        (
            start().with("additionalDatasets", vec![other; 64]),
            "additional_input",
            "invalid",
        ),
    ];
    for (ask, resource, code) in rows {
        shop.must_refuse(ask, resource, code).await;
    }
    // Each document is asked for once, however often it is named.
    let (did, item) = (
        shop.goods.dataset.did().to_string(),
        shop.start.value("dataset"),
    );
    let before = shop.site.world.requests(&did);
    let ask = start().with("additionalDatasets", vec![item; 63]);
    let answer = shop
        .site
        .ask(&ask.with("output", "{").signed_start(&shop.site))
        .await;
    assert_eq!(answer.refused(), ("output".into(), "invalid".into()));
    assert_eq!(shop.site.world.requests(&did), before + 1);
    // An order for another environment.
    let ask = start().with("environment", "env-paid");
    shop.must_refuse(ask, "dataset.serviceId", "order_invalid")
        .await;
    shop.must_start().await;
}

#[tokio::test]
async fn of_what_a_request_says_besides() {
    let shop = Shop::open().await;
    let start = || shop.start.clone();
    let absent = format!("did:op:{}", "ab".repeat(32));
    let raw: Value = serde_json::from_str(RAW).unwrap();
    let rows = [
        (start().with("output", "{"), "output", "invalid"),
        (
            start().edited("algorithm/documentId", 0),
            "algorithm",
            "missing_meta_documentId",
        ),
        (
            start().edited("algorithm/meta", raw),
            "algorithm",
            "invalid",
        ),
        (
            start().edited("algorithm/documentId", absent),
            "algorithm",
            "file_unavailable",
        ),
        (
            start().edited("algorithm/serviceId", ""),
            "algorithm.serviceId",
            "missing",
        ),
        (
            start().edited("algorithm/transferTxId", unknown()),
            "algorithm",
            "in_use_or_not_on_chain",
        ),
        (
            start().with("algorithm", ordered(&shop.goods.dataset, B256::ZERO)),
            "algorithm",
            "not_algo",
        ),
        (
            start().with("environment", "other"),
            "environment",
            "not_found",
        ),
        (start().without("environment"), "environment", "not_found"),
    ];
    for (ask, resource, code) in rows {
        shop.must_refuse(ask, resource, code).await;
    }
    shop.must_start().await;
}

#[tokio::test]
async fn of_services() {
    let shop = Shop::open().await;
    let dataset = &shop.goods.dataset;
    for (pointer, value, resource, code) in [
        (
            "/services/0/type",
            "fileserver",
            "dataset.serviceId",
            "service_not_access_compute",
        ),
        (
            "/services/0/type",
            "access",
            "dataset.serviceId",
            "main_service_compute",
        ),
        (
            "/services/0/files",
            "0x04",
            "dataset.serviceId",
            "compute_services_not_in_same_provider",
        ),
        (
            "/services/0/files",
            "sealed",
            "dataset.serviceId",
            "compute_services_not_in_same_provider",
        ),
    ] {
        let honest = shop.site.world.cached(dataset.did()).unwrap();
        shop.site.edit(dataset, pointer, &json!(value));
        shop.must_refuse(shop.start.clone(), resource, code).await;
        shop.site.world.put_cached(dataset.did(), honest);
    }
    shop.site.world.remove_file("mean.py");
    shop.must_refuse(shop.start.clone(), "algorithm", "file_unavailable")
        .await;
}

#[tokio::test]
async fn of_assets_that_may_not_be_consumed() {
    let shop = Shop::open().await;
    let (world, goods) = (&shop.site.world, &shop.goods);
    let deny = |asset: &Published| {
        let consumer = world.consumer().address();
        let credentials = Credentials::parse("{}")
            .unwrap()
            .with_denied(consumer)
            .unwrap();
        let credentials: Value = serde_json::from_str(credentials.text()).unwrap();
        shop.site.edit(asset, "/credentials", &credentials);
    };
    let denied = |asset: &Published| {
        format!(
            "Provider Ganache: Error: Access to asset {} was denied with code: \
             ConsumableCodes.CREDENTIAL_IN_DENY_LIST.",
            asset.did()
        )
    };
    let honest = world.cached(goods.dataset.did()).unwrap();
    deny(&goods.dataset);
    let text = denied(&goods.dataset);
    shop.must_refuse(shop.start.clone(), "dataset", &text).await;
    world.put_cached(goods.dataset.did(), honest);
    let honest = world.cached(goods.algorithm.did()).unwrap();
    deny(&goods.algorithm);
    let text = denied(&goods.algorithm);
    shop.must_refuse(shop.start.clone(), "algorithm.credentials", &text)
        .await;
    world.put_cached(goods.algorithm.did(), honest);
    // Revoked, which the metadata cache does not know yet.
    let (publisher, nft) = (world.publisher(), goods.dataset.nft());
    world.chain().set_state(publisher, nft, 3).unwrap();
    let text = "Provider Ganache: Asset is not consumable.";
    shop.must_refuse(shop.start.clone(), "dataset", text).await;
}

#[tokio::test]
async fn of_trust() {
    let shop = Shop::open().await;
    let dataset = &shop.goods.dataset;
    let (list, publishers) = (
        "/services/0/compute/publisherTrustedAlgorithms",
        "/services/0/compute/publisherTrustedAlgorithmPublishers",
    );
    let entry = format!("{list}/0");
    let hash = "ab".repeat(32);
    for (pointer, value, code) in [
        (list, json!([]), "not_trusted_algo"),
        (list, json!("all"), "no_publisherTrustedAlgorithms"),
        (
            &format!("{entry}/did"),
            json!(format!("did:op:{hash}")),
            "not_trusted_algo",
        ),
        (
            &format!("{entry}/filesChecksum"),
            json!(hash),
            "algorithm_file_checksum_mismatch",
        ),
        (
            &format!("{entry}/containerSectionChecksum"),
            json!(hash),
            "algorithm_container_checksum_mismatch",
        ),
        (
            publishers,
            json!([shop.site.world.stranger().address()]),
            "not_trusted_algo_publisher",
        ),
    ] {
        let honest = shop.site.world.cached(dataset.did()).unwrap();
        shop.site.edit(dataset, pointer, &value);
        shop.must_refuse(shop.start.clone(), "dataset", code).await;
        shop.site.world.put_cached(dataset.did(), honest);
    }
    let raw: Value = serde_json::from_str(RAW).unwrap();
    let ask = shop.start.clone().with("algorithm", json!({"meta": raw}));
    shop.must_refuse(ask, "dataset", "no_raw_algo_allowed")
        .await;
    shop.must_start().await;
}

#[tokio::test]
async fn of_raw_code() {
    let site = Site::start().await;
    let goods = site.goods_of(|algorithm| ForJobs::trusting(vec![algorithm]).and_raw_code());
    let paid = site.pay(&goods, "env-free", 600).await;
    let start = site.unsigned_start(&goods, paid, "env-free");
    let shop = Shop { site, goods, start };
    let raw: Value = serde_json::from_str(RAW).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut raw = raw.clone();
        *raw.pointer_mut(pointer).unwrap() = value;
        shop.start.clone().with("algorithm", json!({ "meta": raw }))
    };
    let container = "algorithm.container";
    for (ask, resource, code) in [
        (
            with("/rawcode", json!("")),
            "algorithm",
            "meta_oneof_url_rawcode_remote",
        ),
        (with("", json!("no JSON")), "algorithm", "invalid"),
        (
            with("/container/image", json!("")),
            container,
            "missing_entrypoint_image_checksum",
        ),
        (
            with("/container/entrypoint", Value::Null),
            container,
            "missing_entrypoint_image_checksum",
        ),
        (
            with("/container", json!({})),
            container,
            "missing_entrypoint_image_checksum",
        ),
        (
            with("/container/checksum", json!("md5:1")),
            container,
            "checksum_prefix",
        ),
    ] {
        shop.must_refuse(ask, resource, code).await;
    }
    // As an object, and as its text.
    for meta in [raw.clone(), json!(raw.to_string())] {
        let ask = shop
            .start
            .clone()
            .with("algorithm", json!({ "meta": meta }));
        let answer = shop.site.ask(&ask.signed_start(&shop.site)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    // The same with a published algorithm.
    shop.site.edit(
        &shop.goods.algorithm,
        "/metadata/algorithm/container/image",
        &json!(""),
    );
    let answer = shop
        .site
        .ask(&shop.start.clone().signed_start(&shop.site))
        .await;
    let expected = (container.into(), "missing_entrypoint_image_checksum".into());
    assert_eq!(answer.refused(), expected);
}

#[tokio::test]
async fn of_fees() {
    let site = Site::start().await;
    let goods = site.goods();
    let mut paid = site.pay(&goods, "env-paid", 600).await;
    // Both items say that the other one carries the fee.
    let fee = signed_fee(&site, &goods.dataset, "env-paid", U256::ZERO, now() + 600);
    paid.dataset = site
        .world
        .order_for_job(goods.dataset.datatoken, 0, fee)
        .unwrap();
    let start = site.unsigned_start(&goods, paid, "env-paid");
    let shop = Shop { site, goods, start };
    shop.must_refuse(shop.start.clone(), "order", "fees_not_paid")
        .await;
}

#[tokio::test]
async fn an_algorithm_of_a_listed_publisher_runs() {
    let site = Site::start().await;
    let other = site.world.publish(Sample::Algorithm).unwrap();
    let publisher = site.world.publisher();
    let goods = site.goods_of(|_: TrustedAlgorithm| {
        let mut dataset = ForJobs::trusting(Vec::new());
        dataset.compute.publisher_trusted_algorithms = TrustList::Undefined;
        dataset.compute.publisher_trusted_algorithm_publishers = TrustList::List(vec![publisher]);
        dataset
    });
    let goods = Goods {
        algorithm: other,
        ..goods
    };
    let paid = site.pay(&goods, "env-free", 600).await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
}
