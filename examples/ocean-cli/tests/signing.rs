//! `sign` and `recover`, by the vectors of `ocean-auth`.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Run, ocean, ocean_as, run_of};

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";
const TX: &str = "0xa5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5";
const NFT: &str = "0x5c5c5C5c5C5C5C5c5c5C5c5c5C5C5c5C5C5C5c5C";
const KEY: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const ADDRESS: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";
const OTHER: &str = "0xC96aAa54E2d44c299564da76e1cD3184A2386B8D";

fn rows(section: &str, count: usize) -> Vec<Value> {
    let text = include_str!("../../../crates/ocean-auth/tests/vectors/auth.json");
    let mut vectors: Value = serde_json::from_str(text).unwrap();
    let Value::Array(rows) = vectors[section].take() else {
        return Vec::new();
    };
    assert_eq!(rows.len(), count, "{section}");
    rows
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap()
}

/// The flags of a row of the vectors, by its name.
fn flags(name: &str) -> Vec<&'static str> {
    match name {
        "compute_start" => vec!["compute-start", "--did", DID],
        "compute_start_with_jobId" => vec!["compute-start", "--job", "job123", "--did", DID],
        "compute_stop" => vec!["compute-stop", "--job", "job123", "--did", DID],
        "compute_delete" => vec!["compute-delete", "--job", "job123", "--did", DID],
        "compute_stop_all" => vec!["compute-stop"],
        "compute_result" => vec!["compute-result", "--job", "job123", "--index", "0"],
        // The NFT's address is sent as well, and no part of the message then.
        "decrypt_tx" => vec!["decrypt", "--tx", TX, "--nft", NFT, "--chain", "8996"],
        "decrypt_document" => vec!["decrypt", "--nft", NFT, "--chain", "1"],
        "create_auth_token" => vec!["create-token"],
        "delete_auth_token" => vec!["delete-token"],
        _ => vec!["download", "--did", DID],
    }
}

fn sign(key: &str, nonce: &str, flags: &[&str]) -> Run {
    let args = ["sign", "--nonce", nonce, "--endpoint"];
    run_of(ocean_as(key, &[&args[..], flags].concat(), b""))
}

fn recover(nonce: &str, signature: &str, flags: &[&str]) -> Run {
    let args = [
        "recover",
        "--nonce",
        nonce,
        "--signature",
        signature,
        "--endpoint",
    ];
    ocean(&[&args[..], flags].concat())
}

#[test]
fn requests_are_signed_as_by_the_peers() {
    for row in rows("request_signatures", 13) {
        let name = text(&row, "name");
        let flags = flags(name);
        let (nonce, address) = (text(&row, "nonce"), text(&row, "address"));
        let (message, digest) = (text(&row, "message"), text(&row, "signed_digest"));
        let signature = text(&row, "signature_v27");
        sign(text(&row, "secret_key"), nonce, &flags).prints(
            0,
            &format!("message    {message}\ndigest     {digest}\nsignature  {signature}\n"),
        );
        let json = [&flags[..], &["--json", "--address", address]].concat();
        assert_eq!(
            sign(text(&row, "secret_key"), nonce, &json).json(),
            json!({
                "endpoint": flags[0],
                "address": address,
                "nonce": nonce,
                "message": message,
                "digest": digest,
                "signature": signature,
            }),
            "{name}"
        );
        let with_address = [&flags[..], &["--address", address]].concat();
        for form in ["signature_v27", "signature_v0"] {
            let signature = text(&row, form);
            recover(nonce, signature, &with_address).prints(0, &format!("{address}\n"));
            if flags[0] == "download" {
                recover(nonce, signature, &flags).prints(0, &format!("{address}\n"));
            }
        }
        // Another nonce is another message, and so another signer.
        let other = recover(&format!("{nonce}1"), signature, &with_address);
        assert_eq!((other.code, other.stderr.as_str()), (Some(1), ""), "{name}");
        assert!(!other.stdout.starts_with(address), "{name}");
        assert_eq!(other.stdout.lines().count(), 2, "{name}");
    }
}

