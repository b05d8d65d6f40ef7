use core::fmt;

use alloy_primitives::hex;
use ocean_ddo::Container;
use sha2::{Digest as _, Sha256};

/// `containerSectionChecksum` of an algorithm: the SHA-256 of its `entrypoint` and, without a
/// separator, its `checksum`.
///
/// Image and tag are **not** covered (Provider 2.1.6, ocean.py 3.1.2, ocean-node 3.2.0). What covers
/// them is the `checksum` itself, if it is the digest of the image and the image is taken by it;
/// [`Rules::Strict`](crate::Rules::Strict) sees to both.
///
/// Printed as 64 lower-case hexadecimal digits without `0x`.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct ContainerSectionChecksum([u8; 32]);

/// The [`ContainerSectionChecksum`] of these two texts of `metadata.algorithm.container`.
///
/// ```
/// use ocean_compute::container_section_checksum;
///
/// let digest = "sha256:8221d20c1c16491d7d56b9657ea09082c0ee4a8ab1a6621fa720da58b09580e4";
/// assert_eq!(
///     container_section_checksum("python $ALGO", digest).to_string(),
///     "77ac49b8c4ad209694f7143cec62d67ee4c6d2d5edf1f3f4e09ca4173b22610f"
/// );
/// ```
#[must_use]
pub fn container_section_checksum(entrypoint: &str, checksum: &str) -> ContainerSectionChecksum {
    let hasher = Sha256::new()
        .chain_update(entrypoint)
        .chain_update(checksum);
    ContainerSectionChecksum(hasher.finalize().into())
}

impl ContainerSectionChecksum {
    /// The checksum of a document's container section; `None` if `entrypoint` or `checksum` is no
    /// text, or one with a lone surrogate.
    #[must_use]
    pub fn of(container: Container<'_>) -> Option<Self> {
        let entrypoint = container.entrypoint()?.to_str()?;
        let checksum = container.checksum()?.to_str()?;
        Some(container_section_checksum(&entrypoint, &checksum))
    }

    /// A checksum that was computed elsewhere.
    #[must_use]
    pub const fn from_sha256(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ContainerSectionChecksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContainerSectionChecksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContainerSectionChecksum({self})")
    }
}
