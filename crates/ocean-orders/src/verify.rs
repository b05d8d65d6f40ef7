use alloc::string::String;

use alloy_primitives::{Address, B256, U256};
use ocean_did::parse_address_lenient;

use crate::{
    ExpiredFee, FeeData, MAX_LOGS, Order, PendingOrder, Policy, ProviderFee, Receipt, Refusal,
    Renewal, ReuseCaller, Rules, Step, Terms,
    events::{Emitted, OrderReused, OrderStarted},
    order::Checked,
    scope::Scope,
};

/// Whether an order holds at `now`, in seconds since 1970: [`Refusal`] lists the steps.
///
/// `receipt` is that of [`Terms::transaction`]. Where the transaction reuses an order, the answer is
/// [`Step::NeedReceipt`], and the caller brings that receipt, too. A transaction without receipt is
/// one that the chain does not know yet; there is nothing to verify.
///
/// Of several fees or orders in a transaction that fit, the last one counts, and of several reuses
/// the first (Provider 2.1.6). It takes time in proportion to the logs, of which there are at most
/// [`MAX_LOGS`], and one or two recoveries of a signature.
///
/// # Errors
/// [`Refusal`]: it does not hold.
pub fn verify(terms: &Terms<'_>, receipt: &Receipt, now: u64) -> Result<Step, Refusal> {
    if !terms.deployed_by_nft {
        return Err(Refusal::DatatokenNotDeployedByNft {
            nft: terms.nft,
            datatoken: terms.datatoken,
        });
    }
    check_receipt(receipt, terms.chain_id, terms.transaction)?;
    if !receipt.succeeded {
        return Err(Refusal::TransactionFailed {
            transaction: terms.transaction,
        });
    }
    check_confirmations(terms.rules, terms.policy, terms.latest_block, receipt)?;
    let scope = Scope {
        rules: terms.rules,
        datatoken: terms.datatoken,
    };
    let (fee, quote) = find_fee(terms, &scope, receipt)?;
    check_environment(terms, &quote)?;
    check_address(terms, &fee.event)?;
    check_signature(terms.rules, &fee.event)?;
    let fee_expires_at = fee_expiry(terms, &fee.event, &quote, receipt.block_timestamp);
    check_fee_expiry(terms, &fee.event, fee_expires_at, now)?;
    let reused = scope.first_reuse(receipt)?;
    let checked = Checked {
        chain_id: terms.chain_id,
        transaction: terms.transaction,
        sender: terms.sender,
        nft: terms.nft,
        datatoken: terms.datatoken,
        service_id: terms.service_id.into(),
        service_index: terms.service_index,
        timeout: terms.timeout,
        required_amount: terms.required_amount,
        latest_block: terms.latest_block,
        rules: terms.rules,
        policy: terms.policy,
        now,
        fee,
        environment: quote.environment,
        fee_expires_at,
    };
    match reused {
        Some(reused) => Ok(Step::NeedReceipt(PendingOrder { checked, reused })),
        None => checked.order(None, receipt).map(Step::Verified),
    }
}

impl Checked {
    /// Step 9, and the rest with the receipt of the order that is reused.
    pub(crate) fn resume(
        self,
        reused: Emitted<OrderReused>,
        receipt: &Receipt,
    ) -> Result<Order, Refusal> {
        let transaction = reused.event.order_transaction;
        check_receipt(receipt, self.chain_id, transaction)?;
        if !receipt.succeeded {
            return Err(Refusal::ReusedTransactionFailed { transaction });
        }
        check_confirmations(self.rules, self.policy, self.latest_block, receipt)?;
        self.order(Some(reused), receipt)
    }

    /// Steps 10 to 13, with the receipt that holds the order.
    fn order(
        self,
        reused: Option<Emitted<OrderReused>>,
        receipt: &Receipt,
    ) -> Result<Order, Refusal> {
        let started = self.find_start(receipt)?;
        if started.event.amount < self.required_amount {
            return Err(Refusal::AmountTooLow {
                found: started.event.amount,
                expected: self.required_amount,
            });
        }
        let ordered_at = self.seconds(started.event.timestamp)?;
        let counts_from = match &reused {
            Some(reused) if self.renews() => self.seconds(reused.event.timestamp)?,
            _ => ordered_at,
        };
        let age_ends_at = self.age_end(counts_from);
        if age_ends_at.is_some_and(|end| self.now >= end) {
            return Err(Refusal::OrderExpired {
                ordered_at: counts_from,
                timeout: self.timeout,
                now: self.now,
            });
        }
        self.check_sender(&started.event, reused.as_ref())?;
        Ok(Order {
            expires_at: earlier(age_ends_at, self.fee_expires_at),
            checked: self,
            started,
            started_in: receipt.transaction_hash,
            reused,
            ordered_at,
            counts_from,
        })
    }

