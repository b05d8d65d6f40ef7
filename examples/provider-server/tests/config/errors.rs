use provider_server::config::{Contracts, Error};

use crate::{KEY, KEY_ADDRESS, OTHER, SINGLE, errors, identify, read, single, with_maps};

#[test]
fn what_is_not_served_stops_the_start() {
    let rows = [
        (
            "RBAC_SERVER_URL",
            "`RBAC_SERVER_URL` is set, but requests are not put before an RBAC server; credentials \
             stand in the documents",
        ),
        (
            "PRIVATE_PROVIDER",
            "`PRIVATE_PROVIDER` is set, but it speaks to an RBAC server, and there is none here",
        ),
    ];
    for (variable, expected) in rows {
        assert_eq!(errors(&SINGLE, &[(variable, "false")]), [expected]);
        assert!(read(&SINGLE, &[(variable, "")]).is_ok(), "{variable}");
    }
}

#[test]
fn what_is_missing_is_said_at_once() {
    assert_eq!(
        errors(&[], &[]),
        [
            "`NETWORK_URL` is not set; expected an http or https URL of a JSON-RPC node",
            "`PROVIDER_PRIVATE_KEY` is not set; expected a private key of 64 hexadecimal digits",
            "`AQUARIUS_URL` is not set; expected the http or https URL of a metadata cache",
        ]
    );
    let shown = read(&SINGLE, &[("PORT", "x"), ("LOG_FORMAT", "y")]).unwrap_err();
    assert_eq!(
        shown.to_string(),
        "`PORT` is `x`; expected a port from 1 to 65535\n\
         `LOG_FORMAT` is `y`; expected `text` or `json`"
    );
}

