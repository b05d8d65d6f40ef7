//! `seal`, `open`, `files` and `envelope`.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{command, examples, ocean, ocean_as, ocean_with, run_of};

const DATATOKEN: &str = "0x4920060Fe25192ed2BD1351412892207D941B79F";
const NFT: &str = "0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2";
const OTHER_KEY: &str = "2222222222222222222222222222222222222222222222222222222222222222";
const ADDRESS: &str = "0x7d931fd3f5a12c18Cd77f9Cb90ff58E677dF9479";

fn example(name: &str) -> String {
    fs::read_to_string(examples().join("files").join(name)).unwrap()
}

fn key() -> String {
    example("test.key")
}

fn public_key() -> String {
    example("test.pub").trim().into()
}

fn seal(plaintext: &[u8]) -> String {
    let run = ocean_with(&["seal", "--to", &public_key(), "-"], plaintext);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    run.stdout
}

fn bytes_of(hex: &str) -> Vec<u8> {
    alloy_primitives::hex::decode(hex.trim()).unwrap()
}

#[test]
fn any_bytes_come_back() {
    let all: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    for plaintext in [&b""[..], b"\n", b"0x00", b"\xff\xfe\0\x1b[2J", &all] {
        let sealed = seal(plaintext);
        assert_eq!(sealed.len(), 2 + 2 * (97 + plaintext.len()) + 1);
        assert!(sealed.starts_with("0x04") && sealed.ends_with('\n'));
        let upper = sealed.trim().replace("0x", "").to_uppercase();
        for text in [
            sealed.as_bytes(),
            sealed.trim().as_bytes(),
            format!("\r\n  0X{upper} \n").as_bytes(),
            upper.as_bytes(),
            // An odd digit at the front stands for `04`.
            &upper.as_bytes()[1..],
            &bytes_of(&sealed),
        ] {
            let output = ocean_as(&key(), &["open", "-"], text);
            assert_eq!(output.stdout, plaintext);
            assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
        }
        let output = ocean_as(&key(), &["open", "--json", "-"], sealed.as_bytes());
        let expected = json!({"path": "-", "address": ADDRESS, "bytes": plaintext.len()});
        assert_eq!(run_of(output).json(), expected);
    }
    assert_ne!(seal(b"x"), seal(b"x"));
}

#[test]
fn every_form_of_the_public_key() {
    let full = public_key();
    let compressed = format!("0x02{}", &full[4..68]);
    for to in [&full, &full[2..], &full[4..], &compressed] {
        let json = ocean_with(&["seal", "--json", "--to", to, "-"], b"plain").json();
        assert_eq!(
            (&json["path"], &json["to"], &json["bytes"]),
            (&"-".into(), &full.as_str().into(), &5.into())
        );
        let sealed = json["sealed"].as_str().unwrap();
        let output = ocean_as(&key(), &["open", "-"], sealed.as_bytes());
        assert_eq!(output.stdout, b"plain");
    }
    let hybrid = full.replacen("04", "06", 1);
    for (to, reason) in [
        (
            &full[..64],
            "public key of 62 characters, expected 66, 128 or 130 hex digits",
        ),
        (
            &hybrid,
            "public key begins with `06`, expected `04` of 65 bytes, `02` or `03` of 33 bytes",
        ),
        ("0xzz", "public key has 'z' at 0, expected a hex digit"),
    ] {
        ocean_with(&["seal", "--to", to, "-"], b"").complains(&format!("--to: {reason}"));
    }
}

