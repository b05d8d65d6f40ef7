//! Attacks on what may run on which data, and for how long.

use std::time::Duration;

use alloy_primitives::U256;
use ocean_provider_core::{
    ddo::draft::{TrustList, TrustedAlgorithm},
    orders::FeeData,
};
use provider_server::dev::ForJobs;
use serde_json::{Value, json};

use crate::{
    ask::Ask,
    goods::{Goods, Paid, RAW, fee},
    shop::signed_fee,
    site::{Site, now},
};

const COMPUTE: &str = "/services/0/compute";

/// The code of both the price and the start.
async fn must_refuse(site: &Site, goods: &Goods, paid: Paid, code: &str) {
    let expected = ("dataset".to_owned(), code.to_owned());
    let price = site
        .ask(&site.initialize_compute(goods, "env-free", 600))
        .await;
    assert_eq!(price.refused(), expected);
    let start = site.ask(&site.start_job(goods, paid)).await;
    assert_eq!(start.refused(), expected);
    assert!(site.calls("POST").is_empty());
}

#[tokio::test]
async fn a27_where_both_lists_are_empty_nobody_runs() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let algorithms = format!("{COMPUTE}/publisherTrustedAlgorithms");
    let publishers = format!("{COMPUTE}/publisherTrustedAlgorithmPublishers");
    site.edit(&goods.dataset, &algorithms, &json!([]));
    // Beside an undefined list, and beside an empty one.
    must_refuse(&site, &goods, paid, "not_trusted_algo").await;
    site.edit(&goods.dataset, &publishers, &json!([]));
    must_refuse(&site, &goods, paid, "not_trusted_algo").await;
    site.remove(&goods.dataset, &algorithms);
    must_refuse(&site, &goods, paid, "not_trusted_algo").await;
    // Where nothing is defined, this server trusts nobody either.
    site.remove(&goods.dataset, &publishers);
    must_refuse(&site, &goods, paid, "not_trusted_algo").await;
    // An empty list beside one that is not is neutral.
    site.edit(&goods.dataset, &algorithms, &json!([]));
    let owner = site.world.publisher().to_string();
    site.edit(&goods.dataset, &publishers, &json!([owner]));
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
}

#[tokio::test]
async fn a28_a_publisher_is_the_owner_on_chain() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let friend = site.world.stranger().address().to_string();
    site.remove(
        &goods.dataset,
        &format!("{COMPUTE}/publisherTrustedAlgorithms"),
    );
    let publishers = format!("{COMPUTE}/publisherTrustedAlgorithmPublishers");
    site.edit(&goods.dataset, &publishers, &json!([friend]));
    // The cache says that the friend owns the algorithm.
    let algorithm = site.world.cached(goods.algorithm.did()).unwrap();
    assert!(algorithm.text().contains(r#""owner""#));
    site.edit(&goods.algorithm, "/nft/owner", &json!(friend));
    must_refuse(&site, &goods, paid, "not_trusted_algo_publisher").await;
    // The case of letters makes no other address.
    let owner = site.world.publisher().to_string().to_lowercase();
    site.edit(&goods.dataset, &publishers, &json!([owner]));
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
}

#[tokio::test]
async fn a29_an_algorithm_that_is_exchanged_before_the_start_does_not_start() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    site.world.put_file(
        "mean.py",
        "text/x-python",
        "print(open('/data/inputs').read())\n",
    );
    must_refuse(&site, &goods, paid, "algorithm_file_checksum_mismatch").await;
}

#[tokio::test]
async fn a29_an_algorithm_that_is_exchanged_after_the_start_is_not_given_to_the_job() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
    let bought = crate::ask::Bought {
        asset: goods.algorithm.clone(),
        order: paid.algorithm,
    };
    let did = goods.algorithm.did().to_string();
    let job = site.world.job();
    let fetch = || Ask::download(&bought, job).signed(&site, job, &did);
    assert_eq!(site.ask(&fetch()).await.status, 200);
    site.world
        .put_file("mean.py", "text/x-python", "print('steal')\n");
    let refused = site.ask(&fetch()).await;
    assert_eq!(
        refused.error(),
        (
            409,
            "The algorithm is not the one that was trusted when the job was started.".into()
        )
    );
    // Longer than any file with a checksum.
    site.world.put_zeros("mean.py", 11 << 20);
    assert_eq!(site.ask(&fetch()).await.status, 409);
}

