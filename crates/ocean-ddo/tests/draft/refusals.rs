//! What no document is made of, and why.

use ocean_checksum::{Json, JsonError};
use ocean_credentials::Credentials;
use ocean_ddo::{
    Code, MAX_ITEMS, ParseDocumentError,
    draft::{
        Algorithm, Asset, Compute, ConsumerParameter, Container, Date, Draft, DraftError,
        EncryptedFiles, Endpoint, Input, ServiceKind, TrustList, TrustedAlgorithm,
    },
};
use ocean_did::{ComputeDidError, Method};

use crate::{access, algorithm, compute, dataset, option, parameter};

/// Pointer and code of every refusal.
fn refused(draft: &Draft) -> Vec<(String, Code)> {
    match draft.build() {
        Err(DraftError::Invalid { refusals }) => refusals
            .into_iter()
            .map(|refusal| {
                assert!(refusal.message.starts_with(&refusal.pointer));
                (refusal.pointer, refusal.code)
            })
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check(pointer: &str, code: Code, change: impl FnOnce(&mut Draft)) {
    let mut draft = dataset();
    change(&mut draft);
    assert_eq!(refused(&draft), [(pointer.to_owned(), code)]);
}

#[test]
fn numbers_beyond_javascript() {
    check("/chainId", Code::OutOfRange, |draft| {
        draft.chain_id = 1 << 53;
    });
    check("/services/0/timeout", Code::OutOfRange, |draft| {
        draft.services[0].timeout = 1 << 53;
    });
    let mut draft = dataset();
    draft.chain_id = (1 << 53) - 1;
    draft.services[0].timeout = (1 << 53) - 1;
    assert!(draft.build().is_ok());
    draft.chain_id = 0;
    let error = draft.build().unwrap_err();
    assert_eq!(error, DraftError::ChainId(ComputeDidError::ZeroChainId));
}

#[test]
fn services_that_are_none_or_one_twice() {
    check("/services", Code::TooFew, |draft| draft.services.clear());
    check("/services/2/id", Code::RepeatedServiceId, |draft| {
        draft.services.extend([access("1"), access("0")]);
    });
}

#[test]
fn line_ends_that_a_peer_refuses() {
    for end in ["\r", "\u{2028}", "\u{2029}"] {
        check("/metadata/description", Code::LineEnd, |draft| {
            draft.metadata.description.push_str(end);
        });
        check("/services/0/description", Code::LineEnd, |draft| {
            draft.services[0].description = Some(end.into());
        });
        check(
            "/services/0/consumerParameters/0/description",
            Code::LineEnd,
            |draft| {
                let default = "a".into();
                draft.services[0].consumer_parameters = vec![ConsumerParameter {
                    description: end.into(),
                    ..parameter(true, Input::Text { default })
                }];
            },
        );
        // The JSON of an option holds the separators as they are.
        if end != "\r" {
            check(
                "/services/0/consumerParameters/0/options",
                Code::LineEnd,
                |draft| {
                    let options = vec![option("a", end)];
                    let default = Some("a".into());
                    let input = Input::Select { default, options };
                    draft.services[0].consumer_parameters = vec![parameter(false, input)];
                },
            );
        }
    }
    for end in ["\n", "\r", "\u{2028}", "\u{2029}"] {
        check("/services/0/id", Code::LineEnd, |draft| {
            draft.services[0].id.push_str(end);
        });
        check("/services/0/name", Code::LineEnd, |draft| {
            draft.services[0].name = Some(end.into());
        });
        let algorithm_with = |change: fn(&mut Algorithm, &str)| {
            let mut algorithm = algorithm();
            change(&mut algorithm, end);
            |draft: &mut Draft| draft.metadata.asset = Asset::Algorithm(algorithm)
        };
        for (member, change) in [
            (
                "language",
                (|algorithm, end| algorithm.language = Some(end.into()))
                    as fn(&mut Algorithm, &str),
            ),
            ("version", |algorithm, end| {
                algorithm.version = Some(end.into());
            }),
            ("container/entrypoint", |algorithm, end| {
                algorithm.container.entrypoint.push_str(end);
            }),
            ("container/image", |algorithm, end| {
                algorithm.container.image.push_str(end);
            }),
            ("container/tag", |algorithm, end| {
                algorithm.container.tag.push_str(end);
            }),
        ] {
            check(
                &format!("/metadata/algorithm/{member}"),
                Code::LineEnd,
                algorithm_with(change),
            );
        }
        for (member, change) in [
            (
                "name",
                (|parameter, end| parameter.name.push_str(end)) as fn(&mut ConsumerParameter, &str),
            ),
            ("label", |parameter, end| parameter.label.push_str(end)),
            ("default", |parameter, end| {
                parameter.input = Input::Text {
                    default: end.into(),
                };
            }),
        ] {
            check(
                &format!("/services/0/consumerParameters/0/{member}"),
                Code::LineEnd,
                |draft| {
                    let default = "a".into();
                    let mut parameter = parameter(true, Input::Text { default });
                    change(&mut parameter, end);
                    draft.services[0].consumer_parameters = vec![parameter];
                },
            );
        }
    }
}

#[test]
fn defaults_that_are_missing_or_do_not_fit() {
    let select = |default: Option<&str>| Input::Select {
        default: default.map(Into::into),
        options: vec![option("fast", "Fast")],
    };
    for (required, input, code) in [
        (false, Input::Number { default: None }, Code::DefaultType),
        (
            true,
            Input::Number {
                default: Some(f64::NAN),
            },
            Code::DefaultType,
        ),
        (
            true,
            Input::Number {
                default: Some(f64::NEG_INFINITY),
            },
            Code::DefaultType,
        ),
        (false, Input::Boolean { default: None }, Code::DefaultType),
        (false, select(None), Code::DefaultNotAnOption),
        (true, select(Some("Fast")), Code::DefaultNotAnOption),
    ] {
        let change = |place: &str, of: &dyn Fn(&mut Draft) -> &mut Vec<ConsumerParameter>| {
            let pointer = format!("{place}/consumerParameters/0/default");
            check(&pointer, code, |draft| {
                of(draft).push(parameter(required, input.clone()));
            });
        };
        change("/services/0", &|draft| {
            &mut draft.services[0].consumer_parameters
        });
        change("/metadata/algorithm", &|draft| {
            draft.metadata.asset = Asset::Algorithm(algorithm());
            match &mut draft.metadata.asset {
                Asset::Algorithm(algorithm) => &mut algorithm.consumer_parameters,
                other => panic!("{other:?}"),
            }
        });
    }
}

#[test]
fn trusted_algorithms_that_name_none() {
    let trusted = |change: fn(&mut TrustedAlgorithm)| {
        let TrustList::List(mut list) = compute().publisher_trusted_algorithms else {
            panic!("no list");
        };
        change(&mut list[0]);
        let compute = Compute {
            publisher_trusted_algorithms: TrustList::List(list),
            ..compute()
        };
        |draft: &mut Draft| draft.services[0].kind = ServiceKind::Compute(compute)
    };
    let place = "/services/0/compute/publisherTrustedAlgorithms/0";
    check(
        &format!("{place}/did"),
        Code::NotADid,
        trusted(|algorithm| algorithm.did = algorithm.did.with_method(Method::Ope)),
    );
    check(
        &format!("{place}/filesChecksum"),
        Code::NotAChecksum,
        trusted(|algorithm| algorithm.files_checksum.clear()),
    );
}

#[test]
fn credentials_that_cannot_be_evaluated() {
    for (text, pointer, code) in [
        ("5", "/credentials", Code::WrongType),
        (r#"{"allow":{}}"#, "/credentials/allow", Code::WrongType),
        (
            r#"{"match_allow":"most"}"#,
            "/credentials/match_allow",
            Code::WrongType,
        ),
        (
            r#"{"deny":[{"type":"address","values":["0x12"]}]}"#,
            "/credentials/deny/0/values/0",
            Code::NotAnAddress,
        ),
        (
            r#"{"deny":[{"type":"address","values":[]}]}"#,
            "/credentials/deny/0/values",
            Code::TooFew,
        ),
    ] {
        check(pointer, code, |draft| {
            draft.credentials = Credentials::parse(text).unwrap();
        });
    }
}

#[test]
fn keys_of_json_ld() {
    for (text, key) in [
        (r#"{"a":[{"@id":"x"}]}"#, "/a/0/@id"),
        (r#"{"@context":"https://attacker.example"}"#, "/@context"),
        (
            r#"{"http://schema.org/name":"x"}"#,
            "/http:~1~1schema.org~1name",
        ),
    ] {
        let json = Json::parse(text).unwrap();
        check(
            &format!("/metadata/additionalInformation{key}"),
            Code::JsonLdKey,
            |draft| draft.metadata.additional_information = Some(json.clone()),
        );
        check(
            &format!("/services/0/additionalInformation{key}"),
            Code::JsonLdKey,
            |draft| draft.services[0].additional_information = Some(json),
        );
    }
}

#[test]
fn every_refusal_is_told() {
    let mut draft = dataset();
    draft.metadata.asset = Asset::Algorithm(Algorithm {
        container: Container {
            tag: "\n".into(),
            ..algorithm().container
        },
        ..algorithm()
    });
    draft.services[0].name = Some("\n".into());
    draft.services.push(access("0"));
    assert_eq!(
        refused(&draft),
        [
            ("/metadata/algorithm/container/tag".into(), Code::LineEnd),
            ("/services/0/name".into(), Code::LineEnd),
            ("/services/1/id".into(), Code::RepeatedServiceId),
        ]
    );
}

#[test]
fn documents_beyond_the_limits() {
    let refused = |change: &dyn Fn(&mut Draft)| {
        let mut draft = dataset();
        change(&mut draft);
        match draft.build() {
            Err(DraftError::Document(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    let long = refused(&|draft| draft.metadata.tags = vec![String::new(); MAX_ITEMS + 1]);
    assert!(
        matches!(&long, ParseDocumentError::ListTooLong { pointer, .. } if pointer == "/metadata/tags")
    );
    let services = refused(&|draft| {
        draft.services = (0..1_001).map(|id| access(&id.to_string())).collect();
    });
    assert!(
        matches!(&services, ParseDocumentError::ListTooLong { pointer, .. } if pointer == "/services")
    );
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let json = Json::parse(deep.clone()).unwrap();
    let too_deep = refused(&|draft| draft.metadata.additional_information = Some(json.clone()));
    assert_eq!(too_deep.code(), "json_too_deep");
    let credentials = Credentials::parse(&deep).unwrap();
    let too_deep = refused(&|draft| draft.credentials = credentials.clone());
    assert_eq!(too_deep.code(), "json_too_deep");
    let too_long = refused(&|draft| draft.metadata.description = "a".repeat(10 << 20));
    assert!(matches!(
        too_long,
        ParseDocumentError::Json(JsonError::TooLong { .. })
    ));
}

#[test]
fn encrypted_files() {
    for text in ["0x00", "0xabCDef"] {
        assert_eq!(text.parse::<EncryptedFiles>().unwrap().as_str(), text);
    }
    for text in [
        "", "0x", "0x0", "00", "0X00", "0x0g", "0x0x00", " 0x00", "0x00\n", "0x€€",
    ] {
        let characters = text.chars().count();
        assert_eq!(
            text.parse::<EncryptedFiles>(),
            Err(DraftError::EncryptedFiles { characters }),
            "{text}"
        );
    }
    let from_bytes = EncryptedFiles::from_bytes(&[0xab, 0x0c]).unwrap();
    assert_eq!(from_bytes.as_str(), "0xab0c");
    let none = EncryptedFiles::from_bytes(&[]);
    assert_eq!(none, Err(DraftError::EncryptedFiles { characters: 0 }));
}

#[test]
fn endpoints() {
    for text in [
        "http://a",
        "https://[::1]:8030/v4?a=b",
        "https://provider.example/",
    ] {
        assert_eq!(text.parse::<Endpoint>().unwrap().as_str(), text);
    }
    for text in [
        "",
        "provider.example",
        "ftp://provider.example",
        "https://",
        "https:///a",
        "https://a b",
        "https://a\n",
        " https://a",
        "HTTPS://a",
        "https://a/\u{2028}",
    ] {
        let found = text.into();
        assert_eq!(
            text.parse::<Endpoint>(),
            Err(DraftError::Endpoint { found })
        );
    }
}

#[test]
fn dates() {
    for text in [
        "2024-02-29",
        "0001-01-01T00:00",
        "9999-12-31T23:59:59.123456+23:59",
        "2024-03-05T09:12:44.123-00:30",
        "2024-03-05Z",
    ] {
        assert_eq!(text.parse::<Date>().unwrap().as_str(), text);
    }
    for text in [
        "",
        "2024",
        "2023-02-29",
        "2024-13-01",
        "0000-01-01",
        "2024-03-05 09:12",
        "2024-03-05T09",
        "2024-03-05T24:00",
        "2024-03-05T09:12:44.1Z",
        "2024-03-05T09:12:44.1234567Z",
        "2024-03-05T09:12:44z",
        "2024-03-05T09:12:44ZZ",
        "2024-03-05T09:12:44+0200",
        "2024-03-05T09:12:44+24:00",
        "2024-03-05T09:12:44Z\n",
    ] {
        let found = text.into();
        assert_eq!(text.parse::<Date>(), Err(DraftError::Date { found }));
    }
}
