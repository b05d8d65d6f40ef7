//! Requests, and the honest one of each endpoint.

use alloy_primitives::{B256, hex, keccak256};
use ocean_provider_core::{did::Did, keys::ProviderKey};
use provider_server::dev::{Published, Sample};
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Site, now};

/// A request. Its parameters are in the query, or in a JSON body.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) is_json: bool,
    pub(crate) params: Vec<(String, Value)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// In place of JSON.
    pub(crate) body: Option<(&'static str, Vec<u8>)>,
    /// What is signed, before the nonce.
    pub(crate) message: Option<String>,
}

impl Ask {
    pub(crate) fn get(path: &'static str) -> Self {
        Self {
            method: Method::GET,
            path,
            is_json: false,
            params: Vec::new(),
            headers: Vec::new(),
            body: None,
            message: None,
        }
    }

    pub(crate) fn post(path: &'static str) -> Self {
        Self {
            method: Method::POST,
            is_json: true,
            ..Self::get(path)
        }
    }

    /// Sets a parameter, in the place of the one of that name.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        match self.params.iter_mut().find(|(found, _)| found == name) {
            Some((_, found)) => *found = value,
            None => self.params.push((name.into(), value)),
        }
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.params.retain(|(found, _)| found != name);
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The parameters as a JSON body, whatever the method is.
    pub(crate) fn in_body(mut self) -> Self {
        self.is_json = true;
        self
    }

    pub(crate) fn in_query(mut self) -> Self {
        self.is_json = false;
        self
    }

    pub(crate) fn text(&self, name: &str) -> String {
        let (_, value) = self.params.iter().find(|(found, _)| found == name).unwrap();
        as_text(value)
    }

    /// The query, without the question mark.
    pub(crate) fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.params {
            query.append_pair(name, &as_text(value));
        }
        query.finish()
    }

    pub(crate) fn json(&self) -> Value {
        self.params
            .iter()
            .cloned()
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), Into::into)
}

/// What Provider 2.1.6 expects: EIP-191 over the 32 bytes of the message's hash.
pub(crate) fn sign(key: &ProviderKey, message: &str) -> String {
    let prefix = b"\x19Ethereum Signed Message:\n32".as_slice();
    let digest = keccak256([prefix, keccak256(message).as_slice()].concat());
    hex::encode_prefixed(key.sign_digest(&digest).to_bytes())
}

/// A sample that the consumer has ordered.
#[derive(Clone, Debug)]
pub(crate) struct Bought {
    pub(crate) asset: Published,
    pub(crate) order: B256,
}

impl Site {
    pub(crate) fn buy(&self, sample: Sample) -> Bought {
        let asset = self.world.publish(sample).unwrap();
        let fee = self.world.fee(&asset).unwrap();
        let consumer = self.world.consumer().address();
        let order = self.world.order(consumer, &asset, fee).unwrap();
        Bought { asset, order }
    }

    /// The consumer downloads the first file. The nonce is the next one.
    pub(crate) fn download(&self, bought: &Bought) -> Ask {
        let did = bought.asset.did();
        Ask::download(bought, self.world.consumer()).signed(
            self,
            self.world.consumer(),
            &did.to_string(),
        )
    }

    pub(crate) fn initialize(&self, asset: &Published) -> Ask {
        Ask::get("/api/services/initialize")
            .with("documentId", asset.did().to_string())
            .with("serviceId", asset.service_id())
            .with(
                "consumerAddress",
                self.world.consumer().address().to_string(),
            )
    }

    /// By transaction, asked for by the consumer.
    pub(crate) fn decrypt(&self, asset: &Published) -> Ask {
        let transaction = asset.transaction.to_string();
        self.decrypt_as(self.world.consumer(), asset, &transaction)
            .with("transactionId", transaction)
    }

    /// By arguments.
    pub(crate) fn decrypt_arguments(&self, asset: &Published) -> Ask {
        let envelope = asset.publication.envelope();
        self.decrypt_as(self.world.consumer(), asset, &asset.nft().to_string())
            .with("encryptedDocument", hex::encode_prefixed(&envelope.data))
            .with("flags", envelope.flags.to_byte())
            .with("documentHash", envelope.hash.to_string())
    }

    fn decrypt_as(&self, key: &ProviderKey, asset: &Published, signed: &str) -> Ask {
        let (chain_id, address) = (self.world.chain_id(), key.address());
        Ask::post("/api/services/decrypt")
            .with("decrypterAddress", address.to_string())
            .with("chainId", chain_id)
            .with("dataNftAddress", asset.nft().to_string())
            .signed(self, key, &format!("{signed}{address}{chain_id}"))
    }

