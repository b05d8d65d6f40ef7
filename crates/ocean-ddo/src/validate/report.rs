use alloc::vec::Vec;

use super::{Profile, SchemaVersion, Severity, Violation};

/// What a profile says of a document: every violation, in the order of the text.
#[derive(Clone, Debug)]
pub struct Report<'t> {
    profile: Profile,
    version: SchemaVersion,
    violations: Vec<Violation<'t>>,
}

impl<'t> Report<'t> {
    pub(crate) fn new(
        profile: Profile,
        version: SchemaVersion,
        mut violations: Vec<Violation<'t>>,
    ) -> Self {
        violations.sort_by_key(|violation| violation.value.span().start);
        Self {
            profile,
            version,
            violations,
        }
    }

    /// Whether the document is valid: there is no error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors().next().is_none()
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
