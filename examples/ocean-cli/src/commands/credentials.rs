//! `ocean credentials`.

mod answers;
mod subject;

use std::{cell::RefCell, fmt::Write as _};

use ocean_credentials::{AccessList, Decision, Lookup, Rules};
use ocean_did::parse_address;
use serde::Serialize;

use self::{
    answers::Answers,
    subject::{Kind, Subject},
};
use crate::{
    cli::{CredentialsArgs, RulesArg},
    input::Source,
    output::{self, Answer, Failure},
    render::{BAD, GOOD},
    text::{cut, safe},
};

#[derive(Serialize)]
struct Report {
    path: String,
    kind: Kind,
    rules: &'static str,
    consumer: String,
    service: Option<String>,
    allowed: bool,
    reason: String,
    code: u8,
    code_name: &'static str,
    lookups: Vec<Asked>,
    remarks: Vec<String>,
}

/// A look-up that the credentials ask for, and the answer it got.
#[derive(Serialize)]
struct Asked {
    chain_id: Option<u64>,
    contract: String,
    answer: &'static str,
    given: bool,
}

pub(crate) fn run(args: &CredentialsArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let unusable = |reason: String| source.failure(reason);
    let answers = Answers::read(args)?;
    // The strict rule wants an address, and typing errors be told; peers compare texts.
    let (rules, consumer) = match args.rules {
        RulesArg::Strict => {
            let address = parse_address(&args.consumer);
            let address = address.map_err(|error| Failure::new("--consumer", error))?;
            (Rules::Strict, Some(address))
        }
        RulesArg::Provider => (Rules::Provider, None),
        RulesArg::OceanNode => (Rules::OceanNode, None),
    };
    if consumer.is_none() && args.service.is_some() {
        let reason = format!("only the strict rule asks for a service, found {rules}");
        return Err(Failure::new("--service", reason));
    }
    let document = source.read_json()?;
    let subject = Subject::of(&document, args.service.as_deref()).map_err(unusable)?;

    let asked = RefCell::new(Vec::new());
    let lookup = |list: &AccessList| {
        let mut asked = asked.borrow_mut();
        if !asked.contains(list) {
            asked.push(list.clone());
        }
        let answer = answers.of(list, subject.chain_id);
        answer.unwrap_or(Lookup::NotMember)
    };
    let decision = match consumer {
        Some(address) => subject.decide(address, lookup),
        None => subject
            .asset
            .evaluate_as(rules, Some(&args.consumer), lookup),
    }
    .map_err(|error| unusable(format!("malformed credentials: {error}")))?;
    let lists = match consumer {
        Some(_) => subject.required_lookups(),
        None => asked.take(),
    };
    let report = report(args, &source, &subject, &decision, &answers, &lists);
    let written = if json {
        output::print_json(&report)
    } else {
        output::print(&in_words(&report))
    };
    output::after(written, report.allowed.into())
}

fn report(
    args: &CredentialsArgs,
    source: &Source,
    subject: &Subject,
    decision: &Decision,
    answers: &Answers,
    lists: &[AccessList],
) -> Report {
    let mut remarks = subject.remarks.clone();
    remarks.extend(answers.unused(lists, subject.chain_id));
    let code = decision.code();
    let asked = |list: &AccessList| {
        let answer = answers.of(list, subject.chain_id);
        Asked {
            chain_id: list.chain_id.or(subject.chain_id),
            contract: list.contract.clone(),
            answer: match answer {
                Some(Lookup::Member) => "member",
                Some(Lookup::Failed) => "failed",
                Some(Lookup::NotMember) | None => "not_member",
            },
            given: answer.is_some(),
        }
    };
    Report {
        path: source.path(),
        kind: subject.kind,
        rules: match args.rules {
            RulesArg::Strict => "strict",
            RulesArg::Provider => "provider",
            RulesArg::OceanNode => "ocean-node",
        },
        consumer: args.consumer.clone(),
        service: args.service.clone(),
        allowed: decision.is_allowed(),
        reason: reason(decision),
        code: code.number(),
        code_name: code.name(),
        lookups: lists.iter().map(asked).collect(),
        remarks,
    }
}

fn reason(decision: &Decision) -> String {
    match decision {
        Decision::Allowed(allowance) => allowance.to_string(),
        Decision::Denied(denial) => denial.to_string(),
    }
}

fn in_words(report: &Report) -> String {
    let (style, word) = if report.allowed {
        (GOOD, "allowed")
    } else {
        (BAD, "denied")
    };
    let reason = safe(&report.reason);
    let mut text = format!("{style}{word}{style:#}: {reason}\n");
    let mut row = |label: &str, value: &str| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "  {label:<10}{value}");
    };
    row("code", &format!("{} {}", report.code, report.code_name));
    row("rules", report.rules);
    row("consumer", &safe(&report.consumer));
    for asked in &report.lookups {
        let chain = asked
            .chain_id
            .map_or_else(|| "asset".into(), |chain_id| chain_id.to_string());
        let answer = match asked.answer {
            "member" => "a member",
            "failed" => "could not be looked up",
            _ => "not named, so not a member",
        };
        let contract = cut(&asked.contract, 200);
        row("look-up", &format!("{chain}:{contract}: {answer}"));
    }
    for remark in &report.remarks {
        row("remark", &safe(remark));
    }
    text
}
