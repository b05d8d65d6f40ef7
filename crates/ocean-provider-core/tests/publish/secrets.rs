//! What is printed on the way.

use ocean_provider_core::publish::{self, ServiceFiles};

use crate::world::{URL, draft, file, provider, random, settings, two_services};

#[test]
fn a22_nothing_secret_is_shown() {
    let services = two_services();
    let files = ServiceFiles {
        service: "one".to_owned(),
        files: vec![file(URL)],
    };
    let mut shown = vec![format!("{services:?}"), format!("{files:?}")];
    let prepared = publish::create(draft(), services, settings()).unwrap();
    shown.push(format!("{prepared:?}"));
    let step = prepared.start(provider().address()).unwrap();
    shown.push(format!("{step:?}"));
    let prepared = publish::create(draft(), two_services(), settings()).unwrap();
    let publication = prepared.seal(&provider().public_key(), random).unwrap();
    shown.push(format!("{publication:?}"));

    let shown = shown.join("\n");
    for seen in [
        "NeedEncrypt(NeedEncrypt { provider: 0x",
        "chain_id: 137, bodies: 2, .. }",
        "Publication { did: ",
    ] {
        assert!(shown.contains(seen), "{shown}");
    }
    for secret in ["secret-levels", "data.example", "River"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
