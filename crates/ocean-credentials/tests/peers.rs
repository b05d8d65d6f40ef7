//! Odd shapes under the peers' rules, as their own code answers them.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_credentials::{AccessList, Credentials, Lookup, MalformedCredentials, Rules};

const ALICE: &str = "0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";

fn answer(text: &str, rules: Rules) -> String {
    let lookup = |list: &AccessList| match list.contract.as_str() {
        "0xYES" => Lookup::Member,
        _ => Lookup::Failed,
    };
    let credentials = Credentials::parse(&text.replace("ALICE", ALICE)).unwrap();
    match credentials.evaluate_as(rules, Some(ALICE), lookup) {
        Ok(decision) => decision.code().name().into(),
        Err(MalformedCredentials::PeerRaises { error, .. }) => error,
        Err(other) => panic!("{other}"),
    }
}

const OK: &str = "OK";
const NOT_IN_ALLOW: &str = "CREDENTIAL_NOT_IN_ALLOW_LIST";
const IN_DENY: &str = "CREDENTIAL_IN_DENY_LIST";

#[test]
fn provider_walks_whatever_python_walks() {
    let check =
        |text: &str, expected: &str| assert_eq!(answer(text, Rules::Provider), expected, "{text}");
    for falsy in ["null", "0", "-0.0", "1e-999", "\"\"", "false", "[]", "{}"] {
        check(falsy, OK);
    }
    check(
        "[1]",
        "AttributeError: 'list' object has no attribute 'get'",
    );
    check(
        "true",
        "AttributeError: 'bool' object has no attribute 'get'",
    );
    check(
        "1.5",
        "AttributeError: 'float' object has no attribute 'get'",
    );
    check(
        r#""null""#,
        "AttributeError: 'NoneType' object has no attribute 'get'",
    );
    check(
        r#""\"x\"""#,
        "AttributeError: 'str' object has no attribute 'get'",
    );
    check(r#""{""#, "JSONDecodeError");
    check(
        r#""{\"deny\": [{\"type\": \"address\", \"values\": [\"ALICE\"]}]}""#,
        IN_DENY,
    );
    check(r#"{"allow": {}, "deny": ""}"#, OK);
    check(
        r#"{"allow": "x"}"#,
        "AttributeError: 'str' object has no attribute 'get'",
    );
    check(
        r#"{"allow": true}"#,
        "TypeError: 'bool' object is not iterable",
    );
    check(
        r#"{"allow": [{}, []]}"#,
        "AttributeError: 'list' object has no attribute 'get'",
    );
    check(r#"{"allow": [{"type": ["address"], "values": 5}]}"#, OK);
    check(
        r#"{"allow": [{"type": "address", "values": {"ALICE": 1}}]}"#,
        OK,
    );
    check(
        r#"{"allow": [{"type": "address", "values": {"x": 1}}]}"#,
        NOT_IN_ALLOW,
    );
    check(
        r#"{"deny": [{"type": "address", "values": {"ALICE": 1}}]}"#,
        IN_DENY,
    );
    check(
        r#"{"deny": [{"type": "address", "values": 1.0}]}"#,
        "TypeError: 'float' object is not iterable",
    );
    check(
        r#"{"deny": [{"type": "address", "values": [[]]}]}"#,
        "AttributeError: 'list' object has no attribute 'lower'",
    );
    check(
        r#"{"allow": [{"type": "address", "values": ["\ud800"]}]}"#,
        NOT_IN_ALLOW,
    );
    // The allow list is read first, and the deny list even if it will not decide.
    check(
        r#"{"allow": [{"type": "address"}], "deny": 0}"#,
        "MalformedCredential: No values key in the address credential.",
    );
    check(
        r#"{"allow": [{"type": "address", "values": ["ALICE"]}], "deny": 0}"#,
        "TypeError: 'int' object is not iterable",
    );
}

#[test]
fn provider_reads_the_characters_of_a_text_one_by_one() {
    let credentials =
        Credentials::parse(r#"{"deny": [{"type": "address", "values": "xYz"}]}"#).unwrap();
    let code = |consumer| {
        let decision = credentials.evaluate_as(Rules::Provider, Some(consumer), |_| Lookup::Failed);
        decision.unwrap().code().number()
    };
    assert_eq!((code("y"), code("Y"), code("xy")), (4, 4, 0));
}

#[test]
fn ocean_node_goes_by_truth_and_length_in_javascript() {
    let check =
        |text: &str, expected: &str| assert_eq!(answer(text, Rules::OceanNode), expected, "{text}");
    for ignored in [
        "null", "0", "\"\"", "false", "[]", "[1]", "\"x\"", "true", "{}",
    ] {
        check(ignored, OK);
    }
    check(r#"{"allow": 5, "deny": true}"#, OK);
    check(r#"{"allow": {"length": 0}, "deny": {"length": -1}}"#, OK);
    check(
        r#"{"allow": {"length": 1}}"#,
        "TypeError: credentialList is not iterable",
    );
    check(
        r#"{"deny": {"length": true}}"#,
        "TypeError: credentialList is not iterable",
    );
    check(
        r#"{"deny": "x"}"#,
        "TypeError: Cannot read properties of undefined (reading 'toLowerCase')",
    );
    check(
        r#"{"deny": [5]}"#,
        "TypeError: Cannot read properties of undefined (reading 'toLowerCase')",
    );
    check(
        r#"{"deny": [null]}"#,
        "TypeError: Cannot read properties of null (reading 'type')",
    );
    check(
        r#"{"deny": [{"type": null}]}"#,
        "TypeError: Cannot read properties of null (reading 'toLowerCase')",
    );
    check(
        r#"{"deny": [{"type": 5}]}"#,
        "TypeError: credential.type.toLowerCase is not a function",
    );
    check(
        r#"{"deny": [{"type": "address", "values": {}}]}"#,
        "TypeError: addressCredential.values.some is not a function",
    );
    check(
        r#"{"deny": [{"type": "address", "values": {"length": 0.0}}]}"#,
        OK,
    );
    check(
        r#"{"deny": [{"type": "address", "values": ["*", 5]}]}"#,
        IN_DENY,
    );
    check(
        r#"{"deny": [{"type": "address", "values": ["ALICE", 5]}]}"#,
        "TypeError: value.toLowerCase is not a function",
    );
    check(
        r#"{"deny": [{"type": "accessList", "accessList": 0}]}"#,
        IN_DENY,
    );
    check(
        r#"{"deny": [{"type": "accessList", "accessList": ["0xYES"]}]}"#,
        OK,
    );
    check(
        r#"{"deny": [{"type": "accessList", "accessList": null}]}"#,
        OK,
    );
    // Rules behind the one that decides are looked at all the same.
    check(
        r#"{"deny": [{"type": "address", "values": ["*"]}, 5]}"#,
        "TypeError: Cannot read properties of undefined (reading 'toLowerCase')",
    );
    check(r#"{"allow": [{"type": "x"}, 5]}"#, NOT_IN_ALLOW);
}

#[test]
fn ocean_node_takes_another_match_for_all_but_passes_over_unknown_types() {
    let rules = r#"[{"type": "x"}, {"type": "address", "values": ["ALICE"]}]"#;
    let check = |matching: &str, expected: &str| {
        let text = format!(r#"{{"match_allow": {matching}, "allow": {rules}}}"#);
        assert_eq!(answer(&text, Rules::OceanNode), expected, "{text}");
    };
    check(r#""all""#, NOT_IN_ALLOW);
    check(r#""any""#, OK);
    check(r#""some""#, OK);
    check("[]", OK);
    check("\"\"", NOT_IN_ALLOW);
    check("null", NOT_IN_ALLOW);
}

#[test]
fn ocean_node_needs_a_rule_that_it_knows() {
    let check = |text: &str, expected: &str| assert_eq!(answer(text, Rules::OceanNode), expected);
    check(r#"{"match_deny": "all", "deny": [{"type": "x"}]}"#, OK);
    check(
        r#"{"match_allow": "any", "allow": [{"type": "x"}]}"#,
        NOT_IN_ALLOW,
    );
    check(
        r#"{"match_allow": "some", "allow": [{"type": "x"}]}"#,
        NOT_IN_ALLOW,
    );
}

#[test]
fn decisions_of_peers_have_reasons_too() {
    let check = |rules, text: &str, expected: &str| {
        let credentials = Credentials::parse(&text.replace("ALICE", ALICE)).unwrap();
        let decision = credentials.evaluate_as(rules, Some(ALICE), |_| Lookup::Failed);
        assert_eq!(decision.unwrap().to_string(), expected, "{text}");
    };
    let (provider, node) = (Rules::Provider, Rules::OceanNode);
    let alice = r#"{"type": "address", "values": ["ALICE"]}"#;
    let bob = r#"{"type": "address", "values": ["0xb2"]}"#;
    let list = r#"{"type": "accessList", "accessList": "0xL"}"#;
    check(
        provider,
        &format!(r#"{{"deny": [{list}]}}"#),
        "allowed: no rule applies",
    );
    check(
        provider,
        &format!(r#"{{"deny": [{bob}]}}"#),
        "allowed: there is no allow list, and the deny list does not match",
    );
    check(
        provider,
        &format!(r#"{{"allow": [{list}, {alice}]}}"#),
        "allowed: rule 1 (`address`) of the allow list matches",
    );
    check(
        provider,
        &format!(r#"{{"allow": [{list}, {bob}]}}"#),
        "denied: rule 1 (`address`) of the allow list does not match",
    );
    check(node, "[]", "allowed: no rule applies");
    check(node, "{}", "allowed: no rule applies");
    check(
        node,
        &format!(r#"{{"deny": [{list}]}}"#),
        "allowed: there is no allow list, and the deny list does not match",
    );
    check(
        node,
        &format!(r#"{{"deny": [{bob}, {alice}]}}"#),
        "denied: rule 1 (`address`) of the deny list matches",
    );
    check(
        node,
        &format!(r#"{{"match_deny": "all", "deny": [{alice}, {alice}]}}"#),
        "denied: every rule of the deny list matches",
    );
    check(
        node,
        &format!(r#"{{"allow": [{alice}]}}"#),
        "allowed: rule 0 (`address`) of the allow list matches",
    );
    check(
        node,
        &format!(r#"{{"allow": [{alice}, {alice}]}}"#),
        "allowed: every rule of the allow list matches",
    );
    check(
        node,
        &format!(r#"{{"allow": [{alice}, {list}]}}"#),
        "denied: rule 1 (`accessList`) of the allow list could not be looked up",
    );
    check(
        node,
        &format!(r#"{{"match_allow": "any", "allow": [{bob}, {list}]}}"#),
        "denied: rule 1 (`accessList`) of the allow list could not be looked up",
    );
    check(
        node,
        &format!(r#"{{"match_allow": "any", "allow": [{bob}, {bob}]}}"#),
        "denied: no rule of the allow list matches",
    );
}

#[test]
fn to_ocean_node_an_empty_text_is_no_list() {
    let check = |text: &str, expected: &str| assert_eq!(answer(text, Rules::OceanNode), expected);
    check(r#"{"allow": ""}"#, OK);
    check(r#"{"deny": [{"type": "address", "values": ""}]}"#, OK);
    check(
        r#"{"allow": [{"type": "address", "values": ""}]}"#,
        NOT_IN_ALLOW,
    );
}
