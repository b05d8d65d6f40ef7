//! What the profiles of ocean-ddo say of a document.

use ocean_ddo::{Document, Profile, Report, Severity, UnsupportedVersion};
use serde::{Serialize, Serializer};

use crate::text::thousands;

/// How a profile judges.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    Valid,
    Invalid,
    /// It reads no documents of the version.
    Unsupported,
    /// The peer reads documents of the version, by rules that are not known here.
    Unknown,
}

/// What each profile says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Verdicts {
    pub(crate) strict: Verdict,
    pub(crate) aquarius: Verdict,
    pub(crate) ddo_js: Verdict,
}

impl Verdicts {
    pub(crate) fn of(document: &Document, strict: Verdict) -> Self {
        let peer = |profile| Verdict::of(document, profile, document.validate(profile).as_ref());
        Self {
            strict,
            aquarius: peer(Profile::Aquarius),
            ddo_js: peer(Profile::DdoJs),
        }
    }
}

impl Verdict {
    fn of(
        document: &Document,
        profile: Profile,
        report: Result<&Report<'_>, &UnsupportedVersion>,
    ) -> Self {
        // Read by ddo.js 0.3.0 alone.
        let five = document.ddo().version();
        let five = five.is_some_and(|version| version == "5.0.0");
        match report {
            Ok(report) if report.is_valid() => Self::Valid,
            Ok(_) => Self::Invalid,
            Err(_) if profile == Profile::DdoJs && five => Self::Unknown,
            Err(_) => Self::Unsupported,
        }
    }
}

/// Everything that one profile says.
#[derive(Debug)]
pub(crate) struct Findings {
    pub(crate) verdict: Verdict,
    pub(crate) violations: Vec<Violation>,
}

impl Findings {
    pub(crate) fn of(document: &Document, profile: Profile) -> Self {
        let mut cursor = Cursor::new(document.text());
        let report = document.validate(profile);
        let verdict = Verdict::of(document, profile, report.as_ref());
        let violations = match &report {
            Ok(report) => {
                let told = report.violations().iter();
                let told = told.map(|violation| Violation::of(violation, &mut cursor));
                told.chain(Violation::omitted(report)).collect()
            }
            Err(error) => vec![Violation::unsupported(error, document, &mut cursor)],
        };
        Self {
            verdict,
            violations,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Violation {
    pub(crate) pointer: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) severity: &'static str,
    /// Who refuses the document for a warning.
    #[serde(serialize_with = "names")]
    pub(crate) refused_by: &'static [Profile],
}

impl Violation {
    fn of(violation: &ocean_ddo::Violation<'_>, cursor: &mut Cursor<'_>) -> Self {
        let (line, column) = cursor.at(violation.value().span().start);
        let refused_by: &'static [Profile] = match violation.severity() {
            Severity::Warning => violation.peer_rejects(),
            Severity::Error => &[],
        };
        Self {
            pointer: violation.pointer().into(),
            line,
            column,
            code: violation.code().as_str(),
            message: violation.message(),
            severity: violation.severity().as_str(),
            refused_by,
        }
    }

    /// That there are more than a report tells.
    fn omitted(report: &Report<'_>) -> Option<Self> {
        let more = report.omitted();
        (more > 0).then(|| Self {
            pointer: String::new(),
            line: 1,
            column: 1,
            code: "omitted",
            message: format!("and {} more", thousands(more)),
            severity: Severity::Error.as_str(),
            refused_by: &[],
        })
    }

    fn unsupported(
        error: &UnsupportedVersion,
        document: &Document,
        cursor: &mut Cursor<'_>,
    ) -> Self {
        let version = document.root().get("version");
        let (line, column) = cursor.at(version.map_or(0, |version| version.span().start));
        Self {
            pointer: "/version".into(),
            line,
            column,
            code: error.code(),
            message: error.to_string(),
            severity: Severity::Error.as_str(),
            refused_by: &[],
        }
    }

    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error.as_str()
    }
}

fn names<S: Serializer>(profiles: &[Profile], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(profiles.iter().map(|profile| profile.as_str()))
}

/// Lines and columns of places in a text, each found from the one before, since violations come in
/// the order of the text and may be a million.
struct Cursor<'t> {
    text: &'t str,
    offset: usize,
    line: usize,
    column: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            offset: 0,
            line: 1,
            column: 1,
        }
    }

    /// Line and column in characters, from 1, of an offset not before the last one.
    fn at(&mut self, offset: usize) -> (usize, usize) {
        for c in self
            .text
            .get(self.offset..offset)
            .unwrap_or_default()
            .chars()
        {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.offset = self.offset.max(offset);
        (self.line, self.column)
    }
}
