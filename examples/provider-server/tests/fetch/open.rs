use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use futures_util::StreamExt as _;
use hyper::header::HeaderValue;
use ocean_provider_core::files::{FileObject, Method};
use provider_server::fetch::FetchError;

use crate::{
    TIMEOUT, fetcher, get, read, request,
    scripted::{Scripted, ok},
};

#[tokio::test]
async fn a_body_and_its_headers() {
    let headers = "Content-Type: text/csv; charset=utf-8\r\nAccept-Ranges: bytes\r\n\
                   Content-Encoding: gzip\r\nContent-Disposition: attachment; filename=\"a.csv\"\r\n\
                   Set-Cookie: s3cret\r\n";
    let origin = Scripted::fixed(ok(headers, "a,b\n"));
    let opened = fetcher()
        .open(&get(&origin.url("/x?y=1")), None)
        .await
        .unwrap();
    assert_eq!(opened.status, 200);
    assert_eq!(
        opened.content_type.as_ref().unwrap(),
        "text/csv; charset=utf-8"
    );
    assert_eq!(opened.content_encoding.as_ref().unwrap(), "gzip");
    assert_eq!(opened.content_length, Some(4));
    assert_eq!(opened.content_range, None);
    assert!(opened.accepts_ranges);
    assert_eq!(opened.file_name.as_ref().unwrap().as_str(), "a.csv");
    assert_eq!(read(opened).await, (b"a,b\n".to_vec(), None));
    let seen = origin.seen().join("");
    assert!(seen.starts_with("GET /x?y=1 HTTP/1.1\r\n"), "{seen}");
    assert!(seen.contains("accept-encoding: identity\r\n"));
    assert!(seen.contains("user-agent: provider-server/"));
    assert!(!seen.contains("range"));
}

#[tokio::test]
async fn a_range_is_passed_on_unless_the_file_has_its_own() {
    let part = "HTTP/1.1 206 X\r\nContent-Length: 2\r\nContent-Range: bytes 1-2/4\r\n\r\n,b";
    let origin = Scripted::fixed(part);
    let range = HeaderValue::from_static("bytes=1-2");
    let url = origin.url("/a");
    let opened = fetcher().open(&get(&url), Some(&range)).await.unwrap();
    assert_eq!(
        (opened.status.as_u16(), opened.content_length),
        (206, Some(2))
    );
    assert_eq!(opened.content_range.as_ref().unwrap(), "bytes 1-2/4");
    assert_eq!(read(opened).await.0, b",b");
    assert!(origin.seen()[0].contains("range: bytes=1-2\r\n"));

    let file = FileObject::url(&url, Method::Get, &[("rAnge", "bytes=0-0")]).unwrap();
    fetcher().open(&request(&file), Some(&range)).await.unwrap();
    assert_eq!(origin.seen()[1].matches("bytes=").count(), 1);
    assert!(origin.seen()[1].contains("range: bytes=0-0\r\n"));
}

#[tokio::test]
async fn user_and_password_of_a_url() {
    let origin = Scripted::fixed(ok("", ""));
    let url = format!("http://al%40ice:p%3Aw@127.0.0.1:{}/a", origin.port());
    fetcher().open(&get(&url), None).await.unwrap();
    let file = FileObject::url(&url, Method::Get, &[("Authorization", "Own")]).unwrap();
    fetcher().open(&request(&file), None).await.unwrap();
    let seen = origin.seen();
    // `al@ice:p:w`
    assert!(seen[0].contains("authorization: Basic YWxAaWNlOnA6dw==\r\n"));
    assert!(seen[1].contains("authorization: Own\r\n"));
    for request in seen {
        assert!(request.starts_with("GET /a HTTP/1.1\r\n"), "{request}");
        assert!(!request.contains("alice") && !request.contains("Basic Own"));
        assert!(request.contains(&format!("host: 127.0.0.1:{}\r\n", origin.port())));
    }
}

