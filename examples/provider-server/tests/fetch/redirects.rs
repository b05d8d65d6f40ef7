use ocean_provider_core::files::{FileObject, Method};
use provider_server::fetch::{FetchError, FetchPolicy, Fetcher};

use crate::{
    fetcher, get, policy, read, request,
    scripted::{Scripted, ok, redirect},
};

/// Redirects `/5` to `/4` and so on to `/0`.
fn chain() -> Scripted {
    Scripted::new(|request, answer| {
        let left: u32 = request.split(['/', ' ']).nth(2).unwrap().parse().unwrap();
        match left.checked_sub(1) {
            Some(next) => answer.send(redirect(302, &format!("/{next}"))),
            None => answer.send(ok("", "there")),
        }
    })
}

#[tokio::test]
async fn five_redirects_are_followed_and_no_sixth() {
    let origin = chain();
    let (body, error) = read(fetcher().open(&get(&origin.url("/5")), None).await.unwrap()).await;
    assert_eq!((&*body, error), (&b"there"[..], None));
    let error = fetcher().open(&get(&origin.url("/6")), None).await.err();
    assert_eq!(error, Some(FetchError::TooManyRedirects { max: 5 }));

    let around = Scripted::fixed(redirect(301, "/"));
    let look = fetcher().look(&get(&around.url("/")), false).await;
    assert_eq!(look.fault, Some(FetchError::TooManyRedirects { max: 5 }));
    assert_eq!(around.seen().len(), 6);

    let fetcher = Fetcher::new(FetchPolicy {
        max_redirects: 0,
        ..policy()
    });
    let error = fetcher.unwrap().open(&get(&origin.url("/1")), None).await;
    assert_eq!(error.err(), Some(FetchError::TooManyRedirects { max: 0 }));
}

#[tokio::test]
async fn redirects_to_what_is_no_http() {
    for (location, expected) in [
        ("file:///etc/passwd", FetchError::MalformedRedirect),
        ("ftp://data.example/", FetchError::MalformedRedirect),
        ("gopher://127.0.0.1:70/", FetchError::MalformedRedirect),
        ("data:text/plain,x", FetchError::MalformedRedirect),
        ("http://", FetchError::MalformedRedirect),
        ("http://[::1", FetchError::MalformedRedirect),
    ] {
        let origin = Scripted::fixed(redirect(302, location));
        let error = fetcher().open(&get(&origin.url("/")), None).await.err();
        assert_eq!(error, Some(expected), "{location}");
    }
    // Without a target it is a status like others.
    let origin = Scripted::fixed("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
    let error = fetcher().open(&get(&origin.url("/")), None).await.err();
    assert_eq!(error, Some(FetchError::Status(302)));
}

#[tokio::test]
async fn headers_of_the_file_stay_with_its_origin() {
    let other = Scripted::fixed(ok("", "there"));
    let target = other.url("/b");
    let first = Scripted::new(move |request, answer| {
        if request.starts_with("GET /a ") {
            answer.send(redirect(307, "/same"));
        } else {
            answer.send(redirect(307, &target));
        }
    });
    let headers = [
        ("Authorization", "Bearer s3cret"),
        ("X-Api-Key", "s3cret"),
        ("Cookie", "s3cret"),
        ("Accept", "text/csv"),
        ("Range", "bytes=0-3"),
    ];
    let file = FileObject::url(&first.url("/a#top"), Method::Get, &headers).unwrap();
    let origin = fetcher().open(&request(&file), None).await.unwrap();
    assert_eq!(read(origin).await.0, b"there");
    for request in first.seen() {
        assert_eq!(request.matches("s3cret").count(), 3, "{request}");
    }
    assert_eq!(first.seen().len(), 2);
    assert!(first.seen()[0].starts_with("GET /a HTTP/1.1\r\n"));
    let there = other.seen().join("");
    assert!(!there.contains("s3cret"), "{there}");
    assert!(there.contains("accept: text/csv\r\n") && there.contains("range: bytes=0-3\r\n"));
    assert!(there.contains(&format!("host: 127.0.0.1:{}\r\n", other.port())));
}

#[tokio::test]
async fn post_becomes_get_or_stays() {
    for (status, method) in [
        (301, "GET"),
        (302, "GET"),
        (303, "GET"),
        (307, "POST"),
        (308, "POST"),
    ] {
        let origin = Scripted::new(move |request, answer| {
            if request.starts_with("POST /graphql ") {
                answer.send(redirect(status, "/b"));
            } else {
                answer.send(ok("", "there"));
            }
        });
        let file = format!(
            r#"{{"type":"graphql","url":"{}","query":"{{ a }}"}}"#,
            origin.url("/graphql")
        );
        let file = FileObject::parse(&file).unwrap();
        let opened = fetcher().open(&request(&file), None).await.unwrap();
        assert_eq!(read(opened).await.0, b"there");
        assert_eq!(origin.methods(), ["POST", method]);
        let query = r#"{"query":"{ a }"}"#;
        assert!(origin.seen()[0].ends_with(query));
        assert_eq!(origin.seen()[1].ends_with(query), method == "POST");
        assert_eq!(origin.seen()[1].contains("content-type"), method == "POST");
    }
}
