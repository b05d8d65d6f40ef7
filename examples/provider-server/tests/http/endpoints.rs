//! What honest clients get.

use alloy_primitives::{Address, U256};
use ocean_provider_core::orders::ProviderFee;
use provider_server::dev::Sample;
use serde_json::json;

use crate::{
    ask::Ask,
    site::{Answer, Site, now},
};

fn must_be_json(answer: &Answer) {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn root_tells_what_this_is() {
    let site = Site::start().await;
    let answer = site.ask(&Ask::get("/")).await;
    must_be_json(&answer);
    let api = |path: &str| format!("/api/services/{path}");
    assert_eq!(
        answer.json(),
        json!({
            "software": "Provider",
            "version": "2.1.6",
            "chainIds": [8996],
            "providerAddresses": {"8996": site.world.provider().address().to_string()},
            "serviceEndpoints": {
                "nonce": ["GET", api("nonce")],
                "encrypt": ["POST", api("encrypt")],
                "decrypt": ["POST", api("decrypt")],
                "fileinfo": ["POST", api("fileinfo")],
                "initialize": ["GET", api("initialize")],
                "download": ["GET", api("download")],
                "initializeCompute": ["POST", api("initializeCompute")],
                "computeStart": ["POST", api("compute")],
                "computeStop": ["PUT", api("compute")],
                "computeDelete": ["DELETE", api("compute")],
                "computeStatus": ["GET", api("compute")],
                "computeResult": ["GET", api("computeResult")],
                "computeEnvironments": ["GET", api("computeEnvironments")],
                "validateContainer": ["POST", api("validateContainer")],
                "create_auth_token": ["GET", api("createAuthToken")],
                "delete_auth_token": ["DELETE", api("deleteAuthToken")],
            },
        })
    );
}

#[tokio::test]
async fn nonce_is_a_json_string() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let ask = |spelling: String| Ask::get("/api/services/nonce").with("userAddress", spelling);
    let address = site.world.consumer().address();
    let answer = site.ask(&ask(address.to_string())).await;
    must_be_json(&answer);
    assert_eq!(answer.text(), r#"{"nonce":"1"}"#);
    let download = site.download(&bought);
    assert_eq!(site.ask(&download).await.status, 200);
    let expected = json!({ "nonce": download.text("nonce") });
    // Of the account, however it is spelled, in the query or a body.
    let lower = address.to_string().to_lowercase();
    for ask in [
        ask(address.to_string()),
        ask(lower.clone()),
        ask(lower).in_body(),
    ] {
        assert_eq!(site.ask(&ask).await.json(), expected);
    }
}

#[tokio::test]
async fn fileinfo_tells_what_clients_need() {
    let site = Site::start().await;
    let csv = site.world.publish(Sample::Csv).unwrap();
    let answer = site.ask(&Ask::fileinfo(csv.did())).await;
    must_be_json(&answer);
    let entry = |index: u8, length: &str| {
        json!({"index": index, "valid": true, "type": "url", "contentLength": length,
            "contentType": "text/csv"})
    };
    assert_eq!(answer.json(), json!([entry(0, "28"), entry(1, "23")]));
    // A file that is gone, beside one that is there.
    site.world.remove_file("levels.csv");
    let answer = site.ask(&Ask::fileinfo(csv.did())).await;
    let gone = json!({"index": 0, "valid": false, "type": "url"});
    assert_eq!(answer.json(), json!([gone, entry(1, "23")]));

    let contract = site.world.publish(Sample::SmartContract).unwrap();
    let answer = site.ask(&Ask::fileinfo(contract.did())).await;
    assert_eq!(answer.json()[0]["contentLength"], 16, "{answer:?}");
    assert_eq!(answer.json()[0]["type"], "smartcontract");
    let graphql = site.world.publish(Sample::Graphql).unwrap();
    let answer = site.ask(&Ask::fileinfo(graphql.did())).await;
    assert_eq!(answer.json()[0]["valid"], true);
}

#[tokio::test]
async fn fileinfo_of_an_object_tells_everything() {
    let site = Site::start().await;
    site.world
        .put_file("a.csv", "text/csv; charset=utf-8", "a,b\n1,2\n");
    let ask = Ask::post("/api/services/fileinfo")
        .with("type", "url")
        .with("url", site.world.url("/files/a.csv"))
        .with("method", "GET")
        .with("checksum", true);
    let answer = site.ask(&ask).await;
    must_be_json(&answer);
    assert_eq!(
        answer.json(),
        json!([{"index": 0, "valid": true, "type": "url", "contentLength": "8",
            "contentType": "text/csv", "filename": "a.csv",
            "checksum": "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470",
            "checksumType": "sha256"}])
    );
    let answer = site.ask(&ask.without("checksum")).await;
    assert_eq!(answer.json()[0].get("checksum"), None);
}

#[tokio::test]
async fn initialize_quotes_a_fee_that_the_provider_signed() {
    let site = Site::start().await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    for ask in [
        site.initialize(&asset),
        site.initialize(&asset).in_body(),
        site.initialize(&asset).with("fileIndex", "1"),
        site.initialize(&asset).with("transferTxId", "0x1234"),
        site.initialize(&asset).with("transferTxId", "undefined"),
        site.initialize(&asset)
            .with("environment", "x")
            .with("validUntil", "5"),
    ] {
        let answer = site.ask(&ask).await;
        must_be_json(&answer);
        let json = answer.json();
        let names: Vec<_> = json.as_object().unwrap().keys().collect();
        assert_eq!(names, ["datatoken", "nonce", "providerFee"]);
        assert_eq!(json["datatoken"], asset.datatoken.to_string());
        assert_eq!(json["nonce"], json!(null));
        let fee = &json["providerFee"];
        let names: Vec<_> = fee
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            names,
            [
                "providerData",
                "providerFeeAddress",
                "providerFeeAmount",
                "providerFeeToken",
                "r",
                "s",
                "v",
                "validUntil"
            ]
        );
        let provider = site.world.provider().address();
        assert_eq!(fee["providerFeeAddress"], provider.to_string());
        assert_eq!(fee["providerFeeAmount"], "0");
        assert_eq!(fee["validUntil"], 0);
        assert!(fee["v"] == 27 || fee["v"] == 28);
        let read: ProviderFee = serde_json::from_value(fee.clone()).unwrap();
        assert_eq!((read.amount, read.address), (U256::ZERO, provider));
        read.verify().unwrap();
        // Whoever has it can order with it.
        let consumer = Address::repeat_byte(0x77);
        site.world.order(consumer, &asset, read).unwrap();
    }
}

