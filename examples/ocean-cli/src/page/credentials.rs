//! Allow and deny lists, to be shown.

use ocean_checksum::{Array, JsonStr, Number, Value};
use ocean_credentials::{Credentials, List};
use serde::Serialize;

use super::{Place, texts};

#[derive(Debug, Serialize)]
pub(crate) struct CredentialsPage {
    pub(crate) pointer: String,
    /// What is wrong; then nobody is allowed, and no rule is shown.
    pub(crate) malformed: Option<Malformed>,
    pub(crate) match_allow: Option<String>,
    pub(crate) match_deny: Option<String>,
    pub(crate) allow: Vec<Rule>,
    pub(crate) deny: Vec<Rule>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Malformed {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Rule {
    pub(crate) r#type: String,
    pub(crate) values: Option<Vec<String>>,
    pub(crate) chain_id: Option<u64>,
    pub(crate) access_list: Option<String>,
}

impl CredentialsPage {
    pub(super) fn of(place: &Place<'_>) -> Option<Self> {
        let value = place.value?;
        let pointer = place.pointer.clone();
        let malformed = malformed(value, &pointer);
        let empty = Self {
            pointer,
            malformed: None,
            match_allow: None,
            match_deny: None,
            allow: Vec::new(),
            deny: Vec::new(),
        };
        if malformed.is_some() {
            return Some(Self { malformed, ..empty });
        }
        let matching = |key| text(value.get(key));
        Some(Self {
            match_allow: matching("match_allow"),
            match_deny: matching("match_deny"),
            allow: rules(value, List::Allow),
            deny: rules(value, List::Deny),
            ..empty
        })
    }
}

fn malformed(value: Value<'_>, pointer: &str) -> Option<Malformed> {
    match Credentials::from_value(value) {
        Ok(credentials) => {
            let error = credentials.at(pointer).required_lookups().err()?;
            Some(Malformed {
                code: error.code(),
                message: error.to_string(),
            })
        }
        Err(error) => Some(Malformed {
            code: error.code(),
            message: error.to_string(),
        }),
    }
}

fn rules(credentials: Value<'_>, list: List) -> Vec<Rule> {
    let rules = credentials.get(list.key()).and_then(Value::as_array);
    rules
        .into_iter()
        .flat_map(Array::iter)
        .map(Rule::of)
        .collect()
}

impl Rule {
    fn of(rule: Value<'_>) -> Self {
        Self {
            r#type: text(rule.get("type")).unwrap_or_default(),
            values: rule.get("values").and_then(texts),
            chain_id: rule
                .get("chainId")
                .and_then(Value::as_number)
                .and_then(Number::as_u64),
            access_list: text(rule.get("accessList")),
        }
    }
}

fn text(value: Option<Value<'_>>) -> Option<String> {
    let own = |text: JsonStr<'_>| text.to_string_lossy().into_owned();
    value.and_then(Value::as_str).map(own)
}
