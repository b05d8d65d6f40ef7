use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    ddo::draft::Draft,
    encryption::Compression,
    keys::RandomError,
    publish::{self, Publication, Settings, UnsealedService, Visibility},
    state::AssetState,
};

use crate::{net::Net, provider::Provider, story::Failure};

/// Seals files and document to the Provider, and puts the document on chain; what was published, and
/// the transaction.
pub(crate) fn publish(
    net: &mut Net,
    publisher: Address,
    provider: &Provider,
    draft: Draft,
    services: Vec<UnsealedService>,
    random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
) -> Result<(Publication, B256), Failure> {
    let settings = Settings {
        provider: provider.endpoint().clone(),
        state: AssetState::Active,
        compression: Compression::Xz,
        visibility: Visibility::Sealed,
    };
    let prepared = publish::create(draft, services, settings)?;
    let publication = prepared.seal(&provider.public_key()?, random)?;
    let (nft, call) = (publication.nft(), publication.set_metadata());
    let transaction = net.chain.set_metadata(publisher, nft, call)?;
    Ok((publication, transaction))
}
