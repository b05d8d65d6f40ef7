//! `did`, `stringify`, `checksum`, `credentials`, help and usage.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use support::{command, ocean, ocean_with, run_of};

const NFT: &str = "0xBB1081DbF3227bbB233Db68f7117114baBb43656";
const HASH: &str = "fa0e8fa9550e8eb13392d6eeb9ba9f8111801b332c8d2345b350b3bc66b379d5";
const LISTS: &str = "data/credentials-access-list.json";
const FIRST: &str = "11155420:0xDaD01298231c984Efe714bACbD86aa5aaac3E356";
const SECOND: &str = "asset:0x52E495692D968A6FF847388F72f47aE746120915";

#[test]
fn did_is_computed() {
    ocean(&["did", NFT, "137"]).prints(0, &format!("did:op:{HASH}\n"));
    ocean(&["did", &NFT.to_lowercase(), "137"]).prints(0, &format!("did:op:{HASH}\n"));
    ocean(&["did", "--ope", NFT, "137"]).prints(0, &format!("did:ope:{HASH}\n"));
    let json = ocean(&["--json", "did", NFT, "137"]).json();
    assert_eq!(json["did"], format!("did:op:{HASH}"));
    assert_eq!(
        (&json["nft"], &json["chain_id"]),
        (&NFT.into(), &137.into())
    );
}

#[test]
fn did_is_verified() {
    for method in ["op", "ope"] {
        let did = format!("did:{method}:{HASH}");
        ocean(&["did", "--verify", &did, NFT, "137"]).prints(0, "yes\n");
        let no = ocean(&["did", "--verify", &did, NFT, "1"]);
        assert_eq!(no.code, Some(1));
        assert!(
            no.stdout
                .starts_with(&format!("no: expected did:{method}:07d43f2f"))
        );
        let json = ocean(&["did", "--json", "--verify", &did, NFT, "1"]);
        assert_eq!(
            (json.code, &json.json()["verified"]),
            (Some(1), &false.into())
        );
    }
}

#[test]
fn did_refuses_what_is_none() {
    let wrong = NFT.replace("BB1081D", "bB1081D");
    ocean(&["did", &wrong, "137"]).complains(&format!(
        "NFT: expected the address `{NFT}`, found `{wrong}`, whose mixed case is a wrong checksum"
    ));
    for chain_id in ["+1", "0x1", " 1", "1.0", "", "18446744073709551616"] {
        ocean(&["did", NFT, chain_id]).complains(&format!(
            "CHAIN_ID: expected a chain id such as 137, found `{chain_id}`"
        ));
    }
    ocean(&["did", NFT, "0"]).complains("CHAIN_ID: chain id 0 names no chain: expected 1 or more");
    let upper = format!("did:op:{}", HASH.to_uppercase());
    ocean(&["did", "--verify", &upper, NFT, "137"])
        .complains("DID: expected lower-case hexadecimal digits in the DID, found `F` at offset 7");
}

