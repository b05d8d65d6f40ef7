//! Each fact that contradicts another, alone: the reason is named, and goes when its cause does.

use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    AssetError,
    checksum::DocumentHash,
    ddo::{Code, Profile},
    index::{Allowed, Decrypted, NotIndexed, Policy, Retry, Sighting, Skip},
    state::AssetState,
};

use crate::world::{
    SENDER, created, data, dataset, in_order, policy, proof, reason, sighting, stored, transaction,
    updated, validator,
};

fn check(
    what: &str,
    expected: &str,
    change: impl FnOnce(&mut Sighting, &mut Policy, &mut Vec<u8>),
) {
    let (mut sighted, mut bytes) = in_order();
    let mut policy = policy();
    reason(sighted.clone(), &policy, bytes.clone()).unwrap();
    change(&mut sighted, &mut policy, &mut bytes);
    let found = reason(sighted, &policy, bytes).unwrap_err();
    assert_eq!(found, expected, "{what}");
}

#[test]
fn each_contradiction_is_named() {
    let other = Address::repeat_byte(0x77);
    check("listed as another", "skip index_not_listed", |s, _, _| {
        s.listed = other;
    });
    check("not listed", "skip index_not_listed", |s, _, _| {
        s.listed = Address::ZERO;
    });
    check("chain of the log", "skip asset_other_did", |s, _, _| {
        s.chain_id = 1;
    });
    check("no such chain", "skip asset_chain_id", |s, _, _| {
        s.chain_id = 0;
    });
    check("bytes", "retry index_hash", |_, _, bytes| bytes.push(b' '));
    check("sender", "skip index_publisher", |s, policy, _| {
        policy.publishers = Allowed::Only(vec![SENDER]);
        s.transaction.from = other;
    });
    check(
        "no publisher at all",
        "skip index_publisher",
        |_, policy, _| {
            policy.publishers = Allowed::Only(vec![]);
        },
    );
    check("no proof", "skip index_not_validated", |_, policy, _| {
        policy.validators = Allowed::Only(vec![validator().address()]);
    });
    check(
        "proof of another hash",
        "skip index_not_validated",
        |s, policy, _| {
            policy.validators = Allowed::Only(vec![validator().address()]);
            s.proofs = vec![proof(s.event.nft(), DocumentHash::of(b"another"))];
        },
    );
    check(
        "proof of another validator",
        "skip index_not_validated",
        |s, policy, _| {
            policy.validators = Allowed::Only(vec![other]);
            s.proofs = vec![proof(s.event.nft(), s.event.hash())];
        },
    );
    check(
        "record of another NFT",
        "retry index_other_record",
        |s, _, _| {
            s.stored = Some(
                stored()
                    .edit("/nft/address", &format!("\"{other}\""))
                    .unwrap(),
            );
        },
    );
    check(
        "record of another chain",
        "retry index_other_record",
        |s, _, _| {
            s.stored = Some(stored().edit("/chainId", "1").unwrap());
        },
    );
    check(
        "record of nothing",
        "retry index_other_record",
        |s, _, _| {
            s.stored = Some(stored().edit("/nft", "null").unwrap());
        },
    );
    check("record of the same", "skip index_indexed", |s, _, _| {
        s.stored = Some(stored());
    });
    check(
        "record of a later one",
        "skip index_not_newer",
        |s, _, _| {
            s.stored = Some(stored());
            s.transaction = transaction(9);
        },
    );
    check("revoked", "tombstone asset_revoked", |s, _, _| {
        s.state = AssetState::Revoked;
    });
    check("no state", "tombstone asset_state_unknown", |s, _, _| {
        s.state = AssetState::from(6);
    });
}

#[test]
fn a_proof_of_an_allowed_validator_lets_it_pass() {
    let (mut sighted, bytes) = in_order();
    sighted.proofs = vec![proof(sighted.event.nft(), sighted.event.hash())];
    let policy = Policy {
        validators: Allowed::Only(vec![validator().address()]),
        publishers: Allowed::Only(vec![SENDER]),
        ..policy()
    };
    reason(sighted, &policy, bytes).unwrap();
}

