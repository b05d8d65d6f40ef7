//! Consumer parameters: a default and options that fit their type.

use alloc::borrow::Cow;

use ocean_checksum::{Array, Json, JsonStr, Kind, Limits, Object, Value};

use super::{BOTH, Fault, Strict, text::forbidden_line_end};
use crate::validate::{
    Code,
    place::Place,
    rules::{self, Class},
};

/// How deep the JSON of options that are written as a text may be: an array of objects.
const OPTIONS_DEPTH: usize = 2;

/// The types of DID & DDO v4.1.0.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Type {
    Text,
    Number,
    Boolean,
    Select,
}

impl Type {
    fn of(parameter: Object<'_>) -> Option<Self> {
        match &*parameter.get("type")?.as_str()?.to_string_lossy() {
            "text" => Some(Self::Text),
            "number" => Some(Self::Number),
            "boolean" => Some(Self::Boolean),
            "select" => Some(Self::Select),
            _ => None,
        }
    }
}

/// The options of a select, in one of the forms in use.
enum Options<'t> {
    /// The JSON of one-key objects as one text, which both peers accept.
    Text(Json<'t>),
    /// Texts, which both peers accept.
    Texts(Array<'t>),
    /// One-key objects, as the specification shows them.
    Objects(Array<'t>),
}

impl<'t> Options<'t> {
    fn of(value: Value<'t>) -> Option<Self> {
        match value.kind() {
            Kind::String(text) => {
                let limits = Limits {
                    max_depth: OPTIONS_DEPTH,
                    ..Limits::default()
                };
                let json = Json::parse_with(text.to_str()?, limits).ok()?;
                let fits = json.root().as_array()?.iter().all(is_pair);
                fits.then_some(Self::Text(json))
            }
            Kind::Array(array) if array.iter().all(|element| element.as_str().is_some()) => {
                Some(Self::Texts(array))
            }
            Kind::Array(array) => array.iter().all(is_pair).then_some(Self::Objects(array)),
            _ => None,
        }
    }

    fn has(&self, value: JsonStr<'_>) -> bool {
        match self {
            Self::Text(json) => keys_have(json.root().as_array(), value),
            Self::Texts(texts) => texts
                .iter()
                .any(|text| text.as_str().is_some_and(|text| text == value)),
            Self::Objects(pairs) => keys_have(Some(*pairs), value),
        }
    }
}

fn keys_have(pairs: Option<Array<'_>>, value: JsonStr<'_>) -> bool {
    let keys = pairs
        .into_iter()
        .flat_map(Array::iter)
        .filter_map(|pair| pair.as_object()?.iter().next())
        .map(|(key, _)| key);
    keys.into_iter().any(|key| key == value)
}

fn is_pair(value: Value<'_>) -> bool {
    value.as_object().is_some_and(|object| {
        let mut members = object.iter();
        members
            .next()
            .is_some_and(|(_, label)| label.as_str().is_some())
            && members.next().is_none()
    })
}

impl<'t> Strict<'t> {
    pub(super) fn consumer_parameter(&mut self, parameter: Object<'t>, place: &Place<'_>) {
        let kind = Type::of(parameter);
        let options = self.options(parameter, kind, &place.member("options"));
        if let Some(value) = parameter.get("default") {
            self.default_value(
                parameter,
                kind,
                options.as_ref(),
                value,
                &place.member("default"),
            );
        }
    }

    fn options(
        &mut self,
        parameter: Object<'t>,
        kind: Option<Type>,
        place: &Place<'_>,
    ) -> Option<Options<'t>> {
        let Some(value) = parameter.get("options") else {
            if kind == Some(Type::Select) {
                let fault = Fault::missing("options, since the type is select", parameter.value());
                self.error(place, fault.in_schema());
            }
            return None;
        };
        let options = Options::of(value);
        match &options {
            None => {
                let words = "the JSON of an array of one-key objects in a string, or an array of \
                             strings";
                let fault = Fault::new(Code::MalformedOptions, words, value);
                // Of a text the JSON Schema sees the line ends only.
                let in_schema = value
                    .as_str()
                    .is_none_or(|text| forbidden_line_end(Class::Line, text).is_some());
                self.error(place, fault.in_schema_if(in_schema));
            }
            Some(Options::Objects(_)) => {
                let words = "their JSON in a string";
                let fault = Fault::new(Code::OptionsNotText, words, value);
                self.warn(place, fault, BOTH);
            }
            Some(Options::Text(_)) => self.option_text(value, place),
            Some(Options::Texts(texts)) => {
                for (index, text) in texts.iter().enumerate() {
                    self.option_text(text, &place.index(index));
                }
            }
        }
        options
    }

    /// A text that the peers see as one of the options.
    fn option_text(&mut self, value: Value<'t>, place: &Place<'_>) {
        if let Some(text) = value.as_str() {
            self.text(&rules::OPTIONS, Class::Line, text, value, place);
        }
    }

    fn default_value(
        &mut self,
        parameter: Object<'t>,
        kind: Option<Type>,
        options: Option<&Options<'_>>,
        value: Value<'t>,
        place: &Place<'_>,
    ) {
        let wrong = |words| Fault::new(Code::DefaultType, words, value);
        match value.kind() {
            Kind::String(text) => {
                self.text(&rules::DEFAULT, Class::Line, text, value, place);
                // A parameter that must be given needs no default: the text may be empty.
                let required = parameter.get("required").and_then(Value::as_bool);
                if required == Some(true) && text == "" {
                    return;
                }
                match kind {
                    Some(Type::Number) if !is_number(&text.to_string_lossy()) => {
                        self.error(place, wrong("a number in a string"));
                    }
                    Some(Type::Boolean) if text != "true" && text != "false" => {
                        self.error(place, wrong("`true` or `false` in a string"));
                    }
                    Some(Type::Select) if options.is_some_and(|options| !options.has(text)) => {
                        let words = "one of the options";
                        self.error(place, Fault::new(Code::DefaultNotAnOption, words, value));
                    }
                    _ => {}
                }
            }
            Kind::Number(_) if matches!(kind, Some(Type::Number) | None) => {
                let fault = Fault::new(Code::DefaultNotText, "the number in a string", value);
                self.warn(place, fault, BOTH);
            }
            Kind::Bool(_) if matches!(kind, Some(Type::Boolean) | None) => {
                let fault = Fault::new(Code::DefaultNotText, "the boolean in a string", value);
                self.warn(place, fault, BOTH);
            }
            Kind::Number(_) | Kind::Bool(_) => self.error(place, wrong("a string")),
            Kind::Null | Kind::Array(_) | Kind::Object(_) => {
                self.error(place, wrong("a string").in_schema());
            }
        }
    }
}

/// A number as JSON writes it.
fn is_number(text: &str) -> bool {
    Json::parse(Cow::Borrowed(text)).is_ok_and(|json| json.root().as_number().is_some())
}
