use alloy_primitives::{Address, B256};
use axum::{Router, body::Body, http::Request as HttpRequest};
use embedding::{
    Outage,
    axum::{Provider, World as Outside, app},
};
use ocean_provider_core::{
    auth::{MemoryNonces, Message, Request},
    credentials::{AccessList, Lookup},
    ddo::Document,
    did::Did,
    files::FileRequest,
    orders::Receipt,
};
use tower::ServiceExt as _;

use crate::world::{CHAIN_ID, URL, World, keeper, key, sign};

const LEVELS: &str = "hour,level\n0,1.42\n1,1.44\n";

/// The chain, a cache with one document, and the host of the file.
struct Town {
    world: World,
    document: Document,
}

impl Outside for Town {
    async fn document(&self, did: Did) -> Result<Option<Document>, Outage> {
        let is_it = self.document.ddo().parse_did() == Some(Ok(did));
        Ok(is_it.then(|| self.document.clone()))
    }

    async fn state(&self, nft: Address) -> Result<u8, Outage> {
        Ok(self.world.chain().metadata(nft).map_err(|_| Outage)?.state)
    }

    async fn is_deployed(&self, nft: Address, datatoken: Address) -> Result<bool, Outage> {
        Ok(self.world.chain().is_deployed(nft, datatoken))
    }

    async fn receipt(&self, transaction: B256) -> Result<Option<Receipt>, Outage> {
        Ok(self.world.receipt(transaction))
    }

    async fn latest_block(&self) -> Result<u64, Outage> {
        Ok(self.world.chain().latest_block())
    }

    async fn lookup(&self, _: &AccessList, _: Address) -> Lookup {
        Lookup::Failed
    }

    async fn fetch(&self, file: FileRequest) -> Result<Vec<u8>, Outage> {
        match file {
            FileRequest::Http(request) if request.url() == URL => Ok(LEVELS.into()),
            _ => Err(Outage),
        }
    }

    fn now(&self) -> u64 {
        self.world.chain().now()
    }
}

struct Server {
    world: World,
    did: Did,
    app: Router,
}

impl Server {
    fn new() -> Self {
        Self::of(World::new())
    }

    fn of(world: World) -> Self {
        let (publication, _) = world.publish("River gauges");
        let town = Town {
            world: world.clone(),
            document: publication.document().clone(),
        };
        let provider = Provider {
            world: town,
            chain_id: CHAIN_ID,
            keeper: keeper(),
            nonces: MemoryNonces::default(),
        };
        Self {
            did: publication.did(),
            app: app(provider),
            world,
        }
    }

    /// Status and body of a download by the owner of a key.
    async fn download(&self, who: u8, transaction: B256, nonce: u64) -> (u16, String) {
        let (consumer, did) = (key(who), self.did.to_string());
        let request = Request::Download { document_id: &did };
        let message = Message::wire(&request, &consumer.address().into(), &nonce.into()).unwrap();
        let uri = format!(
            "/api/services/download?documentId={did}&serviceId=download&fileIndex=0\
             &transferTxId={transaction}&consumerAddress={}&nonce={nonce}&signature={}",
            consumer.address(),
            sign(&consumer, &message),
        );
        self.get(&uri).await
    }

    async fn get(&self, uri: &str) -> (u16, String) {
        let request = HttpRequest::get(uri).body(Body::empty()).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        (status, String::from_utf8(body.into()).unwrap())
    }
}

fn error(text: &str) -> (u16, String) {
    (400, format!(r#"{{"error":"{text}"}}"#))
}

#[tokio::test]
async fn a_paid_file_is_served_once_for_each_nonce() {
    let server = Server::new();
    let order = server.world.order(key(2).address());
    let file = (200, LEVELS.to_owned());
    assert_eq!(server.download(2, order, 1).await, file);

    let (status, body) = server.download(2, order, 1).await;
    let replay = "Invalid signature expected nonce (1) > current nonce (1).";
    assert!(status == 400 && body.contains(replay), "{body}");
    assert_eq!(server.download(2, order, 2).await, file);
}

#[tokio::test]
async fn what_is_not_paid_is_refused_and_the_nonce_is_left() {
    let server = Server::new();
    let unknown = B256::repeat_byte(9);
    let refused = server.download(2, unknown, 1).await;
    let text = format!(
        "Provider Development: Order with tx_id {unknown} could not be validated due to error: \
         transaction of the order is unknown"
    );
    assert_eq!(refused, error(&text));

    // The order of somebody else, and a copy of its logs.
    let order = server.world.order(key(2).address());
    let (status, body) = server.download(3, order, 1).await;
    assert!(
        status == 400 && body.contains("could not be validated"),
        "{body}"
    );
    let logs = server.world.receipt(order).unwrap().logs;
    let forged = server.world.chain().forge(key(3).address(), logs);
    let (status, body) = server.download(3, forged, 1).await;
    assert!(
        status == 400 && body.contains("could not be validated"),
        "{body}"
    );

    assert_eq!(server.download(2, order, 1).await, (200, LEVELS.to_owned()));
}

#[tokio::test]
async fn an_order_of_a_datatoken_that_is_not_the_assets_is_refused() {
    let server = Server::of(World::with_foreign_datatoken());
    let order = server.world.order(key(2).address());
    let (status, body) = server.download(2, order, 1).await;
    assert!(
        status == 400 && body.contains("could not be validated"),
        "{body}"
    );
}

#[tokio::test]
async fn a_revoked_asset_and_an_order_that_expired_are_refused() {
    let server = Server::new();
    let order = server.world.order(key(2).address());
    server.world.set_state(3);
    let refused = error("Provider Development: Asset is not consumable.");
    assert_eq!(server.download(2, order, 1).await, refused);
    server.world.set_state(0);
    assert_eq!(server.download(2, order, 1).await.0, 200);
    server.world.chain().advance(3_600);
    let (status, body) = server.download(2, order, 2).await;
    assert!(status == 400 && body.contains("expired"), "{body}");
}

#[tokio::test]
async fn a_request_that_cannot_be_read_is_refused() {
    let server = Server::new();
    let (status, _) = server.get("/api/services/download?documentId=x").await;
    assert_eq!(status, 400);
    let (status, body) = server
        .get(
            "/api/services/download?documentId=x&serviceId=download&fileIndex=0&transferTxId=0x0\
             &consumerAddress=0x1a642f0e3c3af545e7acbd38b07251b3990914f1&nonce=1&signature=00",
        )
        .await;
    assert!(status == 400 && body.contains("error"), "{body}");
}
