//! The shape of the public interface: auto traits, error texts and codes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::{error::Error, fmt::Debug, hash::Hash};

use alloy_primitives::Address;
use ocean_encryption::{OpenError, open};
use ocean_files::{
    ArweaveFile, Binding, ContractCall, ContractResultError, DatasetFiles, FileChecksum, FileInfo,
    FileList, FileName, FileObject, FileObjectError, FileRequest, FileSource, FileType, FtpFile,
    FunctionAbi, Gateways, GraphqlFile, Headers, HttpRequest, IpfsFile, MAX_ABI_DEPTH,
    MAX_ABI_PARAMETERS, MAX_ABI_WORDS, MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_HEADERS,
    MAX_LIST_BYTES, MAX_RESULT_BYTES, MAX_URL_BYTES, MAX_USER_DATA_BYTES, Method, OpenFilesError,
    ParseChecksumError, RequestError, S3File, SecretJsonError, SmartContractFile, UrlFile,
    UserData, UserDataError, files_checksum,
};
use ocean_keys::ProviderKey;

#[test]
fn values_are_plain_and_errors_are_errors() {
    fn held<T: Send + Sync + Unpin + Debug + 'static>() {}
    fn value<T: Clone + Eq + Hash + Debug + Send + Sync + Unpin + 'static>() {}
    fn plain<T: Copy + Eq + Hash + Debug + Send + Sync + Unpin + 'static>() {}
    fn error<T: Error + Clone + Eq + Send + Sync + Unpin + 'static>() {}
    held::<FileObject>();
    held::<FileSource>();
    held::<UrlFile>();
    held::<IpfsFile>();
    held::<ArweaveFile>();
    held::<GraphqlFile>();
    held::<SmartContractFile>();
    held::<FunctionAbi>();
    held::<S3File>();
    held::<FtpFile>();
    held::<Headers>();
    held::<UserData>();
    held::<FileRequest>();
    held::<HttpRequest>();
    held::<ContractCall>();
    held::<DatasetFiles>();
    held::<FileList>();
    held::<FileInfo>();
    value::<FileType>();
    value::<FileName>();
    plain::<Binding>();
    plain::<Method>();
    plain::<FileChecksum>();
    error::<FileObjectError>();
    error::<OpenFilesError>();
    error::<UserDataError>();
    error::<RequestError>();
    error::<ContractResultError>();
    error::<SecretJsonError>();
    error::<ParseChecksumError>();
    assert_eq!(
        Gateways::default(),
        Gateways {
            ipfs: None,
            arweave: None
        }
    );
}

#[test]
fn the_limits() {
    assert_eq!(
        (MAX_LIST_BYTES, MAX_FILES, MAX_FILE_BYTES),
        (5_242_880, 10_000, 262_144)
    );
    assert_eq!(
        (MAX_URL_BYTES, MAX_HEADERS, MAX_USER_DATA_BYTES),
        (16_384, 100, 65_536)
    );
    assert_eq!(
        (MAX_ABI_PARAMETERS, MAX_ABI_DEPTH, MAX_ABI_WORDS),
        (256, 16, 32_768)
    );
    assert_eq!((MAX_DEPTH, MAX_RESULT_BYTES), (128, 10_485_760));
}

#[test]
fn words_read_as_follows() {
    assert_eq!(
        (Method::Get.to_string(), Method::Post.as_str()),
        ("GET".into(), "POST")
    );
    for name in [
        "url",
        "ipfs",
        "arweave",
        "graphql",
        "smartcontract",
        "s3",
        "ftp",
        "later",
    ] {
        assert_eq!(FileType::from(name).to_string(), name);
    }
    let checksum = FileChecksum::from_sha256([0xab; 32]);
    assert_eq!(checksum.as_bytes(), &[0xab; 32]);
    assert_eq!(checksum.to_string(), "ab".repeat(32));
    assert_eq!(
        format!("{checksum:?}"),
        format!("FileChecksum({})", "ab".repeat(32))
    );
    assert_eq!(files_checksum([]), "");
    assert_eq!(FileName::new("a.csv").unwrap().to_string(), "a.csv");
}

