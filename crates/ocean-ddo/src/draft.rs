//! Documents for publishing, made of typed values.
//!
//! A [`Draft`] is what a publisher says of an asset: plain structs in the shape of DID & DDO v4.1.0,
//! where a member that is required cannot be left out. [`Draft::build`] makes the document of it.

mod algorithm;
mod compute;
mod consumer_parameter;
mod error;
mod metadata;
mod service;
mod text;
mod write;

use alloc::{string::String, vec::Vec};

use alloy_primitives::Address;
use ocean_checksum::js_stringify;
use ocean_credentials::Credentials;
use ocean_did::Did;

use self::write::Object;
pub use self::{
    algorithm::{Algorithm, Container},
    compute::{Compute, TrustList, TrustedAlgorithm},
    consumer_parameter::{ConsumerParameter, Input, SelectOption},
    error::{DraftError, Refusal},
    metadata::{Asset, Description, Metadata},
    service::{Service, ServiceKind},
    text::{Date, EncryptedFiles, Endpoint},
};
use crate::{Document, ParseDocumentError, Profile, Report, SchemaVersion, Severity};

/// The context that every publisher names.
const CONTEXT: &str = "https://w3id.org/did/v1";

/// Bytes of a service or of the rest of a document without its longest texts.
const SHORT_TEXTS: usize = 1024;

/// An asset to be published, in version 4.1.0, which both Aquarius 5.1.8 and ddo.js 0.3.0 read.
///
/// # Examples
///
/// ```
/// use alloy_primitives::address;
/// use ocean_ddo::draft::{Description, Draft, Service};
///
/// let mut draft = Draft::dataset(
///     address!("0xBB1081DbF3227bbB233Db68f7117114baBb43656"),
///     137,
///     Description {
///         name: "River gauges".into(),
///         description: "Hourly levels.\nCleaned weekly.".into(),
///         author: "Waterworks Lab".into(),
///         license: "CC-BY-4.0".into(),
///     },
///     "2024-03-05T09:12:44Z".parse()?,
/// );
/// draft.metadata.tags = vec!["water".into()];
/// draft.services = vec![Service::access(
///     "download",
///     "0x04c0ffee".parse()?,
///     address!("0x4920060Fe25192ed2BD1351412892207D941B79F"),
///     "https://provider.example".parse()?,
///     3600,
/// )];
/// let document = draft.build()?;
/// assert!(document.text().starts_with(r#"{"@context":["https://w3id.org/did/v1"],"id":"did:op:"#));
/// assert!(document.hash().matches(document.bytes()));
///
/// draft.services.push(draft.services[0].clone());
/// assert_eq!(
///     draft.build().unwrap_err().to_string(),
///     "the document would not be valid: /services/1/id: the id must be unique in the document: \
///      expected an id that no service before it has, found string `download`"
/// );
/// # Ok::<(), ocean_ddo::draft::DraftError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Draft {
    /// `nftAddress`: the ERC721 contract, written with its checksum (EIP-55).
    pub nft: Address,
    /// `chainId`: the chain of the NFT, from 1 to 2⁵³ - 1.
    pub chain_id: u64,
    /// `metadata`: what describes the asset.
    pub metadata: Metadata,
    /// `services`: the ways to consume the asset, at least one. The index is what orders refer to.
    pub services: Vec<Service>,
    /// `credentials`: who may use the asset; left out if there are none.
    pub credentials: Credentials,
}

impl Draft {
    /// A dataset that still lacks its services.
    #[must_use]
    pub fn dataset(nft: Address, chain_id: u64, description: Description, created: Date) -> Self {
        Self::new(nft, chain_id, description, created, Asset::Dataset)
    }

    /// An algorithm that still lacks its services.
    #[must_use]
    pub fn algorithm(
        nft: Address,
        chain_id: u64,
        description: Description,
        created: Date,
        algorithm: Algorithm,
    ) -> Self {
        let asset = Asset::Algorithm(algorithm);
        Self::new(nft, chain_id, description, created, asset)
    }

    fn new(
        nft: Address,
        chain_id: u64,
        description: Description,
        created: Date,
        asset: Asset,
    ) -> Self {
        Self {
            nft,
            chain_id,
            metadata: Metadata::new(description, created, asset),
            services: Vec::new(),
            credentials: Credentials::default(),
        }
    }

    /// The document: its text in the form of `JSON.stringify`, members in the order in which
    /// publishers write them, the DID computed. [`Document::hash`] is the `metaDataHash` to publish
    /// with these bytes.
    ///
    /// It is valid by [`Profile::Strict`], and neither Aquarius 5.1.8 nor ddo.js 0.3.0 refuses it.
    /// What the specification merely prefers, such as the time zone of a date, [`Document::validate`]
    /// tells.
    ///
    /// # Errors
    ///
    /// [`DraftError::ChainId`], [`DraftError::Document`] where the document would be beyond its
    /// limits, and [`DraftError::Invalid`] with every reason at once.
    pub fn build(&self) -> Result<Document, DraftError> {
        let document = Document::parse(self.text()?).map_err(DraftError::Document)?;
        let refusals = refusals(&document);
        if refusals.is_empty() {
            Ok(document)
        } else {
            Err(DraftError::Invalid { refusals })
        }
    }

    fn text(&self) -> Result<String, DraftError> {
        let did = Did::compute(self.nft, self.chain_id).map_err(DraftError::ChainId)?;
        let credentials = js_stringify(self.credentials.text())
            .map_err(|error| DraftError::Document(ParseDocumentError::from(error)))?;
        let mut text = String::with_capacity(self.size());
        Object::write(&mut text, |ddo| {
            ddo.texts("@context", &[CONTEXT]);
            ddo.display("id", did);
            ddo.text("version", SchemaVersion::V4_1_0.as_str());
            ddo.raw("chainId", self.chain_id);
            ddo.display("nftAddress", self.nft);
            ddo.object("metadata", |metadata| self.metadata.write(metadata));
            ddo.objects("services", &self.services, Service::write);
            if credentials != "null" {
                ddo.raw("credentials", credentials);
            }
        });
        Ok(text)
    }

    /// About as many bytes as the text has.
    fn size(&self) -> usize {
        let services = self.services.iter();
        let services = services.map(|service| service.files.as_str().len() + SHORT_TEXTS);
        SHORT_TEXTS + self.metadata.description.len() + services.sum::<usize>()
    }
}

/// Why the document would not be accepted by everybody.
fn refusals(document: &Document) -> Vec<Refusal> {
    let report = document.validate(Profile::Strict);
    // The version is one that the profile has.
    let violations = report.iter().flat_map(Report::violations);
    violations
        .filter(|violation| {
            violation.severity() == Severity::Error || !violation.peer_rejects().is_empty()
        })
        .map(Refusal::new)
        .collect()
}
