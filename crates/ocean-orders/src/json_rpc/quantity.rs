use alloc::string::{String, ToString};
use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};

/// How much of a text that is no number is kept for the message.
const KEPT: usize = 70;

/// The name under which `serde_json` hands over a number when some crate of the build has switched
/// on its feature `arbitrary_precision`.
const NUMBER_AS_MAP: &str = "$serde_json::private::Number";

/// A number up to 2^64 - 1, or the text that is none.
///
/// It is judged when it is needed, so that a member which nobody asks for can hold anything.
#[derive(Clone, Debug)]
pub(super) struct Quantity(pub(super) Result<u64, String>);

impl Quantity {
    fn hexadecimal(text: &str) -> Self {
        let digits = text
            .strip_prefix("0x")
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        Self(number.ok_or_else(|| text.chars().take(KEPT).collect()))
    }

    fn decimal(text: &str) -> Self {
        let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|digits| digits.parse().ok());
        Self(number.ok_or_else(|| text.chars().take(KEPT).collect()))
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuantityVisitor)
    }
}

struct QuantityVisitor;

impl<'de> Visitor<'de> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a quantity: `0x` and hex digits, or a number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
        Ok(Quantity::hexadecimal(text))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Quantity, E> {
        Ok(Quantity(Ok(number)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Quantity, E> {
        Ok(Quantity(
            u64::try_from(number).map_err(|_| number.to_string()),
        ))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Quantity, E> {
        Ok(Quantity(Err(number.to_string())))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Quantity, A::Error> {
        match map.next_entry::<String, String>()? {
            Some((key, digits)) if key == NUMBER_AS_MAP => Ok(Quantity::decimal(&digits)),
            _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::value::{Error, MapDeserializer};

    use super::*;

    fn read(key: &str, digits: &str) -> Result<Quantity, Error> {
        Quantity::deserialize(MapDeserializer::new([(key, digits)].into_iter()))
    }

    #[test]
    fn numbers_of_arbitrary_precision() {
        assert_eq!(
            read(NUMBER_AS_MAP, "18446744073709551615").map(|found| found.0),
            Ok(Ok(u64::MAX))
        );
        for digits in ["18446744073709551616", "-1", "1.5", "1e3", "+1", ""] {
            let found = read(NUMBER_AS_MAP, digits).map(|found| found.0);
            assert_eq!(found, Ok(Err(digits.to_string())));
        }
        assert!(read("value", "1").is_err());
    }
}
