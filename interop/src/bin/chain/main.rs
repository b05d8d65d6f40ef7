//! The published contracts on a chain of our own: they take what we write, we read what they tell,
//! and what was paid for verifies.

mod asset;
mod attacks;
mod bundles;
mod calls;
mod chain;
mod fees;
mod logs;
mod metadata;
mod orders;
mod proofs;
mod refusals;
mod service;

use std::process::ExitCode;

use fastrand::Rng;
use interop::{Arguments, Failure};

use crate::chain::Chain;

fn main() -> Result<ExitCode, Failure> {
    let Arguments { count, seed, .. } = Arguments::read(50)?;
    let mut rng = Rng::with_seed(seed);
    println!("chain: {count} of each call, seed {seed}");
    let mut chain = Chain::start()?;
    let chain = &mut chain;
    let mut differences = calls::check(chain, count, &mut rng)?;
    differences += asset::check(chain, &mut rng)?;
    differences += metadata::check(chain, &mut rng)?;
    differences += proofs::check(chain, &mut rng)?;
    differences += fees::check(chain, count, &mut rng)?;
    differences += orders::check(chain, &mut rng)?;
    differences += refusals::check(chain, &mut rng)?;
    differences += attacks::check(chain, &mut rng)?;
    differences += std::mem::take(&mut chain.logs).finish();
    println!("chain: differences {differences}, skips 0");
    Ok(ExitCode::from(u8::from(differences > 0 || count == 0)))
}
