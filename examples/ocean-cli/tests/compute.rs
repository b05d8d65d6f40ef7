//! `compute admit` and `compute checksum`, by the vectors of `ocean-compute`.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Run, ocean, ocean_with};

const DID: &str = "did:op:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";

fn rows() -> Vec<Value> {
    let text = include_str!("../../../crates/ocean-compute/tests/vectors/algorithm-trust.json");
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(rows.len(), 28);
    rows
}

fn row(name: &str) -> Value {
    let mut rows = rows().into_iter();
    rows.find(|row| row["name"] == name).unwrap()
}

fn admit(value: &Value, flags: &[&str]) -> Run {
    let args = [&["compute", "admit", "-"][..], flags].concat();
    ocean_with(&args, value.to_string().as_bytes())
}

/// The code of a refusal, or `None`.
fn code(run: &Run) -> Option<String> {
    assert_eq!(run.stderr, "", "{run:?}");
    if run.stdout.starts_with("admitted: the algorithm may run\n") {
        assert_eq!(run.code, Some(0), "{run:?}");
        return None;
    }
    assert_eq!(run.code, Some(1), "{run:?}");
    let told = run.stdout.strip_prefix("refused: ").unwrap();
    Some(told.split_once(": ").unwrap().0.into())
}

#[test]
fn the_peers_answer_as_they_did() {
    for row in rows() {
        let name = &row["name"];
        let ours = code(&admit(&row, &["--rules", "provider"]));
        assert_eq!(
            ours.as_deref(),
            row["provider_2.1.6"]["message"].as_str(),
            "{name}"
        );
        let ours = code(&admit(&row, &["--rules", "ocean-node"]));
        let expected = row["ocean_node_3.2.0"]["allowed"] == true;
        assert_eq!(ours.is_none(), expected, "{name}: {ours:?}");
    }
}

/// What the strict rule says of each row: the codes are those of the tests of `ocean-compute`.
const STRICT: [(&str, Option<&str>); 28] = [
    ("lists_undefined", Some("not_trusted_algo")),
    ("lists_empty", Some("not_trusted_algo")),
    ("lists_null", Some("not_trusted_algo")),
    ("algo_listed_full_match", None),
    ("algo_not_listed", Some("not_trusted_algo")),
    (
        "files_checksum_mismatch",
        Some("algorithm_file_checksum_mismatch"),
    ),
    ("files_checksum_uppercase", None),
    (
        "container_checksum_mismatch",
        Some("algorithm_container_checksum_mismatch"),
    ),
    ("checksums_absent", Some("algorithm_file_checksum_mismatch")),
    (
        "checksums_empty_string",
        Some("algorithm_file_checksum_mismatch"),
    ),
    ("entry_without_did", Some("not_trusted_algo")),
    ("duplicate_did_bad_then_good", None),
    ("duplicate_did_good_then_bad", None),
    ("publisher_listed_checksum_case", None),
    ("publisher_listed_lowercase", None),
    ("publisher_not_listed", Some("not_trusted_algo_publisher")),
    ("publisher_list_contains_nft_address", None),
    ("publisher_listed_algo_not_listed", Some("not_trusted_algo")),
    (
        "publisher_not_listed_algo_listed",
        Some("not_trusted_algo_publisher"),
    ),
    ("wildcard_did", Some("not_trusted_algo")),
    ("wildcard_publisher", Some("not_trusted_algo_publisher")),
    ("service_id_mismatch", Some("not_trusted_algo")),
    ("raw_not_allowed", Some("no_raw_algo_allowed")),
    ("raw_allowed", None),
    ("raw_allowed_missing_key", Some("no_raw_algo_allowed")),
    ("raw_allowed_null", Some("no_raw_algo_allowed")),
    ("raw_allowed_string_false", Some("no_raw_algo_allowed")),
    ("raw_allowed_with_trusted_lists", None),
];

#[test]
fn the_strict_rule_answers_each_row() {
    for (row, (name, expected)) in rows().iter().zip(STRICT) {
        assert_eq!(row["name"], name);
        let run = admit(row, &[]);
        assert_eq!(code(&run).as_deref(), expected, "{name}");
        let deny = admit(row, &["--undefined-lists", "deny"]);
        assert_eq!(deny.stdout, run.stdout, "{name}");
        // The policy decides about undefined lists and nothing else.
        let allow = code(&admit(row, &["--undefined-lists", "allow"]));
        let undefined = matches!(name, "lists_undefined" | "lists_null");
        let expected = expected.filter(|_| !undefined);
        assert_eq!(allow.as_deref(), expected, "{name}");
    }
}

