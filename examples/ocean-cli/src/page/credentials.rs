//! Allow and deny lists, to be shown.

use ocean_checksum::Value;
use ocean_credentials::{AccessList, Credentials, Matching, RuleList, Test};
use serde::Serialize;

use super::texts;

#[derive(Debug, Serialize)]
pub(crate) struct CredentialsPage {
    pub(crate) pointer: String,
    /// What is wrong; then nobody is allowed, and no rule is shown.
    pub(crate) malformed: Option<Malformed>,
    pub(crate) allow: Rules,
    pub(crate) deny: Rules,
}

#[derive(Debug, Serialize)]
pub(crate) struct Malformed {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Rules {
    /// How many must match: `any` or `all`.
    pub(crate) matching: &'static str,
    pub(crate) rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Rule {
    pub(crate) r#type: String,
    pub(crate) values: Option<Vec<String>>,
    pub(crate) chain_id: Option<u64>,
    pub(crate) access_list: Option<String>,
}

impl CredentialsPage {
    pub(super) fn of(value: Value<'_>, pointer: String) -> Self {
        let read = match Credentials::from_value(value) {
            Ok(credentials) => {
                let credentials = credentials.at(&*pointer);
                credentials
                    .lists()
                    .map(|lists| (Rules::of(&lists.allow), Rules::of(&lists.deny)))
                    .map_err(|error| (error.code(), error.to_string()))
            }
            Err(error) => Err((error.code(), error.to_string())),
        };
        match read {
            Ok((allow, deny)) => Self {
                pointer,
                malformed: None,
                allow,
                deny,
            },
            Err((code, message)) => Self {
                pointer,
                malformed: Some(Malformed { code, message }),
                allow: Rules::default(),
                deny: Rules::default(),
            },
        }
    }
}

impl Rules {
    fn of(list: &RuleList<'_>) -> Self {
        Self {
            matching: match list.matching {
                Matching::Any => "any",
                Matching::All => "all",
            },
            rules: list.rules.iter().map(Rule::of).collect(),
        }
    }
}

impl Rule {
    fn of(rule: &ocean_credentials::Rule<'_>) -> Self {
        let (values, list) = match &rule.test {
            Test::Address(values) => (texts(values.value()), None),
            Test::AccessList(list) => (None, Some(list.clone())),
            _ => (None, None),
        };
        let (chain_id, access_list) = match list {
            Some(AccessList { chain_id, contract }) => (chain_id, Some(contract)),
            None => (None, None),
        };
        Self {
            r#type: rule.kind.to_string(),
            values,
            chain_id,
            access_list,
        }
    }
}
