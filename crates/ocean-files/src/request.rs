use alloc::{
    borrow::Cow,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::Address;
use ocean_checksum::{Kind, Value, js_quote, ocean_py_stringify};
use zeroize::Zeroizing;

use crate::{
    ContractResultError, FileObject, FileSource, FunctionAbi, Headers, Method, RequestError,
    SmartContractFile, UserData, abi_result, abi_value,
    file_type::word,
    secret::{Secret, redacted},
    url,
};

/// The gateways through which files of type `ipfs` and `arweave` are fetched, as URLs.
///
/// `ipfs/` and the hash, or the transaction id, are joined to them as a browser resolves a
/// relative link: what stands behind the last `/` of the gateway is replaced.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Gateways<'a> {
    /// For `ipfs`, such as `https://ipfs.example`; `IPFS_GATEWAY` of Provider 2.1.6.
    pub ipfs: Option<&'a str>,
    /// For `arweave`, such as `https://arweave.example`; `ARWEAVE_GATEWAY` of Provider 2.1.6.
    pub arweave: Option<&'a str>,
}

/// What must be asked to get a file: everything a fetcher needs to know.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileRequest {
    /// A request over HTTP, whose answer is the file.
    Http(HttpRequest),
    /// A call of a contract, whose answer becomes the file with [`ContractCall::result_text`].
    Contract(ContractCall),
}

impl FileObject {
    /// The request for this file, with the consumer's user data in it as Provider 2.1.6 puts them:
    ///
    /// - GET (`url`, `ipfs`, `arweave`): as query parameters behind those of the URL. Texts stand
    ///   as they are, numbers and booleans as Python writes them (`1.0`, `True`), a list repeats
    ///   its parameter, and null is left out.
    /// - POST (`url`): as JSON body.
    ///   There is no body without them.
    /// - `graphql`: as `variables` of the JSON body. The query comes from the file object alone.
    /// - `smartcontract`: as arguments, by the names of the inputs. Integers may be texts, bytes
    ///   are hex with `0x`.
    ///
    /// The file's headers come first; `Content-Type: application/json` is added to a body unless
    /// they have one. Headers that belong to a connection and not to a request (RFC 9110, 7.6.1)
    /// and `Content-Length` are left out. Whether the host may be contacted is for the fetcher to
    /// find out, at the address it connects to.
    ///
    /// # Errors
    ///
    /// [`RequestError`]: no gateway, user data that cannot be put in, or a type that is not
    /// fetched.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_files::{FileObject, FileRequest, Gateways, UserData};
    ///
    /// let gateways = Gateways { ipfs: Some("https://ipfs.example"), ..Gateways::default() };
    /// let file = FileObject::parse(r#"{"type": "ipfs", "hash": "QmY7Yh4UquoXHLPFo2XbhXkhBvFoPwmQUSa92pxnxjQuPU"}"#)?;
    /// let user_data = UserData::parse(r#"{"city": "São Paulo"}"#)?;
    /// let FileRequest::Http(request) = file.request(Some(&user_data), gateways)? else { unreachable!() };
    /// assert_eq!(
    ///     request.url(),
    ///     "https://ipfs.example/ipfs/QmY7Yh4UquoXHLPFo2XbhXkhBvFoPwmQUSa92pxnxjQuPU?city=S%C3%A3o+Paulo"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn request(
        &self,
        user_data: Option<&UserData>,
        gateways: Gateways<'_>,
    ) -> Result<FileRequest, RequestError> {
        let user_data = user_data.filter(|user_data| !user_data.is_empty());
        let request = match self.source() {
            FileSource::Url(file) => match file.method() {
                Method::Get => get(file.url(), file.headers(), user_data)?,
                Method::Post => {
                    let body = user_data.map(|user_data| user_data.text().into());
                    post(file.url(), file.headers(), body)
                }
            },
            FileSource::Ipfs(file) => {
                let path = Secret::new(["ipfs/", file.hash()].concat());
                let url = below(gateways.ipfs, "ipfs", &path)?;
                get(&url, file.headers(), user_data)?
            }
            FileSource::Arweave(file) => {
                let url = below(gateways.arweave, "arweave", file.transaction_id())?;
                get(&url, file.headers(), user_data)?
            }
            FileSource::Graphql(file) => {
                let body = graphql(file.query(), user_data);
                post(file.url(), file.headers(), Some(body))
            }
            FileSource::SmartContract(file) => {
                return Ok(FileRequest::Contract(ContractCall::new(file, user_data)?));
            }
            FileSource::S3(_) | FileSource::Ftp(_) | FileSource::Unknown => {
                return Err(RequestError::Unsupported {
                    file_type: self.file_type().to_string(),
                });
            }
        };
        Ok(FileRequest::Http(request))
    }
}

