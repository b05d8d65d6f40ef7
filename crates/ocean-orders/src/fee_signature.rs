use alloy_primitives::{Address, B256, Bytes, Keccak256, U256};
use ocean_keys::{SignError, Signature, Signer, personal_message_digest};

use crate::{ProviderFee, ecrecover::ecrecover};

/// A fee that nobody has signed yet.
///
/// ```
/// use alloy_primitives::{Address, U256};
/// use ocean_keys::ProviderKey;
/// use ocean_orders::UnsignedFee;
///
/// let key = ProviderKey::from_bytes(&[1; 32])?;
/// let fee = UnsignedFee {
///     token: Address::ZERO,
///     amount: U256::ZERO,
///     data: br#"{"dt":"0xd7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7","id":"0"}"#.into(),
///     valid_until: U256::ZERO,
/// }
/// .sign(&key)?;
/// assert_eq!(fee.address, key.address());
/// fee.verify()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnsignedFee {
    /// The token in which it is paid. Zero: none.
    pub token: Address,
    /// The amount in the token's smallest unit.
    pub amount: U256,
    /// What the fee is for, mostly from [`FeeData::to_bytes`](crate::FeeData::to_bytes).
    pub data: Bytes,
    /// Until when the fee may be used, in seconds since 1970. Zero: for ever. Provider 2.1.6 sets
    /// zero for downloads, and for compute the time that was asked for.
    pub valid_until: U256,
}

impl UnsignedFee {
    /// Signs it; the signer's address becomes the fee's.
    ///
    /// # Errors
    /// [`SignError`] if the signer gives no signature.
    pub fn sign(self, signer: &(impl Signer + ?Sized)) -> Result<ProviderFee, SignError> {
        let address = signer.address();
        let signature = signer.sign_digest(&self.digest(address))?;
        Ok(self.with_signature(address, &signature))
    }

    /// What the key of `address` must sign: for keys whose answer is waited for.
    #[must_use]
    pub fn digest(&self, address: Address) -> B256 {
        digest(
            &self.data,
            address,
            self.token,
            self.amount,
            self.valid_until,
        )
    }

    /// The fee with a signature of [`digest`](Self::digest), which is not checked here.
    #[must_use]
    pub fn with_signature(self, address: Address, signature: &Signature) -> ProviderFee {
        ProviderFee {
            address,
            token: self.token,
            amount: self.amount,
            data: self.data,
            v: signature.v(),
            r: signature.r(),
            s: signature.s(),
            valid_until: self.valid_until,
        }
    }
}

impl ProviderFee {
    /// What is signed: the EIP-191 digest of the Keccak-256 hash of data, address, token, amount
    /// and `valid_until`, packed without padding (`ERC20Template` of Ocean's contracts 2.8.0).
    ///
    /// The hash has 32 bytes even if the first is zero. ocean-node 3.2.0 drops that zero, and the
    /// contract refuses such a fee, one in 256.
    #[must_use]
    pub fn digest(&self) -> B256 {
        digest(
            &self.data,
            self.address,
            self.token,
            self.amount,
            self.valid_until,
        )
    }

    /// Whose signature the fee carries, by the contract's rule: `v` is 27 or 28 and counts, and a
    /// high `s` is as good as a low one. `None`: nobody's.
    #[must_use]
    pub fn recover(&self) -> Option<Address> {
        ecrecover(&self.digest(), self.v, &self.r, &self.s)
    }

    /// Checks that the fee is signed by its own address, as the contract does. Whether that is the
    /// address of the right Provider, and whether the fee has expired, is not asked.
    ///
    /// # Errors
    /// [`FeeSignatureError`]: it is not.
    pub fn verify(&self) -> Result<(), FeeSignatureError> {
        match self.recover() {
            Some(signer) if signer == self.address => Ok(()),
            Some(signer) => Err(FeeSignatureError::Signer {
                signer,
                expected: self.address,
            }),
            None => Err(FeeSignatureError::Nobody {
                v: self.v,
                expected: self.address,
            }),
        }
    }
}

fn digest(data: &[u8], address: Address, token: Address, amount: U256, valid_until: U256) -> B256 {
    let mut packed = Keccak256::new();
    packed.update(data);
    packed.update(address);
    packed.update(token);
    packed.update(amount.to_be_bytes::<32>());
    packed.update(valid_until.to_be_bytes::<32>());
    personal_message_digest(packed.finalize().as_slice())
}

/// Why a fee is not signed by the address it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeeSignatureError {
    /// Somebody else signed, or something else was signed.
    #[error("provider fee is signed by {signer}, expected {expected}")]
    Signer {
        /// Whose signature it would be.
        signer: Address,
        /// The address in the fee.
        expected: Address,
    },
    /// The three numbers are no signature: `v` is not 27 or 28, or `r` or `s` is out of range.
    #[error("provider fee with v = {v} is signed by nobody, expected {expected} and v = 27 or 28")]
    Nobody {
        /// The fee's `v`.
        v: u8,
        /// The address in the fee.
        expected: Address,
    },
}

impl FeeSignatureError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Signer { .. } => "fee_signer",
            Self::Nobody { .. } => "fee_signed_by_nobody",
        }
    }
}