const REMOTE: &str = "is not an http or https URL";
const REDIS: &str = "is not a redis, rediss or unix URL of a Redis";
const WRONG: &[(&str, &str, &str)] = &[
    (
        "LISTEN",
        "localhost:1",
        "is `localhost:1`; expected an IP address and a port, as 127.0.0.1:8030",
    ),
    ("PORT", "0", "is `0`; expected a port from 1 to 65535"),
    (
        "PORT",
        "65536",
        "is `65536`; expected a port from 1 to 65535",
    ),
    (
        "OCEAN_PROVIDER_URL",
        "https://me:password@provider.example",
        "is not an http or https URL without a user",
    ),
    (
        "OCEAN_PROVIDER_URL",
        "0.0.0.0:8030",
        "is not an http or https URL without a user",
    ),
    (
        "NETWORK_URL",
        "wss://rpc.example",
        "is not an http or https URL of a JSON-RPC node",
    ),
    (
        "NETWORK_URL",
        "{}",
        "is not a JSON map of decimal chain ids",
    ),
    (
        "NETWORK_URL",
        r#"{"polygon":"https://rpc.example"}"#,
        "is not a JSON map of decimal chain ids",
    ),
    (
        "NETWORK_URL",
        r#"{"0137":"https://rpc.example"}"#,
        "is not a JSON map of decimal chain ids",
    ),
    (
        "NETWORK_URL",
        r#"{"0":"https://rpc.example"}"#,
        "is not a JSON map of decimal chain ids",
    ),
    (
        "NETWORK_URL",
        r#"{"137":1}"#,
        "for chain 137 is not an http or https URL of a JSON-RPC node",
    ),
    (
        "PROVIDER_PRIVATE_KEY",
        "0x00",
        "is not a private key of 64 hexadecimal digits",
    ),
    ("PROVIDER_FEE_TOKEN", "OCEAN", "is not an address"),
    (
        "PROVIDER_FEE_TOKEN",
        r#"{"137":""}"#,
        "for chain 137 is not an address",
    ),
    (
        "RETIRED_PROVIDER_PRIVATE_KEYS",
        r#"{"137":"0x00"}"#,
        "for chain 137 is not a JSON list of at most 16 private keys of 64 hexadecimal digits",
    ),
    (
        "RETIRED_PROVIDER_PRIVATE_KEYS",
        KEY,
        "is not a JSON map of decimal chain ids",
    ),
    (
        "UNIVERSAL_PRIVATE_KEY",
        "secret",
        "is not a private key of 64 hexadecimal digits",
    ),
    (
        "AUTH_TOKEN_KEY",
        "00ff",
        "is not 32 to 1,024 bytes in hexadecimal",
    ),
    ("ADDRESS_FILE", "/x", "cannot be read: entity not found"),
    ("AQUARIUS_URL", "aquarius", REMOTE),
    (
        "AUTHORIZED_DECRYPTERS",
        "everybody",
        "is `everybody`; expected a JSON list of addresses",
    ),
    (
        "AUTHORIZED_DECRYPTERS",
        "[1]",
        "is `[1]`; expected a JSON list of addresses",
    ),
    (
        "AUTHORIZED_DECRYPTERS",
        r#"["0x0"]"#,
        r#"is `[\"0x0\"]`; expected a JSON list of addresses"#,
    ),
    ("IPFS_GATEWAY", "ftp://ipfs.example", REMOTE),
    ("ARWEAVE_GATEWAY", "https://", REMOTE),
    (
        "ALLOW_NON_PUBLIC_IP",
        "maybe",
        "is `maybe`; expected true or false",
    ),
    (
        "MAX_CHECKSUM_LENGTH",
        "-1",
        "is `-1`; expected a whole number",
    ),
    (
        "REQUEST_TIMEOUT",
        "0",
        "is `0`; expected seconds from 1 to 3600",
    ),
    (
        "REQUEST_RETRIES",
        "11",
        "is `11`; expected a number from 0 to 10",
    ),
    (
        "MAX_TOKEN_LIFETIME",
        "24h",
        "is `24h`; expected seconds from 1 on",
    ),
    (
        "MIN_CONFIRMATIONS",
        "0",
        "is `0`; expected a number from 1 to 10000",
    ),
    (
        "MAX_ENCRYPT_BYTES",
        "0",
        "is `0`; expected a number of bytes from 1 to 104857600",
    ),
    (
        "MAX_JSON_BYTES",
        "1MB",
        "is `1MB`; expected a number of bytes from 1 to 104857600",
    ),
    (
        "MAX_FILE_BYTES",
        "0",
        "is `0`; expected a number of bytes from 1 on",
    ),
    (
        "RATE_LIMIT_PER_MINUTE",
        "no",
        "is `no`; expected a number, where 0 means no limit",
    ),
    (
        "TRUSTED_PROXIES",
        "10.0.0.0/33",
        "is `10.0.0.0/33`; expected IP addresses or networks such as 10.0.0.0/8, with commas",
    ),
    (
        "OCEAN_PROVIDER_COMPAT",
        "a18",
        "is `a18`; expected names of deviations, or `reference`",
    ),
    ("REDIS_CONNECTION", "me:secret@redis.example", REDIS),
    ("REDIS_CONNECTION", "http://redis.example", REDIS),
    // Parameters that would be passed over, such as another database.
    ("REDIS_CONNECTION", "redis://redis.example?db=3", REDIS),
    (
        "REDIS_CONNECTION",
        "rediss://redis.example/#insecure",
        REDIS,
    ),
    ("REDIS_CONNECTION", "redis://redis.example/three", REDIS),
    (
        "REDIS_CONNECTION",
        "unix:///redis.sock?password=secret",
        REDIS,
    ),
    (
        "REDIS_UNSAFE",
        "true",
        "is `true`; expected `allow-data-loss`, or nothing",
    ),
    ("LOG_FORMAT", "xml", "is `xml`; expected `text` or `json`"),
];

#[test]
fn every_wrong_value_has_its_words() {
    for (variable, value, expected) in WRONG {
        let found = errors(&SINGLE, &[(variable, value)]);
        assert_eq!(found, [format!("`{variable}` {expected}")], "{value}");
    }
    let long = "x".repeat(100);
    let expected = format!(
        "`PORT` is `{}`; expected a port from 1 to 65535",
        "x".repeat(64)
    );
    assert_eq!(errors(&SINGLE, &[("PORT", &long)]), [expected]);
}

