//! The little that must be known of URLs; the HTTP library of the fetcher parses them in full.

use alloc::{
    borrow::Cow,
    string::{String, ToString as _},
};

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{error::FileObjectError, fields::check_line, secret::Secret};

pub(crate) const HTTP: &str = "`http://` or `https://`";
pub(crate) const FTP: &str = "`ftp://` or `ftps://`";

/// Characters that stand in no path or query as they are.
const ILLEGAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Checks a URL of one of the schemes that are meant by `expected`.
pub(crate) fn check(
    field: &'static str,
    text: &str,
    expected: &'static str,
) -> Result<(), FileObjectError> {
    check_line(field, text)?;
    let schemes: &[&str] = if expected == FTP {
        &["ftp://", "ftps://"]
    } else {
        &["http://", "https://"]
    };
    let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
    let rest = rest.ok_or(FileObjectError::Scheme { field, expected })?;
    if host(rest).is_empty() {
        return Err(FileObjectError::NoHost { field });
    }
    Ok(())
}

/// The host of what follows the scheme.
fn host(rest: &str) -> &str {
    let (authority, _) = split_authority(rest);
    // Some parsers end the authority at a backslash, others read on to an `@`; blanks stand in none.
    if authority.contains(|c: char| c == '\\' || c.is_whitespace()) {
        return "";
    }
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.starts_with('[') {
        return host;
    }
    host.split(':').next().unwrap_or_default()
}

/// The authority, and the path, query and fragment behind it.
fn split_authority(rest: &str) -> (&str, &str) {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or_default()
}

/// A URL in the form that is requested: without its fragment, and with everything behind the host
/// percent-encoded that must be, as Provider 2.1.6 does through its HTTP library.
pub(crate) fn requested(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_string();
    };
    let (authority, tail) = split_authority(rest);
    let mut requested = String::with_capacity(url.len());
    requested.push_str(scheme);
    requested.push_str("://");
    requested.push_str(authority);
    requested.extend(utf8_percent_encode(tail, ILLEGAL));
    requested
}

/// A parameter of a query, with a blank as `+`.
pub(crate) fn push_encoded(query: &mut String, text: &str) {
    for (index, part) in text.split(' ').enumerate() {
        if index > 0 {
            query.push('+');
        }
        query.extend(utf8_percent_encode(part, RESERVED));
    }
}

/// Adds a query to a URL that may have one.
pub(crate) fn with_query(mut url: String, query: &str) -> String {
    if query.is_empty() {
        return url;
    }
    match url.split_once('?') {
        None => url.push('?'),
        Some((_, old)) if old.is_empty() || old.ends_with('&') => {}
        Some(_) => url.push('&'),
    }
    url.push_str(query);
    url
}

/// Checks a path below a gateway, with or without a query.
pub(crate) fn check_below_gateway(field: &'static str, text: &str) -> Result<(), FileObjectError> {
    check_line(field, text)?;
    let fault = FileObjectError::NotBelowGateway { field };
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let is_plain = |c: char| !matches!(c, '\\' | '#') && (c == ' ' || !c.is_whitespace());
    if text.trim() != text || !text.chars().all(is_plain) || query.contains('?') {
        return Err(fault);
    }
    let last = path.matches('/').count();
    for (index, segment) in path.split('/').enumerate() {
        let decoded = decode(segment);
        // A trailing slash asks for a directory; an encoded one would hide a segment.
        let is_empty = decoded.is_empty() && (index == 0 || index < last);
        let hides = decoded.contains(['/', '\\']) || decoded.chars().any(char::is_control);
        let is_scheme = index == 0 && segment.contains(':');
        if is_empty || hides || is_scheme || matches!(&*decoded, "." | "..") {
            return Err(fault);
        }
    }
    Ok(())
}

pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}

/// Joins a path to a gateway as a browser resolves a relative link: what stands behind the last
/// `/` of the gateway is replaced. `None` if the gateway is no such URL.
pub(crate) fn join(gateway: &str, path: &str) -> Option<Secret> {
    check("gateway", gateway, HTTP).ok()?;
    if gateway.contains(['?', '#', '\\']) || gateway.contains(char::is_whitespace) {
        return None;
    }
    let (scheme, rest) = gateway.split_once("://")?;
    let base = match rest.rsplit_once('/') {
        Some((base, _)) => base,
        None => rest,
    };
    let mut url = String::with_capacity(gateway.len() + path.len() + 1);
    url.push_str(scheme);
    url.push_str("://");
    url.push_str(base);
    url.push('/');
    url.push_str(path);
    Some(Secret::new(url))
}
