use alloy_primitives::B256;

/// Why a log is not the event it was read as.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeEventError {
    /// The first topic is that of another event.
    #[error("log has first topic `{found}`, expected `{expected}` of {event}")]
    OtherEvent {
        /// The event that was expected.
        event: &'static str,
        /// The first topic.
        found: B256,
        /// The event's own.
        expected: B256,
    },
    /// There is a topic for each indexed parameter and one for the event, no more and no less.
    #[error("log of {event} has {found} topics, expected {expected}")]
    TopicCount {
        /// The event that was expected.
        event: &'static str,
        /// How many topics there are.
        found: usize,
        /// How many the event has.
        expected: usize,
    },
    /// An indexed address has something other than zeros before its 20 bytes.
    #[error("topic {index} of {event} is `{topic}`, expected an address after 12 zero bytes")]
    Topic {
        /// The event.
        event: &'static str,
        /// The position of the topic, from 1 to 3.
        index: usize,
        /// The topic.
        topic: B256,
    },
    /// The data ends early, or an offset or length in it points beyond the end.
    #[error("data of {event} has {length} bytes, expected the whole of `{expected}`")]
    Overrun {
        /// The event.
        event: &'static str,
        /// The length of the data.
        length: usize,
        /// The types that the data holds.
        expected: &'static str,
    },
    /// A value does not fit its type: a `uint8`, `bool` or `address` with other bytes than zeros
    /// before it, a `string` that is not UTF-8, an offset past all memory.
    #[error("data of {event} has a value out of its type, expected `{expected}`")]
    Value {
        /// The event.
        event: &'static str,
        /// The types that the data holds.
        expected: &'static str,
    },
}

impl DecodeEventError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherEvent { .. } => "event_other",
            Self::TopicCount { .. } => "event_topic_count",
            Self::Topic { .. } => "event_topic",
            Self::Overrun { .. } => "event_overrun",
            Self::Value { .. } => "event_value",
        }
    }
}
