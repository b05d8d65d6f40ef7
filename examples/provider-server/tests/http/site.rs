//! A server in this process, with a world around it.

use std::{
    collections::HashMap,
    fs,
    io::{self, Write},
    net::SocketAddr,
    sync::{
        Mutex, Once, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use alloy_primitives::Address;
use bytes::Bytes;
use ocean_provider_core::auth::NonceValue;
use provider_server::{
    Server,
    config::Config,
    dev::World,
    log::{self, LogFormat},
};
use reqwest::header::HeaderMap;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use serde_json::Value;
use tokio::{sync::oneshot, task::JoinHandle};

use crate::ask::Ask;

/// The Provider's key, which no answer and no log may hold.
const KEY: &str = "11111111111111111111111111111111";

pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) address: SocketAddr,
    env: HashMap<String, String>,
    client: reqwest::Client,
    nonces: AtomicU64,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With these variables besides those of the world.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        capture_log();
        let world = World::start(8996, "http://127.0.0.1:8030").await.unwrap();
        let mut env = world.env();
        let own = [("LISTEN", "127.0.0.1:0"), ("RATE_LIMIT_PER_MINUTE", "0")];
        for (name, value) in own.iter().chain(settings) {
            env.insert((*name).into(), (*value).into());
        }
        let mut site = Self {
            world,
            address: ([127, 0, 0, 1], 0).into(),
            env,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            nonces: AtomicU64::new(1_000),
            running: None,
        };
        site.run().await;
        site
    }

    /// Another variable, from the next start on.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.env.insert(name.into(), value.into());
    }

    /// Stops the server and starts it anew, with the same ledger.
    pub(crate) async fn restart(&mut self) {
        let (stop, stopped) = self.running.take().unwrap();
        stop.send(()).unwrap();
        stopped.await.unwrap();
        self.client = reqwest::Client::builder().no_proxy().build().unwrap();
        self.run().await;
    }

    async fn run(&mut self) {
        let env = &self.env;
        let config = Config::from_env(&|name| env.get(name).cloned(), &|path| {
            fs::read_to_string(path)
        });
        let server = Server::bind(config.unwrap()).await.unwrap();
        self.address = server.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        self.running = Some((stop, running));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn next_nonce(&self) -> u64 {
        self.nonces.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn request(&self, ask: &Ask) -> reqwest::RequestBuilder {
        let is_in_query = !ask.is_json && !ask.params.is_empty();
        let query = if is_in_query {
            format!("?{}", ask.query())
        } else {
            String::new()
        };
        let url = self.url(&format!("{}{query}", ask.path));
        let mut request = self.client.request(ask.method.clone(), url);
        for (name, value) in &ask.headers {
            request = request.header(*name, value.as_bytes());
        }
        match &ask.body {
            Some((content_type, body)) => request
                .header("content-type", *content_type)
                .body(body.clone()),
            None if ask.is_json => request
                .header("content-type", "application/json")
                .body(ask.json().to_string()),
            None => request,
        }
    }

    /// Asks, and looks for what no answer may hold: also the signature of the request.
    pub(crate) async fn ask(&self, ask: &Ask) -> Answer {
        let answer = self.send(self.request(ask)).await;
        let signature = ask.params.iter().find(|(name, _)| name == "signature");
        if let Some(signature) = signature.and_then(|(_, value)| value.as_str())
            && signature.len() > 20
        {
            answer.must_not_hold(signature);
        }
        answer
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        let answer = Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.bytes().await.unwrap(),
        };
        self.must_be_discreet(&answer);
        answer
    }

    /// Neither the Provider's key nor where files are is in an answer.
    pub(crate) fn must_be_discreet(&self, answer: &Answer) {
        answer.must_not_hold(KEY);
        answer.must_not_hold(self.world.url("").trim_start_matches("http://"));
        if answer.status >= 400 {
            answer.must_not_hold("context");
        }
    }

    /// The nonce that an account spent last.
    pub(crate) fn last_nonce(&self, account: Address) -> Option<String> {
        let sql = "SELECT nonce FROM nonces WHERE address = ?1";
        let row = self
            .ledger()
            .query_row(sql, [account.as_slice()], |row| row.get(0));
        let key: Option<[u8; 24]> = row.optional().unwrap();
        Some(NonceValue::from_sort_key(key?).unwrap().to_string())
    }

    /// How many rows the ledger has.
    pub(crate) fn rows(&self) -> i64 {
        let sql = "SELECT (SELECT count(*) FROM nonces) + (SELECT count(*) FROM spent_texts)
            + (SELECT count(*) FROM revoked_tokens)";
        self.ledger().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Nobody else can write to the ledger while this is there.
    pub(crate) fn lock_ledger(&self) -> Connection {
        let ledger = Connection::open(&self.env["STORAGE_PATH"]).unwrap();
        ledger.execute_batch("BEGIN IMMEDIATE").unwrap();
        ledger
    }

    fn ledger(&self) -> Connection {
        let path = &self.env["STORAGE_PATH"];
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The text of `{"error": text}`, with the status.
    pub(crate) fn error(&self) -> (u16, String) {
        let json = self.json();
        let text = json["error"]
            .as_str()
            .unwrap_or_else(|| panic!("no error: {self:?}"));
        (self.status, text.into())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn must_not_hold(&self, secret: &str) {
        let head = format!("{:?}", self.headers);
        let body = self.text();
        assert!(!body.contains(secret), "{secret} in {body}");
        assert!(!head.contains(secret), "{secret} in {head}");
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Everything that any server of this process has logged, at any level.
pub(crate) fn logged() -> String {
    let log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&log).into_owned()
}

fn capture_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let subscriber = log::subscriber(LogFormat::Json, Some("trace"), || Logged).unwrap();
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

struct Logged;

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
