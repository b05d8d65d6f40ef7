use alloy_primitives::Address;
use ocean_checksum::{JsonError, JsonStr, Value};
use ocean_credentials::Credentials;
use ocean_did::{Did, ParseAddressError, ParseDidError};

use crate::{Indexed, List, Metadata, Service, read};

/// The typed view of a document of version 4 (4.0.0 to 4.7.0), made by
/// [`Document::ddo`](crate::Document::ddo).
///
/// A getter is named for the member that it reads, and `None` says that the member is absent, null
/// or of another kind. What tells them apart, and unknown members, are reached through
/// [`value`](Self::value), which every view has. The fields are those of DID & DDO v4.1.0 unless a
/// getter says otherwise.
///
/// Documents of version 5 keep these members inside `credentialSubject`, and are not understood: of
/// them only [`id`](Self::id) and [`version`](Self::version) answer.
///
/// # Examples
///
/// ```
/// use ocean_ddo::Document;
///
/// let document = Document::parse(r#"{"metadata": {"name": "Tides", "tags": "sea"}, "x": 1}"#)?;
/// let metadata = document.ddo().metadata().unwrap();
/// assert_eq!(metadata.name().unwrap(), "Tides");
/// assert!(metadata.tags().is_none() && metadata.value().get("tags").is_some());
/// assert_eq!(document.ddo().value().get("x").unwrap().text(), "1");
/// # Ok::<(), ocean_ddo::ParseDocumentError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ddo<'t> {
    value: Value<'t>,
}

impl<'t> Ddo<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The document's object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `@context`: the JSON-LD contexts. Nothing here reads them.
    #[must_use]
    pub fn context(self) -> Option<List<'t, Option<JsonStr<'t>>>> {
        read::texts(self.value, "@context")
    }

    /// `id`: the DID as it is written.
    #[must_use]
    pub fn id(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "id")
    }

    /// The DID of [`id`](Self::id), if there is a text. Whether it is that of the NFT and the chain
    /// is for [`Did::verify`] to say.
    #[must_use]
    pub fn parse_did(self) -> Option<Result<Did, ParseDidError>> {
        Some(self.id()?.to_string_lossy().parse())
    }

    /// `version`: the version of the DDO's schema, such as `4.1.0`.
    #[must_use]
    pub fn version(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "version")
    }

    /// `chainId`: the chain of the NFT; `None` also where the number is negative, above 2⁶⁴ - 1, or
    /// not written as an integer (`137.0`).
    #[must_use]
    pub fn chain_id(self) -> Option<u64> {
        read::integer(self.value, "chainId")
    }

    /// `nftAddress`: the address of the ERC721 contract as it is written.
    #[must_use]
    pub fn nft_address(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "nftAddress")
    }

    /// The address of [`nft_address`](Self::nft_address), if there is a text. The case of its
    /// letters is ignored, as Aquarius 5.1.8 does; ddo.js 0.3.0 refuses a wrong mixed case.
    #[must_use]
    pub fn parse_nft_address(self) -> Option<Result<Address, ParseAddressError>> {
        self.nft_address().map(read::address)
    }

    /// `metadata`: what describes the asset.
    #[must_use]
    pub fn metadata(self) -> Option<Metadata<'t>> {
        read::object(self.value, "metadata").map(Metadata::new)
    }

    /// `services`: the ways to consume the asset.
    #[must_use]
    pub fn services(self) -> Option<List<'t, Service<'t>>> {
        read::list(self.value, "services", Service::new)
    }

    /// The service at this index from 0, the `serviceIndex` of an order, found by walking there.
    #[must_use]
    pub fn service(self, index: usize) -> Option<Service<'t>> {
        self.services()?.get(index)
    }

    /// The first service with exactly this id, as Provider 2.1.6 looks it up.
    /// [`Service::index`] is what orders refer to.
    #[must_use]
    pub fn service_by_id(self, id: &str) -> Option<Service<'t>> {
        let mut services = self.services()?.iter();
        services.find(|service| service.id().is_some_and(|found| found == id))
    }

    /// `credentials`: who may use the asset, copied out of the document; none if absent or null. A
    /// wrong shape is told when they are evaluated, so that it never passes for none.
    ///
    /// # Errors
    ///
    /// Never in practice: the limits of a document are within those of its credentials.
    pub fn credentials(self) -> Result<Credentials, JsonError> {
        match self.value.get("credentials") {
            Some(value) => Ok(Credentials::from_value(value)?.at("/credentials")),
            None => Ok(Credentials::default()),
        }
    }

    /// What an indexer added to the document.
    #[must_use]
    pub fn indexed(self) -> Indexed<'t> {
        Indexed::new(self.value)
    }
}
