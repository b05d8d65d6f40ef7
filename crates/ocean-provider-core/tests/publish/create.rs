//! A new asset.

use alloy_primitives::{B256, Bytes, U256};
use ocean_provider_core::{
    ddo::{Profile, draft::Service},
    did::Did,
    encryption::{Ciphertext, Compression},
    files::{Binding, DatasetFiles},
    index::{Allowed, Answers, Decrypted, Policy, Sighting, Transaction},
    keys::ProviderKey,
    orders::{
        MetadataProof,
        calls::SetMetaData,
        events::{Emitted, MetadataCreated},
    },
    publish::{self, Publication, Settings, Visibility},
    state::AssetState,
};

use crate::world::{
    DATATOKEN, NFT, OTHER_DATATOKEN, URL, draft, endpoint, provider, random, remotely, service,
    settings, two_services,
};

const PACKINGS: [(Visibility, Compression, u8); 4] = [
    (Visibility::Plain, Compression::None, 0),
    (Visibility::Plain, Compression::Xz, 1),
    (Visibility::Sealed, Compression::None, 2),
    (Visibility::Sealed, Compression::Xz, 3),
];

fn settings_of(visibility: Visibility, compression: Compression) -> Settings {
    Settings {
        visibility,
        compression,
        ..settings()
    }
}

fn sealed(settings: Settings) -> Publication {
    let prepared = publish::create(draft(), two_services(), settings).unwrap();
    prepared.seal(&provider().public_key(), random).unwrap()
}

#[test]
fn all_parts_agree() {
    for (visibility, compression, flags) in PACKINGS {
        let publication = sealed(settings_of(visibility, compression));
        let call = publication.set_metadata();
        assert_eq!(publication.did(), Did::compute(NFT, 137).unwrap());
        assert_eq!((publication.nft(), publication.chain_id()), (NFT, 137));
        assert_eq!(publication.hash(), publication.document().hash());
        assert_eq!(call.metadata_hash, *publication.hash().as_b256());
        assert_eq!(call.flags, Bytes::from(vec![flags]));
        assert_eq!(call.state, 0);
        assert_eq!(call.decryptor_url, "https://provider.example");
        assert_eq!(call.decryptor_address, provider().address().to_string());
        assert!(call.proofs.is_empty());
        let envelope = publication.envelope();
        assert_eq!(envelope.flags.to_byte(), flags);
        assert_eq!(*envelope.data, *call.data);
        assert_eq!(
            envelope.open([&provider()]).unwrap(),
            publication.document().bytes()
        );
        assert_eq!(call.calldata().unwrap()[..4], SetMetaData::SELECTOR);
    }
}

#[test]
fn the_document_is_valid_and_as_every_peer_hashes_it() {
    let publication = sealed(settings());
    let document = publication.document();
    assert!(document.validate(Profile::Strict).unwrap().is_valid());
    assert!(document.validate(Profile::Aquarius).unwrap().is_valid());
    assert!(document.validate(Profile::DdoJs).unwrap().is_valid());
    let stringified = ocean_provider_core::checksum::js_stringify(document.text()).unwrap();
    assert_eq!(stringified, document.text());
}

#[test]
fn the_files_open_in_their_service_only() {
    let publication = sealed(settings());
    let ddo = publication.document().ddo();
    for (id, datatoken, other) in [
        ("one", DATATOKEN, OTHER_DATATOKEN),
        ("two", OTHER_DATATOKEN, DATATOKEN),
    ] {
        let files = ddo.service_by_id(id).unwrap().files().unwrap().to_string();
        let files: Ciphertext = files.parse().unwrap();
        let open = |datatoken, nft| {
            let binding = Binding { datatoken, nft };
            DatasetFiles::open([&provider()], files.as_bytes(), binding)
        };
        let opened = open(datatoken, NFT).unwrap();
        assert_eq!(opened.files().len(), 2);
        assert!(opened.plaintext().contains(URL));
        assert_eq!(
            open(other, NFT).unwrap_err().code(),
            "files_other_datatoken"
        );
        assert_eq!(
            open(datatoken, other).unwrap_err().code(),
            "files_other_nft"
        );
    }
}

