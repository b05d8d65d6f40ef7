use alloc::string::String;
use core::fmt;

/// Whether a consumer may use the asset, and why. `Display` says it in words.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "a decision that nobody reads protects nothing"]
#[allow(clippy::exhaustive_enums, reason = "there is no third answer")]
pub enum Decision {
    /// The consumer may.
    Allowed(Allowance),
    /// The consumer may not.
    Denied(Denial),
}

/// Why a consumer is allowed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Allowance {
    /// There is no rule, or none that a peer looks at.
    NoRules,
    /// There is no allow list, and the deny list does not match.
    NotDenied,
    /// This rule of the allow list matches, and one is enough.
    Rule(Finding),
    /// All rules of the allow list match, as they must.
    EveryRule,
}

/// Why a consumer is denied.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Denial {
    /// Whose credentials deny; only [`evaluate_asset_and_service`] knows.
    ///
    /// [`evaluate_asset_and_service`]: crate::evaluate_asset_and_service
    pub scope: Option<Scope>,
    /// The list that denies.
    pub list: List,
    /// The rule that decided. Where it took the whole list, because one rule would have been
    /// enough or all were needed: the first rule that could not be checked, else the only rule,
    /// else none.
    pub finding: Option<Finding>,
}

/// What one rule says about the consumer.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The index of the rule in its list, from 0.
    pub rule: usize,
    /// The rule's `type` as it is written, cut after 32 characters.
    pub kind: String,
    /// What came out.
    pub outcome: Outcome,
}

/// What comes out when one rule is compared with the consumer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The rule names the consumer.
    Match,
    /// The rule does not name the consumer.
    NoMatch,
    /// The rule has a type that nobody here can check.
    UnknownType,
    /// The look-up of the access list failed.
    LookupFailed,
}

/// One of the two lists.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "DID & DDO v4.1.0 has two lists")]
pub enum List {
    /// `allow`: who may use the asset.
    Allow,
    /// `deny`: who may not.
    Deny,
}

impl List {
    /// The list's key: `allow` or `deny`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// Whose credentials they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// The asset's.
    Asset,
    /// One service's.
    Service,
}

/// The `ConsumableCodes` of Provider 2.1.6 and ocean.py 3.1.2 that credentials can lead to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[non_exhaustive]
pub enum ConsumableCode {
    /// Allowed.
    Ok,
    /// Denied by the allow list.
    CredentialNotInAllowList,
    /// Denied by the deny list.
    CredentialInDenyList,
}

impl ConsumableCode {
    /// The number: 0, 3 or 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::CredentialNotInAllowList => 3,
            Self::CredentialInDenyList => 4,
        }
    }

    /// The peers' name, such as `CREDENTIAL_IN_DENY_LIST`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::CredentialNotInAllowList => "CREDENTIAL_NOT_IN_ALLOW_LIST",
            Self::CredentialInDenyList => "CREDENTIAL_IN_DENY_LIST",
        }
    }
}

impl Decision {
    pub(crate) fn denied(list: List, finding: Option<Finding>) -> Self {
        Self::Denied(Denial {
            scope: None,
            list,
            finding,
        })
    }

    /// Whether the consumer may use the asset.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// The code that Provider 2.1.6 and ocean.py 3.1.2 have for this answer.
    #[must_use]
    pub const fn code(&self) -> ConsumableCode {
        match self {
            Self::Allowed(_) => ConsumableCode::Ok,
            Self::Denied(denial) => match denial.list {
                List::Allow => ConsumableCode::CredentialNotInAllowList,
                List::Deny => ConsumableCode::CredentialInDenyList,
            },
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed(allowance) => write!(f, "allowed: {allowance}"),
            Self::Denied(denial) => write!(f, "denied: {denial}"),
        }
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRules => f.write_str("no rule applies"),
            Self::NotDenied => {
                f.write_str("there is no allow list, and the deny list does not match")
            }
            Self::Rule(finding) => finding.write(f, "allow list"),
            Self::EveryRule => f.write_str("every rule of the allow list matches"),
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = match (self.scope, self.list) {
            (None, List::Allow) => "allow list",
            (None, List::Deny) => "deny list",
            (Some(Scope::Asset), List::Allow) => "asset's allow list",
            (Some(Scope::Asset), List::Deny) => "asset's deny list",
            (Some(Scope::Service), List::Allow) => "service's allow list",
            (Some(Scope::Service), List::Deny) => "service's deny list",
        };
        match (&self.finding, self.list) {
            (Some(finding), _) => finding.write(f, list),
            (None, List::Allow) => write!(f, "no rule of the {list} matches"),
            (None, List::Deny) => write!(f, "every rule of the {list} matches"),
        }
    }
}

impl Finding {
    fn write(&self, f: &mut fmt::Formatter<'_>, list: &str) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Match => "matches",
            Outcome::NoMatch => "does not match",
            Outcome::UnknownType => "has a type that cannot be checked",
            Outcome::LookupFailed => "could not be looked up",
        };
        let (rule, kind) = (self.rule, self.kind.escape_debug());
        write!(f, "rule {rule} (`{kind}`) of the {list} {outcome}")
    }
}
