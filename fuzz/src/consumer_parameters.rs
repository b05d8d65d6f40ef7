use std::sync::LazyLock;

use arbitrary::Unstructured;
use ocean_checksum::{Json, Kind, Value};
use ocean_compute::{
    MAX_COMPLETED_BYTES, MAX_VALUES_BYTES, ParameterRules, ParameterViolation, ParameterViolations,
};
use ocean_ddo::{ConsumerParameter, Document, List};
use serde_json::json;

use crate::ddo::edited;

/// The recorded declarations with their values, each a document of its own.
static ROWS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let rows = include_str!("../../crates/ocean-compute/tests/vectors/consumer-parameters.json");
    let rows: Vec<serde_json::Value> = serde_json::from_str(rows).expect("the vectors");
    let document = |row: &serde_json::Value| {
        let services = json!([{"consumerParameters": row["consumerParameters"]}]);
        let document = json!({"services": services, "userdata": row["userdata"]});
        Document::parse(document.to_string()).expect("a document")
    };
    rows.iter().map(document).collect()
});

/// What a value is replaced by.
const VALUES: [&str; 34] = [
    "null",
    "true",
    "false",
    "0",
    "7",
    "-0",
    "1e400",
    r#""""#,
    r#""7""#,
    r#""true""#,
    r#"" 7 ""#,
    r#""0""#,
    r#""text""#,
    r#""number""#,
    r#""boolean""#,
    r#""select""#,
    r#""date""#,
    r#""age""#,
    r#""lang""#,
    r#""nodejs""#,
    r#""\u0061ge""#,
    r#""\ud800""#,
    r#""\"~/\n""#,
    r#""[{\"nodejs\":\"x\"},\"7\"]""#,
    r#""[]""#,
    r#""{""#,
    "[]",
    "[null]",
    r#"["nodejs","7"]"#,
    r#"[{"nodejs":"x"},{}]"#,
    r#"[["x"]]"#,
    "{}",
    r#"{"age":1,"age":"2"}"#,
    r#"[{"age":1},{"lang":null}]"#,
];

/// Members that an edit adds.
const KEYS: [&str; 12] = [
    "age",
    "lang",
    "hometown",
    "developer",
    "name",
    "type",
    "required",
    "default",
    "options",
    "userdata",
    "7",
    "~1\"",
];

/// Values that are complete stay as they are, and are still complete; what the consumer sent stays;
/// and the strict rule differs from ocean-node where its documentation says so, and nowhere else.
///
/// The first byte is the index of a recorded row, which the others edit, or the bytes are a text.
pub fn consumer_parameters(data: &[u8]) {
    let document = match data.split_first() {
        Some((&row, edits)) if usize::from(row) < ROWS.len() => {
            let row = ROWS[usize::from(row)].clone();
            edited(row, &mut Unstructured::new(edits), &VALUES, &KEYS)
        }
        _ => match Document::from_bytes(data.to_vec()) {
            Ok(document) => document,
            Err(_) => return,
        },
    };
    let service = document.ddo().service(0);
    let declared = service.and_then(|service| service.consumer_parameters());
    let values = document.root().get("userdata");

    let [strict, ocean_node] = [ParameterRules::Strict, ParameterRules::OceanNode]
        .map(|rules| complete(rules, declared, values));
    if let Ok(completed) = &strict {
        let json = Json::parse(completed.as_str()).expect("it is JSON");
        let ocean_node = complete(ParameterRules::OceanNode, declared, Some(json.root()));
        let violations = ocean_node.err();
        for violation in violations.iter().flat_map(ParameterViolations::iter) {
            let is_named = parameters(declared).any(|parameter| {
                is_about(violation, parameter) && is_named(violation, parameter, json.root())
            });
            assert!(is_named, "{violation:?} of {}", document.text());
        }
    }
    let one_object = values
        .and_then(Value::as_object)
        .is_some_and(|object| object.repeated_keys().next().is_none());
    if ocean_node.is_ok() && one_object && parameters(declared).all(has_plain_options) {
        assert!(strict.is_ok(), "{strict:?} of {}", document.text());
    }
}