/// Whatever is wrong with it: one line, and always the same.
#[test]
fn what_does_not_open() {
    let sealed = seal(b"plaintext");
    let text = sealed.trim();
    let mut altered = bytes_of(&sealed);
    *altered.last_mut().unwrap() ^= 1;
    let mut hybrid = bytes_of(&sealed);
    hybrid[0] = 6;
    let no = "standard input: ciphertext cannot be opened";
    for bytes in [
        &text.as_bytes()[..text.len() - 1],
        &text.as_bytes()[..text.len() - 2],
        &text.as_bytes()[..20],
        b"0x",
        b"04",
        b"0",
        b"plaintext",
        b"\xff\xfe",
        format!("{text}00").as_bytes(),
        &altered,
        &hybrid,
        &bytes_of(&sealed)[..96],
    ] {
        for args in [&["open", "-"][..], &["open", "--json", "-"]] {
            run_of(ocean_as(&key(), args, bytes)).fails(1, no);
        }
    }
    run_of(ocean_as(OTHER_KEY, &["open", "-"], text.as_bytes())).fails(1, no);

    let open = |bytes: &[u8]| run_of(ocean_as(&key(), &["open", "-"], bytes));
    let empty = "standard input: empty: expected hex digits, or sealed bytes";
    open(b"").complains(empty);
    open(b" \n").complains(empty);
    open(b"0x04zz").complains("standard input: ciphertext has 'z' at 2, expected a hex digit");
    run_of(ocean_as(&key(), &["open", "."], b"")).complains(".: is a folder, expected a file");
    run_of(ocean_as(&key(), &["open", "none"], b"")).complains("none: no such file or folder");
    ocean(&["seal", "--to", &public_key(), "."]).complains(".: is a folder, expected a file");
}

#[test]
fn what_is_too_long_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long");
    let file = fs::File::create(&path).unwrap();
    file.set_len((10 << 20) + 1).unwrap();
    let path = path.to_str().unwrap();
    let line = |bytes| format!("{path}: longer than {bytes}, the most that this program reads");
    let ten = line("10,485,760 bytes (10 MiB)");
    ocean(&["seal", "--to", &public_key(), path]).complains(&ten);
    ocean(&["envelope", "pack", "--plain", path]).complains(&ten);
    run_of(ocean_as(&key(), &["open", path], b""))
        .fails(1, &format!("{path}: ciphertext cannot be opened"));
    file.set_len((21 << 20) + 1).unwrap();
    let run = run_of(ocean_as(&key(), &["open", path], b""));
    run.complains(&line("22,020,096 bytes (21 MiB)"));
}

fn seal_files(list: &[u8]) -> support::Run {
    let to = public_key();
    ocean_with(
        &[
            "files",
            "seal",
            "--to",
            &to,
            "--datatoken",
            DATATOKEN,
            "--nft",
            NFT,
            "-",
        ],
        list,
    )
}

fn open_files(key: &str, datatoken: &str, nft: &str, sealed: &str) -> support::Run {
    let args = ["files", "open", "--datatoken", datatoken, "--nft", nft, "-"];
    run_of(ocean_as(key, &args, sealed.as_bytes()))
}

#[test]
fn a_file_list_comes_back() {
    let list = example("files.json");
    let sealed = seal_files(list.as_bytes()).stdout;
    let opened = open_files(&key(), DATATOKEN, NFT, &sealed);
    assert_eq!((opened.code, opened.stderr.as_str()), (Some(0), ""));
    // Each object as it is spelled, in one list.
    let files: Vec<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .map(|line| line.trim_end_matches(','))
        .collect();
    assert_eq!(files.len(), 5);
    let expected = format!(
        r#"{{"datatokenAddress":"{DATATOKEN}","nftAddress":"{NFT}","files":[{}]}}"#,
        files.join(",")
    );
    assert_eq!(opened.stdout, expected);
    // The same plaintext as without the binding's help.
    let plain = ocean_as(&key(), &["open", "-"], sealed.as_bytes());
    assert_eq!(run_of(plain).stdout, expected);
    let lower = open_files(
        &key(),
        &DATATOKEN.to_lowercase(),
        &NFT.to_lowercase(),
        &sealed,
    );
    assert_eq!(lower.stdout, expected);
}

