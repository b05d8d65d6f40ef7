use alloc::string::String;

use ocean_checksum::JsonError;

/// Why bytes cannot be read as a document at all. What a readable document lacks is no error here.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseDocumentError {
    /// The bytes are not UTF-8.
    #[error("expected UTF-8, found another byte at offset {offset}")]
    NotUtf8 {
        /// Bytes before the first that is wrong.
        offset: usize,
    },
    /// The text is not JSON, or beyond [`MAX_BYTES`](crate::MAX_BYTES) or
    /// [`MAX_DEPTH`](crate::MAX_DEPTH).
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The text is JSON, but no object.
    #[error("expected an object as the document, found {found}")]
    NotAnObject {
        /// The kind of value found: `null`, `boolean`, `number`, `string` or `array`.
        found: &'static str,
    },
    /// A list is longer than [`MAX_SERVICES`](crate::MAX_SERVICES) or
    /// [`MAX_ITEMS`](crate::MAX_ITEMS).
    #[error("expected at most {max} elements at `{pointer}`, found {found}")]
    ListTooLong {
        /// The JSON pointer of the list.
        pointer: String,
        /// How many elements there may be.
        max: usize,
        /// How many there are.
        found: usize,
    },
}

impl ParseDocumentError {
    /// A stable name of the error for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotUtf8 { .. } => "document_not_utf8",
            Self::Json(error) => error.code(),
            Self::NotAnObject { .. } => "document_not_an_object",
            Self::ListTooLong { .. } => "document_list_too_long",
        }
    }
}

/// Why a document cannot be edited.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EditDocumentError {
    /// The text is not a JSON pointer (RFC 6901): not empty and without a `/` at its start, or with
    /// a `~` that neither `0` nor `1` follows.
    #[error("expected a JSON pointer, found `{}`", pointer.escape_debug())]
    NotAPointer {
        /// The text, cut after 128 characters.
        pointer: String,
    },
    /// The document has no such place.
    #[error("no such place in the document: `{}`", pointer.escape_debug())]
    NoSuchPlace {
        /// The pointer, cut after 128 characters.
        pointer: String,
    },
    /// The whole document can be replaced, not removed.
    #[error("expected the pointer of a member or an element, found that of the whole document")]
    RemoveRoot,
    /// The new value is not JSON.
    #[error("the new value cannot be read")]
    NewValue(#[source] JsonError),
    /// The document would no longer be one, or would be beyond the limits.
    #[error("the edited document cannot be read")]
    Edited(#[source] ParseDocumentError),
}

impl EditDocumentError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAPointer { .. } => "edit_not_a_pointer",
            Self::NoSuchPlace { .. } => "edit_no_such_place",
            Self::RemoveRoot => "edit_remove_root",
            Self::NewValue(_) => "edit_new_value",
            Self::Edited(_) => "edit_edited",
        }
    }
}

/// Characters of a foreign text that an error keeps.
const EXCERPT: usize = 128;

/// The beginning of a foreign text.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT).collect()
}
