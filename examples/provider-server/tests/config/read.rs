use std::{path::Path, time::Duration};

use ocean_provider_core::keys::ProviderKey;
use provider_server::{
    compat::Compat,
    config::{self, Chains, Config, Contracts, Remote},
    log::LogFormat,
};

use crate::{
    FACTORY_POLYGON, KEY, KEY_ADDRESS, OCEAN_POLYGON, OTHER, OTHER_ADDRESS, SINGLE, identify, many,
    single, with_maps,
};

#[test]
fn three_variables_are_enough() {
    let config = single(&[]);
    let Chains::One(chain) = &config.chains else {
        panic!("a single chain");
    };
    assert_eq!(chain.rpc().as_str(), "https://rpc.example/v2/rpc-secret");
    assert_eq!(config.listen.to_string(), "0.0.0.0:8030");
    assert_eq!(config.compat, Compat::default());
    assert_eq!(config.log_format, LogFormat::Text);
    assert!(config.trusted_proxies.is_empty());
    assert_eq!(config.requests_per_minute, 600);
    assert_eq!(config.storage.to_string(), "ocean-provider.sqlite");
    let settings = config.settings;
    assert_eq!(settings.public_url, None);
    assert_eq!(
        settings.aquarius_url.as_str(),
        "http://aquarius.example:5000/"
    );
    assert_eq!(settings.authorized_decrypters, None);
    assert_eq!(settings.gateways().ipfs, None);
    assert_eq!(settings.gateways().arweave, None);
    assert!(!settings.allow_non_public_ip);
    assert_eq!(settings.max_checksum_length, 0);
    assert_eq!(settings.request_timeout, Duration::from_secs(10));
    assert_eq!(settings.request_retries, 1);
    assert_eq!(settings.token_policy.max_lifetime, 86_400);
    assert_eq!(settings.min_confirmations, 1);
    assert_eq!(settings.max_encrypt_bytes, 10_485_760);
    assert_eq!(settings.max_document_bytes, 22_020_096);
    assert_eq!(settings.max_json_bytes, 1_048_576);
    assert_eq!(settings.max_file_bytes, 1_099_511_627_776);
}