#[test]
fn json_of_files_has_no_secret() {
    let to = public_key();
    let args = ["--datatoken", DATATOKEN, "--nft", NFT];
    let seal = ["files", "seal", "--json", "--to", &to, "files/files.json"];
    let run = ocean(&[&seal[..], &args].concat());
    let sealed = run.json();
    assert_eq!(sealed["files"], 5);
    let keys = ["path", "to", "datatoken", "nft", "files", "sealed"];
    assert_eq!(sealed.as_object().unwrap().len(), keys.len());
    assert!(keys.iter().all(|key| sealed.get(key).is_some()));

    let open = ["files", "open", "--json", "-"];
    let text = sealed["sealed"].as_str().unwrap();
    let opened = run_of(ocean_as(
        &key(),
        &[&open[..], &args].concat(),
        text.as_bytes(),
    ));
    let types = ["url", "ipfs", "arweave", "graphql", "smartcontract"];
    let files: Vec<Value> = types
        .iter()
        .map(|name| json!({"type": name, "error": null}))
        .collect();
    let expected = json!({"path": "-", "datatoken": DATATOKEN, "nft": NFT, "files": files});
    assert_eq!(opened.json(), expected);
    assert!(!opened.stdout.contains("example"));

    // What another program sealed need not be right, and is told without being shown.
    let bad = format!(
        r#"{{"datatokenAddress":"{DATATOKEN}","nftAddress":"{NFT}","files":[{{"type":"url","url":"ftp://canary"}}]}}"#
    );
    let text = self::seal(bad.as_bytes());
    let opened = run_of(ocean_as(
        &key(),
        &[&open[..], &args].concat(),
        text.as_bytes(),
    ));
    let file = json!({
        "type": null,
        "error": "expected a URL that starts with `http://` or `https://` as `url`",
    });
    assert_eq!(opened.json()["files"], json!([file]));
    assert_eq!(open_files(&key(), DATATOKEN, NFT, &text).stdout, bad);
}

#[test]
fn files_of_another_asset_do_not_open() {
    let sealed = seal_files(example("files.json").as_bytes()).stdout;
    let no = |reason: &str| format!("standard input: {reason}");
    open_files(OTHER_KEY, DATATOKEN, NFT, &sealed).fails(1, &no("ciphertext cannot be opened"));
    open_files(&key(), NFT, NFT, &sealed).fails(
        1,
        &no(&format!(
            "expected files bound to the datatoken `{NFT}`, found another"
        )),
    );
    open_files(&key(), DATATOKEN, DATATOKEN, &sealed).fails(
        1,
        &no(&format!(
            "expected files bound to the NFT `{DATATOKEN}`, found another"
        )),
    );
    open_files(&key(), "0x1", NFT, &sealed).complains(
        "--datatoken: expected 40 hexadecimal digits in the address, found 1 characters",
    );
    let wrong = NFT.replace("Bd", "bd");
    open_files(&key(), DATATOKEN, &wrong, &sealed).complains(&format!(
        "--nft: expected the address `{NFT}`, found `{wrong}`, whose mixed case is a wrong checksum"
    ));
    let bare = seal(example("files.json").as_bytes());
    open_files(&key(), DATATOKEN, NFT, &bare).complains(&no(
        "expected files bound to a datatoken and an NFT, found a bare list",
    ));
}

#[test]
fn what_is_no_file_list() {
    let url = r#"{"type":"url","url":"https://canary.example","method":"GET"}"#;
    let put = url.replace("GET", "PUT");
    for (list, reason) in [
        ("", "empty: expected a JSON list of file objects"),
        (" \n", "empty: expected a JSON list of file objects"),
        ("[]", "expected at least one file, found none"),
        (
            url,
            "expected an array as the plaintext of the files, found object",
        ),
        (&url[..20], "expected JSON, found another text at offset 20"),
        (
            "\u{feff}[]",
            "expected JSON, found another text at offset 0",
        ),
        (
            &format!("[{url},7]"),
            "file 1: expected an object as the file, found number",
        ),
        (
            &format!("[{put}]"),
            "file 0: expected the method `get` or `post`, found `put`",
        ),
        (
            r#"[{"type":"url","type":"ipfs"}]"#,
            "file 0: a key is repeated in the file object",
        ),
        (
            r#"[{"type":"url","url":"/etc/canary"}]"#,
            "file 0: expected a URL that starts with `http://` or `https://` as `url`",
        ),
    ] {
        let run = seal_files(list.as_bytes());
        run.complains(&format!("standard input: {reason}"));
    }
    seal_files(b"[\"\xe4\"]")
        .complains("standard input: expected UTF-8 as the plaintext of the files");
}

