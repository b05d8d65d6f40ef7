use ocean_checksum::{JsonStr, Kind, Number, Value};

use crate::{List, read};

/// A parameter that a service or an algorithm asks of its consumer.
#[derive(Clone, Copy, Debug)]
pub struct ConsumerParameter<'t> {
    value: Value<'t>,
}

impl<'t> ConsumerParameter<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The element of `consumerParameters`, of whatever kind it is.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `name`: the key under which the value is sent.
    #[must_use]
    pub fn name(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "name")
    }

    /// `type`: `text`, `number`, `boolean` or `select`.
    #[must_use]
    pub fn kind(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "type")
    }

    /// `label`: the name that is shown.
    #[must_use]
    pub fn label(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "label")
    }

    /// `required`: whether a value must be given.
    #[must_use]
    pub fn required(self) -> Option<bool> {
        read::flag(self.value, "required")
    }

    /// `description`: what the parameter is for.
    #[must_use]
    pub fn description(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "description")
    }

    /// `default`: the value where none is given. The peers accept only texts, the examples of DID &
    /// DDO v4.1.0 have numbers and booleans, too.
    #[must_use]
    pub fn default_value(self) -> Option<DefaultValue<'t>> {
        DefaultValue::new(self.value.get("default")?)
    }

    /// `options`: the values of a `select`.
    #[must_use]
    pub fn options(self) -> Option<Options<'t>> {
        Options::new(self.value.get("options")?)
    }

    pub(crate) fn element(_index: usize, value: Value<'t>) -> Self {
        Self::new(value)
    }
}

/// The `default` of a consumer parameter, as it is written.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums, reason = "no other kind has a meaning")]
pub enum DefaultValue<'t> {
    /// A text, which the peers ask for whatever the type of the parameter.
    Text(JsonStr<'t>),
    /// A number.
    Number(Number<'t>),
    /// `true` or `false`.
    Boolean(bool),
}

impl<'t> DefaultValue<'t> {
    fn new(value: Value<'t>) -> Option<Self> {
        match value.kind() {
            Kind::String(text) => Some(Self::Text(text)),
            Kind::Number(number) => Some(Self::Number(number)),
            Kind::Bool(flag) => Some(Self::Boolean(flag)),
            Kind::Null | Kind::Array(_) | Kind::Object(_) => None,
        }
    }
}

/// The `options` of a consumer parameter, in one of the forms in use.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Options<'t> {
    /// One text, which is the JSON of an array of one-key objects: the form that both Aquarius 5.1.8
    /// and ddo.js 0.3.0 accept.
    Text(JsonStr<'t>),
    /// An array; an element of another kind is `None`.
    List(List<'t, Option<SelectOption<'t>>>),
}

impl<'t> Options<'t> {
    fn new(value: Value<'t>) -> Option<Self> {
        match value.kind() {
            Kind::String(text) => Some(Self::Text(text)),
            Kind::Array(array) => Some(Self::List(List::new(array, |_, element| {
                SelectOption::new(element)
            }))),
            _ => None,
        }
    }
}

/// An element of [`Options::List`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SelectOption<'t> {
    /// A text, as the schemas of the peers have it.
    Text(JsonStr<'t>),
    /// An object of one member, as in DID & DDO v4.1.0.
    Pair {
        /// The member's key: what is sent.
        value: JsonStr<'t>,
        /// The member's value: what is shown.
        label: JsonStr<'t>,
    },
}

impl<'t> SelectOption<'t> {
    fn new(element: Value<'t>) -> Option<Self> {
        match element.kind() {
            Kind::String(text) => Some(Self::Text(text)),
            Kind::Object(object) => {
                let mut members = object.iter();
                let (value, label) = members.next()?;
                let label = label.as_str()?;
                members
                    .next()
                    .is_none()
                    .then_some(Self::Pair { value, label })
            }
            _ => None,
        }
    }
}
