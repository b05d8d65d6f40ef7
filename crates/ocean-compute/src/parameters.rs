//! What the consumer is asked for, and what he answered.

mod completion;
mod js;
mod ocean_node;
mod strict;
mod violation;

use alloc::{borrow::Cow, format, string::String};
use core::fmt;

use ocean_checksum::{Array, JsonStr, Value};
use ocean_ddo::{ConsumerParameter, List};

use completion::Completion;
use violation::Violations;
pub use violation::{ParameterViolation, ParameterViolations, ValueText};

/// Parameters that may be declared for values to be checked. From version 4.3.0 on the schemas of
/// Aquarius 5.1.8 and ddo.js 0.3.0 allow 64.
pub const MAX_PARAMETERS: usize = 256;

/// Bytes of JSON of the values that a consumer sends: 64 KiB.
pub const MAX_VALUES_BYTES: usize = 64 << 10;

/// Objects in a list of values, which [`ParameterRules::OceanNode`] takes.
pub const MAX_VALUE_OBJECTS: usize = 16;

/// Bytes of JSON of the values with the defaults written in: 1 MiB.
pub const MAX_COMPLETED_BYTES: usize = 1 << 20;

/// Violations that are told; more are found and left out.
pub const MAX_PARAMETER_VIOLATIONS: usize = 100;

/// Where an algorithm finds its parameters in the container of its job: a file with the JSON object
/// of [`CompletedParameters::as_str`] (DID & DDO v4.1.0, "Consumer Parameters").
pub const ALGO_CUSTOM_DATA_PATH: &str = "/data/inputs/algoCustomData.json";

/// Whose rules say whether a consumer's values fit the `consumerParameters` of a service or an
/// algorithm.
///
/// The values are those of `userdata`, `algouserdata` or `algocustomdata`. Provider 2.1.6 and
/// ocean.py 3.1.2 pass them on unread.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ParameterRules {
    /// DID & DDO v4.1.0, "Consumer Parameters", with what documents on chain need.
    ///
    /// The same as [`OceanNode`](Self::OceanNode), except:
    ///
    /// - The values are one object; absent or null they are an empty one. A key that is written
    ///   twice is refused, since two readers could see two values.
    /// - `required` counts only if it is `true`.
    /// - A `default` may be a text whatever the type, which is all that the schemas of Aquarius 5.1.8
    ///   and ddo.js 0.3.0 let a publisher write: for a number `"7"` becomes `7`, for a boolean
    ///   `"true"` becomes `true`. No default, `null` and `""` (but for `text`) write nothing.
    /// - `options` may also be the JSON text of a list, as the same schemas have it, and an option a
    ///   text that stands for itself. Where no options can be read, any text passes.
    /// - An element of `consumerParameters` without a `name` asks for nothing.
    /// - A default is checked against all parameters of its name, not only those behind it.
    Strict,
    /// ocean-node 3.2.0, `validateConsumerParameters`, which no request of its own runs through.
    ///
    /// A value that is absent or null is an error if the parameter is `required`; else the default
    /// is written. Then the type is checked, the default's as well: `text`, `number`, `boolean`, or
    /// `select`, which takes the first keys of the `options`. Unknown types and keys pass. The
    /// values may be a list of objects, each of which is checked.
    ///
    /// What it gives up: a document whose defaults are texts, as the indexers demand, can only be
    /// used by who sends every value.
    ///
    /// Here an element without a text as `name` asks for nothing, where JavaScript would look for the
    /// key `undefined`.
    OceanNode,
}

