use ocean_provider_core::checksum::JsonError;

use crate::chain::ChainError;

/// Why a proof was not sent. None has an address of a server, or anything of the download.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProofError {
    /// As many are under way as may be.
    #[error("too many proofs are under way")]
    TooMany,
    /// The download was made with a token, or the signature is not one that a contract takes.
    #[error("there is no signature of the consumer")]
    NoSignature,
    /// What was downloaded cannot be written.
    #[error(transparent)]
    Data(#[from] JsonError),
    /// There is no key for the chain.
    #[error("there is no key for the chain")]
    NoKey,
    /// The server did not answer in time.
    #[error("the server did not answer in time")]
    Timeout,
    /// There was no connection, or it broke.
    #[error("the connection to the server failed")]
    Unreachable,
    /// The server answered with a status that is no success.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// Ocean's factory did not make the NFT, so that its datatoken may do anything.
    #[error("the NFT is not one of Ocean's factory")]
    OtherFactory,
    /// The transaction would take more gas, or cost more, than a proof may.
    #[error("the transaction is too expensive")]
    TooExpensive,
    /// The chain.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl ProofError {
    /// A stable name for this kind of error.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::TooMany => "proof_too_many",
            Self::NoSignature => "proof_no_signature",
            Self::Data(error) => error.code(),
            Self::NoKey => "proof_no_key",
            Self::Timeout => "proof_timeout",
            Self::Unreachable => "proof_unreachable",
            Self::Status(_) => "proof_http_status",
            Self::OtherFactory => "proof_other_factory",
            Self::TooExpensive => "proof_too_expensive",
            Self::Chain(error) => error.code(),
        }
    }
}
