use alloc::collections::BTreeMap;
use core::{fmt, str::FromStr};

use alloy_primitives::Address;
use ocean_checksum::{Json, JsonError, JsonStr, Limits, Value, js_quote};
use ocean_did::{ParseAddressError, parse_address_lenient};

/// Bytes of a `GET /` document at most: 1 MiB.
const MAX_BYTES: usize = 1 << 20;

/// Arrays and objects that may be open at once.
const MAX_DEPTH: usize = 16;

/// What a Provider tells of itself at `GET /`: software, version, its address on each chain, and
/// where its endpoints are.
///
/// Written as Provider 2.1.6 writes it. Read from it, from Providers before 1.4.0, which have one
/// `chainId` and one `providerAddress`, and from ocean-node 3.2.0, whose `chainIds` are texts and
/// whose `providerAddress` is the same on all of them. What is missing is empty, and what is unknown
/// is passed over.
///
/// # Examples
///
/// ```
/// use ocean_provider_core::ProviderInfo;
///
/// let info: ProviderInfo = r#"{"software":"Provider","version":"1.3.7","chainId":137,
///     "providerAddress":"0x62B1D4B6bB7aD8b5Cb6CA8C1c9Ba1F1D6d3c9C61",
///     "serviceEndpoints":{"nonce":["GET","/api/services/nonce"]}}"#
///     .parse()?;
/// assert_eq!(info.chain_ids().collect::<Vec<_>>(), [137]);
/// assert!(info.address(137).is_some());
/// assert_eq!(info.endpoint("nonce").unwrap().path, "/api/services/nonce");
/// # Ok::<(), ocean_provider_core::ParseProviderInfoError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderInfo {
    software: String,
    version: String,
    addresses: BTreeMap<u64, Address>,
    endpoints: Vec<(String, ServiceEndpoint)>,
}

/// The method and path of an endpoint. Clients must not assume the path, but join this one with the
/// root of the Provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "the wire has these two")]
pub struct ServiceEndpoint {
    /// The HTTP method.
    pub method: String,
    /// The path, from the root of the Provider.
    pub path: String,
}

/// The endpoints of Provider 2.1.6 below `/api/services`, in its order.
const ENDPOINTS: [(&str, &str, &str); 16] = [
    ("nonce", "GET", "nonce"),
    ("encrypt", "POST", "encrypt"),
    ("decrypt", "POST", "decrypt"),
    ("fileinfo", "POST", "fileinfo"),
    ("initialize", "GET", "initialize"),
    ("download", "GET", "download"),
    ("initializeCompute", "POST", "initializeCompute"),
    ("computeStart", "POST", "compute"),
    ("computeStop", "PUT", "compute"),
    ("computeDelete", "DELETE", "compute"),
    ("computeStatus", "GET", "compute"),
    ("computeResult", "GET", "computeResult"),
    ("computeEnvironments", "GET", "computeEnvironments"),
    ("validateContainer", "POST", "validateContainer"),
    ("create_auth_token", "GET", "createAuthToken"),
    ("delete_auth_token", "DELETE", "deleteAuthToken"),
];

impl ProviderInfo {
    /// A Provider with the endpoints of Provider 2.1.6 and these addresses, by chain (EIP-155).
    ///
    /// The reference writes `Provider` as software.
    #[must_use]
    pub fn new(software: &str, version: &str, addresses: BTreeMap<u64, Address>) -> Self {
        let endpoints = ENDPOINTS.map(|(name, method, last)| {
            let endpoint = ServiceEndpoint {
                method: method.to_owned(),
                path: format!("/api/services/{last}"),
            };
            (name.to_owned(), endpoint)
        });
        Self {
            software: software.to_owned(),
            version: version.to_owned(),
            addresses,
            endpoints: endpoints.into(),
        }
    }

    /// `software`, such as `Provider`; empty if there is none.
    #[must_use]
    pub fn software(&self) -> &str {
        &self.software
    }

    /// `version`; empty if there is none.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The chains on which it has an address, in ascending order.
    pub fn chain_ids(&self) -> impl Iterator<Item = u64> {
        self.addresses.keys().copied()
    }

    /// Its address on a chain: who signs fees there, and to whom files are sealed.
    #[must_use]
    pub fn address(&self, chain_id: u64) -> Option<Address> {
        self.addresses.get(&chain_id).copied()
    }

    /// An endpoint by its name, such as `download`, `computeStart` or `create_auth_token`.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> Option<&ServiceEndpoint> {
        let mut endpoints = self.endpoints.iter();
        let found = endpoints.find(|(found, _)| found == name);
        found.map(|(_, endpoint)| endpoint)
    }

    /// All endpoints and their names, in their order.
    pub fn endpoints(&self) -> impl Iterator<Item = (&str, &ServiceEndpoint)> {
        let endpoints = self.endpoints.iter();
        endpoints.map(|(name, endpoint)| (name.as_str(), endpoint))
    }
}

