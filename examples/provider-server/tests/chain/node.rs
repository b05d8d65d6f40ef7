//! The questions to a node that is in order.

use std::time::{Duration, Instant};

use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    credentials::{AccessList, Lookup},
    orders::events::MetadataCreated,
    state::AssetState,
};
use provider_server::{
    chain::{ChainError, MAX_LOOKUPS, Node, NodeConfig, chain_id_of},
    dev::Sample,
};

use crate::world::{CHAIN_ID, TIMEOUT, config, node, world};

const NOBODY: Address = Address::repeat_byte(0xee);

#[tokio::test]
async fn contracts_answer() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let node = node(&world);
    assert_eq!(node.chain_id().await, Ok(CHAIN_ID));
    assert_eq!(node.check_chain_id().await, Ok(()));
    let rpc = world.url("/rpc").parse().unwrap();
    assert_eq!(chain_id_of(&rpc, TIMEOUT, 0).await, Ok(CHAIN_ID));

    let nft = asset.nft();
    let found = node.on_chain(nft).await.unwrap();
    assert_eq!((found.chain_id, found.nft), (CHAIN_ID, nft));
    for (byte, state) in [(0, AssetState::Active), (5, AssetState::Unlisted)] {
        world.set_state(&asset, byte).unwrap();
        assert_eq!(node.on_chain(nft).await.unwrap().state, state);
    }
    assert_eq!(node.erc721_list(nft).await, Ok(nft));
    assert_eq!(node.erc721_list(NOBODY).await, Ok(Address::ZERO));
    assert_eq!(node.is_deployed(nft, asset.datatoken).await, Ok(true));
    assert_eq!(node.is_deployed(nft, nft).await, Ok(false));
    let ocean = world.chain().ocean_token();
    assert_eq!(node.decimals(ocean).await, Ok(18));
    let name = node.call(nft, &[0x06, 0xfd, 0xde, 0x03]).await.unwrap();
    assert!(name.windows(12).any(|part| part == b"River gauges"));
}

#[tokio::test]
async fn a_contract_that_refuses_or_is_none_is_to_blame_itself() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let node = node(&world);
    let method = "eth_call";
    // A datatoken has no `getMetaData`.
    let refused = node.on_chain(asset.datatoken).await.unwrap_err();
    assert_eq!(refused, ChainError::Reverted { method });
    assert!(refused.is_of_contract());
    let missing = node.on_chain(NOBODY).await.unwrap_err();
    assert!(matches!(&missing, ChainError::OtherContract { address, .. } if *address == NOBODY));
    assert!(missing.is_of_contract());
    let refused = node.call(asset.nft(), &[1, 2, 3, 4]).await;
    assert_eq!(refused, Err(ChainError::Reverted { method }));
    assert_eq!(node.call(NOBODY, &[1, 2, 3, 4]).await.unwrap().len(), 0);
    // What is configured as the factory is none.
    let config = NodeConfig {
        factory: NOBODY,
        ..config(&world)
    };
    let node = Node::new(&config).unwrap();
    let error = node.erc721_list(asset.nft()).await.unwrap_err();
    assert_eq!(error.code(), "chain_other_contract");
}

#[tokio::test]
async fn a_node_of_another_chain_is_found_out() {
    let world = world().await;
    let config = NodeConfig {
        chain_id: 137,
        ..config(&world)
    };
    let node = Node::new(&config).unwrap();
    let expected = ChainError::WrongChain {
        found: CHAIN_ID,
        expected: 137,
    };
    assert_eq!(node.check_chain_id().await, Err(expected));
}

#[tokio::test]
async fn a_receipt_has_the_time_of_its_block_which_is_asked_for_once() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let node = node(&world);
    let receipt = node.receipt(asset.transaction).await.unwrap().unwrap();
    assert_eq!(receipt.chain_id, CHAIN_ID);
    assert_eq!(receipt.transaction_hash, asset.transaction);
    let time = world.chain().block_timestamp(receipt.block_number);
    assert_eq!(Some(receipt.block_timestamp), time);
    let event = MetadataCreated::decode(&receipt.logs[0]).unwrap().event;
    assert_eq!(event.data, asset.publication.set_metadata().data);

    assert_eq!(node.receipt(asset.transaction).await, Ok(Some(receipt)));
    assert_eq!(world.requests("eth_getTransactionReceipt"), 2);
    assert_eq!(world.requests("eth_getBlockByNumber"), 1);
    assert_eq!(world.requests("eth_blockNumber"), 0);
}

#[tokio::test]
async fn a23_an_unknown_transaction_is_told_at_once() {
    let world = world().await;
    let node = node(&world);
    let began = Instant::now();
    for byte in 0..20 {
        let unknown = node.receipt(B256::repeat_byte(byte)).await;
        assert_eq!(unknown, Ok(None));
    }
    assert_eq!(world.requests("eth_getTransactionReceipt"), 20);
    assert_eq!(world.requests("eth_getBlockByNumber"), 0);
    // The reference waits for 120 s for each.
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_receipt_counts_when_enough_blocks_stand_on_it() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let config = NodeConfig {
        min_confirmations: 3,
        ..config(&world)
    };
    let node = Node::new(&config).unwrap();
    let mine = || world.chain().create_access_list(NOBODY, &[]);
    assert_eq!(node.receipt(asset.transaction).await, Ok(None)); // One.
    mine();
    assert_eq!(node.receipt(asset.transaction).await, Ok(None)); // Two.
    mine();
    assert!(node.receipt(asset.transaction).await.unwrap().is_some());
}

#[tokio::test]
async fn access_lists_are_asked_and_what_fails_says_so() {
    let world = world().await;
    let alice = world.consumer().address();
    let with = world.chain().create_access_list(NOBODY, &[alice]);
    let without = world.chain().create_access_list(NOBODY, &[NOBODY]);
    let list = |contract: String, chain_id| AccessList { contract, chain_id };
    let rows = [
        (list(with.to_string(), Some(CHAIN_ID)), Lookup::Member),
        (list(with.to_string().to_lowercase(), None), Lookup::Member),
        (list(without.to_string(), None), Lookup::NotMember),
        (list(with.to_string(), Some(1)), Lookup::Failed),
        (list(NOBODY.to_string(), None), Lookup::Failed),
        (list("0x12".to_owned(), None), Lookup::Failed),
        (list(String::new(), None), Lookup::Failed),
    ];
    let lists = rows.clone().map(|(list, _)| list);
    assert_eq!(node(&world).lookups(lists.to_vec(), alice).await, rows);
}

#[tokio::test]
async fn access_lists_without_end_are_not_asked() {
    let world = world().await;
    let alice = world.consumer().address();
    let contract = world
        .chain()
        .create_access_list(NOBODY, &[alice])
        .to_string();
    let chain_id = None;
    let lists = vec![AccessList { contract, chain_id }; 10_000];
    let lookups = node(&world).lookups(lists, alice).await;
    assert_eq!(world.requests("eth_call"), MAX_LOOKUPS);
    let (asked, rest) = lookups.split_at(MAX_LOOKUPS);
    assert!(asked.iter().all(|(_, lookup)| *lookup == Lookup::Member));
    assert_eq!(rest.len(), 10_000 - MAX_LOOKUPS);
    assert!(rest.iter().all(|(_, lookup)| *lookup == Lookup::Failed));
}