#[tokio::test]
async fn initialize_knows_an_order_that_holds() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let ask = site
        .initialize(&bought.asset)
        .with("transferTxId", bought.order.to_string());
    let answer = site.ask(&ask).await;
    must_be_json(&answer);
    assert_eq!(
        answer.json(),
        json!({ "validOrder": bought.order.to_string() })
    );
    // Of a reuse, the transaction that started the order.
    let consumer = site.world.consumer().address();
    let fee = site.world.fee(&bought.asset).unwrap();
    let reuse = site
        .world
        .reuse(consumer, &bought.asset, bought.order, fee)
        .unwrap();
    let answer = site.ask(&ask.with("transferTxId", reuse.to_string())).await;
    assert_eq!(
        answer.json(),
        json!({ "validOrder": bought.order.to_string() })
    );
    // Somebody else's is no order of his.
    let stranger = site.world.stranger().address().to_string();
    let other = site
        .initialize(&bought.asset)
        .with("consumerAddress", stranger)
        .with("transferTxId", bought.order.to_string());
    assert!(site.ask(&other).await.json().get("providerFee").is_some());
    // The nonce that was spent last is told.
    let download = site.download(&bought);
    assert_eq!(site.ask(&download).await.status, 200);
    let answer = site.ask(&site.initialize(&bought.asset)).await;
    assert_eq!(answer.json()["nonce"], download.text("nonce"));
}

#[tokio::test]
async fn tokens_stand_for_signatures() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let consumer = site.world.consumer();
    let ask = site.create_token(consumer, now() + 600);
    let answer = site.ask(&ask).await;
    must_be_json(&answer);
    assert_eq!(answer.json().as_object().unwrap().len(), 1);
    let token = answer.json()["token"].as_str().unwrap().to_owned();

    let with_token = |nonce: u64| {
        Ask::download(&bought, consumer)
            .with("nonce", nonce.to_string())
            .header("AuthToken", token.clone())
    };
    let answer = site.ask(&with_token(site.next_nonce())).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let last = site.last_nonce(consumer.address());
    // The nonce counts with a token, too.
    let answer = site.ask(&with_token(5)).await;
    let text = format!(
        "Invalid signature expected nonce ({}) > current nonce (5).",
        last.unwrap()
    );
    assert_eq!(
        (answer.status, &answer.json()["errors"]["signature"]),
        (400, &json!(text))
    );
    let asset = &bought.asset;
    let decrypt = site.decrypt(asset).without("signature");
    let answer = site.ask(&decrypt.header("AuthToken", token.clone())).await;
    assert_eq!(answer.status, 201);
    // A signature wins over the header, even where it is wrong.
    let wrong = site.download(&bought).with("signature", "0x00");
    assert_eq!(
        site.ask(&wrong.header("AuthToken", token.clone()))
            .await
            .status,
        400
    );

    for ask in [
        site.delete_token(consumer, &token),
        site.delete_token(consumer, &token).in_body(),
    ] {
        let answer = site.ask(&ask).await;
        if answer.status == 200 {
            assert_eq!(
                answer.json(),
                json!({"success": "Token has been deactivated."})
            );
        } else {
            assert_eq!(answer.error(), (400, "Token is deleted.".into()));
        }
    }
    let answer = site.ask(&with_token(site.next_nonce())).await;
    assert_eq!(
        answer.json()["errors"]["signature"],
        json!(["Invalid signature provided. Please check the nonce or documentId."])
    );
}

