//! What a start of a job costs, beside its operations on the curve and its calls to others.

use std::hint::black_box;

use alloy_primitives::{B256, U256};
use cpu_time::ThreadTime;
use ocean_auth::Request;
use ocean_orders::{ProviderFee, calls::StartOrder, events::ConsumeMarketFee};
use provider_server::dev::{ForJobs, Published, Sample, World};
use serde_json::{Value, json};

use crate::{
    Failure,
    process::Server,
    requests::{Ready, account, looks_at_a_contract, now, post, sign},
    run::measure,
};

/// The orders for one take four blocks of the world, which has 3,600.
const STARTS: u64 = 800;
const CALLERS: usize = 16;
const LOOKS: usize = 10_000;
const SECONDS: u64 = 600;

/// A dataset, an algorithm that it trusts, and for each start an order of both.
struct Goods {
    assets: [Published; 2],
    orders: Vec<[B256; 2]>,
}

/// Starts jobs in an environment, each of a consumer of its own.
pub(crate) async fn run(world: &World, server: &Server, environment: &str) -> Result<(), Failure> {
    let goods = Goods::buy(world, server, environment).await?;
    let (node, others) = (asked_node(world), goods.asked_others(world));
    let starts = measure(server, CALLERS, goods.starts(environment)?).await?;
    let node_calls = per_start(asked_node(world) - node)?;
    let other_calls = per_start(goods.asked_others(world) - others)?;

    let curve = on_curve(world)?;
    let call = goods.one_call(world, server).await?;
    let (node, others) = (node_calls * call, other_calls * call);
    println!("start in {environment}: {starts}");
    println!(
        "  curve {curve:.0} µs, {node_calls:.1} calls to the node {node:.0} µs: {:.2} times these (1.3); \
         {other_calls:.1} other calls {others:.0} µs: {:.2} times all",
        starts.micros / (curve + node),
        starts.micros / (curve + node + others),
    );
    Ok(())
}

fn per_start(count: usize) -> Result<f64, Failure> {
    Ok(f64::from(u32::try_from(count)?) / f64::from(u32::try_from(STARTS)?))
}

/// How often the node was asked.
fn asked_node(world: &World) -> usize {
    let methods = [
        "eth_call",
        "eth_getTransactionReceipt",
        "eth_getBlockByNumber",
    ];
    methods.map(|method| world.requests(method)).iter().sum()
}

impl Goods {
    /// Asks what a job costs, and orders.
    async fn buy(world: &World, server: &Server, environment: &str) -> Result<Self, Failure> {
        let algorithm = world.publish(Sample::Algorithm)?;
        let dataset = ForJobs::trusting(vec![world.trusted(&algorithm)?]);
        let (dataset, _) = world.publish_for_jobs(dataset)?;
        let assets = [dataset, algorithm];
        let [dataset, algorithm] = assets.each_ref().map(named);
        let ask = json!({
            "datasets": [dataset], "algorithm": algorithm,
            "compute": {"env": environment, "validUntil": now()? / 1_000 + SECONDS},
            "consumerAddress": account(0)?.address(),
        });
        let url = server.url("/api/services/initializeCompute");
        let ask = reqwest::Client::new().post(url).body(ask.to_string());
        let answer = ask
            .header("Content-Type", "application/json")
            .send()
            .await?;
        let answer: Value = serde_json::from_str(&answer.text().await?)?;
        let fee = |pointer| -> Result<ProviderFee, Failure> {
            let fee = answer.pointer(pointer).cloned();
            Ok(serde_json::from_value(
                fee.ok_or_else(|| answer.to_string())?,
            )?)
        };
        let fees = [
            fee("/datasets/0/providerFee")?,
            fee("/algorithm/providerFee")?,
        ];
        let mut orders = Vec::new();
        for index in 0..STARTS {
            let [dataset, algorithm] = [0, 1].map(|at| {
                let (asset, fee) = assets.get(at).zip(fees.get(at)).ok_or("no fee")?;
                order(world, index, asset, fee.clone())
            });
            orders.push([dataset?, algorithm?]);
        }
        Ok(Self { assets, orders })
    }

    fn starts(&self, environment: &str) -> Result<Vec<Ready>, Failure> {
        let [dataset, algorithm] = &self.assets;
        let document_id = dataset.did().to_string();
        let ready = |(index, orders): (u64, &[B256; 2])| {
            let key = account(index)?;
            let request = Request::ComputeStart {
                job_id: None,
                document_id: &document_id,
            };
            let nonce = now()?;
            let body = json!({
                "dataset": ordered(dataset, orders[0]), "algorithm": ordered(algorithm, orders[1]),
                "environment": environment, "consumerAddress": key.address().to_string(),
                "nonce": nonce.to_string(), "signature": sign(&key, &request, nonce)?,
            });
            Ok(post("/api/services/compute", body.to_string(), 200))
        };
        (0..).zip(&self.orders).map(ready).collect()
    }

    /// A call to the node as the server makes it: in a look at a file that a contract answers, which costs
    /// so much less where the chain is not served.
    async fn one_call(&self, world: &World, server: &Server) -> Result<f64, Failure> {
        let asked = world.requests("eth_call");
        let mut looks = [0.0; 2];
        for (look, chain_id) in looks.iter_mut().zip([world.chain_id(), 0]) {
            let ready = looks_at_a_contract(self.assets[0].nft(), chain_id, LOOKS);
            *look = measure(server, CALLERS, ready).await?.micros;
        }
        if world.requests("eth_call") - asked != LOOKS {
            return Err("a look is not one call".into());
        }
        let [with_call, without] = looks;
        Ok(with_call - without)
    }

    /// How often the metadata cache, the host of the algorithm and operator-service were.
    fn asked_others(&self, world: &World) -> usize {
        let documents = self
            .assets
            .each_ref()
            .map(|asset| world.requests(&asset.did().to_string()));
        documents.iter().sum::<usize>() + world.requests("mean.py") + world.operator_calls().len()
    }
}

/// The operations on the curve that a start takes: the caller and the fees of both orders are recovered,
/// the files of both assets opened, and the payload is signed.
fn on_curve(world: &World) -> Result<f64, Failure> {
    const ROUNDS: u32 = 1_000;
    let (provider, sealed_by) = (world.provider(), world.consumer().public_key());
    let digest = B256::repeat_byte(7);
    let start = ThreadTime::now();
    for _ in 0..ROUNDS {
        let signature = provider.sign_digest(black_box(&digest));
        for _ in 0..3 {
            black_box(black_box(&signature).recover(&digest)?);
        }
        for _ in 0..2 {
            black_box(provider.shared_point(black_box(&sealed_by)));
        }
    }
    Ok(start.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS))
}

/// An order for the environments' job, by a consumer of its own.
fn order(world: &World, index: u64, asset: &Published, fee: ProviderFee) -> Result<B256, Failure> {
    let payer = account(index)?.address();
    let order = StartOrder {
        consumer: world.job().address(),
        service_index: U256::ZERO,
        provider_fee: fee,
        consume_market_fee: ConsumeMarketFee::NONE,
    };
    let mut chain = world.chain();
    chain.mint(world.publisher(), asset.datatoken, payer)?;
    Ok(chain.start_order(payer, asset.datatoken, &order)?)
}

fn named(asset: &Published) -> Value {
    json!({"documentId": asset.did().to_string(), "serviceId": asset.service_id()})
}

fn ordered(asset: &Published, order: B256) -> Value {
    json!({
        "documentId": asset.did().to_string(), "serviceId": asset.service_id(),
        "transferTxId": order.to_string(),
    })
}
