//! What every one of the 256 states permits, against tables of bytes.

use std::collections::BTreeSet;

use ocean_state::{AssetState, Decision, Refusal, Rules};

fn states() -> impl Iterator<Item = AssetState> {
    (0..=255).map(AssetState::from)
}

/// Checks that exactly the states `expected` pass.
fn check(question: &str, expected: &[u8], passes: impl Fn(AssetState) -> bool) {
    let passing: Vec<u8> = states().filter(|&s| passes(s)).map(u8::from).collect();
    assert_eq!(passing, expected, "{question}");
}

#[test]
fn every_byte_is_one_state() {
    for byte in 0..=255 {
        assert_eq!(u8::from(AssetState::from(byte)), byte);
    }
    assert_eq!(states().collect::<BTreeSet<_>>().len(), 256);
    assert!(states().is_sorted());
    let named = [
        AssetState::Active,
        AssetState::EndOfLife,
        AssetState::Deprecated,
        AssetState::Revoked,
        AssetState::OrderingDisabled,
        AssetState::Unlisted,
    ];
    assert!(states().take(6).eq(named));
    for state in states().skip(6) {
        assert!(matches!(state, AssetState::Unknown { .. }), "{state:?}");
    }
}

#[test]
fn strict_follows_the_specification_and_provider() {
    let rules = Rules::Strict;
    check("discoverable", &[0, 4], |s| s.is_discoverable(rules));
    check("listed", &[0, 4, 5], AssetState::is_listed_in_profile);
    check("order", &[0, 5], |s| s.may_order(rules).is_permitted());
    check("consume", &[0, 5], |s| s.may_consume(rules).is_permitted());
    check("decrypt", &[0, 4, 5], |s| {
        s.may_decrypt(rules).is_permitted()
    });
}

#[test]
fn ocean_node_lets_end_of_life_pass_and_refuses_unlisted() {
    let rules = Rules::OceanNode;
    check("discoverable", &[0, 4], |s| s.is_discoverable(rules));
    check("order", &[0, 1], |s| s.may_order(rules).is_permitted());
    check("consume", &[0, 1], |s| s.may_consume(rules).is_permitted());
    check("decrypt", &[0, 1, 4, 5], |s| {
        s.may_decrypt(rules).is_permitted()
    });
}

#[test]
fn docs_2025_shows_end_of_life() {
    let rules = Rules::Docs2025;
    check("discoverable", &[0, 1, 4], |s| s.is_discoverable(rules));
    check("order", &[0, 5], |s| s.may_order(rules).is_permitted());
    check("consume", &[0, 5], |s| s.may_consume(rules).is_permitted());
    check("decrypt", &[0, 4, 5], |s| {
        s.may_decrypt(rules).is_permitted()
    });
}

#[test]
fn a_refusal_names_the_state() {
    for rules in [Rules::Strict, Rules::OceanNode, Rules::Docs2025] {
        for state in states() {
            for decision in [
                state.may_order(rules),
                state.may_consume(rules),
                state.may_decrypt(rules),
            ] {
                match decision {
                    Decision::Refused(refusal) => assert_eq!(refusal.state(), state),
                    permitted => assert_eq!(permitted.refusal(), None),
                }
            }
        }
    }
}

#[test]
fn provider_refuses_to_decrypt_with_its_own_words() {
    for byte in 0..=255 {
        let expected = match byte {
            0 | 4 | 5 => None,
            1 => Some((403, "Asset end of life")),
            2 => Some((403, "Asset deprecated")),
            3 => Some((403, "Asset revoked")),
            _ => Some((400, "Invalid MetadataState")),
        };
        let decision = AssetState::from(byte).may_decrypt(Rules::Strict);
        let reply = decision.refusal().and_then(Refusal::provider_decrypt_reply);
        assert_eq!(reply.map(|r| (r.status, r.text)), expected, "{byte}");
    }
    // States that forbid to consume, but in which Provider decrypts.
    for (state, rules) in [
        (AssetState::OrderingDisabled, Rules::Strict),
        (AssetState::Unlisted, Rules::OceanNode),
    ] {
        let refusal = state.may_consume(rules).refusal().unwrap();
        assert_eq!(refusal.provider_decrypt_reply(), None, "{state}");
    }
}
