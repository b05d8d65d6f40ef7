use alloc::{string::String, vec::Vec};
use core::fmt;

use super::Profile;

/// A version of the DDO's schema whose rules are known here.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum SchemaVersion {
    /// 4.0.0, to Aquarius 5.1.8 the same as 4.1.0; ddo.js 0.3.0 does not read it.
    V4_0_0,
    /// 4.1.0: no limits of length.
    V4_1_0,
    /// 4.3.0: adds limits of length and number.
    V4_3_0,
    /// 4.5.0: adds minimum lengths; services may be missing.
    V4_5_0,
    /// 4.7.0: adds credentials of services; Aquarius 5.1.8 does not read it.
    V4_7_0,
}

impl SchemaVersion {
    /// Every version, the oldest first.
    pub const ALL: [Self; 5] = [
        Self::V4_0_0,
        Self::V4_1_0,
        Self::V4_3_0,
        Self::V4_5_0,
        Self::V4_7_0,
    ];

    /// The text in a document's `version`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V4_0_0 => "4.0.0",
            Self::V4_1_0 => "4.1.0",
            Self::V4_3_0 => "4.3.0",
            Self::V4_5_0 => "4.5.0",
            Self::V4_7_0 => "4.7.0",
        }
    }

    /// The column of the rule table.
    pub(crate) const fn column(self) -> usize {
        self as usize
    }

    /// Whether the JSON Schema speaks of documents of this version.
    pub(crate) const fn in_schema(self) -> bool {
        matches!(self, Self::V4_0_0 | Self::V4_1_0)
    }
}

impl fmt::Display for SchemaVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The document's `version` is a text, but none whose rules the profile has.
///
/// Versions are compared exactly, as the peers do: `4.1` and `v4.1.0` are unknown, too.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("unsupported version `{}` of a DDO, expected one of {}", found.escape_debug(), List(.profile.versions()))]
#[non_exhaustive]
pub struct UnsupportedVersion {
    /// The text, cut after 128 characters.
    pub found: String,
    /// The profile that was asked; [`Profile::versions`] lists what it supports.
    pub profile: Profile,
}

impl UnsupportedVersion {
    /// A stable name of the error for programs: `unsupported_version`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unsupported_version"
    }
}

struct List(&'static [SchemaVersion]);

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|version| version.as_str()).collect();
        f.write_str(&names.join(", "))
    }
}
