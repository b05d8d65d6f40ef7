//! What is told before anybody has paid: prices and facts about files.

use alloy_primitives::{Address, B256, U256};
use ocean_provider_core::{
    access::{FileInfo, Initialize, Initialized, Keeper, OnChain, Probe, Reason},
    auth::MemoryNonces,
    files::{self, Binding, FileChecksum, FileName, FileRequest, FileType, Gateways},
    keys::KeyRing,
    orders::{FeeData, MAX_FEE_DATA, Rules},
    state::AssetState,
};
use serde_json::json;

use crate::world::{
    CHAIN_ID, DATATOKEN, NOW, OTHER, TRANSACTION, URL, World, alice, keeper, provider, sealed,
};

fn probe(world: &World) -> Result<Probe, Vec<&'static str>> {
    let asset = world.asset();
    let request = FileInfo {
        asset: &asset,
        on_chain: world.on_chain,
        service_id: world.service_id,
    };
    request
        .decide()
        .map_err(|denial| denial.reasons().map(Reason::code).collect())
}

fn found() -> files::FileInfo {
    files::FileInfo {
        index: 0,
        valid: true,
        file_type: Some(FileType::Url),
        content_length: Some(12),
        content_type: Some("text/csv".into()),
        filename: FileName::of_url(URL).map(|name| name.as_str().to_owned()),
        checksum: Some(FileChecksum::of(b"levels")),
    }
}

#[test]
fn a_probe_opens_what_is_to_be_looked_at() {
    let probe = probe(&World::honest()).unwrap();
    let files = keeper().open_probe(&probe).unwrap();
    assert_eq!(files.len(), 2);
    let request = files.request(0, None, Gateways::default()).unwrap();
    assert_eq!(request.file_type(), &FileType::Url);
    let FileRequest::Http(http) = request.request() else {
        panic!("the file is a URL");
    };
    assert_eq!(http.url(), URL);
    let missing = files.request(2, None, Gateways::default()).unwrap_err();
    assert_eq!(missing.code(), "no_such_file");
    let unreachable = files.request(1, None, Gateways::default()).unwrap_err();
    assert_eq!(unreachable.code(), "request_no_gateway");
}

#[test]
fn names_and_checksums_are_for_those_who_may_have_the_file() {
    let world = World::honest();
    let dataset = probe(&world).unwrap();
    let public = dataset.disclose(found(), None);
    let nameless = files::FileInfo {
        filename: None,
        checksum: None,
        ..found()
    };
    assert_eq!(public, nameless);

    let grant = world
        .decide()
        .unwrap()
        .spend(&MemoryNonces::default())
        .unwrap();
    assert_eq!(dataset.disclose(found(), Some(&grant)), found());

    // Whoever trusts an algorithm writes its checksum into his document.
    let mut world = world;
    world.ddo["metadata"]["type"] = json!("algorithm");
    let algorithm = probe(&world).unwrap().disclose(found(), None);
    assert_eq!(
        (algorithm.checksum, algorithm.filename),
        (found().checksum, None)
    );
}

#[test]
fn a_grant_for_another_service_or_asset_discloses_nothing() {
    let grant = |world: &World| {
        world
            .decide()
            .unwrap()
            .spend(&MemoryNonces::default())
            .unwrap()
    };
    let mut world = World::honest();
    let second = world.ddo["services"][0].clone();
    world.ddo["services"].as_array_mut().unwrap().push(second);
    world.ddo["services"][1]["id"] = json!("s2");
    let of_first = grant(&world);
    world.service_id = "s2";
    let of_second = probe(&world).unwrap();
    assert_eq!(of_second.disclose(found(), Some(&of_first)).filename, None);

    let mut world = World::honest();
    world.nft = OTHER;
    world.on_chain.nft = OTHER;
    world.paid().nft = OTHER;
    world.ddo["id"] = json!(crate::world::did(OTHER));
    world.ddo["nftAddress"] = json!(OTHER.to_string());
    let of_other = grant(&world);
    let own = probe(&World::honest()).unwrap();
    assert_eq!(own.disclose(found(), Some(&of_other)).filename, None);
}

#[test]
fn states_in_which_files_are_looked_at() {
    for byte in 0..=6 {
        let mut world = World::honest();
        world.on_chain.state = byte.into();
        let expected: &[&str] = match byte {
            1 => &["asset_end_of_life"],
            2 => &["asset_deprecated"],
            3 => &["asset_revoked"],
            6 => &["asset_state_unknown"],
            _ => &[],
        };
        assert_eq!(
            probe(&world).err().unwrap_or_default(),
            expected,
            "state {byte}"
        );
    }
}

