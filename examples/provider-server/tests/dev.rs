//! The world for development.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::time::Instant;

use ocean_provider_core::{
    encryption::Ciphertext,
    files::{Binding, DatasetFiles, FileRequest, Gateways},
    state::AssetState,
};
use provider_server::dev::{Sample, World};
use serde_json::{Value, json};

async fn world() -> World {
    World::start(8996, "http://127.0.0.1:8030").await.unwrap()
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// What a request for the first file of an asset is, read with the Provider's key.
fn file_request(world: &World, asset: &provider_server::dev::Published) -> FileRequest {
    let document = world.cached(asset.did()).unwrap();
    let service = document.ddo().service_by_id(asset.service_id()).unwrap();
    let sealed: Ciphertext = service.files().unwrap().to_str().unwrap().parse().unwrap();
    let binding = Binding {
        datatoken: asset.datatoken,
        nft: asset.nft(),
    };
    let files = DatasetFiles::open([world.provider()], sealed.as_bytes(), binding).unwrap();
    let file = files.files().get(0).unwrap().unwrap();
    let gateways = Gateways {
        ipfs: None,
        arweave: None,
    };
    file.request(None, gateways).unwrap()
}

#[tokio::test]
async fn a_world_starts_quickly_and_ends_when_it_is_dropped() {
    let began = Instant::now();
    let first = world().await;
    println!("started in {:?}", began.elapsed());
    let url = first.url("/files/none");
    assert_eq!(client().get(&url).send().await.unwrap().status(), 404);
    let folder = first.env()["ADDRESS_FILE"].clone();
    assert!(std::fs::exists(&folder).unwrap());
    drop(first);
    tokio::task::yield_now().await;
    assert!(client().get(&url).send().await.is_err());
    assert!(!std::fs::exists(&folder).unwrap());
}

#[tokio::test]
async fn every_sample_is_published_with_files_that_are_there() {
    let world = world().await;
    for sample in Sample::ALL {
        let asset = world.publish(sample).unwrap();
        match file_request(&world, &asset) {
            FileRequest::Http(request) => {
                let (client, url) = (client(), request.url());
                let request = match request.method().as_str() {
                    "GET" => client.get(url),
                    _ => client.post(url).body(request.body().unwrap().to_owned()),
                };
                let answer = request.send().await.unwrap();
                assert_eq!(answer.status(), 200, "{sample:?}");
                assert!(!answer.bytes().await.unwrap().is_empty());
            }
            FileRequest::Contract(call) => {
                let answer = world.chain().call(call.to(), call.data()).unwrap();
                let text = call.result_text(&answer).unwrap();
                assert_eq!(text, r#""Name of an NFT""#);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_origin_serves_ranges_heads_and_counts() {
    let world = world().await;
    world.put_file("a.txt", "text/plain", "0123456789");
    let (client, url) = (client(), world.url("/files/a.txt"));
    let head = client.head(&url).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], "10");
    assert_eq!(head.headers()["content-type"], "text/plain");
    let part = client.get(&url).header("range", "bytes=2-4");
    let part = part.send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["content-range"], "bytes 2-4/10");
    assert_eq!(part.text().await.unwrap(), "234");
    let beyond = client.get(&url).header("range", "bytes=10-");
    let beyond = beyond.send().await.unwrap();
    assert_eq!(beyond.status(), 416);
    assert_eq!(beyond.headers()["content-range"], "bytes */10");
    world.put_file("a.txt", "text/plain", "other");
    let whole = client.get(&url).send().await.unwrap();
    assert_eq!(whole.text().await.unwrap(), "other");
    assert_eq!(world.requests("a.txt"), 4);
    world.remove_file("a.txt");
    assert_eq!(client.get(&url).send().await.unwrap().status(), 404);

    world.put_zeros("big", 5_000_000_000);
    let url = world.url("/files/big");
    let head = client.head(&url).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], "5000000000");
    let end = client.get(&url).header("range", "bytes=-40000");
    assert_eq!(
        end.send().await.unwrap().bytes().await.unwrap(),
        vec![0; 40_000]
    );
}

