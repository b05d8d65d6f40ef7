//! The words of every violation, and that no one tells a secret.

use ocean_ddo::{Code, Document, Profile, Severity, UnsupportedVersion};

use crate::cases::case;

/// Edits a case, and returns the code and the sentence of what the strict profile then says of
/// this place.
fn after(name: &str, pointer: &str, value: Option<&str>) -> Vec<(Code, Severity, String)> {
    let document = case(name);
    let document = match value {
        Some(value) => document.edit(pointer, value).unwrap(),
        None => document.remove(pointer).unwrap(),
    };
    of(&document)
}

fn of(document: &Document) -> Vec<(Code, Severity, String)> {
    let report = document.validate(Profile::Strict).unwrap();
    let violations = report.violations().iter();
    violations
        .map(|violation| {
            (
                violation.code(),
                violation.severity(),
                violation.to_string(),
            )
        })
        .collect()
}

#[test]
fn words() {
    use Severity::{Error, Warning};
    let long = format!("\"{}\"", "x".repeat(300));
    let many = format!("[{}]", ["\"x\""; 65].join(","));
    let same_id = case("valid/full")
        .root()
        .pointer("/services/0/id")
        .unwrap()
        .text()
        .to_owned();
    let repeated_id = format!(
        "/services/1/id: the id must be unique in the document: expected an id that no service before it \
         has, found string `{}`",
        same_id.trim_matches('"')
    );
    #[rustfmt::skip]
    let rows = [
        ("valid/url", "/metadata/name", None, Code::Missing, Error,
            "/metadata/name: missing: expected a string"),
        ("valid/url", "/metadata/tags", Some("\"x\""), Code::WrongType, Error,
            "/metadata/tags: expected an array of strings, found string `x`"),
        ("valid/url", "/metadata/tags/0", Some("{}"), Code::WrongType, Error,
            "/metadata/tags/0: expected a string, found object"),
        ("valid/url", "/services", Some("[]"), Code::TooFew, Error,
            "/services: expected at least one service, found nothing"),
        ("valid/full-as-4.5.0", "/metadata/tags", Some(&many), Code::TooMany, Error,
            "/metadata/tags: expected at most 64 elements, found 65"),
        ("valid/full-as-4.5.0", "/metadata/name", Some("\"x\""), Code::TooShort, Error,
            "/metadata/name: expected 4 to 512 characters, found 1 character"),
        ("valid/full-as-4.5.0", "/metadata/author", Some(&long), Code::TooLong, Error,
            "/metadata/author: expected at most 256 characters, found 300 characters"),
        ("valid/url", "/services/0/name", Some("\"a\\nb\""), Code::LineEnd, Error,
            "/services/0/name: expected one line, found string `a\\nb`"),
        ("valid/url", "/metadata/description", Some("\"a\\r\\nb\""), Code::LineEnd, Error,
            "/metadata/description: expected no line ends but line feeds, found string `a\\r\\nb`"),
        ("valid/url", "/services/0/timeout", Some("-1"), Code::OutOfRange, Error,
            "/services/0/timeout: expected an integer from 0 to 9007199254740991, found number `-1`"),
        ("valid/url", "/id", Some("\"did:ope:x\""), Code::NotADid, Error,
            "/id: expected did:op: and 64 lower-case hexadecimal digits, found string `did:ope:x`"),
        ("valid/url", "/services/0/datatokenAddress", Some("\"0x1\""), Code::NotAnAddress, Error,
            "/services/0/datatokenAddress: expected 0x and 40 hexadecimal digits, of one case or as \
             EIP-55 spells them, found string `0x1`"),
        ("valid/url", "/services/0/datatokenAddress", Some("\"0x4920060fe25192ed2BD1351412892207D941B79F\""),
            Code::NotAnAddress, Error,
            "/services/0/datatokenAddress: expected 0x4920060Fe25192ed2BD1351412892207D941B79F, as EIP-55 spells these digits, found \
             string `0x4920060fe25192ed2BD1351412892207D941B79F`"),
        ("valid/url", "/metadata/created", Some("\"05/03/2024\""), Code::NotADate, Error,
            "/metadata/created: expected YYYY-MM-DD[THH:MM[:SS[.f]]][Z|±HH:MM], such as \
             2024-06-11T13:05:50Z, found string `05/03/2024`"),
        ("valid/url", "/metadata/created", Some("\"2023-02-29\""), Code::NotADate, Error,
            "/metadata/created: expected a date that exists, found string `2023-02-29`"),
        ("valid/url", "/metadata/created", Some("\"2024-02-29\""), Code::NoTimeZone, Warning,
            "/metadata/created: the date may be read in any time zone: expected a time zone such as Z, \
             found string `2024-02-29`"),
        ("valid/url", "/metadata/created", Some("\"2024-02-29T01:02:03.4Z\""), Code::DateFraction, Warning,
            "/metadata/created: Aquarius on Python 3.8 cannot read this fraction: expected three or six \
             digits of it, found string `2024-02-29T01:02:03.4Z`"),
        ("valid/url", "/metadata/type", Some("\"model\""), Code::UnknownAssetType, Error,
            "/metadata/type: expected dataset or algorithm, found string `model`"),
        ("valid/url", "/services/0/type", Some("\"wss\""), Code::UnknownServiceType, Warning,
            "/services/0/type: expected access or compute, found string `wss`"),
        ("valid/algo", "/metadata/algorithm/consumerParameters/0/type", Some("\"date\""),
            Code::UnknownParameterType, Error,
            "/metadata/algorithm/consumerParameters/0/type: expected text, number, boolean or select, \
             found string `date`"),
        ("valid/full", "/credentials/allow/0/type", Some("\"vip\""), Code::UnknownCredentialType, Warning,
            "/credentials/allow/0/type: nobody can check the rule: expected address or accessList, \
             found string `vip`"),
        ("valid/algo", "/metadata/type", Some("\"dataset\""), Code::Unexpected, Warning,
            "/metadata/algorithm: expected no such block in a dataset, found object"),
        ("valid/full", "/services/1/id", Some(&same_id), Code::RepeatedServiceId, Error, &repeated_id),
        ("valid/url", "/services/0/serviceEndpoint", Some("\"provider\""), Code::NotAUrl, Error,
            "/services/0/serviceEndpoint: expected an http or https URL, found string `provider`"),
        ("valid/algo", "/metadata/algorithm/container/checksum", Some("\"latest\""),
            Code::NotAnImageDigest, Error,
            "/metadata/algorithm/container/checksum: expected sha256: and 64 hexadecimal digits, found \
             string `latest`"),
        ("valid/full", "/services/0/compute/publisherTrustedAlgorithms/0/containerSectionChecksum",
            Some("\"1\""), Code::NotAChecksum, Error,
            "/services/0/compute/publisherTrustedAlgorithms/0/containerSectionChecksum: expected 64 \
             hexadecimal digits, found string `1`"),
        ("valid/algo", "/metadata/algorithm/version", Some("\"1.4\""), Code::NotSemVer, Warning,
            "/metadata/algorithm/version: expected a version by semver such as 1.0.0, found string \
             `1.4`"),
        ("valid/url", "/metadata/contentLanguage", Some("\"en_US\""), Code::NotALanguageTag, Warning,
            "/metadata/contentLanguage: expected a language tag such as en-US, found string `en_US`"),
        ("valid/full", "/services/0/compute/publisherTrustedAlgorithms", Some("\"*\""),
            Code::TrustsAny, Warning,
            "/services/0/compute/publisherTrustedAlgorithms: `*` trusts whatever anybody publishes: \
             expected objects that name algorithms, found string `*`"),
        ("valid/algo", "/metadata/algorithm/consumerParameters/0/default", Some("\"many\""),
            Code::DefaultType, Error,
            "/metadata/algorithm/consumerParameters/0/default: expected a number in a string, found \
             string `many`"),
        ("valid/algo", "/metadata/algorithm/consumerParameters/0/default", Some("100"),
            Code::DefaultNotText, Warning,
            "/metadata/algorithm/consumerParameters/0/default: the peers refuse a default that is not a \
             text: expected the number in a string, found number `100`"),
        ("valid/algo", "/metadata/algorithm/consumerParameters/1/default", Some("\"slow\""),
            Code::DefaultNotAnOption, Error,
            "/metadata/algorithm/consumerParameters/1/default: expected one of the options, found \
             string `slow`"),
        ("valid/algo", "/metadata/algorithm/consumerParameters/1/options",
            Some(r#"[{"fast": "Fast"}]"#), Code::OptionsNotText, Warning,
            "/metadata/algorithm/consumerParameters/1/options: the peers refuse options that are \
             objects: expected their JSON in a string, found array"),
        ("valid/url", "/stats", Some("{}"), Code::IndexerField, Warning,
            "/stats: the member is an indexer's and does not belong on chain: expected what \
             `strip_enhanced` leaves, found object"),
        ("valid/full-as-4.5.0", "/services", Some("[]"), Code::NoServices, Warning,
            "/services: nobody can consume the asset: expected at least one service, found nothing"),
        ("valid/url", "/version", Some("\"4.7.0\""), Code::VersionNotRead, Warning,
            "/version: a peer does not read this version: expected 4.1.0, 4.3.0 or 4.5.0, found string \
             `4.7.0`"),
        ("valid/url", "/metadata/additionalInformation/@id", Some("1"), Code::JsonLdKey, Error,
            "/metadata/additionalInformation/@id: to a reader of JSON-LD the key changes what the \
             document says: expected another key, found number"),
    ];
    for (name, pointer, value, code, severity, words) in rows {
        let said = after(name, pointer, value);
        let row = (code, severity, words.to_owned());
        assert!(said.contains(&row), "{pointer} {value:?}: {said:#?}");
        assert!(!code.as_str().is_empty() && code.to_string() == code.as_str());
    }
}

#[test]
fn words_that_need_more_than_one_edit() {
    let other = case("valid/url").edit("/chainId", "1").unwrap();
    let did = case("valid/url").ddo().id().unwrap().to_string();
    let expected = ocean_did::Did::compute(other.ddo().parse_nft_address().unwrap().unwrap(), 1);
    let words = format!(
        "/id: the DID is not that of nftAddress and chainId: expected {}, found string `{}`",
        expected.unwrap(),
        did
    );
    assert_eq!(of(&other), [(Code::DidMismatch, Severity::Error, words)]);

    let text = r#"{"version": "4.1.0", "a~/b": {"c": 1, "c": 2}}"#;
    let repeated = "/a~0~1b/c: one reader may take the first value, another the last: expected each \
                    key once, found number";
    let said = of(&Document::parse(text).unwrap());
    assert!(
        said.iter().any(|(.., words)| words == repeated),
        "{said:#?}"
    );

    let access_list = r#"{"deny": [{"type": "accessList", "accessList":
        "0x4920060Fe25192ed2BD1351412892207D941B79F"}]}"#;
    let said = after("valid/url-as-4.7.0", "/credentials", Some(access_list));
    let words = "/credentials/deny/0/values: the peers refuse a rule without values: expected an array \
                 of strings, found nothing";
    let row = (
        Code::AccessListWithoutValues,
        Severity::Warning,
        words.to_owned(),
    );
    assert!(said.contains(&row), "{said:#?}");

    let document = case("valid/algo");
    let document = document
        .edit("/metadata/algorithm/consumerParameters/1/options", "[1]")
        .unwrap();
    let words = "/metadata/algorithm/consumerParameters/1/options: expected the JSON of an array of \
                 one-key objects in a string, or an array of strings, found array";
    let row = (Code::MalformedOptions, Severity::Error, words.to_owned());
    assert!(of(&document).contains(&row), "{:#?}", of(&document));
}