#[test]
fn facts_of_a_probe_that_contradict() {
    let codes = |change: fn(&mut World)| {
        let mut world = World::honest();
        change(&mut world);
        probe(&world).unwrap_err()
    };
    assert_eq!(codes(|w| w.on_chain.chain_id = 1), ["state_of_other_chain"]);
    assert_eq!(codes(|w| w.on_chain.nft = OTHER), ["state_of_other_nft"]);
    assert_eq!(codes(|w| w.service_id = "s2"), ["no_service"]);
    assert_eq!(
        codes(|w| w.service()["datatokenAddress"] = json!("0x12")),
        ["no_datatoken"]
    );
    assert_eq!(codes(|w| w.service()["files"] = json!(7)), ["no_files"]);
    let bare = codes(|w| {
        w.service()["files"] = json!(null);
        w.service()["datatokenAddress"] = json!(null);
        w.on_chain.state = AssetState::Revoked;
    });
    assert_eq!(bare, ["asset_revoked", "no_datatoken", "no_files"]);
}

#[test]
fn files_of_another_asset_cannot_be_probed() {
    let refused = |world: &World| {
        let probe = probe(world).unwrap();
        keeper().open_probe(&probe).unwrap_err().code()
    };
    let mut world = World::honest();
    world.service()["datatokenAddress"] = json!(OTHER.to_string());
    assert_eq!(refused(&world), "files_other_datatoken");
    let mut world = World::honest();
    let binding = Binding {
        datatoken: DATATOKEN,
        nft: OTHER,
    };
    world.service()["files"] = json!(sealed(binding));
    assert_eq!(refused(&world), "files_other_nft");
}

#[test]
fn a_chain_without_a_key_is_not_probed() {
    let mut ring = KeyRing::new();
    ring.set_current(1, provider()).unwrap();
    let probe = probe(&World::honest()).unwrap();
    let refused = Keeper::new(ring).open_probe(&probe).unwrap_err();
    assert_eq!(refused.code(), "no_key");
}

fn initialize(world: &World, transaction: Option<B256>) -> Result<Initialized, Vec<&'static str>> {
    let asset = world.asset();
    let request = Initialize {
        item: world.item(&asset),
        consumer: world.who().address(),
        transaction,
        fee_token: OTHER,
    };
    let answer = request.decide(world.order(), world.now);
    answer.map_err(|denial| denial.reasons().map(Reason::code).collect())
}

fn is_fee(answer: Result<Initialized, Vec<&'static str>>) -> bool {
    matches!(answer.unwrap(), Initialized::Fee(_))
}

#[test]
fn a_download_costs_nothing() {
    let Initialized::Fee(fee) = initialize(&World::honest(), None).unwrap() else {
        panic!("no order was named");
    };
    assert_eq!(
        (fee.token, fee.amount, fee.valid_until),
        (OTHER, U256::ZERO, U256::ZERO)
    );
    let data = FeeData::parse(&fee.data).unwrap();
    assert_eq!((data.environment, data.service_id.as_ref()), (None, "s1"));
    assert_eq!(data.datatoken, DATATOKEN.to_string());
    assert_eq!(data.timestamp_micros, NOW * 1_000_000);

    let signed = keeper().sign_fee(CHAIN_ID, fee.clone()).unwrap();
    assert_eq!(signed.address, provider().address());
    assert_eq!(signed.verify(), Ok(()));
    assert_eq!(keeper().sign_fee(1, fee).unwrap_err().code(), "no_key");
}

#[test]
fn an_order_that_serves_is_told() {
    let answer = initialize(&World::honest(), Some(TRANSACTION));
    assert_eq!(answer, Ok(Initialized::ValidOrder(TRANSACTION)));
}

#[test]
fn an_order_that_would_not_serve_is_no_order() {
    let changes: [fn(&mut World); 15] = [
        |w| w.paid = None,
        |w| w.paid().ordered_at = NOW - 4_000,
        |w| w.paid().transaction = B256::repeat_byte(9),
        |w| w.paid().rules = Rules::Reference,
        |w| w.paid().chain_id = 1,
        |w| w.paid().nft = OTHER,
        |w| w.paid().datatoken = OTHER,
        |w| w.paid().service_id = "s2".into(),
        |w| w.paid().service_index = 1,
        |w| w.paid().amount = U256::from(1),
        |w| w.paid().sender = OTHER,
        |w| w.paid().quoted_for = Some("env"),
        |w| w.paid().timeout = 0,
        |w| w.now += 4_000,
        |w| {
            w.paid().valid_until = NOW + 30;
            w.now += 30;
        },
    ];
    for change in changes {
        let mut world = World::honest();
        change(&mut world);
        assert!(is_fee(initialize(&world, Some(TRANSACTION))));
        assert!(world.decide().is_err());
    }
    assert!(is_fee(initialize(&World::honest(), None)));
}

