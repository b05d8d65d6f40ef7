//! What the head of an answer says of the file.

use hyper::{
    HeaderMap,
    header::{self, HeaderName, HeaderValue},
};
use ocean_provider_core::files::FileName;

/// Bytes of a media type that are told on.
const MAX_MEDIA_TYPE: usize = 255;

/// The length in `Content-Length`, else the total in `Content-Range` (Provider 2.1.6 takes what
/// stands behind its first `-`, so that `0-9/10` gives `9/10`).
pub(super) fn length(headers: &HeaderMap) -> Option<u64> {
    let declared = text(headers, &header::CONTENT_LENGTH).and_then(number);
    declared.or_else(|| {
        let range = headers.get(header::CONTENT_RANGE)?;
        content_range(range)?
    })
}

/// The media type without parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = text(headers, &header::CONTENT_TYPE)?;
    let media_type = value.split(';').next().unwrap_or_default().trim();
    let is_plain = media_type.bytes().all(|byte| byte.is_ascii_graphic());
    (is_plain && !media_type.is_empty() && media_type.len() <= MAX_MEDIA_TYPE)
        .then(|| media_type.to_owned())
}

/// The name in `Content-Disposition`.
pub(super) fn file_name(headers: &HeaderMap) -> Option<FileName> {
    let value = headers.get(header::CONTENT_DISPOSITION)?;
    FileName::of_content_disposition(&String::from_utf8_lossy(value.as_bytes()))
}

/// `Content-Range`, if it is one of bytes.
pub(super) fn range_of_bytes(headers: &HeaderMap) -> Option<HeaderValue> {
    let value = headers.get(header::CONTENT_RANGE)?;
    content_range(value).is_some().then(|| value.clone())
}

/// The total of a `Content-Range` of bytes (RFC 9110, 14.4), `Some(None)` where it is `*`.
#[allow(
    clippy::option_option,
    reason = "well formed or not, and a total or not"
)]
fn content_range(value: &HeaderValue) -> Option<Option<u64>> {
    let (range, total) = value
        .to_str()
        .ok()?
        .strip_prefix("bytes ")?
        .split_once('/')?;
    let total = if total == "*" {
        None
    } else {
        Some(number(total)?)
    };
    let (first, last) = range.split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    (first <= last && total.is_none_or(|total| last < total)).then_some(total)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn number(text: &str) -> Option<u64> {
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_content_ranges() {
        for (value, expected) in [
            ("bytes 0-9/10", Some(Some(10))),
            ("bytes 5-5/6", Some(Some(6))),
            ("bytes 0-9/*", Some(None)),
            ("bytes 0-9/9", None),
            ("bytes 9-0/10", None),
            ("bytes */10", None),
            ("bytes +0-9/10", None),
            ("0-9/10", None),
            ("bytes 0-9", None),
            ("bytes 0-9/99999999999999999999", None),
        ] {
            let value = HeaderValue::from_static(value);
            assert_eq!(content_range(&value), expected, "{value:?}");
        }
    }

    #[test]
    fn media_types_lose_their_parameters() {
        for (value, expected) in [
            ("text/csv; charset=utf-8", Some("text/csv")),
            ("text/csv", Some("text/csv")),
            (" ;x", None),
            ("a b", None),
        ] {
            let value = HeaderValue::from_static(value);
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value)]);
            assert_eq!(media_type(&headers).as_deref(), expected);
        }
    }
}
