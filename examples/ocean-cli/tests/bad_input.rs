//! Input that nobody should give: one clear line, no panic, nothing half printed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use std::{
    fs::{self, File},
    path::Path,
    process::Stdio,
};

use support::{command, examples, ocean, ocean_with, run_of};

const CONSUMER: &str = "0xBB1081DbF3227bbB233Db68f7117114baBb43656";

/// Every command that reads a JSON text complains in the same way.
#[track_caller]
fn all_complain(path: &Path, reason: &str) {
    let path = path.to_str().unwrap();
    let line = format!("{path}: {reason}");
    ocean(&["stringify", path]).complains(&line);
    ocean(&["stringify", "--json", path]).complains(&line);
    ocean(&["checksum", "--stringify", path]).complains(&line);
    ocean(&["credentials", path, "--consumer", CONSUMER]).complains(&line);
    let run = ocean(&["inspect", path]);
    assert_eq!(run.stderr, format!("error: {line}\n"));
    assert_eq!(run.stdout, "0 documents, 1 unreadable\n");
    assert_eq!(run.code, Some(2));
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
    all_complain(&path, reason);
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
    for args in [&["inspect"][..], &["inspect", "--json"]] {
        let run = ocean(&[args, &[folder.path().to_str().unwrap()]].concat());
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
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
    let services = vec!["5"; 100_000].join(",");
    let name = "n".repeat(100_000);
    let text = format!(r#"{{"metadata":{{"name":"{name}"}},"services":[{services}]}}"#);
    let run = ocean_with(&["inspect", "-"], text.as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.len() < 50_000, "{}", run.stdout.len());
    assert!(run.stdout.contains("… (cut: 100,000 characters)"));
    assert!(
        run.stdout
            .contains("100000 services, of which the first 1000 are read")
    );
}

#[test]
fn paths_are_hostile_as_well() {
    ocean(&["checksum", "no\u{1b}[2J\nsuch"])
        .complains("no\\u001b[2J\\nsuch: no such file or folder");
}
