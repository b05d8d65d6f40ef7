//! The state of the asset, where an indexer's answer tells it.

use ocean_checksum::Number;
use ocean_state::{AssetState, Rules};
use serde::Serialize;

use super::{Place, Remarks};

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
    pub(super) fn of(root: &Place<'_>, remarks: &mut Remarks) -> Option<Self> {
        let indexed = root.member("indexedMetadata");
        let state = [&indexed, root]
            .map(|place| place.member("nft").member("state"))
            .into_iter()
            .find(|state| state.value.is_some())?;
        let (value, pointer) = (state.value?, state.pointer);
        let byte = value
            .as_number()
            .and_then(Number::as_u64)
            .and_then(|number| u8::try_from(number).ok());
        let Some(number) = byte else {
            remarks.wrong_kind(&pointer, "a state from 0 to 255", value);
            return None;
        };
        let state = AssetState::from(number);
        let rules = Rules::Strict;
        Some(Self {
            pointer,
            number,
            name: state.to_string(),
            discoverable: state.is_discoverable(rules),
            in_profile: state.is_listed_in_profile(),
            order: state.may_order(rules).is_permitted(),
            consume: state.may_consume(rules).is_permitted(),
            decrypt: state.may_decrypt(rules).is_permitted(),
        })
    }
}