#[test]
fn stringify_adds_nothing() {
    let text = br#"{ "b": 1.0, "1": 1E2, "b": "\u00e3\ud800" }"#;
    ocean_with(&["stringify", "-"], text).prints(0, r#"{"1":100,"b":"ã\ud800"}"#);
    let json = ocean_with(&["stringify", "--json", "-"], b"[ ]").json();
    assert_eq!(
        (&json["text"], &json["changed"]),
        (&"[]".into(), &true.into())
    );
    assert_eq!(
        json["sha256"],
        ocean_with(&["checksum", "-"], b"[]").stdout.trim()
    );
}

#[test]
fn strip_cuts_and_adds_nothing() {
    let text = b"{ \"id\": 1.0,\n\"nft\" : {\"state\":0}, \"x\":\"\\u00e3\" ,\"stats\":[] }\n";
    let left = "{ \"id\": 1.0, \"x\":\"\\u00e3\" }\n";
    let run = ocean_with(&["strip", "-"], text);
    run.prints(0, left);
    let json = ocean_with(&["strip", "--json", "-"], text).json();
    assert_eq!(
        (&json["path"], &json["changed"], &json["text"]),
        (&"-".into(), &true.into(), &left.into())
    );
    let sha256 = ocean_with(&["checksum", "-"], left.as_bytes()).stdout;
    assert_eq!(json["sha256"], sha256.trim());

    for name in ["dataset-graphql", "ocean-py", "unicode"] {
        let file = format!("data/{name}.json");
        let text = std::fs::read_to_string(support::examples().join(&file)).unwrap();
        ocean(&["strip", &file]).prints(0, &text);
        assert_eq!(ocean(&["strip", "--json", &file]).json()["changed"], false);
    }
    for name in ["indexed-aquarius", "indexed-ocean-node"] {
        let run = ocean(&["strip", &format!("data/{name}.json")]);
        let validated = ocean_with(&["validate", "--json", "-"], run.stdout.as_bytes());
        assert_eq!(validated.code, Some(0));
        assert!(!validated.stdout.contains("indexer_field"), "{validated:?}");
    }
}

#[test]
fn schema_is_the_one_of_the_library() {
    let schema = include_str!("../../../crates/ocean-ddo/schema/ddo-4.1.0.json");
    ocean(&["schema"]).prints(0, schema);
    let run = ocean(&["schema", "--json"]);
    assert_eq!(run.stdout, schema);
    let draft = "https://json-schema.org/draft/2020-12/schema";
    assert_eq!(run.json()["$schema"], draft);
}

#[test]
fn checksum_takes_any_bytes() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    ocean_with(&["checksum", "-"], b"").prints(0, &format!("{empty}\n"));
    let json = ocean_with(&["checksum", "--json", "-"], b"\xff\0").json();
    assert_eq!(
        (&json["form"], &json["bytes"]),
        (&"bytes".into(), &2.into())
    );
    let spaced = ocean_with(&["checksum", "--stringify", "-"], b"{ }");
    assert_eq!(spaced.stdout, ocean_with(&["checksum", "-"], b"{}").stdout);
}

#[test]
fn credentials_of_a_document() {
    let ask = |more: &[&str]| {
        let args = ["credentials", LISTS, "--consumer", NFT];
        ocean(&[&args, more].concat())
    };
    ask(&[]).prints(
        1,
        "denied: no rule of the allow list matches
  code      3 CREDENTIAL_NOT_IN_ALLOW_LIST
  rules     strict
  consumer  0xBB1081DbF3227bbB233Db68f7117114baBb43656
  look-up   11155420:0xDaD01298231c984Efe714bACbD86aa5aaac3E356: not named, so not a member
  look-up   11155420:0x52E495692D968A6FF847388F72f47aE746120915: not named, so not a member
",
    );
    assert_eq!(ask(&["--member", SECOND]).code, Some(0));
    assert_eq!(ask(&["--lookup-failed", FIRST]).code, Some(1));
    let both = ask(&["--json", "--member", FIRST, "--lookup-failed", FIRST]);
    assert_eq!(both.code, Some(1));
    assert_eq!(both.json()["lookups"][0]["answer"], "failed");
    let elsewhere = FIRST.replace("11155420", "10");
    let other = ask(&["--json", "--member", &elsewhere]);
    assert_eq!(other.code, Some(1));
    assert_eq!(
        other.json()["remarks"][0],
        format!("--member {elsewhere} is not asked for")
    );
    ask(&["--member", "x"]).complains("--member: expected CHAIN:CONTRACT, found `x`");
}

#[test]
fn credentials_by_the_rules_of_peers() {
    let consumer = "0xC4704E14Ed712281509594Cc19A4D219C5384dfc";
    for (rules, code) in [("strict", 1), ("ocean-node", 1), ("provider", 0)] {
        let file = "data/credentials-allow-deny.json";
        let run = ocean(&[
            "credentials",
            file,
            "--consumer",
            consumer,
            "--rules",
            rules,
        ]);
        assert_eq!(run.code, Some(code), "{rules}: {run:?}");
    }
    let file = "data/malformed-credentials.json";
    ocean(&["credentials", file, "--consumer", consumer]).complains(
        "data/malformed-credentials.json: malformed credentials: \
         expected an array at `/credentials/allow`, found object",
    );
}