#[tokio::test]
async fn containers_are_echoed() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let honest = site.honest(&bought);
    let (_, ask) = honest
        .iter()
        .find(|(name, _)| *name == "validateContainer")
        .unwrap();
    let answer = site.ask(ask).await;
    must_be_json(&answer);
    assert_eq!(answer.json(), ask.json());
}

#[tokio::test]
async fn every_honest_request_is_served_from_query_and_body() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    for round in 0..2 {
        for (name, ask) in site.honest(&bought) {
            let ask = match (round, name) {
                (0, _) | (_, "encrypt" | "validateContainer" | "fileinfo object") => ask,
                // The flags and the object are of JSON.
                (_, "decrypt arguments") => ask.in_body(),
                _ if ask.is_json => ask.in_query(),
                _ => ask.in_body(),
            };
            let answer = site.ask(&ask).await;
            let expected = match name {
                "encrypt" | "decrypt" | "decrypt arguments" => 201,
                // There is no such token.
                "deleteAuthToken" => 400,
                _ => 200,
            };
            assert_eq!(answer.status, expected, "{name}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn parameters_come_in_the_forms_that_clients_use() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    // Of two values the first counts.
    let mut twice = site.download(&bought);
    twice.params.push(("documentId".into(), "did:op:00".into()));
    assert_eq!(site.ask(&twice).await.status, 200);
    // A query puts the body out of force.
    let mut both = site.initialize(&bought.asset);
    both.body = Some(("application/json", br#"{"documentId":"did:op:00"}"#.into()));
    assert_eq!(site.ask(&both).await.status, 200);
    // No index, as an empty one.
    let empty = site.initialize(&bought.asset).with("fileIndex", "");
    assert_eq!(site.ask(&empty).await.status, 200);
    // Of JSON: numbers, and user data as an object or its text.
    for data in [
        json!({"a": 1}),
        json!(r#"{"a":1}"#),
        json!({}),
        json!(""),
        json!(null),
    ] {
        let ask = site
            .download(&bought)
            .in_body()
            .with("userdata", data.clone());
        let nonce: u64 = ask.text("nonce").parse().unwrap();
        let ask = ask.with("nonce", nonce).with("fileIndex", 0);
        assert_eq!(site.ask(&ask).await.status, 200, "{data}");
    }
}

#[tokio::test]
async fn health_and_metrics_are_there() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    assert_eq!(
        site.ask(&Ask::get("/health")).await.json(),
        json!({"status": "ok"})
    );
    let download = site.download(&bought);
    assert_eq!(site.ask(&download).await.status, 200);
    assert_eq!(site.ask(&download).await.status, 400);
    let answer = site.ask(&Ask::get("/metrics")).await;
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("application/openmetrics-text")
    );
    let text = answer.text();
    for line in [
        r#"ocean_provider_requests_total{endpoint="download",status="2xx"} 1"#,
        r#"ocean_provider_requests_total{endpoint="download",status="4xx"} 1"#,
        r#"ocean_provider_nonces_total{outcome="spent"} 1"#,
    ] {
        assert!(text.contains(line), "{line} not in\n{text}");
    }
    assert!(text.contains("sent_bytes_total 28"), "{text}");
}

#[tokio::test]
async fn health_says_so_where_nonces_cannot_be_kept() {
    let site = Site::start().await;
    let other = site.lock_ledger();
    let answer = site.ask(&Ask::get("/health")).await;
    assert_eq!(answer.status, 503);
    drop(other);
    // What was found holds for a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    assert_eq!(site.ask(&Ask::get("/health")).await.status, 200);
}
