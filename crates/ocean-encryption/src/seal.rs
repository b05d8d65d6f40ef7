use alloc::{vec, vec::Vec};

use ocean_keys::{EphemeralKey, ProviderKey, PublicKey, RandomError, SharedPoint};

use crate::cipher::{Cipher, NONCE, POINT, TAG};

/// Bytes that a sealed text has more than its plaintext: the ephemeral public key (65), the nonce
/// (16) and the tag (16).
pub const OVERHEAD: usize = POINT + NONCE + TAG;

/// Seals a plaintext to the owner of a public key: the ECIES of eciespy 0.3 to 0.4 and eciesjs 0.4
/// to 0.5, byte for byte.
///
/// The result is the ephemeral public key (`04`, X, Y), the nonce, the tag and the ciphertext. From
/// the random source come first the 32 bytes of the ephemeral secret key, then the 16 of the nonce;
/// the same numbers give the same bytes, so they must not come twice.
///
/// Nothing in it says who sealed, and anybody can seal to a public key.
///
/// ```
/// use ocean_encryption::{open, seal};
/// use ocean_keys::{ProviderKey, system_random};
///
/// let key = ProviderKey::generate(system_random)?;
/// let sealed = seal(&key.public_key(), b"plaintext", system_random)?;
/// assert_eq!(open(&key, &sealed)?, b"plaintext");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SealError`]: the random source failed, or the plaintext is longer than GCM permits.
pub fn seal(
    to: &PublicKey,
    plaintext: &[u8],
    random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
) -> Result<Vec<u8>, SealError> {
    let mut sealed = vec![0; OVERHEAD + plaintext.len()];
    write(|key| key.agree(to), plaintext, random, &mut sealed)?;
    Ok(sealed)
}

/// [`seal`] into a vector, whose content it replaces; one that has the capacity allocates nothing.
///
/// # Errors
/// As [`seal`]; the vector is then empty.
pub fn seal_into(
    to: &PublicKey,
    plaintext: &[u8],
    random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    sealed: &mut Vec<u8>,
) -> Result<(), SealError> {
    sealed.clear();
    sealed.resize(OVERHEAD + plaintext.len(), 0);
    write(|key| key.agree(to), plaintext, random, sealed).inspect_err(|_| sealed.clear())
}

/// [`seal`] to the key itself, in less time: what a Provider does when it seals for others.
///
/// The same random numbers give the same bytes as `seal(&key.public_key(), ..)`.
///
/// # Errors
/// As [`seal`].
pub fn seal_to_self(
    key: &ProviderKey,
    plaintext: &[u8],
    random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
) -> Result<Vec<u8>, SealError> {
    let mut sealed = vec![0; OVERHEAD + plaintext.len()];
    write(
        |drawn| drawn.agree_with_own(key),
        plaintext,
        random,
        &mut sealed,
    )?;
    Ok(sealed)
}

/// [`seal_to_self`] into a vector, whose content it replaces; one that has the capacity allocates
/// nothing.
///
/// # Errors
/// As [`seal`]; the vector is then empty.
pub fn seal_to_self_into(
    key: &ProviderKey,
    plaintext: &[u8],
    random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    sealed: &mut Vec<u8>,
) -> Result<(), SealError> {
    sealed.clear();
    sealed.resize(OVERHEAD + plaintext.len(), 0);
    write(|drawn| drawn.agree_with_own(key), plaintext, random, sealed)
        .inspect_err(|_| sealed.clear())
}

/// Writes to `sealed`, which has the length.
fn write(
    agree: impl FnOnce(EphemeralKey) -> (PublicKey, SharedPoint),
    plaintext: &[u8],
    mut random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    sealed: &mut [u8],
) -> Result<(), SealError> {
    let ephemeral = EphemeralKey::generate(&mut random)?;
    let mut nonce = [0; NONCE];
    random(&mut nonce)?;
    let (ephemeral, shared) = agree(ephemeral);
    let ephemeral = ephemeral.to_uncompressed();

    let tag = sealed
        .get_mut(OVERHEAD..)
        .and_then(|out| Cipher::new(&ephemeral, &shared).encrypt(&nonce, plaintext, out))
        .ok_or(SealError::TooLong {
            length: plaintext.len(),
        })?;
    let head = ephemeral.iter().chain(&nonce).chain(&tag);
    for (to, from) in sealed.iter_mut().zip(head) {
        *to = *from;
    }
    Ok(())
}

/// Why nothing was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The random source gave no numbers.
    #[error("cannot seal without random numbers")]
    Random(#[from] RandomError),
    /// More than GCM encrypts under one nonce, 2^36 - 32 bytes.
    #[error("plaintext of {length} bytes, expected at most 68719476704")]
    TooLong {
        /// Bytes in the plaintext.
        length: usize,
    },
}

impl SealError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Random(error) => error.code(),
            Self::TooLong { .. } => "seal_too_long",
        }
    }
}
