use bytes::{Bytes, BytesMut};
use reqwest::Response;

/// The most bytes of an answer that are read: 10 MiB.
pub const MAX_ANSWER: usize = 10 << 20;

/// Why a body was not read.
#[derive(Debug)]
pub(crate) enum BodyError {
    TooLarge,
    Http(reqwest::Error),
}

/// Reads a body of at most [`MAX_ANSWER`] bytes.
pub(crate) async fn read(mut response: Response) -> Result<Bytes, BodyError> {
    let max = MAX_ANSWER as u64;
    if response.content_length().is_some_and(|length| length > max) {
        return Err(BodyError::TooLarge);
    }
    // Most answers come in one piece.
    let Some(first) = response.chunk().await.map_err(BodyError::Http)? else {
        return Ok(Bytes::new());
    };
    let Some(second) = response.chunk().await.map_err(BodyError::Http)? else {
        return Ok(first);
    };
    let mut body = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if body.len().saturating_add(chunk.len()) > MAX_ANSWER {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(BodyError::Http)?;
    }
    Ok(body.freeze())
}
