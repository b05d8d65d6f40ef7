//! Runs every seed, and whatever was found before, through its target.

use std::{fs, path::Path};

fn replay(target: &str, body: fn(&[u8])) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut replayed = 0;
    for folder in ["seeds", "corpus", "artifacts"] {
        let Ok(inputs) = fs::read_dir(root.join(folder).join(target)) else {
            continue;
        };
        for input in inputs {
            let path = input.expect("the folder can be read").path();
            body(&fs::read(&path).expect("the input can be read"));
            replayed += 1;
        }
    }
    assert!(replayed > 0, "no seed of {target}");
}

#[test]
fn did_parse() {
    replay("did_parse", fuzz::did_parse);
}

#[test]
fn stringify() {
    replay("stringify", fuzz::stringify);
}

#[test]
fn ddo_document() {
    replay("ddo_document", fuzz::ddo_document);
}

#[test]
fn ddo_validate() {
    replay("ddo_validate", fuzz::ddo_validate);
}

#[test]
fn credentials_evaluate() {
    replay("credentials_evaluate", fuzz::credentials_evaluate);
}
