use std::thread::sleep;

use ocean_provider_core::files::{FileChecksum, FileName, FileObject, FileType, Method};
use provider_server::fetch::{FetchError, FetchPolicy, Fetcher, Look};

use crate::{
    TIMEOUT, fetcher, get, policy, request,
    scripted::{Scripted, ok, redirect, status},
};

async fn look(origin: &Scripted, path: &str, wants_checksum: bool) -> Look {
    fetcher()
        .look(&get(&origin.url(path)), wants_checksum)
        .await
}

const NO_BODY: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

#[tokio::test]
async fn one_head_is_enough() {
    let origin = Scripted::fixed(ok("Content-Type: text/csv; charset=utf-8\r\n", ""));
    let look = look(&origin, "/files/a%20b.csv?token=x", false).await;
    assert_eq!(look.fault, None);
    assert_eq!(look.content_length, Some(0));
    assert_eq!(look.content_type.as_deref(), Some("text/csv"));
    assert_eq!(look.file_name.as_ref().unwrap().as_str(), "a_b.csv");
    assert_eq!(look.checksum, None);
    assert_eq!(origin.methods(), ["HEAD"]);
    let info = look.into_file_info(3, FileType::Url);
    assert!(info.valid);
    assert_eq!((info.index, info.content_length), (3, Some(0)));
    assert_eq!(info.filename.as_deref(), Some("a_b.csv"));
}

#[tokio::test]
async fn get_where_head_is_refused() {
    for refusal in [405, 501, 403, 404, 400] {
        let origin = Scripted::new(move |request, answer| {
            if request.starts_with("HEAD ") {
                answer.send(status(refusal));
            } else {
                answer.send(ok("Content-Type: text/csv\r\n", "a,b"));
            }
        });
        let look = look(&origin, "/a", false).await;
        assert_eq!((look.fault, look.content_length), (None, Some(3)));
        assert_eq!(origin.methods(), ["HEAD", "GET"]);
    }
    // Some origins hang up on HEAD.
    let origin = Scripted::new(|request, answer| {
        if !request.starts_with("HEAD ") {
            answer.send(ok("", "a,b"));
        }
    });
    assert_eq!(look(&origin, "/a", false).await.content_length, Some(3));
}

#[tokio::test]
async fn get_drops_an_endless_body() {
    let origin = Scripted::new(|request, answer| {
        answer.send(format!("{NO_BODY}Content-Type: text/csv\r\n\r\n"));
        while !request.starts_with("HEAD ") && answer.try_send([b'x'; 16 << 10]) {}
    });
    let looked = look(&origin, "/a", false).await;
    assert_eq!((looked.fault, looked.content_length), (None, None));
    assert_eq!(looked.content_type.as_deref(), Some("text/csv"));
    assert_eq!(origin.methods(), ["HEAD", "GET"]);
    // For its checksum as much is read as permitted.
    let looked = look(&origin, "/a", true).await;
    assert_eq!((looked.fault, looked.checksum), (None, None));
}

#[tokio::test]
async fn total_of_a_content_range() {
    let head = format!("{NO_BODY}Content-Range: bytes 0-9/1234\r\n\r\n");
    let origin = Scripted::fixed(head);
    assert_eq!(look(&origin, "/", false).await.content_length, Some(1234));
    // Provider 2.1.6 reads `9/10` here.
    let origin = Scripted::fixed(format!("{NO_BODY}Content-Range: 0-9/10\r\n\r\n"));
    assert_eq!(look(&origin, "/a", false).await.content_length, None);
}

#[tokio::test]
async fn only_200_is_a_file() {
    for code in [204, 206, 304, 401, 403, 404, 410, 500, 503] {
        let origin = Scripted::fixed(status(code));
        let looked = look(&origin, "/a", true).await;
        assert_eq!(looked.fault, Some(FetchError::Status(code)));
        assert!(looked.content_type.is_none() && looked.file_name.is_none());
    }
    // 206 too where the file object asks for a part.
    let part = "HTTP/1.1 206 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let origin = Scripted::fixed(part);
    let headers = [("Range", "bytes=0-0")];
    let file = FileObject::url(&origin.url("/a"), Method::Get, &headers).unwrap();
    assert!(fetcher().look(&request(&file), false).await.is_valid());
    // Neither length nor type nor name.
    let origin = Scripted::fixed(format!("{NO_BODY}\r\n"));
    let looked = look(&origin, "/", false).await;
    assert_eq!(looked.fault, Some(FetchError::MalformedAnswer));
}

