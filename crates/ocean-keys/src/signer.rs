use alloy_primitives::{Address, B256};

use crate::{provider_key::ProviderKey, signature::Signature};

/// Signs digests with a key that it may keep elsewhere, in a key management service for instance.
///
/// [`ProviderKey`] is one that signs here and never fails. Whoever waits for an answer over a
/// network takes the digest, asks, and brings the [`Signature`] back without this trait.
pub trait Signer {
    /// The address whose signatures these are.
    fn address(&self) -> Address;

    /// Signs 32 bytes that are the output of a hash function.
    ///
    /// # Errors
    /// [`SignError`] if there is no signature to be had; a `ProviderKey` always gives one.
    fn sign_digest(&self, digest: &B256) -> Result<Signature, SignError>;
}

impl Signer for ProviderKey {
    fn address(&self) -> Address {
        self.address()
    }

    fn sign_digest(&self, digest: &B256) -> Result<Signature, SignError> {
        Ok(self.sign_digest(digest))
    }
}

/// Why a [`Signer`] gave no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The key cannot be reached now; later may help.
    #[error("signing key of {address} is unavailable")]
    Unavailable {
        /// The address whose signature was wanted.
        address: Address,
    },
    /// The keeper of the key will not sign this.
    #[error("signing key of {address} refused to sign")]
    Refused {
        /// The address whose signature was wanted.
        address: Address,
    },
}

impl SignError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable { .. } => "signer_unavailable",
            Self::Refused { .. } => "signer_refused",
        }
    }
}
