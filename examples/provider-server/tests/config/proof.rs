//! Where proofs of download go.

use provider_server::config::ProofConfig;

use crate::{SINGLE, errors, single};

const URL: &str = "https://user:canary-password@proofs.example/canary-path?key=canary-key";

#[test]
fn a_server_goes_before_the_chain() {
    let http = Some(ProofConfig::Http(URL.parse().unwrap()));
    let chain = Some(ProofConfig::Chain);
    let rows = [
        ("", "", None),
        ("", "false", None),
        ("", "0", None),
        ("", "true", chain.clone()),
        ("", "1", chain),
        (URL, "", http.clone()),
        (URL, "true", http.clone()),
        (URL, "false", http),
    ];
    for (url, on_chain, expected) in rows {
        let config = single(&[("USE_HTTP_PROOF", url), ("USE_CHAIN_PROOF", on_chain)]);
        assert_eq!(config.proofs, expected, "{url} {on_chain}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    assert_eq!(
        errors(
            &SINGLE,
            &[("USE_HTTP_PROOF", "canary"), ("USE_CHAIN_PROOF", "please")]
        ),
        [
            "`USE_HTTP_PROOF` is not an http or https URL",
            "`USE_CHAIN_PROOF` is `please`; expected true or false",
        ]
    );
}

#[test]
fn a22_the_place_of_proofs_is_not_shown() {
    let config = single(&[("USE_HTTP_PROOF", URL)]);
    let (report, debug) = (config.report(), format!("{config:?}"));
    for text in [&report, &debug] {
        assert!(!text.contains("canary"), "{text}");
    }
    let line = "proofs           posted to https://proofs.example/…\n";
    assert!(report.contains(line), "{report}");
    let report = single(&[("USE_CHAIN_PROOF", "true")]).report();
    let line = "proofs           on chain, at the Provider's cost\n";
    assert!(report.contains(line), "{report}");
}
