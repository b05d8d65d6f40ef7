//! What users may rely on: traits, and the words of the errors.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{error::Error, fmt::Debug, hash::Hash, sync::Arc};

use alloy_primitives::{B256, address, keccak256};
use ocean_keys::{
    EphemeralKey, KeyError, KeyRing, KeyRingError, MAX_RETIRED, ProviderKey, PublicKey,
    PublicKeyError, RandomError, RecoverError, SharedPoint, SignError, Signature, SignatureError,
    Signer,
};

fn shared<T: Send + Sync + Unpin + Debug + 'static>() {}
fn plain<T: Copy + Eq + Hash>() {}
fn error<T: Error + Copy + Eq + Send + Sync + 'static>() {}

fn key(byte: u8) -> ProviderKey {
    ProviderKey::from_bytes(&[byte; 32]).unwrap()
}

#[test]
fn traits() {
    shared::<ProviderKey>();
    shared::<EphemeralKey>();
    shared::<SharedPoint>();
    shared::<PublicKey>();
    shared::<Signature>();
    shared::<KeyRing>();
    plain::<PublicKey>();
    plain::<Signature>();
    error::<KeyError>();
    error::<PublicKeyError>();
    error::<SignatureError>();
    error::<RecoverError>();
    error::<RandomError>();
    error::<SignError>();
    error::<KeyRingError>();
}

/// Secret types cannot be copied: a method of this trait is ambiguous for a type that can.
#[test]
fn secrets_are_not_clone() {
    trait NotClone<Marker> {
        fn check(&self) {}
    }
    struct Any;
    struct OfClone;
    impl<T: ?Sized> NotClone<Any> for T {}
    impl<T: Clone> NotClone<OfClone> for T {}
    let secret = key(1);
    secret.check();
    secret.shared_point(&secret.public_key()).check();
    EphemeralKey::generate(|bytes| {
        bytes.fill(1);
        Ok(())
    })
    .unwrap()
    .check();
    KeyRing::new().check();
}

#[test]
fn words_of_key_errors() {
    let hex = "01".repeat(32);
    let cases = [
        (
            format!("0x{}", &hex[1..]),
            "key_length",
            "secret key of 63 characters, expected 64 hex digits",
        ),
        (
            String::new(),
            "key_length",
            "secret key of 0 characters, expected 64 hex digits",
        ),
        (
            format!(" {hex}"),
            "key_not_hex",
            "secret key has a character at 0 that is no hex digit",
        ),
        (
            format!("0x0x{hex}"),
            "key_not_hex",
            "secret key has a character at 1 that is no hex digit",
        ),
        (
            format!("0X{hex}"),
            "key_not_hex",
            "secret key has a character at 1 that is no hex digit",
        ),
        (
            format!("{}é", &hex[2..]),
            "key_not_hex",
            "secret key has a character at 62 that is no hex digit",
        ),
        (
            "0".repeat(64),
            "key_range",
            "secret key is out of range, expected 1 to the order of secp256k1 less 1",
        ),
        (
            "f".repeat(64),
            "key_range",
            "secret key is out of range, expected 1 to the order of secp256k1 less 1",
        ),
    ];
    for (text, code, words) in cases {
        let error = ProviderKey::from_hex(&text).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            (code, words),
            "{text}"
        );
    }
    for text in [hex.clone(), format!("0x{hex}"), hex.to_uppercase()] {
        assert_eq!(
            ProviderKey::from_hex(&text).unwrap().address(),
            key(1).address()
        );
    }
}

