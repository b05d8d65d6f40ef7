//! Input that nobody should give: one clear line, no panic, nothing half printed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use std::{
    fs::{self, File},
    path::Path,
    process::Stdio,
};

use serde_json::json;
use support::{command, examples, ocean, ocean_with, run_of};

const CONSUMER: &str = "0xBB1081DbF3227bbB233Db68f7117114baBb43656";

/// Every command that reads a JSON text complains in the same way.
#[track_caller]
fn all_complain(path: &Path, reason: &str) {
    texts_complain(path, reason);
    documents_complain(path, reason);
}

/// Those that take any JSON.
#[track_caller]
fn texts_complain(path: &Path, reason: &str) {
    let path = path.to_str().unwrap();
    let line = format!("{path}: {reason}");
    ocean(&["stringify", path]).complains(&line);
    ocean(&["stringify", "--json", path]).complains(&line);
    ocean(&["checksum", "--stringify", path]).complains(&line);
    ocean(&["credentials", path, "--consumer", CONSUMER]).complains(&line);
}

/// Those that take documents only.
#[track_caller]
fn documents_complain(path: &Path, reason: &str) {
    let path = path.to_str().unwrap();
    let line = format!("{path}: {reason}");
    ocean(&["strip", path]).complains(&line);
    ocean(&["strip", "--json", path]).complains(&line);
    for profile in ["strict", "aquarius", "ddo-js"] {
        ocean(&["validate", "--json", "--profile", profile, path]).complains(&line);
    }
    for (command, last) in [
        ("inspect", "0 documents, 1 unreadable\n"),
        (
            "validate",
            "\n0 documents: 0 valid, 0 invalid; 1 unusable\n",
        ),
    ] {
        let run = ocean(&[command, path]);
        assert_eq!(run.stderr, format!("error: {line}\n"));
        assert_eq!(run.stdout, last);
        assert_eq!(run.code, Some(2));
    }
}

#[test]
fn unusable_files() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&str, &[u8], &str); 8] = [
        ("empty", b"", "empty: no bytes at all, expected a JSON text"),
        (
            "blank",
            b" \n",
            "text ends at line 2 column 1 (byte 2), expected a value",
        ),
        ("latin1", b"{\"a\":\"\xe4\"}", "not UTF-8: 0xe4 at byte 6"),
        (
            "mark",
            b"\xef\xbb\xbf{}",
            "begins with a byte order mark (UTF-8, at byte 0), which is not JSON",
        ),
        (
            "mark16",
            b"\xff\xfe{\0}\0",
            "begins with a byte order mark (UTF-16, at byte 0), which is not JSON",
        ),
        (
            "cut",
            b"{\"a\":[1,",
            "text ends at line 1 column 9 (byte 8), expected a value",
        ),
        (
            "two",
            b"{} {}",
            "unexpected '{' at line 1 column 4 (byte 3), expected nothing more after the value",
        ),
        (
            "nul",
            b"\0",
            "unexpected '\\0' at line 1 column 1 (byte 0), expected a value",
        ),
    ];
    for (name, bytes, reason) in cases {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        all_complain(&path, reason);
    }
    all_complain(&folder.path().join("none"), "no such file or folder");
}

#[test]
fn deep_nesting_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.json");
    fs::write(&path, "[".repeat(100_000) + &"]".repeat(100_000)).unwrap();
    let reason = "nested deeper than 4096 levels at line 1 column 4097 (byte 4096)";
    texts_complain(&path, reason);
    let reason = "nested deeper than 128 levels at line 1 column 129 (byte 128)";
    documents_complain(&path, reason);
}

#[test]
fn what_is_no_document_is_unusable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.json");
    let services = vec!["5"; 100_000].join(",");
    for (text, reason) in [
        ("null", "expected an object as the document, found null"),
        ("[{}]", "expected an object as the document, found array"),
        ("7", "expected an object as the document, found number"),
        (
            &format!(r#"{{"services":[{services}]}}"#),
            "expected at most 1000 elements at `/services`, found 100000",
        ),
        (
            &format!(r#"{{"metadata":{{"tags":[{services}]}}}}"#),
            "expected at most 10000 elements at `/metadata/tags`, found 100000",
        ),
    ] {
        fs::write(&path, text).unwrap();
        documents_complain(&path, reason);
    }
}

#[test]
fn what_is_too_long_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.json");
    File::create(&path).unwrap().set_len(50_000_000).unwrap();
    let reason = "longer than 10,485,760 bytes (10 MiB), the most that this program reads";
    all_complain(&path, reason);
    let line = format!("{}: {reason}", path.display());
    ocean(&["checksum", path.to_str().unwrap()]).complains(&line);
    File::create(&path).unwrap().set_len(10 << 20).unwrap();
    assert_eq!(ocean(&["checksum", path.to_str().unwrap()]).code, Some(0));
}

