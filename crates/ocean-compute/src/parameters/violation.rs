use alloc::{
    borrow::{Cow, ToOwned as _},
    format,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

use ocean_checksum::{JsonStr, Value};

use super::{
    MAX_COMPLETED_BYTES, MAX_PARAMETER_VIOLATIONS, MAX_PARAMETERS, MAX_VALUE_OBJECTS,
    MAX_VALUES_BYTES, Type, pointer,
};

/// What is wrong with one value of the consumer's. No message holds a value.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterViolation {
    /// The values are no object.
    #[error("expected an object of values{}, found {found}", at(pointer))]
    NotAnObject {
        /// JSON pointer in the values: empty, or the index in a list.
        pointer: String,
        /// What there is.
        found: &'static str,
    },
    /// A value that must be given is absent or null.
    #[error("a value of `{}` is required", shown(key))]
    Required {
        /// JSON pointer in the values.
        pointer: String,
        /// The `name` of the parameter.
        key: String,
    },
    /// A value is of another type.
    #[error("expected {expected} as value of `{}`, found {found}", shown(key))]
    WrongType {
        /// JSON pointer in the values.
        pointer: String,
        /// The `name` of the parameter.
        key: String,
        /// Its `type`.
        expected: &'static str,
        /// JavaScript's `typeof`.
        found: &'static str,
        /// The value.
        value: ValueText,
    },
    /// A value is none of the options.
    #[error(
        "expected one of the options as value of `{}`, found another {found}",
        shown(key)
    )]
    NotAnOption {
        /// JSON pointer in the values.
        pointer: String,
        /// The `name` of the parameter.
        key: String,
        /// JavaScript's `typeof`.
        found: &'static str,
        /// The value.
        value: ValueText,
    },
    /// No value is given, and the default that the publisher wrote is of another type.
    #[error("expected {expected} as default of `{}`, found {found}", shown(key))]
    Default {
        /// JSON pointer in the values.
        pointer: String,
        /// The `name` of the parameter.
        key: String,
        /// Its `type`.
        expected: &'static str,
        /// JavaScript's `typeof`.
        found: &'static str,
        /// The default.
        value: ValueText,
    },
    /// A key is written more than once.
    #[error("`{}` is given more than once", shown(key))]
    Repeated {
        /// JSON pointer in the values.
        pointer: String,
        /// The key.
        key: String,
    },
    /// Under [`ParameterRules::OceanNode`](super::ParameterRules::OceanNode): ocean-node throws.
    #[error("ocean-node 3.2.0 throws `{error}`")]
    PeerThrows {
        /// JSON pointer in the values.
        pointer: String,
        /// JavaScript's words.
        error: &'static str,
    },
    /// There are more parameters than [`MAX_PARAMETERS`].
    #[error("expected at most {MAX_PARAMETERS} parameters to be declared, found {found}")]
    TooManyDeclared {
        /// Parameters declared.
        found: usize,
    },
    /// The values are longer than [`MAX_VALUES_BYTES`].
    #[error("expected at most {MAX_VALUES_BYTES} bytes of values, found {found}")]
    TooLong {
        /// Bytes of JSON.
        found: usize,
    },
    /// There are more objects of values than [`MAX_VALUE_OBJECTS`].
    #[error("expected at most {MAX_VALUE_OBJECTS} objects of values, found {found}")]
    TooManyObjects {
        /// Objects.
        found: usize,
    },
    /// The values with the defaults are longer than [`MAX_COMPLETED_BYTES`].
    #[error("expected at most {MAX_COMPLETED_BYTES} bytes of values with defaults, found {found}")]
    CompletedTooLong {
        /// Bytes of JSON.
        found: usize,
    },
}

impl ParameterViolation {
    pub(super) fn not_an_object(place: Option<usize>, found: Option<Value<'_>>) -> Self {
        Self::NotAnObject {
            pointer: place.map_or_else(String::new, |index| format!("/{index}")),
            found: found.map_or("nothing", |value| value.kind().name()),
        }
    }

    pub(super) fn required(place: Option<usize>, name: JsonStr<'_>) -> Self {
        let key = name.to_string();
        let pointer = pointer(place, &key);
        Self::Required { pointer, key }
    }

    pub(super) fn repeated(name: JsonStr<'_>) -> Self {
        let key = name.to_string();
        let pointer = pointer(None, &key);
        Self::Repeated { pointer, key }
    }

    pub(super) fn wrong(
        place: Option<usize>,
        name: JsonStr<'_>,
        expected: Type,
        found: &'static str,
        value: &str,
    ) -> Self {
        let key = name.to_string();
        let pointer = pointer(place, &key);
        let value = ValueText::new(value);
        match expected {
            Type::Select => Self::NotAnOption {
                pointer,
                key,
                found,
                value,
            },
            _ => Self::WrongType {
                pointer,
                key,
                expected: expected.name(),
                found,
                value,
            },
        }
    }

