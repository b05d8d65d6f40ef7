use super::{
    Remote,
    reader::{Reader, boolean},
};

const USE_HTTP_PROOF: &str = "USE_HTTP_PROOF";
const USE_CHAIN_PROOF: &str = "USE_CHAIN_PROOF";

/// Where proofs of download go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProofConfig {
    /// `USE_HTTP_PROOF`: to this server. It goes before `USE_CHAIN_PROOF`.
    Http(Remote),
    /// `USE_CHAIN_PROOF`: to the datatoken, in a transaction that the Provider's key of the chain pays.
    Chain,
}

/// The reference takes any text of `USE_CHAIN_PROOF`, `false` too, as yes.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<ProofConfig> {
    let url = reader.hidden(USE_HTTP_PROOF, "an http or https URL", |text| {
        text.parse().ok()
    });
    let on_chain = reader.value(USE_CHAIN_PROOF, "true or false", boolean);
    match (url, on_chain) {
        (Some(url), _) => Some(ProofConfig::Http(url)),
        (None, Some(true)) => Some(ProofConfig::Chain),
        (None, _) => None,
    }
}

impl std::fmt::Display for ProofConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Http(url) => write!(f, "posted to {url}"),
            Self::Chain => f.write_str("on chain, at the Provider's cost"),
        }
    }
}
