//! What the strict profile finds, beside the peers and where both are silent.

use crate::cases::{case, cases};
use ocean_credentials::Credentials;
use ocean_ddo::{Code, Document, Profile, SchemaVersion, Severity};

/// Code, severity and pointer of each violation.
fn found(document: &Document) -> Vec<(Code, Severity, String)> {
    let report = document.validate(Profile::Strict).unwrap();
    let of = |violation: &ocean_ddo::Violation<'_>| {
        let pointer = violation.pointer().to_owned();
        (violation.code(), violation.severity(), pointer)
    };
    report.violations().iter().map(of).collect()
}

#[test]
fn what_strict_accepts_without_reserve_both_peers_accept() {
    let mut accepted = 0;
    for case in cases() {
        let document = case.document();
        let Ok(report) = document.validate(Profile::Strict) else {
            assert!(!case.valid_by_aquarius, "{}", case.name);
            continue;
        };
        let reserved = report
            .warnings()
            .any(|warning| !warning.peer_rejects().is_empty());
        if report.is_valid() && !reserved {
            accepted += 1;
            assert!(
                case.valid_by_aquarius && case.valid_by_ddo_js,
                "{}",
                case.name
            );
        }
        // A warning says of whom it speaks.
        if report.is_valid() {
            let rejects = |peer| {
                report
                    .warnings()
                    .any(|warning| warning.peer_rejects().contains(&peer))
            };
            assert_eq!(
                rejects(Profile::Aquarius),
                !case.valid_by_aquarius,
                "{}",
                case.name
            );
            assert_eq!(
                rejects(Profile::DdoJs),
                !case.valid_by_ddo_js,
                "{}",
                case.name
            );
        }
    }
    assert_eq!(accepted, 114);
}

#[test]
fn what_strict_accepts_has_credentials_that_can_be_evaluated() {
    let mut evaluated = 0;
    for case in cases() {
        let document = case.document();
        if document
            .validate(Profile::Strict)
            .is_ok_and(|report| report.is_valid())
        {
            evaluated += 1;
            let all = document
                .ddo()
                .services()
                .into_iter()
                .flat_map(ocean_ddo::List::iter);
            let all = all.map(|service| service.credentials().unwrap());
            for credentials in all.chain([document.ddo().credentials().unwrap()]) {
                assert!(Credentials::lists(&credentials).is_ok(), "{}", case.name);
            }
        }
    }
    assert_eq!(evaluated, 131);
}

#[test]
fn every_valid_case_but_those_of_version_5_is_valid() {
    let names: Vec<_> = cases()
        .into_iter()
        .filter(|case| case.group() == "valid")
        .collect();
    assert_eq!(names.len(), 16);
    for case in names.iter().filter(|case| case.name != "valid/v5") {
        let document = case.document();
        let report = document.validate(Profile::Strict).unwrap();
        assert!(
            report.is_valid(),
            "{}: {:?}",
            case.name,
            report.violations()
        );
        let version = report.version();
        let is_4_7 = version == SchemaVersion::V4_7_0;
        assert_eq!(
            report.warnings().count(),
            usize::from(is_4_7),
            "{}",
            case.name
        );
    }
}

/// What neither peer looks at.
#[test]
fn what_both_peers_miss() {
    use Code::{
        DefaultNotAnOption, DefaultType, DidMismatch, Missing, NotAChecksum, NotADid, NotAUrl,
        NotAnAddress, NotAnImageDigest, NotHex, OutOfRange, RepeatedServiceId, UnknownAssetType,
        UnknownParameterType, WrongType,
    };
    let full = case("valid/full");
    let algorithm = case("valid/algo");
    let parameter = "/metadata/algorithm/consumerParameters/1";
    let same_id = full
        .root()
        .pointer("/services/0/id")
        .unwrap()
        .text()
        .to_owned();
    for (document, pointer, value, code) in [
        (&full, "/metadata/type", "\"Dataset\"", UnknownAssetType),
        (&full, "/services/1/id", &same_id, RepeatedServiceId),
        (
            &full,
            "/services/0/serviceEndpoint",
            "\"provider.example\"",
            NotAUrl,
        ),
        (
            &full,
            "/services/0/serviceEndpoint",
            "\"ftp://provider.example\"",
            NotAUrl,
        ),
        (
            &full,
            "/services/0/serviceEndpoint",
            "\"https:///path\"",
            NotAUrl,
        ),
        (
            &full,
            "/services/0/serviceEndpoint",
            "\"https://a b\"",
            NotAUrl,
        ),
        (&full, "/services/0/files", "\"\"", NotHex),
        (&full, "/services/0/files", "\"0x\"", NotHex),
        (&full, "/services/0/files", "\"0x0x12\"", NotHex),
        (&full, "/services/0/files", "\"0x123\"", NotHex),
        (&full, "/services/0/files", "\"encryptedFiles\"", NotHex),
        (&full, "/services/0/timeout", "-1", OutOfRange),
        (&full, "/services/0/timeout", "3600.0", OutOfRange),
        (&full, "/services/0/timeout", "9007199254740992", OutOfRange),
        (
            &full,
            "/services/0/datatokenAddress",
            "\"0x123\"",
            NotAnAddress,
        ),
        (&full, "/chainId", "1", DidMismatch),
        (&full, "/chainId", "0", OutOfRange),
        (&full, "/id", "\"did:op:x\"", NotADid),
        (
            &full,
            "/services/0/compute/allowRawAlgorithm",
            "\"false\"",
            WrongType,
        ),
        (
            &full,
            "/services/0/compute/publisherTrustedAlgorithms/0/did",
            "\"x\"",
            NotADid,
        ),
        (
            &full,
            "/services/0/compute/publisherTrustedAlgorithms/0/filesChecksum",
            "\"100\"",
            NotAChecksum,
        ),
        (
            &full,
            "/credentials/allow/0/values/0",
            "\"0x123\"",
            NotAnAddress,
        ),
        (&full, "/credentials/allow", "{}", WrongType),
        (
            &algorithm,
            "/metadata/algorithm/container/checksum",
            "\"latest\"",
            NotAnImageDigest,
        ),
        (
            &algorithm,
            &format!("{parameter}/default"),
            "\"slow\"",
            DefaultNotAnOption,
        ),
        (
            &algorithm,
            &format!("{parameter}/type"),
            "\"date\"",
            UnknownParameterType,
        ),
        (
            &algorithm,
            "/metadata/algorithm/consumerParameters/0/default",
            "\"many\"",
            DefaultType,
        ),
        (
            &algorithm,
            "/metadata/algorithm/consumerParameters/0/default",
            "true",
            DefaultType,
        ),
    ] {
        let edited = document.edit(pointer, value).unwrap();
        let place = if code == DidMismatch { "/id" } else { pointer };
        let error = (code, Severity::Error, place.to_owned());
        assert!(
            found(&edited).contains(&error),
            "{pointer} {value}: {:?}",
            found(&edited)
        );
    }
    for (document, pointer) in [
        (&algorithm, "/metadata/algorithm"),
        (&full, "/services/0/compute"),
        (
            &algorithm,
            "/metadata/algorithm/consumerParameters/1/options",
        ),
    ] {
        let edited = document.remove(pointer).unwrap();
        let error = (Missing, Severity::Error, pointer.to_owned());
        assert_eq!(found(&edited), [error]);
    }
}

