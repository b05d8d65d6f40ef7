use alloc::vec::Vec;
use core::fmt;

use alloy_primitives::{Address, B256, hex};
use zeroize::Zeroizing;

use crate::{
    curve::Pair, public_key::PublicKey, random::RandomError, shared_point::SharedPoint,
    signature::Signature,
};

/// A secret key of secp256k1, with its public key: what a Provider signs and opens with.
///
/// It cannot be copied, printed or serialised; `Debug` shows the address. The secret is wiped on
/// drop. To use one key in several places share it, in an `Arc` for instance.
///
/// ```
/// use alloy_primitives::{address, keccak256};
/// use ocean_keys::ProviderKey;
///
/// let key = ProviderKey::from_hex("0x0101010101010101010101010101010101010101010101010101010101010101")?;
/// assert_eq!(key.address(), address!("0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1"));
///
/// let digest = keccak256("what is signed");
/// let signature = key.sign_digest(&digest);
/// assert_eq!(signature.recover(&digest)?.address(), key.address());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ProviderKey(Pair);

impl ProviderKey {
    /// The key of 32 bytes, big-endian.
    ///
    /// # Errors
    /// [`KeyError::Range`] for zero and for numbers not below the order of the group.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        Pair::from_bytes(bytes).map(Self).ok_or(KeyError::Range)
    }

    /// The key of 64 hex digits of any case, with or without `0x` before them.
    ///
    /// # Errors
    /// [`KeyError::Length`], [`KeyError::NotHex`], or as [`ProviderKey::from_bytes`].
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        if let Some(at) = digits.chars().position(|c| !c.is_ascii_hexdigit()) {
            return Err(KeyError::NotHex { at });
        }
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(digits, &mut *bytes).map_err(|_| KeyError::Length {
            digits: digits.len(),
        })?;
        Self::from_bytes(&bytes)
    }

    /// Draws a key: 32 bytes of the random source.
    ///
    /// # Errors
    /// [`RandomError`] of the source, or if its bytes are no secret key.
    pub fn generate(
        mut random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; 32]);
        random(&mut *bytes)?;
        Self::from_bytes(&bytes).map_err(|_| RandomError::Broken)
    }

    /// The public key, computed once when the key was made.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::new(self.0.public())
    }

    /// The address of the public key.
    #[must_use]
    pub fn address(&self) -> Address {
        self.public_key().address()
    }

    /// Signs 32 bytes that are the output of a hash function: ECDSA with the nonce of RFC 6979, so
    /// that the same digest gives the same signature, and with the low `s`.
    #[must_use]
    pub fn sign_digest(&self, digest: &B256) -> Signature {
        let (rs, y_is_odd) = self.0.sign(&digest.0);
        Signature::new(rs, y_is_odd)
    }

    /// The point this key shares with the owner of `other` (ECDH).
    #[must_use]
    pub fn shared_point(&self, other: &PublicKey) -> SharedPoint {
        let mut shared = SharedPoint::new([0; 65]);
        self.0.shared(other.point(), shared.as_mut());
        shared
    }

    /// [`ProviderKey::shared_point`] of each, in their order, in less time than one by one: all
    /// share one field inversion. Feature `secp256k1` computes them one by one.
    #[must_use]
    pub fn shared_points(&self, others: &[PublicKey]) -> Vec<SharedPoint> {
        let points: Vec<_> = others.iter().map(|other| *other.point()).collect();
        let mut shared = Vec::with_capacity(points.len());
        self.0
            .shared_each(&points, |bytes| shared.push(SharedPoint::new(*bytes)));
        shared
    }

    /// Lends the 32 secret bytes to `use_them`, and wipes them afterwards: for a key file, or for
    /// what an older protocol derives from the key.
    pub fn with_secret_bytes<T>(&self, use_them: impl FnOnce(&[u8; 32]) -> T) -> T {
        use_them(&Zeroizing::new(self.0.to_bytes()))
    }

    pub(crate) fn pair(&self) -> &Pair {
        &self.0
    }
}

impl fmt::Debug for ProviderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProviderKey(secret of {})", self.address())
    }
}

/// Why there is no secret key here. Nothing of the text or the bytes is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Not 64 digits behind an optional `0x`.
    #[error("secret key of {digits} characters, expected 64 hex digits")]
    Length {
        /// Characters behind the prefix.
        digits: usize,
    },
    /// A character is not a hex digit.
    #[error("secret key has a character at {at} that is no hex digit")]
    NotHex {
        /// Its place behind the prefix, from 0.
        at: usize,
    },
    /// Zero, or not below the order of the group.
    #[error("secret key is out of range, expected 1 to the order of secp256k1 less 1")]
    Range,
}

impl KeyError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "key_length",
            Self::NotHex { .. } => "key_not_hex",
            Self::Range => "key_range",
        }
    }
}
