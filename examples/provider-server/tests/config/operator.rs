//! Where jobs run, and the key that signs for it.

use crate::{
    KEY, KEY_ADDRESS, OTHER, OTHER_ADDRESS, SINGLE, errors, maps, read, single, with_maps,
};

const URL: &str = "http://user:canary-password@operator.example:8050/canary-path/";

#[test]
fn without_a_url_there_is_no_operator() {
    assert!(single(&[]).operator.is_none());
    assert!(single(&[("OPERATOR_SERVICE_URL", "")]).operator.is_none());
}

#[test]
fn calls_are_signed_with_the_key_of_the_reference() {
    let single_key = single(&[("OPERATOR_SERVICE_URL", URL)]).operator.unwrap();
    assert_eq!(single_key.key.address().to_string(), KEY_ADDRESS);
    assert_eq!(single_key.url.as_str(), URL);
    let universal = [
        ("OPERATOR_SERVICE_URL", URL),
        ("UNIVERSAL_PRIVATE_KEY", OTHER),
    ];
    let universal = single(&universal).operator.unwrap();
    assert_eq!(universal.key.address().to_string(), OTHER_ADDRESS);
    // A map of keys needs a universal one, also where tokens have their own.
    let more = [
        ("OPERATOR_SERVICE_URL", URL),
        ("UNIVERSAL_PRIVATE_KEY", OTHER),
    ];
    let many = with_maps(&more).unwrap().operator.unwrap();
    assert_eq!(many.key.address().to_string(), OTHER_ADDRESS);
    assert_eq!(maps().len(), 4);
    // Its file stands beside that of the nonces, also where these are in a Redis.
    let redis = [
        ("OPERATOR_SERVICE_URL", URL),
        ("STORAGE_PATH", "/var/lib/provider/db"),
        ("REDIS_CONNECTION", "redis://127.0.0.1:6379/0"),
    ];
    let jobs = single(&redis).operator.unwrap().jobs;
    assert_eq!(jobs.to_str(), Some("/var/lib/provider/db.jobs"));
    // The end of a URL without a path is its root.
    let root = single(&[("OPERATOR_SERVICE_URL", "http://operator.example:8050")]);
    assert_eq!(
        root.operator.unwrap().url.as_str(),
        "http://operator.example:8050/"
    );
}

#[test]
fn what_is_no_base_is_refused() {
    let expected = "`OPERATOR_SERVICE_URL` is not an http or https URL that ends in `/`";
    for url in [
        "operator",
        "ftp://operator.example/",
        "http://operator.example/service",
        "http://operator.example/?key=1",
    ] {
        assert_eq!(
            errors(&SINGLE, &[("OPERATOR_SERVICE_URL", url)]),
            [expected],
            "{url}"
        );
    }
}

#[test]
fn a22_neither_url_nor_key_is_shown() {
    let config = read(&SINGLE, &[("OPERATOR_SERVICE_URL", URL)]).unwrap();
    let (report, debug) = (config.report(), format!("{config:?}"));
    for text in [&report, &debug] {
        assert!(!text.contains("canary"), "{text}");
        assert!(!text.contains(KEY.trim_start_matches("0x")), "{text}");
    }
    let line = format!(
        "operator         http://operator.example:8050/…, calls signed by {KEY_ADDRESS}, jobs in \
         ocean-provider.sqlite.jobs\n"
    );
    assert!(report.contains(&line), "{report}");
}
