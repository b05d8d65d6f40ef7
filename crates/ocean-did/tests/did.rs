//! Reading, printing and ordering of DIDs.

#![allow(clippy::string_slice, reason = "the sliced texts are ASCII")]

use alloy_primitives::{Address, B256};
use ocean_did::{Did, Method, ParseDidError};
use proptest::prelude::*;

const DIGITS: &str = "fa0e8fa9550e8eb13392d6eeb9ba9f8111801b332c8d2345b350b3bc66b379d5";

fn parse(text: &str) -> Result<Did, ParseDidError> {
    text.parse()
}

#[test]
fn both_methods_are_read() {
    let op = parse(&format!("did:op:{DIGITS}")).unwrap();
    let ope = parse(&format!("did:ope:{DIGITS}")).unwrap();
    assert_eq!(op.method(), Method::Op);
    assert_eq!(ope.method(), Method::Ope);
    assert_eq!(op.hash(), DIGITS.parse::<B256>().unwrap());
    assert_eq!(op.hash(), ope.hash());
    assert_ne!(op, ope);
    assert_eq!(op.with_method(Method::Ope), ope);
    assert_eq!(ope.with_method(Method::Op), op);
}

#[test]
fn a_wrong_method_is_named() {
    for text in [
        "", "did", "did:op", "did:opx:", "did:ope", "DID:OP:", " did:op:", DIGITS,
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.code(), "did_wrong_method", "{text:?}");
    }
}

#[test]
fn a_wrong_length_counts_characters() {
    for (digits, characters) in [
        (String::new(), 0),
        (DIGITS[1..].into(), 63),
        (format!("{DIGITS}0"), 65),
        (format!("0x{DIGITS}"), 66),
        (format!("{DIGITS}#é"), 66),
    ] {
        assert_eq!(
            parse(&format!("did:op:{digits}")),
            Err(ParseDidError::WrongLength {
                expected: 64,
                found: characters
            }),
            "{digits}"
        );
    }
}

#[test]
fn a_foreign_character_is_reported_before_an_upper_case_digit() {
    let check = |digits: String, offset, character| {
        assert_eq!(
            parse(&format!("did:op:{digits}")),
            Err(ParseDidError::NotHex { offset, character }),
            "{digits}"
        );
    };
    check(format!("F{}g", &DIGITS[..62]), 70, 'g');
    check(format!("0x{}", &DIGITS[..62]), 8, 'x');
    check(format!("{}é", &DIGITS[..63]), 70, 'é');
    // 64 bytes, but 63 characters.
    let text = format!("did:op:é{}", &DIGITS[..62]);
    assert_eq!(parse(&text).unwrap_err().code(), "did_wrong_length");
    check(format!("\0{}", &DIGITS[..63]), 7, '\0');
}

#[test]
fn the_first_upper_case_digit_is_reported() {
    assert_eq!(
        parse(&format!("did:ope:{}AB", &DIGITS[..62])),
        Err(ParseDidError::UpperCase {
            offset: 70,
            character: 'A'
        })
    );
}

#[test]
fn a_kept_excerpt_is_cut_at_32_characters() {
    let found = |text: &str| match parse(text) {
        Err(ParseDidError::WrongMethod { found }) => found,
        other => panic!("{other:?}"),
    };
    assert_eq!(found(&"é".repeat(32)), "é".repeat(32));
    assert_eq!(found(&"é".repeat(33)), "é".repeat(32) + "…");
}

#[test]
fn verify_looks_at_hash_address_and_chain() {
    let nft = Address::repeat_byte(0xab);
    let did = Did::compute(nft, 137).unwrap();
    assert!(did.verify(nft, 137));
    assert!(did.with_method(Method::Ope).verify(nft, 137));
    assert!(!did.verify(nft, 1));
    assert!(!did.verify(nft, 0));
    assert!(!did.verify(Address::repeat_byte(0xac), 137));
}

#[test]
fn padding_is_honoured() {
    let did = parse(&format!("did:op:{DIGITS}")).unwrap();
    assert_eq!(format!("{did:>72}"), format!(" did:op:{DIGITS}"));
    assert_eq!(format!("{did:.9}"), "did:op:fa");
}

proptest! {
    #[test]
    fn every_did_survives_its_text(nft: [u8; 20], chain_id in 1_u64.., ope: bool) {
        let method = if ope { Method::Ope } else { Method::Op };
        let did = Did::compute(Address::from(nft), chain_id).unwrap().with_method(method);
        let text = did.to_string();
        prop_assert_eq!(text.len(), if ope { 72 } else { 71 });
        prop_assert_eq!(text.parse(), Ok(did));
    }

    #[test]
    fn what_parses_prints_the_same(text in "(did:ope?:)?[0-9a-fA-Fg]{63,65}") {
        if let Ok(did) = parse(&text) {
            prop_assert_eq!(did.to_string(), text);
        } else {
            let valid = text.strip_prefix("did:op:").or(text.strip_prefix("did:ope:"))
                .is_some_and(|digits| digits.len() == 64
                    && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
            prop_assert!(!valid);
        }
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = parse(&text);
        let _ = parse(&format!("did:op:{text}"));
    }

    #[test]
    fn dids_sort_as_their_texts(a: ([u8; 20], bool), b: ([u8; 20], bool)) {
        let [a, b] = [a, b].map(|(nft, ope)| {
            let method = if ope { Method::Ope } else { Method::Op };
            Did::compute(Address::from(nft), 1).unwrap().with_method(method)
        });
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }
}
