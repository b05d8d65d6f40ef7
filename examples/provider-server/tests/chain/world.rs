//! A world, and who asks it.

use std::time::Duration;

use provider_server::{
    chain::{Node, NodeConfig},
    dev::World,
    metadata_cache::MetadataCache,
};

pub(crate) const CHAIN_ID: u64 = 8996;
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) async fn world() -> World {
    World::start(CHAIN_ID, "http://127.0.0.1:8030")
        .await
        .unwrap()
}

pub(crate) fn config(world: &World) -> NodeConfig {
    NodeConfig {
        chain_id: CHAIN_ID,
        rpc: world.url("/rpc").parse().unwrap(),
        factory: world.chain().factory(),
        timeout: TIMEOUT,
        retries: 0,
        min_confirmations: 1,
    }
}

pub(crate) fn node(world: &World) -> Node {
    Node::new(&config(world)).unwrap()
}

pub(crate) fn cache(world: &World) -> MetadataCache {
    MetadataCache::new(&world.url("").parse().unwrap(), TIMEOUT).unwrap()
}
