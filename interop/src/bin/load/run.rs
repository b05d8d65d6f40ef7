use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use reqwest::Client;
use tokio::task::JoinSet;

use crate::{Failure, process::Server, requests::Ready};

/// What is asked, and what the reference needs for it.
pub(crate) struct Load {
    pub(crate) name: &'static str,
    pub(crate) reference_micros: f64,
    /// Ours takes at most one part in so many.
    pub(crate) gate: f64,
    /// How many ask at once; each waits for its answer before it asks again.
    pub(crate) callers: usize,
}

/// What was seen of a load.
pub(crate) struct Seen {
    pub(crate) per_second: f64,
    /// Processor time of the server for each request.
    pub(crate) micros: f64,
    times: Vec<Duration>,
}

impl Seen {
    /// How many milliseconds so many of a hundred took at most.
    fn millis(&self, part: usize) -> f64 {
        let at = self.times.len().saturating_sub(1) * part / 100;
        self.times
            .get(at)
            .copied()
            .unwrap_or_default()
            .as_secs_f64()
            * 1e3
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.0} µs, {:.0}/s, p50 {:.1} ms, p99 {:.1} ms",
            self.micros,
            self.per_second,
            self.millis(50),
            self.millis(99)
        )
    }
}

pub(crate) async fn run(server: &Server, load: &Load, ready: Vec<Ready>) -> Result<(), Failure> {
    let seen = measure(server, load.callers, ready).await?;
    println!(
        "{:<15} {:>10.0} {:>7.0}  1/{:<6.1} ({:.0} µs)  1/{:<4.0} {:>6.1}  {:>6.1}",
        load.name,
        seen.per_second,
        seen.micros,
        load.reference_micros / seen.micros,
        load.reference_micros,
        load.gate,
        seen.millis(50),
        seen.millis(99),
    );
    Ok(())
}

pub(crate) async fn measure(
    server: &Server,
    callers: usize,
    ready: Vec<Ready>,
) -> Result<Seen, Failure> {
    let count = f64::from(u32::try_from(ready.len())?);
    let client = Client::builder().build()?;
    let root = server.url("");
    let (begin, before) = (Instant::now(), server.process().cpu()?);
    let mut times = in_turns(callers, ready, move |next| {
        let (client, root) = (client.clone(), root.clone());
        async move { send(&client, &root, next).await }
    })
    .await?;
    let (took, cpu) = (
        begin.elapsed(),
        server.process().cpu()?.saturating_sub(before),
    );
    times.sort_unstable();
    Ok(Seen {
        per_second: count / took.as_secs_f64(),
        micros: cpu.as_secs_f64() * 1e6 / count,
        times,
    })
}

/// Does the work for each, with so many at the same time; how long each took.
pub(crate) async fn in_turns<T, F>(
    callers: usize,
    items: Vec<T>,
    work: impl Fn(T) -> F + Clone + Send + 'static,
) -> Result<Vec<Duration>, Failure>
where
    T: Send + 'static,
    F: Future<Output = Result<(), Failure>> + Send,
{
    let queue = Arc::new(Mutex::new(VecDeque::from(items)));
    let mut tasks = JoinSet::new();
    for _ in 0..callers {
        let (queue, work) = (Arc::clone(&queue), work.clone());
        tasks.spawn(async move {
            let mut times = Vec::new();
            loop {
                let next = queue
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .pop_front();
                let Some(next) = next else {
                    return Ok::<_, Failure>(times);
                };
                let begin = Instant::now();
                work(next).await?;
                times.push(begin.elapsed());
            }
        });
    }
    let mut times = Vec::new();
    while let Some(task) = tasks.join_next().await {
        times.extend(task??);
    }
    Ok(times)
}

/// Sends all at once, and says how much memory the server had at most meanwhile.
pub(crate) async fn at_once(server: &Server, ready: Vec<Ready>) -> Result<f64, Failure> {
    let client = Client::builder().build()?;
    let mut callers = JoinSet::new();
    for next in ready {
        let (client, root) = (client.clone(), server.url(""));
        callers.spawn(async move { send(&client, &root, next).await });
    }
    let mut peak = server.process().resident()?;
    while !callers.is_empty() {
        let ended = tokio::time::timeout(Duration::from_millis(20), callers.join_next()).await;
        if let Ok(Some(caller)) = ended {
            caller??;
        }
        peak = peak.max(server.process().resident()?);
    }
    Ok(peak)
}

async fn send(client: &Client, root: &str, ready: Ready) -> Result<(), Failure> {
    let mut request = client.request(ready.method, format!("{root}{}", ready.path));
    if let Some(content_type) = ready.content_type {
        request = request.header("Content-Type", content_type);
    }
    let mut answer = request.body(ready.body).send().await?;
    let status = answer.status().as_u16();
    if status != ready.status {
        return Err(format!("{status}: {}", answer.text().await?).into());
    }
    let mut length = 0;
    while let Some(chunk) = answer.chunk().await? {
        length += u64::try_from(chunk.len())?;
    }
    match ready.length {
        Some(expected) if expected != length => Err(format!("{length} bytes").into()),
        _ => Ok(()),
    }
}
