//! What is secret, through the peers and back: ECIES, envelopes, signed requests and tokens.

mod ecies;
mod envelope;
mod peers;
mod signatures;
mod tokens;

use std::process::ExitCode;

use fastrand::Rng;
use interop::{Arguments, Failure};

fn main() -> Result<ExitCode, Failure> {
    let Arguments { count, seed, .. } = Arguments::read(200)?;
    let mut rng = Rng::with_seed(seed);
    println!("secrets: {count} of each, seed {seed}");
    let mut differences = 0;
    for peer in peers::LIBRARIES {
        differences += ecies::check(peer, count, &mut rng)?;
    }
    for peer in [peers::PROVIDER, peers::PYTHON] {
        differences += envelope::check(peer, count, &mut rng)?;
    }
    for peer in [peers::PYTHON, peers::NODE] {
        differences += signatures::check(peer, count, &mut rng)?;
    }
    for peer in [peers::PROVIDER, peers::PYTHON] {
        differences += tokens::check(peer, count, &mut rng)?;
    }
    let skips = peers::skips()?;
    println!("secrets: differences {differences}, skips {skips}");
    let broken = differences > 0 || skips != 1 || count == 0;
    Ok(ExitCode::from(u8::from(broken)))
}
