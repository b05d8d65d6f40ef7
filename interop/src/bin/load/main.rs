//! What a running `provider-server` costs: processor time of its process for each request, under a
//! bounded load over kept connections on loopback, beside the figures that were recorded of Provider
//! 2.1.6 with one gunicorn worker. The chain, the metadata cache and the host of the files run in this
//! process, and so does the load: none of it is in the figures.
//!
//! ```text
//! cargo build --release -p provider-server -p interop
//! target/release/load
//! ```

mod process;
mod requests;
mod run;

use std::{error::Error, path::PathBuf};

use process::Server;
use provider_server::dev::World;
use run::{Load, at_once, run};

const CHAIN_ID: u64 = 8996;
const FILE: u64 = 10 << 20;
const LARGE: u64 = 5_000_000_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let program = std::env::args_os().nth(1).map_or_else(
        || PathBuf::from("target/release/provider-server"),
        PathBuf::from,
    );
    let world = World::start(CHAIN_ID, "http://127.0.0.1:8030").await?;
    let server = Server::start(&program, world.env()).await?;
    println!(
        "first answer after {} ms (100)",
        server.first_answer.as_millis()
    );
    println!("resident at rest {:.1} MB (20)", server.resident()?);

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
    run(&server, &decrypt, requests::decryptions(&asset, 3_000)?).await?;
    let download = Load {
        name: "download 10 MB",
        reference_micros: 168_000.0,
        gate: 12.0,
        callers: 8,
    };
    run(
        &server,
        &download,
        requests::downloads(&world, &asset, FILE, 300)?,
    )
    .await?;

    let peak = at_once(&server, requests::downloads(&world, &asset, FILE, 500)?).await?;
    println!("resident in 500 downloads of 10 MB at once: at most {peak:.1} MB (96)");
    let large = requests::asset(&world, LARGE)?;
    let peak = at_once(&server, requests::downloads(&world, &large, LARGE, 1)?).await?;
    println!("resident in a download of 5 GB: at most {peak:.1} MB");
    Ok(())
}
