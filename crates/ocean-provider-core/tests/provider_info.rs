//! `GET /`, written and read.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::collections::BTreeMap;

use alloy_primitives::{Address, address};
use ocean_provider_core::{ProviderInfo, ServiceEndpoint};
use proptest::prelude::*;

const ADDRESS: Address = address!("0x4ce0c2Fe8a2D27B4C4dB1A3b84F7D3a49D0a4d8B");

/// As Provider 2.1.6 answers it, for one chain, without the line breaks.
fn of_provider_2_1_6() -> String {
    [
        r#"{"software":"Provider","version":"2.1.6","chainIds":[8996],"#,
        &format!(r#""providerAddresses":{{"8996":"{ADDRESS}"}},"#),
        r#""serviceEndpoints":{"#,
        r#""nonce":["GET","/api/services/nonce"],"encrypt":["POST","/api/services/encrypt"],"#,
        r#""decrypt":["POST","/api/services/decrypt"],"fileinfo":["POST","/api/services/fileinfo"],"#,
        r#""initialize":["GET","/api/services/initialize"],"#,
        r#""download":["GET","/api/services/download"],"#,
        r#""initializeCompute":["POST","/api/services/initializeCompute"],"#,
        r#""computeStart":["POST","/api/services/compute"],"#,
        r#""computeStop":["PUT","/api/services/compute"],"#,
        r#""computeDelete":["DELETE","/api/services/compute"],"#,
        r#""computeStatus":["GET","/api/services/compute"],"#,
        r#""computeResult":["GET","/api/services/computeResult"],"#,
        r#""computeEnvironments":["GET","/api/services/computeEnvironments"],"#,
        r#""validateContainer":["POST","/api/services/validateContainer"],"#,
        r#""create_auth_token":["GET","/api/services/createAuthToken"],"#,
        r#""delete_auth_token":["DELETE","/api/services/deleteAuthToken"]}}"#,
    ]
    .concat()
}

fn parse(text: &str) -> ProviderInfo {
    text.parse().unwrap()
}

#[test]
fn it_is_written_as_provider_2_1_6_writes_it() {
    let info = ProviderInfo::new("Provider", "2.1.6", BTreeMap::from([(8996, ADDRESS)]));
    assert_eq!(info.to_string(), of_provider_2_1_6());
    assert_eq!(parse(&info.to_string()), info);
    assert_eq!(info.endpoints().count(), 16);
}

#[test]
fn several_chains_are_in_order() {
    let addresses = BTreeMap::from([(137, ADDRESS), (1, ADDRESS), (8996, ADDRESS)]);
    let info = ProviderInfo::new("a\"b", "1", addresses);
    let start = format!(
        r#"{{"software":"a\"b","version":"1","chainIds":[1,137,8996],"providerAddresses":{{"1":"{ADDRESS}","137":"{ADDRESS}","8996":"{ADDRESS}"}},"serviceEndpoints":{{"nonce""#
    );
    assert!(info.to_string().starts_with(&start), "{info}");
    assert_eq!(parse(&info.to_string()), info);
}

#[test]
fn no_chain_is_written() {
    let info = ProviderInfo::new("Provider", "2.1.6", BTreeMap::new());
    assert!(
        info.to_string()
            .contains(r#""chainIds":[],"providerAddresses":{},"#)
    );
    assert_eq!(parse(&info.to_string()), info);
}

#[test]
fn providers_before_1_4_0_and_ocean_node_are_read() {
    for (text, software, version, chains) in [
        (
            r#"{"software":"Provider","version":"1.3.7","chainId":137,"providerAddress":"A"}"#,
            "Provider",
            "1.3.7",
            &[137][..],
        ),
        (
            r#"{"nodeId":"16Uiu2","chainIds":["8996","1"],"providerAddress":"A",
                "nodePublicKey":"02","serviceEndpoints":{"nonce":["GET","/api/services/nonce"]},
                "software":"Ocean-Node","version":"0.0.1"}"#,
            "Ocean-Node",
            "0.0.1",
            &[1, 8996],
        ),
        (
            r#"{"providerAddresses":{"5":"A"},"chainIds":[7]}"#,
            "",
            "",
            &[5],
        ),
        (r#"{"chainIds":[1],"providerAddress":null}"#, "", "", &[]),
        ("{}", "", "", &[]),
    ] {
        let lower_case = format!("{ADDRESS:?}").to_lowercase();
        for address in [ADDRESS.to_string(), lower_case] {
            let info = parse(&text.replace("\"A\"", &format!("\"{address}\"")));
            assert_eq!(info.software(), software);
            assert_eq!(info.version(), version);
            assert_eq!(info.chain_ids().collect::<Vec<_>>(), chains);
            for &chain in chains {
                assert_eq!(info.address(chain), Some(ADDRESS));
            }
            assert_eq!(info.address(424_242), None);
        }
    }
}

#[test]
fn endpoints_have_names() {
    let info = parse(
        r#"{"serviceEndpoints":{"fileinfo":["POST","/x/fi"],"odd":"GET","short":["GET"],
            "number":["GET",1],"more":["GET","/m",{}]}}"#,
    );
    let expected = ServiceEndpoint {
        method: "POST".to_owned(),
        path: "/x/fi".to_owned(),
    };
    assert_eq!(info.endpoint("fileinfo"), Some(&expected));
    assert_eq!(info.endpoint("fileInfo"), None);
    let names: Vec<_> = info.endpoints().map(|(name, _)| name).collect();
    assert_eq!(names, ["fileinfo", "more"]);
    let info = parse(&of_provider_2_1_6());
    assert_eq!(info.endpoint("computeStop").unwrap().method, "PUT");
    assert_eq!(
        info.endpoint("create_auth_token").unwrap().path,
        "/api/services/createAuthToken"
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    for (text, code, message) in [
        (
            "[]",
            "provider_info_not_an_object",
            "expected an object, found array",
        ),
        (
            r#"{"providerAddresses":{"x":"0x"}}"#,
            "provider_info_chain",
            "chain is `x`, expected a decimal number",
        ),
        (
            r#"{"chainId":"\u001b","providerAddress":"A"}"#,
            "provider_info_chain",
            r#"chain is `\"\\u001b\"`, expected a decimal number"#,
        ),
        (
            r#"{"providerAddresses":{"1":"0x12"}}"#,
            "provider_info_address",
            "address of the Provider is none",
        ),
        (
            r#"{"providerAddress":{"1":"A"},"chainIds":[1]}"#,
            "provider_info_address",
            "address of the Provider is none",
        ),
    ] {
        let text = text.replace("\"A\"", &format!("\"{ADDRESS}\""));
        let error = text.parse::<ProviderInfo>().unwrap_err();
        assert_eq!(
            (error.code(), &*error.to_string()),
            (code, message),
            "{text}"
        );
    }
    let long = format!(r#"{{"software":"{}"}}"#, "x".repeat(1 << 20));
    assert_eq!(
        long.parse::<ProviderInfo>().unwrap_err().code(),
        "json_too_long"
    );
    let deep = "[".repeat(17);
    assert_eq!(
        deep.parse::<ProviderInfo>().unwrap_err().code(),
        "json_too_deep"
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        software in ".*",
        version in ".*",
        chains in prop::collection::btree_map(any::<u64>(), any::<[u8; 20]>(), 0..5),
    ) {
        let addresses = chains.into_iter().map(|(chain, bytes)| (chain, Address::from(bytes)));
        let info = ProviderInfo::new(&software, &version, addresses.collect());
        prop_assert_eq!(info.to_string().parse::<ProviderInfo>().unwrap(), info);
    }

    #[test]
    fn no_text_is_too_much(text in r#"[\[\]{}":,0-9a-zA-Z ]{0,60}"#) {
        let _ = text.parse::<ProviderInfo>();
    }
}
