//! Logs that no contract of Ocean's emits, but any contract can.

use alloy_primitives::{Address, B256, Bytes, U256, uint};
use ocean_orders::{
    Log, ProviderFee,
    events::{
        DecodeEventError, Erc20Transfer, Event, MetadataCreated, MetadataState, MetadataValidated,
        NftCreated, OrderExecuted, OrderReused, OrderStarted,
    },
};

use crate::{abi, log};

fn samples() -> Vec<Log> {
    abi("events", 15)
        .iter()
        .map(|row| log(&row["log"]))
        .collect()
}

fn sample(topic: B256) -> Log {
    samples()
        .into_iter()
        .find(|log| log.topics[0] == topic)
        .unwrap()
}

/// The log with one word of its data replaced.
fn with_word(mut log: Log, index: usize, word: U256) -> Log {
    let mut data = log.data.to_vec();
    data[index * 32..][..32].copy_from_slice(&word.to_be_bytes::<32>());
    log.data = data.into();
    log
}

fn code(log: &Log) -> &'static str {
    match Event::decode(log) {
        Ok(decoded) => panic!("{decoded:?}"),
        Err(error) => error.code(),
    }
}

#[test]
fn data_cut_at_every_byte() {
    let mut without_padding = 0;
    for whole in samples() {
        for length in 0..whole.data.len() {
            let mut log = whole.clone();
            log.data = log.data.slice(..length);
            match Event::decode(&log) {
                Err(error) => assert_eq!(error.code(), "event_overrun", "{length} of {log:?}"),
                // What pads the last dynamic value need not be there.
                decoded => {
                    assert!(whole.data.len() - length < 32, "{length} of {log:?}");
                    assert_eq!(decoded, Event::decode(&whole));
                    without_padding += 1;
                }
            }
        }
    }
    assert!(without_padding > 0);
    for topic in [
        OrderStarted::TOPIC,
        OrderReused::TOPIC,
        MetadataState::TOPIC,
    ] {
        let mut log = sample(topic);
        log.data = log.data.slice(..log.data.len() - 1);
        assert_eq!(code(&log), "event_overrun");
    }
}

#[test]
fn data_after_the_parameters_is_ignored() {
    for log in samples() {
        let whole = Event::decode(&log).unwrap();
        for more in [1, 31, 32, 1000] {
            let data = [log.data.as_ref(), &vec![0xff; more]].concat();
            let longer = Log {
                data: data.into(),
                ..log.clone()
            };
            assert_eq!(Event::decode(&longer).unwrap(), whole);
        }
    }
}

#[test]
fn a_topic_too_few_or_too_many() {
    for whole in samples() {
        let (found, is_transfer) = (whole.topics.len(), whole.topics[0] == Erc20Transfer::TOPIC);
        for count in (1..=6).filter(|count| *count != found) {
            // The two transfers differ by a topic.
            if is_transfer && matches!(count, 3 | 4) {
                continue;
            }
            let mut log = whole.clone();
            log.topics.resize(count, B256::ZERO);
            let Err(DecodeEventError::TopicCount { found, .. }) = Event::decode(&log) else {
                panic!("{log:?}");
            };
            assert_eq!(found, count);
        }
    }
    let mut log = sample(OrderReused::TOPIC);
    log.topics.clear();
    assert_eq!(
        OrderReused::decode(&log),
        Err(DecodeEventError::TopicCount {
            event: "OrderReused",
            found: 0,
            expected: 1,
        })
    );
}

/// A transfer of one kind is not read as one of the other kind.
#[test]
fn transfers_are_told_apart_by_their_topics() {
    for whole in samples() {
        if whole.topics[0] != Erc20Transfer::TOPIC {
            continue;
        }
        let mut log = whole.clone();
        if log.topics.len() == 4 {
            log.topics.pop();
            assert_eq!(code(&log), "event_overrun");
        } else {
            log.topics.push(B256::ZERO);
            assert!(matches!(
                Event::decode(&log).unwrap().unwrap().event,
                Event::Erc721Transfer(_)
            ));
        }
    }
}

#[test]
fn an_indexed_address_has_zeros_before_it() {
    for whole in samples() {
        // A token id, the one indexed value that is no address, fills its word.
        for index in 1..whole
            .topics
            .len()
            .min(if whole.data.is_empty() { 3 } else { 4 })
        {
            for byte in 0..12 {
                let mut log = whole.clone();
                log.topics[index].0[byte] = 1;
                let Err(DecodeEventError::Topic {
                    index: found,
                    topic,
                    ..
                }) = Event::decode(&log)
                else {
                    panic!("{log:?}");
                };
                assert_eq!((found, topic), (index, log.topics[index]));
            }
        }
    }
}

/// The topic is named even if the data is bad too.
#[test]
fn topics_are_judged_first() {
    let mut log = sample(MetadataCreated::TOPIC);
    log.topics[1].0[0] = 1;
    log.data = Bytes::new();
    assert_eq!(code(&log), "event_topic");
}

