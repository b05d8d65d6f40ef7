use super::{
    ConsumeMarketFee, DecodeEventError, Emitted, Erc20Transfer, Erc721Transfer, MetadataCreated,
    MetadataState, MetadataUpdated, MetadataValidated, NftCreated, OrderExecuted, OrderReused,
    OrderStarted, PublishMarketFee, TokenCreated, TokenUriUpdate,
    codec::{Abi, decode},
};
use crate::{Log, ProviderFee, contracts::name_of};

macro_rules! events {
    ($($name:ident,)*) => {
        /// Any event of Ocean's contracts that this crate reads.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Event {
            $(
                #[doc = concat!("[`", stringify!($name), "`]")]
                $name($name),
            )*
        }

        impl Event {
            /// The event's name in the contract.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => name_of($name::SIGNATURE),)*
                }
            }
        }
    };
}

events! {
    MetadataCreated,
    MetadataUpdated,
    MetadataState,
    MetadataValidated,
    TokenUriUpdate,
    NftCreated,
    TokenCreated,
    OrderStarted,
    OrderReused,
    OrderExecuted,
    ProviderFee,
    PublishMarketFee,
    ConsumeMarketFee,
    Erc20Transfer,
    Erc721Transfer,
}

impl Event {
    /// Reads a log by its first topic. `None`: it is no event of ours.
    ///
    /// # Errors
    /// [`DecodeEventError`]: the first topic is that of an event of ours, and the rest does not fit
    /// it. Anybody can emit such a log, so go on to the next one.
    pub fn decode(log: &Log) -> Result<Option<Emitted<Self>>, DecodeEventError> {
        let Some(topic) = log.topics.first() else {
            return Ok(None);
        };
        match *topic {
            MetadataCreated::TOPIC => decode_as(log, Self::MetadataCreated),
            MetadataUpdated::TOPIC => decode_as(log, Self::MetadataUpdated),
            MetadataState::TOPIC => decode_as(log, Self::MetadataState),
            MetadataValidated::TOPIC => decode_as(log, Self::MetadataValidated),
            TokenUriUpdate::TOPIC => decode_as(log, Self::TokenUriUpdate),
            NftCreated::TOPIC => decode_as(log, Self::NftCreated),
            TokenCreated::TOPIC => decode_as(log, Self::TokenCreated),
            OrderStarted::TOPIC => decode_as(log, Self::OrderStarted),
            OrderReused::TOPIC => decode_as(log, Self::OrderReused),
            OrderExecuted::TOPIC => decode_as(log, Self::OrderExecuted),
            ProviderFee::TOPIC => decode_as(log, Self::ProviderFee),
            PublishMarketFee::TOPIC => decode_as(log, Self::PublishMarketFee),
            ConsumeMarketFee::TOPIC => decode_as(log, Self::ConsumeMarketFee),
            Erc721Transfer::TOPIC if log.topics.len() == 4 => decode_as(log, Self::Erc721Transfer),
            Erc20Transfer::TOPIC => decode_as(log, Self::Erc20Transfer),
            _ => Ok(None),
        }
    }
}

#[inline]
fn decode_as<E: Abi>(
    log: &Log,
    wrap: impl FnOnce(E) -> Event,
) -> Result<Option<Emitted<Event>>, DecodeEventError> {
    decode(log, |emitted| {
        Some(Emitted {
            address: emitted.address,
            log_index: emitted.log_index,
            event: wrap(emitted.event),
        })
    })
}
