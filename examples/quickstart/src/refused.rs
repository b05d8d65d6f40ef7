use std::fmt;

use chain_memory::Revert;
use ocean_provider_core::{
    access::{Denial, NoKey, OpenDocumentError, OpenFileError},
    auth::{MessageError, SpendError, VerifyError},
    checksum::JsonError,
    compute,
    did::ParseDidError,
    files::RequestError,
    index::NotIndexed,
    keys::SignError,
    orders::{FeeAmountError, FeeDataError, JsonRpcError, events::DecodeEventError},
};

/// Why a request was not served, as its sender is told. No error of the facade shows a secret.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    /// Stable, for programs.
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refused {
    pub(crate) fn new(code: &str, message: impl fmt::Display) -> Self {
        Self {
            code: code.to_owned(),
            message: message.to_string(),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Refused {}

macro_rules! refused_by {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for Refused {
            fn from(error: $error) -> Self {
                Self::new(error.code(), &error)
            }
        }
    )+};
}

refused_by! {
    Denial, SpendError, OpenFileError, OpenDocumentError, NoKey, MessageError, VerifyError,
    RequestError, compute::Refused, NotIndexed, SignError, FeeAmountError, FeeDataError,
    JsonRpcError, DecodeEventError, JsonError, ParseDidError,
}

impl From<Revert> for Refused {
    fn from(revert: Revert) -> Self {
        Self::new("revert", revert)
    }
}

impl From<serde_json::Error> for Refused {
    fn from(error: serde_json::Error) -> Self {
        Self::new("node_answer", error)
    }
}
