use alloy_primitives::Address;
use ocean_did::Did;

use crate::{
    AsyncNonceLedger, Claimed, Endpoint, Message, NonceLedger, NonceValue, Outcome, Spend,
    Staleness, message::Bound,
};

/// Proof that the claimed address made this request: his signature or his token was checked.
///
/// Only [`Message::verify`], [`Message::verify_as`] by the rules that it is told, and
/// [`LiveToken::authorize`](crate::LiveToken::authorize) make one. It does not say that the request
/// is new: [`spend`](Self::spend) does.
#[derive(Debug)]
#[must_use = "a request is not new until its nonce is spent"]
pub struct Caller {
    claimed: Claimed,
    endpoint: Endpoint,
    document_id: Option<Did>,
    spend: Spend,
    bound: Bound,
}

impl Caller {
    pub(crate) fn new(message: &Message) -> Self {
        Self {
            claimed: message.claimed.clone(),
            endpoint: message.endpoint,
            document_id: message.document_id,
            spend: message.spend(),
            bound: message.bound,
        }
    }

    /// Whoever shows a token signed no text.
    pub(crate) fn by_token(message: &Message) -> Self {
        let mut caller = Self::new(message);
        caller.spend.text = None;
        caller
    }

    /// His address.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.claimed.address()
    }

    /// His address as he spelled it.
    #[must_use]
    pub const fn claimed(&self) -> &Claimed {
        &self.claimed
    }

    /// The endpoint that he called.
    #[must_use]
    pub const fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// The document that the message names, of a compute start the first dataset's.
    #[must_use]
    pub const fn document_id(&self) -> Option<Did> {
        self.document_id
    }

    /// Spends the nonce, which makes this the one request with this message. Do it when everything
    /// else is decided, so that a denied request burns no nonce, and before anything is done.
    ///
    /// # Errors
    /// [`SpendError`]: the request must be refused.
    pub fn spend(self, ledger: &impl NonceLedger) -> Result<Spent, SpendError> {
        let outcome = ledger.advance(&self.spend);
        self.spent(outcome)
    }

    /// [`spend`](Self::spend) with a ledger that is waited for.
    ///
    /// # Errors
    /// [`SpendError`]: the request must be refused.
    pub async fn spend_async(self, ledger: &impl AsyncNonceLedger) -> Result<Spent, SpendError> {
        let outcome = ledger.advance(&self.spend).await;
        self.spent(outcome)
    }

    pub(crate) const fn bound(&self) -> Bound {
        self.bound
    }

    fn spent(self, outcome: Outcome) -> Result<Spent, SpendError> {
        match outcome {
            Outcome::Advanced => Ok(Spent { caller: self }),
            Outcome::Stale(Staleness::NotGreater { last }) => Err(SpendError::NotGreater {
                given: self.spend.nonce,
                last,
            }),
            Outcome::Stale(Staleness::TextSpent) => Err(SpendError::TextSpent),
            Outcome::Unavailable => Err(SpendError::Unavailable),
        }
    }
}

/// Proof that a [`Caller`]'s request is new: its nonce was spent for it.
#[derive(Debug)]
#[must_use = "the nonce is gone, so the request should be served"]
pub struct Spent {
    caller: Caller,
}

impl Spent {
    /// Who called.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// Why a nonce was not spent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpendError {
    /// The nonce is not greater than the last of this address.
    #[error("expected a nonce greater than `{last}`, found `{given}`")]
    NotGreater {
        /// The nonce of the request.
        given: NonceValue,
        /// The last nonce that the address spent.
        last: NonceValue,
    },
    /// The nonce is greater, but the address spent the same text before, divided in another way.
    #[error("the signed message was spent before")]
    TextSpent,
    /// The ledger cannot tell. Whether the nonce is spent is open.
    #[error("the nonce ledger is unavailable")]
    Unavailable,
}

impl SpendError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotGreater { .. } => "nonce_not_greater",
            Self::TextSpent => "nonce_text_spent",
            Self::Unavailable => "nonce_ledger_unavailable",
        }
    }
}
