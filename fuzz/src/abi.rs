//! The logs of Ocean's contracts, read word by word without a library: the model for the targets of
//! ocean-orders.

use alloy_primitives::{B256, Bytes, U256, keccak256};
use ocean_orders::Log;

/// Each event's signature, and an `i` for each parameter that is indexed.
pub(crate) const EVENTS: [(&str, &str); 15] = [
    (
        "MetadataCreated(address,uint8,string,bytes,bytes,bytes32,uint256,uint256)",
        "i-------",
    ),
    (
        "MetadataUpdated(address,uint8,string,bytes,bytes,bytes32,uint256,uint256)",
        "i-------",
    ),
    ("MetadataState(address,uint8,uint256,uint256)", "i---"),
    (
        "MetadataValidated(address,bytes32,uint8,bytes32,bytes32)",
        "i----",
    ),
    (
        "TokenURIUpdate(address,string,uint256,uint256,uint256)",
        "i----",
    ),
    (
        "NFTCreated(address,address,string,address,string,string,bool,address)",
        "-i-i---i",
    ),
    (
        "TokenCreated(address,address,string,string,uint256,address)",
        "ii----",
    ),
    (
        "OrderStarted(address,address,uint256,uint256,uint256,address,uint256)",
        "i----i-",
    ),
    ("OrderReused(bytes32,address,uint256,uint256)", "----"),
    (
        "OrderExecuted(address,address,bytes32,bytes,bytes,bytes,bytes,uint256,uint256)",
        "ii-------",
    ),
    (
        "ProviderFee(address,address,uint256,bytes,uint8,bytes32,bytes32,uint256)",
        "ii------",
    ),
    ("PublishMarketFee(address,address,uint256)", "ii-"),
    ("ConsumeMarketFee(address,address,uint256)", "ii-"),
    ("Transfer(address,address,uint256)", "ii-"),
    ("Transfer(address,address,uint256)", "iii"),
];

/// A parameter's value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Word(U256),
    Bytes(Vec<u8>),
}

impl Value {
    pub(crate) fn word(&self) -> U256 {
        match self {
            Self::Word(word) => *word,
            Self::Bytes(_) => panic!("a word was expected"),
        }
    }
}

pub(crate) fn topic_of(signature: &str) -> B256 {
    keccak256(signature)
}

/// The event whose topic the log has; of two with the same, the one with as many topics, else the
/// first.
pub(crate) fn event_of(log: &Log) -> Option<(&'static str, &'static str)> {
    let first = log.topics.first()?;
    let mut events = EVENTS
        .into_iter()
        .filter(|(signature, _)| topic_of(signature) == *first);
    let event = events.next()?;
    Some(
        events
            .find(|(_, indexed)| log.topics.len() == topics(indexed))
            .unwrap_or(event),
    )
}

/// How many topics such a log has.
fn topics(indexed: &str) -> usize {
    1 + indexed.matches('i').count()
}

fn types(signature: &str) -> Vec<&str> {
    let (_, types) = signature.split_once('(').expect("a signature");
    types.trim_end_matches(')').split(',').collect()
}

/// The values in the order of the signature. `None`: the log is malformed.
pub(crate) fn decode((signature, indexed): (&str, &str), log: &Log) -> Option<Vec<Value>> {
    if log.topics.len() != topics(indexed) {
        return None;
    }
    let mut topics = log.topics.iter().skip(1);
    let mut position = 0;
    types(signature)
        .into_iter()
        .zip(indexed.chars())
        .map(|(kind, indexed)| {
            if indexed == 'i' {
                let word = U256::from_be_bytes(topics.next()?.0);
                return is_of(kind, word).then_some(Value::Word(word));
            }
            let word = word_at(&log.data, position)?;
            position += 32;
            if !is_dynamic(kind) {
                return is_of(kind, word).then_some(Value::Word(word));
            }
            let tail = log.data.get(usize::try_from(word).ok()?..)?;
            let length = usize::try_from(word_at(tail, 0)?).ok()?;
            let bytes = tail.get(32..)?.get(..length)?;
            let is_valid = kind != "string" || str::from_utf8(bytes).is_ok();
            is_valid.then(|| Value::Bytes(bytes.to_vec()))
        })
        .collect()
}

/// The one encoding of the values that are not indexed.
pub(crate) fn encode((signature, indexed): (&str, &str), values: &[Value]) -> Bytes {
    let in_data: Vec<_> = types(signature)
        .into_iter()
        .zip(indexed.chars())
        .zip(values)
        .filter(|((_, indexed), _)| *indexed != 'i')
        .map(|(_, value)| value)
        .collect();
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for value in &in_data {
        match value {
            Value::Word(word) => head.extend(word.to_be_bytes::<32>()),
            Value::Bytes(bytes) => {
                let offset = in_data.len() * 32 + tail.len();
                head.extend(U256::from(offset).to_be_bytes::<32>());
                tail.extend(U256::from(bytes.len()).to_be_bytes::<32>());
                tail.extend(bytes);
                tail.resize(tail.len().next_multiple_of(32), 0);
            }
        }
    }
    [head, tail].concat().into()
}

fn word_at(data: &[u8], position: usize) -> Option<U256> {
    let word = data.get(position..)?.get(..32)?;
    Some(U256::from_be_slice(word))
}

fn is_dynamic(kind: &str) -> bool {
    matches!(kind, "string" | "bytes")
}

fn is_of(kind: &str, word: U256) -> bool {
    let bits = match kind {
        "address" => 160,
        "uint8" => 8,
        "bool" => 1,
        _ => 256,
    };
    word.bit_len() <= bits
}
