#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]
//! Fetching from scripted origins on the loopback.

mod errors;
mod guard;
mod limits;
mod look;
mod open;
mod redirects;
mod scripted;

use std::time::Duration;

use futures_util::StreamExt as _;
use ocean_provider_core::files::{FileObject, FileRequest, Gateways, HttpRequest, Method};
use provider_server::fetch::{FetchError, FetchPolicy, Fetcher, Origin};

const TIMEOUT: Duration = Duration::from_millis(700);

fn policy() -> FetchPolicy {
    FetchPolicy {
        allow_non_public_ip: true,
        timeout: TIMEOUT,
        retries: 1,
        max_checksum_length: 1000,
        max_redirects: 5,
        max_bytes: None,
    }
}

fn fetcher() -> Fetcher {
    Fetcher::new(policy()).unwrap()
}

fn get(url: &str) -> HttpRequest {
    request(&FileObject::url(url, Method::Get, &[]).unwrap())
}

fn request(file: &FileObject) -> HttpRequest {
    match file.request(None, Gateways::default()).unwrap() {
        FileRequest::Http(request) => request,
        other => panic!("{other:?}"),
    }
}

/// The body to its end or to an error.
async fn read(mut origin: Origin) -> (Vec<u8>, Option<FetchError>) {
    let mut read = Vec::new();
    while let Some(piece) = origin.body.next().await {
        match piece {
            Ok(piece) => read.extend_from_slice(&piece),
            Err(error) => {
                assert!(origin.body.next().await.is_none(), "more after an error");
                return (read, Some(error));
            }
        }
    }
    (read, None)
}
