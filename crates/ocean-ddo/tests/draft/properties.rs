//! Whatever is built is what everybody accepts, and reads back as it was given.

use std::fmt::Debug;

use alloy_primitives::{Address, B256, hex};
use ocean_checksum::{Json, JsonStr, Value, js_stringify};
use ocean_credentials::Credentials;
use ocean_ddo::{
    Ddo, DefaultValue, Document, List, Options, Profile,
    draft::{
        Algorithm, Asset, Compute, ConsumerParameter, Container, Description, Draft, Input,
        SelectOption, Service, ServiceKind, TrustList, TrustedAlgorithm,
    },
};
use ocean_did::Did;
use proptest::{collection::vec, option, prelude::*, sample::select};

const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Characters that need care, and any others.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        select(vec![
            '"', '\\', '/', '\n', '\t', '\0', '\u{7f}', '@', '{', 'é', '😀', '\u{feff}'
        ]),
        any::<char>(),
    ]
}

fn text_without(forbidden: &'static [char]) -> impl Strategy<Value = String> {
    let allowed = move |c: &char| !forbidden.contains(c);
    let characters = character().prop_filter("forbidden", allowed);
    vec(characters, 0..12).prop_map(|characters| characters.into_iter().collect())
}

fn line() -> impl Strategy<Value = String> {
    text_without(&['\n', '\r', '\u{2028}', '\u{2029}'])
}

fn text() -> impl Strategy<Value = String> {
    text_without(&['\r', '\u{2028}', '\u{2029}'])
}

fn free() -> impl Strategy<Value = String> {
    text_without(&[])
}

fn address() -> impl Strategy<Value = Address> {
    any::<[u8; 20]>().prop_map(Address::from)
}

fn hash() -> impl Strategy<Value = B256> {
    any::<[u8; 32]>().prop_map(B256::from)
}

fn date() -> impl Strategy<Value = String> {
    "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{3}|\\.[0-9]{6})?)?(Z|[+-](0[0-9]|1[0-9]):[0-5][0-9])?)?"
}

