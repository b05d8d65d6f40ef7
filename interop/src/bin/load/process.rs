use std::{
    collections::HashMap,
    fs, io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::Failure;

/// Linux counts processor time in hundredths of a second for every program.
const TICK: Duration = Duration::from_millis(10);

/// A program that runs until this is dropped.
pub(crate) struct Process(Child);

/// A server in a process of its own.
pub(crate) struct Server {
    process: Process,
    address: SocketAddr,
    /// From the start of the process to its first answer.
    pub(crate) first_answer: Duration,
}

impl Server {
    pub(crate) async fn start(
        program: &Path,
        env: HashMap<String, String>,
    ) -> Result<Self, Failure> {
        // Whoever takes the port in between makes the start fail, which is seen.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let begin = Instant::now();
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(env)
            .env("LISTEN", address.to_string())
            .env("RATE_LIMIT_PER_MINUTE", "0")
            .env("RUST_LOG", "warn");
        let mut server = Self {
            process: Process::start(&mut command)?,
            address,
            first_answer: Duration::ZERO,
        };
        let root = server.url("/");
        while reqwest::get(&root).await.is_err() {
            server.process.check()?;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.first_answer = begin.elapsed();
        Ok(server)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) const fn process(&self) -> &Process {
        &self.process
    }
}

impl Process {
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        Ok(Self(command.stdout(Stdio::null()).spawn()?))
    }

    /// Whether it still runs.
    pub(crate) fn check(&mut self) -> Result<(), Failure> {
        match self.0.try_wait()? {
            Some(status) => Err(format!("a process ended: {status}").into()),
            None => Ok(()),
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Processor time of all its threads so far, user and system.
    pub(crate) fn cpu(&self) -> Result<Duration, Failure> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id()))?;
        // The name, in parentheses, may hold blanks.
        let (_, rest) = stat.rsplit_once(')').ok_or("no name in stat")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let [user, system] =
            [11, 12].map(|at| fields.get(at).and_then(|text| text.parse::<u32>().ok()));
        let (Some(user), Some(system)) = (user, system) else {
            return Err("no times in stat".into());
        };
        Ok(TICK * (user + system))
    }

    /// Megabytes in memory now.
    pub(crate) fn resident(&self) -> Result<f64, Failure> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes: f64 = kilobytes.ok_or("no VmRSS")?.parse()?;
        Ok(kilobytes * 1024.0 / 1e6)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let ended: io::Result<_> = self.0.kill().and_then(|()| self.0.wait());
        if let Err(error) = ended {
            eprintln!("a process is left running: {error}");
        }
    }
}
