//! The strict rule.

use alloc::{borrow::Cow, string::String};

use ocean_checksum::{Json, JsonStr, Kind, Value};
use ocean_ddo::{ConsumerParameter, List};

use super::{Completion, ParameterViolation, Type, Violations, js, member};

pub(super) fn check<'v, 'd>(
    declared: Option<List<'d, ConsumerParameter<'d>>>,
    values: Option<Value<'v>>,
    completion: &mut Completion<'v, 'd>,
    violations: &mut Violations,
) {
    if let Some(values) = values {
        let Some(object) = values.as_object() else {
            violations.push(ParameterViolation::not_an_object(None, Some(values)));
            return;
        };
        for key in object.repeated_keys() {
            violations.push(ParameterViolation::repeated(key));
        }
    }
    for parameter in declared.into_iter().flat_map(List::iter) {
        let Some(name) = parameter.name() else {
            continue;
        };
        let checked = check_value(parameter, name, declared, values, completion);
        violations.extend(checked.err());
    }
}

fn check_value<'v, 'd>(
    parameter: ConsumerParameter<'d>,
    name: JsonStr<'d>,
    declared: Option<List<'d, ConsumerParameter<'d>>>,
    object: Option<Value<'v>>,
    completion: &mut Completion<'v, 'd>,
) -> Result<(), ParameterViolation> {
    let value = object.and_then(|object| member(object, name));
    if let Some(value) = value.filter(|value| !value.is_null()) {
        let Some(expected) = Type::of(parameter) else {
            return Ok(());
        };
        if fits(parameter, expected, value) {
            return Ok(());
        }
        let (found, value) = (js::type_of(Some(value)), js::text_of(Some(value)));
        return Err(ParameterViolation::wrong(
            None, name, expected, found, &value,
        ));
    }
    if completion.default(object, name).is_some() {
        return Ok(());
    }
    if parameter.required() == Some(true) {
        return Err(ParameterViolation::required(None, name));
    }
    if let Some(default) = default(parameter, name)? {
        check_namesakes(declared, name, &default)?;
        completion.write(object, name, &default);
    }
    Ok(())
}

/// A default is a value to every parameter of its name.
fn check_namesakes<'d>(
    declared: Option<List<'d, ConsumerParameter<'d>>>,
    name: JsonStr<'_>,
    default: &str,
) -> Result<(), ParameterViolation> {
    let declared = declared.into_iter().flat_map(List::iter);
    let mut namesakes = declared.filter(|parameter| parameter.name() == Some(name));
    let (Some(first), Some(second)) = (namesakes.next(), namesakes.next()) else {
        return Ok(());
    };
    let Ok(default) = Json::parse(default) else {
        return Ok(());
    };
    for parameter in [first, second].into_iter().chain(namesakes) {
        let Some(expected) = Type::of(parameter) else {
            continue;
        };
        if !fits(parameter, expected, default.root()) {
            return Err(ParameterViolation::default(name, expected, default.root()));
        }
    }
    Ok(())
}

fn fits(parameter: ConsumerParameter<'_>, expected: Type, value: Value<'_>) -> bool {
    match (expected, value.kind()) {
        (Type::Text, Kind::String(_))
        | (Type::Number, Kind::Number(_))
        | (Type::Boolean, Kind::Bool(_)) => true,
        (Type::Select, Kind::String(text)) => is_option(parameter, text),
        _ => false,
    }
}

/// The JSON of the default, if there is one to write.
fn default<'d>(
    parameter: ConsumerParameter<'d>,
    name: JsonStr<'_>,
) -> Result<Option<Cow<'d, str>>, ParameterViolation> {
    let default = parameter.value().get("default");
    let Some(default) = default.filter(|default| !default.is_null()) else {
        return Ok(None);
    };
    let Some(expected) = Type::of(parameter) else {
        return Ok(Some(default.text().into()));
    };
    if fits(parameter, expected, default) {
        return Ok(Some(default.text().into()));
    }
    if let Some(text) = default.as_str() {
        if text == "" {
            return Ok(None);
        }
        if let Some(literal) = literal(text, expected) {
            return Ok(Some(literal.into()));
        }
    }
    Err(ParameterViolation::default(name, expected, default))
}

/// The number or the boolean that a text spells.
fn literal(text: JsonStr<'_>, expected: Type) -> Option<String> {
    let json = Json::parse(text.to_str()?).ok()?;
    let is_literal = match json.root().kind() {
        Kind::Number(_) => expected == Type::Number,
        Kind::Bool(_) => expected == Type::Boolean,
        _ => false,
    };
    is_literal.then(|| json.root().text().into())
}

/// Whether a text is an option, or no options can be read.
fn is_option(parameter: ConsumerParameter<'_>, value: JsonStr<'_>) -> bool {
    let Some(options) = parameter.value().get("options") else {
        return true;
    };
    match options.kind() {
        Kind::Array(_) => is_listed(options, value),
        Kind::String(text) => text
            .to_str()
            .and_then(|text| Json::parse(text).ok())
            .filter(|json| json.root().as_array().is_some())
            .is_none_or(|json| is_listed(json.root(), value)),
        _ => true,
    }
}

fn is_listed(options: Value<'_>, value: JsonStr<'_>) -> bool {
    let mut options = options
        .as_array()
        .into_iter()
        .flat_map(ocean_checksum::Array::iter);
    options.any(|option| match option.kind() {
        Kind::Object(object) => object.iter().next().is_some_and(|(key, _)| key == value),
        Kind::String(text) => text == value,
        _ => false,
    })
}
