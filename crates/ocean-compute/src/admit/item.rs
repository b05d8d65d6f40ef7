use alloc::string::String;

use alloy_primitives::B256;
use ocean_checksum::JsonStr;
use ocean_ddo::{Ddo, Service};
use ocean_did::Did;

use crate::request::parse_did;

/// A service of an asset, as a request names it.
pub(super) struct Item<'a> {
    pub(super) did: Did,
    pub(super) service_id: String,
    pub(super) transaction: Option<B256>,
    pub(super) ddo: Ddo<'a>,
    pub(super) service: Service<'a>,
}

/// The document, if it is the one of this DID.
pub(super) fn resolve<'a>(id: Option<JsonStr<'_>>, ddo: Option<Ddo<'a>>) -> Option<(Did, Ddo<'a>)> {
    let did = parse_did(id?)?;
    let ddo = ddo?;
    (ddo.parse_did() == Some(Ok(did))).then_some((did, ddo))
}

pub(super) fn find<'a>(ddo: Ddo<'a>, id: Option<JsonStr<'_>>) -> Option<(String, Service<'a>)> {
    let id = id?.to_str()?.into_owned();
    let service = ddo.service_by_id(&id)?;
    Some((id, service))
}

pub(super) fn parse_transaction(text: JsonStr<'_>) -> Option<B256> {
    text.to_str()?.parse().ok()
}
