//! The view agrees with the reading of `serde_json` of every case and every example.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod walk;

use std::{fs, path::PathBuf};

use ocean_checksum::{JsonStr, Kind};
use ocean_ddo::{
    ConsumerParameter, DefaultValue, Document, List, Options, SelectOption, TrustList,
};
use ocean_state::AssetState;
use serde_json::{Map, Value, json};

/// Members that were found, under the names that they have in the document.
struct Found(Map<String, Value>);

impl Found {
    fn new() -> Self {
        Self(Map::new())
    }

    fn put(mut self, key: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), value.into());
        }
        self
    }

    fn text(self, key: &str, text: Option<JsonStr<'_>>) -> Self {
        self.put(key, text.map(|text| text.to_str().unwrap().into_owned()))
    }

    fn texts<'t>(self, key: &str, list: Option<List<'t, Option<JsonStr<'t>>>>) -> Self {
        self.put(key, list.map(array_of_texts))
    }

    fn list<'t, T: 't>(
        self,
        key: &str,
        list: Option<List<'t, T>>,
        element: impl Fn(T) -> Value,
    ) -> Self {
        self.put(
            key,
            list.map(|list| list.iter().map(element).collect::<Value>()),
        )
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

fn array_of_texts<'t>(list: List<'t, Option<JsonStr<'t>>>) -> Value {
    let text = |text: Option<JsonStr<'_>>| text.map(|text| text.to_str().unwrap().into_owned());
    list.iter().map(text).collect()
}

fn parameter(parameter: ConsumerParameter<'_>) -> Value {
    let default = parameter.default_value().map(|value| match value {
        DefaultValue::Text(text) => json!(text.to_str().unwrap()),
        DefaultValue::Number(number) => serde_json::from_str(number.text()).unwrap(),
        DefaultValue::Boolean(flag) => json!(flag),
    });
    let options = parameter.options().map(|options| match options {
        Options::Text(text) => json!(text.to_str().unwrap()),
        Options::List(list) => list
            .iter()
            .map(|option| match option {
                Some(SelectOption::Text(text)) => json!(text.to_str().unwrap()),
                Some(SelectOption::Pair { value, label }) => {
                    json!({ value.to_str().unwrap(): label.to_str().unwrap() })
                }
                _ => Value::Null,
            })
            .collect(),
        _ => Value::Null,
    });
    Found::new()
        .text("name", parameter.name())
        .text("type", parameter.kind())
        .text("label", parameter.label())
        .put("required", parameter.required())
        .text("description", parameter.description())
        .put("default", default)
        .put("options", options)
        .done()
}

