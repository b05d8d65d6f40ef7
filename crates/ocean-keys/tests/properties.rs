//! What holds for all keys, digests and signatures, beside direct calls of `k256`. Run with and
//! without feature `secp256k1`, this holds the two libraries to the same results.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{B256, U256};
use k256::{
    ProjectivePoint,
    ecdsa::{RecoveryId, SigningKey, VerifyingKey},
    elliptic_curve::sec1::ToSec1Point,
};
use ocean_keys::{EphemeralKey, ProviderKey, PublicKey, RandomError, Signature};
use proptest::prelude::*;

const ORDER: &str = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

/// 32 bytes of all kinds: also those near zero, near the order, and near 2^256.
fn word() -> impl Strategy<Value = B256> {
    let near = |centre: U256| {
        (0_u64..4).prop_map(move |distance| centre.wrapping_add(U256::from(distance)))
    };
    let order: U256 = ORDER.parse().unwrap();
    prop_oneof![
        4 => any::<[u8; 32]>().prop_map(B256::from),
        1 => near(U256::ZERO).prop_map(B256::from),
        1 => near(order - U256::from(2)).prop_map(B256::from),
        1 => near(order / U256::from(2) - U256::from(1)).prop_map(B256::from),
        1 => near(U256::MAX - U256::from(3)).prop_map(B256::from),
    ]
}

fn key() -> impl Strategy<Value = ProviderKey> {
    word().prop_filter_map("out of range", |bytes| {
        ProviderKey::from_bytes(&bytes.0).ok()
    })
}

fn theirs(key: &ProviderKey) -> SigningKey {
    key.with_secret_bytes(|bytes| SigningKey::from_slice(bytes).unwrap())
}

fn draw(bytes: &B256) -> Result<EphemeralKey, RandomError> {
    EphemeralKey::generate(|out| {
        out.copy_from_slice(bytes.as_slice());
        Ok(())
    })
}

fn uncompressed(point: &ProjectivePoint) -> Vec<u8> {
    point.to_affine().to_sec1_point(false).as_bytes().to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn range_of_keys(bytes in word()) {
        let number: U256 = bytes.into();
        let in_range = number != U256::ZERO && number < ORDER.parse::<U256>().unwrap();
        prop_assert_eq!(ProviderKey::from_bytes(&bytes.0).is_ok(), in_range);
        prop_assert_eq!(ProviderKey::from_hex(&bytes.to_string()).is_ok(), in_range);
        prop_assert_eq!(draw(&bytes).err(), (!in_range).then_some(RandomError::Broken));
        if let Ok(key) = ProviderKey::from_bytes(&bytes.0) {
            prop_assert!(key.with_secret_bytes(|secret| *secret == bytes.0));
            let point = VerifyingKey::from(&theirs(&key)).to_sec1_point(false);
            prop_assert_eq!(&key.public_key().to_uncompressed()[..], point.as_bytes());
        }
    }

    #[test]
    fn signing(key in key(), digest in word()) {
        let (signature, id) = theirs(&key).sign_prehash_recoverable(digest.as_slice());
        let ours = key.sign_digest(&digest);
        prop_assert_eq!([ours.r().as_slice(), ours.s().as_slice()].concat(), signature.to_bytes().to_vec());
        prop_assert_eq!(ours.v() == 28, id.is_y_odd());
        prop_assert_eq!(ours.recover(&digest), Ok(key.public_key()));
    }

    #[test]
    fn recovering(r in word(), s in word(), odd: bool, digest in word()) {
        let mut bytes = [0; 65];
        bytes[..32].copy_from_slice(r.as_slice());
        bytes[32..64].copy_from_slice(s.as_slice());
        bytes[64] = 27 + u8::from(odd);
        let theirs = k256::ecdsa::Signature::from_slice(&bytes[..64]);
        let ours = Signature::from_bytes(&bytes);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok());
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            prop_assert_eq!(ours.to_bytes(), bytes);
            prop_assert_eq!(ours.is_high_s(), theirs.normalize_s() != theirs);
            let id = RecoveryId::new(odd, false);
            let theirs = VerifyingKey::recover_from_prehash(digest.as_slice(), &theirs, id);
            let theirs = theirs.ok().map(|key| key.to_sec1_point(false).as_bytes().to_vec());
            prop_assert_eq!(ours.recover(&digest).ok().map(|key| key.to_uncompressed().to_vec()), theirs);
        }
    }

    #[test]
    fn the_twin_recovers_to_the_same_key(key in key(), digest in word()) {
        let signature = key.sign_digest(&digest);
        let s: U256 = signature.s().into();
        let twin_s: U256 = ORDER.parse::<U256>().unwrap() - s;
        let mut bytes = signature.to_bytes();
        bytes[32..64].copy_from_slice(B256::from(twin_s).as_slice());
        bytes[64] = 55 - bytes[64];
        let twin = Signature::from_bytes(&bytes).unwrap();
        prop_assert!(twin.is_high_s() && !signature.is_high_s());
        prop_assert_eq!(twin.recover(&digest), Ok(key.public_key()));
    }

    #[test]
    fn agreeing(key in key(), others in prop::collection::vec(key(), 0..5)) {
        let publics: Vec<PublicKey> = others.iter().map(ProviderKey::public_key).collect();
        let batch = key.shared_points(&publics);
        prop_assert_eq!(batch.len(), others.len());
        for (other, shared) in others.iter().zip(batch) {
            let theirs = ProjectivePoint::from(*theirs(other).verifying_key().as_affine())
                * theirs(&key).as_nonzero_scalar().as_ref();
            prop_assert_eq!(&shared.as_bytes()[..], uncompressed(&theirs));
            let back = other.shared_point(&key.public_key());
            prop_assert_eq!(back.as_bytes(), shared.as_bytes());
            let ephemeral = || other.with_secret_bytes(|bytes| draw(&B256::from(*bytes))).unwrap();
            for (public, agreed) in [ephemeral().agree(&key.public_key()), ephemeral().agree_with_own(&key)] {
                prop_assert_eq!(public, other.public_key());
                prop_assert_eq!(agreed.as_bytes(), shared.as_bytes());
            }
        }
    }

    #[test]
    fn public_keys_of_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..70), prefix in 0_u8..8) {
        let mut bytes = bytes;
        if let Some(first) = bytes.first_mut() {
            *first = prefix;
        }
        let ours = PublicKey::from_bytes(&bytes);
        let sec1 = if bytes.len() == 64 { [&[4][..], &bytes].concat() } else { bytes.clone() };
        let theirs = k256::PublicKey::from_sec1_bytes(&sec1);
        // Its reader takes the compact form too, which begins with 05.
        let form = matches!((sec1.len(), sec1.first()), (33, Some(2 | 3)) | (65, Some(4)));
        prop_assert_eq!(ours.is_ok(), theirs.is_ok() && form);
        prop_assert_eq!(alloy_primitives::hex::encode(&bytes).parse::<PublicKey>().ok(), ours.ok());
    }
}
