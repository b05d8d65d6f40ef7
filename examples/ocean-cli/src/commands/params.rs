//! `ocean params`.

use ocean_compute::{ParameterRules, ParameterViolation};
use ocean_ddo::Service;
use serde::Serialize;

use crate::{
    cli::{ParameterRulesArg, ParamsCheckArgs},
    input::Source,
    output::{self, Answer, Failure},
    render::{BAD, Sheet},
    shape::{Place, service_with},
    text::{count, cut, safe, safe_json},
};

#[derive(Serialize)]
struct Report {
    path: String,
    rules: &'static str,
    valid: bool,
    changed: bool,
    text: Option<String>,
    violations: Vec<Violation>,
}

#[derive(Serialize)]
struct Violation {
    pointer: String,
    code: &'static str,
    message: String,
    ocean_node: Option<String>,
}

pub(crate) fn check(args: &ParamsCheckArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let text = source.read_json()?;
    let report = Report::of(&source, &Place::root(&text), args.rules);
    let report = report.map_err(|reason| source.failure(reason))?;
    let written = if json {
        output::print_json(&report)
    } else {
        output::print(&report.in_words())
    };
    output::after(written, report.valid.into())
}

impl Report {
    fn of(source: &Source, root: &Place<'_>, rules: ParameterRulesArg) -> Result<Self, String> {
        let place = root.member("consumerParameters")?;
        drop(place.elements()?);
        let document = service_with("consumerParameters", &place)?;
        let service = document.ddo().service(0);
        let declared = service.and_then(Service::consumer_parameters);
        let (name, rules) = match rules {
            ParameterRulesArg::Strict => ("strict", ParameterRules::Strict),
            ParameterRulesArg::OceanNode => ("ocean-node", ParameterRules::OceanNode),
        };
        let completed = rules.complete(declared, root.value().get("userdata"));
        let violations = completed.as_ref().err();
        Ok(Self {
            path: source.path(),
            rules: name,
            valid: completed.is_ok(),
            changed: completed.as_ref().is_ok_and(|values| !values.is_as_sent()),
            violations: violations.map_or_else(Vec::new, |violations| {
                let told = violations.iter();
                told.map(|violation| Violation::of(violation, rules))
                    .collect()
            }),
            text: completed.ok().map(|values| values.as_str().into()),
        })
    }

    fn in_words(&self) -> String {
        if let Some(text) = &self.text {
            return format!("{}\n", safe_json(text));
        }
        let violations = count(self.violations.len(), "violation", "violations");
        let mut sheet = Sheet::new(format!("{BAD}invalid{BAD:#}: {violations}"));
        for violation in &self.violations {
            let place = match violation.pointer.as_str() {
                "" => String::new(),
                pointer => format!(" {}", cut(pointer, 100)),
            };
            let (code, message) = (violation.code, safe(&violation.message));
            sheet.line(&format!("{code}{place}: {message}"));
        }
        sheet.into_text()
    }
}

impl Violation {
    fn of(violation: &ParameterViolation, rules: ParameterRules) -> Self {
        let ocean_node = match rules {
            ParameterRules::OceanNode => violation.ocean_node_text(),
            _ => None,
        };
        Self {
            pointer: violation.pointer().into(),
            code: violation.code(),
            message: violation.to_string(),
            ocean_node,
        }
    }
}
