//! What works on a peer and must fail here.

use alloy_primitives::{Address, Bytes, U256};
use ocean_provider_core::{
    ddo::{Document, Profile},
    did::Did,
    index::{Allowed, Decrypted, MetadataEvent, NotIndexed, Policy, Skip},
    orders::{
        Log,
        events::{Event, MetadataCreated, MetadataValidated},
    },
    state::AssetState,
};

use crate::world::{
    SENDER, created, data, dataset, in_order, policy, proof, reason, sighting, validator,
};

const ATTACKER: Address = Address::repeat_byte(0x66);

fn skip(sighted: ocean_provider_core::index::Sighting, bytes: Vec<u8>) -> Skip {
    let policy = policy();
    let noticed = sighted.check(&policy);
    match noticed.and_then(|noticed| noticed.open(Decrypted::Bytes(bytes))) {
        Err(NotIndexed::Skip(skip)) => skip,
        other => panic!("{other:?}"),
    }
}

/// A document whose `id` is that of another chain or NFT. ddo.js finds it, and calls it valid.
#[test]
fn a41_a_document_with_the_did_of_another_nft_or_chain_is_not_indexed() {
    let wrong_chain = Document::parse(data("wrong-did.json")).unwrap();
    let (document, nft, chain_id) = dataset();
    let other = Did::compute(ATTACKER, chain_id).unwrap();
    let wrong_nft = document.edit("/id", &format!("\"{other}\"")).unwrap();
    for (document, expected_nft) in [(wrong_chain, None), (wrong_nft, Some(nft))] {
        assert!(document.validate(Profile::DdoJs).unwrap().is_valid());
        let nft = document.ddo().parse_nft_address().unwrap().unwrap();
        assert!(expected_nft.is_none_or(|expected| expected == nft));
        let bytes = document.bytes().to_vec();
        let skip = skip(sighting(created(nft, &bytes), chain_id), bytes.clone());
        let expected = Did::compute(nft, chain_id).unwrap();
        let found = document.ddo().id().unwrap();
        assert_eq!(
            skip.to_string(),
            format!("`id` of the document is `{found}`, expected `{expected}`")
        );
        assert_eq!(skip.code(), "asset_other_did");

        // Not even where the rules of the profile let it pass.
        let sighted = sighting(created(nft, &bytes), chain_id);
        let policy = Policy {
            profile: Profile::DdoJs,
            ..policy()
        };
        assert_eq!(
            reason(sighted, &policy, bytes).unwrap_err(),
            "skip asset_other_did"
        );

        let right = document.edit("/id", &format!("\"{expected}\"")).unwrap();
        let bytes = right.bytes().to_vec();
        reason(sighting(created(nft, &bytes), chain_id), &policy, bytes).unwrap();
    }
}

/// `nftAddress` or `chainId` alone say something else.
#[test]
fn a41_a_document_that_names_another_nft_or_chain_is_not_indexed() {
    let (document, nft, chain_id) = dataset();
    for (pointer, value, code) in [
        ("/nftAddress", format!("\"{ATTACKER}\""), "asset_other_nft"),
        ("/chainId", "1".to_owned(), "asset_other_chain"),
        ("/nftAddress", "\"0x\"".to_owned(), "asset_nft_address"),
    ] {
        let bytes = document.edit(pointer, &value).unwrap().bytes().to_vec();
        let skip = skip(sighting(created(nft, &bytes), chain_id), bytes);
        assert_eq!(skip.code(), code);
    }
    let bytes = document.remove("/id").unwrap().bytes().to_vec();
    let skip = skip(sighting(created(nft, &bytes), chain_id), bytes);
    assert_eq!(skip.code(), "asset_no_id");
}

/// The attacker's NFT, listed by the factory, brings the victim's document. A Provider that does
/// not compare the two decrypts it, even where the victim's is revoked.
#[test]
fn a16_a_document_of_a_foreign_asset_is_not_indexed_through_an_own_nft() {
    let (document, _, chain_id) = dataset();
    let bytes = document.bytes().to_vec();
    let sighted = sighting(created(ATTACKER, &bytes), chain_id);
    let envelope = sighted.event.envelope().unwrap();
    assert_eq!(envelope.open([]).unwrap(), bytes, "it does open");
    let skip = skip(sighted, bytes);
    assert_eq!(skip.code(), "asset_other_did");
}

