//! What a download leads to.

use ocean_provider_core::{
    access::{Download, OpenFileError},
    auth::{MemoryNonces, NonceLedger as _, NonceValue, SpendError},
    files::{Binding, FileRequest, Gateways},
    keys::KeyRing,
    orders::{Order, Refusal},
    state::AssetState,
};
use serde_json::json;

use crate::world::{
    CHAIN_ID, DATATOKEN, NOW, OTHER, TRANSACTION, URL, World, alice, did, keeper, key, provider,
    sealed,
};

/// sign → verify the caller → the asset → the order from encoded logs → decide → spend → the keeper
/// opens the sealed files → the request for the file.
#[test]
fn the_whole_way() {
    let world = World::honest();
    let (ledger, keeper) = (MemoryNonces::default(), keeper());

    let caller = world.sign_in();
    assert_eq!(caller.address(), alice().address());
    let asset = world.asset();
    let receipt = world.paid.as_ref().unwrap().receipt(DATATOKEN);
    let order = world.paid.as_ref().unwrap().verify(&receipt);
    let download = Download {
        item: world.item(&asset),
        transaction: TRANSACTION,
        file_index: 0,
        environments: &[],
    };
    let approved = download.decide(caller, Some(order), NOW).unwrap();
    assert_eq!(approved.caller().address(), alice().address());
    assert_eq!(approved.permit().did(), did(world.nft));
    // Nothing is spent by deciding.
    assert_eq!(ledger.last(alice().address()), Ok(None));

    let grant = approved.spend(&ledger).unwrap();
    assert_eq!(
        ledger.last(alice().address()),
        Ok(Some(NonceValue::from(1)))
    );
    assert_eq!(grant.caller().address(), alice().address());
    let permit = grant.permit();
    assert_eq!(
        (permit.chain_id(), permit.service_id(), permit.file_index()),
        (CHAIN_ID, "s1", 0)
    );
    assert_eq!(permit.order().requested_transaction(), TRANSACTION);

    let file = keeper.open_file(grant).unwrap();
    let FileRequest::Http(request) = file.request(None, Gateways::default()).unwrap() else {
        panic!("the file is a URL");
    };
    assert_eq!(
        (request.url(), request.header("X-Key")),
        (URL, Some("hush"))
    );
}

#[test]
fn a_replay_is_refused_and_the_next_nonce_serves() {
    let mut world = World::honest();
    let ledger = MemoryNonces::default();
    let _grant = world.decide().unwrap().spend(&ledger).unwrap();
    let replay = world.decide().unwrap().spend(&ledger).unwrap_err();
    assert_eq!(replay.code(), "nonce_not_greater");
    world.nonce = "2";
    let _grant = world.decide().unwrap().spend(&ledger).unwrap();
}

#[test]
fn a_denied_request_burns_no_nonce() {
    let ledger = MemoryNonces::default();
    let mut world = World::honest();
    world.on_chain.state = AssetState::Revoked;
    assert_eq!(world.decide().unwrap_err().code(), "asset_revoked");
    assert_eq!(ledger.last(alice().address()), Ok(None));
    // The very same request serves when its one cause is gone.
    world.on_chain.state = AssetState::Active;
    let _grant = world.decide().unwrap().spend(&ledger).unwrap();
}

#[test]
fn a_ledger_that_cannot_tell_gives_no_grant() {
    let full = MemoryNonces::with_max_entries(0);
    let refused = World::honest().decide().unwrap().spend(&full);
    assert_eq!(refused.unwrap_err(), SpendError::Unavailable);
}

#[test]
fn a_ledger_that_is_waited_for_does_the_same() {
    let ledger = MemoryNonces::default();
    let world = World::honest();
    let grant = ready(world.decide().unwrap().spend_async(&ledger)).unwrap();
    assert_eq!(grant.permit().service_id(), "s1");
    let replay = ready(world.decide().unwrap().spend_async(&ledger)).unwrap_err();
    assert_eq!(replay.code(), "nonce_not_greater");
}

/// The ledger in memory never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the ledger waits"),
    }
}

#[test]
fn all_reasons_are_told_in_the_order_of_the_reference() {
    let mut world = World::honest();
    world.signed_for = Some(did(OTHER));
    world.on_chain.chain_id = 1;
    world.on_chain.nft = OTHER;
    world.on_chain.state = AssetState::Revoked;
    world.ddo["metadata"] = json!(null);
    world.ddo["nft"] = json!({"state": 3});
    world.ddo["credentials"] = json!({"allow": [{"type": "address", "values": [OTHER]}]});
    world.service()["type"] = json!("wss");
    world.service()["files"] = json!(null);
    world.paid = None;
    assert_eq!(
        world.codes(),
        [
            "caller_other_document",
            "state_of_other_chain",
            "state_of_other_nft",
            "asset_revoked",
            "no_metadata",
            "cached_state",
            "credential_not_in_allow_list",
            "service_type",
            "order_unknown",
            "no_files",
        ]
    );
    let denial = world.decide().unwrap_err();
    assert_eq!(denial.code(), "caller_other_document");
    assert_eq!(denial.first(), denial.reasons().next().unwrap());
    assert_eq!(denial.to_string().matches("; ").count(), 9);
}

