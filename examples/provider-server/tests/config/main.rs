//! Every variable: what it means, its default, and what is said when it is wrong.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod errors;
mod operator;
mod proof;
mod read;
mod secrets;

use std::{collections::BTreeMap, io, path::Path};

use provider_server::config::{ChainConfig, Chains, Config, Error, Errors};

pub(crate) const KEY: &str = "0x4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d";
pub(crate) const KEY_ADDRESS: &str = "0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1";
pub(crate) const OTHER: &str = "6cbed15c793ce57650b9877cf6fa156fbef513c4e6134f022a85b1ffdd59b2a1";
pub(crate) const OTHER_ADDRESS: &str = "0xFFcf8FDEE72ac11b5c542428B35EEF5769C409f0";
pub(crate) const OCEAN_POLYGON: &str = "0x282d8efCe846A88B159800bd4130ad77443Fa1A1";
pub(crate) const FACTORY_POLYGON: &str = "0x6fd867E5AEE6D62a24f97939db90C4e67A73A651";

pub(crate) const SINGLE: [(&str, &str); 3] = [
    ("NETWORK_URL", "https://rpc.example/v2/rpc-secret"),
    ("PROVIDER_PRIVATE_KEY", KEY),
    ("AQUARIUS_URL", "http://aquarius.example:5000"),
];

pub(crate) fn file(_: &Path) -> io::Result<String> {
    Err(io::ErrorKind::NotFound.into())
}

pub(crate) fn read(base: &[(&str, &str)], more: &[(&str, &str)]) -> Result<Config, Errors> {
    let mut all: BTreeMap<&str, &str> = base.iter().copied().collect();
    all.extend(more.iter().copied());
    Config::from_env(&|name| all.get(name).map(ToString::to_string), &file)
}

pub(crate) fn single(more: &[(&str, &str)]) -> Config {
    read(&SINGLE, more).unwrap()
}

pub(crate) fn errors(base: &[(&str, &str)], more: &[(&str, &str)]) -> Vec<String> {
    let Err(errors) = read(base, more) else {
        panic!("{more:?} is taken");
    };
    errors.iter().map(ToString::to_string).collect()
}

pub(crate) fn identify(config: Config, id: u64) -> Result<ChainConfig, Error> {
    match config.chains {
        Chains::One(chain) => chain.identify(id),
        Chains::Many(_) => panic!("a single chain"),
    }
}

pub(crate) fn many(config: Config) -> BTreeMap<u64, ChainConfig> {
    match config.chains {
        Chains::Many(chains) => chains,
        Chains::One(_) => panic!("a map of chains"),
    }
}

pub(crate) fn maps() -> [(&'static str, String); 4] {
    [
        (
            "NETWORK_URL",
            r#"{"137":"https://polygon.example","11155111":"https://sepolia.example"}"#.into(),
        ),
        (
            "PROVIDER_PRIVATE_KEY",
            format!(r#" {{"137":"{KEY}","11155111":"{OTHER}"}}"#),
        ),
        ("UNIVERSAL_PRIVATE_KEY", KEY.into()),
        ("AQUARIUS_URL", "http://aquarius.example:5000".into()),
    ]
}

pub(crate) fn with_maps(more: &[(&str, &str)]) -> Result<Config, Errors> {
    let maps = maps();
    let maps: Vec<(&str, &str)> = maps.iter().map(|(k, v)| (*k, v.as_str())).collect();
    read(&maps, more)
}
