use alloc::{format, string::String, vec::Vec};

use ocean_checksum::{JsonStr, Kind, Value};

use crate::JobStatus;

/// A job as operator-service or ocean-node reports it: a lenient view, whose getters answer `None`
/// to what is absent, null, or of another kind.
#[derive(Clone, Copy, Debug)]
pub struct Job<'t> {
    value: Value<'t>,
}

/// The jobs of an answer: a list; anything else, such as the error that operator-service sends
/// instead, is none.
pub fn jobs(answer: Value<'_>) -> Option<impl Iterator<Item = Job<'_>>> {
    Some(answer.as_array()?.iter().map(Job::new))
}

/// What an unsigned caller may see of an answer's jobs: [`Job::unsigned_json`] of each, as a list.
///
/// ocean.js asks for jobs without a signature, by the address of their owner, which anybody can
/// write.
///
/// ```
/// use ocean_checksum::Json;
/// use ocean_compute::unsigned_jobs_json;
///
/// let json = Json::parse(r#"[{"jobId": "1f", "owner": "0x52…", "status": 70, "statusText": "Job finished",
///     "dateCreated": "1700000000.5", "dateFinished": null, "results": [{"type": "output"}], "algoDID": "did:op:…"}]"#)?;
/// assert_eq!(
///     unsigned_jobs_json(json.root()).ok_or("no list")?,
///     r#"[{"jobId":"1f","status":70,"statusText":"Job finished","dateCreated":"1700000000.5","dateFinished":null}]"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn unsigned_jobs_json(answer: Value<'_>) -> Option<String> {
    let shown = jobs(answer)?.map(Job::unsigned_json);
    Some(format!("[{}]", shown.collect::<Vec<_>>().join(",")))
}

impl<'t> Job<'t> {
    /// The view of an element of the operator's list.
    #[must_use]
    pub const fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The element, of whatever kind it is.
    #[must_use]
    pub const fn value(self) -> Value<'t> {
        self.value
    }

    fn text(self, key: &str) -> Option<JsonStr<'t>> {
        self.value.get(key)?.as_str()
    }

    /// `jobId`: the id.
    #[must_use]
    pub fn job_id(self) -> Option<JsonStr<'t>> {
        self.text("jobId")
    }

    /// `agreementId`: the transaction that paid the fee.
    #[must_use]
    pub fn agreement_id(self) -> Option<JsonStr<'t>> {
        self.text("agreementId")
    }

    /// `owner`: the consumer's address as it is written.
    #[must_use]
    pub fn owner(self) -> Option<JsonStr<'t>> {
        self.text("owner")
    }

    /// `status`: how far it is; written as a number, or as its decimal text.
    #[must_use]
    pub fn status(self) -> Option<JobStatus> {
        let code = match self.value.get("status")?.kind() {
            Kind::Number(number) => number.as_i64(),
            Kind::String(text) => text.to_str()?.parse().ok(),
            _ => None,
        };
        code.map(JobStatus::from_code)
    }

    /// `statusText`: the same in words.
    #[must_use]
    pub fn status_text(self) -> Option<JsonStr<'t>> {
        self.text("statusText")
    }

    /// `dateCreated`: seconds since 1970, decimal with a fraction, as it is written (a text; a
    /// number is taken, too).
    #[must_use]
    pub fn date_created(self) -> Option<&'t str> {
        self.date("dateCreated")
    }

    /// `dateFinished`: the same; `None` while the job is not finished.
    #[must_use]
    pub fn date_finished(self) -> Option<&'t str> {
        self.date("dateFinished")
    }

    fn date(self, key: &str) -> Option<&'t str> {
        match self.value.get(key)?.kind() {
            Kind::Number(number) => Some(number.text()),
            Kind::String(text) => text.as_plain(),
            _ => None,
        }
    }

    /// `results`: descriptions of what can be fetched; none where the operator has an empty text.
    pub fn results(self) -> impl Iterator<Item = JobResult<'t>> {
        let list = self.value.get("results").and_then(Value::as_array);
        list.into_iter()
            .flat_map(|list| list.iter().enumerate())
            .map(|(index, value)| JobResult { index, value })
    }

    /// `stopreq`: whether the job is asked to stop, and why (operator-service).
    #[must_use]
    pub fn stop_request(self) -> Option<StopRequest> {
        match self.value.get("stopreq")?.as_number()?.as_u64()? {
            0 => None,
            2 => Some(StopRequest::TimeExceeded),
            _ => Some(StopRequest::Requested),
        }
    }

    /// `removed`: whether it was deleted (operator-service: 0 or 1).
    #[must_use]
    pub fn is_removed(self) -> bool {
        let removed = self.value.get("removed").and_then(Value::as_number);
        removed
            .and_then(ocean_checksum::Number::as_u64)
            .is_some_and(|removed| removed != 0)
    }

    /// `algoDID`: the algorithm's DID. Of raw code it is an empty text, or `raw`, and here `None`.
    #[must_use]
    pub fn algorithm_did(self) -> Option<JsonStr<'t>> {
        self.text("algoDID")
            .filter(|did| *did != "" && *did != "raw")
    }

    /// `inputDID`: the DIDs of the datasets.
    pub fn input_dids(self) -> impl Iterator<Item = JsonStr<'t>> {
        let list = self.value.get("inputDID").and_then(Value::as_array);
        list.into_iter()
            .flat_map(ocean_checksum::Array::iter)
            .filter_map(Value::as_str)
    }

    /// What an unsigned caller may see: `jobId`, `status`, `statusText`, `dateCreated` and
    /// `dateFinished`, each if it is there and no list or object. Owner, DIDs, agreement and results
    /// are for whoever shows that the job is his.
    #[must_use]
    pub fn unsigned_json(self) -> String {
        const SHOWN: [&str; 5] = [
            "jobId",
            "status",
            "statusText",
            "dateCreated",
            "dateFinished",
        ];
        let shown = SHOWN.into_iter().filter_map(|key| {
            let value = self.value.get(key)?;
            let is_plain = value.as_array().is_none() && value.as_object().is_none();
            is_plain.then(|| format!("\"{key}\":{}", value.text()))
        });
        format!("{{{}}}", shown.collect::<Vec<_>>().join(","))
    }
}

