mod compute;
mod decrypt;
mod download;
mod initialize;
mod order;

use alloy_primitives::{Address, address};
use ocean_provider_core::{
    access::Keeper,
    auth::{LedgerUnavailable, MemoryNonces, NonceLedger as _, NonceValue},
    compute::Environment,
    ddo::draft::Endpoint,
    keys::{KeyRing, ProviderKey, PublicKey, RandomError},
};

pub(crate) use self::download::DownloadRequest;
use crate::{refused::Refused, story::Failure};

/// Who keeps the files secret, and serves whoever may have them.
pub(crate) struct Provider {
    endpoint: Endpoint,
    chain_id: u64,
    /// The key of the chain is in there, and cannot be taken out.
    keeper: Keeper,
    /// Which requests were served. A real Provider keeps it in a database.
    nonces: MemoryNonces,
    /// Where jobs run.
    environment: Environment,
    /// Signs calls of the operator who runs the jobs.
    operator_key: ProviderKey,
}

impl Provider {
    pub(crate) fn new(
        chain_id: u64,
        mut random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Self, Failure> {
        let mut ring = KeyRing::new();
        ring.set_current(chain_id, ProviderKey::generate(&mut random)?)?;
        Ok(Self {
            endpoint: "https://provider.example".parse()?,
            chain_id,
            keeper: Keeper::new(ring),
            nonces: MemoryNonces::default(),
            environment: Environment {
                id: "lab".into(),
                price: "0.5".parse()?,
                fee_token: Some(address!("0x967da4048cD07aB37855c090aAF366e4ce1b9F48")),
                max_job_duration: 3_600,
                consumer_address: None,
            },
            operator_key: ProviderKey::generate(random)?,
        })
    }

    /// Where it answers.
    pub(crate) const fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// What files and documents are sealed to.
    pub(crate) fn public_key(&self) -> Result<PublicKey, Refused> {
        let key = self.keeper.public_key(self.chain_id);
        key.ok_or_else(|| Refused::new("no_key", "no key for the chain"))
    }

    /// The address that its fees name.
    pub(crate) fn address(&self) -> Result<Address, Refused> {
        Ok(self.public_key()?.address())
    }

    /// The nonce of somebody's last request that was granted.
    pub(crate) fn last_nonce(
        &self,
        address: Address,
    ) -> Result<Option<NonceValue>, LedgerUnavailable> {
        self.nonces.last(address)
    }
}
