use std::{collections::BTreeMap, sync::atomic::Ordering};

use alloy_primitives::{Address, B256};
use embedding::{
    Outage,
    indexer::{self, Indexer},
};
use ocean_provider_core::{
    access::{DecryptDdo, Decrypters, DocumentSource, OnChain},
    auth::{Message, Request},
    ddo::{Document, Profile},
    index::{Allowed, Answers, Decrypted, NftAnswers, Noticed, Opened, Policy},
    orders::Receipt,
};

use crate::world::{CHAIN_ID, PUBLISHER, World, key, sign};

impl indexer::World for World {
    fn latest_block(&self) -> Result<u64, Outage> {
        Ok(self.chain().latest_block())
    }

    fn transactions(&self, block: u64) -> Result<Vec<B256>, Outage> {
        Ok(self
            .mined
            .lock()
            .unwrap()
            .get(&block)
            .copied()
            .into_iter()
            .collect())
    }

    fn receipt(&self, transaction: B256) -> Result<(Receipt, Address), Outage> {
        if !self.has_node.load(Ordering::Relaxed) {
            return Err(Outage);
        }
        let json = self.chain().receipt(transaction).ok_or(Outage)?;
        let from = serde_json::from_value(json["from"].clone()).unwrap();
        Ok((World::receipt(self, transaction).ok_or(Outage)?, from))
    }

    fn listed(&self, nft: Address) -> Result<Address, Outage> {
        Ok(self.chain().erc721_list(nft))
    }

    fn state(&self, nft: Address) -> Result<u8, Outage> {
        Ok(self
            .chain()
            .metadata(nft)
            .map_or(255, |metadata| metadata.state))
    }

    /// A signed request, and the Provider's answer.
    fn decrypt(&self, noticed: &Noticed<'_>, nft: Address, transaction: B256) -> Decrypted {
        assert_eq!(noticed.decryptor_url(), "https://provider.example");
        if !self.is_up.load(Ordering::Relaxed) {
            return Decrypted::Unavailable;
        }
        let indexer = key(3);
        let request = Request::Decrypt {
            transaction_id: Some(&transaction.to_string()),
            data_nft_address: &nft.to_string(),
            chain_id: &CHAIN_ID.to_string(),
        };
        let claimed = indexer.address().into();
        let message = Message::wire(&request, &claimed, &self.nonce().into()).unwrap();
        let caller = message.verify(&sign(&indexer, &message)).unwrap();

        let receipt = World::receipt(self, transaction);
        let decrypt = DecryptDdo {
            chain_id: CHAIN_ID,
            nft,
            on_chain: OnChain {
                chain_id: CHAIN_ID,
                nft,
                state: indexer::World::state(self, nft).unwrap().into(),
            },
            listed: self.chain().erc721_list(nft),
            decrypters: Decrypters::Everybody,
            source: DocumentSource::Transaction {
                id: transaction,
                receipt: receipt.as_ref(),
            },
        };
        let Ok(approved) = decrypt.decide(caller) else {
            return Decrypted::Refused;
        };
        let grant = approved.spend(&self.nonces).unwrap();
        match self.keeper.open_document(grant) {
            Ok(asset) => Decrypted::Bytes(asset.document().bytes().to_vec()),
            Err(_) => Decrypted::Refused,
        }
    }

    fn answers(&self, opened: &Opened) -> Answers {
        let chain = self.chain();
        let nft = opened.asset().nft();
        let (name, symbol) = chain.name_and_symbol(nft).unwrap();
        assert_eq!(opened.datatokens(), [self.datatoken]);
        Answers {
            nft: NftAnswers {
                name: Some(name.into()),
                symbol: Some(symbol.into()),
                token_uri: None,
                owner: chain.owner_of(nft),
            },
            datatokens: BTreeMap::new(),
            stats: None,
            sender_is_banned: false,
        }
    }
}

fn indexer(world: &World) -> Indexer<World> {
    let policy = Policy {
        publishers: Allowed::Everybody,
        validators: Allowed::Everybody,
        profile: Profile::Strict,
    };
    Indexer::new(world.clone(), policy, CHAIN_ID)
}

fn text(document: &Document, pointer: &str) -> String {
    document
        .root()
        .pointer(pointer)
        .map_or("", |value| value.text())
        .to_owned()
}

