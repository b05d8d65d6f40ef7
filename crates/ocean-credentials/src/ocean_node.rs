//! ocean-node 3.2.0, `checkCredentials` behind its caller's `if (credentials)`.

use alloc::{format, vec::Vec};

use ocean_checksum::{Array, Kind, Object, Value};

use crate::{
    AccessList, Allowance, Decision, Finding, List, Lookup, MalformedCredentials, Outcome, Rules,
    error::excerpt, rules::is_falsy,
};

/// A value of `match_allow` or `match_deny`, with its default in place.
#[derive(Clone, Copy, PartialEq)]
enum Matching {
    Any,
    All,
    /// Neither: like `all`, except for rules of unknown type.
    Other,
}

pub(crate) fn evaluate(
    credentials: Option<Value<'_>>,
    consumer: Option<&str>,
    lookup: &impl Fn(&AccessList) -> Lookup,
) -> Result<Decision, MalformedCredentials> {
    let Some(credentials) = credentials.filter(|&value| !is_falsy(value)) else {
        return Ok(Decision::Allowed(Allowance::NoRules));
    };
    let consumer = consumer.ok_or_else(|| cannot_read("null", "toLowerCase"))?;
    let consumer = consumer.to_lowercase();
    // A text, a number or an array has no such members in JavaScript.
    let Some(credentials) = credentials.as_object() else {
        return Ok(Decision::Allowed(Allowance::NoRules));
    };
    let deny = check_list(credentials, List::Deny, &consumer, lookup)?;
    let denies_nobody = deny.is_some();
    if let Some((true, finding)) = deny {
        return Ok(Decision::denied(List::Deny, finding));
    }
    Ok(
        match check_list(credentials, List::Allow, &consumer, lookup)? {
            None if denies_nobody => Decision::Allowed(Allowance::NotDenied),
            None => Decision::Allowed(Allowance::NoRules),
            Some((true, Some(finding))) => Decision::Allowed(Allowance::Rule(finding)),
            Some((true, None)) => Decision::Allowed(Allowance::EveryRule),
            Some((false, finding)) => Decision::denied(List::Allow, finding),
        },
    )
}

/// Whether a list matches and the rule that says most about it, unless ocean-node passes the list
/// over. Each rule is looked at even when the answer is known, and may throw.
fn check_list(
    credentials: Object<'_>,
    list: List,
    consumer: &str,
    lookup: &impl Fn(&AccessList) -> Lookup,
) -> Result<Option<(bool, Option<Finding>)>, MalformedCredentials> {
    let Some(rules) = read_rules(credentials, list)? else {
        return Ok(None);
    };
    let matching = match list {
        List::Allow => read_matching(credentials, "match_allow", Matching::All),
        List::Deny => read_matching(credentials, "match_deny", Matching::Any),
    };
    let mut findings = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let finding = check(rule, index, consumer, lookup)?;
        let unknown = finding.outcome == Outcome::UnknownType;
        if unknown && list == List::Allow && matching == Matching::All {
            return Ok(Some((false, Some(finding))));
        }
        findings.push(finding);
    }
    let matches = holds(&findings, matching);
    Ok(Some((matches, telling(findings, matching, matches))))
}

/// The rules of a list, unless ocean-node passes it over.
fn read_rules(
    credentials: Object<'_>,
    list: List,
) -> Result<Option<Array<'_>>, MalformedCredentials> {
    let Some(rules) = credentials.get(list.key()) else {
        return Ok(None);
    };
    match rules.kind() {
        Kind::Array(rules) => Ok(Some(rules).filter(|rules| !rules.is_empty())),
        // JavaScript walks the characters, and the first has no `type`.
        Kind::String(text) if text != "" => Err(cannot_read("undefined", "toLowerCase")),
        Kind::Object(object) => match object.get("length").map(Value::kind) {
            None | Some(Kind::Null | Kind::Bool(false)) => Ok(None),
            Some(Kind::Number(length)) if length.as_f64() <= 0.0 => Ok(None),
            Some(_) => Err(throws("credentialList is not iterable")),
        },
        _ => Ok(None),
    }
}

fn read_matching(credentials: Object<'_>, key: &str, default: Matching) -> Matching {
    match credentials.get(key) {
        Some(value) if !is_falsy(value) => match value.as_str() {
            Some(text) if text == "any" => Matching::Any,
            Some(text) if text == "all" => Matching::All,
            _ => Matching::Other,
        },
        _ => default,
    }
}