#[tokio::test]
async fn a30_neither_tag_nor_name_selects_the_image() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let container = "/metadata/algorithm/container";
    site.edit(
        &goods.algorithm,
        &format!("{container}/tag"),
        &json!("evil"),
    );
    site.edit(
        &goods.algorithm,
        &format!("{container}/dockerfile"),
        &json!("FROM evil"),
    );
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
    let payload: Value = serde_json::from_str(&site.calls("POST")[0].body).unwrap();
    let digest = format!("sha256:{}", "5a".repeat(32));
    assert_eq!(
        payload["workflow"]["stages"][0]["algorithm"]["container"],
        json!({"entrypoint": "python $ALGO", "image": "library/python", "checksum": digest})
    );
    // A digest in the name would stand before the one that was trusted.
    let evil = format!("library/python@sha256:{}", "66".repeat(32));
    site.edit(
        &goods.algorithm,
        &format!("{container}/image"),
        &json!(evil),
    );
    let refused = site.ask(&site.start_job(&goods, paid)).await;
    assert_eq!(
        refused.refused(),
        ("algorithm.container".into(), "checksum_prefix".into())
    );
}

#[tokio::test]
async fn a31_five_seconds_that_are_paid_are_five_seconds() {
    let site = Site::start().await;
    let goods = site.goods();
    let paid = site.pay(&goods, "env-paid", 5).await;
    let start = site
        .unsigned_start(&goods, paid, "env-paid")
        .signed_start(&site);
    let answer = site.ask(&start).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let payload: Value = serde_json::from_str(&site.calls("POST")[0].body).unwrap();
    let max = payload["workflow"]["stages"][0]["compute"]["maxtime"]
        .as_u64()
        .unwrap();
    assert!((1..=5).contains(&max), "{max}");
    // The engine would let it run for an hour.
    assert!(site.calls("PUT").is_empty());
    tokio::time::sleep(Duration::from_secs(8)).await;
    let stops = site.calls("PUT");
    assert_eq!(stops.len(), 1);
    assert_eq!(
        stops[0].query["jobId"],
        answer.json()[0]["jobId"].as_str().unwrap()
    );
    assert_eq!(site.world.jobs()[0]["stopreq"], 1);
}

#[tokio::test]
async fn a31_a_small_fee_pays_a_short_job() {
    let site = Site::start().await;
    let goods = site.goods();
    let mut paid = site.pay(&goods, "env-paid", 600).await;
    // An order whose fee lasts for ten minutes, and pays for seven seconds: 2.3 Ocean a minute.
    let amount = U256::from(2_300_000_000_000_000_000_u64) * U256::from(7) / U256::from(60);
    let fee = signed_fee(&site, &goods.dataset, "env-paid", amount, now() + 600);
    paid.dataset = site
        .world
        .order_for_job(goods.dataset.datatoken, 0, fee)
        .unwrap();
    let start = site
        .unsigned_start(&goods, paid, "env-paid")
        .signed_start(&site);
    let answer = site.ask(&start).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let payload: Value = serde_json::from_str(&site.calls("POST")[0].body).unwrap();
    let max = payload["workflow"]["stages"][0]["compute"]["maxtime"]
        .as_u64()
        .unwrap();
    // The fee of so many whole seconds is rounded down.
    assert!((6..=7).contains(&max), "{max}");
}

#[tokio::test]
async fn a31_whole_days_are_paid() {
    let site = Site::start().await;
    let goods = site.goods();
    for seconds in [30, 86_430, 30 * 86_400 + 90] {
        let ask = site.initialize_compute(&goods, "env-paid", seconds);
        let answer = site.ask(&ask).await.json();
        let fee = fee(&answer["datasets"][0]);
        let quoted = FeeData::parse(&fee.data).unwrap().timestamp_micros;
        let from = U256::from(quoted / 1_000_000);
        let due = U256::from(2_300_000_000_000_000_000_u64) * (fee.valid_until - from);
        assert_eq!(fee.amount, due / U256::from(60));
    }
}

