use std::path::PathBuf;

use ocean_provider_core::keys::ProviderKey;

use super::{
    Remote, chains::PROVIDER_PRIVATE_KEY, reader::Reader, storage, token_key::UNIVERSAL_PRIVATE_KEY,
};

const OPERATOR_SERVICE_URL: &str = "OPERATOR_SERVICE_URL";
const EXPECTED: &str = "an http or https URL that ends in `/`";

/// The service that runs jobs: `OPERATOR_SERVICE_URL`.
///
/// There is no `Clone`: it owns a key.
#[derive(Debug)]
pub struct OperatorConfig {
    /// Where it is. The path ends in `/`, since its calls are relative to it.
    pub url: Remote,
    /// The key that signs the calls: `UNIVERSAL_PRIVATE_KEY`, or else the single
    /// `PROVIDER_PRIVATE_KEY`.
    pub key: ProviderKey,
    /// The file of the jobs that run: `STORAGE_PATH` with `.jobs` added, also where there is a Redis.
    pub jobs: PathBuf,
}

/// What is wrong with the keys was said when the chains and the key of tokens were read.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<OperatorConfig> {
    let url = reader.hidden(OPERATOR_SERVICE_URL, EXPECTED, |text| {
        let remote: Remote = text.parse().ok()?;
        let url = remote.url();
        let is_base = url.path().ends_with('/') && url.query().is_none();
        is_base.then_some(remote)
    })?;
    let universal = reader.text(UNIVERSAL_PRIVATE_KEY);
    let single = || {
        let is_map = reader.is_map(PROVIDER_PRIVATE_KEY);
        reader.text(PROVIDER_PRIVATE_KEY).filter(|_| !is_map)
    };
    let key = ProviderKey::from_hex(&universal.or_else(single)?).ok()?;
    let mut jobs = storage::path(reader).into_os_string();
    jobs.push(".jobs");
    let jobs = jobs.into();
    Some(OperatorConfig { url, key, jobs })
}
