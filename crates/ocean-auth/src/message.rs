use alloc::string::String;

use alloy_primitives::{B256, keccak256};
use ocean_did::{Did, ParseAddressError, ParseDidError};
use ocean_keys::personal_message_digest;

use crate::{Claimed, Endpoint, Nonce, Spend, SpentText};

/// The text that a caller signs for one request, and what is to be known about it.
///
/// [`Message::wire`] builds the form that today's clients and Provider 2.1.6 speak,
/// [`Message::strict`] the form for where both sides are ours. Both sides build the message from
/// the request; it is never sent.
#[derive(Clone, Debug)]
pub struct Message {
    pub(crate) form: Form,
    pub(crate) endpoint: Endpoint,
    pub(crate) text: String,
    pub(crate) claimed: Claimed,
    pub(crate) nonce: Nonce,
    pub(crate) document_id: Option<Did>,
    pub(crate) spent_text: Option<SpentText>,
    pub(crate) bound: Bound,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// The wallet signs the 32 bytes of the text's hash.
    Wire {
        /// Whether a stop or delete names no job, and so has the text of a token request or of a
        /// compute start.
        of_all_jobs: bool,
    },
    /// The wallet signs the text and can show it.
    Strict,
}

/// What only a strict message binds for a later step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Bound {
    Nothing,
    /// The expiry of the token to be made.
    Expiration(u64),
    /// The token to be deleted.
    Token(B256),
}

impl Message {
    /// The text: of the wire's form the parts and the nonce without separators, of the strict form
    /// what a wallet shows.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The digest that is signed.
    ///
    /// Of the wire's form: EIP-191 over the 32 bytes of the text's Keccak-256 hash (Provider 2.1.6;
    /// ocean.js and ocean.py sign so since Provider 1.0.5). Of the strict form: EIP-191 over the
    /// text. A signature of one form cannot be one of the other, since EIP-191 hashes the length,
    /// and a strict text is longer than 32 bytes.
    #[must_use]
    pub fn digest(&self) -> B256 {
        match self.form {
            Form::Wire { .. } => personal_message_digest(self.hash().as_slice()),
            Form::Strict => personal_message_digest(self.text.as_bytes()),
        }
    }

    /// The endpoint.
    #[must_use]
    pub const fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Who says that he asks.
    #[must_use]
    pub const fn claimed(&self) -> &Claimed {
        &self.claimed
    }

    /// The nonce.
    #[must_use]
    pub const fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    pub(crate) fn hash(&self) -> B256 {
        keccak256(self.text.as_bytes())
    }

    /// What the ledger is asked to keep once the text's signature was checked.
    pub(crate) fn spend(&self) -> Spend {
        Spend {
            address: self.claimed.address(),
            nonce: self.nonce.value(),
            text: self.spent_text,
        }
    }
}

/// Why a request has no message.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// The document's id is no DID.
    #[error("the document id is no DID")]
    DocumentId(#[source] ParseDidError),
    /// The data NFT's address is none.
    #[error("the data NFT address is no address")]
    DataNftAddress(#[source] ParseAddressError),
    /// The job id is empty, long, or has a character that job ids do not have.
    #[error(
        "expected a job id of 1 to 128 letters, digits, `-` and `_`, found {}",
        found(*length, *character)
    )]
    JobId {
        /// Its length in bytes.
        length: usize,
        /// The first character that is not allowed.
        character: Option<char>,
    },
    /// The index of a result is no whole number, or is spelled with needless zeros.
    #[error("expected a result index in plain decimal, found {length} bytes of something else")]
    Index {
        /// Its length in bytes.
        length: usize,
    },
    /// The chain id is no whole number from 1, or is spelled with needless zeros.
    #[error("expected a chain id from 1 in plain decimal, found {length} bytes of something else")]
    ChainId {
        /// Its length in bytes.
        length: usize,
    },
    /// The transaction id is not `0x` and 64 hexadecimal digits.
    #[error(
        "expected a transaction id of `0x` and 64 hexadecimal digits, found {length} bytes of something else"
    )]
    TransactionId {
        /// Its length in bytes.
        length: usize,
    },
    /// A strict message cannot carry the text.
    #[error(
        "expected the {what} as 1 to 256 bytes without control characters, found {}",
        found(*length, *character)
    )]
    Line {
        /// What the text is.
        what: &'static str,
        /// Its length in bytes.
        length: usize,
        /// The first control character.
        character: Option<char>,
    },
    /// A compute start names no dataset, or more than 64.
    #[error("expected 1 to 64 datasets, found {found}")]
    Datasets {
        /// The datasets there are.
        found: usize,
    },
}

impl MessageError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DocumentId(_) => "message_document_id",
            Self::DataNftAddress(_) => "message_data_nft_address",
            Self::JobId { .. } => "message_job_id",
            Self::Index { .. } => "message_index",
            Self::ChainId { .. } => "message_chain_id",
            Self::TransactionId { .. } => "message_transaction_id",
            Self::Line { .. } => "message_line",
            Self::Datasets { .. } => "message_datasets",
        }
    }
}

fn found(length: usize, character: Option<char>) -> String {
    match character {
        Some(character) => alloc::format!("`{}`", character.escape_debug()),
        None => alloc::format!("{length} bytes"),
    }
}

/// Checks a job id: one of Provider 2.1.6's operator (32 hexadecimal digits) or of ocean-node.
///
/// Without a point, a colon and blanks in it, the text of a message leaves no doubt where a DID or
/// a nonce with a fraction begins.
pub(crate) fn check_job_id(job_id: &str) -> Result<(), MessageError> {
    const MAX: usize = 128;
    let character = job_id
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'));
    if character.is_some() || !(1..=MAX).contains(&job_id.len()) {
        return Err(MessageError::JobId {
            length: job_id.len(),
            character,
        });
    }
    Ok(())
}