#[tokio::test]
async fn checksums_up_to_the_limit() {
    for (len, declared, expected) in [
        (0, true, true),
        (1000, true, true),
        (1001, true, false),
        (1000, false, true),
        (1001, false, false),
        (100_000, false, false),
    ] {
        let body = "x".repeat(len);
        let sent = body.clone();
        let origin = Scripted::new(move |request, answer| {
            let body = if request.starts_with("HEAD ") {
                ""
            } else {
                &sent
            };
            let length = format!("Content-Length: {len}\r\n");
            let length = if declared { &length } else { "" };
            answer.send(format!("{NO_BODY}{length}\r\n{body}"));
        });
        let looked = look(&origin, "/a", true).await;
        let checksum = expected.then(|| FileChecksum::of(body.as_bytes()));
        assert_eq!((looked.fault, looked.checksum), (None, checksum), "{len}");
        let known = (declared || expected).then_some(len as u64);
        assert_eq!(looked.content_length, known);
        // What is known to be too large is not asked for.
        let asked = if len == 1001 && declared { 1 } else { 2 };
        assert_eq!(origin.seen().len(), asked, "{len} {declared}");
    }
}

#[tokio::test]
async fn a_checksum_of_a_body_that_breaks_or_drips() {
    let head = format!("{NO_BODY}Content-Length: 10\r\n\r\n");
    let short = Scripted::fixed(format!("{head}short"));
    let looked = look(&short, "/a", true).await;
    assert_eq!(looked.fault, Some(FetchError::Interrupted));
    assert_eq!(looked.checksum, None);

    let drips = Scripted::new(|_, answer| {
        answer.send(format!("{NO_BODY}\r\n"));
        while answer.try_send("x") {
            sleep(TIMEOUT / 4);
        }
    });
    let looked = look(&drips, "/a", true).await;
    assert_eq!(looked.fault, Some(FetchError::Timeout));
}

#[tokio::test]
async fn files_larger_than_permitted() {
    let origin = Scripted::fixed(ok("", "0123456789"));
    for (max, fault) in [(9, Some(FetchError::TooLarge { max: 9 })), (10, None)] {
        let fetcher = Fetcher::new(FetchPolicy {
            max_bytes: Some(max),
            ..policy()
        });
        let looked = fetcher.unwrap().look(&get(&origin.url("/a")), false).await;
        assert_eq!(looked.fault, fault);
    }
}

#[tokio::test]
async fn post_is_asked_for_with_post() {
    let origin = Scripted::fixed(ok("Content-Type: application/json\r\n", "{}"));
    let file = FileObject::url(&origin.url("/q"), Method::Post, &[]).unwrap();
    let looked = fetcher().look(&request(&file), true).await;
    assert_eq!(looked.checksum, Some(FileChecksum::of(b"{}")));
    assert_eq!(origin.methods(), ["POST"]);
}

#[tokio::test]
async fn a25_names_are_safe() {
    for (path, headers, expected) in [
        ("/%2e%2e%2fevil%0d%0aX.csv", "", Some("evilX.csv")),
        ("/a%22b.csv", "", Some("a_b.csv")),
        ("/%E2%80%AEcsv.exe", "", Some("csv.exe")),
        (
            "/",
            "Content-Disposition: attachment; filename=\"../../evil.csv\"\r\n",
            Some("evil.csv"),
        ),
        ("/", "", None),
    ] {
        let headers = format!("{headers}Content-Type: text/csv\r\n");
        let origin = Scripted::fixed(ok(&headers, ""));
        let looked = look(&origin, path, false).await;
        let name = looked.file_name.as_ref().map(FileName::as_str);
        assert_eq!(name, expected, "{path}");
    }
}

#[tokio::test]
async fn the_name_is_that_of_the_last_url() {
    let origin = Scripted::new(|request, answer| {
        if request.contains(" /old.csv ") {
            answer.send(redirect(302, "/d/new.csv?t=1"));
        } else {
            answer.send(ok("", ""));
        }
    });
    let looked = look(&origin, "/old.csv", false).await;
    assert_eq!(looked.file_name.unwrap().as_str(), "new.csv");
    assert_eq!(origin.methods(), ["HEAD", "HEAD"]);
}
