#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod abi;
mod abi_result;
mod abi_value;
mod checksum;
mod dataset;
mod error;
mod fields;
mod file_name;
mod file_type;
mod info;
mod limits;
mod object;
mod request;
mod secret;
#[cfg(feature = "serde")]
mod serde;
mod storage;
mod url;
mod user_data;
mod web;

pub use abi::{FunctionAbi, SmartContractFile};
pub use checksum::{FileChecksum, ParseChecksumError, files_checksum};
pub use dataset::{Binding, DatasetFiles, FileList};
pub use error::{
    ContractResultError, FileObjectError, OpenFilesError, RequestError, SecretJsonError,
    UserDataError,
};
pub use file_name::FileName;
pub use file_type::FileType;
pub use info::FileInfo;
pub use limits::{
    MAX_ABI_DEPTH, MAX_ABI_PARAMETERS, MAX_ABI_WORDS, MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES,
    MAX_HEADERS, MAX_LIST_BYTES, MAX_RESULT_BYTES, MAX_URL_BYTES, MAX_USER_DATA_BYTES,
};
pub use object::{FileObject, FileSource};
pub use request::{ContractCall, FileRequest, Gateways, HttpRequest};
pub use storage::{FtpFile, S3File};
pub use user_data::UserData;
pub use web::{ArweaveFile, GraphqlFile, Headers, IpfsFile, Method, UrlFile};
