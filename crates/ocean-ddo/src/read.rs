//! Members of an object by kind: `None` if absent, null, or of another kind.

use alloy_primitives::Address;
use ocean_checksum::{JsonStr, Number, Value};
use ocean_did::{ParseAddressError, parse_address_lenient};

use crate::List;

/// The member, unless it is null.
pub(crate) fn any<'t>(object: Value<'t>, key: &str) -> Option<Value<'t>> {
    object.get(key).filter(|value| !value.is_null())
}

pub(crate) fn object<'t>(object: Value<'t>, key: &str) -> Option<Value<'t>> {
    object.get(key).filter(|value| value.as_object().is_some())
}

pub(crate) fn text<'t>(object: Value<'t>, key: &str) -> Option<JsonStr<'t>> {
    object.get(key)?.as_str()
}

pub(crate) fn flag(object: Value<'_>, key: &str) -> Option<bool> {
    object.get(key)?.as_bool()
}

pub(crate) fn number<'t>(object: Value<'t>, key: &str) -> Option<Number<'t>> {
    object.get(key)?.as_number()
}

/// An integer that is written as one.
pub(crate) fn integer(object: Value<'_>, key: &str) -> Option<u64> {
    number(object, key)?.as_u64()
}

pub(crate) fn list<'t, T: 't>(
    object: Value<'t>,
    key: &str,
    view: fn(usize, Value<'t>) -> T,
) -> Option<List<'t, T>> {
    Some(List::new(object.get(key)?.as_array()?, view))
}

pub(crate) fn texts<'t>(object: Value<'t>, key: &str) -> Option<List<'t, Option<JsonStr<'t>>>> {
    list(object, key, |_, element| element.as_str())
}

pub(crate) fn address(text: JsonStr<'_>) -> Result<Address, ParseAddressError> {
    parse_address_lenient(&text.to_string_lossy())
}
