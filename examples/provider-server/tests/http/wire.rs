//! Below requests: what a server may not be led astray by.

use std::time::Duration;

use provider_server::dev::Sample;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::site::Site;

/// What comes back until the server closes, or is silent for a while; and whether it closed.
async fn talk(site: &Site, bytes: &[u8]) -> (String, bool) {
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    // It may close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    let is_closed = loop {
        match timeout(Duration::from_millis(300), stream.read(&mut piece)).await {
            Ok(Ok(0) | Err(_)) => break true,
            Ok(Ok(count)) => answer.extend(&piece[..count]),
            Err(_) => break false,
        }
    };
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(!answer.contains(site.world.url("").trim_start_matches("http://")));
    (answer, is_closed)
}

/// The statuses of the answers, in their order.
fn statuses(answers: &str) -> Vec<u16> {
    let lines = answers.split("HTTP/1.").skip(1);
    lines.map(|line| line[2..5].parse().unwrap()).collect()
}

const NONCE: &str = "/api/services/nonce";
const SMUGGLED: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

/// What is sent, the statuses that come back, and whether the connection is closed then.
type Row = (&'static str, String, &'static [u16], bool);

#[allow(clippy::too_many_lines, reason = "a table")]
fn rows() -> Vec<Row> {
    let smuggled = SMUGGLED.len();
    let get = |headers: &str| format!("GET {NONCE} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
    let post = |headers: &str, body: &str| {
        format!("POST /api/services/fileinfo HTTP/1.1\r\nHost: a\r\n{headers}\r\n{body}")
    };
    let chunked = format!("0\r\n\r\n{SMUGGLED}");
    vec![
        ("an honest request", get(""), &[400], false),
        ("two of them", get("") + SMUGGLED, &[400, 200], false),
        (
            "length and chunks",
            post(
                &format!(
                    "Content-Length: {}\r\nTransfer-Encoding: chunked\r\n",
                    chunked.len()
                ),
                &chunked,
            ),
            &[400],
            true,
        ),
        (
            "chunks and length",
            post(
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                &chunked,
            ),
            &[400],
            true,
        ),
        (
            "two lengths",
            post(
                &format!("Content-Length: 0\r\nContent-Length: {smuggled}\r\n"),
                SMUGGLED,
            ),
            &[400],
            true,
        ),
        (
            "a list of lengths",
            post("Content-Length: 0, 5\r\n", SMUGGLED),
            &[400],
            true,
        ),
        (
            "a signed length",
            post("Content-Length: +0\r\n", SMUGGLED),
            &[400],
            true,
        ),
        (
            "a negative length",
            post("Content-Length: -1\r\n", SMUGGLED),
            &[400],
            true,
        ),
        (
            "a hexadecimal length",
            post("Content-Length: 0x1\r\n", SMUGGLED),
            &[400],
            true,
        ),
        (
            "a huge length",
            post("Content-Length: 99999999999999999999\r\n", ""),
            &[400],
            true,
        ),
        (
            "a blank before the colon",
            post("Content-Length : 0\r\n", SMUGGLED),
            &[400],
            true,
        ),
        (
            "another encoding",
            post("Transfer-Encoding: identity\r\n", SMUGGLED),
            &[400],
            true,
        ),
        (
            "chunks, and more",
            post("Transfer-Encoding: chunked, gzip\r\n", &chunked),
            &[400],
            true,
        ),
        (
            "chunked in other words",
            post("Transfer-Encoding: xchunked\r\n", &chunked),
            &[400],
            true,
        ),
        (
            "chunks of 1.0",
            format!("POST {NONCE} HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}"),
            &[400],
            true,
        ),
        ("a folded header", get("X-A: b\r\n c: d\r\n"), &[400], true),
        ("a header without a colon", get("nothing\r\n"), &[400], true),
        ("a NUL in a header", get("X-A: a\0b\r\n"), &[400], true),
        (
            "a carriage return in a header",
            get("X-A: a\rb\r\n"),
            &[400],
            true,
        ),
        (
            "another protocol",
            "GET / HTTP/3.0\r\n\r\n".into(),
            &[400],
            true,
        ),
        ("no protocol", format!("GET {NONCE}\r\n\r\n"), &[400], true),
        (
            "a preface of HTTP/2",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
            &[],
            true,
        ),
        (
            "TLS",
            "\x16\x03\x01\x02\0\x01\0\x01\u{7f}\u{3}".into(),
            &[400],
            true,
        ),
        (
            "blanks in the target",
            "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n".into(),
            &[400],
            true,
        ),
        (
            "a whole URL",
            format!("GET http://b.example{NONCE} HTTP/1.1\r\nHost: a\r\n\r\n"),
            &[400],
            false,
        ),
        (
            "a tunnel",
            "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n".into(),
            &[404],
            false,
        ),
        (
            "all of it",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n".into(),
            &[404],
            false,
        ),
        (
            "a long target",
            format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000)),
            &[431],
            true,
        ),
        (
            "a long query",
            format!("GET {NONCE}?a={} HTTP/1.1\r\n\r\n", "a".repeat(12_000)),
            &[400],
            false,
        ),
        (
            "a long header",
            get(&format!("X-A: {}\r\n", "a".repeat(100_000))),
            &[431],
            true,
        ),
        (
            "1,000 headers",
            get(&"X-A: b\r\n".repeat(1_000)),
            &[431],
            true,
        ),
        (
            "an expectation",
            post(
                "Content-Length: 2\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n",
                "{}",
            ),
            &[100, 400],
            false,
        ),
        (
            "an expectation of 100 MB",
            post("Content-Length: 104857600\r\nExpect: 100-continue\r\n", ""),
            &[413],
            true,
        ),
        (
            "chunks that are none",
            post("Transfer-Encoding: chunked\r\n", "zz\r\n"),
            &[400],
            true,
        ),
        (
            "a chunk of a huge length",
            post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\n"),
            &[400],
            true,
        ),
    ]
}

