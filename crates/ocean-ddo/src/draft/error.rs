use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use ocean_did::ComputeDidError;

use crate::{Code, ParseDocumentError, Violation};

/// Why a document cannot be made.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// The text is no encrypted file list.
    #[error(
        "expected 0x and the hexadecimal digits of at least one byte as the encrypted files, \
         found a text of {characters} characters"
    )]
    EncryptedFiles {
        /// How long the text is. Someone may have put plain file objects here, which nobody
        /// should see.
        characters: usize,
    },
    /// The text is no URL of a Provider.
    #[error("expected an http or https URL as the endpoint, found `{}`", found.escape_debug())]
    Endpoint {
        /// The text, cut after 128 characters.
        found: String,
    },
    /// The text is no date, or one that Aquarius 5.1.8 cannot read.
    #[error(
        "expected a date as YYYY-MM-DD[THH:MM[:SS[.fff[fff]]]][Z|±HH:MM], found `{}`",
        found.escape_debug()
    )]
    Date {
        /// The text, cut after 128 characters.
        found: String,
    },
    /// No DID can be computed for the chain.
    #[error(transparent)]
    ChainId(ComputeDidError),
    /// The document would be beyond its limits.
    #[error("the document would be beyond its limits")]
    Document(#[source] ParseDocumentError),
    /// The document would not be valid, or a peer would refuse it.
    #[error("the document would not be valid: {}", sentence(refusals))]
    Invalid {
        /// Every reason, at least one.
        refusals: Vec<Refusal>,
    },
}

impl DraftError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EncryptedFiles { .. } => "draft_encrypted_files",
            Self::Endpoint { .. } => "draft_endpoint",
            Self::Date { .. } => "draft_date",
            Self::ChainId(error) => error.code(),
            Self::Document(_) => "draft_document",
            Self::Invalid { .. } => "draft_invalid",
        }
    }
}

/// A [`Violation`] that the document would have.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Refusal {
    /// The JSON pointer of the value in the document.
    pub pointer: String,
    /// What is wrong.
    pub code: Code,
    /// The whole sentence, which begins with the pointer.
    pub message: String,
}

impl Refusal {
    pub(super) fn new(violation: &Violation<'_>) -> Self {
        Self {
            pointer: violation.pointer().into(),
            code: violation.code(),
            message: violation.to_string(),
        }
    }
}

fn sentence(refusals: &[Refusal]) -> String {
    match refusals {
        [] => String::new(),
        [only] => only.message.clone(),
        [first, others @ ..] => format!("{} (and {} more)", first.message, others.len()),
    }
}
