//! The order of the checks: everything is wrong at once, and is put right one by one.

use alloy_primitives::Address;
use ocean_provider_core::{
    ddo::Document,
    index::{Allowed, Decrypted, Policy, Sighting},
    state::AssetState,
};

use crate::world::{
    SENDER, created, dataset, in_order, policy, proof, sighting, stored, transaction, validator,
};

struct Case {
    sighting: Sighting,
    policy: Policy,
    decrypted: Decrypted,
}

fn code(case: &Case) -> &'static str {
    let noticed = match case.sighting.clone().check(&case.policy) {
        Ok(noticed) => noticed,
        Err(not) => return not.code(),
    };
    match noticed.open(case.decrypted.clone()) {
        Ok(_) => "indexed",
        Err(not) => not.code(),
    }
}

#[test]
fn the_first_reason_is_told() {
    let (document, nft, chain_id) = dataset();
    let valid = document.bytes().to_vec();
    let invalid = document.remove("/metadata/license").unwrap();
    let foreign = invalid.edit("/chainId", "1").unwrap();
    let broken = &valid[1..];

    let on_chain = |bytes: &[u8]| sighting(created(nft, bytes), chain_id);
    let mut case = Case {
        sighting: Sighting {
            listed: Address::ZERO,
            state: AssetState::EndOfLife,
            stored: Some(stored().edit("/nft/address", "\"0x01\"").unwrap()),
            ..on_chain(broken)
        },
        policy: Policy {
            publishers: Allowed::Only(vec![]),
            validators: Allowed::Only(vec![validator().address()]),
            ..policy()
        },
        decrypted: Decrypted::Unavailable,
    };
    assert_eq!(code(&case), "index_other_record");
    case.sighting.stored = Some(stored());
    assert_eq!(code(&case), "index_not_listed");
    case.sighting.listed = nft;
    assert_eq!(code(&case), "index_not_validated");
    case.sighting.proofs = vec![proof(nft, case.sighting.event.hash())];
    assert_eq!(code(&case), "asset_end_of_life");
    case.sighting.state = AssetState::OrderingDisabled;
    assert_eq!(code(&case), "index_unavailable");
    case.decrypted = Decrypted::Refused;
    assert_eq!(code(&case), "index_refused");
    case.decrypted = Decrypted::Bytes(valid.clone());
    assert_eq!(code(&case), "index_hash");
    case.decrypted = Decrypted::Bytes(broken.to_vec());
    assert_eq!(code(&case), "index_unreadable");
    let bring = |case: &mut Case, document: &Document| {
        case.sighting.event = created(nft, document.bytes());
        case.sighting.proofs = vec![proof(nft, document.hash())];
        case.decrypted = Decrypted::Bytes(document.bytes().to_vec());
    };
    bring(&mut case, &foreign);
    assert_eq!(code(&case), "asset_other_chain");
    bring(&mut case, &invalid);
    assert_eq!(code(&case), "index_publisher");
    case.policy.publishers = Allowed::Only(vec![SENDER]);
    assert_eq!(code(&case), "index_indexed");
    case.sighting.transaction = transaction(9);
    assert_eq!(code(&case), "index_not_newer");
    case.sighting.transaction = transaction(11);
    assert_eq!(code(&case), "index_invalid");
    bring(&mut case, &document);
    assert_eq!(code(&case), "indexed");
}

/// Two events of one block: the second is passed over, as Aquarius does.
#[test]
fn the_same_block_is_not_newer() {
    let (mut sighted, bytes) = in_order();
    sighted.stored = Some(stored());
    sighted.transaction.hash = transaction(99).hash;
    let not = sighted
        .check(&policy())
        .unwrap()
        .open(Decrypted::Bytes(bytes));
    assert_eq!(
        not.unwrap_err().to_string(),
        "event of block 10, expected one after block 10, which is indexed"
    );
}
