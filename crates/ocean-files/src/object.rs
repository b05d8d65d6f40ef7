use alloc::{format, string::String};
use core::fmt;

use ocean_checksum::{Json, Value, js_quote};

use crate::{
    ArweaveFile, FileObjectError, FileType, FtpFile, GraphqlFile, IpfsFile, Method, S3File,
    SmartContractFile, UrlFile,
    fields::{Fields, check_keys},
    limits::{MAX_FILE_BYTES, json},
    secret::Secret,
};

/// One file of a service: where it is, and how it is fetched.
///
/// It is valid for its type as DID & DDO v4.1.0 and Provider 2.1.6 define it, and keeps the text
/// that it was read from, so that members which are not read here are never lost. A file of a type
/// that is not known here is [`FileSource::Unknown`], and can be sealed and opened like any other.
///
/// `Debug` shows the type only. What it holds is wiped when it is dropped.
///
/// # Examples
///
/// ```
/// use ocean_files::{FileObject, FileSource, FileType, Method};
///
/// let file = FileObject::parse(r#"{"type": "url", "url": "https://data.example/a.csv?token=x", "method": "GET"}"#)?;
/// assert_eq!(format!("{file:?}"), "FileObject { file_type: Url, .. }");
/// let FileSource::Url(url) = file.source() else { unreachable!() };
/// assert_eq!((url.method(), url.url()), (Method::Get, "https://data.example/a.csv?token=x"));
///
/// let kept = FileObject::parse(r#"{"type": "nodePersistentStorage", "bucketId": "b", "fileName": "f"}"#)?;
/// assert_eq!(kept.file_type(), &FileType::Other("nodePersistentStorage".into()));
/// assert!(kept.text().contains("bucketId"));
/// # Ok::<(), ocean_files::FileObjectError>(())
/// ```
pub struct FileObject {
    text: Secret,
    file_type: FileType,
    source: FileSource,
}

/// What a file object says for its type.
#[non_exhaustive]
pub enum FileSource {
    /// A file on the web.
    Url(UrlFile),
    /// A file on IPFS.
    Ipfs(IpfsFile),
    /// A file on Arweave.
    Arweave(ArweaveFile),
    /// A query to a GraphQL server.
    Graphql(GraphqlFile),
    /// A call of a view function on a chain.
    SmartContract(SmartContractFile),
    /// An object in an S3 bucket; not fetched.
    S3(S3File),
    /// A file on an FTP server; not fetched.
    Ftp(FtpFile),
    /// A type that is not known here; not fetched. [`FileObject::text`] has all of it.
    Unknown,
}

impl FileObject {
    /// Reads a file object.
    ///
    /// # Errors
    ///
    /// [`FileObjectError`]: what is wrong with it for its type, or that it is beyond a limit of
    /// this crate.
    pub fn parse(text: &str) -> Result<Self, FileObjectError> {
        let json = Json::parse_with(text, json(MAX_FILE_BYTES));
        let json = json.map_err(|error| FileObjectError::Json(error.into()))?;
        Self::read(json.root())
    }

    /// Reads a value of a text, such as the body of a `/fileinfo` request; its text is copied.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_value(value: Value<'_>) -> Result<Self, FileObjectError> {
        Self::parse(value.text())
    }

    fn read(value: Value<'_>) -> Result<Self, FileObjectError> {
        let found = value.kind().name();
        let object = value.as_object();
        let object = object.ok_or(FileObjectError::NotAnObject { found })?;
        check_keys(object, "the file object")?;
        let fields = Fields::new(object, "unknown");
        let name = fields.text("type")?;
        let file_type = FileType::from(&*fields.required("type", name)?);
        let fields = Fields::new(object, file_type.name());
        let source = match file_type {
            FileType::Url => FileSource::Url(UrlFile::read(fields)?),
            FileType::Ipfs => FileSource::Ipfs(IpfsFile::read(fields)?),
            FileType::Arweave => FileSource::Arweave(ArweaveFile::read(fields)?),
            FileType::Graphql => FileSource::Graphql(GraphqlFile::read(fields)?),
            FileType::SmartContract => FileSource::SmartContract(SmartContractFile::read(fields)?),
            FileType::S3 => FileSource::S3(S3File::read(fields)?),
            FileType::Ftp => FileSource::Ftp(FtpFile::read(fields)?),
            FileType::Other(_) => FileSource::Unknown,
        };
        Ok(Self {
            text: value.text().into(),
            file_type,
            source,
        })
    }

    /// A file on the web, for publishing.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_files::{FileObject, Method};
    ///
    /// let file = FileObject::url("https://data.example/a.csv", Method::Get, &[("Authorization", "Bearer x")])?;
    /// assert_eq!(
    ///     file.text(),
    ///     r#"{"type":"url","url":"https://data.example/a.csv","method":"GET","headers":{"Authorization":"Bearer x"}}"#
    /// );
    /// # Ok::<(), ocean_files::FileObjectError>(())
    /// ```
    pub fn url(
        url: &str,
        method: Method,
        headers: &[(&str, &str)],
    ) -> Result<Self, FileObjectError> {
        let mut text = String::from(r#"{"type":"url","url":"#);
        text.push_str(&js_quote(url));
        text.push_str(r#","method":""#);
        text.push_str(method.as_str());
        text.push('"');
        for (index, (name, value)) in headers.iter().enumerate() {
            text.push_str(if index == 0 { r#","headers":{"# } else { "," });
            text.push_str(&js_quote(name));
            text.push(':');
            text.push_str(&js_quote(value));
        }
        text.push_str(if headers.is_empty() { "}" } else { "}}" });
        Self::parse(&Secret::new(text))
    }

    /// A file on IPFS by its content hash, for publishing.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn ipfs(hash: &str) -> Result<Self, FileObjectError> {
        let text = format!(r#"{{"type":"ipfs","hash":{}}}"#, js_quote(hash));
        Self::parse(&Secret::new(text))
    }

    /// A file on Arweave by its transaction id, for publishing.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn arweave(transaction_id: &str) -> Result<Self, FileObjectError> {
        let id = js_quote(transaction_id);
        let text = format!(r#"{{"type":"arweave","transactionId":{id}}}"#);
        Self::parse(&Secret::new(text))
    }

    /// The type.
    #[must_use]
    pub fn file_type(&self) -> &FileType {
        &self.file_type
    }

    /// What the object says for its type.
    #[must_use]
    pub fn source(&self) -> &FileSource {
        &self.source
    }

    /// The JSON text as it was read, with every member. Secret.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Shows the type only.
impl fmt::Debug for FileObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileObject")
            .field("file_type", &self.file_type)
            .finish_non_exhaustive()
    }
}

/// Shows the type only.
impl fmt::Debug for FileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Url(_) => "Url",
            Self::Ipfs(_) => "Ipfs",
            Self::Arweave(_) => "Arweave",
            Self::Graphql(_) => "Graphql",
            Self::SmartContract(_) => "SmartContract",
            Self::S3(_) => "S3",
            Self::Ftp(_) => "Ftp",
            Self::Unknown => "Unknown",
        })
    }
}
