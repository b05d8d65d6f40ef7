use std::collections::BTreeMap;

use alloy_primitives::Address;
use ocean_provider_core::{
    did::parse_address,
    keys::{MAX_RETIRED, ProviderKey},
};
use serde_json::Value;

use super::{
    Contracts, Error, Remote,
    reader::{PerChain, Reader},
};

pub(super) const NETWORK_URL: &str = "NETWORK_URL";
pub(super) const PROVIDER_PRIVATE_KEY: &str = "PROVIDER_PRIVATE_KEY";
const PROVIDER_FEE_TOKEN: &str = "PROVIDER_FEE_TOKEN";
const RETIRED: &str = "RETIRED_PROVIDER_PRIVATE_KEYS";
const RPC: &str = "an http or https URL of a JSON-RPC node";
const KEY: &str = "a private key of 64 hexadecimal digits";
const KEYS: &str = "a JSON list of at most 16 private keys of 64 hexadecimal digits";
const TOKEN: &str = "an address";

/// The chains that are served.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums, reason = "the reference has these two forms")]
pub enum Chains {
    /// `NETWORK_URL` is a single value: which chain it is, its node says.
    One(Box<UnnamedChain>),
    /// `NETWORK_URL` maps chain ids (EIP-155): at least one.
    Many(BTreeMap<u64, ChainConfig>),
}

/// A chain that is served.
///
/// There is no `Clone`: it owns keys.
#[derive(Debug)]
pub struct ChainConfig {
    /// The node.
    pub rpc: Remote,
    /// The key that files and documents are sealed to, and that signs fees.
    pub key: ProviderKey,
    /// Keys that only open what was sealed to them: [`MAX_RETIRED`] at most.
    pub retired: Vec<ProviderKey>,
    /// The token in which fees are taken: `PROVIDER_FEE_TOKEN`, else Ocean, else none, which is the
    /// zero address.
    pub fee_token: Address,
    /// Ocean's `ERC721Factory`.
    pub factory: Address,
    /// The name that the reference's texts have for it.
    pub network: String,
}

/// A chain whose id is not known before its node was asked.
#[derive(Debug)]
pub struct UnnamedChain {
    rpc: Remote,
    key: ProviderKey,
    others: Others,
}

impl UnnamedChain {
    /// The node to ask.
    #[must_use]
    pub const fn rpc(&self) -> &Remote {
        &self.rpc
    }

    /// The chain, now that its id (EIP-155) is known.
    ///
    /// # Errors
    /// [`Error::NoFactory`], [`Error::ChainWithoutValue`] or [`Error::ChainNotServed`].
    pub fn identify(mut self, chain_id: u64) -> Result<ChainConfig, Error> {
        let chain = self.others.chain(chain_id, self.rpc, self.key)?;
        self.others.check_served()?;
        Ok(chain)
    }

    pub(super) fn address(&self) -> Address {
        self.key.address()
    }
}

/// What is known beside node and key.
#[derive(Debug)]
struct Others {
    contracts: Contracts,
    fee_token: Option<Address>,
    fee_tokens: Option<BTreeMap<u64, Address>>,
    retired: BTreeMap<u64, Vec<ProviderKey>>,
}

impl Others {
    fn chain(
        &mut self,
        chain_id: u64,
        rpc: Remote,
        key: ProviderKey,
    ) -> Result<ChainConfig, Error> {
        let fee_token = match &self.fee_tokens {
            None => self.fee_token.or_else(|| self.contracts.ocean(chain_id)),
            Some(tokens) => Some(*tokens.get(&chain_id).ok_or(Error::ChainWithoutValue {
                variable: PROVIDER_FEE_TOKEN,
                chain_id,
            })?),
        };
        Ok(ChainConfig {
            rpc,
            key,
            retired: self.retired.remove(&chain_id).unwrap_or_default(),
            fee_token: fee_token.unwrap_or_default(),
            factory: self.contracts.factory(chain_id)?,
            network: self.contracts.name(chain_id).to_owned(),
        })
    }

    /// Whether every retired key found its chain.
    fn check_served(&self) -> Result<(), Error> {
        match self.retired.keys().next() {
            None => Ok(()),
            Some(chain_id) => Err(Error::ChainNotServed {
                variable: RETIRED,
                chain_id: *chain_id,
            }),
        }
    }
}

impl Chains {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.require(NETWORK_URL, RPC);
        reader.require(PROVIDER_PRIVATE_KEY, KEY);
        let rpc = reader.per_chain(NETWORK_URL, RPC, |text| text.parse::<Remote>().ok());
        let key = reader.per_chain(PROVIDER_PRIVATE_KEY, KEY, |text| {
            ProviderKey::from_hex(text).ok()
        });
        let token = reader.per_chain(PROVIDER_FEE_TOKEN, TOKEN, |text| parse_address(text).ok());
        let retired = reader.each(RETIRED, KEYS, keys).unwrap_or_default();
        let contracts = Contracts::read(reader);
        let (fee_token, fee_tokens) = match token {
            None => (None, None),
            Some(PerChain::Same(token)) => (Some(token), None),
            Some(PerChain::Each(tokens)) => (None, Some(tokens)),
        };
        let (rpc, key) = (rpc?, key?);
        let others = contracts.map(|contracts| Others {
            contracts,
            fee_token,
            fee_tokens,
            retired,
        });
        match (rpc, key) {
            (PerChain::Same(rpc), PerChain::Same(key)) => {
                let others = others?;
                Some(Self::One(Box::new(UnnamedChain { rpc, key, others })))
            }
            (PerChain::Each(rpcs), PerChain::Each(keys)) => Some(many(reader, rpcs, keys, others?)),
            _ => {
                reader.errors.push(Error::MixedForms);
                None
            }
        }
    }
}

fn many(
    reader: &mut Reader<'_>,
    rpcs: BTreeMap<u64, Remote>,
    mut keys: BTreeMap<u64, ProviderKey>,
    mut others: Others,
) -> Chains {
    let mut chains = BTreeMap::new();
    for (chain_id, rpc) in rpcs {
        let chain = match keys.remove(&chain_id) {
            Some(key) => others.chain(chain_id, rpc, key),
            None => Err(Error::ChainWithoutValue {
                variable: PROVIDER_PRIVATE_KEY,
                chain_id,
            }),
        };
        match chain {
            Ok(chain) => drop(chains.insert(chain_id, chain)),
            Err(error) => reader.errors.push(error),
        }
    }
    let extra = keys.keys().map(|chain_id| Error::ChainNotServed {
        variable: PROVIDER_PRIVATE_KEY,
        chain_id: *chain_id,
    });
    reader.errors.extend(extra);
    // A chain that was refused keeps its retired keys; that is said already.
    if reader.errors.is_empty() {
        reader.errors.extend(others.check_served().err());
    }
    Chains::Many(chains)
}

fn keys(value: &Value) -> Option<Vec<ProviderKey>> {
    let list = value.as_array()?;
    let key = |value: &Value| ProviderKey::from_hex(value.as_str()?).ok();
    let keys: Option<Vec<ProviderKey>> = list.iter().map(key).collect();
    keys.filter(|keys| keys.len() <= MAX_RETIRED)
}
