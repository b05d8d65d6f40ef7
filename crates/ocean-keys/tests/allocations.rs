//! Signing, recovering and agreeing ask for no memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::hint::black_box;

use alloy_primitives::keccak256;
use ocean_keys::{EphemeralKey, ProviderKey, PublicKey, Signature, personal_message_digest};

fn allocations(work: impl Fn()) -> u64 {
    // The tables of the curve are made at the first use.
    work();
    allocation_counter::measure(work).count_total
}

#[test]
fn none() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let digest = keccak256("message");
    let wire = key.sign_digest(&digest).to_bytes();
    let public = key.public_key().to_uncompressed();
    let recovering = allocations(|| {
        let signature = Signature::from_bytes(black_box(&wire)).unwrap();
        black_box(signature.recover(&digest).unwrap().address());
    });
    let signing = allocations(|| {
        let digest = personal_message_digest(black_box(digest.as_slice()));
        black_box(key.sign_digest(&digest));
    });
    let agreeing = allocations(|| {
        let public = PublicKey::from_bytes(black_box(&public)).unwrap();
        black_box(key.shared_point(&public));
        let draw = || {
            EphemeralKey::generate(|out| {
                out.fill(7);
                Ok(())
            })
            .unwrap()
        };
        black_box(draw().agree(&public));
        black_box(draw().agree_with_own(&key));
    });
    assert_eq!((recovering, signing, agreeing), (0, 0, 0));
}

#[test]
fn few_for_a_batch() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let of = |count: usize| {
        let publics = vec![key.public_key(); count];
        allocations(|| {
            black_box(key.shared_points(&publics));
        })
    };
    assert_eq!(of(64), of(2));
    assert!(of(64) <= 6, "{}", of(64));
}
