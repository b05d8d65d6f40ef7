//! A stand-in for operator-service, which keeps what it was asked and runs nothing.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use alloy_primitives::Address;
use axum::{
    body::Body,
    extract::{Path, Request, State as Extract},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{State, World, lock, now};

const MAX_BODY: usize = 10 << 20;

/// A call as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperatorCall {
    /// The method of HTTP.
    pub method: String,
    /// The last part of the path: `compute`, `getResult` or `environments`.
    pub name: String,
    /// The query.
    pub query: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

/// How the stand-in behaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperatorMood {
    /// As operator-service.
    #[default]
    Works,
    /// It does what it is asked, and answers late.
    Slow(Duration),
    /// It does nothing, and answers with this status and body.
    Answers(u16, String),
    /// It does what it is asked, and breaks off.
    BreaksOff,
}

#[derive(Debug)]
pub(super) struct Operator {
    calls: Vec<OperatorCall>,
    mood: OperatorMood,
    environments: Value,
    jobs: Vec<Value>,
    results: BTreeMap<(String, String), (String, Bytes)>,
}

impl Operator {
    pub(super) fn new(job: Address) -> Self {
        let environment = |id: &str, price: &str, duration: u64| {
            json!({
                "id": id, "desc": "Of the development world", "cpuType": "x86_64", "nCPU": 2,
                "gpuType": "", "nGPU": 0, "ramGB": 4, "diskGB": 10, "priceMin": price,
                "currentJobs": 0, "maxJobs": 8, "maxJobDuration": duration,
                "storageExpiry": 604_800, "consumerAddress": job.to_string(),
                "lastSeen": now().to_string(),
            })
        };
        Self {
            calls: Vec::new(),
            mood: OperatorMood::Works,
            environments: json!([
                environment("env-free", "0", 600),
                environment("env-paid", "2.3", 3_600),
            ]),
            jobs: Vec::new(),
            results: BTreeMap::new(),
        }
    }

    fn start(&mut self, body: &Value) -> Value {
        let of = |pointer: &str| body.pointer(pointer).cloned().unwrap_or_default();
        let stage = "/workflow/stages/0";
        let inputs = of(&format!("{stage}/input"));
        let inputs = inputs.as_array().into_iter().flatten();
        let inputs: Vec<_> = inputs.filter_map(|input| input.get("id")).collect();
        let job = json!({
            "agreementId": of("/agreementId"),
            "jobId": format!("{:032x}", self.jobs.len() + 1),
            "owner": of("/owner"),
            "status": 1,
            "statusText": "Warming up",
            "dateCreated": format!("{}.00000", now()),
            "dateFinished": null,
            "results": "",
            "stopreq": 0,
            "removed": 0,
            "algoDID": of(&format!("{stage}/algorithm/id")),
            "inputDID": inputs,
        });
        self.jobs.push(job.clone());
        json!([job])
    }