    fn scope(&self) -> Scope {
        Scope {
            rules: self.rules,
            datatoken: self.datatoken,
        }
    }

    fn find_start(&self, receipt: &Receipt) -> Result<Emitted<OrderStarted>, Refusal> {
        let index = U256::from(self.service_index);
        let of_service = |event: &OrderStarted| (event.service_index == index).then_some(());
        match self.scope().last(receipt, of_service)? {
            Some((started, ())) => Ok(started),
            None => Err(Refusal::OrderEventMissing {
                transaction: self.transaction,
                service_index: self.service_index,
            }),
        }
    }

    fn renews(&self) -> bool {
        match self.rules {
            Rules::Strict => self.policy.renewal == Renewal::Allow,
            Rules::Reference => true,
        }
    }

    /// A contract's time. The reference compares numbers of any size, to which one beyond 64 bits
    /// is the far future.
    fn seconds(&self, timestamp: U256) -> Result<u64, Refusal> {
        match (u64::try_from(timestamp), self.rules) {
            (Ok(seconds), _) => Ok(seconds),
            (Err(_), Rules::Strict) => Err(Refusal::TimestampOutOfRange { found: timestamp }),
            (Err(_), Rules::Reference) => Ok(u64::MAX),
        }
    }

    /// The first second at which more than `timeout` seconds have passed. `None`: there is none.
    fn age_end(&self, counts_from: u64) -> Option<u64> {
        if self.timeout == 0 {
            return None;
        }
        counts_from.checked_add(self.timeout)?.checked_add(1)
    }

    fn check_sender(
        &self,
        order: &OrderStarted,
        reused: Option<&Emitted<OrderReused>>,
    ) -> Result<(), Refusal> {
        let (consumer, payer) = (order.consumer, order.payer);
        if ![consumer, payer].contains(&self.sender) {
            return Err(Refusal::SenderNotConsumerOrPayer {
                sender: self.sender,
                consumer,
                payer,
            });
        }
        let checks_caller =
            self.rules == Rules::Strict && self.policy.reuse_caller == ReuseCaller::ConsumerOrPayer;
        match reused.map(|reused| reused.event.caller) {
            Some(caller) if checks_caller && ![consumer, payer].contains(&caller) => {
                Err(Refusal::ReuseCallerNotConsumerOrPayer {
                    caller,
                    consumer,
                    payer,
                })
            }
            _ => Ok(()),
        }
    }
}

/// Steps 2 and 9: the receipt is the one that is asked for.
fn check_receipt(receipt: &Receipt, chain_id: u64, transaction: B256) -> Result<(), Refusal> {
    if receipt.chain_id != chain_id {
        return Err(Refusal::WrongChain {
            found: receipt.chain_id,
            expected: chain_id,
        });
    }
    if receipt.transaction_hash != transaction {
        return Err(Refusal::WrongTransaction {
            found: receipt.transaction_hash,
            expected: transaction,
        });
    }
    if receipt.logs.len() > MAX_LOGS {
        return Err(Refusal::TooManyLogs {
            transaction,
            found: receipt.logs.len(),
            max: MAX_LOGS,
        });
    }
    Ok(())
}

fn check_confirmations(
    rules: Rules,
    policy: Policy,
    latest_block: u64,
    receipt: &Receipt,
) -> Result<(), Refusal> {
    let found = match latest_block.checked_sub(receipt.block_number) {
        Some(above) => above.saturating_add(1),
        None => 0,
    };
    if rules == Rules::Strict && found < policy.min_confirmations {
        return Err(Refusal::TooFewConfirmations {
            transaction: receipt.transaction_hash,
            found,
            expected: policy.min_confirmations,
        });
    }
    Ok(())
}