#[tokio::test]
async fn a32_the_compute_rules_hold_for_the_access_service_as_well() {
    let site = Site::start().await;
    let (goods, paid) = site.bought().await;
    let both = |trust: Vec<TrustedAlgorithm>| ForJobs {
        has_access: true,
        ..ForJobs::trusting(trust)
    };
    let trusted = site.world.trusted(&goods.algorithm).unwrap();
    for (trust, expected) in [
        (Vec::new(), Some("not_trusted_algo")),
        (vec![trusted], None),
    ] {
        let (dataset, token) = site.world.publish_for_jobs(both(trust)).unwrap();
        let item = json!({"documentId": dataset.did().to_string(), "serviceId": "access"});
        let mut price = site.initialize_compute(&goods, "env-free", 600);
        let mut datasets = price.value("datasets");
        datasets.as_array_mut().unwrap().push(item.clone());
        price = price.with("datasets", datasets);
        let price = site.ask(&price).await;
        let Some(code) = expected else {
            let price = price.json();
            let order = site
                .world
                .order_for_job(token.unwrap(), 1, fee(&price["datasets"][1]));
            let mut item = item;
            item["transferTxId"] = order.unwrap().to_string().into();
            let start = site.unsigned_start(&goods, paid, "env-free");
            let start = start
                .with("additionalDatasets", json!([item]))
                .signed_start(&site);
            let answer = site.ask(&start).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            continue;
        };
        let expected = ("datasets[1]".to_owned(), code.to_owned());
        assert_eq!(price.refused(), expected);
        let mut item = item;
        item["transferTxId"] = paid.dataset.to_string().into();
        let start = site.unsigned_start(&goods, paid, "env-free");
        let start = start
            .with("additionalDatasets", json!([item]))
            .signed_start(&site);
        assert_eq!(site.ask(&start).await.refused(), expected);
        assert!(site.calls("POST").is_empty());
    }
}

#[tokio::test]
async fn a33_raw_code_is_allowed_by_true_alone() {
    let site = Site::start().await;
    let goods = site.goods_of(|algorithm| ForJobs::trusting(vec![algorithm]).and_raw_code());
    let paid = site.pay(&goods, "env-free", 600).await;
    let raw: Value = serde_json::from_str(RAW).unwrap();
    let start = || {
        let ask = site.unsigned_start(&goods, paid, "env-free");
        ask.with("algorithm", json!({ "meta": raw }))
            .signed_start(&site)
    };
    let allow = format!("{COMPUTE}/allowRawAlgorithm");
    let honest = site.world.cached(goods.dataset.did()).unwrap();
    for value in [
        json!("false"),
        json!("true"),
        Value::Null,
        json!(0),
        json!(1),
        json!(false),
    ] {
        site.edit(&goods.dataset, &allow, &value);
        let refused = site.ask(&start()).await.refused();
        assert_eq!(
            refused,
            ("dataset".into(), "no_raw_algo_allowed".into()),
            "{value}"
        );
    }
    site.remove(&goods.dataset, &allow);
    let refused = site.ask(&start()).await.refused();
    assert_eq!(refused, ("dataset".into(), "no_raw_algo_allowed".into()));
    assert!(site.calls("POST").is_empty());
    site.world.put_cached(goods.dataset.did(), honest);
    assert_eq!(site.ask(&start()).await.status, 200);
}

#[tokio::test]
async fn a28_a_listed_publisher_does_not_replace_a_listed_algorithm() {
    let site = Site::start().await;
    let publisher = site.world.publisher();
    let goods = site.goods_of(|_| {
        let mut dataset = ForJobs::trusting(Vec::new());
        dataset.compute.publisher_trusted_algorithm_publishers = TrustList::List(vec![publisher]);
        dataset
    });
    let paid = site.pay(&goods, "env-free", 600).await;
    let other = json!([{
        "did": format!("did:op:{}", "ab".repeat(32)),
        "filesChecksum": "ab".repeat(32), "containerSectionChecksum": "ab".repeat(32),
    }]);
    let list = format!("{COMPUTE}/publisherTrustedAlgorithms");
    site.edit(&goods.dataset, &list, &other);
    must_refuse(&site, &goods, paid, "not_trusted_algo").await;
}
