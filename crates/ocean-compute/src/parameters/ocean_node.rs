//! ocean-node 3.2.0, `validateConsumerParameters`.

use alloc::borrow::Cow;

use ocean_checksum::{Json, JsonStr, Kind, Value};
use ocean_ddo::{ConsumerParameter, List};

use super::{Completion, ParameterViolation, Type, Violations, js, member, pointer};
use crate::truth::is_js_true;

pub(super) fn check<'v, 'd>(
    declared: Option<List<'d, ConsumerParameter<'d>>>,
    values: Option<Value<'v>>,
    completion: &mut Completion<'v, 'd>,
    violations: &mut Violations,
) {
    let Some(declared) = declared.filter(|declared| !declared.is_empty()) else {
        return;
    };
    each(values, |place, object| {
        if object.and_then(Value::as_object).is_none() {
            violations.push(ParameterViolation::not_an_object(place, object));
        }
    });
    for parameter in declared.iter() {
        let Some(name) = parameter.name() else {
            continue;
        };
        each(values, |place, object| {
            if let Some(object) = object.filter(|object| object.as_object().is_some()) {
                let checked = check_value(parameter, name, place, object, completion);
                violations.extend(checked.err());
            }
        });
    }
}

/// Gives each object of a list with its index, or what is no list.
fn each<'v>(values: Option<Value<'v>>, mut visit: impl FnMut(Option<usize>, Option<Value<'v>>)) {
    match values.and_then(Value::as_array) {
        Some(list) => {
            for (place, object) in list.iter().enumerate() {
                visit(Some(place), Some(object));
            }
        }
        None => visit(None, values),
    }
}

fn check_value<'v, 'd>(
    parameter: ConsumerParameter<'d>,
    name: JsonStr<'d>,
    place: Option<usize>,
    object: Value<'v>,
    completion: &mut Completion<'v, 'd>,
) -> Result<(), ParameterViolation> {
    if let Some(value) = member(object, name).filter(|value| !value.is_null()) {
        return check_type(parameter, name, place, Some(value));
    }
    // A parameter of the same name has its default in the object already.
    let written = completion.default(Some(object), name);
    if let Some(written) = written.and_then(|written| Json::parse(written).ok())
        && !written.root().is_null()
    {
        return check_type(parameter, name, place, Some(written.root()));
    }
    if parameter.value().get("required").is_some_and(is_js_true) {
        return Err(ParameterViolation::required(place, name));
    }
    let default = parameter.value().get("default");
    check_type(parameter, name, place, default)?;
    if let Some(default) = default {
        completion.write(Some(object), name, default.text());
    }
    Ok(())
}

fn check_type(
    parameter: ConsumerParameter<'_>,
    name: JsonStr<'_>,
    place: Option<usize>,
    value: Option<Value<'_>>,
) -> Result<(), ParameterViolation> {
    let Some(expected) = Type::of(parameter) else {
        return Ok(());
    };
    let holds = match (expected, value.map(Value::kind)) {
        (Type::Text, Some(Kind::String(_)))
        | (Type::Number, Some(Kind::Number(_)))
        | (Type::Boolean, Some(Kind::Bool(_))) => true,
        (Type::Select, _) => is_option(parameter, value).map_err(|error| {
            let pointer = pointer(place, &name.to_string_lossy());
            ParameterViolation::PeerThrows { pointer, error }
        })?,
        _ => false,
    };
    if holds {
        return Ok(());
    }
    let (found, value) = (js::type_of(value), js::text_of(value));
    Err(ParameterViolation::wrong(
        place, name, expected, found, &value,
    ))
}

/// Whether the value is the first key of an option; the error is JavaScript's.
fn is_option(
    parameter: ConsumerParameter<'_>,
    value: Option<Value<'_>>,
) -> Result<bool, &'static str> {
    let options = match parameter.value().get("options").map(Value::kind) {
        None => return Err("Cannot read properties of undefined (reading 'map')"),
        Some(Kind::Null) => return Err("Cannot read properties of null (reading 'map')"),
        Some(Kind::Array(options)) => options,
        Some(_) => return Err("consumerParameter.options.map is not a function"),
    };
    let mut found = false;
    for option in options.iter() {
        let key: Option<Cow<'_, str>> = match option.kind() {
            Kind::Null => return Err("Cannot convert undefined or null to object"),
            Kind::Object(object) => object.iter().next().map(|(key, _)| key.to_string_lossy()),
            // The keys of a text and of an array are indexes.
            Kind::String(text) if text != "" => Some("0".into()),
            Kind::Array(array) if !array.is_empty() => Some("0".into()),
            _ => None,
        };
        found |= match (value, key) {
            (None, None) => true,
            (Some(value), Some(key)) => value.as_str().is_some_and(|text| text == *key),
            _ => false,
        };
    }
    Ok(found)
}
