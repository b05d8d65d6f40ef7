//! Operator-service, which runs the jobs, asked over HTTP.
//!
//! Every call is signed with a nonce of its own, takes a time-out for each try, and is answered with
//! [`MAX_ANSWER`](crate::chain::MAX_ANSWER) bytes at most. A job is started by one request, which is
//! sent again only if there was no connection, so that there are never two. The address of the service
//! is in no error and no log.

mod environments;
mod error;
mod jobs;
mod overdue;
mod owner;

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ocean_provider_core::{
    access::{Grant, JobPermit},
    checksum::{Json, Limits},
    compute::{
        JobQuery, OPERATOR_COMPUTE_PATH, OPERATOR_ENVIRONMENTS_PATH, OPERATOR_RESULT_PATH,
        ResultQuery, jobs,
    },
    files::FileChecksum,
    keys::{ProviderKey, SignError},
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect};
use url::Url;

use crate::{chain::body, config::OperatorConfig, ledger::Redis};

pub(crate) use error::OperatorError;
pub use jobs::OpenJobsError;
use jobs::{Jobs, Started, checksums_of_bytes, checksums_to_bytes};
pub(crate) use jobs::{OrderOf, is_job_id};
pub(crate) use overdue::stop_overdue;
pub(crate) use owner::{jobs_of, list};

use environments::Cache;
use owner::may_be_of;

/// Arrays and objects that may be open at once in an answer.
const MAX_DEPTH: usize = 32;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(250);

/// The service of one Provider.
pub(crate) struct Operator {
    client: Client,
    base: Url,
    key: ProviderKey,
    metadata_uri: String,
    timeout: Duration,
    retries: u32,
    last_nonce: AtomicU64,
    environments: Cache,
    /// The jobs that run, and when they must end.
    pub(crate) jobs: Jobs,
    /// Where any instance finds which algorithms were trusted; if there is none, that is with the jobs.
    shared: Option<Redis>,
}

/// What the service answered: JSON, with a status that is no failure of its own.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) json: Json<'static>,
}

/// What came of a request to start a job.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartJobError {
    /// Nothing was started.
    #[error(transparent)]
    NotStarted(OperatorError),
    /// The job may run.
    #[error(transparent)]
    Uncertain(OperatorError),
}

