//! Every row of `consumer-parameters.json` under both rules, and what its rows leave out.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_checksum::Json;
use ocean_compute::{
    ALGO_CUSTOM_DATA_PATH, MAX_COMPLETED_BYTES, MAX_PARAMETER_VIOLATIONS, MAX_PARAMETERS,
    MAX_VALUE_OBJECTS, MAX_VALUES_BYTES, ParameterRules, ParameterViolations,
};
use ocean_ddo::Document;
use serde_json::{Value, json};

/// The completed values, and whether they are as sent.
fn complete(
    rules: ParameterRules,
    declared: &Value,
    values: Option<&str>,
) -> Result<(String, bool), ParameterViolations> {
    let document = json!({"services": [{"consumerParameters": declared}]});
    let document = Document::parse(document.to_string()).unwrap();
    let declared = document.ddo().service(0).unwrap().consumer_parameters();
    let values = values.map(|values| Json::parse(values).unwrap());
    let completed = rules.complete(declared, values.as_ref().map(Json::root))?;
    Ok((completed.as_str().to_owned(), completed.is_as_sent()))
}

fn strict(declared: &Value, values: &str) -> Result<String, Vec<(String, String)>> {
    told(complete(ParameterRules::Strict, declared, Some(values)))
}

fn ocean_node(declared: &Value, values: &str) -> Result<String, Vec<(String, String)>> {
    told(complete(ParameterRules::OceanNode, declared, Some(values)))
}

/// Pointers and codes in place of the violations.
fn told(
    completed: Result<(String, bool), ParameterViolations>,
) -> Result<String, Vec<(String, String)>> {
    completed.map(|(text, _)| text).map_err(|violations| {
        violations
            .iter()
            .map(|violation| (violation.pointer().to_owned(), violation.code().to_owned()))
            .collect()
    })
}

fn fault(pointer: &str, code: &str) -> Result<String, Vec<(String, String)>> {
    Err(vec![(pointer.to_owned(), code.to_owned())])
}

fn rows() -> Vec<Value> {
    let rows: Vec<Value> =
        serde_json::from_str(include_str!("vectors/consumer-parameters.json")).unwrap();
    assert_eq!(rows.len(), 16);
    rows
}

#[test]
fn ocean_node_answers_as_it_did() {
    for row in rows() {
        let (name, expected) = (&row["name"], &row["ocean_node_3.2.0"]);
        let values = row["userdata"].to_string();
        let ours = complete(
            ParameterRules::OceanNode,
            &row["consumerParameters"],
            Some(&values),
        );
        match ours {
            Ok((text, as_sent)) => {
                assert_eq!(expected["valid"], true, "{name}");
                let completed: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(completed, row["userdata_after_defaults"], "{name}");
                assert_eq!(as_sent, completed == row["userdata"], "{name}");
            }
            Err(violations) => {
                assert_eq!(expected["valid"], false, "{name}: {violations}");
                let first = violations.iter().next().unwrap();
                assert_eq!(
                    first.ocean_node_text().as_deref(),
                    expected["reason"].as_str(),
                    "{name}"
                );
            }
        }
    }
}