#[tokio::test]
async fn requests_that_proxies_read_otherwise() {
    let site = Site::start().await;
    let mut wrong = Vec::new();
    for (what, request, expected, closes) in &rows() {
        let (answers, is_closed) = talk(&site, request.as_bytes()).await;
        let found = statuses(&answers);
        if found != *expected || is_closed != *closes {
            wrong.push(format!(
                "{what}: {found:?} {is_closed}, expected {expected:?} {closes}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(statuses(&talk(&site, SMUGGLED.as_bytes()).await.0), [200]);
}

/// Bytes that are no UTF-8, as they are and as `%ff`, in each part of a request.
#[tokio::test]
async fn requests_that_are_no_utf_8() {
    let site = Site::start().await;
    for request in [
        b"GET /api/services/nonce?userAddress=\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n".as_slice(),
        b"GET /api/services/nonce?userAddress=%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api/services/nonce?%ff=%c3%28 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api/services/nonce?userAddress=%zz%1 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api/services/initialize?documentId=%00&serviceId=%e2%80%8b HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api/services/download HTTP/1.1\r\nHost: a\r\nAuthToken: \xff\xfe\r\n\r\n",
        b"GET /api/services/download HTTP/1.1\r\nHost: \xff\r\n\r\n",
        b"POST /api/services/fileinfo HTTP/1.1\r\nHost: a\r\nContent-Type: \xff\r\nContent-Length: 2\r\n\r\n{}",
        b"POST /api/services/fileinfo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
            Content-Length: 11\r\n\r\n{\"did\":\"\xff\"}",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\xff\xff / HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        let (answers, _) = talk(&site, request).await;
        let statuses = statuses(&answers);
        let shown = String::from_utf8_lossy(request);
        assert!(matches!(statuses[..], [400 | 404]), "{statuses:?} to {shown}");
    }
}

/// A single line feed ends a line as well (RFC 9112, 2.2), and hides nothing.
#[tokio::test]
async fn bare_line_feeds() {
    let site = Site::start().await;
    let request = "GET /health HTTP/1.1\nHost: a\n\n";
    let (answers, _) = talk(&site, request.as_bytes()).await;
    assert!(matches!(statuses(&answers)[..], [200 | 400]), "{answers}");
    // Not inside a body in chunks.
    let request = format!(
        "POST /api/services/fileinfo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
         2\n{{}}\n0\n\n{SMUGGLED}"
    );
    let (answers, is_closed) = talk(&site, request.as_bytes()).await;
    assert!(is_closed, "{answers}");
    assert_eq!(statuses(&answers), [400], "{answers}");
}

#[tokio::test]
async fn a_slow_head_is_not_waited_for() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut stream = TcpStream::connect(site.address).await.unwrap();
        stream.write_all(b"GET /api/serv").await.unwrap();
        slow.push(stream);
    }
    // The others are served meanwhile.
    assert_eq!(site.ask(&site.download(&bought)).await.status, 200);
    let mut rest = Vec::new();
    let patience = provider_server::limits::HEADER_TIMEOUT + Duration::from_secs(3);
    let mut stream = slow.pop().unwrap();
    let ended = timeout(patience, stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection is still open");
    let answer = String::from_utf8_lossy(&rest);
    assert!(rest.is_empty() || statuses(&answer) == [408], "{answer}");
}
