use std::io;

use alloy_primitives::{Address, B256};
use ocean_provider_core::{auth::Request, checksum::DocumentHash};

use super::{
    Failure,
    goods::{CSV, DOWNLOAD, Goods},
};
use crate::{
    cause::Cause,
    net::Net,
    provider::{DownloadRequest, Provider},
    refused::Refused,
    step::Step,
    wallet::{Signed, Wallet},
    world::World,
};

/// What the Provider has checked before the first byte goes out.
const CHECKED: &str = "signature, state, credentials, order and fee, nonce, seal of the files";

/// What is sent: the transaction that paid, and who asks.
pub(super) struct Asked {
    transaction: B256,
    signed: Signed,
}

/// The consumer has not paid.
pub(super) fn unpaid(world: &mut World, goods: &Goods) -> Result<Step, Failure> {
    let title = "A download without an order";
    let mut step = Step::refused("unpaid", title, "order_unknown");
    let transaction = if world.has(Cause::NonPayment) {
        B256::ZERO
    } else {
        consumer_buys(world, goods)?
    };
    let signed = world.consumer.sign(&request(goods))?;
    let asked = Asked {
        transaction,
        signed,
    };
    ask(world, goods, &asked, &mut step)?;
    Ok(step)
}

/// The rival has paid, and the publisher denies him.
pub(super) fn denied(world: &mut World, goods: &Goods) -> Result<Step, Failure> {
    let title = "A paid download of a rival, whom the publisher denies";
    let mut step = Step::refused("denied", title, "credential_in_deny_list");
    let World { net, provider, .. } = world;
    // Nobody signs for a price, so that he asks in another's name.
    let quoted_for = world.consumer.address();
    let (buyer, seller) = (&world.rival, &world.publisher);
    let transaction = buy(net, provider, goods, seller, buyer, quoted_for)?;
    let signed = world.rival.sign(&request(goods))?;
    let asked = Asked {
        transaction,
        signed,
    };
    ask(world, goods, &asked, &mut step)?;
    Ok(step)
}

/// The consumer has paid; also what he has sent.
pub(super) fn paid(world: &mut World, goods: &Goods) -> Result<(Step, Asked), Failure> {
    let mut step = Step::new("paid", "A paid download");
    let transaction = consumer_buys(world, goods)?;
    let signed = world.consumer.sign(&request(goods))?;
    let asked = Asked {
        transaction,
        signed,
    };
    ask(world, goods, &asked, &mut step)?;
    Ok((step, asked))
}

/// Somebody has seen what the consumer sent, and sends it again.
pub(super) fn replayed(
    world: &mut World,
    goods: &Goods,
    mut asked: Asked,
) -> Result<Step, Failure> {
    let mut step = Step::refused("replayed", "The same request again", "nonce_not_greater");
    if !world.has(Cause::Replay) {
        asked.signed = world.consumer.sign(&request(goods))?;
    }
    ask(world, goods, &asked, &mut step)?;
    Ok(step)
}

fn request(goods: &Goods) -> Request<'_> {
    let document_id = &goods.dataset;
    Request::Download { document_id }
}

fn consumer_buys(world: &mut World, goods: &Goods) -> Result<B256, Refused> {
    let (buyer, seller) = (&world.consumer, &world.publisher);
    let quoted_for = buyer.address();
    buy(
        &mut world.net,
        &world.provider,
        goods,
        seller,
        buyer,
        quoted_for,
    )
}

/// Gets a price from the Provider and a datatoken from the publisher, and orders with them.
fn buy(
    net: &mut Net,
    provider: &Provider,
    goods: &Goods,
    seller: &Wallet,
    buyer: &Wallet,
    quoted_for: Address,
) -> Result<B256, Refused> {
    let fee = provider.initialize(net, &goods.dataset, DOWNLOAD, quoted_for)?;
    let datatoken = goods.download_token;
    net.chain
        .mint(seller.address(), datatoken, buyer.address())?;
    buyer.order(net, datatoken, 0, fee)
}

/// Sends the request, and takes down what comes of it.
fn ask(world: &World, goods: &Goods, asked: &Asked, step: &mut Step) -> Result<(), Failure> {
    let World { net, provider, .. } = world;
    let caller = asked.signed.address();
    step.fact("caller", caller);
    step.fact("order", asked.transaction);
    let before = provider.last_nonce(caller)?;
    let request = DownloadRequest {
        document_id: &goods.dataset,
        service_id: DOWNLOAD,
        transfer_tx_id: asked.transaction,
        file_index: 0,
        signed: &asked.signed,
    };
    let received = provider.download(net, &request).and_then(|mut body| {
        let mut received = Vec::new();
        let copied = io::copy(&mut body, &mut received);
        copied.map_err(|error| Refused::new("stream", error))?;
        Ok(received)
    });
    if let Some(received) = step.end(received) {
        step.fact("checked", CHECKED);
        step.fact("received", format_args!("{} bytes", received.len()));
        step.fact("sha256", DocumentHash::of(&received));
        step.check("the bytes are those of river-levels.csv", received == CSV);
    } else {
        step.check("no nonce was spent", provider.last_nonce(caller)? == before);
    }
    Ok(())
}
