use alloc::vec::Vec;

use super::{Profile, SchemaVersion, Severity, Violation};

/// Violations that a report holds at most; what is beyond is counted.
pub const MAX_VIOLATIONS: usize = 10_000;

/// What a profile says of a document: every violation, in the order of the text.
#[derive(Clone, Debug)]
pub struct Report<'t> {
    profile: Profile,
    version: SchemaVersion,
    violations: Vec<Violation<'t>>,
    omitted: usize,
    has_error: bool,
}

/// Violations as they are found.
#[derive(Default)]
pub(crate) struct Violations<'t> {
    found: Vec<Violation<'t>>,
    omitted: usize,
    has_error: bool,
}

impl<'t> Violations<'t> {
    /// Takes one; it is not even made where there are too many.
    pub(crate) fn push(&mut self, severity: Severity, violation: impl FnOnce() -> Violation<'t>) {
        self.has_error |= severity == Severity::Error;
        if self.found.len() < MAX_VIOLATIONS {
            self.found.push(violation());
        } else {
            self.omitted += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

impl<'t> Report<'t> {
    pub(crate) fn new(
        profile: Profile,
        version: SchemaVersion,
        mut violations: Violations<'t>,
    ) -> Self {
        let by_place = |violation: &Violation<'_>| violation.value.span().start;
        violations.found.sort_by_key(by_place);
        Self {
            profile,
            version,
            violations: violations.found,
            omitted: violations.omitted,
            has_error: violations.has_error,
        }
    }

    /// Whether the document is valid: there is no error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        !self.has_error
    }

    /// How many violations there are beyond [`MAX_VIOLATIONS`], of which nothing more is told.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Whose rules were asked.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Which version's rules were asked. Where the document has no version, that is 4.5.0 for
    /// [`Profile::Aquarius`], as in Aquarius 5.1.8, and 4.1.0 for the others.
    #[must_use]
    pub fn version(&self) -> SchemaVersion {
        self.version
    }

    /// Errors and warnings, in the order of the text.
    #[must_use]
    pub fn violations(&self) -> &[Violation<'t>] {
        &self.violations
    }

    /// What makes the document invalid.
    pub fn errors(&self) -> impl Iterator<Item = &Violation<'t>> {
        self.of(Severity::Error)
    }

    /// What does not.
    pub fn warnings(&self) -> impl Iterator<Item = &Violation<'t>> {
        self.of(Severity::Warning)
    }

    fn of(&self, severity: Severity) -> impl Iterator<Item = &Violation<'t>> {
        self.violations
            .iter()
            .filter(move |violation| violation.severity == severity)
    }
}