#[test]
fn unusual_signatures_are_explained() {
    for row in rows("request_signatures_edge", 11) {
        let name = text(&row, "name");
        let (nonce, address) = (text(&row, "nonce"), text(&row, "address"));
        let flags = ["download", "--did", DID, "--address", address];
        let run = recover(nonce, text(&row, "signature"), &flags);
        let strict = text(&row, "strict");
        let form = strict.strip_prefix("signature_form: ");
        match (strict, form) {
            ("accept", _) => {
                assert_eq!(
                    (run.code, run.stdout.lines().count()),
                    (Some(0), 1),
                    "{name}"
                );
            }
            ("signature_other_signer", _) => {
                assert_eq!(run.code, Some(1), "{name}");
                assert!(
                    run.stdout.contains("\nno: expected a signature of "),
                    "{name}"
                );
            }
            (_, Some(form)) if !form.contains("compact") => {
                assert_eq!(run.code, Some(1), "{name}");
                assert!(run.stdout.ends_with(&format!(", found {form}\n")), "{name}");
            }
            _ => {
                assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{name}");
                assert!(run.stderr.starts_with("error: --signature: "), "{name}");
                assert_eq!(run.stderr.lines().count(), 1, "{name}");
            }
        }
    }
}

#[test]
fn recover_in_json() {
    let row = &rows("request_signatures", 13)[0];
    let (nonce, signature) = (text(row, "nonce"), text(row, "signature_v27"));
    let flags = ["download", "--json", "--did", DID];
    let mut expected = json!({
        "endpoint": "download",
        "nonce": nonce,
        "message": text(row, "message"),
        "digest": text(row, "signed_digest"),
        "address": ADDRESS,
        "claimed": null,
        "agrees": null,
        "reason": null,
    });
    assert_eq!(recover(nonce, signature, &flags).json(), expected);
    let lower = ADDRESS.to_lowercase();
    let with = [&flags[..], &["--address", &lower]].concat();
    let agrees = recover(nonce, signature, &with);
    expected["claimed"] = json!(lower);
    expected["agrees"] = json!(true);
    assert_eq!((agrees.code, agrees.json()), (Some(0), expected.clone()));
    let with = [&flags[..], &["--address", OTHER]].concat();
    let differs = recover(nonce, signature, &with);
    expected["claimed"] = json!(OTHER);
    expected["agrees"] = json!(false);
    expected["reason"] = json!(format!(
        "expected a signature of {OTHER}, found one of {ADDRESS}, or of another message"
    ));
    assert_eq!((differs.code, differs.json()), (Some(1), expected));
}

#[test]
fn the_spelling_of_the_address_is_signed() {
    let lower = ADDRESS.to_lowercase();
    let run = sign(KEY, "7", &["create-token", "--json", "--address", &lower]);
    let json = run.json();
    assert_eq!(json["message"], format!("{lower}7"));
    let signature = json["signature"].as_str().unwrap();
    let recovered = |address| recover("7", signature, &["create-token", "--address", address]);
    recovered(&lower).prints(0, &format!("{ADDRESS}\n"));
    assert_eq!(recovered(ADDRESS).code, Some(1));
    sign(KEY, "7", &["create-token", "--address", OTHER]).complains(&format!(
        "--address: expected the address of the key, {ADDRESS}, found {OTHER}"
    ));
}

