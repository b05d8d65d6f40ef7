//! `GET /metrics`, in the text format of `OpenMetrics`.
//!
//! No label holds anything that a client sent: all are constants of the program.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _};
use ocean_provider_core::auth::SpendError;
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

/// The `Content-Type` of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// In seconds: from what memory answers to what a chain and an origin take.
const BUCKETS: [f64; 11] = [
    0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0,
];

/// Another server that a request of ours went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Peer {
    /// Where a file is.
    Origin,
    /// The node of a chain.
    Node,
    /// The metadata cache.
    MetadataCache,
    /// The service that runs jobs.
    Operator,
    /// Another Provider.
    Provider,
    /// Where proofs of download go: a server, or a chain.
    Proof,
}

impl Peer {
    const fn name(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Node => "node",
            Self::MetadataCache => "metadata_cache",
            Self::Operator => "operator",
            Self::Provider => "provider",
            Self::Proof => "proof",
        }
    }
}

impl EncodeLabelValue for Peer {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        self.name().encode(encoder)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    endpoint: &'static str,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndpointLabel {
    endpoint: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusalLabels {
    endpoint: &'static str,
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FailureLabels {
    peer: Peer,
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LedgerLabel {
    outcome: &'static str,
}

/// Counts what happens.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<EndpointLabel, Histogram, fn() -> Histogram>,
    refusals: Family<RefusalLabels, Counter>,
    failures: Family<FailureLabels, Counter>,
    ledger: Family<LedgerLabel, Counter>,
    sent: Counter,
}

impl Metrics {
    /// Nothing has happened yet, since the process started.
    #[must_use]
    pub fn new(started: SystemTime) -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            refusals: Family::default(),
            failures: Family::default(),
            ledger: Family::default(),
            sent: Counter::default(),
        };
        metrics.register(started);
        metrics
    }

    fn register(&mut self, started: SystemTime) {
        let seconds = started.duration_since(UNIX_EPOCH).unwrap_or_default();
        let start: Gauge = Gauge::default();
        start.set(i64::try_from(seconds.as_secs()).unwrap_or(i64::MAX));
        self.registry.register(
            "process_start_time_seconds",
            "When the process started, in seconds since 1970",
            start,
        );
        let registry = self.registry.sub_registry_with_prefix("ocean_provider");
        registry.register(
            "requests",
            "Requests that were answered, by the class of the status",
            self.requests.clone(),
        );
        registry.register(
            "request_duration_seconds",
            "Time from a request to the head of its answer",
            self.durations.clone(),
        );
        registry.register(
            "refusals",
            "Requests that were refused, by the reason",
            self.refusals.clone(),
        );
        registry.register(
            "failures",
            "Requests to other servers that failed, by the reason",
            self.failures.clone(),
        );
        registry.register(
            "nonces",
            "Nonces that were presented, by what the ledger said",
            self.ledger.clone(),
        );
        registry.register(
            "sent_bytes",
            "Bytes of files that were sent",
            self.sent.clone(),
        );
    }

    /// A request was answered; the body may still be on the way. `code` is the stable name of the
    /// reason, if it was refused.
    pub fn request(&self, endpoint: &'static str, status: u16, code: &'static str, took: Duration) {
        let labels = RequestLabels {
            endpoint,
            status: class(status),
        };
        self.requests.get_or_create(&labels).inc();
        let durations = self.durations.get_or_create(&EndpointLabel { endpoint });
        durations.observe(took.as_secs_f64());
        if status >= 400 {
            let labels = RefusalLabels { endpoint, code };
            self.refusals.get_or_create(&labels).inc();
        }
    }

    /// A request of ours failed. `code` is one of the stable names of the reasons.
    pub fn failed(&self, peer: Peer, code: &'static str) {
        self.failures
            .get_or_create(&FailureLabels { peer, code })
            .inc();
    }

    /// A nonce was presented to the ledger.
    pub fn nonce<T>(&self, answer: &Result<T, SpendError>) {
        let outcome = match answer {
            Ok(_) => "spent",
            Err(error) => error.code(),
        };
        self.ledger.get_or_create(&LedgerLabel { outcome }).inc();
    }

    /// A body whose bytes are counted as they are sent.
    pub fn counted<S, E>(&self, body: S) -> impl Stream<Item = Result<Bytes, E>> + use<S, E>
    where
        S: Stream<Item = Result<Bytes, E>>,
    {
        let sent = self.sent.clone();
        body.inspect_ok(move |bytes| {
            sent.inc_by(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        })
    }

    /// The answer to `GET /metrics`.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a String does not fail.
        let _ = text::encode(&mut out, &self.registry);
        out
    }
}

const fn class(status: u16) -> &'static str {
    match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
