//! Connections to public addresses only.
//!
//! Between the HTTP client and the socket stands one gate for every connection, also that of a
//! redirect: a name is resolved once, the addresses that are not public are taken out of the
//! answer, and what remains is what is connected to. Nothing resolves the name a second time.

use std::{
    error::Error,
    fmt,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
    vec,
};

use hyper::Uri;
use hyper_util::{
    client::legacy::connect::{HttpConnector, dns::Name},
    rt::TokioIo,
};
use tokio::net::TcpStream;
use tower::Service;

use super::error::Refused;

/// Turns a name into addresses.
pub trait Resolve: Send + Sync + 'static {
    /// The addresses of a host; for tests a made-up answer.
    ///
    /// # Errors
    ///
    /// The name is unknown, or nobody could be asked.
    fn resolve(&self, host: &str) -> Resolving;
}

/// The addresses of a host, or will be.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// The resolver of the operating system.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::exhaustive_structs, reason = "there is nothing to set")]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: &str) -> Resolving {
        let host = host.to_owned();
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((host, 0)).await?;
            Ok(addresses.map(|address| address.ip()).collect())
        })
    }
}

/// Which addresses may be connected to.
pub(super) type Rule = fn(IpAddr) -> bool;

type BoxError = Box<dyn Error + Send + Sync>;

/// Resolves, and takes out of the answer what the rule refuses. Of a name with public and other
/// addresses the public ones remain; a name without any is refused.
#[derive(Clone)]
struct CheckedResolver {
    inner: Arc<dyn Resolve>,
    rule: Rule,
}

impl Service<Name> for CheckedResolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolving = self.inner.resolve(name.as_str());
        let rule = self.rule;
        Box::pin(async move {
            let found = resolving.await?;
            let is_known = !found.is_empty();
            let allowed: Vec<_> = found
                .into_iter()
                .filter(|&address| rule(address))
                // The port is that of the URL.
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            if allowed.is_empty() && is_known {
                return Err(Refused.into());
            }
            Ok(allowed.into_iter())
        })
    }
}

/// Connects to what the rule permits.
#[derive(Clone)]
pub(super) struct Gate {
    tcp: HttpConnector<CheckedResolver>,
    rule: Rule,
}

impl Gate {
    pub(super) fn new(inner: Arc<dyn Resolve>, rule: Rule, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(CheckedResolver { inner, rule });
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(timeout));
        Self { tcp, rule }
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

impl Service<Uri> for Gate {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        // The connector below asks no resolver for these.
        if literal(&uri).is_some_and(|address| !(self.rule)(address)) {
            return Box::pin(std::future::ready(Err(Refused.into())));
        }
        let connecting = self.tcp.call(uri);
        Box::pin(async { Ok(connecting.await?) })
    }
}

/// The address that stands for the host in a URL. Other forms than these are names to the
/// connector too, and go to the resolver.
fn literal(uri: &Uri) -> Option<IpAddr> {
    let host = uri.host()?;
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    host.parse().ok()
}
