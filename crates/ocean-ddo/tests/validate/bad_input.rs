//! Documents that are wrong everywhere: violations or a limit, never a panic.

use ocean_ddo::{Code, Document, MAX_VIOLATIONS, ParseDocumentError, Profile};

use crate::cases::{case, cases};

const PROFILES: [Profile; 3] = [Profile::Strict, Profile::Aquarius, Profile::DdoJs];

/// Every place of a document, the root's members first.
fn places(document: &Document) -> Vec<String> {
    fn walk(value: ocean_checksum::Value<'_>, pointer: &str, places: &mut Vec<String>) {
        match value.kind() {
            ocean_checksum::Kind::Object(object) => {
                for (key, member) in object.iter() {
                    let pointer = format!("{pointer}/{key}");
                    places.push(pointer.clone());
                    walk(member, &pointer, places);
                }
            }
            ocean_checksum::Kind::Array(array) => {
                for (index, element) in array.iter().enumerate() {
                    let pointer = format!("{pointer}/{index}");
                    places.push(pointer.clone());
                    walk(element, &pointer, places);
                }
            }
            _ => {}
        }
    }
    let mut places = Vec::new();
    walk(document.root(), "", &mut places);
    places
}

/// What must hold of any document; whether the strict profile takes it.
fn holds(document: &Document) -> bool {
    let Ok(strict) = document.validate(Profile::Strict) else {
        return false;
    };
    let reserved = strict
        .warnings()
        .any(|warning| !warning.peer_rejects().is_empty());
    for profile in PROFILES {
        let Ok(report) = document.validate(profile) else {
            assert!(
                !strict.is_valid() || reserved,
                "{profile}: {}",
                document.text()
            );
            continue;
        };
        if strict.is_valid() && !reserved {
            assert!(report.is_valid(), "{profile}: {}", document.text());
        }
        for violation in report.violations() {
            // The place exists, or the object that lacks it does.
            let place = document.root().pointer(violation.pointer());
            let pointer = violation
                .pointer()
                .rsplit_once('/')
                .map_or("", |(above, _)| above);
            assert!(
                place.or(document.root().pointer(pointer)).is_some(),
                "{violation}"
            );
            assert!(violation.position().offset <= document.text().len());
        }
    }
    strict.is_valid()
}

#[test]
fn every_member_missing_in_turn() {
    let (mut removed, mut valid) = (0, 0);
    for name in [
        "valid/full",
        "valid/algo",
        "valid/full-as-4.5.0",
        "valid/full-as-4.7.0",
    ] {
        let document = case(name);
        for pointer in places(&document) {
            let edited = document.remove(&pointer).unwrap();
            removed += 1;
            valid += usize::from(holds(&edited));
        }
    }
    assert_eq!((removed, valid), (367, 181));
}

#[test]
fn every_member_of_every_kind() {
    let document = case("valid/full");
    let (mut edited, mut valid) = (0, 0);
    for pointer in places(&document) {
        for value in [
            "null",
            "true",
            "0",
            "-1",
            "1.0",
            "1e400",
            "\"\"",
            "\"x\"",
            "[]",
            "[null]",
            "[[[]]]",
            "{}",
            "{\"a\":null}",
            "[{}]",
            "\"\\ud800\"",
        ] {
            edited += 1;
            valid += usize::from(holds(&document.edit(&pointer, value).unwrap()));
        }
    }
    assert_eq!((edited, valid), (1500, 318));
}

#[test]
fn nulls_arrays_and_numbers_everywhere() {
    for name in ["valid/full", "valid/algo"] {
        let text = case(name).text().to_owned();
        for (from, to) in [
            ("\":\"", "\":null,\"x\":\""),
            ("{", "[{"),
            ("\": {", "\": [{}], \"x\": {"),
        ] {
            if let Ok(document) = Document::parse(text.replace(from, to)) {
                holds(&document);
            }
        }
    }
    let document =
        Document::parse(r#"{"version": "4.1.0", "services": 5, "metadata": []}"#).unwrap();
    let report = document.validate(Profile::Strict).unwrap();
    let codes: Vec<_> = report
        .errors()
        .map(|error| (error.pointer(), error.code()))
        .collect();
    assert!(codes.contains(&("/services", Code::WrongType)));
    assert!(codes.contains(&("/metadata", Code::WrongType)));
    holds(&document);
    holds(&Document::parse("{}").unwrap());
}

#[test]
fn a_million_keys_are_a_report_too() {
    let keys: Vec<String> = (0..1_000_000).map(|key| format!("\"{key}\":0")).collect();
    let text = format!("{{{}}}", keys.join(","));
    match Document::parse(text) {
        Ok(document) => assert!(!holds(&document)),
        Err(error) => assert!(matches!(error, ParseDocumentError::Json(_)), "{error}"),
    }
}

#[test]
fn many_services_with_the_same_id_cost_no_more_than_their_number() {
    let services = vec![r#"{"id":"a"}"#; 1000].join(",");
    let text = format!("{{\"version\":\"4.1.0\",\"services\":[{services}]}}");
    let document = Document::parse(text).unwrap();
    let report = document.validate(Profile::Strict).unwrap();
    let repeated = report
        .errors()
        .filter(|error| error.code() == Code::RepeatedServiceId);
    assert_eq!(repeated.count(), 999);
}

#[test]
fn the_cases_hold() {
    let valid = cases()
        .iter()
        .filter(|case| holds(&case.document()))
        .count();
    assert_eq!(valid, 131);
}

#[test]
fn five_million_mistakes_are_counted_and_ten_thousand_told() {
    let rules = vec!["0"; 5_000_000].join(",");
    let text = format!("{{\"version\":\"4.1.0\",\"credentials\":{{\"allow\":[{rules}]}}}}");
    let document = Document::parse(text).unwrap();
    for profile in PROFILES {
        let report = document.validate(profile).unwrap();
        let told = report.violations().len();
        assert!(
            !report.is_valid() && told == MAX_VIOLATIONS,
            "{profile}: {told}"
        );
        // Some more are missing at the root.
        let beside = report.omitted() + MAX_VIOLATIONS - 5_000_000;
        assert!((4..12).contains(&beside), "{profile}: {beside}");
    }
}