#[test]
fn words_of_public_key_errors() {
    let digits = key(1).public_key().to_string();
    let cases = [
        (
            "0x".to_owned(),
            "public_key_digits",
            "public key of 0 characters, expected 66, 128 or 130 hex digits",
        ),
        (
            digits.replace("0x04", "0x0"),
            "public_key_digits",
            "public key of 129 characters, expected 66, 128 or 130 hex digits",
        ),
        (
            digits.replace("0x04", "0x0g"),
            "public_key_not_hex",
            "public key has 'g' at 1, expected a hex digit",
        ),
        (
            digits.replace("0x04", "0x06"),
            "public_key_prefix",
            "public key begins with `06`, expected `04` of 65 bytes, `02` or `03` of 33 bytes",
        ),
        (
            digits.replace("0x04", "0x02"),
            "public_key_prefix",
            "public key begins with `02`, expected `04` of 65 bytes, `02` or `03` of 33 bytes",
        ),
        (
            format!("04{}", &digits[4..68]),
            "public_key_prefix",
            "public key begins with `04`, expected `04` of 65 bytes, `02` or `03` of 33 bytes",
        ),
        (
            "f".repeat(128),
            "public_key_not_on_curve",
            "public key is not a point of the curve secp256k1",
        ),
        (
            "0".repeat(128),
            "public_key_not_on_curve",
            "public key is not a point of the curve secp256k1",
        ),
    ];
    for (text, code, words) in cases {
        let error = text.parse::<PublicKey>().unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            (code, words),
            "{text}"
        );
    }
    let error = PublicKey::from_bytes(&[0]).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "public_key_length",
            "public key of 1 bytes, expected 33, 64 or 65"
        )
    );
    assert_eq!(format!("{:?}", key(1).public_key()), digits);
}

#[test]
fn words_of_signature_errors() {
    let good = key(1).sign_digest(&keccak256("message"));
    let with = |place: std::ops::Range<usize>, byte: u8| {
        let mut bytes = good.to_bytes();
        bytes[place].fill(byte);
        Signature::from_bytes(&bytes)
    };
    let cases = [
        (
            with(64..65, 2),
            "signature_v",
            "signature has v = 2, expected 27 or 28, or 0 or 1",
        ),
        (
            with(64..65, 29),
            "signature_v",
            "signature has v = 29, expected 27 or 28, or 0 or 1",
        ),
        (
            with(0..32, 0),
            "signature_range",
            "signature has r out of range, expected 1 to the order of secp256k1 less 1",
        ),
        (
            with(0..32, 255),
            "signature_range",
            "signature has r out of range, expected 1 to the order of secp256k1 less 1",
        ),
        (
            with(32..64, 0),
            "signature_range",
            "signature has s out of range, expected 1 to the order of secp256k1 less 1",
        ),
        (
            with(32..64, 255),
            "signature_range",
            "signature has s out of range, expected 1 to the order of secp256k1 less 1",
        ),
    ];
    for (read, code, words) in cases {
        let error = read.unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
    }
    // 5 is the X of no point.
    let mut bytes = [0; 65];
    bytes[31] = 5;
    bytes[63] = 1;
    let error = Signature::from_bytes(&bytes)
        .unwrap()
        .recover(&B256::ZERO)
        .unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "signature_of_no_key",
            "signature is not one of any key over this digest"
        )
    );
    assert!(format!("{good:?}").starts_with("Signature { high_s: false, "));
}

