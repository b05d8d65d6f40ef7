//! The curve by `secp256k1`, the C library of Bitcoin Core.

use std::sync::LazyLock;

use secp256k1::{
    All, Message, PublicKey, Scalar, Secp256k1, SecretKey,
    ecdh::shared_secret_point,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use zeroize::Zeroize;

/// Ours alone, and never changed: the library's own global context draws new blinding numbers
/// after each signature, which takes as long as signing.
static CONTEXT: LazyLock<Secp256k1<All>> = LazyLock::new(Secp256k1::new);

/// A point of the curve, never the one at infinity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point(PublicKey);

impl Point {
    /// Reads 33 or 65 bytes of SEC 1 whose prefix the caller has looked at.
    pub(crate) fn from_sec1(bytes: &[u8]) -> Option<Self> {
        PublicKey::from_slice(bytes).ok().map(Self)
    }

    pub(crate) fn to_uncompressed(self) -> [u8; 65] {
        self.0.serialize_uncompressed()
    }
}

/// A number from 1 to the order less 1, wiped on drop.
pub(crate) struct Ephemeral(SecretKey);

impl Drop for Ephemeral {
    fn drop(&mut self) {
        self.0.non_secure_erase();
    }
}

impl Ephemeral {
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        SecretKey::from_byte_array(*bytes).ok().map(Self)
    }

    fn public(&self) -> Point {
        Point(PublicKey::from_secret_key(&CONTEXT, &self.0))
    }

    fn shared(&self, point: &Point, out: &mut [u8; 65]) {
        let mut coordinates = shared_secret_point(&point.0, &self.0);
        let [prefix, rest @ ..] = out;
        *prefix = 4;
        rest.copy_from_slice(&coordinates);
        coordinates.zeroize();
    }

    /// This key's public key, and the point shared with the owner of `point`.
    pub(crate) fn agree(&self, point: &Point, out: &mut [u8; 65]) -> Point {
        self.shared(point, out);
        self.public()
    }

    /// As [`Self::agree`] with the public key of `own`: (e d) G in place of e (d G), since a
    /// product with the fixed base point takes less time.
    pub(crate) fn agree_with(&self, own: &Pair, out: &mut [u8; 65]) -> Point {
        // Both factors are in range, so the product is; were it not, the slower way is right too.
        match self.0.mul_tweak(&Scalar::from(own.secret.0)) {
            Ok(mut product) => {
                let shared = PublicKey::from_secret_key(&CONTEXT, &product);
                product.non_secure_erase();
                *out = shared.serialize_uncompressed();
            }
            Err(_) => self.shared(&own.public, out),
        }
        self.public()
    }
}

/// A secret key and its public key; the secret is wiped on drop.
pub(crate) struct Pair {
    secret: Ephemeral,
    public: Point,
}

impl Pair {
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let secret = Ephemeral::from_bytes(bytes)?;
        let public = secret.public();
        Some(Self { secret, public })
    }

    pub(crate) fn to_bytes(&self) -> [u8; 32] {
        self.secret.0.secret_bytes()
    }

    pub(crate) fn public(&self) -> Point {
        self.public
    }

    pub(crate) fn sign(&self, digest: &[u8; 32]) -> ([u8; 64], bool) {
        let message = Message::from_digest(*digest);
        let signature = CONTEXT.sign_ecdsa_recoverable(message, &self.secret.0);
        let (id, rs) = signature.serialize_compact();
        (rs, matches!(id, RecoveryId::One | RecoveryId::Three))
    }

    pub(crate) fn shared(&self, point: &Point, out: &mut [u8; 65]) {
        self.secret.shared(point, out);
    }

    /// [`Self::shared`] of each. The library offers no common inversion.
    pub(crate) fn shared_each(&self, points: &[Point], mut out: impl FnMut(&[u8; 65])) {
        let mut bytes = [0; 65];
        for point in points {
            self.shared(point, &mut bytes);
            out(&bytes);
        }
        bytes.zeroize();
    }
}

/// The key whose signature of `digest` this is; `r` and `s` are in range.
pub(crate) fn recover(digest: &[u8; 32], rs: &[u8; 64], y_is_odd: bool) -> Option<Point> {
    let id = if y_is_odd {
        RecoveryId::One
    } else {
        RecoveryId::Zero
    };
    let signature = RecoverableSignature::from_compact(rs, id).ok()?;
    let key = CONTEXT.recover_ecdsa(Message::from_digest(*digest), &signature);
    key.ok().map(Point)
}
