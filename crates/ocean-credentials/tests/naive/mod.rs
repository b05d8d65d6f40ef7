//! A naive model of the strict rule, for the tests and the fuzz target.

use alloy_primitives::Address;
use ocean_credentials::Credentials;
use serde_json::{Value, json};

/// A rule: the addresses it names, by their first byte; `None` if its type is unknown.
pub(crate) type Rule = Option<Vec<u8>>;

/// The strict rule for address rules and rules of unknown type.
pub(crate) fn strict(
    allow: &[Rule],
    all_allow: Option<bool>,
    deny: &[Rule],
    all_deny: bool,
    consumer: u8,
) -> u8 {
    let matches = |all: bool, rules: &[Rule], unknown: bool| {
        let matches = |rule: &Rule| rule.as_ref().map_or(unknown, |v| v.contains(&consumer));
        if all {
            rules.iter().all(matches)
        } else {
            rules.iter().any(matches)
        }
    };
    let all_allow = all_allow.unwrap_or(allow.contains(&None));
    if !deny.is_empty() && matches(all_deny, deny, true) {
        4
    } else if allow.is_empty() || matches(all_allow, allow, false) {
        0
    } else {
        3
    }
}

pub(crate) fn address(byte: u8) -> Address {
    Address::repeat_byte(byte)
}

fn to_json(rules: &[Rule]) -> Value {
    let rule = |(index, rule): (usize, &Rule)| match rule {
        None => json!({"type": "verifiableCredential"}),
        Some(values) => json!({
            "type": if index % 2 == 0 { "address" } else { "ADDRESS" },
            "values": values.iter().map(|&byte| address(byte).to_string()).collect::<Vec<_>>(),
        }),
    };
    rules.iter().enumerate().map(rule).collect()
}

/// The credentials with these rules.
pub(crate) fn credentials(
    allow: &[Rule],
    all_allow: Option<bool>,
    deny: &[Rule],
    all_deny: Option<bool>,
) -> Credentials {
    let mut value = json!({"allow": to_json(allow), "deny": to_json(deny)});
    for (key, all) in [("match_allow", all_allow), ("match_deny", all_deny)] {
        if let Some(all) = all {
            value[key] = if all { "all" } else { "any" }.into();
        }
    }
    Credentials::parse(&value.to_string()).unwrap()
}
