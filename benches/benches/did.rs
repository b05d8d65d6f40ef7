//! A DID from the text of a lower-case address, beside the SHA-256 of its input alone.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ocean_did::{Did, parse_address};
use sha2::{Digest, Sha256};

fn did(c: &mut Criterion) {
    let mut group = c.benchmark_group("did");
    group.bench_function("sha256_alone", |b| {
        b.iter(|| Sha256::digest(black_box(b"0xBB1081DbF3227bbB233Db68f7117114baBb43656137")));
    });
    group.bench_function("from_lower_case_address", |b| {
        b.iter(|| {
            let nft =
                parse_address(black_box("0xbb1081dbf3227bbb233db68f7117114babb43656")).ok()?;
            Did::compute(nft, black_box(137))
                .ok()
                .map(|did| did.to_string())
        });
    });
    group.finish();
}

criterion_group!(benches, did);
criterion_main!(benches);
