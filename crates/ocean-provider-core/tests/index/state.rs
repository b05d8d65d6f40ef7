//! States: withdrawn assets, restored ones, and every byte in between.

use std::collections::BTreeMap;

use alloy_primitives::Address;
use ocean_provider_core::{
    ddo::Document,
    index::{Decrypted, NotIndexed, Retry, StateChange, Tombstone, on_state_event},
    state::{AssetState, Rules, SOFT_DELETE_FIELDS},
};

use crate::world::{
    data, dataset, in_order, own, policy, reason, sighting, state_event, stored, transaction,
    updated,
};

/// [`SOFT_DELETE_FIELDS`] in the order in which they are stored.
const KEPT: [&str; 9] = [
    "id",
    "version",
    "chainId",
    "nftAddress",
    "event",
    "nft",
    "datatokens",
    "stats",
    "purgatory",
];

fn keys(document: &Document) -> Vec<String> {
    let root = document.root().as_object().unwrap();
    root.iter().map(|(key, _)| key.to_string()).collect()
}

fn number(document: &Document, pointer: &str) -> u64 {
    let value = document.root().pointer(pointer).unwrap();
    value.as_number().unwrap().as_u64().unwrap()
}

fn change(stored: &Document, state: u8) -> StateChange {
    let (_, nft, chain_id) = dataset();
    on_state_event(&state_event(nft, state), chain_id, 20, Some(stored)).unwrap()
}

fn short(state: u8) -> Document {
    let StateChange::SoftDelete(document) = change(&stored(), 3) else {
        panic!("not reduced");
    };
    document.edit("/nft/state", &state.to_string()).unwrap()
}

#[test]
fn a_revoked_asset_is_reduced() {
    let short = short(3);
    assert_eq!(keys(&short), KEPT);
    assert!(KEPT.iter().all(|key| SOFT_DELETE_FIELDS.contains(key)));
    assert_eq!(KEPT.len(), SOFT_DELETE_FIELDS.len());
    assert_eq!(number(&short, "/nft/state"), 3);
    let before = stored();
    for pointer in [
        "/id",
        "/version",
        "/chainId",
        "/nftAddress",
        "/datatokens",
        "/event",
        "/stats",
    ] {
        let text =
            |document: &Document| document.root().pointer(pointer).unwrap().text().to_owned();
        assert_eq!(text(&short), text(&before), "{pointer}");
    }
}

/// What Aquarius leaves of a revoked asset is what we leave, without the five fields more.
#[test]
fn aquarius_keeps_less() {
    let theirs = Document::parse(data("indexed-aquarius-revoked.json")).unwrap();
    assert_eq!(keys(&theirs), ["event", "nft", "datatokens", "stats"]);
    let ours = keys(&short(3));
    assert!(keys(&theirs).iter().all(|key| ours.contains(key)));

    // Its records can be restored, too.
    let nft = theirs.ddo().indexed().nft().unwrap().address().unwrap();
    let nft = nft.to_string().parse::<Address>().unwrap();
    let block = 42_810_554;
    let restored = on_state_event(&state_event(nft, 0), 137, block, Some(&theirs)).unwrap();
    assert!(matches!(restored, StateChange::Restore));
}

