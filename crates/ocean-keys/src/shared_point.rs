use core::fmt;

use zeroize::Zeroizing;

/// The point two keys agree on: one's secret times the other's public key.
///
/// It is as secret as the keys are. Wiped on drop; `Debug` shows nothing of it.
pub struct SharedPoint(Zeroizing<[u8; 65]>);

impl SharedPoint {
    pub(crate) fn new(bytes: [u8; 65]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn as_mut(&mut self) -> &mut [u8; 65] {
        &mut self.0
    }

    /// The point in the uncompressed form of SEC 1: `04`, X, Y.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }
}

impl fmt::Debug for SharedPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedPoint(..)")
    }
}