fn check(
    rule: Value<'_>,
    index: usize,
    consumer: &str,
    lookup: &impl Fn(&AccessList) -> Lookup,
) -> Result<Finding, MalformedCredentials> {
    if rule.is_null() {
        return Err(cannot_read("null", "type"));
    }
    let kind = match rule.get("type").map(Value::kind) {
        Some(Kind::String(kind)) => kind.to_string_lossy(),
        Some(Kind::Null) => return Err(cannot_read("null", "toLowerCase")),
        Some(_) => return Err(throws("credential.type.toLowerCase is not a function")),
        None => return Err(cannot_read("undefined", "toLowerCase")),
    };
    let outcome = if kind.eq_ignore_ascii_case("address") {
        check_address(rule, consumer)?
    } else if kind.eq_ignore_ascii_case("accessList") {
        check_access_list(rule, lookup)
    } else {
        Outcome::UnknownType
    };
    Ok(Finding {
        rule: index,
        kind: excerpt(&kind),
        outcome,
    })
}

fn check_address(rule: Value<'_>, consumer: &str) -> Result<Outcome, MalformedCredentials> {
    let Some(values) = rule.get("values") else {
        return Ok(Outcome::NoMatch);
    };
    let values = match values.kind() {
        Kind::Array(values) => values,
        Kind::Null => return Ok(Outcome::NoMatch),
        Kind::String(text) if text == "" => return Ok(Outcome::NoMatch),
        Kind::Object(object)
            if object
                .get("length")
                .and_then(Value::as_number)
                .is_some_and(|length| length.as_f64() == 0.0) =>
        {
            return Ok(Outcome::NoMatch);
        }
        _ => return Err(throws("addressCredential.values.some is not a function")),
    };
    let mut listed = false;
    for value in values.iter() {
        let text = match value.kind() {
            Kind::String(text) => text,
            Kind::Null => return Err(cannot_read("null", "toLowerCase")),
            _ => return Err(throws("value.toLowerCase is not a function")),
        };
        // What follows a `*` is not looked at, whatever it is.
        if text == "*" {
            return Ok(Outcome::Match);
        }
        listed |= text
            .to_str()
            .is_some_and(|text| text.to_lowercase() == consumer);
    }
    Ok(if listed {
        Outcome::Match
    } else {
        Outcome::NoMatch
    })
}

fn check_access_list(rule: Value<'_>, lookup: &impl Fn(&AccessList) -> Lookup) -> Outcome {
    match rule.get("accessList").map(|value| (value.kind(), value)) {
        None | Some((Kind::Null, _)) => Outcome::NoMatch,
        Some((_, value)) if is_falsy(value) => Outcome::Match,
        Some((Kind::String(contract), _)) => {
            let contract = contract.to_string_lossy().into_owned();
            lookup(&AccessList {
                chain_id: None,
                contract,
            })
            .into()
        }
        // No contract can be made of it; ocean-node catches the error.
        Some(_) => Outcome::LookupFailed,
    }
}

/// Whether the rules of known type match, any of them or all; never if there are none.
fn holds(findings: &[Finding], matching: Matching) -> bool {
    let known = findings
        .iter()
        .filter(|finding| finding.outcome != Outcome::UnknownType);
    let mut matches = known.map(|finding| finding.outcome == Outcome::Match);
    match matching {
        Matching::Any => matches.any(|matches| matches),
        Matching::All | Matching::Other => {
            matches.next().unwrap_or(false) && matches.all(|matches| matches)
        }
    }
}

/// The rule that decided; where it took the whole list the first that could not be checked; the
/// only one in any case.
fn telling(mut findings: Vec<Finding>, matching: Matching, matches: bool) -> Option<Finding> {
    let single = findings.len() == 1;
    let tells = |outcome| match (matching, matches) {
        (Matching::Any, true) => outcome == Outcome::Match,
        (Matching::Any, false) => matches!(outcome, Outcome::UnknownType | Outcome::LookupFailed),
        (_, true) => false,
        (_, false) => matches!(outcome, Outcome::NoMatch | Outcome::LookupFailed),
    };
    let index = findings
        .iter()
        .position(|finding| single || tells(finding.outcome))?;
    Some(findings.swap_remove(index))
}

fn cannot_read(of: &str, property: &str) -> MalformedCredentials {
    throws(&format!(
        "Cannot read properties of {of} (reading '{property}')"
    ))
}

fn throws(error: &str) -> MalformedCredentials {
    MalformedCredentials::peer(Rules::OceanNode, format!("TypeError: {error}"))
}
