//! The checksum of a document's JSON.stringify form, beside the SHA-256 of that form alone.

use std::hint::black_box;

use benches::{DOCUMENTS, ascii, pretty, reordered};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ocean_checksum::{DocumentHash, js_stringify};

fn checksum(c: &mut Criterion) {
    for (size, canonical) in DOCUMENTS {
        let mut group = c.benchmark_group(format!("checksum/{size}"));
        group.throughput(Throughput::Bytes(canonical.len() as u64));
        group.bench_function("sha256_alone", |b| {
            b.iter(|| DocumentHash::of(black_box(canonical).as_bytes()));
        });
        let forms = [
            ("canonical", canonical.to_owned()),
            ("pretty", pretty(canonical)),
            ("ascii", ascii(canonical)),
            ("reordered", reordered(canonical)),
        ];
        for (form, text) in forms {
            group.bench_function(form, |b| {
                b.iter(|| DocumentHash::of_stringified(black_box(&text)));
            });
        }
        group.finish();
    }
}

/// Time per byte from 10 KB to 10 MB.
fn growth(c: &mut Criterion) {
    let mut group = c.benchmark_group("growth");
    group.sample_size(20);
    let [_, (_, document), _] = DOCUMENTS;
    for copies in [1, 10, 100, 500] {
        let text = format!("[{}]", vec![document; copies].join(","));
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("canonical/{copies}x20k"), |b| {
            b.iter(|| js_stringify(black_box(&text)).map(|text| text.len()));
        });
        let text = pretty(&text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("pretty/{copies}x20k"), |b| {
            b.iter(|| js_stringify(black_box(&text)).map(|text| text.len()));
        });
    }
    group.finish();
}

/// The same work on one thread and on two.
fn threads(c: &mut Criterion) {
    let [_, _, (_, document)] = DOCUMENTS;
    let work = |text: &str| {
        for _ in 0..50 {
            black_box(DocumentHash::of_stringified(black_box(text)).ok());
        }
    };
    let mut group = c.benchmark_group("threads");
    group.sample_size(20);
    for threads in [1, 2] {
        group.throughput(Throughput::Elements(50 * threads));
        group.bench_function(format!("{threads}"), |b| {
            b.iter(|| {
                std::thread::scope(|scope| {
                    for _ in 0..threads {
                        scope.spawn(|| work(document));
                    }
                });
            });
        });
    }
    group.finish();
}

criterion_group!(benches, checksum, growth, threads);
criterion_main!(benches);
