//! Members of a JSON text that has a shape of ours, and where one is not as it should be.

use std::borrow::Cow;

use alloy_primitives::{Address, B256, U256};
use ocean_checksum::{Json, JsonStr, Number, Value};
use ocean_ddo::Document;
use ocean_did::parse_address;
use serde::Deserialize;

use crate::text::{cut, without_keys};

/// Characters of an input that a message shows.
const SHOWN: usize = 80;
/// Decimal digits of 2^256 - 1.
const MAX_DIGITS: usize = 78;

/// A value, and where it stands in the text.
pub(crate) struct Place<'t> {
    value: Value<'t>,
    pointer: String,
}

impl<'t> Place<'t> {
    pub(crate) fn root(json: &'t Json<'_>) -> Self {
        Self {
            value: json.root(),
            pointer: String::new(),
        }
    }

    pub(crate) fn value(&self) -> Value<'t> {
        self.value
    }

    /// The member, unless it is absent or null.
    pub(crate) fn optional(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        let pointer = format!("{}/{key}", self.pointer);
        Some(Self { value, pointer })
    }

    pub(crate) fn member(&self, key: &str) -> Result<Self, String> {
        self.object()?;
        let missing = || {
            format!(
                "expected a value at `{}/{key}`, found nothing",
                self.pointer
            )
        };
        self.optional(key).ok_or_else(missing)
    }

    pub(crate) fn object(&self) -> Result<(), String> {
        let object = self.value.as_object();
        object.map(drop).ok_or_else(|| self.wrong("an object"))
    }

    pub(crate) fn elements(&self) -> Result<impl Iterator<Item = Self>, String> {
        let array = self.value.as_array();
        let array = array.ok_or_else(|| self.wrong("an array"))?;
        Ok(array.iter().enumerate().map(|(index, value)| Self {
            value,
            pointer: format!("{}/{index}", self.pointer),
        }))
    }

    pub(crate) fn flag(&self) -> Result<bool, String> {
        let flag = self.value.as_bool();
        flag.ok_or_else(|| self.wrong("true or false"))
    }

    pub(crate) fn integer(&self) -> Result<u64, String> {
        let number = self.value.as_number().and_then(Number::as_u64);
        number.ok_or_else(|| self.wrong("a whole number below 2^64"))
    }

    pub(crate) fn text(&self) -> Result<Cow<'t, str>, String> {
        let text = self.value.as_str().and_then(JsonStr::to_str);
        text.ok_or_else(|| self.wrong("a text"))
    }

    pub(crate) fn address(&self) -> Result<Address, String> {
        parse_address(&self.text()?).map_err(|error| self.because(error))
    }

    pub(crate) fn hash(&self) -> Result<B256, String> {
        let text = self.text()?;
        let hash = text.starts_with("0x").then(|| text.parse().ok()).flatten();
        hash.ok_or_else(|| self.wrong("0x and 64 hex digits"))
    }

    /// A decimal text, or a number that is one.
    pub(crate) fn amount(&self) -> Result<U256, String> {
        let text = match self.value.as_number() {
            Some(number) => number.text().into(),
            None => self.text()?,
        };
        amount(&text).map_err(|error| self.because(error))
    }

    /// What another crate reads by itself.
    pub(crate) fn read<T: Deserialize<'t>>(&self) -> Result<T, String> {
        let text = self.value.text();
        serde_json::from_str(text).map_err(|error| {
            // Its place is in this value alone, and in bytes.
            let (line, column) = (error.line(), error.column());
            let told = error.to_string();
            let told = told.strip_suffix(&format!(" at line {line} column {column}"));
            let reason = told.map_or_else(|| error.to_string(), String::from);
            let read = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            let column = read.get(..column).unwrap_or(read).chars().count();
            let start = self.value.position();
            let column = if line == 1 {
                start.column - 1 + column
            } else {
                column
            };
            let line = start.line + line.saturating_sub(1);
            let reason = cut(&without_keys(&reason), 2 * SHOWN);
            self.because(format!("{reason} (line {line} column {column})"))
        })
    }

    pub(crate) fn because(&self, reason: impl std::fmt::Display) -> String {
        if self.pointer.is_empty() {
            return reason.to_string();
        }
        format!("at `{}`: {reason}", self.pointer)
    }

    pub(crate) fn wrong(&self, expected: &str) -> String {
        let found = match self.value.as_str() {
            Some(text) => format!("`{}`", cut(&without_keys(&text.to_string_lossy()), SHOWN)),
            None => self.value.kind().name().into(),
        };
        if self.pointer.is_empty() {
            return format!("expected {expected}, found {found}");
        }
        format!("expected {expected} at `{}`, found {found}", self.pointer)
    }
}

/// A document with one service, which has this member and nothing else: what the crates read of a
/// service, they read of a document.
pub(crate) fn service_with(key: &str, place: &Place<'_>) -> Result<Document, String> {
    let text = format!(r#"{{"services":[{{"{key}":{}}}]}}"#, place.value.text());
    // The error names a place in this text, which nobody knows.
    Document::parse(text).map_err(|_| place.because("deeper or larger than a document may be"))
}

/// A whole number of the contracts.
pub(crate) fn amount(text: &str) -> Result<U256, String> {
    Some(text)
        .filter(|text| (1..=MAX_DIGITS).contains(&text.len()))
        .filter(|text| text.bytes().all(|c| c.is_ascii_digit()))
        .and_then(|digits| U256::from_str_radix(digits, 10).ok())
        .ok_or_else(|| {
            let found = cut(&without_keys(text), SHOWN);
            format!("expected a whole number below 2^256 in decimal digits, found `{found}`")
        })
}