#[tokio::test]
async fn the_node_answers_as_nodes_do() {
    let world = world().await;
    let (nft, transaction) = world.chain().create_nft(world.publisher(), "N", "N");
    let client = client();
    let ask = async |request: Value| {
        let request = client.post(world.url("/rpc")).body(request.to_string());
        let answer = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str::<Value>(&answer).unwrap()
    };
    let request = |method: &str, params: Value| json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
    let answer = ask(request("eth_chainId", json!([]))).await;
    assert_eq!(
        answer,
        json!({"jsonrpc": "2.0", "id": 7, "result": "0x2324"})
    );
    let answer = ask(request("eth_getTransactionReceipt", json!([transaction]))).await;
    assert_eq!(answer["result"]["blockNumber"], "0x1");
    let unknown = alloy_primitives::B256::ZERO;
    let answer = ask(request("eth_getTransactionReceipt", json!([unknown]))).await;
    assert_eq!(answer["result"], Value::Null);
    let latest = ask(request("eth_getBlockByNumber", json!(["latest", false]))).await;
    let first = ask(request("eth_getBlockByNumber", json!(["0x1", false]))).await;
    assert_eq!(latest["result"], first["result"]);
    let call = json!([{"to": nft, "data": "0x01020304"}, "latest"]);
    assert_eq!(ask(request("eth_call", call)).await["error"]["code"], 3);
    let answer = ask(request("eth_mining", json!([]))).await;
    assert_eq!(answer["error"]["code"], -32601);
    let answer = ask(request("eth_call", json!([]))).await;
    assert_eq!(answer["error"]["code"], -32602);
    let batch = ask(json!([request("eth_chainId", json!([])), 5])).await;
    assert_eq!(batch[0]["result"], "0x2324");
    assert_eq!(batch[1]["error"]["code"], -32600);
}

#[tokio::test]
async fn states_and_deny_lists_reach_the_cache() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let state = || {
        let document = world.cached(asset.did()).unwrap();
        document.ddo().indexed().nft().unwrap().state()
    };
    assert_eq!(state(), Some(AssetState::Active));
    world.set_state(&asset, 5).unwrap();
    assert_eq!(state(), Some(AssetState::Unlisted));
    world.set_state(&asset, 3).unwrap();
    assert_eq!(state(), Some(AssetState::Revoked));
    assert!(
        world
            .cached(asset.did())
            .unwrap()
            .ddo()
            .metadata()
            .is_none()
    );
    world.set_state(&asset, 0).unwrap();
    assert_eq!(state(), Some(AssetState::Active));
    assert!(
        world
            .cached(asset.did())
            .unwrap()
            .ddo()
            .metadata()
            .is_some()
    );

    let alice = world.consumer().address();
    let denied = world.deny(&asset, alice).unwrap();
    assert_eq!(denied.did(), asset.did());
    let document = world.cached(asset.did()).unwrap();
    let decision = document.ddo().credentials().unwrap();
    let decision = decision.evaluate(alice, |_| unreachable!()).unwrap();
    assert!(!decision.is_allowed());
    // The files are those of before.
    assert!(matches!(
        file_request(&world, &denied),
        FileRequest::Http(_)
    ));
}

#[tokio::test]
async fn no_block_is_later_than_now() {
    let world = world().await;
    for sample in Sample::ALL {
        let asset = world.publish(sample).unwrap();
        let fee = world.fee(&asset).unwrap();
        world
            .order(world.consumer().address(), &asset, fee)
            .unwrap();
    }
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    assert!(world.chain().now() <= now);
}

#[tokio::test]
async fn the_environment_is_that_of_a_provider() {
    let world = world().await;
    let env = world.env();
    let addresses: Value =
        serde_json::from_str(&std::fs::read_to_string(&env["ADDRESS_FILE"]).unwrap()).unwrap();
    assert_eq!(addresses["development"]["chainId"], 8996);
    let factory = world.chain().factory().to_string();
    assert_eq!(addresses["development"]["ERC721Factory"], factory);
    let key = ocean_provider_core::keys::ProviderKey::from_hex(&env["PROVIDER_PRIVATE_KEY"]);
    assert_eq!(key.unwrap().address(), world.provider().address());
    assert_eq!(env["NETWORK_URL"], world.url("/rpc"));
    assert_eq!(env["AQUARIUS_URL"], world.url(""));
    assert_eq!(env["ALLOW_NON_PUBLIC_IP"], "true");
    assert!(env.contains_key("STORAGE_PATH"));
}
