use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use provider_server::fetch::{FetchError, FetchPolicy, Fetcher, Resolve, Resolving, is_public};

use crate::{
    get, policy, read,
    scripted::{Scripted, ok},
};

fn strict() -> FetchPolicy {
    FetchPolicy {
        allow_non_public_ip: false,
        ..policy()
    }
}

/// Public addresses, many of them the last before or the first behind a refused block.
const PUBLIC: [&str; 33] = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.0.3.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "198.51.99.255",
    "198.51.101.0",
    "203.0.112.255",
    "203.0.114.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "3ffd:ffff::1",
    "64:ff9b::8.8.8.8",
];

/// Addresses that are refused, many of them the first or last of a block.
const REFUSED: [&str; 68] = [
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.0.0",
    "169.254.169.254",
    "169.254.170.2",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.192",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.0",
    "203.0.113.255",
    "224.0.0.0",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "1fff:ffff::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2001:db8:ffff::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3ffe::1",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
];

#[test]
fn a20_addresses() {
    for address in PUBLIC {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
    for address in REFUSED {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }
}

#[tokio::test]
async fn a20_hosts_that_are_not_public() {
    let here = Scripted::fixed(ok("", "secret"));
    let there = Scripted::on("[::1]:0", |_, answer| answer.send(ok("", "secret")));
    let fetcher = Fetcher::new(strict()).unwrap();
    let hosts = [
        "localhost",
        "LOCALHOST",
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "0x7f000001",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "127%2e0%2e0%2e1",
        "127。0。0。1",
        "①②⑦.⓪.⓪.①",
        "user:pass@127.0.0.1",
        "1.1.1.1@127.0.0.1",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "169.254.169.254",
        "0xa9fea9fe",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "168.63.129.16",
        "10.0.0.1",
        "192.168.1.1",
        "[fe80::1]",
    ];
    assert_eq!(hosts.len(), 34);
    for host in hosts {
        for port in [here.port(), there.port()] {
            let request = get(&format!("http://{host}:{port}/a"));
            let refused = fetcher.open(&request, None).await.err();
            assert_eq!(refused, Some(FetchError::RefusedAddress), "{host}");
            let look = fetcher.look(&request, true).await;
            assert_eq!(look.fault, Some(FetchError::RefusedAddress), "{host}");
            let request = get(&format!("https://{host}:{port}/a"));
            let refused = fetcher.open(&request, None).await.err();
            assert_eq!(refused, Some(FetchError::RefusedAddress), "{host}");
        }
    }
    assert!(here.seen().is_empty() && there.seen().is_empty());

    // The same is served where it is permitted.
    let fetcher = Fetcher::new(policy()).unwrap();
    for (host, port) in [
        ("localhost", here.port()),
        ("0x7f000001", here.port()),
        ("[::ffff:127.0.0.1]", here.port()),
        ("[::1]", there.port()),
    ] {
        let request = get(&format!("http://{host}:{port}/a"));
        let (body, error) = read(fetcher.open(&request, None).await.unwrap()).await;
        assert_eq!((&*body, error), (&b"secret"[..], None), "{host}");
    }
}

struct Names(Vec<&'static str>, AtomicUsize);

impl Resolve for Names {
    fn resolve(&self, host: &str) -> Resolving {
        assert_eq!(host, "data.example");
        self.1.fetch_add(1, Ordering::SeqCst);
        let found: Vec<IpAddr> = self.0.iter().map(|text| text.parse().unwrap()).collect();
        Box::pin(async move { Ok(found) })
    }
}

#[tokio::test]
async fn a20_a_name_that_resolves_to_addresses_that_are_not_public() {
    let origin = Scripted::fixed(ok("", "secret"));
    let names = Arc::new(Names(
        vec!["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.1.2.3"],
        AtomicUsize::new(0),
    ));
    let url = format!("http://data.example:{}/", origin.port());
    let resolver = Arc::<Names>::clone(&names);
    let fetcher = Fetcher::with_resolver(strict(), resolver).unwrap();
    let refused = fetcher.open(&get(&url), None).await.err();
    assert_eq!(refused, Some(FetchError::RefusedAddress));
    assert!(origin.seen().is_empty());
    assert_eq!(names.1.load(Ordering::SeqCst), 1);

    let fetcher = Fetcher::with_resolver(policy(), names).unwrap();
    assert!(fetcher.open(&get(&url), None).await.is_ok());
    assert_eq!(origin.seen().len(), 1);
}

struct Unknown;

impl Resolve for Unknown {
    fn resolve(&self, _: &str) -> Resolving {
        Box::pin(async { Err(io::Error::other("no such name: data.example")) })
    }
}

#[tokio::test]
async fn a_name_that_nobody_knows() {
    let fetcher = Fetcher::with_resolver(strict(), Arc::new(Unknown)).unwrap();
    let error = fetcher.open(&get("http://data.example/"), None).await.err();
    assert_eq!(error, Some(FetchError::Unreachable));
}
