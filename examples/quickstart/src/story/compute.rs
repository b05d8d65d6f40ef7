use alloy_primitives::B256;
use ocean_provider_core::auth::Request;
use serde_json::json;

use super::{
    Failure,
    goods::{CODE_URL, COMPUTE, CSV_URL, Goods, OTHER_CODE, RUN},
};
use crate::{cause::Cause, refused::Refused, step::Step, world::World};

/// What the Provider has checked before the job starts.
const CHECKED: &str =
    "signature, states, credentials, trust in the code as it is now, orders and fees, nonce";

/// For how long the consumer pays.
const SECONDS: u64 = 600;

/// The consumer has paid, and the publisher trusts the algorithm; also the body of the request.
pub(super) fn admitted(world: &mut World, goods: &Goods) -> Result<(Step, String), Failure> {
    let mut step = Step::new(
        "admitted",
        "A job with the algorithm that the publisher trusts",
    );
    let [data, algorithm] = buy(world, goods)?;
    let body = json!({
        "consumerAddress": world.consumer.address(),
        "environment": "lab",
        "dataset": {
            "documentId": goods.dataset, "serviceId": COMPUTE, "transferTxId": data,
        },
        "algorithm": {
            "documentId": goods.algorithm, "serviceId": RUN, "transferTxId": algorithm,
        },
    });
    let body = body.to_string();
    ask(world, goods, &body, &mut step)?;
    Ok((step, body))
}

/// The same with other code at the same address.
pub(super) fn exchanged(world: &mut World, goods: &Goods, body: &str) -> Result<Step, Failure> {
    let (title, code) = (
        "The same job, after the consumer has exchanged the code",
        "algorithm_file_checksum_mismatch",
    );
    let mut step = Step::refused("exchanged", title, code);
    if world.has(Cause::ExchangedCode) {
        world.net.origin.insert(CODE_URL.into(), OTHER_CODE.into());
    }
    ask(world, goods, body, &mut step)?;
    Ok(step)
}

/// Orders the data for some time in the environment, and the algorithm.
fn buy(world: &mut World, goods: &Goods) -> Result<[B256; 2], Refused> {
    let World {
        net,
        provider,
        publisher,
        consumer,
        ..
    } = world;
    let token = goods.compute_token;
    net.chain
        .mint(publisher.address(), token, consumer.address())?;
    let fee = provider.initialize_compute(net, token, COMPUTE, SECONDS)?;
    let data = consumer.order(net, token, 1, fee)?;

    let token = goods.algorithm_token;
    net.chain
        .mint(consumer.address(), token, consumer.address())?;
    let fee = provider.initialize(net, &goods.algorithm, RUN, consumer.address())?;
    let algorithm = consumer.order(net, token, 0, fee)?;
    Ok([data, algorithm])
}

/// Sends the request, and takes down what comes of it.
fn ask(world: &mut World, goods: &Goods, body: &str, step: &mut Step) -> Result<(), Failure> {
    let consumer = world.consumer.address();
    let signed = world.consumer.sign(&Request::ComputeStart {
        job_id: None,
        document_id: &goods.dataset,
    })?;
    step.fact("caller", consumer);
    step.fact("algorithm", &goods.algorithm);
    let before = world.provider.last_nonce(consumer)?;
    let job = world.provider.start_job(&world.net, body, &signed);
    if let Some(job) = step.end(job) {
        let (admitted, payload) = (&job.admitted, &job.payload);
        step.fact("checked", CHECKED);
        let network = admitted.allows_network_access();
        step.fact(
            "runs",
            format_args!("at most {} seconds", admitted.max_seconds()),
        );
        step.fact("network", if network { "yes" } else { "no" });
        step.fact(
            "payload",
            format_args!("{} bytes for the operator, signed", payload.len()),
        );
        step.check("the job is the consumer's", admitted.consumer() == consumer);
        step.check(
            "it runs no longer than was paid",
            admitted.max_seconds() <= SECONDS,
        );
        step.check(
            "the operator is not told where the data is",
            !payload.contains(CSV_URL),
        );
    } else {
        let after = world.provider.last_nonce(consumer)?;
        step.check("no nonce was spent", after == before);
    }
    Ok(())
}
