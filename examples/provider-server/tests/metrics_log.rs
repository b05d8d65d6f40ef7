//! What stands in the log, and what cannot.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{
    io,
    sync::{Arc, Mutex},
};

use provider_server::log::{self, LogError, LogFormat};

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn written(format: LogFormat, directives: Option<&str>, act: impl FnOnce()) -> String {
    let buffer = Buffer::default();
    let own = buffer.clone();
    let subscriber = log::subscriber(format, directives, move || own.clone()).unwrap();
    tracing::subscriber::with_default(subscriber, act);
    let bytes = buffer.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn answer() {
    tracing::info!(target: "provider_server::routes", endpoint = "download", status = 400, code = "order_expired");
}

#[test]
fn a_line_of_text() {
    let text = written(LogFormat::Text, None, answer);
    let (time, rest) = text.split_once("  INFO ").expect(&text);
    assert!(time.ends_with('Z'), "{time}");
    assert_eq!(
        rest,
        "provider_server::routes: endpoint=\"download\" status=400 code=\"order_expired\"\n"
    );
}

#[test]
fn a_line_of_json() {
    let text = written(LogFormat::Json, None, answer);
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["target"], "provider_server::routes");
    assert_eq!(line["endpoint"], "download");
    assert_eq!(line["status"], 400);
    assert_eq!(line["code"], "order_expired");
    assert!(line["timestamp"].is_string());
    assert_eq!(line.as_object().unwrap().len(), 6);
}

#[test]
fn a22_libraries_are_not_heard_whatever_is_asked_for() {
    let speak = || {
        tracing::error!(target: "reqwest::connect", "https://origin.example/secret?token=1");
        tracing::error!(target: "hyper", "canary");
        tracing::error!(target: "provider_server_other", "canary");
        tracing::trace!(target: "provider_server::fetch", "ours");
    };
    for directives in ["trace", "reqwest=trace,hyper=trace,provider_server=trace"] {
        let text = written(LogFormat::Text, Some(directives), speak);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.ends_with("provider_server::fetch: ours\n"), "{text}");
    }
    assert_eq!(written(LogFormat::Text, Some(""), speak), "");
    assert_eq!(written(LogFormat::Text, Some("off"), answer), "");
}

#[test]
fn wrong_directives_are_refused() {
    let refused = log::subscriber(LogFormat::Text, Some("=="), io::sink)
        .err()
        .unwrap();
    assert_eq!(
        refused.to_string(),
        "`RUST_LOG` is not a list of directives such as `info` or `provider_server=debug`"
    );
    assert_eq!(LogError::Twice.to_string(), "the log is set up twice");
    let unknown = "xml".parse::<LogFormat>().unwrap_err();
    assert_eq!(unknown.to_string(), "expected `text` or `json`");
}
