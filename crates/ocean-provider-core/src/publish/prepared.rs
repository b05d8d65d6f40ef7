use alloy_primitives::Address;
use ocean_checksum::js_stringify;
use ocean_ddo::{
    Document, ParseDocumentError, Profile,
    draft::{Draft, Endpoint, Service},
};
use ocean_encryption::{Ciphertext, Envelope, OVERHEAD};
use ocean_files::{Binding, DatasetFiles, FileObject};
use ocean_keys::{PublicKey, RandomError};
use ocean_state::AssetState;

use super::{
    NeedEncrypt, Publication, PublishError, ServiceFiles, Settings, Step, UnsealedService,
    Visibility, service::stand_in,
};
use crate::{Asset, Defect};

/// An asset to be published: checked, and complete but for what must be sealed.
///
/// The files inside are secret: they are wiped when it is dropped, and `Debug` shows none.
#[derive(Debug)]
pub struct Prepared {
    /// With stand-ins where sealed files belong.
    asset: Asset,
    files: Vec<Unsealed>,
    settings: Settings,
}

/// The files of the service at an index.
#[derive(Debug)]
pub(super) struct Unsealed {
    index: usize,
    files: DatasetFiles,
}

impl Unsealed {
    pub(super) fn plaintext(&self) -> &[u8] {
        self.files.plaintext().as_bytes()
    }
}

/// Prepares a new asset. The services follow those that the draft has already, whose files are
/// sealed.
///
/// The files of a service are bound to its datatoken and to the NFT of the draft. The document is
/// the one of [`Draft::build`]: valid by [`Profile::Strict`], and refused by no peer.
///
/// # Errors
/// [`PublishError`]; if the document would not be valid, with every reason.
pub fn create(
    mut draft: Draft,
    services: impl IntoIterator<Item = UnsealedService>,
    settings: Settings,
) -> Result<Prepared, PublishError> {
    check_state(settings.state)?;
    let mut unsealed = Vec::new();
    for UnsealedService { service, files } in services {
        let service = service?;
        check_endpoint(&service.id, service.endpoint.as_str(), &settings.provider)?;
        let binding = Binding {
            datatoken: service.datatoken,
            nft: draft.nft,
        };
        let files = bind(&service.id, binding, &files)?;
        let stand_in = stand_in(files.plaintext().len() + OVERHEAD)?;
        unsealed.push(Unsealed {
            index: draft.services.len(),
            files,
        });
        draft.services.push(Service {
            files: stand_in,
            ..service
        });
    }
    let document = draft
        .build()
        .map_err(|error| match Defect::of_draft(error) {
            Ok(defects) => PublishError::Invalid { defects },
            Err(error) => PublishError::Draft(error),
        })?;
    Ok(Prepared {
        asset: Asset::new(document, draft.nft, draft.chain_id)?,
        files: unsealed,
        settings,
    })
}

/// Prepares another document for an asset that is on chain already: the edited document, as
/// [`Document::edit`] and [`Document::remove`] make it of the published one or of what an indexer
/// serves.
///
/// The fields that an indexer adds are stripped, and the text is brought into the form of
/// `JSON.stringify`, which every peer hashes alike. The DID stays, since an [`Asset`] has the one
/// of its NFT. Files that are not given stay as they are.
///
/// The document must be valid by the profile: [`Profile::Strict`], unless an asset was published
/// untidily and its publisher cannot tidy it up now. What another profile gives up stands there.
///
/// # Errors
/// [`PublishError`]; if the document is not valid, with every reason.
///
/// # Examples
///
/// ```
/// use ocean_provider_core::{
///     Asset,
///     ddo::{Document, Profile},
///     encryption::Compression,
///     publish::{self, Settings, Visibility},
///     state::AssetState,
/// };
/// # use ocean_provider_core::{ddo::draft::{Description, Draft, Service}, keys::ProviderKey};
/// # let nft = alloy_primitives::Address::repeat_byte(1);
/// # let mut draft = Draft::dataset(
/// #     nft,
/// #     137,
/// #     Description {
/// #         name: "River gauges".into(),
/// #         description: "Hourly levels.".into(),
/// #         author: "Waterworks Lab".into(),
/// #         license: "CC-BY-4.0".into(),
/// #     },
/// #     "2024-03-05T09:12:44Z".parse()?,
/// # );
/// # let endpoint = "https://provider.example".parse()?;
/// # draft.services = vec![Service::access("raw", "0x04c0".parse()?, nft, endpoint, 0)];
/// # let served = draft.build()?.edit("/nft", r#"{"state":0}"#)?;
/// # let text = served.text().to_owned();
///
/// // What an indexer serves of an NFT on chain 137.
/// let served = Document::parse(text)?;
/// let edited = served.edit("/metadata/name", r#""River gauges, cleaned""#)?;
/// let asset = Asset::new(edited, nft, 137)?;
/// let settings = Settings {
///     provider: "https://provider.example".parse()?,
///     state: AssetState::Active,
///     compression: Compression::Xz,
///     visibility: Visibility::Sealed,
/// };
/// # let key = ProviderKey::from_bytes(&[1; 32])?.public_key();
/// # let random = |bytes: &mut [u8]| { bytes.fill(7); Ok(()) };
/// let publication = publish::update(&asset, [], Profile::Strict, settings)?.seal(&key, random)?;
/// assert_eq!(publication.did(), asset.did());
/// assert!(publication.document().ddo().indexed().nft().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn update(
    asset: &Asset,
    files: impl IntoIterator<Item = ServiceFiles>,
    profile: Profile,
    settings: Settings,
) -> Result<Prepared, PublishError> {
    check_state(settings.state)?;
    let (nft, chain_id) = (asset.nft(), asset.chain_id());
    let stripped = asset.document().strip_enhanced()?;
    let text = js_stringify(stripped.text()).map_err(ParseDocumentError::from)?;
    let mut document = Document::parse(text)?;
    let mut unsealed: Vec<Unsealed> = Vec::new();
    for ServiceFiles { service: id, files } in files {
        let (index, datatoken) = find(&document, &id, &settings.provider)?;
        if unsealed.iter().any(|unsealed| unsealed.index == index) {
            return Err(PublishError::FilesTwice { service: id });
        }
        let files = bind(&id, Binding { datatoken, nft }, &files)?;
        let stand_in = stand_in(files.plaintext().len() + OVERHEAD)?;
        document = with_files(&document, index, stand_in.as_str())?;
        unsealed.push(Unsealed { index, files });
    }
    let defects = Defect::all(&document, profile)?;
    if !defects.is_empty() {
        return Err(PublishError::Invalid { defects });
    }
    Ok(Prepared {
        asset: Asset::new(document, nft, chain_id)?,
        files: unsealed,
        settings,
    })
}

