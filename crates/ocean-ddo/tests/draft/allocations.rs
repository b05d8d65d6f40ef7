//! Building costs the text, and what reading it costs.

use std::hint::black_box;

use allocation_counter::measure;
use ocean_ddo::Document;

use crate::{access, dataset};

#[test]
fn building_twenty_kilobytes_allocates_one_text_more_than_reading_it() {
    let mut draft = dataset();
    draft.metadata.description = "Hourly levels. ".repeat(50);
    draft.services = (0..120).map(|id| access(&id.to_string())).collect();
    let text = draft.build().unwrap().text().to_owned();
    assert!(text.len() > 20_000, "{} bytes", text.len());

    let built = measure(|| drop(black_box(black_box(&draft).build().unwrap())));
    let document = Document::parse(text.clone()).unwrap();
    let read = measure(|| drop(black_box(Document::parse(text).unwrap())));
    let validate = || document.validate(ocean_ddo::Profile::Strict).map(drop);
    let validated = measure(|| black_box(validate()).unwrap());
    let other = built.count_total - read.count_total - validated.count_total;
    assert!(other <= 1, "{built:?} {read:?} {validated:?}");
}
