//! The JSON Schema beside the strict profile: neither refuses what the other, as far as a schema can
//! see, accepts.

#![cfg(feature = "schema")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod agree;
#[path = "validate/cases.rs"]
#[allow(dead_code, reason = "what the peers said is not asked here")]
mod cases;

use agree::agree;
use cases::{case, cases};
use ocean_checksum::{JsonStr, Kind, Value, js_quote};
use ocean_ddo::{Document, Profile, SCHEMA_4_1, Schema, SchemaError};

/// What a value is replaced by, wherever it stands.
const VALUES: [&str; 22] = [
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1.0",
    "1.5",
    "1e400",
    "9007199254740991.0",
    "9007199254740992",
    "123456789012345678901234567890",
    r#""""#,
    r#""x""#,
    r#""*""#,
    r#""a\nb""#,
    r#""a\r\u2028b\ud800""#,
    "[]",
    "{}",
    "[null]",
    r#"["*"]"#,
    r#"[{"a":"b"}]"#,
    r#"[{"\ud800":"b","\ud801":"c"}]"#,
];

/// Every place of a document.
fn places(document: &Document) -> Vec<String> {
    fn walk(value: Value<'_>, pointer: &str, places: &mut Vec<String>) {
        let members: Vec<_> = match value.kind() {
            Kind::Object(object) => object
                .iter()
                .map(|(key, member)| (key.to_string(), member))
                .collect(),
            Kind::Array(array) => array
                .iter()
                .enumerate()
                .map(|(index, element)| (index.to_string(), element))
                .collect(),
            _ => return,
        };
        for (token, member) in members {
            let pointer = format!("{pointer}/{token}");
            places.push(pointer.clone());
            walk(member, &pointer, places);
        }
    }
    let mut places = Vec::new();
    walk(document.root(), "", &mut places);
    places
}

#[test]
fn every_case() {
    let schema = Schema::new();
    let (mut walked, mut accepted) = (0, 0);
    for case in cases() {
        walked += 1;
        accepted += usize::from(agree(&schema, &case.document()));
    }
    assert_eq!((walked, accepted), (473, 118));
}

