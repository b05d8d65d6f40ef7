use alloc::string::String;
use core::fmt;

use crate::{FileChecksum, FileType};

/// What `/fileinfo` tells of one file.
///
/// With feature `serde` it is written as Provider 2.1.6 writes it: `contentLength` as text (as a
/// number for a smart contract), unknown length and type as empty texts, `checksumType` beside
/// the checksum, and nothing but `index`, `type` and `valid` for a file that cannot be reached.
///
/// Which fields may be told to whom is the caller's affair: the name and the checksum of a file
/// that is for sale are only for those who may have it.
#[derive(Clone, Eq, PartialEq)]
pub struct FileInfo {
    /// Which file of the service, from 0.
    pub index: usize,
    /// Whether the file can be reached.
    pub valid: bool,
    /// The type; `None` where an old Provider leaves it out.
    pub file_type: Option<FileType>,
    /// Bytes of the body, if the server tells.
    pub content_length: Option<u64>,
    /// The media type without parameters, if the server tells.
    pub content_type: Option<String>,
    /// The name: the last segment of the URL's path. May be secret.
    pub filename: Option<String>,
    /// The SHA-256 of the body, if it was asked for and is within the limits of the Provider.
    pub checksum: Option<FileChecksum>,
}

/// Shows everything but the file's name.
impl fmt::Debug for FileInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileInfo")
            .field("index", &self.index)
            .field("valid", &self.valid)
            .field("file_type", &self.file_type)
            .field("content_length", &self.content_length)
            .field("content_type", &self.content_type)
            .field("checksum", &self.checksum)
            .finish_non_exhaustive()
    }
}
