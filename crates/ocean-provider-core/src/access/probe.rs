use core::fmt;

use ocean_did::Did;
use ocean_files::{Binding, DatasetFiles, FileInfo, FileRequest, FileType, Gateways, UserData};

use crate::access::{FilePermit, Grant, OpenFileError};

/// Proof that the files of a service may be looked at: whether they can be reached, their size,
/// type and checksum. Never may their content or their URL go to a caller.
///
/// Only [`FileInfo::decide`](crate::access::FileInfo::decide) makes one. It may be used as often as
/// one likes, since it gives nothing away.
#[derive(Clone)]
pub struct Probe {
    pub(super) did: Did,
    pub(super) chain_id: u64,
    pub(super) service_id: String,
    pub(super) binding: Binding,
    pub(super) sealed: String,
    pub(super) is_algorithm: bool,
}

impl Probe {
    /// What of a file may be told to a caller.
    ///
    /// To everybody: index, whether it can be reached, type, length and media type, which today's
    /// clients need; and of an algorithm the checksum, which whoever trusts it must write into his
    /// document. The name and the other checksums, by which a file could be recognised or found, only
    /// to those who may have it: whoever holds a grant for this service. Provider 2.1.6 tells
    /// everything to everybody.
    #[must_use]
    pub fn disclose(&self, info: FileInfo, entitled: Option<&Grant<FilePermit>>) -> FileInfo {
        let is_entitled = entitled.map(Grant::permit).is_some_and(|permit| {
            permit.did().hash() == self.did.hash() && permit.service_id() == self.service_id
        });
        FileInfo {
            filename: info.filename.filter(|_| is_entitled),
            checksum: info.checksum.filter(|_| is_entitled || self.is_algorithm),
            ..info
        }
    }
}

/// Shows what is looked at, and nothing of the sealed files.
impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe")
            .field("did", &self.did)
            .field("service_id", &self.service_id)
            .finish_non_exhaustive()
    }
}

/// The files of a service as a [`Probe`] opens them: how many there are, and how to look at them.
#[derive(Debug)]
pub struct ProbedFiles {
    pub(super) files: DatasetFiles,
}

#[allow(clippy::len_without_is_empty, reason = "it is never empty")]
impl ProbedFiles {
    /// How many there are: 1 at least.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.files().len()
    }

    /// What to fetch to look at the file at an index from 0.
    ///
    /// # Errors
    /// [`OpenFileError::NoFile`], [`OpenFileError::File`] or [`OpenFileError::Request`].
    pub fn request(
        &self,
        index: usize,
        user_data: Option<&UserData>,
        gateways: Gateways<'_>,
    ) -> Result<ProbeRequest, OpenFileError> {
        let file = self.files.files().get(index);
        let file = file.ok_or(OpenFileError::NoFile {
            index: u64::try_from(index).unwrap_or(u64::MAX),
            count: self.len(),
        })??;
        Ok(ProbeRequest {
            file_type: file.file_type().clone(),
            request: file.request(user_data, gateways)?,
        })
    }
}

/// What to fetch to look at a file. Whoever answers callers with bodies takes a `FileObject`, and no
/// such value.
#[derive(Debug)]
pub struct ProbeRequest {
    file_type: FileType,
    request: FileRequest,
}

impl ProbeRequest {
    /// The type of the file.
    #[must_use]
    pub const fn file_type(&self) -> &FileType {
        &self.file_type
    }

    /// What to fetch. Secret.
    #[must_use]
    pub const fn request(&self) -> &FileRequest {
        &self.request
    }
}