    pub(crate) fn create_token(&self, key: &ProviderKey, expiration: u64) -> Ask {
        let address = key.address().to_string();
        Ask::get("/api/services/createAuthToken")
            .with("address", address.clone())
            .with("expiration", expiration.to_string())
            .signed(self, key, &address)
    }

    pub(crate) fn delete_token(&self, key: &ProviderKey, token: &str) -> Ask {
        let address = key.address().to_string();
        let ask = Ask::get("/api/services/deleteAuthToken")
            .with("address", address.clone())
            .with("token", token)
            .signed(self, key, &address);
        Ask {
            method: Method::DELETE,
            ..ask
        }
    }

    pub(crate) fn encrypt(&self, body: &[u8]) -> Ask {
        Ask {
            body: Some(("application/octet-stream", body.into())),
            is_json: false,
            ..Ask::post("/api/services/encrypt").with("chainId", self.world.chain_id().to_string())
        }
    }

    /// A token of the consumer for an hour.
    pub(crate) async fn token(&self) -> String {
        let ask = self.create_token(self.world.consumer(), now() + 3_600);
        let answer = self.ask(&ask).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["token"].as_str().unwrap().into()
    }

    /// Each endpoint, as it is asked honestly.
    pub(crate) fn honest(&self, bought: &Bought) -> Vec<(&'static str, Ask)> {
        let asset = &bought.asset;
        let key = self.world.consumer();
        vec![
            (
                "nonce",
                Ask::get("/api/services/nonce").with("userAddress", key.address().to_string()),
            ),
            ("encrypt", self.encrypt(b"plain")),
            ("decrypt", self.decrypt(asset)),
            ("decrypt arguments", self.decrypt_arguments(asset)),
            (
                "fileinfo",
                Ask::fileinfo(asset.did()).with("checksum", true),
            ),
            (
                "fileinfo object",
                Ask::post("/api/services/fileinfo")
                    .with("type", "url")
                    .with("url", self.world.url("/files/levels.csv"))
                    .with("method", "GET")
                    .with("headers", json!({})),
            ),
            (
                "initialize",
                self.initialize(asset)
                    .with("fileIndex", "0")
                    .with("transferTxId", B256::repeat_byte(7).to_string())
                    .with("userdata", r#"{"a":1}"#),
            ),
            (
                "download",
                self.download(bought).with("userdata", r#"{"a":1}"#),
            ),
            ("createAuthToken", self.create_token(key, now() + 3_600)),
            ("deleteAuthToken", self.delete_token(key, "a.b.c")),
            (
                "validateContainer",
                Ask::post("/api/services/validateContainer")
                    .with("entrypoint", "python $ALGO")
                    .with("image", "library/python")
                    .with("tag", "3.12-slim")
                    .with("checksum", format!("sha256:{}", "5a".repeat(32))),
            ),
        ]
    }
}

impl Ask {
    /// A download of the first file, without nonce and signature.
    pub(crate) fn download(bought: &Bought, consumer: &ProviderKey) -> Ask {
        Ask::get("/api/services/download")
            .with("documentId", bought.asset.did().to_string())
            .with("serviceId", bought.asset.service_id())
            .with("consumerAddress", consumer.address().to_string())
            .with("transferTxId", bought.order.to_string())
            .with("fileIndex", "0")
    }

    pub(crate) fn fileinfo(did: Did) -> Ask {
        Ask::post("/api/services/fileinfo")
            .with("did", did.to_string())
            .with("serviceId", "access")
    }

    /// With the next nonce, and a signature of the message with it.
    pub(crate) fn signed(self, site: &Site, key: &ProviderKey, message: &str) -> Self {
        let nonce = site.next_nonce().to_string();
        self.signed_with(key, message, &nonce)
    }

    pub(crate) fn signed_with(self, key: &ProviderKey, message: &str, nonce: &str) -> Self {
        let signature = sign(key, &format!("{message}{nonce}"));
        let mut ask = self.with("nonce", nonce).with("signature", signature);
        ask.message = Some(message.into());
        ask
    }

    /// The same once more, as the consumer asks it: what is signed is signed with the next nonce.
    pub(crate) fn again(&self, site: &Site) -> Self {
        match &self.message {
            Some(message) => self.clone().signed(site, site.world.consumer(), message),
            None => self.clone(),
        }
    }
}
