use alloc::borrow::Cow;

use ocean_auth::{SpendError, TokenError, VerifyError};
use ocean_files::FileObjectError;

use super::{Asked, Body, Reply, Route};
use crate::{
    AssetError,
    access::{EncryptError, OpenDocumentError, OpenFileError},
};

/// What the reference answers where neither a signature nor a token that fits was sent.
pub(super) const INVALID_SIGNATURE: &str =
    "Invalid signature provided. Please check the nonce or documentId.";

/// The answer where no document is known for a DID.
#[must_use]
pub fn did_not_resolved() -> Reply {
    Reply::refuse(400, "Cannot resolve DID")
}

/// The answer where the document is not that of its NFT.
///
/// The reference says so of documents that do not tell their NFT and chain; what they tell, it
/// takes for true.
#[must_use]
pub fn asset_malformed(error: &AssetError, network: &str) -> Reply {
    let reply = Reply::refuse_on(network, "Asset malformed or disabled.");
    match error {
        AssetError::NoId => reply,
        _ => reply.ours(),
    }
}

/// The answer to a signature that does not verify. The reference repeats the signature and tells
/// whose it would be; here the words are those that it has where a signature is missing.
#[must_use]
pub fn signature_refused(_: &VerifyError) -> Reply {
    signature(INVALID_SIGNATURE.into(), false).ours()
}

/// The answer to a request without a signature, whose `AuthToken` does not do either.
#[must_use]
pub fn token_not_authorized(error: &TokenError) -> Reply {
    let reply = signature(INVALID_SIGNATURE.into(), true);
    match error {
        TokenError::Unavailable => unavailable(error),
        TokenError::Lifetime { .. } | TokenError::Endpoint { .. } => reply.ours(),
        _ => reply,
    }
}

/// The answer to the routes that make and delete tokens.
#[must_use]
pub fn token_refused(error: &TokenError) -> Reply {
    match error {
        TokenError::Malformed | TokenError::WrongKey => Reply::refuse(400, "Token is invalid."),
        TokenError::Expired { .. } => Reply::refuse(400, "Token is expired."),
        TokenError::Revoked => Reply::refuse(400, "Token is deleted."),
        TokenError::Unavailable => unavailable(error),
        _ => Reply::refuse(400, "Token is invalid.").ours(),
    }
}

/// The answer where the nonce is not spent. The reference lets an equal one pass, or crashes.
#[must_use]
pub fn nonce_not_spent(error: &SpendError) -> Reply {
    match error {
        SpendError::NotGreater { given, last } => {
            let text =
                format!("Invalid signature expected nonce ({last}) > current nonce ({given}).");
            let reply = signature(text, false);
            if given < last { reply } else { reply.ours() }
        }
        SpendError::Unavailable => unavailable(error),
        _ => signature(INVALID_SIGNATURE.into(), false).ours(),
    }
}

/// The answer where nothing is sealed for a publisher.
#[must_use]
pub fn encrypt_failed(_: &EncryptError) -> Reply {
    Reply::refuse(400, "Failed to encrypt.")
}

/// The answer where a file is not opened.
#[must_use]
pub fn file_not_opened(route: Route, error: &OpenFileError, asked: &Asked<'_>) -> Reply {
    let network = asked.network;
    let own_words = || Reply::refuse_on(network, error.to_string()).ours();
    let of_object = |text: Option<Cow<'_, str>>| match text {
        Some(text) => Reply::refuse(400, text),
        None => own_words(),
    };
    match (error, route) {
        (OpenFileError::NoKey(_), _) => no_key(),
        (OpenFileError::NotHex(_) | OpenFileError::Files(_), Route::Download) => {
            Reply::refuse(503, "object of type 'NoneType' has no len()")
        }
        (OpenFileError::NotHex(_) | OpenFileError::Files(_), Route::FileInfo) => {
            Reply::refuse_on(network, "Unable to get dataset files")
        }
        (OpenFileError::NoFile { index, count }, _) => {
            if usize::try_from(*index) == Ok(*count) {
                Reply::refuse(503, "list index out of range")
            } else {
                Reply::refuse_on(network, format!("No such fileIndex {index}"))
            }
        }
        (OpenFileError::File(FileObjectError::Missing { field: "type", .. }), _) => {
            Reply::refuse(503, "'type'")
        }
        (OpenFileError::File(error), _) => of_object(error.provider_text()),
        (OpenFileError::Request(error), _) => of_object(error.provider_text()),
        _ => own_words(),
    }
}

/// The answer where a document is not opened. The reference has three, by which sealed files can be
/// guessed: `Failed to decrypt.`, `Failed to decompress` and `Checksum doesn't match.`
#[must_use]
pub fn document_not_opened(error: &OpenDocumentError) -> Reply {
    match error {
        OpenDocumentError::NoKey(_) => no_key(),
        OpenDocumentError::NotTheDocument => Reply::refuse(400, "Failed to decrypt.").ours(),
    }
}

fn no_key() -> Reply {
    Reply::refuse(503, "Unconfigured chain_id")
}

fn signature(text: String, is_list: bool) -> Reply {
    Reply {
        status: 400,
        body: Body::Validation {
            field: "signature",
            text,
            is_list,
        },
        is_reference: true,
    }
}

fn unavailable(error: &impl ToString) -> Reply {
    Reply::refuse(503, error.to_string()).ours()
}
