//! Ends the jobs whose time is over, since the engine lets them run as long as their environment does.

use std::{sync::Arc, time::Duration};

use alloy_primitives::B256;
use futures_util::{StreamExt as _, stream};
use ocean_provider_core::{
    checksum::JsonStr,
    compute::{Job, JobQuery, JobStatus, jobs as jobs_of},
};
use tokio::time::MissedTickBehavior;

use super::{Operator, OperatorError, jobs::Overdue, owner::may_be_of};
use crate::{
    app::{App, now},
    metrics::Peer,
};

const EVERY: Duration = Duration::from_secs(1);
/// Jobs that are ended at the same time.
const AT_ONCE: usize = 8;
/// After a failure the next try is in a quarter of the time since the job should have ended, between
/// these two.
const LEAST_PAUSE: u64 = 2;
const MOST_PAUSE: u64 = 300;
/// After a day nobody tries any more.
const GIVE_UP: u64 = 86_400;

/// Ends jobs as their times are over, and never returns.
pub(crate) async fn stop_overdue(app: Arc<App>) {
    let Some(operator) = &app.operator else {
        return;
    };
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // The log has said why.
        let overdue = operator.jobs.overdue(now()).await.unwrap_or_default();
        let ended = stream::iter(overdue).for_each_concurrent(AT_ONCE, |job| {
            let app = &app;
            async move { end_or_postpone(app, operator, &job).await }
        });
        ended.await;
    }
}

async fn end_or_postpone(app: &App, operator: &Operator, job: &Overdue) {
    let error = match operator.end(job).await {
        Ok(()) => {
            let _ = operator.jobs.forget(job.row).await;
            return;
        }
        Err(error) => error,
    };
    app.metrics.failed(Peer::Operator, error.code());
    let since = now().saturating_sub(job.stop_at);
    if since > GIVE_UP {
        tracing::error!(
            code = error.code(),
            "a job whose time is over may still run"
        );
        let _ = operator.jobs.forget(job.row).await;
        return;
    }
    tracing::warn!(
        code = error.code(),
        "a job whose time is over was not stopped yet"
    );
    let pause = (since / 4).clamp(LEAST_PAUSE, MOST_PAUSE);
    let next = now().saturating_add(pause);
    let _ = operator.jobs.postpone(job.row, next).await;
}

impl Operator {
    /// Asks the service to stop what still runs of a job.
    async fn end(&self, overdue: &Overdue) -> Result<(), OperatorError> {
        let owner = overdue.owner;
        let document_id = None;
        let answer = self
            .status(&JobQuery {
                owner,
                job_id: overdue.job_id.as_deref(),
                document_id,
            })
            .await?;
        if !answer.status.is_success() {
            return Err(OperatorError::Status(answer.status.as_u16()));
        }
        let jobs = jobs_of(answer.json.root()).ok_or(OperatorError::Unexpected)?;
        let known = match &overdue.job_id {
            Some(_) => Vec::new(),
            None => self.jobs.named(overdue.agreement).await?,
        };
        for job in jobs {
            let Some(job_id) = job.job_id().and_then(JsonStr::to_str) else {
                continue;
            };
            let is_it = match &overdue.job_id {
                Some(expected) => *expected == job_id,
                None => is_of(job, overdue.agreement) && !known.iter().any(|it| *it == job_id),
            };
            if !is_it || !may_be_of(job, owner) || is_over(job) {
                continue;
            }
            let job_id = Some(job_id.as_ref());
            let query = JobQuery {
                owner,
                job_id,
                document_id,
            };
            let stopped = self.stop(&query).await?;
            if !stopped.status.is_success() {
                return Err(OperatorError::Status(stopped.status.as_u16()));
            }
            tracing::info!("a job was stopped, since its time is over");
        }
        Ok(())
    }
}

fn is_of(job: Job<'_>, agreement: B256) -> bool {
    let found = job
        .agreement_id()
        .and_then(|text| text.to_str()?.parse().ok());
    found == Some(agreement)
}

/// Whether a job needs no stop: it has ended, or was asked to.
fn is_over(job: Job<'_>) -> bool {
    job.date_finished().is_some_and(|date| !date.is_empty())
        || matches!(
            job.status(),
            Some(JobStatus::Finished | JobStatus::Settling)
        )
        || job.stop_request().is_some()
        || job.is_removed()
}
