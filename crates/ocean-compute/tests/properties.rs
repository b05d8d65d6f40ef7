//! Whatever the values are, what is passed on is the JSON that a naive reading gives.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_checksum::Json;
use ocean_compute::ParameterRules;
use ocean_ddo::Document;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        Just(json!("é\"\\\u{1}")),
        Just(json!("7")),
        Just(json!("")),
        Just(json!("a")),
        Just(json!([1, {}])),
    ]
}

fn declaration() -> impl Strategy<Value = Value> {
    let kinds = ["text", "number", "boolean", "select", "date"];
    let options = json!([{"a": "A"}, {"7": "B"}]);
    (
        "[a-e\"]",
        prop::sample::select(kinds.to_vec()),
        any::<bool>(),
        scalar(),
    )
        .prop_map(move |(name, kind, required, default)| {
            json!({"name": name, "type": kind, "required": required, "default": default,
                "options": options})
        })
}

fn values() -> impl Strategy<Value = Map<String, Value>> {
    let members = prop::collection::btree_map("[a-g\"]", scalar(), 0..6);
    members.prop_map(|members| members.into_iter().collect())
}

/// ocean-node's function, written again with serde.
fn naive(declared: &[Value], mut values: Map<String, Value>) -> Option<Value> {
    for parameter in declared {
        let name = parameter["name"].as_str().unwrap();
        if values.get(name).is_none_or(Value::is_null) {
            if parameter["required"] == true {
                return None;
            }
            values.insert(name.to_owned(), parameter["default"].clone());
        }
        let value = &values[name];
        let holds = match parameter["type"].as_str().unwrap() {
            "text" => value.is_string(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "select" => value == "a" || value == "7",
            _ => true,
        };
        if !holds {
            return None;
        }
    }
    Some(values.into())
}

proptest! {
    #[test]
    fn completed_values_are_what_a_naive_reading_gives(
        declared in prop::collection::vec(declaration(), 0..5), values in values(),
    ) {
        let document = json!({"services": [{"consumerParameters": declared}]});
        let document = Document::parse(document.to_string()).unwrap();
        let parameters = document.ddo().service(0).unwrap().consumer_parameters();
        let text = serde_json::to_string_pretty(&values).unwrap();
        let json = Json::parse(text.as_str()).unwrap();

        let ours = ParameterRules::OceanNode.complete(parameters, Some(json.root()));
        let ours = ours.ok().map(|text| serde_json::from_str::<Value>(text.as_str()).unwrap());
        prop_assert_eq!(ours, naive(&declared, values.clone()));

        // The strict rule keeps what was sent, and adds nothing of a wrong type.
        if let Ok(strict) = ParameterRules::Strict.complete(parameters, Some(json.root())) {
            let completed: Map<String, Value> = serde_json::from_str(strict.as_str()).unwrap();
            for (key, value) in values.iter().filter(|(_, value)| !value.is_null()) {
                prop_assert_eq!(&completed[key], value);
            }
            for parameter in &declared {
                let value = completed.get(parameter["name"].as_str().unwrap());
                let value = value.unwrap_or(&Value::Null);
                let fits = match parameter["type"].as_str().unwrap() {
                    "text" => value.is_string(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "select" => value == "a" || value == "7",
                    _ => true,
                };
                prop_assert!(fits || value.is_null(), "{}: {}", parameter, value);
            }
        }
    }
}
