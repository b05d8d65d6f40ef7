use std::convert::Infallible;

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use ocean_provider_core::files::{FileChecksum, FileObject, FileRequest};

use super::{ask, name, unreachable};
use crate::{app::App, reply::Refused};

/// Gives a job the file of its algorithm, if it is still the one that was trusted.
///
/// It is read to its end before the first byte is sent. It is no longer than a file may be that has a
/// checksum.
pub(crate) async fn trusted(
    app: &App,
    file: &FileObject,
    request: &FileRequest,
    index: u64,
    trusted: &[FileChecksum],
) -> Result<Response, Refused> {
    let expected = usize::try_from(index).ok().and_then(|at| trusted.get(at));
    let check = |body: &[u8]| {
        let is_trusted = expected.is_some_and(|expected| *expected == FileChecksum::of(body));
        is_trusted.then_some(()).ok_or_else(exchanged)
    };
    let request = match request {
        FileRequest::Http(request) => request,
        FileRequest::Contract(call) => {
            let text = ask(app, call).await?;
            check(text.as_bytes())?;
            return Ok(crate::reply::json(text));
        }
        _ => return Err(unreachable(app, "unsupported_type")),
    };
    let origin = app.fetcher.open(request, None).await;
    let mut origin = origin.map_err(|error| unreachable(app, error.code()))?;
    let max = usize::try_from(app.settings.max_checksum_length).unwrap_or(usize::MAX);
    let mut body = Vec::new();
    while let Some(piece) = origin.body.next().await {
        body.extend_from_slice(&piece.map_err(|error| unreachable(app, error.code()))?);
        if body.len() > max {
            return Err(exchanged());
        }
    }
    check(&body)?;
    let body = Bytes::from(body);
    let name = name(&origin, file, request.url(), index);
    let mut response = Response::new(Body::empty());
    let answers = response.headers_mut();
    let mut set = |name, value: Option<HeaderValue>| {
        if let Some(value) = value {
            answers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, origin.content_type.clone());
    set(header::CONTENT_LENGTH, Some(body.len().into()));
    let disposition = name.and_then(|name| name.content_disposition().parse().ok());
    set(header::CONTENT_DISPOSITION, disposition);
    let pieces = stream::iter([Ok::<_, Infallible>(body)]);
    *response.body_mut() = Body::from_stream(app.metrics.counted(pieces));
    Ok(response)
}

fn exchanged() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "algorithm_file_checksum_mismatch",
        "The algorithm is not the one that was trusted when the job was started.",
    )
}
