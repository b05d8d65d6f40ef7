//! The chain's answers are read as a node's are.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{Address, B256, U256, address};
use chain_memory::{Chain, Revert};
use ocean_orders::calls::{
    Decimals, Erc721List, GetErc721Address, GetMetaData, IsDeployed, OwnerOf, StoredMetadata,
};
use serde_json::Value;

const PUBLISHER: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
const CONSUMER: Address = address!("0xc0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0");

fn balance_of(account: Address) -> Vec<u8> {
    [
        [0x70, 0xa0, 0x82, 0x31].as_slice(),
        account.into_word().as_slice(),
    ]
    .concat()
}

#[test]
fn contracts_answer_calls() {
    let mut chain = Chain::new(8996, 1_700_000_000);
    let (nft, _) = chain.create_nft(PUBLISHER, "My data", "DATA");
    let datatoken = chain.create_datatoken(PUBLISHER, nft).unwrap();
    chain.set_state(PUBLISHER, nft, 5).unwrap();
    chain.mint(PUBLISHER, datatoken, CONSUMER).unwrap();

    let answer = chain.call(nft, &GetMetaData {}.calldata()).unwrap();
    let expected = StoredMetadata {
        decryptor_url: String::new(),
        decryptor_address: String::new(),
        state: 5,
        has_metadata: false,
    };
    assert_eq!(GetMetaData::decode_return(&answer), Ok(expected));
    for (asked, expected) in [(datatoken, true), (nft, false)] {
        let answer = chain.call(nft, &IsDeployed { datatoken: asked }.calldata());
        assert_eq!(IsDeployed::decode_return(&answer.unwrap()), Ok(expected));
    }
    let token_id = U256::from(1);
    let answer = chain.call(nft, &OwnerOf { token_id }.calldata()).unwrap();
    assert_eq!(OwnerOf::decode_return(&answer), Ok(PUBLISHER));
    let name = chain.call(nft, &[0x06, 0xfd, 0xde, 0x03]).unwrap();
    assert!(name.windows(7).any(|part| part == b"My data"));

    for (nft, listed) in [(nft, nft), (datatoken, Address::ZERO)] {
        let answer = chain.call(chain.factory(), &Erc721List { nft }.calldata());
        assert_eq!(Erc721List::decode_return(&answer.unwrap()), Ok(listed));
    }
    for token in [datatoken, chain.ocean_token()] {
        let answer = chain.call(token, &Decimals {}.calldata()).unwrap();
        assert_eq!(Decimals::decode_return(&answer), Ok(18));
    }
    let answer = chain
        .call(datatoken, &GetErc721Address {}.calldata())
        .unwrap();
    assert_eq!(GetErc721Address::decode_return(&answer), Ok(nft));
    let answer = chain.call(datatoken, &balance_of(CONSUMER)).unwrap();
    assert_eq!(U256::from_be_slice(&answer), ocean_orders::ONE_DATATOKEN);
}

#[test]
fn an_access_list_has_a_token_for_each_member() {
    let mut chain = Chain::new(8996, 1_700_000_000);
    let list = chain.create_access_list(PUBLISHER, &[CONSUMER]);
    for (account, balance) in [(CONSUMER, 1), (PUBLISHER, 0)] {
        let answer = chain.call(list, &balance_of(account)).unwrap();
        assert_eq!(U256::from_be_slice(&answer), U256::from(balance));
    }
}

#[test]
fn what_is_not_there_reverts_or_answers_with_nothing() {
    let mut chain = Chain::new(8996, 1_700_000_000);
    let (nft, _) = chain.create_nft(PUBLISHER, "My data", "DATA");
    assert!(
        chain
            .call(PUBLISHER, &GetMetaData {}.calldata())
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        chain.call(nft, &Decimals {}.calldata()),
        Err(Revert::NoFunction)
    );
    assert_eq!(chain.call(nft, &[1, 2]), Err(Revert::NoFunction));
    assert_eq!(Revert::NoFunction.to_string(), "no such function");
}

#[test]
fn a_receipt_names_its_block() {
    let mut chain = Chain::new(8996, 1_700_000_000);
    let (_, transaction) = chain.create_nft(PUBLISHER, "My data", "DATA");
    let (receipt, block) = (chain.receipt(transaction).unwrap(), chain.block(1).unwrap());
    assert_eq!(receipt["blockHash"], block["hash"]);
    assert_eq!(receipt["logs"][0]["blockHash"], block["hash"]);
    assert_eq!(receipt["blockNumber"], block["number"]);
    assert_eq!(
        block["timestamp"],
        Value::from(format!("{:#x}", 1_700_000_000))
    );
    assert!(block["hash"].as_str().unwrap().parse::<B256>().is_ok());
    assert_eq!((chain.block(0), chain.block(2)), (None, None));
}
