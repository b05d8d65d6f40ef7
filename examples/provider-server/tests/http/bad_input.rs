//! Whatever a client sends, the answer is no 5xx, tells no secret, and the server goes on.

use std::time::{Duration, Instant};

use futures_util::stream;
use provider_server::dev::Sample;
use reqwest::Body;
use serde_json::{Value, json};

use crate::{
    ask::{Ask, Bought},
    site::Site,
};

/// What stands in place of a parameter: in JSON.
fn json_values(honest: &Value) -> Vec<(&'static str, Value)> {
    let text = honest
        .as_str()
        .map_or_else(|| honest.to_string(), Into::into);
    vec![
        ("null", Value::Null),
        ("true", json!(true)),
        ("false", json!(false)),
        ("zero", json!(0)),
        ("a number", json!(5)),
        ("a fraction", json!(1.5)),
        ("a negative number", json!(-1)),
        ("a huge number", json!(u64::MAX)),
        ("an empty list", json!([])),
        ("a list", json!([text])),
        ("an empty object", json!({})),
        ("an object", json!({ "a": text })),
        ("1 MB", json!("7".repeat(1_000_000))),
        ("deep", (0..30).fold(json!(1), |inner, _| json!([inner]))),
    ]
}

/// What stands in place of a parameter: texts, of a query as well.
fn texts(honest: &str) -> Vec<(&'static str, String)> {
    let map = |f: fn(char) -> char| honest.chars().map(f).collect::<String>();
    let full_width = |c: char| match c {
        '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        c => c,
    };
    let cyrillic = |c: char| match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'o' => 'о',
        'x' => 'х',
        c => c,
    };
    vec![
        ("empty", String::new()),
        ("a blank", " ".into()),
        ("a word", "zzz".into()),
        ("hexadecimal", "0x".into()),
        ("double prefix", format!("0x{honest}")),
        ("long digits", "9".repeat(300)),
        ("exponent", "1e400".into()),
        ("not a number", "NaN".into()),
        ("infinite", "Infinity".into()),
        ("negative", "-1".into()),
        ("full-width digits", map(full_width)),
        ("Cyrillic letters", map(cyrillic)),
        ("zero-width", format!("{honest}\u{200b}")),
        ("right to left", format!("\u{202e}{honest}")),
        ("NUL", format!("{honest}\0")),
        ("line breaks", format!("{honest}\r\nSet-Cookie: a=b")),
        ("a blank behind", format!("{honest} ")),
        ("upper case", honest.to_uppercase()),
        ("a quote", format!("{honest}\"'\\")),
        ("markup", "<script>alert(1)</script>".into()),
        ("a template", "${jndi:ldap://x/y}{{7*7}}%s%n".into()),
        ("SQL", "'; DROP TABLE nonces; --".into()),
        ("a path", "../../../../etc/passwd".into()),
        ("a URL", "http://127.0.0.1:1/secret".into()),
        ("a surrogate escaped", "\\ud800".into()),
        ("emoji", "\u{1f4a3}".repeat(50)),
    ]
}

struct Tried {
    site: Site,
    bought: Bought,
    count: usize,
}

impl Tried {
    async fn new() -> Self {
        let site = Site::with(&[("REQUEST_TIMEOUT", "2")]).await;
        let bought = site.buy(Sample::Csv);
        Self {
            site,
            bought,
            count: 0,
        }
    }

    async fn all(&mut self, asks: Vec<(String, Ask)>) {
        self.count += asks.len();
        let site = &self.site;
        // One after the other, since nonces rise.
        for (what, ask) in asks {
            let answer = site.ask(&ask).await;
            assert!(answer.status < 500, "{what}: {answer:?}");
            assert!(answer.header("set-cookie").is_none(), "{what}");
            // Nothing is taken for markup.
            if answer.status >= 400 {
                assert_eq!(
                    answer.header("content-type"),
                    Some("application/json"),
                    "{what}"
                );
                answer.json();
            }
        }
    }

