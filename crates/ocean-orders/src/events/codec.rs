use alloy_primitives::{Address, B256};
use alloy_sol_types::{Error, SolEvent, SolType, TopicList, abi::AbiDecoderConfig};

use super::DecodeEventError;
use crate::{Log, contracts::name_of};

/// An event, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Emitted<E> {
    /// The contract that emitted it. Whether it may speak of such things is for the caller to say.
    pub address: Address,
    /// The position of the log in its block.
    pub log_index: u64,
    /// What was emitted.
    pub event: E,
}

/// An event of ours and the same as `sol!` makes it.
pub(super) trait Abi: Sized {
    type Sol: SolEvent;

    fn from_sol(sol: Self::Sol) -> Self;
    fn to_sol(&self) -> Self::Sol;
}

/// Reads a log as the event `E`, and `wrap` says what becomes of it.
///
/// Events are large and are mostly moved, so this is inlined into each event's `decode`, and
/// written so that a value goes once from alloy's struct to its last place.
#[inline]
pub(super) fn decode<E: Abi, T>(
    log: &Log,
    wrap: impl FnOnce(Emitted<E>) -> T,
) -> Result<T, DecodeEventError> {
    check_topics::<E::Sol>(&log.topics)?;
    // Trailing data is ignored, as Solidity does.
    let config = AbiDecoderConfig::new().validate(true);
    let Ok(topics) = E::Sol::decode_topics_with_config(&log.topics, config) else {
        return Err(explain_topics::<E::Sol>(&log.topics));
    };
    match E::Sol::abi_decode_data_with_config(&log.data, config) {
        Ok(data) => Ok(wrap(Emitted {
            address: log.address,
            log_index: log.log_index,
            event: E::from_sol(E::Sol::new(topics, data)),
        })),
        Err(error) => Err(explain_data::<E::Sol>(log.data.len(), &error)),
    }
}

pub(super) fn encode<E: Abi>(event: &E, address: Address, log_index: u64) -> Log {
    let sol = event.to_sol();
    Log {
        address,
        topics: sol.encode_topics().into_iter().map(B256::from).collect(),
        data: sol.encode_data().into(),
        log_index,
    }
}

fn check_topics<S: SolEvent>(topics: &[B256]) -> Result<(), DecodeEventError> {
    match topics.first() {
        Some(found) if *found != S::SIGNATURE_HASH => Err(DecodeEventError::OtherEvent {
            event: name_of(S::SIGNATURE),
            found: *found,
            expected: S::SIGNATURE_HASH,
        }),
        _ if topics.len() != S::TopicList::COUNT => Err(DecodeEventError::TopicCount {
            event: name_of(S::SIGNATURE),
            found: topics.len(),
            expected: S::TopicList::COUNT,
        }),
        _ => Ok(()),
    }
}

/// Of indexed parameters, only addresses leave a part of their word empty.
#[cold]
fn explain_topics<S: SolEvent>(topics: &[B256]) -> DecodeEventError {
    let is_dirty = |topic: &B256| topic.iter().take(12).any(|byte| *byte != 0);
    let mut indexed = topics.iter().enumerate().skip(1);
    let (index, topic) = indexed
        .find(|(_, topic)| is_dirty(topic))
        .unwrap_or((0, &S::SIGNATURE_HASH));
    DecodeEventError::Topic {
        event: name_of(S::SIGNATURE),
        index,
        topic: *topic,
    }
}

#[cold]
fn explain_data<S: SolEvent>(length: usize, error: &Error) -> DecodeEventError {
    let event = name_of(S::SIGNATURE);
    let expected = <S::DataTuple<'_> as SolType>::SOL_NAME;
    match error {
        Error::TypeCheckFail { .. } => DecodeEventError::Value { event, expected },
        _ => DecodeEventError::Overrun {
            event,
            length,
            expected,
        },
    }
}

/// The two halves of an event: `abi!` ties fields of the same names together, `codec!` gives the
/// type its public face, and `event!` makes a struct that has both.
macro_rules! abi {
    ($name:ident, $sol:ident, $($field:ident => $sol_field:ident,)*) => {
        impl $crate::events::codec::Abi for $name {
            type Sol = $crate::contracts::$sol;

            #[inline]
            fn from_sol(sol: Self::Sol) -> Self {
                Self { $($field: sol.$sol_field,)* }
            }

            #[allow(clippy::clone_on_copy, reason = "some fields are not `Copy`")]
            fn to_sol(&self) -> Self::Sol {
                Self::Sol { $($sol_field: self.$field.clone(),)* }
            }
        }
    };
}

macro_rules! codec {
    ($name:ident, $sol:ident) => {
        impl $name {
            /// The event's name and types, as they are hashed.
            pub const SIGNATURE: &'static str =
                <$crate::contracts::$sol as alloy_sol_types::SolEvent>::SIGNATURE;

            /// The first topic of every such log: Keccak-256 of the signature.
            pub const TOPIC: alloy_primitives::B256 =
                <$crate::contracts::$sol as alloy_sol_types::SolEvent>::SIGNATURE_HASH;

            /// Reads a log. Data after the parameters is ignored, as Solidity does.
            ///
            /// # Errors
            /// [`DecodeEventError`](crate::events::DecodeEventError): the log is another event's,
            /// has too few or many topics, or its data is cut short or does not fit the types.
            #[inline]
            pub fn decode(
                log: &$crate::Log,
            ) -> Result<$crate::events::Emitted<Self>, $crate::events::DecodeEventError> {
                $crate::events::codec::decode(log, core::convert::identity)
            }

            /// Writes the log that the contract at `address` would emit.
            #[must_use]
            pub fn encode(
                &self,
                address: alloy_primitives::Address,
                log_index: u64,
            ) -> $crate::Log {
                $crate::events::codec::encode(self, address, log_index)
            }
        }
    };
}

macro_rules! event {
    (
        $(#[$doc:meta])*
        $name:ident as $sol:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        abi!($name, $sol, $($field => $field,)*);
        codec!($name, $sol);
    };
}

pub(super) use {abi, codec, event};
