//! What a second instance brings, where both share a Redis that syncs before it answers.
//!
//! The load, the world and the Redis take more of two cores than an instance does, so that a second one
//! cannot bring here what it would on a machine of its own. So there is a second figure, where each
//! instance has one thread and runs for a fifth of the time: then all else has room, whether there are
//! one or two.

use std::{
    io::Write as _,
    net::{Ipv4Addr, TcpListener, TcpStream},
    ops::Range,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use alloy_primitives::B256;
use cpu_time::ProcessTime;
use provider_server::dev::{Published, World};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::{
    Failure,
    process::{Process, Server},
    requests::{self, Ready},
    run::measure,
};

const CALLERS: usize = 16;
/// Of each instance. The orders for one take two blocks of the world, which has 3,600.
const REQUESTS: u64 = 800;
const FILE: u64 = 1_000;
const ROUNDS: u32 = 3;
/// Different ones, so that they meet in every way.
const PERIODS: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(110)];
const SHARE: u32 = 5;

/// Two instances, and what they share.
struct Site {
    instances: [Server; 2],
    redis: Redis,
    asset: Published,
    orders: Vec<B256>,
}

/// For each request: microseconds of the instances, the Redis, and all else, which is this process.
#[derive(Default)]
struct Cost {
    per_second: f64,
    micros: [f64; 3],
}

pub(crate) async fn run(world: &World, program: &Path) -> Result<(), Failure> {
    let Some(redis) = Redis::start().await? else {
        println!("SKIP two instances: there is no `redis-server`");
        return Ok(());
    };
    let mut env = world.env();
    env.insert("REDIS_CONNECTION".into(), redis.url());
    env.insert("TOKIO_WORKER_THREADS".into(), "1".into());
    let instances = [
        Server::start(program, env.clone()).await?,
        Server::start(program, env).await?,
    ];
    let asset = requests::asset(world, FILE)?;
    let orders = requests::orders(world, &asset, 2 * REQUESTS)?;
    let site = Site {
        instances,
        redis,
        asset,
        orders,
    };
    println!(
        "two instances on a Redis  requests/s: 1, 2, ratio   µs of instances, Redis, and the load: 1, 2"
    );
    for name in ["createAuthToken", "decrypt 2 KB", "download 1 KB"] {
        for (is_limited, share) in [(false, "no limit"), (true, "a fifth of the time")] {
            let limits = is_limited.then(|| site.limits()).transpose()?;
            let (mut one, mut two) = (Cost::default(), Cost::default());
            // In turns, since other programs may take the processor.
            for _ in 0..ROUNDS {
                site.load(name, 1, &mut one).await?;
                site.load(name, 2, &mut two).await?;
            }
            for limit in limits.into_iter().flatten() {
                limit.end().await;
            }
            println!(
                "{name}, {share}: {:.0}, {:.0}, {:.2} (1.7)   {}, {}",
                one.per_second,
                two.per_second,
                two.per_second / one.per_second,
                one.shown(),
                two.shown(),
            );
        }
    }
    Ok(())
}

impl Site {
    /// Asks the first so many instances, and adds a part of the mean.
    async fn load(&self, name: &str, instances: u64, cost: &mut Cost) -> Result<(), Failure> {
        let ready = |index: u64| {
            let accounts = index * REQUESTS..(index + 1).min(instances) * REQUESTS;
            self.requests(name, accounts)
        };
        let [a, b] = &self.instances;
        let cpu = || -> Result<_, Failure> {
            let instances = a.process().cpu()? + b.process().cpu()?;
            let redis = self.redis.process.cpu()?;
            Ok([instances, redis, ProcessTime::now().as_duration()])
        };
        let (first, second) = (ready(0)?, ready(1)?);
        let before = cpu()?;
        let first = measure(a, CALLERS, first);
        // Of no requests the second makes no load.
        let (first, second) = tokio::try_join!(first, measure(b, CALLERS, second))?;
        let rounds = f64::from(ROUNDS);
        let count = f64::from(u32::try_from(instances * REQUESTS)?);
        cost.per_second += (first.per_second + second.per_second) / rounds;
        for (micros, (before, after)) in cost.micros.iter_mut().zip(before.into_iter().zip(cpu()?))
        {
            *micros += after.saturating_sub(before).as_secs_f64() * 1e6 / count / rounds;
        }
        Ok(())
    }

    fn requests(&self, name: &str, accounts: Range<u64>) -> Result<Vec<Ready>, Failure> {
        match name {
            "createAuthToken" => requests::tokens(accounts),
            "decrypt 2 KB" => requests::decryptions(&self.asset, accounts),
            _ => requests::downloads(&self.asset, &self.orders, FILE, accounts),
        }
    }

    fn limits(&self) -> Result<[Limit; 2], Failure> {
        let [a, b] = &self.instances;
        let [of_a, of_b] = PERIODS;
        Ok([
            Limit::new(a.process().id(), of_a)?,
            Limit::new(b.process().id(), of_b)?,
        ])
    }
}

impl Cost {
    fn shown(&self) -> String {
        self.micros.map(|micros| format!("{micros:.0}")).join("+")
    }
}

/// Lets a process run for a part of each period only.
struct Limit(JoinHandle<()>);

impl Limit {
    fn new(process: u32, period: Duration) -> Result<Self, Failure> {
        let mut signals = Signals::new(process)?;
        Ok(Self(tokio::spawn(async move {
            let run = period / SHARE;
            loop {
                signals.send("STOP");
                tokio::time::sleep(run * (SHARE - 1)).await;
                signals.send("CONT");
                tokio::time::sleep(run).await;
            }
        })))
    }

    async fn end(self) {
        self.0.abort();
        let _ = self.0.await;
    }
}

/// A shell that sends signals: it needs no new process for each.
struct Signals {
    shell: Child,
    process: u32,
}

impl Signals {
    fn new(process: u32) -> Result<Self, Failure> {
        let shell = Command::new("sh").stdin(Stdio::piped()).spawn()?;
        Ok(Self { shell, process })
    }

    fn send(&mut self, signal: &str) {
        if let Some(input) = &mut self.shell.stdin {
            // A shell that is gone is seen in the figures.
            let _ = writeln!(input, "kill -{signal} {}", self.process);
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.send("CONT");
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// A Redis that keeps what is written, as the server's README asks for.
struct Redis {
    process: Process,
    port: u16,
    _folder: TempDir,
}

impl Redis {
    /// `None`: it is not installed.
    async fn start() -> Result<Option<Self>, Failure> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let folder = tempfile::tempdir()?;
        let mut command = Command::new("redis-server");
        command.args([
            "--bind",
            "127.0.0.1",
            "--port",
            &port.to_string(),
            "--save",
            "",
        ]);
        command.args(["--appendonly", "yes", "--appendfsync", "always", "--dir"]);
        let Ok(mut process) = Process::start(command.arg(folder.path())) else {
            return Ok(None);
        };
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            process.check()?;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(Some(Self {
            process,
            port,
            _folder: folder,
        }))
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}
