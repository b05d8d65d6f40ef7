//! Validation of documents.

use std::{fs, hint::black_box};

use interop::{Failure, Peer, directory};
use ocean_ddo::{Document, Profile};
use serde_json::Value;

use crate::{
    Peers, document,
    race::{Contender, Row, Target, ask, race},
};

const DDO_JS_WARM_UP: usize = 40;

/// Bytes in, strict verdict out.
pub(crate) fn validations(peers: &mut Peers) -> Result<(), Failure> {
    let schema = directory().join("../crates/ocean-ddo/schema/ddo-4.1.0.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema)?)?;
    let schema = jsonschema::draft202012::new(&schema)?;
    let is_valid = |value: &Value| schema.is_valid(value);
    let is_valid_by_list = |value: &Value| schema.iter_errors(value).count() == 0;
    let ddo_js = &mut peers.ddo_js;

    let good = document("2k")?;
    let of_2k = Target::AtLeast(8_000.0);
    let by_schema = ("jsonschema", Target::AtLeast(2.0));
    let mut per_byte = None;
    for (size, of_ddo_js) in [("2k", of_2k), ("20k", Target::None), ("200k", Target::None)] {
        let text = document(size)?;
        let operation = format!("validate, {size}");
        let time = validation(&operation, &text, of_ddo_js, ddo_js, by_schema, &is_valid)?;
        let per_byte_here = time / f64::from(u32::try_from(text.len())?);
        let smallest = *per_byte.get_or_insert(per_byte_here);
        Row {
            operation: &operation,
            ours: &format!("{:.3} ns a byte", per_byte_here * 1e9),
            against: "2k",
            theirs: &format!("{:.3} ns a byte", smallest * 1e9),
            of_theirs: per_byte_here / smallest,
            target: Target::AtMost(1.25),
        }
        .print();
    }
    println!(
        "| validate, 2k | | Aquarius 5.1.8 | not in any package (elsewhere 23 ms at least) | SKIP \
         | ≥ 3000 |"
    );

    let operation = "validate, 2k with mistakes, full list";
    let bad = document("2k-broken")?;
    let of_ddo_js = Target::AtLeast(5_000.0);
    let by_schema = ("jsonschema", Target::None);
    validation(
        operation,
        &bad,
        of_ddo_js,
        ddo_js,
        by_schema,
        &is_valid_by_list,
    )?;
    let nothing = |_| String::new();
    race(
        operation,
        &mut [
            Contender::here("ours", Target::None, || strict(&bad), nothing),
            Contender::here("2k", Target::AtMost(2.0), || strict(&good), nothing),
        ],
    )?;
    Ok(())
}

/// Ours against ddo.js, as Node runs it by default, and against the JSON Schema on parsed text.
fn validation(
    operation: &str,
    text: &str,
    of_ddo_js: Target,
    ddo_js: &mut Peer,
    (name, of_schema): (&'static str, Target),
    by_schema: &dyn Fn(&Value) -> bool,
) -> Result<f64, Failure> {
    // Node makes it faster for seconds.
    for _ in 0..DDO_JS_WARM_UP {
        ask(ddo_js, "ddo.js", text, 1)?;
    }
    let by_schema = || Ok(by_schema(&serde_json::from_str(black_box(text))?));
    let verdict = |valid: bool| valid.to_string();
    race(
        operation,
        &mut [
            Contender::here("ours", Target::None, || strict(text), verdict),
            Contender::there("ddo.js", of_ddo_js, ddo_js, text),
            Contender::here(name, of_schema, by_schema, verdict),
        ],
    )
}

/// The strict verdict; the report lists every violation.
fn strict(text: &str) -> Result<bool, Failure> {
    let document = Document::from_bytes(black_box(text).as_bytes().to_vec())?;
    let report = document.validate(Profile::Strict)?;
    Ok(black_box(report).is_valid())
}
