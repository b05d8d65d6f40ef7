//! How JavaScript names and writes values.

use alloc::{borrow::Cow, string::String, vec};

use ocean_checksum::{Kind, Value};

/// `typeof`.
pub(super) fn type_of(value: Option<Value<'_>>) -> &'static str {
    match value.map(Value::kind) {
        None => "undefined",
        Some(Kind::Null | Kind::Array(_) | Kind::Object(_)) => "object",
        Some(Kind::Bool(_)) => "boolean",
        Some(Kind::Number(_)) => "number",
        Some(Kind::String(_)) => "string",
    }
}

/// `String(value)`.
pub(super) fn text_of(value: Option<Value<'_>>) -> Cow<'_, str> {
    let Some(value) = value else {
        return "undefined".into();
    };
    match value.kind() {
        Kind::Null => "null".into(),
        Kind::Bool(true) => "true".into(),
        Kind::Bool(false) => "false".into(),
        Kind::Number(number) if number.as_f64() == f64::INFINITY => "Infinity".into(),
        Kind::Number(number) if number.as_f64() == f64::NEG_INFINITY => "-Infinity".into(),
        Kind::Number(_) => value.js_stringify(),
        Kind::String(text) => text.to_string_lossy(),
        Kind::Array(_) => join(value).into(),
        Kind::Object(_) => "[object Object]".into(),
    }
}

/// The leaves of an array with commas between: nested arrays add none of their own.
fn join(array: Value<'_>) -> String {
    let mut out = String::new();
    let mut first = true;
    // Not recursive, since arrays nest as deep as the text says.
    let mut rest = vec![array];
    while let Some(value) = rest.pop() {
        match value.kind() {
            Kind::Array(array) if !array.is_empty() => {
                let start = rest.len();
                rest.extend(array.iter());
                if let Some(elements) = rest.get_mut(start..) {
                    elements.reverse();
                }
                continue;
            }
            _ => {}
        }
        if !first {
            out.push(',');
        }
        first = false;
        match value.kind() {
            Kind::Null | Kind::Array(_) => {}
            _ => out.push_str(&text_of(Some(value))),
        }
    }
    out
}
