//! A conformance suite: what every ledger must do, tried on yours.
//!
//! Each function wants an **empty** ledger and leaves entries behind. It returns the first rule
//! that the ledger breaks. The calls that come together are made by threads for a sync ledger, and
//! as futures of one task for an async one, so that a ledger that reads, waits and then writes is
//! found out on any executor.
//!
//! ```
//! use ocean_auth::{MemoryNonces, MemoryRevocations, testing};
//!
//! testing::nonce_ledger(&MemoryNonces::default())?;
//! testing::revocation_ledger(&MemoryRevocations::default())?;
//! # Ok::<(), testing::Violation>(())
//! ```

mod nonces;
mod revocations;
mod together;

use alloc::{format, string::String};
use core::fmt;

pub use nonces::{async_nonce_ledger, nonce_ledger};
pub use revocations::{async_revocation_ledger, revocation_ledger};

/// A rule that a ledger breaks.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the ledger breaks the rule `{rule}`: {found}")]
#[non_exhaustive]
pub struct Violation {
    /// The rule.
    pub rule: &'static str,
    /// What the ledger did instead.
    pub found: String,
}

impl Violation {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "ledger_violation"
    }
}

/// Compares what a ledger did with what it must do.
fn expect<T: PartialEq + fmt::Debug>(
    rule: &'static str,
    found: &T,
    expected: &T,
) -> Result<(), Violation> {
    if found == expected {
        Ok(())
    } else {
        Err(Violation {
            rule,
            found: format!("expected {expected:?}, found {found:?}"),
        })
    }
}
