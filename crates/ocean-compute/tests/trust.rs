//! Every row of `algorithm-trust.json` under the three rules, and what its rows leave out.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{Address, B256};
use ocean_compute::{
    Candidate, ContainerSectionChecksum, Distrust, PublishedAlgorithm, Publisher, TrustRules,
    UndefinedLists,
};
use ocean_ddo::Document;
use ocean_did::parse_address;
use ocean_files::FileChecksum;
use serde_json::{Value, json};

const ALLOW: TrustRules = TrustRules::Strict {
    undefined: UndefinedLists::Allow,
};
const DENY: TrustRules = TrustRules::Strict {
    undefined: UndefinedLists::Deny,
};

fn digest(hex: &str) -> [u8; 32] {
    hex.parse::<B256>().unwrap().0
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The row with `nft_owner` as proven owner, or with nothing proven.
fn check(row: &Value, rules: TrustRules, proven: bool) -> Result<(), Distrust> {
    let document = json!({"services": [{"compute": row["compute"]}]});
    let document = Document::parse(document.to_string()).unwrap();
    let compute = document.ddo().service(0).unwrap().compute().unwrap();
    if row["raw_meta"] == true {
        return rules.check(compute, &Candidate::Raw);
    }
    let algorithm = &row["algo"];
    let files = text(&algorithm["filesChecksum"]).as_bytes().chunks(64);
    let files: Vec<_> = files
        .map(|digits| {
            str::from_utf8(digits)
                .unwrap()
                .parse::<FileChecksum>()
                .unwrap()
        })
        .collect();
    let address = |key: &str| -> Address { parse_address(text(&algorithm[key])).unwrap() };
    let publisher = Publisher {
        owner: proven.then(|| address("nft_owner")),
        nft: proven.then(|| address("nftAddress")),
        cached_owner: algorithm["nft_owner"].as_str(),
    };
    let algorithm = PublishedAlgorithm {
        did: text(&row["algorithm_did"]).parse().unwrap(),
        service_id: text(&algorithm["serviceId"]),
        files: &files,
        container: ContainerSectionChecksum::from_sha256(digest(text(
            &algorithm["containerSectionChecksum"],
        ))),
        publisher,
    };
    rules.check(compute, &Candidate::Published(algorithm))
}

fn rows() -> Vec<Value> {
    serde_json::from_str(include_str!("vectors/algorithm-trust.json")).unwrap()
}

fn row(name: &str) -> Value {
    rows()
        .into_iter()
        .find(|row| row["name"] == name)
        .expect(name)
}

#[test]
fn provider_and_ocean_node_answer_as_they_did() {
    let rows = rows();
    assert_eq!(rows.len(), 28);
    for row in &rows {
        let name = &row["name"];
        let expected = &row["provider_2.1.6"];
        let ours = check(row, TrustRules::Provider, true);
        assert_eq!(ours.is_ok(), expected["allowed"] == true, "{name}");
        let code = ours.err().map(Distrust::code);
        assert_eq!(code, expected["message"].as_str(), "{name}");

        let expected = &row["ocean_node_3.2.0"]["allowed"];
        let ours = check(row, TrustRules::OceanNode, true);
        assert_eq!(ours.is_ok(), *expected == true, "{name}: {ours:?}");
        assert!(!matches!(ours, Err(Distrust::PeerRaises { .. })), "{name}");
    }
}

/// What the strict rule says of each row, with owner and NFT proven.
const STRICT: [(&str, Result<(), Distrust>); 28] = [
    ("lists_undefined", Err(Distrust::Undefined)),
    ("lists_empty", Err(Distrust::Nobody)),
    ("lists_null", Err(Distrust::Undefined)),
    ("algo_listed_full_match", Ok(())),
    ("algo_not_listed", Err(Distrust::Algorithm)),
    ("files_checksum_mismatch", Err(Distrust::Files)),
    ("files_checksum_uppercase", Ok(())),
    ("container_checksum_mismatch", Err(Distrust::Container)),
    ("checksums_absent", Err(Distrust::Files)),
    ("checksums_empty_string", Err(Distrust::Files)),
    ("entry_without_did", Err(Distrust::Algorithm)),
    ("duplicate_did_bad_then_good", Ok(())),
    ("duplicate_did_good_then_bad", Ok(())),
    ("publisher_listed_checksum_case", Ok(())),
    ("publisher_listed_lowercase", Ok(())),
    ("publisher_not_listed", Err(Distrust::Publisher)),
    ("publisher_list_contains_nft_address", Ok(())),
    ("publisher_listed_algo_not_listed", Err(Distrust::Algorithm)),
    ("publisher_not_listed_algo_listed", Err(Distrust::Publisher)),
    ("wildcard_did", Err(Distrust::Algorithm)),
    ("wildcard_publisher", Err(Distrust::Publisher)),
    ("service_id_mismatch", Err(Distrust::Service)),
    ("raw_not_allowed", Err(Distrust::RawNotAllowed)),
    ("raw_allowed", Ok(())),
    ("raw_allowed_missing_key", Err(Distrust::RawNotAllowed)),
    ("raw_allowed_null", Err(Distrust::RawNotAllowed)),
    ("raw_allowed_string_false", Err(Distrust::RawNotAllowed)),
    ("raw_allowed_with_trusted_lists", Ok(())),
];

#[test]
fn the_strict_rule_answers_each_row() {
    let rows = rows();
    assert_eq!(rows.len(), STRICT.len());
    for (row, (name, expected)) in rows.iter().zip(STRICT) {
        assert_eq!(row["name"], name);
        assert_eq!(check(row, DENY, true), expected, "{name}");
        // The policy decides about undefined lists and nothing else.
        let allowing = match expected {
            Err(Distrust::Undefined) => Ok(()),
            other => other,
        };
        assert_eq!(check(row, ALLOW, true), allowing, "{name}");
    }
}

#[test]
fn a_publisher_counts_only_if_proven() {
    for name in [
        "publisher_listed_checksum_case",
        "publisher_listed_lowercase",
        "publisher_list_contains_nft_address",
    ] {
        assert_eq!(
            check(&row(name), DENY, false),
            Err(Distrust::Publisher),
            "{name}"
        );
    }
    assert_eq!(check(&row("algo_listed_full_match"), DENY, false), Ok(()));
}

/// All combinations of what the two lists can be: undefined, null, empty, with a match, without,
/// malformed.
#[test]
fn every_combination_of_lists() {
    let full = row("algo_listed_full_match");
    let algorithms = [
        ("undefined", None),
        ("null", Some(Value::Null)),
        ("empty", Some(json!([]))),
        (
            "match",
            Some(full["compute"]["publisherTrustedAlgorithms"].clone()),
        ),
        ("other", Some(json!([{"did": "did:op:00"}]))),
        ("malformed", Some(json!("*"))),
    ];
    let publishers = [
        ("undefined", None),
        ("null", Some(Value::Null)),
        ("empty", Some(json!([]))),
        ("match", Some(json!([full["algo"]["nft_owner"]]))),
        (
            "other",
            Some(json!(["0xde709f2102306220921060314715629080e2fb77"])),
        ),
        ("malformed", Some(json!({"0": "x"}))),
    ];
    let mut allowed = Vec::new();
    for (t, list) in &algorithms {
        for (p, other) in &publishers {
            let mut row = full.clone();
            let mut compute = serde_json::Map::new();
            if let Some(list) = list {
                compute.insert("publisherTrustedAlgorithms".into(), list.clone());
            }
            if let Some(list) = other {
                compute.insert("publisherTrustedAlgorithmPublishers".into(), list.clone());
            }
            row["compute"] = compute.into();
            let is_undefined = |kind: &str| matches!(kind, "undefined" | "null");
            let is_neutral = |kind: &str| is_undefined(kind) || kind == "empty";
            let expected = match (*t, *p) {
                (_, "malformed") => Err(Distrust::MalformedPublishers),
                ("malformed", _) => Err(Distrust::MalformedAlgorithms),
                (t, p) if is_undefined(t) && is_undefined(p) => Err(Distrust::Undefined),
                (t, p) if is_neutral(t) && is_neutral(p) => Err(Distrust::Nobody),
                (_, "other") => Err(Distrust::Publisher),
                ("other", _) => Err(Distrust::Algorithm),
                _ => Ok(()),
            };
            assert_eq!(check(&row, DENY, true), expected, "T {t}, P {p}");
            if expected.is_ok() {
                allowed.push((*t, *p));
            }
            let allowing = expected.or_else(|distrust| match distrust {
                Distrust::Undefined => Ok(()),
                other => Err(other),
            });
            assert_eq!(check(&row, ALLOW, true), allowing, "T {t}, P {p}");
        }
    }
    assert_eq!(
        allowed,
        [
            ("undefined", "match"),
            ("null", "match"),
            ("empty", "match"),
            ("match", "undefined"),
            ("match", "null"),
            ("match", "empty"),
            ("match", "match"),
        ]
    );
}

fn with(name: &str, key: &str, list: Value) -> Value {
    let mut row = row(name);
    row["compute"][key] = list;
    row
}

#[test]
fn malformed_entries_match_nothing_and_spoil_nothing() {
    let key = "publisherTrustedAlgorithms";
    let good = row("algo_listed_full_match")["compute"][key][0].clone();
    for bad in [
        json!(null),
        json!("*"),
        json!(5),
        json!([]),
        json!({}),
        json!({"did": 5}),
        json!({"did": ["x"]}),
    ] {
        let row = with("algo_listed_full_match", key, json!([bad]));
        assert_eq!(check(&row, ALLOW, true), Err(Distrust::Algorithm), "{bad}");
        let row = with("algo_listed_full_match", key, json!([bad, good]));
        assert_eq!(check(&row, ALLOW, true), Ok(()), "{bad}");
    }
    let key = "publisherTrustedAlgorithmPublishers";
    let owner = row("lists_empty")["algo"]["nft_owner"].clone();
    for bad in [
        json!(null),
        json!("*"),
        json!(5),
        json!(""),
        json!(format!(" {}", owner.as_str().unwrap())),
        json!({"address": owner}),
    ] {
        let row = with("algo_listed_full_match", key, json!([bad]));
        assert_eq!(check(&row, ALLOW, true), Err(Distrust::Publisher), "{bad}");
        let row = with("algo_listed_full_match", key, json!([bad, owner]));
        assert_eq!(check(&row, ALLOW, true), Ok(()), "{bad}");
    }
}

#[test]
fn an_entry_must_hold_wholly() {
    let key = "publisherTrustedAlgorithms";
    let good = row("algo_listed_full_match")["compute"][key][0].clone();
    let files = text(&good["filesChecksum"]).to_owned();
    let container = text(&good["containerSectionChecksum"]).to_owned();
    let cases = [
        ("serviceId", json!("s1"), Ok(())),
        ("serviceId", json!("S1"), Err(Distrust::Service)),
        ("serviceId", json!("*"), Err(Distrust::Service)),
        ("serviceId", json!(null), Err(Distrust::Service)),
        ("serviceId", json!(1), Err(Distrust::Service)),
        ("did", json!("DID:OP:00"), Err(Distrust::Algorithm)),
        (
            "did",
            json!(text(&good["did"]).replace("did:op:", "did:ope:")),
            Err(Distrust::Algorithm),
        ),
        ("filesChecksum", json!(files[..64]), Err(Distrust::Files)),
        (
            "filesChecksum",
            json!(format!("{files}{container}")),
            Err(Distrust::Files),
        ),
        (
            "filesChecksum",
            json!(format!("{}{}", &files[64..], &files[..64])),
            Err(Distrust::Files),
        ),
        (
            "filesChecksum",
            json!(format!("0x{}", &files[2..])),
            Err(Distrust::Files),
        ),
        ("filesChecksum", json!(null), Err(Distrust::Files)),
        ("filesChecksum", json!("*"), Err(Distrust::Files)),
        (
            "containerSectionChecksum",
            json!(format!("0x{container}")),
            Err(Distrust::Container),
        ),
        (
            "containerSectionChecksum",
            json!(""),
            Err(Distrust::Container),
        ),
        (
            "containerSectionChecksum",
            json!("*"),
            Err(Distrust::Container),
        ),
        ("unknown", json!("x"), Ok(())),
    ];
    for (member, value, expected) in cases {
        let mut entry = good.clone();
        entry[member] = value.clone();
        let row = with("algo_listed_full_match", key, json!([entry]));
        assert_eq!(check(&row, ALLOW, true), expected, "{member}: {value}");
        // A second entry may hold where the first does not.
        let row = with("algo_listed_full_match", key, json!([entry, good]));
        assert_eq!(check(&row, ALLOW, true), Ok(()), "{member}: {value}");
    }
    // Of two failures the one that holds further is told.
    let mut other_files = good.clone();
    other_files["filesChecksum"] = json!("00");
    let mut other_container = good.clone();
    other_container["containerSectionChecksum"] = json!("00");
    for entries in [
        json!([other_container, other_files]),
        json!([other_files, other_container]),
    ] {
        let row = with("algo_listed_full_match", key, entries);
        assert_eq!(check(&row, ALLOW, true), Err(Distrust::Container));
    }
}

#[test]
fn an_algorithm_without_files_is_not_listed() {
    let mut row = with(
        "algo_listed_full_match",
        "publisherTrustedAlgorithms",
        json!([{"did": row("algo_listed_full_match")["algorithm_did"], "filesChecksum": "",
            "containerSectionChecksum": "33".repeat(32)}]),
    );
    row["algo"]["filesChecksum"] = json!("");
    assert_eq!(check(&row, ALLOW, true), Err(Distrust::Files));
}

/// Texts with escapes mean the same.
#[test]
fn escapes_are_read() {
    let full = row("algo_listed_full_match");
    let escaped = |text: &str| -> String {
        let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
        units.collect::<Vec<_>>().concat()
    };
    let entry = &full["compute"]["publisherTrustedAlgorithms"][0];
    let document = format!(
        r#"{{"services": [{{"compute": {{"publisherTrustedAlgorithms": [{{"did": "{}", "filesChecksum": "{}",
            "containerSectionChecksum": "{}", "serviceId": "{}"}}],
            "publisherTrustedAlgorithmPublishers": ["{}"]}}}}]}}"#,
        escaped(text(&entry["did"])),
        escaped(text(&entry["filesChecksum"])),
        escaped(text(&entry["containerSectionChecksum"])),
        escaped("s1"),
        escaped(text(&full["algo"]["nft_owner"])),
    );
    let document = Document::parse(document).unwrap();
    let compute = document.ddo().service(0).unwrap().compute().unwrap();
    let files = [digest(&"11".repeat(32)), digest(&"22".repeat(32))].map(FileChecksum::from_sha256);
    let algorithm = PublishedAlgorithm {
        did: text(&full["algorithm_did"]).parse().unwrap(),
        service_id: "s1",
        files: &files,
        container: ContainerSectionChecksum::from_sha256(digest(&"33".repeat(32))),
        publisher: Publisher {
            owner: Some(parse_address(text(&full["algo"]["nft_owner"])).unwrap()),
            ..Publisher::default()
        },
    };
    assert_eq!(
        ALLOW.check(compute, &Candidate::Published(algorithm)),
        Ok(())
    );
}