/// Why a job is asked to stop (operator-service).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum StopRequest {
    /// Somebody asked.
    Requested,
    /// Its time is over.
    TimeExceeded,
}

/// The description of one result of a [`Job`].
#[derive(Clone, Copy, Debug)]
pub struct JobResult<'t> {
    index: usize,
    value: Value<'t>,
}

impl<'t> JobResult<'t> {
    /// The element, of whatever kind it is.
    #[must_use]
    pub const fn value(self) -> Value<'t> {
        self.value
    }

    /// The index by which it is fetched: `index` if the description has one (ocean-node), else its
    /// place in the list.
    #[must_use]
    pub fn index(self) -> u64 {
        let index = self.value.get("index").and_then(Value::as_number);
        let place = u64::try_from(self.index).unwrap_or(u64::MAX);
        index
            .and_then(ocean_checksum::Number::as_u64)
            .unwrap_or(place)
    }

    /// `filename`: the name; never use it as a path as it is.
    #[must_use]
    pub fn file_name(self) -> Option<JsonStr<'t>> {
        self.value.get("filename")?.as_str()
    }

    /// `filesize`: the length in bytes.
    #[must_use]
    pub fn file_size(self) -> Option<u64> {
        self.value.get("filesize")?.as_number()?.as_u64()
    }

    /// `type`: what it is.
    #[must_use]
    pub fn kind(self) -> Option<ResultKind> {
        let text = self.value.get("type")?.as_str()?;
        let known = ResultKind::KNOWN.into_iter();
        let mut known = known.filter(|kind| text == kind.name());
        Some(known.next().unwrap_or(ResultKind::Other))
    }
}

/// What a result of a job is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ResultKind {
    /// `output`: a file that the algorithm wrote.
    Output,
    /// `algorithmLog`: what the algorithm printed.
    AlgorithmLog,
    /// `configurationLog`: how data and algorithm were fetched.
    ConfigurationLog,
    /// `publishLog`: how the results were published.
    PublishLog,
    /// `imageLog`: how the image was pulled or built (ocean-node).
    ImageLog,
    /// Any other text.
    Other,
}

impl ResultKind {
    const KNOWN: [Self; 5] = [
        Self::Output,
        Self::AlgorithmLog,
        Self::ConfigurationLog,
        Self::PublishLog,
        Self::ImageLog,
    ];

    /// The text of `type`; of [`Other`](Self::Other) the empty one.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Output => "output",
            Self::AlgorithmLog => "algorithmLog",
            Self::ConfigurationLog => "configurationLog",
            Self::PublishLog => "publishLog",
            Self::ImageLog => "imageLog",
            Self::Other => "",
        }
    }
}
