//! Parameters that several routes have.

use alloy_primitives::{B256, hex};
use ocean_provider_core::files::UserData;

use crate::{
    input::{Input, Parameter},
    reply::Refused,
    validation::invalid,
};

/// A transaction hash: `0x` and 64 hexadecimal digits.
pub(crate) fn transaction(text: &str) -> Option<B256> {
    let digits = text.strip_prefix("0x")?;
    let mut bytes = [0; 32];
    hex::decode_to_slice(digits, &mut bytes).ok()?;
    // The decoder would take a second `0x`.
    (digits.len() == 64).then_some(B256::from(bytes))
}

/// `fileIndex`: digits, and no number that is too large to be one.
pub(crate) fn file_index(input: &Input) -> Result<Option<u64>, Refused> {
    let Some(text) = input.filled("fileIndex") else {
        return match input.get("fileIndex") {
            Parameter::Other(_) => Err(not_an_index()),
            _ => Ok(None),
        };
    };
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(not_an_index());
    }
    text.parse().map(Some).map_err(|_| not_an_index())
}

fn not_an_index() -> Refused {
    invalid("fileIndex", "The fileIndex must be an integer.")
}

/// `chainId`: a whole number from 1.
pub(crate) fn chain_id(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    is_plain.then(|| text.parse().ok()).flatten()
}

/// `userdata`: an object, or its text.
pub(crate) fn user_data(input: &Input) -> Result<Option<UserData>, Refused> {
    let malformed = |error: &dyn std::error::Error| {
        Refused::bad_request("user_data", &format!("userdata: {error}"))
    };
    match input.get("userdata") {
        Parameter::Absent => Ok(None),
        Parameter::Text(text) if text.is_empty() => Ok(None),
        Parameter::Text(text) => {
            let data = UserData::parse(&text);
            data.map(Some).map_err(|error| malformed(&error))
        }
        Parameter::Other(value) => UserData::from_value(value).map_err(|error| malformed(&error)),
    }
}
