//! What users may rely on: traits, limits, and the words of the errors.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{error::Error, fmt::Debug};

use alloy_primitives::Address;
use ocean_checksum::Json;
use ocean_ddo::{
    Algorithm, Compute, ConsumerParameter, Container, Datatoken, Ddo, DefaultValue, Document,
    EditDocumentError, Event, Indexed, List, MAX_BYTES, MAX_ITEMS, MAX_SERVICES, Metadata, Nft,
    Options, ParseDocumentError, Price, Purgatory, SelectOption, Service, ServiceStats, Stats,
    TrustList, TrustedAlgorithm, draft,
};

fn shared<T: Send + Sync + Unpin + Clone + Debug + 'static>() {}
fn view<T: Send + Sync + Unpin + Copy + Debug>() {}
fn error<T: Error + Eq + Clone + Send + Sync + 'static>() {}

#[test]
fn traits() {
    shared::<Document>();
    shared::<draft::Draft>();
    shared::<draft::Description>();
    shared::<draft::Metadata>();
    shared::<draft::Asset>();
    shared::<draft::Algorithm>();
    shared::<draft::Container>();
    shared::<draft::Service>();
    shared::<draft::ServiceKind>();
    shared::<draft::Compute>();
    shared::<draft::TrustList<draft::TrustedAlgorithm>>();
    shared::<draft::ConsumerParameter>();
    shared::<draft::Input>();
    shared::<draft::SelectOption>();
    shared::<draft::EncryptedFiles>();
    shared::<draft::Endpoint>();
    shared::<draft::Date>();
    shared::<draft::Refusal>();
    error::<draft::DraftError>();
    error::<ParseDocumentError>();
    error::<EditDocumentError>();
    view::<Algorithm<'_>>();
    view::<Compute<'_>>();
    view::<ConsumerParameter<'_>>();
    view::<Container<'_>>();
    view::<Datatoken<'_>>();
    view::<Ddo<'_>>();
    view::<DefaultValue<'_>>();
    view::<Event<'_>>();
    view::<Indexed<'_>>();
    view::<List<'_, Service<'_>>>();
    view::<Metadata<'_>>();
    view::<Nft<'_>>();
    view::<Options<'_>>();
    view::<Price<'_>>();
    view::<Purgatory<'_>>();
    view::<SelectOption<'_>>();
    view::<Service<'_>>();
    view::<ServiceStats<'_>>();
    view::<Stats<'_>>();
    view::<TrustList<'_, TrustedAlgorithm<'_>>>();
    view::<TrustedAlgorithm<'_>>();
}

