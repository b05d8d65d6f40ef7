//! Provider 2.1.6, `Asset.is_consumable` with `AddressCredential`; ocean.py 3.1.2 does the same.

use alloc::{format, string::String};

use ocean_checksum::{Json, Kind, Object, Value};

use crate::{
    Allowance, Decision, Finding, List, MalformedCredentials, Outcome, Rules, rules::is_falsy,
};

/// The `values` of the first address rule of a list.
struct Entry {
    rule: usize,
    /// Whether there are no values.
    empty: bool,
    /// Whether a value equals the consumer.
    listed: bool,
}

pub(crate) fn evaluate(
    credentials: Option<Value<'_>>,
    consumer: Option<&str>,
) -> Result<Decision, MalformedCredentials> {
    let Some(credentials) = credentials.filter(|&value| !is_python_falsy(value)) else {
        return Ok(Decision::Allowed(Allowance::NoRules));
    };
    let Some(text) = credentials.as_str() else {
        return evaluate_loaded(credentials, consumer);
    };
    let text = text.to_str();
    let json = text.and_then(|text| Json::parse(text).ok());
    let json = json.ok_or_else(|| raises("JSONDecodeError"))?;
    evaluate_loaded(json.root(), consumer)
}

fn evaluate_loaded(
    credentials: Value<'_>,
    consumer: Option<&str>,
) -> Result<Decision, MalformedCredentials> {
    let consumer = consumer
        .filter(|text| !text.is_empty())
        .map(str::to_lowercase);
    let consumer = consumer.as_deref();
    let allow = read_entry(credentials, List::Allow, consumer)?.filter(|entry| !entry.empty);
    let deny = read_entry(credentials, List::Deny, consumer)?.filter(|entry| !entry.empty);
    let (list, entry) = match (allow, deny) {
        (None, None) => return Ok(Decision::Allowed(Allowance::NoRules)),
        (Some(allow), _) => (List::Allow, allow),
        (None, Some(deny)) => (List::Deny, deny),
    };
    if consumer.is_none() {
        return Err(raises("MalformedCredential: Received empty address."));
    }
    let outcome = if entry.listed {
        Outcome::Match
    } else {
        Outcome::NoMatch
    };
    let finding = Finding {
        rule: entry.rule,
        kind: "address".into(),
        outcome,
    };
    Ok(match (list, entry.listed) {
        (List::Allow, true) => Decision::Allowed(Allowance::Rule(finding)),
        (List::Deny, false) => Decision::Allowed(Allowance::NotDenied),
        (List::Allow, false) | (List::Deny, true) => Decision::denied(list, Some(finding)),
    })
}

fn read_entry(
    credentials: Value<'_>,
    list: List,
    consumer: Option<&str>,
) -> Result<Option<Entry>, MalformedCredentials> {
    let has_no = |value| has_no_attribute(value, "get");
    let credentials = credentials.as_object().ok_or_else(|| has_no(credentials))?;
    let Some(entries) = credentials.get(list.key()) else {
        return Ok(None);
    };
    let mut first = None;
    match entries.kind() {
        Kind::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                let entry = entry.as_object().ok_or_else(|| has_no(entry))?;
                let kind = entry.get("type").and_then(Value::as_str);
                if first.is_none() && kind.is_some_and(|kind| kind == "address") {
                    first = Some((index, entry));
                }
            }
        }
        // Python walks the characters of a text and the keys of an object.
        Kind::String(_) | Kind::Object(_) if is_python_falsy(entries) => {}
        Kind::String(_) | Kind::Object(_) => {
            return Err(raises(
                "AttributeError: 'str' object has no attribute 'get'",
            ));
        }
        _ => return Err(is_not_iterable(entries)),
    }
    first
        .map(|(rule, entry)| read_values(rule, entry, consumer))
        .transpose()
}

fn read_values(
    rule: usize,
    entry: Object<'_>,
    consumer: Option<&str>,
) -> Result<Entry, MalformedCredentials> {
    let values = entry
        .get("values")
        .ok_or_else(|| raises("MalformedCredential: No values key in the address credential."))?;
    let is_consumer = |text: &str| consumer.is_some_and(|consumer| text.to_lowercase() == consumer);
    let mut listed = false;
    match values.kind() {
        Kind::Array(array) => {
            for value in array.iter() {
                let text = value
                    .as_str()
                    .ok_or_else(|| has_no_attribute(value, "lower"))?;
                listed |= text.to_str().is_some_and(|text| is_consumer(&text));
            }
        }
        Kind::String(text) => {
            let mut characters = char::decode_utf16(text.units()).flatten();
            listed = characters.any(|character| is_consumer(&String::from(character)));
        }
        Kind::Object(object) => {
            let mut keys = object.iter().filter_map(|(key, _)| key.to_str());
            listed = keys.any(|key| is_consumer(&key));
        }
        _ => return Err(is_not_iterable(values)),
    }
    Ok(Entry {
        rule,
        empty: is_python_falsy(values),
        listed,
    })
}

fn is_python_falsy(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Array(array) => array.is_empty(),
        Kind::Object(object) => object.is_empty(),
        _ => is_falsy(value),
    }
}

fn python_type(value: Value<'_>) -> &'static str {
    match value.kind() {
        Kind::Null => "NoneType",
        Kind::Bool(_) => "bool",
        Kind::Number(number) if number.text().contains(['.', 'e', 'E']) => "float",
        Kind::Number(_) => "int",
        Kind::String(_) => "str",
        Kind::Array(_) => "list",
        Kind::Object(_) => "dict",
    }
}

fn has_no_attribute(value: Value<'_>, name: &str) -> MalformedCredentials {
    let kind = python_type(value);
    raises(format!(
        "AttributeError: '{kind}' object has no attribute '{name}'"
    ))
}

fn is_not_iterable(value: Value<'_>) -> MalformedCredentials {
    let kind = python_type(value);
    raises(format!("TypeError: '{kind}' object is not iterable"))
}

fn raises(error: impl Into<String>) -> MalformedCredentials {
    MalformedCredentials::peer(Rules::Provider, error)
}
