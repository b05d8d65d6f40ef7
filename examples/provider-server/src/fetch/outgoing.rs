//! A request on its way from redirect to redirect.

use base64ct::{Base64, Encoding as _};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, StatusCode, Uri,
    header::{self, HeaderName, HeaderValue},
};
use ocean_provider_core::files::{self, HttpRequest};
use percent_encoding::percent_decode_str;
use url::Url;

use super::FetchError;

/// Headers of a file object that another origin may see. All others may be secrets that are meant
/// for the first one, whatever their names.
const FOR_EVERY_ORIGIN: [HeaderName; 6] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::CONTENT_TYPE,
    header::RANGE,
    header::USER_AGENT,
];

#[derive(Clone)]
pub(super) struct Outgoing {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
}

impl Outgoing {
    /// The first request for a file: with the file object's headers, and the credentials of its
    /// URL as those of RFC 7617.
    pub(super) fn new(
        request: &HttpRequest,
        range: Option<&HeaderValue>,
    ) -> Result<Self, FetchError> {
        let fault = FetchError::MalformedRequest;
        let url = Url::parse(request.url()).map_err(|_| fault)?;
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers() {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| fault)?;
            headers.insert(name, secret(value.as_bytes())?);
        }
        if let Some(authorization) = credentials(&url) {
            let entry = headers.entry(header::AUTHORIZATION);
            entry.or_insert(secret(authorization.as_bytes())?);
        }
        if let Some(range) = range {
            headers.entry(header::RANGE).or_insert(range.clone());
        }
        for (name, value) in [
            (header::ACCEPT, "*/*"),
            (header::ACCEPT_ENCODING, "identity"),
            (
                header::USER_AGENT,
                concat!("provider-server/", env!("CARGO_PKG_VERSION")),
            ),
        ] {
            headers
                .entry(name)
                .or_insert(HeaderValue::from_static(value));
        }
        Ok(Self {
            method: match request.method() {
                files::Method::Get => Method::GET,
                files::Method::Post => Method::POST,
            },
            url: cleaned(url).ok_or(fault)?,
            headers,
            body: Bytes::copy_from_slice(request.body().unwrap_or_default().as_bytes()),
        })
    }

    /// The same request with HEAD.
    pub(super) fn head(&self) -> Self {
        Self {
            method: Method::HEAD,
            ..self.clone()
        }
    }

    pub(super) fn is_get(&self) -> bool {
        self.method == Method::GET
    }

    /// Whether it may be sent again after it may have been received.
    pub(super) fn is_idempotent(&self) -> bool {
        self.method != Method::POST
    }

    pub(super) fn has_range(&self) -> bool {
        self.headers.contains_key(header::RANGE)
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn request(&self) -> Result<Request<Full<Bytes>>, FetchError> {
        let fault = FetchError::MalformedRequest;
        let uri = Uri::try_from(self.url.as_str()).map_err(|_| fault)?;
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers.clone();
        Ok(request)
    }

    /// The request to follow a redirect with, `None` if the answer is none. POST becomes GET as in
    /// browsers (Fetch standard, 4.4): after 303, and after 301 and 302.
    pub(super) fn redirected(
        &self,
        status: StatusCode,
        answer: &HeaderMap,
    ) -> Result<Option<Self>, FetchError> {
        let is_redirect = matches!(
            status,
            StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT
        );
        let Some(location) = answer.get(header::LOCATION).filter(|_| is_redirect) else {
            return Ok(None);
        };
        let fault = FetchError::MalformedRedirect;
        let location = std::str::from_utf8(location.as_bytes()).map_err(|_| fault)?;
        let url = self.url.join(location).map_err(|_| fault)?;
        let url = cleaned(url).ok_or(fault)?;
        if self.url.scheme() == "https" && url.scheme() == "http" {
            return Err(FetchError::InsecureRedirect);
        }
        let mut next = Self {
            url,
            ..self.clone()
        };
        if !is_same_origin(&self.url, &next.url) {
            next.headers = HeaderMap::new();
            for name in &FOR_EVERY_ORIGIN {
                if let Some(value) = self.headers.get(name) {
                    next.headers.insert(name, value.clone());
                }
            }
        }
        let keeps_method = matches!(
            status,
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
        );
        if self.method == Method::POST && !keeps_method {
            next.method = Method::GET;
            next.body = Bytes::new();
            next.headers.remove(header::CONTENT_TYPE);
        }
        Ok(Some(next))
    }
}

