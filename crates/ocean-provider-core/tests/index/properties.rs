//! Documents and records that somebody damaged.

use ocean_provider_core::{
    checksum::js_stringify,
    ddo::Document,
    index::{StateChange, on_state_event},
};
use proptest::prelude::*;

use crate::world::{
    created, data, dataset, policy, reason, sighting, state_event, stored, transaction,
};

/// Puts other bytes in place of some.
fn damaged(text: &str, at: prop::sample::Index, len: usize, with: &[u8]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let at = at.index(bytes.len());
    let end = (at + len).min(bytes.len());
    bytes.splice(at..end, with.iter().copied());
    bytes
}

/// Pieces of JSON, and nonsense.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        r#"[\[\]{}":,\\0-9a-z ]{0,8}"#.prop_map(String::into_bytes),
        Just(b"}".to_vec()),
        Just(br#""nft":{"state":3},"#.to_vec()),
    ]
}

proptest! {
    #[test]
    fn what_is_stored_is_the_document_and_what_was_added(
        name in prop::sample::select(vec!["dataset-url", "ocean-py", "indexed-aquarius"]),
        at in any::<prop::sample::Index>(),
        len in 0_usize..40,
        with in piece(),
    ) {
        let text = data(&format!("{name}.json"));
        let document = Document::parse(text.clone()).unwrap();
        let nft = document.ddo().parse_nft_address().unwrap().unwrap();
        let chain_id = document.ddo().chain_id().unwrap();
        let bytes = damaged(&text, at, len, &with);
        let sighted = sighting(created(nft, &bytes), chain_id);
        if let Ok(indexed) = reason(sighted, &policy(), bytes.clone()) {
            let published = Document::from_bytes(bytes).unwrap();
            let published = published.strip_enhanced().unwrap();
            let stripped = indexed.document().strip_enhanced().unwrap();
            prop_assert_eq!(
                js_stringify(stripped.text()).unwrap(),
                js_stringify(published.text()).unwrap()
            );
            prop_assert_eq!(indexed.document().ddo().indexed().event().unwrap().block(), Some(10));
        }
    }

    #[test]
    fn a_damaged_record_is_no_harm(
        at in any::<prop::sample::Index>(),
        len in 0_usize..40,
        with in piece(),
        state in 0_u8..8,
    ) {
        let (document, nft, chain_id) = dataset();
        let bytes = damaged(stored().text(), at, len, &with);
        let Ok(record) = Document::from_bytes(bytes) else {
            return Ok(());
        };
        let changed = on_state_event(&state_event(nft, state), chain_id, 20, Some(&record));
        if let Ok(StateChange::Set(after) | StateChange::SoftDelete(after)) = changed {
            let found = after.root().pointer("/nft/state").unwrap();
            prop_assert_eq!(found.as_number().unwrap().as_u64(), Some(u64::from(state)));
        }
        let mut sighted = sighting(created(nft, document.bytes()), chain_id);
        sighted.state = state.into();
        sighted.transaction = transaction(11);
        sighted.stored = Some(record);
        let _ = reason(sighted, &policy(), document.bytes().to_vec());
    }
}
