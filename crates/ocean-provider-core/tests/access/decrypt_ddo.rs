//! Documents for indexers.

use alloy_primitives::{Address, B256, Bytes, U256};
use ocean_provider_core::{
    access::{
        Approved, DecryptDdo, Decrypters, Denial, DocumentPermit, DocumentSource, OnChain,
        OpenDocumentError, Reason,
    },
    auth::{Caller, MemoryNonces, NonceLedger as _, Request},
    encryption::{Compression, Envelope},
    orders::{
        Receipt,
        events::{MetadataCreated, MetadataUpdated},
    },
    state::AssetState,
};

use crate::world::{
    CHAIN_ID, NFT, NOW, OTHER, TRANSACTION, World, alice, call, did, keeper, key, provider, random,
};

pub(crate) fn envelope(document: &[u8], compression: Compression) -> Envelope<'static> {
    Envelope::sealed(document, compression, &provider().public_key(), random).unwrap()
}

pub(crate) fn text() -> String {
    World::honest().ddo.to_string()
}

pub(crate) fn created(envelope: &Envelope<'_>) -> MetadataCreated {
    MetadataCreated {
        created_by: alice().address(),
        state: 0,
        decryptor_url: "https://provider.example".into(),
        flags: Bytes::from(vec![envelope.flags.to_byte()]),
        data: Bytes::from(envelope.data.to_vec()),
        metadata_hash: envelope.hash.into(),
        timestamp: U256::from(NOW),
        block_number: U256::from(1),
    }
}

pub(crate) fn updated(envelope: &Envelope<'_>) -> MetadataUpdated {
    let created = created(envelope);
    MetadataUpdated {
        updated_by: created.created_by,
        state: created.state,
        decryptor_url: created.decryptor_url,
        flags: created.flags,
        data: created.data,
        metadata_hash: created.metadata_hash,
        timestamp: created.timestamp,
        block_number: created.block_number,
    }
}

pub(crate) fn receipt(logs: Vec<ocean_provider_core::orders::Log>) -> Receipt {
    Receipt {
        chain_id: CHAIN_ID,
        transaction_hash: TRANSACTION,
        succeeded: true,
        block_number: 1,
        block_timestamp: NOW,
        logs,
    }
}

/// An honest request of an indexer.
pub(crate) struct Indexer<'a> {
    pub(crate) on_chain: OnChain,
    pub(crate) listed: Address,
    pub(crate) decrypters: Decrypters<'a>,
    pub(crate) source: DocumentSource<'a>,
    pub(crate) caller: Caller,
}

impl<'a> Indexer<'a> {
    pub(crate) fn asks_for(source: DocumentSource<'a>) -> Self {
        let request = Request::Decrypt {
            transaction_id: None,
            data_nft_address: &NFT.to_string(),
            chain_id: &CHAIN_ID.to_string(),
        };
        Self {
            on_chain: OnChain {
                chain_id: CHAIN_ID,
                nft: NFT,
                state: AssetState::Active,
            },
            listed: NFT,
            decrypters: Decrypters::Everybody,
            source,
            caller: call(&alice(), &request, "1"),
        }
    }

    pub(crate) fn honest() -> Self {
        Self::asks_for(DocumentSource::Arguments(envelope(
            text().as_bytes(),
            Compression::Xz,
        )))
    }

    pub(crate) fn decide(self) -> Result<Approved<DocumentPermit>, Denial> {
        let request = DecryptDdo {
            chain_id: CHAIN_ID,
            nft: NFT,
            on_chain: self.on_chain,
            listed: self.listed,
            decrypters: self.decrypters,
            source: self.source,
        };
        request.decide(self.caller)
    }

    pub(crate) fn codes(self) -> Vec<&'static str> {
        match self.decide() {
            Ok(_) => vec![],
            Err(denial) => denial.reasons().map(Reason::code).collect(),
        }
    }

    /// The bytes that come out.
    pub(crate) fn open(self) -> Result<String, OpenDocumentError> {
        let grant = self
            .decide()
            .unwrap()
            .spend(&MemoryNonces::default())
            .unwrap();
        let asset = keeper().open_document(grant)?;
        assert_eq!((asset.nft(), asset.chain_id()), (NFT, CHAIN_ID));
        Ok(asset.document().text().to_owned())
    }
}

#[test]
fn the_document_comes_out_unchanged() {
    for compression in [Compression::None, Compression::Xz] {
        let sealed = envelope(text().as_bytes(), compression);
        assert_eq!(
            Indexer::asks_for(DocumentSource::Arguments(sealed))
                .open()
                .unwrap(),
            text()
        );
        let plain = Envelope::plain(text().as_bytes(), compression).unwrap();
        assert_eq!(
            Indexer::asks_for(DocumentSource::Arguments(plain))
                .open()
                .unwrap(),
            text()
        );
    }
}

#[test]
fn the_event_of_a_transaction_counts() {
    let (old, new) = (text(), text().replace("Levels", "Tides"));
    let (old_envelope, new_envelope) = (
        envelope(old.as_bytes(), Compression::Xz),
        envelope(new.as_bytes(), Compression::Xz),
    );
    let asked = |logs| {
        let receipt = receipt(logs);
        Indexer::asks_for(DocumentSource::Transaction {
            id: TRANSACTION,
            receipt: Some(&receipt),
        })
        .open()
        .unwrap()
    };
    assert_eq!(asked(vec![created(&old_envelope).encode(NFT, 0)]), old);
    assert_eq!(asked(vec![updated(&new_envelope).encode(NFT, 0)]), new);
    // The first that was created comes before any that was updated (Provider 2.1.6).
    assert_eq!(
        asked(vec![
            updated(&new_envelope).encode(NFT, 0),
            created(&old_envelope).encode(NFT, 1)
        ]),
        old
    );
    assert_eq!(
        asked(vec![
            updated(&new_envelope).encode(NFT, 0),
            updated(&old_envelope).encode(NFT, 1)
        ]),
        new
    );
}

