//! Documents of `ddo-cases.json`, made again member by member.

use alloy_primitives::{B256, hex};
use ocean_checksum::{Json, JsonStr, Value};
use ocean_ddo::{
    Ddo, Document, List,
    draft::{
        Algorithm, Compute, ConsumerParameter, Container, Description, Draft, Input, SelectOption,
        Service, ServiceKind, TrustList, TrustedAlgorithm,
    },
};

fn text(text: Option<JsonStr<'_>>) -> String {
    maybe(text).unwrap()
}

fn maybe(text: Option<JsonStr<'_>>) -> Option<String> {
    Some(text?.to_str().unwrap().into_owned())
}

fn texts<'t>(list: Option<List<'t, Option<JsonStr<'t>>>>) -> Vec<String> {
    list.into_iter().flat_map(List::iter).map(text).collect()
}

fn json(value: Option<Value<'_>>) -> Option<Json<'static>> {
    Some(Json::parse(value?.text().to_owned()).unwrap())
}

fn hashes(digits: &str) -> Vec<B256> {
    let bytes = hex::decode(digits).unwrap();
    bytes.chunks(32).map(B256::from_slice).collect()
}

fn trust<'t, T: 't, U>(list: &ocean_ddo::TrustList<'t, T>, item: impl Fn(T) -> U) -> TrustList<U> {
    match list {
        ocean_ddo::TrustList::Undefined => TrustList::Undefined,
        ocean_ddo::TrustList::List(list) => TrustList::List(list.iter().map(item).collect()),
        _ => panic!("no list"),
    }
}

/// The draft of a document of version 4.1.0.
fn draft(ddo: Ddo<'_>) -> Draft {
    let metadata = ddo.metadata().unwrap();
    let description = Description {
        name: text(metadata.name()),
        description: text(metadata.description()),
        author: text(metadata.author()),
        license: text(metadata.license()),
    };
    let created = text(metadata.created()).parse().unwrap();
    let nft = ddo.parse_nft_address().unwrap().unwrap();
    let chain_id = ddo.chain_id().unwrap();
    let mut draft = match metadata.algorithm() {
        None => Draft::dataset(nft, chain_id, description, created),
        Some(found) => {
            let algorithm = algorithm(found);
            Draft::algorithm(nft, chain_id, description, created, algorithm)
        }
    };
    draft.metadata.updated = text(metadata.updated()).parse().unwrap();
    draft.metadata.copyright_holder = maybe(metadata.copyright_holder());
    draft.metadata.links = texts(metadata.links());
    draft.metadata.tags = texts(metadata.tags());
    draft.metadata.categories = texts(metadata.categories());
    draft.metadata.content_language = maybe(metadata.content_language());
    draft.metadata.additional_information = json(metadata.additional_information());
    draft.services = ddo.services().unwrap().iter().map(service).collect();
    draft.credentials = ddo.credentials().unwrap();
    draft
}

fn algorithm(found: ocean_ddo::Algorithm<'_>) -> Algorithm {
    let container = found.container().unwrap();
    let checksum = text(container.checksum());
    Algorithm {
        language: maybe(found.language()),
        version: maybe(found.version()),
        consumer_parameters: parameters(found.consumer_parameters()),
        container: Container {
            entrypoint: text(container.entrypoint()),
            image: text(container.image()),
            tag: text(container.tag()),
            checksum: hashes(checksum.strip_prefix("sha256:").unwrap())[0],
        },
    }
}

fn service(found: ocean_ddo::Service<'_>) -> Service {
    let kind = match found.compute() {
        None => ServiceKind::Access,
        Some(compute) => ServiceKind::Compute(Compute {
            allow_raw_algorithm: compute.allow_raw_algorithm().unwrap(),
            allow_network_access: compute.allow_network_access().unwrap(),
            publisher_trusted_algorithm_publishers: trust(
                &compute.publisher_trusted_algorithm_publishers(),
                |publisher| text(publisher).parse().unwrap(),
            ),
            publisher_trusted_algorithms: trust(
                &compute.publisher_trusted_algorithms(),
                |algorithm| TrustedAlgorithm {
                    did: text(algorithm.did()).parse().unwrap(),
                    files_checksum: hashes(&text(algorithm.files_checksum())),
                    container_section_checksum: hashes(&text(
                        algorithm.container_section_checksum(),
                    ))[0],
                },
            ),
        }),
    };
    Service {
        id: text(found.id()),
        kind,
        files: text(found.files()).parse().unwrap(),
        name: maybe(found.name()),
        description: maybe(found.description()),
        datatoken: found.parse_datatoken_address().unwrap().unwrap(),
        endpoint: text(found.service_endpoint()).parse().unwrap(),
        timeout: found.timeout().unwrap(),
        consumer_parameters: parameters(found.consumer_parameters()),
        additional_information: json(found.additional_information()),
    }
}

fn parameters<'t>(
    list: Option<List<'t, ocean_ddo::ConsumerParameter<'t>>>,
) -> Vec<ConsumerParameter> {
    let parameters = list.into_iter().flat_map(List::iter);
    parameters.map(parameter).collect()
}

