//! From the bytes of a document to the strict verdict, whole and in its two parts, beside
//! `jsonschema` on the same text.

use std::hint::black_box;

use benches::{BROKEN, DOCUMENTS};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ocean_ddo::{Document, Profile};
use serde_json::Value;

const SCHEMA: &str = include_str!("../../crates/ocean-ddo/schema/ddo-4.1.0.json");

/// The violations of the document, errors and warnings.
fn violations(bytes: Vec<u8>) -> Option<usize> {
    let document = Document::from_bytes(bytes).ok()?;
    let report = document.validate(Profile::Strict).ok()?;
    Some(report.violations().len())
}

fn validate(c: &mut Criterion) {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap_or_default();
    let Ok(schema) = jsonschema::draft202012::new(&schema) else {
        return;
    };
    let broken = ("2k_broken", BROKEN);
    for (size, text) in DOCUMENTS.into_iter().chain([broken]) {
        let mut group = c.benchmark_group(format!("validate/{size}"));
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("whole", |b| {
            b.iter_batched(
                || text.as_bytes().to_vec(),
                violations,
                BatchSize::SmallInput,
            );
        });
        group.bench_function("parse", |b| {
            b.iter_batched(
                || text.as_bytes().to_vec(),
                Document::from_bytes,
                BatchSize::SmallInput,
            );
        });
        if let Ok(document) = Document::parse(text) {
            group.bench_function("rules", |b| {
                b.iter(|| black_box(&document).validate(Profile::Strict));
            });
        }
        group.bench_function("jsonschema", |b| {
            b.iter(|| {
                let value = serde_json::from_str(black_box(text)).unwrap_or_default();
                schema.is_valid(&value)
            });
        });
        group.finish();
    }
}

criterion_group!(benches, validate);
criterion_main!(benches);
