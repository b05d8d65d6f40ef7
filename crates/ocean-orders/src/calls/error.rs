/// Why a call cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildCallError {
    /// The contract would revert.
    #[error("{function} has {found} {what}, expected {max} at most")]
    TooMany {
        /// The function.
        function: &'static str,
        /// Of what there are too many.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many the contract takes.
        max: usize,
    },
}

impl BuildCallError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "call_too_many",
        }
    }
}

/// Why bytes are not the answer of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeReturnError {
    /// There are no bytes: so answers an address that has no contract.
    #[error("answer of {function} is empty, expected `{expected}`")]
    Empty {
        /// The function.
        function: &'static str,
        /// The types that it returns.
        expected: &'static str,
    },
    /// The answer ends early, or an offset or length in it points beyond the end.
    #[error("answer of {function} has {length} bytes, expected the whole of `{expected}`")]
    Overrun {
        /// The function.
        function: &'static str,
        /// The length of the answer.
        length: usize,
        /// The types that it returns.
        expected: &'static str,
    },
    /// A value does not fit its type: a `uint8`, `bool` or `address` with other bytes than zeros
    /// before it, a `string` that is not UTF-8, an offset past all memory.
    #[error("answer of {function} has a value out of its type, expected `{expected}`")]
    Value {
        /// The function.
        function: &'static str,
        /// The types that it returns.
        expected: &'static str,
    },
}

impl DecodeReturnError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "answer_empty",
            Self::Overrun { .. } => "answer_overrun",
            Self::Value { .. } => "answer_value",
        }
    }
}
