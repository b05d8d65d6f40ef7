//! `--dev`: a world in memory, and what to ask of it.

use std::{
    collections::HashMap,
    time::{SystemTime, UNIX_EPOCH},
};

use alloy_primitives::hex;
use ocean_provider_core::{
    auth::{Message, Request},
    keys::ProviderKey,
};
use provider_server::{
    Server,
    cli::Cli,
    dev::{Published, Sample, World},
    log,
};

use crate::{Failure, read, stop};

const CHAIN_ID: u64 = 8996;
const LISTEN: &str = "127.0.0.1:8030";

/// Serves a sample that was ordered, until it is asked to stop.
pub(crate) async fn run(cli: &Cli) -> Result<(), Failure> {
    let listen = cli
        .listen
        .map_or_else(|| LISTEN.into(), |listen| listen.to_string());
    let url = format!("http://{listen}");
    let world = World::start(CHAIN_ID, &url)
        .await
        .map_err(Failure::Failed)?;
    let asset = world.publish(Sample::Csv).map_err(Failure::Failed)?;
    let mut env: HashMap<String, String> = world.env();
    env.insert("LISTEN".into(), listen);
    let config = read(cli.over(move |name: &str| env.get(name).cloned()))?;
    log::init(config.log_format, std::env::var("RUST_LOG").ok().as_deref())?;
    let server = Server::bind(config).await?;
    let told = tell(&world, &asset, &format!("http://{}", server.local_addr()?));
    print!("{}", told.map_err(Failure::Failed)?);
    server.run(stop()?).await;
    Ok(())
}

fn tell(
    world: &World,
    asset: &Published,
    root: &str,
) -> Result<String, provider_server::dev::Error> {
    let consumer = world.consumer();
    let address = consumer.address();
    let order = world.order(address, asset, world.fee(asset)?)?;
    let (did, service) = (asset.did(), asset.service_id());
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let nonce = since.as_millis().to_string();
    let signature = sign(consumer, &did.to_string(), &nonce)?;
    let api = format!("{root}/api/services");
    let asked = format!("documentId={did}&serviceId={service}&consumerAddress={address}");
    Ok(format!(
        "A Provider with a chain in memory, where an asset is on sale. Nothing is kept.

what it is
  curl {root}/
whether the files can be reached
  curl {api}/fileinfo -H 'Content-Type: application/json' -d '{{\"did\":\"{did}\",\"serviceId\":\"{service}\"}}'
what a download costs
  curl '{api}/initialize?{asked}&fileIndex=0'
a download that was paid for; once, since the nonce is spent then
  curl -OJ '{api}/download?{asked}&transferTxId={order}&fileIndex=0&nonce={nonce}&signature={signature}'
the nonce
  curl '{api}/nonce?userAddress={address}'

Ctrl-C ends it.

"
    ))
}

fn sign(key: &ProviderKey, did: &str, nonce: &str) -> Result<String, provider_server::dev::Error> {
    let request = Request::Download { document_id: did };
    let message = Message::wire(&request, &key.address().into(), &nonce.parse()?)?;
    Ok(hex::encode_prefixed(
        key.sign_digest(&message.digest()).to_bytes(),
    ))
}
