use alloy_primitives::Address;
use ocean_ddo::Document;

use super::{NotIndexed, Policy, Sighting, Skip, Transaction, stored::Stored};
use crate::{Asset, Defect};

/// An event whose document is that of its NFT, and is accepted. Names and prices are still to be
/// asked for.
///
/// It cannot be had without the checks:
///
/// ```
/// # use ocean_provider_core::index::*;
/// fn store(noticed: Noticed<'_>, decrypted: Decrypted) {
///     let indexed = noticed.open(decrypted).unwrap().enhance(&Answers::default());
/// }
/// ```
///
/// ```compile_fail,E0599
/// # use ocean_provider_core::index::*;
/// fn store(sighting: Sighting, decrypted: Decrypted) {
///     let indexed = sighting.open(decrypted).unwrap().enhance(&Answers::default());
/// }
/// ```
#[derive(Debug)]
pub struct Opened {
    pub(super) asset: Asset,
    pub(super) sighting: Sighting,
}

impl Opened {
    pub(super) fn new(
        sighting: Sighting,
        document: Document,
        policy: &Policy,
    ) -> Result<Self, NotIndexed> {
        let nft = sighting.event.nft();
        let asset = Asset::new(document, nft, sighting.chain_id).map_err(Skip::OtherAsset)?;
        let sender = sighting.transaction.from;
        if !policy.publishers.contains(sender) {
            return Err(Skip::Publisher { sender }.into());
        }
        if let Some(stored) = sighting.record()? {
            check_newer(stored, &sighting.transaction)?;
        }
        // The fields that an indexer adds are no part of what is validated.
        let defects = Defect::all(asset.document(), policy.profile).map_err(Skip::Version)?;
        if !defects.is_empty() {
            return Err(Skip::Invalid { defects }.into());
        }
        Ok(Self { asset, sighting })
    }

    /// The document as it was published, which belongs to its NFT.
    #[must_use]
    pub const fn asset(&self) -> &Asset {
        &self.asset
    }

    /// The datatokens whose names are to be asked for, each once.
    #[must_use]
    pub fn datatokens(&self) -> Vec<Address> {
        let services = self.asset.document().ddo().services();
        let mut datatokens = Vec::new();
        for service in services.iter().flat_map(|services| services.iter()) {
            if let Some(Ok(datatoken)) = service.parse_datatoken_address()
                && !datatokens.contains(&datatoken)
            {
                datatokens.push(datatoken);
            }
        }
        datatokens
    }
}

/// What was reduced because of its state may be stored anew from the same event.
fn check_newer(stored: Stored<'_>, transaction: &Transaction) -> Result<(), Skip> {
    if stored.is_of(transaction) {
        return if stored.is_short() {
            Ok(())
        } else {
            Err(Skip::Indexed {
                transaction: transaction.hash,
            })
        };
    }
    match stored.block() {
        Some(stored) if transaction.block <= stored => Err(Skip::NotNewer {
            block: transaction.block,
            stored,
        }),
        _ => Ok(()),
    }
}
