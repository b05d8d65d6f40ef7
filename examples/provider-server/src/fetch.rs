//! Files from their origins: from public addresses only, bounded in time and size, and without a
//! trace of the URL in any answer, error or `Debug`.
//!
//! The HTTP client knows no proxy of the environment, follows no redirect by itself, decompresses
//! nothing and speaks HTTP/1.1 with buffers of 16 KiB, so that hundreds of downloads fit into
//! little memory; nothing else of it is left to a default that could change.

mod address;
mod connect;
mod error;
mod headers;
mod look;
mod origin;
mod outgoing;
#[cfg(test)]
mod tests;

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Response, StatusCode, body::Incoming, header::HeaderValue};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioTimer},
};
use ocean_provider_core::files::HttpRequest;
use url::Url;

pub use address::is_public;
pub use connect::{Resolve, Resolving, SystemResolver};
pub use error::FetchError;
pub use look::Look;
pub use origin::{Origin, OriginBody};

use connect::{Gate, Rule};
use outgoing::Outgoing;

/// Bytes of an answer's head, and roughly of a piece of its body.
const BUFFER_BYTES: usize = 16 << 10;

/// Headers of an answer.
const MAX_HEADERS: usize = 100;

/// Idle connections that are kept to one host, and for how long: HEAD and GET of one download.
const IDLE_PER_HOST: usize = 4;
const IDLE_TIME: Duration = Duration::from_secs(5);

/// Tries that are made at most, whatever the policy says.
const MAX_TRIES: u32 = 5;

/// How files are fetched.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs, reason = "the configuration builds it")]
pub struct FetchPolicy {
    /// Whether addresses are fetched from that are not public: `ALLOW_NON_PUBLIC_IP` of Provider
    /// 2.1.6, for local use. It gives up the whole protection of the Provider's own network.
    pub allow_non_public_ip: bool,
    /// `REQUEST_TIMEOUT`: from the request to the end of the answer's head, redirects included;
    /// and how long the body may pause.
    pub timeout: Duration,
    /// `REQUEST_RETRIES`: how often a request is tried in all, as Provider 2.1.6 counts it; 0 is 1,
    /// and more than 5 are 5. Tried again is after a failed connection; with GET and HEAD also after one
    /// that broke before the head was there, and after the statuses 502, 503 and 504. A time-out is
    /// final.
    pub retries: u32,
    /// `MAX_CHECKSUM_LENGTH`: bytes up to which a body is read for its checksum.
    pub max_checksum_length: u64,
    /// Redirects that are followed (Provider 2.1.6: 5).
    pub max_redirects: u32,
    /// Bytes a file may have; `None` for any number.
    pub max_bytes: Option<u64>,
}

/// Fetches files.
pub struct Fetcher {
    client: Client<HttpsConnector<Gate>, Full<Bytes>>,
    policy: FetchPolicy,
}

impl Fetcher {
    /// A fetcher with the resolver of the operating system.
    ///
    /// # Errors
    ///
    /// [`FetchError::Tls`].
    pub fn new(policy: FetchPolicy) -> Result<Self, FetchError> {
        Self::with_resolver(policy, Arc::new(SystemResolver))
    }

    /// A fetcher with another resolver. Its answers are checked as those of any.
    ///
    /// # Errors
    ///
    /// [`FetchError::Tls`].
    pub fn with_resolver(
        policy: FetchPolicy,
        resolver: Arc<dyn Resolve>,
    ) -> Result<Self, FetchError> {
        let rule: Rule = if policy.allow_non_public_ip {
            any_address
        } else {
            is_public
        };
        Self::with_rule(policy, resolver, rule)
    }

    fn with_rule(
        policy: FetchPolicy,
        resolver: Arc<dyn Resolve>,
        rule: Rule,
    ) -> Result<Self, FetchError> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .map_err(|_| FetchError::Tls)?
            .https_or_http()
            .enable_http1()
            .wrap_connector(Gate::new(resolver, rule, policy.timeout));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIME)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .http1_max_buf_size(BUFFER_BYTES)
            .http1_max_headers(MAX_HEADERS)
            .build(connector);
        Ok(Self { client, policy })
    }

    /// Asks for a file once, and hands on its body as it comes.
    ///
    /// `range` is passed on as `Range`, unless the file object has one of its own. The body is
    /// limited by the policy, see [`OriginBody`].
    ///
    /// # Errors
    ///
    /// [`FetchError`]; a status that is no success is one, since the page with it may tell where
    /// the file is.
    pub async fn open(
        &self,
        request: &HttpRequest,
        range: Option<&HeaderValue>,
    ) -> Result<Origin, FetchError> {
        let outgoing = Outgoing::new(request, range)?;
        let (answer, _) = self.send(&outgoing).await?;
        Origin::new(answer, self.policy.timeout, self.policy.max_bytes)
    }

    /// Sends a request, again where that may help, and follows its redirects. Answers with the URL
    /// that answered.
    async fn send(&self, outgoing: &Outgoing) -> Result<(Response<Incoming>, Url), FetchError> {
        let mut left = self.policy.retries.clamp(1, MAX_TRIES);
        loop {
            left -= 1;
            let trying = self.send_once(outgoing.clone());
            let answered = tokio::time::timeout(self.policy.timeout, trying)
                .await
                .unwrap_or(Err(FetchError::Timeout));
            if left == 0 || !is_worth_another_try(&answered, outgoing) {
                return answered;
            }
        }
    }

    async fn send_once(
        &self,
        mut outgoing: Outgoing,
    ) -> Result<(Response<Incoming>, Url), FetchError> {
        let max = self.policy.max_redirects;
        for _ in 0..=max {
            let answer = self.client.request(outgoing.request()?).await;
            let answer = answer.map_err(|error| FetchError::of_client(&error))?;
            match outgoing.redirected(answer.status(), answer.headers())? {
                Some(next) => outgoing = next,
                None => return Ok((answer, outgoing.url().clone())),
            }
        }
        Err(FetchError::TooManyRedirects { max })
    }
}

/// Shows the policy.
impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

fn any_address(_: IpAddr) -> bool {
    true
}

fn is_worth_another_try(
    answered: &Result<(Response<Incoming>, Url), FetchError>,
    outgoing: &Outgoing,
) -> bool {
    match answered {
        Err(FetchError::Unreachable) => true,
        Err(FetchError::Interrupted) => outgoing.is_idempotent(),
        Err(_) => false,
        Ok((answer, _)) => {
            let is_passing = matches!(
                answer.status(),
                StatusCode::BAD_GATEWAY
                    | StatusCode::SERVICE_UNAVAILABLE
                    | StatusCode::GATEWAY_TIMEOUT
            );
            is_passing && outgoing.is_idempotent()
        }
    }
}