    /// The jobs that a query names.
    fn of<'a>(
        &'a mut self,
        query: &'a BTreeMap<String, String>,
    ) -> impl Iterator<Item = &'a mut Value> {
        self.jobs.iter_mut().filter(move |job| {
            ["owner", "jobId", "agreementId"].iter().all(|key| {
                let wanted = query.get(*key);
                wanted.is_none_or(|wanted| job.get(*key).and_then(Value::as_str) == Some(wanted))
            })
        })
    }

    fn answer(&mut self, call: &OperatorCall) -> Response {
        let answer = match (call.method.as_str(), call.name.as_str()) {
            ("GET", "environments") => self.environments.clone(),
            ("POST", "compute") => {
                self.start(&serde_json::from_str(&call.body).unwrap_or_default())
            }
            ("GET", "compute") => self.of(&call.query).map(|job| job.clone()).collect(),
            ("PUT", "compute") => {
                let stopped = self.of(&call.query).map(|job| {
                    set(job, "stopreq", json!(1));
                    job.clone()
                });
                stopped.collect()
            }
            ("DELETE", "compute") => {
                let deleted = self.of(&call.query).map(|job| {
                    set(job, "removed", json!(1));
                    job.clone()
                });
                deleted.collect()
            }
            ("GET", "getResult") => return self.result(&call.query),
            _ => return StatusCode::NOT_FOUND.into_response(),
        };
        json_answer(StatusCode::OK, answer.to_string())
    }

    fn result(&mut self, query: &BTreeMap<String, String>) -> Response {
        let is_there = query.contains_key("jobId") && self.of(query).next().is_some();
        let key = ["jobId", "index"].map(|key| query.get(key).cloned().unwrap_or_default());
        let [job, index] = key;
        let Some((disposition, content)) = self.results.get(&(job, index)).filter(|_| is_there)
        else {
            let error = json!({ "error": "no such result" }).to_string();
            return json_answer(StatusCode::NOT_FOUND, error);
        };
        let mut response = Response::new(Body::from(content.clone()));
        let headers = response.headers_mut();
        let text = HeaderValue::from_static("text/csv");
        headers.insert(header::CONTENT_TYPE, text);
        if let Ok(disposition) = HeaderValue::from_bytes(disposition.as_bytes()) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        response
    }
}

fn set(job: &mut Value, key: &str, value: Value) {
    if let Some(job) = job.as_object_mut() {
        job.insert(key.into(), value);
    }
}

fn json_answer(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

pub(super) async fn answer(
    Extract(state): Extract<Arc<State>>,
    Path(name): Path<String>,
    method: Method,
    request: Request,
) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let query = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let body = axum::body::to_bytes(request.into_body(), MAX_BODY).await;
    let call = OperatorCall {
        method: method.to_string(),
        name,
        query,
        body: String::from_utf8_lossy(&body.unwrap_or_default()).into_owned(),
    };
    let (mood, answer) = {
        let mut operator = lock(&state.operator);
        operator.calls.push(call.clone());
        let mood = operator.mood.clone();
        let answer = match &mood {
            OperatorMood::Answers(status, body) => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
                json_answer(status, body.clone())
            }
            _ => operator.answer(&call),
        };
        (mood, answer)
    };
    match mood {
        OperatorMood::Slow(time) => tokio::time::sleep(time).await,
        OperatorMood::BreaksOff => {
            let broken = futures_util::stream::iter([
                Ok(Bytes::from_static(b"[")),
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
            ]);
            return Response::new(Body::from_stream(broken));
        }
        _ => {}
    }
    answer
}

impl World {
    /// What operator-service was asked, in order.
    #[must_use]
    pub fn operator_calls(&self) -> Vec<OperatorCall> {
        lock(&self.state.operator).calls.clone()
    }

    /// How operator-service behaves from now on.
    pub fn set_operator(&self, mood: OperatorMood) {
        lock(&self.state.operator).mood = mood;
    }

    /// What it answers about environments. At first there are `env-free`, and `env-paid`, where a
    /// minute costs 2.3 Ocean.
    pub fn set_environments(&self, environments: Value) {
        lock(&self.state.operator).environments = environments;
    }

    /// The jobs that were started.
    #[must_use]
    pub fn jobs(&self) -> Vec<Value> {
        lock(&self.state.operator).jobs.clone()
    }

    /// Changes a member of a job.
    pub fn set_job(&self, job_id: &str, key: &str, value: Value) {
        let query = BTreeMap::from([("jobId".to_owned(), job_id.to_owned())]);
        let mut operator = lock(&self.state.operator);
        if let Some(job) = operator.of(&query).next() {
            set(job, key, value);
        }
    }

    /// Puts a result of a job, with what its `Content-Disposition` says.
    pub fn put_result(&self, job_id: &str, index: u64, disposition: &str, content: &[u8]) {
        let key = (job_id.to_owned(), index.to_string());
        let value = (disposition.to_owned(), Bytes::copy_from_slice(content));
        lock(&self.state.operator).results.insert(key, value);
    }
}
