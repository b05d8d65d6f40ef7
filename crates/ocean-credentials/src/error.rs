use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString as _},
};

use ocean_checksum::{JsonError, Value};

use crate::Rules;

/// Why credentials lead to no decision. Whoever gets this must not let the consumer pass.
///
/// Hostile input of any length makes a small error, since at most 32 characters of it are kept.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedCredentials {
    /// A value is missing or of the wrong kind.
    #[error("expected {expected} at {}, found {found}", place(pointer))]
    Shape {
        /// JSON pointer of the value, such as `/allow/0/values/1`.
        pointer: String,
        /// What must stand there.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// `match_allow` or `match_deny` is a text that means nothing.
    #[error("expected `any` or `all` at {}, found `{}`", place(pointer), found.escape_debug())]
    UnknownMatch {
        /// JSON pointer of the value.
        pointer: String,
        /// The text, cut after 32 characters.
        found: String,
    },
    /// A list has more rules, or a rule more values, than the limit.
    #[error("expected at most {max} elements at {}, found more", place(pointer))]
    TooMany {
        /// JSON pointer of the array.
        pointer: String,
        /// The limit.
        max: usize,
    },
    /// There are rules, and the consumer is not an address.
    #[error("expected the consumer's address, found {}", consumer(found.as_deref()))]
    Consumer {
        /// The consumer, cut after 32 characters; `None` if there is none.
        found: Option<String>,
    },
    /// Under a peer's rules: the peer raises an error.
    #[error("{rules} raises `{error}`")]
    PeerRaises {
        /// The peer.
        rules: Rules,
        /// The error's class, and its text if it has a stable one.
        error: String,
    },
    /// The text that an edit makes is beyond the limits.
    #[error("the edited credentials cannot be read")]
    Edited(#[source] JsonError),
}

impl MalformedCredentials {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape { .. } => "credentials_shape",
            Self::UnknownMatch { .. } => "credentials_unknown_match",
            Self::TooMany { .. } => "credentials_too_many",
            Self::Consumer { .. } => "credentials_consumer",
            Self::PeerRaises { .. } => "credentials_peer_raises",
            Self::Edited(_) => "credentials_edited",
        }
    }

    pub(crate) fn peer(rules: Rules, error: impl Into<String>) -> Self {
        Self::PeerRaises {
            rules,
            error: error.into(),
        }
    }

    pub(crate) fn shape(pointer: String, expected: &'static str, found: Option<Value<'_>>) -> Self {
        Self::Shape {
            pointer,
            expected,
            found: found.map_or("nothing", |value| value.kind().name()),
        }
    }
}

/// Keeps the start of a text that may be long.
pub(crate) fn excerpt(text: &str) -> String {
    const MAX_CHARS: usize = 32;
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

fn place(pointer: &str) -> Cow<'_, str> {
    if pointer.is_empty() {
        "the top".into()
    } else {
        format!("`{}`", pointer.escape_debug()).into()
    }
}

fn consumer(found: Option<&str>) -> Cow<'_, str> {
    match found {
        Some(text) => format!("`{}`", text.escape_debug()).into(),
        None => "nothing".into(),
    }
}