#[test]
fn words_of_parse_errors() {
    let error = |bytes: &[u8]| Document::from_bytes(bytes.to_vec()).unwrap_err();
    for (bytes, words, code) in [
        (
            &b"{\"a\":\"\xff\"}"[..],
            "expected UTF-8, found another byte at offset 6",
            "document_not_utf8",
        ),
        (
            b"",
            "text ends at line 1 column 1 (byte 0), expected a value",
            "json_unexpected_end",
        ),
        (
            b"\xef\xbb\xbf{}",
            "unexpected '\\u{feff}' at line 1 column 1 (byte 0), expected a value",
            "json_unexpected",
        ),
        (
            b"null",
            "expected an object as the document, found null",
            "document_not_an_object",
        ),
        (
            b"[{}]",
            "expected an object as the document, found array",
            "document_not_an_object",
        ),
    ] {
        let error = error(bytes);
        assert_eq!((error.to_string().as_str(), error.code()), (words, code));
    }
    let services = format!(r#"{{"services":[0{}]}}"#, ",0".repeat(MAX_SERVICES));
    let long = error(services.as_bytes());
    assert_eq!(
        (long.to_string().as_str(), long.code()),
        (
            "expected at most 1000 elements at `/services`, found 1001",
            "document_list_too_long"
        )
    );
}

#[test]
fn words_of_edit_errors() {
    let document = Document::parse(r#"{"a":[1],"b":"text"}"#).unwrap();
    let edit = |pointer: &str| document.edit(pointer, "0").unwrap_err();
    let remove = |pointer: &str| document.remove(pointer).unwrap_err();
    for (error, words, code) in [
        (
            edit("a"),
            "expected a JSON pointer, found `a`",
            "edit_not_a_pointer",
        ),
        (
            edit("/~2"),
            "expected a JSON pointer, found `/~2`",
            "edit_not_a_pointer",
        ),
        (
            remove("/a~"),
            "expected a JSON pointer, found `/a~`",
            "edit_not_a_pointer",
        ),
        (
            edit("/x/y"),
            "no such place in the document: `/x/y`",
            "edit_no_such_place",
        ),
        (
            edit("/a/2"),
            "no such place in the document: `/a/2`",
            "edit_no_such_place",
        ),
        (
            edit("/a/01"),
            "no such place in the document: `/a/01`",
            "edit_no_such_place",
        ),
        (
            edit("/b/\n"),
            "no such place in the document: `/b/\\n`",
            "edit_no_such_place",
        ),
        (
            remove("/a/-"),
            "no such place in the document: `/a/-`",
            "edit_no_such_place",
        ),
        (
            remove(""),
            "expected the pointer of a member or an element, found that of the whole document",
            "edit_remove_root",
        ),
    ] {
        assert_eq!((error.to_string().as_str(), error.code()), (words, code));
    }
    let new = document.edit("/a", "NaN").unwrap_err();
    assert_eq!(
        (new.to_string().as_str(), new.code()),
        ("the new value cannot be read", "edit_new_value")
    );
    assert!(new.source().is_some());
    let edited = document.edit("", "1").unwrap_err();
    assert_eq!(
        (edited.to_string().as_str(), edited.code()),
        ("the edited document cannot be read", "edit_edited")
    );
    assert_eq!(
        edited.source().unwrap().to_string(),
        "expected an object as the document, found number"
    );
    let long = "é".repeat(1_000);
    assert!(edit(&long).to_string().len() < 300);
}

#[test]
fn words_of_draft_errors() {
    use draft::{Date, Description, Draft, DraftError, EncryptedFiles, Endpoint, Service};

    let mut draft = Draft::dataset(
        Address::ZERO,
        137,
        Description {
            name: "Tides".into(),
            description: "Hourly levels.".into(),
            author: "Waterworks Lab".into(),
            license: "CC-BY-4.0".into(),
        },
        "2024-03-05".parse().unwrap(),
    );
    let endpoint: Endpoint = "https://provider.example".parse().unwrap();
    let files = EncryptedFiles::from_bytes(&[4]).unwrap();
    let mut errors = vec![
        "[{\"url\"}]".parse::<EncryptedFiles>().unwrap_err(),
        "a\nb".parse::<Endpoint>().unwrap_err(),
        "5 March".parse::<Date>().unwrap_err(),
        draft.build().unwrap_err(),
    ];
    draft.services = vec![Service::access("a\n", files, Address::ZERO, endpoint, 0); 3];
    errors.push(draft.build().unwrap_err());
    draft.chain_id = 0;
    errors.push(draft.build().unwrap_err());
    draft.chain_id = 1;
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    draft.metadata.additional_information = Some(Json::parse(deep).unwrap());
    let document = draft.build().unwrap_err();
    assert!(document.source().is_some());
    errors.push(document);
    let words: Vec<_> = errors
        .iter()
        .map(|error: &DraftError| (error.to_string(), error.code()))
        .collect();
    let words: Vec<_> = words
        .iter()
        .map(|(words, code)| (&**words, *code))
        .collect();
    assert_eq!(
        words,
        [
            (
                "expected 0x and the hexadecimal digits of at least one byte as the encrypted \
                 files, found a text of 9 characters",
                "draft_encrypted_files"
            ),
            (
                "expected an http or https URL as the endpoint, found `a\\nb`",
                "draft_endpoint"
            ),
            (
                "expected a date as YYYY-MM-DD[THH:MM[:SS[.fff[fff]]]][Z|±HH:MM], found `5 March`",
                "draft_date"
            ),
            (
                "the document would not be valid: /services: expected at least one service, found \
                 nothing",
                "draft_invalid"
            ),
            (
                "the document would not be valid: /services/0/id: expected one line, found string \
                 `a\\n` (and 4 more)",
                "draft_invalid"
            ),
            (
                "chain id 0 names no chain: expected 1 or more",
                "did_zero_chain_id"
            ),
            ("the document would be beyond its limits", "draft_document"),
        ]
    );
    let long = "é".repeat(1_000);
    for message in [
        long.parse::<Date>().unwrap_err().to_string(),
        long.parse::<Endpoint>().unwrap_err().to_string(),
    ] {
        assert!(message.len() < 400, "{message}");
    }
}

#[test]
fn typed_lists_are_bounded_and_others_are_not() {
    let list = |len: usize| format!("[0{}]", ",0".repeat(len - 1));
    let (most, more) = (list(MAX_ITEMS), list(MAX_ITEMS + 1));
    for (before, after, pointer) in [
        (r#"{"@context":"#, "}", "/@context"),
        (r#"{"metadata":{"links":"#, "}}", "/metadata/links"),
        (r#"{"metadata":{"tags":"#, "}}", "/metadata/tags"),
        (
            r#"{"metadata":{"categories":"#,
            "}}",
            "/metadata/categories",
        ),
        (
            r#"{"metadata":{"algorithm":{"consumerParameters":"#,
            "}}}",
            "/metadata/algorithm/consumerParameters",
        ),
        (
            r#"{"metadata":{"algorithm":{"consumerParameters":[0,{"options":"#,
            "}]}}}",
            "/metadata/algorithm/consumerParameters/1/options",
        ),
        (
            r#"{"services":[{},{"compute":{"publisherTrustedAlgorithms":"#,
            "}}]}",
            "/services/1/compute/publisherTrustedAlgorithms",
        ),
        (
            r#"{"services":[{"compute":{"publisherTrustedAlgorithmPublishers":"#,
            "}}]}",
            "/services/0/compute/publisherTrustedAlgorithmPublishers",
        ),
        (
            r#"{"services":[{"consumerParameters":"#,
            "}]}",
            "/services/0/consumerParameters",
        ),
        (
            r#"{"services":[{"consumerParameters":[{"options":"#,
            "}]}]}",
            "/services/0/consumerParameters/0/options",
        ),
        (r#"{"datatokens":"#, "}", "/datatokens"),
        (r#"{"stats":"#, "}", "/stats"),
        (
            r#"{"indexedMetadata":{"datatokens":"#,
            "}}",
            "/indexedMetadata/datatokens",
        ),
        (
            r#"{"indexedMetadata":{"stats":"#,
            "}}",
            "/indexedMetadata/stats",
        ),
        (
            r#"{"indexedMetadata":{"stats":[{"prices":"#,
            "}]}}",
            "/indexedMetadata/stats/0/prices",
        ),
    ] {
        assert!(
            Document::parse(format!("{before}{most}{after}")).is_ok(),
            "{pointer}"
        );
        assert_eq!(
            Document::parse(format!("{before}{more}{after}")).unwrap_err(),
            ParseDocumentError::ListTooLong {
                pointer: pointer.to_owned(),
                max: MAX_ITEMS,
                found: MAX_ITEMS + 1,
            }
        );
    }
    let most = list(MAX_SERVICES);
    assert!(Document::parse(format!(r#"{{"services":{most}}}"#)).is_ok());
    for free in [r#"{"unknown":"#, r#"{"metadata":{"additionalInformation":"#] {
        let close = "}".repeat(free.matches('{').count());
        assert!(Document::parse(format!("{free}{more}{close}")).is_ok());
    }
}

#[test]
fn a45_depth_size_and_many_keys_are_bounded() {
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        Document::parse(format!(r#"{{"a":{open}{close}}}"#))
    };
    assert!(nested(128).is_ok());
    assert_eq!(nested(129).unwrap_err().code(), "json_too_deep");
    assert_eq!(nested(100_000).unwrap_err().code(), "json_too_deep");

    let sized = |len: usize| Document::parse(format!("{{}}{}", " ".repeat(len - 2)));
    assert!(sized(MAX_BYTES).is_ok());
    assert_eq!(sized(MAX_BYTES + 1).unwrap_err().code(), "json_too_long");

    // Those of digits alone are array indexes, which JavaScript puts first.
    let keys: Vec<String> = (0..1_000_000).map(|key| format!("\"{key:x}\":1")).collect();
    let document = Document::parse(format!("{{{}}}", keys.join(","))).unwrap();
    assert!(document.ddo().services().is_none() && document.ddo().metadata().is_none());
    let keys = vec!["\"id\":1"; 1_000_000].join(",");
    let document = Document::parse(format!("{{{keys},\"id\":\"last\"}}")).unwrap();
    assert_eq!(document.ddo().id().unwrap(), "last");
    assert_eq!(document.remove("/id").unwrap().text(), "{}");
}

#[test]
fn debug_shows_no_content() {
    let text = r#"{"id":"secret","services":[{"files":"secret","consumerParameters":[{"default":"secret"}]}]}"#;
    let document = Document::parse(text).unwrap();
    assert_eq!(
        format!("{document:?}"),
        format!("Document {{ bytes: {}, .. }}", text.len())
    );
    let ddo = document.ddo();
    let service = ddo.service(0).unwrap();
    let parameters = service.consumer_parameters();
    let default = parameters.unwrap().get(0).unwrap().default_value();
    let shown = format!(
        "{ddo:?} {:?} {service:?} {parameters:?} {default:?}",
        ddo.services()
    );
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn nothing_is_lost_on_the_way() {
    let bytes = "\n{ \"name\" : \"S\\u00e3o\", \"n\": 1.0 }\r\n".as_bytes();
    let document = Document::from_bytes(bytes.to_vec()).unwrap();
    assert_eq!(document.bytes(), bytes);
    assert!(document.hash().matches(bytes));
    assert_eq!(document.strip_enhanced().unwrap().bytes(), bytes);
    assert_eq!(document.root().get("n").unwrap().text(), "1.0");
}
