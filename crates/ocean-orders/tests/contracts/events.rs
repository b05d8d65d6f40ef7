use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, keccak256};
use ocean_orders::{
    Log, ProviderFee,
    events::{
        ConsumeMarketFee, DecodeEventError, Emitted, Erc20Transfer, Erc721Transfer, Event,
        MetadataCreated, MetadataState, MetadataUpdated, MetadataValidated, NftCreated,
        OrderExecuted, OrderReused, OrderStarted, PublishMarketFee, TokenCreated, TokenUriUpdate,
    },
};
use serde_json::Value;

use crate::{abi, address, bytes, contracts, log, number, small, text, word};

/// Signature and topic of every event.
const EVENTS: [(&str, B256); 15] = [
    (MetadataCreated::SIGNATURE, MetadataCreated::TOPIC),
    (MetadataUpdated::SIGNATURE, MetadataUpdated::TOPIC),
    (MetadataState::SIGNATURE, MetadataState::TOPIC),
    (MetadataValidated::SIGNATURE, MetadataValidated::TOPIC),
    (TokenUriUpdate::SIGNATURE, TokenUriUpdate::TOPIC),
    (NftCreated::SIGNATURE, NftCreated::TOPIC),
    (TokenCreated::SIGNATURE, TokenCreated::TOPIC),
    (OrderStarted::SIGNATURE, OrderStarted::TOPIC),
    (OrderReused::SIGNATURE, OrderReused::TOPIC),
    (OrderExecuted::SIGNATURE, OrderExecuted::TOPIC),
    (ProviderFee::SIGNATURE, ProviderFee::TOPIC),
    (PublishMarketFee::SIGNATURE, PublishMarketFee::TOPIC),
    (ConsumeMarketFee::SIGNATURE, ConsumeMarketFee::TOPIC),
    (Erc20Transfer::SIGNATURE, Erc20Transfer::TOPIC),
    (Erc721Transfer::SIGNATURE, Erc721Transfer::TOPIC),
];

/// Events of the contracts that are not read here.
const LEFT_OUT: [&str; 4] = [
    "NewDispenser(address)",
    "NewFixedRate(bytes32,address,address,address)",
    "NewPaymentCollector(address,address,uint256,uint256)",
    "PublishMarketFeeChanged(address,address,address,uint256)",
];

#[test]
fn every_topic() {
    let ours: BTreeMap<&str, B256> = EVENTS.into_iter().collect();
    let mut left_out = Vec::new();
    for row in contracts("event_topics", 17) {
        let (signature, topic) = (text(&row["signature"]), word(&row["topic0"]));
        match ours.get(&*signature) {
            Some(found) => assert_eq!(*found, topic, "{signature}"),
            None => left_out.push(signature),
        }
    }
    left_out.sort();
    assert_eq!(left_out, LEFT_OUT);
    for (signature, topic) in EVENTS {
        assert_eq!(keccak256(signature), topic, "{signature}");
    }
}

#[test]
fn no_topic_of_the_published_specification() {
    for row in contracts("event_topics_wrong_docs", 2) {
        let (signature, topic) = (text(&row["signature"]), word(&row["topic0"]));
        assert_eq!(keccak256(&signature), topic);
        for (ours, found) in EVENTS {
            assert!(ours != signature && found != topic, "{signature}");
        }
        let log = Log {
            address: Address::ZERO,
            topics: vec![topic],
            data: [0; 320].into(),
            log_index: 0,
        };
        assert_eq!(Event::decode(&log), Ok(None), "{signature}");
    }
}

