//! The vectors that today's peers agree on, over HTTP.

use alloy_primitives::hex;
use ocean_provider_core::orders::FeeData;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    ask::Ask,
    goods::{COMPUTE, RESULT, fee},
    site::Site,
};

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";

fn rows(name: &str, count: usize) -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/compute.json")).unwrap();
    let rows = vectors[name].as_array().unwrap().clone();
    assert_eq!(rows.len(), count);
    rows
}

#[tokio::test]
async fn request_signatures() {
    for row in rows("request_signatures", 6) {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        for form in ["signature_v27", "signature_v0"] {
            let site = Site::start().await;
            let name = text("name");
            let signed = |ask: Ask| {
                ask.with("consumerAddress", text("address"))
                    .with("nonce", text("nonce"))
                    .with("signature", text(form))
            };
            let item = json!({"documentId": DID, "serviceId": "1", "transferTxId": "0x1"});
            let start = Ask::post(COMPUTE)
                .with("dataset", item.clone())
                .with("algorithm", item)
                .with("environment", "env-free");
            let of_job = |method| Ask {
                method,
                ..Ask::get(COMPUTE)
                    .with("jobId", "job123")
                    .with("documentId", DID)
            };
            let ask = match name.as_str() {
                "compute_start" => start,
                "compute_start_with_jobId" => start.with("jobId", "job123"),
                "compute_stop" => of_job(Method::PUT),
                "compute_delete" => of_job(Method::DELETE),
                "compute_stop_all" => of_job(Method::PUT).without("jobId").without("documentId"),
                "compute_result" => Ask::get(RESULT).with("jobId", "job123").with("index", "0"),
                other => panic!("{other}"),
            };
            let answer = site.ask(&signed(ask)).await;
            let nonce = site.last_nonce(text("address").parse().unwrap());
            match name.as_str() {
                // The signature holds, and there is no such asset.
                "compute_start" | "compute_start_with_jobId" => {
                    let (resource, code) = answer.refused();
                    assert_eq!(
                        (resource.as_str(), code.as_str()),
                        ("algorithm", "file_unavailable")
                    );
                    assert_eq!(nonce, None);
                }
                "compute_stop_all" => {
                    assert_eq!(answer.status, 400);
                    assert!(answer.json()["errors"]["jobId"].is_array());
                    // It would also make a token.
                    assert_eq!(nonce, Some(text("nonce")));
                }
                "compute_result" => {
                    assert_eq!(answer.status, 404);
                    assert_eq!(nonce, Some(text("nonce")));
                }
                _ => {
                    assert_eq!((answer.status, answer.json()), (200, json!([])), "{name}");
                    assert_eq!(nonce, Some(text("nonce")));
                }
            }
        }
    }
}

#[tokio::test]
async fn fee_amounts() {
    let mut asked = 0;
    for row in rows("fee_amounts", 9) {
        // The fee token of this chain has 18 decimals.
        if row["decimals"] != 18 {
            continue;
        }
        let site = Site::start().await;
        site.world.set_environments(json!([{
            "id": "lab", "priceMin": row["priceMin"], "maxJobDuration": 100_000,
            "consumerAddress": site.world.job().address().to_string(),
        }]));
        let goods = site.goods();
        let seconds = row["seconds"].as_u64().unwrap();
        // A second may pass between the two clocks.
        let mut amount = None;
        for _ in 0..20 {
            let ask = site.initialize_compute(&goods, "lab", seconds);
            let until = ask.value("compute")["validUntil"].as_u64().unwrap();
            let answer = site.ask(&ask).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            let fee = fee(&answer.json()["datasets"][0]);
            let quoted = FeeData::parse(&fee.data).unwrap().timestamp_micros;
            if quoted == (until - seconds) * 1_000_000 {
                amount = Some(fee.amount.to_string());
                break;
            }
        }
        assert_eq!(
            amount.as_deref(),
            row["exact_floor_amount"].as_str(),
            "{row}"
        );
        asked += 1;
    }
    assert_eq!(asked, 7);
}

#[tokio::test]
async fn container_section_checksums() {
    for row in rows("container_section_checksum", 4) {
        let site = Site::start().await;
        let goods = site.goods();
        let container = "/metadata/algorithm/container";
        for key in ["entrypoint", "checksum"] {
            site.edit(&goods.algorithm, &format!("{container}/{key}"), &row[key]);
        }
        let ask = site.initialize_compute(&goods, "env-free", 60);
        let other = site.ask(&ask).await.refused().1;
        assert_eq!(other, "algorithm_container_checksum_mismatch");
        let trusted = "/services/0/compute/publisherTrustedAlgorithms/0/containerSectionChecksum";
        site.edit(&goods.dataset, trusted, &row["containerSectionChecksum"]);
        let answer = site.ask(&ask).await;
        if row["entrypoint"] == "" {
            let code = "missing_entrypoint_image_checksum".to_owned();
            assert_eq!(answer.refused(), ("algorithm.container".into(), code));
        } else {
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn files_checksums() {
    let mut asked = 0;
    for row in rows("files_checksum", 3) {
        let files = row["files_hex"].as_array().unwrap();
        // The sample has one file.
        let [file] = &files[..] else {
            continue;
        };
        let site = Site::start().await;
        let goods = site.goods();
        let content = hex::decode(file.as_str().unwrap()).unwrap();
        site.world.put_file("mean.py", "text/x-python", content);
        let ask = site.initialize_compute(&goods, "env-free", 60);
        assert_eq!(
            site.ask(&ask).await.refused().1,
            "algorithm_file_checksum_mismatch"
        );
        let trusted = "/services/0/compute/publisherTrustedAlgorithms/0/filesChecksum";
        site.edit(&goods.dataset, trusted, &row["filesChecksum"]);
        assert_eq!(site.ask(&ask).await.status, 200);
        asked += 1;
    }
    assert_eq!(asked, 1);
}
