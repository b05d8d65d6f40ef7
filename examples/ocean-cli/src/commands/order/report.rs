//! What is said of an order.

use ocean_orders::{Order, ProviderFee, Refusal, Rules};
use serde::Serialize;

use crate::{
    event::shown,
    input::Source,
    render::{DOUBTFUL, GOOD, Sheet},
    text::{cut, duration, in_full},
};

/// What `--json` prints. The names are part of the program's interface.
#[derive(Serialize)]
pub(super) struct Report<'o> {
    path: String,
    rules: &'static str,
    verified: bool,
    code: Option<&'static str>,
    reason: Option<String>,
    order: Option<Details<'o>>,
}

#[derive(Serialize)]
struct Details<'o> {
    transaction: String,
    requested_transaction: String,
    nft: String,
    datatoken: String,
    service_id: &'o str,
    service_index: u64,
    timeout: u64,
    sender: String,
    consumer: String,
    payer: String,
    amount: String,
    environment: Option<&'o str>,
    ordered_at: u64,
    counts_from: u64,
    expires_at: Option<u64>,
    verified_at: u64,
    valid: bool,
    log_index: u64,
    reuse: Option<Reuse>,
    fee: &'o ProviderFee,
    fee_log_index: u64,
    fee_expires_at: Option<u64>,
}

#[derive(Serialize)]
struct Reuse {
    caller: String,
    log_index: u64,
}

impl<'o> Report<'o> {
    pub(super) fn of(source: &Source, rules: Rules, order: &'o Result<Order, Refusal>) -> Self {
        let refusal = order.as_ref().err();
        Self {
            path: source.path(),
            rules: match rules {
                Rules::Reference => "reference",
                _ => "strict",
            },
            verified: order.is_ok(),
            code: refusal.map(Refusal::code),
            reason: refusal.map(|refusal| in_full(refusal)),
            order: order.as_ref().ok().map(Details::of),
        }
    }

    pub(super) fn in_words(&self) -> String {
        let refusal = self.code.zip(self.reason.as_deref());
        let mut sheet = Sheet::verdict(refusal, &self.yes());
        if let Some(order) = &self.order {
            order.rows(&mut sheet);
        }
        sheet.row("rules", self.rules);
        sheet.into_text()
    }

    fn yes(&self) -> String {
        if !self.order.as_ref().is_some_and(|order| order.valid) {
            return format!(
                "{DOUBTFUL}verified{DOUBTFUL:#}: the order is there, its fee has expired"
            );
        }
        match self.rules {
            "reference" => {
                format!("{DOUBTFUL}verified{DOUBTFUL:#}: Provider 2.1.6 takes the order")
            }
            _ => format!("{GOOD}verified{GOOD:#}: the order holds"),
        }
    }
}

impl<'o> Details<'o> {
    fn of(order: &'o Order) -> Self {
        Self {
            transaction: order.transaction().to_string(),
            requested_transaction: order.requested_transaction().to_string(),
            nft: order.nft().to_string(),
            datatoken: order.datatoken().to_string(),
            service_id: order.service_id(),
            service_index: order.service_index(),
            timeout: order.timeout(),
            sender: order.sender().to_string(),
            consumer: order.consumer().to_string(),
            payer: order.payer().to_string(),
            amount: order.amount().to_string(),
            environment: order.environment(),
            ordered_at: order.ordered_at(),
            counts_from: order.counts_from(),
            expires_at: order.expires_at(),
            verified_at: order.verified_at(),
            valid: order.is_valid_at(order.verified_at()),
            log_index: order.started().log_index,
            reuse: order.reused().map(|reused| Reuse {
                caller: reused.event.caller.to_string(),
                log_index: reused.log_index,
            }),
            fee: order.fee(),
            fee_log_index: order.fee_log_index(),
            fee_expires_at: order.fee_expires_at(),
        }
    }

    fn rows(&self, sheet: &mut Sheet) {
        let (id, index) = (cut(self.service_id, 100), self.service_index);
        sheet.row(
            "service",
            format!("`{id}`, index {index}, of datatoken {}", self.datatoken),
        );
        sheet.row("asset", format!("NFT {}", self.nft));
        sheet.row("consumer", &self.consumer);
        sheet.row("payer", &self.payer);
        let (transaction, log_index) = (&self.transaction, self.log_index);
        sheet.row(
            "ordered",
            format!("at {} in {transaction}, log {log_index}", self.ordered_at),
        );
        if let Some(Reuse { caller, log_index }) = &self.reuse {
            let transaction = &self.requested_transaction;
            sheet.row(
                "reused",
                format!("by {caller} in {transaction}, log {log_index}"),
            );
        }
        sheet.row("amount", &self.amount);
        let left = self
            .expires_at
            .map(|end| end.saturating_sub(self.verified_at));
        let holds_for = match left {
            None => "ever".into(),
            Some(left) => format!("{} from {} on", duration(left), self.verified_at),
        };
        sheet.row("holds for", holds_for);
        let ProviderFee {
            amount,
            token,
            address,
            data,
            ..
        } = self.fee;
        sheet.row(
            "fee",
            format!(
                "{amount} of token {token} to {address}, log {}",
                self.fee_log_index
            ),
        );
        sheet.row("", cut(&shown(data), 200));
    }
}
