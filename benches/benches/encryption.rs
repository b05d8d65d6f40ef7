//! Sealing, opening and recovering, beside the same calls of the parts written out by hand, beside
//! libsecp256k1, and beside the crate `ecies`.
//!
//! `cargo bench --bench encryption --features ocean-keys/secp256k1` runs ours on libsecp256k1.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a bench that cannot go on must fail"
)]

use std::hint::black_box;

use aes_gcm::{
    AesGcm, KeyInit,
    aead::{AeadInOut, array::Array, consts::U16},
    aes::Aes256,
};
use alloy_primitives::{B256, hex, keccak256};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hkdf::Hkdf;
use k256::{
    AffinePoint, NonZeroScalar, ProjectivePoint, PublicKey,
    ecdsa::{RecoveryId, Signature, VerifyingKey},
    elliptic_curve::sec1::ToSec1Point,
};
use ocean_encryption::{Ciphertext, open, open_batch, seal, seal_to_self};
use ocean_keys::{ProviderKey, system_random};
use secp256k1::{All, Message, Secp256k1, SecretKey, ecdh::shared_secret_point};
use sha2::Sha256;

const SECRET: [u8; 32] = [0x5a; 32];

/// The sizes of a file list, of a document and of a large one.
const SIZES: [(&str, usize); 3] = [("200", 200), ("2k", 2_048), ("20k", 20_480)];

fn plaintext(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from(at % 251).unwrap())
        .collect()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    system_random(&mut bytes).unwrap();
    bytes
}

fn uncompressed(point: AffinePoint) -> [u8; 65] {
    point.to_sec1_point(false).as_bytes().try_into().unwrap()
}

fn cipher(ephemeral: &[u8], shared: &[u8]) -> AesGcm<Aes256, U16> {
    let mut material = [0; 130];
    material[..65].copy_from_slice(ephemeral);
    material[65..].copy_from_slice(shared);
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, &material)
        .expand(&[], &mut key)
        .unwrap();
    AesGcm::new(&Array(key))
}

fn wire(ephemeral: &[u8], shared: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let nonce = random();
    let mut out = vec![0; 97 + plaintext.len()];
    out[..65].copy_from_slice(ephemeral);
    out[65..81].copy_from_slice(&nonce);
    out[97..].copy_from_slice(plaintext);
    let tag = cipher(ephemeral, shared)
        .encrypt_inout_detached(&Array(nonce), &[], (&mut out[97..]).into())
        .unwrap();
    out[81..97].copy_from_slice(&tag);
    out
}

fn unwire(shared: &[u8], sealed: &[u8]) -> Vec<u8> {
    let mut plaintext = sealed[97..].to_vec();
    let (nonce, tag) = (
        sealed[65..81].try_into().unwrap(),
        sealed[81..97].try_into().unwrap(),
    );
    cipher(&sealed[..65], shared)
        .decrypt_inout_detached(
            &Array(nonce),
            &[],
            plaintext.as_mut_slice().into(),
            &Array(tag),
        )
        .unwrap();
    plaintext
}

/// The parts of `RustCrypto`, called one after the other.
mod by_hand {
    use super::{
        AffinePoint, B256, NonZeroScalar, ProjectivePoint, PublicKey, RecoveryId, Signature,
        VerifyingKey, random, uncompressed, unwire, wire,
    };

    fn scalar(bytes: [u8; 32]) -> NonZeroScalar {
        NonZeroScalar::from_repr(bytes.into()).unwrap()
    }

    pub(super) fn open(secret: &NonZeroScalar, sealed: &[u8]) -> Vec<u8> {
        let ephemeral = PublicKey::from_sec1_bytes(&sealed[..65]).unwrap();
        let shared = (ephemeral.to_projective() * secret.as_ref()).to_affine();
        unwire(&uncompressed(shared), sealed)
    }

    pub(super) fn seal(to: &AffinePoint, plaintext: &[u8]) -> Vec<u8> {
        let ephemeral = scalar(random());
        let public = ProjectivePoint::mul_by_generator(&ephemeral).to_affine();
        let shared = (ProjectivePoint::from(*to) * ephemeral.as_ref()).to_affine();
        wire(&uncompressed(public), &uncompressed(shared), plaintext)
    }

