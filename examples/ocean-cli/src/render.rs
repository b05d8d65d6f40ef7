//! What people read.

mod page;
mod report;

use std::fmt::{self, Write as _};

use anstyle::{AnsiColor, Style};
use ocean_ddo::Profile;

pub(crate) use self::{page::page, report::report};
use crate::{
    text::{count, cut, safe},
    verdict::{Verdict, Verdicts, Violation},
};

/// Characters of a text of the document that are shown.
const MAX_CHARS: usize = 200;
/// Rules of a credentials list, services, and violations that are shown.
const MAX_BLOCKS: usize = 64;

pub(crate) const TITLE: Style = Style::new().bold();
const LABEL: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default();

/// A title, and rows below it.
pub(crate) struct Sheet {
    text: String,
    indent: usize,
}

impl Sheet {
    pub(crate) fn new(title: String) -> Self {
        Self {
            text: title + "\n",
            indent: 2,
        }
    }

    /// The title says why not, with the code and the reason, or else `yes`.
    pub(crate) fn verdict(refusal: Option<(&str, &str)>, yes: &str) -> Self {
        Self::new(match refusal {
            Some((code, reason)) => format!("{BAD}refused{BAD:#}: {code}: {}", safe(reason)),
            None => yes.into(),
        })
    }

    /// One line: a label, which may be empty, and what it labels.
    pub(crate) fn row(&mut self, label: &str, value: impl fmt::Display) {
        let indent = self.indent;
        // Writing into a string cannot fail.
        let _ = writeln!(
            self.text,
            "{:indent$}{LABEL}{label:<12}{LABEL:#}{value}",
            ""
        );
    }

    /// One line without a label.
    pub(crate) fn line(&mut self, line: &str) {
        let indent = self.indent;
        // Writing into a string cannot fail.
        let _ = writeln!(self.text, "{:indent$}{line}", "");
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn violations(&mut self, violations: &[Violation]) {
        for violation in violations.iter().take(MAX_BLOCKS) {
            self.violation(violation);
        }
        if let Some(more) = more(violations.len(), MAX_BLOCKS, "violation", "violations") {
            self.row("", more);
        }
    }

    fn violation(&mut self, violation: &Violation) {
        let style = if violation.is_error() { BAD } else { DOUBTFUL };
        let Violation { line, column, .. } = violation;
        let pointer = cut(&violation.pointer, MAX_CHARS);
        let message = safe(&violation.message);
        let peers = match violation.refused_by {
            [] => String::new(),
            peers => {
                let names: Vec<&str> = peers.iter().map(|&profile| peer_name(profile)).collect();
                format!(" (refused by {})", names.join(" and "))
            }
        };
        let indent = self.indent;
        // Writing into a string cannot fail.
        let _ = writeln!(
            self.text,
            "{:indent$}{style}{:<12}{style:#}{line}:{column} {pointer}: {message}{peers}",
            "", violation.severity
        );
    }
}

fn title(path: &str) -> String {
    if path == "-" {
        "standard input".into()
    } else {
        safe(path)
    }
}

/// `: 1 error, 2 warnings`, or nothing.
fn counts(violations: &[Violation]) -> String {
    let is_error = |violation: &&Violation| violation.is_error();
    let errors = violations.iter().filter(is_error).count();
    let warnings = violations.len() - errors;
    let (error, warning) = (
        count(errors, "error", "errors"),
        count(warnings, "warning", "warnings"),
    );
    match (errors, warnings) {
        (0, 0) => String::new(),
        (_, 0) => format!(": {error}"),
        (0, _) => format!(": {warning}"),
        _ => format!(": {error}, {warning}"),
    }
}

/// What each peer does with the document.
fn peers(verdicts: &Verdicts) -> [String; 2] {
    let words = |profile: Profile, verdict| {
        let (style, words) = match verdict {
            Verdict::Valid => (GOOD, "✓ accepts it"),
            Verdict::Invalid => (BAD, "✗ refuses it"),
            Verdict::Unsupported => (BAD, "✗ refuses its version"),
            Verdict::Unknown => (DOUBTFUL, "? reads its version, by rules not known here"),
        };
        format!("{} {style}{words}{style:#}", peer_name(profile))
    };
    [
        words(Profile::Aquarius, verdicts.aquarius),
        words(Profile::DdoJs, verdicts.ddo_js),
    ]
}

fn peer_name(profile: Profile) -> &'static str {
    match profile {
        Profile::Aquarius => "Aquarius",
        Profile::DdoJs => "ddo.js",
        other => other.as_str(),
    }
}

fn more(all: usize, max: usize, one: &str, many: &str) -> Option<String> {
    let left = all.checked_sub(max).filter(|&left| left > 0)?;
    Some(format!(
        "and {} more (--json has all)",
        count(left, one, many)
    ))
}