#[test]
fn an_unsupported_version_names_the_supported_ones() {
    let versions = |version: &str, profile| {
        let text = format!("{{\"version\": \"{version}\"}}");
        let document = Document::parse(text).unwrap();
        let error: UnsupportedVersion = document.validate(profile).unwrap_err();
        assert_eq!(
            (error.code(), error.profile),
            ("unsupported_version", profile)
        );
        error.to_string()
    };
    assert_eq!(
        versions("5.0.0", Profile::Strict),
        "unsupported version `5.0.0` of a DDO, expected one of 4.0.0, 4.1.0, 4.3.0, 4.5.0, 4.7.0"
    );
    assert_eq!(
        versions("4.7.0", Profile::Aquarius),
        "unsupported version `4.7.0` of a DDO, expected one of 4.0.0, 4.1.0, 4.3.0, 4.5.0"
    );
    assert_eq!(
        versions("4.0.0", Profile::DdoJs),
        "unsupported version `4.0.0` of a DDO, expected one of 4.1.0, 4.3.0, 4.5.0, 4.7.0"
    );
    for version in [
        "",
        "4",
        "4.1",
        "v4.1.0",
        "4.1.0 ",
        "deprecated",
        "5.1.0",
        "4.1.0\\u0000",
    ] {
        assert!(versions(version, Profile::Strict).starts_with("unsupported version `"));
    }
    let long = versions(&"9".repeat(1_000_000), Profile::Strict);
    assert!(long.len() < 256, "{}", long.len());
}

