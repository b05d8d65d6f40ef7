//! What an indexer does on every change of state.

use ocean_state::{AssetState, Rules, Transition, on_state_event};

#[test]
fn all_changes_follow_the_table() {
    let stripped = |state| matches!(state, 2 | 3);
    for old in 0..=255 {
        for new in 0..=255 {
            let expected = if old == new {
                Transition::Ignore
            } else if stripped(new) && !stripped(old) {
                Transition::SoftDelete
            } else if stripped(old) && [0, 4, 5].contains(&new) {
                Transition::Restore
            } else {
                Transition::KeepAndSetState
            };
            let found = on_state_event(old.into(), new.into());
            assert_eq!(found, expected, "{old} to {new}");
        }
    }
}

#[test]
fn a_document_is_restored_only_where_it_can_be_decrypted() {
    for new in (0..=255).map(AssetState::from) {
        let restores = on_state_event(AssetState::Revoked, new) == Transition::Restore;
        assert_eq!(
            restores,
            new.may_decrypt(Rules::Strict).is_permitted(),
            "{new}"
        );
    }
}

#[test]
fn the_changes_that_peers_miss() {
    use AssetState::{Active, Deprecated, OrderingDisabled, Revoked, Unlisted};
    let check = |old, new, expected| assert_eq!(on_state_event(old, new), expected);
    check(OrderingDisabled, Revoked, Transition::SoftDelete);
    check(Unlisted, Deprecated, Transition::SoftDelete);
    check(Deprecated, Unlisted, Transition::Restore);
    check(Revoked, OrderingDisabled, Transition::Restore);
    check(Revoked, Active, Transition::Restore);
    check(Deprecated, Revoked, Transition::KeepAndSetState);
}