/// What the data of a fee says beside datatoken and service.
struct Quote {
    environment: Option<String>,
    timestamp_micros: u64,
}

/// Step 4. Data that is not what a Provider writes belongs to no service.
fn find_fee(
    terms: &Terms<'_>,
    scope: &Scope,
    receipt: &Receipt,
) -> Result<(Emitted<ProviderFee>, Quote), Refusal> {
    let of_service = |fee: &ProviderFee| {
        let data = FeeData::parse(&fee.data).ok()?;
        let is_ours = is_address(&data.datatoken, terms.datatoken)
            && equal_without_case(&data.service_id, terms.service_id);
        is_ours.then(|| Quote {
            environment: data.environment.map(String::from),
            timestamp_micros: data.timestamp_micros,
        })
    };
    match scope.last(receipt, of_service)? {
        Some(found) => Ok(found),
        None => Err(Refusal::ProviderFeeEventMissing {
            transaction: terms.transaction,
        }),
    }
}

/// The reference compares with `0x` and 40 digits, in lower case.
fn is_address(text: &str, address: Address) -> bool {
    text.len() == 42 && parse_address_lenient(text) == Ok(address)
}

fn equal_without_case(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

/// Step 5.
fn check_environment(terms: &Terms<'_>, quote: &Quote) -> Result<(), Refusal> {
    const KEPT: usize = 64;
    match terms.environment {
        Some(expected) if quote.environment.as_deref() != Some(expected) => {
            let found = quote.environment.as_deref();
            Err(Refusal::EnvironmentMismatch {
                found: found.map(|id| id.chars().take(KEPT).collect()),
                expected: expected.into(),
            })
        }
        _ => Ok(()),
    }
}

/// Step 6.
fn check_address(terms: &Terms<'_>, fee: &ProviderFee) -> Result<(), Refusal> {
    if fee.address == terms.provider {
        return Ok(());
    }
    Err(Refusal::ProviderFeeAddressMismatch {
        found: fee.address,
        expected: terms.provider,
    })
}

/// Step 7. The reference verifies with the public key, for which either `v` does.
fn check_signature(rules: Rules, fee: &ProviderFee) -> Result<(), Refusal> {
    let verified = match (fee.verify(), rules) {
        (Err(error), Rules::Reference) => with_other_v(fee).verify().map_err(|_| error),
        (verified, _) => verified,
    };
    verified.map_err(Refusal::ProviderFeeSignatureInvalid)
}

fn with_other_v(fee: &ProviderFee) -> ProviderFee {
    let v = match fee.v {
        27 => 28,
        28 => 27,
        v => v,
    };
    ProviderFee { v, ..fee.clone() }
}

/// How much later than quoted the transaction may be, since the time of a block is not exact.
const BLOCK_TIME_TOLERANCE: u64 = 90;

/// The first second at which the fee has expired. `None`: it does not, or the rules do not ask.
///
/// What passed between quote and transaction is not held against the consumer, where an environment
/// is named and the quote has a time.
fn fee_expiry(
    terms: &Terms<'_>,
    fee: &ProviderFee,
    quote: &Quote,
    block_timestamp: u64,
) -> Option<u64> {
    if fee.valid_until.is_zero() {
        return None;
    }
    let has_grace = terms.environment.is_some() && quote.timestamp_micros > 0;
    let grace = match terms.rules {
        _ if has_grace => block_timestamp
            .saturating_add(BLOCK_TIME_TOLERANCE)
            // A part of a second before the next is not over.
            .saturating_sub(quote.timestamp_micros / 1_000_000),
        Rules::Strict => 0,
        Rules::Reference => return None,
    };
    u64::try_from(fee.valid_until).ok()?.checked_add(grace)
}

/// Step 8.
fn check_fee_expiry(
    terms: &Terms<'_>,
    fee: &ProviderFee,
    expires_at: Option<u64>,
    now: u64,
) -> Result<(), Refusal> {
    match (expires_at, terms.policy.expired_fee) {
        (Some(end), ExpiredFee::Refuse) if now >= end => Err(Refusal::ProviderFeeExpired {
            valid_until: fee.valid_until,
            expired_at: end,
            now,
        }),
        _ => Ok(()),
    }
}

fn earlier(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a.into_iter().chain(b).min()
}
