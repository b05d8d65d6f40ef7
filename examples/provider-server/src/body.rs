//! The bodies of requests: bounded each, and all of them together.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    limits::{BODY_TIMEOUT, FREE_BODY, MAX_BODIES},
    reply::Refused,
};

/// Memory for bodies that are larger than [`FREE_BODY`], by the KiB.
#[derive(Debug)]
pub(crate) struct BodyMemory(Arc<Semaphore>);

/// A part of the memory, until it is dropped.
pub(crate) type Part = Option<OwnedSemaphorePermit>;

impl BodyMemory {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(kib(MAX_BODIES))))
    }

    /// Reads a body of at most so many bytes, and says which part of the memory it takes. What counts is what has come, so that nobody takes
    /// memory from others by announcing much.
    pub(crate) async fn read(
        &self,
        body: Body,
        headers: &HeaderMap,
        max: usize,
    ) -> Result<(Bytes, Part), Refused> {
        let declared = headers.get(header::CONTENT_LENGTH);
        let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if declared.is_some_and(|length| length > max) {
            return Err(too_large(max));
        }
        let read = tokio::time::timeout(BODY_TIMEOUT, self.collect(body, max)).await;
        read.unwrap_or_else(|_| {
            Err(Refused::new(
                StatusCode::REQUEST_TIMEOUT,
                "body_timeout",
                "The body took too long.",
            ))
        })
    }

    async fn collect(&self, body: Body, max: usize) -> Result<(Bytes, Part), Refused> {
        let mut body = Limited::new(body, max);
        let mut bytes = BytesMut::new();
        let mut part: Part = None;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| {
                if error.is::<LengthLimitError>() {
                    too_large(max)
                } else {
                    Refused::bad_request("body", "The body cannot be read.")
                }
            })?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            bytes.extend_from_slice(&data);
            if bytes.len() > FREE_BODY {
                let held = part.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
                let more = self.take(kib(bytes.len()).saturating_sub(held))?;
                match &mut part {
                    Some(part) => part.merge(more),
                    None => part = Some(more),
                }
            }
        }
        Ok((bytes.freeze(), part))
    }

    fn take(&self, kib: usize) -> Result<OwnedSemaphorePermit, Refused> {
        let kib = u32::try_from(kib).unwrap_or(u32::MAX);
        let part = Arc::clone(&self.0).try_acquire_many_owned(kib);
        part.map_err(|_| Refused::unavailable("body_memory", "Too many large requests at once."))
    }
}

const fn kib(bytes: usize) -> usize {
    bytes.div_ceil(1024)
}

fn too_large(max: usize) -> Refused {
    Refused::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        &format!("The body is larger than {max} bytes."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(memory: &BodyMemory, len: usize) -> Result<(Bytes, Part), Refused> {
        let body = Body::from(vec![0; len]);
        memory.read(body, &HeaderMap::new(), 2 * MAX_BODIES).await
    }

    #[tokio::test]
    async fn large_bodies_share_a_bounded_memory() {
        let memory = BodyMemory::new();
        let most = read(&memory, MAX_BODIES - FREE_BODY).await.unwrap();
        assert_eq!(most.0.len(), MAX_BODIES - FREE_BODY);
        let refused = read(&memory, 2 * FREE_BODY).await.unwrap_err();
        assert_eq!(
            (refused.status.as_u16(), refused.code),
            (503, "body_memory")
        );
        assert!(read(&memory, FREE_BODY).await.is_ok());
        drop(most);
        assert!(read(&memory, 2 * FREE_BODY).await.is_ok());
    }
}