impl ParameterRules {
    /// Checks the values and writes the defaults.
    ///
    /// `declared` is [`Service::consumer_parameters`](ocean_ddo::Service::consumer_parameters) or
    /// [`Algorithm::consumer_parameters`](ocean_ddo::Algorithm::consumer_parameters). Nothing is
    /// allocated if all is well and no default had to be written.
    ///
    /// # Errors
    /// [`ParameterViolations`]: all that is wrong.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_checksum::Json;
    /// use ocean_compute::ParameterRules;
    /// use ocean_ddo::Document;
    ///
    /// let document = Document::parse(r#"{"metadata": {"algorithm": {"consumerParameters": [
    ///     {"name": "hometown", "type": "text", "required": true, "default": "Nowhere"},
    ///     {"name": "age", "type": "number", "required": false, "default": 0}
    /// ]}}}"#)?;
    /// let algorithm = document.ddo().metadata().and_then(|metadata| metadata.algorithm());
    /// let declared = algorithm.and_then(|algorithm| algorithm.consumer_parameters());
    ///
    /// let values = Json::parse(r#"{"hometown": "São Paulo"}"#)?;
    /// let completed = ParameterRules::Strict.complete(declared, Some(values.root()))?;
    /// assert_eq!(completed.as_str(), r#"{"hometown": "São Paulo","age":0}"#);
    ///
    /// let values = Json::parse(r#"{"age": "ten"}"#)?;
    /// let violations = ParameterRules::Strict.complete(declared, Some(values.root())).unwrap_err();
    /// let words: Vec<_> = violations.iter().map(|violation| violation.to_string()).collect();
    /// assert_eq!(words, ["a value of `hometown` is required", "expected number as value of `age`, found string"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn complete<'v, 'd>(
        self,
        declared: Option<List<'d, ConsumerParameter<'d>>>,
        values: Option<Value<'v>>,
    ) -> Result<CompletedParameters<'v>, ParameterViolations> {
        check_limits(declared, values)?;
        let values = match self {
            Self::Strict => values.filter(|values| !values.is_null()),
            Self::OceanNode => values,
        };
        let mut violations = Violations::default();
        let mut completion = Completion::new(values);
        match self {
            Self::Strict => strict::check(declared, values, &mut completion, &mut violations),
            Self::OceanNode => {
                ocean_node::check(declared, values, &mut completion, &mut violations);
            }
        }
        violations.none()?;
        let text = completion.finish()?;
        Ok(CompletedParameters { text })
    }
}

fn check_limits<'d>(
    declared: Option<List<'d, ConsumerParameter<'d>>>,
    values: Option<Value<'_>>,
) -> Result<(), ParameterViolation> {
    let declared = declared.map_or(0, List::len);
    if declared > MAX_PARAMETERS {
        return Err(ParameterViolation::TooManyDeclared { found: declared });
    }
    let found = values.map_or(0, |values| values.text().len());
    if found > MAX_VALUES_BYTES {
        return Err(ParameterViolation::TooLong { found });
    }
    let found = values.and_then(Value::as_array).map_or(0, Array::len);
    if found > MAX_VALUE_OBJECTS {
        return Err(ParameterViolation::TooManyObjects { found });
    }
    Ok(())
}

/// The values of consumer parameters, checked, with the defaults written in.
///
/// Members that the consumer sent stay where they are and as they are written; a default stands in
/// the place of a null, else behind them. `Debug` shows the length only.
#[derive(Clone, Eq, PartialEq)]
pub struct CompletedParameters<'v> {
    text: Cow<'v, str>,
}

impl CompletedParameters<'_> {
    /// The values as JSON: an object, or under [`ParameterRules::OceanNode`] whatever the consumer
    /// sent where nothing is declared.
    ///
    /// Of an algorithm's `algocustomdata` this is the content of the file
    /// [`ALGO_CUSTOM_DATA_PATH`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the text is the consumer's own, to which nothing was added.
    #[must_use]
    pub fn is_as_sent(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    /// The same over a text of its own.
    #[must_use]
    pub fn into_owned(self) -> CompletedParameters<'static> {
        CompletedParameters {
            text: Cow::Owned(self.text.into_owned()),
        }
    }
}

impl fmt::Debug for CompletedParameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompletedParameters")
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// A type that a parameter can have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Type {
    Text,
    Number,
    Boolean,
    Select,
}

impl Type {
    fn of(parameter: ConsumerParameter<'_>) -> Option<Self> {
        let kind = parameter.kind()?;
        [Self::Text, Self::Number, Self::Boolean, Self::Select]
            .into_iter()
            .find(|known| kind == known.name())
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Select => "select",
        }
    }
}

/// The JSON pointer of a value: the key, after the index of its object where there is a list.
fn pointer(object: Option<usize>, key: &str) -> String {
    let key = key.replace('~', "~0").replace('/', "~1");
    match object {
        Some(index) => format!("/{index}/{key}"),
        None => format!("/{key}"),
    }
}

/// The member of a key that may be written with escapes.
fn member<'t>(object: Value<'t>, key: JsonStr<'_>) -> Option<Value<'t>> {
    let mut members = object.as_object()?.iter();
    members
        .find(|(found, _)| *found == key)
        .map(|(_, value)| value)
}
