use std::collections::HashMap;

use alloy_primitives::{Address, B256, U64};
use chain_memory::Chain;
use ocean_provider_core::{
    Asset,
    access::{Item, OnChain},
    did::Did,
    files::FileRequest,
    orders::{JsonRpcReceipt, Receipt},
};

use crate::refused::Refused;

/// What a real program reaches over the network: here in memory.
pub(crate) struct Net {
    /// A node of the blockchain.
    pub(crate) chain: Chain,
    /// What the indexer has stored: the metadata cache.
    pub(crate) cache: HashMap<Did, Asset>,
    /// The web server on which the files lie: bodies by URL.
    pub(crate) origin: HashMap<String, Vec<u8>>,
}

impl Net {
    /// Everybody's clock, in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.chain.now()
    }

    /// The receipt of a transaction, read from the JSON that a node answers; `None` if the chain
    /// does not know it.
    pub(crate) fn receipt(&self, transaction: B256) -> Result<Option<Receipt>, Refused> {
        let Some(answer) = self.chain.receipt(transaction) else {
            return Ok(None);
        };
        let number = answer.get("blockNumber").cloned().unwrap_or_default();
        let number: U64 = serde_json::from_value(number)?;
        let time = self.chain.block_timestamp(number.to());
        let receipt: JsonRpcReceipt = serde_json::from_value(answer)?;
        Ok(Some(receipt.into_receipt(self.chain.chain_id(), time)?))
    }

    /// Who sent a transaction: `from` of its receipt.
    pub(crate) fn sender(&self, transaction: B256) -> Result<Option<Address>, Refused> {
        let answer = self.chain.receipt(transaction);
        let from = answer.and_then(|answer| answer.get("from").cloned());
        Ok(from.map(serde_json::from_value).transpose()?)
    }

    /// What an NFT says of itself: `getMetaData()`.
    pub(crate) fn on_chain(&self, nft: Address) -> Result<OnChain, Refused> {
        Ok(OnChain {
            chain_id: self.chain.chain_id(),
            nft,
            state: self.chain.metadata(nft)?.state.into(),
        })
    }

    /// The document of a DID from the metadata cache.
    pub(crate) fn asset(&self, did: &str) -> Result<&Asset, Refused> {
        let asset = self.cache.get(&did.parse()?);
        asset.ok_or_else(|| Refused::new("did_not_found", "no document has this DID"))
    }

    /// A service, and what is known about it.
    pub(crate) fn item<'a>(
        &self,
        asset: &'a Asset,
        service_id: &'a str,
    ) -> Result<Item<'a>, Refused> {
        Ok(Item {
            asset,
            on_chain: self.on_chain(asset.nft())?,
            service_id,
            // Answers to `Item::required_lookups`: the assets of this story name no access lists.
            lookups: &[],
        })
    }

    /// The body of a file. What fetches from the real web must look where it connects to, and must
    /// not tell the URL in its errors.
    pub(crate) fn fetch(&self, request: &FileRequest) -> Result<&[u8], Refused> {
        let body = match request {
            FileRequest::Http(request) => self.origin.get(request.url()),
            _ => None,
        };
        let body = body.map(Vec::as_slice);
        body.ok_or_else(|| Refused::new("unreachable", "the file cannot be fetched"))
    }
}
