use ocean_provider_core::Asset;

use super::{Failure, goods::Goods};
use crate::{indexer, step::Step, world::World};

/// What has been checked before it is stored.
const CHECKED: &str = "emitter, factory, state, hash, DID of the NFT, rules of documents";

/// The indexer reads both events, and stores what they bring.
pub(super) fn index(world: &mut World, goods: &Goods) -> Result<Step, Failure> {
    let World {
        net,
        provider,
        indexer,
        ..
    } = world;
    let mut step = Step::new("index", "An indexer finds it in the log of the transaction");
    for transaction in goods.transactions {
        let indexed = indexer::index(net, provider, indexer, transaction)?;
        let (did, nft, chain_id) = (indexed.did(), indexed.nft(), indexed.chain_id());
        if did.to_string() == goods.dataset {
            step.fact("log from", nft);
            step.fact("did", did);
            step.fact("checked", CHECKED);
            step.fact("stored", format_args!("{} bytes", indexed.text().len()));
            let published = indexed.document().strip_enhanced()?;
            let same = goods.hash.matches(published.bytes());
            step.check("the document is the one that was published", same);
        }
        let asset = Asset::new(indexed.into_document(), nft, chain_id)?;
        net.cache.insert(did, asset);
    }
    step.check("the algorithm is stored, too", net.cache.len() == 2);
    Ok(step)
}
