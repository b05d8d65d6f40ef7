//! Attacks, each named by its id in the list of attacks.

use std::collections::BTreeSet;

use ocean_did::{Did, parse_address, parse_address_lenient};

const DIGITS: &str = "bb1081dbf3227bbb233db68f7117114babb43656";
const CHECKSUMMED: &str = "BB1081DbF3227bbB233Db68f7117114baBb43656";

#[test]
fn a48_no_spelling_of_an_address_gives_a_second_did() {
    let upper = DIGITS.to_uppercase();
    let mut dids = BTreeSet::new();
    for digits in [DIGITS, &upper, CHECKSUMMED] {
        for prefix in ["0x", ""] {
            let nft = parse_address(&format!("{prefix}{digits}")).unwrap();
            dids.insert(Did::compute(nft, 137).unwrap().to_string());
        }
    }
    assert_eq!(dids.len(), 1, "{dids:?}");

    // Every wrong mixed case with one letter turned: refused, and the same DID if read leniently.
    let mut turned = 0;
    for at in 0..CHECKSUMMED.len() {
        let mut bytes = CHECKSUMMED.as_bytes().to_vec();
        if !bytes[at].is_ascii_alphabetic() {
            continue;
        }
        bytes[at] ^= 0x20;
        let text = format!("0x{}", String::from_utf8(bytes).unwrap());
        let error = parse_address(&text).unwrap_err();
        assert_eq!(error.code(), "address_wrong_checksum", "{text}");
        let nft = parse_address_lenient(&text).unwrap();
        dids.insert(Did::compute(nft, 137).unwrap().to_string());
        turned += 1;
    }
    assert_eq!(turned, 15);
    assert_eq!(dids.len(), 1, "{dids:?}");
}

#[test]
fn a48_no_second_spelling_of_a_did_parses() {
    let nft = parse_address(DIGITS).unwrap();
    let text = Did::compute(nft, 137).unwrap().to_string();
    for second in [
        text.to_uppercase(),
        text.replace("did:op:fa", "did:op:Fa"),
        text.replace("did:op:", "DID:op:"),
        text.replace("did:op:", "did:op:0x"),
        text.replace("did:op:fa", "did:op:0x"),
        format!(" {text}"),
        format!("{text}\n"),
        format!("{text}#fragment"),
        format!("{text}/path"),
        format!("{text}?query"),
        format!("{text};service"),
    ] {
        assert!(second.parse::<Did>().is_err(), "{second:?}");
    }
}