#[test]
fn a22_what_is_sealed_or_long_is_not_told() {
    let canary = "s3cr3t-url-with-a-token";
    for value in [
        format!("\"{canary}\""),
        format!("\"{canary}\\n\""),
        format!("[{{\"url\": \"{canary}\"}}]"),
        format!("{{\"url\": \"{canary}\"}}"),
    ] {
        let document = case("valid/full-as-4.5.0")
            .edit("/services/0/files", &value)
            .unwrap();
        for profile in [Profile::Strict, Profile::Aquarius, Profile::DdoJs] {
            let report = document.validate(profile).unwrap();
            assert!(
                profile == Profile::Aquarius || !report.is_valid() || value.len() < 30,
                "{profile} {value}"
            );
            for violation in report.violations() {
                let shown = format!(
                    "{violation} {violation:?} {} {}",
                    violation.found(),
                    violation.message()
                );
                assert!(!shown.contains(canary), "{shown}");
            }
        }
    }
    // Nor where the key is at fault.
    for (from, to) in [
        ("\"files\":", "\"files\": 1, \"files\": \"CANARY\", \"f\":"),
        ("\"files\":", "\"@files\": \"CANARY\", \"files\":"),
    ] {
        let text = case("valid/url")
            .text()
            .replacen(from, &to.replace("CANARY", canary), 1);
        let document = Document::parse(text).unwrap();
        let report = document.validate(Profile::Strict).unwrap();
        assert!(!report.is_valid());
        for violation in report.violations() {
            assert!(!violation.to_string().contains(canary), "{violation}");
        }
    }
    let long = format!("\"{}{canary}\"", "x".repeat(80));
    let said = after("valid/url", "/metadata/type", Some(&long));
    assert!(!said.is_empty() && !said.iter().any(|(.., words)| words.contains(canary)));
    let report = case("valid/url");
    let report = report
        .edit("/metadata/type", &format!("\"{canary}\""))
        .unwrap();
    let report = report.validate(Profile::Strict).unwrap();
    assert!(!format!("{report:?}").contains(canary));
}