/// The services of the example documents are sealed to the published key, each for itself.
#[test]
fn the_example_documents_open() {
    let mut opened = 0;
    for row in support::readme_rows() {
        if row.path.starts_with("data-broken") || row.version.as_deref() < Some("4.1.0") {
            continue;
        }
        let text = fs::read_to_string(examples().join(&row.path)).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let document = document.get("credentialSubject").unwrap_or(&document);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        for service in document["services"].as_array().into_iter().flatten() {
            // One document has an address in the wrong case.
            let nft = text(&document["nftAddress"]).to_lowercase();
            let datatoken = text(&service["datatokenAddress"]).to_lowercase();
            let run = open_files(&key(), &datatoken, &nft, &text(&service["files"]));
            assert_eq!(
                (run.code, run.stderr.as_str()),
                (Some(0), ""),
                "{}",
                row.path
            );
            opened += 1;
        }
    }
    assert!(opened > 60, "{opened}");
}

fn pack(args: &[&str], document: &[u8]) -> Value {
    let run = ocean_with(
        &[&["envelope", "pack"][..], args, &["-"]].concat(),
        document,
    );
    assert_eq!(run.code, Some(0));
    run.json()
}

#[test]
fn documents_are_packed_and_unpacked() {
    let to = public_key();
    let text = fs::read(examples().join("data/dataset-url.json")).unwrap();
    let hash = "0x5c6f62c39f977827173a80e41f12768ce0519f650365bc8940b019472b1de511";
    let repeated = b"{\"a\":1}".repeat(100_000);
    for document in [&text[..], b"{\"latin\":\"\xe4\"}", b"{}\n", &repeated] {
        for (args, flags) in [
            (&["--plain"][..], 0),
            (&["--plain", "--compress"], 1),
            (&["--to", &to], 2),
            (&["--to", &to, "--compress", "--json"], 3),
            (&["--to", &to, "--plain"], 0),
        ] {
            let packed = pack(args, document);
            assert_eq!(packed["flags"], flags, "{args:?}");
            assert_eq!(packed.as_object().unwrap().len(), 3);
            let hex = packed["data"].as_str().unwrap();
            let flags = flags.to_string();
            let own = packed["hash"].as_str().unwrap();
            if document == text {
                assert_eq!(own, hash);
            }
            let raw = bytes_of(hex);
            for (hash, data) in [(own, hex.as_bytes()), (&own[2..], &raw)] {
                let unpack = ["envelope", "unpack", "--flags", &flags, "--hash", hash, "-"];
                let output = ocean_as(&key(), &unpack, data);
                assert_eq!(output.stderr, b"");
                assert!(output.stdout == document, "{args:?}");
                assert_eq!(output.status.code(), Some(0));
            }
        }
    }
}

#[test]
fn unpacking_says_what_failed() {
    let to = public_key();
    let document = b"{\"id\":\"canary\"}";
    let packed = pack(&["--to", &to, "--compress"], document);
    let plain = pack(&["--plain"], document);
    let hash = plain["hash"].as_str().unwrap();
    let data = packed["data"].as_str().unwrap();
    let unpack = |key: &str, flags: &str, hash: &str, data: &str| {
        let args = ["envelope", "unpack", "--flags", flags, "--hash", hash, "-"];
        run_of(ocean_as(key, &args, data.as_bytes()))
    };
    let at = |reason: &str| format!("standard input: {reason}");
    unpack(OTHER_KEY, "3", hash, data).fails(1, &at("document cannot be decrypted"));
    unpack(&key(), "3", hash, &data[..data.len() - 1])
        .fails(1, &at("document cannot be decrypted"));
    let other = format!("0x{}", "0".repeat(64));
    unpack(&key(), "3", &other, data).fails(
        1,
        &at(&format!("document does not have the hash `{other}`")),
    );
    unpack(&key(), "1", hash, data)
        .complains(&at("compressed data is neither an .xz nor an LZMA stream"));
    unpack(&key(), "0", "0x12", data)
        .complains("--hash: hash of 2 characters, expected 64 hex digits");
    unpack(&key(), "0", hash, "").complains(&at("empty: expected hex digits, or sealed bytes"));
    let run = unpack(&key(), "256", hash, data);
    assert_eq!((run.code, run.stderr.lines().count()), (Some(2), 1));

    // Without encryption no key is looked at.
    let data = plain["data"].as_str().unwrap();
    unpack("no key", "0", hash, data).prints(0, "{\"id\":\"canary\"}");
    unpack("no key", "2", hash, data)
        .complains("OCEAN_KEY: secret key has a character at 0 that is no hex digit");
    let args = [
        "envelope", "unpack", "--json", "--flags", "0", "--hash", hash, "-",
    ];
    let json = ocean_with(&args, data.as_bytes()).json();
    assert_eq!(
        json,
        json!({"path": "-", "flags": 0, "hash": hash, "bytes": 15})
    );

    ocean(&["envelope", "pack", "data/dataset-url.json"]).complains(
        "the following required arguments were not provided: --to <PUBLIC_KEY> \
         (`ocean --help` tells more)",
    );
    ocean(&["envelope", "pack", "--plain", "data-broken/empty.json"])
        .complains("data-broken/empty.json: empty: no bytes at all, expected a document");
}

