//! The text of `/metrics`.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use ocean_provider_core::auth::SpendError;
use provider_server::metrics::{CONTENT_TYPE, Metrics, Peer};

fn metrics() -> Metrics {
    Metrics::new(UNIX_EPOCH + Duration::from_secs(1_700_000_000))
}

#[test]
fn nothing_has_happened() {
    let text = metrics().text();
    assert_eq!(
        text,
        "\
# HELP process_start_time_seconds When the process started, in seconds since 1970.
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1700000000
# HELP ocean_provider_sent_bytes Bytes of files that were sent.
# TYPE ocean_provider_sent_bytes counter
ocean_provider_sent_bytes_total 0
# EOF
"
    );
    assert!(CONTENT_TYPE.starts_with("application/openmetrics-text"));
}

#[test]
fn everything_is_counted() {
    let metrics = metrics();
    metrics.request("nonce", 200, "ok", Duration::from_micros(700));
    metrics.request("nonce", 200, "ok", Duration::from_millis(3));
    metrics.request("download", 206, "ok", Duration::from_secs(2));
    metrics.request("download", 400, "order_expired", Duration::from_secs(100));
    metrics.request("root", 404, "not_found", Duration::ZERO);
    metrics.request("root", 503, "ledger_unavailable", Duration::ZERO);
    metrics.failed(Peer::Origin, "timeout");
    metrics.failed(Peer::Node, "timeout");
    metrics.failed(Peer::MetadataCache, "status");
    metrics.nonce(&Ok(()));
    metrics.nonce::<()>(&Err(SpendError::TextSpent));
    metrics.nonce::<()>(&Err(SpendError::Unavailable));
    let text = metrics.text();
    for line in [
        r#"ocean_provider_requests_total{endpoint="nonce",status="2xx"} 2"#,
        r#"ocean_provider_requests_total{endpoint="download",status="2xx"} 1"#,
        r#"ocean_provider_requests_total{endpoint="download",status="4xx"} 1"#,
        r#"ocean_provider_requests_total{endpoint="root",status="4xx"} 1"#,
        r#"ocean_provider_requests_total{endpoint="root",status="5xx"} 1"#,
        r#"ocean_provider_request_duration_seconds_count{endpoint="nonce"} 2"#,
        r#"ocean_provider_request_duration_seconds_bucket{le="0.001",endpoint="nonce"} 1"#,
        r#"ocean_provider_request_duration_seconds_bucket{le="0.005",endpoint="nonce"} 2"#,
        r#"ocean_provider_request_duration_seconds_bucket{le="60.0",endpoint="download"} 1"#,
        r#"ocean_provider_request_duration_seconds_bucket{le="+Inf",endpoint="download"} 2"#,
        r#"ocean_provider_refusals_total{endpoint="download",code="order_expired"} 1"#,
        r#"ocean_provider_failures_total{peer="origin",code="timeout"} 1"#,
        r#"ocean_provider_failures_total{peer="node",code="timeout"} 1"#,
        r#"ocean_provider_failures_total{peer="metadata_cache",code="status"} 1"#,
        r#"ocean_provider_nonces_total{outcome="spent"} 1"#,
        r#"ocean_provider_nonces_total{outcome="nonce_text_spent"} 1"#,
        r#"ocean_provider_nonces_total{outcome="nonce_ledger_unavailable"} 1"#,
        "ocean_provider_sent_bytes_total 0",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} not in\n{text}"
        );
    }
}

#[test]
fn what_succeeds_is_no_refusal() {
    let metrics = metrics();
    metrics.request("nonce", 200, "ok", Duration::ZERO);
    let text = metrics.text();
    assert!(
        !text
            .lines()
            .any(|line| line.starts_with("ocean_provider_refusals_total")),
        "{text}"
    );
}

#[test]
fn the_number_of_series_is_bounded() {
    let metrics = metrics();
    for status in 0..=u16::MAX {
        metrics.request("nonce", status, "code", Duration::ZERO);
    }
    let text = metrics.text();
    let series = |name: &str| text.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!(series("ocean_provider_requests_total"), 5);
    assert_eq!(series("ocean_provider_refusals_total"), 1);
}

#[tokio::test]
async fn bytes_are_counted_as_they_are_sent() {
    let metrics = metrics();
    let parts: Vec<Result<Bytes, &str>> = vec![
        Ok(Bytes::from_static(b"0123456789")),
        Ok(Bytes::from_static(b"01")),
        Err("the origin went away"),
    ];
    let mut body = std::pin::pin!(metrics.counted(stream::iter(parts)));
    let sent = |text: String| text.contains("ocean_provider_sent_bytes_total 10\n");
    assert!(!sent(metrics.text()));
    assert_eq!(body.next().await.unwrap().unwrap(), "0123456789");
    assert!(sent(metrics.text()));
    assert_eq!(body.next().await.unwrap().unwrap(), "01");
    assert_eq!(body.next().await.unwrap(), Err("the origin went away"));
    assert!(
        metrics
            .text()
            .contains("ocean_provider_sent_bytes_total 12\n")
    );
}