fn trust_list<'t, T: 't>(
    list: &TrustList<'t, T>,
    array: impl Fn(List<'t, T>) -> Value,
) -> Option<Value> {
    match list {
        TrustList::Any => Some(json!("*")),
        TrustList::List(list) => Some(array(*list)),
        TrustList::Undefined | TrustList::Malformed(_) => None,
    }
}

/// What the view says, as JSON in the shape of a document.
fn seen(document: &Document) -> Value {
    let ddo = document.ddo();
    let metadata = ddo.metadata().map(|metadata| {
        let algorithm = metadata.algorithm().map(|algorithm| {
            let container = algorithm.container().map(|container| {
                Found::new()
                    .text("entrypoint", container.entrypoint())
                    .text("image", container.image())
                    .text("tag", container.tag())
                    .text("checksum", container.checksum())
                    .done()
            });
            Found::new()
                .text("language", algorithm.language())
                .text("version", algorithm.version())
                .put("container", container)
                .list(
                    "consumerParameters",
                    algorithm.consumer_parameters(),
                    parameter,
                )
                .done()
        });
        Found::new()
            .text("created", metadata.created())
            .text("updated", metadata.updated())
            .text("description", metadata.description())
            .text("copyrightHolder", metadata.copyright_holder())
            .text("name", metadata.name())
            .text("type", metadata.kind())
            .text("author", metadata.author())
            .text("license", metadata.license())
            .texts("links", metadata.links())
            .texts("tags", metadata.tags())
            .texts("categories", metadata.categories())
            .text("contentLanguage", metadata.content_language())
            .put("algorithm", algorithm)
            .done()
    });
    Found::new()
        .texts("@context", ddo.context())
        .text("id", ddo.id())
        .text("version", ddo.version())
        .put("chainId", ddo.chain_id())
        .text("nftAddress", ddo.nft_address())
        .put("metadata", metadata)
        .list("services", ddo.services(), service)
        .done()
}

fn service(service: ocean_ddo::Service<'_>) -> Value {
    if service.value().as_object().is_none() {
        return Value::Null;
    }
    let compute = service.compute().map(|compute| {
        let algorithms = trust_list(&compute.publisher_trusted_algorithms(), |list| {
            list.iter()
                .map(|algorithm| match algorithm.value().kind() {
                    Kind::String(text) => json!(text.to_str().unwrap()),
                    Kind::Object(_) => Found::new()
                        .text("did", algorithm.did())
                        .text("filesChecksum", algorithm.files_checksum())
                        .text(
                            "containerSectionChecksum",
                            algorithm.container_section_checksum(),
                        )
                        .text("serviceId", algorithm.service_id())
                        .done(),
                    _ => Value::Null,
                })
                .collect()
        });
        let publishers = compute.publisher_trusted_algorithm_publishers();
        Found::new()
            .put("allowRawAlgorithm", compute.allow_raw_algorithm())
            .put("allowNetworkAccess", compute.allow_network_access())
            .put(
                "publisherTrustedAlgorithmPublishers",
                trust_list(&publishers, array_of_texts),
            )
            .put("publisherTrustedAlgorithms", algorithms)
            .done()
    });
    Found::new()
        .text("id", service.id())
        .text("type", service.kind())
        .text("name", service.name())
        .text("description", service.description())
        .text("datatokenAddress", service.datatoken_address())
        .text("serviceEndpoint", service.service_endpoint())
        .text("files", service.files())
        .put("timeout", service.timeout())
        .put("compute", compute)
        .list(
            "consumerParameters",
            service.consumer_parameters(),
            parameter,
        )
        .done()
}

/// What the view should say of a document, by the kinds that members must have.
fn expected(ddo: &Value) -> Value {
    let parameter = json!({
        "name": "text", "type": "text", "label": "text", "required": "flag", "description": "text",
        "default": "scalar", "options": "options",
    });
    let shape = json!({
        "@context": ["text"], "id": "text", "version": "text", "chainId": "integer", "nftAddress": "text",
        "metadata": {
            "created": "text", "updated": "text", "description": "text", "copyrightHolder": "text",
            "name": "text", "type": "text", "author": "text", "license": "text", "links": ["text"],
            "tags": ["text"], "categories": ["text"], "contentLanguage": "text",
            "algorithm": {
                "language": "text", "version": "text", "consumerParameters": [parameter],
                "container": {"entrypoint": "text", "image": "text", "tag": "text", "checksum": "text"},
            },
        },
        "services": [{
            "id": "text", "type": "text", "name": "text", "description": "text", "timeout": "integer",
            "datatokenAddress": "text", "serviceEndpoint": "text", "files": "text",
            "consumerParameters": [parameter],
            "compute": {
                "allowRawAlgorithm": "flag", "allowNetworkAccess": "flag",
                "publisherTrustedAlgorithmPublishers": "publishers",
                "publisherTrustedAlgorithms": "algorithms",
            },
        }],
    });
    project(ddo, &shape).unwrap()
}

/// The part of a value that has the shape; an element without it becomes null (an object, for
/// consumer parameters, whose view exists whatever the element is).
fn project(value: &Value, shape: &Value) -> Option<Value> {
    let of = |shape: Value| project(value, &shape);
    match shape {
        Value::Object(members) => {
            let object = value.as_object()?;
            let part = members
                .iter()
                .filter_map(|(key, shape)| Some((key.clone(), project(object.get(key)?, shape)?)));
            Some(Value::Object(part.collect()))
        }
        Value::Array(shape) => {
            let lenient = shape[0].get("label").is_some();
            let nothing = || if lenient { json!({}) } else { Value::Null };
            let element = |element| project(element, &shape[0]).unwrap_or_else(nothing);
            Some(value.as_array()?.iter().map(element).collect())
        }
        shape => match shape.as_str().unwrap() {
            "flag" => value.is_boolean(),
            "integer" => value.is_u64(),
            "scalar" => value.is_string() || value.is_number() || value.is_boolean(),
            "options" if value.is_array() => return of(json!(["option"])),
            "option" => match value.as_object() {
                Some(pair) => pair.len() == 1 && pair.values().all(Value::is_string),
                None => value.is_string(),
            },
            "publishers" if value.is_array() => return of(json!(["text"])),
            "algorithms" if value.is_array() => return of(json!(["algorithm"])),
            "publishers" | "algorithms" => value == "*",
            "algorithm" if value.is_object() => {
                return of(json!({
                    "did": "text", "filesChecksum": "text", "containerSectionChecksum": "text",
                    "serviceId": "text",
                }));
            }
            "text" | "options" | "algorithm" => value.is_string(),
            other => panic!("{other}"),
        }
        .then(|| value.clone()),
    }
}

#[test]
fn the_view_agrees_with_another_reader_on_every_case() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("vectors/ddo-cases.json")).unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let document = Document::parse(case["ddo"].to_string()).unwrap();
        walk::walk(document.ddo());
        let credentials = document.ddo().credentials().unwrap();
        let text = case["ddo"]
            .get("credentials")
            .map_or("null".to_owned(), Value::to_string);
        if seen(&document) != expected(&case["ddo"]) || credentials.text() != text {
            failures.push(case["name"].to_string());
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(cases.len(), 473);
    let valid = cases
        .iter()
        .filter(|case| case["name"].as_str().unwrap().starts_with("valid/"));
    for case in valid.filter(|case| case["name"] != "valid/v5") {
        let document = Document::parse(case["ddo"].to_string()).unwrap();
        let ddo = document.ddo();
        let (nft, chain) = (
            ddo.parse_nft_address().unwrap().unwrap(),
            ddo.chain_id().unwrap(),
        );
        assert!(
            ddo.parse_did().unwrap().unwrap().verify(nft, chain),
            "{}",
            case["name"]
        );
    }
}