/// A request over HTTP. Everything in it is secret but the method: `Debug` shows no more, and the
/// rest is wiped when it is dropped.
pub struct HttpRequest {
    method: Method,
    url: Secret,
    headers: Vec<(String, Secret)>,
    body: Option<Secret>,
}

impl HttpRequest {
    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The URL, with scheme `http` or `https`. Path and query are percent-encoded where they must
    /// be; a host may be international. There is no fragment.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Names and values of the headers. No name comes twice.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The value of a header, whatever the case of its name. A file that names `Range` itself
    /// keeps it: the consumer's is not passed on then.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        headers
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The body: JSON text.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }
}

/// Shows the method only.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// Names of headers that a request cannot take over from a file object.
const OF_THE_CONNECTION: [&str; 8] = [
    "connection",
    "content-length",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

fn sent_headers(headers: &Headers) -> Vec<(String, Secret)> {
    let is_sent = |name: &str| {
        let same = |other: &&str| name.eq_ignore_ascii_case(other);
        !OF_THE_CONNECTION.iter().any(same)
    };
    headers
        .iter()
        .filter(|(name, _)| is_sent(name))
        .map(|(name, value)| (name.to_string(), value.into()))
        .collect()
}

fn get(
    url: &str,
    headers: &Headers,
    user_data: Option<&UserData>,
) -> Result<HttpRequest, RequestError> {
    let query = match user_data {
        Some(user_data) => Secret::new(user_data.read(query).unwrap_or_else(|| Ok(String::new()))?),
        None => "".into(),
    };
    Ok(HttpRequest {
        method: Method::Get,
        url: Secret::new(url::with_query(url::requested(url), &query)),
        headers: sent_headers(headers),
        body: None,
    })
}

fn post(url: &str, headers: &Headers, body: Option<Secret>) -> HttpRequest {
    let mut headers = sent_headers(headers);
    let has_type = |(name, _): &(String, Secret)| name.eq_ignore_ascii_case("content-type");
    if body.is_some() && !headers.iter().any(has_type) {
        headers.push(("Content-Type".to_string(), "application/json".into()));
    }
    HttpRequest {
        method: Method::Post,
        url: Secret::new(url::requested(url)),
        headers,
        body,
    }
}

fn below(
    gateway: Option<&str>,
    file_type: &'static str,
    path: &str,
) -> Result<Secret, RequestError> {
    let gateway = gateway.ok_or(RequestError::NoGateway { file_type })?;
    url::join(gateway, path).ok_or(RequestError::Gateway { file_type })
}

fn query(user_data: ocean_checksum::Object<'_>) -> Result<String, RequestError> {
    let mut query = String::new();
    for (index, (key, value)) in user_data.iter().enumerate() {
        let key = key.to_string_lossy();
        let mut push = |value: Value<'_>| {
            let text =
                parameter(value).map_err(|found| RequestError::UserDatum { index, found })?;
            if let Some(text) = text {
                if !query.is_empty() {
                    query.push('&');
                }
                url::push_encoded(&mut query, &key);
                query.push('=');
                url::push_encoded(&mut query, &text);
            }
            Ok(())
        };
        match value.as_array() {
            Some(array) => array.iter().try_for_each(push)?,
            None => push(value)?,
        }
    }
    Ok(query)
}

