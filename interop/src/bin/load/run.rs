use std::{
    collections::VecDeque,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use reqwest::Client;
use tokio::task::JoinSet;

use crate::{process::Server, requests::Ready};

type Failure = Box<dyn Error + Send + Sync>;

/// What is asked, and what the reference needs for it.
pub(crate) struct Load {
    pub(crate) name: &'static str,
    pub(crate) reference_micros: f64,
    /// Ours takes at most one part in so many.
    pub(crate) gate: f64,
    /// How many ask at once; each waits for its answer before it asks again.
    pub(crate) callers: usize,
}

pub(crate) async fn run(server: &Server, load: &Load, ready: Vec<Ready>) -> Result<(), Failure> {
    let count = f64::from(u32::try_from(ready.len())?);
    let queue = Arc::new(Mutex::new(VecDeque::from(ready)));
    let client = Client::builder().build()?;
    let (begin, before) = (Instant::now(), server.cpu()?);
    let mut callers = JoinSet::new();
    for _ in 0..load.callers {
        let (queue, client, root) = (Arc::clone(&queue), client.clone(), server.url(""));
        callers.spawn(async move {
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
                send(&client, &root, next).await?;
                times.push(begin.elapsed());
            }
        });
    }
    let mut times = Vec::new();
    while let Some(caller) = callers.join_next().await {
        times.extend(caller??);
    }
    let (took, cpu) = (begin.elapsed(), server.cpu()?.saturating_sub(before));
    times.sort_unstable();
    let at = |part: usize| {
        let time = times.get(times.len().saturating_sub(1) * part / 100);
        time.copied().unwrap_or_default().as_secs_f64() * 1e3
    };
    let micros = cpu.as_secs_f64() * 1e6 / count;
    println!(
        "{:<15} {:>10.0} {:>7.0}  1/{:<6.1} ({:.0} µs)  1/{:<4.0} {:>6.1}  {:>6.1}",
        load.name,
        count / took.as_secs_f64(),
        micros,
        load.reference_micros / micros,
        load.reference_micros,
        load.gate,
        at(50),
        at(99),
    );
    Ok(())
}

/// Sends all at once, and says how much memory the server had at most meanwhile.
pub(crate) async fn at_once(server: &Server, ready: Vec<Ready>) -> Result<f64, Failure> {
    let client = Client::builder().build()?;
    let mut callers = JoinSet::new();
    for next in ready {
        let (client, root) = (client.clone(), server.url(""));
        callers.spawn(async move { send(&client, &root, next).await });
    }
    let mut peak = server.resident()?;
    while !callers.is_empty() {
        let ended = tokio::time::timeout(Duration::from_millis(20), callers.join_next()).await;
        if let Ok(Some(caller)) = ended {
            caller??;
        }
        peak = peak.max(server.resident()?);
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