#[test]
fn credentials_of_a_service() {
    let file = "data/credentials-service.json";
    let args = ["credentials", "--json", file, "--consumer", NFT];
    let asset = ocean(&args);
    assert_eq!(asset.code, Some(0));
    let remark = "service 1 has credentials of its own: --service asks for one, too";
    assert_eq!(asset.json()["remarks"][0], remark);
    let id = "55f39923883ba1a83843a1a60292c9f45fb863a8c6e9cf4d64d526447a27dfce";
    for service in ["1", id] {
        let run = ocean(&[&args[..], &["--service", service]].concat());
        assert_eq!(run.code, Some(1));
        assert_eq!(run.json()["lookups"][1]["chain_id"], 10);
    }
    let both = [
        "--member",
        "11155420:0x1457050Dc7da79eDa1F96731BB27d419837cE004",
        "--member",
        "10:0xD82fDF0E4a07E0444893708574FE5FEB0bd9fA6a",
        "--service",
        "1",
    ];
    assert_eq!(ocean(&[&args[..], &both].concat()).code, Some(0));
    ocean(&[&args[..], &["--service", "7"]].concat())
        .complains("data/credentials-service.json: no service with the id or index `7`");
}

#[test]
fn documents_and_bare_credentials_are_told_apart() {
    let kind = |text: &str| {
        let run = ocean_with(
            &["credentials", "--json", "-", "--consumer", NFT],
            text.as_bytes(),
        );
        (
            run.code,
            run.code
                .filter(|&code| code < 2)
                .map(|_| run.json()["kind"].clone()),
        )
    };
    let bare = Some("credentials".into());
    let document = Some("document".into());
    let deny = r#"{"deny":[{"type":"address","values":["*"]}]}"#;
    assert_eq!(kind("null"), (Some(0), bare.clone()));
    assert_eq!(kind("{}"), (Some(0), bare.clone()));
    assert_eq!(kind(deny), (Some(1), bare));
    let within = format!(r#"{{"credentials":{deny}}}"#);
    assert_eq!(kind(&within), (Some(1), document.clone()));
    let five = format!(r#"{{"version":"5.0.0","credentialSubject":{within}}}"#);
    assert_eq!(kind(&five), (Some(1), document));
    for refused in [
        r#"{"name":"x"}"#,
        "[]",
        "7",
        r#"{"version":"5.0.0","credentials":null}"#,
    ] {
        assert_eq!(kind(refused), (Some(2), None), "{refused}");
    }
}

#[test]
fn every_command_has_help_with_examples() {
    for name in [
        "inspect",
        "validate",
        "did",
        "stringify",
        "strip",
        "schema",
        "checksum",
        "credentials",
        "key new",
        "key show",
        "seal",
        "open",
        "files seal",
        "files open",
        "envelope pack",
        "envelope unpack",
        "sign",
        "recover",
        "events",
        "order verify",
        "fee sign",
        "fee verify",
        "compute admit",
        "compute checksum",
        "params check",
    ] {
        let words: Vec<&str> = name.split(' ').chain(["--help"]).collect();
        let run = ocean(&words);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        for part in ["Examples:\n  ", "Exit codes:\n  0", "--json prints"] {
            assert!(run.stdout.contains(part), "{name}: {part}");
        }
        assert!(
            run.stdout.lines().all(|line| line.chars().count() <= 100),
            "{name}"
        );
    }
    assert_eq!(ocean(&["--version"]).stdout, "ocean 0.1.0\n");
}

#[test]
fn usage_errors_are_one_line() {
    ocean(&["did", NFT]).complains(
        "the following required arguments were not provided: <CHAIN_ID> (`ocean --help` tells more)",
    );
    for args in [
        &["inspect"][..],
        &["frobnicate"],
        &["checksum", "-x", "y"],
        &["did", "a", "b", "c"],
    ] {
        let run = ocean(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{args:?}: {run:?}");
    }
}

#[test]
fn colour_is_for_terminals() {
    let inspect = |name: &str, value: &str| {
        let output = command()
            .args(["inspect", "data/wrong-did.json"])
            .env(name, value)
            .output();
        run_of(output.unwrap()).stdout.contains('\u{1b}')
    };
    assert!(!inspect("TERM", "xterm"));
    assert!(inspect("CLICOLOR_FORCE", "1"));
    let output = command()
        .args(["inspect", "data/wrong-did.json"])
        .envs([("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")])
        .output();
    assert!(!run_of(output.unwrap()).stdout.contains('\u{1b}'));
}
