//! The configuration: environment variables, most of them those of the reference Provider.
//!
//! A variable that the reference understands means the same here. One that it understands and that
//! asks for what is missing here stops the start. An empty value counts as not set.

mod chains;
mod contracts;
mod error;
mod operator;
mod proof;
mod reader;
mod remote;
mod report;
mod storage;
mod token_key;

use std::{
    env, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use alloy_primitives::Address;
use ipnet::IpNet;
use ocean_provider_core::{
    auth::{TokenKey, TokenPolicy},
    did::parse_address,
    files::Gateways,
};
use url::{Host, Url};

use self::reader::{Reader, boolean};
pub use self::{
    chains::{ChainConfig, Chains, UnnamedChain},
    contracts::Contracts,
    error::{Error, Errors},
    operator::OperatorConfig,
    proof::ProofConfig,
    remote::{NotRemote, Remote},
    storage::{Durability, NotRedis, RedisUrl, Storage},
};
use crate::{
    compat::{COMPAT, Compat, Deviation},
    log::LogFormat,
};

/// The variable for the address to listen on, an IP address and a port.
pub const LISTEN: &str = "LISTEN";
const PORT: u16 = 8030;

/// What the reference understands, and this server does not do.
const NOT_SUPPORTED: [(&str, &str); 2] = [
    (
        "RBAC_SERVER_URL",
        "requests are not put before an RBAC server; credentials stand in the documents",
    ),
    (
        "PRIVATE_PROVIDER",
        "it speaks to an RBAC server, and there is none here",
    ),
];

/// Everything that is configured.
#[derive(Debug)]
pub struct Config {
    /// `LISTEN`, or the port of `PORT`, or what `OCEAN_PROVIDER_URL` says; 0.0.0.0:8030.
    pub listen: SocketAddr,
    /// The chains that are served, with the Provider's keys.
    pub chains: Chains,
    /// The key of auth tokens.
    pub token_key: TokenKey,
    /// `OCEAN_PROVIDER_COMPAT`: what is done as the reference does it.
    pub compat: Compat,
    /// `LOG_FORMAT`.
    pub log_format: LogFormat,
    /// `TRUSTED_PROXIES`: whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpNet>,
    /// `RATE_LIMIT_PER_MINUTE`: how often a client may ask for what is not signed. 600; 0 means no
    /// limit.
    pub requests_per_minute: u32,
    /// `REDIS_CONNECTION`, or else `STORAGE_PATH`: where nonces and revoked tokens are kept.
    pub storage: Storage,
    /// `OPERATOR_SERVICE_URL`: where jobs run; without it there are none.
    pub operator: Option<OperatorConfig>,
    /// `USE_HTTP_PROOF`, or else `USE_CHAIN_PROOF`: where proofs of download go, if anywhere.
    pub proofs: Option<ProofConfig>,
    /// The rest.
    pub settings: Settings,
}

/// What requests are answered by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `OCEAN_PROVIDER_URL`.
    pub public_url: Option<Url>,
    /// `AQUARIUS_URL`: the metadata cache.
    pub aquarius_url: Remote,
    /// `AUTHORIZED_DECRYPTERS`; `None`, which is also the empty list, means everybody.
    pub authorized_decrypters: Option<Vec<Address>>,
    /// `IPFS_GATEWAY`.
    pub ipfs_gateway: Option<Remote>,
    /// `ARWEAVE_GATEWAY`.
    pub arweave_gateway: Option<Remote>,
    /// `ALLOW_NON_PUBLIC_IP`: whether files may be at addresses that are not public.
    pub allow_non_public_ip: bool,
    /// `MAX_CHECKSUM_LENGTH`, in bytes: longer files have no checksum. 0.
    pub max_checksum_length: u64,
    /// `REQUEST_TIMEOUT`: 10 seconds.
    pub request_timeout: Duration,
    /// `REQUEST_RETRIES`: 1.
    pub request_retries: u32,
    /// `MAX_TOKEN_LIFETIME`: 24 hours, or without end where the deviation says so.
    pub token_policy: TokenPolicy,
    /// `MIN_CONFIRMATIONS`: how many blocks must stand, that of the transaction included. 1.
    pub min_confirmations: u64,
    /// `MAX_ENCRYPT_BYTES`: the body of `encrypt`. 10 MiB, as much as a document may have.
    pub max_encrypt_bytes: usize,
    /// The body of `decrypt`, which may carry what `encrypt` made, in hexadecimal: twice the size, and
    /// `MAX_JSON_BYTES`.
    pub max_document_bytes: usize,
    /// `MAX_JSON_BYTES`: every other body. 1 MiB.
    pub max_json_bytes: usize,
    /// `MAX_FILE_BYTES`: what is sent of a file. 1 TiB.
    pub max_file_bytes: u64,
}