#[test]
fn a_publisher_that_is_not_proven() {
    for (name, without) in [
        ("publisher_listed_lowercase", "nft_owner"),
        ("publisher_list_contains_nft_address", "nftAddress"),
    ] {
        let mut row = row(name);
        assert_eq!(code(&admit(&row, &[])), None, "{name}");
        row["algo"].as_object_mut().unwrap().remove(without);
        let refused = Some("not_trusted_algo_publisher".to_owned());
        assert_eq!(code(&admit(&row, &[])), refused, "{name}");
    }
}

#[test]
fn the_example() {
    let path = support::examples().join("orders/trust.json");
    let example: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let recorded = row("algo_listed_full_match");
    for key in ["compute", "raw_meta", "algorithm_did", "algo"] {
        assert_eq!(example[key], recorded[key], "{key}");
    }
    let args = ["compute", "admit", "orders/trust.json"];
    ocean(&args).prints(
        0,
        &format!(
            "admitted: the algorithm may run\n  algorithm   {DID}\n  \
             rules       strict, undefined lists deny\n"
        ),
    );
    assert_eq!(
        ocean(&[&args[..], &["--json", "--rules", "provider"]].concat()).json(),
        json!({
            "path": "orders/trust.json",
            "rules": "provider",
            "undefined_lists": null,
            "algorithm": DID,
            "admitted": true,
            "code": null,
            "reason": null,
        })
    );
}

