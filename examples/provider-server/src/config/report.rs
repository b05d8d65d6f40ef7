use std::fmt::{self, Write as _};

use alloy_primitives::Address;

use super::{ChainConfig, Chains, Config, Remote};

impl Config {
    /// What was read, one line for each thing, for `check-config`. Keys are shown as their addresses,
    /// and URLs of other services by scheme, host and port.
    #[must_use]
    pub fn report(&self) -> String {
        let mut text = String::new();
        // Writing to a String does not fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        let settings = &self.settings;
        line(out, "listen", &self.listen)?;
        if let Some(url) = &settings.public_url {
            line(out, "public URL", url)?;
        }
        match &self.chains {
            Chains::One(chain) => {
                let (rpc, address) = (chain.rpc(), chain.address());
                let text = format!("node {rpc}, which says the chain id; Provider {address}");
                line(out, "chain", &text)?;
            }
            Chains::Many(chains) => {
                for (id, chain) in chains {
                    line(out, &format!("chain {id}"), chain)?;
                }
            }
        }
        line(out, "metadata cache", &settings.aquarius_url)?;
        let operator = self.operator.as_ref().map(|operator| {
            let (url, signer) = (&operator.url, operator.key.address());
            let jobs = operator.jobs.display();
            format!("{url}, calls signed by {signer}, jobs in {jobs}")
        });
        let operator = operator.unwrap_or_else(|| "none".to_owned());
        line(out, "operator", &operator)?;
        match &self.proofs {
            Some(proofs) => line(out, "proofs", proofs)?,
            None => line(out, "proofs", &"none")?,
        }
        line(
            out,
            "ipfs gateway",
            &optional(settings.ipfs_gateway.as_ref()),
        )?;
        line(
            out,
            "arweave gateway",
            &optional(settings.arweave_gateway.as_ref()),
        )?;
        let decrypters = match &settings.authorized_decrypters {
            None => "everybody".to_owned(),
            Some(list) => joined(list),
        };
        line(out, "decrypters", &decrypters)?;
        line(out, "non-public IP", &settings.allow_non_public_ip)?;
        let checksum = format!("files up to {} bytes", settings.max_checksum_length);
        line(out, "checksums", &checksum)?;
        let (timeout, retries) = (settings.request_timeout.as_secs(), settings.request_retries);
        let requests = format!("{timeout} s, then {retries} more");
        line(out, "own requests", &requests)?;
        line(out, "storage", &self.storage)?;
        let lifetime = format!("at most {} s", settings.token_policy.max_lifetime);
        line(out, "tokens", &lifetime)?;
        line(out, "confirmations", &settings.min_confirmations)?;
        let sizes = format!(
            "encrypt {} bytes, other bodies {} bytes, files {} bytes",
            settings.max_encrypt_bytes, settings.max_json_bytes, settings.max_file_bytes
        );
        line(out, "sizes", &sizes)?;
        let rate = match self.requests_per_minute {
            0 => "no limit".to_owned(),
            rate => format!("{rate} unsigned requests a minute for each client"),
        };
        line(out, "rate", &rate)?;
        line(out, "trusted proxies", &joined(&self.trusted_proxies))?;
        line(out, "compat", &self.compat)
    }
}

/// Without the keys.
impl fmt::Display for ChainConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rpc, network, .. } = self;
        let (address, factory) = (self.key.address(), self.factory);
        write!(f, "{network}, node {rpc}, Provider {address}, ")?;
        if self.fee_token == Address::ZERO {
            write!(f, "no fee token, ")?;
        } else {
            write!(f, "fee token {}, ", self.fee_token)?;
        }
        write!(f, "factory {factory}, {} retired keys", self.retired.len())
    }
}

fn line(out: &mut String, name: &str, value: &dyn fmt::Display) -> fmt::Result {
    writeln!(out, "{name:<16} {value}")
}

fn optional(remote: Option<&Remote>) -> String {
    remote.map_or_else(|| "none".to_owned(), Remote::to_string)
}

fn joined<T: ToString>(list: &[T]) -> String {
    if list.is_empty() {
        return "none".to_owned();
    }
    let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    texts.join(", ")
}
