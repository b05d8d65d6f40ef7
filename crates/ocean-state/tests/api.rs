//! The shape of the public interface: auto traits, texts and codes.

use std::{fmt::Debug, hash::Hash};

use ocean_state::{
    AssetState, Decision, ProviderReply, Refusal, Rules, SOFT_DELETE_FIELDS, Transition,
};

#[test]
fn values_are_plain() {
    fn value<T: Copy + Send + Sync + Unpin + Debug + Eq + Hash + 'static>() {}
    fn ordered<T: Ord>() {}
    value::<AssetState>();
    ordered::<AssetState>();
    value::<Decision>();
    value::<ProviderReply>();
    value::<Refusal>();
    value::<Rules>();
    value::<Transition>();
}

#[test]
fn states_print_their_names() {
    let check = |byte: u8, name: &str| assert_eq!(AssetState::from(byte).to_string(), name);
    check(0, "ACTIVE");
    check(1, "END_OF_LIFE");
    check(2, "DEPRECATED");
    check(3, "REVOKED");
    check(4, "ORDERING_DISABLED");
    check(5, "UNLISTED");
    check(6, "UNKNOWN(6)");
    check(255, "UNKNOWN(255)");
}

#[test]
fn refusals_read_as_follows() {
    let check = |byte: u8, decision: fn(AssetState) -> Decision, text: &str, code: &str| {
        let refusal = decision(AssetState::from(byte)).refusal().unwrap();
        assert_eq!(refusal.state(), AssetState::from(byte));
        assert_eq!(refusal.to_string(), text);
        assert_eq!(refusal.code(), code);
    };
    let strict = |state: AssetState| state.may_consume(Rules::Strict);
    let ocean_node = |state: AssetState| state.may_consume(Rules::OceanNode);
    check(1, strict, "asset state is END_OF_LIFE", "asset_end_of_life");
    check(2, strict, "asset state is DEPRECATED", "asset_deprecated");
    check(3, strict, "asset state is REVOKED", "asset_revoked");
    check(
        4,
        strict,
        "asset state is ORDERING_DISABLED",
        "asset_ordering_disabled",
    );
    check(5, ocean_node, "asset state is UNLISTED", "asset_unlisted");
    check(
        9,
        strict,
        "asset state is UNKNOWN(9)",
        "asset_state_unknown",
    );
}

#[test]
fn constants_are_the_peers() {
    assert_eq!(Refusal::PROVIDER_CONSUME_TEXT, "Asset is not consumable.");
    assert_eq!(Refusal::CONSUMABLE_CODE, 1);
    assert_eq!(
        SOFT_DELETE_FIELDS.join(" "),
        "id version chainId nftAddress nft datatokens event stats purgatory"
    );
}
