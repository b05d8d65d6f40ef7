//! Aquarius, the cache of documents, asked over HTTP.
//!
//! What it answers is never trusted: the caller checks that a document belongs to its NFT, and asks
//! the chain for the state.

use std::{fmt, time::Duration};

use ocean_provider_core::{
    ddo::{Document, ParseDocumentError},
    did::Did,
};
use reqwest::{Client, StatusCode, redirect};
use tokio::sync::Semaphore;
use url::Url;

use crate::chain::{
    MAX_ANSWER,
    body::{self, BodyError},
};

/// Requests to the cache at once; more of them wait.
const AT_ONCE: usize = 64;

/// The cache of one Aquarius.
pub struct MetadataCache {
    client: Client,
    base: String,
    turns: Semaphore,
}

impl MetadataCache {
    /// Prepares requests below this address; none is sent.
    ///
    /// # Errors
    /// [`CacheError::Client`].
    pub fn new(url: &Url, timeout: Duration) -> Result<Self, CacheError> {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::limited(5))
            .connect_timeout(timeout)
            .timeout(timeout)
            .pool_max_idle_per_host(AT_ONCE)
            .build()
            .map_err(|_| CacheError::Client)?;
        let base = url.as_str().trim_end_matches('/');
        Ok(Self {
            client,
            base: format!("{base}/api/aquarius/assets/ddo/"),
            turns: Semaphore::new(AT_ONCE),
        })
    }

    /// The document of an asset: `GET /api/aquarius/assets/ddo/<did>`. `None` if the cache does not
    /// have it.
    ///
    /// # Errors
    /// [`CacheError`]. A document with another `id` is [`CacheError::OtherAsset`]. What Aquarius keeps of
    /// a withdrawn asset has none, and is answered as it is.
    pub async fn document(&self, did: Did) -> Result<Option<Document>, CacheError> {
        // It is never closed.
        let _turn = self.turns.acquire().await;
        let request = self.client.get(format!("{}{did}", self.base));
        let response = request.send().await.map_err(|error| of_http(&error))?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Ok(None),
            status => {
                return Err(CacheError::Status {
                    status: status.as_u16(),
                });
            }
        }
        let bytes = body::read(response).await.map_err(|error| match error {
            BodyError::TooLarge => CacheError::TooLarge { max: MAX_ANSWER },
            BodyError::Http(error) => of_http(&error),
        })?;
        let document = Document::from_bytes(bytes.into())?;
        match document.ddo().parse_did() {
            None => Ok(Some(document)),
            Some(Ok(found)) if found == did => Ok(Some(document)),
            Some(_) => Err(CacheError::OtherAsset { expected: did }),
        }
    }
}

impl fmt::Debug for MetadataCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetadataCache").finish_non_exhaustive()
    }
}

/// The text of the error names the address.
fn of_http(error: &reqwest::Error) -> CacheError {
    if error.is_timeout() {
        CacheError::Timeout
    } else {
        CacheError::Unreachable
    }
}

/// Why the metadata cache did not answer. None has its address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// No HTTP client can be made, for want of TLS.
    #[error("no client for HTTP can be made")]
    Client,
    /// There was no answer in time.
    #[error("metadata cache did not answer in time")]
    Timeout,
    /// There was no connection, or it broke.
    #[error("connection to the metadata cache failed")]
    Unreachable,
    /// It answered with another status.
    #[error("metadata cache answered with status {status}, expected 200 or 404")]
    Status {
        /// The status.
        status: u16,
    },
    /// The answer is too large.
    #[error("answer of the metadata cache is too large, expected at most {max} bytes")]
    TooLarge {
        /// The most bytes that are read.
        max: usize,
    },
    /// The answer is no document.
    #[error("answer of the metadata cache is no document: {0}")]
    Document(#[from] ParseDocumentError),
    /// The document is that of another asset.
    #[error("metadata cache answered with the document of another asset, expected `{expected}`")]
    OtherAsset {
        /// The asset that was asked for.
        expected: Did,
    },
}

impl CacheError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Client => "cache_client",
            Self::Timeout => "cache_timeout",
            Self::Unreachable => "cache_unreachable",
            Self::Status { .. } => "cache_http_status",
            Self::TooLarge { .. } => "cache_answer_too_large",
            Self::Document(error) => error.code(),
            Self::OtherAsset { .. } => "cache_other_asset",
        }
    }
}
