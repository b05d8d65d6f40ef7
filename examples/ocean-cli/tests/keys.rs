//! Key files, the key in the environment, and who may read them.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use support::{Run, examples, ocean, ocean_as, ocean_with, run_of};
use tempfile::TempDir;

const KEY: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const ADDRESS: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";
const PUBLIC_KEY: &str = "0x041b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f\
                          70beaf8f588b541507fed6a642c5ab42dfdf8120a7f639de5122d47a69a8e8d1";

/// A key file of its owner only.
fn key_file(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("key");
    // Made anew: it keeps no mode of an earlier one.
    let _ = fs::remove_file(&path);
    fs::write(&path, bytes).unwrap();
    set_mode(&path, 0o600);
    path
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

fn show(path: &Path) -> Run {
    ocean(&["key", "show", path.to_str().unwrap()])
}

#[test]
fn a_key_is_shown_without_its_secret() {
    let folder = tempfile::tempdir().unwrap();
    let shown = format!("public key  {PUBLIC_KEY}\naddress     {ADDRESS}\n");
    for text in [
        KEY.to_owned(),
        format!("0x{KEY}"),
        format!(" \t\r\n0x{KEY}\r\n\n"),
    ] {
        let path = key_file(&folder, text.as_bytes());
        show(&path).prints(0, &shown);
        ocean_with(&["key", "show", "-"], text.as_bytes()).prints(0, &shown);
        run_of(ocean_as(&text, &["key", "show"], b"")).prints(0, &shown);
        let path = path.to_str().unwrap();
        let json = ocean(&["key", "show", "--json", path]).json();
        assert_eq!(
            json,
            serde_json::json!({"path": path, "public_key": PUBLIC_KEY, "address": ADDRESS})
        );
    }
    let json = run_of(ocean_as(KEY, &["key", "show", "--json"], b"")).json();
    assert_eq!(json["path"], serde_json::Value::Null);
}

#[test]
fn new_keys_are_new_and_their_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    for name in ["a.key", "b.key"] {
        let path = folder.path().join(name);
        let text = path.to_str().unwrap();
        let made = ocean(&["key", "new", "--out", text]);
        assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""));
        show(&path).prints(0, &made.stdout);
        let digits = fs::read_to_string(&path).unwrap();
        assert_eq!((digits.len(), digits.trim_end().len()), (65, 64));
        assert!(!made.stdout.contains(digits.trim_end()));
        seen.push(digits);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;

            let permissions = fs::metadata(&path).unwrap().permissions();
            assert_eq!(permissions.mode() & 0o7777, 0o600);
        }
        // Never overwritten.
        ocean(&["key", "new", "--out", text]).complains(&format!("{text}: exists already"));
        assert_eq!(fs::read_to_string(&path).unwrap(), seen[seen.len() - 1]);
    }
    assert_ne!(seen[0], seen[1]);

    let path = folder.path().join("c.key");
    let json = ocean(&["--json", "key", "new", "--out", path.to_str().unwrap()]).json();
    let shown = ocean(&["key", "show", "--json", path.to_str().unwrap()]).json();
    assert_eq!(json, shown);
    assert_eq!(json.as_object().unwrap().len(), 3);
}

#[test]
fn where_no_key_can_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    ocean(&["key", "new", "--out", path]).complains(&format!("{path}: exists already"));
    let none = folder.path().join("none/key");
    let none = none.to_str().unwrap();
    ocean(&["key", "new", "--out", none]).complains(&format!("{none}: no such file or folder"));
    ocean(&["key", "new", "--out", "-"])
        .complains("--out: a secret key is not printed: expected the path of a file");
    assert!(!examples().join("-").exists());
}

/// A link that leads nowhere is not followed, so that nobody can choose where the key goes.
#[cfg(unix)]
#[test]
fn a_new_key_follows_no_link() {
    let folder = tempfile::tempdir().unwrap();
    let (link, target) = (folder.path().join("link"), folder.path().join("target"));
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let link = link.to_str().unwrap();
    ocean(&["key", "new", "--out", link]).complains(&format!("{link}: exists already"));
    assert!(!target.exists());
}

#[test]
fn what_is_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let cases: [(&[u8], &str); 8] = [
        (b"", "secret key of 0 characters, expected 64 hex digits"),
        (b" \n", "secret key of 0 characters, expected 64 hex digits"),
        (
            &KEY.as_bytes()[1..],
            "secret key of 63 characters, expected 64 hex digits",
        ),
        (
            b"01010101 01010101",
            "secret key has a character at 8 that is no hex digit",
        ),
        (
            b"0x0x0101",
            "secret key has a character at 1 that is no hex digit",
        ),
        (
            order.as_bytes(),
            "secret key is out of range, expected 1 to the order of secp256k1 less 1",
        ),
        (
            &[b'0'; 64],
            "secret key is out of range, expected 1 to the order of secp256k1 less 1",
        ),
        (
            b"\xff\xfe\x01",
            "expected 64 hex digits, found what is no text",
        ),
    ];
    for (bytes, reason) in cases {
        let path = key_file(&folder, bytes);
        show(&path).complains(&format!("{}: {reason}", path.display()));
        ocean_with(&["key", "show", "-"], bytes).complains(&format!("standard input: {reason}"));
        if let Ok(text) = std::str::from_utf8(bytes) {
            run_of(ocean_as(text, &["key", "show"], b""))
                .complains(&format!("OCEAN_KEY: {reason}"));
        }
    }
}

