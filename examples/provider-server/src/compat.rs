//! What may be done as the reference Provider does it, by name.
//!
//! Each is off unless it is asked for, and gives something up. For deviations of the reference that
//! no switch brings back, such as orders that count whichever contract emitted them, see the README.

use std::{collections::BTreeSet, fmt, str::FromStr};

use ocean_provider_core::{auth, orders::Renewal};

/// The variable that holds the names, as `--compat`.
pub const COMPAT: &str = "OCEAN_PROVIDER_COMPAT";
const REFERENCE: &str = "reference";
const NONE: &str = "none";

/// A way in which Provider 2.1.6 deviates from the strict rules, `compat.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Deviation {
    /// `crash-statuses`: where the reference crashes on a client's mistake, the answer has its status
    /// 503 in place of 400. The request is never repeated in the answer.
    ///
    /// What it gives up: clients try again what cannot succeed, and a monitor sees outages.
    CrashStatuses,
    /// `fileinfo-discloses`: `fileinfo` tells everybody names and checksums of all files.
    ///
    /// What it gives up: who has not paid learns by what to find or recognise a file.
    FileinfoDiscloses,
    /// `renewable-orders`: the age of an order counts from its last `reuseOrder`.
    ///
    /// What it gives up: the service's timeout. One datatoken lasts for ever, and a download's renewal
    /// costs nothing.
    RenewableOrders,
    /// `signature-rules`: a high `s` and anything behind the 65 bytes of a signature pass.
    ///
    /// What it gives up: whoever saw a signature can spell others of the same message.
    SignatureRules,
    /// `token-key`: auth tokens have the text of the private key for their key, so that tokens of a
    /// reference Provider with the same key are good here, and the other way round.
    ///
    /// What it gives up: the key of tokens and the key of a chain are one, and whoever learns it
    /// from the one use has it for the other. Tokens that were minted from captured requests come
    /// along.
    TokenKey,
    /// `unlimited-token-lifetime`: a token lives as long as the request said, which nobody signed.
    ///
    /// What it gives up: one captured request is a token for decades.
    UnlimitedTokenLifetime,
}

impl Deviation {
    /// All, in the order of their names.
    pub const ALL: [Self; 6] = [
        Self::CrashStatuses,
        Self::FileinfoDiscloses,
        Self::RenewableOrders,
        Self::SignatureRules,
        Self::TokenKey,
        Self::UnlimitedTokenLifetime,
    ];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CrashStatuses => "crash-statuses",
            Self::FileinfoDiscloses => "fileinfo-discloses",
            Self::RenewableOrders => "renewable-orders",
            Self::SignatureRules => "signature-rules",
            Self::TokenKey => "token-key",
            Self::UnlimitedTokenLifetime => "unlimited-token-lifetime",
        }
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The deviations that are on. The default is none.
///
/// As text: names with commas between them, `reference` for all, or `none`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compat(BTreeSet<Deviation>);

impl Compat {
    /// All of them, for comparison with the reference. Not for anything that has a price.
    #[must_use]
    pub fn reference() -> Self {
        Self(Deviation::ALL.into())
    }

    /// Whether one is on.
    #[must_use]
    pub fn has(&self, deviation: Deviation) -> bool {
        self.0.contains(&deviation)
    }

    /// Whose rules say which signatures pass.
    #[must_use]
    pub fn signature_rules(&self) -> auth::Rules {
        if self.has(Deviation::SignatureRules) {
            auth::Rules::Provider
        } else {
            auth::Rules::Strict
        }
    }

    /// Whether `reuseOrder` makes an order young again.
    #[must_use]
    pub fn renewal(&self) -> Renewal {
        if self.has(Deviation::RenewableOrders) {
            Renewal::Allow
        } else {
            Renewal::Refuse
        }
    }

    /// Whether `fileinfo` tells everything to everybody.
    #[must_use]
    pub fn fileinfo_discloses(&self) -> bool {
        self.has(Deviation::FileinfoDiscloses)
    }

    /// Whether a crash of the reference keeps its status 503.
    #[must_use]
    pub fn crash_statuses(&self) -> bool {
        self.has(Deviation::CrashStatuses)
    }

    /// Those that are on, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = Deviation> {
        self.0.iter().copied()
    }
}

impl FromStr for Compat {
    type Err = ParseCompatError;

    fn from_str(text: &str) -> Result<Self, ParseCompatError> {
        let mut compat = Self::default();
        if text == NONE {
            return Ok(compat);
        }
        for name in text.split(',').map(str::trim) {
            if name == REFERENCE {
                compat = Self::reference();
                continue;
            }
            let mut all = Deviation::ALL.into_iter();
            let deviation = all.find(|deviation| deviation.name() == name);
            compat
                .0
                .insert(deviation.ok_or_else(|| ParseCompatError::Unknown {
                    found: name.chars().take(64).collect(),
                })?);
        }
        Ok(compat)
    }
}

/// The names in their order, or `none`.
impl fmt::Display for Compat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(NONE);
        }
        let names: Vec<_> = self.iter().map(Deviation::name).collect();
        f.write_str(&names.join(","))
    }
}

/// A text names no deviations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseCompatError {
    /// There is no deviation of the name.
    #[error("no deviation is named `{}`; expected `reference`, {}", found.escape_debug(), names())]
    Unknown {
        /// The name, cut after 64 characters.
        found: String,
    },
}

impl ParseCompatError {
    /// A stable name for this kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "unknown_deviation",
        }
    }
}

fn names() -> String {
    Deviation::ALL
        .map(|deviation| format!("`{deviation}`"))
        .join(", ")
}
