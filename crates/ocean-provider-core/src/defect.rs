use ocean_ddo::{
    Code, Document, Profile, UnsupportedVersion, Violation,
    draft::{DraftError, Refusal},
};

/// One reason why a document is not valid, kept without the document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Defect {
    /// The JSON pointer of the value in the document (RFC 6901).
    pub pointer: String,
    /// What is wrong.
    pub code: Code,
    /// The whole sentence, which begins with the pointer. What `files` holds is masked.
    pub message: String,
}

impl Defect {
    /// Every error of a document by the rules of a profile; its warnings are left to
    /// [`Document::validate`].
    pub(crate) fn all(
        document: &Document,
        profile: Profile,
    ) -> Result<Vec<Self>, UnsupportedVersion> {
        let report = document.validate(profile)?;
        Ok(report.errors().map(Self::from).collect())
    }

    /// The reasons of a draft, or the error that gives none.
    pub(crate) fn of_draft(error: DraftError) -> Result<Vec<Self>, DraftError> {
        match error {
            DraftError::Invalid { refusals } => Ok(refusals.into_iter().map(Self::from).collect()),
            other => Err(other),
        }
    }

    /// The first of some, and how many more there are.
    pub(crate) fn summary(defects: &[Self]) -> String {
        match defects {
            [] => String::new(),
            [only] => only.message.clone(),
            [first, others @ ..] => format!("{} (and {} more)", first.message, others.len()),
        }
    }
}

impl From<&Violation<'_>> for Defect {
    fn from(violation: &Violation<'_>) -> Self {
        Self {
            pointer: violation.pointer().to_owned(),
            code: violation.code(),
            message: violation.to_string(),
        }
    }
}

impl From<Refusal> for Defect {
    fn from(refusal: Refusal) -> Self {
        Self {
            pointer: refusal.pointer,
            code: refusal.code,
            message: refusal.message,
        }
    }
}
