use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use ocean_orders::{
    MetadataProof, ProviderFee,
    calls::{
        BuildCallError, Decimals, DecodeReturnError, Erc721List, GetErc721Address, GetId,
        GetMetaData, GetPermissions, GetTokensList, IsDeployed, IsErc20Deployer, MAX_ORDERS,
        MAX_PROOFS, NftPermissions, OrderExecuted, OwnerOf, ReuseMultipleTokenOrder, ReuseOrder,
        SetMetaData, SetMetaDataAndTokenUri, SetMetaDataState, StartMultipleTokenOrder, StartOrder,
        StoredMetadata, TokenOrder, TokenReuse,
    },
    events::ConsumeMarketFee,
};
use serde_json::Value;

use crate::{abi, address, bytes, contracts, log, number, small, text, word};

/// Signature and selector of every function.
const FUNCTIONS: [(&str, [u8; 4]); 18] = [
    (SetMetaData::SIGNATURE, SetMetaData::SELECTOR),
    (
        SetMetaDataAndTokenUri::SIGNATURE,
        SetMetaDataAndTokenUri::SELECTOR,
    ),
    (SetMetaDataState::SIGNATURE, SetMetaDataState::SELECTOR),
    (GetMetaData::SIGNATURE, GetMetaData::SELECTOR),
    (IsDeployed::SIGNATURE, IsDeployed::SELECTOR),
    (GetTokensList::SIGNATURE, GetTokensList::SELECTOR),
    (GetPermissions::SIGNATURE, GetPermissions::SELECTOR),
    (IsErc20Deployer::SIGNATURE, IsErc20Deployer::SELECTOR),
    (OwnerOf::SIGNATURE, OwnerOf::SELECTOR),
    (GetId::SIGNATURE, GetId::SELECTOR),
    (Erc721List::SIGNATURE, Erc721List::SELECTOR),
    (
        StartMultipleTokenOrder::SIGNATURE,
        StartMultipleTokenOrder::SELECTOR,
    ),
    (
        ReuseMultipleTokenOrder::SIGNATURE,
        ReuseMultipleTokenOrder::SELECTOR,
    ),
    (StartOrder::SIGNATURE, StartOrder::SELECTOR),
    (ReuseOrder::SIGNATURE, ReuseOrder::SELECTOR),
    (OrderExecuted::SIGNATURE, OrderExecuted::SELECTOR),
    (GetErc721Address::SIGNATURE, GetErc721Address::SELECTOR),
    (Decimals::SIGNATURE, Decimals::SELECTOR),
];

/// Functions of the contracts that are not here, besides the datatoken's `getPermissions`.
const LEFT_OUT: [&str; 2] = ["getPaymentCollector()", "getPublishingMarketFee()"];

#[test]
fn every_selector() {
    let mut seen = BTreeSet::new();
    let mut left_out = Vec::new();
    for row in contracts("function_selectors", 23) {
        let (signature, selector) = (text(&row["signature"]), text(&row["selector"]));
        match FUNCTIONS.iter().find(|(ours, _)| *ours == signature) {
            Some((ours, found)) => {
                assert_eq!(hex::encode_prefixed(found), selector, "{signature}");
                seen.insert(*ours);
            }
            None => left_out.push(signature),
        }
    }
    assert_eq!(left_out, LEFT_OUT);
    assert_eq!(seen.len(), FUNCTIONS.len());
    for (signature, selector) in FUNCTIONS {
        assert_eq!(keccak256(signature)[..4], selector, "{signature}");
    }
}

fn proofs(value: &Value) -> Vec<MetadataProof> {
    let proof = |value: &Value| MetadataProof {
        validator: address(&value["validatorAddress"]),
        v: small(&value["v"]),
        r: word(&value["r"]),
        s: word(&value["s"]),
    };
    value.as_array().unwrap().iter().map(proof).collect()
}

fn provider_fee(value: &Value) -> ProviderFee {
    ProviderFee {
        address: address(&value["providerFeeAddress"]),
        token: address(&value["providerFeeToken"]),
        amount: number(&value["providerFeeAmount"]),
        data: bytes(&value["providerData"]),
        v: small(&value["v"]),
        r: word(&value["r"]),
        s: word(&value["s"]),
        valid_until: number(&value["validUntil"]),
    }
}

fn market_fee(value: &Value) -> ConsumeMarketFee {
    ConsumeMarketFee {
        recipient: address(&value["consumeMarketFeeAddress"]),
        token: address(&value["consumeMarketFeeToken"]),
        amount: number(&value["consumeMarketFeeAmount"]),
    }
}