    pub(super) fn seal_to_self(secret: &NonZeroScalar, plaintext: &[u8]) -> Vec<u8> {
        let ephemeral = scalar(random());
        let public = ProjectivePoint::mul_by_generator(&ephemeral).to_affine();
        let shared = ProjectivePoint::mul_by_generator(&(*ephemeral * **secret)).to_affine();
        wire(&uncompressed(public), &uncompressed(shared), plaintext)
    }

    pub(super) fn recover(digest: &B256, wire: &[u8; 65]) -> VerifyingKey {
        let signature = Signature::from_slice(&wire[..64]).unwrap();
        let id = RecoveryId::new(wire[64] == 28, false);
        VerifyingKey::recover_from_prehash(digest.as_slice(), &signature, id).unwrap()
    }
}

/// libsecp256k1 with a context of its own, and AES by `RustCrypto`.
mod libsecp256k1 {
    use super::{
        All, B256, Message, Secp256k1, SecretKey, random, shared_secret_point, unwire, wire,
    };

    fn point(public: &secp256k1::PublicKey, secret: &SecretKey) -> [u8; 65] {
        let mut shared = [4; 65];
        shared[1..].copy_from_slice(&shared_secret_point(public, secret));
        shared
    }

    pub(super) fn open(secret: &SecretKey, sealed: &[u8]) -> Vec<u8> {
        let ephemeral = secp256k1::PublicKey::from_slice(&sealed[..65]).unwrap();
        unwire(&point(&ephemeral, secret), sealed)
    }

    pub(super) fn seal(
        context: &Secp256k1<All>,
        to: &secp256k1::PublicKey,
        plaintext: &[u8],
    ) -> Vec<u8> {
        let ephemeral = SecretKey::from_byte_array(random()).unwrap();
        let public = ephemeral.public_key(context).serialize_uncompressed();
        wire(&public, &point(to, &ephemeral), plaintext)
    }

    pub(super) fn recover(
        context: &Secp256k1<All>,
        digest: &B256,
        wire: &[u8; 65],
    ) -> secp256k1::PublicKey {
        let id = i32::from(wire[64] == 28).try_into().unwrap();
        let signature =
            secp256k1::ecdsa::RecoverableSignature::from_compact(&wire[..64], id).unwrap();
        context
            .recover_ecdsa(Message::from_digest(digest.0), &signature)
            .unwrap()
    }
}

struct Keys {
    ours: ProviderKey,
    scalar: NonZeroScalar,
    secret: SecretKey,
    context: Secp256k1<All>,
}

fn keys() -> Keys {
    Keys {
        ours: ProviderKey::from_bytes(&SECRET).unwrap(),
        scalar: NonZeroScalar::from_repr(SECRET.into()).unwrap(),
        secret: SecretKey::from_byte_array(SECRET).unwrap(),
        context: Secp256k1::new(),
    }
}

fn opening(c: &mut Criterion) {
    let keys = keys();
    let large = ("8m", 8 << 20);
    for (name, length) in SIZES.into_iter().chain([large]) {
        let sealed = seal(&keys.ours.public_key(), &plaintext(length), system_random).unwrap();
        let mut group = c.benchmark_group(format!("open/{name}"));
        group.throughput(Throughput::Bytes(length as u64));
        group.bench_function("ours", |b| {
            b.iter(|| open(&keys.ours, black_box(&sealed)).unwrap());
        });
        group.bench_function("by_hand", |b| {
            b.iter(|| by_hand::open(&keys.scalar, black_box(&sealed)));
        });
        group.bench_function("libsecp256k1", |b| {
            b.iter(|| libsecp256k1::open(&keys.secret, black_box(&sealed)));
        });
        group.bench_function("ecies", |b| {
            b.iter(|| ecies::decrypt(&SECRET, black_box(&sealed)).unwrap());
        });
        group.finish();
    }
}