/// Unlike Aquarius, which looks at the publisher of the first document only.
#[test]
fn the_publisher_of_an_update_is_looked_at() {
    let (document, nft, chain_id) = dataset();
    let bytes = document.bytes().to_vec();
    let mut sighted = sighting(updated(nft, &bytes), chain_id);
    sighted.transaction = transaction(11);
    sighted.stored = Some(stored());
    reason(sighted.clone(), &policy(), bytes.clone()).unwrap();
    let policy = Policy {
        publishers: Allowed::Only(vec![Address::repeat_byte(0x77)]),
        ..policy()
    };
    let found = reason(sighted, &policy, bytes).unwrap_err();
    assert_eq!(found, "skip index_publisher");
}

#[test]
fn an_update_of_what_is_not_stored_is_a_first_document() {
    let (document, nft, chain_id) = dataset();
    let bytes = document.bytes().to_vec();
    let indexed = reason(sighting(updated(nft, &bytes), chain_id), &policy(), bytes).unwrap();
    assert_eq!(indexed.text(), stored().text());
}

#[test]
fn every_violation_is_told() {
    let (document, nft, chain_id) = dataset();
    let bytes = document
        .remove("/metadata/license")
        .unwrap()
        .edit("/services/0/timeout", "\"1\"")
        .unwrap()
        .bytes()
        .to_vec();
    let policy = policy();
    let noticed = sighting(created(nft, &bytes), chain_id)
        .check(&policy)
        .unwrap();
    let Err(NotIndexed::Skip(Skip::Invalid { defects })) = noticed.open(Decrypted::Bytes(bytes))
    else {
        panic!("indexed");
    };
    let found: Vec<_> = defects
        .iter()
        .map(|defect| (&*defect.pointer, defect.code))
        .collect();
    assert_eq!(
        found,
        [
            ("/metadata/license", Code::Missing),
            ("/services/0/timeout", Code::WrongType),
        ]
    );
    assert_eq!(
        Skip::Invalid { defects }.to_string(),
        "document is not valid: /metadata/license: missing: expected a string (and 1 more)"
    );
}

#[test]
fn a_version_that_the_profile_does_not_know_is_named() {
    let document = data("credentials-service.json");
    let document = ocean_provider_core::ddo::Document::parse(document).unwrap();
    let (document, nft, chain_id) = crate::world::own(document);
    let bytes = document.bytes().to_vec();
    let sighted = sighting(created(nft, &bytes), chain_id);
    reason(sighted.clone(), &policy(), bytes.clone()).unwrap();
    let policy = Policy {
        profile: Profile::Aquarius,
        ..policy()
    };
    let found = reason(sighted, &policy, bytes).unwrap_err();
    assert_eq!(found, "skip unsupported_version");
}

#[test]
fn messages() {
    let (nft, hash) = (Address::repeat_byte(1), DocumentHash::of(b"{}"));
    let skip = |skip: Skip, message: &str| assert_eq!(skip.to_string(), message);
    skip(
        Skip::NotListed {
            emitter: nft,
            listed: Address::ZERO,
        },
        "contract 0x0101010101010101010101010101010101010101 emitted the event, and the factory \
         lists 0x0000000000000000000000000000000000000000 for it",
    );
    skip(
        Skip::NotValidated { nft, hash },
        "no allowed validator signed the document \
         `0x44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a` of NFT \
         0x0101010101010101010101010101010101010101",
    );
    skip(
        Skip::Refused,
        "the Provider refused to decrypt the document",
    );
    skip(
        Skip::OtherAsset(AssetError::NoId),
        "document has no `id`, expected a DID",
    );
    skip(
        Skip::Publisher { sender: nft },
        "sender 0x0101010101010101010101010101010101010101 is none of the allowed publishers",
    );
    skip(
        Skip::Indexed {
            transaction: B256::ZERO,
        },
        "transaction `0x0000000000000000000000000000000000000000000000000000000000000000` is \
         indexed already",
    );
    let retry = |retry: Retry, message: &str| assert_eq!(retry.to_string(), message);
    retry(
        Retry::Unavailable,
        "the document could not be decrypted now",
    );
    retry(
        Retry::Hash { expected: hash },
        "the decrypted bytes do not have the hash \
         `0x44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`",
    );
    retry(
        Retry::OtherRecord { nft, chain_id: 1 },
        "the stored document is not that of NFT 0x0101010101010101010101010101010101010101 on \
         chain 1",
    );
    retry(
        Retry::NoRecord { nft, chain_id: 1 },
        "no document is stored of NFT 0x0101010101010101010101010101010101010101 on chain 1",
    );
}
