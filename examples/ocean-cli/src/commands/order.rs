//! `ocean order`.

mod input;
mod report;

use ocean_orders::{Rules, Step, verify};

use self::{input::Input, report::Report};
use crate::{
    cli::{OrderRulesArg, OrderVerifyArgs},
    input::Source,
    output::{self, Answer, Failure},
    shape::Place,
};

pub(crate) fn verify_order(args: &OrderVerifyArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let rules = match args.rules {
        OrderRulesArg::Strict => Rules::Strict,
        OrderRulesArg::Reference => Rules::Reference,
    };
    let text = source.read_json()?;
    let unusable = |reason: String| source.failure(reason);
    let input = Input::of(&Place::root(&text)).map_err(unusable)?;
    let terms = input.terms(rules, args);
    let receipt = input.receipt_of(&terms.transaction).map_err(unusable)?;
    let order = match verify(&terms, receipt, input.now) {
        Ok(Step::NeedReceipt(pending)) => {
            let hash = pending.transaction_hash();
            pending.resume(input.receipt_of(&hash).map_err(unusable)?)
        }
        Ok(Step::Verified(order)) => Ok(order),
        Err(refusal) => Err(refusal),
    };
    let report = Report::of(&source, rules, &order);
    let written = if json {
        output::print_json(&report)
    } else {
        output::print(&report.in_words())
    };
    output::after(written, order.is_ok().into())
}