#[test]
fn states_in_which_documents_are_read() {
    for byte in 0..=6 {
        let mut indexer = Indexer::honest();
        indexer.on_chain.state = byte.into();
        let expected: &[&str] = match byte {
            1 => &["asset_end_of_life"],
            2 => &["asset_deprecated"],
            3 => &["asset_revoked"],
            6 => &["asset_state_unknown"],
            _ => &[],
        };
        assert_eq!(indexer.codes(), expected, "state {byte}");
    }
}

#[test]
fn caller_signed_for_another_endpoint() {
    let mut indexer = Indexer::honest();
    let did = did(NFT).to_string();
    indexer.caller = call(&alice(), &Request::Download { document_id: &did }, "1");
    assert_eq!(indexer.codes(), ["caller_other_endpoint"]);
}

#[test]
fn caller_is_no_decrypter() {
    let asks = |list| {
        let mut indexer = Indexer::honest();
        indexer.decrypters = Decrypters::These(list);
        indexer.codes()
    };
    assert_eq!(asks(&[]), ["not_a_decrypter"]);
    assert_eq!(asks(&[OTHER]), ["not_a_decrypter"]);
    assert_eq!(asks(&[OTHER, alice().address()]), [""; 0]);
}

#[test]
fn factory_did_not_make_the_nft() {
    for listed in [Address::ZERO, OTHER] {
        let mut indexer = Indexer::honest();
        indexer.listed = listed;
        assert_eq!(indexer.codes(), ["not_of_factory"]);
    }
}

#[test]
fn state_is_from_another_chain() {
    let mut indexer = Indexer::honest();
    indexer.on_chain.chain_id = 1;
    assert_eq!(indexer.codes(), ["state_of_other_chain"]);
}

#[test]
fn state_is_of_another_nft() {
    let mut indexer = Indexer::honest();
    indexer.on_chain.nft = OTHER;
    assert_eq!(indexer.codes(), ["state_of_other_nft"]);
}

fn codes_of(change: impl FnOnce(&mut Receipt)) -> Vec<&'static str> {
    let mut receipt = receipt(vec![
        created(&envelope(text().as_bytes(), Compression::Xz)).encode(NFT, 0),
    ]);
    change(&mut receipt);
    let source = DocumentSource::Transaction {
        id: TRANSACTION,
        receipt: Some(&receipt),
    };
    Indexer::asks_for(source).codes()
}

#[test]
fn transaction_is_unknown() {
    let source = DocumentSource::Transaction {
        id: TRANSACTION,
        receipt: None,
    };
    assert_eq!(Indexer::asks_for(source).codes(), ["transaction_unknown"]);
}

#[test]
fn receipt_is_from_another_chain() {
    assert_eq!(
        codes_of(|receipt| receipt.chain_id = 1),
        ["receipt_of_other_chain"]
    );
}

#[test]
fn receipt_is_of_another_transaction() {
    let other = B256::repeat_byte(9);
    assert_eq!(
        codes_of(|receipt| receipt.transaction_hash = other),
        ["receipt_of_other_transaction"]
    );
}

#[test]
fn transaction_failed() {
    assert_eq!(
        codes_of(|receipt| receipt.succeeded = false),
        ["document_transaction_failed"]
    );
}

#[test]
fn transaction_wrote_no_document() {
    assert_eq!(
        codes_of(|receipt| receipt.logs.clear()),
        ["no_metadata_event"]
    );
}

#[test]
fn event_is_malformed() {
    assert_eq!(
        codes_of(|receipt| receipt.logs[0].data = Bytes::new()),
        ["malformed_metadata_event"]
    );
}

#[test]
fn event_has_no_flags() {
    let mut event = created(&envelope(text().as_bytes(), Compression::Xz));
    event.flags = Bytes::new();
    assert_eq!(
        codes_of(|receipt| receipt.logs = vec![event.encode(NFT, 0)]),
        ["no_flags"]
    );
}

#[test]
fn all_reasons_are_told() {
    let mut indexer = Indexer::asks_for(DocumentSource::Transaction {
        id: TRANSACTION,
        receipt: None,
    });
    indexer.on_chain.state = AssetState::Revoked;
    indexer.listed = Address::ZERO;
    indexer.decrypters = Decrypters::These(&[]);
    assert_eq!(
        indexer.codes(),
        [
            "not_a_decrypter",
            "not_of_factory",
            "transaction_unknown",
            "asset_revoked"
        ]
    );
}

#[test]
fn a_denied_request_burns_no_nonce() {
    let ledger = MemoryNonces::default();
    let mut indexer = Indexer::honest();
    indexer.on_chain.state = AssetState::Revoked;
    assert!(indexer.decide().is_err());
    assert_eq!(ledger.last(alice().address()), Ok(None));
    let _grant = Indexer::honest().decide().unwrap().spend(&ledger).unwrap();
    let replay = Indexer::honest().decide().unwrap().spend(&ledger);
    assert_eq!(replay.unwrap_err().code(), "nonce_not_greater");
}

#[test]
fn a_chain_without_a_key_opens_nothing() {
    let grant = Indexer::honest()
        .decide()
        .unwrap()
        .spend(&MemoryNonces::default())
        .unwrap();
    let mut ring = ocean_provider_core::keys::KeyRing::new();
    ring.set_current(1, key(1)).unwrap();
    let keeper = ocean_provider_core::access::Keeper::new(ring);
    assert_eq!(keeper.open_document(grant).unwrap_err().code(), "no_key");
}