#[test]
fn maps_must_fit_together() {
    let network = ("NETWORK_URL", "https://rpc.example");
    let found = with_maps(&[network]).unwrap_err();
    assert_eq!(
        found.to_string(),
        "`NETWORK_URL` and `PROVIDER_PRIVATE_KEY` must both be single values, or both be JSON maps"
    );
    let found = with_maps(&[("UNIVERSAL_PRIVATE_KEY", "")]).unwrap_err();
    assert_eq!(
        found.to_string(),
        "`UNIVERSAL_PRIVATE_KEY` is not set; expected a private key of 64 hexadecimal digits, \
         since `PROVIDER_PRIVATE_KEY` is a map"
    );
    let keys = format!(r#"{{"137":"{KEY}","1":"{OTHER}"}}"#);
    let found = with_maps(&[("PROVIDER_PRIVATE_KEY", &keys)]).unwrap_err();
    assert_eq!(
        found.to_string(),
        "`PROVIDER_PRIVATE_KEY` has no value for chain 11155111, which is served\n\
         `PROVIDER_PRIVATE_KEY` names chain 1, which is not served"
    );
    let retired = format!(r#"{{"1":["{OTHER}"]}}"#);
    let found = with_maps(&[("RETIRED_PROVIDER_PRIVATE_KEYS", &retired)]).unwrap_err();
    assert_eq!(
        found.to_string(),
        "`RETIRED_PROVIDER_PRIVATE_KEYS` names chain 1, which is not served"
    );
    let tokens = format!(r#"{{"137":"{KEY_ADDRESS}"}}"#);
    let found = with_maps(&[("PROVIDER_FEE_TOKEN", &tokens)]).unwrap_err();
    assert_eq!(
        found.to_string(),
        "`PROVIDER_FEE_TOKEN` has no value for chain 11155111, which is served"
    );
}

#[test]
fn an_address_file_must_be_one() {
    let error = Contracts::of_file("[]").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`ADDRESS_FILE` is not a file with a JSON object of networks"
    );
    let text = r#"{"polygon": {"chainId": 137, "Ocean": "0x1"}}"#;
    let error = Contracts::of_file(text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Ocean` of `polygon` in `ADDRESS_FILE` is not an address"
    );
}

#[test]
fn codes_are_stable() {
    let codes = [
        (errors_of(&[("NETWORK_URL", "")]), "missing"),
        (errors_of(&[("PORT", "x")]), "invalid"),
        (errors_of(&[("PROVIDER_PRIVATE_KEY", "x")]), "malformed"),
        (
            errors_of(&[("NETWORK_URL", r#"{"1":1}"#)]),
            "malformed_for_chain",
        ),
        (errors_of(&[("RBAC_SERVER_URL", "x")]), "not_supported"),
        (
            errors_of(&[("ADDRESS_FILE", "x")]),
            "address_file_unreadable",
        ),
        (
            errors_of(&[("NETWORK_URL", r#"{"1":"http://a.example"}"#)]),
            "mixed_forms",
        ),
        (
            errors_of(&[
                ("AUTH_TOKEN_KEY", &"00".repeat(32)),
                ("OCEAN_PROVIDER_COMPAT", "token-key"),
            ]),
            "two_token_keys",
        ),
        (identify(single(&[]), 4).unwrap_err(), "no_factory"),
        (
            Contracts::of_file(r#"{"a": {"chainId": 1, "Ocean": "b"}}"#).unwrap_err(),
            "address_file_entry",
        ),
    ];
    for (error, code) in codes {
        assert_eq!(error.code(), code, "{error}");
    }
    let retired = format!(r#"{{"137":["{OTHER}"]}}"#);
    let config = single(&[("RETIRED_PROVIDER_PRIVATE_KEYS", &retired)]);
    assert_eq!(identify(config, 1).unwrap_err().code(), "chain_not_served");
    let tokens = format!(r#"{{"137":"{KEY_ADDRESS}"}}"#);
    let config = single(&[("PROVIDER_FEE_TOKEN", &tokens)]);
    assert_eq!(
        identify(config, 1).unwrap_err().code(),
        "chain_without_value"
    );
}

fn errors_of(more: &[(&str, &str)]) -> Error {
    let errors = read(&SINGLE, more).unwrap_err();
    errors.iter().next().unwrap().clone()
}

#[test]
fn two_keys_for_tokens_are_one_too_many() {
    let key = "00".repeat(32);
    let own = ("AUTH_TOKEN_KEY", key.as_str());
    assert!(read(&SINGLE, &[own]).is_ok());
    assert_eq!(
        errors(&SINGLE, &[own, ("OCEAN_PROVIDER_COMPAT", "token-key")]),
        ["`AUTH_TOKEN_KEY` is set, and the deviation `token-key` is on; expected one of them"]
    );
}
