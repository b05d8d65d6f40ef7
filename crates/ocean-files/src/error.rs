use alloc::{borrow::Cow, format, string::String};

use alloy_primitives::Address;
use ocean_checksum::JsonError;
use ocean_encryption::OpenError;

/// Why a text with secrets cannot be read as JSON. Unlike [`JsonError`] it shows nothing of it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretJsonError {
    /// The text is not JSON.
    #[error("expected JSON, found another text at offset {offset}")]
    NotJson {
        /// Bytes before the fault.
        offset: usize,
    },
    /// Arrays and objects are nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    #[error("nested deeper than {max_depth} levels")]
    TooDeep {
        /// The limit.
        max_depth: usize,
    },
    /// The text is longer than the limit; it was not read.
    #[error("text of {len} bytes, expected at most {max_len}")]
    TooLong {
        /// Bytes in the text.
        len: usize,
        /// The limit.
        max_len: usize,
    },
}

impl SecretJsonError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "files_not_json",
            Self::TooDeep { .. } => "files_too_deep",
            Self::TooLong { .. } => "files_too_long",
        }
    }
}

impl From<JsonError> for SecretJsonError {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::TooDeep { max_depth, .. } => Self::TooDeep { max_depth },
            JsonError::TooLong { len, max_len } => Self::TooLong { len, max_len },
            other => Self::NotJson {
                offset: other.position().map_or(0, |at| at.offset),
            },
        }
    }
}

/// Why a file object cannot be used. It shows neither URL, hash, header nor query.
///
/// Fields are named as in the object, such as `url` or `s3Access.bucket`.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FileObjectError {
    /// The text is not JSON or beyond a limit.
    #[error(transparent)]
    Json(#[from] SecretJsonError),
    /// The file is no object.
    #[error("expected an object as the file, found {found}")]
    NotAnObject {
        /// The kind of value that stands there.
        found: &'static str,
    },
    /// A key is written more than once, so that two readers may see different values.
    #[error("a key is repeated in {place}")]
    RepeatedKey {
        /// `the file object`, or the name of the field that is an object.
        place: &'static str,
    },
    /// A field is absent, null or empty.
    #[error("expected `{field}` in the file object of type `{file_type}`, found nothing")]
    Missing {
        /// The type of the object; `unknown` where the type itself is missing.
        file_type: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A field is of another kind.
    #[error("expected {expected} as `{field}` of the file object, found {found}")]
    WrongKind {
        /// The field.
        field: &'static str,
        /// What must stand there.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A text is longer than [`MAX_URL_BYTES`](crate::MAX_URL_BYTES).
    #[error("`{field}` of {len} bytes, expected at most {max}")]
    TooLong {
        /// The field.
        field: &'static str,
        /// Its bytes.
        len: usize,
        /// The limit.
        max: usize,
    },
    /// The method is neither GET nor POST.
    #[error("expected the method `get` or `post`, found `{found}`")]
    UnsafeMethod {
        /// The method in lower case, `…` if it is none of HTTP.
        found: &'static str,
    },
    /// A URL has another scheme, or none: a path, for example.
    #[error("expected a URL that starts with {expected} as `{field}`")]
    Scheme {
        /// The field.
        field: &'static str,
        /// The schemes that are allowed.
        expected: &'static str,
    },
    /// A URL names no host.
    #[error("expected a host in the URL of `{field}`")]
    NoHost {
        /// The field.
        field: &'static str,
    },
    /// A text holds a control character, which could end a line of a request.
    #[error("control character at offset {offset} of `{field}`")]
    ControlCharacter {
        /// The field.
        field: &'static str,
        /// Bytes before the first one.
        offset: usize,
    },
    /// A hash or transaction id is not a path below the gateway: it names a scheme, starts with
    /// `/`, has an empty, `.` or `..` segment, or a character that no such path has.
    #[error("expected a path below the gateway as `{field}`")]
    NotBelowGateway {
        /// The field.
        field: &'static str,
    },
    /// There are more headers than [`MAX_HEADERS`](crate::MAX_HEADERS).
    #[error("expected at most {max} headers, found more")]
    TooManyHeaders {
        /// The limit.
        max: usize,
    },
    /// A header cannot be sent: its name is no token of HTTP, its value no text of printable ASCII
    /// characters, blanks and tabs, or its name comes twice, whatever the case of its letters.
    #[error("the header at index {index} cannot be sent: {reason}")]
    Header {
        /// Its index, from 0.
        index: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The contract's address is none.
    #[error("expected 40 hexadecimal digits as `address` of the contract")]
    NotAnAddress,
    /// The ABI is not that of a function.
    #[error("expected the ABI of a function with a list of inputs as `abi`")]
    NotAFunction,
    /// The function may change the chain.
    #[error("expected a view or pure function, found `{found}`")]
    NotReadOnly {
        /// `nonpayable`, `payable`, or `…` for anything else.
        found: &'static str,
    },
    /// An input or output of the function is none that Solidity knows, or beyond
    /// [`MAX_ABI_PARAMETERS`](crate::MAX_ABI_PARAMETERS), [`MAX_ABI_DEPTH`](crate::MAX_ABI_DEPTH)
    /// or [`MAX_ABI_WORDS`](crate::MAX_ABI_WORDS).
    #[error("the function's {list} cannot be used: {reason}")]
    Abi {
        /// `inputs` or `outputs`.
        list: &'static str,
        /// What is wrong.
        reason: &'static str,
    },
}

impl FileObjectError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(error) => error.code(),
            Self::NotAnObject { .. } => "file_not_an_object",
            Self::RepeatedKey { .. } => "file_repeated_key",
            Self::Missing { .. } => "file_missing",
            Self::WrongKind { .. } => "file_wrong_kind",
            Self::TooLong { .. } => "file_too_long",
            Self::UnsafeMethod { .. } => "file_unsafe_method",
            Self::Scheme { .. } => "file_scheme",
            Self::NoHost { .. } => "file_no_host",
            Self::ControlCharacter { .. } => "file_control_character",
            Self::NotBelowGateway { .. } => "file_not_below_gateway",
            Self::TooManyHeaders { .. } => "file_too_many_headers",
            Self::Header { .. } => "file_header",
            Self::NotAnAddress => "file_not_an_address",
            Self::NotAFunction => "file_not_a_function",
            Self::NotReadOnly { .. } => "file_not_read_only",
            Self::Abi { .. } => "file_abi",
        }
    }

    /// What Provider 2.1.6 answers for the same fault, with status 400; `None` where it notices
    /// nothing, or crashes with status 503.
    ///
    /// ```
    /// # use ocean_files::FileObject;
    /// let error = FileObject::parse(r#"{"type": "url", "url": "https://a.example", "method": "PUT"}"#).unwrap_err();
    /// assert_eq!(error.provider_text().as_deref(), Some("Unsafe method put."));
    /// ```
    #[must_use]
    pub fn provider_text(&self) -> Option<Cow<'static, str>> {
        let text = match self {
            Self::WrongKind { .. } => "malformed file object.",
            Self::Missing { file_type, field } => match (*file_type, *field) {
                ("url", "url") | ("ipfs", "hash") => {
                    "malformed service files, missing required keys."
                }
                ("arweave", "transactionId") => "malformed service files, missing transactionId.",
                ("graphql", "url") => "missing graphql endpoint",
                ("graphql", "query") => "missing graphql query",
                ("smartcontract", "address") => {
                    "malformed smartcontract type, missing contract address"
                }
                ("smartcontract", "abi.name") => "missing name",
                _ => return None,
            },
            Self::UnsafeMethod { found } => return Some(format!("Unsafe method {found}.").into()),
            Self::Scheme {
                field: "url",
                expected: "`http://` or `https://`",
            } => "Invalid file name format. It was not possible to get the file name.",
            Self::NotAFunction => "invalid abi",
            Self::NotReadOnly { .. } => "only view or pure functions are allowed",
            _ => return None,
        };
        Some(text.into())
    }
}

