use alloy_primitives::{Address, B256, Bytes, U256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_checksum::DocumentHash;
use ocean_orders::{
    MetadataProof, ProofError,
    calls::{BuildCallError, MAX_PROOFS, SetMetaData},
    events::MetadataValidated,
};
use serde_json::json;

use crate::{
    asset::{Asset, Market},
    calls::proof_args,
    chain::{Chain, Sent, event},
    fees::CURVE_ORDER,
};

const DOCUMENT: &[u8] = b"{}";

/// The NFT takes just those proofs of validators that verify here, and those that name nobody.
pub(crate) fn check(chain: &mut Chain, rng: &mut Rng) -> Result<usize, Failure> {
    let mut tally = Tally::default();
    let asset = Asset::publish(chain, 1, Market::NONE, rng)?;
    let validator = chain.account(rng)?;
    let hash = B256::from(DocumentHash::of(DOCUMENT));
    let proof = MetadataProof::sign(&hash, &validator)?;
    for (proof, expected) in accepted(&proof) {
        let sent = write(chain, &asset, hash, vec![proof.clone()])?;
        let found = event(&sent.succeeded()?, MetadataValidated::decode)?.event;
        let agree = proof.verify(&hash) == expected
            && found.verify() == expected
            && found.metadata_hash == hash;
        tally.compare("accepted", agree, || format!("{found:?}"));
    }

    let other = chain.account(rng)?;
    let of_another_hash = MetadataProof::sign(&B256::repeat_byte(1), &validator)?;
    let of_another = MetadataProof {
        validator: other.address(),
        ..proof.clone()
    };
    let raw = validator.sign_digest(&hash);
    let without_prefix = MetadataProof {
        validator: validator.address(),
        v: raw.v(),
        r: raw.r(),
        s: raw.s(),
    };
    let mut refused = altered(&proof);
    refused.extend([of_another_hash, of_another, without_prefix]);
    for proof in refused {
        let ours = matches!(proof.verify(&hash), Err(ProofError::Signer { .. }));
        let sent = write(chain, &asset, hash, vec![proof.clone()])?;
        let agree = ours && sent.reverted("Invalid proof signer");
        tally.compare("refused", agree, || {
            format!(
                "{proof:?}: we refuse {ours}, the contract {:?}",
                sent.reason
            )
        });
    }
    many(chain, &mut tally, &asset, &proof)?;
    let planned = [("accepted", 3), ("many", 2), ("refused", 8)];
    Ok(tally.finish("validators' proofs", &planned))
}

/// What the contract takes, and what it is to us.
fn accepted(proof: &MetadataProof) -> [(MetadataProof, Result<Address, ProofError>); 3] {
    let nobody = MetadataProof {
        validator: Address::ZERO,
        ..proof.clone()
    };
    let high_s = MetadataProof {
        v: 55 - proof.v,
        s: (CURVE_ORDER - U256::from_be_bytes(proof.s.0)).into(),
        ..proof.clone()
    };
    [
        (proof.clone(), Ok(proof.validator)),
        (nobody, Err(ProofError::Unsigned)),
        (high_s, Ok(proof.validator)),
    ]
}

fn altered(proof: &MetadataProof) -> Vec<MetadataProof> {
    let flipped = (U256::from_be_bytes(proof.r.0) ^ U256::ONE).into();
    let v = |v| MetadataProof { v, ..proof.clone() };
    vec![
        v(55 - proof.v),
        v(proof.v - 27),
        v(proof.v + 8),
        MetadataProof {
            r: flipped,
            ..proof.clone()
        },
        MetadataProof {
            s: B256::ZERO,
            ..proof.clone()
        },
    ]
}

/// As many as the contract takes, and one more, which we do not write.
fn many(
    chain: &mut Chain,
    tally: &mut Tally,
    asset: &Asset,
    proof: &MetadataProof,
) -> Result<(), Failure> {
    let hash = B256::from(DocumentHash::of(DOCUMENT));
    let proofs = vec![proof.clone(); MAX_PROOFS];
    let receipt = write(chain, asset, hash, proofs)?.succeeded()?;
    let validated = receipt.logs.iter().filter(|log| {
        MetadataValidated::decode(log).is_ok_and(|emitted| emitted.event.verify().is_ok())
    });
    tally.equal("many", &validated.count(), &MAX_PROOFS);

    let proofs = vec![proof.clone(); MAX_PROOFS + 1];
    let args = json!([0, "", "", "0x", "0x", hash, proof_args(&proofs)]);
    let ours = matches!(
        call(hash, proofs).calldata(),
        Err(BuildCallError::TooMany { .. })
    );
    let nft = ("ERC721Template", asset.nft);
    let sent = chain.invoke(&asset.publisher, nft, "setMetaData", &args)?;
    let agree = ours && sent.reverted("Too Many Proofs");
    tally.compare("many", agree, || format!("{:?}", sent.reason));
    Ok(())
}

fn write(
    chain: &mut Chain,
    asset: &Asset,
    hash: B256,
    proofs: Vec<MetadataProof>,
) -> Result<Sent, Failure> {
    chain.send(&asset.publisher, asset.nft, &call(hash, proofs).calldata()?)
}

fn call(metadata_hash: B256, proofs: Vec<MetadataProof>) -> SetMetaData {
    SetMetaData {
        state: 0,
        decryptor_url: String::new(),
        decryptor_address: String::new(),
        flags: Bytes::new(),
        data: DOCUMENT.into(),
        metadata_hash,
        proofs,
    }
}