/// Every change of state from every byte, for whole and for short documents, against the rule in
/// words.
#[test]
fn every_change_of_state() {
    let (whole, short) = (stored(), short(3));
    let mut seen = BTreeMap::new();
    for old in 0..=u8::MAX {
        for new in [0, 1, 2, 3, 4, 5, 6, 255, old] {
            for before in [&whole, &short] {
                let is_short = before.root().get("metadata").is_none();
                let before = before.edit("/nft/state", &old.to_string()).unwrap();
                let found = match change(&before, new) {
                    StateChange::Ignore => "ignore",
                    StateChange::Set(after) => {
                        assert_eq!(number(&after, "/nft/state"), u64::from(new));
                        assert_eq!(keys(&after), keys(&before));
                        "set"
                    }
                    StateChange::SoftDelete(after) => {
                        assert_eq!(number(&after, "/nft/state"), u64::from(new));
                        assert_eq!(keys(&after), KEPT);
                        "reduce"
                    }
                    StateChange::Restore => "restore",
                };
                let gone = |state| state == 2 || state == 3;
                let opens = AssetState::from(new).may_decrypt(Rules::Strict);
                let rule = if gone(new) && (!is_short || !gone(old)) {
                    "reduce"
                } else if opens.is_permitted() && (is_short || gone(old)) {
                    "restore"
                } else if old == new {
                    "ignore"
                } else {
                    "set"
                };
                assert_eq!(found, rule, "{old} -> {new}, short: {is_short}");
                *seen.entry(found).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(seen.len(), 4);
    assert!(seen.values().all(|&count| count > 100), "{seen:?}");
}

#[test]
fn an_event_that_the_document_is_newer_than_changes_nothing() {
    let (_, nft, chain_id) = dataset();
    let (event, stored) = (state_event(nft, 3), stored());
    let change = |block| on_state_event(&event, chain_id, block, Some(&stored)).unwrap();
    assert!(matches!(change(9), StateChange::Ignore));
    assert!(matches!(change(10), StateChange::SoftDelete(_)));
}

#[test]
fn without_its_document_the_event_is_looked_at_later() {
    let (_, nft, chain_id) = dataset();
    let event = state_event(nft, 3);
    let retry = |stored| match on_state_event(&event, chain_id, 20, stored) {
        Err(NotIndexed::Retry(retry)) => retry,
        other => panic!("{other:?}"),
    };
    assert_eq!(retry(None), Retry::NoRecord { nft, chain_id });
    let other = Document::parse(data("indexed-aquarius.json")).unwrap();
    assert_eq!(retry(Some(&other)), Retry::OtherRecord { nft, chain_id });
}

fn tombstone(state: u8, stored: Option<Document>, block: u64) -> Tombstone {
    let (document, nft, chain_id) = dataset();
    let mut sighted = sighting(updated(nft, document.bytes()), chain_id);
    sighted.state = AssetState::from(state);
    sighted.transaction = transaction(block);
    sighted.stored = stored;
    match sighted.check(&policy()) {
        Err(NotIndexed::Tombstone(tombstone)) => tombstone,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_document_of_a_withdrawn_asset_is_not_opened() {
    for state in 0..=u8::MAX {
        let (mut sighted, bytes) = in_order();
        sighted.state = AssetState::from(state);
        let may = matches!(state, 0 | 4 | 5);
        assert_eq!(reason(sighted, &policy(), bytes).is_ok(), may, "{state}");
    }
    assert!(tombstone(3, None, 11).record().is_none());
    assert_eq!(tombstone(3, None, 11).refusal().code(), "asset_revoked");
    let not = NotIndexed::Tombstone(tombstone(3, None, 11));
    assert_eq!(not.to_string(), "asset state is REVOKED");
}

#[test]
fn a_tombstone_names_the_latest_event() {
    let record = |state, block| {
        tombstone(state, Some(stored()), block)
            .record()
            .unwrap()
            .clone()
    };
    let revoked = record(3, 11);
    assert_eq!(keys(&revoked), KEPT);
    assert_eq!(number(&revoked, "/nft/state"), 3);
    assert_eq!(number(&revoked, "/event/block"), 11);
    // A late one does not take the place of a newer one, nor another of the same block.
    assert_eq!(number(&record(3, 9), "/event/block"), 10);
    let hash = "\"0x00000000000000000000000000000000000000000000000000000000000000ff\"";
    let other = stored().edit("/event/tx", hash).unwrap();
    let kept = tombstone(3, Some(other), 10).record().unwrap().clone();
    assert_eq!(kept.root().pointer("/event/tx").unwrap().text(), hash);
    // At the end of its life it stays whole.
    let ended = record(1, 11);
    assert_eq!(keys(&ended), keys(&stored()));
    assert_eq!(number(&ended, "/nft/state"), 1);
}

/// Published, updated while it is revoked, active again: the update comes out, and once only.
#[test]
fn a_restored_asset_has_its_latest_document() {
    let (document, nft, chain_id) = dataset();
    let newer = document.edit("/metadata/name", "\"Newer\"").unwrap();
    let bytes = newer.bytes().to_vec();
    let mut sighted = sighting(updated(nft, &bytes), chain_id);
    sighted.transaction = transaction(11);
    sighted.state = AssetState::Revoked;
    sighted.stored = Some(short(3));
    let Err(NotIndexed::Tombstone(tombstone)) = sighted.clone().check(&policy()) else {
        panic!("indexed");
    };
    let record = tombstone.record().unwrap().clone();
    assert!(matches!(change(&record, 0), StateChange::Restore));

    // The indexer reads the event of `event.tx` again.
    sighted.state = AssetState::Active;
    sighted.stored = Some(record);
    let indexed = reason(sighted.clone(), &policy(), bytes.clone()).unwrap();
    assert_eq!(
        indexed.document().ddo().metadata().unwrap().name().unwrap(),
        "Newer"
    );
    sighted.stored = Some(indexed.into_document());
    let again = reason(sighted, &policy(), bytes).unwrap_err();
    assert_eq!(again, "skip index_indexed");
}

#[test]
fn the_older_document_is_not_restored() {
    let (sighted, bytes) = in_order();
    let mut sighted = sighted;
    sighted.stored = Some(short(3));
    sighted.transaction = transaction(9);
    let policy = policy();
    let opened = sighted
        .check(&policy)
        .unwrap()
        .open(Decrypted::Bytes(bytes));
    assert_eq!(opened.unwrap_err().code(), "index_not_newer");
}

#[test]
fn a_state_that_cannot_be_read_is_set() {
    let (document, ..) = own(stored());
    let unread = document.edit("/nft/state", "\"\"").unwrap();
    let StateChange::Set(document) = change(&unread, 0) else {
        panic!("not set");
    };
    assert_eq!(number(&document, "/nft/state"), 0);
}