#[test]
fn what_is_published_is_stored_with_what_the_chain_says() {
    let world = World::new();
    let (publication, created) = world.publish("River gauges");
    let mut indexer = indexer(&world);
    indexer.follow().unwrap();
    assert_eq!(indexer.outcomes(), [(created, "stored")]);
    let stored = indexer.stored(world.nft).unwrap();
    assert_eq!(
        stored.strip_enhanced().unwrap().text(),
        publication.document().text()
    );
    assert_eq!(text(stored, "/event/tx"), format!("\"{created}\""));
    assert_eq!(text(stored, "/event/from"), format!("\"{PUBLISHER}\""));
    assert_eq!(text(stored, "/nft/name"), "\"Gauges\"");
    assert_eq!(text(stored, "/nft/state"), "0");

    let (_, updated) = world.publish("River gauges, cleaned");
    indexer.follow().unwrap();
    assert_eq!(indexer.outcomes()[1..], [(updated, "stored")]);
    let stored = indexer.stored(world.nft).unwrap();
    assert_eq!(text(stored, "/metadata/name"), "\"River gauges, cleaned\"");
}

#[test]
fn a_revoked_asset_leaves_a_tombstone_and_comes_back() {
    let world = World::new();
    let (_, created) = world.publish("River gauges");
    let mut indexer = indexer(&world);
    indexer.follow().unwrap();

    world.set_state(3);
    indexer.follow().unwrap();
    let stored = indexer.stored(world.nft).unwrap();
    assert_eq!(
        (&*text(stored, "/nft/state"), &*text(stored, "/metadata")),
        ("3", "")
    );

    // Another document of an asset that is revoked is not opened.
    let call = {
        let (publication, _) = World::new().publish("River gauges");
        let mut call = publication.set_metadata().clone();
        call.state = 3;
        call
    };
    let hidden = world
        .chain()
        .set_metadata(PUBLISHER, world.nft, &call)
        .unwrap();
    world.mined(hidden);
    indexer.follow().unwrap();
    assert_eq!(indexer.outcomes()[1..], [(hidden, "asset_revoked")]);
    let stored = indexer.stored(world.nft).unwrap();
    assert_eq!(text(stored, "/metadata"), "");
    assert_eq!(text(stored, "/event/tx"), format!("\"{hidden}\""));

    world.set_state(0);
    indexer.follow().unwrap();
    assert_eq!(indexer.outcomes()[2..], [(hidden, "stored")]);
    let stored = indexer.stored(world.nft).unwrap();
    assert_eq!(text(stored, "/nft/state"), "0");
    assert_eq!(text(stored, "/metadata/name"), "\"River gauges\"");
    assert_ne!(created, hidden);
}

#[test]
fn a_copied_document_and_a_forged_event_are_passed_over() {
    let world = World::new();
    let (publication, created) = world.publish("River gauges");
    let thief = key(4).address();
    let (nft, _) = world.chain().create_nft(thief, "Gauges", "GAUGE");
    let copied = world
        .chain()
        .set_metadata(thief, nft, publication.set_metadata())
        .unwrap();
    world.mined(copied);
    let logs = World::receipt(&world, created).unwrap().logs;
    let forged = world.chain().forge(thief, logs);
    world.mined(forged);

    let mut indexer = indexer(&world);
    indexer.follow().unwrap();
    let expected = [
        (created, "stored"),
        (copied, "index_refused"),
        (forged, "index_not_listed"),
    ];
    assert_eq!(indexer.outcomes(), expected);
    assert!(indexer.stored(nft).is_none());
}

#[test]
fn what_cannot_be_decrypted_now_is_looked_at_again() {
    let world = World::new();
    let (_, created) = world.publish("River gauges");
    world.is_up.store(false, Ordering::Relaxed);
    let mut indexer = indexer(&world);
    indexer.follow().unwrap();
    indexer.retry().unwrap();
    assert_eq!(indexer.outcomes(), [(created, "index_unavailable"); 2]);
    assert!(indexer.stored(world.nft).is_none());

    world.is_up.store(true, Ordering::Relaxed);
    world.has_node.store(false, Ordering::Relaxed);
    assert_eq!(indexer.retry(), Err(Outage));
    world.has_node.store(true, Ordering::Relaxed);
    indexer.retry().unwrap();
    assert_eq!(indexer.outcomes()[2..], [(created, "stored")]);
    indexer.retry().unwrap();
    assert_eq!(indexer.outcomes().len(), 3);
}
