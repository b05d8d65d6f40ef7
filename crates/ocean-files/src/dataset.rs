use alloc::{format, string::String, vec::Vec};
use core::{fmt, ops::Range};

use alloy_primitives::Address;
use ocean_checksum::{Array, Json, Value};
use ocean_did::parse_address_lenient;
use ocean_encryption::{Ciphertext, OVERHEAD, SealError, open_any, seal, seal_to_self};
use ocean_keys::{ProviderKey, PublicKey, RandomError};
use zeroize::Zeroizing;

use crate::{
    FileObject, FileObjectError, OpenFilesError,
    error::SecretJsonError,
    limits::{MAX_FILES, MAX_LIST_BYTES, json},
    secret::Secret,
};

/// What sealed files belong to: without it anybody could copy a ciphertext into an asset of his
/// own and buy from himself.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "the protocol binds to these two")]
pub struct Binding {
    /// The datatoken of the service, `datatokenAddress`.
    pub datatoken: Address,
    /// The NFT of the asset, `nftAddress`.
    pub nft: Address,
}

/// The files of a service, and the datatoken and NFT that they are bound to: the plaintext of
/// `service.files` from version 4.1.0 on.
///
/// Whoever holds this value knows that its binding is the one that was asked for. The plaintext is
/// kept as it was read, and wiped when it is dropped; `Debug` shows the binding and how many files
/// there are.
///
/// # Examples
///
/// ```
/// use alloy_primitives::address;
/// use ocean_files::{Binding, DatasetFiles, FileObject, Method, OpenFilesError};
///
/// let binding = Binding {
///     datatoken: address!("0x4920060Fe25192ed2BD1351412892207D941B79F"),
///     nft: address!("0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2"),
/// };
/// let file = FileObject::url("https://data.example/levels.csv", Method::Get, &[])?;
/// let files = DatasetFiles::new(binding, [&file])?;
///
/// let read = DatasetFiles::from_plaintext(files.plaintext().as_bytes(), binding)?;
/// assert_eq!(read.files().get(0).unwrap()?.text(), file.text());
///
/// let other = Binding { nft: binding.datatoken, ..binding };
/// let error = DatasetFiles::from_plaintext(files.plaintext().as_bytes(), other).unwrap_err();
/// assert_eq!(error.code(), "files_other_nft");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DatasetFiles {
    binding: Binding,
    files: FileList,
}