#[test]
fn facts_of_an_initialize_that_contradict() {
    let codes = |change: fn(&mut World)| {
        let mut world = World::honest();
        change(&mut world);
        initialize(&world, Some(TRANSACTION)).unwrap_err()
    };
    assert_eq!(codes(|w| w.on_chain.chain_id = 1), ["state_of_other_chain"]);
    assert_eq!(codes(|w| w.on_chain.nft = OTHER), ["state_of_other_nft"]);
    assert_eq!(
        codes(|w| w.on_chain.state = AssetState::OrderingDisabled),
        ["asset_ordering_disabled"]
    );
    assert_eq!(
        codes(|w| w.ddo["nft"] = json!({"state": 1})),
        ["cached_state"]
    );
    assert_eq!(codes(|w| w.service_id = "s2"), ["no_service"]);
    assert_eq!(
        codes(|w| w.service()["type"] = json!("compute")),
        ["service_type"]
    );
    let denied = codes(|w| {
        w.ddo["credentials"] =
            json!({"deny": [{"type": "address", "values": [alice().address()]}]});
    });
    assert_eq!(denied, ["credential_in_deny_list"]);
    assert_eq!(
        codes(|w| w.ddo["credentials"] = json!(7)),
        ["credentials_shape"]
    );
    assert_eq!(codes(|w| w.ddo["metadata"] = json!(null)), ["no_metadata"]);
    let bare = codes(|w| {
        w.paid = None;
        w.service()["files"] = json!(null);
    });
    assert_eq!(bare, ["no_files"]);
    let free = codes(|w| {
        w.paid = None;
        w.service()["datatokenAddress"] = json!(null);
    });
    assert_eq!(free, ["no_datatoken"]);
    let endless = codes(|w| {
        w.paid = None;
        w.service_id = "s".repeat(MAX_FEE_DATA).leak();
        w.service()["id"] = json!("s".repeat(MAX_FEE_DATA));
    });
    assert_eq!(endless, ["fee_data_too_long"]);
}

#[test]
fn look_ups_are_asked_once_each() {
    let list = |contract: Address| json!({"type": "accessList", "chainId": CHAIN_ID, "accessList": contract.to_string()});
    let mut world = World::honest();
    world.ddo["credentials"] = json!({"allow": [list(OTHER)], "deny": [list(DATATOKEN)]});
    world.service()["credentials"] = json!({"allow": [list(OTHER), list(Address::ZERO)]});
    let asset = world.asset();
    let lists = world.item(&asset).required_lookups().unwrap();
    let mut contracts: Vec<_> = lists.into_iter().map(|list| list.contract).collect();
    contracts.sort();
    assert_eq!(
        contracts,
        [
            Address::ZERO.to_string(),
            DATATOKEN.to_string(),
            OTHER.to_string()
        ]
    );

    world.ddo["credentials"] = json!(7);
    let asset = world.asset();
    let error = world.item(&asset).required_lookups().unwrap_err();
    assert_eq!(error.code(), "credentials_shape");
}

#[test]
fn the_keeper_tells_what_is_public() {
    let keeper = keeper();
    assert_eq!(keeper.chain_ids().collect::<Vec<_>>(), [CHAIN_ID]);
    assert_eq!(keeper.public_key(CHAIN_ID), Some(provider().public_key()));
    assert_eq!((keeper.public_key(1), keeper.address(1)), (None, None));
    let sealed = keeper
        .encrypt(CHAIN_ID, b"text", crate::world::random)
        .unwrap();
    let opened = ocean_provider_core::encryption::open(&provider(), sealed.as_bytes());
    assert_eq!(opened.unwrap(), b"text");
    let refused = keeper
        .encrypt(1, b"text", crate::world::random)
        .unwrap_err();
    assert_eq!(refused.code(), "no_key");
}

#[test]
fn a_state_says_what_it_is_about() {
    let about = OnChain {
        chain_id: 1,
        nft: OTHER,
        state: AssetState::Active,
    };
    let mut world = World::honest();
    world.on_chain = about;
    assert_eq!(
        probe(&world).unwrap_err(),
        ["state_of_other_chain", "state_of_other_nft"]
    );
}