type Fields = Vec<(&'static str, String)>;

impl Operator {
    /// Prepares calls; none is sent. `metadata_uri` is where jobs are told that the metadata cache is.
    pub(crate) fn new(
        config: OperatorConfig,
        metadata_uri: &str,
        chains: impl Iterator<Item = u64>,
        (timeout, retries): (Duration, u32),
        shared: Option<Redis>,
    ) -> Result<Self, OpenOperatorError> {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .connect_timeout(timeout)
            .read_timeout(timeout)
            .build()
            .map_err(|_| OpenOperatorError::Client)?;
        Ok(Self {
            client,
            base: config.url.url().clone(),
            key: config.key,
            metadata_uri: metadata_uri.into(),
            timeout,
            retries,
            last_nonce: AtomicU64::new(0),
            environments: Cache::new(chains),
            jobs: Jobs::open(&config.jobs)?,
            shared,
        })
    }

    /// Starts the job, once, and keeps in mind when it must end. What the service answers; of a success
    /// the jobs that were started, and there is one.
    pub(crate) async fn start(
        &self,
        grant: Grant<JobPermit>,
        now: u64,
    ) -> Result<(StatusCode, String), StartJobError> {
        let not_started = |error: OperatorError| StartJobError::NotStarted(error);
        let (payload, admitted) = grant
            .into_payload(&self.metadata_uri, self.nonce(), &self.key)
            .map_err(|error| not_started(error.into()))?;
        // Before the service hears of it, so that no job is forgotten.
        let mut started = Started::new(&admitted, now);
        if let Some(shared) = &self.shared
            && let Some(trusted) = started.take_trusted()
        {
            let checksums = checksums_to_bytes(&trusted.files);
            let order = trusted.order.to_bytes();
            let kept = shared.keep_trusted(&order, &checksums, trusted.keep_until, now);
            kept.await.map_err(|error| not_started(error.into()))?;
        }
        let row = self.jobs.start(started).await;
        let row = row.map_err(|error| not_started(error.into()))?;
        let answer = match self.post(payload).await {
            Ok(answer) => answer,
            Err(error @ OperatorError::Unreachable) => {
                let _ = self.jobs.forget(row).await;
                return Err(StartJobError::NotStarted(error));
            }
            Err(error) => return Err(StartJobError::Uncertain(error)),
        };
        if !answer.status.is_success() {
            let _ = self.jobs.forget(row).await;
            return Ok((answer.status, answer.json.root().text().to_owned()));
        }
        // Whatever else the service says: the id of another's job would leave this one to run on.
        let own = || {
            let all = jobs(answer.json.root()).into_iter().flatten();
            all.filter(|job| job.job_id().is_some() && may_be_of(*job, admitted.consumer()))
        };
        if own().next().is_none() {
            return Err(StartJobError::Uncertain(OperatorError::Unexpected));
        }
        let ids = own().filter_map(|job| Some(job.job_id()?.to_str()?.into_owned()));
        // Of a job whose id is not kept the agreement is.
        let _ = self.jobs.name(row, ids.collect()).await;
        Ok((answer.status, list(own())))
    }

    /// The checksums of the files of an algorithm that were trusted when the last job with this
    /// order was started, while it may run.
    pub(crate) async fn trusted_files(
        &self,
        order: OrderOf,
        now: u64,
    ) -> Result<Option<Vec<FileChecksum>>, OperatorError> {
        let Some(shared) = &self.shared else {
            return Ok(self.jobs.trusted_files(order, now).await?);
        };
        let found = shared.trusted(&order.to_bytes()).await?;
        Ok(found.map(|bytes| checksums_of_bytes(&bytes)))
    }

    /// `GET compute`: how far jobs are.
    pub(crate) async fn status(&self, query: &JobQuery<'_>) -> Result<Answer, OperatorError> {
        self.call(Method::GET, query).await
    }

    /// `PUT compute`: stops a job.
    pub(crate) async fn stop(&self, query: &JobQuery<'_>) -> Result<Answer, OperatorError> {
        self.call(Method::PUT, query).await
    }

    /// `DELETE compute`: deletes a job.
    pub(crate) async fn delete(&self, query: &JobQuery<'_>) -> Result<Answer, OperatorError> {
        self.call(Method::DELETE, query).await
    }

    /// `GET getResult`: a result of a job, whose body is not read yet.
    pub(crate) async fn result(&self, query: &ResultQuery<'_>) -> Result<Response, OperatorError> {
        let fields = |nonce| query.fields(nonce, &self.key);
        self.send(&Method::GET, OPERATOR_RESULT_PATH, fields).await
    }

    /// `GET environments`, without a cache.
    async fn ask_environments(&self, chain_id: u64) -> Result<Answer, OperatorError> {
        let fields = |_| Ok(vec![("chainId", chain_id.to_string())]);
        let response = self.send(&Method::GET, OPERATOR_ENVIRONMENTS_PATH, fields);
        self.read(response.await?).await
    }

    async fn call(&self, method: Method, query: &JobQuery<'_>) -> Result<Answer, OperatorError> {
        let fields = |nonce| query.fields(nonce, &self.key);
        let response = self.send(&method, OPERATOR_COMPUTE_PATH, fields).await?;
        self.read(response).await
    }

    async fn read(&self, response: Response) -> Result<Answer, OperatorError> {
        tokio::time::timeout(self.timeout, read(response))
            .await
            .unwrap_or(Err(OperatorError::Timeout))
    }

    /// A call that does the same however often it comes.
    async fn send(
        &self,
        method: &Method,
        path: &str,
        fields: impl Fn(u64) -> Result<Fields, SignError>,
    ) -> Result<Response, OperatorError> {
        let mut left = self.retries;
        loop {
            let mut url = self.url(path)?;
            url.query_pairs_mut().extend_pairs(fields(self.nonce())?);
            let answer = self
                .try_once(self.client.request(method.clone(), url))
                .await;
            let is_passing = match &answer {
                Ok(answer) => matches!(answer.status().as_u16(), 502..=504),
                Err(error) => error.is_passing(),
            };
            if left == 0 || !is_passing {
                return answer;
            }
            left -= 1;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// A call that is made once.
    async fn post(&self, payload: String) -> Result<Answer, OperatorError> {
        let url = self.url(OPERATOR_COMPUTE_PATH)?;
        let mut left = self.retries;
        let response = loop {
            let request = self.client.post(url.clone());
            let request = request.header("content-type", "application/json");
            match self.try_once(request.body(payload.clone())).await {
                // Nobody has heard it.
                Err(OperatorError::Unreachable) if left > 0 => left -= 1,
                answer => break answer?,
            }
            tokio::time::sleep(PAUSE).await;
        };
        self.read(response).await
    }

    async fn try_once(&self, request: RequestBuilder) -> Result<Response, OperatorError> {
        match tokio::time::timeout(self.timeout, request.send()).await {
            Ok(answer) => answer.map_err(|error| OperatorError::of_http(&error)),
            Err(_) => Err(OperatorError::Timeout),
        }
    }

    fn url(&self, path: &str) -> Result<Url, OperatorError> {
        // The path is a constant.
        self.base.join(path).map_err(|_| OperatorError::Unreachable)
    }

    /// Nanoseconds since 1970, and greater than the one before.
    fn nonce(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.map_or(0, |since| since.as_nanos());
        let now = u64::try_from(now).unwrap_or(u64::MAX);
        let next = |last: u64| Some(now.max(last.saturating_add(1)));
        let last = self
            .last_nonce
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        next(last.unwrap_or_default()).unwrap_or(now)
    }
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator").finish_non_exhaustive()
    }
}

/// Reads an answer that is JSON.
async fn read(response: Response) -> Result<Answer, OperatorError> {
    let status = response.status();
    if status.is_server_error() {
        return Err(OperatorError::Status(status.as_u16()));
    }
    let bytes = body::read(response).await.map_err(|error| match error {
        body::BodyError::TooLarge => OperatorError::TooLarge,
        body::BodyError::Http(error) => OperatorError::of_http(&error),
    })?;
    let limits = Limits {
        max_depth: MAX_DEPTH,
        max_len: bytes.len(),
    };
    let json = String::from_utf8(bytes.into()).ok();
    match json.and_then(|text| Json::parse_with(text, limits).ok()) {
        Some(json) => Ok(Answer { status, json }),
        None if status.is_success() => Err(OperatorError::NotJson),
        None => Err(OperatorError::Status(status.as_u16())),
    }
}

/// Why there are no jobs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenOperatorError {
    /// No HTTP client can be made, for want of TLS.
    #[error("no client for HTTP can be made")]
    Client,
    /// The file of the jobs that run.
    #[error(transparent)]
    Jobs(#[from] OpenJobsError),
}