#[test]
fn parts_that_are_wrong() {
    let refuse = |flags: &[&str], line: &str| sign(KEY, "1", flags).complains(line);
    let part =
        |flag: &str, name: &str| format!("{flag}: missing: it is a part of the message of {name}");
    refuse(&["download"], &part("--did", "download"));
    refuse(&["download", "--did", ""], &part("--did", "download"));
    refuse(
        &["compute-start", "--job", "a"],
        &part("--did", "compute-start"),
    );
    refuse(
        &["compute-result", "--index", "0"],
        &part("--job", "compute-result"),
    );
    refuse(
        &["compute-result", "--job", "a"],
        &part("--index", "compute-result"),
    );
    refuse(
        &["decrypt", "--chain", "1"],
        &part("--tx or --nft", "decrypt"),
    );
    refuse(
        &["decrypt", "--chain", "1", "--tx", ""],
        &part("--tx or --nft", "decrypt"),
    );
    refuse(&["decrypt", "--nft", NFT], &part("--chain", "decrypt"));
    recover("1", "0x", &["create-token"]).complains(&part("--address", "create-token"));

    let extra = |flag: &str, name: &str| format!("{flag}: the message of {name} has no such part");
    refuse(
        &["download", "--did", DID, "--chain", "1"],
        &extra("--chain", "download"),
    );
    refuse(
        &["create-token", "--did", DID],
        &extra("--did", "create-token"),
    );
    refuse(
        &["compute-stop", "--index", "0"],
        &extra("--index", "compute-stop"),
    );
    refuse(&["decrypt", "--job", "a"], &extra("--job", "decrypt"));

    refuse(
        &["download", "--did", "did:op:1"],
        "--did: the document id is no DID: expected 64 hexadecimal digits after the method of the DID, found 1 characters",
    );
    refuse(
        &["compute-result", "--job", "a.b", "--index", "0"],
        "--job: expected a job id of 1 to 128 letters, digits, `-` and `_`, found `.`",
    );
    refuse(
        &["compute-result", "--job", "a", "--index", "01"],
        "--index: expected a result index in plain decimal, found 2 bytes of something else",
    );
    refuse(
        &["decrypt", "--nft", NFT, "--chain", "0x1"],
        "--chain: expected a chain id from 1 in plain decimal, found 3 bytes of something else",
    );
    refuse(
        &["decrypt", "--nft", "0x1", "--chain", "1"],
        "--nft: the data NFT address is no address: \
         expected 40 hexadecimal digits in the address, found 1 characters",
    );
    refuse(
        &["decrypt", "--tx", "0x1", "--chain", "1"],
        "--tx: expected a transaction id of `0x` and 64 hexadecimal digits, \
         found 3 bytes of something else",
    );
    refuse(
        &["create-token", "--address", "0x1"],
        "--address: expected 40 hexadecimal digits in the address, found 1 characters",
    );
    let nonce = sign(KEY, "1e3", &["create-token"]);
    assert!(nonce.stderr.starts_with("error: --nonce: "), "{nonce:?}");
    assert_eq!((nonce.code, nonce.stderr.lines().count()), (Some(2), 1));
    let endpoint = sign(KEY, "1", &["upload"]);
    assert_eq!(
        (endpoint.code, endpoint.stderr.lines().count()),
        (Some(2), 1)
    );
    assert!(endpoint.stderr.contains("create-token"), "{endpoint:?}");
}

#[test]
fn signatures_that_are_none() {
    let refuse = |signature: &str, reason: &str| {
        let flags = ["create-token", "--address", ADDRESS];
        recover("1", signature, &flags).complains(&format!("--signature: {reason}"));
    };
    refuse(
        "",
        "expected 130 hexadecimal digits in the signature, found 0",
    );
    refuse(
        "0x12",
        "expected 130 hexadecimal digits in the signature, found 2",
    );
    refuse(
        "0xzz",
        "expected a hexadecimal digit at offset 0 of the signature",
    );
    let zero = format!("0x{}1b", "0".repeat(128));
    refuse(
        &zero,
        "the signature is malformed: \
         signature has r out of range, expected 1 to the order of secp256k1 less 1",
    );
    // An X of no point: 5.
    let nobody = format!("0x{:064x}{:064x}1b", 5, 1);
    refuse(&nobody, "the signature has no signer");
}
