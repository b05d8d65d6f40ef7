//! What each protocol crate may depend on, and what it must have.

use tidy::{crates, read, root};
use toml::Value;

/// The layers of the workspace, lowest first. A crate may use only crates of lower layers.
const LAYERS: [&[&str]; 7] = [
    &["ocean-did", "ocean-state", "ocean-checksum", "ocean-keys"],
    &["ocean-credentials", "ocean-encryption", "ocean-auth"],
    &["ocean-files", "ocean-ddo"],
    &["ocean-orders"],
    &["ocean-compute"],
    &["ocean-provider-client"],
    &["ocean-provider-core"],
];

/// What protocol crates may depend on besides each other: none of it does I/O as it is used here.
const FOREIGN: [&str; 25] = [
    "aes-gcm",
    "alloy-dyn-abi",
    "alloy-json-abi",
    "alloy-primitives",
    "alloy-sol-types",
    "base64ct",
    "crc",
    "fluent-uri",
    "getrandom",
    "hkdf",
    "hmac",
    "jsonschema",
    "k256",
    "lzma-rust2",
    "percent-encoding",
    "primeorder",
    "ryu-js",
    "secp256k1",
    "semver",
    "serde",
    "serde_json",
    "sha2",
    "smallvec",
    "thiserror",
    "zeroize",
];

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

fn dependencies(manifest: &toml::Table) -> Vec<&str> {
    ["dependencies", "build-dependencies"]
        .into_iter()
        .filter_map(|table| manifest.get(table)?.as_table())
        .flat_map(|table| table.keys().map(String::as_str))
        .collect()
}

#[test]
fn a_crate_uses_only_lower_layers() {
    let crates = crates();
    assert!(crates.len() >= 4, "{} crates", crates.len());
    for (name, manifest) in &crates {
        let own = layer(name).unwrap_or_else(|| panic!("{name} has no layer"));
        for dependency in dependencies(manifest) {
            match layer(dependency) {
                Some(other) => assert!(
                    other < own,
                    "{name} uses {dependency}, which is not below it"
                ),
                None => assert!(FOREIGN.contains(&dependency), "{name} uses {dependency}"),
            }
        }
    }
}

#[test]
fn a_crate_is_fit_to_be_published() {
    for (name, manifest) in crates() {
        let package = manifest["package"].as_table().unwrap();
        for key in [
            "description",
            "documentation",
            "include",
            "keywords",
            "categories",
            "license",
            "rust-version",
        ] {
            assert!(package.contains_key(key), "{name}: no {key}");
        }
        assert_eq!(
            manifest["lints"]["workspace"],
            Value::Boolean(true),
            "{name}: lints"
        );
        assert_eq!(
            package["metadata"]["docs"]["rs"]["all-features"],
            Value::Boolean(true),
            "{name}: docs.rs"
        );
        assert!(
            root().join(format!("crates/{name}/tests/api.rs")).exists(),
            "{name}: no tests/api.rs"
        );
        let lib = read(format!("crates/{name}/src/lib.rs"));
        assert!(
            lib.contains(r#"include_str!("../README.md")"#),
            "{name}: README is not its documentation"
        );
        let readme = read(format!("crates/{name}/README.md"));
        assert!(
            readme.starts_with(&format!("# {name}\n")) && readme.contains("```rust"),
            "{name}: README"
        );
    }
}

#[test]
fn versions_stand_in_the_workspace_only() {
    for (name, manifest) in crates() {
        for table in ["dependencies", "dev-dependencies"] {
            for (dependency, value) in manifest
                .get(table)
                .and_then(Value::as_table)
                .into_iter()
                .flatten()
            {
                assert_eq!(
                    value.get("workspace"),
                    Some(&Value::Boolean(true)),
                    "{name}: {dependency}"
                );
            }
        }
    }
}