#[test]
fn debug_shows_types_and_counts() {
    let binding = Binding {
        datatoken: Address::ZERO,
        nft: Address::ZERO,
    };
    let file = FileObject::url("https://a.example", Method::Post, &[("A", "b")]).unwrap();
    assert_eq!(format!("{file:?}"), "FileObject { file_type: Url, .. }");
    assert_eq!(format!("{:?}", file.source()), "Url");
    let FileSource::Url(url) = file.source() else {
        unreachable!()
    };
    assert_eq!(
        format!("{url:?} {:?}", url.headers()),
        "UrlFile { .. } Headers { len: 1, .. }"
    );
    let request = file.request(None, Gateways::default()).unwrap();
    assert_eq!(
        format!("{request:?}"),
        "Http(HttpRequest { method: Post, .. })"
    );
    let files = DatasetFiles::new(binding, [&file]).unwrap();
    assert_eq!(
        format!("{files:?} {:?}", files.files()),
        "DatasetFiles { binding: Binding { datatoken: 0x0000000000000000000000000000000000000000, \
         nft: 0x0000000000000000000000000000000000000000 }, files: 1, .. } FileList { len: 1, .. }"
    );
    assert_eq!(
        format!("{:?}", UserData::parse("{}").unwrap()),
        "UserData { .. }"
    );
    assert_eq!(
        format!("{:?}", FileName::new("a").unwrap()),
        "FileName { .. }"
    );
}

