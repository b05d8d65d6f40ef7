//! The verdicts of the real Aquarius 5.1.8 and ddo.js 0.3.0 on generated documents.

use std::collections::BTreeSet;

use crate::cases::{Case, cases};
use ocean_ddo::{Profile, Report};

/// Groups about JSON-LD and version 5, which are not followed here.
const EXCLUDED: [&str; 2] = ["jsonld", "v5"];

/// The members of the root that a report blames.
fn keys(report: &Report<'_>) -> BTreeSet<String> {
    let first = |pointer: &str| pointer.split('/').nth(1).unwrap_or_default().to_owned();
    report
        .errors()
        .map(|error| first(error.pointer()))
        .collect()
}

fn compare(
    profile: Profile,
    verdict: impl Fn(&Case) -> bool,
    said: impl Fn(&Case) -> Option<BTreeSet<String>>,
) -> (usize, usize) {
    let (mut walked, mut compared) = (0, 0);
    for case in cases() {
        if EXCLUDED.contains(&case.group()) || case.name == "valid/v5" {
            continue;
        }
        walked += 1;
        let document = case.document();
        let Ok(report) = document.validate(profile) else {
            assert!(!verdict(&case), "{}: unsupported version", case.name);
            continue;
        };
        let found: Vec<_> = report
            .violations()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            report.is_valid(),
            verdict(&case),
            "{}: {found:#?}",
            case.name
        );
        if let Some(said) = said(&case) {
            compared += 1;
            assert_eq!(keys(&report), said, "{}: {found:#?}", case.name);
        }
    }
    (walked, compared)
}

#[test]
fn aquarius_says_the_same() {
    let said =
        |case: &Case| (!case.aquarius.contains("__exception__")).then(|| case.aquarius.clone());
    let counts = compare(Profile::Aquarius, |case| case.valid_by_aquarius, said);
    assert_eq!(counts, (432, 407));
}

#[test]
fn ddo_js_says_the_same() {
    // Where it throws, it names no member.
    let said = |case: &Case| {
        let threw = case.ddo_js.contains("general") || case.ddo_js.contains("output");
        (!threw).then(|| case.ddo_js.clone())
    };
    let counts = compare(Profile::DdoJs, |case| case.valid_by_ddo_js, said);
    assert_eq!(counts, (432, 407));
}
