use core::fmt;

use alloy_primitives::B256;

use crate::{
    curve::{self, in_range, is_high},
    public_key::PublicKey,
};

/// A signature from which the signer can be recovered: `r`, `s` and the parity of a point.
///
/// `r` and `s` are in range, from 1 to the order of the group less 1. `s` may be high: every
/// signature has a twin with the other `s` and the other parity that recovers to the same key, and
/// Provider 2.1.6 accepts both; [`Signature::is_high_s`] tells them apart for whoever refuses one.
///
/// `Debug` shows nothing that can be used, since a signature that was read in a log may not have
/// been spent yet.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature {
    rs: [u8; 64],
    y_is_odd: bool,
}

impl Signature {
    pub(crate) fn new(rs: [u8; 64], y_is_odd: bool) -> Self {
        Self { rs, y_is_odd }
    }

    /// Reads `r`, `s` and `v`, which is 27 or 28, or 0 or 1 as ocean.py 3.1.2 writes it.
    ///
    /// # Errors
    /// [`SignatureError`]: another `v`, or `r` or `s` out of range.
    pub fn from_bytes(bytes: &[u8; 65]) -> Result<Self, SignatureError> {
        let [rs @ .., v] = bytes;
        let y_is_odd = match v {
            0 | 27 => false,
            1 | 28 => true,
            v => return Err(SignatureError::V { v: *v }),
        };
        let signature = Self { rs: *rs, y_is_odd };
        let (r, s) = (signature.r(), signature.s());
        if !in_range(&r.0) {
            return Err(SignatureError::Range { number: "r" });
        }
        if !in_range(&s.0) {
            return Err(SignatureError::Range { number: "s" });
        }
        Ok(signature)
    }

    /// `r`, `s` and `v`, which is 27 or 28: the form of wallets and contracts.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 65] {
        let mut bytes = [0; 65];
        let [rs @ .., v] = &mut bytes;
        rs.copy_from_slice(&self.rs);
        *v = self.v();
        bytes
    }

    /// The first number, big-endian.
    #[must_use]
    pub fn r(&self) -> B256 {
        let [r, _] = self.halves();
        r
    }

    /// The second number, big-endian.
    #[must_use]
    pub fn s(&self) -> B256 {
        let [_, s] = self.halves();
        s
    }

    /// 27 if the point that `r` stands for has an even Y, else 28.
    #[must_use]
    pub fn v(&self) -> u8 {
        27 + u8::from(self.y_is_odd)
    }

    /// Whether `s` is greater than half the order of the group: EIP-2 and all wallets write the
    /// other one.
    #[must_use]
    pub fn is_high_s(&self) -> bool {
        is_high(&self.s().0)
    }

    /// The public key whose signature of `digest` this is. For almost every digest there is one,
    /// so it says nothing until it is compared with the key or address that was expected.
    ///
    /// # Errors
    /// [`RecoverError`] if there is none.
    pub fn recover(&self, digest: &B256) -> Result<PublicKey, RecoverError> {
        curve::recover(&digest.0, &self.rs, self.y_is_odd)
            .map(PublicKey::new)
            .ok_or(RecoverError)
    }

    fn halves(&self) -> [B256; 2] {
        let mut halves = [B256::ZERO; 2];
        for (half, bytes) in halves.iter_mut().zip(self.rs.chunks_exact(32)) {
            half.copy_from_slice(bytes);
        }
        halves
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature")
            .field("high_s", &self.is_high_s())
            .finish_non_exhaustive()
    }
}

/// Why 65 bytes are no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The last byte is none of the four in use.
    #[error("signature has v = {v}, expected 27 or 28, or 0 or 1")]
    V {
        /// The byte.
        v: u8,
    },
    /// `r` or `s` is zero or not below the order of the group.
    #[error("signature has {number} out of range, expected 1 to the order of secp256k1 less 1")]
    Range {
        /// `r` or `s`.
        number: &'static str,
    },
}

impl SignatureError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::V { .. } => "signature_v",
            Self::Range { .. } => "signature_range",
        }
    }
}

/// No key has this signature of this digest: `r` is the X of no point, or the key would be the
/// point at infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("signature is not one of any key over this digest")]
#[non_exhaustive]
pub struct RecoverError;

impl RecoverError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "signature_of_no_key"
    }
}
