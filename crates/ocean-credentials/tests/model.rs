//! The strict rule against a naive model of it, and edits against the strict rule.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod naive;

use ocean_credentials::{ConsumableCode, Credentials, Lookup};
use proptest::prelude::*;

use naive::{Rule, address, credentials, strict};

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let rule = prop::option::weighted(0.8, prop::collection::vec(0_u8..4, 0..3));
    prop::collection::vec(rule, 0..4)
}

fn code(credentials: &Credentials, consumer: u8) -> ConsumableCode {
    let decision = credentials.evaluate(address(consumer), |_| Lookup::Failed);
    decision.unwrap().code()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_strict_rule_equals_the_model(
        allow in rules(), all_allow: Option<bool>, deny in rules(), all_deny: Option<bool>, consumer in 0_u8..4,
    ) {
        let ours = code(&credentials(&allow, all_allow, &deny, all_deny), consumer);
        let expected = strict(&allow, all_allow, &deny, all_deny.unwrap_or(false), consumer);
        prop_assert_eq!(ours.number(), expected);
    }

    #[test]
    fn an_edit_does_what_it_says(
        allow in rules(), deny in rules(), consumer in 0_u8..4,
    ) {
        let before = credentials(&allow, Some(false), &deny, Some(false));
        let denied = before.with_denied(address(consumer)).unwrap();
        prop_assert_eq!(code(&denied, consumer), ConsumableCode::CredentialInDenyList);
        let allowed = before.with_allowed(address(consumer)).unwrap();
        prop_assert_ne!(code(&allowed, consumer), ConsumableCode::CredentialNotInAllowList);

        // Adding a second time changes nothing; removing what was not there before brings it back
        // as it was, but for the letters and an empty rule.
        let again = allowed.with_allowed(address(consumer)).unwrap();
        prop_assert_eq!(again.text(), allowed.text());
        let removed = allowed.without_allowed(address(consumer)).unwrap();
        let listed = allow.iter().step_by(2).flatten().flatten().any(|&byte| byte == consumer);
        let has_rule = allow.iter().step_by(2).any(Option::is_some);
        if has_rule && !listed {
            prop_assert_eq!(removed.text().to_lowercase(), before.text().to_lowercase());
        }
    }

    #[test]
    fn no_text_panics(text in r#"(\{|\}|\[|\]|,|:|"(allow|deny|type|address|values|accessList|chainId|match_allow|any|\*)"|null|1){0,24}"#) {
        if let Ok(credentials) = Credentials::parse(&text) {
            let _ = credentials.evaluate(address(0), |_| Lookup::Failed);
            let _ = credentials.with_allowed(address(0));
            let _ = credentials.without_denied(address(0));
        }
    }
}
