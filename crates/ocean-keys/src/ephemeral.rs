use core::fmt;

use zeroize::Zeroizing;

use crate::{
    curve::Ephemeral, provider_key::ProviderKey, public_key::PublicKey, random::RandomError,
    shared_point::SharedPoint,
};

/// A secret key that is made for one agreement and used up by it.
///
/// Unlike a [`ProviderKey`] it does not know its public key, which only the agreement computes.
/// Wiped on drop; `Debug` shows nothing of it.
pub struct EphemeralKey(Ephemeral);

impl EphemeralKey {
    /// Draws a key: 32 bytes of the random source.
    ///
    /// # Errors
    /// [`RandomError`] of the source, or if its bytes are no secret key.
    pub fn generate(
        mut random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; 32]);
        random(&mut *bytes)?;
        Ephemeral::from_bytes(&bytes)
            .map(Self)
            .ok_or(RandomError::Broken)
    }

    /// The public key of this key, and the point it shares with the owner of `other`.
    #[must_use]
    pub fn agree(self, other: &PublicKey) -> (PublicKey, SharedPoint) {
        let mut shared = SharedPoint::new([0; 65]);
        let public = self.0.agree(other.point(), shared.as_mut());
        (PublicKey::new(public), shared)
    }

    /// As [`EphemeralKey::agree`] with `own.public_key()`, in less time, since both products then
    /// have the fixed base point.
    #[must_use]
    pub fn agree_with_own(self, own: &ProviderKey) -> (PublicKey, SharedPoint) {
        let mut shared = SharedPoint::new([0; 65]);
        let public = self.0.agree_with(own.pair(), shared.as_mut());
        (PublicKey::new(public), shared)
    }
}

impl fmt::Debug for EphemeralKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EphemeralKey(..)")
    }
}