type Declared<'d> = Option<List<'d, ConsumerParameter<'d>>>;

/// The completed text, or the violations.
fn complete(
    rules: ParameterRules,
    declared: Declared<'_>,
    values: Option<Value<'_>>,
) -> Result<String, ParameterViolations> {
    let completed = rules.complete(declared, values).inspect_err(explains)?;
    let text = completed.as_str();
    assert!(text.len() <= MAX_COMPLETED_BYTES);
    #[cfg(planted)]
    let text = text.replace("1e400", "null");
    #[cfg(planted)]
    let text = text.as_str();
    let json = Json::parse(text).expect("it is JSON");
    if text.len() <= MAX_VALUES_BYTES {
        let again = rules.complete(declared, Some(json.root()));
        let again = again.as_ref().map(|again| again.as_str());
        assert_eq!(again, Ok(text), "{rules:?}");
    }
    if let Some(values) = values {
        keeps(values, json.root());
    }
    Ok(text.to_owned())
}

fn explains(violations: &ParameterViolations) {
    assert!(!violations.code().is_empty() && !violations.to_string().is_empty());
    for violation in violations.iter() {
        assert!(violation.pointer().is_empty() || violation.pointer().starts_with('/'));
        let _ = violation.ocean_node_text();
    }
}

/// What was sent and is not null is still there, and nothing else came but members.
fn keeps(sent: Value<'_>, completed: Value<'_>) {
    match (sent.kind(), completed.kind()) {
        (Kind::Null, Kind::Object(_)) => {}
        (Kind::Array(sent), Kind::Array(completed)) => {
            assert_eq!(sent.len(), completed.len());
            for (sent, completed) in sent.iter().zip(completed.iter()) {
                keeps(sent, completed);
            }
        }
        (Kind::Object(sent), Kind::Object(completed)) => {
            for (key, value) in sent.iter().filter(|(_, value)| !value.is_null()) {
                let mut members = completed.iter();
                let (_, kept) = members.find(|(found, _)| *found == key).expect("it stays");
                assert_eq!(kept.text(), value.text());
            }
        }
        _ => assert_eq!(sent.text(), completed.text()),
    }
}

fn parameters(declared: Declared<'_>) -> impl Iterator<Item = ConsumerParameter<'_>> {
    declared.into_iter().flat_map(List::iter)
}

fn is_about(violation: &ParameterViolation, parameter: ConsumerParameter<'_>) -> bool {
    let name = parameter.name().map(|name| name.to_string());
    name.is_some_and(|name| {
        violation.pointer() == format!("/{}", name.replace('~', "~0").replace('/', "~1"))
    })
}

/// Whether the documentation of the strict rule says that ocean-node finds this and it does not.
fn is_named(
    violation: &ParameterViolation,
    parameter: ConsumerParameter<'_>,
    completed: Value<'_>,
) -> bool {
    let member = |key| parameter.value().get(key);
    let mut members = completed
        .as_object()
        .into_iter()
        .flat_map(|object| object.iter());
    let is_absent = !members.any(|(key, value)| parameter.name() == Some(key) && !value.is_null());
    // No default, null, and the empty text write nothing.
    let writes_nothing = is_absent
        && member("default").is_none_or(|default| {
            default.is_null() || default.as_str().is_some_and(|text| text == "")
        });
    match violation {
        ParameterViolation::Required { .. } => {
            is_absent && member("required").is_some_and(|required| required.as_bool() != Some(true))
        }
        ParameterViolation::WrongType { .. } => writes_nothing,
        ParameterViolation::NotAnOption { .. } | ParameterViolation::PeerThrows { .. } => {
            writes_nothing || !has_plain_options(parameter)
        }
        _ => false,
    }
}

/// Whether this is no `select`, or one whose options are a list of objects.
fn has_plain_options(parameter: ConsumerParameter<'_>) -> bool {
    let options = parameter.value().get("options").and_then(Value::as_array);
    let is_plain = options.is_some_and(|options| {
        let mut options = options.iter();
        options.all(|option| option.as_object().is_some())
    });
    is_plain || parameter.kind().is_none_or(|kind| kind != "select")
}