    pub(super) fn default(name: JsonStr<'_>, expected: Type, default: Value<'_>) -> Self {
        let key = name.to_string();
        Self::Default {
            pointer: pointer(None, &key),
            key,
            expected: expected.name(),
            found: super::js::type_of(Some(default)),
            value: ValueText::new(&super::js::text_of(Some(default))),
        }
    }

    /// A stable name of the violation for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnObject { .. } => "parameters_not_an_object",
            Self::Required { .. } => "parameter_required",
            Self::WrongType { .. } => "parameter_wrong_type",
            Self::NotAnOption { .. } => "parameter_not_an_option",
            Self::Default { .. } => "parameter_default",
            Self::Repeated { .. } => "parameter_repeated",
            Self::PeerThrows { .. } => "parameter_peer_throws",
            Self::TooManyDeclared { .. } => "parameters_too_many",
            Self::TooLong { .. } => "parameters_too_long",
            Self::TooManyObjects { .. } => "parameters_too_many_objects",
            Self::CompletedTooLong { .. } => "parameters_completed_too_long",
        }
    }

    /// The JSON pointer of the value in what the consumer sent; empty for the whole.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::NotAnObject { pointer, .. }
            | Self::Required { pointer, .. }
            | Self::WrongType { pointer, .. }
            | Self::NotAnOption { pointer, .. }
            | Self::Default { pointer, .. }
            | Self::Repeated { pointer, .. }
            | Self::PeerThrows { pointer, .. } => pointer,
            Self::TooManyDeclared { .. }
            | Self::TooLong { .. }
            | Self::TooManyObjects { .. }
            | Self::CompletedTooLong { .. } => "",
        }
    }

    /// What ocean-node 3.2.0 answers, with status 400, where this is the first violation; it has no
    /// words for what it does not find. It tells the value.
    #[must_use]
    pub fn ocean_node_text(&self) -> Option<String> {
        let wrong = |value: &ValueText, key: &str, expected: &str, found: &str| {
            let value = &value.0;
            // The quote is never closed.
            format!(
                "value {value} of key {key} parameter has wrong type, expected: \"{expected}\", got: \"{found}"
            )
        };
        Some(match self {
            Self::NotAnObject { .. } => "Value is not an object".to_owned(),
            Self::Required { key, .. } => format!("value of key {key} parameter is required"),
            Self::WrongType {
                key,
                expected,
                found,
                value,
                ..
            }
            | Self::Default {
                key,
                expected,
                found,
                value,
                ..
            } => wrong(value, key, expected, found),
            Self::NotAnOption {
                key, found, value, ..
            } => wrong(value, key, Type::Select.name(), found),
            Self::PeerThrows { error, .. } => (*error).to_owned(),
            Self::Repeated { .. }
            | Self::TooManyDeclared { .. }
            | Self::TooLong { .. }
            | Self::TooManyObjects { .. }
            | Self::CompletedTooLong { .. } => return None,
        })
    }
}

/// A value as JavaScript writes it, cut after 1,024 characters. `Debug` does not show it.
#[derive(Clone, Eq, PartialEq)]
pub struct ValueText(String);

impl ValueText {
    fn new(text: &str) -> Self {
        Self(text.chars().take(1_024).collect())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ValueText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValueText(..)")
    }
}

/// Everything that is wrong with the values of consumer parameters: at least one violation, in the
/// order of the declarations.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ParameterViolations {
    list: Vec<ParameterViolation>,
}

impl ParameterViolations {
    /// The violations, at most [`MAX_PARAMETER_VIOLATIONS`].
    pub fn iter(&self) -> impl Iterator<Item = &ParameterViolation> {
        self.list.iter()
    }

    /// A stable name of the first violation for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.list.first().map_or("", ParameterViolation::code)
    }
}

/// All messages, with `; ` between.
impl fmt::Display for ParameterViolations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.list.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl core::error::Error for ParameterViolations {}

impl From<ParameterViolation> for ParameterViolations {
    fn from(violation: ParameterViolation) -> Self {
        let list = alloc::vec![violation];
        Self { list }
    }
}

/// Collects violations up to the limit.
#[derive(Default)]
pub(super) struct Violations(Vec<ParameterViolation>);

impl Violations {
    pub(super) fn push(&mut self, violation: ParameterViolation) {
        if self.0.len() < MAX_PARAMETER_VIOLATIONS {
            self.0.push(violation);
        }
    }

    pub(super) fn extend(&mut self, violation: Option<ParameterViolation>) {
        if let Some(violation) = violation {
            self.push(violation);
        }
    }

    pub(super) fn none(self) -> Result<(), ParameterViolations> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ParameterViolations { list: self.0 })
        }
    }
}

fn at(pointer: &str) -> Cow<'_, str> {
    if pointer.is_empty() {
        "".into()
    } else {
        format!(" at `{pointer}`").into()
    }
}

/// The start of a key that may be long.
fn shown(key: &str) -> String {
    const MAX_CHARS: usize = 64;
    let mut shown: String = key.chars().take(MAX_CHARS).collect();
    if shown.len() < key.len() {
        shown.push('…');
    }
    shown.escape_debug().to_string()
}
