//! `validate`: which of the documents in `examples` are good, which are not, and why.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use support::{command, examples, ocean, ocean_with, readme_rows, run_of};

/// Name, verdicts (strict, Aquarius, ddo.js: `+` valid, `-` invalid, `v` version not read, `?` not
/// known), and the violations of the strict profile: `!` errors, `~` warnings.
const VERDICTS: [(&str, &str, &[&str]); 32] = [
    ("algorithm", "+++", &[]),
    ("chain-id-text", "---", &["!wrong_type /chainId"]),
    ("consumer-parameters", "+++", &[]),
    (
        "credentials-access-list",
        "+v+",
        &["~version_not_read /version"],
    ),
    ("credentials-allow-deny", "+++", &[]),
    (
        "credentials-service",
        "+v-",
        &[
            "~version_not_read /version",
            "~access_list_without_values /services/1/credentials/allow/0/values",
            "~access_list_without_values /services/1/credentials/allow/1/values",
        ],
    ),
    ("dataset-arweave", "+++", &[]),
    (
        "dataset-compute-any",
        "+v+",
        &[
            "~version_not_read /version",
            "~trusts_any /services/0/compute/publisherTrustedAlgorithmPublishers/0",
            "~trusts_any /services/0/compute/publisherTrustedAlgorithms/0",
        ],
    ),
    ("dataset-compute", "+++", &[]),
    ("dataset-graphql", "+++", &[]),
    ("dataset-ipfs", "+++", &[]),
    ("dataset-smartcontract", "+++", &[]),
    ("dataset-url", "+++", &[]),
    ("deprecated", "vvv", &["!unsupported_version /version"]),
    ("duplicate-keys", "-++", &["!repeated_key /id"]),
    (
        "indexed-aquarius-revoked",
        "---",
        &[
            "!missing /id",
            "!missing /version",
            "!missing /chainId",
            "!missing /nftAddress",
            "!missing /metadata",
            "!missing /services",
            "!missing /@context",
            "~indexer_field /event",
            "~indexer_field /nft",
            "~indexer_field /datatokens",
            "~indexer_field /stats",
        ],
    ),
    (
        "indexed-aquarius",
        "+++",
        &[
            "~indexer_field /event",
            "~indexer_field /nft",
            "~indexer_field /datatokens",
            "~indexer_field /stats",
            "~indexer_field /purgatory",
        ],
    ),
    (
        "indexed-ocean-node",
        "+v+",
        &[
            "~version_not_read /version",
            "~indexer_field /datatokens",
            "~indexer_field /indexedMetadata",
        ],
    ),
    ("large", "+++", &[]),
    (
        "malformed-credentials",
        "---",
        &[
            "!wrong_type /credentials/allow",
            "!wrong_type /credentials/deny/0/values",
            "!missing /credentials/deny/1/type",
            "!wrong_type /credentials/match_deny",
        ],
    ),
    ("nft-address-lower-case", "+++", &[]),
    (
        "nft-address-wrong-case",
        "-+-",
        &["!not_an_address /nftAddress"],
    ),
    (
        "null-fields",
        "---",
        &[
            "!wrong_type /@context",
            "!wrong_type /id",
            "!wrong_type /version",
            "!wrong_type /chainId",
            "!wrong_type /nftAddress",
            "!wrong_type /metadata",
            "!wrong_type /services",
            "!wrong_type /credentials",
        ],
    ),
    (
        "ocean-py",
        "+++",
        &[
            "~no_time_zone /metadata/created",
            "~no_time_zone /metadata/updated",
        ],
    ),
    (
        "publisher-mistakes",
        "---",
        &[
            "!missing /metadata/license",
            "!not_a_date /metadata/created",
            "~no_time_zone /metadata/updated",
            "!unknown_asset_type /metadata/type",
            "!too_short /metadata/description",
            "!not_a_url /services/0/serviceEndpoint",
            "!wrong_type /services/0/timeout",
            "~default_not_text /services/0/consumerParameters/1/default",
            "!default_not_an_option /services/0/consumerParameters/3/default",
        ],
    ),
    ("terminal-escapes", "+++", &[]),
    ("unicode", "+++", &[]),
    ("upper-case-did", "--+", &["!not_a_did /id"]),
    ("version-4.0.0", "++v", &["~version_not_read /version"]),
    ("version-4.5.0", "+++", &["~no_services /services"]),
    ("version-5.0.0", "vv?", &["!unsupported_version /version"]),
    ("wrong-did", "--+", &["!did_mismatch /id"]),
];

