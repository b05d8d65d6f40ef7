use core::fmt;

use super::SchemaVersion::{self, V4_0_0, V4_1_0, V4_3_0, V4_5_0, V4_7_0};

/// Whose rules a document is held against.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Profile {
    /// What DID & DDO v4.1.0 asks, with the limits of later versions. What it calls preferable is a
    /// warning. A document without errors and without a warning that
    /// [a peer rejects](super::Violation::peer_rejects) is valid for both peers.
    Strict,
    /// The verdict of Aquarius 5.1.8, on Python 3.8 as in its container image.
    ///
    /// It gives up much: types of assets, container and compute blocks, ids, URLs and hexadecimal
    /// texts are not looked at, arrays and single values are the same, and strings pass where
    /// objects belong.
    Aquarius,
    /// The verdict of ddo.js 0.3.0, the validator of ocean-node and ocean.js.
    ///
    /// It gives up what Aquarius does, and a document whose DID, chain or NFT is somebody else's is
    /// valid.
    DdoJs,
}

impl Profile {
    /// The versions whose rules the profile has, the oldest first.
    #[must_use]
    pub const fn versions(self) -> &'static [SchemaVersion] {
        match self {
            Self::Strict => &SchemaVersion::ALL,
            Self::Aquarius => &[V4_0_0, V4_1_0, V4_3_0, V4_5_0],
            Self::DdoJs => &[V4_1_0, V4_3_0, V4_5_0, V4_7_0],
        }
    }

    /// `strict`, `aquarius` or `ddo-js`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Aquarius => "aquarius",
            Self::DdoJs => "ddo-js",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
