//! The files themselves: what is told of them, and their content for whoever was granted it.

mod extension;
mod trusted;

pub(crate) use trusted::trusted;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use ocean_provider_core::files::{
    ContractCall, FileChecksum, FileInfo, FileName, FileObject, FileRequest, FileType,
};

use crate::{
    app::App,
    fetch::{FetchError, Origin},
    metrics::Peer,
    reply::Refused,
};

const JSON: &str = "application/json";

/// What a file looks like from here.
pub(crate) async fn look(
    app: &App,
    file_type: &FileType,
    request: &FileRequest,
    index: usize,
    wants_checksum: bool,
) -> FileInfo {
    match request {
        FileRequest::Http(request) => {
            let look = app.fetcher.look(request, wants_checksum).await;
            if let Some(fault) = &look.fault {
                app.metrics.failed(Peer::Origin, fault.code());
            }
            look.into_file_info(index, file_type.clone())
        }
        FileRequest::Contract(call) => {
            let text = ask(app, call).await.ok();
            let length = text
                .as_ref()
                .and_then(|text| u64::try_from(text.len()).ok());
            let is_short = length.is_some_and(|length| length <= app.settings.max_checksum_length);
            let checksum = text.as_ref().filter(|_| wants_checksum && is_short);
            FileInfo {
                index,
                valid: text.is_some(),
                file_type: Some(file_type.clone()),
                content_length: length,
                content_type: text.as_ref().map(|_| JSON.into()),
                filename: None,
                checksum: checksum.map(|text| FileChecksum::of(text.as_bytes())),
            }
        }
        _ => FileInfo {
            index,
            valid: false,
            file_type: Some(file_type.clone()),
            content_length: None,
            content_type: None,
            filename: None,
            checksum: None,
        },
    }
}

/// Streams a file to whoever was granted it.
pub(crate) async fn stream(
    app: &App,
    file: &FileObject,
    request: &FileRequest,
    headers: &HeaderMap,
    index: u64,
) -> Result<Response, Refused> {
    let request = match request {
        FileRequest::Http(request) => request,
        FileRequest::Contract(call) => {
            let text = ask(app, call).await?;
            return Ok(crate::reply::json(text));
        }
        _ => return Err(unreachable(app, "unsupported_type")),
    };
    let origin = app.fetcher.open(request, headers.get(header::RANGE)).await;
    let origin = origin.map_err(|error| match error {
        FetchError::Status(416) => Refused::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "range",
            "The file has no such range.",
        ),
        error => unreachable(app, error.code()),
    })?;
    let name = name(&origin, file, request.url(), index);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = origin.status;
    let answers = response.headers_mut();
    let mut set = |name, value: Option<HeaderValue>| {
        if let Some(value) = value {
            answers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, origin.content_type.clone());
    set(header::CONTENT_RANGE, origin.content_range.clone());
    set(header::CONTENT_ENCODING, origin.content_encoding.clone());
    let ranges = origin.accepts_ranges;
    set(
        header::ACCEPT_RANGES,
        ranges.then(|| HeaderValue::from_static("bytes")),
    );
    set(
        header::CONTENT_LENGTH,
        origin.content_length.map(HeaderValue::from),
    );
    let disposition = name.and_then(|name| name.content_disposition().parse().ok());
    set(header::CONTENT_DISPOSITION, disposition);
    set(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        Some(HeaderValue::from_static("Content-Disposition")),
    );
    *response.body_mut() = Body::from_stream(app.metrics.counted(origin.body));
    Ok(response)
}

/// The origin's name for the file, else the one in its URL, but where that tells where the file is.
/// A name without an extension gets that of the content type (Provider 2.1.6).
fn name(origin: &Origin, file: &FileObject, url: &str, index: u64) -> Option<FileName> {
    let name = origin.file_name.clone().or_else(|| match file.file_type() {
        FileType::Url => FileName::of_url(url),
        _ => None,
    });
    let name = name.or_else(|| FileName::new(&format!("file{index}")))?;
    let extension = origin.content_type.as_ref().and_then(extension::of);
    match extension {
        Some(extension) if !name.as_str().contains('.') => {
            FileName::new(&format!("{name}{extension}"))
        }
        _ => Some(name),
    }
}

async fn ask(app: &App, call: &ContractCall) -> Result<String, Refused> {
    let chain = app.chains.get(&call.chain_id());
    let chain = chain.ok_or_else(|| unreachable(app, "unconfigured_chain"))?;
    let answer = chain.node.call(call.to(), call.data()).await;
    let answer = answer.map_err(|error| unreachable(app, error.code()))?;
    call.result_text(&answer)
        .map_err(|error| unreachable(app, error.code()))
}

/// Nothing of where the file is.
fn unreachable(app: &App, code: &'static str) -> Refused {
    app.metrics.failed(Peer::Origin, code);
    Refused::new(
        StatusCode::BAD_GATEWAY,
        code,
        "The file cannot be fetched from where it lies.",
    )
}
