//! Canaries: a key, a URL, a header and a plaintext are never in `--json`, and in no error.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use std::{fs, process::Output};

use support::{examples, ocean_as};

const KEY: &str = "ca4a71ca4a71ca4a71ca4a71ca4a71ca4a71ca4a71ca4a71ca4a71ca4a71ca4a";
const DATATOKEN: &str = "0x4920060Fe25192ed2BD1351412892207D941B79F";
const NFT: &str = "0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2";
const HOST: &str = "canary-host";
const PATH: &str = "canary-path";
const HEADER: &str = "canary-header";
const VALUE: &str = "canary-value";
const PLAINTEXT: &str = "canary-plaintext";
const CANARIES: [&str; 6] = ["ca4a71ca4a71", HOST, PATH, HEADER, VALUE, PLAINTEXT];

fn list() -> String {
    format!(
        r#"[{{"type":"url","url":"https://{HOST}.example/{PATH}","method":"GET","headers":{{"{HEADER}":"{VALUE}"}},"note":"{PLAINTEXT}"}}]"#
    )
}

fn run(args: &[&str], stdin: &[u8]) -> Output {
    ocean_as(KEY, args, stdin)
}

#[track_caller]
fn has_no_canary(what: &[u8], args: &[&str]) {
    let text = String::from_utf8_lossy(what).to_lowercase();
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {args:?}: {text}");
    }
}

fn public_key() -> String {
    let shown = run(&["key", "show", "--json"], b"");
    has_no_canary(&shown.stdout, &["key", "show"]);
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    shown["public_key"].as_str().unwrap().into()
}

/// The commands that handle secrets, each reading standard input.
fn commands(to: &str) -> Vec<Vec<&str>> {
    let binding = ["--datatoken", DATATOKEN, "--nft", NFT, "-"];
    let hash = "0x015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
    let unpack = |flags| vec!["envelope", "unpack", "--hash", hash, "--flags", flags, "-"];
    vec![
        vec!["key", "show", "-"],
        vec!["seal", "--to", to, "-"],
        vec!["open", "-"],
        [&["files", "seal", "--to", to][..], &binding].concat(),
        [&["files", "open"][..], &binding].concat(),
        vec!["envelope", "pack", "--to", to, "--compress", "-"],
        unpack("1"),
        unpack("2"),
        unpack("3"),
        vec!["open", "--key", "-", "files/files.json"],
        vec![
            "sign",
            "--key",
            "-",
            "--endpoint",
            "create-token",
            "--nonce",
            "1",
        ],
    ]
}

/// Each gets each input, right ones and wrong ones: what a person mixes up.
#[test]
fn nothing_secret_in_errors_and_json() {
    let to = public_key();
    let list = list();
    let object = format!(r#"{{"datatokenAddress":"{NFT}","nftAddress":"{NFT}","files":{list}}}"#);
    let bound = object.replacen(NFT, DATATOKEN, 1);
    let seal = |plaintext: &str| run(&["seal", "--to", &to, "-"], plaintext.as_bytes()).stdout;
    let mut inputs = vec![
        KEY.as_bytes().to_vec(),
        format!("0x{KEY}0").into_bytes(),
        format!("{KEY} {KEY}").into_bytes(),
        format!("{KEY}\u{ff}").into_bytes(),
        b"".to_vec(),
        [PLAINTEXT.as_bytes(), b"\xff"].concat(),
    ];
    for text in [
        list.clone(),
        object.clone(),
        bound.clone(),
        list.replace("GET", VALUE),
        list.replace("https", PATH),
        list.replace("\"url\",", &format!("\"{PLAINTEXT}\",\"{HOST}\":{{}},")),
        list.replace(&format!("\"{VALUE}\""), &format!("\"{VALUE}\\n\"")),
        list.replace(&format!("\"{VALUE}\""), &format!("[\"{VALUE}\"]")),
        list.replace(HEADER, &format!("{HEADER} {VALUE}")),
        list.replace("\"note\"", "\"url\""),
        list.replace('}', ""),
        list.replace("[{", &format!("[{PLAINTEXT},{{")),
        bound.replace(NFT, PLAINTEXT),
        bound.replace("nftAddress", PLAINTEXT),
        bound.replace(&list, &format!("\"{PLAINTEXT}\"")),
    ] {
        inputs.push(seal(&text));
        inputs.push(seal(&text)[..200].to_vec());
        inputs.push(text.into_bytes());
    }
    let (mut failed, mut answered) = (0, 0);
    for args in commands(&to) {
        for input in &inputs {
            let output = run(&args, input);
            has_no_canary(&output.stderr, &args);
            if output.status.code() != Some(0) {
                assert_eq!(output.stdout, b"", "{args:?}");
                failed += 1;
            }
            let args = [&args[..], &["--json"]].concat();
            let output = run(&args, input);
            assert!(matches!(output.status.code(), Some(0..=2)), "{args:?}");
            has_no_canary(&output.stderr, &args);
            has_no_canary(&output.stdout, &args);
            answered += usize::from(output.status.success());
        }
    }
    // The walk is worth nothing if all fail, or none.
    assert!(failed > 200 && answered > 100, "{failed} {answered}");
}

/// What must be shown is shown: the canaries can be found at all.
#[test]
fn the_canaries_are_there() {
    let to = public_key();
    let sealed = run(&commands(&to)[3], list().as_bytes());
    let opened = run(&commands(&to)[4], &sealed.stdout);
    let opened = String::from_utf8(opened.stdout).unwrap();
    for canary in &CANARIES[1..] {
        assert!(opened.contains(canary), "{canary}");
    }
}

/// A key file of each wrong kind.
#[test]
fn nothing_of_a_key_file_in_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("provider.key");
    for text in [
        format!("{KEY}{KEY}"),
        format!("{KEY}x"),
        format!("x{KEY}"),
        KEY[1..].to_owned(),
        format!("key={KEY}"),
        format!("{KEY}\u{fffd}"),
    ] {
        let _ = fs::remove_file(&path);
        fs::write(&path, &text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;

            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let path = path.to_str().unwrap();
        for args in [
            &["key", "show", path][..],
            &["key", "show", "--json", path],
            &["open", "--key", path, "files/files.json"],
            &[
                "sign",
                "--key",
                path,
                "--endpoint",
                "create-token",
                "--nonce",
                "1",
            ],
            // A key where a list, sealed bytes or a document belong.
            &[
                "files",
                "seal",
                "--to",
                "0x04",
                "--datatoken",
                NFT,
                "--nft",
                NFT,
                path,
            ],
            &["stringify", path],
            &["checksum", "--stringify", path],
        ] {
            let output = run(args, b"");
            assert_eq!(output.status.code(), Some(2), "{args:?}");
            has_no_canary(&output.stderr, args);
            has_no_canary(&output.stdout, args);
        }
    }
    assert!(examples().join("files/test.key").exists());
}