/// The lines of `--json` by the names of the documents.
fn lines(profile: &str) -> BTreeMap<String, Value> {
    let run = ocean(&["validate", "--json", "--profile", profile, "data"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let named = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let name = line["file"].as_str().unwrap();
        let name = name.strip_prefix("data/").unwrap();
        (name.strip_suffix(".json").unwrap().into(), line)
    };
    run.stdout.lines().map(named).collect()
}

#[test]
fn every_example_by_its_verdicts() {
    let profiles = ["strict", "aquarius", "ddo-js"];
    let by_profile = profiles.map(lines);
    let pages = ocean(&["inspect", "--json", "data"]).json();
    assert_eq!(pages.as_array().unwrap().len(), VERDICTS.len());
    for lines in &by_profile {
        assert_eq!(lines.len(), VERDICTS.len());
    }
    for (name, verdicts, violations) in VERDICTS {
        let path = format!("data/{name}.json");
        let mut pages = pages.as_array().unwrap().iter();
        let page = pages.find(|page| page["path"] == path).unwrap();
        for ((profile, verdict), lines) in profiles.iter().zip(verdicts.chars()).zip(&by_profile) {
            let word = match verdict {
                '+' => "valid",
                '-' => "invalid",
                'v' => "unsupported",
                '?' => "unknown",
                other => panic!("{other}"),
            };
            assert_eq!(page["verdicts"][profile], word, "{name} {profile}");
            assert_eq!(lines[name]["valid"], verdict == '+', "{name} {profile}");
            let found = &lines[name]["violations"];
            let unsupported = found[0]["code"] == "unsupported_version";
            assert_eq!(unsupported, "v?".contains(verdict), "{name} {profile}");
        }
        assert_eq!(told(&by_profile[0][name]), violations, "{name}");
        assert_eq!(told(page), violations, "{name}");
    }
}

fn told(of: &Value) -> Vec<String> {
    let violations = of["violations"].as_array().unwrap().iter();
    violations
        .map(|violation| {
            let mark = match violation["severity"].as_str().unwrap() {
                "error" => '!',
                "warning" => '~',
                other => panic!("{other}"),
            };
            let of = |key: &str| violation[key].as_str().unwrap();
            format!("{mark}{} {}", of("code"), of("pointer"))
        })
        .collect()
}

/// What the table of the documents calls right is valid, but for two versions.
#[test]
fn the_right_ones_are_valid() {
    let right = readme_rows().into_iter();
    let right = right.filter(|row| row.section == "Right");
    let mut invalid = Vec::new();
    for row in right {
        let run = ocean(&["validate", &row.path]);
        if run.code != Some(0) {
            invalid.push(row.path);
        }
    }
    assert_eq!(invalid, ["data/version-5.0.0.json", "data/deprecated.json"]);
}

#[test]
fn a_line_has_these_keys_in_this_order() {
    let file = "data/chain-id-text.json";
    ocean(&["validate", "--json", file, "data/algorithm.json"]).prints(
        1,
        concat!(
            r#"{"file":"data/chain-id-text.json","valid":false,"violations":[{"pointer":"/chainId","#,
            r#""code":"wrong_type","message":"expected an integer, found string `137`","#,
            r#""severity":"error"}]}"#,
            "\n",
            r#"{"file":"data/algorithm.json","valid":true,"violations":[]}"#,
            "\n"
        ),
    );
    let text = r#"{"version":"5.0.0"}"#.as_bytes();
    ocean_with(&["validate", "--json", "--profile", "ddo-js", "-"], text).prints(
        1,
        concat!(
            r#"{"file":"-","valid":false,"violations":[{"pointer":"/version","#,
            r#""code":"unsupported_version","message":"unsupported version `5.0.0` of a DDO, "#,
            r#"expected one of 4.1.0, 4.3.0, 4.5.0, 4.7.0","severity":"error"}]}"#,
            "\n"
        ),
    );
}

#[test]
fn a_report_tells_where_what_and_what_the_peers_do() {
    ocean(&[
        "validate",
        "data/algorithm.json",
        "data/credentials-service.json",
    ])
    .prints(
        0,
        "\
data/algorithm.json: valid
  peers       Aquarius ✓ accepts it, ddo.js ✓ accepts it
data/credentials-service.json: valid: 3 warnings
  warning     1:130 /version: a peer does not read this version: expected 4.1.0, 4.3.0 or 4.5.0, \
found string `4.7.0` (refused by Aquarius)
  warning     1:2610 /services/1/credentials/allow/0/values: the peers refuse a rule without \
values: expected an array of strings, found nothing (refused by Aquarius and ddo.js)
  warning     1:2709 /services/1/credentials/allow/1/values: the peers refuse a rule without \
values: expected an array of strings, found nothing (refused by Aquarius and ddo.js)
  peers       Aquarius ✗ refuses its version, ddo.js ✗ refuses it

2 documents: 2 valid, 0 invalid; 0 unusable
",
    );
    ocean(&[
        "validate",
        "--profile",
        "aquarius",
        "data/nft-address-wrong-case.json",
    ])
    .prints(
        0,
        "data/nft-address-wrong-case.json: valid\n\n1 document: 1 valid, 0 invalid; 0 unusable\n",
    );
}

#[test]
fn lines_and_columns_are_counted_in_characters() {
    let text = "{\"a\":\"äö€👩\",\n \"é\": \"\u{2028}\", \"version\": 7,\n\n\"chainId\": \"x\"}";
    let run = ocean_with(&["inspect", "--json", "-"], text.as_bytes());
    let page = &run.json()[0];
    let places: Vec<_> = page["violations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|violation| violation["code"] == "wrong_type")
        .map(|violation| (violation["line"].as_u64(), violation["column"].as_u64()))
        .collect();
    assert_eq!(places, [(Some(2), Some(23)), (Some(4), Some(12))]);
}

#[test]
fn exit_codes() {
    let code = |files: &[&str]| {
        let run = ocean(&[&["validate"], files].concat());
        (run.code, run.stderr.lines().count())
    };
    let (good, bad, broken) = (
        "data/algorithm.json",
        "data/wrong-did.json",
        "data-broken/truncated.json",
    );
    assert_eq!(code(&[good, "data/large.json"]), (Some(0), 0));
    assert_eq!(code(&[good, bad]), (Some(1), 0));
    assert_eq!(code(&[bad, broken, good, "none"]), (Some(2), 2));
    assert_eq!(code(&["data-broken"]), (Some(2), 8));
    assert_eq!(code(&[]), (Some(2), 1));
    assert_eq!(code(&["--profile", "node", good]), (Some(2), 1));

    let run = ocean(&["validate", "--json", bad, broken, good]);
    let files: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["file"].clone())
        .collect();
    assert_eq!(files, [bad, good]);
    assert_eq!(
        run.stderr,
        format!(
            "error: {broken}: text ends at line 1 column 1489 (byte 1488), \
             expected the end of the string\n"
        )
    );
}

#[test]
fn repeated_keys_are_told_once() {
    let of = |version: &str| {
        let text = format!(r#"{{"version":"{version}","a":{{"b":1,"b":2}}}}"#);
        let page = ocean_with(&["inspect", "--json", "-"], text.as_bytes()).json();
        let count = |key: &str| {
            let told = page[0][key].as_array().unwrap().iter();
            told.filter(|told| told["pointer"] == "/a/b").count()
        };
        (count("violations"), count("remarks"))
    };
    assert_eq!(of("4.1.0"), (1, 0));
    assert_eq!(of("5.0.0"), (0, 1));
}

#[test]
fn what_cannot_be_used_is_not_called_missing() {
    let inside = r#""chainId":"x","metadata":{"name":7},"services":[{"id":[],"compute":{
        "publisherTrustedAlgorithms":"x","publisherTrustedAlgorithmPublishers":[]}}]"#;
    for text in [
        format!(r#"{{"version":"4.1.0",{inside}}}"#),
        format!(r#"{{"version":"5.0.0","credentialSubject":{{{inside}}}}}"#),
    ] {
        let run = ocean_with(&["inspect", "-"], text.as_bytes());
        for row in [
            "\n  chain       unusable: string `x`\n",
            "\n  name        unusable: number `7`\n",
            "\n  NFT         missing\n",
            "\n  service 0   missing\n",
            "\n    id          unusable: array\n",
            "\n    may run     nobody: a list of whom it trusts is malformed\n",
            "\n    algorithms  ✗ malformed: string `x`\n",
            "\n    publishers  an empty list\n",
        ] {
            assert!(run.stdout.contains(row), "{row}{}", run.stdout);
        }
    }
}

/// The report in the README of the repository is a real one.
#[test]
fn the_readme_shows_what_the_program_prints() {
    let root = examples().parent().unwrap().to_path_buf();
    let file = "examples/data/publisher-mistakes.json";
    let output = command()
        .current_dir(&root)
        .args(["validate", file])
        .output();
    let run = run_of(output.unwrap());
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let shown = format!("```text\n$ ocean validate {file}\n{}```\n", run.stdout);
    assert!(readme.contains(&shown), "README.md must show:\n{shown}");
}
