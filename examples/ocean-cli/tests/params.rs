//! `params check`, by the vectors of `ocean-compute`.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Run, keys, ocean, ocean_with};

fn rows() -> Vec<Value> {
    let text = include_str!("../../../crates/ocean-compute/tests/vectors/consumer-parameters.json");
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(rows.len(), 16);
    rows
}

fn check(value: &Value, flags: &[&str]) -> Run {
    let args = [&["params", "check", "-"][..], flags].concat();
    ocean_with(&args, value.to_string().as_bytes())
}

/// What is right in both forms, and what is told otherwise.
fn judge(row: &Value, rules: &str) -> Value {
    let words = check(row, &["--rules", rules]);
    let run = check(row, &["--rules", rules, "--json"]);
    let json = run.json();
    assert_eq!(
        keys(&json),
        ["changed", "path", "rules", "text", "valid", "violations"]
    );
    assert_eq!(
        (&json["path"], &json["rules"]),
        (&"-".into(), &rules.into())
    );
    assert_eq!((words.code, words.stderr.as_str()), (run.code, ""));
    let violations = json["violations"].as_array().unwrap();
    if json["valid"] == true {
        assert_eq!(run.code, Some(0));
        assert_eq!(
            words.stdout,
            format!("{}\n", json["text"].as_str().unwrap())
        );
        assert_eq!(violations.len(), 0);
    } else {
        assert_eq!(run.code, Some(1));
        assert_eq!(
            (&json["text"], &json["changed"]),
            (&Value::Null, &false.into())
        );
        assert!(words.stdout.starts_with("invalid: "), "{words:?}");
        assert_eq!(words.stdout.lines().count(), 1 + violations.len());
    }
    json
}

fn values(json: &Value) -> Value {
    serde_json::from_str(json["text"].as_str().unwrap()).unwrap()
}

#[test]
fn ocean_node_answers_as_it_did() {
    for row in rows() {
        let (name, expected) = (&row["name"], &row["ocean_node_3.2.0"]);
        let json = judge(&row, "ocean-node");
        assert_eq!(json["valid"], expected["valid"], "{name}");
        if json["valid"] == true {
            assert_eq!(values(&json), row["userdata_after_defaults"], "{name}");
            let changed = values(&json) != row["userdata"];
            assert_eq!(json["changed"], changed, "{name}");
        } else {
            assert_eq!(
                json["violations"][0]["ocean_node"], expected["reason"],
                "{name}"
            );
        }
    }
}

#[test]
fn the_strict_rule_answers_each_row() {
    for row in rows() {
        let name = row["name"].as_str().unwrap();
        let json = judge(&row, "strict");
        match name {
            // The indexers let publishers write texts only.
            "default_of_wrong_type" => assert_eq!(json["text"], r#"{"n":1}"#),
            "list_of_objects" => assert_eq!(
                json["violations"],
                json!([{
                    "pointer": "",
                    "code": "parameters_not_an_object",
                    "message": "expected an object of values, found array",
                    "ocean_node": null,
                }])
            ),
            _ => {
                assert_eq!(json["valid"], row["ocean_node_3.2.0"]["valid"], "{name}");
                if json["valid"] == true {
                    assert_eq!(values(&json), row["userdata_after_defaults"], "{name}");
                }
            }
        }
    }
}

#[test]
fn the_example() {
    let args = ["params", "check", "orders/parameters.json"];
    let run = ocean(&args);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let values: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        values,
        json!({"hometown": "São Paulo", "age": 0, "developer": false, "lang": "python"})
    );
    let json = ocean(&[&args[..], &["--json"]].concat()).json();
    assert_eq!(json["text"].as_str().unwrap(), run.stdout.trim_end());
    assert_eq!(
        (&json["valid"], &json["changed"]),
        (&true.into(), &true.into())
    );
}

#[test]
fn every_violation_is_told() {
    let row = json!({
        "consumerParameters": [
            {"name": "hometown", "type": "text", "required": true},
            {"name": "age", "type": "number"},
            {"name": "a/b\u{1b}", "type": "select", "options": [{"x": "X"}]},
        ],
        "userdata": {"age": "ten", "a/b\u{1b}": "y"},
    });
    check(&row, &[]).prints(
        1,
        "invalid: 3 violations
  parameter_required /hometown: a value of `hometown` is required
  parameter_wrong_type /age: expected number as value of `age`, found string
  parameter_not_an_option /a~1b\\u001b: expected one of the options as value of `a/b\\u{1b}`, found another string
",
    );
    let json = judge(&row, "strict");
    assert_eq!(
        json["violations"][1],
        json!({
            "pointer": "/age",
            "code": "parameter_wrong_type",
            "message": "expected number as value of `age`, found string",
            "ocean_node": null,
        })
    );
}

#[test]
fn no_userdata_is_an_empty_object() {
    let declared = json!([{"name": "n", "type": "number", "default": 7}]);
    for row in [
        json!({"consumerParameters": declared}),
        json!({"consumerParameters": declared, "userdata": null}),
        json!({"consumerParameters": declared, "userdata": {}}),
    ] {
        check(&row, &[]).prints(0, "{\"n\":7}\n");
    }
    // To ocean-node nothing is no object.
    let row = json!({"consumerParameters": declared});
    let json = judge(&row, "ocean-node");
    assert_eq!(json["violations"][0]["code"], "parameters_not_an_object");
}

/// Values stay as they are written, and no terminal obeys them.
#[test]
fn values_keep_their_spelling() {
    let text = "{\"consumerParameters\":[],\"userdata\":{ \"a\" : 1.0e2, \"\u{9b}\":\"\\u0041\"}}";
    let run = ocean_with(&["params", "check", "-"], text.as_bytes());
    run.prints(0, "{ \"a\" : 1.0e2, \"\\u009b\":\"\\u0041\"}\n");
}

#[test]
fn what_cannot_be_checked() {
    let deep = "[".repeat(130) + &"]".repeat(130);
    let many = vec!["{}"; 300].join(",");
    let long = "x".repeat(70_000);
    for (text, code, told) in [
        ("[]", 2, "expected an object, found array"),
        (
            "{}",
            2,
            "expected a value at `/consumerParameters`, found nothing",
        ),
        (
            r#"{"consumerParameters":{}}"#,
            2,
            "expected an array at `/consumerParameters`, found object",
        ),
        (
            &format!(r#"{{"consumerParameters":{deep}}}"#),
            2,
            "at `/consumerParameters`: deeper or larger than a document may be",
        ),
        (
            &format!(r#"{{"consumerParameters":[{many}]}}"#),
            1,
            "parameters_too_many",
        ),
        (
            &format!(r#"{{"consumerParameters":[],"userdata":{{"x":"{long}"}}}}"#),
            1,
            "parameters_too_long",
        ),
    ] {
        let run = ocean_with(&["params", "check", "-"], text.as_bytes());
        if code == 2 {
            run.complains(&format!("standard input: {told}"));
        } else {
            assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
            assert!(run.stdout.contains(&format!("\n  {told}: ")), "{run:?}");
        }
    }
}