#[test]
fn words_of_random_errors() {
    let fails = |_: &mut [u8]| Err(RandomError::Unavailable);
    let zero = |_: &mut [u8]| Ok(());
    let cases = [
        (
            ProviderKey::generate(fails).unwrap_err(),
            "random_unavailable",
            "random source is unavailable",
        ),
        (
            EphemeralKey::generate(fails).unwrap_err(),
            "random_unavailable",
            "random source is unavailable",
        ),
        (
            ProviderKey::generate(zero).unwrap_err(),
            "random_broken",
            "random source gave bytes outside the range of secret keys, so it is broken",
        ),
        (
            EphemeralKey::generate(zero).unwrap_err(),
            "random_broken",
            "random source gave bytes outside the range of secret keys, so it is broken",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
    }
    #[cfg(feature = "getrandom")]
    {
        let draw = || {
            ProviderKey::generate(ocean_keys::system_random)
                .unwrap()
                .address()
        };
        assert_ne!(draw(), draw());
    }
}

#[test]
fn signers() {
    struct Remote(Result<Signature, SignError>);
    impl Signer for Remote {
        fn address(&self) -> alloy_primitives::Address {
            address!("0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1")
        }

        fn sign_digest(&self, _digest: &B256) -> Result<Signature, SignError> {
            self.0
        }
    }
    let digest = keccak256("message");
    let local: &dyn Signer = &key(1);
    let address = local.address();
    let answers = [
        Ok(key(1).sign_digest(&digest)),
        Err(SignError::Unavailable { address }),
        Err(SignError::Refused { address }),
    ];
    let [same, unavailable, refused] = answers.map(|answer| Remote(answer).sign_digest(&digest));
    assert_eq!(local.sign_digest(&digest), same);
    assert_eq!(
        [unavailable, refused]
            .map(|answer| answer.unwrap_err())
            .map(|error| (error.code(), error.to_string())),
        [
            (
                "signer_unavailable",
                "signing key of 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1 is unavailable"
                    .to_owned()
            ),
            (
                "signer_refused",
                "signing key of 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1 refused to sign"
                    .to_owned()
            ),
        ]
    );
}

#[test]
fn rings() {
    let mut ring = KeyRing::new();
    let keys: Vec<Arc<ProviderKey>> = (1..=18).map(|byte| Arc::new(key(byte))).collect();
    let addresses = |ring: &KeyRing, chain| {
        ring.all(chain)
            .map(ProviderKey::address)
            .collect::<Vec<_>>()
    };
    let of = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| key(*byte).address())
            .collect::<Vec<_>>()
    };

    assert_eq!(
        ring.add_retired(1, key(1)),
        Err(KeyRingError::NoCurrent { chain_id: 1 })
    );
    for key in &keys[..3] {
        ring.set_current(1, key.clone()).unwrap();
    }
    assert_eq!(addresses(&ring, 1), of(&[3, 2, 1]));
    // One that was retired comes back, one that is current stays, and none is there twice.
    ring.set_current(1, key(2)).unwrap();
    ring.set_current(1, key(2)).unwrap();
    ring.add_retired(1, key(2)).unwrap();
    ring.add_retired(1, key(3)).unwrap();
    ring.add_retired(1, key(4)).unwrap();
    assert_eq!(addresses(&ring, 1), of(&[2, 3, 1, 4]));
    ring.set_current(137, keys[0].clone()).unwrap();
    assert_eq!(ring.chain_ids().collect::<Vec<_>>(), [1, 137]);
    assert_eq!(
        (addresses(&ring, 137), addresses(&ring, 5)),
        (of(&[1]), vec![])
    );
    assert!(ring.current(5).is_none());

    for key in &keys[..=MAX_RETIRED] {
        ring.set_current(8, key.clone()).unwrap();
    }
    let before = addresses(&ring, 8);
    let full = KeyRingError::TooManyRetired { chain_id: 8 };
    assert_eq!(
        (ring.set_current(8, key(18)), ring.add_retired(8, key(18))),
        (Err(full), Err(full))
    );
    assert_eq!(addresses(&ring, 8), before);
    ring.set_current(8, key(1)).unwrap();
    assert_eq!(ring.current(8).unwrap().address(), key(1).address());
    assert_eq!(ring.all(8).count(), 17);
    let errors = [KeyRingError::NoCurrent { chain_id: 1 }, full];
    assert_eq!(
        errors.map(|error| (error.code(), error.to_string())),
        [
            (
                "key_ring_no_current",
                "chain 1 has no current key, expected one before a retired one".to_owned()
            ),
            (
                "key_ring_too_many_retired",
                "chain 8 has 16 retired keys, expected no more".to_owned()
            ),
        ]
    );
}