    /// The server still answers.
    async fn end(self) {
        let Self {
            site,
            bought,
            count,
        } = self;
        let answer = site.ask(&site.download(&bought)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        println!("{count} requests");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_parameter_in_every_wrong_form() {
    let mut tried = Tried::new().await;
    let names: Vec<_> = tried
        .site
        .honest(&tried.bought)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for (at, name) in names.iter().enumerate() {
        let (_, signed) = tried.site.honest(&tried.bought).swap_remove(at);
        let mut asks = Vec::new();
        for (field, value) in &signed.params {
            let honest = || signed.again(&tried.site);
            let what = |form: &str| format!("{name}: {field}: {form}");
            asks.push((what("missing"), honest().without(field)));
            asks.push((what("missing in JSON"), honest().in_body().without(field)));
            for (form, text) in texts(&signed.text(field)) {
                // Also of JSON, for those that have a body.
                let ask = honest().with(field, text);
                asks.push((what(form), ask));
            }
            for (form, value) in json_values(value) {
                let ask = honest().in_body().with(field, value);
                asks.push((what(form), ask));
            }
            // Twice: in a query, and in JSON.
            for order in ["first of two", "second of two"] {
                let mut twice = honest().in_query();
                twice.params.push((field.clone(), "other".into()));
                if order != "first of two" {
                    twice.params.reverse();
                }
                asks.push((what(order), twice));
            }
            let honest = honest();
            let json = honest.json().to_string();
            let other = format!("{},{}:\"other\"}}", &json[..json.len() - 1], json!(field));
            let body = Some(("application/json", other.into_bytes()));
            let ask = Ask {
                body,
                params: Vec::new(),
                ..honest
            };
            asks.push((what("twice in JSON"), ask));
        }
        tried.all(asks).await;
    }
    assert!(tried.count > 2_000, "{}", tried.count);
    tried.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_endpoint_with_every_wrong_body() {
    let mut tried = Tried::new().await;
    let deep = "[".repeat(100_000);
    let long_keys = format!(r#"{{"{}":1}}"#, "k".repeat(900_000));
    let many = "\"k\":1,\"l\":2,".repeat(45_000);
    let bodies: [(&str, &str, Vec<u8>); 18] = [
        ("nothing", "application/json", vec![]),
        ("no JSON", "application/json", b"{".into()),
        ("a number", "application/json", b"5".into()),
        ("null", "application/json", b"null".into()),
        ("a list", "application/json", b"[]".into()),
        ("a text", "application/json", b"\"a\"".into()),
        ("deep", "application/json", deep.into_bytes()),
        (
            "a deep object",
            "application/json",
            "{\"did\":".repeat(50_000).into_bytes(),
        ),
        ("a long key", "application/json", long_keys.into_bytes()),
        (
            "many members",
            "application/json",
            format!("{{{many}\"a\":1}}").into_bytes(),
        ),
        (
            "huge numbers",
            "application/json",
            format!("{{\"nonce\":{}}}", "9".repeat(900_000)).into_bytes(),
        ),
        (
            "huge exponents",
            "application/json",
            b"{\"nonce\":1e999999999,\"chainId\":-1e-9999}".into(),
        ),
        (
            "no UTF-8",
            "application/json",
            b"{\"did\":\"\xff\xfe\"}".into(),
        ),
        (
            "lone surrogates",
            "application/json",
            br#"{"did":"\ud800","serviceId":"\udfff","userAddress":"\ud800"}"#.into(),
        ),
        (
            "a byte order mark",
            "application/json",
            b"\xef\xbb\xbf{}".into(),
        ),
        (
            "a form",
            "application/x-www-form-urlencoded",
            b"did=1&nonce=2".into(),
        ),
        (
            "multipart",
            "multipart/form-data; boundary=x",
            b"--x\r\n\r\n--x--".into(),
        ),
        ("zeros", "application/octet-stream", vec![0; 1000]),
    ];
    let honest = tried.site.honest(&tried.bought);
    let mut asks = Vec::new();
    for (name, ask) in honest {
        for (what, content_type, body) in &bodies {
            let body = Some((*content_type, body.clone()));
            let ask = Ask {
                body,
                params: Vec::new(),
                is_json: false,
                ..ask.clone()
            };
            asks.push((format!("{name}: {what}"), ask));
        }
        // The right JSON under another name.
        for content_type in [
            "text/plain",
            "application/jsonp",
            "application",
            "; application/json",
            "a/b",
        ] {
            let body = Some((content_type, ask.json().to_string().into_bytes()));
            let ask = Ask {
                body,
                params: Vec::new(),
                ..ask.clone()
            };
            asks.push((format!("{name} as {content_type}"), ask));
        }
    }
    tried.all(asks).await;
    assert_eq!(tried.count, 11 * 23);
    tried.end().await;
}

/// 100 MB, with a length and without one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_of_100_mb_are_not_read() {
    const LENGTH: usize = 100 << 20;
    let tried = Tried::new().await;
    let site = &tried.site;
    let began = Instant::now();
    for (name, ask) in site.honest(&tried.bought) {
        for is_declared in [true, false] {
            let mut request = site.request(&Ask {
                is_json: false,
                body: None,
                ..ask.clone()
            });
            let piece = bytes::Bytes::from(vec![b' '; 64 << 10]);
            let pieces = stream::iter(
                (0..LENGTH >> 16).map(move |_| Ok::<_, std::io::Error>(piece.clone())),
            );
            request = request.header("content-type", "application/octet-stream");
            request = if is_declared {
                request.header("content-length", LENGTH.to_string())
            } else {
                request.header("transfer-encoding", "chunked")
            };
            // The answer comes before the body is read, which the client may take for an error.
            match request.body(Body::wrap_stream(pieces)).send().await {
                Ok(answer) => assert_eq!(answer.status(), 413, "{name} {is_declared}"),
                Err(error) => assert!(error.is_request() || error.is_body(), "{name}: {error:?}"),
            }
        }
    }
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    tried.end().await;
}

#[tokio::test]
async fn bodies_are_read_up_to_the_limit() {
    let tried = Tried::new().await;
    let site = &tried.site;
    // A document of 10 MiB in hexadecimal: it is no document, which is all that is wrong with it.
    let ask = site
        .decrypt_arguments(&tried.bought.asset)
        .with("encryptedDocument", "20".repeat(10 << 20))
        .with("flags", 0);
    assert_eq!(
        site.ask(&ask).await.error(),
        (400, "Failed to decrypt.".into())
    );
    let answer = site.ask(&site.encrypt(&vec![b'a'; (10 << 20) + 1])).await;
    assert_eq!(
        answer.error(),
        (413, "The body is larger than 10485760 bytes.".into())
    );
    tried.end().await;

    let site = Site::with(&[("MAX_ENCRYPT_BYTES", "1000")]).await;
    assert_eq!(site.ask(&site.encrypt(&[b'a'; 1000])).await.status, 201);
    let answer = site.ask(&site.encrypt(&[b'a'; 1001])).await;
    assert_eq!(
        answer.error(),
        (413, "The body is larger than 1000 bytes.".into())
    );
}
