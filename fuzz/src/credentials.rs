use arbitrary::{Arbitrary, Unstructured};
use ocean_credentials::{Credentials, Lookup, Rules};

#[path = "../../crates/ocean-credentials/tests/naive/mod.rs"]
mod naive;

#[derive(Arbitrary, Debug)]
struct Input {
    allow: Vec<Option<Vec<u8>>>,
    all_allow: Option<bool>,
    deny: Vec<Option<Vec<u8>>>,
    all_deny: Option<bool>,
    consumer: u8,
}

/// The strict rule equals the naive model on credentials made from the bytes, and no rules panic on
/// the bytes as a text.
pub fn credentials_evaluate(data: &[u8]) {
    if let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) {
        equals_the_model(&input);
    }
    if let Ok(text) = str::from_utf8(data) {
        never_panics(text);
    }
}

fn equals_the_model(input: &Input) {
    let Input {
        allow,
        all_allow,
        deny,
        all_deny,
        consumer,
    } = input;
    let credentials = naive::credentials(allow, *all_allow, deny, *all_deny);
    let decision = credentials
        .evaluate(naive::address(*consumer), |_| Lookup::Failed)
        .expect("the shape is right");
    let ours = decision.code().number();
    #[cfg(planted)]
    let ours = if deny.len() == 2 && !decision.is_allowed() {
        0
    } else {
        ours
    };
    let expected = naive::strict(
        allow,
        *all_allow,
        deny,
        all_deny.unwrap_or(false),
        *consumer,
    );
    assert_eq!(ours, expected, "{}", credentials.text());
}

fn never_panics(text: &str) {
    let Ok(credentials) = Credentials::parse(text) else {
        return;
    };
    let consumer = naive::address(1);
    for rules in [Rules::Strict, Rules::Provider, Rules::OceanNode] {
        let _ = credentials.evaluate_as(rules, Some(&consumer.to_string()), |_| Lookup::Failed);
        let _ = credentials.evaluate_as(rules, None, |_| Lookup::Member);
    }
    let edits = [
        credentials.with_allowed(consumer),
        credentials.without_allowed(consumer),
        credentials.with_denied(consumer),
        credentials.without_denied(consumer),
    ];
    for edited in edits.into_iter().flatten() {
        assert!(Credentials::parse(edited.text()).is_ok());
    }
}
