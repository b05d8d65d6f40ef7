//! The four types of files that are fetched over HTTP.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    error::FileObjectError,
    fields::Fields,
    limits::MAX_HEADERS,
    secret::{Secret, redacted},
    url,
};

/// The method of a request.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[allow(
    clippy::exhaustive_enums,
    reason = "the protocol allows no other method"
)]
pub enum Method {
    /// GET, what a file object without a method means.
    #[default]
    Get,
    /// POST.
    Post,
}

impl Method {
    /// `GET` or `POST`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The headers that a file object asks for, in its order.
pub struct Headers(Vec<(String, Secret)>);

impl Headers {
    /// Names, as they are written, and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The value of a header, whatever the case of its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut headers = self.iter();
        headers
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads `headers`, an object of texts.
    fn read(fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let Some(object) = fields.object("headers")? else {
            return Ok(Self(Vec::new()));
        };
        let mut headers = Self(Vec::new());
        for (index, (name, value)) in object.iter().enumerate() {
            if index == MAX_HEADERS {
                return Err(FileObjectError::TooManyHeaders { max: MAX_HEADERS });
            }
            let fault = |reason| FileObjectError::Header { index, reason };
            let name = name.to_str().filter(|name| is_token(name));
            let name = name.ok_or_else(|| fault("its name is no token of HTTP"))?;
            let value = value.as_str().and_then(ocean_checksum::JsonStr::to_str);
            let value = value.filter(|value| is_field_value(value));
            let value = value.ok_or_else(|| fault("its value is no text of printable ASCII"))?;
            if headers.get(&name).is_some() {
                return Err(fault("its name is repeated"));
            }
            headers.0.push((name.into_owned(), value.into()));
        }
        Ok(headers)
    }
}

/// Shows how many there are.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Headers")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// RFC 9110, section 5.6.2.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// RFC 9110, section 5.5, without the bytes above 127 whose meaning no two programs agree on.
fn is_field_value(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'))
}

/// A file on the web.
pub struct UrlFile {
    url: Secret,
    method: Method,
    headers: Headers,
}

impl UrlFile {
    pub(crate) fn read(fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let url = fields.text("url")?;
        let method = fields.text("method")?;
        let headers = Headers::read(fields)?;
        let url = fields.required("url", url)?;
        let method = method.as_deref().map_or(Ok(Method::Get), read_method)?;
        url::check("url", &url, url::HTTP)?;
        Ok(Self {
            url: url.into(),
            method,
            headers,
        })
    }

    /// The URL as it is written. Secret: whoever has it needs no datatoken.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The method; GET if the file object names none.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The headers. Secret.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }
}

fn read_method(text: &str) -> Result<Method, FileObjectError> {
    let lower = text.to_lowercase();
    match &*lower {
        "get" => Ok(Method::Get),
        "post" => Ok(Method::Post),
        other => {
            // Anything else might be a secret at the wrong place.
            let methods = [
                "connect", "delete", "head", "options", "patch", "put", "trace",
            ];
            let found = methods.into_iter().find(|&method| method == other);
            Err(FileObjectError::UnsafeMethod {
                found: found.unwrap_or("…"),
            })
        }
    }
}

/// A file on IPFS.
pub struct IpfsFile {
    hash: Secret,
    headers: Headers,
}

impl IpfsFile {
    pub(crate) fn read(fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let (hash, headers) = read_below_gateway(fields, "hash")?;
        Ok(Self { hash, headers })
    }

    /// The content hash, perhaps with a path and a query behind it. Secret.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The headers. Secret.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }
}

/// A file on Arweave.
pub struct ArweaveFile {
    transaction_id: Secret,
    headers: Headers,
}

impl ArweaveFile {
    pub(crate) fn read(fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let (transaction_id, headers) = read_below_gateway(fields, "transactionId")?;
        Ok(Self {
            transaction_id,
            headers,
        })
    }

    /// The transaction id, perhaps with a path and a query behind it. Secret.
    #[must_use]
    pub fn transaction_id(&self) -> &str {
        &self.transaction_id
    }

    /// The headers. Secret.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }
}

fn read_below_gateway(
    fields: Fields<'_>,
    field: &'static str,
) -> Result<(Secret, Headers), FileObjectError> {
    let path = fields.text(field)?;
    let headers = Headers::read(fields)?;
    let path = fields.required(field, path)?;
    url::check_below_gateway(field, &path)?;
    Ok((path.into(), headers))
}

/// A query to a GraphQL server.
pub struct GraphqlFile {
    url: Secret,
    query: Secret,
    headers: Headers,
}

impl GraphqlFile {
    pub(crate) fn read(fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let url = fields.text("url")?;
        let query = fields.text("query")?;
        let headers = Headers::read(fields)?;
        let url = fields.required("url", url)?;
        let query = fields.required("query", query)?;
        url::check("url", &url, url::HTTP)?;
        Ok(Self {
            url: url.into(),
            query: query.into(),
            headers,
        })
    }

    /// The server's URL as it is written. Secret.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The query. Secret.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The headers. Secret.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }
}

redacted!(UrlFile, IpfsFile, ArweaveFile, GraphqlFile);