#[test]
fn the_view_agrees_with_another_reader_on_every_example() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let bytes = fs::read(&path).unwrap();
            let other: Value = serde_json::from_slice(&bytes).unwrap();
            let document = Document::from_bytes(bytes.clone()).unwrap();
            assert_eq!(document.bytes(), bytes);
            assert_eq!(seen(&document), expected(&other), "{}", path.display());
            assert!(walk::walk(document.ddo()) > 0 || path.ends_with("null-fields.json"));
            count += 1;
        }
    }
    assert_eq!(count, 32);
}

fn example(name: &str) -> Document {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    Document::from_bytes(fs::read(folder.join(name)).unwrap()).unwrap()
}

#[test]
fn what_aquarius_adds() {
    let document = example("indexed-aquarius.json");
    let indexed = document.ddo().indexed();
    assert!(indexed.value().is_none() && indexed.service_stats().is_none());
    assert_eq!(indexed.nft().unwrap().state(), Some(AssetState::Active));
    let event = indexed.event().unwrap();
    assert!(event.tx().unwrap().raw().starts_with("0x") && event.block().is_some());
    assert_eq!(indexed.purgatory().unwrap().state(), Some(false));
    let stats = indexed.stats().unwrap();
    assert!(stats.orders().is_some() && stats.price().unwrap().amount().is_some());
    let stripped = document.strip_enhanced().unwrap();
    let indexed = stripped.ddo().indexed();
    assert!(indexed.nft().is_none() && indexed.stats().is_none() && indexed.datatokens().is_none());
    let revoked = example("indexed-aquarius-revoked.json");
    let indexed = revoked.ddo().indexed();
    assert_eq!(indexed.nft().unwrap().state(), Some(AssetState::Revoked));
    assert_eq!(indexed.stats().unwrap().orders(), Some(-1));
}

#[test]
fn what_ocean_node_adds() {
    let document = example("indexed-ocean-node.json");
    let indexed = document.ddo().indexed();
    let orders = indexed
        .service_stats()
        .unwrap()
        .iter()
        .map(ocean_ddo::ServiceStats::orders);
    assert_eq!(orders.collect::<Vec<_>>(), [Some(128), Some(4)]);
    let price = indexed
        .service_stats()
        .unwrap()
        .get(1)
        .unwrap()
        .prices()
        .unwrap()
        .get(0)
        .unwrap();
    assert_eq!(price.kind().unwrap(), "fixedrate");
    assert_eq!(price.price().unwrap(), "2.5");
    assert!(price.exchange_id().is_some() && indexed.stats().is_none());
    assert!(
        indexed
            .event()
            .unwrap()
            .tx()
            .unwrap()
            .raw()
            .starts_with("0x8c0d")
    );
    assert_eq!(indexed.datatokens().unwrap().len(), 2);
    assert_eq!(
        indexed.nft().unwrap().token_uri().unwrap(),
        "https://stadtlabor.example/nft/rad.json"
    );
}

