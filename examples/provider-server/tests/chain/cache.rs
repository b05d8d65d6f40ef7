//! A metadata cache that is in order.

use ocean_provider_core::{Asset, did::Did};
use provider_server::{dev::Sample, metadata_cache::MetadataCache};

use crate::world::{TIMEOUT, cache, world};

#[tokio::test]
async fn a_document_is_found_and_is_that_of_its_nft() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let found = cache(&world).document(asset.did()).await.unwrap().unwrap();
    assert_eq!(found.text(), world.cached(asset.did()).unwrap().text());
    let found = Asset::new(found, asset.nft(), world.chain_id()).unwrap();
    assert_eq!(found.did(), asset.did());
    let services = found.document().ddo().services().unwrap();
    assert_eq!(services.iter().count(), 1);
    assert_eq!(world.requests(&asset.did().to_string()), 1);
}

#[tokio::test]
async fn an_unknown_asset_is_none() {
    let world = world().await;
    let unknown = Did::compute(world.publisher(), 1).unwrap();
    assert!(cache(&world).document(unknown).await.unwrap().is_none());
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_address_does_no_harm() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let url = world.url("/").parse().unwrap();
    let cache = MetadataCache::new(&url, TIMEOUT).unwrap();
    assert!(cache.document(asset.did()).await.unwrap().is_some());
}

#[tokio::test]
async fn the_document_of_another_asset_is_an_error() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let other = Did::compute(world.publisher(), 1).unwrap();
    world.put_cached(other, world.cached(asset.did()).unwrap());
    let error = cache(&world).document(other).await.unwrap_err();
    assert_eq!(error.code(), "cache_other_asset");
}