#[cfg(unix)]
#[test]
fn an_endless_input_ends() {
    let reason = "longer than 10,485,760 bytes (10 MiB), the most that this program reads";
    ocean(&["checksum", "/dev/zero"]).complains(&format!("/dev/zero: {reason}"));
    let zero = File::open("/dev/zero").unwrap();
    let output = command().args(["stringify", "-"]).stdin(zero).output();
    run_of(output.unwrap()).complains(&format!("standard input: {reason}"));
}

#[test]
fn folders() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    ocean(&["checksum", path]).complains(&format!("{path}: is a folder, expected a file"));
    let run = ocean(&["inspect", path]);
    assert_eq!(
        run.stderr,
        format!("error: {path}: no *.json file in this folder\n")
    );
    assert_eq!(run.code, Some(2));

    fs::create_dir_all(folder.path().join("b/c.json")).unwrap();
    let document = examples().join("data/deprecated.json");
    for name in ["z.json", "a.json", "b/c.json/d.json", "b/no.txt"] {
        fs::copy(&document, folder.path().join(name)).unwrap();
    }
    let pages = ocean(&["inspect", "--json", path]).json();
    let paths: Vec<&str> = pages
        .as_array()
        .unwrap()
        .iter()
        .map(|page| page["path"].as_str().unwrap())
        .collect();
    let expected = ["a.json", "b/c.json/d.json", "z.json"].map(|name| format!("{path}/{name}"));
    assert_eq!(paths, expected);
    let named = folder.path().join("b/no.txt");
    assert_eq!(ocean(&["inspect", named.to_str().unwrap()]).code, Some(0));
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..20 {
        let copy = folder.path().join(format!("{index}.json"));
        fs::copy(examples().join("data/large.json"), copy).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let large = format!("{path}/0.json");
    for args in [
        &["inspect", path][..],
        &["inspect", "--json", path],
        &["validate", path],
        &["validate", "--json", path],
        &["strip", &large],
        &["strip", "--json", &large],
        &["stringify", &large],
        &["stringify", "--json", &large],
    ] {
        let mut child = command()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let run = run_of(child.wait_with_output().unwrap());
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
    }
}

