use std::collections::HashMap;

use chain_memory::Chain;

use crate::{
    cause::Cause,
    net::Net,
    provider::Provider,
    story::{Failure, Random},
    wallet::Wallet,
};

/// A development chain.
const CHAIN_ID: u64 = 8996;

/// Everybody in the story.
pub(crate) struct World {
    pub(crate) net: Net,
    pub(crate) provider: Provider,
    /// Who owns the data.
    pub(crate) publisher: Wallet,
    /// Who pays for it, and wrote an algorithm to run on it.
    pub(crate) consumer: Wallet,
    /// Whom the publisher denies.
    pub(crate) rival: Wallet,
    /// Who makes assets findable.
    pub(crate) indexer: Wallet,
    /// The one cause that is taken away.
    without: Option<Cause>,
}

impl World {
    pub(crate) fn new(
        now: u64,
        without: Option<Cause>,
        random: &mut Random,
    ) -> Result<Self, Failure> {
        Ok(Self {
            net: Net {
                chain: Chain::new(CHAIN_ID, now),
                cache: HashMap::new(),
                origin: HashMap::new(),
            },
            provider: Provider::new(CHAIN_ID, &mut *random)?,
            publisher: Wallet::new(&mut *random)?,
            consumer: Wallet::new(&mut *random)?,
            rival: Wallet::new(&mut *random)?,
            indexer: Wallet::new(random)?,
            without,
        })
    }

    /// Whether this stands against a request.
    pub(crate) fn has(&self, cause: Cause) -> bool {
        self.without != Some(cause)
    }
}
