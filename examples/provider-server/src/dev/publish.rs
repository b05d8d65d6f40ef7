//! How assets come into the world.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, U64};
use ocean_orders::{
    JsonRpcReceipt, Log, Receipt,
    events::{MetadataCreated, MetadataUpdated},
};
use ocean_provider_core::{
    Asset,
    ddo::{Document, Profile, draft::Service},
    did::Did,
    encryption::Compression,
    index::{
        Allowed, Answers, Decrypted, MetadataEvent, NftAnswers, Policy, Sighting, TokenAnswers,
        Transaction,
    },
    keys::system_random,
    publish::{self, Prepared, Publication, Settings, UnsealedService, Visibility},
    state::AssetState,
};

use super::{Error, PUBLISHER, Sample, World, lock};

/// The id of the service that each sample has.
const SERVICE: &str = "access";

/// An asset of the world.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Published {
    /// What was published. Its document is as it is on chain.
    pub publication: Publication,
    /// The datatoken of its service.
    pub datatoken: Address,
    /// The transaction with the event that brings the document.
    pub transaction: B256,
    service_id: &'static str,
}

impl Published {
    /// Its DID.
    #[must_use]
    pub const fn did(&self) -> Did {
        self.publication.did()
    }

    /// Its data NFT.
    #[must_use]
    pub const fn nft(&self) -> Address {
        self.publication.nft()
    }

    /// The id of its service, which is the first.
    #[must_use]
    pub const fn service_id(&self) -> &'static str {
        self.service_id
    }
}

impl World {
    /// Publishes a sample: its files are in the origin, and sealed; the document is on chain, sealed
    /// and compressed; the metadata cache has it.
    ///
    /// # Errors
    /// [`Error`].
    pub fn publish(&self, sample: Sample) -> Result<Published, Error> {
        let (nft, datatoken) = {
            let mut chain = self.chain();
            let (nft, _) = chain.create_nft(PUBLISHER, sample.name(), "GAUGE");
            (nft, chain.create_datatoken(PUBLISHER, nft)?)
        };
        let files = sample.files(self, nft)?;
        let endpoint = self.provider_url.clone();
        let service = UnsealedService::new(files, |files| {
            Service::access(SERVICE, files, datatoken, endpoint, sample.timeout())
        });
        let draft = sample.draft(self, nft)?;
        let prepared = publish::create(draft, [service], self.settings())?;
        self.put_on_chain(prepared, datatoken, SERVICE)
    }

    /// Publishes another document of an asset, with the same files.
    ///
    /// # Errors
    /// [`Error`].
    pub fn update(&self, asset: &Published, document: Document) -> Result<Published, Error> {
        let document = Asset::new(document, asset.nft(), self.chain_id())?;
        let prepared = publish::update(&document, [], Profile::Strict, self.settings())?;
        self.put_on_chain(prepared, asset.datatoken, asset.service_id)
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            provider: self.provider_url.clone(),
            state: AssetState::Active,
            compression: Compression::Xz,
            visibility: Visibility::Sealed,
        }
    }

    pub(super) fn put_on_chain(
        &self,
        prepared: Prepared,
        datatoken: Address,
        service_id: &'static str,
    ) -> Result<Published, Error> {
        let publication = prepared.seal(&self.provider.public_key(), system_random)?;
        let call = publication.set_metadata();
        let transaction = self
            .chain()
            .set_metadata(PUBLISHER, publication.nft(), call)?;
        let published = Published {
            publication,
            datatoken,
            transaction,
            service_id,
        };
        self.index(&published)?;
        Ok(published)
    }

    /// Does what Aquarius does when it sees the event.
    pub(super) fn index(&self, asset: &Published) -> Result<(), Error> {
        let receipt = self.receipt(asset.transaction)?;
        let event = receipt.logs.iter().find_map(metadata_event);
        let event = event.ok_or("no metadata event in the receipt")?;
        let (nft, chain_id) = (asset.nft(), receipt.chain_id);
        let (listed, state, names) = {
            let chain = self.chain();
            let names = NftAnswers {
                name: chain.name_and_symbol(nft).map(|(name, _)| name.to_owned()),
                symbol: chain.name_and_symbol(nft).map(|(_, text)| text.to_owned()),
                token_uri: None,
                owner: chain.owner_of(nft),
            };
            (chain.erc721_list(nft), chain.metadata(nft)?.state, names)
        };
        let sighting = Sighting {
            event,
            chain_id,
            transaction: Transaction {
                hash: receipt.transaction_hash,
                block: receipt.block_number,
                timestamp: receipt.block_timestamp,
                from: PUBLISHER,
            },
            listed,
            state: AssetState::from(state),
            proofs: Vec::new(),
            stored: self.cached(asset.did()),
        };
        let policy = Policy {
            publishers: Allowed::Everybody,
            validators: Allowed::Everybody,
            profile: Profile::Strict,
        };
        let noticed = sighting.check(&policy)?;
        let bytes = noticed.envelope()?.open([&self.provider])?;
        let opened = noticed.open(Decrypted::Bytes(bytes))?;
        let token = TokenAnswers {
            name: Some("Datatoken".into()),
            symbol: Some("DT".into()),
        };
        let indexed = opened.enhance(&Answers {
            nft: names,
            datatokens: BTreeMap::from([(asset.datatoken, token)]),
            ..Answers::default()
        })?;
        lock(&self.state.documents).insert(indexed.did(), indexed.into_document());
        Ok(())
    }

    pub(super) fn receipt(&self, transaction: B256) -> Result<Receipt, Error> {
        let chain = self.chain();
        let receipt = chain.receipt(transaction).ok_or("no receipt")?;
        let number = receipt.get("blockNumber").cloned().unwrap_or_default();
        let number: U64 = serde_json::from_value(number)?;
        let time = chain.block_timestamp(number.to());
        let receipt: JsonRpcReceipt = serde_json::from_value(receipt)?;
        Ok(receipt.into_receipt(chain.chain_id(), time)?)
    }
}

fn metadata_event(log: &Log) -> Option<MetadataEvent> {
    let created = MetadataCreated::decode(log).map(MetadataEvent::from);
    let updated = |_| MetadataUpdated::decode(log).map(MetadataEvent::from);
    created.or_else(updated).ok()
}
