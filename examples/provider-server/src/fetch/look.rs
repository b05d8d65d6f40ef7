use futures_util::StreamExt as _;
use hyper::{HeaderMap, StatusCode};
use ocean_provider_core::files::{FileChecksum, FileInfo, FileName, FileType, HttpRequest};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{FetchError, Fetcher, Origin, OriginBody, headers, outgoing::Outgoing};

/// Time-outs of the policy within which a body must have been read for its checksum.
const CHECKSUM_TIMEOUTS: u32 = 6;

/// What was seen of a file without handing it on.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Look {
    /// Why the file cannot be fetched; `None` if it can.
    pub fault: Option<FetchError>,
    /// Bytes of the file, if the origin tells, or if they were counted for the checksum.
    pub content_length: Option<u64>,
    /// The media type without parameters.
    pub content_type: Option<String>,
    /// The last segment of the path of the URL that answered, after redirects; else the name in
    /// `Content-Disposition`. For the types `ipfs` and `arweave` it tells where the file is.
    pub file_name: Option<FileName>,
    /// The SHA-256 of the body, if it was wanted and within `max_checksum_length`.
    pub checksum: Option<FileChecksum>,
}

impl Look {
    /// Whether the file can be fetched.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.fault.is_none()
    }

    /// The same as an entry of `/fileinfo`. What of it may be told to whom is for the caller to
    /// decide.
    #[must_use]
    pub fn into_file_info(self, index: usize, file_type: FileType) -> FileInfo {
        FileInfo {
            index,
            valid: self.is_valid(),
            file_type: Some(file_type),
            content_length: self.content_length,
            content_type: self.content_type,
            filename: self.file_name.map(|name| name.as_str().to_owned()),
            checksum: self.checksum,
        }
    }

    fn of_head(headers: &HeaderMap, url: &Url) -> Self {
        Self {
            fault: None,
            content_length: headers::length(headers),
            content_type: headers::media_type(headers),
            file_name: FileName::of_url(url.as_str()).or_else(|| headers::file_name(headers)),
            checksum: None,
        }
    }
}

impl Fetcher {
    /// Looks whether a file can be fetched, and at what is known of it then (Provider 2.1.6,
    /// `/fileinfo`).
    ///
    /// It is asked for with HEAD, and with its own method where that does not say enough: HEAD is
    /// answered with anything but 200, or without a length, or the method is POST, or a checksum is
    /// wanted. A body is dropped unread but for the checksum, for which it is read once, in
    /// constant memory, to the end or to `max_checksum_length` bytes and within six time-outs.
    /// A file is there if the status is 200, or 206 where the file object has a `Range` of its own,
    /// and if the answer tells a length, a type or a name.
    pub async fn look(&self, request: &HttpRequest, wants_checksum: bool) -> Look {
        let look = self.try_look(request, wants_checksum).await;
        look.unwrap_or_else(|fault| Look {
            fault: Some(fault),
            ..Look::default()
        })
    }

    async fn try_look(
        &self,
        request: &HttpRequest,
        wants_checksum: bool,
    ) -> Result<Look, FetchError> {
        let outgoing = Outgoing::new(request, None)?;
        if outgoing.is_get()
            && let Some(look) = self.look_at_head(&outgoing).await?
        {
            let is_enough = !self.is_to_be_read(&look, wants_checksum);
            if is_enough && look.content_length.is_some() {
                return self.checked(look);
            }
        }
        let (answer, url) = self.send(&outgoing).await?;
        check_status(answer.status(), &outgoing)?;
        let look = Look::of_head(answer.headers(), &url);
        let mut look = self.checked(look)?;
        if self.is_to_be_read(&look, wants_checksum) {
            let origin = Origin::new(answer, self.policy.timeout, self.policy.max_bytes)?;
            let time = self.policy.timeout * CHECKSUM_TIMEOUTS;
            let reading = checksum(origin.body, self.policy.max_checksum_length);
            let read = tokio::time::timeout(time, reading).await;
            if let Some((checksum, length)) = read.map_err(|_| FetchError::Timeout)?? {
                look.checksum = Some(checksum);
                look.content_length = Some(length);
            }
        }
        Ok(look)
    }

    /// What HEAD tells, `None` if the origin does not serve it.
    async fn look_at_head(&self, outgoing: &Outgoing) -> Result<Option<Look>, FetchError> {
        let (answer, url) = match self.send(&outgoing.head()).await {
            Ok(answered) => answered,
            Err(FetchError::Interrupted | FetchError::MalformedAnswer) => return Ok(None),
            Err(error) => return Err(error),
        };
        let is_served = check_status(answer.status(), outgoing).is_ok();
        Ok(is_served.then(|| Look::of_head(answer.headers(), &url)))
    }

    fn is_to_be_read(&self, look: &Look, wants_checksum: bool) -> bool {
        let max = self.policy.max_checksum_length;
        wants_checksum && look.content_length.is_none_or(|length| length <= max)
    }

    fn checked(&self, look: Look) -> Result<Look, FetchError> {
        let length = look.content_length;
        let max = self.policy.max_bytes;
        if let Some(max) = max.filter(|&max| length.is_some_and(|length| length > max)) {
            return Err(FetchError::TooLarge { max });
        }
        if length.is_none() && look.content_type.is_none() && look.file_name.is_none() {
            return Err(FetchError::MalformedAnswer);
        }
        Ok(look)
    }
}

fn check_status(status: StatusCode, outgoing: &Outgoing) -> Result<(), FetchError> {
    let is_part = status == StatusCode::PARTIAL_CONTENT && outgoing.has_range();
    if status == StatusCode::OK || is_part {
        Ok(())
    } else {
        Err(FetchError::Status(status.as_u16()))
    }
}

/// The checksum and length of a body, `None` if it has more than `max` bytes.
async fn checksum(
    mut body: OriginBody,
    max: u64,
) -> Result<Option<(FileChecksum, u64)>, FetchError> {
    let mut sha256 = Sha256::new();
    let mut length = 0_u64;
    while let Some(piece) = body.next().await {
        let piece = piece?;
        length = length.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if length > max {
            return Ok(None);
        }
        sha256.update(&piece);
    }
    let checksum = FileChecksum::from_sha256(sha256.finalize().into());
    Ok(Some((checksum, length)))
}
