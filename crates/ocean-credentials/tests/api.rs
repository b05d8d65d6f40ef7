//! The shape of the public interface: auto traits, error texts and codes, the words of decisions.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::{error::Error, fmt::Debug, hash::Hash};

use alloy_primitives::{Address, address};
use ocean_credentials::{
    AccessList, Allowance, ConsumableCode, Credentials, Decision, Denial, Finding, List, Lookup,
    MAX_RULES, MAX_VALUES, MalformedCredentials, Outcome, Rules, Scope, evaluate_asset_and_service,
};

const ALICE: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");

fn parse(text: &str) -> Credentials {
    Credentials::parse(text).unwrap()
}

#[test]
fn values_are_plain_and_errors_are_errors() {
    fn value<T: Clone + Send + Sync + Unpin + Debug + 'static>() {}
    fn plain<T: Copy + Eq + Hash + Debug + Send + Sync + Unpin + 'static>() {}
    fn error<T: Error + Clone + Eq + Send + Sync + Unpin + 'static>() {}
    value::<Credentials>();
    value::<Decision>();
    value::<Denial>();
    value::<Allowance>();
    value::<Finding>();
    value::<AccessList>();
    plain::<Lookup>();
    plain::<List>();
    plain::<Outcome>();
    plain::<Rules>();
    plain::<Scope>();
    plain::<ConsumableCode>();
    error::<MalformedCredentials>();
}

#[test]
fn debug_shows_counts_only() {
    let text = r#"{"allow": [{"type": "address", "values": ["secret"]}], "deny": []}"#;
    assert_eq!(
        format!("{:?}", parse(text)),
        "Credentials { allow: 1, deny: 0, .. }"
    );
    assert_eq!(
        format!("{:?}", parse("[1]")),
        "Credentials { allow: 0, deny: 0, .. }"
    );
}

#[test]
fn the_text_is_kept() {
    let text = " {\"allow\": null, \"x\": 1.0} ";
    assert_eq!(parse(text).text(), text);
    assert_eq!(Credentials::default().text(), "null");
    assert!(Credentials::parse("{").is_err());
}

