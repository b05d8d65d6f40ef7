//! What a running `provider-server` costs: processor time of its process for each request, under a
//! bounded load over kept connections on loopback, beside the figures that were recorded of Provider
//! 2.1.6 with one gunicorn worker. The chain, the metadata cache, the host of the files and a stand-in for
//! operator-service run in this process, and so does the load: none of it is in the figures. Then what a
//! start of a job costs beside its operations on the curve and its calls, and what a second instance
//! brings, if `redis-server` is installed.
//!
//! ```text
//! cargo build --release -p provider-server -p interop
//! target/release/load
//! ```

mod compute;
mod instances;
mod process;
mod requests;
mod run;

use std::{error::Error, path::PathBuf};

use process::Server;
use provider_server::dev::World;
use run::{Load, at_once, run};

type Failure = Box<dyn Error + Send + Sync>;

const CHAIN_ID: u64 = 8996;
const PROVIDER_URL: &str = "http://127.0.0.1:8030";
const FILE: u64 = 10 << 20;
const LARGE: u64 = 5_000_000_000;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let program = std::env::args_os().nth(1).map_or_else(
        || PathBuf::from("target/release/provider-server"),
        PathBuf::from,
    );
    let world = World::start(CHAIN_ID, PROVIDER_URL).await?;
    let server = Server::start(&program, world.env()).await?;
    println!(
        "first answer after {} ms (100)",
        server.first_answer.as_millis()
    );
    println!(
        "resident at rest {:.1} MB (20)",
        server.process().resident()?
    );

    println!("load            requests/s  cpu µs  of the reference     gate  p50 ms  p99 ms");
    let nonce = Load {
        name: "nonce",
        reference_micros: 1_500.0,
        gate: 30.0,
        callers: 16,
    };
    run(&server, &nonce, requests::nonces(&world, 20_000)).await?;
    let encrypt = Load {
        name: "encrypt 2 KB",
        reference_micros: 1_300.0,
        gate: 12.0,
        callers: 16,
    };
    run(&server, &encrypt, requests::encryptions(10_000)).await?;
    let decrypt = Load {
        name: "decrypt 2 KB",
        reference_micros: 61_000.0,
        gate: 80.0,
        callers: 16,
    };
    let asset = requests::asset(&world, FILE)?;
    let orders = requests::orders(&world, &asset, 500)?;
    run(&server, &decrypt, requests::decryptions(&asset, 0..3_000)?).await?;
    let download = Load {
        name: "download 10 MB",
        reference_micros: 168_000.0,
        gate: 12.0,
        callers: 8,
    };
    run(
        &server,
        &download,
        requests::downloads(&asset, &orders, FILE, 0..300)?,
    )
    .await?;

    let peak = at_once(&server, requests::downloads(&asset, &orders, FILE, 0..500)?).await?;
    println!("resident in 500 downloads of 10 MB at once: at most {peak:.1} MB (96)");
    let large = requests::asset(&world, LARGE)?;
    let order = requests::orders(&world, &large, 1)?;
    let peak = at_once(&server, requests::downloads(&large, &order, LARGE, 0..1)?).await?;
    println!("resident in a download of 5 GB: at most {peak:.1} MB");
    drop(server);

    for environment in ["env-free", "env-paid"] {
        let world = World::start(CHAIN_ID, PROVIDER_URL).await?;
        let server = Server::start(&program, world.env()).await?;
        compute::run(&world, &server, environment).await?;
    }
    let world = World::start(CHAIN_ID, PROVIDER_URL).await?;
    instances::run(&world, &program).await?;
    Ok(())
}
