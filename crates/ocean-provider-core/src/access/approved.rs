use ocean_auth::{AsyncNonceLedger, Caller, NonceLedger, SpendError, Spent};

/// Proof that a request may have what `P` permits, as soon as its nonce is spent.
///
/// Only the `decide` of a request makes one. It is for now: spend it at once, since what was decided
/// ages.
#[derive(Debug)]
#[must_use = "nothing may be done before the nonce is spent"]
pub struct Approved<P> {
    caller: Caller,
    permit: P,
}

impl<P> Approved<P> {
    pub(super) const fn new(caller: Caller, permit: P) -> Self {
        Self { caller, permit }
    }

    /// Who asks.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// What will be permitted.
    pub const fn permit(&self) -> &P {
        &self.permit
    }

    /// Spends the nonce, which makes this the one request of its kind. Do it before anything else is
    /// done.
    ///
    /// # Errors
    /// [`SpendError`]: the request is a replay, or the ledger cannot tell.
    pub fn spend(self, ledger: &impl NonceLedger) -> Result<Grant<P>, SpendError> {
        let Self { caller, permit } = self;
        let spent = caller.spend(ledger)?;
        Ok(Grant { spent, permit })
    }

    /// [`spend`](Self::spend) with a ledger that is waited for. If the future is dropped, the nonce
    /// is spent or it is not.
    ///
    /// # Errors
    /// As [`spend`](Self::spend).
    pub async fn spend_async(self, ledger: &impl AsyncNonceLedger) -> Result<Grant<P>, SpendError> {
        let Self { caller, permit } = self;
        let spent = caller.spend_async(ledger).await?;
        Ok(Grant { spent, permit })
    }
}

/// Proof that a request may have what `P` permits, now and once.
///
/// Only [`Approved::spend`] makes one, and whatever it is good for takes it away. A grant that is
/// dropped is lost: the caller needs a new nonce.
#[derive(Debug)]
#[must_use = "the nonce is gone, so the request should be served"]
pub struct Grant<P> {
    spent: Spent,
    permit: P,
}

impl<P> Grant<P> {
    /// Who asks.
    pub const fn caller(&self) -> &Caller {
        self.spent.caller()
    }

    /// What is permitted.
    pub const fn permit(&self) -> &P {
        &self.permit
    }

    pub(super) fn into_permit(self) -> P {
        self.permit
    }
}