#[test]
fn errors_read_as_follows() {
    let error =
        |credentials: &Credentials| credentials.evaluate(ALICE, |_| Lookup::Failed).unwrap_err();
    let check = |text: &str, message: &str| {
        let error = error(&parse(text));
        assert_eq!(error.to_string(), message, "{text}");
        assert_eq!(error.code(), "credentials_shape", "{text}");
    };
    check("7", "expected an object at the top, found number");
    check(r#""{}""#, "expected an object at the top, found string");
    check("[]", "expected an object at the top, found array");
    check(
        r#"{"allow": {}}"#,
        "expected an array at `/allow`, found object",
    );
    check(
        r#"{"deny": ""}"#,
        "expected an array at `/deny`, found string",
    );
    check(
        r#"{"deny": [null]}"#,
        "expected an object at `/deny/0`, found null",
    );
    check(
        r#"{"deny": [{}]}"#,
        "expected a string at `/deny/0/type`, found nothing",
    );
    check(
        r#"{"deny": [{"type": 1}]}"#,
        "expected a string at `/deny/0/type`, found number",
    );
    check(
        r#"{"allow": [{"type": "x"}, {"type": "Address"}]}"#,
        "expected an array of strings at `/allow/1/values`, found nothing",
    );
    check(
        r#"{"allow": [{"type": "address", "values": "x"}]}"#,
        "expected an array of strings at `/allow/0/values`, found string",
    );
    check(
        r#"{"allow": [{"type": "address", "values": ["x", true]}]}"#,
        "expected a string at `/allow/0/values/1`, found boolean",
    );
    check(
        r#"{"allow": [{"type": "accessList"}]}"#,
        "expected a contract address at `/allow/0/accessList`, found nothing",
    );
    check(
        r#"{"allow": [{"type": "accessList", "accessList": ""}]}"#,
        "expected a contract address at `/allow/0/accessList`, found an empty string",
    );
    for chain_id in ["null", "\"1\"", "-1", "1.5", "1e2", "18446744073709551616"] {
        let text = format!(
            r#"{{"allow": [{{"type": "accessList", "accessList": "0xL", "chainId": {chain_id}}}]}}"#
        );
        let error = error(&parse(&text));
        assert!(
            error
                .to_string()
                .starts_with("expected a whole number at `/allow/0/chainId`, found "),
            "{error}"
        );
    }
    check(
        r#"{"match_allow": null}"#,
        "expected `any` or `all` at `/match_allow`, found null",
    );

    let error_of = |text: &str| error(&parse(text));
    let other = error_of(r#"{"match_deny": "ANY\n"}"#);
    assert_eq!(
        other.to_string(),
        r"expected `any` or `all` at `/match_deny`, found `ANY\n`"
    );
    assert_eq!(other.code(), "credentials_unknown_match");

    let placed = error(&parse("[]").at("/credentials"));
    assert_eq!(
        placed.to_string(),
        "expected an object at `/credentials`, found array"
    );
    let placed = error(&parse(r#"{"deny": 0}"#).at("/services/1/credentials"));
    assert_eq!(
        placed.to_string(),
        "expected an array at `/services/1/credentials/deny`, found number"
    );
}

#[test]
fn the_errors_of_consumers_and_peers_read_as_follows() {
    let credentials = parse(r#"{"deny": [{"type": "address", "values": []}]}"#);
    let check = |rules, consumer: Option<&str>, message: &str, code: &str| {
        let error = credentials
            .evaluate_as(rules, consumer, |_| Lookup::Failed)
            .unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.code(), code);
    };
    let long = "x".repeat(100_000);
    let code = "credentials_consumer";
    check(
        Rules::Strict,
        None,
        "expected the consumer's address, found nothing",
        code,
    );
    check(
        Rules::Strict,
        Some("a\nb"),
        r"expected the consumer's address, found `a\nb`",
        code,
    );
    check(
        Rules::Strict,
        Some(&long),
        "expected the consumer's address, found `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`",
        code,
    );
    check(
        Rules::OceanNode,
        None,
        "ocean-node 3.2.0 raises `TypeError: Cannot read properties of null (reading 'toLowerCase')`",
        "credentials_peer_raises",
    );
    let error = parse("5")
        .evaluate_as(Rules::Provider, None, |_| Lookup::Failed)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Provider 2.1.6 raises `AttributeError: 'int' object has no attribute 'get'`"
    );
    let ours = parse("{}").evaluate_as(Rules::Strict, Some("nobody"), |_| Lookup::Failed);
    assert_eq!(ours, Ok(Decision::Allowed(Allowance::NoRules)));
}

#[test]
fn sizes_are_bounded() {
    let rules = |count: usize| {
        let rules = vec![r#"{"type":"x"}"#; count].join(",");
        parse(&format!(r#"{{"deny":[{rules}]}}"#)).evaluate(ALICE, |_| Lookup::Failed)
    };
    assert!(!rules(MAX_RULES).unwrap().is_allowed());
    let error = rules(MAX_RULES + 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected at most 10000 elements at `/deny`, found more"
    );
    assert_eq!(error.code(), "credentials_too_many");

    let values = |count: usize| {
        let values = vec![r#""x""#; count].join(",");
        parse(&format!(
            r#"{{"allow":[{{"type":"address","values":[{values}]}}]}}"#
        ))
        .evaluate(ALICE, |_| Lookup::Failed)
    };
    assert!(!values(MAX_VALUES).unwrap().is_allowed());
    let error = values(MAX_VALUES + 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected at most 100000 elements at `/allow/0/values`, found more"
    );
}

#[test]
fn an_edit_beyond_the_limits_is_an_error() {
    let text = format!(r#"{{"x":"{}"}}"#, "x".repeat((10 << 20) - 10));
    let error = parse(&text).with_allowed(ALICE).unwrap_err();
    assert_eq!(error.to_string(), "the edited credentials cannot be read");
    assert!(error.source().unwrap().to_string().starts_with("text of "));
    assert_eq!(error.code(), "credentials_edited");
}

#[test]
fn decisions_read_as_follows() {
    let check = |text: &str, words: &str, number: u8, name: &str| {
        let decision = parse(text).evaluate(ALICE, |_| Lookup::Failed).unwrap();
        assert_eq!(decision.to_string(), words, "{text}");
        assert_eq!(
            (decision.code().number(), decision.code().name()),
            (number, name),
            "{text}"
        );
        assert_eq!(decision.is_allowed(), number == 0, "{text}");
    };
    let allowed = |text: &str, words: &str| check(text, words, 0, "OK");
    let not_in_allow =
        |text: &str, words: &str| check(text, words, 3, "CREDENTIAL_NOT_IN_ALLOW_LIST");
    let in_deny = |text: &str, words: &str| check(text, words, 4, "CREDENTIAL_IN_DENY_LIST");
    let alice = r#"{"type": "address", "values": ["a1A1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"]}"#;
    let none = r#"{"type": "address", "values": ["0xa1"]}"#;
    let list = r#"{"type": "accessList", "accessList": "0xLIST"}"#;
    let other = r#"{"type": "new\n"}"#;

    for text in [
        "null",
        "{}",
        r#"{"allow": null, "deny": [], "match_allow": "all"}"#,
    ] {
        allowed(text, "allowed: no rule applies");
    }
    allowed(
        &format!(r#"{{"deny": [{none}]}}"#),
        "allowed: there is no allow list, and the deny list does not match",
    );
    allowed(
        &format!(r#"{{"allow": [{none}, {alice}]}}"#),
        "allowed: rule 1 (`address`) of the allow list matches",
    );
    allowed(
        &format!(r#"{{"match_allow": "all", "allow": [{alice}, {alice}]}}"#),
        "allowed: every rule of the allow list matches",
    );
    not_in_allow(
        &format!(r#"{{"allow": [{none}, {none}]}}"#),
        "denied: no rule of the allow list matches",
    );
    not_in_allow(
        &format!(r#"{{"allow": [{none}]}}"#),
        "denied: rule 0 (`address`) of the allow list does not match",
    );
    not_in_allow(
        &format!(r#"{{"match_allow": "all", "allow": [{alice}, {none}, {list}]}}"#),
        "denied: rule 1 (`address`) of the allow list does not match",
    );
    not_in_allow(
        &format!(r#"{{"match_allow": "any", "allow": [{none}, {list}]}}"#),
        "denied: rule 1 (`accessList`) of the allow list could not be looked up",
    );
    in_deny(
        &format!(r#"{{"deny": [{none}, {alice}]}}"#),
        "denied: rule 1 (`address`) of the deny list matches",
    );
    in_deny(
        &format!(r#"{{"match_deny": "all", "deny": [{alice}, {alice}]}}"#),
        "denied: every rule of the deny list matches",
    );
    in_deny(
        &format!(r#"{{"deny": [{other}]}}"#),
        r"denied: rule 0 (`new\n`) of the deny list has a type that cannot be checked",
    );
}

#[test]
fn a_denial_names_the_asset_or_the_service() {
    let open = Credentials::default();
    let closed = |list: &str| parse(&format!(r#"{{"{list}": [{{"type": "x"}}]}}"#));
    let words = |asset: &Credentials, service: &Credentials| {
        let decision = evaluate_asset_and_service(asset, service, ALICE, |_| Lookup::Failed);
        decision.unwrap().to_string()
    };
    let ending = "has a type that cannot be checked";
    let check = |asset: &Credentials, service: &Credentials, list: &str| {
        assert_eq!(
            words(asset, service),
            format!("denied: rule 0 (`x`) of the {list} {ending}")
        );
    };
    check(&closed("deny"), &closed("allow"), "asset's deny list");
    check(&closed("allow"), &closed("deny"), "asset's allow list");
    check(&open, &closed("deny"), "service's deny list");
    check(&open, &closed("allow"), "service's allow list");

    let everybody = parse(r#"{"allow": [{"type": "address", "values": ["*"]}]}"#);
    let matches = "allowed: rule 0 (`address`) of the allow list matches";
    assert_eq!(words(&open, &open), "allowed: no rule applies");
    assert_eq!(words(&everybody, &open), matches);
    assert_eq!(words(&open, &everybody), matches);
    let nobody = parse(r#"{"deny": [{"type": "address", "values": []}]}"#);
    let not_denied = "allowed: there is no allow list, and the deny list does not match";
    assert_eq!(words(&open, &nobody), not_denied);
    assert_eq!(words(&nobody, &open), not_denied);
    assert_eq!(words(&everybody, &nobody), matches);

    let broken = parse("[]").at("/services/0/credentials");
    let error = evaluate_asset_and_service(&open, &broken, ALICE, |_| Lookup::Failed).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected an object at `/services/0/credentials`, found array"
    );
}

#[test]
fn look_ups_are_named_once_and_in_order() {
    let list = |chain: &str, contract: &str| {
        format!(r#"{{"type": "accessLIST", {chain} "accessList": "{contract}"}}"#)
    };
    let allow = [
        list("\"chainId\": 1,", "0xA"),
        list("", "0xB"),
        list("", "0xB"),
    ]
    .join(",");
    let deny = [list("\"chainId\": 2,", "0xA"), list("", "0xB")].join(",");
    let credentials = parse(&format!(r#"{{"allow": [{allow}], "deny": [{deny}]}}"#));
    let required = credentials.required_lookups().unwrap();
    let found: Vec<_> = required
        .iter()
        .map(|list| (list.chain_id, &*list.contract))
        .collect();
    assert_eq!(found, [(Some(2), "0xA"), (None, "0xB"), (Some(1), "0xA")]);
    assert_eq!(Credentials::default().required_lookups(), Ok(vec![]));
}

#[test]
fn values_name_an_address_in_any_spelling() {
    let check = |value: &str, expected: bool| {
        let text = format!(r#"{{"deny": [{{"type": "address", "values": ["{value}"]}}]}}"#);
        let decision = parse(&text).evaluate(ALICE, |_| Lookup::Failed).unwrap();
        assert_eq!(!decision.is_allowed(), expected, "{value}");
    };
    let digits = "a1".repeat(20);
    check(&format!("0x{digits}"), true);
    check(&format!("0X{}", digits.to_uppercase()), true);
    check(&digits, true);
    check(&format!(r"0\u0078{digits}"), true);
    check("*", true);
    check(r"\u002a", true);
    check(&format!(" 0x{digits}"), false);
    check(&format!("0x0x{digits}"), false);
    check(&format!("0x{digits}0"), false);
    check(&format!("0x{}", "b2".repeat(20)), false);
    check("**", false);
    check("", false);
    check(r"\ud800", false);
}