fn parameter(found: ocean_ddo::ConsumerParameter<'_>) -> ConsumerParameter {
    let Some(ocean_ddo::DefaultValue::Text(default)) = found.default_value() else {
        panic!("{:?}", found.default_value());
    };
    let default = text(Some(default));
    let given = Some(&default).filter(|default| !default.is_empty());
    let input = match text(found.kind()).as_str() {
        "text" => Input::Text { default },
        "number" => Input::Number {
            default: given.map(|default| default.parse().unwrap()),
        },
        "boolean" => Input::Boolean {
            default: given.map(|default| default.parse().unwrap()),
        },
        "select" => Input::Select {
            default: given.cloned(),
            options: options(found.options().unwrap()),
        },
        other => panic!("{other}"),
    };
    ConsumerParameter {
        name: text(found.name()),
        label: text(found.label()),
        required: found.required().unwrap(),
        description: text(found.description()),
        input,
    }
}

fn options(found: ocean_ddo::Options<'_>) -> Vec<SelectOption> {
    let ocean_ddo::Options::Text(json) = found else {
        panic!("{found:?}");
    };
    let json = Json::parse(json.to_str().unwrap()).unwrap();
    let pairs = json.root().as_array().unwrap();
    let pair = |pair: Value<'_>| {
        let (value, label) = pair.as_object().unwrap().iter().next().unwrap();
        SelectOption {
            value: text(Some(value)),
            label: text(label.as_str()),
        }
    };
    pairs.iter().map(pair).collect()
}

#[test]
fn every_case_that_a_publisher_could_have_made_is_made_again_to_the_byte() {
    let cases = Json::parse(include_str!("../vectors/ddo-cases.json")).unwrap();
    let mut made = Vec::new();
    for case in cases.root().as_array().unwrap().iter() {
        let name = text(case.get("name").unwrap().as_str());
        let ddo = case.get("ddo").unwrap();
        let is_4_1 = || {
            ddo.get("version")?
                .as_str()
                .filter(|found| *found == "4.1.0")
        };
        let is_broken = name.ends_with("-broken");
        let is_made = matches!(name.split('/').next(), Some("valid" | "size")) && !is_broken;
        if !is_made || is_4_1().is_none() {
            continue;
        }
        let expected = ddo.js_stringify().into_owned();
        let document = Document::parse(ddo.text().to_owned()).unwrap();
        let built = draft(document.ddo()).build();
        let built = built.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(built.text(), expected, "{name}");
        made.push(name);
    }
    assert_eq!(
        made,
        [
            "valid/url",
            "valid/ipfs",
            "valid/arweave",
            "valid/graphql",
            "valid/smartcontract",
            "valid/algo",
            "valid/full",
            "size/2k",
            "size/20k",
            "size/200k",
            "size/description-100k",
        ]
    );
}
