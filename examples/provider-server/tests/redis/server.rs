//! A Redis of its own for each test.

use std::{
    fs,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use provider_server::{
    config::{Durability, RedisUrl},
    ledger::{Redis, RedisError},
};
use redis::{Client, FromRedisValue};
use tempfile::TempDir;

/// What the README asks for.
pub(crate) const SAFE: [(&str, &str); 2] = [("appendonly", "yes"), ("appendfsync", "always")];

pub(crate) struct Server {
    folder: TempDir,
    port: u16,
    settings: Vec<(String, String)>,
    process: Child,
}

impl Server {
    /// One that keeps what is written.
    pub(crate) async fn start() -> Self {
        Self::with(&SAFE).await
    }

    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let settings: Vec<(String, String)> = settings
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        // Between finding a free port and taking it, somebody else may.
        for _ in 0..5 {
            let folder = tempfile::tempdir().unwrap();
            let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            let mut server = Self {
                process: spawn(&folder, port, &settings),
                folder,
                port,
                settings: settings.clone(),
            };
            if server.answers().await {
                return server;
            }
            println!("redis-server does not start: {}", log(&server.folder));
        }
        panic!("redis-server does not start");
    }

    pub(crate) fn url(&self) -> RedisUrl {
        self.text().parse().unwrap()
    }

    pub(crate) fn text(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A ledger here, with a connection of its own.
    pub(crate) async fn open(&self) -> Redis {
        self.try_open(Durability::Required).await.unwrap()
    }

    pub(crate) async fn try_open(&self, durability: Durability) -> Result<Redis, RedisError> {
        Redis::open(&self.url(), durability).await
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts anew what was killed.
    pub(crate) async fn revive(&mut self) {
        self.process = spawn(&self.folder, self.port, &self.settings);
        assert!(self.answers().await, "{}", log(&self.folder));
    }

    /// Starts anew with other settings.
    pub(crate) async fn revive_with(&mut self, settings: &[(&str, &str)]) {
        let settings = settings.iter();
        self.settings = settings
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        self.revive().await;
    }

    /// What `redis-cli` would say to words with blanks between them.
    pub(crate) async fn say<T: FromRedisValue>(&self, words: &str) -> T {
        let mut words = words.split(' ');
        let mut command = redis::cmd(words.next().unwrap());
        for word in words {
            command.arg(word);
        }
        self.run(&command).await
    }

    pub(crate) async fn run<T: FromRedisValue>(&self, command: &redis::Cmd) -> T {
        let client = Client::open(self.text()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        command.query_async(&mut connection).await.unwrap()
    }

    async fn answers(&mut self) -> bool {
        let client = Client::open(self.text()).unwrap();
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(25)).await;
            if self.process.try_wait().unwrap().is_some() {
                return false;
            }
            let Ok(mut connection) = client.get_multiplexed_async_connection().await else {
                continue;
            };
            match redis::cmd("PING")
                .query_async::<String>(&mut connection)
                .await
            {
                Ok(_) => return true,
                // It wants a password, so it is up.
                Err(error) if error.code() == Some("NOAUTH") => return true,
                Err(_) => {}
            }
        }
        false
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(folder: &TempDir, port: u16, settings: &[(String, String)]) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
    command
        .args(["--save", "", "--logfile", "redis.log", "--dir"])
        .arg(folder.path());
    for (name, value) in settings {
        command.arg(format!("--{name}")).args(value.split(' '));
    }
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| {
        panic!("cannot run `redis-server`, of the Debian package of that name: {error}")
    })
}

fn log(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("redis.log")).unwrap_or_default()
}