#[test]
fn a33_raw_code_is_allowed_by_true_alone() {
    let full = case("valid/full");
    let pointer = "/services/0/compute/allowRawAlgorithm";
    for (value, code) in [
        ("\"false\"", Code::WrongType),
        ("\"true\"", Code::WrongType),
        ("null", Code::WrongType),
        ("0", Code::WrongType),
        ("[false]", Code::WrongType),
    ] {
        let edited = full.edit(pointer, value).unwrap();
        assert_eq!(
            found(&edited),
            [(code, Severity::Error, pointer.to_owned())],
            "{value}"
        );
        let service = edited.ddo().service(0).unwrap();
        assert_ne!(service.compute().unwrap().allow_raw_algorithm(), Some(true));
    }
    let removed = full.remove(pointer).unwrap();
    assert_eq!(
        found(&removed),
        [(Code::Missing, Severity::Error, pointer.to_owned())]
    );
    // To the peers an array of one is its element.
    let array = full.edit(pointer, "[false]").unwrap();
    assert!(array.validate(Profile::DdoJs).unwrap().is_valid());
    assert!(array.validate(Profile::Aquarius).unwrap().is_valid());
}

#[test]
fn a39_keywords_of_json_ld_are_refused_by_name() {
    let group = cases().into_iter().filter(|case| case.group() == "jsonld");
    let mut walked = 0;
    for case in group {
        walked += 1;
        let document = case.document();
        let codes: Vec<_> = found(&document)
            .into_iter()
            .map(|(code, ..)| code)
            .collect();
        let named = codes.contains(&Code::JsonLdKey);
        assert!(named, "{}: {codes:?}", case.name);
    }
    assert_eq!(walked, 9);
    // Neither an escape nor the vocabulary's own name hides one.
    for member in [r#""\u0040id": "x""#, r#""http://schema.org/name": "x""#] {
        let text = format!("{{\"metadata\": {{{member}}}}}");
        let document = Document::parse(text).unwrap();
        let codes: Vec<_> = found(&document)
            .into_iter()
            .map(|(code, ..)| code)
            .collect();
        assert!(codes.contains(&Code::JsonLdKey), "{member}");
    }
}

#[test]
fn a40_a_nested_context_is_refused_and_nothing_is_fetched() {
    let document = case("extra/additionalInformation-remote-context");
    let pointer = "/metadata/additionalInformation/@context";
    let error = (Code::JsonLdKey, Severity::Error, pointer.to_owned());
    assert_eq!(found(&document), [error]);
    // The peers go out for it; what they get decides.
    for profile in [Profile::Aquarius, Profile::DdoJs] {
        let report = document.validate(profile).unwrap();
        let codes: Vec<_> = report.errors().map(ocean_ddo::Violation::code).collect();
        assert_eq!(codes, [Code::JsonLd], "{profile}");
    }
}

#[test]
fn a41_a_did_of_another_nft_or_chain_is_refused() {
    for name in ["did/other-hash", "nft/other-address", "nft/zero"] {
        let document = case(name);
        let error = (Code::DidMismatch, Severity::Error, "/id".to_owned());
        assert_eq!(found(&document), [error], "{name}");
        // ddo.js computes the DID, and forgets what it found.
        assert!(
            document.validate(Profile::DdoJs).unwrap().is_valid(),
            "{name}"
        );
    }
}

#[test]
fn a45_a_repeated_key_is_refused() {
    let text = case("valid/url")
        .text()
        .replacen("\"chainId\":", "\"chainId\": 1, \"chainId\":", 1);
    let document = Document::parse(text).unwrap();
    let error = (Code::RepeatedKey, Severity::Error, "/chainId".to_owned());
    assert_eq!(found(&document), [error]);
    assert!(document.validate(Profile::DdoJs).unwrap().is_valid());
}