fn set_metadata(args: &Value) -> SetMetaData {
    SetMetaData {
        state: small(&args[0]),
        decryptor_url: text(&args[1]),
        decryptor_address: text(&args[2]),
        flags: bytes(&args[3]),
        data: bytes(&args[4]),
        metadata_hash: word(&args[5]),
        proofs: proofs(&args[6]),
    }
}

fn set_metadata_and_token_uri(args: &Value) -> SetMetaDataAndTokenUri {
    let args = &args[0];
    SetMetaDataAndTokenUri {
        metadata: SetMetaData {
            state: small(&args["metaDataState"]),
            decryptor_url: text(&args["metaDataDecryptorUrl"]),
            decryptor_address: text(&args["metaDataDecryptorAddress"]),
            flags: bytes(&args["flags"]),
            data: bytes(&args["data"]),
            metadata_hash: word(&args["metaDataHash"]),
            proofs: proofs(&args["metadataProofs"]),
        },
        token_id: number(&args["tokenId"]),
        token_uri: text(&args["tokenURI"]),
    }
}

fn start_orders(args: &Value) -> StartMultipleTokenOrder {
    let order = |value: &Value| TokenOrder {
        datatoken: address(&value["tokenAddress"]),
        order: StartOrder {
            consumer: address(&value["consumer"]),
            service_index: number(&value["serviceIndex"]),
            provider_fee: provider_fee(&value["_providerFee"]),
            consume_market_fee: market_fee(&value["_consumeMarketFee"]),
        },
    };
    StartMultipleTokenOrder {
        orders: args[0].as_array().unwrap().iter().map(order).collect(),
    }
}

fn reuse_orders(args: &Value) -> ReuseMultipleTokenOrder {
    let order = |value: &Value| TokenReuse {
        datatoken: address(&value["tokenAddress"]),
        order: ReuseOrder {
            order_transaction: word(&value["orderTxId"]),
            provider_fee: provider_fee(&value["_providerFee"]),
        },
    };
    ReuseMultipleTokenOrder {
        orders: args[0].as_array().unwrap().iter().map(order).collect(),
    }
}

fn calldata(function: &str, args: &Value) -> Bytes {
    match function {
        "setMetaData" => set_metadata(args).calldata().unwrap(),
        "setMetaDataAndTokenURI" => set_metadata_and_token_uri(args).calldata().unwrap(),
        "setMetaDataState" => SetMetaDataState {
            state: small(&args[0]),
        }
        .calldata(),
        "getMetaData" => GetMetaData {}.calldata(),
        "isDeployed" => IsDeployed {
            datatoken: address(&args[0]),
        }
        .calldata(),
        "getTokensList" => GetTokensList {}.calldata(),
        "getPermissions" => GetPermissions {
            account: address(&args[0]),
        }
        .calldata(),
        "isERC20Deployer" => IsErc20Deployer {
            account: address(&args[0]),
        }
        .calldata(),
        "ownerOf" => OwnerOf {
            token_id: number(&args[0]),
        }
        .calldata(),
        "getId" => GetId {}.calldata(),
        "erc721List" => Erc721List {
            nft: address(&args[0]),
        }
        .calldata(),
        "startMultipleTokenOrder" => start_orders(args).calldata().unwrap(),
        "reuseMultipleTokenOrder" => reuse_orders(args).calldata().unwrap(),
        "startOrder" => StartOrder {
            consumer: address(&args[0]),
            service_index: number(&args[1]),
            provider_fee: provider_fee(&args[2]),
            consume_market_fee: market_fee(&args[3]),
        }
        .calldata(),
        "reuseOrder" => ReuseOrder {
            order_transaction: word(&args[0]),
            provider_fee: provider_fee(&args[1]),
        }
        .calldata(),
        "orderExecuted" => OrderExecuted {
            order_transaction: word(&args[0]),
            provider_data: bytes(&args[1]),
            provider_signature: bytes(&args[2]),
            consumer_data: bytes(&args[3]),
            consumer_signature: bytes(&args[4]),
            consumer: address(&args[5]),
        }
        .calldata(),
        "getERC721Address" => GetErc721Address {}.calldata(),
        "decimals" => Decimals {}.calldata(),
        other => panic!("function {other}"),
    }
}

#[test]
fn what_another_encoder_wrote() {
    for row in abi("calls", 18) {
        let function = row["function"].as_str().unwrap();
        assert_eq!(
            calldata(function, &row["args"]),
            bytes(&row["input"]),
            "{function}"
        );
    }
}