/// The event whose arguments these are, by the names of the published ABI.
fn expected(name: &str, args: &Value) -> Event {
    let address_of = |member: &str| address(&args[member]);
    let number_of = |member: &str| number(&args[member]);
    let bytes_of = |member: &str| bytes(&args[member]);
    let word_of = |member: &str| word(&args[member]);
    let text_of = |member: &str| text(&args[member]);
    let small_of = |member: &str| small(&args[member]);
    match name {
        "MetadataCreated" => Event::MetadataCreated(MetadataCreated {
            created_by: address_of("createdBy"),
            state: small_of("state"),
            decryptor_url: text_of("decryptorUrl"),
            flags: bytes_of("flags"),
            data: bytes_of("data"),
            metadata_hash: word_of("metaDataHash"),
            timestamp: number_of("timestamp"),
            block_number: number_of("blockNumber"),
        }),
        "MetadataUpdated" => Event::MetadataUpdated(MetadataUpdated {
            updated_by: address_of("updatedBy"),
            state: small_of("state"),
            decryptor_url: text_of("decryptorUrl"),
            flags: bytes_of("flags"),
            data: bytes_of("data"),
            metadata_hash: word_of("metaDataHash"),
            timestamp: number_of("timestamp"),
            block_number: number_of("blockNumber"),
        }),
        "MetadataState" => Event::MetadataState(MetadataState {
            updated_by: address_of("updatedBy"),
            state: small_of("state"),
            timestamp: number_of("timestamp"),
            block_number: number_of("blockNumber"),
        }),
        "MetadataValidated" => Event::MetadataValidated(MetadataValidated {
            validator: address_of("validator"),
            metadata_hash: word_of("metaDataHash"),
            v: small_of("v"),
            r: word_of("r"),
            s: word_of("s"),
        }),
        "TokenURIUpdate" => Event::TokenUriUpdate(TokenUriUpdate {
            updated_by: address_of("updatedBy"),
            token_uri: text_of("tokenURI"),
            token_id: number_of("tokenID"),
            timestamp: number_of("timestamp"),
            block_number: number_of("blockNumber"),
        }),
        "NFTCreated" => Event::NftCreated(NftCreated {
            token: address_of("newTokenAddress"),
            template: address_of("templateAddress"),
            name: text_of("tokenName"),
            admin: address_of("admin"),
            symbol: text_of("symbol"),
            token_uri: text_of("tokenURI"),
            transferable: args["transferable"].as_bool().unwrap(),
            creator: address_of("creator"),
        }),
        "TokenCreated" => Event::TokenCreated(TokenCreated {
            token: address_of("newTokenAddress"),
            template: address_of("templateAddress"),
            name: text_of("name"),
            symbol: text_of("symbol"),
            cap: number_of("cap"),
            creator: address_of("creator"),
        }),
        _ => expected_of_tokens(name, args),
    }
}

fn expected_of_tokens(name: &str, args: &Value) -> Event {
    let address_of = |member: &str| address(&args[member]);
    let number_of = |member: &str| number(&args[member]);
    let bytes_of = |member: &str| bytes(&args[member]);
    let word_of = |member: &str| word(&args[member]);
    let small_of = |member: &str| small(&args[member]);
    match name {
        "OrderStarted" => Event::OrderStarted(OrderStarted {
            consumer: address_of("consumer"),
            payer: address_of("payer"),
            amount: number_of("amount"),
            service_index: number_of("serviceIndex"),
            timestamp: number_of("timestamp"),
            publish_market_address: address_of("publishMarketAddress"),
            block_number: number_of("blockNumber"),
        }),
        "OrderReused" => Event::OrderReused(OrderReused {
            order_transaction: word_of("orderTxId"),
            caller: address_of("caller"),
            timestamp: number_of("timestamp"),
            block_number: number_of("number"),
        }),
        "OrderExecuted" => Event::OrderExecuted(OrderExecuted {
            provider: address_of("providerAddress"),
            consumer: address_of("consumerAddress"),
            order_transaction: word_of("orderTxId"),
            provider_data: bytes_of("providerData"),
            provider_signature: bytes_of("providerSignature"),
            consumer_data: bytes_of("consumerData"),
            consumer_signature: bytes_of("consumerSignature"),
            timestamp: number_of("timestamp"),
            block_number: number_of("blockNumber"),
        }),
        "ProviderFee" => Event::ProviderFee(ProviderFee {
            address: address_of("providerFeeAddress"),
            token: address_of("providerFeeToken"),
            amount: number_of("providerFeeAmount"),
            data: bytes_of("providerData"),
            v: small_of("v"),
            r: word_of("r"),
            s: word_of("s"),
            valid_until: number_of("validUntil"),
        }),
        "PublishMarketFee" => Event::PublishMarketFee(PublishMarketFee {
            recipient: address_of("PublishMarketFeeAddress"),
            token: address_of("PublishMarketFeeToken"),
            amount: number_of("PublishMarketFeeAmount"),
        }),
        "ConsumeMarketFee" => Event::ConsumeMarketFee(ConsumeMarketFee {
            recipient: address_of("consumeMarketFeeAddress"),
            token: address_of("consumeMarketFeeToken"),
            amount: number_of("consumeMarketFeeAmount"),
        }),
        "Transfer" if args["value"].is_null() => Event::Erc721Transfer(Erc721Transfer {
            from: address_of("from"),
            to: address_of("to"),
            token_id: number_of("tokenId"),
        }),
        "Transfer" => Event::Erc20Transfer(Erc20Transfer {
            from: address_of("from"),
            to: address_of("to"),
            value: number_of("value"),
        }),
        other => panic!("event {other}"),
    }
}

