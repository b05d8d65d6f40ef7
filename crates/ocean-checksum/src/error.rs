use core::fmt;

/// A place in a JSON text, for a person: line and column count from 1, the offset from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Position {
    /// Bytes before this place.
    pub offset: usize,
    /// Line, counted by line feeds, from 1.
    pub line: usize,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: usize,
}

impl Position {
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let on_last_line = before.chars().rev().take_while(|&c| c != '\n').count();
        Self {
            offset: before.len(),
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: on_last_line + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {} column {} (byte {})",
            self.line, self.column, self.offset
        )
    }
}

/// Why a text cannot be read as JSON, or not within the limits.
///
/// The grammar is RFC 8259 exactly as `JSON.parse` of ECMAScript takes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// A character stands where the grammar has no place for it.
    #[error("unexpected {found:?} at {at}, expected {expected}")]
    Unexpected {
        /// Where it stands.
        at: Position,
        /// The character.
        found: char,
        /// What could have stood there.
        expected: &'static str,
    },
    /// The text ends too early.
    #[error("text ends at {at}, expected {expected}")]
    UnexpectedEnd {
        /// The end of the text.
        at: Position,
        /// What should have followed.
        expected: &'static str,
    },
    /// Arrays and objects are nested deeper than the limit.
    #[error("nested deeper than {max_depth} levels at {at}")]
    TooDeep {
        /// The bracket that is one too many.
        at: Position,
        /// The limit that was in force.
        max_depth: usize,
    },
    /// The text is longer than the limit; it was not read.
    #[error("text of {len} bytes, expected at most {max_len}")]
    TooLong {
        /// Bytes in the text.
        len: usize,
        /// The limit that was in force.
        max_len: usize,
    },
    /// An integer has more digits than Python converts; only [`ocean_py_stringify`] refuses it.
    ///
    /// [`ocean_py_stringify`]: crate::ocean_py_stringify
    #[error("integer of {digits} digits at {at}, expected at most {max_digits} as in Python")]
    IntegerTooLong {
        /// Where the number begins.
        at: Position,
        /// Its digits.
        digits: usize,
        /// Python's limit.
        max_digits: usize,
    },
}

impl JsonError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unexpected { .. } => "json_unexpected",
            Self::UnexpectedEnd { .. } => "json_unexpected_end",
            Self::TooDeep { .. } => "json_too_deep",
            Self::TooLong { .. } => "json_too_long",
            Self::IntegerTooLong { .. } => "json_integer_too_long",
        }
    }

    /// Where in the text it went wrong; `None` where the text was not read at all.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Unexpected { at, .. }
            | Self::UnexpectedEnd { at, .. }
            | Self::TooDeep { at, .. }
            | Self::IntegerTooLong { at, .. } => Some(*at),
            Self::TooLong { .. } => None,
        }
    }
}
