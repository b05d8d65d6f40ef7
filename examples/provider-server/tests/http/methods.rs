//! Methods, paths, and what browsers ask for.

use provider_server::dev::Sample;
use reqwest::Method;
use serde_json::json;

use crate::{ask::Ask, site::Site};

const NOT_ALLOWED: &str =
    "405 Method Not Allowed: The method is not allowed for the requested URL.";

#[tokio::test]
async fn another_method_is_405_and_another_path_404() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let rows = site.rows();
    for (name, honest) in site.honest(&bought) {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
            if honest.method.as_str() == method {
                continue;
            }
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let ask = Ask {
                method: method.clone(),
                ..honest.clone()
            };
            let answer = site.ask(&ask).await;
            assert_eq!(answer.status, 405, "{method} {name}");
            assert_eq!(answer.json(), json!({ "error": NOT_ALLOWED }));
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
            let allowed = answer.header("allow").unwrap_or_default();
            assert!(
                allowed.contains(honest.method.as_str()),
                "{name}: {allowed}"
            );
        }
    }
    for path in [
        "/nothing",
        "/api/services",
        "/api/services/nonce/",
        "/api/services/%6eonce/x",
        "//",
    ] {
        let answer = site
            .send(site.request(&Ask::get("/").header("x-path", path)))
            .await;
        assert_eq!(answer.status, 200);
        let url = site.url(path);
        let answer = site.send(reqwest::Client::new().get(url)).await;
        assert_eq!(answer.status, 404, "{path}");
        let text = answer.error().1;
        assert!(text.starts_with("404 Not Found: "), "{text}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
    assert_eq!(site.rows(), rows);
}

#[tokio::test]
async fn head_answers_without_a_body_and_serves_no_file() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let account = site.world.consumer().address();
    for (name, ask) in site.honest(&bought) {
        if matches!(name, "createAuthToken" | "deleteAuthToken") {
            continue;
        }
        let ask = Ask {
            method: Method::HEAD,
            ..ask
        };
        let before = site.world.requests("levels.csv");
        let answer = site.ask(&ask).await;
        let expected = if name == "initialize" { 200 } else { 405 };
        assert_eq!(answer.status, expected, "{name}");
        assert!(answer.body.is_empty());
        if name == "download" {
            assert_eq!(site.world.requests("levels.csv"), before);
        }
    }
    let answer = site
        .ask(&Ask {
            method: Method::HEAD,
            ..Ask::get("/")
        })
        .await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_eq!(site.last_nonce(account), None);
}

#[tokio::test]
async fn browsers_may_ask_from_anywhere() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    for (name, honest) in site.honest(&bought) {
        let preflight = Ask {
            method: Method::OPTIONS,
            params: Vec::new(),
            body: None,
            is_json: false,
            ..honest.clone()
        }
        .header("Origin", "https://market.example")
        .header("Access-Control-Request-Method", honest.method.as_str())
        .header("Access-Control-Request-Headers", "authtoken, content-type");
        let answer = site.ask(&preflight).await;
        assert_eq!(answer.status, 200, "{name}");
        let header = |name| answer.header(name);
        assert_eq!(
            header("access-control-allow-origin"),
            Some("https://market.example")
        );
        assert_eq!(
            header("access-control-allow-headers"),
            Some("authtoken, content-type")
        );
        let methods = header("access-control-allow-methods").unwrap();
        assert_eq!(methods, "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
        // Answers, served and refused ones.
        for ask in [
            honest.clone(),
            Ask {
                params: Vec::new(),
                ..honest
            },
        ] {
            let answer = site
                .ask(&ask.header("Origin", "https://market.example"))
                .await;
            assert_eq!(
                answer.header("access-control-allow-origin"),
                Some("*"),
                "{name}"
            );
        }
    }
}
