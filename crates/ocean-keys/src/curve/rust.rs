//! The curve by `k256`, in Rust.

use alloc::vec::Vec;

use k256::{
    AffinePoint, FieldBytes, NonZeroScalar, ProjectivePoint, Sec1Point,
    ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey},
    elliptic_curve::{
        point::{AffineCoordinates, BatchNormalize},
        sec1::FromSec1Point,
    },
};
use zeroize::Zeroize;

/// A point of the curve, never the one at infinity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point(AffinePoint);

impl Point {
    /// Reads 33 or 65 bytes of SEC 1 whose prefix the caller has looked at.
    pub(crate) fn from_sec1(bytes: &[u8]) -> Option<Self> {
        let encoded = Sec1Point::from_bytes(bytes).ok()?;
        AffinePoint::from_sec1_point(&encoded)
            .into_option()
            .map(Self)
    }

    pub(crate) fn to_uncompressed(self) -> [u8; 65] {
        let mut out = [0; 65];
        write(&self.0, &mut out);
        out
    }
}

/// A secret key and its public key; the secret is wiped on drop.
pub(crate) struct Pair(SigningKey);

impl Pair {
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        SigningKey::from_slice(bytes).ok().map(Self)
    }

    pub(crate) fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes().into()
    }

    pub(crate) fn public(&self) -> Point {
        Point(*self.0.verifying_key().as_affine())
    }

    pub(crate) fn sign(&self, digest: &[u8; 32]) -> ([u8; 64], bool) {
        let (signature, id) = self.0.sign_prehash_recoverable(digest);
        (signature.to_bytes().into(), id.is_y_odd())
    }

    pub(crate) fn shared(&self, point: &Point, out: &mut [u8; 65]) {
        let mut product = ProjectivePoint::from(point.0) * self.0.as_nonzero_scalar().as_ref();
        let mut affine = product.to_affine();
        write(&affine, out);
        affine.zeroize();
        product.zeroize();
    }

    /// [`Self::shared`] of each, with one inversion for all.
    pub(crate) fn shared_each(&self, points: &[Point], mut out: impl FnMut(&[u8; 65])) {
        let mut products: Vec<ProjectivePoint> = points
            .iter()
            .map(|point| ProjectivePoint::from(point.0) * self.0.as_nonzero_scalar().as_ref())
            .collect();
        let mut affine = ProjectivePoint::batch_normalize(products.as_slice());
        let mut bytes = [0; 65];
        for point in &affine {
            write(point, &mut bytes);
            out(&bytes);
        }
        bytes.zeroize();
        affine.zeroize();
        products.zeroize();
    }
}

/// A secret key without its public key, wiped on drop.
pub(crate) struct Ephemeral(NonZeroScalar);

impl Drop for Ephemeral {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Ephemeral {
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let mut repr = FieldBytes::from(*bytes);
        let scalar = NonZeroScalar::from_repr(repr).into_option();
        repr.zeroize();
        scalar.map(Self)
    }

    /// This key's public key, and the point shared with the owner of `point`.
    pub(crate) fn agree(&self, point: &Point, out: &mut [u8; 65]) -> Point {
        self.normalize(ProjectivePoint::from(point.0) * self.0.as_ref(), out)
    }

    /// As [`Self::agree`] with the public key of `own`: (e d) G in place of e (d G), since a
    /// product with the fixed base point takes half the time.
    pub(crate) fn agree_with(&self, own: &Pair, out: &mut [u8; 65]) -> Point {
        let mut product = *self.0 * **own.0.as_nonzero_scalar();
        let shared = ProjectivePoint::mul_by_generator(&product);
        product.zeroize();
        self.normalize(shared, out)
    }

    fn normalize(&self, shared: ProjectivePoint, out: &mut [u8; 65]) -> Point {
        let mut points = [ProjectivePoint::mul_by_generator(&self.0), shared];
        let [public, mut shared] = ProjectivePoint::batch_normalize(&points);
        write(&shared, out);
        shared.zeroize();
        points.zeroize();
        Point(public)
    }
}

/// The key whose signature of `digest` this is; `r` and `s` are in range.
pub(crate) fn recover(digest: &[u8; 32], rs: &[u8; 64], y_is_odd: bool) -> Option<Point> {
    let signature = Signature::from_slice(rs).ok()?;
    let id = RecoveryId::new(y_is_odd, false);
    let key = VerifyingKey::recover_from_prehash(digest, &signature, id).ok()?;
    Some(Point(*key.as_affine()))
}

fn write(point: &AffinePoint, out: &mut [u8; 65]) {
    let (mut x, mut y) = (point.x(), point.y());
    let [prefix, coordinates @ ..] = out;
    *prefix = 4;
    for (to, from) in coordinates.iter_mut().zip(x.iter().chain(&y)) {
        *to = *from;
    }
    x.zeroize();
    y.zeroize();
}