impl DatasetFiles {
    /// Puts files together for sealing.
    ///
    /// # Errors
    ///
    /// [`OpenFilesError`]: no file at all, or beyond a limit.
    pub fn new<'a>(
        binding: Binding,
        files: impl IntoIterator<Item = &'a FileObject>,
    ) -> Result<Self, OpenFilesError> {
        let Binding { datatoken, nft } = binding;
        let files: Vec<_> = files.into_iter().take(MAX_FILES + 1).collect();
        if files.len() > MAX_FILES {
            return Err(OpenFilesError::TooManyFiles { max: MAX_FILES });
        }
        let head = format!(r#"{{"datatokenAddress":"{datatoken}","nftAddress":"{nft}","files":["#);
        // A text that grows leaves copies behind that are not wiped.
        let len: usize = files.iter().map(|file| file.text().len() + 1).sum();
        let mut text = Zeroizing::new(String::with_capacity(head.len() + len + 2));
        text.push_str(&head);
        for (index, file) in files.into_iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            text.push_str(file.text());
        }
        text.push_str("]}");
        Self::from_plaintext(text.as_bytes(), binding)
    }

    /// Opens `service.files`, and only if they are bound to the datatoken of the service and the
    /// NFT of the asset, with the first of these keys that can: the one of the Provider, or all
    /// of them for a chain ([`KeyRing::all`](ocean_keys::KeyRing::all)).
    ///
    /// # Errors
    ///
    /// [`OpenFilesError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use alloy_primitives::Address;
    /// use ocean_files::{Binding, DatasetFiles, FileObject};
    /// use ocean_keys::ProviderKey;
    ///
    /// let key = ProviderKey::from_bytes(&[1; 32])?;
    /// let binding = Binding { datatoken: Address::repeat_byte(1), nft: Address::repeat_byte(2) };
    /// let files = DatasetFiles::new(binding, [&FileObject::ipfs("QmY7Yh4UquoXHLPFo2XbhXkhBvFoPwmQUSa92pxnxjQuPU")?])?;
    /// # let random = |bytes: &mut [u8]| { bytes.fill(7); Ok(()) };
    /// let sealed = files.seal(&key.public_key(), random)?;
    ///
    /// let opened = DatasetFiles::open([&key], sealed.as_bytes(), binding)?;
    /// assert_eq!(opened.plaintext(), files.plaintext());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open<'k>(
        keys: impl IntoIterator<Item = &'k ProviderKey>,
        sealed: &[u8],
        expected: Binding,
    ) -> Result<Self, OpenFilesError> {
        Self::from_plaintext(&decrypt(keys, sealed)?, expected)
    }

    /// Reads a plaintext, and only if it is bound to these two addresses, whose case is ignored.
    ///
    /// The files themselves are read one by one, by [`FileList::get`]: one that is malformed does
    /// not keep the others from being served.
    ///
    /// # Errors
    ///
    /// [`OpenFilesError`]. What is checked first, is told first: the three keys, the datatoken, the
    /// NFT, the list.
    pub fn from_plaintext(plaintext: &[u8], expected: Binding) -> Result<Self, OpenFilesError> {
        let (text, json) = read(plaintext)?;
        let root = json.root();
        let object = match (root.as_object(), root.as_array()) {
            (Some(object), _) => object,
            (None, Some(_)) => return Err(OpenFilesError::BareList),
            (None, None) => return Err(wrong_kind("an object", root)),
        };
        if object.repeated_keys().next().is_some() {
            return Err(OpenFilesError::RepeatedKey);
        }
        let member = |key| object.get(key).ok_or(OpenFilesError::MissingKey { key });
        let datatoken = member("datatokenAddress")?;
        let nft = member("nftAddress")?;
        let files = member("files")?;
        if address(datatoken, "datatokenAddress")? != expected.datatoken {
            return Err(OpenFilesError::OtherDatatoken {
                expected: expected.datatoken,
            });
        }
        if address(nft, "nftAddress")? != expected.nft {
            return Err(OpenFilesError::OtherNft {
                expected: expected.nft,
            });
        }
        let array = files.as_array().ok_or(OpenFilesError::NotAList {
            found: files.kind().name(),
        })?;
        Ok(Self {
            binding: expected,
            files: FileList::read(text, array)?,
        })
    }

    /// Seals the files to a Provider: `Display` of the result is the text for `service.files`.
    ///
    /// # Errors
    ///
    /// [`SealError`] if the random source fails.
    pub fn seal(
        &self,
        to: &PublicKey,
        random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Ciphertext, SealError> {
        Ok(seal(to, self.plaintext().as_bytes(), random)?.into())
    }

    /// [`seal`](Self::seal) of a Provider to itself, in less time.
    ///
    /// # Errors
    ///
    /// As [`seal`](Self::seal).
    pub fn seal_to_self(
        &self,
        key: &ProviderKey,
        random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Ciphertext, SealError> {
        Ok(seal_to_self(key, self.plaintext().as_bytes(), random)?.into())
    }

    /// What the files are bound to.
    #[must_use]
    pub fn binding(&self) -> Binding {
        self.binding
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &FileList {
        &self.files
    }

    /// The JSON text that is sealed. Secret.
    #[must_use]
    pub fn plaintext(&self) -> &str {
        &self.files.text
    }
}

impl fmt::Debug for DatasetFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatasetFiles")
            .field("binding", &self.binding)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

/// A list of file objects, none of which is read before it is asked for. It is never empty.
pub struct FileList {
    text: Secret,
    spans: Vec<Range<usize>>,
}

#[allow(clippy::len_without_is_empty, reason = "it is never empty")]
impl FileList {
    /// Opens the files of an asset of version 4.0.0: a bare list, bound to nothing.
    ///
    /// It gives up what protects a publisher: whoever republishes the ciphertext in an asset of
    /// his own, marked 4.0.0, gets the files. Provider 2.1.6 takes the version's word for it. Call
    /// this only for an asset that an operator knows to be old, never because its document says
    /// so.
    ///
    /// # Errors
    ///
    /// [`OpenFilesError`]: the object of version 4.1.0 does not open in this way.
    pub fn open_unbound_4_0_0<'k>(
        keys: impl IntoIterator<Item = &'k ProviderKey>,
        sealed: &[u8],
    ) -> Result<Self, OpenFilesError> {
        Self::from_unbound_plaintext_4_0_0(&decrypt(keys, sealed)?)
    }

    /// [`open_unbound_4_0_0`](Self::open_unbound_4_0_0) for what is decrypted already.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn from_unbound_plaintext_4_0_0(plaintext: &[u8]) -> Result<Self, OpenFilesError> {
        let (text, json) = read(plaintext)?;
        let root = json.root();
        let array = root.as_array();
        let array = array.ok_or_else(|| wrong_kind("an array", root))?;
        Self::read(text, array)
    }

    fn read(text: &str, array: Array<'_>) -> Result<Self, OpenFilesError> {
        let spans: Vec<_> = array.iter().take(MAX_FILES + 1).map(Value::span).collect();
        match spans.len() {
            0 => Err(OpenFilesError::NoFiles),
            len if len > MAX_FILES => Err(OpenFilesError::TooManyFiles { max: MAX_FILES }),
            _ => Ok(Self {
                text: text.into(),
                spans,
            }),
        }
    }

    /// How many files there are: 1 at least.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Reads the file at an index from 0; `None` if there are fewer.
    ///
    /// # Errors
    ///
    /// [`FileObjectError`].
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Result<FileObject, FileObjectError>> {
        let span = self.spans.get(index)?;
        Some(FileObject::parse(self.text.get(span.clone())?))
    }

    /// Reads the files one by one, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Result<FileObject, FileObjectError>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// Shows how many there are.
impl fmt::Debug for FileList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileList")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

fn decrypt<'k>(
    keys: impl IntoIterator<Item = &'k ProviderKey>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenFilesError> {
    let len = sealed.len().saturating_sub(OVERHEAD);
    if len > MAX_LIST_BYTES {
        return Err(OpenFilesError::Json(SecretJsonError::TooLong {
            len,
            max_len: MAX_LIST_BYTES,
        }));
    }
    Ok(Zeroizing::new(open_any(keys, sealed)?))
}

fn read(plaintext: &[u8]) -> Result<(&str, Json<'_>), OpenFilesError> {
    let text = core::str::from_utf8(plaintext).map_err(|_| OpenFilesError::NotUtf8)?;
    let json = Json::parse_with(text, json(MAX_LIST_BYTES)).map_err(SecretJsonError::from)?;
    Ok((text, json))
}

fn address(value: Value<'_>, key: &'static str) -> Result<Address, OpenFilesError> {
    let fault = OpenFilesError::NotAnAddress { key };
    let text = value.as_str().and_then(ocean_checksum::JsonStr::to_str);
    let text = text.ok_or_else(|| fault.clone())?;
    parse_address_lenient(&text).map_err(|_| fault)
}

fn wrong_kind(expected: &'static str, found: Value<'_>) -> OpenFilesError {
    OpenFilesError::WrongKind {
        expected,
        found: found.kind().name(),
    }
}
