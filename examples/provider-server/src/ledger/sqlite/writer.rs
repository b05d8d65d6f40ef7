//! The thread that writes.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use ocean_provider_core::auth::{Outcome, Revocation, RevokeOutcome, Spend};
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::rules;
use crate::ledger::import::Facts;

/// Requests that may wait, and the most that are committed together. So a request waits for two
/// transactions at most.
pub(super) const QUEUE: usize = 1024;

/// What is asked of the thread. Whoever's sender is dropped has no answer, which is
/// `Unavailable`.
pub(super) enum Job {
    Advance(Spend, oneshot::Sender<Outcome>),
    Revoke(Revocation, u64, oneshot::Sender<RevokeOutcome>),
    /// Whether anything can be written.
    Check(oneshot::Sender<()>),
    /// The answer counts the nonces and the tokens that are new.
    Import(Box<Facts>, oneshot::Sender<(usize, usize)>),
}

/// An outcome that is told once it is durable.
enum Answer {
    Advance(Outcome, oneshot::Sender<Outcome>),
    Revoke(RevokeOutcome, oneshot::Sender<RevokeOutcome>),
    Check(oneshot::Sender<()>),
    Import((usize, usize), oneshot::Sender<(usize, usize)>),
}

pub(super) struct Writer {
    queue: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// So that the log says it once.
    full: Arc<AtomicBool>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let full = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&full);
        let thread = thread::Builder::new()
            .name("ledger".into())
            .spawn(move || run(connection, jobs, &seen))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            full,
        })
    }

    /// Puts a job in the queue, or drops it if there is no room.
    pub(super) fn send(&self, job: Job) {
        let Some(queue) = &self.queue else {
            return;
        };
        if let Err(error) = queue.try_send(job)
            && !self.full.swap(true, Ordering::Relaxed)
        {
            tracing::error!(reason = %error, "the ledger takes no more requests");
        }
    }
}

/// Waits until what was accepted is written and the file is closed.
impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has answered nobody.
            let _ = thread.join();
        }
    }
}

fn run(mut connection: Connection, mut jobs: mpsc::Receiver<Job>, full: &AtomicBool) {
    let mut failure: Option<String> = None;
    let mut batch = Vec::new();
    while jobs.blocking_recv_many(&mut batch, QUEUE) > 0 {
        full.store(false, Ordering::Relaxed);
        match commit(&mut connection, batch.drain(..)) {
            Ok(()) => {
                if failure.take().is_some() {
                    tracing::info!("the ledger is available again");
                }
            }
            Err(error) => {
                let reason = error.to_string();
                if failure.as_ref() != Some(&reason) {
                    tracing::error!(%reason, "the ledger is unavailable");
                }
                failure = Some(reason);
            }
        }
    }
}

/// All jobs in one transaction. After an error nothing of it is known to be kept, so that nobody
/// is answered, not even those who were refused: what refused them may be gone.
fn commit(connection: &mut Connection, jobs: impl Iterator<Item = Job>) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answers = jobs
        .map(|job| job.apply(&transaction))
        .collect::<rusqlite::Result<Vec<_>>>()?;
    transaction.commit()?;
    for answer in answers {
        answer.send();
    }
    Ok(())
}

impl Job {
    fn apply(self, transaction: &Connection) -> rusqlite::Result<Answer> {
        Ok(match self {
            Self::Advance(spend, to) => Answer::Advance(rules::advance(transaction, &spend)?, to),
            Self::Revoke(revocation, now, to) => {
                Answer::Revoke(rules::revoke(transaction, &revocation, now)?, to)
            }
            Self::Check(to) => {
                rules::write(transaction)?;
                Answer::Check(to)
            }
            Self::Import(facts, to) => Answer::Import(rules::take_over(transaction, &facts)?, to),
        })
    }
}

impl Answer {
    /// Whoever does not wait any more need not know.
    fn send(self) {
        match self {
            Self::Advance(outcome, to) => drop(to.send(outcome)),
            Self::Revoke(outcome, to) => drop(to.send(outcome)),
            Self::Check(to) => drop(to.send(())),
            Self::Import(counts, to) => drop(to.send(counts)),
        }
    }
}
