//! No secret of the configuration is shown, and the key of tokens is a key of its own.

use std::collections::BTreeMap;

use ocean_provider_core::auth::{
    Caller, Claimed, MemoryNonces, Message, Nonce, Request, TokenError, TokenKey, TokenPolicy,
};
use ocean_provider_core::keys::ProviderKey;
use provider_server::config::{Config, Errors};

use crate::file;

/// Each appears in one secret place, and in nothing that may be shown.
const CANARIES: [&str; 6] = [
    "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d",
    "6cbed15c793ce57650b9877cf6fa156fbef513c4e6134f022a85b1ffdd59b2a1",
    "6370fd033278c143179d81c5526140625662b8daa446c22ee2d73db3707e620c",
    "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00",
    "canary-rpc-key",
    "canary-password",
];

fn read(variables: &[(&str, String)]) -> Result<Config, Errors> {
    let all: BTreeMap<&str, &String> = variables.iter().map(|(k, v)| (*k, v)).collect();
    Config::from_env(&|name| all.get(name).map(ToString::to_string), &file)
}

fn variables() -> Vec<(&'static str, String)> {
    let [key, retired, universal, token, rpc, password] = CANARIES;
    vec![
        (
            "NETWORK_URL",
            format!(r#"{{"137":"https://rpc.example/{rpc}"}}"#),
        ),
        ("PROVIDER_PRIVATE_KEY", format!(r#"{{"137":"{key}"}}"#)),
        (
            "RETIRED_PROVIDER_PRIVATE_KEYS",
            format!(r#"{{"137":["{retired}"]}}"#),
        ),
        ("UNIVERSAL_PRIVATE_KEY", universal.into()),
        ("AUTH_TOKEN_KEY", token.into()),
        (
            "AQUARIUS_URL",
            format!("http://me:{password}@aquarius.example"),
        ),
        (
            "IPFS_GATEWAY",
            format!("https://ipfs.example/?pass={password}"),
        ),
        (
            "REDIS_CONNECTION",
            format!("redis://me:{password}@redis.example/1"),
        ),
    ]
}

fn check_no_canary(text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}

#[test]
fn a22_nothing_that_is_shown_holds_a_secret() {
    let config = read(&variables()).unwrap();
    check_no_canary(&format!("{config:?}"));
    check_no_canary(&format!("{config:#?}"));
    let report = config.report();
    check_no_canary(&report);
    assert_eq!(
        report,
        "\
listen           0.0.0.0:8030
chain 137        polygon, node https://rpc.example/…, Provider \
0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1, fee token \
0x282d8efCe846A88B159800bd4130ad77443Fa1A1, factory \
0x6fd867E5AEE6D62a24f97939db90C4e67A73A651, 1 retired keys
metadata cache   http://aquarius.example/…
operator         none
proofs           none
ipfs gateway     https://ipfs.example/…
arweave gateway  none
decrypters       everybody
non-public IP    false
checksums        files up to 0 bytes
own requests     10 s, then 1 more
storage          redis://redis.example:6379/1
tokens           at most 86400 s
confirmations    1
sizes            encrypt 10485760 bytes, other bodies 1048576 bytes, files 1099511627776 bytes
rate             600 unsigned requests a minute for each client
trusted proxies  none
compat           none
"
    );
}

#[test]
fn a22_no_error_shows_a_secret() {
    let breaks: [fn(&str) -> String; 5] = [
        |value| format!("{value}x"),
        |value| format!(" {value}"),
        |value| value.replace("137", "0137"),
        |value| value.replace('"', ""),
        |value| value.replace("http", "ws"),
    ];
    let mut found = 0;
    for at in 0..variables().len() {
        for damage in breaks {
            let mut variables = variables();
            if let Some((_, value)) = variables.get_mut(at) {
                *value = damage(value);
            }
            if let Err(errors) = read(&variables) {
                found += 1;
                check_no_canary(&errors.to_string());
                check_no_canary(&format!("{errors:?}"));
            }
        }
    }
    assert_eq!(found, 17);
}

fn spend(key: &ProviderKey) -> ocean_provider_core::auth::Spent {
    let claimed = Claimed::from(key.address());
    let message = Message::wire(&Request::CreateAuthToken, &claimed, &Nonce::from(1)).unwrap();
    let signature = key.sign_digest(&message.digest()).to_bytes();
    let caller: Caller = message
        .verify(&alloy_primitives::hex::encode_prefixed(signature))
        .unwrap();
    caller.spend(&MemoryNonces::default()).unwrap()
}

/// Whether one key takes what the other made.
fn same(made: &TokenKey, reader: &TokenKey) -> bool {
    let policy = TokenPolicy::default();
    let key = ProviderKey::from_hex(CANARIES[1]).unwrap();
    let token = made.issue(&spend(&key), 2_000, &policy, 1_000).unwrap();
    match reader.verify(token.as_str(), &policy, 1_000) {
        Ok(_) => true,
        Err(TokenError::WrongKey) => false,
        Err(other) => panic!("{other}"),
    }
}

fn token_key(more: &[(&'static str, &str)]) -> TokenKey {
    let mut all = vec![
        ("NETWORK_URL", "https://rpc.example".to_owned()),
        ("PROVIDER_PRIVATE_KEY", CANARIES[0].to_owned()),
        ("AQUARIUS_URL", "https://aquarius.example".to_owned()),
    ];
    all.extend(
        more.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    read(&all).unwrap().token_key
}

#[test]
fn a24_the_token_key_is_not_the_chain_key() {
    let default = token_key(&[]);
    let chain_key = alloy_primitives::hex::decode(CANARIES[0]).unwrap();
    let reference = TokenKey::from_provider_key_text(CANARIES[0]).unwrap();
    assert!(!same(&default, &reference));
    assert!(!same(&default, &TokenKey::new(&chain_key).unwrap()));

    let compat = [("OCEAN_PROVIDER_COMPAT", "token-key")];
    assert!(same(&token_key(&compat), &reference));
}

#[test]
fn what_the_token_key_comes_from() {
    let default = token_key(&[]);
    // By Python's `hmac`: tokens outlive an upgrade.
    let bytes =
        alloy_primitives::hex!("3a174a6b2430ccc0308f7c4a86401204aaa2c09f2799f22340467412966d5f4c");
    assert!(same(&default, &TokenKey::new(&bytes).unwrap()));
    // The same however the key is spelled.
    let spelled = format!("0x{}", CANARIES[0].to_uppercase());
    assert!(same(
        &default,
        &token_key(&[("PROVIDER_PRIVATE_KEY", &spelled)])
    ));
    // The universal key goes before the chain's.
    let universal = token_key(&[("UNIVERSAL_PRIVATE_KEY", CANARIES[2])]);
    assert!(!same(&default, &universal));
    let other_chain = [
        ("UNIVERSAL_PRIVATE_KEY", CANARIES[2]),
        ("PROVIDER_PRIVATE_KEY", CANARIES[1]),
    ];
    assert!(same(&universal, &token_key(&other_chain)));
    // With a map of keys, too, it is derived.
    let map = [
        ("NETWORK_URL", r#"{"137":"https://rpc.example"}"#),
        (
            "PROVIDER_PRIVATE_KEY",
            &format!(r#"{{"137":"{}"}}"#, CANARIES[1]),
        ),
        ("UNIVERSAL_PRIVATE_KEY", CANARIES[2]),
    ];
    assert!(same(&universal, &token_key(&map)));
    // An own key goes before both.
    let own = token_key(&[
        ("AUTH_TOKEN_KEY", CANARIES[3]),
        ("UNIVERSAL_PRIVATE_KEY", CANARIES[2]),
    ]);
    let bytes = alloy_primitives::hex::decode(CANARIES[3]).unwrap();
    assert!(same(&own, &TokenKey::new(&bytes).unwrap()));
    // The reference's is that of the universal key, if there is one.
    let compat = [
        ("OCEAN_PROVIDER_COMPAT", "reference"),
        ("UNIVERSAL_PRIVATE_KEY", CANARIES[2]),
    ];
    let reference = TokenKey::from_provider_key_text(CANARIES[2]).unwrap();
    assert!(same(&token_key(&compat), &reference));
}
