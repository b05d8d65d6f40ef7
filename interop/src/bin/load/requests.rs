use std::{ops::Range, time::SystemTime};

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{Message, Request};
use ocean_keys::ProviderKey;
use provider_server::dev::{Published, Sample, World};

use crate::Failure;

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

pub(crate) fn post(path: &str, json: String, status: u16) -> Ready {
    Ready {
        method: reqwest::Method::POST,
        path: path.into(),
        content_type: Some("application/json"),
        body: json.into(),
        status,
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

/// Looks at a file that an NFT answers, on this chain.
pub(crate) fn looks_at_a_contract(nft: Address, chain_id: u64, count: usize) -> Vec<Ready> {
    let file = format!(
        r#"{{"type": "smartcontract", "address": "{nft}", "chainId": {chain_id}, "abi": {{
        "type": "function", "name": "name", "stateMutability": "view", "inputs": [],
        "outputs": [{{"name": "", "type": "string", "internalType": "string"}}]}}}}"#
    );
    let ready = |_| post("/api/services/fileinfo", file.clone(), 200);
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
pub(crate) fn decryptions(asset: &Published, accounts: Range<u64>) -> Result<Vec<Ready>, Failure> {
    let (nft, transaction) = (asset.nft().to_string(), asset.transaction.to_string());
    let ready = |index| -> Result<Ready, Failure> {
        let key = account(index)?;
        let request = Request::Decrypt {
            transaction_id: Some(&transaction),
            data_nft_address: &nft,
            chain_id: "8996",
        };
        let nonce = now()?;
        let signature = sign(&key, &request, nonce)?;
        let body = format!(
            r#"{{"transactionId":"{transaction}","dataNftAddress":"{nft}","chainId":8996,
            "decrypterAddress":"{}","nonce":"{nonce}","signature":"{signature}"}}"#,
            key.address(),
        );
        let mut decryption = post("/api/services/decrypt", body, 201);
        let length = asset.publication.document().bytes().len();
        decryption.length = Some(u64::try_from(length)?);
        Ok(decryption)
    };
    accounts.map(ready).collect()
}

/// Each of an account of its own.
pub(crate) fn tokens(accounts: Range<u64>) -> Result<Vec<Ready>, Failure> {
    let ready = |index| {
        let (key, nonce) = (account(index)?, now()?);
        let expiration = nonce / 1_000 + 3_600;
        let signature = sign(&key, &Request::CreateAuthToken, nonce)?;
        Ok(get(format!(
            "/api/services/createAuthToken?address={}&nonce={nonce}&expiration={expiration}\
             &signature={signature}",
            key.address(),
        )))
    };
    accounts.map(ready).collect()
}

/// An order of each account.
pub(crate) fn orders(world: &World, asset: &Published, count: u64) -> Result<Vec<B256>, Failure> {
    let fee = world.fee(asset)?;
    let order = |index| world.order(account(index)?.address(), asset, fee.clone());
    (0..count).map(order).collect()
}

/// Each of an account of its own.
pub(crate) fn downloads(
    asset: &Published,
    orders: &[B256],
    length: u64,
    accounts: Range<u64>,
) -> Result<Vec<Ready>, Failure> {
    let did = asset.did().to_string();
    let ready = |index| {
        let (key, nonce) = (account(index)?, now()?);
        let order = orders.get(usize::try_from(index)?).ok_or("no order")?;
        let signature = sign(&key, &Request::Download { document_id: &did }, nonce)?;
        let mut download = get(format!(
            "/api/services/download?documentId={did}&serviceId={}&consumerAddress={}\
             &transferTxId={order}&fileIndex=0&nonce={nonce}&signature={signature}",
            asset.service_id(),
            key.address(),
        ));
        download.length = Some(length);
        Ok(download)
    };
    accounts.map(ready).collect()
}

/// Milliseconds since 1970.
pub(crate) fn now() -> Result<u64, Failure> {
    let since = SystemTime::UNIX_EPOCH.elapsed()?;
    Ok(u64::try_from(since.as_millis())?)
}

pub(crate) fn account(index: u64) -> Result<ProviderKey, Failure> {
    let secret = [[7; 24].as_slice(), &index.to_be_bytes()].concat();
    Ok(ProviderKey::from_bytes(
        &secret.try_into().map_err(|_| "no key")?,
    )?)
}

pub(crate) fn sign(
    key: &ProviderKey,
    request: &Request<'_>,
    nonce: u64,
) -> Result<String, Failure> {
    let message = Message::wire(request, &key.address().into(), &nonce.into())?;
    Ok(hex::encode_prefixed(
        key.sign_digest(&message.digest()).to_bytes(),
    ))
}
