//! Whose document it is: what it says of itself may contradict the NFT that it is held against.

use alloy_primitives::Address;
use ocean_provider_core::{
    Asset, AssetError,
    ddo::Document,
    did::{Did, Method},
};
use serde_json::{Value, json};

use crate::world::{CHAIN_ID, NFT, OTHER, World, did};

fn asset(ddo: &Value, nft: Address, chain_id: u64) -> Result<Asset, AssetError> {
    Asset::new(Document::parse(ddo.to_string()).unwrap(), nft, chain_id)
}

/// The code and the words for the honest document with one member exchanged.
fn refused(key: &str, value: Value) -> (&'static str, String) {
    let mut ddo = World::honest().ddo;
    ddo[key] = value;
    let error = asset(&ddo, NFT, CHAIN_ID).unwrap_err();
    (error.code(), error.to_string())
}

#[test]
fn the_document_of_the_nft() {
    let ddo = World::honest().ddo;
    let asset = asset(&ddo, NFT, CHAIN_ID).unwrap();
    assert_eq!(
        (asset.did(), asset.nft(), asset.chain_id()),
        (did(NFT), NFT, CHAIN_ID)
    );
    assert_eq!(asset.document().text(), ddo.to_string());
    assert_eq!(asset.into_document().text(), ddo.to_string());
}

#[test]
fn what_a_sold_asset_leaves_out_is_not_needed() {
    let ddo = json!({"id": did(NFT)});
    assert_eq!(asset(&ddo, NFT, CHAIN_ID).unwrap().did(), did(NFT));
    let other_method = did(NFT).with_method(Method::Ope);
    let ddo = json!({"id": other_method});
    assert_eq!(asset(&ddo, NFT, CHAIN_ID).unwrap().did(), other_method);
}

#[test]
fn did_of_another_nft() {
    let words = format!(
        "`id` of the document is `{}`, expected `{}`",
        did(OTHER),
        did(NFT)
    );
    assert_eq!(refused("id", json!(did(OTHER))), ("asset_other_did", words));
    let error = asset(&World::honest().ddo, OTHER, CHAIN_ID).unwrap_err();
    assert_eq!(error.code(), "asset_other_did");
}

#[test]
fn did_of_another_chain() {
    let elsewhere = Did::compute(NFT, 1).unwrap();
    assert_eq!(refused("id", json!(elsewhere)).0, "asset_other_did");
    let error = asset(&World::honest().ddo, NFT, 1).unwrap_err();
    assert_eq!(error.code(), "asset_other_did");
}

#[test]
fn no_did() {
    let words = "document has no `id`, expected a DID".to_owned();
    assert_eq!(refused("id", json!(null)), ("asset_no_id", words));
    let words = "`id` of the document is no DID".to_owned();
    assert_eq!(refused("id", json!("did:op:00")), ("asset_did", words));
}

#[test]
fn address_of_another_nft() {
    let words = format!("`nftAddress` of the document is {OTHER}, expected {NFT}");
    assert_eq!(
        refused("nftAddress", json!(OTHER.to_string())),
        ("asset_other_nft", words)
    );
    let words = "`nftAddress` of the document is no address".to_owned();
    assert_eq!(
        refused("nftAddress", json!("0x12")),
        ("asset_nft_address", words)
    );
}

#[test]
fn another_chain() {
    let words = "`chainId` of the document is 1, expected 8996".to_owned();
    assert_eq!(refused("chainId", json!(1)), ("asset_other_chain", words));
}

#[test]
fn there_is_no_chain_0() {
    let error = asset(&World::honest().ddo, NFT, 0).unwrap_err();
    assert_eq!(error.code(), "asset_chain_id");
    assert_eq!(
        error.to_string(),
        Did::compute(NFT, 0).unwrap_err().to_string()
    );
}
