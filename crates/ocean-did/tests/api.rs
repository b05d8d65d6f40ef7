//! The shape of the public interface: auto traits, error texts and codes.

#![allow(clippy::string_slice, reason = "the sliced texts are ASCII")]

use std::{error::Error, fmt::Debug, hash::Hash};

use ocean_did::{ComputeDidError, Did, Method, ParseAddressError, ParseDidError, parse_address};

const DIGITS: &str = "fa0e8fa9550e8eb13392d6eeb9ba9f8111801b332c8d2345b350b3bc66b379d5";

#[test]
fn values_are_plain_and_errors_are_errors() {
    fn value<T: Copy + Send + Sync + Unpin + Debug + Eq + Ord + Hash + 'static>() {}
    fn error<T: Error + Clone + Eq + Send + Sync + Unpin + 'static>() {}
    value::<Did>();
    value::<Method>();
    error::<ComputeDidError>();
    error::<ParseDidError>();
    error::<ParseAddressError>();
}

#[test]
fn debug_shows_the_text() {
    let did: Did = format!("did:op:{DIGITS}").parse().unwrap();
    assert_eq!(format!("{did:?}"), format!("Did(did:op:{DIGITS})"));
}

#[test]
fn compute_errors_read_as_follows() {
    let error = Did::compute(parse_address(&DIGITS[..40]).unwrap(), 0).unwrap_err();
    assert_eq!(error, ComputeDidError::ZeroChainId);
    assert_eq!(
        error.to_string(),
        "chain id 0 names no chain: expected 1 or more"
    );
    assert_eq!(error.code(), "did_zero_chain_id");
}

#[test]
fn did_errors_read_as_follows() {
    let check = |text: &str, message: &str, code: &str| {
        let error = text.parse::<Did>().unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.code(), code);
    };
    check(
        "did:web:example.com\n",
        r"expected a DID that starts with `did:op:` or `did:ope:`, found `did:web:example.com\n`",
        "did_wrong_method",
    );
    check(
        &format!("did:ethr:{DIGITS}"),
        "expected a DID that starts with `did:op:` or `did:ope:`, found `did:ethr:fa0e8fa9550e8eb13392d6e…`",
        "did_wrong_method",
    );
    check(
        "did:op:ACce67694eD2848dd683c651Dab7Af823b7dd123",
        "expected 64 hexadecimal digits after the method of the DID, found 40 characters",
        "did_wrong_length",
    );
    check(
        &format!("did:op:{}", DIGITS.replace('0', "\u{202e}")),
        r"expected a hexadecimal digit at offset 9 of the DID, found `\u{202e}`",
        "did_not_hex",
    );
    check(
        &format!("did:ope:{}", DIGITS.to_uppercase()),
        "expected lower-case hexadecimal digits in the DID, found `F` at offset 8",
        "did_upper_case",
    );
}

#[test]
fn address_errors_read_as_follows() {
    let check = |text: &str, message: &str, code: &str| {
        let error = parse_address(text).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.code(), code);
    };
    check(
        "0xbb1081dbf3227bbb233db68f7117114babb43656\n",
        r"expected an address without white space, found `\n` at offset 42",
        "address_blank",
    );
    check(
        "XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS",
        "expected 40 hexadecimal digits, found an address in ICAP form",
        "address_icap",
    );
    check(
        "0Xbb1081dbf3227bbb233db68f7117114babb43656",
        "expected an address that starts with `0x`, found `0X`",
        "address_upper_case_prefix",
    );
    check(
        "0xbb1081dbf3227bbb233db68f7117114babb4365",
        "expected 40 hexadecimal digits in the address, found 39 characters",
        "address_wrong_length",
    );
    check(
        "0xbb1081dbf3227bbb233db68f7117114babb4365g",
        "expected a hexadecimal digit at offset 41 of the address, found `g`",
        "address_not_hex",
    );
    check(
        "0xbB1081DbF3227bbB233Db68f7117114baBb43656",
        "expected the address `0xBB1081DbF3227bbB233Db68f7117114baBb43656`, found `0xbB1081DbF3227bbB233Db68f7117114baBb43656`, whose mixed case is a wrong checksum",
        "address_wrong_checksum",
    );
}
