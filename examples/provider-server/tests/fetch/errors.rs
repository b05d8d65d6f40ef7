use std::{error::Error as _, net::TcpListener, thread::sleep};

use ocean_provider_core::files::{FileObject, Method};
use provider_server::fetch::FetchError;

use crate::{
    TIMEOUT, fetcher, read, request,
    scripted::{Scripted, redirect, status},
};

#[test]
fn messages() {
    for (error, code, message) in [
        (
            FetchError::MalformedRequest,
            "malformed_request",
            "the file's request cannot be sent, expected an HTTP URL and headers",
        ),
        (
            FetchError::RefusedAddress,
            "refused_address",
            "the file's host has no public address, expected one",
        ),
        (
            FetchError::Unreachable,
            "unreachable",
            "the file's host cannot be reached",
        ),
        (
            FetchError::Timeout,
            "timeout",
            "the file's host took too long",
        ),
        (
            FetchError::MalformedAnswer,
            "malformed_answer",
            "the file's host did not answer with HTTP",
        ),
        (
            FetchError::HeadTooLarge,
            "head_too_large",
            "the file's host answered with more than 16 KiB or 100 headers",
        ),
        (
            FetchError::Interrupted,
            "interrupted",
            "the file's host broke off",
        ),
        (
            FetchError::Status(404),
            "status",
            "the file's host answered with status 404, expected a success",
        ),
        (
            FetchError::TooLarge { max: 9 },
            "too_large",
            "the file is larger than 9 bytes",
        ),
        (
            FetchError::TooManyRedirects { max: 5 },
            "too_many_redirects",
            "the file's host redirects more than 5 times",
        ),
        (
            FetchError::MalformedRedirect,
            "malformed_redirect",
            "the file's host redirects to no HTTP URL",
        ),
        (
            FetchError::InsecureRedirect,
            "insecure_redirect",
            "the file's host redirects from https to http",
        ),
        (
            FetchError::Tls,
            "tls",
            "the TLS library supports none of its protocol versions",
        ),
    ] {
        assert_eq!((error.code(), &*error.to_string()), (code, message));
        assert!(error.source().is_none());
    }
}

/// Every way to fail, with a URL and headers that would be recognised.
#[tokio::test]
async fn a21_no_trace_of_the_url() {
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let fixed = |text: &str| Scripted::fixed(text.as_bytes().to_vec());
    let no_http = fixed("SSH-2.0-s3cret\r\n");
    let hangs_up = Scripted::new(|_, _| {});
    let silent = Scripted::new(|_, _| sleep(TIMEOUT * 20));
    let not_found = fixed("HTTP/1.1 404 s3cret\r\nContent-Length: 6\r\n\r\ns3cret");
    let around = fixed(&redirect(302, "/s3cret?s3cret"));
    let astray = fixed(&redirect(302, "ftp://s3cret.example/"));
    let outage = fixed(&status(503));
    let cut = fixed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
    let url = |origin: &Scripted| {
        format!(
            "http://u:s3cret@127.0.0.1:{}/s3cret?t=s3cret",
            origin.port()
        )
    };
    for (url, expected) in [
        (format!("http://127.0.0.1:{nobody}/s3cret"), "unreachable"),
        (
            "http://s3cret.invalid/s3cret?t=s3cret".to_owned(),
            "unreachable",
        ),
        (
            format!("https://127.0.0.1:{}/s3cret", no_http.port()),
            "unreachable",
        ),
        (url(&no_http), "malformed_answer"),
        (url(&hangs_up), "interrupted"),
        (url(&silent), "timeout"),
        (url(&not_found), "status"),
        (url(&around), "too_many_redirects"),
        (url(&astray), "malformed_redirect"),
        (url(&outage), "status"),
        (url(&cut), "interrupted"),
        (
            "http://s3cret.example:99999/".to_owned(),
            "malformed_request",
        ),
        ("http://s3 cret/".replace(' ', "%20"), "malformed_request"),
    ] {
        let headers = [("Authorization", "s3cret"), ("X-s3cret", "s3cret")];
        let file = FileObject::url(&url, Method::Get, &headers).unwrap();
        let request = request(&file);
        let fetcher = fetcher();
        let error = match fetcher.open(&request, None).await {
            Ok(opened) => {
                let shown = format!("{opened:?}");
                assert!(!shown.contains("s3cret"), "{shown}");
                read(opened).await.1.unwrap()
            }
            Err(error) => error,
        };
        assert_eq!(error.code(), expected, "{url}");
        let look = fetcher.look(&request, true).await;
        let shown = format!("{error} {error:?} {look:?} {fetcher:?}");
        assert!(
            !shown.contains("s3cret") && !shown.contains("127.0.0.1"),
            "{shown}"
        );
    }
}
