//! Files that are none of what the commands of orders, fees and Compute-to-Data read: one clear line,
//! no panic, nothing half printed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use std::{
    fs::{self, File},
    path::Path,
    process::Stdio,
};

use support::{command, ocean, ocean_with, run_of};

/// The commands that read a JSON text of a shape of theirs.
const COMMANDS: [&[&str]; 5] = [
    &["events"],
    &["order", "verify"],
    &["fee", "verify"],
    &["compute", "admit"],
    &["params", "check"],
];

#[track_caller]
fn all_complain(path: &Path, reason: &str) {
    let path = path.to_str().unwrap();
    let line = format!("{path}: {reason}");
    for words in COMMANDS {
        ocean(&[words, &[path]].concat()).complains(&line);
        ocean(&[words, &["--json", path]].concat()).complains(&line);
    }
}

#[test]
fn what_is_no_json() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty", b"", "empty: no bytes at all, expected a JSON text"),
        ("latin1", b"{\"a\":\"\xe4\"}", "not UTF-8: 0xe4 at byte 6"),
        (
            "mark",
            b"\xef\xbb\xbf{}",
            "begins with a byte order mark (UTF-8, at byte 0), which is not JSON",
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
            "hex",
            b"0x0101010101010101010101010101010101010101010101010101010101010101",
            "unexpected 'x' at line 1 column 2 (byte 1), expected nothing more after the value",
        ),
    ];
    for (name, bytes, reason) in cases {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        all_complain(&path, reason);
    }
    let deep = folder.path().join("deep");
    fs::write(&deep, "[".repeat(100_000)).unwrap();
    all_complain(
        &deep,
        "nested deeper than 4096 levels at line 1 column 4097 (byte 4096)",
    );
    all_complain(&folder.path().join("none"), "no such file or folder");
    all_complain(folder.path(), "is a folder, expected a file");
}

#[test]
fn what_is_too_long_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.json");
    File::create(&path).unwrap().set_len(50_000_000).unwrap();
    let reason = "longer than 10,485,760 bytes (10 MiB), the most that this program reads";
    all_complain(&path, reason);
    let path = path.to_str().unwrap();
    let args = [
        "compute",
        "checksum",
        "--file-body",
        path,
        "data/algorithm.json",
    ];
    ocean(&args).complains(&format!("{path}: {reason}"));
}

/// JSON, and something else.
#[test]
fn what_is_something_else() {
    for text in [
        "null",
        "true",
        "7",
        "\"x\"",
        "[]",
        "[[]]",
        "{}",
        "{\"input\":5}",
    ] {
        for words in COMMANDS {
            let run = ocean_with(&[words, &["-"]].concat(), text.as_bytes());
            if (words, text) == (&["events"], "[]") {
                assert_eq!(run.code, Some(0));
                continue;
            }
            assert_eq!(
                (run.code, run.stdout.as_str()),
                (Some(2), ""),
                "{words:?} {text}"
            );
            assert!(run.stderr.starts_with("error: standard input: "), "{run:?}");
            assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
        }
    }
}

/// As long as a file may be, or of so many logs that it takes a while.
#[test]
fn ten_mebibytes() {
    let filler = |around: [&str; 2], one: &str, max: usize| {
        let [before, after] = around;
        let room = max - before.len() - after.len();
        let mut text = String::from(before);
        text.push_str(&one.repeat(room / one.len()));
        text.push_str(after);
        text
    };
    let max = 10 << 20;
    let address = "0x1111111111111111111111111111111111111111";
    let log = format!(r#"{{"address":"{address}","topics":[],"data":"0x","logIndex":"0x1"}},"#);
    let last = log.trim_end_matches(',');
    let logs = filler(["[", &format!("{last}]")], &log, max / 8);
    let run = ocean_with(&["events", "-"], logs.as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(run.stdout.lines().count(), logs.matches("address").count());

    let data = filler(
        [
            &format!(r#"{{"address":"{address}","topics":[],"data":"0x"#),
            r#"","logIndex":1}"#,
        ],
        "00",
        max,
    );
    let run = ocean_with(&["events", "-"], data.as_bytes());
    assert_eq!(
        run.stdout,
        format!("    1  {address}  unknown, without topics\n")
    );

    // One text, wherever a text may be.
    let digits = "1".repeat(max - 100);
    for (words, key) in [
        (COMMANDS[1], "tx_id"),
        (COMMANDS[2], "providerFeeAddress"),
        (COMMANDS[3], "algorithm_did"),
        (COMMANDS[4], "consumerParameters"),
    ] {
        let text = format!(r#"{{"{key}":"{digits}"}}"#);
        let run = ocean_with(&[words, &["-"]].concat(), text.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        assert!(run.stderr.len() < 400, "{words:?} {}", run.stderr.len());
    }
}

#[test]
fn a_closed_pipe_changes_no_answer() {
    for (args, code) in [
        (&["events", "orders/receipt.json"][..], 0),
        (&["order", "verify", "orders/order.json"], 0),
        (&["order", "verify", "orders/forged.json"], 1),
        (&["fee", "verify", "orders/fee.json"], 0),
        (&["compute", "admit", "orders/trust.json"], 0),
        (&["params", "check", "orders/parameters.json"], 0),
    ] {
        let mut child = command()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let run = run_of(child.wait_with_output().unwrap());
        assert_eq!(
            (run.code, run.stderr.as_str()),
            (Some(code), ""),
            "{args:?}"
        );
    }
}

#[test]
fn colour_is_for_terminals() {
    for args in [
        &["order", "verify", "orders/order.json"][..],
        &["order", "verify", "orders/forged.json"],
        &["fee", "verify", "orders/fee.json"],
        &["events", "orders/receipt.json"],
    ] {
        let plain = ocean(args);
        assert!(!plain.stdout.contains('\u{1b}'), "{plain:?}");
        let output = command().args(args).env("CLICOLOR_FORCE", "1").output();
        assert!(
            run_of(output.unwrap()).stdout.contains('\u{1b}'),
            "{args:?}"
        );
    }
}
