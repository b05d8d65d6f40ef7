//! The documents in `examples`, against the tables that describe them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use std::{collections::BTreeSet, fs};

use serde_json::Value;
use support::{examples, ocean, readme_rows};

const RIGHT: &str = "Right";
const UNUSUAL: &str = "Readable, but wrong or unusual";
const BROKEN: &str = "Not readable as a document";

#[test]
fn the_tables_list_every_file() {
    let rows = readme_rows();
    let count = |section| rows.iter().filter(|row| row.section == section).count();
    assert_eq!((count(RIGHT), count(UNUSUAL), count(BROKEN)), (22, 10, 8));
    let listed: BTreeSet<String> = rows.into_iter().map(|row| row.path).collect();
    let mut there = BTreeSet::new();
    for folder in ["data", "data-broken"] {
        for entry in fs::read_dir(examples().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let name = path.file_name().unwrap().to_str().unwrap();
                there.insert(format!("{folder}/{name}"));
            }
        }
    }
    assert_eq!(listed, there);
}

#[test]
fn pages_say_what_the_tables_say() {
    let run = ocean(&["inspect", "--json", "data"]);
    assert_eq!(run.code, Some(0));
    let pages = run.json();
    let pages = pages.as_array().unwrap();
    let rows: Vec<_> = readme_rows()
        .into_iter()
        .filter(|row| row.section != BROKEN)
        .collect();
    assert_eq!(pages.len(), rows.len());
    for row in rows {
        let page = pages.iter().find(|page| page["path"] == row.path).unwrap();
        let context = format!("{row:?}\n{page:#}");
        assert_eq!(page["bytes"], row.bytes, "{context}");
        assert_eq!(page["hash"]["sha256"], row.sha256, "{context}");
        assert_eq!(page["hash"]["equal"], row.stringify == "yes", "{context}");
        assert_eq!(
            page["version"].as_str(),
            row.version.as_deref(),
            "{context}"
        );
        if row.section == RIGHT {
            assert_eq!(page["did"]["verdict"], "agrees", "{context}");
            assert_eq!(page["did"]["found"], page["did"]["expected"], "{context}");
            assert_eq!(page["remarks"], Value::Array(Vec::new()), "{context}");
        }
    }
}

#[test]
fn checksum_prints_the_hashes_of_the_tables() {
    for row in readme_rows() {
        ocean(&["checksum", &row.path]).prints(0, &format!("{}\n", row.sha256));
        let stringified = ocean(&["checksum", "--stringify", &row.path]);
        match row.stringify.as_str() {
            "yes" => stringified.prints(0, &format!("{}\n", row.sha256)),
            "no" => {
                assert_eq!(stringified.code, Some(0), "{row:?}");
                assert_ne!(stringified.stdout, format!("{}\n", row.sha256), "{row:?}");
            }
            _ => {
                assert_eq!(stringified.code, Some(2), "{row:?}");
                assert_eq!(stringified.stdout, "", "{row:?}");
            }
        }
    }
}

#[test]
fn the_unusual_is_said() {
    let pages = ocean(&["inspect", "--json", "data"]).json();
    let page = |name: &str| {
        let pages = pages.as_array().unwrap();
        let path = format!("data/{name}.json");
        pages
            .iter()
            .find(|page| page["path"] == path)
            .unwrap()
            .clone()
    };

    let did = &page("wrong-did")["did"];
    assert_eq!(did["verdict"], "differs");
    assert!(
        did["found"]
            .as_str()
            .unwrap()
            .starts_with("did:op:e544cdd6")
    );
    assert!(
        did["expected"]
            .as_str()
            .unwrap()
            .starts_with("did:op:22a5e778")
    );

    let did = &page("upper-case-did")["did"];
    assert_eq!(did["verdict"], "differs");
    assert!(
        did["reason"].as_str().unwrap().contains("lower-case"),
        "{did}"
    );

    for name in ["chain-id-text", "nft-address-wrong-case"] {
        let did = &page(name)["did"];
        assert_eq!(did["verdict"], "unknown");
        assert_eq!(did["expected"], Value::Null);
        assert_eq!(did["lenient"]["expected"], did["found"]);
        assert_eq!(did["lenient"]["agrees"], true);
    }

    let revoked = page("indexed-aquarius-revoked");
    assert_eq!(revoked["did"]["verdict"], "unknown");
    assert_eq!(revoked["state"]["name"], "REVOKED");
    assert_eq!(revoked["state"]["order"], false);

    let repeated = page("duplicate-keys");
    assert_eq!(repeated["did"]["verdict"], "agrees");
    assert_eq!(repeated["violations"][0]["pointer"], "/id");
    assert_eq!(repeated["remarks"], Value::Array(Vec::new()));

    let malformed = page("malformed-credentials");
    let message = malformed["credentials"]["malformed"]["message"].as_str();
    assert!(message.unwrap().contains("`/credentials/allow`"));

    assert_eq!(page("null-fields")["credentials"], Value::Null);
    assert_eq!(page("deprecated")["state"]["number"], 2);
    assert_eq!(page("version-5.0.0")["chain_id"], 32456);
    let service = &page("dataset-compute-any")["services"][1];
    assert_eq!(service["compute"]["who"], "the trusted algorithms");
}

