//! Proofs of download, as they arrive at a server and at a node.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

#[path = "../http/ask.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod ask;
#[path = "../http/site.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod site;

mod http;
mod node;
mod on_chain;

use std::{future::Future, time::Duration};

use alloy_primitives::{Address, hex, keccak256};
use ocean_keys::{Signature, personal_message_digest};
use provider_server::dev::{ReceiverMood, Sample};

use crate::{
    ask::{Ask, Bought},
    site::Site,
};

const RECEIVER: &str = "http://127.0.0.1:9/";

/// A server whose proofs go to the world's own receiver, and what the consumer bought there.
async fn posting() -> (Site, Bought) {
    let mut site = Site::with(&[("USE_HTTP_PROOF", RECEIVER)]).await;
    site.set("USE_HTTP_PROOF", &site.world.url("/proofs?key=canary-key"));
    site.restart().await;
    let bought = site.buy(Sample::Csv);
    (site, bought)
}

/// A server whose proofs go to the chain.
async fn on_chain() -> (Site, Bought) {
    let site = Site::with(&[("USE_CHAIN_PROOF", "true")]).await;
    let bought = site.buy(Sample::Csv);
    (site, bought)
}

/// Downloads, and gives the request that was answered.
async fn download(site: &Site, bought: &Bought) -> Ask {
    let ask = site.download(bought);
    let answer = site.ask(&ask).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    ask
}

/// A download with a token in place of the signature.
async fn download_with_token(site: &Site, bought: &Bought) {
    let token = site.token().await;
    let ask = site
        .download(bought)
        .without("signature")
        .header("AuthToken", token);
    let answer = site.ask(&ask).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Proofs that failed for this reason, as `/metrics` counts them.
async fn failed(site: &Site, code: &str) -> u64 {
    let text = site.ask(&Ask::get("/metrics")).await.text();
    let name = format!(r#"ocean_provider_failures_total{{peer="proof",code="{code}"}} "#);
    let count = text.lines().find_map(|line| line.strip_prefix(&name));
    count.map_or(0, |count| count.parse().unwrap())
}

/// Asks again until it is so, for ten seconds.
async fn until<F: Future<Output = bool>>(mut is_so: impl FnMut() -> F) {
    for _ in 0..1_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never was so");
}

async fn until_posted(site: &Site, count: usize) -> Vec<String> {
    until(|| async { site.world.posted_proofs().len() >= count }).await;
    let posted = site.world.posted_proofs();
    assert_eq!(posted.len(), count);
    posted
}

/// Whose signature of a statement this is, in the form of requests.
fn signer(signature: &[u8], stated: &[u8]) -> Address {
    let signature = Signature::from_bytes(signature.try_into().unwrap()).unwrap();
    let digest = personal_message_digest(keccak256(stated).as_slice());
    signature.recover(&digest).unwrap().address()
}

fn signer_of_text(signature: &str, stated: &str) -> Address {
    signer(&hex::decode(signature).unwrap(), stated.as_bytes())
}

#[tokio::test]
async fn a_server_goes_before_the_chain() {
    let mut site = Site::with(&[("USE_CHAIN_PROOF", "1"), ("USE_HTTP_PROOF", RECEIVER)]).await;
    site.set("USE_HTTP_PROOF", &site.world.url("/proofs"));
    site.restart().await;
    let bought = site.buy(Sample::Csv);
    download(&site, &bought).await;
    until_posted(&site, 1).await;
    assert_eq!(site.world.requests("eth_estimateGas"), 0);
}

#[tokio::test]
async fn without_either_nothing_is_sent() {
    let site = Site::with(&[("USE_CHAIN_PROOF", "false")]).await;
    let bought = site.buy(Sample::Csv);
    download(&site, &bought).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(site.world.posted_proofs().len(), 0);
    assert_eq!(site.world.requests("eth_estimateGas"), 0);
}

#[tokio::test]
async fn who_is_not_served_is_not_proved() {
    let (site, bought) = posting().await;
    let ask = site.download(&bought);
    // Signed by another; of no such file; twice; of a file that is not there.
    let forged = ask.clone().with("consumerAddress", RECEIVER);
    assert_eq!(site.ask(&forged).await.status, 400);
    let none = site.download(&bought).with("fileIndex", "9");
    assert_eq!(site.ask(&none).await.status, 400);
    assert_eq!(site.ask(&ask).await.status, 200);
    assert_eq!(site.ask(&ask).await.status, 400);
    site.world.remove_file("levels.csv");
    assert_eq!(site.ask(&ask.again(&site)).await.status, 502);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(site.world.posted_proofs().len(), 1);
}

#[tokio::test]
async fn what_is_under_way_is_sent_before_the_end() {
    let (mut site, bought) = posting().await;
    let slow = ReceiverMood::Slow(Duration::from_millis(700));
    site.world.set_receiver(slow);
    download(&site, &bought).await;
    let started = std::time::Instant::now();
    site.restart().await;
    assert!(started.elapsed() >= Duration::from_millis(500));
    assert_eq!(site.world.posted_proofs().len(), 1);
}
