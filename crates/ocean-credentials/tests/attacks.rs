//! Attacks on allow and deny lists: each passes under a peer's rules, and is refused by the strict
//! rule for the right reason.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{Address, address};
use ocean_credentials::{
    AccessList, ConsumableCode, Credentials, Decision, Finding, List, Lookup, Outcome, Rules,
};

const MALLORY: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
const HIM: &str =
    r#"{"type": "address", "values": ["0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"]}"#;
const BOB: &str =
    r#"{"type": "address", "values": ["0xb2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2"]}"#;

fn finding(decision: Decision, list: List) -> Finding {
    let Decision::Denied(denial) = decision else {
        panic!("{decision}");
    };
    assert_eq!(denial.list, list);
    denial.finding.expect("one rule decides")
}

/// The input passes under the peers, and the strict rule refuses it because of this rule.
fn check(
    text: &str,
    lookup: Lookup,
    fooled: &[Rules],
    list: List,
    (rule, kind, outcome): (usize, &str, Outcome),
) {
    let credentials = Credentials::parse(text).unwrap();
    for peer in fooled {
        let theirs = credentials.evaluate_as(*peer, Some(&MALLORY.to_string()), |_| lookup);
        assert!(theirs.unwrap().is_allowed(), "{peer}: {text}");
    }
    let ours = credentials.evaluate(MALLORY, |_| lookup).unwrap();
    let code = match list {
        List::Allow => ConsumableCode::CredentialNotInAllowList,
        List::Deny => ConsumableCode::CredentialInDenyList,
    };
    assert_eq!(ours.code(), code, "{text}");
    let found = finding(ours, list);
    assert_eq!(
        (found.rule, &*found.kind, found.outcome),
        (rule, kind, outcome),
        "{text}"
    );
}

#[test]
fn a35_an_allow_list_does_not_silence_the_deny_list() {
    let text = format!(r#"{{"allow": [{HIM}], "deny": [{HIM}]}}"#);
    check(
        &text,
        Lookup::Failed,
        &[Rules::Provider],
        List::Deny,
        (0, "address", Outcome::Match),
    );
    let text = format!(r#"{{"allow": [{HIM}], "deny": [{{"type": "address", "values": ["*"]}}]}}"#);
    check(
        &text,
        Lookup::Failed,
        &[Rules::Provider],
        List::Deny,
        (0, "address", Outcome::Match),
    );
}

#[test]
fn a36_types_that_the_peer_ignores_fail_closed() {
    let upper = |rule: &str| rule.replace(r#""address""#, r#""ADDRESS""#);
    let list = r#"{"type": "accessList", "chainId": 1, "accessList": "0xLIST"}"#;
    let unknown = r#"{"type": "verifiableCredential", "requestCredentials": []}"#;
    let provider = &[Rules::Provider][..];
    let both = &[Rules::Provider, Rules::OceanNode][..];

    let text = format!(r#"{{"allow": [{}]}}"#, upper(BOB));
    check(
        &text,
        Lookup::Failed,
        provider,
        List::Allow,
        (0, "ADDRESS", Outcome::NoMatch),
    );
    let text = format!(r#"{{"deny": [{}]}}"#, upper(HIM));
    check(
        &text,
        Lookup::Failed,
        provider,
        List::Deny,
        (0, "ADDRESS", Outcome::Match),
    );
    let text = format!(r#"{{"allow": [{list}]}}"#);
    check(
        &text,
        Lookup::NotMember,
        provider,
        List::Allow,
        (0, "accessList", Outcome::NoMatch),
    );
    let text = format!(r#"{{"deny": [{list}]}}"#);
    check(
        &text,
        Lookup::Member,
        provider,
        List::Deny,
        (0, "accessList", Outcome::Match),
    );
    let kind = "verifiableCredential";
    let text = format!(r#"{{"allow": [{unknown}]}}"#);
    check(
        &text,
        Lookup::Member,
        provider,
        List::Allow,
        (0, kind, Outcome::UnknownType),
    );
    let text = format!(r#"{{"allow": [{HIM}, {unknown}]}}"#);
    check(
        &text,
        Lookup::Member,
        provider,
        List::Allow,
        (1, kind, Outcome::UnknownType),
    );
    let text = format!(r#"{{"deny": [{BOB}, {unknown}]}}"#);
    check(
        &text,
        Lookup::NotMember,
        both,
        List::Deny,
        (1, kind, Outcome::UnknownType),
    );
}

#[test]
fn a37_a_failed_look_up_never_helps() {
    let list = r#"{"type": "accessList", "chainId": 1, "accessList": "0xLIST"}"#;
    let both = &[Rules::Provider, Rules::OceanNode][..];
    let failed = |rule| (rule, "accessList", Outcome::LookupFailed);

    let text = format!(r#"{{"deny": [{list}]}}"#);
    check(&text, Lookup::Failed, both, List::Deny, failed(0));
    let text = format!(r#"{{"match_deny": "all", "deny": [{list}, {HIM}]}}"#);
    check(
        &text,
        Lookup::Failed,
        &[Rules::OceanNode],
        List::Deny,
        failed(0),
    );
    let text = format!(r#"{{"allow": [{list}]}}"#);
    check(
        &text,
        Lookup::Failed,
        &[Rules::Provider],
        List::Allow,
        failed(0),
    );
    let text = format!(r#"{{"allow": [{HIM}, {list}]}}"#);
    check(
        &text,
        Lookup::Failed,
        &[Rules::Provider],
        List::Allow,
        failed(1),
    );
    let text = format!(r#"{{"match_allow": "any", "allow": [{BOB}, {list}]}}"#);
    check(&text, Lookup::Failed, &[], List::Allow, failed(1));
}

#[test]
fn a37_a_look_up_goes_to_the_chain_that_the_rule_names() {
    let list = r#"{"type": "accessList", "chainId": 137, "accessList": "0xLIST"}"#;
    let credentials = Credentials::parse(&format!(r#"{{"allow": [{list}]}}"#)).unwrap();
    // He is a member of the contract of this address on the asset's own chain only.
    let lookup = |list: &AccessList| match list.chain_id {
        None => Lookup::Member,
        Some(_) => Lookup::NotMember,
    };
    let theirs = credentials.evaluate_as(Rules::OceanNode, Some(&MALLORY.to_string()), lookup);
    assert!(theirs.unwrap().is_allowed());
    let ours = finding(credentials.evaluate(MALLORY, lookup).unwrap(), List::Allow);
    assert_eq!(ours.outcome, Outcome::NoMatch);
}

#[test]
fn a38_a_second_address_rule_denies() {
    let text = format!(r#"{{"deny": [{BOB}, {HIM}]}}"#);
    check(
        &text,
        Lookup::Failed,
        &[Rules::Provider],
        List::Deny,
        (1, "address", Outcome::Match),
    );
    let empty = r#"{"type": "address", "values": []}"#;
    let text = format!(r#"{{"deny": [{empty}, {HIM}], "allow": [{HIM}]}}"#);
    check(
        &text,
        Lookup::Failed,
        &[Rules::Provider],
        List::Deny,
        (1, "address", Outcome::Match),
    );
}
