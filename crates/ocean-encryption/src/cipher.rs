//! From the point two keys share to AES-256-GCM.

use aes_gcm::{
    AesGcm, Key, KeyInit,
    aead::{AeadInOut, array::Array, consts::U16, inout::InOutBuf},
    aes::Aes256,
};
use hkdf::Hkdf;
use ocean_keys::SharedPoint;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The uncompressed public key that comes first.
pub(crate) const POINT: usize = 65;
/// The nonce has 16 bytes and not the usual 12; GCM then hashes it to its counter block.
pub(crate) const NONCE: usize = 16;
/// The tag stands before the ciphertext.
pub(crate) const TAG: usize = 16;

/// The cipher of one sealed text: HKDF-SHA256 without salt and info, over the ephemeral public key
/// and the shared point, both uncompressed.
pub(crate) struct Cipher(AesGcm<Aes256, U16>);

impl Cipher {
    pub(crate) fn new(ephemeral: &[u8; POINT], shared: &SharedPoint) -> Self {
        let mut material = Zeroizing::new([0; 2 * POINT]);
        for (to, from) in material
            .iter_mut()
            .zip(ephemeral.iter().chain(shared.as_bytes()))
        {
            *to = *from;
        }
        let mut key = Zeroizing::new([0; 32]);
        // HKDF gives up to 255 times 32 bytes, so this cannot fail.
        let _ = Hkdf::<Sha256>::new(None, &*material).expand(&[], &mut *key);
        let key: &Key<AesGcm<Aes256, U16>> = (&*key).into();
        Self(AesGcm::new(key))
    }

    /// Encrypts into `out`, which is as long; `None` if that is more than GCM permits.
    pub(crate) fn encrypt(
        &self,
        nonce: &[u8; NONCE],
        plaintext: &[u8],
        out: &mut [u8],
    ) -> Option<[u8; TAG]> {
        let buffer = InOutBuf::new(plaintext, out).ok()?;
        let tag = self.0.encrypt_inout_detached(&Array(*nonce), &[], buffer);
        tag.ok().map(Into::into)
    }

    /// Decrypts into `out`, which is as long; `None` if the tag is wrong, and `out` is then as it
    /// was.
    pub(crate) fn decrypt(
        &self,
        nonce: &[u8; NONCE],
        tag: &[u8; TAG],
        ciphertext: &[u8],
        out: &mut [u8],
    ) -> Option<()> {
        let buffer = InOutBuf::new(ciphertext, out).ok()?;
        self.0
            .decrypt_inout_detached(&Array(*nonce), &[], buffer, &Array(*tag))
            .ok()
    }
}
