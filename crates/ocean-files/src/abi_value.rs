//! User data as the arguments of a function.

use alloc::vec::Vec;

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::Param;
use alloy_primitives::{B256, I256, U256, hex};
use ocean_checksum::{Kind, Value};
use ocean_did::parse_address_lenient;

/// The value of an input; `None` if it does not fit the type.
///
/// Integers may also be written as text, since JavaScript keeps only 53 bits of a number; bytes
/// are hex with `0x`; a tuple is an array, or an object by the names of its components.
pub(crate) fn argument(
    ty: &DynSolType,
    components: &[Param],
    value: Value<'_>,
) -> Option<DynSolValue> {
    match ty {
        DynSolType::Bool => value.as_bool().map(DynSolValue::Bool),
        DynSolType::Address => {
            let text = value.as_str()?.to_str()?;
            parse_address_lenient(&text).ok().map(DynSolValue::Address)
        }
        DynSolType::Uint(bits) => {
            let number = integer(value, |text| U256::from_str_radix(text, 10).ok())?;
            (number.bit_len() <= *bits).then_some(DynSolValue::Uint(number, *bits))
        }
        DynSolType::Int(bits) => {
            let number = integer(value, |text| I256::from_dec_str(text).ok())?;
            (number.bits() as usize <= *bits).then_some(DynSolValue::Int(number, *bits))
        }
        DynSolType::FixedBytes(size) => {
            let bytes = bytes(value)?;
            let mut word = B256::ZERO;
            word.get_mut(..*size)
                .filter(|_| bytes.len() == *size)?
                .copy_from_slice(&bytes);
            Some(DynSolValue::FixedBytes(word, *size))
        }
        DynSolType::Bytes => bytes(value).map(DynSolValue::Bytes),
        DynSolType::String => {
            let text = value.as_str()?.to_str()?;
            Some(DynSolValue::String(text.into_owned()))
        }
        DynSolType::Array(element) => {
            array(element, components, value, None).map(DynSolValue::Array)
        }
        DynSolType::FixedArray(element, len) => {
            array(element, components, value, Some(*len)).map(DynSolValue::FixedArray)
        }
        DynSolType::Tuple(types) => tuple(types, components, value).map(DynSolValue::Tuple),
        // A function pointer is nothing that a consumer could name.
        DynSolType::Function => None,
    }
}

fn integer<T>(value: Value<'_>, parse: fn(&str) -> Option<T>) -> Option<T> {
    let is_decimal = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.len() <= 78 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    match value.kind() {
        Kind::Number(number) => Some(number.text())
            .filter(|text| is_decimal(text))
            .and_then(parse),
        Kind::String(text) => text
            .to_str()
            .filter(|text| is_decimal(text))
            .and_then(|text| parse(&text)),
        _ => None,
    }
}

fn bytes(value: Value<'_>) -> Option<Vec<u8>> {
    let text = value.as_str()?.to_str()?;
    let digits = text
        .strip_prefix("0x")
        .filter(|digits| !digits.starts_with("0x"))?;
    hex::decode(digits).ok()
}

fn array(
    element: &DynSolType,
    components: &[Param],
    value: Value<'_>,
    len: Option<usize>,
) -> Option<Vec<DynSolValue>> {
    let array = value.as_array()?;
    if len.is_some_and(|len| array.len() != len) {
        return None;
    }
    array
        .iter()
        .map(|value| argument(element, components, value))
        .collect()
}

fn tuple(types: &[DynSolType], components: &[Param], value: Value<'_>) -> Option<Vec<DynSolValue>> {
    let fields = types.iter().zip(components);
    match value.kind() {
        Kind::Array(array) if array.len() == types.len() => fields
            .zip(array.iter())
            .map(|((ty, component), value)| argument(ty, &component.components, value))
            .collect(),
        Kind::Object(object)
            if object.len() == types.len() && object.repeated_keys().next().is_none() =>
        {
            fields
                .map(|(ty, component)| {
                    argument(ty, &component.components, object.get(&component.name)?)
                })
                .collect()
        }
        _ => None,
    }
}
