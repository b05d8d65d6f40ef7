use allocation_counter::measure;
use alloy_primitives::{Address, B256};
use ocean_orders::{
    Log, ProviderFee,
    events::{
        ConsumeMarketFee, DecodeEventError, Emitted, Erc20Transfer, Erc721Transfer, Event,
        MetadataCreated, MetadataState, MetadataUpdated, MetadataValidated, NftCreated,
        OrderExecuted, OrderReused, OrderStarted, PublishMarketFee, TokenCreated, TokenUriUpdate,
    },
};

use crate::abi;

/// A log is an event exactly if the model reads it, means the same, and takes memory in proportion
/// to its length.
///
/// The first byte says which event's topic comes first, if any; the second how many more there are,
/// each of 32 bytes; the rest is the data.
pub fn event_decode(data: &[u8]) {
    let [event, topics, rest @ ..] = data else {
        return;
    };
    let mut log = Log {
        address: Address::repeat_byte(0x11),
        topics: Vec::new(),
        data: Vec::new().into(),
        log_index: 7,
    };
    if let Some((signature, _)) = abi::EVENTS.get(usize::from(*event)) {
        log.topics.push(abi::topic_of(signature));
    }
    let (words, rest) = rest.split_at(rest.len().min(usize::from(topics % 6) * 32));
    log.topics
        .extend(words.chunks_exact(32).map(B256::from_slice));
    log.data = rest.to_vec().into();

    let expected = abi::event_of(&log).map(|event| (event, abi::decode(event, &log)));
    match (decode(&log), expected) {
        (Ok(None), None) => {}
        (Err(error), Some((_, None))) => explains(&log, &error),
        (Ok(Some(found)), Some((event, Some(values)))) => {
            assert_eq!((found.address, found.log_index), (log.address, 7));
            let (name, _) = event.0.split_once('(').expect("a signature");
            assert_eq!(found.event.name(), name);
            let encoded = encode(&log, found.event);
            assert_eq!(encoded.topics, log.topics);
            assert_eq!(encoded.data, abi::encode(event, &values));
        }
        (found, expected) => panic!("{found:?}, expected {expected:?} of {log:?}"),
    }
}

/// Decodes it under the ceiling.
fn decode(log: &Log) -> Result<Option<Emitted<Event>>, DecodeEventError> {
    let mut found = Ok(None);
    let memory = measure(|| found = Event::decode(log));
    // Each of at most four values can be all of the data.
    let ceiling = 4 * log.data.len() as u64 + 1_024;
    assert!(memory.bytes_max <= ceiling, "{} bytes", memory.bytes_max);
    #[cfg(planted)]
    if let Ok(Some(Emitted {
        event: Event::ProviderFee(fee),
        ..
    })) = &mut found
        && fee.v < 2
    {
        fee.v += 27;
    }
    found
}

fn explains(log: &Log, error: &DecodeEventError) {
    assert!(!error.to_string().is_empty());
    match error {
        DecodeEventError::TopicCount {
            found, expected, ..
        } => assert!(*found == log.topics.len() && found != expected),
        DecodeEventError::Topic { index, topic, .. } => {
            assert_eq!(log.topics.get(*index), Some(topic));
        }
        DecodeEventError::Overrun { length, .. } => assert_eq!(*length, log.data.len()),
        DecodeEventError::Value { .. } => {}
        other => panic!("{other:?} of {log:?}"),
    }
}

macro_rules! encode {
    ($log:ident, $event:ident, $($variant:ident)*) => {
        match $event {
            $(Event::$variant(event) => {
                let encoded = event.encode($log.address, $log.log_index);
                let emitted = |event| Emitted { address: $log.address, log_index: $log.log_index, event };
                for log in [$log, &encoded] {
                    assert_eq!($variant::decode(log), Ok(emitted(event.clone())));
                }
                encoded
            })*
            other => panic!("{other:?} is another event"),
        }
    };
}

/// Writes it, and reads it from both logs.
fn encode(log: &Log, event: Event) -> Log {
    encode!(
        log,
        event,
        MetadataCreated MetadataUpdated MetadataState MetadataValidated TokenUriUpdate NftCreated
        TokenCreated OrderStarted OrderReused OrderExecuted ProviderFee PublishMarketFee
        ConsumeMarketFee Erc20Transfer Erc721Transfer
    )
}
