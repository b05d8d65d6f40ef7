//! Traits of what publishes and indexes, and error texts that no other test has.

use std::{error::Error, fmt::Debug, hash::Hash};

use ocean_provider_core::{
    Asset, AssetError, Defect, ParseProviderInfoError, ProviderInfo, ServiceEndpoint,
    ddo::{Document, ParseDocumentError},
    index::{
        Allowed, Answers, Decrypted, IndexedAsset, MetadataEvent, NftAnswers, NotIndexed, Noticed,
        Opened, Policy, Price, Retry, Sighting, Skip, StateChange, Stats, TokenAnswers, Tombstone,
        Transaction,
    },
    publish::{
        NeedEncrypt, Prepared, Publication, PublishError, ServiceFiles, Settings, Step,
        UnsealedService, Visibility,
    },
};

#[test]
fn values_are_plain_and_errors_are_errors() {
    fn sent<T: Send + Sync + Unpin + Debug>() {}
    fn value<T: Clone + Send + Sync + Unpin + Debug + 'static>() {}
    fn plain<T: Copy + Eq + Hash + Debug + Send + Sync + Unpin + 'static>() {}
    fn error<T: Error + Clone + Send + Sync + Unpin + 'static>() {}
    fn told<T: Error + Clone + Eq + Send + Sync + Unpin + 'static>() {}
    sent::<Asset>();
    sent::<Noticed<'_>>();
    sent::<Opened>();
    sent::<Prepared>();
    sent::<NeedEncrypt>();
    sent::<Step>();
    sent::<UnsealedService>();
    sent::<ServiceFiles>();
    value::<Answers>();
    value::<Allowed>();
    value::<Decrypted>();
    value::<Defect>();
    value::<IndexedAsset>();
    value::<MetadataEvent>();
    value::<NftAnswers>();
    value::<Policy>();
    value::<Price>();
    value::<ProviderInfo>();
    value::<Publication>();
    value::<ServiceEndpoint>();
    value::<Settings>();
    value::<Sighting>();
    value::<StateChange>();
    value::<Stats>();
    value::<TokenAnswers>();
    value::<Tombstone>();
    plain::<Transaction>();
    plain::<Visibility>();
    error::<NotIndexed>();
    told::<AssetError>();
    told::<ParseProviderInfoError>();
    told::<PublishError>();
    told::<Retry>();
    told::<Skip>();
}

fn unreadable() -> ParseDocumentError {
    Document::parse("[]").unwrap_err()
}

#[test]
fn errors_name_their_source() {
    let edit = Document::parse("{}").unwrap().edit("x", "1").unwrap_err();
    for (skip, message, code) in [
        (
            Skip::Unreadable(unreadable()),
            "document cannot be read",
            "index_unreadable",
        ),
        (
            Skip::Unstorable(unreadable()),
            "document cannot be stored",
            "index_unstorable",
        ),
        (
            Skip::Unchangeable(edit.clone()),
            "stored document cannot be changed",
            "index_unchangeable",
        ),
    ] {
        assert!(skip.source().is_some());
        let not = NotIndexed::from(skip);
        assert_eq!((&*not.to_string(), not.code()), (message, code));
        assert!(not.source().is_some());
    }
    let error = PublishError::from(edit.clone());
    assert_eq!(
        (error.to_string(), error.code()),
        (edit.to_string(), edit.code())
    );
    let error = PublishError::from(unreadable());
    assert_eq!(error.code(), unreadable().code());
    assert_eq!(error.to_string(), unreadable().to_string());
}

#[test]
fn an_asset_says_what_contradicts() {
    use alloy_primitives::Address;
    let nft = Address::repeat_byte(1);
    let new = |text: &str, chain_id| Asset::new(Document::parse(text).unwrap(), nft, chain_id);
    let did = "did:op:5c25ff9c4f4c0e60ce0ba0bc0d4dc9a1ac51ed5e3d2d6ad9bb3dfdd0de6a8ad4";
    let own = ocean_provider_core::did::Did::compute(nft, 1).unwrap();
    for (text, chain_id, code, message) in [
        (
            "{}".to_owned(),
            0,
            "asset_chain_id",
            "chain id 0 names no chain: expected 1 or more".to_owned(),
        ),
        (
            "{}".to_owned(),
            1,
            "asset_no_id",
            "document has no `id`, expected a DID".to_owned(),
        ),
        (
            r#"{"id":"x"}"#.to_owned(),
            1,
            "asset_did",
            "`id` of the document is no DID".to_owned(),
        ),
        (
            format!(r#"{{"id":"{did}"}}"#),
            1,
            "asset_other_did",
            format!("`id` of the document is `{did}`, expected `{own}`"),
        ),
        (
            format!(r#"{{"id":"{own}","nftAddress":"0x"}}"#),
            1,
            "asset_nft_address",
            "`nftAddress` of the document is no address".to_owned(),
        ),
        (
            format!(r#"{{"id":"{own}","nftAddress":"{}"}}"#, Address::ZERO),
            1,
            "asset_other_nft",
            format!(
                "`nftAddress` of the document is {}, expected {nft}",
                Address::ZERO
            ),
        ),
        (
            format!(r#"{{"id":"{own}","chainId":5}}"#),
            1,
            "asset_other_chain",
            "`chainId` of the document is 5, expected 1".to_owned(),
        ),
    ] {
        let error = new(&text, chain_id).unwrap_err();
        assert_eq!((error.code(), error.to_string()), (code, message), "{text}");
    }
    new(&format!(r#"{{"id":"{own}"}}"#), 1).unwrap();
}
