//! `ocean validate`.

use std::io;

use ocean_ddo::Profile;
use serde::Serialize;

use crate::{
    cli::{ProfileArg, ValidateArgs},
    input::Source,
    output::{self, Answer, Failure},
    progress, render,
    text::count,
    verdict::{Findings, Verdict, Verdicts},
};

struct Report {
    file: String,
    findings: Findings,
    /// Of the strict profile only: the peers' own are asked for by name.
    verdicts: Option<Verdicts>,
}

/// One line of `--json`. The names and their order are part of the program's interface.
#[derive(Serialize)]
struct Line<'r> {
    file: &'r str,
    valid: bool,
    violations: Vec<Violation<'r>>,
}

#[derive(Serialize)]
struct Violation<'r> {
    pointer: &'r str,
    code: &'static str,
    message: &'r str,
    severity: &'static str,
}

pub(crate) fn run(args: &ValidateArgs, json: bool) -> Result<Answer, Failure> {
    let profile = match args.profile {
        ProfileArg::Strict => Profile::Strict,
        ProfileArg::Aquarius => Profile::Aquarius,
        ProfileArg::DdoJs => Profile::DdoJs,
    };
    let (mut valid, mut invalid) = (0, 0);
    let (unusable, written) = progress::each(
        &args.files,
        |source| Report::of(source, profile),
        |report| {
            if report.is_valid() {
                valid += 1;
            } else {
                invalid += 1;
            }
            report.print(json)
        },
    );
    let written = written.and_then(|()| {
        if json {
            return Ok(());
        }
        let documents = count(valid + invalid, "document", "documents");
        let line = format!("{documents}: {valid} valid, {invalid} invalid; {unusable} unusable");
        output::print(&format!("\n{line}\n"))
    });
    let answer = match (unusable, invalid) {
        (0, 0) => Answer::Yes,
        (0, _) => Answer::No,
        _ => Answer::Unusable,
    };
    output::after(written, answer)
}

impl Report {
    fn of(source: &Source, profile: Profile) -> Result<Self, Failure> {
        let document = source.read_document()?;
        let findings = Findings::of(&document, profile);
        let verdicts = match profile {
            Profile::Strict => Some(Verdicts::of(&document, findings.verdict)),
            _ => None,
        };
        Ok(Self {
            file: source.path(),
            findings,
            verdicts,
        })
    }

    fn is_valid(&self) -> bool {
        self.findings.verdict == Verdict::Valid
    }

    fn print(&self, json: bool) -> io::Result<()> {
        if !json {
            let report = render::report(&self.file, &self.findings, self.verdicts.as_ref());
            return output::print(&report);
        }
        let violations = self.findings.violations.iter();
        output::print_json_line(&Line {
            file: &self.file,
            valid: self.is_valid(),
            violations: violations
                .map(|violation| Violation {
                    pointer: &violation.pointer,
                    code: violation.code,
                    message: &violation.message,
                    severity: violation.severity,
                })
                .collect(),
        })
    }
}