#[test]
fn the_state_of_an_indexed_nft_is_a_byte() {
    for (state, expected) in [
        ("3", Some(AssetState::Revoked)),
        ("7", Some(AssetState::from(7))),
        ("256", None),
        ("-1", None),
        ("0.0", None),
        ("\"0\"", None),
    ] {
        let document = Document::parse(format!(r#"{{"nft":{{"state":{state}}}}}"#)).unwrap();
        assert_eq!(
            document.ddo().indexed().nft().unwrap().state(),
            expected,
            "{state}"
        );
    }
}

#[test]
fn a_service_has_the_index_that_orders_refer_to() {
    let text = r#"{"services":[null,{"id":"a"},"a",{"id":"\u0061","x":1}]}"#;
    let document = Document::parse(text).unwrap();
    let ddo = document.ddo();
    assert_eq!(ddo.services().unwrap().len(), 4);
    assert_eq!(ddo.service_by_id("a").unwrap().index(), 1);
    let fourth = ddo.service(3).unwrap();
    assert_eq!(
        (fourth.index(), fourth.value().get("x").unwrap().text()),
        (3, "1")
    );
    assert!(ddo.service(0).unwrap().id().is_none());
    assert!(ddo.service(4).is_none() && ddo.service_by_id("b").is_none());
}

#[test]
fn options_come_in_three_forms() {
    let text = r#"{"metadata":{"algorithm":{"consumerParameters":[
        {"options":"[{\"a\":\"A\"}]","default":0.10},
        {"options":["a",{"b":"B"},{},{"c":1},{"d":"D","e":"E"},7],"default":null},
        {"options":{"a":"A"},"default":[]}
    ]}}}"#;
    let document = Document::parse(text).unwrap();
    let algorithm = document.ddo().metadata().unwrap().algorithm().unwrap();
    let parameters: Vec<_> = algorithm.consumer_parameters().unwrap().iter().collect();
    assert!(
        matches!(parameters[0].options(), Some(Options::Text(text)) if text == r#"[{"a":"A"}]"#)
    );
    assert!(
        matches!(parameters[0].default_value(), Some(DefaultValue::Number(number)) if number.text() == "0.10")
    );
    let Some(Options::List(list)) = parameters[1].options() else {
        panic!("no list");
    };
    let options: Vec<_> = list.iter().collect();
    assert!(matches!(options[0], Some(SelectOption::Text(text)) if text == "a"));
    assert!(
        matches!(options[1], Some(SelectOption::Pair { value, label }) if value == "b" && label == "B")
    );
    assert!(options.len() == 6 && options[2..].iter().all(Option::is_none));
    assert!(parameters[2].options().is_none());
    assert!(
        parameters[1..]
            .iter()
            .all(|parameter| parameter.default_value().is_none())
    );
}

#[test]
fn trust_lists_are_told_apart() {
    let read = |list: &str| {
        let text = format!(r#"{{"services":[{{"compute":{{{list}}}}}]}}"#);
        let document = Document::parse(text).unwrap();
        let compute = document.ddo().service(0).unwrap().compute().unwrap();
        match compute.publisher_trusted_algorithms() {
            TrustList::Undefined => "undefined".to_owned(),
            TrustList::Any => "any".to_owned(),
            TrustList::List(list) => {
                let any = list.iter().filter(|algorithm| algorithm.is_any()).count();
                format!("{} of which {any} any", list.len())
            }
            TrustList::Malformed(value) => format!("malformed {}", value.text()),
        }
    };
    for (list, expected) in [
        ("", "undefined"),
        (r#""publisherTrustedAlgorithms":null"#, "undefined"),
        (r#""publisherTrustedAlgorithms":"*""#, "any"),
        (r#""publisherTrustedAlgorithms":[]"#, "0 of which 0 any"),
        (
            r#""publisherTrustedAlgorithms":["*",{"did":"*"},7]"#,
            "3 of which 1 any",
        ),
        (r#""publisherTrustedAlgorithms":"all""#, "malformed \"all\""),
        (r#""publisherTrustedAlgorithms":{}"#, "malformed {}"),
        (r#""publisherTrustedAlgorithms":false"#, "malformed false"),
    ] {
        assert_eq!(read(list), expected, "{list}");
    }
}

#[test]
fn malformed_credentials_never_pass_for_none() {
    let text = r#"{"credentials":7,"services":[{},{"credentials":{"deny":[7]}}]}"#;
    let document = Document::parse(text).unwrap();
    let error = document.ddo().credentials().unwrap().lists().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected an object at `/credentials`, found number"
    );
    let service = |index| {
        document
            .ddo()
            .service(index)
            .unwrap()
            .credentials()
            .unwrap()
    };
    assert!(service(0).lists().unwrap().allow.rules.is_empty());
    let error = service(1).lists().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected an object at `/services/1/credentials/deny/0`, found number"
    );
}