/// Why sealed files do not open. It shows nothing of their plaintext.
///
/// Provider 2.1.6 answers each with the same text, `Unable to get dataset files` at `/fileinfo`,
/// and only logs the reason.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenFilesError {
    /// The bytes are not sealed for this key, or were changed.
    #[error(transparent)]
    Sealed(#[from] OpenError),
    /// The plaintext is not UTF-8.
    #[error("expected UTF-8 as the plaintext of the files")]
    NotUtf8,
    /// The plaintext is not JSON or beyond a limit.
    #[error(transparent)]
    Json(#[from] SecretJsonError),
    /// The plaintext is a bare list, as in version 4.0.0, which is bound to no datatoken: anybody
    /// can copy it into an asset of his own.
    #[error("expected files bound to a datatoken and an NFT, found a bare list")]
    BareList,
    /// The plaintext is something else.
    #[error("expected {expected} as the plaintext of the files, found {found}")]
    WrongKind {
        /// `an object` or `an array`.
        expected: &'static str,
        /// The kind of value found.
        found: &'static str,
    },
    /// A key is written more than once.
    #[error("a key is repeated in the files object")]
    RepeatedKey,
    /// One of the three keys is absent.
    #[error("expected the key `{key}` in the files object, found nothing")]
    MissingKey {
        /// `datatokenAddress`, `nftAddress` or `files`.
        key: &'static str,
    },
    /// The datatoken's or the NFT's address is no address.
    #[error("expected an address as `{key}` of the files object")]
    NotAnAddress {
        /// `datatokenAddress` or `nftAddress`.
        key: &'static str,
    },
    /// The files were sealed for another datatoken. Which one is not told.
    #[error("expected files bound to the datatoken `{expected}`, found another")]
    OtherDatatoken {
        /// The service's datatoken.
        expected: Address,
    },
    /// The files were sealed for another NFT. Which one is not told.
    #[error("expected files bound to the NFT `{expected}`, found another")]
    OtherNft {
        /// The asset's NFT.
        expected: Address,
    },
    /// `files` is no list.
    #[error("expected a list as `files`, found {found}")]
    NotAList {
        /// The kind of value found.
        found: &'static str,
    },
    /// There is no file in the list.
    #[error("expected at least one file, found none")]
    NoFiles,
    /// There are more files than [`MAX_FILES`](crate::MAX_FILES).
    #[error("expected at most {max} files, found more")]
    TooManyFiles {
        /// The limit.
        max: usize,
    },
}

impl OpenFilesError {
    /// A stable name of the error for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sealed(error) => error.code(),
            Self::NotUtf8 => "files_not_utf8",
            Self::Json(error) => error.code(),
            Self::BareList => "files_bare_list",
            Self::WrongKind { .. } => "files_wrong_kind",
            Self::RepeatedKey => "files_repeated_key",
            Self::MissingKey { .. } => "files_missing_key",
            Self::NotAnAddress { .. } => "files_not_an_address",
            Self::OtherDatatoken { .. } => "files_other_datatoken",
            Self::OtherNft { .. } => "files_other_nft",
            Self::NotAList { .. } => "files_not_a_list",
            Self::NoFiles => "files_none",
            Self::TooManyFiles { .. } => "files_too_many",
        }
    }
}

