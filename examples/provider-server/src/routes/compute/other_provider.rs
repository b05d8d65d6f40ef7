//! A dataset that another Provider serves: what that one says it costs.

use std::time::Duration;

use alloy_primitives::Address;
use futures_util::StreamExt as _;
use ocean_provider_core::{
    ProviderInfo,
    ddo::Service,
    files::{FileObject, FileRequest, Gateways, Method},
};
use serde_json::Value;
use url::Url;

use super::facts::Known;
use crate::{app::App, fetch::FetchError, metrics::Peer, reply::Refused};

/// Bytes of an answer that are read.
const MAX_ANSWER: usize = 64 << 10;
/// How long both answers may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Below the root of a Provider.
const SERVICES: &str = "/api/services";

/// The answer of its `initialize`, as it is. It is asked like the host of a file: at public
/// addresses only.
pub(super) async fn initialize(
    app: &App,
    known: &Known<'_>,
    consumer: Address,
    valid_until: u64,
) -> Result<Value, Refused> {
    let asked = ask(app, known, consumer, valid_until);
    let answer = tokio::time::timeout(TIMEOUT, asked).await;
    let failed = |code| {
        app.metrics.failed(Peer::Provider, code);
        tracing::warn!(code, "another Provider cannot be asked");
        Refused::new(
            axum::http::StatusCode::BAD_GATEWAY,
            code,
            "The Provider of a dataset cannot be asked what it costs.",
        )
    };
    answer
        .unwrap_or(Err("other_provider_timeout"))
        .map_err(failed)
}

async fn ask(
    app: &App,
    known: &Known<'_>,
    consumer: Address,
    valid_until: u64,
) -> Result<Value, &'static str> {
    let malformed = "other_provider_url";
    let endpoint = known.service().and_then(Service::service_endpoint);
    let endpoint = endpoint.and_then(|text| Url::parse(&text.to_string_lossy()).ok());
    let root = root(endpoint.ok_or(malformed)?);
    let info = get(app, &root).await.map_err(|error| error.code())?;
    let info: ProviderInfo = String::from_utf8_lossy(&info)
        .parse()
        .map_err(|_| "other_provider_info")?;
    let path = info
        .endpoint("initialize")
        .map(|endpoint| endpoint.path.as_str());
    let path = path.ok_or("other_provider_info")?.trim_start_matches('/');
    let mut url = root;
    let below = format!("{}/{path}", url.path().trim_end_matches('/'));
    // A path cannot lead to another host.
    url.set_path(&below);
    url.query_pairs_mut()
        .append_pair("documentId", known.document_id())
        .append_pair("serviceId", known.service_id())
        .append_pair("consumerAddress", &consumer.to_string())
        .append_pair("validUntil", &valid_until.to_string());
    let answer = get(app, &url).await.map_err(|error| error.code())?;
    let answer: Value = serde_json::from_slice(&answer).map_err(|_| "other_provider_not_json")?;
    let is_one = ["providerFee", "validOrder"]
        .iter()
        .any(|key| answer.get(key).is_some());
    is_one.then_some(answer).ok_or("other_provider_unexpected")
}

/// The root of a Provider, of whose paths one may stand in a document.
fn root(mut endpoint: Url) -> Url {
    let path = endpoint.path();
    let root = path.find(SERVICES).and_then(|at| path.get(..at));
    let root = root.unwrap_or(path).to_owned();
    endpoint.set_path(&root);
    endpoint.set_query(None);
    endpoint.set_fragment(None);
    endpoint
}

async fn get(app: &App, url: &Url) -> Result<Vec<u8>, FetchError> {
    let malformed = FetchError::MalformedRequest;
    let object = FileObject::url(url.as_str(), Method::Get, &[]).map_err(|_| malformed)?;
    let request = object
        .request(None, Gateways::default())
        .map_err(|_| malformed)?;
    let FileRequest::Http(request) = request else {
        return Err(malformed);
    };
    let mut origin = app.fetcher.open(&request, None).await?;
    let mut answer = Vec::new();
    while let Some(piece) = origin.body.next().await {
        answer.extend_from_slice(&piece?);
        if answer.len() > MAX_ANSWER {
            return Err(FetchError::TooLarge {
                max: MAX_ANSWER as u64,
            });
        }
    }
    Ok(answer)
}
