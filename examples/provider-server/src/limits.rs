//! What clients may ask for: times, sizes and rates. The sizes of bodies and files are settings.

use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

use axum::http::HeaderMap;
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock as _};
use ipnet::IpNet;

/// How long a client may take for the head of a request.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may take for the body of a request.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(60);
/// How long an answer may take to begin, the body of the request included.
pub const HANDLER_TIMEOUT: Duration = Duration::from_secs(120);
/// How long answers may take to end once the server was asked to stop.
pub const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);
/// How many bytes the head of a request may have.
pub const MAX_HEADER_BYTES: usize = 16 << 10;
/// How many bytes the bodies that are larger than [`FREE_BODY`] may have together; then 503.
pub const MAX_BODIES: usize = 256 << 20;
/// Bodies up to this size do not count, so that large ones do not keep small ones out.
pub const FREE_BODY: usize = 64 << 10;
/// How many connections there may be at once; more of them wait. Fewer where the system allows fewer
/// open files.
pub const MAX_CONNECTIONS: usize = 4096;
/// How many of them one client may have; more are closed.
pub const MAX_CONNECTIONS_OF_CLIENT: usize = 1024;
/// For how long a client may take nothing of an answer.
pub const STALL_TIMEOUT: Duration = Duration::from_secs(60);

/// More than this of a client's `X-Forwarded-For` is not read.
const MAX_HOPS: usize = 32;

/// Limits how often a client may ask.
///
/// There are 65,536 counters, and a client has one of them by a secret hash, so that memory is
/// bounded whoever asks: some 2 MiB at most. Two clients may share a counter; nobody can choose
/// whose. A client is an IPv4 address, or the first 64 bits of an IPv6 one, which is what a single
/// customer has at least.
pub struct RateLimiter {
    counters: Option<DefaultKeyedRateLimiter<u16>>,
    hasher: RandomState,
    trusted_proxies: Vec<IpNet>,
}

impl RateLimiter {
    /// A limiter of so many requests a minute for each client, and whose `X-Forwarded-For` to
    /// believe. The requests may come at once; then they come back one by one. 0 means no limit.
    #[must_use]
    pub fn new(requests_per_minute: u32, trusted_proxies: Vec<IpNet>) -> Self {
        let quota = NonZeroU32::new(requests_per_minute).map(Quota::per_minute);
        Self {
            counters: quota.map(DefaultKeyedRateLimiter::keyed),
            hasher: RandomState::new(),
            trusted_proxies,
        }
    }

    /// Counts a request that came from an address.
    ///
    /// # Errors
    /// It may not be answered: say 429 and after how long it may come again, and do nothing else.
    pub fn check(&self, peer: IpAddr, headers: &HeaderMap) -> Result<(), Duration> {
        let Some(counters) = &self.counters else {
            return Ok(());
        };
        let client = client(peer, headers, &self.trusted_proxies);
        let [low, high, ..] = self.hasher.hash_one(network(client)).to_le_bytes();
        let checked = counters.check_key(&u16::from_le_bytes([low, high]));
        checked.map_err(|until| until.wait_time_from(counters.clock().now()))
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimiter").finish_non_exhaustive()
    }
}

/// Whose request it is: the address of the connection, unless that is a trusted proxy. Then it is the
/// last address of `X-Forwarded-For` that is not one, since whatever stands before it may be made up.
///
/// Where an address of a trusted proxy cannot be read, the request counts as the proxy's own.
#[must_use]
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut client = peer.to_canonical();
    let values = headers.get_all("x-forwarded-for").into_iter().rev();
    let mut hops = values.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
    for _ in 0..MAX_HOPS {
        if !is_trusted(client) {
            break;
        }
        match hops.next().map(address) {
            Some(Some(address)) => client = address,
            Some(None) | None => break,
        }
    }
    client
}

/// As proxies write it: with or without a port, and an IPv6 address with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    let address = bare.parse::<IpAddr>();
    let address = address.or_else(|_| text.parse().map(|address: SocketAddr| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

/// An IPv4 address, or the first 64 bits of an IPv6 one.
pub(crate) fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V4(client) => client.into(),
        IpAddr::V6(client) => {
            let prefix = client.to_bits() & !u128::from(u64::MAX);
            Ipv6Addr::from_bits(prefix).into()
        }
    }
}
