use std::{error::Error, io};

/// Why a file could not be fetched.
///
/// None of it tells where the file is: no host, path, query or header stands in its texts, and
/// there is no source behind it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The URL, or a header of the file object, cannot be sent.
    #[error("the file's request cannot be sent, expected an HTTP URL and headers")]
    MalformedRequest,
    /// The host has no public address, so that no connection was made.
    #[error("the file's host has no public address, expected one")]
    RefusedAddress,
    /// No connection: the name is unknown, nobody listens, or TLS failed.
    #[error("the file's host cannot be reached")]
    Unreachable,
    /// The origin took too long to answer, or to go on.
    #[error("the file's host took too long")]
    Timeout,
    /// The answer is no HTTP.
    #[error("the file's host did not answer with HTTP")]
    MalformedAnswer,
    /// The answer's head is too large.
    #[error("the file's host answered with more than 16 KiB or 100 headers")]
    HeadTooLarge,
    /// The connection ended before the answer did.
    #[error("the file's host broke off")]
    Interrupted,
    /// A status that is no success.
    #[error("the file's host answered with status {0}, expected a success")]
    Status(u16),
    /// The body is larger than the Provider permits.
    #[error("the file is larger than {max} bytes")]
    TooLarge {
        /// Bytes that are permitted.
        max: u64,
    },
    /// More redirects than are followed.
    #[error("the file's host redirects more than {max} times")]
    TooManyRedirects {
        /// Redirects that are followed.
        max: u32,
    },
    /// A redirect to something that is no HTTP URL.
    #[error("the file's host redirects to no HTTP URL")]
    MalformedRedirect,
    /// A redirect from `https` to `http`.
    #[error("the file's host redirects from https to http")]
    InsecureRedirect,
    /// The client could not be set up: TLS has no ciphers.
    #[error("the TLS library supports none of its protocol versions")]
    Tls,
}

impl FetchError {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MalformedRequest => "malformed_request",
            Self::RefusedAddress => "refused_address",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::MalformedAnswer => "malformed_answer",
            Self::HeadTooLarge => "head_too_large",
            Self::Interrupted => "interrupted",
            Self::Status(_) => "status",
            Self::TooLarge { .. } => "too_large",
            Self::TooManyRedirects { .. } => "too_many_redirects",
            Self::MalformedRedirect => "malformed_redirect",
            Self::InsecureRedirect => "insecure_redirect",
            Self::Tls => "tls",
        }
    }

    /// What an error of the HTTP client means; the error itself is dropped, since it may name the
    /// address.
    pub(super) fn of_client(error: &hyper_util::client::legacy::Error) -> Self {
        if find::<Refused>(error).is_some() {
            return Self::RefusedAddress;
        }
        if error.is_connect() {
            return match find::<io::Error>(error).map(io::Error::kind) {
                Some(io::ErrorKind::TimedOut) => Self::Timeout,
                _ => Self::Unreachable,
            };
        }
        find::<hyper::Error>(error).map_or(Self::Interrupted, Self::of_http)
    }

    fn of_http(error: &hyper::Error) -> Self {
        if error.is_parse_too_large() {
            Self::HeadTooLarge
        } else if error.is_parse() {
            Self::MalformedAnswer
        } else {
            Self::Interrupted
        }
    }
}

/// Says through the layers of the HTTP client that no address was left to connect to.
#[derive(Debug, thiserror::Error)]
#[error("no public address")]
pub(super) struct Refused;

fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}