impl Config {
    /// Reads the variables. `env` gives the value of one, `file` the text of the file that
    /// `ADDRESS_FILE` names. [`variable`] and [`std::fs::read_to_string`] are those of the system.
    ///
    /// # Errors
    /// [`Errors`]: everything that is wrong.
    pub fn from_env(
        env: &impl Fn(&str) -> Option<String>,
        file: &impl Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, Errors> {
        let mut reader = Reader::new(env, file);
        for (variable, why) in NOT_SUPPORTED {
            if reader.text(variable).is_some() {
                reader.errors.push(Error::NotSupported { variable, why });
            }
        }
        let chains = Chains::read(&mut reader);
        let (listen, public_url) = addresses(&mut reader);
        let compat: Compat = reader
            .value(COMPAT, "names of deviations, or `reference`", |text| {
                text.parse().ok()
            })
            .unwrap_or_default();
        let log_format = reader
            .value("LOG_FORMAT", "`text` or `json`", |text| text.parse().ok())
            .unwrap_or_default();
        let trusted_proxies = reader
            .value(
                "TRUSTED_PROXIES",
                "IP addresses or networks such as 10.0.0.0/8, with commas",
                networks,
            )
            .unwrap_or_default();
        let requests_per_minute = reader
            .number(
                "RATE_LIMIT_PER_MINUTE",
                "a number, where 0 means no limit",
                0,
                u32::MAX,
            )
            .unwrap_or(600);
        let storage = Storage::read(&mut reader);
        let settings = Settings::read(&mut reader, &compat, public_url);
        let token_key = token_key::read(&mut reader, &compat);
        let operator = operator::read(&mut reader);
        let proofs = proof::read(&mut reader);
        match (chains, settings, token_key) {
            (Some(chains), Some(settings), Some(token_key)) if reader.errors.is_empty() => {
                Ok(Self {
                    listen,
                    chains,
                    token_key,
                    compat,
                    log_format,
                    trusted_proxies,
                    requests_per_minute,
                    storage,
                    operator,
                    proofs,
                    settings,
                })
            }
            _ => Err(Errors(reader.errors)),
        }
    }
}

impl Settings {
    fn read(reader: &mut Reader<'_>, compat: &Compat, public_url: Option<Url>) -> Option<Self> {
        const REMOTE: &str = "an http or https URL";
        const BYTES: &str = "a number of bytes from 1 to 104857600";
        const MAX_BODY: usize = 100 << 20;
        reader.require("AQUARIUS_URL", "the http or https URL of a metadata cache");
        let remote = |text: &str| text.parse::<Remote>().ok();
        let aquarius_url = reader.hidden("AQUARIUS_URL", REMOTE, remote);
        let authorized_decrypters = reader.value(
            "AUTHORIZED_DECRYPTERS",
            "a JSON list of addresses",
            decrypters,
        );
        let max_lifetime = reader
            .number("MAX_TOKEN_LIFETIME", "seconds from 1 on", 1, u64::MAX)
            .unwrap_or(TokenPolicy::default().max_lifetime);
        let max_encrypt_bytes = reader
            .number("MAX_ENCRYPT_BYTES", BYTES, 1, MAX_BODY)
            .unwrap_or(10 << 20);
        let max_json_bytes = reader
            .number("MAX_JSON_BYTES", BYTES, 1, MAX_BODY)
            .unwrap_or(1 << 20);
        Some(Self {
            public_url,
            authorized_decrypters: authorized_decrypters.filter(|list| !list.is_empty()),
            ipfs_gateway: reader.hidden("IPFS_GATEWAY", REMOTE, remote),
            arweave_gateway: reader.hidden("ARWEAVE_GATEWAY", REMOTE, remote),
            allow_non_public_ip: reader
                .value("ALLOW_NON_PUBLIC_IP", "true or false", boolean)
                .unwrap_or(false),
            max_checksum_length: reader
                .number("MAX_CHECKSUM_LENGTH", "a whole number", 0, u64::MAX)
                .unwrap_or(0),
            request_timeout: Duration::from_secs(
                reader
                    .number("REQUEST_TIMEOUT", "seconds from 1 to 3600", 1, 3600)
                    .unwrap_or(10),
            ),
            request_retries: reader
                .number("REQUEST_RETRIES", "a number from 0 to 10", 0, 10)
                .unwrap_or(1),
            token_policy: TokenPolicy {
                max_lifetime: if compat.has(Deviation::UnlimitedTokenLifetime) {
                    u64::MAX
                } else {
                    max_lifetime
                },
            },
            min_confirmations: reader
                .number("MIN_CONFIRMATIONS", "a number from 1 to 10000", 1, 10_000)
                .unwrap_or(1),
            max_encrypt_bytes,
            max_document_bytes: max_encrypt_bytes * 2 + max_json_bytes,
            max_json_bytes,
            max_file_bytes: reader
                .number("MAX_FILE_BYTES", "a number of bytes from 1 on", 1, u64::MAX)
                .unwrap_or(1 << 40),
            // Last, so that everything that is wrong is found.
            aquarius_url: aquarius_url?,
        })
    }