/// The JSON text, as Provider 2.1.6 answers it. Its chains are in ascending order.
impl fmt::Display for ProviderInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (software, version) = (js_quote(&self.software), js_quote(&self.version));
        write!(
            f,
            r#"{{"software":{software},"version":{version},"chainIds":["#
        )?;
        separated(f, self.chain_ids(), |f, chain| write!(f, "{chain}"))?;
        f.write_str(r#"],"providerAddresses":{"#)?;
        separated(f, &self.addresses, |f, (chain, address)| {
            write!(f, r#""{chain}":"{address}""#)
        })?;
        f.write_str(r#"},"serviceEndpoints":{"#)?;
        separated(f, self.endpoints(), |f, (name, endpoint)| {
            let (method, path) = (js_quote(&endpoint.method), js_quote(&endpoint.path));
            write!(f, "{}:[{method},{path}]", js_quote(name))
        })?;
        f.write_str("}}")
    }
}

fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        write(f, item)?;
    }
    Ok(())
}

/// Reads what a Provider or ocean-node answers, of at most 1 MiB and 16 levels.
///
/// # Errors
/// [`ParseProviderInfoError`].
impl FromStr for ProviderInfo {
    type Err = ParseProviderInfoError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let limits = Limits {
            max_depth: MAX_DEPTH,
            max_len: MAX_BYTES,
        };
        let json = Json::parse_with(text, limits)?;
        let root = json.root();
        if root.as_object().is_none() {
            return Err(ParseProviderInfoError::NotAnObject {
                found: root.kind().name(),
            });
        }
        let text = |key| root.get(key).and_then(Value::as_str).map(owned);
        Ok(Self {
            software: text("software").unwrap_or_default(),
            version: text("version").unwrap_or_default(),
            addresses: addresses(root)?,
            endpoints: endpoints(root),
        })
    }
}

fn addresses(root: Value<'_>) -> Result<BTreeMap<u64, Address>, ParseProviderInfoError> {
    if let Some(addresses) = root.get("providerAddresses").and_then(Value::as_object) {
        let mut read = BTreeMap::new();
        for (chain, found) in addresses.iter() {
            let chain = owned(chain);
            let chain = chain
                .parse()
                .map_err(|_| ParseProviderInfoError::Chain { found: cut(chain) })?;
            read.insert(chain, address(found)?);
        }
        return Ok(read);
    }
    let Some(found) = root.get("providerAddress").filter(|found| !found.is_null()) else {
        return Ok(BTreeMap::new());
    };
    let address = address(found)?;
    let chains = root.get("chainIds").and_then(Value::as_array);
    let chains = chains.iter().flat_map(|chains| chains.iter());
    let chains = chains.chain(root.get("chainId"));
    chains
        .map(|chain| Ok((chain_id(chain)?, address)))
        .collect()
}

fn address(found: Value<'_>) -> Result<Address, ParseProviderInfoError> {
    let text = found.as_str().map(owned).unwrap_or_default();
    parse_address_lenient(&text).map_err(ParseProviderInfoError::Address)
}

/// A number, or one as a text.
fn chain_id(found: Value<'_>) -> Result<u64, ParseProviderInfoError> {
    let number = found.as_number().and_then(ocean_checksum::Number::as_u64);
    let text = || found.as_str().and_then(|text| owned(text).parse().ok());
    number.or_else(text).ok_or_else(|| {
        let found = cut(found.text().to_owned());
        ParseProviderInfoError::Chain { found }
    })
}

/// What is not a name with a method and a path is passed over.
fn endpoints(root: Value<'_>) -> Vec<(String, ServiceEndpoint)> {
    let endpoints = root.get("serviceEndpoints").and_then(Value::as_object);
    let endpoints = endpoints.iter().flat_map(|object| object.iter());
    endpoints
        .filter_map(|(name, value)| {
            let array = value.as_array()?;
            let text = |index| array.get(index).and_then(Value::as_str).map(owned);
            let (method, path) = (text(0)?, text(1)?);
            Some((owned(name), ServiceEndpoint { method, path }))
        })
        .collect()
}

fn owned(text: JsonStr<'_>) -> String {
    text.to_string_lossy().into_owned()
}

fn cut(text: String) -> String {
    if text.len() <= 128 {
        return text;
    }
    text.chars().take(128).collect()
}

/// Why a `GET /` document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseProviderInfoError {
    /// The text is no JSON, or beyond the limits.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The JSON is no object.
    #[error("expected an object, found {found}")]
    NotAnObject {
        /// What it is.
        found: &'static str,
    },
    /// A chain is no number.
    #[error("chain is `{}`, expected a decimal number", found.escape_debug())]
    Chain {
        /// What it is, cut after 128 characters.
        found: String,
    },
    /// An address of the Provider is none.
    #[error("address of the Provider is none")]
    Address(#[source] ParseAddressError),
}

impl ParseProviderInfoError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(error) => error.code(),
            Self::NotAnObject { .. } => "provider_info_not_an_object",
            Self::Chain { .. } => "provider_info_chain",
            Self::Address(_) => "provider_info_address",
        }
    }
}
