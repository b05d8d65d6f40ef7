//! Reading of addresses, strict and lenient.

#![allow(clippy::string_slice, reason = "the sliced texts are ASCII")]

use alloy_primitives::Address;
use ocean_did::{ChecksumAddress, ParseAddressError, parse_address, parse_address_lenient};
use proptest::prelude::*;

const CHECKSUMMED: &str = "0xBB1081DbF3227bbB233Db68f7117114baBb43656";

#[test]
fn one_case_and_eip55_are_read() {
    let digits = &CHECKSUMMED[2..];
    let address: Address = CHECKSUMMED.parse().unwrap();
    for digits in [digits, &digits.to_lowercase(), &digits.to_uppercase()] {
        for text in [digits.to_owned(), format!("0x{digits}")] {
            assert_eq!(parse_address(&text), Ok(address), "{text}");
            assert_eq!(parse_address_lenient(&text), Ok(address), "{text}");
        }
        let text = format!("0X{digits}");
        assert_eq!(
            parse_address(&text),
            Err(ParseAddressError::UpperCasePrefix)
        );
        assert_eq!(parse_address_lenient(&text), Ok(address), "{text}");
    }
}

#[test]
fn a_wrong_mixed_case_names_the_right_one() {
    let text = "0xbB1081DbF3227bbB233Db68f7117114baBb43656";
    assert_eq!(
        parse_address(text),
        Err(ParseAddressError::WrongChecksum {
            expected: CHECKSUMMED.parse().unwrap(),
            found: text[2..].into(),
        })
    );
    assert_eq!(
        parse_address_lenient(text),
        Ok(CHECKSUMMED.parse().unwrap())
    );
}

#[test]
fn both_parsers_name_the_same_faults() {
    let zeros = "0".repeat(38);
    for (text, code) in [
        (String::new(), "address_wrong_length"),
        ("0x".into(), "address_wrong_length"),
        (format!("0x{zeros}0"), "address_wrong_length"),
        (format!("0x{zeros}000"), "address_wrong_length"),
        // A second prefix is no prefix.
        (format!("0x0x{zeros}"), "address_not_hex"),
        (format!("0x0x{zeros}00"), "address_wrong_length"),
        (format!("0x0X{zeros}"), "address_not_hex"),
        (format!("x0{zeros}"), "address_not_hex"),
        (format!("0x{zeros}é"), "address_wrong_length"),
        (format!("0x{zeros}é0"), "address_not_hex"),
        (format!("0x{zeros}+1"), "address_not_hex"),
        (format!("0x{zeros}\u{a0}0"), "address_blank"),
        (format!("\t0x{zeros}00"), "address_blank"),
        (" ".into(), "address_blank"),
        ("XE".into(), "address_icap"),
        ("vitalik.eth".into(), "address_wrong_length"),
    ] {
        assert_eq!(parse_address(&text).unwrap_err().code(), code, "{text:?}");
        let lenient = parse_address_lenient(&text).unwrap_err();
        assert_eq!(lenient.code(), code, "lenient {text:?}");
    }
}

#[test]
fn offsets_count_from_the_start_of_the_text() {
    let zeros = "0".repeat(39);
    for prefix in ["", "0x"] {
        assert_eq!(
            parse_address(&format!("{prefix}{zeros}é")),
            Err(ParseAddressError::NotHex {
                offset: prefix.len() + 39,
                character: 'é'
            })
        );
    }
}

proptest! {
    #[test]
    fn every_address_is_read_in_its_three_spellings(bytes: [u8; 20]) {
        let address = Address::new(bytes);
        let text = address.to_checksum(None);
        prop_assert_eq!(parse_address(&text), Ok(address));
        prop_assert_eq!(parse_address(&text[2..].to_lowercase()), Ok(address));
        prop_assert_eq!(parse_address(&text[2..].to_uppercase()), Ok(address));
    }

    #[test]
    fn strict_accepts_only_the_three_spellings(text in "(0x)?[0-9a-cA-C]{40}") {
        let address = parse_address_lenient(&text).unwrap();
        let checksummed = address.to_checksum(None);
        let digits = text.trim_start_matches("0x");
        let known = [checksummed[2..].to_lowercase(), checksummed[2..].to_uppercase(), checksummed[2..].to_owned()];
        prop_assert_eq!(parse_address(&text).is_ok(), known.iter().any(|spelling| spelling == digits));
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = parse_address(&text);
        let _ = parse_address_lenient(&text);
        let _ = parse_address(&format!("0x{text}"));
    }
}

#[test]
fn a_checksum_address_reads_what_parse_address_reads() {
    let right = "0xBB1081DbF3227bbB233Db68f7117114baBb43656";
    for text in [
        right,
        "BB1081DbF3227bbB233Db68f7117114baBb43656",
        "0xbb1081dbf3227bbb233db68f7117114babb43656",
        "0xBB1081DBF3227BBB233DB68F7117114BABB43656",
        "0xbB1081DbF3227bbB233Db68f7117114baBb43656",
        "0XBB1081DbF3227bbB233Db68f7117114baBb43656",
        " 0xBB1081DbF3227bbB233Db68f7117114baBb43656",
        "0x123",
        "",
    ] {
        let read = text.parse::<ChecksumAddress>();
        let address = read.clone().map(|read| read.address());
        assert_eq!(address, parse_address(text));
        if let Ok(read) = read {
            assert_eq!((read.as_str(), read.to_string().as_str()), (right, right));
            assert_eq!(read, ChecksumAddress::from(read.address()));
            assert_ne!(read, ChecksumAddress::from(Address::ZERO));
            assert_eq!(format!("{read:?}"), right);
        }
    }
}