/// The longest document, whose hex digits are twice as many.
#[test]
fn ten_mebibytes_are_packed_and_unpacked() {
    let document = b"x".repeat(10 << 20);
    let packed = pack(&["--plain"], &document);
    let (hash, data) = (packed["hash"].as_str(), packed["data"].as_str());
    let args = [
        "envelope",
        "unpack",
        "--flags",
        "0",
        "--hash",
        hash.unwrap(),
        "-",
    ];
    let output = ocean_as(&key(), &args, data.unwrap().as_bytes());
    assert!(output.stdout == document);
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

/// A few kilobytes that hold more than a document may have.
#[test]
fn a_bomb_does_not_go_off() {
    let bomb = pack(&["--plain", "--compress"], &b"0".repeat(1 << 20));
    let one = bytes_of(bomb["data"].as_str().unwrap());
    let args = ["envelope", "unpack", "--flags", "1", "--hash"];
    let hash = bomb["hash"].as_str().unwrap();
    // Streams one after the other are read as one.
    let run = run_of(ocean_as(
        &key(),
        &[&args[..], &[hash, "-"]].concat(),
        &one.repeat(11),
    ));
    run.complains("standard input: compressed data holds more than 10485760 bytes");
}

/// Both parts of the section, with the program that was built in place of `cargo run`.
#[cfg(unix)]
#[test]
fn the_commands_of_the_readme_work() {
    let root = examples().parent().unwrap().to_path_buf();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let (_, section) = readme
        .split_once("\n## What is sealed and signed\n")
        .unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let scripts: Vec<&str> = section
        .split("```sh\n")
        .skip(1)
        .map(|part| part.split_once("```").unwrap().0)
        .collect();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("target")).unwrap();
    for name in ["examples", "LICENSE"] {
        std::os::unix::fs::symlink(root.join(name), folder.path().join(name)).unwrap();
    }
    let program = env!("CARGO_BIN_EXE_ocean");
    let run = |script: &str| {
        let script = script.replace("cargo run -p ocean-cli --", program);
        let script = format!("set -eu\nocean() {{ {program} \"$@\"; }}\n{script}");
        let mut shell = std::process::Command::new("sh");
        shell.current_dir(folder.path()).env_remove("OCEAN_KEY");
        run_of(shell.args(["-c", &script]).output().unwrap())
    };
    let [files, others] = scripts[..] else {
        panic!("{} scripts", scripts.len());
    };
    let run_files = run(files);
    assert_eq!((run_files.code, run_files.stderr.as_str()), (Some(0), ""));
    let (_, opened) = run_files.stdout.rsplit_once('\n').unwrap();
    let opened: Value = serde_json::from_str(opened).unwrap();
    let list: Value = serde_json::from_str(&example("files.json")).unwrap();
    assert_eq!(opened["files"], list);
    assert_eq!(opened["nftAddress"], NFT);

    let run_others = run(others);
    assert_eq!((run_others.code, run_others.stderr.as_str()), (Some(0), ""));
    let licence = fs::read_to_string(root.join("LICENSE")).unwrap();
    assert!(run_others.stdout.starts_with(&licence));
    assert!(run_others.stdout.contains("\"flags\": 3"));
    assert!(
        run_others
            .stdout
            .contains(&format!("\nmessage    {ADDRESS}1700000000000\n"))
    );
}

/// No terminal colour, no line end, nothing is added to what is opened.
#[test]
fn what_is_opened_is_written_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sealed.txt");
    fs::write(&path, seal(b"\x1b[1mplain")).unwrap();
    let output = command()
        .env("OCEAN_KEY", key())
        .env("CLICOLOR_FORCE", "1")
        .args(["open", path.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(output.stdout, b"\x1b[1mplain");
}
