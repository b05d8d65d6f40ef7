use alloc::{borrow::ToOwned as _, string::String};
use core::fmt;

/// The `type` of a file object.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FileType {
    /// `url`: an address on the web.
    Url,
    /// `ipfs`: a content hash of IPFS.
    Ipfs,
    /// `arweave`: a transaction of Arweave.
    Arweave,
    /// `graphql`: a query to a GraphQL server.
    Graphql,
    /// `smartcontract`: a call of a view function on a chain.
    SmartContract,
    /// `s3`: an object in an S3 bucket. ocean-node 3.2.0 only.
    S3,
    /// `ftp`: a file on an FTP server. ocean-node 3.2.0 only.
    Ftp,
    /// Any other type, such as ocean-node's `nodePersistentStorage`, as it is written: at most 32
    /// ASCII letters, digits, `-`, `_` and `.`, or `…` for a text that is no such word.
    Other(String),
}

impl FileType {
    /// The type as it is written in a file object.
    ///
    /// ```
    /// # use ocean_files::FileType;
    /// assert_eq!(FileType::from("smartcontract"), FileType::SmartContract);
    /// assert_eq!(FileType::SmartContract.as_str(), "smartcontract");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(text) => text,
            known => known.name(),
        }
    }

    /// The name of a known type.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Ipfs => "ipfs",
            Self::Arweave => "arweave",
            Self::Graphql => "graphql",
            Self::SmartContract => "smartcontract",
            Self::S3 => "s3",
            Self::Ftp => "ftp",
            Self::Other(_) => "other",
        }
    }
}

impl From<&str> for FileType {
    fn from(text: &str) -> Self {
        match text {
            "url" => Self::Url,
            "ipfs" => Self::Ipfs,
            "arweave" => Self::Arweave,
            "graphql" => Self::Graphql,
            "smartcontract" => Self::SmartContract,
            "s3" => Self::S3,
            "ftp" => Self::Ftp,
            other => Self::Other(word(other)),
        }
    }
}

impl fmt::Display for FileType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that may be shown because it is a short word; `…` for anything else, which might be a
/// secret at the wrong place.
pub(crate) fn word(text: &str) -> String {
    const MAX_LEN: usize = 32;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !text.is_empty() && text.len() <= MAX_LEN && text.bytes().all(is_word) {
        text.to_owned()
    } else {
        "…".to_owned()
    }
}
