use core::fmt;

use crate::{TrustRules, UndefinedLists};

/// Whose rules decide whether a computation is admitted.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Rules {
    /// The order of checks and the codes of Provider 2.1.6, with what it leaves open closed:
    ///
    /// - Algorithms are trusted by [`TrustRules::Strict`].
    /// - An additional dataset that is used through a service of type `access` must be open to the
    ///   algorithm by **every** service of type `compute` of the same asset; where there is none,
    ///   nobody has made a rule.
    /// - The image runs by its digest: the container's `checksum` is `sha256:` and 64 hexadecimal
    ///   digits, its `image` a bare name, and nothing else of the container reaches the job but the
    ///   `entrypoint`.
    /// - The order of each item is one of this consumer, transaction, chain, datatoken, service and
    ///   environment, verified by the strict rules and still valid.
    /// - The fee is paid in the environment's token and for this environment, and the job lasts no
    ///   longer than it pays for.
    /// - An algorithm that names a `documentId` and brings a `meta` is refused.
    /// - initializeCompute looks at all that does not need an order, so that nobody pays for what is
    ///   refused later.
    Strict {
        /// What it means that a dataset defines no trust list.
        undefined: UndefinedLists,
    },
    /// Provider 2.1.6, to foresee what it answers.
    ///
    /// It gives up: everything of [`TrustRules::Provider`]; a dataset's compute rules, where it is
    /// used through another service of the asset; the image behind a tag, where the checksum is no
    /// digest; and the fee, which may be of any token and as small as the shortest of the orders
    /// says, for a job that lasts as long as the environment lets it.
    Provider,
}

impl Rules {
    pub(crate) const fn trust(self) -> TrustRules {
        match self {
            Self::Strict { undefined } => TrustRules::Strict { undefined },
            Self::Provider => TrustRules::Provider,
        }
    }

    pub(crate) const fn is_strict(self) -> bool {
        matches!(self, Self::Strict { .. })
    }
}

/// The peer and its version.
impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.trust().fmt(f)
    }
}