/// Every value of two documents in turn is `null`: pages show what is left.
#[test]
fn a_null_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    for name in ["dataset-compute", "version-5.0.0", "credentials-service"] {
        let text = fs::read_to_string(examples().join(format!("data/{name}.json"))).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut pointers = Vec::new();
        collect(&document, String::new(), &mut pointers);
        for pointer in pointers {
            let mut document = document.clone();
            *document.pointer_mut(&pointer).unwrap() = serde_json::Value::Null;
            let path = folder.path().join(format!("{count}.json"));
            fs::write(&path, document.to_string()).unwrap();
            let asked = ocean(&[
                "credentials",
                path.to_str().unwrap(),
                "--consumer",
                CONSUMER,
            ]);
            assert!(matches!(asked.code, Some(0..=2)), "{pointer}: {asked:?}");
            assert!(!asked.stderr.contains("panicked"), "{pointer}: {asked:?}");
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
    let folder = folder.path().to_str().unwrap();
    for args in [&["inspect", folder][..], &["inspect", "--json", folder]] {
        let run = ocean(args);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    }
    for profile in ["strict", "aquarius", "ddo-js"] {
        let run = ocean(&["validate", "--json", "--profile", profile, folder]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
        assert_eq!(run.stdout.lines().count(), count);
    }
}

fn collect(value: &serde_json::Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(array) => {
            for (index, value) in array.iter().enumerate() {
                collect(value, format!("{pointer}/{index}"), pointers);
            }
        }
        serde_json::Value::Object(object) => {
            for (key, value) in object {
                collect(value, format!("{pointer}/{key}"), pointers);
            }
        }
        _ => {}
    }
    if !pointer.is_empty() {
        pointers.push(pointer);
    }
}

#[test]
fn hostile_sizes_stay_small_on_a_page() {
    let services = vec!["5"; 1_000].join(",");
    let name = "n".repeat(100_000);
    let text = format!(
        r#"{{"version":"4.3.0","metadata":{{"name":"{name}"}},"services":[{services}],"@{name}":0}}"#
    );
    for (command, code) in [("inspect", 0), ("validate", 1)] {
        let run = ocean_with(&[command, "-"], text.as_bytes());
        assert_eq!((run.code, run.stderr.as_str()), (Some(code), ""));
        assert!(run.stdout.len() < 50_000, "{}", run.stdout.len());
        assert!(run.stdout.contains("violations more (--json has all)"));
    }
    let page = ocean_with(&["inspect", "-"], text.as_bytes()).stdout;
    assert!(page.contains("… (cut: 100,000 characters)"));
    assert!(page.contains("and 936 services more (--json has all)"));
}

/// Violations or an error, in a time that does not grow with the square.
#[test]
fn a_million_keys() {
    let keys = |count: u32, write: fn(u32) -> String| {
        let members: Vec<String> = (0..count).map(write).collect();
        format!("{{\"version\":\"4.1.0\",{}}}", members.join(","))
    };
    let distinct = keys(1_000_000, |index| format!("\"{index:x}\":1"));
    let repeated = keys(50_000, |index| format!("\"x{index:x}\":1,\"x{index:x}\":2"));
    let json_ld = keys(50_000, |index| format!("\"@{index:x}\":1"));
    for (text, least) in [(&distinct, 5), (&repeated, 10_001), (&json_ld, 10_001)] {
        let run = ocean_with(&["validate", "--json", "-"], text.as_bytes());
        assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
        let line: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let violations = line["violations"].as_array().unwrap();
        assert!(violations.len() >= least);
        if least > 10_000 {
            // What the root lacks is counted, too.
            assert_eq!(violations.len(), least);
            assert_eq!(violations[10_000]["code"], "omitted");
            assert_eq!(violations[10_000]["message"], "and 40,006 more");
        }
    }
    let run = ocean_with(&["inspect", "-"], repeated.as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.len() < 20_000);
    let text = keys(1_000_000, |index| format!("\"member {index}\":1"));
    let reason = "standard input: longer than 10,485,760 bytes (10 MiB), \
                  the most that this program reads";
    let run = ocean_with(&["validate", "--json", "-"], text.as_bytes());
    run.complains(reason);
}

/// Every value of a document in turn is of another kind.
#[test]
fn another_kind_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(examples().join("data/dataset-compute.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut pointers = Vec::new();
    collect(&document, String::new(), &mut pointers);
    let mut count = 0;
    for pointer in pointers {
        for other in [json!(7), json!([[{}]]), json!({"a": {"b": []}}), json!("x")] {
            let mut document = document.clone();
            *document.pointer_mut(&pointer).unwrap() = other;
            let path = folder.path().join(format!("{count}.json"));
            fs::write(&path, document.to_string()).unwrap();
            count += 1;
        }
    }
    assert!(count > 200, "{count}");
    let folder = folder.path().to_str().unwrap();
    for profile in ["strict", "aquarius", "ddo-js"] {
        let run = ocean(&["validate", "--json", "--profile", profile, folder]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
        assert_eq!(run.stdout.lines().count(), count);
    }
    let run = ocean(&["inspect", folder]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

#[test]
fn what_stands_where_services_belong() {
    let of = |services: &str| {
        let text = fs::read_to_string(examples().join("data/dataset-url.json")).unwrap();
        let (before, _) = text.split_once("\"services\":").unwrap();
        ocean_with(
            &["validate", "--json", "-"],
            format!("{before}\"services\":{services}}}").as_bytes(),
        )
    };
    for (services, pointer, message) in [
        (
            "7",
            "/services",
            "expected an array of objects, found number `7`",
        ),
        (
            "{}",
            "/services",
            "expected an array of objects, found object",
        ),
        ("[[]]", "/services/0", "expected an object, found array"),
    ] {
        let run = of(services);
        assert_eq!(run.code, Some(1), "{services}");
        let violation = &run.json()["violations"][0];
        assert_eq!(
            (&violation["pointer"], &violation["message"]),
            (&pointer.into(), &message.into())
        );
    }
}

#[test]
fn paths_are_hostile_as_well() {
    ocean(&["checksum", "no\u{1b}[2J\nsuch"])
        .complains("no\\u001b[2J\\nsuch: no such file or folder");
}