#[test]
fn a16_a_revoked_document_is_not_opened() {
    let (mut sighted, _) = in_order();
    sighted.state = AssetState::Revoked;
    let Err(NotIndexed::Tombstone(tombstone)) = sighted.check(&policy()) else {
        panic!("opened");
    };
    assert_eq!(tombstone.refusal().code(), "asset_revoked");
}

/// In one transaction the NFT and a contract of the attacker emit `MetadataCreated`. Provider 2.1.6
/// takes the first, whoever emitted it.
#[test]
fn a46_the_event_of_another_contract_in_the_same_transaction_does_not_count() {
    let (document, nft, chain_id) = dataset();
    let bytes = document.bytes().to_vec();
    let forged = document.edit("/services/0/serviceEndpoint", "\"https://evil.example\"");
    let forged = forged.unwrap().bytes().to_vec();
    let log = |emitter, bytes: &[u8], index| -> Log {
        let event = MetadataCreated {
            created_by: SENDER,
            state: 0,
            decryptor_url: "https://provider.example".to_owned(),
            flags: Bytes::from(vec![0]),
            data: bytes.to_vec().into(),
            metadata_hash: ocean_provider_core::checksum::DocumentHash::of(bytes).into(),
            timestamp: U256::from(1),
            block_number: U256::from(1),
        };
        event.encode(emitter, index)
    };
    let logs = [log(ATTACKER, &forged, 0), log(nft, &bytes, 1)];
    let mut indexed = Vec::new();
    for log in &logs {
        let Some(emitted) = Event::decode(log).unwrap() else {
            panic!("no event");
        };
        let Event::MetadataCreated(event) = emitted.event else {
            panic!("another event");
        };
        let event = MetadataEvent::from(ocean_provider_core::orders::events::Emitted {
            address: emitted.address,
            log_index: emitted.log_index,
            event,
        });
        let bytes = event.envelope().unwrap().open([]).unwrap();
        let mut sighted = sighting(event, chain_id);
        // The factory lists the NFT only.
        if sighted.event.nft() == ATTACKER {
            sighted.listed = Address::ZERO;
        }
        indexed.push(reason(sighted.clone(), &policy(), bytes.clone()).map(|it| it.did()));
        // An NFT of the attacker's own that it does list helps no more.
        sighted.listed = sighted.event.nft();
        let again = reason(sighted, &policy(), bytes).map(|it| it.did());
        assert_eq!(again.is_ok(), log.address == nft);
    }
    let did = Did::compute(nft, chain_id).unwrap();
    assert_eq!(indexed, [Err("skip index_not_listed".to_owned()), Ok(did)]);
}

/// The same with the validators' proofs: Aquarius takes those of any emitter, for any hash.
#[test]
fn a46_the_proof_of_another_contract_in_the_same_transaction_does_not_count() {
    let (mut sighted, bytes) = in_order();
    let policy = Policy {
        validators: Allowed::Only(vec![validator().address()]),
        ..policy()
    };
    let (nft, hash) = (sighted.event.nft(), sighted.event.hash());
    sighted.proofs = vec![proof(ATTACKER, hash)];
    let found = reason(sighted.clone(), &policy, bytes.clone()).unwrap_err();
    assert_eq!(found, "skip index_not_validated");
    sighted.proofs.push(proof(nft, hash));
    reason(sighted, &policy, bytes).unwrap();
}

/// The NFT itself emits a proof that nobody signed. The contract would have refused it.
#[test]
fn a47_a_proof_that_an_nft_made_up_does_not_count() {
    let (mut sighted, bytes) = in_order();
    let policy = Policy {
        validators: Allowed::Only(vec![validator().address()]),
        ..policy()
    };
    let (nft, hash) = (sighted.event.nft(), sighted.event.hash());
    let mut forged = proof(nft, hash);
    forged.event.s.0[31] ^= 1;
    let unsigned = MetadataValidated {
        validator: validator().address(),
        metadata_hash: hash.into(),
        ..forged.event.clone()
    };
    sighted.proofs = vec![
        forged,
        MetadataValidated::decode(&unsigned.encode(nft, 5)).unwrap(),
    ];
    let found = reason(sighted, &policy, bytes).unwrap_err();
    assert_eq!(found, "skip index_not_validated");
}

/// The NFT emits the victim's event itself, through `executeCall`: the document is still bound.
#[test]
fn a47_a_document_stays_bound_to_the_nft_that_emits_it() {
    let (victim, _, chain_id) = dataset();
    let bytes = victim.bytes().to_vec();
    let skip = skip(sighting(created(ATTACKER, &bytes), chain_id), bytes);
    assert_eq!(skip.code(), "asset_other_did");
}