impl Prepared {
    /// Seals files and document to a Provider, whose address becomes the `decryptorAddress`.
    ///
    /// Random numbers come from the caller, as for [`ocean_encryption::seal`].
    ///
    /// # Errors
    /// [`PublishError::Pack`]: the random source failed.
    pub fn seal(
        self,
        provider: &PublicKey,
        mut random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Publication, PublishError> {
        let mut sealed = Vec::with_capacity(self.files.len());
        for unsealed in &self.files {
            sealed.push(unsealed.files.seal(provider, &mut random)?);
        }
        let (asset, settings) = self.fix(&sealed)?;
        let (bytes, compression) = (asset.document().bytes(), settings.compression);
        let envelope = match settings.visibility {
            Visibility::Sealed => Envelope::sealed(bytes, compression, provider, random)?,
            Visibility::Plain => Envelope::plain(bytes, compression)?,
        };
        let decryptor = provider.address();
        Ok(Publication::new(asset, envelope, &settings, decryptor))
    }

    /// Has files and document sealed by a Provider with this address, which becomes the
    /// `decryptorAddress`: that of the chain in its `GET /` ([`ProviderInfo`](crate::ProviderInfo)).
    ///
    /// # Errors
    /// As [`NeedEncrypt::resume`].
    pub fn start(self, provider: Address) -> Result<Step, PublishError> {
        if self.files.is_empty() {
            NeedEncrypt::document(self, &[], provider)
        } else {
            Ok(Step::NeedEncrypt(NeedEncrypt::files(self, provider)))
        }
    }

    /// The document; where files are still to be sealed, a stand-in of the same length has their
    /// place.
    #[must_use]
    pub fn document(&self) -> &Document {
        self.asset.document()
    }

    pub(super) fn chain_id(&self) -> u64 {
        self.asset.chain_id()
    }

    pub(super) fn unsealed(&self) -> &[Unsealed] {
        &self.files
    }

    /// Fixes the text: the sealed files are those of `files`, in their order. Their lengths are
    /// those of the stand-ins, so that the document stays as valid as it is.
    pub(super) fn fix(self, sealed: &[Ciphertext]) -> Result<(Asset, Settings), PublishError> {
        let (nft, chain_id) = (self.asset.nft(), self.asset.chain_id());
        let mut document = self.asset.into_document();
        for (Unsealed { index, .. }, sealed) in self.files.iter().zip(sealed) {
            document = with_files(&document, *index, &sealed.to_hex())?;
        }
        Ok((Asset::new(document, nft, chain_id)?, self.settings))
    }
}

fn bind(id: &str, binding: Binding, files: &[FileObject]) -> Result<DatasetFiles, PublishError> {
    DatasetFiles::new(binding, files).map_err(|error| PublishError::Files {
        service: id.to_owned(),
        error,
    })
}

/// The service's index and datatoken.
fn find(
    document: &Document,
    id: &str,
    provider: &Endpoint,
) -> Result<(usize, Address), PublishError> {
    let service = document.ddo().service_by_id(id);
    let service = service.ok_or_else(|| PublishError::NoService { service: id.into() })?;
    let endpoint = service.service_endpoint();
    let endpoint = endpoint.map(ocean_checksum::JsonStr::to_string_lossy);
    check_endpoint(id, &endpoint.unwrap_or_default(), provider)?;
    match service.parse_datatoken_address() {
        Some(Ok(datatoken)) => Ok((service.index(), datatoken)),
        _ => Err(PublishError::NoDatatoken { service: id.into() }),
    }
}

fn with_files(document: &Document, index: usize, hex: &str) -> Result<Document, PublishError> {
    let pointer = format!("/services/{index}/files");
    Ok(document.edit(&pointer, &format!("\"{hex}\""))?)
}

/// Files that are sealed to another Provider than the one who is asked for them are lost.
fn check_endpoint(id: &str, found: &str, expected: &Endpoint) -> Result<(), PublishError> {
    if found == expected.as_str() {
        Ok(())
    } else {
        Err(PublishError::OtherEndpoint {
            service: id.to_owned(),
            found: found.chars().take(128).collect(),
            expected: expected.as_str().to_owned(),
        })
    }
}

fn check_state(state: AssetState) -> Result<(), PublishError> {
    match state {
        AssetState::Unknown { byte, .. } => Err(PublishError::UnknownState { state: byte }),
        _ => Ok(()),
    }
}
