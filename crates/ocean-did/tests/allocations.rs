//! From the text of an address to the text of its DID takes one allocation: the result.

use std::hint::black_box;

use allocation_counter::measure;
use ocean_did::{Did, Method, parse_address};

const LOWER: &str = "0xbb1081dbf3227bbb233db68f7117114babb43656";
const CHECKSUMMED: &str = "0xBB1081DbF3227bbB233Db68f7117114baBb43656";
const DID: &str = "did:op:fa0e8fa9550e8eb13392d6eeb9ba9f8111801b332c8d2345b350b3bc66b379d5";

#[test]
fn the_counter_counts() {
    let info = measure(|| drop(black_box(vec![1_u8])));
    assert_eq!(info.count_total, 1);
}

#[test]
fn address_text_to_did_text_allocates_once() {
    for text in [LOWER, CHECKSUMMED] {
        for (method, length) in [(Method::Op, 71), (Method::Ope, 72)] {
            let info = measure(|| {
                let nft = parse_address(black_box(text)).unwrap();
                let did = Did::compute(nft, u64::MAX).unwrap();
                black_box(did.with_method(method).to_string());
            });
            assert_eq!(
                (info.count_total, info.bytes_total),
                (1, length),
                "{text} {method:?}"
            );
        }
    }
}

#[test]
fn parsing_and_verifying_allocate_nothing() {
    let nft = parse_address(LOWER).unwrap();
    let info = measure(|| {
        let did: Did = black_box(DID).parse().unwrap();
        assert!(black_box(did.verify(nft, 137)));
    });
    assert_eq!(info.count_total, 0);
}

#[test]
fn a_megabyte_of_hostile_text_makes_a_small_error() {
    let text = "é".repeat(1 << 19);
    for text in [text.clone(), format!("did:op:{text}"), format!("0x{text}")] {
        let info = measure(|| {
            black_box(text.parse::<Did>().unwrap_err());
            black_box(parse_address(&text).unwrap_err());
        });
        assert!(info.bytes_max <= 256, "{} bytes", info.bytes_max);
    }
}
