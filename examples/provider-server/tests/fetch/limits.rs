use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use futures_util::StreamExt as _;
use ocean_provider_core::files::{FileObject, Method};
use provider_server::fetch::{FetchError, FetchPolicy, Fetcher};

use crate::{
    TIMEOUT, fetcher, get, policy, read, request,
    scripted::{Scripted, ok, redirect, status},
};

#[tokio::test]
async fn an_origin_that_does_not_answer() {
    let origin = Scripted::new(|_, _| sleep(TIMEOUT * 20));
    let drips = Scripted::new(|_, answer| {
        while answer.try_send("H") {
            sleep(TIMEOUT / 4);
        }
    });
    let continues = Scripted::new(|_, answer| {
        while answer.try_send("HTTP/1.1 100 Continue\r\n\r\n") {
            sleep(TIMEOUT / 4);
        }
    });
    // Each redirect is quick, all of them are not.
    let redirects = Scripted::new(|_, answer| {
        sleep(TIMEOUT / 3);
        answer.send(redirect(302, "/"));
    });
    for origin in [&origin, &continues, &redirects] {
        let start = Instant::now();
        let error = fetcher().open(&get(&origin.url("/")), None).await.err();
        assert_eq!(error, Some(FetchError::Timeout));
        assert!(start.elapsed() < TIMEOUT * 4);
    }
    let error = fetcher().open(&get(&drips.url("/")), None).await.err();
    assert!(matches!(
        error,
        Some(FetchError::Timeout | FetchError::MalformedAnswer)
    ));
}

#[tokio::test]
async fn a_body_that_stalls() {
    let origin = Scripted::new(|_, answer| {
        answer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        sleep(TIMEOUT * 20);
    });
    let start = Instant::now();
    let opened = fetcher().open(&get(&origin.url("/")), None).await.unwrap();
    let (body, error) = read(opened).await;
    assert_eq!((&*body, error), (&b"abc"[..], Some(FetchError::Timeout)));
    assert!(start.elapsed() < TIMEOUT * 4);
}

#[tokio::test]
async fn a_body_that_only_drips() {
    const TIMEOUT: Duration = Duration::from_millis(300);
    let fetcher = Fetcher::new(FetchPolicy {
        timeout: TIMEOUT,
        ..policy()
    })
    .unwrap();
    // A byte comes long before the time-out, and too little all in all.
    let origin = Scripted::new(|_, answer| {
        answer.send("HTTP/1.1 200 OK\r\n\r\n");
        while answer.try_send("x") {
            sleep(TIMEOUT / 10);
        }
    });
    let start = Instant::now();
    let opened = fetcher.open(&get(&origin.url("/")), None).await.unwrap();
    let (body, error) = tokio::time::timeout(TIMEOUT * 12, read(opened))
        .await
        .unwrap();
    assert_eq!(error, Some(FetchError::Timeout));
    assert!(body.len() >= 6, "{}", body.len());
    assert!(start.elapsed() >= TIMEOUT * 6);

    // What goes on, may last as long as it takes.
    let origin = Scripted::new(|_, answer| {
        answer.send("HTTP/1.1 200 OK\r\n\r\n");
        for _ in 0..24 {
            answer.send([b'x'; 16 << 10]);
            sleep(TIMEOUT / 3);
        }
    });
    let start = Instant::now();
    let opened = fetcher.open(&get(&origin.url("/")), None).await.unwrap();
    let (body, error) = read(opened).await;
    assert_eq!((body.len(), error), (24 << 14, None));
    assert!(start.elapsed() >= TIMEOUT * 7);
}

#[tokio::test]
async fn a_slow_consumer_is_no_slow_origin() {
    let origin = Scripted::new(|_, answer| {
        answer.send("HTTP/1.1 200 OK\r\n\r\n");
        for _ in 0..3 {
            answer.send("x");
            sleep(TIMEOUT / 8);
        }
    });
    let mut opened = fetcher().open(&get(&origin.url("/")), None).await.unwrap();
    let mut read = 0;
    while let Some(piece) = opened.body.next().await {
        read += piece.unwrap().len();
        tokio::time::sleep(TIMEOUT * 2).await;
    }
    assert_eq!(read, 3);
}

#[tokio::test]
async fn an_endless_body() {
    let endless = |head: &'static str| {
        Scripted::new(move |_, answer| {
            answer.send(head);
            while answer.try_send([b'x'; 16 << 10]) {}
        })
    };
    let fetcher = Fetcher::new(FetchPolicy {
        max_bytes: Some(100_000),
        ..policy()
    })
    .unwrap();
    let too_large = FetchError::TooLarge { max: 100_000 };
    let origin = endless("HTTP/1.1 200 OK\r\n\r\n");
    let opened = fetcher.open(&get(&origin.url("/")), None).await.unwrap();
    let (body, error) = read(opened).await;
    assert_eq!(error, Some(too_large));
    assert!(body.len() <= 100_000);

    let origin = endless("HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n");
    let error = fetcher.open(&get(&origin.url("/")), None).await.err();
    assert_eq!(error, Some(too_large));
}

#[tokio::test]
async fn heads_that_are_too_large() {
    let long = format!("X: {}\r\n", "x".repeat(17 << 10));
    let many = "X: y\r\n".repeat(101);
    for headers in [long, many] {
        let origin = Scripted::fixed(ok(&headers, "a"));
        let error = fetcher().open(&get(&origin.url("/")), None).await.err();
        assert_eq!(error, Some(FetchError::HeadTooLarge));
        let look = fetcher().look(&get(&origin.url("/")), true).await;
        assert_eq!(look.fault, Some(FetchError::HeadTooLarge));
    }
    let endless = Scripted::new(|_, answer| {
        answer.send("HTTP/1.1 200 OK\r\n");
        while answer.try_send("X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n") {}
    });
    let error = fetcher().open(&get(&endless.url("/")), None).await.err();
    assert_eq!(error, Some(FetchError::HeadTooLarge));
}

#[tokio::test]
async fn tries_are_counted() {
    for (retries, tries) in [(0, 1), (1, 1), (3, 3), (99, 5)] {
        let fetcher = Fetcher::new(FetchPolicy {
            retries,
            ..policy()
        })
        .unwrap();
        let busy = Scripted::fixed(status(503));
        let error = fetcher.open(&get(&busy.url("/")), None).await.err();
        assert_eq!(error, Some(FetchError::Status(503)));
        let hangs_up = Scripted::new(|_, _| {});
        let error = fetcher.open(&get(&hangs_up.url("/")), None).await.err();
        assert_eq!(error, Some(FetchError::Interrupted));
        assert_eq!((busy.seen().len(), hangs_up.seen().len()), (tries, tries));

        // What the origin may have done already, is not asked for again.
        let file = FileObject::url(&busy.url("/"), Method::Post, &[]).unwrap();
        fetcher.open(&request(&file), None).await.unwrap_err();
        assert_eq!(busy.seen().len(), tries + 1);
        let missing = Scripted::fixed(status(404));
        fetcher
            .open(&get(&missing.url("/")), None)
            .await
            .unwrap_err();
        assert_eq!(missing.seen().len(), 1);
    }
}