    /// The gateways, for file requests.
    #[must_use]
    pub fn gateways(&self) -> Gateways<'_> {
        Gateways {
            ipfs: self.ipfs_gateway.as_ref().map(Remote::as_str),
            arweave: self.arweave_gateway.as_ref().map(Remote::as_str),
        }
    }
}

/// The value of a variable of the system. What is not UTF-8 gets replacement characters, so that it
/// is refused rather than passed over.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    Some(env::var_os(name)?.to_string_lossy().into_owned())
}

/// `IMPORT_REDIS_CONNECTION`: the Redis of the Python Provider that is moved from.
///
/// # Errors
/// [`Error`], which does not show it.
pub fn redis_to_import(env: &impl Fn(&str) -> Option<String>) -> Result<RedisUrl, Error> {
    const VARIABLE: &str = "IMPORT_REDIS_CONNECTION";
    let text = env(VARIABLE).unwrap_or_default();
    text.parse().map_err(|NotRedis| Error::Malformed {
        variable: VARIABLE,
        expected: storage::REDIS,
    })
}

fn addresses(reader: &mut Reader<'_>) -> (SocketAddr, Option<Url>) {
    let url = reader.hidden(
        "OCEAN_PROVIDER_URL",
        "an http or https URL without a user",
        |text| {
            let url = Url::parse(text).ok()?;
            let is_plain = url.username().is_empty() && url.password().is_none();
            (matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain).then_some(url)
        },
    );
    // The reference's container listens on the host and port of its URL.
    let of_url = url.as_ref().and_then(|url| {
        let host = match url.host()? {
            Host::Ipv4(host) => IpAddr::V4(host),
            Host::Ipv6(host) => IpAddr::V6(host),
            Host::Domain(_) => return None,
        };
        Some(SocketAddr::new(host, url.port_or_known_default()?))
    });
    let port = reader.number("PORT", "a port from 1 to 65535", 1, u16::MAX);
    let mut listen = of_url.unwrap_or_else(|| (Ipv4Addr::UNSPECIFIED, PORT).into());
    if let Some(port) = port {
        listen.set_port(port);
    }
    let own = reader.value(
        LISTEN,
        "an IP address and a port, as 127.0.0.1:8030",
        |text| text.parse().ok(),
    );
    (own.unwrap_or(listen), url)
}

fn decrypters(text: &str) -> Option<Vec<Address>> {
    let list: Vec<String> = serde_json::from_str(text).ok()?;
    list.iter().map(|item| parse_address(item).ok()).collect()
}

fn networks(text: &str) -> Option<Vec<IpNet>> {
    let network = |item: &str| match item.parse::<IpAddr>() {
        Ok(address) => Some(IpNet::from(address)),
        Err(_) => item.parse().ok(),
    };
    text.split(',').map(|item| network(item.trim())).collect()
}
