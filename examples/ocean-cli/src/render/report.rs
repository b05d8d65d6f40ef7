//! A report of `ocean validate` as text.

use super::{BAD, GOOD, Sheet, TITLE, counts, peers, title};
use crate::verdict::{Findings, Verdict, Verdicts};

/// The report, with our own styles in it and nothing else that a terminal obeys.
pub(crate) fn report(file: &str, findings: &Findings, verdicts: Option<&Verdicts>) -> String {
    let (style, word) = match findings.verdict {
        Verdict::Valid => (GOOD, "valid"),
        Verdict::Invalid | Verdict::Unsupported | Verdict::Unknown => (BAD, "invalid"),
    };
    let counts = counts(&findings.violations);
    let title = title(file);
    let mut sheet = Sheet::new(format!(
        "{TITLE}{title}{TITLE:#}: {style}{word}{style:#}{counts}"
    ));
    sheet.violations(&findings.violations);
    if let Some(verdicts) = verdicts {
        sheet.row("peers", peers(verdicts).join(", "));
    }
    sheet.text
}
