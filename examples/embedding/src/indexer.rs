//! An indexer that follows a chain and keeps the documents of its assets.

use std::collections::{BTreeMap, VecDeque};

use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    ddo::Document,
    index::{
        self, Answers, Decrypted, IndexedAsset, MetadataEvent, NotIndexed, Noticed, Opened, Policy,
        Sighting, StateChange, Transaction,
    },
    orders::{
        Log, Receipt,
        events::{Emitted, MetadataCreated, MetadataState, MetadataUpdated, MetadataValidated},
    },
};

use crate::Outage;

// ANCHOR: world
/// What an indexer asks: a node, and the Providers that decrypt.
#[allow(clippy::missing_errors_doc, reason = "an outage is the only one")]
pub trait World {
    /// The number of the newest block that will stay.
    fn latest_block(&self) -> Result<u64, Outage>;
    /// The transactions of a block.
    fn transactions(&self, block: u64) -> Result<Vec<B256>, Outage>;
    /// The receipt of a transaction, and its sender.
    fn receipt(&self, transaction: B256) -> Result<(Receipt, Address), Outage>;
    /// `erc721List(nft)` of Ocean's factory.
    fn listed(&self, nft: Address) -> Result<Address, Outage>;
    /// The state in `getMetaData()` of an NFT; 255 where something else is at the address.
    fn state(&self, nft: Address) -> Result<u8, Outage>;
    /// What the Provider at `noticed.decryptor_url()` makes of the document. An address that is not
    /// public must be refused here, at the socket.
    fn decrypt(&self, noticed: &Noticed<'_>, nft: Address, transaction: B256) -> Decrypted;
    /// Names, symbols, owner, orders and prices.
    fn answers(&self, opened: &Opened) -> Answers;
}
// ANCHOR_END: world

/// The indexer of one chain.
#[derive(Debug)]
pub struct Indexer<W> {
    world: W,
    policy: Policy,
    chain_id: u64,
    next_block: u64,
    /// By NFT.
    stored: BTreeMap<Address, Document>,
    retries: VecDeque<B256>,
    outcomes: Vec<(B256, &'static str)>,
}

impl<W: World> Indexer<W> {
    /// An indexer that begins with the first block.
    pub const fn new(world: W, policy: Policy, chain_id: u64) -> Self {
        Self {
            world,
            policy,
            chain_id,
            next_block: 1,
            stored: BTreeMap::new(),
            retries: VecDeque::new(),
            outcomes: Vec::new(),
        }
    }

    /// What is stored of an asset.
    pub fn stored(&self, nft: Address) -> Option<&Document> {
        self.stored.get(&nft)
    }

    /// What came of each metadata event: its transaction, and `stored` or the code of the reason
    /// why not.
    pub fn outcomes(&self) -> &[(B256, &'static str)] {
        &self.outcomes
    }
}

// ANCHOR: follow
impl<W: World> Indexer<W> {
    /// Goes on to the newest block. After an outage call it again: what is stored is passed over.
    ///
    /// # Errors
    /// [`Outage`].
    pub fn follow(&mut self) -> Result<(), Outage> {
        while self.next_block <= self.world.latest_block()? {
            for transaction in self.world.transactions(self.next_block)? {
                let (receipt, from) = self.world.receipt(transaction)?;
                for log in &receipt.logs {
                    if let Some(event) = metadata_event(log) {
                        self.on_metadata(event, &receipt, from)?;
                    } else if let Ok(event) = MetadataState::decode(log) {
                        self.on_state(&event, receipt.block_number)?;
                    }
                }
            }
            self.next_block += 1;
        }
        Ok(())
    }
}
// ANCHOR_END: follow

// ANCHOR: index
impl<W: World> Indexer<W> {
    fn on_metadata(
        &mut self,
        event: MetadataEvent,
        receipt: &Receipt,
        from: Address,
    ) -> Result<(), Outage> {
        let (nft, hash) = (event.nft(), receipt.transaction_hash);
        let proofs = receipt.logs.iter().map(MetadataValidated::decode);
        let sighting = Sighting {
            event,
            chain_id: self.chain_id,
            transaction: Transaction {
                hash,
                block: receipt.block_number,
                timestamp: receipt.block_timestamp,
                from,
            },
            listed: self.world.listed(nft)?,
            state: self.world.state(nft)?.into(),
            proofs: proofs.flatten().collect(),
            stored: self.stored.get(&nft).cloned(),
        };
        let indexed = self.index(sighting, nft, hash);
        let code = indexed.as_ref().map_or_else(NotIndexed::code, |_| "stored");
        self.outcomes.push((hash, code));
        match indexed {
            Ok(asset) => drop(self.stored.insert(nft, asset.into_document())),
            Err(NotIndexed::Tombstone(tombstone)) => {
                let record = tombstone.record().cloned();
                self.stored.extend(record.map(|record| (nft, record)));
            }
            Err(NotIndexed::Retry(_)) => self.retries.push_back(hash),
            Err(NotIndexed::Skip(_)) => {}
        }
        Ok(())
    }

    fn index(
        &self,
        sighting: Sighting,
        nft: Address,
        transaction: B256,
    ) -> Result<IndexedAsset, NotIndexed> {
        let noticed = sighting.check(&self.policy)?;
        let decrypted = self.world.decrypt(&noticed, nft, transaction);
        let opened = noticed.open(decrypted)?;
        let answers = self.world.answers(&opened);
        opened.enhance(&answers)
    }
}
// ANCHOR_END: index

// ANCHOR: state
impl<W: World> Indexer<W> {
    fn on_state(&mut self, event: &Emitted<MetadataState>, block: u64) -> Result<(), Outage> {
        let nft = event.address;
        let stored = self.stored.get(&nft);
        match index::on_state_event(event, self.chain_id, block, stored) {
            Ok(StateChange::Set(document) | StateChange::SoftDelete(document)) => {
                self.stored.insert(nft, document);
            }
            Ok(StateChange::Restore) => {
                let event = stored.and_then(|document| document.ddo().indexed().event());
                let transaction = event.and_then(|event| event.tx()?.to_str()?.parse().ok());
                return transaction.map_or(Ok(()), |transaction| self.again(transaction));
            }
            // Where nothing is stored, its metadata event will meet the state of the NFT.
            Ok(StateChange::Ignore) | Err(_) => {}
        }
        Ok(())
    }

    /// Looks at the metadata events of a transaction again.
    fn again(&mut self, transaction: B256) -> Result<(), Outage> {
        let (receipt, from) = self.world.receipt(transaction)?;
        for event in receipt.logs.iter().filter_map(metadata_event) {
            self.on_metadata(event, &receipt, from)?;
        }
        Ok(())
    }

    /// Looks again at what was put off. Aquarius waits five minutes, then ten, and gives up after
    /// two weeks.
    ///
    /// # Errors
    /// [`Outage`].
    pub fn retry(&mut self) -> Result<(), Outage> {
        for _ in 0..self.retries.len() {
            if let Some(transaction) = self.retries.front() {
                self.again(*transaction)?;
                self.retries.pop_front();
            }
        }
        Ok(())
    }
}

fn metadata_event(log: &Log) -> Option<MetadataEvent> {
    let created = MetadataCreated::decode(log).map(MetadataEvent::from);
    created
        .or_else(|_| MetadataUpdated::decode(log).map(MetadataEvent::from))
        .ok()
}
// ANCHOR_END: state
