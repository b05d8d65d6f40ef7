//! Events of Ocean's contracts as names and values.

use std::fmt;

use alloy_primitives::{Address, B256, Bytes, U256, hex};
use ocean_orders::events::Event;
use serde::{Serialize, Serializer};

use crate::text::cut;

/// Characters of a value that are shown to people.
const SHOWN: usize = 200;

/// What an event says, by the names of `ocean_orders::events`.
pub(crate) struct Values(Vec<(&'static str, Value)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    /// An address, a hash, or a number of 256 bits.
    Plain(String),
    Text(String),
    Data(#[serde(serialize_with = "as_hex")] Bytes),
    Number(u8),
    Flag(bool),
}

macro_rules! values {
    ($event:expr, $($name:ident)*) => {
        vec![$((stringify!($name), Value::from(&$event.$name))),*]
    };
}

impl Values {
    pub(crate) fn of(event: &Event) -> Self {
        Self(match event {
            Event::MetadataCreated(e) => {
                values!(e, created_by state decryptor_url flags data metadata_hash timestamp block_number)
            }
            Event::MetadataUpdated(e) => {
                values!(e, updated_by state decryptor_url flags data metadata_hash timestamp block_number)
            }
            Event::MetadataState(e) => values!(e, updated_by state timestamp block_number),
            Event::MetadataValidated(e) => values!(e, validator metadata_hash v r s),
            Event::TokenUriUpdate(e) => {
                values!(e, updated_by token_uri token_id timestamp block_number)
            }
            Event::NftCreated(e) => {
                values!(e, token template name admin symbol token_uri transferable creator)
            }
            Event::TokenCreated(e) => values!(e, token template name symbol cap creator),
            Event::OrderStarted(e) => {
                values!(e, consumer payer amount service_index timestamp publish_market_address block_number)
            }
            Event::OrderReused(e) => {
                values!(e, order_transaction caller timestamp block_number)
            }
            Event::OrderExecuted(e) => {
                values!(e, provider consumer order_transaction provider_data provider_signature
                    consumer_data consumer_signature timestamp block_number)
            }
            Event::ProviderFee(e) => values!(e, address token amount data v r s valid_until),
            Event::PublishMarketFee(e) => values!(e, recipient token amount),
            Event::ConsumeMarketFee(e) => values!(e, recipient token amount),
            Event::Erc20Transfer(e) => values!(e, from to value),
            Event::Erc721Transfer(e) => values!(e, from to token_id),
            _ => Vec::new(),
        })
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => f.write_str(text),
            Self::Text(text) => write!(f, "`{}`", cut(text, SHOWN)),
            Self::Data(data) => write!(f, "{}", cut(&shown(data), SHOWN)),
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
        }
    }
}

/// The text that the bytes are, or else their digits.
pub(crate) fn shown(data: &[u8]) -> String {
    match std::str::from_utf8(data) {
        Ok(text) if !text.is_empty() && !text.contains(char::is_control) => text.into(),
        _ => hex::encode_prefixed(data),
    }
}

fn as_hex<S: Serializer>(data: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(data)
}

macro_rules! plain {
    ($($kind:ident)*) => {$(
        impl From<&$kind> for Value {
            fn from(value: &$kind) -> Self {
                Self::Plain(value.to_string())
            }
        }
    )*};
}

plain!(Address B256 U256);

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&Bytes> for Value {
    fn from(data: &Bytes) -> Self {
        Self::Data(data.clone())
    }
}

impl From<&u8> for Value {
    fn from(number: &u8) -> Self {
        Self::Number(*number)
    }
}

impl From<&bool> for Value {
    fn from(flag: &bool) -> Self {
        Self::Flag(*flag)
    }
}