/// The fees of these two calls are what the contract then emitted.
#[test]
fn what_web3_sent_to_real_contracts() {
    let receipts = contracts("log_samples", 6);
    let emitted = |name: &str| {
        let row = receipts.iter().find(|row| row["name"] == name).unwrap();
        let fee = ProviderFee::decode(&log(&row["receipt"]["logs"][1])).unwrap();
        (address(&row["receipt"]["from"]), fee.event)
    };
    for row in contracts("calldata_samples", 2) {
        let ours = match row["fn"].as_str().unwrap() {
            "startOrder" => {
                let (consumer, provider_fee) = emitted("start_order");
                StartOrder {
                    consumer,
                    service_index: U256::ZERO,
                    provider_fee,
                    consume_market_fee: ConsumeMarketFee::NONE,
                }
                .calldata()
            }
            "reuseOrder" => {
                let (_, provider_fee) = emitted("reuse_order");
                let order = receipts
                    .iter()
                    .find(|row| row["name"] == "start_order")
                    .unwrap();
                ReuseOrder {
                    order_transaction: word(&order["receipt"]["transactionHash"]),
                    provider_fee,
                }
                .calldata()
            }
            other => panic!("function {other}"),
        };
        assert_eq!(ours, bytes(&row["input"]), "{}", row["fn"]);
    }
}

/// Reads an answer and shows it as the vectors do.
fn answer(function: &str, data: &[u8]) -> Result<Value, DecodeReturnError> {
    let show = |address: Address| Value::from(address.to_string().to_lowercase());
    Ok(match function {
        "getMetaData" => {
            let StoredMetadata {
                decryptor_url,
                decryptor_address,
                state,
                has_metadata,
            } = GetMetaData::decode_return(data)?;
            serde_json::json!([decryptor_url, decryptor_address, state, has_metadata])
        }
        "isDeployed" => vec![IsDeployed::decode_return(data)?].into(),
        "getTokensList" => {
            let list: Vec<Value> = GetTokensList::decode_return(data)?
                .into_iter()
                .map(show)
                .collect();
            vec![Value::from(list)].into()
        }
        "getPermissions" => {
            let NftPermissions {
                manager,
                deploy_erc20,
                update_metadata,
                store,
            } = GetPermissions::decode_return(data)?;
            serde_json::json!([[manager, deploy_erc20, update_metadata, store]])
        }
        "isERC20Deployer" => vec![IsErc20Deployer::decode_return(data)?].into(),
        "ownerOf" => vec![show(OwnerOf::decode_return(data)?)].into(),
        "getId" => vec![GetId::decode_return(data)?].into(),
        "erc721List" => vec![show(Erc721List::decode_return(data)?)].into(),
        "getERC721Address" => vec![show(GetErc721Address::decode_return(data)?)].into(),
        "decimals" => vec![Decimals::decode_return(data)?].into(),
        other => panic!("function {other}"),
    })
}

#[test]
fn what_real_contracts_answered() {
    let lower = |value: &Value| match value {
        Value::String(text) if text.starts_with("0x") => Value::from(text.to_lowercase()),
        other => other.clone(),
    };
    for row in contracts("eth_call_samples", 6) {
        let call = row["call"].as_str().unwrap();
        let (function, _) = call.split_once('(').unwrap();
        let expected: Vec<Value> = row["decoded"]
            .as_array()
            .unwrap()
            .iter()
            .map(lower)
            .collect();
        assert_eq!(
            answer(function, &bytes(&row["return"])),
            Ok(expected.into()),
            "{call}"
        );
        let asked = bytes(&row["data"]);
        let argument = asked.get(16..36).map(hex::encode_prefixed);
        let args = serde_json::json!([argument]);
        assert_eq!(calldata(function, &args), asked, "{call}");
    }
}

#[test]
fn what_another_encoder_answered() {
    for row in abi("answers", 10) {
        let function = row["function"].as_str().unwrap();
        let mut expected = row["decoded"].clone();
        if let Some(permissions) = expected[0].as_object() {
            let names = ["manager", "deployERC20", "updateMetadata", "store"];
            expected = serde_json::json!([names.map(|name| &permissions[name])]);
        }
        let data = bytes(&row["return"]);
        assert_eq!(answer(function, &data), Ok(expected.clone()), "{function}");
        let longer = [data.as_ref(), &[0xff; 33]].concat();
        assert_eq!(answer(function, &longer), Ok(expected), "{function}");
    }
}

/// Four values of one type: each is told from the others.
#[test]
fn every_permission_by_itself() {
    for index in 0..4 {
        let mut data = [0; 4 * 32];
        data[index * 32 + 31] = 1;
        let found = GetPermissions::decode_return(&data).unwrap();
        let expected = NftPermissions {
            manager: index == 0,
            deploy_erc20: index == 1,
            update_metadata: index == 2,
            store: index == 3,
        };
        assert_eq!(found, expected);
    }
}

