use alloc::{vec, vec::Vec};

use ocean_keys::{ProviderKey, PublicKey, SharedPoint};

use crate::cipher::{Cipher, NONCE, POINT, TAG};

/// Opens what was sealed to a key, by [`seal`](crate::seal), eciespy or eciesjs.
///
/// Every byte counts: any change fails, as does the key in another encoding than `04`, X, Y, the
/// hybrid prefixes `06` and `07` included, which libsecp256k1 reads. The settings that newer
/// packages offer (compressed keys, 12 bytes of nonce, another cipher) fail too; Ocean does not
/// use them.
///
/// What comes out may have been sealed by anybody.
///
/// # Errors
/// [`OpenError`], which says no more than that it failed.
pub fn open(key: &ProviderKey, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let parts = Parts::of(sealed)?;
    parts.open(&key.shared_point(&parts.key))
}

/// [`open`] into a vector, whose content it replaces; one that has the capacity allocates nothing.
///
/// # Errors
/// As [`open`]; the vector is then empty.
pub fn open_into(
    key: &ProviderKey,
    sealed: &[u8],
    plaintext: &mut Vec<u8>,
) -> Result<(), OpenError> {
    plaintext.clear();
    let parts = Parts::of(sealed)?;
    plaintext.resize(parts.ciphertext.len(), 0);
    let opened = parts.open_to(&key.shared_point(&parts.key), plaintext);
    if opened.is_err() {
        plaintext.clear();
    }
    opened
}

/// [`open`] by the first of these keys that can, for a key that was replaced:
/// [`KeyRing::all`](ocean_keys::KeyRing::all).
///
/// # Errors
/// [`OpenError`] if none of them can, or there is none.
pub fn open_any<'k>(
    keys: impl IntoIterator<Item = &'k ProviderKey>,
    sealed: &[u8],
) -> Result<Vec<u8>, OpenError> {
    let parts = Parts::of(sealed)?;
    let mut plaintext = vec![0; parts.ciphertext.len()];
    for key in keys {
        let shared = key.shared_point(&parts.key);
        if parts.open_to(&shared, &mut plaintext).is_ok() {
            return Ok(plaintext);
        }
    }
    Err(OpenError)
}

/// [`open`] of each, in their order, in less time than one by one, since all share one field
/// inversion. The memory is that of all plaintexts.
#[must_use]
pub fn open_batch(key: &ProviderKey, sealed: &[&[u8]]) -> Vec<Result<Vec<u8>, OpenError>> {
    let parts: Vec<_> = sealed.iter().map(|sealed| Parts::of(sealed)).collect();
    let keys: Vec<PublicKey> = parts.iter().flatten().map(|parts| parts.key).collect();
    let mut shared = key.shared_points(&keys).into_iter();
    parts
        .into_iter()
        .map(|parts| {
            let parts = parts?;
            // One for each that has parts.
            let shared = shared.next().ok_or(OpenError)?;
            parts.open(&shared)
        })
        .collect()
}

/// A sealed text in its parts.
struct Parts<'a> {
    ephemeral: &'a [u8; POINT],
    key: PublicKey,
    nonce: &'a [u8; NONCE],
    tag: &'a [u8; TAG],
    ciphertext: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(sealed: &'a [u8]) -> Result<Self, OpenError> {
        let (ephemeral, rest) = sealed.split_first_chunk().ok_or(OpenError)?;
        let (nonce, rest) = rest.split_first_chunk().ok_or(OpenError)?;
        let (tag, ciphertext) = rest.split_first_chunk().ok_or(OpenError)?;
        let key = PublicKey::from_bytes(ephemeral).map_err(|_| OpenError)?;
        Ok(Self {
            ephemeral,
            key,
            nonce,
            tag,
            ciphertext,
        })
    }

    fn open(&self, shared: &SharedPoint) -> Result<Vec<u8>, OpenError> {
        let mut plaintext = vec![0; self.ciphertext.len()];
        self.open_to(shared, &mut plaintext)?;
        Ok(plaintext)
    }

    /// Writes the plaintext, which is as long as the ciphertext, and nothing if the tag is wrong.
    fn open_to(&self, shared: &SharedPoint, plaintext: &mut [u8]) -> Result<(), OpenError> {
        Cipher::new(self.ephemeral, shared)
            .decrypt(self.nonce, self.tag, self.ciphertext, plaintext)
            .ok_or(OpenError)
    }
}

/// What was to be opened was not sealed to this key, or not sealed so, or was altered. It does not
/// say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ciphertext cannot be opened")]
pub struct OpenError;

impl OpenError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "open_failed"
    }
}