#[tokio::test]
async fn chunks() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let origin = Scripted::fixed(format!("{head}3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nA: b\r\n\r\n"));
    let opened = fetcher().open(&get(&origin.url("/")), None).await.unwrap();
    assert_eq!(opened.content_length, None);
    assert_eq!(read(opened).await, (b"abcd".to_vec(), None));
    for (rest, expected) in [
        ("3\r\nab", "ab"),
        ("2\r\nab\r\n", "ab"),
        ("zz\r\nab", ""),
        ("2\r\nabc\r\n0\r\n\r\n", "ab"),
    ] {
        let origin = Scripted::fixed(format!("{head}{rest}"));
        let opened = fetcher().open(&get(&origin.url("/")), None).await.unwrap();
        let (body, error) = read(opened).await;
        assert_eq!(body, expected.as_bytes(), "{rest:?}");
        assert_eq!(error, Some(FetchError::Interrupted), "{rest:?}");
    }
}

#[tokio::test]
async fn lies_about_the_length() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length:";
    let origin = Scripted::fixed(format!("{head} 10\r\n\r\nshort"));
    let opened = fetcher().open(&get(&origin.url("/")), None).await.unwrap();
    let (body, error) = read(opened).await;
    assert_eq!(
        (&*body, error),
        (&b"short"[..], Some(FetchError::Interrupted))
    );

    let origin = Scripted::fixed(format!("{head} 5\r\n\r\nshort and long"));
    let opened = fetcher().open(&get(&origin.url("/")), None).await.unwrap();
    assert_eq!(read(opened).await, (b"short".to_vec(), None));

    for lengths in [
        " 5\r\nContent-Length: 6",
        " -1",
        " x",
        " 99999999999999999999",
    ] {
        let origin = Scripted::fixed(format!("{head}{lengths}\r\n\r\nshort"));
        let error = fetcher().open(&get(&origin.url("/")), None).await.err();
        assert_eq!(error, Some(FetchError::MalformedAnswer), "{lengths}");
    }
}

#[tokio::test]
async fn a_connection_that_is_reset() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (reset, when) = mpsc::channel::<()>();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0]).unwrap();
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort";
        stream.write_all(head.as_bytes()).unwrap();
        // What was not read of the request makes the end a reset.
        when.recv().unwrap();
    });
    let mut opened = fetcher().open(&get(&url), None).await.unwrap();
    let first = opened.body.next().await.unwrap().unwrap();
    reset.send(()).unwrap();
    assert_eq!(&*first, b"short");
    assert_eq!(
        read(opened).await,
        (Vec::new(), Some(FetchError::Interrupted))
    );
}

/// 64 MiB in pieces of some KiB, and no more taken from the origin than is asked for.
#[tokio::test]
async fn a_large_body_in_constant_memory() {
    const LEN: u64 = 64 << 20;
    let origin = Scripted::new(|_, answer| {
        answer.send(format!("HTTP/1.1 200 OK\r\nContent-Length: {LEN}\r\n\r\n"));
        let piece = vec![b'x'; 1 << 20];
        while answer.sent() < LEN && answer.try_send(&piece) {}
    });
    let mut opened = fetcher().open(&get(&origin.url("/")), None).await.unwrap();
    assert_eq!(opened.content_length, Some(LEN));
    let mut read = opened.body.next().await.unwrap().unwrap().len();
    // The consumer is slower than any time-out of the origin; the rest waits in the sockets.
    tokio::time::sleep(TIMEOUT * 2).await;
    assert!(origin.sent() < LEN / 2, "{}", origin.sent());
    let mut largest = read;
    while let Some(piece) = opened.body.next().await {
        let len = piece.unwrap().len();
        largest = largest.max(len);
        read += len;
    }
    assert_eq!(read as u64, LEN);
    assert!(largest <= 32 << 10, "{largest}");
}