#[test]
fn all_that_is_wrong_with_an_order_is_told() {
    let mut world = World::honest();
    let paid = world.paid();
    paid.rules = ocean_provider_core::orders::Rules::Reference;
    paid.chain_id = 1;
    paid.nft = OTHER;
    paid.datatoken = OTHER;
    paid.service_id = "s2".into();
    paid.service_index = 1;
    paid.timeout = 3_601;
    paid.sender = OTHER;
    paid.transaction = alloy_primitives::B256::repeat_byte(9);
    paid.quoted_for = Some("env");
    world.now = NOW + 4_000;
    assert_eq!(
        world.codes(),
        [
            "order_not_strict",
            "order_of_other_chain",
            "order_of_other_nft",
            "order_of_other_datatoken",
            "order_of_other_service",
            "order_of_other_index",
            "order_of_other_timeout",
            "order_of_other_sender",
            "order_of_other_transaction",
            "order_of_other_environment",
            "order_expired_since",
        ]
    );
}

fn open(world: &World) -> Result<String, OpenFileError> {
    let grant = world
        .decide()
        .unwrap()
        .spend(&MemoryNonces::default())
        .unwrap();
    let file = keeper().open_file(grant)?;
    Ok(file.file_type().as_str().to_owned())
}

#[test]
fn the_file_is_the_one_that_was_asked_for() {
    let mut world = World::honest();
    assert_eq!(open(&world).unwrap(), "url");
    world.file_index = 1;
    assert_eq!(open(&world).unwrap(), "ipfs");
    for index in [2, u64::MAX] {
        world.file_index = index;
        assert_eq!(open(&world), Err(OpenFileError::NoFile { index, count: 2 }));
    }
}

#[test]
fn files_of_another_service_do_not_open() {
    let mut world = World::honest();
    // The document names another datatoken, and it was paid.
    world.service()["datatokenAddress"] = json!(OTHER.to_string());
    world.paid().datatoken = OTHER;
    assert_eq!(open(&world).unwrap_err().code(), "files_other_datatoken");

    // The files are those of another asset.
    let mut world = World::honest();
    let binding = Binding {
        datatoken: DATATOKEN,
        nft: OTHER,
    };
    world.service()["files"] = json!(sealed(binding));
    assert_eq!(open(&world).unwrap_err().code(), "files_other_nft");

    let mut world = World::honest();
    world.service()["files"] = json!("0xzz");
    assert_eq!(open(&world).unwrap_err().code(), "files_not_hex");
    world.service()["files"] = json!("0x0404");
    assert_eq!(open(&world).unwrap_err().code(), "open_failed");
}

#[test]
fn an_order_that_paid_another_provider_opens_nothing() {
    let mut world = World::honest();
    world.paid().provider = 5;
    let found = key(5).address();
    assert_eq!(open(&world), Err(OpenFileError::OtherProvider { found }));
}

#[test]
fn retired_keys_open_and_count_as_this_provider() {
    let mut ring = KeyRing::new();
    ring.set_current(CHAIN_ID, provider()).unwrap();
    ring.set_current(CHAIN_ID, key(9)).unwrap();
    let keeper = ocean_provider_core::access::Keeper::new(ring);
    assert_eq!(keeper.address(CHAIN_ID), Some(key(9).address()));
    let grant = World::honest()
        .decide()
        .unwrap()
        .spend(&MemoryNonces::default())
        .unwrap();
    assert_eq!(keeper.open_file(grant).unwrap().file_type().as_str(), "url");
}

#[test]
fn a_chain_without_a_key_opens_nothing() {
    let mut ring = KeyRing::new();
    ring.set_current(1, provider()).unwrap();
    let keeper = ocean_provider_core::access::Keeper::new(ring);
    let grant = World::honest()
        .decide()
        .unwrap()
        .spend(&MemoryNonces::default())
        .unwrap();
    assert_eq!(keeper.open_file(grant).unwrap_err().code(), "no_key");
}

#[test]
fn a_refused_order_keeps_its_reason() {
    let world = World::honest();
    let receipt = world.paid.as_ref().unwrap().receipt(OTHER);
    let refused: Result<Order, Refusal> = world.paid.as_ref().unwrap().verify(&receipt);
    let asset = world.asset();
    let download = Download {
        item: world.item(&asset),
        transaction: TRANSACTION,
        file_index: 0,
        environments: &[],
    };
    let denial = download
        .decide(world.sign_in(), Some(refused), NOW)
        .unwrap_err();
    assert_eq!(denial.code(), "event_emitter_not_datatoken");
}
