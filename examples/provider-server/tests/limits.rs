//! Whose request it is, and how often he may ask.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{net::IpAddr, time::Duration};

use axum::http::{HeaderMap, HeaderValue};
use ipnet::IpNet;
use provider_server::limits::{RateLimiter, client};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn headers(forwarded: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in forwarded {
        let value = HeaderValue::from_str(value).unwrap();
        headers.append("x-forwarded-for", value);
    }
    headers
}

#[test]
fn only_trusted_proxies_say_whose_request_it_is() {
    let trusted: Vec<IpNet> = ["10.0.0.0/8", "2001:db8:1::/48"]
        .map(|n| n.parse().unwrap())
        .into();
    let rows: [(&str, &[&str], &str); 17] = [
        // Nobody trusted.
        ("192.0.2.1", &[], "192.0.2.1"),
        ("192.0.2.1", &["203.0.113.9"], "192.0.2.1"),
        ("::ffff:192.0.2.1", &["203.0.113.9"], "192.0.2.1"),
        // One proxy.
        ("10.0.0.1", &[], "10.0.0.1"),
        ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
        ("::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
        ("2001:db8:1::7", &["2001:db8:2::8"], "2001:db8:2::8"),
        // What the client made up stands on the left.
        ("10.0.0.1", &["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", &["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", &["10.0.0.7, 203.0.113.9"], "203.0.113.9"),
        // Proxies in a row.
        (
            "10.0.0.1",
            &["203.0.113.9, 10.0.0.2 ,10.0.0.3"],
            "203.0.113.9",
        ),
        ("10.0.0.1", &["10.0.0.2"], "10.0.0.2"),
        // With a port, with brackets, mapped.
        ("10.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
        ("10.0.0.1", &["[2001:db8:2::8]:4711"], "2001:db8:2::8"),
        ("10.0.0.1", &["[2001:db8:2::8]"], "2001:db8:2::8"),
        ("10.0.0.1", &["::ffff:203.0.113.9"], "203.0.113.9"),
        // What cannot be read counts as the proxy.
        ("10.0.0.1", &["203.0.113.9, unknown"], "10.0.0.1"),
    ];
    for (peer, forwarded, expected) in rows {
        let found = client(ip(peer), &headers(forwarded), &trusted);
        assert_eq!(found, ip(expected), "{peer} {forwarded:?}");
    }
    let long = vec!["10.0.0.2"; 100_000].join(",");
    let found = client(ip("10.0.0.1"), &headers(&[&long]), &trusted);
    assert_eq!(found, ip("10.0.0.2"));
}

#[test]
fn a19_a_client_is_limited_and_no_other() {
    let limiter = RateLimiter::new(3, Vec::new());
    let none = HeaderMap::new();
    let first = ip("192.0.2.1");
    assert!((0..3).all(|_| limiter.check(first, &none).is_ok()));
    assert!(limiter.check(first, &none).is_err());
    // A name that he makes up does not help.
    assert!(limiter.check(first, &headers(&["203.0.113.9"])).is_err());
    // One of many others, so that a shared counter does not matter.
    let others = (0..100).map(|last| ip(&format!("198.51.100.{last}")));
    let served = others.filter(|other| limiter.check(*other, &none).is_ok());
    assert!(served.count() > 95);
}

#[test]
fn clients_behind_a_proxy_are_told_apart() {
    let limiter = RateLimiter::new(1, vec!["10.0.0.0/8".parse().unwrap()]);
    let proxy = ip("10.0.0.1");
    assert!(limiter.check(proxy, &headers(&["203.0.113.9"])).is_ok());
    assert!(limiter.check(proxy, &headers(&["203.0.113.10"])).is_ok());
    assert!(
        limiter
            .check(proxy, &headers(&["1.2.3.4, 203.0.113.9"]))
            .is_err()
    );
}

#[test]
fn a_client_of_ipv6_is_its_network() {
    let limiter = RateLimiter::new(2, Vec::new());
    let allows = |text: &str| limiter.check(ip(text), &HeaderMap::new()).is_ok();
    assert!(allows("2001:db8::1"));
    assert!(allows("2001:db8::2"));
    assert!(!allows("2001:db8::ffff:3"));
    // IPv4 in another spelling.
    assert!(allows("192.0.2.1"));
    assert!(allows("::ffff:192.0.2.1"));
    assert!(!allows("192.0.2.1"));
}

#[test]
fn zero_means_no_limit() {
    let limiter = RateLimiter::new(0, Vec::new());
    assert!((0..10_000).all(|_| limiter.check(ip("192.0.2.1"), &HeaderMap::new()).is_ok()));
}

#[test]
fn requests_come_back_one_by_one() {
    // 50 a second.
    let limiter = RateLimiter::new(3_000, Vec::new());
    let client = ip("192.0.2.1");
    let wait = loop {
        if let Err(wait) = limiter.check(client, &HeaderMap::new()) {
            break wait;
        }
    };
    assert!(wait <= Duration::from_millis(20), "{wait:?}");
    std::thread::sleep(Duration::from_millis(100));
    assert!(limiter.check(client, &HeaderMap::new()).is_ok());
}