#[test]
fn what_is_no_key_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    ocean(&["key", "show", path]).complains(&format!("{path}: is a folder, expected a file"));
    ocean(&["key", "show", "none"]).complains("none: no such file or folder");
    let long = key_file(&folder, format!("{KEY}{}", " ".repeat(961)).as_bytes());
    show(&long).complains(&format!(
        "{}: longer than 1,024 bytes, expected 64 hex digits",
        long.display()
    ));
    let full = key_file(&folder, format!("{KEY}{}", " ".repeat(960)).as_bytes());
    assert_eq!(show(&full).code, Some(0));
    File::create(&full).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(show(&full).code, Some(2));
    ocean(&["key", "show"])
        .complains("KEYFILE: no key: expected the path of a key file, or the digits in OCEAN_KEY");
    ocean(&["open", "files/files.json"])
        .complains("--key: no key: expected the path of a key file, or the digits in OCEAN_KEY");
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = key_file(&folder, KEY.as_bytes());
    for mode in [0o400, 0o600, 0o700] {
        set_mode(&path, mode);
        assert_eq!(show(&path).code, Some(0), "{mode:o}");
    }
    // Write alone is enough to exchange the key, and each bit counts.
    for mode in [
        0o604, 0o602, 0o601, 0o640, 0o620, 0o610, 0o644, 0o666, 0o777,
    ] {
        set_mode(&path, mode);
        let line = format!(
            "{}: others than its owner have access (mode 0{mode:o}), \
             expected mode 0600 (chmod 600)",
            path.display()
        );
        show(&path).complains(&line);
        let key = path.to_str().unwrap();
        ocean(&["open", "--key", key, "files/files.json"]).complains(&line);
        ocean(&[
            "sign",
            "--key",
            key,
            "--endpoint",
            "create-token",
            "--nonce",
            "1",
        ])
        .complains(&line);
    }
    // What counts is the file that a link leads to.
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert_eq!(show(&link).code, Some(2));
    set_mode(&path, 0o600);
    assert_eq!(show(&link).code, Some(0));
}

/// A file that is named wins over the environment, even where it is bad.
#[test]
fn the_file_comes_before_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = key_file(&folder, KEY.as_bytes());
    let path = path.to_str().unwrap();
    let other = "2".repeat(64);
    let run = run_of(ocean_as(&other, &["key", "show", path], b""));
    assert!(run.stdout.contains(ADDRESS), "{run:?}");
    run_of(ocean_as(KEY, &["key", "show", "none"], b"")).complains("none: no such file or folder");
}

#[test]
fn standard_input_is_one_thing() {
    ocean_with(&["open", "--key", "-", "-"], KEY.as_bytes())
        .complains("--key: standard input is FILE already, and cannot be the key as well");
    let args = [
        "sign",
        "--key",
        "-",
        "--endpoint",
        "create-token",
        "--nonce",
        "1",
    ];
    let run = ocean_with(&args, KEY.as_bytes());
    assert!(run.stdout.contains(ADDRESS), "{run:?}");
}

/// A key at the place of something else is not repeated.
#[test]
fn a_key_as_an_argument_is_refused_unseen() {
    let key = format!("0x{KEY}");
    let argument = "expected the path of a file, found what may be a key itself \
                    (write ./ before a path that is all hex digits)";
    ocean(&["key", "show", &key]).complains(&format!("KEYFILE: {argument}"));
    ocean(&["open", "--key", KEY, "-"]).complains(&format!("--key: {argument}"));
    run_of(ocean_as(KEY, &["open", &key], b""))
        .complains("a path that may be a key: no such file or folder");
    for args in [
        &["key", &key][..],
        &["open", &key, &key],
        &[&key],
        &["key", "new", "--out", "none/x", &key],
        &["seal", "--to", &key, "-"],
        &["files", "open", "--datatoken", &key, "--nft", &key, "-"],
        &["envelope", "unpack", "--flags", &key, "--hash", "0", "-"],
        &[
            "envelope",
            "unpack",
            "--flags",
            "0",
            "--hash",
            &key[1..],
            "-",
        ],
        &["sign", "--endpoint", &key, "--nonce", "1"],
        &["sign", "--endpoint", "create-token", "--nonce", &key],
        &[
            "sign",
            "--endpoint",
            "create-token",
            "--nonce",
            "1",
            "--address",
            &key,
        ],
        &[
            "sign",
            "--endpoint",
            "download",
            "--nonce",
            "1",
            "--did",
            &key,
        ],
        &[
            "sign",
            "--endpoint",
            "compute-stop",
            "--nonce",
            "1",
            "--job",
            &key,
            "--did",
            "x",
        ],
        &[
            "recover",
            "--endpoint",
            "create-token",
            "--nonce",
            "1",
            "--address",
            ADDRESS,
            "--signature",
            &key,
        ],
        &["sign", &format!("--secret={key}")],
        &["sign", "--key", &key[..64]],
    ] {
        let run = run_of(ocean_as(KEY, args, b"x"));
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
        assert!(!run.stderr.contains(&KEY[..60]), "{run:?}");
    }
}
