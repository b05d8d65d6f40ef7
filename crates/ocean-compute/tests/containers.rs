//! Containers, raw code, and the checksum of a container section.

#![allow(
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_checksum::Json;
use ocean_compute::{
    ContainerError, ContainerSectionChecksum, MAX_IMAGE_BYTES, MAX_META_BYTES, RawAlgorithm,
    RawAlgorithmError, Rules, RunnableContainer, UndefinedLists, container_section_checksum,
};
use ocean_ddo::Document;
use serde_json::{Value, json};

const STRICT: Rules = Rules::Strict {
    undefined: UndefinedLists::Deny,
};
const DIGEST: &str = "sha256:8221d20c1c16491d7d56b9657ea09082c0ee4a8ab1a6621fa720da58b09580e4";

#[test]
fn container_section_checksums() {
    let rows: Vec<Value> =
        serde_json::from_str(include_str!("vectors/container-section-checksum.json")).unwrap();
    assert_eq!(rows.len(), 4);
    for row in rows {
        let [entrypoint, checksum] =
            ["entrypoint", "checksum"].map(|key| row[key].as_str().unwrap());
        let expected = row["containerSectionChecksum"].as_str().unwrap();
        let ours = container_section_checksum(entrypoint, checksum);
        assert_eq!(ours.to_string(), expected);
        assert_eq!(
            format!("{ours:?}"),
            format!("ContainerSectionChecksum({expected})")
        );
        assert_eq!(
            ContainerSectionChecksum::from_sha256(*ours.as_bytes()),
            ours
        );

        let document = json!({"metadata": {"algorithm": {"container": row}}});
        let document = Document::parse(document.to_string()).unwrap();
        let metadata = document.ddo().metadata().unwrap();
        let container = metadata.algorithm().unwrap().container().unwrap();
        assert_eq!(ContainerSectionChecksum::of(container), Some(ours));
    }
    for container in [
        r#"{"entrypoint": "x"}"#,
        r#"{"entrypoint": "\ud800", "checksum": "x"}"#,
    ] {
        let document = format!(r#"{{"metadata": {{"algorithm": {{"container": {container}}}}}}}"#);
        let document = Document::parse(document).unwrap();
        let metadata = document.ddo().metadata().unwrap();
        let container = metadata.algorithm().unwrap().container().unwrap();
        assert_eq!(ContainerSectionChecksum::of(container), None);
    }
}

fn read(container: &Value, rules: Rules) -> Result<String, ContainerError> {
    let json = Json::parse(container.to_string()).unwrap();
    RunnableContainer::read(json.root(), rules).map(|container| {
        assert_eq!(container.is_pinned(), rules == STRICT);
        container.json().to_owned()
    })
}

#[test]
fn containers_under_both_rules() {
    use ContainerError::{Checksum, Image, Missing};
    let good =
        json!({"entrypoint": "python $ALGO", "image": "a/b", "tag": "t", "checksum": DIGEST});
    let with = |key: &str, value: Value| {
        let mut container = good.clone();
        container[key] = value;
        container
    };
    let long = "i".repeat(MAX_IMAGE_BYTES + 1);
    let cases = [
        (good.clone(), Ok(()), Ok(())),
        (with("tag", json!(null)), Ok(()), Ok(())),
        (with("tag", json!("")), Ok(()), Ok(())),
        (with("entrypoint", json!("")), Err(Missing), Err(Missing)),
        (with("image", json!(null)), Err(Missing), Err(Missing)),
        (with("checksum", json!("")), Err(Missing), Err(Missing)),
        // Provider asks only for truth.
        (with("entrypoint", json!(["sh"])), Err(Missing), Ok(())),
        (with("image", json!(true)), Err(Missing), Ok(())),
        (with("image", json!({})), Err(Missing), Err(Missing)),
        (with("checksum", json!(5)), Err(Missing), Err(Checksum)),
        (
            with("checksum", json!("md5:00")),
            Err(Checksum),
            Err(Checksum),
        ),
        (
            with("checksum", json!(&DIGEST[7..])),
            Err(Checksum),
            Err(Checksum),
        ),
        (
            with("checksum", json!(DIGEST.replace("sha256", "SHA256"))),
            Err(Checksum),
            Err(Checksum),
        ),
        (with("checksum", json!("sha256:")), Err(Checksum), Ok(())),
        (
            with("checksum", json!(format!("{DIGEST}0"))),
            Err(Checksum),
            Ok(()),
        ),
        (
            with("checksum", json!(format!("sha256:0x{}", &DIGEST[9..]))),
            Err(Checksum),
            Ok(()),
        ),
        (
            with("checksum", json!(DIGEST.replace('e', "E"))),
            Ok(()),
            Ok(()),
        ),
        (with("image", json!("a@b")), Err(Image), Ok(())),
        (with("image", json!("a b")), Err(Image), Ok(())),
        (with("image", json!("ä")), Err(Image), Ok(())),
        (with("image", json!(long)), Err(Image), Ok(())),
        (
            with("image", json!("registry.example:5000/a/b:t")),
            Ok(()),
            Ok(()),
        ),
        (json!({}), Err(Missing), Err(Missing)),
        (json!([]), Err(Missing), Err(Missing)),
        (json!(null), Err(Missing), Err(Missing)),
    ];
    for (container, strict, provider) in cases {
        assert_eq!(read(&container, STRICT).map(|_| ()), strict, "{container}");
        assert_eq!(
            read(&container, Rules::Provider).map(|_| ()),
            provider,
            "{container}"
        );
    }
    assert_eq!(read(&good, Rules::Provider).unwrap(), good.to_string());
    assert_eq!(
        read(&with("entrypoint", json!("a \"b\"")), STRICT).unwrap(),
        format!(r#"{{"entrypoint":"a \"b\"","image":"a/b","checksum":"{DIGEST}"}}"#)
    );
}

#[test]
fn raw_code_as_an_object_or_a_text() {
    let container = json!({"entrypoint": "e", "image": "i", "checksum": DIGEST});
    let read = |meta: Value| {
        let json = Json::parse(meta.to_string()).unwrap();
        RawAlgorithm::read(json.root(), STRICT)
    };
    let meta =
        json!({"rawcode": "código \"x\"", "url": "https://x.example/a", "container": container});
    let object = read(meta.clone()).unwrap();
    assert_eq!(object, read(json!(meta.to_string())).unwrap());
    assert_eq!(
        (object.code(), object.url()),
        (Some("código \"x\""), Some("https://x.example/a"))
    );
    assert!(object.container().is_pinned());
    assert_eq!(
        format!("{object:?}"),
        "RawAlgorithm { container: RunnableContainer { pinned: true, .. }, .. }"
    );
    assert_eq!(
        read(json!({"rawcode": 5, "container": container})),
        Err(RawAlgorithmError::NoCode)
    );
    assert_eq!(
        read(json!([])),
        Err(RawAlgorithmError::NotAnObject { found: "array" })
    );
    // A text in a text is not read again.
    assert_eq!(
        read(json!(json!("{}").to_string())),
        Err(RawAlgorithmError::NotAnObject { found: "string" })
    );
    let long = format!("{{\"rawcode\": \"{}\"}}", "x".repeat(MAX_META_BYTES));
    let deep = format!("{}{}", "[".repeat(129), "]".repeat(129));
    for text in [long, deep] {
        assert!(matches!(
            read(json!(text)),
            Err(RawAlgorithmError::NotJson(_))
        ));
    }
}
