//! Nodes that are not as the world's, in one point.

use std::{sync::Arc, time::Duration};

use alloy_consensus::{Signed, TxEip1559};
use alloy_primitives::{B256, hex};
use axum::{Router, extract::State, routing::post};
use ocean_provider_core::orders::calls::Erc721List;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{ask::Bought, download, failed, on_chain, site::Site, until};

#[derive(Clone, Copy)]
enum Twist {
    /// It knows no NFT of the factory.
    NoNfts,
    /// It takes its time to say what gas costs.
    SlowPrice,
}

struct Node {
    twist: Twist,
    real: String,
    client: reqwest::Client,
}

/// A server that asks such a node in place of the world's, which it asks for the rest.
async fn twisted(twist: Twist) -> (Site, Bought) {
    let (mut site, bought) = on_chain().await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let node = Node {
        twist,
        real: site.world.url("/rpc"),
        client: reqwest::Client::builder().no_proxy().build().unwrap(),
    };
    let app = Router::new()
        .route("/", post(answer))
        .with_state(Arc::new(node));
    tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
    site.set("NETWORK_URL", &url);
    site.restart().await;
    (site, bought)
}

async fn answer(State(node): State<Arc<Node>>, body: String) -> String {
    let request: Value = serde_json::from_str(&body).unwrap();
    let data = request["params"][0]["data"].as_str().unwrap_or_default();
    let asks_for_nft = data.starts_with(&hex::encode_prefixed(Erc721List::SELECTOR));
    match node.twist {
        Twist::NoNfts if asks_for_nft => {
            return json!({"jsonrpc": "2.0", "id": request["id"], "result": B256::ZERO})
                .to_string();
        }
        Twist::SlowPrice if request["method"] == "eth_gasPrice" => {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        _ => {}
    }
    let answer = node.client.post(&node.real).body(body).send().await;
    answer.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn the_key_calls_no_contract_of_somebody_else() {
    let (site, bought) = twisted(Twist::NoNfts).await;
    download(&site, &bought).await;
    until(|| async { failed(&site, "proof_other_factory").await == 1 }).await;
    assert_eq!(site.world.requests("eth_estimateGas"), 0);
}

#[tokio::test]
async fn transactions_that_come_together_have_numbers_of_their_own() {
    const COUNT: u64 = 6;
    let (site, bought) = twisted(Twist::SlowPrice).await;
    for _ in 0..COUNT {
        download(&site, &bought).await;
    }
    until(|| async { site.world.sent_transactions().len() as u64 == COUNT }).await;
    let nonce = |raw: &alloy_primitives::Bytes| {
        let signed: Signed<TxEip1559> = Signed::eip2718_decode(&mut raw.as_ref()).unwrap();
        signed.tx().nonce
    };
    let sent = site.world.sent_transactions();
    let nonces: Vec<u64> = sent.iter().map(nonce).collect();
    assert_eq!(nonces, (0..COUNT).collect::<Vec<_>>());
}
