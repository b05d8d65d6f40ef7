//! Two servers on one Redis, as their clients meet them.

use std::{collections::HashMap, net::SocketAddr, sync::Arc, time::Duration};

use alloy_primitives::hex;
use futures_util::future::join_all;
use ocean_auth::{Message, Request};
use ocean_provider_core::keys::ProviderKey;
use provider_server::{
    Server as Instance,
    config::Config,
    dev::{Sample, World},
};
use serde_json::Value;

use crate::server::Server;

struct Site {
    world: World,
    redis: Server,
    instances: [SocketAddr; 2],
    client: reqwest::Client,
}

impl Site {
    async fn start() -> Self {
        let world = World::start(8996, "http://127.0.0.1:8030").await.unwrap();
        let redis = Server::start().await;
        let mut env: HashMap<String, String> = world.env();
        env.insert("LISTEN".into(), "127.0.0.1:0".into());
        env.insert("RATE_LIMIT_PER_MINUTE".into(), "0".into());
        env.insert("REDIS_CONNECTION".into(), redis.text());
        let env = Arc::new(env);
        Self {
            instances: [instance(&env).await, instance(&env).await],
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            world,
            redis,
        }
    }

    /// The address of a download that was paid for.
    fn download(&self, nonce: &str) -> String {
        let consumer = self.world.consumer();
        let asset = self.world.publish(Sample::Csv).unwrap();
        let fee = self.world.fee(&asset).unwrap();
        let order = self.world.order(consumer.address(), &asset, fee).unwrap();
        let did = asset.did().to_string();
        let signature = sign(consumer, &Request::Download { document_id: &did }, nonce);
        format!(
            "/api/services/download?documentId={did}&serviceId={}&consumerAddress={}\
             &transferTxId={order}&fileIndex=0&nonce={nonce}&signature={signature}",
            asset.service_id(),
            consumer.address()
        )
    }

    async fn get(&self, instance: usize, path: &str) -> (u16, String) {
        let url = format!("http://{}{path}", self.instances[instance % 2]);
        let answer = self.client.get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

async fn instance(env: &Arc<HashMap<String, String>>) -> SocketAddr {
    let config = Config::from_env(&|name| env.get(name).cloned(), &|path| {
        std::fs::read_to_string(path)
    });
    let server = Instance::bind(config.unwrap()).await.unwrap();
    let address = server.local_addr().unwrap();
    tokio::spawn(server.run(std::future::pending()));
    address
}

fn sign(key: &ProviderKey, request: &Request<'_>, nonce: &str) -> String {
    let message = Message::wire(request, &key.address().into(), &nonce.parse().unwrap()).unwrap();
    hex::encode_prefixed(key.sign_digest(&message.digest()).to_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a09_of_identical_downloads_at_two_instances_exactly_one_is_served() {
    let site = Site::start().await;
    for round in 1..=5 {
        let path = site.download(&(1_000 + round).to_string());
        let answers = join_all((0..16).map(|at| site.get(at, &path))).await;
        let served = answers.iter().filter(|(status, _)| *status == 200);
        assert_eq!(served.count(), 1, "round {round}: {answers:?}");
        for (status, body) in answers {
            assert!(status == 200 || body.contains("nonce"), "{status} {body}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a15_a_token_deleted_at_one_instance_is_dead_at_the_other() {
    let site = Site::start().await;
    let consumer = site.world.consumer();
    let address = consumer.address();
    let signature = sign(consumer, &Request::CreateAuthToken, "1");
    let expires = std::time::SystemTime::now() + Duration::from_secs(3600);
    let expires = expires
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let (status, body) = site
        .get(
            0,
            &format!(
                "/api/services/createAuthToken?address={address}&nonce=1&expiration={expires}\
                 &signature={signature}"
            ),
        )
        .await;
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    let token = body["token"].as_str().unwrap().to_owned();
    let use_it = async |instance: usize, nonce: &str| {
        let path = site.download(nonce);
        let (unsigned, _) = path.split_once("&signature=").unwrap();
        let url = format!("http://{}{unsigned}", site.instances[instance]);
        let request = site.client.get(url).header("AuthToken", &token);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, body) = use_it(1, "2").await;
    assert_eq!(status, 200, "{body}");
    let signature = sign(consumer, &Request::DeleteAuthToken, "3");
    let url = format!("http://{}/api/services/deleteAuthToken", site.instances[1]);
    let delete = site
        .client
        .delete(url)
        .header("content-type", "application/json");
    let body = serde_json::json!({"address": address.to_string(), "nonce": "3", "token": &token, "signature": signature});
    let answer = delete.body(body.to_string()).send().await.unwrap();
    assert_eq!(
        answer.status().as_u16(),
        200,
        "{}",
        answer.text().await.unwrap()
    );
    for instance in [0, 1] {
        let (status, body) = use_it(instance, "9").await;
        assert_eq!(status, 400, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_redis_is_away_nothing_is_served_and_health_says_so() {
    let mut site = Site::start().await;
    let path = site.download("1");
    assert_eq!(site.get(0, "/health").await.0, 200);
    site.redis.kill();
    for at in 0..4 {
        assert_eq!(site.get(at, "/health").await.0, 503);
        let (status, body) = site.get(at, &path).await;
        assert!(status >= 400, "{status} {body}");
        assert!(!body.contains(&site.redis.port().to_string()), "{body}");
    }
    site.redis.revive().await;
    for at in 0..2 {
        for _ in 0..50 {
            if site.get(at, "/health").await.0 == 200 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(site.get(at, "/health").await.0, 200);
    }
    assert_eq!(site.get(0, &path).await.0, 200);
    assert_ne!(site.get(1, &path).await.0, 200);
}