/// A value as the text of a query parameter, `None` for null; else the name of its kind.
fn parameter(value: Value<'_>) -> Result<Option<Cow<'_, str>>, &'static str> {
    Ok(Some(match value.kind() {
        Kind::Null => return Ok(None),
        Kind::String(text) => text.to_string_lossy(),
        Kind::Bool(true) => "True".into(),
        Kind::Bool(false) => "False".into(),
        // An integer of thousands of digits, which Python refuses, stands as it is.
        Kind::Number(number) => {
            ocean_py_stringify(number.text()).map_or_else(|_| number.text().into(), Cow::Owned)
        }
        kind @ (Kind::Array(_) | Kind::Object(_)) => return Err(kind.name()),
    }))
}

fn graphql(query: &str, user_data: Option<&UserData>) -> Secret {
    let query = Secret::new(js_quote(query));
    Secret::new(match user_data {
        Some(user_data) => [
            r#"{"query":"#,
            &query,
            r#","variables":"#,
            user_data.text(),
            "}",
        ]
        .concat(),
        None => [r#"{"query":"#, &query, "}"].concat(),
    })
}

/// A call of a contract, `eth_call` of a node on the given chain.
pub struct ContractCall {
    chain_id: u64,
    to: Address,
    data: Zeroizing<Vec<u8>>,
    outputs: Vec<DynSolType>,
}

impl ContractCall {
    fn new(file: &SmartContractFile, user_data: Option<&UserData>) -> Result<Self, RequestError> {
        Ok(Self {
            chain_id: file.chain_id(),
            to: file.address(),
            data: Zeroizing::new(call_data(file.abi(), user_data)?),
            outputs: file.abi().output_types().to_vec(),
        })
    }

    /// The chain.
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The contract.
    #[must_use]
    pub fn to(&self) -> Address {
        self.to
    }

    /// The call data: selector and arguments.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The file: the bytes that the call returned as JSON text, in the form of Provider 2.1.6. One
    /// output stands for itself, several are an array, a tuple is an array, an address is written
    /// with its checksum. Bytes are written as hex with `0x`, where Provider fails.
    ///
    /// # Errors
    ///
    /// [`ContractResultError`].
    pub fn result_text(&self, returned: &[u8]) -> Result<String, ContractResultError> {
        abi_result::json_text(&self.outputs, returned)
    }
}

redacted!(ContractCall);

fn call_data(abi: &FunctionAbi, user_data: Option<&UserData>) -> Result<Vec<u8>, RequestError> {
    let inputs = abi.inputs().count();
    let mut data = abi.selector().to_vec();
    if inputs == 0 {
        return Ok(data);
    }
    let user_data = user_data.ok_or(RequestError::NoArguments { inputs })?;
    let arguments = user_data.read(|user_data| {
        let mut arguments = Vec::with_capacity(inputs);
        for (index, (input, ty)) in abi.input_types().enumerate() {
            let name = || word(&input.name);
            let namesakes = abi.inputs().filter(|(other, _)| *other == input.name);
            let value = user_data.get(&input.name);
            let value = value.filter(|value| {
                !input.name.is_empty() && !value.is_null() && namesakes.count() == 1
            });
            let value = value.ok_or_else(|| RequestError::MissingArgument {
                index,
                name: name(),
            })?;
            let argument = abi_value::argument(ty, &input.components, value);
            arguments.push(argument.ok_or_else(|| RequestError::Argument {
                index,
                name: name(),
                expected: input.selector_type().into_owned(),
            })?);
        }
        Ok(arguments)
    });
    let arguments = arguments.unwrap_or_else(|| Ok(Vec::new()))?;
    data.extend(DynSolValue::Tuple(arguments).abi_encode_params());
    Ok(data)
}
