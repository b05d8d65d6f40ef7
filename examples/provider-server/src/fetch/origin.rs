use std::{
    fmt,
    future::Future as _,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_util::Stream;
use hyper::{
    Response, StatusCode,
    body::{Body as _, Incoming},
    header::{self, HeaderValue},
};
use ocean_provider_core::files::FileName;
use tokio::time::{Instant, Sleep};

use super::{FetchError, headers};

/// A slow origin must send this much within [`SLOW_WINDOW`] time-outs of waiting for it.
const MIN_PROGRESS: u64 = 16 << 10;

/// Time-outs that may pass in waiting until [`MIN_PROGRESS`] is there.
const SLOW_WINDOW: u32 = 6;

/// A successful answer of the server where a file is.
///
/// The values of its headers are the origin's own; whoever passes them on should do so only with
/// the ones that are here.
#[derive(Debug)]
#[non_exhaustive]
pub struct Origin {
    /// A success: 200, 206 for a range.
    pub status: StatusCode,
    /// `Content-Type`, with parameters.
    pub content_type: Option<HeaderValue>,
    /// `Content-Encoding`: the body is passed on as it comes.
    pub content_encoding: Option<HeaderValue>,
    /// Bytes of the body, if the origin tells. The body has exactly so many, or ends in an error.
    pub content_length: Option<u64>,
    /// `Content-Range`, if it is one of bytes.
    pub content_range: Option<HeaderValue>,
    /// Whether the origin serves ranges of bytes.
    pub accepts_ranges: bool,
    /// The name in `Content-Disposition`; the caller has one of his own otherwise.
    pub file_name: Option<FileName>,
    /// The body.
    pub body: OriginBody,
}

impl Origin {
    pub(super) fn new(
        answer: Response<Incoming>,
        timeout: Duration,
        max: Option<u64>,
    ) -> Result<Self, FetchError> {
        let (head, body) = answer.into_parts();
        if !head.status.is_success() {
            return Err(FetchError::Status(head.status.as_u16()));
        }
        let content_length = body.size_hint().exact();
        if let Some(max) = max.filter(|&max| content_length.is_some_and(|length| length > max)) {
            return Err(FetchError::TooLarge { max });
        }
        let value = |name| head.headers.get(name).cloned();
        Ok(Self {
            status: head.status,
            content_type: value(header::CONTENT_TYPE),
            content_encoding: value(header::CONTENT_ENCODING),
            content_length,
            content_range: headers::range_of_bytes(&head.headers),
            accepts_ranges: value(header::ACCEPT_RANGES).is_some_and(|units| units == "bytes"),
            file_name: headers::file_name(&head.headers),
            body: OriginBody::new(body, timeout, max),
        })
    }
}

/// The body of a file as it comes, in pieces of some KiB; nothing is read ahead but one piece.
///
/// It ends with an error if the origin breaks off or sends more than is permitted, and with
/// [`FetchError::Timeout`] if nothing comes for one time-out of the policy, or less than 16 KiB in
/// six of them. Only time counts in which the origin is waited for, so that a slow consumer may
/// take as long as he likes, and the whole may take any time.
pub struct OriginBody {
    incoming: Option<Incoming>,
    timeout: Duration,
    /// Runs while the origin is waited for.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    /// Waited, and received, since there was progress.
    waited: Duration,
    progress: u64,
    received: u64,
    max: Option<u64>,
}

impl OriginBody {
    fn new(incoming: Incoming, timeout: Duration, max: Option<u64>) -> Self {
        Self {
            incoming: Some(incoming),
            timeout,
            waiting: None,
            waited: Duration::ZERO,
            progress: 0,
            received: 0,
            max,
        }
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, FetchError>>> {
        let Some(incoming) = &mut self.incoming else {
            return Poll::Ready(None);
        };
        loop {
            let Poll::Ready(frame) = Pin::new(&mut *incoming).poll_frame(cx) else {
                let left = (self.timeout * SLOW_WINDOW).saturating_sub(self.waited);
                let (_, sleep) = self.waiting.get_or_insert_with(|| {
                    let sleep = tokio::time::sleep(self.timeout.min(left));
                    (Instant::now(), Box::pin(sleep))
                });
                ready!(sleep.as_mut().poll(cx));
                return Poll::Ready(Some(Err(FetchError::Timeout)));
            };
            if let Some((since, _)) = self.waiting.take() {
                self.waited += since.elapsed();
            }
            let piece = match frame {
                None => return Poll::Ready(None),
                Some(Err(_)) => return Poll::Ready(Some(Err(FetchError::Interrupted))),
                // Trailers are no part of a file.
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(piece) if !piece.is_empty() => piece,
                    _ => continue,
                },
            };
            let len = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            self.received = self.received.saturating_add(len);
            self.progress = self.progress.saturating_add(len);
            if self.progress >= MIN_PROGRESS {
                self.progress = 0;
                self.waited = Duration::ZERO;
            }
            return Poll::Ready(Some(match self.max {
                Some(max) if self.received > max => Err(FetchError::TooLarge { max }),
                _ => Ok(piece),
            }));
        }
    }
}

impl Stream for OriginBody {
    type Item = Result<Bytes, FetchError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.poll_piece(cx));
        if !matches!(next, Some(Ok(_))) {
            // Closes the connection if the body is not at its end.
            self.incoming = None;
        }
        Poll::Ready(next)
    }
}

impl fmt::Debug for OriginBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OriginBody")
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