#[test]
fn small_values_have_zeros_before_them() {
    let cases = [
        // An address, a `uint8` and a `bool`, each by the place of its word.
        (OrderStarted::TOPIC, 0),
        (OrderReused::TOPIC, 1),
        (MetadataState::TOPIC, 0),
        (MetadataCreated::TOPIC, 0),
        (MetadataValidated::TOPIC, 1),
        (ProviderFee::TOPIC, 2),
        (NftCreated::TOPIC, 0),
        (NftCreated::TOPIC, 4),
    ];
    for (topic, index) in cases {
        for word in [U256::MAX, U256::from(1) << 160, U256::from(1) << 255] {
            let log = with_word(sample(topic), index, word);
            assert_eq!(code(&log), "event_value", "{index} of {log:?}");
        }
    }
    let log = with_word(sample(NftCreated::TOPIC), 4, U256::from(2));
    assert_eq!(code(&log), "event_value");
    let log = with_word(sample(MetadataState::TOPIC), 0, U256::from(256));
    assert_eq!(code(&log), "event_value");
}

#[test]
fn a_string_is_utf8() {
    let log = sample(MetadataCreated::TOPIC);
    let event = MetadataCreated::decode(&log).unwrap().event;
    let url = event.decryptor_url.as_bytes();
    let at = log
        .data
        .windows(url.len())
        .position(|part| part == url)
        .unwrap();
    for byte in [0xff, 0xc0, 0x80] {
        let mut data = log.data.to_vec();
        data[at] = byte;
        let log = Log {
            data: data.into(),
            ..log.clone()
        };
        assert_eq!(
            MetadataCreated::decode(&log),
            Err(DecodeEventError::Value {
                event: "MetadataCreated",
                expected: "(uint8,string,bytes,bytes,bytes32,uint256,uint256)",
            })
        );
    }
}

/// Nothing is reserved for what is only announced.
#[test]
fn offsets_and_lengths_beyond_the_data() {
    let whole = sample(MetadataCreated::TOPIC);
    let length = U256::from(whole.data.len());
    let past_memory = [uint!(0x1_0000_0000_0000_0000_U256), U256::MAX];
    let past_the_end = [
        length,
        length + U256::from(1),
        U256::from(u32::MAX),
        U256::from(u64::MAX >> 1),
        U256::from(u64::MAX - 31),
        U256::from(u64::MAX),
    ];
    // The offset of the URL, then its length: the offset is 0xe0, seven words.
    for place in [1, 2, 3, 7] {
        for value in past_memory {
            let log = with_word(whole.clone(), place, value);
            assert_eq!(code(&log), "event_value", "{place}: {value}");
        }
        for value in past_the_end {
            let log = with_word(whole.clone(), place, value);
            assert_eq!(code(&log), "event_overrun", "{place}: {value}");
        }
    }
}

/// All four byte strings may lie in one place: then the result is four times the data, no more.
#[test]
fn offsets_to_one_place() {
    let event = OrderExecuted {
        provider: Address::ZERO,
        consumer: Address::ZERO,
        order_transaction: B256::ZERO,
        provider_data: vec![7; 1 << 20].into(),
        provider_signature: Bytes::new(),
        consumer_data: Bytes::new(),
        consumer_signature: Bytes::new(),
        timestamp: U256::ZERO,
        block_number: U256::ZERO,
    };
    let mut log = event.encode(Address::ZERO, 0);
    for place in [2, 3, 4] {
        log = with_word(log, place, U256::from(7 * 32));
    }
    let decoded = OrderExecuted::decode(&log).unwrap().event;
    assert_eq!(decoded.provider_data, event.provider_data);
    assert_eq!(decoded.provider_data, decoded.consumer_signature);
    // An offset to itself reads the offset as a length.
    let log = with_word(log, 1, U256::from(32));
    assert_eq!(
        OrderExecuted::decode(&log)
            .unwrap()
            .event
            .provider_data
            .len(),
        32
    );
}

#[test]
fn numbers_to_the_last() {
    let mut event = OrderStarted::decode(&sample(OrderStarted::TOPIC))
        .unwrap()
        .event;
    event.amount = U256::MAX;
    event.service_index = U256::MAX;
    event.timestamp = U256::from(u64::MAX) + U256::from(1);
    event.block_number = U256::MAX;
    let log = event.encode(Address::ZERO, u64::MAX);
    let decoded = OrderStarted::decode(&log).unwrap();
    assert_eq!(decoded.event, event);
    assert_eq!(decoded.log_index, u64::MAX);
}

#[test]
fn thousands_of_logs() {
    let samples = samples();
    let decoded = samples
        .iter()
        .cycle()
        .take(15_000)
        .filter_map(|log| Event::decode(log).unwrap())
        .count();
    assert_eq!(decoded, 15_000);
}
