use std::error::Error;

use alloy_primitives::hex;
use ocean_auth::{Message, Request};
use ocean_keys::ProviderKey;
use provider_server::dev::{Published, Sample, World};

type Failure = Box<dyn Error + Send + Sync>;

/// A request that is ready to be sent, and the status that it must get.
pub(crate) struct Ready {
    pub(crate) method: reqwest::Method,
    pub(crate) path: String,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Vec<u8>,
    pub(crate) status: u16,
    /// Bytes of the answer, if they are known.
    pub(crate) length: Option<u64>,
}

fn get(path: String) -> Ready {
    Ready {
        method: reqwest::Method::GET,
        path,
        content_type: None,
        body: Vec::new(),
        status: 200,
        length: None,
    }
}

pub(crate) fn nonces(world: &World, count: usize) -> Vec<Ready> {
    let address = world.consumer().address();
    let path = format!("/api/services/nonce?userAddress={address}");
    (0..count).map(|_| get(path.clone())).collect()
}

pub(crate) fn encryptions(count: usize) -> Vec<Ready> {
    let ready = |_| Ready {
        method: reqwest::Method::POST,
        path: "/api/services/encrypt?chainId=8996".into(),
        content_type: Some("application/octet-stream"),
        body: vec![b'x'; 2_000],
        status: 201,
        length: None,
    };
    (0..count).map(ready).collect()
}

/// A dataset of one file of this length, whose document has some 2 KB.
pub(crate) fn asset(world: &World, length: u64) -> Result<Published, Failure> {
    let asset = world.publish(Sample::Csv)?;
    world.put_zeros("levels.csv", length);
    Ok(asset)
}

/// Each of an account of its own, so that requests that overtake each other do not spoil their
/// nonces.
pub(crate) fn decryptions(asset: &Published, count: u64) -> Result<Vec<Ready>, Failure> {
    let (nft, transaction) = (asset.nft().to_string(), asset.transaction.to_string());
    let ready = |index| -> Result<Ready, Failure> {
        let key = account(index)?;
        let request = Request::Decrypt {
            transaction_id: Some(&transaction),
            data_nft_address: &nft,
            chain_id: "8996",
        };
        let signature = sign(&key, &request, 1)?;
        let body = format!(
            r#"{{"transactionId":"{transaction}","dataNftAddress":"{nft}","chainId":8996,
            "decrypterAddress":"{}","nonce":"1","signature":"{signature}"}}"#,
            key.address(),
        );
        Ok(Ready {
            method: reqwest::Method::POST,
            path: "/api/services/decrypt".into(),
            content_type: Some("application/json"),
            body: body.into(),
            status: 201,
            length: Some(u64::try_from(asset.publication.document().bytes().len())?),
        })
    };
    (0..count).map(ready).collect()
}

/// Each of a consumer of its own.
pub(crate) fn downloads(
    world: &World,
    asset: &Published,
    length: u64,
    count: u64,
) -> Result<Vec<Ready>, Failure> {
    let mut ready = Vec::new();
    for index in 0..count {
        let key = account(index)?;
        let order = world.order(key.address(), asset, world.fee(asset)?)?;
        let did = asset.did().to_string();
        // Later than that of an earlier load.
        let nonce = u64::try_from(std::time::SystemTime::UNIX_EPOCH.elapsed()?.as_millis())?;
        let signature = sign(&key, &Request::Download { document_id: &did }, nonce)?;
        let mut download = get(format!(
            "/api/services/download?documentId={did}&serviceId={}&consumerAddress={}\
             &transferTxId={order}&fileIndex=0&nonce={nonce}&signature={signature}",
            asset.service_id(),
            key.address(),
        ));
        download.length = Some(length);
        ready.push(download);
    }
    Ok(ready)
}

fn account(index: u64) -> Result<ProviderKey, Failure> {
    let secret = [[7; 24].as_slice(), &index.to_be_bytes()].concat();
    Ok(ProviderKey::from_bytes(
        &secret.try_into().map_err(|_| "no key")?,
    )?)
}

fn sign(key: &ProviderKey, request: &Request<'_>, nonce: u64) -> Result<String, Failure> {
    let message = Message::wire(request, &key.address().into(), &nonce.into())?;
    Ok(hex::encode_prefixed(
        key.sign_digest(&message.digest()).to_bytes(),
    ))
}
