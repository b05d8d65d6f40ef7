//! An event that is in order, with facts that agree.

use std::{fs, path::Path};

use alloy_primitives::{Address, B256, Bytes, U256, address};
use ocean_provider_core::{
    Asset,
    checksum::DocumentHash,
    ddo::{Document, Profile},
    index::{
        Allowed, Answers, Decrypted, IndexedAsset, MetadataEvent, NotIndexed, Policy, Sighting,
        Transaction,
    },
    keys::ProviderKey,
    orders::{
        MetadataProof,
        events::{Emitted, MetadataCreated, MetadataState, MetadataUpdated, MetadataValidated},
    },
    state::AssetState,
};

pub(crate) const SENDER: Address = address!("0xE24E9de9B1FbDb6c6475693208deCA90987a4F8c");

pub(crate) fn data(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// A document of `examples/data` that Strict calls valid, and its NFT and chain.
pub(crate) fn dataset() -> (Document, Address, u64) {
    own(Document::parse(data("dataset-url.json")).unwrap())
}

/// A document, and the NFT and chain that it names.
pub(crate) fn own(document: Document) -> (Document, Address, u64) {
    let nft = document.ddo().parse_nft_address().unwrap().unwrap();
    let chain_id = document.ddo().chain_id().unwrap();
    (document, nft, chain_id)
}

pub(crate) fn policy() -> Policy {
    Policy {
        publishers: Allowed::Everybody,
        validators: Allowed::Everybody,
        profile: Profile::Strict,
    }
}

pub(crate) fn transaction(block: u64) -> Transaction {
    Transaction {
        hash: B256::with_last_byte(u8::try_from(block).unwrap()),
        block,
        timestamp: 1_676_479_342,
        from: SENDER,
    }
}

/// `MetadataCreated` of a document that is neither compressed nor encrypted.
pub(crate) fn created(emitter: Address, bytes: &[u8]) -> MetadataEvent {
    let event = MetadataCreated {
        created_by: SENDER,
        state: 0,
        decryptor_url: "https://provider.example".to_owned(),
        flags: Bytes::from(vec![0]),
        data: bytes.to_vec().into(),
        metadata_hash: DocumentHash::of(bytes).into(),
        timestamp: U256::from(1_676_479_342),
        block_number: U256::from(7),
    };
    // As it comes from the chain.
    MetadataCreated::decode(&event.encode(emitter, 3))
        .unwrap()
        .into()
}

/// `MetadataUpdated` of the same.
pub(crate) fn updated(emitter: Address, bytes: &[u8]) -> MetadataEvent {
    let event = MetadataUpdated {
        updated_by: SENDER,
        state: 0,
        decryptor_url: "https://provider.example".to_owned(),
        flags: Bytes::from(vec![0]),
        data: bytes.to_vec().into(),
        metadata_hash: DocumentHash::of(bytes).into(),
        timestamp: U256::from(1_676_479_342),
        block_number: U256::from(7),
    };
    MetadataUpdated::decode(&event.encode(emitter, 3))
        .unwrap()
        .into()
}

pub(crate) fn sighting(event: MetadataEvent, chain_id: u64) -> Sighting {
    Sighting {
        listed: event.nft(),
        event,
        chain_id,
        transaction: transaction(10),
        state: AssetState::Active,
        proofs: Vec::new(),
        stored: None,
    }
}

/// A sighting of a document in order, and its bytes.
pub(crate) fn in_order() -> (Sighting, Vec<u8>) {
    let (document, nft, chain_id) = dataset();
    let bytes = document.bytes().to_vec();
    (sighting(created(nft, &bytes), chain_id), bytes)
}

pub(crate) fn validator() -> ProviderKey {
    ProviderKey::from_bytes(&[9; 32]).unwrap()
}

/// What the contract emits beside the document.
pub(crate) fn proof(emitter: Address, hash: DocumentHash) -> Emitted<MetadataValidated> {
    let proof = MetadataProof::sign(hash.as_b256(), &validator()).unwrap();
    let event = MetadataValidated {
        validator: proof.validator,
        metadata_hash: hash.into(),
        v: proof.v,
        r: proof.r,
        s: proof.s,
    };
    MetadataValidated::decode(&event.encode(emitter, 4)).unwrap()
}

pub(crate) fn state_event(nft: Address, state: u8) -> Emitted<MetadataState> {
    let event = MetadataState {
        updated_by: SENDER,
        state,
        timestamp: U256::from(1_676_479_400),
        block_number: U256::from(11),
    };
    MetadataState::decode(&event.encode(nft, 0)).unwrap()
}

/// All the steps.
pub(crate) fn index(
    sighting: Sighting,
    policy: &Policy,
    bytes: Vec<u8>,
    answers: &Answers,
) -> Result<IndexedAsset, NotIndexed> {
    let noticed = sighting.check(policy)?;
    noticed.open(Decrypted::Bytes(bytes))?.enhance(answers)
}

pub(crate) fn reason(
    sighting: Sighting,
    policy: &Policy,
    bytes: Vec<u8>,
) -> Result<IndexedAsset, String> {
    index(sighting, policy, bytes, &Answers::default()).map_err(|not| {
        let kind = match &not {
            NotIndexed::Skip(_) => "skip",
            NotIndexed::Retry(_) => "retry",
            NotIndexed::Tombstone(_) => "tombstone",
        };
        format!("{kind} {}", not.code())
    })
}

/// The dataset as it is stored after its first event, in block 10.
pub(crate) fn stored() -> Document {
    let (sighting, bytes) = in_order();
    reason(sighting, &policy(), bytes).unwrap().into_document()
}

pub(crate) fn asset_is_own(document: &Document) -> bool {
    let ddo = document.ddo();
    match (ddo.parse_nft_address(), ddo.chain_id()) {
        (Some(Ok(nft)), Some(chain_id)) => Asset::new(document.clone(), nft, chain_id).is_ok(),
        _ => false,
    }
}
