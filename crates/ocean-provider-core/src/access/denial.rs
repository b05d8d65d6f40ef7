use core::{error, fmt};

use crate::access::Reason;

/// Why a request is denied: every reason, in the order in which Provider 2.1.6 would find them.
///
/// `Display` tells all of them. Peers see the first one only: `parity` has its words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a denial that nobody reads protects nothing"]
pub struct Denial {
    first: Reason,
    others: Vec<Reason>,
}

impl Denial {
    /// The first reason: the one for the wire.
    #[must_use]
    pub const fn first(&self) -> &Reason {
        &self.first
    }

    /// All reasons, of which there is at least one.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        core::iter::once(&self.first).chain(&self.others)
    }

    /// The stable name of the first reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.first.code()
    }

    fn followed_by(mut self, other: Self) -> Self {
        self.others.push(other.first);
        self.others.extend(other.others);
        self
    }
}

impl From<Reason> for Denial {
    fn from(first: Reason) -> Self {
        Self {
            first,
            others: Vec::new(),
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.others
            .iter()
            .try_for_each(|other| write!(f, "; {other}"))
    }
}

impl error::Error for Denial {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.first.source()
    }
}

/// Nothing to say against it, or all that there is.
pub(super) fn all(checks: impl IntoIterator<Item = Option<Reason>>) -> Result<(), Denial> {
    let mut reasons = checks.into_iter().flatten();
    match reasons.next() {
        None => Ok(()),
        Some(first) => Err(Denial {
            first,
            others: reasons.collect(),
        }),
    }
}

/// Both, or the reasons of the first and then those of the second.
pub(super) fn both<A, B>(a: Result<A, Denial>, b: Result<B, Denial>) -> Result<(A, B), Denial> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(denial), Ok(_)) | (Ok(_), Err(denial)) => Err(denial),
        (Err(first), Err(second)) => Err(first.followed_by(second)),
    }
}