#[test]
fn every_setting_is_read() {
    let config = single(&[
        ("PORT", "80"),
        ("OCEAN_PROVIDER_URL", "https://provider.example"),
        (
            "AUTHORIZED_DECRYPTERS",
            r#"["0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1"]"#,
        ),
        ("IPFS_GATEWAY", "https://ipfs.example"),
        ("ARWEAVE_GATEWAY", "https://arweave.example"),
        ("ALLOW_NON_PUBLIC_IP", "True"),
        ("MAX_CHECKSUM_LENGTH", "1048576"),
        ("REQUEST_TIMEOUT", "3"),
        ("REQUEST_RETRIES", "0"),
        ("STORAGE_PATH", "/var/lib/provider/db"),
        ("MAX_TOKEN_LIFETIME", "60"),
        ("MIN_CONFIRMATIONS", "12"),
        ("OCEAN_PROVIDER_COMPAT", "renewable-orders"),
        ("MAX_ENCRYPT_BYTES", "1"),
        ("MAX_JSON_BYTES", "2"),
        ("MAX_FILE_BYTES", "3"),
        ("RATE_LIMIT_PER_MINUTE", "0"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, ::1,192.0.2.7"),
        ("LOG_FORMAT", "json"),
    ]);
    assert_eq!(config.listen.to_string(), "0.0.0.0:80");
    assert_eq!(config.compat.to_string(), "renewable-orders");
    assert_eq!(config.log_format, LogFormat::Json);
    let proxies: Vec<_> = config
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(proxies, ["10.0.0.0/8", "::1/128", "192.0.2.7/32"]);
    assert_eq!(config.requests_per_minute, 0);
    assert_eq!(config.storage.to_string(), "/var/lib/provider/db");
    let settings = config.settings;
    assert_eq!(
        settings.public_url.as_ref().unwrap().as_str(),
        "https://provider.example/"
    );
    let decrypters = settings.authorized_decrypters.as_deref().unwrap();
    assert_eq!(decrypters[0].to_string(), KEY_ADDRESS);
    assert_eq!(decrypters.len(), 1);
    assert_eq!(settings.gateways().ipfs, Some("https://ipfs.example/"));
    assert_eq!(
        settings.gateways().arweave,
        Some("https://arweave.example/")
    );
    assert!(settings.allow_non_public_ip);
    assert_eq!(settings.max_checksum_length, 1_048_576);
    assert_eq!(settings.request_timeout, Duration::from_secs(3));
    assert_eq!(settings.request_retries, 0);
    assert_eq!(settings.token_policy.max_lifetime, 60);
    assert_eq!(settings.min_confirmations, 12);
    assert_eq!(settings.max_encrypt_bytes, 1);
    assert_eq!(settings.max_document_bytes, 4);
    assert_eq!(settings.max_json_bytes, 2);
    assert_eq!(settings.max_file_bytes, 3);
}

#[test]
fn a14_a_token_lives_without_end_only_where_it_is_asked_for() {
    let more = [
        ("OCEAN_PROVIDER_COMPAT", "unlimited-token-lifetime"),
        ("MAX_TOKEN_LIFETIME", "60"),
    ];
    assert_eq!(single(&more).settings.token_policy.max_lifetime, u64::MAX);
    let more = [("OCEAN_PROVIDER_COMPAT", "token-key")];
    assert_eq!(single(&more).settings.token_policy.max_lifetime, 86_400);
}

#[test]
fn where_it_listens() {
    let rows: [(&[(&str, &str)], &str); 7] = [
        (
            &[("OCEAN_PROVIDER_URL", "http://127.0.0.1:9000")],
            "127.0.0.1:9000",
        ),
        (
            &[("OCEAN_PROVIDER_URL", "http://[::1]:9000/")],
            "[::1]:9000",
        ),
        (&[("OCEAN_PROVIDER_URL", "http://0.0.0.0")], "0.0.0.0:80"),
        (
            &[("OCEAN_PROVIDER_URL", "https://name.example:9000")],
            "0.0.0.0:8030",
        ),
        (
            &[
                ("OCEAN_PROVIDER_URL", "http://127.0.0.1:9000"),
                ("PORT", "1"),
            ],
            "127.0.0.1:1",
        ),
        (&[("PORT", "1"), ("LISTEN", "127.0.0.2:2")], "127.0.0.2:2"),
        (&[("PORT", ""), ("LISTEN", "")], "0.0.0.0:8030"),
    ];
    for (more, expected) in rows {
        assert_eq!(single(more).listen.to_string(), expected, "{more:?}");
    }
}

#[test]
fn a_truth_is_spelled_as_in_python() {
    for (text, expected) in [
        ("1", true),
        ("true", true),
        ("YES", true),
        ("on", true),
        ("t", true),
        ("y", true),
        ("0", false),
        ("False", false),
        ("no", false),
        ("off", false),
        ("f", false),
        ("n", false),
        ("", false),
    ] {
        let config = single(&[("ALLOW_NON_PUBLIC_IP", text)]);
        assert_eq!(config.settings.allow_non_public_ip, expected, "{text}");
    }
}

#[test]
fn a_single_chain_is_known_by_its_node() {
    let chain = identify(single(&[]), 137).unwrap();
    assert_eq!(chain.key.address().to_string(), KEY_ADDRESS);
    assert_eq!(chain.fee_token.to_string(), OCEAN_POLYGON);
    assert_eq!(chain.factory.to_string(), FACTORY_POLYGON);
    assert_eq!(chain.network, "polygon");
    assert!(chain.retired.is_empty());

    let token = ("PROVIDER_FEE_TOKEN", KEY_ADDRESS);
    let chain = identify(single(&[token]), 137).unwrap();
    assert_eq!(chain.fee_token.to_string(), KEY_ADDRESS);
    // Base has no Ocean token.
    let chain = identify(single(&[]), 8453).unwrap();
    assert!(chain.fee_token.is_zero());

    let token = format!(r#"{{"137":"{OTHER_ADDRESS}"}}"#);
    let token = ("PROVIDER_FEE_TOKEN", token.as_str());
    let chain = identify(single(&[token]), 137).unwrap();
    assert_eq!(chain.fee_token.to_string(), OTHER_ADDRESS);
    assert_eq!(
        identify(single(&[token]), 1).unwrap_err().to_string(),
        "`PROVIDER_FEE_TOKEN` has no value for chain 1, which is served"
    );
    assert_eq!(
        identify(single(&[]), 4).unwrap_err().to_string(),
        "`ADDRESS_FILE` is not set, and the built-in list of addresses has no `ERC721Factory` \
         for chain 4"
    );

    let retired = format!(r#"{{"137":["{OTHER}"]}}"#);
    let retired = ("RETIRED_PROVIDER_PRIVATE_KEYS", retired.as_str());
    let chain = identify(single(&[retired]), 137).unwrap();
    assert_eq!(chain.retired[0].address().to_string(), OTHER_ADDRESS);
    assert_eq!(
        identify(single(&[retired]), 1).unwrap_err().to_string(),
        "`RETIRED_PROVIDER_PRIVATE_KEYS` names chain 137, which is not served"
    );
}

#[test]
fn a_map_has_a_key_for_each_chain() {
    let retired = format!(r#"{{"137":["{OTHER}"]}}"#);
    let more = [
        ("PROVIDER_FEE_TOKEN", KEY_ADDRESS),
        ("RETIRED_PROVIDER_PRIVATE_KEYS", retired.as_str()),
    ];
    let chains = many(with_maps(&more).unwrap());
    let chain = &chains[&137];
    assert_eq!(chain.rpc.as_str(), "https://polygon.example/");
    assert_eq!(chain.key.address().to_string(), KEY_ADDRESS);
    assert_eq!(chain.retired.len(), 1);
    let chain = &chains[&11_155_111];
    assert_eq!(chain.key.address().to_string(), OTHER_ADDRESS);
    assert_eq!(chain.fee_token.to_string(), KEY_ADDRESS);
    assert_eq!(chain.network, "sepolia");
    assert_eq!(chains.len(), 2);

    // The fee token of a chain that is not served does no harm.
    let tokens =
        format!(r#"{{"1":"{KEY_ADDRESS}","137":"{KEY_ADDRESS}","11155111":"{KEY_ADDRESS}"}}"#);
    assert!(with_maps(&[("PROVIDER_FEE_TOKEN", &tokens)]).is_ok());
}

#[test]
fn an_address_file_is_read_in_its_order() {
    let text = r#"{
        "development": {"chainId": 8996, "Ocean": "0xcfdda22c9837ae76e0faa845354f33c62e03653a",
            "ERC721Factory": "0xe8c6Dc39602031A152440311e364818ba25C2Bc1", "ERC20Template": {"1": 1}},
        "barge": {"chainId": 8996},
        "zeta": {"chainId": 5, "ERC721Factory": "0xe8c6Dc39602031A152440311e364818ba25C2Bc1"},
        "alpha": {"chainId": 5}, "none": {"Ocean": "0x"}, "text": {"chainId": "6"}
    }"#;
    let contracts = Contracts::of_file(text).unwrap();
    assert_eq!(contracts.name(8996), "Ganache");
    assert_eq!(contracts.name(5), "zeta");
    assert_eq!(contracts.name(6), "Unknown");
    assert_eq!(
        contracts.ocean(8996).unwrap().to_string(),
        "0xCfDdA22C9837aE76E0faA845354f33C62E03653a"
    );
    assert_eq!(contracts.ocean(5), None);
    assert!(contracts.factory(5).is_ok());
    assert_eq!(
        contracts.factory(137).unwrap_err().to_string(),
        "`ADDRESS_FILE` has no `ERC721Factory` for chain 137"
    );

    let env = |name: &str| match name {
        "ADDRESS_FILE" => Some("~/address.json".into()),
        "HOME" => Some("/home/me".into()),
        _ => SINGLE
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).into()),
    };
    let file = |path: &Path| {
        assert_eq!(path, Path::new("/home/me/address.json"));
        Ok(text.to_owned())
    };
    let config = Config::from_env(&env, &file).unwrap();
    assert_eq!(identify(config, 5).unwrap().network, "zeta");
}

#[test]
fn the_built_in_addresses_are_those_of_the_package() {
    let contracts = Contracts::built_in().unwrap();
    let chains = [
        1, 5, 10, 56, 100, 137, 246, 1285, 3141, 8453, 23294, 23295, 32456, 44787, 80001, 81001,
        2_021_000, 11_155_111, 11_155_420,
    ];
    for chain in chains {
        assert!(contracts.factory(chain).is_ok(), "{chain}");
    }
    assert_eq!(contracts.name(1), "mainnet");
    assert_eq!(
        contracts.factory(11_155_111).unwrap().to_string(),
        "0xEF62FB495266C72a5212A11Dce8baa79Ec0ABeB1"
    );
}

#[test]
fn an_empty_list_of_decrypters_means_everybody_as_in_the_reference() {
    for text in ["[]", ""] {
        let config = single(&[("AUTHORIZED_DECRYPTERS", text)]);
        assert_eq!(config.settings.authorized_decrypters, None, "{text}");
    }
}

#[test]
fn a_remote_shows_its_host_only() {
    for (url, shown) in [
        ("https://rpc.example/v2/key", "https://rpc.example/…"),
        (
            "http://user:secret@rpc.example:8545",
            "http://rpc.example:8545/…",
        ),
        (
            "http://rpc.example:8545/?key=1",
            "http://rpc.example:8545/…",
        ),
        ("http://[::1]:8545", "http://[::1]:8545"),
    ] {
        let remote: Remote = url.parse().unwrap();
        assert_eq!(remote.to_string(), shown);
        assert_eq!(format!("{remote:?}"), format!("Remote({shown})"));
    }
    let error = "ws://a".parse::<Remote>().unwrap_err();
    assert_eq!(error.to_string(), "not an http or https URL");
}

#[test]
fn a_redis_goes_before_a_file() {
    let file = ("STORAGE_PATH", "/var/lib/provider/db");
    for (url, shown) in [
        ("redis://127.0.0.1", "redis://127.0.0.1:6379/0"),
        (
            "redis://me:secret@redis.example:7000/3",
            "redis://redis.example:7000/3",
        ),
        ("rediss://:secret@[::1]/", "rediss://[::1]:6379/0"),
        (
            "unix:///run/redis.sock?db=2&pass=secret",
            "unix:///run/redis.sock?db=2",
        ),
    ] {
        let redis = ("REDIS_CONNECTION", url);
        let storage = single(&[file, redis]).storage;
        assert_eq!(storage.to_string(), shown);
        let debug = format!("{storage:?}");
        assert_eq!(
            debug,
            format!("Redis {{ url: RedisUrl({shown}), durability: Required }}")
        );
        let storage = single(&[redis, ("REDIS_UNSAFE", "allow-data-loss")]).storage;
        assert_eq!(storage.to_string(), format!("{shown}, data loss allowed"));
    }
    let import = |url: &str| {
        let url = url.to_owned();
        config::redis_to_import(&move |name: &str| {
            assert_eq!(name, "IMPORT_REDIS_CONNECTION");
            Some(url.clone())
        })
    };
    assert_eq!(
        import("redis://a:b@c").unwrap().to_string(),
        "redis://c:6379/0"
    );
    let error = import("secret").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`IMPORT_REDIS_CONNECTION` is not a redis, rediss or unix URL of a Redis"
    );
}

#[test]
fn keys_of_the_tests_are_keys() {
    for (key, address) in [(KEY, KEY_ADDRESS), (OTHER, OTHER_ADDRESS)] {
        assert_eq!(
            ProviderKey::from_hex(key).unwrap().address().to_string(),
            address
        );
    }
}
