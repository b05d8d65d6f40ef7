//! Ours and the peers on the same inputs in one run: processor time, contenders taking turns,
//! medians over the rounds, one Markdown table. A ratio never fails it; different results do.

use std::{env, fs};

use interop::{Failure, Peer, directory, node, python};

mod checksums;
mod library;
mod orders;
mod race;
mod scale;
mod secrets;
mod validations;

const PARTS: [&str; 7] = [
    "checksums",
    "dids",
    "validations",
    "secrets",
    "orders",
    "growth",
    "threads",
];

fn main() -> Result<(), Failure> {
    let only = env::args().nth(1);
    if let Some(only) = &only
        && !PARTS.contains(&only.as_str())
    {
        return Err(format!("unknown part `{only}`; known: {}", PARTS.join(", ")).into());
    }
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut peers = Peers {
        node: Peer::start(node("bench/peer.mjs")?)?,
        ocean_js: Peer::start(node("bench/peer.mjs")?)?,
        ocean_py: Peer::start(python("bench/peer.py")?)?,
        ddo_js: Peer::start(node("bench/peer.mjs")?)?,
    };
    println!("| operation | ours | against | theirs | ratio | target |");
    println!("|---|---:|---|---:|---|---|");
    if wanted("checksums") {
        for size in ["2k", "20k", "200k"] {
            checksums::checksums(size, &mut peers)?;
        }
    }
    if wanted("dids") {
        checksums::dids(&mut peers)?;
    }
    if wanted("validations") {
        validations::validations(&mut peers)?;
    }
    if wanted("secrets") {
        secrets::secrets()?;
    }
    if wanted("orders") {
        orders::orders()?;
    }
    if wanted("growth") {
        scale::growth()?;
    }
    if wanted("threads") {
        scale::threads()?;
    }
    Ok(())
}

/// Each in a process of its own, so that none warms up or slows down another.
struct Peers {
    node: Peer,
    ocean_js: Peer,
    ocean_py: Peer,
    ddo_js: Peer,
}

fn document(size: &str) -> Result<String, Failure> {
    let path = directory().join(format!("../benches/data/ddo-{size}.json"));
    Ok(fs::read_to_string(path)?)
}