/// Rows of which the strict rule says something else than ocean-node.
#[test]
fn the_strict_rule_answers_each_row() {
    for row in rows() {
        let name = row["name"].as_str().unwrap();
        let values = row["userdata"].to_string();
        let ours = complete(
            ParameterRules::Strict,
            &row["consumerParameters"],
            Some(&values),
        );
        match name {
            // The indexers let publishers write texts only.
            "default_of_wrong_type" => assert_eq!(ours.unwrap().0, r#"{"n":1}"#),
            "list_of_objects" => {
                let violations = ours.unwrap_err();
                assert_eq!(
                    violations.to_string(),
                    "expected an object of values, found array"
                );
            }
            _ => {
                let valid = row["ocean_node_3.2.0"]["valid"] == true;
                assert_eq!(ours.is_ok(), valid, "{name}");
                if let Ok((text, _)) = ours {
                    let completed: Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(completed, row["userdata_after_defaults"], "{name}");
                }
            }
        }
    }
}

/// The example of DID & DDO v4.1.0.
fn specification() -> Value {
    let text = include_str!("vectors/consumer-parameters.json");
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    let mut declared = rows[0]["consumerParameters"].clone();
    declared[3]["name"] = json!("languagePreference");
    declared
}

#[test]
fn algo_custom_data_is_as_the_specification_shows() {
    let values = r#"{
  "hometown": "São Paulo",
  "age": 10,
  "developer": true,
  "languagePreference": "nodejs"
}"#;
    let (text, as_sent) = complete(ParameterRules::Strict, &specification(), Some(values)).unwrap();
    assert_eq!((text.as_str(), as_sent), (values, true));
    let only_required = r#"{"hometown":"Here"}"#;
    assert_eq!(
        strict(&specification(), only_required).unwrap(),
        r#"{"hometown":"Here","age":0,"developer":false,"languagePreference":"nodejs"}"#
    );
    assert_eq!(ALGO_CUSTOM_DATA_PATH, "/data/inputs/algoCustomData.json");
}

fn declared(kind: &str, default: &Value) -> Value {
    json!([{"name": "k", "type": kind, "required": false, "default": default}])
}

