//! What happens in which order, and what is expected of it.

mod compute;
mod download;
mod goods;
mod index;
mod publish;

use std::error::Error;

use ocean_provider_core::keys::RandomError;

use crate::{cause::Cause, step::Step, world::World};

/// Why the story cannot go on.
pub(crate) type Failure = Box<dyn Error>;

/// A random source.
pub(crate) type Random<'r> = dyn FnMut(&mut [u8]) -> Result<(), RandomError> + 'r;

/// Tells the story on a chain that begins at `now`, in seconds since 1970.
pub(crate) fn tell(
    now: u64,
    without: Option<Cause>,
    random: &mut Random<'_>,
) -> Result<Vec<Step>, Failure> {
    let mut world = World::new(now, without, random)?;
    let mut steps = vec![keys(&world)?];

    let (published, goods) = publish::publish(&mut world, random)?;
    steps.push(published);
    steps.push(index::index(&mut world, &goods)?);

    steps.push(download::unpaid(&mut world, &goods)?);
    steps.push(download::denied(&mut world, &goods)?);
    let (paid, request) = download::paid(&mut world, &goods)?;
    steps.push(paid);
    steps.push(download::replayed(&mut world, &goods, request)?);

    let (admitted, body) = compute::admitted(&mut world, &goods)?;
    steps.push(admitted);
    steps.push(compute::exchanged(&mut world, &goods, &body)?);
    Ok(steps)
}

fn keys(world: &World) -> Result<Step, Failure> {
    let mut step = Step::new("keys", "Everybody has a key");
    step.fact("provider", world.provider.address()?);
    step.fact("publisher", world.publisher.address());
    step.fact("consumer", world.consumer.address());
    step.fact("rival", world.rival.address());
    step.fact("indexer", world.indexer.address());
    Ok(step)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{hex, keccak256};

    use super::{goods, tell};
    use crate::{cause::Cause, print};

    const CAUSES: [Option<Cause>; 5] = [
        None,
        Some(Cause::NonPayment),
        Some(Cause::DenyList),
        Some(Cause::Replay),
        Some(Cause::ExchangedCode),
    ];

    /// All that is printed, in both forms, and all random bytes that were drawn for it.
    fn told(without: Option<Cause>) -> (String, Vec<Vec<u8>>) {
        let mut drawn: Vec<Vec<u8>> = Vec::new();
        let mut random = |bytes: &mut [u8]| {
            let seed = keccak256(drawn.len().to_be_bytes());
            let seed = seed.iter().cycle();
            bytes
                .iter_mut()
                .zip(seed)
                .for_each(|(to, from)| *to = *from);
            drawn.push(bytes.to_vec());
            Ok(())
        };
        let steps = tell(1_700_000_000, without, &mut random).unwrap();
        let printed = print::text(&steps, without) + &print::json(&steps, without);
        (printed, drawn)
    }

    #[test]
    fn nothing_else_goes_in_than_time_and_randomness() {
        for without in CAUSES {
            assert_eq!(told(without), told(without));
        }
    }

    #[test]
    fn a22_nothing_printed_holds_a_secret() {
        for without in CAUSES {
            let (printed, drawn) = told(without);
            let printed = printed.to_lowercase();
            // Six keys at least, and what five times is sealed with.
            assert!(drawn.len() >= 16, "{}", drawn.len());
            for secret in drawn {
                assert!(!printed.contains(&hex::encode(secret)), "{without:?}");
            }
            for url in [
                goods::CSV_URL,
                goods::CODE_URL,
                "files.example",
                "5d41402a",
                "7d793037",
            ] {
                assert!(!printed.contains(url), "{url}: {without:?}");
            }
            // A signature has 65 bytes; nothing that may be told has more than 32.
            let longest = printed
                .split(|c: char| !c.is_ascii_hexdigit())
                .map(str::len);
            assert_eq!(longest.max(), Some(64), "{without:?}");
        }
    }
}