#[test]
fn nothing_hostile_reaches_a_terminal() {
    let hostile = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for args in [
        &["inspect", "data"][..],
        &["inspect", "--json", "data"],
        &["validate", "data"],
        &["validate", "--json", "data"],
    ] {
        let run = ocean(args);
        assert!(!run.stdout.contains(hostile), "{args:?}");
    }
    let text = "{\"name\":\"\u{9b}31m\u{202e}\"}";
    let run = support::ocean_with(&["stringify", "--json", "-"], text.as_bytes());
    assert!(!run.stdout.contains(hostile), "{run:?}");
    assert_eq!(run.json()["text"], text);

    let text = "{\"version\":\"\u{9b}31m\u{202e}\",\"@\u{9b}\u{202e}\":1,\"@\u{9b}\u{202e}\":2}";
    for args in [
        &["validate", "-"][..],
        &["validate", "--json", "-"],
        &["inspect", "-"],
        &["inspect", "--json", "-"],
    ] {
        for text in [text, &text.replace("\u{9b}31m\u{202e}", "4.1.0")] {
            let run = support::ocean_with(args, text.as_bytes());
            assert!(!run.stdout.contains(hostile), "{run:?}");
            assert!(
                run.stdout.contains("u{9b}") || run.stdout.contains("u009b"),
                "{run:?}"
            );
        }
    }
}

#[test]
fn broken_documents_have_one_clear_line_each() {
    let run = ocean(&["inspect", "data-broken"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.stdout, "0 documents, 8 unreadable\n");
    let expected = [
        "array-root.json: expected an object as the document, found array",
        "byte-order-mark.json: begins with a byte order mark (UTF-8, at byte 0), which is not JSON",
        "empty.json: empty: no bytes at all, expected a JSON text",
        "gateway-error.json: unexpected '<' at line 1 column 1 (byte 0), expected a value",
        "latin-1.json: not UTF-8: 0xe4 at byte 576",
        "only-null.json: expected an object as the document, found null",
        "python-nan.json: unexpected 'N' at line 1 column 586 (byte 585), expected a value",
        "truncated.json: text ends at line 1 column 1489 (byte 1488), expected the end of the string",
    ];
    let lines: Vec<String> = expected
        .iter()
        .map(|line| format!("error: data-broken/{line}"))
        .collect();
    assert_eq!(run.stderr.lines().collect::<Vec<_>>(), lines);

    let run = ocean(&["inspect", "--json", "data-broken"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), "[]\n"));
}

#[test]
fn readable_pages_are_printed_beside_unreadable_ones() {
    let run = ocean(&[
        "inspect",
        "data-broken/empty.json",
        "data/deprecated.json",
        "none",
    ]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.stderr.lines().count(), 2);
    assert!(run.stdout.starts_with("data/deprecated.json\n"));
    let last = "1 document, 2 unreadable; DIDs: 1 as expected, 0 wrong, 0 unknown";
    assert_eq!(run.stdout.lines().last(), Some(last));

    let run = ocean(&["inspect", "data"]);
    let last = "32 documents, 0 unreadable; DIDs: 26 as expected, 2 wrong, 4 unknown";
    assert_eq!(run.stdout.lines().last(), Some(last));
}

/// `BLESS=1` rewrites the files.
#[test]
fn pages_read_as_they_should() {
    let folder = examples().join("ocean-cli/tests/golden");
    let golden = [
        ("dataset-compute", false),
        ("version-5.0.0", false),
        ("terminal-escapes", false),
        ("publisher-mistakes", false),
        ("chain-id-text", true),
    ];
    for (name, json) in golden {
        let path = format!("data/{name}.json");
        let run = if json {
            ocean(&["inspect", "--json", &path])
        } else {
            ocean(&["inspect", &path])
        };
        assert_eq!(run.code, Some(0));
        let file = folder.join(format!("{name}.{}", if json { "json" } else { "txt" }));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, &run.stdout).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap();
        assert_eq!(run.stdout, expected, "{name}: BLESS=1 rewrites the file");
    }
}
