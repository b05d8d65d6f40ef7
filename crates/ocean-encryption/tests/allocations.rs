//! How often sealing and opening ask for memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::hint::black_box;

use ocean_encryption::{
    OVERHEAD, open, open_batch, open_into, seal, seal_into, seal_to_self, seal_to_self_into,
};
use ocean_keys::{ProviderKey, system_random};

/// How often, and how much at once.
fn allocations(mut work: impl FnMut()) -> (u64, u64) {
    // The tables of the curve are made at the first use, and buffers grow then.
    work();
    let info = allocation_counter::measure(work);
    (info.count_total, info.bytes_max)
}

#[test]
fn one_output_buffer() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let public = key.public_key();
    for length in [0, 1, 2_000, 300_000] {
        let plaintext = vec![7; length];
        let sealed = seal(&public, &plaintext, system_random).unwrap();
        let sealing = allocations(|| {
            black_box(seal(&public, black_box(&plaintext), system_random).unwrap());
        });
        let to_self = allocations(|| {
            black_box(seal_to_self(&key, black_box(&plaintext), system_random).unwrap());
        });
        let opening = allocations(|| {
            black_box(open(&key, black_box(&sealed)).unwrap());
        });
        let (plain, sealed) = (length as u64, (length + OVERHEAD) as u64);
        assert_eq!((sealing, to_self), ((1, sealed), (1, sealed)));
        assert_eq!(opening, (u64::from(length > 0), plain));
    }
}

#[test]
fn none_into_a_buffer() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let public = key.public_key();
    let plaintext = vec![7; 2_000];
    let sealed = seal(&public, &plaintext, system_random).unwrap();
    let mut buffer = Vec::new();
    let counts = [
        allocations(|| seal_into(&public, &plaintext, system_random, &mut buffer).unwrap()),
        allocations(|| seal_to_self_into(&key, &plaintext, system_random, &mut buffer).unwrap()),
        allocations(|| open_into(&key, &sealed, &mut buffer).unwrap()),
        allocations(|| assert!(open_into(&key, &plaintext, &mut buffer).is_err())),
    ];
    assert_eq!(counts.map(|(count, _)| count), [0; 4]);
}

#[test]
fn few_beside_the_outputs_of_a_batch() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let sealed = seal(&key.public_key(), &[7; 2_000], system_random).unwrap();
    let of = |count: usize| {
        let batch = vec![&sealed[..]; count];
        allocations(|| {
            black_box(open_batch(&key, black_box(&batch)));
        })
        .0
    };
    // A list of parts that is collected grows a few times.
    assert!(of(64) <= 64 + 15, "{}", of(64));
}