/// Where the peers' languages raise errors: `(list, value, Provider's, ocean-node's)`.
#[test]
fn the_peers_raise_errors() {
    let t = "publisherTrustedAlgorithms";
    let p = "publisherTrustedAlgorithmPublishers";
    let error_of = |error: &str| Some(error.to_owned());
    let cases = [
        (
            t,
            json!("*"),
            error_of("TypeError: entries are no objects"),
            error_of("TypeError: algorithms.some is not a function"),
        ),
        (
            t,
            json!({"length": 1}),
            error_of("TypeError: entries are no objects"),
            error_of("TypeError: algorithms.some is not a function"),
        ),
        (
            t,
            json!([null]),
            error_of("TypeError: entries are no objects"),
            error_of("TypeError: Cannot read properties of null (reading 'did')"),
        ),
        (
            t,
            json!(["*"]),
            error_of("TypeError: entries are no objects"),
            error_of("TypeError: Cannot use 'in' operator to search for 'serviceId'"),
        ),
        (
            t,
            json!([{"did": {}}]),
            error_of("TypeError: unhashable type"),
            None,
        ),
        (
            p,
            json!("0xab"),
            None,
            error_of("TypeError: publishers.map is not a function"),
        ),
        (
            p,
            json!([5]),
            None,
            error_of("TypeError: addr?.toLowerCase is not a function"),
        ),
        (
            p,
            json!({"length": 1}),
            None,
            error_of("TypeError: publishers.includes is not a function"),
        ),
        (
            p,
            json!(5),
            error_of("TypeError: argument is not iterable"),
            None,
        ),
    ];
    for (key, list, provider, ocean_node) in cases {
        let row = with("lists_undefined", key, list.clone());
        let raised = |rules| match check(&row, rules, true) {
            Err(Distrust::PeerRaises { rules: by, error }) => {
                assert_eq!(by, rules);
                Some(error.to_owned())
            }
            other => {
                assert!(other.is_err(), "{key}: {list}");
                None
            }
        };
        assert_eq!(raised(TrustRules::Provider), provider, "{key}: {list}");
        assert_eq!(raised(TrustRules::OceanNode), ocean_node, "{key}: {list}");
    }
    // A text as list of publishers: both look for a part of it.
    let row = with(
        "lists_undefined",
        p,
        json!("0x52908400098527886E0F7030069857D2E4169EE7,*"),
    );
    assert_eq!(check(&row, TrustRules::Provider, true), Ok(()));
    assert_eq!(check(&row, TrustRules::OceanNode, true), Ok(()));
    assert_eq!(check(&row, ALLOW, true), Err(Distrust::MalformedPublishers));
}
