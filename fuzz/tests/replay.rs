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

#[test]
fn open() {
    replay("open", fuzz::open);
}

#[test]
fn envelope_open() {
    replay("envelope_open", fuzz::envelope_open);
}

#[test]
fn files_object() {
    replay("files_object", fuzz::files_object);
}

#[test]
fn nonce() {
    replay("nonce", fuzz::nonce);
}

#[test]
fn token() {
    replay("token", fuzz::token);
}

#[test]
fn message_verify() {
    replay("message_verify", fuzz::message_verify);
}

#[test]
fn order_verify() {
    replay("order_verify", fuzz::order_verify);
}

#[test]
fn event_decode() {
    replay("event_decode", fuzz::event_decode);
}

#[test]
fn fee_json() {
    replay("fee_json", fuzz::fee_json);
}

#[test]
fn consumer_parameters() {
    replay("consumer_parameters", fuzz::consumer_parameters);
}

#[test]
fn admit() {
    replay("admit", fuzz::admit);
}
