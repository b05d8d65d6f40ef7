use std::path::PathBuf;

use alloy_primitives::Address;
use ocean_provider_core::{
    checksum::{Json, Number, Value},
    did::parse_address,
};

use super::{
    Error,
    reader::{Reader, cut},
};

/// `addresses/address.json` of the npm package `@oceanprotocol/contracts` 2.6.0, cut down to what is
/// read here.
const BUILT_IN: &str = include_str!("addresses.json");
const GANACHE: u64 = 8996;

/// Where Ocean's contracts are: a file of the form that the npm package `@oceanprotocol/contracts`
/// has, `{"<network>": {"chainId": 137, "Ocean": "0x…", "ERC721Factory": "0x…", …}, …}`.
#[derive(Clone, Debug)]
pub struct Contracts {
    networks: Vec<Network>,
    is_built_in: bool,
}

#[derive(Clone, Debug)]
struct Network {
    name: String,
    chain_id: u64,
    ocean: Option<Address>,
    factory: Option<Address>,
}

impl Contracts {
    /// Those that are built in: of version 2.6.0 of the package.
    ///
    /// # Errors
    /// None in practice.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(BUILT_IN, true)
    }

    /// Reads the text of a file. A network without a `chainId` is passed over.
    ///
    /// # Errors
    /// [`Error::Malformed`] or [`Error::AddressFileEntry`].
    pub fn of_file(text: &str) -> Result<Self, Error> {
        Self::parse(text, false)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let contracts = match reader.text("ADDRESS_FILE") {
            None => Self::built_in(),
            Some(path) => {
                let home = path.strip_prefix("~/").zip(reader.text("HOME"));
                let path = match home {
                    Some((rest, home)) => PathBuf::from(home).join(rest),
                    None => PathBuf::from(path),
                };
                let text = reader.file(&path);
                let text = text.map_err(|error| Error::AddressFileUnreadable {
                    reason: error.kind(),
                });
                text.and_then(|text| Self::of_file(&text))
            }
        };
        match contracts {
            Ok(contracts) => Some(contracts),
            Err(error) => {
                reader.errors.push(error);
                None
            }
        }
    }

    /// The `ERC721Factory` of a chain.
    ///
    /// # Errors
    /// [`Error::NoFactory`].
    pub fn factory(&self, chain_id: u64) -> Result<Address, Error> {
        let contracts = if self.is_built_in {
            "`ADDRESS_FILE` is not set, and the built-in list of addresses has"
        } else {
            "`ADDRESS_FILE` has"
        };
        let factory = self.network(chain_id).and_then(|network| network.factory);
        factory.ok_or(Error::NoFactory {
            contracts,
            chain_id,
        })
    }

    /// The `Ocean` token of a chain, in which fees are taken if nothing else is said.
    #[must_use]
    pub fn ocean(&self, chain_id: u64) -> Option<Address> {
        self.network(chain_id)?.ocean
    }

    /// The name that the reference's texts have for a chain: `Ganache` for 8996, the file's, or
    /// `Unknown`.
    #[must_use]
    pub fn name(&self, chain_id: u64) -> &str {
        if chain_id == GANACHE {
            return "Ganache";
        }
        self.network(chain_id)
            .map_or("Unknown", |network| &network.name)
    }

    /// The first in the file, as the reference.
    fn network(&self, chain_id: u64) -> Option<&Network> {
        self.networks
            .iter()
            .find(|network| network.chain_id == chain_id)
    }

    fn parse(text: &str, is_built_in: bool) -> Result<Self, Error> {
        let malformed = Error::Malformed {
            variable: "ADDRESS_FILE",
            expected: "a file with a JSON object of networks",
        };
        let json = Json::parse(text).map_err(|_| malformed.clone())?;
        let root = json.root().as_object().ok_or(malformed)?;
        let mut networks = Vec::new();
        for (name, value) in root.iter() {
            let chain_id = value.get("chainId").and_then(Value::as_number);
            let Some(chain_id) = chain_id.and_then(Number::as_u64) else {
                continue;
            };
            let name = name.to_string_lossy().into_owned();
            let address = |contract| address(&name, contract, value);
            networks.push(Network {
                chain_id,
                ocean: address("Ocean")?,
                factory: address("ERC721Factory")?,
                name,
            });
        }
        Ok(Self {
            networks,
            is_built_in,
        })
    }
}

fn address(
    network: &str,
    contract: &'static str,
    value: Value<'_>,
) -> Result<Option<Address>, Error> {
    let Some(text) = value.get(contract).and_then(Value::as_str) else {
        return Ok(None);
    };
    let address = parse_address(&text.to_string_lossy());
    let address = address.map_err(|_| Error::AddressFileEntry {
        network: cut(network),
        contract,
    })?;
    Ok(Some(address))
}