#[test]
fn services_that_are_sealed_already_come_first() {
    let mut draft = draft();
    let files = "0x04c0ffee".parse().unwrap();
    // Of another Provider, to which nothing is sealed here.
    let endpoint = "https://another.example".parse().unwrap();
    draft.services = vec![Service::access("old", files, DATATOKEN, endpoint, 0)];
    let prepared = publish::create(draft, [service("new", DATATOKEN)], settings()).unwrap();
    let publication = prepared.seal(&provider().public_key(), random).unwrap();
    let ddo = publication.document().ddo();
    assert_eq!(ddo.service(0).unwrap().files().unwrap(), "0x04c0ffee");
    assert_eq!(ddo.service(1).unwrap().id().unwrap(), "new");
    assert!(ddo.service(1).unwrap().files().unwrap().to_string().len() > 200);
}

/// With the same random numbers, both ways publish the same bytes.
#[test]
fn a_remote_provider_makes_no_difference() {
    for (visibility, compression, _) in PACKINGS {
        let settings = settings_of(visibility, compression);
        let here = sealed(settings.clone());
        let prepared = publish::create(draft(), two_services(), settings).unwrap();
        let (there, asked) = remotely(prepared).unwrap();
        assert_eq!(there.document().text(), here.document().text());
        assert_eq!(there.set_metadata(), here.set_metadata());
        let expected: &[usize] = match visibility {
            Visibility::Sealed => &[2, 1],
            _ => &[2],
        };
        assert_eq!(asked, expected);
    }
}

#[test]
fn the_document_before_it_is_sealed_has_the_length_of_the_one_after() {
    let prepared = publish::create(draft(), two_services(), settings()).unwrap();
    let before = prepared.document().text().len();
    let publication = prepared.seal(&provider().public_key(), random).unwrap();
    assert_eq!(publication.document().text().len(), before);
}

#[test]
fn proofs_must_be_of_the_hash() {
    let validator = ProviderKey::from_bytes(&[9; 32]).unwrap();
    let publication = sealed(settings());
    let hash = publication.set_metadata().metadata_hash;
    let proof = MetadataProof::sign(&hash, &validator).unwrap();
    let with = publication
        .clone()
        .with_proofs(vec![proof.clone()])
        .unwrap();
    assert_eq!(with.set_metadata().proofs, [proof]);
    let other = MetadataProof::sign(&B256::repeat_byte(0x22), &validator);
    let error = publication.with_proofs(vec![other.unwrap()]).unwrap_err();
    assert_eq!(error.code(), "proof_signer");
}

#[test]
fn every_state_with_a_name_can_be_published() {
    for state in 0..=5 {
        let settings = Settings {
            state: AssetState::from(state),
            ..settings()
        };
        assert_eq!(sealed(settings).set_metadata().state, state);
    }
}

/// What was published is what an indexer finds.
#[test]
fn an_indexer_finds_what_was_published() {
    let publication = sealed(settings());
    let call = publication.set_metadata();
    let event = MetadataCreated {
        created_by: NFT,
        state: call.state,
        decryptor_url: call.decryptor_url.clone(),
        flags: call.flags.clone(),
        data: call.data.clone(),
        metadata_hash: call.metadata_hash,
        timestamp: U256::from(1_700_000_000),
        block_number: U256::from(5),
    };
    let emitted: Emitted<_> = MetadataCreated::decode(&event.encode(publication.nft(), 0)).unwrap();
    let sighting = Sighting {
        event: emitted.into(),
        chain_id: publication.chain_id(),
        transaction: Transaction {
            hash: call.metadata_hash,
            block: 5,
            timestamp: 1_700_000_000,
            from: NFT,
        },
        listed: NFT,
        state: AssetState::Active,
        proofs: vec![],
        stored: None,
    };
    let policy = Policy {
        publishers: Allowed::Everybody,
        validators: Allowed::Everybody,
        profile: Profile::Strict,
    };
    let noticed = sighting.check(&policy).unwrap();
    assert_eq!(noticed.decryptor_url(), endpoint().as_str());
    let bytes = noticed.envelope().unwrap().open([&provider()]).unwrap();
    let opened = noticed.open(Decrypted::Bytes(bytes)).unwrap();
    assert_eq!(opened.datatokens(), [DATATOKEN, OTHER_DATATOKEN]);
    let indexed = opened.enhance(&Answers::default()).unwrap();
    assert_eq!(indexed.did(), publication.did());
    let stripped = indexed.document().strip_enhanced().unwrap();
    assert_eq!(stripped.hash(), publication.hash());
}
