use alloy_primitives::{Address, B256, U256, uint};
use ocean_keys::{ProviderKey, SignError, Signature, Signer};
use ocean_orders::{MetadataProof, ProofError, events::MetadataValidated};

use crate::{abi, address, small, text, word};

fn rows() -> Vec<(ProviderKey, B256, MetadataProof)> {
    abi("proofs", 3)
        .iter()
        .map(|row| {
            let key = ProviderKey::from_hex(&text(&row["secret_key"])).unwrap();
            let proof = MetadataProof {
                validator: address(&row["validator"]),
                v: small(&row["v"]),
                r: word(&row["r"]),
                s: word(&row["s"]),
            };
            (key, word(&row["metaDataHash"]), proof)
        })
        .collect()
}

fn event(hash: B256, proof: &MetadataProof) -> MetadataValidated {
    MetadataValidated {
        validator: proof.validator,
        metadata_hash: hash,
        v: proof.v,
        r: proof.r,
        s: proof.s,
    }
}

#[test]
fn signed_and_verified_as_a_wallet_does() {
    for (key, hash, proof) in rows() {
        assert_eq!(MetadataProof::sign(&hash, &key), Ok(proof.clone()));
        assert_eq!(proof.verify(&hash), Ok(key.address()));
        assert_eq!(event(hash, &proof).verify(), Ok(key.address()));
    }
}

#[test]
fn what_was_tampered_with_is_refused() {
    for (_, hash, proof) in rows() {
        let refused = |hash: B256, proof: MetadataProof| {
            let expected = Err(ProofError::Signer {
                validator: proof.validator,
                metadata_hash: hash,
            });
            assert_eq!(proof.verify(&hash), expected, "{proof:?}");
            assert_eq!(event(hash, &proof).verify(), expected, "{proof:?}");
        };
        let other = || proof.clone();
        refused(!hash, other());
        refused(
            hash,
            MetadataProof {
                validator: Address::repeat_byte(1),
                ..other()
            },
        );
        refused(
            hash,
            MetadataProof {
                r: !proof.r,
                ..other()
            },
        );
        refused(
            hash,
            MetadataProof {
                s: !proof.s,
                ..other()
            },
        );
        refused(
            hash,
            MetadataProof {
                r: B256::ZERO,
                ..other()
            },
        );
        refused(
            hash,
            MetadataProof {
                s: B256::ZERO,
                ..other()
            },
        );
        refused(
            hash,
            MetadataProof {
                r: proof.s,
                s: proof.r,
                ..other()
            },
        );
        // `v` is the contract's 27 or 28: neither the other one, nor the bare parity.
        for v in (0..=u8::MAX).filter(|v| *v != proof.v) {
            refused(hash, MetadataProof { v, ..other() });
        }
    }
}

/// `ecrecover` takes the twin with the high `s`, so it is the validator's as well.
#[test]
fn a_high_s_is_as_good() {
    let order = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);
    for (key, hash, mut proof) in rows() {
        proof.s = B256::from(order - U256::from_be_bytes(proof.s.0));
        proof.v = 27 + 28 - proof.v;
        assert_eq!(proof.verify(&hash), Ok(key.address()));
    }
}

#[test]
fn nobody_proves_nothing() {
    let (_, hash, proof) = rows().swap_remove(0);
    let proof = MetadataProof {
        validator: Address::ZERO,
        ..proof
    };
    assert_eq!(proof.verify(&hash), Err(ProofError::Unsigned));
    assert_eq!(event(hash, &proof).verify(), Err(ProofError::Unsigned));
    // The zero address is what `ecrecover` says of a signature that is nobody's.
    let nobody = MetadataProof {
        r: B256::ZERO,
        s: B256::ZERO,
        ..proof
    };
    assert_eq!(nobody.verify(&hash), Err(ProofError::Unsigned));
}

#[test]
fn a_signer_may_have_no_signature() {
    struct Away;
    impl Signer for Away {
        fn address(&self) -> Address {
            Address::repeat_byte(3)
        }
        fn sign_digest(&self, _: &B256) -> Result<Signature, SignError> {
            Err(SignError::Unavailable {
                address: self.address(),
            })
        }
    }
    assert_eq!(
        MetadataProof::sign(&B256::ZERO, &Away),
        Err(SignError::Unavailable {
            address: Address::repeat_byte(3)
        })
    );
}
