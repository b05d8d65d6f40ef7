//! What operator-service is sent, letter by letter.

use alloy_primitives::{hex, keccak256};
use ocean_provider_core::keys::{Signature, personal_message_digest};
use provider_server::dev::ForJobs;
use serde_json::{Value, json};

use crate::{
    goods::RAW,
    site::{Site, now},
};

/// The Provider's signature of a message, with `v` 0 or 1.
fn must_be_signed(site: &Site, signature: &str, message: &str) {
    let bytes: [u8; 65] = hex::decode_to_array(signature).unwrap();
    assert!(bytes[64] <= 1 && signature.starts_with("0x"));
    let digest = personal_message_digest(keccak256(message).as_slice());
    let recovered = Signature::from_bytes(&bytes)
        .unwrap()
        .recover(&digest)
        .unwrap();
    assert_eq!(recovered.address(), site.world.provider().address());
}

#[tokio::test]
async fn a_published_algorithm() {
    let site = Site::start().await;
    let goods = site.goods();
    let paid = site.pay(&goods, "env-paid", 600).await;
    let ask = site
        .unsigned_start(&goods, paid, "env-paid")
        .edited("dataset/userdata", json!({"river": "Lea"}));
    let answer = site.ask(&ask.signed_start(&site)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let call = &site.calls("POST")[0];
    let sent: Value = serde_json::from_str(&call.body).unwrap();
    let owner = site.world.consumer().address();
    let nonce = sent["nonce"].as_u64().unwrap();
    let signature = sent["providerSignature"].as_str().unwrap();
    must_be_signed(&site, signature, &format!("{owner}{nonce}"));
    // Nanoseconds since 1970.
    assert_eq!(nonce / 1_000_000_000 / 10, now() / 10);
    let max = sent["workflow"]["stages"][0]["compute"]["maxtime"]
        .as_u64()
        .unwrap();
    assert!((590..=600).contains(&max), "{max}");
    let valid_until = sent["validUntil"].as_u64().unwrap();
    assert!((now() + 580..=now() + 600).contains(&valid_until));
    let (dataset, algorithm) = (&goods.dataset, &goods.algorithm);
    let expected = format!(
        concat!(
            r#"{{"workflow":{{"stages":[{{"index":0,"input":[{{"index":0,"id":"{dataset}","#,
            r#""remote":{{"txId":"{paid}","serviceId":"compute","userdata":{{"river":"Lea"}}}}}}],"#,
            r#""compute":{{"Instances":1,"namespace":"ocean-compute","maxtime":{max}}},"#,
            r#""algorithm":{{"id":"{algorithm}","rawcode":"","container":{{"#,
            r#""entrypoint":"python $ALGO","image":"library/python","checksum":"sha256:{digest}"}},"#,
            r#""algouserdata":null,"remote":{{"serviceEndpoint":"http://127.0.0.1:8030","#,
            r#""txId":"{code}","serviceId":"access","userData":null}},"algocustomdata":null}},"#,
            r#""output":{{"metadataUri":"{cache}"}}}}]}},"providerSignature":"{signature}","#,
            r#""agreementId":"{paid}","owner":"{owner}","providerAddress":"{provider}","#,
            r#""environment":"env-paid","validUntil":{valid_until},"nonce":{nonce},"chainId":8996}}"#,
        ),
        dataset = dataset.did(),
        algorithm = algorithm.did(),
        paid = paid.dataset,
        code = paid.algorithm,
        max = max,
        digest = "5a".repeat(32),
        cache = site.world.url(""),
        signature = signature,
        owner = owner,
        provider = site.world.provider().address(),
        valid_until = valid_until,
        nonce = nonce,
    );
    assert_eq!(call.body, expected);
    // Where the data is, nobody is told.
    assert!(!call.body.contains("secret-levels"));
}

#[tokio::test]
async fn raw_code_and_more_datasets() {
    let site = Site::start().await;
    let goods = site.goods_of(|algorithm| ForJobs::trusting(vec![algorithm]).and_raw_code());
    let paid = site.pay(&goods, "env-free", 600).await;
    let meta: Value = serde_json::from_str(RAW).unwrap();
    let second = crate::goods::ordered(&goods.dataset, paid.dataset);
    let ask = site
        .unsigned_start(&goods, paid, "env-free")
        .with("algorithm", json!({"meta": meta, "algouserdata": {"a": 1}}))
        .with("additionalDatasets", json!([second]));
    let answer = site.ask(&ask.signed_start(&site)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let sent: Value = serde_json::from_str(&site.calls("POST")[0].body).unwrap();
    let stage = &sent["workflow"]["stages"][0];
    let mut container = meta["container"].clone();
    container.as_object_mut().unwrap().remove("tag");
    assert_eq!(
        stage["algorithm"],
        json!({"id": "", "url": null, "rawcode": "print(1)", "container": container})
    );
    let input = |index: u64| {
        let remote = json!({"txId": paid.dataset.to_string(), "serviceId": "compute"});
        json!({"index": index, "id": goods.dataset.did().to_string(), "remote": remote})
    };
    assert_eq!(stage["input"], json!([input(0), input(1)]));
}

#[tokio::test]
async fn calls_about_jobs() {
    let site = Site::start().await;
    let (goods, id) = site.started().await;
    let (key, did) = (site.world.consumer(), goods.dataset.did().to_string());
    site.world.put_result(&id, 2, "attachment", b"1");
    for method in [
        reqwest::Method::GET,
        reqwest::Method::PUT,
        reqwest::Method::DELETE,
    ] {
        site.ask(&site.of_job(method.clone(), key, &id, &did)).await;
        let call = site.calls(method.as_str()).pop().unwrap();
        let names: Vec<_> = call.query.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "documentId",
                "jobId",
                "nonce",
                "owner",
                "providerAddress",
                "providerSignature"
            ]
        );
        let message = format!("{}{id}{}", key.address(), call.query["nonce"]);
        must_be_signed(&site, &call.query["providerSignature"], &message);
    }
    let ask = site.result_of(key, &id, 2);
    site.ask(&ask).await;
    let call = site.world.operator_calls().pop().unwrap();
    let names: Vec<_> = call.query.keys().map(String::as_str).collect();
    let expected = [
        "consumerSignature",
        "index",
        "jobId",
        "nonce",
        "owner",
        "providerSignature",
    ];
    assert_eq!(names, expected);
    assert_eq!(call.query["consumerSignature"], ask.text("signature"));
    let message = format!("{}{id}{}", key.address(), call.query["nonce"]);
    must_be_signed(&site, &call.query["providerSignature"], &message);
}

#[tokio::test]
async fn the_universal_key_signs_if_there_is_one() {
    let key = format!("0x{}", "07".repeat(32));
    let site = Site::with(&[("UNIVERSAL_PRIVATE_KEY", &key)]).await;
    let (goods, paid) = site.bought().await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
    let sent: Value = serde_json::from_str(&site.calls("POST")[0].body).unwrap();
    let universal = ocean_provider_core::keys::ProviderKey::from_bytes(&[7; 32]).unwrap();
    assert_eq!(sent["providerAddress"], universal.address().to_string());
}
