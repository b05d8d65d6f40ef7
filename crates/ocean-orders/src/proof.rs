use alloy_primitives::{Address, B256};
use ocean_keys::{SignError, Signer, personal_message_digest};

use crate::{ecrecover::ecrecover, events::MetadataValidated};

/// A validator's signature of a document, as `setMetaData` takes it and `MetadataValidated` shows
/// it.
///
/// What is signed is the 32 bytes of the document's hash, as a wallet signs a message (EIP-191).
/// Neither chain nor NFT is part of it: a signature is good for every asset with the same document.
///
/// ```
/// use alloy_primitives::B256;
/// use ocean_keys::ProviderKey;
/// use ocean_orders::MetadataProof;
///
/// let validator = ProviderKey::from_bytes(&[1; 32])?;
/// let metadata_hash = B256::repeat_byte(0x22);
/// let proof = MetadataProof::sign(&metadata_hash, &validator)?;
/// assert_eq!(proof.verify(&metadata_hash)?, validator.address());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataProof {
    /// Who signed. Zero: nobody, and the contract checks nothing.
    pub validator: Address,
    /// 27 or 28.
    pub v: u8,
    /// The first number of the signature.
    pub r: B256,
    /// The second number of the signature.
    pub s: B256,
}

impl MetadataProof {
    /// Signs the hash of a document.
    ///
    /// # Errors
    /// [`SignError`] if the signer gives no signature.
    pub fn sign(metadata_hash: &B256, signer: &impl Signer) -> Result<Self, SignError> {
        let signature = signer.sign_digest(&digest(metadata_hash))?;
        Ok(Self {
            validator: signer.address(),
            v: signature.v(),
            r: signature.r(),
            s: signature.s(),
        })
    }

    /// The validator, if it signed this hash. The rule is the contract's, save that a proof
    /// without validator proves nothing here, while the contract lets it pass.
    ///
    /// # Errors
    /// [`ProofError`]: nobody is named, or somebody else signed, or something else was signed.
    pub fn verify(&self, metadata_hash: &B256) -> Result<Address, ProofError> {
        if self.validator.is_zero() {
            return Err(ProofError::Unsigned);
        }
        match ecrecover(&digest(metadata_hash), self.v, &self.r, &self.s) {
            Some(signer) if signer == self.validator => Ok(signer),
            _ => Err(ProofError::Signer {
                validator: self.validator,
                metadata_hash: *metadata_hash,
            }),
        }
    }
}

impl MetadataValidated {
    /// The validator, if it signed the event's hash. See [`MetadataProof::verify`].
    ///
    /// Compare the event's hash with that of the document.
    ///
    /// # Errors
    /// [`ProofError`], as for the proof.
    pub fn verify(&self) -> Result<Address, ProofError> {
        let proof = MetadataProof {
            validator: self.validator,
            v: self.v,
            r: self.r,
            s: self.s,
        };
        proof.verify(&self.metadata_hash)
    }
}

fn digest(metadata_hash: &B256) -> B256 {
    personal_message_digest(metadata_hash.as_slice())
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The validator is the zero address.
    #[error("metadata proof names no validator, expected an address that is not zero")]
    Unsigned,
    /// The signature is not the validator's of this hash.
    #[error("metadata proof of `{metadata_hash}` is not signed by its validator {validator}")]
    Signer {
        /// Who is said to have signed.
        validator: Address,
        /// What is said to have been signed.
        metadata_hash: B256,
    },
}

impl ProofError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsigned => "proof_unsigned",
            Self::Signer { .. } => "proof_signer",
        }
    }
}
