use alloc::{borrow::Cow, string::String};
use core::fmt;

use alloy_primitives::{Address, B256, Bytes, U256};
use ocean_did::parse_address;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor},
};

use crate::ProviderFee;

/// The members as Provider 2.1.6 names and orders them.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(deserialize_with = "read_address", serialize_with = "write_text")]
    provider_fee_address: Address,
    #[serde(deserialize_with = "read_address", serialize_with = "write_text")]
    provider_fee_token: Address,
    #[serde(deserialize_with = "read_decimal", serialize_with = "write_text")]
    provider_fee_amount: U256,
    provider_data: Cow<'a, Bytes>,
    v: u8,
    r: B256,
    s: B256,
    #[serde(deserialize_with = "read_decimal", serialize_with = "write_number")]
    valid_until: U256,
}

/// Writes the fee as Provider 2.1.6 answers it: addresses in the mixed case of EIP-55, the amount
/// as decimal text, the data as hexadecimal text, `validUntil` as a number (beyond 64 bits, where
/// nobody needs it, as decimal text).
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl Serialize for ProviderFee {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire {
            provider_fee_address: self.address,
            provider_fee_token: self.token,
            provider_fee_amount: self.amount,
            provider_data: Cow::Borrowed(&self.data),
            v: self.v,
            r: self.r,
            s: self.s,
            valid_until: self.valid_until,
        }
        .serialize(serializer)
    }
}

/// Reads the fee as Provider 2.1.6 and ocean-node 3.2.0 answer it. The amount and `validUntil` are
/// whole numbers, or texts of at most 78 decimal digits; an address has the right mixed case or
/// none; `r`, `s` and the data are hexadecimal, with `0x` or not, or lists of bytes. Unknown members
/// are ignored, a repeated one is an error.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for ProviderFee {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        Ok(Self {
            address: wire.provider_fee_address,
            token: wire.provider_fee_token,
            amount: wire.provider_fee_amount,
            data: wire.provider_data.into_owned(),
            v: wire.v,
            r: wire.r,
            s: wire.s,
            valid_until: wire.valid_until,
        })
    }
}

fn write_text<S: Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn write_number<S: Serializer>(number: &U256, serializer: S) -> Result<S::Ok, S::Error> {
    match u64::try_from(*number) {
        Ok(number) => serializer.serialize_u64(number),
        Err(_) => serializer.collect_str(number),
    }
}

fn read_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    struct AddressText;

    impl Visitor<'_> for AddressText {
        type Value = Address;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an address: `0x` and 40 hex digits")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Address, E> {
            parse_address(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(AddressText)
}

fn read_decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<U256, D::Error> {
    struct DecimalNumber;

    impl<'de> Visitor<'de> for DecimalNumber {
        type Value = U256;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number of at most 256 bits, or one as decimal text")
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<U256, E> {
            Ok(U256::from(number))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<U256, E> {
            Some(text)
                .filter(|text| (1..=MAX_DIGITS).contains(&text.len()))
                .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|digits| U256::from_str_radix(digits, 10).ok())
                .ok_or_else(|| {
                    let kept: String = text.chars().take(MAX_DIGITS).collect();
                    E::invalid_value(de::Unexpected::Str(&kept), &self)
                })
        }

        /// A number as `serde_json` hands it over when some crate of the build has switched on its
        /// feature `arbitrary_precision`.
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<U256, A::Error> {
            match map.next_entry::<Cow<'_, str>, Cow<'_, str>>()? {
                Some((key, text)) if key == "$serde_json::private::Number" => self.visit_str(&text),
                _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
            }
        }
    }

    deserializer.deserialize_any(DecimalNumber)
}

/// Of 2^256 - 1.
const MAX_DIGITS: usize = 78;
