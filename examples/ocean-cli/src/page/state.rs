//! The state of the asset, where an indexer's answer tells it.

use ocean_ddo::Indexed;
use ocean_state::Rules;
use serde::Serialize;

use super::{Remarks, found};
use crate::layout::member;

#[derive(Debug, Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "five independent answers, named as in the JSON"
)]
pub(crate) struct StatePage {
    pub(crate) pointer: String,
    pub(crate) number: u8,
    pub(crate) name: String,
    pub(crate) discoverable: bool,
    pub(crate) in_profile: bool,
    pub(crate) order: bool,
    pub(crate) consume: bool,
    pub(crate) decrypt: bool,
}

impl StatePage {
    /// ocean-node keeps it under `indexedMetadata`, Aquarius at the root.
    pub(super) fn of(indexed: Indexed<'_>, remarks: &mut Remarks) -> Option<Self> {
        let nft = indexed.nft()?;
        let value = member(nft.value(), "state")?;
        let inside = indexed.value().and_then(|value| value.get("nft"));
        let pointer = match inside {
            Some(inside) if inside.span() == nft.value().span() => "/indexedMetadata/nft/state",
            _ => "/nft/state",
        };
        let Some(state) = nft.state() else {
            let found = found(value);
            let message = format!("expected a state from 0 to 255, found {found}");
            remarks.add(pointer, message);
            return None;
        };
        let rules = Rules::Strict;
        Some(Self {
            pointer: pointer.into(),
            number: state.into(),
            name: state.to_string(),
            discoverable: state.is_discoverable(rules),
            in_profile: state.is_listed_in_profile(),
            order: state.may_order(rules).is_permitted(),
            consume: state.may_consume(rules).is_permitted(),
            decrypt: state.may_decrypt(rules).is_permitted(),
        })
    }
}