#[test]
fn answers_cut_at_every_byte() {
    for row in abi("answers", 10) {
        let function = row["function"].as_str().unwrap();
        let data = bytes(&row["return"]);
        // What pads the last dynamic value need not be there.
        for length in 0..data.len() - 31 {
            let error = answer(function, &data[..length]).unwrap_err();
            let code = if length == 0 {
                "answer_empty"
            } else {
                "answer_overrun"
            };
            assert_eq!(error.code(), code, "{function}: {length}");
        }
    }
}

#[test]
fn answers_out_of_their_types() {
    for function in [
        "isDeployed",
        "isERC20Deployer",
        "ownerOf",
        "getId",
        "erc721List",
        "getERC721Address",
        "decimals",
    ] {
        let error = answer(function, &[0xff; 32]).unwrap_err();
        assert_eq!(error.code(), "answer_value", "{function}");
    }
    let two = U256::from(2).to_be_bytes::<32>();
    assert_eq!(
        answer("isDeployed", &two).unwrap_err().code(),
        "answer_value"
    );
    let permissions = [U256::ZERO, U256::from(1), U256::ZERO, U256::from(2)];
    let data = permissions.map(|word| word.to_be_bytes::<32>()).concat();
    assert_eq!(
        answer("getPermissions", &data).unwrap_err().code(),
        "answer_value"
    );
    let rows = abi("answers", 10);
    let mut data = bytes(&rows[0]["return"]).to_vec();
    // The first byte of the URL: after four words of head and one of length.
    data[5 * 32] = 0xff;
    assert_eq!(
        answer("getMetaData", &data).unwrap_err().code(),
        "answer_value"
    );
}

/// Nothing is reserved for a list that is only announced.
#[test]
fn a_list_longer_than_the_answer() {
    let list = |length: U256| {
        let head = [U256::from(32), length, U256::from(7)];
        let data = head.map(|word| word.to_be_bytes::<32>()).concat();
        GetTokensList::decode_return(&data)
    };
    assert_eq!(list(U256::from(0)), Ok(Vec::new()));
    assert_eq!(list(U256::from(1)).map(|list| list.len()), Ok(1));
    for length in [2, 1 << 25, 1 << 40, u64::MAX >> 5, u64::MAX] {
        assert_eq!(
            list(U256::from(length)).unwrap_err().code(),
            "answer_overrun"
        );
    }
    assert_eq!(list(U256::MAX).unwrap_err().code(), "answer_value");
}

#[test]
fn no_more_than_the_contracts_take() {
    let proof = MetadataProof {
        validator: Address::ZERO,
        v: 27,
        r: B256::ZERO,
        s: B256::ZERO,
    };
    let metadata = |count| SetMetaData {
        state: 0,
        decryptor_url: String::new(),
        decryptor_address: String::new(),
        flags: Bytes::new(),
        data: Bytes::new(),
        metadata_hash: B256::ZERO,
        proofs: vec![proof.clone(); count],
    };
    let with_uri = |count| SetMetaDataAndTokenUri {
        metadata: metadata(count),
        token_id: U256::from(1),
        token_uri: String::new(),
    };
    let rows = abi("calls", 18);
    let args =
        |name: &str| rows.iter().find(|row| row["function"] == name).unwrap()["args"].clone();
    let started = start_orders(&args("startMultipleTokenOrder"))
        .orders
        .swap_remove(0);
    let reused = reuse_orders(&args("reuseMultipleTokenOrder"))
        .orders
        .swap_remove(0);
    let start = |count| StartMultipleTokenOrder {
        orders: vec![started.clone(); count],
    };
    let reuse = |count| ReuseMultipleTokenOrder {
        orders: vec![reused.clone(); count],
    };

    assert_eq!((MAX_PROOFS, MAX_ORDERS), (50, 50));
    let fitting = [
        metadata(50).calldata(),
        with_uri(50).calldata(),
        start(50).calldata(),
        reuse(50).calldata(),
        start(0).calldata(),
    ];
    assert!(fitting.iter().all(Result::is_ok));
    let too_many = |function, what| {
        Err(BuildCallError::TooMany {
            function,
            what,
            found: 51,
            max: 50,
        })
    };
    assert_eq!(metadata(51).calldata(), too_many("setMetaData", "proofs"));
    assert_eq!(
        with_uri(51).calldata(),
        too_many("setMetaDataAndTokenURI", "proofs")
    );
    assert_eq!(
        start(51).calldata(),
        too_many("startMultipleTokenOrder", "orders")
    );
    assert_eq!(
        reuse(51).calldata(),
        too_many("reuseMultipleTokenOrder", "orders")
    );
}
