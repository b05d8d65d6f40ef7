//! Every fact of a download may contradict another. One test for each pair: the honest download,
//! with one fact exchanged, is denied for this one reason.

use alloy_primitives::{B256, U256};
use ocean_provider_core::{
    access::{Download, Reason},
    auth::Request,
    credentials::{AccessList, Lookup},
    did::{Did, Method},
    orders::Rules,
    state::AssetState,
};
use serde_json::json;

use crate::world::{CHAIN_ID, NFT, NOW, OTHER, World, alice, call, did, environment, key};

macro_rules! pairs {
    ($($name:ident: $change:expr => $codes:expr;)+) => {$(
        #[test]
        fn $name() {
            let mut world = World::honest();
            let change: fn(&mut World) = $change;
            change(&mut world);
            assert_eq!(world.codes(), $codes);
        }
    )+};
}

pairs! {
    honest: |_| () => [""; 0];

    // The caller and the rest.
    caller_signed_for_another_endpoint: |w| w.signs_start = true => ["caller_other_endpoint"];
    caller_signed_for_another_document: |w| w.signed_for = Some(did(OTHER)) => ["caller_other_document"];
    caller_signed_for_the_document_of_another_chain: |w| {
        w.signed_for = Some(Did::compute(NFT, 1).unwrap());
    } => ["caller_other_document"];
    caller_signed_for_the_document_by_another_method: |w| {
        w.signed_for = Some(did(NFT).with_method(Method::Ope));
    } => [""; 0];
    caller_is_not_who_the_order_was_verified_for: |w| w.caller = 3 => ["order_of_other_sender"];

    // The asset and its NFT on chain.
    state_is_from_another_chain: |w| w.on_chain.chain_id = 1 => ["state_of_other_chain"];
    state_is_of_another_nft: |w| w.on_chain.nft = OTHER => ["state_of_other_nft"];
    state_end_of_life: |w| w.on_chain.state = AssetState::EndOfLife => ["asset_end_of_life"];
    state_deprecated: |w| w.on_chain.state = AssetState::Deprecated => ["asset_deprecated"];
    state_revoked: |w| w.on_chain.state = AssetState::Revoked => ["asset_revoked"];
    state_ordering_disabled: |w| w.on_chain.state = AssetState::OrderingDisabled => ["asset_ordering_disabled"];
    state_unlisted: |w| w.on_chain.state = AssetState::Unlisted => [""; 0];
    state_unknown: |w| w.on_chain.state = AssetState::from(7) => ["asset_state_unknown"];
    cached_state_of_aquarius: |w| w.ddo["nft"] = json!({"state": 3}) => ["cached_state"];
    cached_state_of_ocean_node: |w| w.ddo["indexedMetadata"] = json!({"nft": {"state": 4}}) => ["cached_state"];
    cached_state_behind_another: |w| {
        w.ddo["indexedMetadata"] = json!({"nft": {"state": 0}});
        w.ddo["nft"] = json!({"state": 3});
    } => ["cached_state"];
    cached_state_that_is_none: |w| w.ddo["nft"] = json!({"state": "active"}) => ["cached_state"];
    cached_state_that_permits: |w| w.ddo["nft"] = json!({"state": 5}) => [""; 0];
    cached_nft_without_a_state: |w| w.ddo["nft"] = json!({"name": "Levels"}) => [""; 0];
    document_without_metadata: |w| w.ddo["metadata"] = json!(null) => ["no_metadata"];

    // The asset and the consumer.
    consumer_on_the_deny_list: |w| {
        w.ddo["credentials"] = json!({"deny": [{"type": "address", "values": [alice().address()]}]});
    } => ["credential_in_deny_list"];
    consumer_on_both_lists: |w| {
        let list = json!([{"type": "address", "values": [alice().address()]}]);
        w.ddo["credentials"] = json!({"allow": list, "deny": list});
    } => ["credential_in_deny_list"];
    consumer_not_on_the_allow_list: |w| {
        w.ddo["credentials"] = json!({"allow": [{"type": "address", "values": [OTHER]}]});
    } => ["credential_not_in_allow_list"];
    consumer_on_the_deny_list_of_the_service: |w| {
        w.service()["credentials"] = json!({"deny": [{"type": "address", "values": [alice().address()]}]});
    } => ["credential_in_deny_list"];
    consumer_not_on_the_allow_list_of_the_service: |w| {
        w.service()["credentials"] = json!({"allow": [{"type": "address", "values": [OTHER]}]});
    } => ["credential_not_in_allow_list"];
    credentials_of_the_service_of_no_shape: |w| w.service()["credentials"] = json!([]) => ["credentials_shape"];
    credentials_of_no_shape: |w| w.ddo["credentials"] = json!([]) => ["credentials_shape"];
    look_up_that_nobody_made: |w| {
        w.ddo["credentials"] = json!({"allow": [{"type": "accessList", "chainId": CHAIN_ID, "accessList": OTHER}]});
    } => ["credential_not_in_allow_list"];
    look_up_of_another_list: |w| {
        w.ddo["credentials"] = json!({"allow": [{"type": "accessList", "chainId": CHAIN_ID, "accessList": OTHER}]});
        w.lookups = vec![(AccessList { chain_id: Some(1), contract: OTHER.to_string() }, Lookup::Member)];
    } => ["credential_not_in_allow_list"];
    look_up_that_failed: |w| {
        w.ddo["credentials"] = json!({"deny": [{"type": "accessList", "chainId": CHAIN_ID, "accessList": OTHER}]});
        w.lookups = vec![(AccessList { chain_id: Some(CHAIN_ID), contract: OTHER.to_string() }, Lookup::Failed)];
    } => ["credential_in_deny_list"];
    look_up_of_a_member: |w| {
        w.ddo["credentials"] = json!({"allow": [{"type": "accessList", "chainId": CHAIN_ID, "accessList": OTHER.to_string()}]});
        w.lookups = vec![(AccessList { chain_id: Some(CHAIN_ID), contract: OTHER.to_string() }, Lookup::Member)];
    } => [""; 0];

    // The request and the document. The order is for what the request names.
    service_that_is_not_there: |w| {
        w.service_id = "s2";
        w.paid().service_id = "s2".into();
    } => ["no_service"];
    service_of_another_type: |w| {
        w.service()["type"] = json!("compute");
    } => ["service_type"];
    service_without_a_type: |w| {
        w.service()["type"] = json!(7);
    } => ["service_type"];
    service_without_a_datatoken: |w| w.service()["datatokenAddress"] = json!("0x12") => ["no_datatoken"];
    service_without_files: |w| w.service()["files"] = json!(null) => ["no_files"];

    // The order and the rest.
    order_of_an_unknown_transaction: |w| w.paid = None => ["order_unknown"];
    order_that_does_not_hold: |w| w.paid().ordered_at = NOW - 4_000 => ["order_expired"];
    order_by_the_rules_of_a_peer: |w| w.paid().rules = Rules::Reference => ["order_not_strict"];
    order_of_another_transaction: |w| w.transaction = B256::repeat_byte(9) => ["order_of_other_transaction"];
    order_on_another_chain: |w| w.paid().chain_id = 1 => ["order_of_other_chain"];
    order_of_another_nft: |w| w.paid().nft = OTHER => ["order_of_other_nft"];
    order_of_another_datatoken: |w| w.paid().datatoken = OTHER => ["order_of_other_datatoken"];
    order_of_another_service: |w| w.paid().service_id = "s2".into() => ["order_of_other_service"];
    order_of_another_index: |w| w.paid().service_index = 1 => ["order_of_other_index"];
    order_of_a_service_that_moved: |w| {
        let services = w.ddo["services"].as_array_mut().unwrap();
        services.insert(0, json!({"id": "s0"}));
    } => ["order_of_other_index"];
    order_of_another_timeout: |w| w.paid().timeout = 0 => ["order_of_other_timeout"];
    order_of_a_service_without_timeout: |w| w.service()["timeout"] = json!(-1) => ["order_of_other_timeout"];
    order_of_less_than_a_datatoken: |w| w.paid().amount = U256::from(1) => ["order_too_small"];
    order_of_another_sender: |w| w.paid().sender = OTHER => ["order_of_other_sender"];
    order_for_an_environment: |w| w.paid().quoted_for = Some("env") => ["order_of_other_environment"];
    order_that_has_aged: |w| w.now = NOW - 60 + 3_601 => ["order_expired_since"];
    order_in_its_last_second: |w| w.now = NOW - 60 + 3_600 => [""; 0];
    order_whose_fee_has_aged: |w| {
        w.paid().valid_until = NOW + 30;
        w.now = NOW + 30;
    } => ["order_expired_since"];

    // A job fetches what was ordered for its environment.
    job_of_the_environment: |w| {
        w.environments = vec![environment("env", key(2).address())];
        w.paid().quoted_for = Some("env");
    } => [""; 0];
    job_of_the_environment_and_a_compute_service: |w| {
        w.service()["type"] = json!("compute");
        w.environments = vec![environment("other", key(2).address()), environment("env", key(2).address())];
        w.paid().quoted_for = Some("env");
    } => [""; 0];
    job_of_another_environment: |w| {
        w.environments = vec![environment("other", key(2).address()), environment("env", OTHER)];
        w.paid().quoted_for = Some("env");
    } => ["order_of_other_environment"];
    job_and_an_order_for_no_environment: |w| {
        w.service()["type"] = json!("compute");
        w.environments = vec![environment("env", key(2).address())];
    } => ["order_of_other_environment"];
    job_and_a_service_of_another_type: |w| {
        w.service()["type"] = json!("wss");
        w.environments = vec![environment("env", key(2).address())];
        w.paid().quoted_for = Some("env");
    } => ["service_type"];
}

#[test]
fn caller_names_no_document() {
    let world = World::honest();
    let asset = world.asset();
    let download = Download {
        item: world.item(&asset),
        transaction: world.transaction,
        file_index: 0,
        environments: &[],
    };
    let caller = call(&alice(), &Request::CreateAuthToken, "1");
    let denial = download.decide(caller, world.order(), NOW).unwrap_err();
    let codes: Vec<_> = denial.reasons().map(Reason::code).collect();
    assert_eq!(codes, ["caller_other_endpoint", "caller_other_document"]);
}