#[test]
fn a_refusal() {
    let mut row = row("raw_not_allowed");
    admit(&row, &["--rules", "provider"]).prints(
        1,
        "refused: no_raw_algo_allowed: raw code is not allowed: `allowRawAlgorithm` is not `true`
  algorithm   raw code
  rules       provider
",
    );
    // Of raw code nothing else is read.
    let members = row.as_object_mut().unwrap();
    members.remove("algo").unwrap();
    members.remove("algorithm_did").unwrap();
    let run = admit(&row, &["--json", "--undefined-lists", "allow"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.json(),
        json!({
            "path": "-",
            "rules": "strict",
            "undefined_lists": "allow",
            "algorithm": null,
            "admitted": false,
            "code": "no_raw_algo_allowed",
            "reason": "raw code is not allowed: `allowRawAlgorithm` is not `true`",
        })
    );
    for (rules, peer) in [
        ("provider", "Provider 2.1.6"),
        ("ocean-node", "ocean-node 3.2.0"),
    ] {
        let flags = ["--rules", rules, "--undefined-lists", "deny"];
        admit(&row, &flags).complains(&format!(
            "--undefined-lists: only the strict rule asks, found {peer}"
        ));
    }
}

#[test]
fn rows_that_are_none() {
    let good = row("algo_listed_full_match");
    for (pointer, value, reason) in [
        (
            "/compute",
            json!(null),
            "expected a value at `/compute`, found nothing",
        ),
        (
            "/compute",
            json!([]),
            "expected an object at `/compute`, found array",
        ),
        (
            "/raw_meta",
            json!("false"),
            "expected true or false at `/raw_meta`, found `false`",
        ),
        (
            "/algo",
            json!(null),
            "expected a value at `/algo`, found nothing",
        ),
        (
            "/algorithm_did",
            json!("did:op:12"),
            "at `/algorithm_did`: expected 64 hexadecimal digits after the method of the DID, found 2 characters",
        ),
        (
            "/algo/filesChecksum",
            json!("11"),
            "expected 64 hex digits for each file at `/algo/filesChecksum`, found `11`",
        ),
        (
            "/algo/containerSectionChecksum",
            json!(format!("0x{}", "33".repeat(32))),
            "expected 64 hex digits at `/algo/containerSectionChecksum`, found `0x…`",
        ),
        (
            "/algo/serviceId",
            json!(1),
            "expected a text at `/algo/serviceId`, found number",
        ),
        (
            "/algo/nft_owner",
            json!("0x52908400098527886E0F7030069857D2E4169Ee7"),
            "at `/algo/nft_owner`: expected the address `0x52908400098527886E0F7030069857D2E4169EE7`, \
             found `0x52908400098527886E0F7030069857D2E4169Ee7`, whose mixed case is a wrong checksum",
        ),
    ] {
        let mut row = good.clone();
        *row.pointer_mut(pointer).unwrap() = value;
        admit(&row, &[]).complains(&format!("standard input: {reason}"));
    }
    let deep = "[".repeat(130) + &"]".repeat(130);
    let text =
        good.to_string()
            .replacen(r#""compute":{"#, &format!(r#""compute":{{"x":{deep},"#), 1);
    ocean_with(&["compute", "admit", "-"], text.as_bytes())
        .complains("standard input: at `/compute`: deeper or larger than a document may be");
}

#[test]
fn checksums_of_a_document() {
    let args = ["compute", "checksum", "data/algorithm.json"];
    let container = "3891e40e5ac61040eb27694a89d0987e1902a171b2335b7071e32b9d70a55b02";
    let image = "sha256:cf6b3e6a4c979ae969ffcbe0a718d49c43fc3331ee01a8fb894a78cff6154e86";
    ocean(&args).prints(
        0,
        &format!(
            "entrypoint                python3 $ALGO
checksum                  {image}
containerSectionChecksum  {container}
filesChecksum             unknown: the document has the files sealed (--file-body for each)
"
        ),
    );
    let dataset =
        fs::read_to_string(support::examples().join("data/dataset-compute.json")).unwrap();
    assert!(dataset.contains(container), "the dataset trusts it");

    let bodies = ["--file-body", "files/test.pub", "--file-body", "-"];
    let args = [&args[..], &bodies].concat();
    let one = ocean(&["checksum", "files/test.pub"]).stdout;
    let (one, two) = (
        one.trim(),
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    );
    let run = ocean_with(&args, b"foo");
    run.prints(
        0,
        &format!(
            "entrypoint                python3 $ALGO
checksum                  {image}
containerSectionChecksum  {container}
file                      {one} files/test.pub
file                      {two} -
filesChecksum             {one}{two}
"
        ),
    );
    let bytes = fs::metadata(support::examples().join("files/test.pub"))
        .unwrap()
        .len();
    assert_eq!(
        ocean_with(&[&args[..], &["--json"]].concat(), b"foo").json(),
        json!({
            "path": "data/algorithm.json",
            "entrypoint": "python3 $ALGO",
            "checksum": image,
            "containerSectionChecksum": container,
            "files": [
                {"path": "files/test.pub", "bytes": bytes, "sha256": one},
                {"path": "-", "bytes": 3, "sha256": two},
            ],
            "filesChecksum": format!("{one}{two}"),
        })
    );
    let json = ocean(&["compute", "checksum", "--json", "data/algorithm.json"]).json();
    assert_eq!(
        (&json["files"], &json["filesChecksum"]),
        (&json!([]), &Value::Null)
    );
    ocean(&["compute", "checksum", "-", "--file-body", "-"])
        .complains("--file-body: standard input can be one file only");
}

#[test]
fn recorded_container_sections() {
    let text =
        include_str!("../../../crates/ocean-compute/tests/vectors/container-section-checksum.json");
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(rows.len(), 4);
    for row in rows {
        let container = json!({"entrypoint": row["entrypoint"], "checksum": row["checksum"]});
        let metadata = json!({"metadata": {"algorithm": {"container": container}}});
        for document in [
            metadata.clone(),
            json!({"version": "5.0.0", "credentialSubject": metadata}),
        ] {
            let args = ["compute", "checksum", "--json", "-"];
            let json = ocean_with(&args, document.to_string().as_bytes()).json();
            for key in ["entrypoint", "checksum", "containerSectionChecksum"] {
                assert_eq!(json[key], row[key]);
            }
        }
    }
}

#[test]
fn documents_without_a_container() {
    let run = ocean(&["compute", "checksum", "data/dataset-url.json"]);
    run.complains(
        "data/dataset-url.json: expected a text at `/metadata/algorithm/container/entrypoint`, \
         as of an algorithm",
    );
    let document = r#"{"version":"5.0.0","credentialSubject":{"metadata":{"algorithm":{"container":
        {"entrypoint":"x","checksum":"\ud800"}}}}}"#;
    ocean_with(&["compute", "checksum", "-"], document.as_bytes()).complains(
        "standard input: expected a text at \
         `/credentialSubject/metadata/algorithm/container/checksum`, as of an algorithm",
    );
}