fn sealing(c: &mut Criterion) {
    let keys = keys();
    let public = keys.ours.public_key();
    let encoded = public.to_uncompressed();
    let affine = *PublicKey::from_sec1_bytes(&encoded).unwrap().as_affine();
    let theirs = keys.secret.public_key(&keys.context);
    for (name, length) in SIZES {
        let plaintext = plaintext(length);
        let mut group = c.benchmark_group(format!("seal/{name}"));
        group.bench_function("ours", |b| {
            b.iter(|| seal(&public, black_box(&plaintext), system_random).unwrap());
        });
        group.bench_function("by_hand", |b| {
            b.iter(|| by_hand::seal(&affine, black_box(&plaintext)));
        });
        group.bench_function("libsecp256k1", |b| {
            b.iter(|| libsecp256k1::seal(&keys.context, &theirs, black_box(&plaintext)));
        });
        group.bench_function("ecies", |b| {
            b.iter(|| ecies::encrypt(&encoded, black_box(&plaintext)).unwrap());
        });
        group.finish();

        let mut group = c.benchmark_group(format!("seal_to_self_hex/{name}"));
        group.bench_function("ours", |b| {
            b.iter(|| {
                let sealed =
                    seal_to_self(&keys.ours, black_box(&plaintext), system_random).unwrap();
                Ciphertext::from(sealed).to_hex()
            });
        });
        group.bench_function("by_hand", |b| {
            b.iter(|| {
                hex::encode_prefixed(by_hand::seal_to_self(&keys.scalar, black_box(&plaintext)))
            });
        });
        group.bench_function("ecies", |b| {
            b.iter(|| {
                hex::encode_prefixed(ecies::encrypt(&encoded, black_box(&plaintext)).unwrap())
            });
        });
        group.finish();
    }
}

fn batch(c: &mut Criterion) {
    let keys = keys();
    let sealed: Vec<Vec<u8>> = (0..64)
        .map(|_| seal(&keys.ours.public_key(), &plaintext(2_048), system_random).unwrap())
        .collect();
    let sealed: Vec<&[u8]> = sealed.iter().map(Vec::as_slice).collect();
    let mut group = c.benchmark_group("open_64/2k");
    group.throughput(Throughput::Elements(64));
    group.bench_function("batch", |b| {
        b.iter(|| open_batch(&keys.ours, black_box(&sealed)));
    });
    group.bench_function("one_by_one", |b| {
        b.iter(|| {
            sealed
                .iter()
                .map(|sealed| open(&keys.ours, black_box(sealed)))
                .collect::<Vec<_>>()
        });
    });
    group.finish();
}

fn recovering(c: &mut Criterion) {
    let keys = keys();
    let digest = keccak256("message");
    let wire = keys.ours.sign_digest(&digest).to_bytes();
    let mut group = c.benchmark_group("recover");
    group.bench_function("ours", |b| {
        b.iter(|| {
            let signature = ocean_keys::Signature::from_bytes(black_box(&wire)).unwrap();
            signature.recover(&digest).unwrap()
        });
    });
    group.bench_function("by_hand", |b| {
        b.iter(|| by_hand::recover(&digest, black_box(&wire)));
    });
    group.bench_function("libsecp256k1", |b| {
        b.iter(|| libsecp256k1::recover(&keys.context, &digest, black_box(&wire)));
    });
    group.finish();
}

/// The same work on one thread and on two.
fn threads(c: &mut Criterion) {
    let keys = keys();
    let sealed = seal(&keys.ours.public_key(), &plaintext(2_048), system_random).unwrap();
    let work = || {
        for _ in 0..200 {
            black_box(open(&keys.ours, black_box(&sealed)).unwrap());
        }
    };
    let mut group = c.benchmark_group("threads");
    group.sample_size(20);
    for threads in [1, 2] {
        group.throughput(Throughput::Elements(200 * threads));
        group.bench_function(format!("{threads}"), |b| {
            b.iter(|| {
                std::thread::scope(|scope| {
                    for _ in 0..threads {
                        scope.spawn(work);
                    }
                });
            });
        });
    }
    group.finish();
}

criterion_group!(benches, opening, sealing, batch, recovering, threads);
criterion_main!(benches);