#[test]
fn json_errors_read_as_follows() {
    let check = |error: SecretJsonError, code: &str, text: &str| {
        assert_eq!((error.code(), &*error.to_string()), (code, text));
        assert_eq!(FileObjectError::from(error.clone()).code(), code);
        assert_eq!(FileObjectError::from(error.clone()).to_string(), text);
        assert_eq!(OpenFilesError::from(error.clone()).code(), code);
        assert_eq!(OpenFilesError::from(error.clone()).to_string(), text);
        assert_eq!(UserDataError::from(error.clone()).code(), code);
        assert_eq!(UserDataError::from(error).to_string(), text);
    };
    check(
        SecretJsonError::NotJson { offset: 7 },
        "files_not_json",
        "expected JSON, found another text at offset 7",
    );
    check(
        SecretJsonError::TooDeep { max_depth: 128 },
        "files_too_deep",
        "nested deeper than 128 levels",
    );
    check(
        SecretJsonError::TooLong { len: 9, max_len: 8 },
        "files_too_long",
        "text of 9 bytes, expected at most 8",
    );
    assert_eq!(
        FileObject::parse("{\"a\": x}").unwrap_err(),
        FileObjectError::Json(SecretJsonError::NotJson { offset: 6 })
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn file_object_errors_read_as_follows() {
    let check = |error: FileObjectError, code: &str, text: &str, provider: Option<&str>| {
        assert_eq!((error.code(), &*error.to_string()), (code, text));
        assert_eq!(error.provider_text().as_deref(), provider, "{text}");
    };
    check(
        FileObjectError::NotAnObject { found: "array" },
        "file_not_an_object",
        "expected an object as the file, found array",
        None,
    );
    check(
        FileObjectError::RepeatedKey { place: "headers" },
        "file_repeated_key",
        "a key is repeated in headers",
        None,
    );
    check(
        FileObjectError::Missing {
            file_type: "url",
            field: "url",
        },
        "file_missing",
        "expected `url` in the file object of type `url`, found nothing",
        Some("malformed service files, missing required keys."),
    );
    check(
        FileObjectError::WrongKind {
            field: "hash",
            expected: "a text",
            found: "number",
        },
        "file_wrong_kind",
        "expected a text as `hash` of the file object, found number",
        Some("malformed file object."),
    );
    check(
        FileObjectError::TooLong {
            field: "url",
            len: 2,
            max: 1,
        },
        "file_too_long",
        "`url` of 2 bytes, expected at most 1",
        None,
    );
    check(
        FileObjectError::UnsafeMethod { found: "put" },
        "file_unsafe_method",
        "expected the method `get` or `post`, found `put`",
        Some("Unsafe method put."),
    );
    let scheme = FileObject::url("a/b", Method::Get, &[]).unwrap_err();
    check(
        scheme,
        "file_scheme",
        "expected a URL that starts with `http://` or `https://` as `url`",
        Some("Invalid file name format. It was not possible to get the file name."),
    );
    check(
        FileObjectError::NoHost { field: "url" },
        "file_no_host",
        "expected a host in the URL of `url`",
        None,
    );
    check(
        FileObjectError::ControlCharacter {
            field: "hash",
            offset: 3,
        },
        "file_control_character",
        "control character at offset 3 of `hash`",
        None,
    );
    check(
        FileObjectError::NotBelowGateway { field: "hash" },
        "file_not_below_gateway",
        "expected a path below the gateway as `hash`",
        None,
    );
    check(
        FileObjectError::TooManyHeaders { max: 100 },
        "file_too_many_headers",
        "expected at most 100 headers, found more",
        None,
    );
    let header = FileObject::url("https://a", Method::Get, &[("A", "x"), ("a", "y")]).unwrap_err();
    check(
        header,
        "file_header",
        "the header at index 1 cannot be sent: its name is repeated",
        None,
    );
    check(
        FileObjectError::NotAnAddress,
        "file_not_an_address",
        "expected 40 hexadecimal digits as `address` of the contract",
        None,
    );
    check(
        FileObjectError::NotAFunction,
        "file_not_a_function",
        "expected the ABI of a function with a list of inputs as `abi`",
        Some("invalid abi"),
    );
    check(
        FileObjectError::NotReadOnly { found: "payable" },
        "file_not_read_only",
        "expected a view or pure function, found `payable`",
        Some("only view or pure functions are allowed"),
    );
    check(
        FileObjectError::Abi {
            list: "inputs",
            reason: "there are too many",
        },
        "file_abi",
        "the function's inputs cannot be used: there are too many",
        None,
    );
}

#[test]
fn open_files_errors_read_as_follows() {
    let check = |error: OpenFilesError, code: &str, text: &str| {
        assert_eq!((error.code(), &*error.to_string()), (code, text));
    };
    let sealed: OpenError = open(&ProviderKey::from_bytes(&[1; 32]).unwrap(), b"").unwrap_err();
    check(sealed.into(), sealed.code(), &sealed.to_string());
    check(
        OpenFilesError::NotUtf8,
        "files_not_utf8",
        "expected UTF-8 as the plaintext of the files",
    );
    check(
        OpenFilesError::BareList,
        "files_bare_list",
        "expected files bound to a datatoken and an NFT, found a bare list",
    );
    check(
        OpenFilesError::WrongKind {
            expected: "an object",
            found: "null",
        },
        "files_wrong_kind",
        "expected an object as the plaintext of the files, found null",
    );
    check(
        OpenFilesError::RepeatedKey,
        "files_repeated_key",
        "a key is repeated in the files object",
    );
    check(
        OpenFilesError::MissingKey { key: "files" },
        "files_missing_key",
        "expected the key `files` in the files object, found nothing",
    );
    check(
        OpenFilesError::NotAnAddress { key: "nftAddress" },
        "files_not_an_address",
        "expected an address as `nftAddress` of the files object",
    );
    let expected = Address::ZERO;
    check(
        OpenFilesError::OtherDatatoken { expected },
        "files_other_datatoken",
        "expected files bound to the datatoken `0x0000000000000000000000000000000000000000`, found another",
    );
    check(
        OpenFilesError::OtherNft { expected },
        "files_other_nft",
        "expected files bound to the NFT `0x0000000000000000000000000000000000000000`, found another",
    );
    check(
        OpenFilesError::NotAList { found: "object" },
        "files_not_a_list",
        "expected a list as `files`, found object",
    );
    check(
        OpenFilesError::NoFiles,
        "files_none",
        "expected at least one file, found none",
    );
    check(
        OpenFilesError::TooManyFiles { max: 10_000 },
        "files_too_many",
        "expected at most 10000 files, found more",
    );
}

#[test]
fn request_errors_read_as_follows() {
    let check = |error: RequestError, code: &str, text: &str, provider: Option<&str>| {
        assert_eq!((error.code(), &*error.to_string()), (code, text));
        assert_eq!(error.provider_text().as_deref(), provider, "{text}");
    };
    check(
        RequestError::NoGateway { file_type: "ipfs" },
        "request_no_gateway",
        "expected a gateway for files of type `ipfs`, found none",
        None,
    );
    check(
        RequestError::Gateway {
            file_type: "arweave",
        },
        "request_gateway",
        "expected a URL with `http://` or `https://`, a host and no query as the gateway for files of type `arweave`",
        None,
    );
    check(
        RequestError::Unsupported {
            file_type: "s3".into(),
        },
        "request_unsupported",
        "files of type `s3` are not fetched",
        Some("Unsupported type s3"),
    );
    check(
        RequestError::UserDatum {
            index: 1,
            found: "object",
        },
        "request_user_datum",
        "expected texts, numbers, booleans and lists of them in the user data, found object at index 1",
        None,
    );
    check(
        RequestError::NoArguments { inputs: 2 },
        "request_no_arguments",
        "expected user data with the 2 inputs of the function, found none",
        Some("Missing parameters"),
    );
    check(
        RequestError::MissingArgument {
            index: 0,
            name: "a".into(),
        },
        "request_missing_argument",
        "expected a value in the user data for input 0 of the function, `a`",
        None,
    );
    check(
        RequestError::Argument {
            index: 0,
            name: "a".into(),
            expected: "uint8".into(),
        },
        "request_argument",
        "expected a value of type `uint8` for input 0 of the function, `a`",
        None,
    );
}

#[test]
fn the_other_errors_read_as_follows() {
    let error = UserDataError::NotAnObject { found: "array" };
    assert_eq!(
        (error.code(), &*error.to_string()),
        (
            "user_data_not_an_object",
            "expected an object as user data, found array"
        )
    );
    let error = UserDataError::RepeatedKey;
    assert_eq!(
        (error.code(), &*error.to_string()),
        (
            "user_data_repeated_key",
            "a key is repeated in the user data"
        )
    );
    let error = ContractResultError::Malformed;
    assert_eq!(
        (error.code(), &*error.to_string()),
        (
            "contract_result_malformed",
            "the contract's answer is not as its ABI says"
        )
    );
    let error = ContractResultError::TooLong { max: 5 };
    assert_eq!(
        (error.code(), &*error.to_string()),
        (
            "contract_result_too_long",
            "the contract's answer makes more than 5 bytes of JSON"
        )
    );
    let error = "0x".parse::<FileChecksum>().unwrap_err();
    assert_eq!(
        (error.code(), &*error.to_string()),
        (
            "file_checksum_wrong_length",
            "expected 64 hexadecimal digits without `0x` as checksum, found 2 characters"
        )
    );
    let prefixed = format!("0x{}", "a".repeat(62))
        .parse::<FileChecksum>()
        .unwrap_err();
    assert_eq!(prefixed.code(), "file_checksum_wrong_length");
    let error = "g".repeat(64).parse::<FileChecksum>().unwrap_err();
    assert_eq!(
        (error.code(), &*error.to_string()),
        (
            "file_checksum_not_hex",
            "expected hexadecimal digits as checksum, found another character"
        )
    );
}