fn secret(value: &[u8]) -> Result<HeaderValue, FetchError> {
    let mut value = HeaderValue::from_bytes(value).map_err(|_| FetchError::MalformedRequest)?;
    value.set_sensitive(true);
    Ok(value)
}

/// `Basic`, and user and password of a URL.
fn credentials(url: &Url) -> Option<String> {
    let (user, password) = (url.username(), url.password());
    if user.is_empty() && password.is_none() {
        return None;
    }
    let mut pair: Vec<u8> = percent_decode_str(user).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(password.unwrap_or_default()));
    Some(["Basic ", &Base64::encode_string(&pair)].concat())
}

/// An HTTP URL without what is not sent: credentials and fragment.
fn cleaned(mut url: Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_fragment(None);
    Some(url)
}

/// The same scheme, host and port; or the same host, secured from now on.
fn is_same_origin(from: &Url, to: &Url) -> bool {
    let is_upgrade = from.scheme() == "http"
        && to.scheme() == "https"
        && from.port().is_none()
        && to.port().is_none()
        && from.host() == to.host();
    from.origin() == to.origin() || is_upgrade
}

#[cfg(test)]
mod tests {
    use ocean_provider_core::files::{FileObject, FileRequest, Gateways, Method};

    use super::*;

    fn outgoing(url: &str) -> Outgoing {
        let file = FileObject::url(url, Method::Get, &[("X-Api-Key", "s3cret")]).unwrap();
        let FileRequest::Http(request) = file.request(None, Gateways::default()).unwrap() else {
            panic!("no HTTP");
        };
        Outgoing::new(&request, None).unwrap()
    }

    /// The URL, and whether the file's own headers are still there.
    fn redirected(from: &str, to: &'static str) -> Result<(String, bool), FetchError> {
        let headers = HeaderMap::from_iter([(header::LOCATION, HeaderValue::from_static(to))]);
        let next = outgoing(from).redirected(StatusCode::FOUND, &headers)?;
        let next = next.unwrap();
        assert!(next.headers.contains_key(header::USER_AGENT));
        let keeps = next.headers.contains_key("x-api-key");
        Ok((next.url.into(), keeps))
    }

    #[test]
    fn origins_of_redirects() {
        for (from, to, keeps) in [
            ("https://a.example/x", "https://a.example/y", true),
            ("https://a.example/x", "https://A.example:443/y", true),
            ("http://a.example/x", "https://a.example/y", true),
            ("http://a.example:8080/x", "https://a.example/y", false),
            ("http://a.example/x", "https://a.example:8443/y", false),
            ("http://a.example/x", "http://a.example:8080/y", false),
            ("http://a.example/x", "https://b.example/y", false),
            (
                "https://a.example/x",
                "https://a.example.b.example/y",
                false,
            ),
            ("https://a.example/x", "//b.example/y", false),
            (
                "https://a.example/x",
                "https://a.example@b.example/y",
                false,
            ),
        ] {
            let (url, kept) = redirected(from, to).unwrap();
            assert!(url.ends_with(".example/y") || url.ends_with("80/y") || url.ends_with("43/y"));
            assert!(!url.contains('@'));
            assert_eq!(kept, keeps, "{from} {to}");
        }
        let (url, _) = redirected("https://a.example/d/x?q#f", "y z?r#g").unwrap();
        assert_eq!(url, "https://a.example/d/y%20z?r");
    }

    #[test]
    fn no_way_back_from_https() {
        for to in [
            "http://a.example/y",
            "http://b.example/",
            "HTTP://a.example:443/",
        ] {
            let refused = redirected("https://a.example/x", to);
            assert_eq!(refused, Err(FetchError::InsecureRedirect));
        }
    }
}
