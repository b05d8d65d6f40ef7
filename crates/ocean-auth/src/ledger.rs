use core::future::Future;

use alloy_primitives::{Address, B256};

use crate::NonceValue;

/// Remembers the nonces that were spent. The one thing with effects that this crate needs; the
/// caller chooses where it is kept.
///
/// # What an implementation must hold
///
/// [`advance`](Self::advance) is one atomic step, so that of identical requests that come together
/// exactly one is served. In this order:
///
/// 1. If a nonce of `spend.address` is kept and `spend.nonce` is not greater, nothing changes and
///    the answer is [`Staleness::NotGreater`].
/// 2. If `spend.text` is among the texts kept for the address, nothing changes and the answer is
///    [`Staleness::TextSpent`].
/// 3. `spend.nonce` is kept in place of the older one. `spend.text` is kept too if its `reach` is
///    greater than `spend.nonce`. The answer is [`Outcome::Advanced`], and only once both would
///    survive a restart.
/// 4. A text whose `reach` is not greater than the nonce now kept may be forgotten: rule 1 refuses
///    it from now on. Nothing else may ever be forgotten, nor does any of it expire.
///
/// When in doubt, and when there is no room, the answer is [`Outcome::Unavailable`]. Feature
/// `testing` has a suite that tries all this.
///
/// # What it costs
///
/// One row for each address that ever had a request approved, and one for each [`SpentText`] that
/// is kept. Texts are kept only for messages that can be read in two ways (decrypt, compute result,
/// and stop or delete without a document), until the address spends a nonce beyond the last of
/// those ways. Who counts nonces 1, 2, 3 passes it soon; who sends milliseconds for chain 137 never
/// does, and costs 76 bytes for each such call. The strict form costs nothing.
pub trait NonceLedger {
    /// Spends a nonce, once.
    fn advance(&self, spend: &Spend) -> Outcome;

    /// The last nonce that the address spent, `None` if it never did. Writes nothing.
    ///
    /// # Errors
    /// [`LedgerUnavailable`] if that cannot be told now.
    fn last(&self, address: Address) -> Result<Option<NonceValue>, LedgerUnavailable>;
}

/// [`NonceLedger`] for stores that are waited for; the same rules hold. Implement the methods as
/// `async fn`.
pub trait AsyncNonceLedger {
    /// Spends a nonce, once. If the future is dropped, the nonce is spent or it is not.
    fn advance(&self, spend: &Spend) -> impl Future<Output = Outcome> + Send;

    /// The last nonce that the address spent, `None` if it never did. Writes nothing.
    ///
    /// # Errors
    /// [`LedgerUnavailable`] if that cannot be told now.
    fn last(
        &self,
        address: Address,
    ) -> impl Future<Output = Result<Option<NonceValue>, LedgerUnavailable>> + Send;
}

/// What a ledger is asked to keep.
///
/// [`Caller::spend`](crate::Caller::spend) makes it. Whoever moves from another Provider writes it
/// for each nonce that was kept there, without a text.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Spend {
    /// Whose nonce: 20 bytes, so that no spelling of the address makes a second account.
    pub address: Address,
    /// The nonce.
    pub nonce: NonceValue,
    /// The message that was signed; `None` if no text was, or if it can be read in one way only.
    pub text: Option<SpentText>,
}

/// A signed message that might be read once more in another way.
///
/// The parts of the wire's messages follow each other without a separator, so that digits can move
/// between the last part and the nonce: chain 137 and nonce 5 have the text of chain 1 and nonce
/// 375, and one signature serves both (Provider 2.1.6 accepts the second).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct SpentText {
    /// Keccak-256 of the message.
    pub hash: B256,
    /// The greatest nonce that the text can be read with. Once a nonce as great is spent, no
    /// reading of the text passes.
    pub reach: NonceValue,
}

/// What a ledger answers to a [`Spend`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use = "only an advanced nonce permits anything"]
#[allow(clippy::exhaustive_enums, reason = "there is no fourth answer")]
pub enum Outcome {
    /// The nonce was free and is spent now.
    Advanced,
    /// The nonce or the message was spent before. Nothing changed.
    Stale(Staleness),
    /// The ledger cannot tell, so the request must be refused. Whether the nonce is spent is open.
    Unavailable,
}

/// Why a nonce cannot be spent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "ledgers have these two rules")]
pub enum Staleness {
    /// It is not greater than the last.
    NotGreater {
        /// The last nonce that the address spent.
        last: NonceValue,
    },
    /// It is greater, but the address spent the same text before, divided in another way. The
    /// nonce after it is free.
    TextSpent,
}

/// A ledger cannot be read now.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the ledger is unavailable")]
pub struct LedgerUnavailable;

impl LedgerUnavailable {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "ledger_unavailable"
    }
}
