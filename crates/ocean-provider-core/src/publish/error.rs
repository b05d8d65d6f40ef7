use ocean_ddo::{EditDocumentError, ParseDocumentError, UnsupportedVersion, draft::DraftError};
use ocean_encryption::{PackError, ParseCiphertextError, SealError};
use ocean_files::OpenFilesError;

use crate::{AssetError, Defect};

/// Why an asset cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The state has no meaning.
    #[error("state is {state}, expected 0 to 5")]
    UnknownState {
        /// The byte.
        state: u8,
    },
    /// A service whose files are to be sealed is served by another Provider.
    #[error(
        "endpoint of service `{service}` is `{}`, expected that of the Provider, `{expected}`",
        found.escape_debug()
    )]
    OtherEndpoint {
        /// The `id` of the service.
        service: String,
        /// Its `serviceEndpoint`, cut after 128 characters.
        found: String,
        /// The one of [`Settings::provider`](super::Settings::provider).
        expected: String,
    },
    /// The files of a service cannot be put together.
    #[error("files of service `{service}` cannot be sealed")]
    Files {
        /// The `id` of the service.
        service: String,
        /// What is wrong with them.
        #[source]
        error: OpenFilesError,
    },
    /// Files are given for a service twice.
    #[error("files of service `{service}` are given twice")]
    FilesTwice {
        /// The `id` of the service.
        service: String,
    },
    /// The document has no such service.
    #[error("document has no service `{service}` to give files to")]
    NoService {
        /// The `id` that was looked for.
        service: String,
    },
    /// The datatoken to which files must be bound is none.
    #[error("service `{service}` has no `datatokenAddress` to bind its files to")]
    NoDatatoken {
        /// The `id` of the service.
        service: String,
    },
    /// The draft makes no document.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The document is not valid.
    #[error("document is not valid: {}", Defect::summary(defects))]
    Invalid {
        /// Every reason, at least one.
        defects: Vec<Defect>,
    },
    /// The profile does not know the version of the document.
    #[error(transparent)]
    Version(#[from] UnsupportedVersion),
    /// The document is not that of the NFT.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The document is beyond its limits.
    #[error(transparent)]
    Document(#[from] ParseDocumentError),
    /// Sealed files cannot be written into the document.
    #[error(transparent)]
    Edit(#[from] EditDocumentError),
    /// Something cannot be packed or sealed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// There are not as many answers as bodies.
    #[error("{found} answers of the Provider, expected {expected}")]
    Answers {
        /// How many there are.
        found: usize,
        /// How many bodies there were.
        expected: usize,
    },
    /// An answer is no hexadecimal text.
    #[error("answer {index} of the Provider is no ciphertext")]
    AnswerText {
        /// Which answer, from 0.
        index: usize,
        /// What is wrong with it.
        #[source]
        error: ParseCiphertextError,
    },
    /// An answer cannot be the ciphertext of its body.
    #[error("answer {index} of the Provider has {found} bytes, expected {expected}")]
    AnswerLength {
        /// Which answer, from 0.
        index: usize,
        /// Bytes in it.
        found: usize,
        /// Bytes in the body, and what sealing adds.
        expected: usize,
    },
}

impl PublishError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownState { .. } => "publish_unknown_state",
            Self::OtherEndpoint { .. } => "publish_other_endpoint",
            Self::Files { .. } => "publish_files",
            Self::FilesTwice { .. } => "publish_files_twice",
            Self::NoService { .. } => "publish_no_service",
            Self::NoDatatoken { .. } => "publish_no_datatoken",
            Self::Draft(error) => error.code(),
            Self::Invalid { .. } => "publish_invalid",
            Self::Version(error) => error.code(),
            Self::Asset(error) => error.code(),
            Self::Document(error) => error.code(),
            Self::Edit(error) => error.code(),
            Self::Pack(error) => error.code(),
            Self::Answers { .. } => "publish_answers",
            Self::AnswerText { .. } => "publish_answer_text",
            Self::AnswerLength { .. } => "publish_answer_length",
        }
    }
}

impl From<SealError> for PublishError {
    fn from(error: SealError) -> Self {
        Self::Pack(error.into())
    }
}