#[test]
fn defaults_of_the_strict_rule() {
    let number = r#"{"k":7}"#;
    let boolean = r#"{"k":true}"#;
    let wrong = || fault("/k", "parameter_default");
    let cases = [
        ("text", json!("x"), Ok(r#"{"k":"x"}"#.to_owned())),
        ("text", json!(""), Ok(r#"{"k":""}"#.to_owned())),
        ("text", json!(7), wrong()),
        ("text", json!(null), Ok("{}".to_owned())),
        ("number", json!(7), Ok(number.to_owned())),
        ("number", json!("7"), Ok(number.to_owned())),
        ("number", json!(" 7 "), Ok(number.to_owned())),
        ("number", json!(""), Ok("{}".to_owned())),
        ("number", json!("seven"), wrong()),
        ("number", json!("true"), wrong()),
        ("number", json!("[7]"), wrong()),
        ("number", json!(true), wrong()),
        ("number", json!([7]), wrong()),
        ("boolean", json!(true), Ok(boolean.to_owned())),
        ("boolean", json!("true"), Ok(boolean.to_owned())),
        ("boolean", json!("True"), wrong()),
        ("boolean", json!("1"), wrong()),
        ("boolean", json!(""), Ok("{}".to_owned())),
        ("date", json!({"y": 1}), Ok(r#"{"k":{"y":1}}"#.to_owned())),
    ];
    for (kind, default, expected) in cases {
        let parameters = declared(kind, &default);
        assert_eq!(strict(&parameters, "{}"), expected, "{kind}: {default}");
        assert_eq!(strict(&parameters, "null"), expected, "{kind}: {default}");
    }
    let without = json!([{"name": "k", "type": "number", "required": false}]);
    assert_eq!(strict(&without, "{}").unwrap(), "{}");
    assert_eq!(
        ocean_node(&without, "{}"),
        fault("/k", "parameter_wrong_type")
    );
}

/// Found by fuzzing: a default that one declaration of a name writes is a value to the others, as it
/// is to ocean-node.
#[test]
fn declarations_of_one_name_that_differ() {
    let two = |one: Value, other: Value| {
        let mut declared = json!([one, other]);
        for parameter in declared.as_array_mut().unwrap() {
            parameter["name"] = json!("k");
        }
        declared
    };
    let number = json!({"type": "number", "default": 1});
    let boolean = json!({"type": "boolean", "default": false});
    let date = json!({"type": "date", "default": null});
    let required = json!({"type": "number", "required": true});
    let written = || Ok(r#"{"k":1}"#.to_owned());
    let missing = || fault("/k", "parameter_required");
    let cases = [
        (two(number.clone(), number.clone()), written(), written()),
        (two(number.clone(), required.clone()), written(), written()),
        (two(required, number.clone()), missing(), missing()),
        // The last null is overwritten.
        (two(date.clone(), number.clone()), written(), written()),
        (
            two(number.clone(), boolean),
            fault("/k", "parameter_default"),
            fault("/k", "parameter_wrong_type"),
        ),
        // Here ocean-node finds the missing default first.
        (
            two(json!({"type": "text"}), number),
            fault("/k", "parameter_default"),
            fault("/k", "parameter_wrong_type"),
        ),
    ];
    for (declared, by_strict, by_ocean_node) in cases {
        for values in ["{}", r#"{"k":null}"#] {
            let first = |answer: Result<String, Vec<(String, String)>>| {
                answer.map_err(|faults| faults[..1].to_vec())
            };
            assert_eq!(first(strict(&declared, values)), by_strict, "{declared}");
            let ours = first(ocean_node(&declared, values));
            assert_eq!(ours, by_ocean_node, "{declared}");
        }
    }
}

#[test]
fn options_in_every_form() {
    let pairs = json!([{"a": "A"}, {"b": "B"}]);
    let forms = [
        pairs.clone(),
        json!(pairs.to_string()),
        json!(["a", "b"]),
        json!([{"a": "A", "x": "X"}, "b", null, 5]),
    ];
    for options in forms {
        let declared =
            json!([{"name": "k", "type": "select", "required": true, "options": options}]);
        for value in ["a", "b"] {
            let values = json!({"k": value}).to_string();
            assert_eq!(strict(&declared, &values).unwrap(), values, "{options}");
        }
        for value in [json!("A"), json!("x"), json!(0), json!(["a"])] {
            let values = json!({"k": value}).to_string();
            assert_eq!(
                strict(&declared, &values),
                fault("/k", "parameter_not_an_option"),
                "{options}: {value}"
            );
        }
    }
    for unreadable in [json!(null), json!("a, b"), json!(r#"{"a":"A"}"#), json!(5)] {
        let declared = json!([{"name": "k", "type": "select", "options": unreadable}]);
        assert!(strict(&declared, r#"{"k":"z"}"#).is_ok(), "{unreadable}");
        assert!(strict(&declared, r#"{"k":1}"#).is_err(), "{unreadable}");
    }
    let none = json!([{"name": "k", "type": "select", "options": []}]);
    assert_eq!(
        strict(&none, r#"{"k":"z"}"#),
        fault("/k", "parameter_not_an_option")
    );
}

#[test]
fn options_of_ocean_node() {
    let cases = [
        (json!([{"a": "A"}]), "a", None),
        (json!([{"2": "A", "1": "B"}]), "1", None),
        (json!(["abc"]), "0", None),
        (json!([["x"]]), "0", None),
        (
            json!([5, true, "", {}, []]),
            "0",
            Some("value 0 of key k parameter has wrong type, expected: \"select\", got: \"string"),
        ),
        (
            json!([null]),
            "0",
            Some("Cannot convert undefined or null to object"),
        ),
        (
            json!(null),
            "0",
            Some("Cannot read properties of null (reading 'map')"),
        ),
        (
            json!("[]"),
            "0",
            Some("consumerParameter.options.map is not a function"),
        ),
    ];
    for (options, value, expected) in cases {
        let declared =
            json!([{"name": "k", "type": "select", "required": true, "options": options}]);
        let values = json!({"k": value}).to_string();
        let text = complete(ParameterRules::OceanNode, &declared, Some(&values))
            .err()
            .and_then(|violations| violations.iter().next()?.ocean_node_text());
        assert_eq!(text.as_deref(), expected, "{options}");
    }
    let without = json!([{"name": "k", "type": "select"}]);
    let violations = complete(ParameterRules::OceanNode, &without, Some("{}")).unwrap_err();
    assert_eq!(
        violations.to_string(),
        "ocean-node 3.2.0 throws `Cannot read properties of undefined (reading 'map')`"
    );
}

/// How JavaScript writes a value into ocean-node's text.
#[test]
fn values_as_javascript_writes_them() {
    let cases = [
        ("1.0", "1", "number"),
        ("-0", "0", "number"),
        ("1e21", "1e+21", "number"),
        ("1e400", "Infinity", "number"),
        ("-1e400", "-Infinity", "number"),
        ("true", "true", "boolean"),
        ("{}", "[object Object]", "object"),
        ("[]", "", "object"),
        (
            "[1,[2,[null,\"a\"]],[],{}]",
            "1,2,,a,,[object Object]",
            "object",
        ),
    ];
    let declared = declared("text", &json!(""));
    for (value, text, kind) in cases {
        let values = format!(r#"{{"k":{value}}}"#);
        let violations = complete(ParameterRules::OceanNode, &declared, Some(&values)).unwrap_err();
        assert_eq!(
            violations.iter().next().unwrap().ocean_node_text().unwrap(),
            format!(
                "value {text} of key k parameter has wrong type, expected: \"text\", got: \"{kind}"
            ),
            "{value}"
        );
    }
}

#[test]
fn all_violations_at_once_in_order() {
    let declared = json!([
        {"name": "a/b", "type": "text", "required": true},
        {"name": "c~d", "type": "number", "required": true},
        {"name": "e", "type": "boolean", "required": true},
        {"name": "f", "type": "select", "required": true, "options": [{"x": "X"}]},
    ]);
    let expected = [
        ("/a~1b", "parameter_wrong_type"),
        ("/c~0d", "parameter_required"),
        ("/e", "parameter_wrong_type"),
        ("/f", "parameter_not_an_option"),
    ]
    .map(|(pointer, code)| (pointer.to_owned(), code.to_owned()));
    let values = r#"{"a/b": 1, "c~d": null, "e": "true", "f": "X"}"#;
    assert_eq!(strict(&declared, values), Err(expected.to_vec()));
    assert_eq!(ocean_node(&declared, values), Err(expected.to_vec()));
}

#[test]
fn lists_of_objects_are_completed_one_by_one() {
    let declared = json!([
        {"name": "n", "type": "number", "required": false, "default": 1},
        {"name": "t", "type": "text", "required": false, "default": "x"},
    ]);
    assert_eq!(
        ocean_node(
            &declared,
            r#" [ {"n": null} , {} , {"t":"y" } , {"n":2,"t":"z"} ] "#
        )
        .unwrap(),
        r#"[ {"n": 1,"t":"x"} , {"n":1,"t":"x"} , {"t":"y" ,"n":1} , {"n":2,"t":"z"} ]"#
    );
    assert_eq!(
        ocean_node(&declared, "[{}, 5, null]"),
        Err(vec![
            ("/1".to_owned(), "parameters_not_an_object".to_owned()),
            ("/2".to_owned(), "parameters_not_an_object".to_owned()),
        ])
    );
    assert_eq!(ocean_node(&declared, "[]").unwrap(), "[]");
    // Where nothing is declared nothing is looked at.
    assert_eq!(ocean_node(&json!([]), r#""text""#).unwrap(), r#""text""#);
    assert_eq!(
        strict(&json!([]), r#""text""#),
        fault("", "parameters_not_an_object")
    );
}

#[test]
fn absent_values_are_an_empty_object() {
    let declared = declared("number", &json!(1));
    let ours = complete(ParameterRules::Strict, &declared, None).unwrap();
    assert_eq!(ours, (r#"{"k":1}"#.to_owned(), false));
    let ours = complete(ParameterRules::Strict, &Value::Null, None).unwrap();
    assert_eq!(ours, ("{}".to_owned(), true));
    let ours = complete(ParameterRules::OceanNode, &declared, None).unwrap_err();
    assert_eq!(
        ours.to_string(),
        "expected an object of values, found nothing"
    );
}

#[test]
fn a_repeated_key_is_refused() {
    let declared = json!([{"name": "k", "type": "number"}]);
    let values = r#"{"k": 1, "\u006b": 2}"#;
    assert_eq!(strict(&declared, values), fault("/k", "parameter_repeated"));
    assert_eq!(ocean_node(&declared, values).unwrap(), values);
}

#[test]
fn names_and_defaults_keep_their_spelling() {
    let text = r#"{"services": [{"consumerParameters":
        [{"name": "\u006b\"", "type": "text", "default": "\u0041\ud800"}]}]}"#;
    let document = Document::parse(text).unwrap();
    let declared = document.ddo().service(0).unwrap().consumer_parameters();
    let values = Json::parse("{ }").unwrap();
    let completed = ParameterRules::Strict
        .complete(declared, Some(values.root()))
        .unwrap();
    assert_eq!(completed.as_str(), r#"{ "\u006b\"":"\u0041\ud800"}"#);
    let values = Json::parse(r#"{"k\"":""}"#).unwrap();
    let completed = ParameterRules::Strict
        .complete(declared, Some(values.root()))
        .unwrap();
    assert!(completed.is_as_sent());
}

#[test]
fn values_inside_a_request_are_completed_alone() {
    let document = json!({"services": [{"consumerParameters": declared("number", &json!(1))}]});
    let document = Document::parse(document.to_string()).unwrap();
    let declared = document.ddo().service(0).unwrap().consumer_parameters();
    let request =
        Json::parse(r#"{"dataset": {"userdata": {"a": "é", "k": null}, "x": 1}}"#).unwrap();
    let values = request.root().pointer("/dataset/userdata");
    let completed = ParameterRules::Strict.complete(declared, values).unwrap();
    assert_eq!(completed.as_str(), r#"{"a": "é", "k": 1}"#);
}

#[test]
fn two_declarations_of_one_name() {
    let declared = json!([
        {"name": "k", "type": "number", "default": 1},
        {"name": "k", "type": "number", "default": 2},
        {"type": "number", "default": 3},
        5,
        null,
    ]);
    assert_eq!(strict(&declared, "{}").unwrap(), r#"{"k":1}"#);
    assert_eq!(ocean_node(&declared, "{}").unwrap(), r#"{"k":1}"#);
}

#[test]
fn limits() {
    let many: Vec<_> = (0..=MAX_PARAMETERS)
        .map(|index| json!({"name": format!("k{index}"), "type": "text", "required": true}))
        .collect();
    let code = |result: Result<(String, bool), ParameterViolations>| result.unwrap_err().code();
    let rules = ParameterRules::OceanNode;
    assert_eq!(
        code(complete(rules, &json!(many), Some("{}"))),
        "parameters_too_many"
    );
    let violations = complete(rules, &json!(many[1..]), Some("{}")).unwrap_err();
    assert_eq!(violations.iter().count(), MAX_PARAMETER_VIOLATIONS);

    let long = format!(r#"{{"k":"{}"}}"#, "x".repeat(MAX_VALUES_BYTES));
    assert_eq!(
        code(complete(rules, &json!([]), Some(&long))),
        "parameters_too_long"
    );

    let objects = vec![json!({}); MAX_VALUE_OBJECTS + 1];
    let objects = json!(objects).to_string();
    assert_eq!(
        code(complete(rules, &json!([]), Some(&objects))),
        "parameters_too_many_objects"
    );

    let default = json!([{"name": "k", "default": "x".repeat(MAX_COMPLETED_BYTES / 2)}]);
    let result = complete(rules, &default, Some("[{},{}]"));
    assert_eq!(code(result), "parameters_completed_too_long");
}