/// A text of JSON in whatever form, without keys that JSON-LD gives a meaning.
fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(vec![
            "null",
            "true",
            "0",
            "-0.0",
            "1E2",
            "1e400",
            "0.10",
            "12345678901234567890",
            r#""\u00e3\/""#,
            r#""\ud800""#,
            r#""a""#,
            "[ ]",
            "{ }",
        ])
        .prop_map(str::to_owned),
        line().prop_map(|text| serde_json::to_string(&text).unwrap()),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let key = select(vec!["a", "b", "10", "9", "__proto__", "\\u0061", "id", "é"]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|items| format!("[ {} ]", items.join(" , "))),
            vec((key, inner), 0..4).prop_map(|members| {
                let members = members.into_iter();
                let members = members.map(|(key, value)| format!("\"{key}\" : {value}"));
                format!("{{ {} }}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

fn json() -> impl Strategy<Value = Option<Json<'static>>> {
    option::of(json_text().prop_map(|text| Json::parse(text).unwrap()))
}

fn input() -> impl Strategy<Value = (bool, Input)> {
    let number = any::<f64>().prop_filter("finite", |number| number.is_finite());
    let choice = || (line(), line()).prop_map(|(value, label)| SelectOption { value, label });
    prop_oneof![
        (any::<bool>(), line()).prop_map(|(required, default)| (required, Input::Text { default })),
        number.clone().prop_map(|number| (
            false,
            Input::Number {
                default: Some(number)
            }
        )),
        option::of(number).prop_map(|default| (true, Input::Number { default })),
        any::<bool>().prop_map(|flag| (
            false,
            Input::Boolean {
                default: Some(flag)
            }
        )),
        option::of(any::<bool>()).prop_map(|default| (true, Input::Boolean { default })),
        vec(choice(), 0..3).prop_map(|options| {
            (
                true,
                Input::Select {
                    default: None,
                    options,
                },
            )
        }),
        (
            any::<bool>(),
            vec(choice(), 1..4),
            any::<prop::sample::Index>()
        )
            .prop_map(|(required, options, index)| {
                let default = Some(index.get(&options).value.clone());
                (required, Input::Select { default, options })
            }),
    ]
}

fn parameters() -> impl Strategy<Value = Vec<ConsumerParameter>> {
    let parameter = (line(), line(), text(), input());
    vec(
        parameter.prop_map(
            |(name, label, description, (required, input))| ConsumerParameter {
                name,
                label,
                required,
                description,
                input,
            },
        ),
        0..3,
    )
}

fn trust<T: Debug + Clone>(item: impl Strategy<Value = T>) -> impl Strategy<Value = TrustList<T>> {
    option::of(vec(item, 0..3)).prop_map(|list| list.map_or(TrustList::Undefined, TrustList::List))
}

fn compute() -> impl Strategy<Value = Compute> {
    let did =
        (address(), 1..MAX_INTEGER).prop_map(|(nft, chain)| Did::compute(nft, chain).unwrap());
    let algorithm = (did, vec(hash(), 1..3), hash()).prop_map(
        |(did, files_checksum, container_section_checksum)| TrustedAlgorithm {
            did,
            files_checksum,
            container_section_checksum,
        },
    );
    (
        any::<bool>(),
        any::<bool>(),
        trust(address()),
        trust(algorithm),
    )
        .prop_map(|(raw, network, publishers, algorithms)| Compute {
            allow_raw_algorithm: raw,
            allow_network_access: network,
            publisher_trusted_algorithm_publishers: publishers,
            publisher_trusted_algorithms: algorithms,
        })
}

fn service() -> impl Strategy<Value = Service> {
    (
        (line(), option::of(compute()), vec(any::<u8>(), 1..40)),
        (option::of(line()), option::of(text()), address()),
        "https?://[a-z]{1,8}\\.example(:[0-9]{1,4})?(/[a-z0-9]{1,5}){0,2}",
        prop_oneof![Just(0), Just(MAX_INTEGER), 0..MAX_INTEGER],
        (parameters(), json()),
    )
        .prop_map(
            |((id, compute, files), (name, description, datatoken), endpoint, timeout, more)| {
                Service {
                    id,
                    kind: compute.map_or(ServiceKind::Access, ServiceKind::Compute),
                    files: ocean_ddo::draft::EncryptedFiles::from_bytes(&files).unwrap(),
                    name,
                    description,
                    datatoken,
                    endpoint: endpoint.parse().unwrap(),
                    timeout,
                    consumer_parameters: more.0,
                    additional_information: more.1,
                }
            },
        )
}

fn asset() -> impl Strategy<Value = Asset> {
    let container =
        (line(), line(), line(), hash()).prop_map(|(entrypoint, image, tag, checksum)| Container {
            entrypoint,
            image,
            tag,
            checksum,
        });
    let algorithm = (
        option::of(line()),
        option::of(line()),
        parameters(),
        container,
    );
    prop_oneof![
        Just(Asset::Dataset),
        algorithm.prop_map(|(language, version, consumer_parameters, container)| {
            Asset::Algorithm(Algorithm {
                language,
                version,
                consumer_parameters,
                container,
            })
        }),
    ]
}

fn credentials() -> impl Strategy<Value = Credentials> {
    (vec(address(), 0..3), vec(address(), 0..3)).prop_map(|(allowed, denied)| {
        let credentials = Credentials::default();
        let credentials = allowed
            .into_iter()
            .fold(credentials, |credentials, address| {
                credentials.with_allowed(address).unwrap()
            });
        denied
            .into_iter()
            .fold(credentials, |credentials, address| {
                credentials.with_denied(address).unwrap()
            })
    })
}

prop_compose! {
    fn draft()(
        nft in address(),
        chain_id in prop_oneof![Just(1), Just(MAX_INTEGER), 1..MAX_INTEGER],
        (name, description, author, license) in (free(), text(), free(), free()),
        (created, updated) in (date(), date()),
        asset in asset(),
        (links, tags, categories) in (vec(free(), 0..3), vec(free(), 0..3), vec(free(), 0..3)),
        (copyright_holder, content_language) in (option::of(free()), option::of(free())),
        additional_information in json(),
        mut services in vec(service(), 1..4),
        credentials in credentials(),
    ) -> Draft {
        for (index, service) in services.iter_mut().enumerate() {
            service.id.push_str(&index.to_string());
        }
        let description = Description { name, description, author, license };
        let mut draft = Draft::dataset(nft, chain_id, description, created.parse().unwrap());
        draft.metadata.updated = updated.parse().unwrap();
        draft.metadata.asset = asset;
        draft.metadata.links = links;
        draft.metadata.tags = tags;
        draft.metadata.categories = categories;
        draft.metadata.copyright_holder = copyright_holder;
        draft.metadata.content_language = content_language;
        draft.metadata.additional_information = additional_information;
        draft.services = services;
        draft.credentials = credentials;
        draft
    }
}

fn read(text: Option<JsonStr<'_>>) -> Option<String> {
    Some(text?.to_str().unwrap().into_owned())
}

fn read_list<'t>(list: Option<List<'t, Option<JsonStr<'t>>>>) -> Vec<String> {
    let texts = list.into_iter().flat_map(List::iter);
    texts.map(|text| read(text).unwrap()).collect()
}

fn same_json(given: Option<&Json<'_>>, found: Option<Value<'_>>) {
    let given = given.map(|json| json.js_stringify().into_owned());
    let given = given.filter(|text| text != "null");
    assert_eq!(found.map(|value| value.text().to_owned()), given);
}

/// Every member of the draft as the view reads it.
fn same(draft: &Draft, ddo: Ddo<'_>) {
    let metadata = ddo.metadata().unwrap();
    let given = &draft.metadata;
    assert_eq!(ddo.parse_nft_address().unwrap().unwrap(), draft.nft);
    assert_eq!(ddo.chain_id(), Some(draft.chain_id));
    assert!(
        ddo.parse_did()
            .unwrap()
            .unwrap()
            .verify(draft.nft, draft.chain_id)
    );
    for (found, given) in [
        (ddo.version(), "4.1.0"),
        (metadata.created(), given.created.as_str()),
        (metadata.updated(), given.updated.as_str()),
        (metadata.name(), &given.name),
        (metadata.description(), &given.description),
        (metadata.author(), &given.author),
        (metadata.license(), &given.license),
    ] {
        assert_eq!(read(found).unwrap(), given);
    }
    assert_eq!(read(metadata.copyright_holder()), given.copyright_holder);
    assert_eq!(read(metadata.content_language()), given.content_language);
    assert_eq!(read_list(ddo.context()), ["https://w3id.org/did/v1"]);
    assert_eq!(read_list(metadata.links()), given.links);
    assert_eq!(read_list(metadata.tags()), given.tags);
    assert_eq!(read_list(metadata.categories()), given.categories);
    same_json(
        given.additional_information.as_ref(),
        metadata.additional_information(),
    );
    match &given.asset {
        Asset::Dataset => {
            assert_eq!(metadata.kind().unwrap(), "dataset");
            assert!(metadata.algorithm().is_none());
        }
        Asset::Algorithm(given) => {
            assert_eq!(metadata.kind().unwrap(), "algorithm");
            let algorithm = metadata.algorithm().unwrap();
            assert_eq!(read(algorithm.language()), given.language);
            assert_eq!(read(algorithm.version()), given.version);
            same_parameters(&given.consumer_parameters, algorithm.consumer_parameters());
            let container = algorithm.container().unwrap();
            assert_eq!(
                read(container.entrypoint()).unwrap(),
                given.container.entrypoint
            );
            assert_eq!(read(container.image()).unwrap(), given.container.image);
            assert_eq!(read(container.tag()).unwrap(), given.container.tag);
            let digest = format!("sha256:{}", hex::encode(given.container.checksum));
            assert_eq!(read(container.checksum()).unwrap(), digest);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(ddo.services().unwrap().len(), draft.services.len());
    for (given, found) in draft.services.iter().zip(ddo.services().unwrap().iter()) {
        same_service(given, found);
    }
    assert_eq!(ddo.credentials().unwrap().text(), draft.credentials.text());
}

fn same_service(given: &Service, found: ocean_ddo::Service<'_>) {
    assert_eq!(read(found.id()).unwrap(), given.id);
    assert_eq!(read(found.files()).unwrap(), given.files.as_str());
    assert_eq!(read(found.name()), given.name);
    assert_eq!(read(found.description()), given.description);
    assert_eq!(
        found.parse_datatoken_address().unwrap().unwrap(),
        given.datatoken
    );
    assert_eq!(
        read(found.service_endpoint()).unwrap(),
        given.endpoint.as_str()
    );
    assert_eq!(found.timeout(), Some(given.timeout));
    same_parameters(&given.consumer_parameters, found.consumer_parameters());
    same_json(
        given.additional_information.as_ref(),
        found.additional_information(),
    );
    match &given.kind {
        ServiceKind::Access => {
            assert_eq!(found.kind().unwrap(), "access");
            assert!(found.compute().is_none());
        }
        ServiceKind::Compute(given) => {
            assert_eq!(found.kind().unwrap(), "compute");
            same_compute(given, found.compute().unwrap());
        }
        other => panic!("{other:?}"),
    }
}

fn same_compute(given: &Compute, found: ocean_ddo::Compute<'_>) {
    assert_eq!(found.allow_raw_algorithm(), Some(given.allow_raw_algorithm));
    assert_eq!(
        found.allow_network_access(),
        Some(given.allow_network_access)
    );
    match (
        &given.publisher_trusted_algorithm_publishers,
        found.publisher_trusted_algorithm_publishers(),
    ) {
        (TrustList::Undefined, ocean_ddo::TrustList::Undefined) => {}
        (TrustList::List(given), ocean_ddo::TrustList::List(found)) => {
            let addresses: Vec<Address> = found
                .iter()
                .map(|text| read(text).unwrap().parse().unwrap())
                .collect();
            assert_eq!(&addresses, given);
        }
        other => panic!("{other:?}"),
    }
    match (
        &given.publisher_trusted_algorithms,
        found.publisher_trusted_algorithms(),
    ) {
        (TrustList::Undefined, ocean_ddo::TrustList::Undefined) => {}
        (TrustList::List(given), ocean_ddo::TrustList::List(found)) => {
            assert_eq!(found.len(), given.len());
            for (given, found) in given.iter().zip(found.iter()) {
                assert_eq!(read(found.did()).unwrap(), given.did.to_string());
                let files: String = given.files_checksum.iter().map(hex::encode).collect();
                assert_eq!(read(found.files_checksum()).unwrap(), files);
                let container = hex::encode(given.container_section_checksum);
                assert_eq!(read(found.container_section_checksum()).unwrap(), container);
            }
        }
        other => panic!("{other:?}"),
    }
}

fn same_parameters<'t>(
    given: &[ConsumerParameter],
    found: Option<List<'t, ocean_ddo::ConsumerParameter<'t>>>,
) {
    let found: Vec<_> = found.into_iter().flat_map(List::iter).collect();
    assert_eq!(found.len(), given.len());
    for (given, found) in given.iter().zip(found) {
        assert_eq!(read(found.name()).unwrap(), given.name);
        assert_eq!(read(found.label()).unwrap(), given.label);
        assert_eq!(read(found.description()).unwrap(), given.description);
        assert_eq!(found.required(), Some(given.required));
        let Some(DefaultValue::Text(default)) = found.default_value() else {
            panic!("{:?}", found.default_value());
        };
        let text = read(Some(default)).unwrap();
        let given_text = Some(text.clone()).filter(|text| !text.is_empty());
        let kind = match &given.input {
            Input::Text { default } => {
                assert_eq!(&text, default);
                "text"
            }
            Input::Number { default } => {
                assert_eq!(
                    given_text.map(|text| text.parse::<f64>().unwrap()),
                    *default
                );
                "number"
            }
            Input::Boolean { default } => {
                assert_eq!(
                    given_text.map(|text| text.parse::<bool>().unwrap()),
                    *default
                );
                "boolean"
            }
            Input::Select { default, options } => {
                assert_eq!(text, default.clone().unwrap_or_default());
                let Some(Options::Text(json)) = found.options() else {
                    panic!("{:?}", found.options());
                };
                let json = read(Some(json)).unwrap();
                let pairs: Vec<serde_json::Map<String, serde_json::Value>> =
                    serde_json::from_str(&json).unwrap();
                assert_eq!(pairs.len(), options.len());
                for (pair, option) in pairs.iter().zip(options) {
                    assert_eq!(pair.len(), 1);
                    assert_eq!(pair[&option.value], option.label.as_str());
                }
                "select"
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(found.kind().unwrap(), kind);
    }
}

proptest! {
    #[test]
    fn what_is_built_is_valid_everywhere_and_reads_back(draft in draft()) {
        let document = draft.build().unwrap();
        let strict = document.validate(Profile::Strict).unwrap();
        prop_assert!(strict.is_valid());
        prop_assert!(strict.warnings().all(|warning| warning.peer_rejects().is_empty()));
        prop_assert!(document.validate(Profile::Aquarius).unwrap().is_valid());
        prop_assert!(document.validate(Profile::DdoJs).unwrap().is_valid());
        prop_assert_eq!(js_stringify(document.text()).unwrap(), document.text());
        prop_assert!(matches!(js_stringify(document.text()), Ok(std::borrow::Cow::Borrowed(_))));
        let read = Document::parse(document.text()).unwrap();
        prop_assert_eq!(read.hash(), document.hash());
        same(&draft, read.ddo());
    }

    /// With line ends, numbers and keys that may be wrong: refused, or right all the same.
    #[test]
    fn what_is_not_refused_is_valid_everywhere(
        mut draft in draft(),
        (place, wild) in (0..9, free()),
        number in any::<f64>(),
        integer in any::<u64>(),
        required in any::<bool>(),
    ) {
        let service = &mut draft.services[0];
        match place {
            0 => draft.chain_id = integer,
            1 => service.timeout = integer,
            2 => service.id = wild,
            3 => service.name = Some(wild),
            4 => service.description = Some(wild),
            5 => draft.metadata.description = wild,
            6 => service.consumer_parameters.push(crate::parameter(
                required,
                Input::Number { default: Some(number) },
            )),
            7 => service.consumer_parameters.push(crate::parameter(
                required,
                Input::Select { default: Some(wild.clone()), options: vec![crate::option("a", &wild)] },
            )),
            _ => {
                let key = serde_json::to_string(&wild).unwrap();
                let json = Json::parse(format!("{{{key}: 1}}")).unwrap();
                draft.metadata.additional_information = Some(json);
            }
        }
        if let Ok(document) = draft.build() {
            prop_assert!(document.validate(Profile::Aquarius).unwrap().is_valid());
            prop_assert!(document.validate(Profile::DdoJs).unwrap().is_valid());
            same(&draft, document.ddo());
        }
    }
}