/// Documents that together have every member that the schema knows.
fn valid() -> [Document; 3] {
    let parameter = |options: &str| {
        format!(
            r#"{{"name": "a", "type": "select", "label": "b", "required": true, "description": "c",
                "default": "d", "options": {options}}}"#
        )
    };
    let mut rich = case("valid/full");
    for (pointer, value) in [
        ("/version", r#""4.0.0""#),
        ("/credentials/match_allow", r#""any""#),
        ("/credentials/match_deny", r#""all""#),
        (
            "/services/0/credentials",
            r#"{"deny": [{"type": "address", "values": ["*"]}]}"#,
        ),
        (
            "/services/0/compute/publisherTrustedAlgorithms/0/serviceId",
            r#""a""#,
        ),
        ("/services/0/compute/publisherTrustedAlgorithms/-", r#""*""#),
        (
            "/services/0/compute/publisherTrustedAlgorithmPublishers/-",
            r#""*""#,
        ),
        ("/services/1/consumerParameters", "[]"),
        (
            "/services/1/consumerParameters/-",
            &parameter(r#"[{"d": "e"}, {"f": "g"}]"#),
        ),
        (
            "/services/1/consumerParameters/-",
            &parameter(r#"["d", "f"]"#),
        ),
    ] {
        rich = rich.edit(pointer, value).unwrap();
    }
    [case("valid/full"), case("valid/algo"), rich]
}

#[test]
fn the_documents_to_change_are_valid() {
    let schema = Schema::new();
    for document in valid() {
        assert!(agree(&schema, &document));
        let report = document.validate(Profile::Strict).unwrap();
        assert!(report.is_valid(), "{:?}", report.violations());
    }
}

#[test]
fn every_member_missing_in_turn() {
    let schema = Schema::new();
    let (mut removed, mut accepted) = (0, 0);
    for document in valid() {
        for pointer in places(&document) {
            removed += 1;
            let edited = document.remove(&pointer).unwrap();
            accepted += usize::from(agree(&schema, &edited));
        }
    }
    assert_eq!((removed, accepted), (301, 144));
}

#[test]
fn every_member_of_every_kind() {
    let schema = Schema::new();
    let (mut edited, mut accepted) = (0, 0);
    for document in valid() {
        for pointer in places(&document) {
            for value in VALUES {
                edited += 1;
                let edited = document.edit(&pointer, value).unwrap();
                accepted += usize::from(agree(&schema, &edited));
            }
        }
    }
    assert_eq!((edited, accepted), (6622, 1432));
}

/// Texts that differ a little: where a pattern and a rule may part.
#[test]
fn every_text_nearly_right() {
    let schema = Schema::new();
    let (mut edited, mut accepted) = (0, 0);
    for document in valid() {
        for pointer in places(&document) {
            let value = document.root().pointer(&pointer).unwrap();
            let Some(text) = value.as_str().and_then(JsonStr::to_str) else {
                continue;
            };
            let chars: Vec<char> = text.chars().take(100).collect();
            // All beginnings of a short text, as a date is; of a long one those that end anew.
            let ends = (0..chars.len()).filter(|end| chars.len() < 32 || end % 9 == 0);
            let mut texts: Vec<String> = ends.map(|end| chars[..end].iter().collect()).collect();
            texts.push(chars[1.min(chars.len())..].iter().collect());
            texts.extend([text.to_uppercase(), text.to_lowercase()]);
            for end in ["0", "00", "Z", ".5+01:00", " ", "\n", "\u{2028}"] {
                texts.push(format!("{text}{end}"));
            }
            for start in ["0x", " ", "*", "\r"] {
                texts.push(format!("{start}{text}"));
            }
            for text in texts {
                edited += 1;
                let document = document.edit(&pointer, &js_quote(&text)).unwrap();
                accepted += usize::from(agree(&schema, &document));
            }
        }
    }
    assert_eq!((edited, accepted), (4242, 2845));
}

/// Dates and URLs that nothing above comes near.
#[test]
fn odd_dates_and_urls() {
    let schema = Schema::new();
    let document = case("valid/full");
    for (pointer, text, accepts) in [
        ("/metadata/created", "2024-03-05T09:12:44.Z", false),
        ("/metadata/created", "2024-03-05T09Z", false),
        ("/metadata/created", "2024-03-05 09:12Z", false),
        ("/metadata/created", "2024-03-05T09:12:44+0100", false),
        ("/metadata/created", "2024-13-45T99:99-99:99", true),
        ("/metadata/created", "2024-03-05-05:00", true),
        ("/services/0/serviceEndpoint", "https:///path", false),
        ("/services/0/serviceEndpoint", "https://?x", false),
        ("/services/0/serviceEndpoint", "https://#x", false),
        ("/services/0/serviceEndpoint", "https:// x", false),
        ("/services/0/serviceEndpoint", "HTTPS://a", false),
        ("/services/0/serviceEndpoint", "https://[", true),
    ] {
        let edited = document.edit(pointer, &js_quote(text)).unwrap();
        assert_eq!(agree(&schema, &edited), accepts, "{text}");
    }
}

/// An editor has something to say of every member, and the file is a schema of its draft.
#[test]
fn every_member_is_described() {
    fn walk(schema: &serde_json::Value, members: &mut usize) {
        let properties = schema["properties"].as_object();
        for (key, member) in properties.into_iter().flatten() {
            *members += 1;
            for text in ["title", "description"] {
                let text = member[text]
                    .as_str()
                    .unwrap_or_else(|| panic!("{key}: no {text}"));
                assert!(text.len() > 2 && text.is_ascii(), "{key}: {text}");
            }
        }
        for (key, inner) in schema.as_object().into_iter().flatten() {
            match key.as_str() {
                "$defs" | "properties" => inner
                    .as_object()
                    .unwrap()
                    .values()
                    .for_each(|inner| walk(inner, members)),
                "items" => walk(inner, members),
                _ => {}
            }
        }
    }
    let schema: serde_json::Value = serde_json::from_str(SCHEMA_4_1).unwrap();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let mut members = 0;
    walk(&schema, &mut members);
    assert_eq!(members, 63);
}

/// A document's text may be secret, or hold what is.
#[test]
fn a_message_tells_no_text_of_the_document() {
    let schema = Schema::new();
    let marked = r#""SECRET SECRET""#;
    let document = case("valid/full");
    let mut seen = 0;
    for pointer in places(&document) {
        for value in [
            marked,
            &format!("[{marked}]"),
            &format!("{{{marked}: {marked}}}"),
        ] {
            for error in schema.errors(&document.edit(&pointer, value).unwrap()) {
                seen += 1;
                assert!(!error.to_string().contains("SECRET"), "{error}");
            }
        }
    }
    assert_eq!(seen, 248);
}

#[test]
fn traits() {
    fn shared<T: Send + Sync + Unpin + Clone + std::fmt::Debug + 'static>() {}
    shared::<Schema>();
    shared::<SchemaError>();
    assert_eq!(format!("{:?}", Schema::default()), "Schema { .. }");
}

#[test]
fn words_of_errors() {
    let schema = Schema::new();
    let text = r#"{"@context": ["a", 1], "version": "4.1.0", "chainId": 1e400, "services": []}"#;
    let words = schema.errors(&Document::parse(text).unwrap());
    let words: Vec<_> = words.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            r#""id" is a required property"#,
            r#""nftAddress" is a required property"#,
            r#""metadata" is a required property"#,
            r#"/@context/1: value is not of type "string""#,
            "/chainId: value is greater than the maximum of 9007199254740991",
            "/services: value has less than 1 item",
        ]
    );
}

/// Found by fuzzing: a rule's values are looked at whatever its type is.
#[test]
fn values_of_a_rule_without_a_type() {
    let schema = Schema::new();
    let document = case("valid/full");
    for rule in [
        "{}",
        r#"{"values": []}"#,
        r#"{"type": 1, "values": [1, "a\nb"]}"#,
    ] {
        let edited = document.edit("/credentials/allow/0", rule).unwrap();
        assert!(!agree(&schema, &edited), "{rule}");
    }
}

#[test]
fn other_versions_are_refused() {
    let schema = Schema::new();
    let document = case("valid/full");
    assert!(schema.is_valid(&document));
    for version in [
        "4.1",
        "v4.1.0",
        "4.1.0 ",
        "4.3.0",
        "4.5.0",
        "4.7.0",
        "5.0.0",
        "deprecated",
    ] {
        let edited = document.edit("/version", &format!("{version:?}")).unwrap();
        assert!(!agree(&schema, &edited), "{version}");
    }
}

/// As JavaScript does.
#[test]
fn of_a_repeated_key_the_last_value_counts() {
    let schema = Schema::new();
    let text = case("valid/url").text().to_owned();
    let key = "\"chainId\":";
    let first = text.replacen(key, "\"chainId\": \"x\", \"chainId\":", 1);
    assert!(schema.is_valid(&Document::parse(first).unwrap()));
    let last = text.replacen(key, "\"chainId\": 1, \"chainId\": \"x\", \"y\":", 1);
    assert!(!schema.is_valid(&Document::parse(last).unwrap()));
}
