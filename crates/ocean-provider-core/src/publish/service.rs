use ocean_ddo::draft::{DraftError, EncryptedFiles, Service};
use ocean_files::FileObject;

/// A service of a new asset, and its files, which are not sealed yet.
#[derive(Debug)]
pub struct UnsealedService {
    pub(super) service: Result<Service, DraftError>,
    pub(super) files: Vec<FileObject>,
}

impl UnsealedService {
    /// Puts files and the rest of a service together.
    ///
    /// The closure is called at once, with a stand-in for the sealed files; it puts this into the
    /// service, where the sealed files will take its place.
    ///
    /// # Examples
    ///
    /// ```
    /// use alloy_primitives::Address;
    /// use ocean_provider_core::{ddo::draft::Service, files::FileObject, publish::UnsealedService};
    ///
    /// let file = FileObject::ipfs("QmY7Yh4UquoXHLPFo2XbhXkhBvFoPwmQUSa92pxnxjQuPU")?;
    /// let (datatoken, endpoint) = (Address::repeat_byte(1), "https://provider.example".parse()?);
    /// let service = UnsealedService::new([file], |files| Service {
    ///     name: Some("Raw data".into()),
    ///     ..Service::access("raw", files, datatoken, endpoint, 3600)
    /// });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(
        files: impl IntoIterator<Item = FileObject>,
        service: impl FnOnce(EncryptedFiles) -> Service,
    ) -> Self {
        Self {
            service: stand_in(1).map(service),
            files: files.into_iter().collect(),
        }
    }
}

/// Other files for a service of an asset that is on chain already.
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "a service and its files")]
pub struct ServiceFiles {
    /// The `id` of the service.
    pub service: String,
    /// All its files from now on.
    pub files: Vec<FileObject>,
}

/// Text of the shape and length of sealed files, so that a document can be validated before they
/// are sealed.
pub(super) fn stand_in(bytes: usize) -> Result<EncryptedFiles, DraftError> {
    EncryptedFiles::from_bytes(&vec![0; bytes])
}
