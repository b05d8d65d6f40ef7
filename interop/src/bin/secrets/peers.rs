use std::process::Command;

use alloy_primitives::hex;
use fastrand::Rng;
use interop::{Failure, answers, directory, node, python};
use ocean_keys::{ProviderKey, RandomError};
use serde_json::{Value, json};

/// A process to ask, and what it must have installed.
#[derive(Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// Whether it opens what has the hybrid prefix 06 or 07.
    pub(crate) reads_hybrid: bool,
    versions: &'static [(&'static str, &'static str)],
    start: fn() -> Result<Command, Failure>,
}

/// With the packages that Provider 2.1.6 pins.
pub(crate) const PROVIDER: Peer = Peer {
    name: "eciespy 0.3.11, PyJWT 2.4.0",
    reads_hybrid: true,
    versions: &[("eciespy", "0.3.11"), ("PyJWT", "2.4.0")],
    start: || {
        let mut command = python("secrets/peer.py")?;
        command.env("PYTHONPATH", directory().join(".venv/provider"));
        Ok(command)
    },
};

pub(crate) const PYTHON: Peer = Peer {
    name: "eciespy 0.4.7, PyJWT 2.15.1, eth-account 0.11.3, ocean.py 3.1.2",
    reads_hybrid: true,
    versions: &[
        ("eciespy", "0.4.7"),
        ("PyJWT", "2.15.1"),
        ("eth-account", "0.11.3"),
        ("eth-keys", "0.4.0"),
        ("ocean-lib", "3.1.2"),
    ],
    start: || python("secrets/peer.py"),
};

const NODE_OLD: Peer = Peer {
    name: "eciesjs 0.4.18",
    reads_hybrid: false,
    versions: &[("eciesjs-0-4", "0.4.18")],
    start: || {
        let mut command = node("secrets/peer.mjs")?;
        command.arg("eciesjs-0-4");
        Ok(command)
    },
};

pub(crate) const NODE: Peer = Peer {
    name: "eciesjs 0.5.0, ethers 6.17.0, ocean.js 8.6.2",
    reads_hybrid: false,
    versions: &[
        ("eciesjs", "0.5.0"),
        ("ethers", "6.17.0"),
        ("@oceanprotocol/lib", "8.6.2"),
    ],
    start: || {
        let mut command = node("secrets/peer.mjs")?;
        command.arg("eciesjs");
        Ok(command)
    },
};

/// Each version of each ECIES library.
pub(crate) const LIBRARIES: [Peer; 4] = [PROVIDER, PYTHON, NODE_OLD, NODE];

/// What a peer said to a question.
pub(crate) type Answer = Result<Value, String>;

impl Peer {
    /// Its answers, in the order of the questions.
    pub(crate) fn ask(self, questions: &[Value]) -> Result<Vec<Answer>, Failure> {
        let names: Vec<&str> = self.versions.iter().map(|(name, _)| *name).collect();
        let first = json!({ "task": "versions", "names": names });
        let all = [&[first], questions].concat();
        let mut found = answers((self.start)()?, all)?.into_iter().map(read);
        let versions = found.next().ok_or("no answer")??;
        for (name, version) in self.versions {
            if versions.get(name).and_then(Value::as_str) != Some(version) {
                return Err(format!("expected {name} {version}, found {versions}").into());
            }
        }
        Ok(found.collect())
    }
}

fn read(mut answer: Value) -> Answer {
    match answer.get_mut("ok") {
        Some(ok) => Ok(ok.take()),
        None => Err(answer.to_string()),
    }
}

/// The bytes of an answer, or of a member of it.
pub(crate) fn bytes(value: Option<&Value>) -> Option<Vec<u8>> {
    hex::decode(value?.as_str()?).ok()
}

/// Names what cannot be installed; how much there is of it.
pub(crate) fn skips() -> Result<usize, Failure> {
    let question = json!({ "task": "versions", "names": ["coincurve"] });
    let answers = PROVIDER.ask(&[question])?;
    let version = answers.first().and_then(|answer| answer.as_ref().ok());
    let version = version.and_then(|versions| versions.get("coincurve")?.as_str());
    let version = version.ok_or("coincurve has no version")?;
    let major: u32 = version.split('.').next().unwrap_or_default().parse()?;
    if major < 16 {
        return Ok(0);
    }
    println!(
        "SKIP secrets: eciespy 0.3.11 over its own coincurve: those below 16 have no wheel for \
         Python 3.11; it ran over {version}"
    );
    Ok(1)
}

pub(crate) fn key(rng: &mut Rng) -> Result<ProviderKey, Failure> {
    Ok(ProviderKey::generate(random(rng))?)
}

/// Random numbers that come again with the same seed.
pub(crate) fn random(rng: &mut Rng) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    |bytes| {
        rng.fill(bytes);
        Ok(())
    }
}

pub(crate) fn secret_hex(key: &ProviderKey) -> String {
    key.with_secret_bytes(|bytes| hex::encode_prefixed(bytes))
}

/// Up to 1 MiB, each order of magnitude alike; first some that are next to a limit.
pub(crate) fn length(rng: &mut Rng, at: usize) -> usize {
    const MAX: usize = 1 << 20;
    const FIRST: [usize; 10] = [0, 1, 15, 16, 17, 31, 32, 33, MAX - 1, MAX];
    let scale = rng.u32(0..20);
    let random = rng.usize(0..=MAX >> scale);
    FIRST.get(at).copied().unwrap_or(random)
}

/// Changes one bit.
pub(crate) fn altered(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = rng.usize(0..bytes.len().max(1));
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << rng.u32(0..8);
    }
    bytes
}
