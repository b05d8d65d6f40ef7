//! Values of consumer parameters.

use ocean_provider_core::{
    checksum::{Json, Limits, Value},
    compute::{CompletedParameters, MAX_VALUES_BYTES, ParameterRules},
    ddo::{ConsumerParameter, List},
};

use crate::reply::Refused;

const MAX_DEPTH: usize = 32;
/// Violations that are told to a client.
const MAX_TOLD: usize = 8;

/// Checks what was sent, an object or its text, and writes the defaults. `None` if there is nothing.
pub(super) fn complete<'d>(
    resource: &str,
    declared: Option<List<'d, ConsumerParameter<'d>>>,
    values: Option<Value<'_>>,
) -> Result<Option<CompletedParameters<'static>>, Refused> {
    let text = values.and_then(Value::as_str);
    let Some(text) = text else {
        return complete_value(resource, declared, values);
    };
    let text = text.to_string_lossy();
    if text.is_empty() {
        return complete_value(resource, declared, None);
    }
    let limits = Limits {
        max_depth: MAX_DEPTH,
        max_len: MAX_VALUES_BYTES,
    };
    let json = Json::parse_with(text, limits)
        .map_err(|_| Refused::resource("user_data", resource, "invalid"))?;
    complete_value(resource, declared, Some(json.root()))
}

fn complete_value<'d>(
    resource: &str,
    declared: Option<List<'d, ConsumerParameter<'d>>>,
    values: Option<Value<'_>>,
) -> Result<Option<CompletedParameters<'static>>, Refused> {
    let completed = ParameterRules::Strict.complete(declared, values);
    let completed = completed.map_err(|violations| {
        let texts = violations.iter().take(MAX_TOLD).map(ToString::to_string);
        let text = texts.collect::<Vec<_>>().join("; ");
        Refused::resource("consumer_parameters", resource, &text)
    })?;
    let is_nothing = values.is_none() && completed.as_str() == "{}";
    Ok((!is_nothing).then(|| completed.into_owned()))
}
