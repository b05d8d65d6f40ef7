use core::fmt;

use alloy_primitives::{Address, B256};
use ocean_ddo::Profile;

/// The transaction of an event, as its receipt and its block tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "what an indexer stores of it")]
pub struct Transaction {
    /// Its hash.
    pub hash: B256,
    /// The number of its block.
    pub block: u64,
    /// The time of its block, in seconds since 1970.
    pub timestamp: u64,
    /// Who sent it: `from` of the receipt.
    pub from: Address,
}

/// What an indexer accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "an operator decides each of these"
)]
pub struct Policy {
    /// Who may publish and update: the sender of the transaction must be one of them. Aquarius 5.1.8
    /// (`ALLOWED_PUBLISHERS`) does not look at it when a stored asset is updated.
    pub publishers: Allowed,
    /// Who may vouch for documents: one of them must have signed the hash. Aquarius 5.1.8
    /// (`ALLOWED_VALIDATORS`) believes the events' names, and compares no hash.
    pub validators: Allowed,
    /// The rules that documents must follow. [`Profile::Aquarius`] lets pass what Aquarius 5.1.8
    /// does.
    pub profile: Profile,
}

/// Whom a policy lets pass.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "there is a list or there is none")]
pub enum Allowed {
    /// Everybody: there is no list.
    Everybody,
    /// These and nobody else; nobody at all if there are none. Aquarius 5.1.8 takes an empty list
    /// for none.
    Only(Vec<Address>),
}

impl Allowed {
    pub(super) fn contains(&self, address: Address) -> bool {
        match self {
            Self::Everybody => true,
            Self::Only(list) => list.contains(&address),
        }
    }
}

/// What came of decrypting a document.
#[derive(Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "bytes, a refusal, or neither")]
pub enum Decrypted {
    /// The bytes of the document: the body of a 201 of `/decrypt` (Provider 2.1.6), or what
    /// [`Envelope::open`](ocean_encryption::Envelope::open) gave.
    Bytes(Vec<u8>),
    /// The Provider will not: a 403.
    Refused,
    /// Any other answer, or none.
    Unavailable,
}

/// Shows the size only: a document may hold what its reader may not see in a log.
impl fmt::Debug for Decrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => f
                .debug_struct("Bytes")
                .field("bytes", &bytes.len())
                .finish_non_exhaustive(),
            Self::Refused => f.write_str("Refused"),
            Self::Unavailable => f.write_str("Unavailable"),
        }
    }
}