/// Why user data cannot be read. It shows nothing of them.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UserDataError {
    /// The text is not JSON or beyond a limit.
    #[error(transparent)]
    Json(#[from] SecretJsonError),
    /// The user data are no object.
    #[error("expected an object as user data, found {found}")]
    NotAnObject {
        /// The kind of value found.
        found: &'static str,
    },
    /// A key is written more than once.
    #[error("a key is repeated in the user data")]
    RepeatedKey,
}

impl UserDataError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(error) => error.code(),
            Self::NotAnObject { .. } => "user_data_not_an_object",
            Self::RepeatedKey => "user_data_repeated_key",
        }
    }
}

/// Why no request can be made for a file. It shows neither URL, headers nor user data.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The file needs a gateway, and none is given.
    #[error("expected a gateway for files of type `{file_type}`, found none")]
    NoGateway {
        /// `ipfs` or `arweave`.
        file_type: &'static str,
    },
    /// The gateway is no URL that paths can be joined to.
    #[error(
        "expected a URL with `http://` or `https://`, a host and no query as the gateway for files of type `{file_type}`"
    )]
    Gateway {
        /// `ipfs` or `arweave`.
        file_type: &'static str,
    },
    /// No request is known for this type: `s3`, `ftp` and unknown ones.
    #[error("files of type `{file_type}` are not fetched")]
    Unsupported {
        /// The type, `…` if it is no word.
        file_type: String,
    },
    /// A member of the user data is an object, or a list with an object or a list in it: it cannot
    /// become a query parameter.
    #[error(
        "expected texts, numbers, booleans and lists of them in the user data, found {found} at index {index}"
    )]
    UserDatum {
        /// The index of the member, from 0.
        index: usize,
        /// What stands there.
        found: &'static str,
    },
    /// The function has inputs, and there are no user data.
    #[error("expected user data with the {inputs} inputs of the function, found none")]
    NoArguments {
        /// How many inputs there are.
        inputs: usize,
    },
    /// An input of the function has no value in the user data, or is not one of theirs alone: it
    /// has no name, or shares it with another.
    #[error("expected a value in the user data for input {index} of the function, `{name}`")]
    MissingArgument {
        /// The index of the input, from 0.
        index: usize,
        /// Its name, `…` if it is no word.
        name: String,
    },
    /// A value in the user data does not fit the input of the function.
    #[error("expected a value of type `{expected}` for input {index} of the function, `{name}`")]
    Argument {
        /// The index of the input, from 0.
        index: usize,
        /// Its name, `…` if it is no word.
        name: String,
        /// Its type in Solidity.
        expected: String,
    },
}

impl RequestError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoGateway { .. } => "request_no_gateway",
            Self::Gateway { .. } => "request_gateway",
            Self::Unsupported { .. } => "request_unsupported",
            Self::UserDatum { .. } => "request_user_datum",
            Self::NoArguments { .. } => "request_no_arguments",
            Self::MissingArgument { .. } => "request_missing_argument",
            Self::Argument { .. } => "request_argument",
        }
    }

    /// What Provider 2.1.6 answers for the same fault; `None` where it notices nothing, or crashes
    /// with status 503.
    #[must_use]
    pub fn provider_text(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Unsupported { file_type } => Some(format!("Unsupported type {file_type}").into()),
            Self::NoArguments { .. } => Some("Missing parameters".into()),
            _ => None,
        }
    }
}

/// Why a contract's answer cannot be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ContractResultError {
    /// The bytes are not what the function's outputs say.
    #[error("the contract's answer is not as its ABI says")]
    Malformed,
    /// The JSON text would be longer than [`MAX_RESULT_BYTES`](crate::MAX_RESULT_BYTES).
    #[error("the contract's answer makes more than {max} bytes of JSON")]
    TooLong {
        /// The limit.
        max: usize,
    },
}

impl ContractResultError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "contract_result_malformed",
            Self::TooLong { .. } => "contract_result_too_long",
        }
    }
}
