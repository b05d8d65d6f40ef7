//! What the peers' languages take for true.

use ocean_checksum::{Kind, Value};

pub(crate) fn is_js_true(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Null => false,
        Kind::Bool(value) => value,
        Kind::Number(number) => number.as_f64() != 0.0,
        Kind::String(text) => text != "",
        Kind::Array(_) | Kind::Object(_) => true,
    }
}

/// As JavaScript, but empty arrays and objects are false.
pub(crate) fn is_python_true(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Array(array) => !array.is_empty(),
        Kind::Object(object) => !object.is_empty(),
        _ => is_js_true(value),
    }
}