fn encode(emitted: &Emitted<Event>) -> Log {
    let (address, index) = (emitted.address, emitted.log_index);
    match &emitted.event {
        Event::MetadataCreated(event) => event.encode(address, index),
        Event::MetadataUpdated(event) => event.encode(address, index),
        Event::MetadataState(event) => event.encode(address, index),
        Event::MetadataValidated(event) => event.encode(address, index),
        Event::TokenUriUpdate(event) => event.encode(address, index),
        Event::NftCreated(event) => event.encode(address, index),
        Event::TokenCreated(event) => event.encode(address, index),
        Event::OrderStarted(event) => event.encode(address, index),
        Event::OrderReused(event) => event.encode(address, index),
        Event::OrderExecuted(event) => event.encode(address, index),
        Event::ProviderFee(event) => event.encode(address, index),
        Event::PublishMarketFee(event) => event.encode(address, index),
        Event::ConsumeMarketFee(event) => event.encode(address, index),
        Event::Erc20Transfer(event) => event.encode(address, index),
        Event::Erc721Transfer(event) => event.encode(address, index),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_real_contracts_emitted() {
    for row in contracts("log_samples", 6) {
        let logs: Vec<Log> = row["receipt"]["logs"]
            .as_array()
            .unwrap()
            .iter()
            .map(log)
            .collect();
        let decoded: Vec<Emitted<Event>> = logs
            .iter()
            .map(|log| Event::decode(log).unwrap().unwrap())
            .collect();
        // web3 was asked for Ocean's events only, and these orders end with transfers.
        let (transfers, events): (Vec<_>, Vec<_>) = decoded
            .iter()
            .partition(|emitted| emitted.event.name() == "Transfer");
        let expected: Vec<Emitted<Event>> = row["decoded"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| Emitted {
                address: logs[0].address,
                log_index: event["logIndex"].as_u64().unwrap(),
                event: expected(event["event"].as_str().unwrap(), &event["args"]),
            })
            .collect();
        let name = &row["name"];
        assert_eq!(events, expected.iter().collect::<Vec<_>>(), "{name}");
        assert_eq!(transfers.len(), if name == "start_order" { 2 } else { 0 });
        for (log, emitted) in logs.iter().zip(&decoded) {
            assert_eq!(encode(emitted), *log, "{name}");
        }
    }
}

#[test]
fn what_another_encoder_wrote() {
    for row in abi("events", 15) {
        let name = row["event"].as_str().unwrap();
        let log = log(&row["log"]);
        let emitted = Event::decode(&log).unwrap().unwrap();
        let event = expected(name, &row["args"]);
        assert_eq!(event.name(), name);
        assert_eq!(
            emitted,
            Emitted {
                address: log.address,
                log_index: log.log_index,
                event
            }
        );
        assert_eq!(encode(&emitted), log, "{name}");
        let signature = text(&row["signature"]);
        assert!(
            EVENTS.contains(&(&*signature, log.topics[0])),
            "{signature}"
        );
    }
}

/// Attack: `MetadataCreated` from another contract, in the same transaction.
#[test]
fn a46_a_decoded_event_keeps_the_contract_that_emitted_it() {
    let row = &contracts("log_samples", 6)[0];
    let genuine = log(&row["receipt"]["logs"][0]);
    let forged = Log {
        address: Address::repeat_byte(0x66),
        ..genuine.clone()
    };
    let (genuine, forged) = (
        MetadataCreated::decode(&genuine).unwrap(),
        MetadataCreated::decode(&forged).unwrap(),
    );
    assert_eq!(genuine.event, forged.event);
    assert_eq!(forged.address, Address::repeat_byte(0x66));
    assert_ne!(genuine, forged);
}

/// Attack: an NFT that emits what only a datatoken may.
#[test]
fn a47_an_order_event_of_an_nft_names_the_nft() {
    let (nft, datatoken) = (Address::repeat_byte(0x47), Address::repeat_byte(0x20));
    for row in contracts("log_samples", 6) {
        for genuine in row["receipt"]["logs"].as_array().unwrap() {
            let mut log = log(genuine);
            log.address = nft;
            let by_nft = Event::decode(&log).unwrap().unwrap();
            log.address = datatoken;
            let by_datatoken = Event::decode(&log).unwrap().unwrap();
            assert_eq!((by_nft.address, by_datatoken.address), (nft, datatoken));
            assert_ne!(by_nft, by_datatoken);
        }
    }
}

#[test]
fn what_is_no_event_of_ours() {
    let mut log = Log {
        address: Address::ZERO,
        topics: Vec::new(),
        data: [0; 64].into(),
        log_index: 0,
    };
    assert_eq!(Event::decode(&log), Ok(None));
    log.topics
        .push(keccak256("Approval(address,address,uint256)"));
    assert_eq!(Event::decode(&log), Ok(None));
    assert_eq!(
        OrderStarted::decode(&log),
        Err(DecodeEventError::OtherEvent {
            event: "OrderStarted",
            found: log.topics[0],
            expected: OrderStarted::TOPIC,
        })
    );
}
