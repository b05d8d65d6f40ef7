//! What is read of a document that was stored before.

use alloy_primitives::{Address, B256};
use ocean_checksum::{JsonStr, Value};
use ocean_ddo::{Document, EditDocumentError};
use ocean_did::parse_address_lenient;
use ocean_state::AssetState;

use super::{Retry, facts::Transaction};

/// A stored document that is that of the NFT. Its fields are read at the root, where Aquarius puts
/// them, and never in `indexedMetadata`, which a publisher may have written.
#[derive(Clone, Copy)]
pub(super) struct Stored<'a> {
    pub(super) document: &'a Document,
}

impl<'a> Stored<'a> {
    pub(super) fn new(document: &'a Document, nft: Address, chain_id: u64) -> Result<Self, Retry> {
        let stored = Self { document };
        let found = stored.text("/nft/address").and_then(JsonStr::to_str);
        let found = found.and_then(|text| parse_address_lenient(&text).ok());
        // What Aquarius keeps of a deleted asset has no chain.
        let chain = document.ddo().chain_id();
        if found != Some(nft) || chain.is_some_and(|found| found != chain_id) {
            return Err(Retry::OtherRecord { nft, chain_id });
        }
        Ok(stored)
    }

    /// A state that cannot be read counts as one without meaning.
    pub(super) fn state(self) -> AssetState {
        let byte = self.number("/nft/state").and_then(|n| u8::try_from(n).ok());
        AssetState::from(byte.unwrap_or(u8::MAX))
    }

    pub(super) fn block(self) -> Option<u64> {
        self.number("/event/block")
    }

    pub(super) fn is_of(self, transaction: &Transaction) -> bool {
        let hash = self.text("/event/tx").and_then(JsonStr::to_str);
        let hash = hash.and_then(|text| text.parse::<B256>().ok());
        hash == Some(transaction.hash)
    }

    /// Whether it was reduced because of its state.
    pub(super) fn is_short(self) -> bool {
        self.document.root().get("metadata").is_none()
    }

    pub(super) fn value(self, pointer: &str) -> Option<Value<'a>> {
        self.document.root().pointer(pointer)
    }

    pub(super) fn with_state(self, state: AssetState) -> Result<Document, EditDocumentError> {
        let state = u8::from(state).to_string();
        self.document.edit("/nft/state", &state)
    }

    fn text(self, pointer: &str) -> Option<JsonStr<'a>> {
        self.value(pointer)?.as_str()
    }

    fn number(self, pointer: &str) -> Option<u64> {
        self.value(pointer)?.as_number()?.as_u64()
    }
}
