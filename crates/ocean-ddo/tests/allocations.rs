//! A document of 20 KB is read with few allocations, and its view walked with none.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod walk;

use std::hint::black_box;

use allocation_counter::measure;
use ocean_ddo::{Document, Profile};
use serde_json::Value;

fn case(name: &str) -> Document {
    let cases: Vec<Value> = serde_json::from_str(include_str!("vectors/ddo-cases.json")).unwrap();
    let case = cases.iter().find(|case| case["name"] == name).unwrap();
    Document::parse(case["ddo"].to_string()).unwrap()
}

#[test]
fn the_counter_counts() {
    let info = measure(|| drop(black_box(vec![1_u8])));
    assert_eq!(info.count_total, 1);
}

#[test]
fn walking_the_view_allocates_nothing() {
    let document = case("size/20k");
    assert!(document.bytes().len() > 20_000);
    let mut members = 0;
    let info = measure(|| members = walk::walk(black_box(&document).ddo()));
    assert_eq!(info.count_total, 0);
    assert!(members > 50, "{members} members");
}

#[test]
fn reading_twenty_kilobytes_allocates_little() {
    let text = case("size/20k").text().to_owned();
    let info = measure(|| drop(black_box(Document::parse(text).unwrap())));
    assert!(info.count_total <= 40, "{} allocations", info.count_total);
}

#[test]
fn from_the_bytes_of_twenty_kilobytes_to_the_strict_verdict_allocates_little() {
    let bytes = case("size/20k").bytes().to_vec();
    let mut is_valid = false;
    let info = measure(|| {
        let document = Document::from_bytes(black_box(bytes)).unwrap();
        is_valid = document.validate(Profile::Strict).unwrap().is_valid();
    });
    assert!(is_valid);
    assert!(info.count_total <= 70, "{} allocations", info.count_total);
}
