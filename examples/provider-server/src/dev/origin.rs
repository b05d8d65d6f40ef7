//! The origin of the files.

use std::{convert::Infallible, ops::Range, sync::Arc};

use axum::{
    body::Body,
    extract::{Path, State as Extract},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;

use super::{State, lock, range::Part};

/// A file of the origin.
#[derive(Clone, Debug)]
pub(super) struct File {
    content_type: &'static str,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Bytes(Bytes),
    Zeros(u64),
}

static ZEROS: [u8; 16 << 10] = [0; 16 << 10];

impl File {
    pub(super) const fn new(content_type: &'static str, content: Bytes) -> Self {
        Self {
            content_type,
            content: Content::Bytes(content),
        }
    }

    pub(super) const fn zeros(length: u64) -> Self {
        Self {
            content_type: "application/octet-stream",
            content: Content::Zeros(length),
        }
    }

    /// The content, if it is none of zeros.
    pub(super) fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Bytes(bytes) => bytes,
            Content::Zeros(_) => &[],
        }
    }

    fn len(&self) -> u64 {
        match &self.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Zeros(length) => *length,
        }
    }

    fn body(&self, part: Range<u64>) -> Body {
        match &self.content {
            Content::Bytes(bytes) => {
                let start = usize::try_from(part.start).unwrap_or(usize::MAX);
                let end = usize::try_from(part.end).unwrap_or(usize::MAX);
                let end = end.min(bytes.len());
                Body::from(bytes.slice(start.min(end)..end))
            }
            Content::Zeros(_) => {
                let chunk = ZEROS.len() as u64;
                let pieces = part.clone().step_by(ZEROS.len()).map(move |start| {
                    let rest = (part.end - start).min(chunk);
                    let rest = usize::try_from(rest).unwrap_or(ZEROS.len());
                    Ok::<_, Infallible>(Bytes::from_static(&ZEROS).slice(..rest))
                });
                Body::from_stream(stream::iter(pieces))
            }
        }
    }
}

pub(super) async fn answer(
    Extract(state): Extract<Arc<State>>,
    Path(name): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    state.count(&name);
    let Some(file) = lock(&state.files).get(&name).cloned() else {
        return (StatusCode::NOT_FOUND, "not found").into_response();
    };
    let length = file.len();
    let range = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok());
    let mut response = Response::new(Body::empty());
    let (status, part, content_range) = match Part::of(range, length) {
        Part::Whole => (StatusCode::OK, 0..length, None),
        Part::Bytes(part) => {
            let last = part.end.saturating_sub(1);
            let text = format!("bytes {}-{last}/{length}", part.start);
            (StatusCode::PARTIAL_CONTENT, part, Some(text))
        }
        Part::Beyond => {
            let text = format!("bytes */{length}");
            (StatusCode::RANGE_NOT_SATISFIABLE, 0..0, Some(text))
        }
    };
    *response.status_mut() = status;
    let known = response.headers_mut();
    known.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(file.content_type),
    );
    known.insert(header::CONTENT_LENGTH, (part.end - part.start).into());
    known.insert(
        header::ACCEPT_RANGES,
        header::HeaderValue::from_static("bytes"),
    );
    if let Some(text) = content_range.and_then(|text| text.parse().ok()) {
        known.insert(header::CONTENT_RANGE, text);
    }
    if method != Method::HEAD {
        *response.body_mut() = file.body(part);
    }
    response
}
