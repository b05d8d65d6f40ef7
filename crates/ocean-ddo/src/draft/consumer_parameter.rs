use alloc::{
    borrow::Cow,
    string::{String, ToString as _},
    vec::Vec,
};

use ocean_checksum::js_stringify;

use super::write::{Object, push_array};

/// A parameter that a service or an algorithm asks of its consumer. Name and label are one line
/// each.
///
/// # Examples
///
/// ```
/// use ocean_ddo::draft::{ConsumerParameter, Input, SelectOption};
///
/// let option = |value: &str, label: &str| SelectOption {
///     value: value.into(),
///     label: label.into(),
/// };
/// let parameter = ConsumerParameter {
///     name: "mode".into(),
///     label: "Mode".into(),
///     required: false,
///     description: "Speed or accuracy".into(),
///     input: Input::Select {
///         default: Some("fast".into()),
///         options: vec![option("fast", "Fast"), option("exact", "Exact")],
///     },
/// };
/// ```
#[derive(Clone, Debug)]
pub struct ConsumerParameter {
    /// `name`: the key under which the value is sent.
    pub name: String,
    /// `label`: the name that is shown.
    pub label: String,
    /// `required`: whether a value must be given. One that need not must have a default.
    pub required: bool,
    /// `description`: what the parameter is for; of line ends as
    /// [`Description::description`](super::Description::description).
    pub description: String,
    /// `type`, `default` and `options`.
    pub input: Input,
}

/// What a consumer parameter takes, and its default. The peers accept only texts as defaults, so
/// that each is written as one; without a default it is the empty text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Input {
    /// `text`: one line.
    Text {
        /// The value where none is given; may be empty.
        default: String,
    },
    /// `number`.
    Number {
        /// The value where none is given; finite, and written as JavaScript does.
        default: Option<f64>,
    },
    /// `boolean`.
    Boolean {
        /// The value where none is given.
        default: Option<bool>,
    },
    /// `select`: one of these options.
    Select {
        /// The value where none is given: that of one of the options.
        default: Option<String>,
        /// The options in the order in which they are shown. Aquarius 5.1.8 and ddo.js 0.3.0
        /// refuse the objects of the specification, so that they are written as one text, which is
        /// the JSON of them.
        options: Vec<SelectOption>,
    },
}

/// An option of [`Input::Select`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SelectOption {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

impl ConsumerParameter {
    /// Writes the member `consumerParameters`, unless there are none.
    pub(super) fn write_all(parameters: &[Self], owner: &mut Object<'_>) {
        if !parameters.is_empty() {
            owner.objects("consumerParameters", parameters, Self::write);
        }
    }

    fn write(&self, parameter: &mut Object<'_>) {
        parameter.text("name", &self.name);
        parameter.text("type", self.input.kind());
        parameter.text("label", &self.label);
        parameter.raw("required", self.required);
        parameter.text("description", &self.description);
        parameter.text("default", &self.input.default_text());
        if let Input::Select { options, .. } = &self.input {
            parameter.text("options", &options_text(options));
        }
    }
}

impl Input {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Number { .. } => "number",
            Self::Boolean { .. } => "boolean",
            Self::Select { .. } => "select",
        }
    }

    fn default_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text { default } => default.into(),
            Self::Number {
                default: Some(number),
            } => number_text(*number).into(),
            Self::Boolean {
                default: Some(flag),
            } => if *flag { "true" } else { "false" }.into(),
            Self::Select { default, .. } => default.as_deref().unwrap_or_default().into(),
            Self::Number { default: None } | Self::Boolean { default: None } => "".into(),
        }
    }
}

/// A number as JavaScript writes it; what is not finite stays no number, and is refused as such.
fn number_text(number: f64) -> String {
    let text = number.to_string();
    js_stringify(&text).map_or(text.clone(), Cow::into_owned)
}

fn options_text(options: &[SelectOption]) -> String {
    let mut text = String::new();
    push_array(&mut text, options, |out, option| {
        Object::write(out, |pair| pair.text(&option.value, &option.label));
    });
    text
}
