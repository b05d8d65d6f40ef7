//! What is written, and what is left out.

use alloy_primitives::{Address, address};
use ocean_checksum::{DocumentHash, Json};
use ocean_credentials::Credentials;
use ocean_ddo::{
    Profile,
    draft::{Algorithm, Asset, Compute, Draft, Input, Service, ServiceKind, TrustList},
};

use crate::{access, algorithm, compute, dataset, description, option, parameter};

fn text(draft: &Draft) -> String {
    draft.build().unwrap().text().to_owned()
}

/// The part of the text from a key to a mark.
#[track_caller]
fn shows(draft: &Draft, part: &str) {
    let text = text(draft);
    assert!(text.contains(part), "{part} is not in {text}");
}

#[test]
fn the_least_dataset() {
    let document = dataset().build().unwrap();
    assert_eq!(
        document.text(),
        concat!(
            r#"{"@context":["https://w3id.org/did/v1"],"#,
            r#""id":"did:op:21a91d007240bca31dede8db8520100fe30bb8f592bb2cb0e2092e4f6a4c9396","#,
            r#""version":"4.1.0","chainId":137,"#,
            r#""nftAddress":"0x7777777777777777777777777777777777777777","#,
            r#""metadata":{"created":"2024-03-05T09:12:44Z","updated":"2024-03-05T09:12:44Z","#,
            r#""description":"Hourly levels.","name":"Tides","type":"dataset","#,
            r#""author":"Waterworks Lab","license":"CC-BY-4.0"},"#,
            r#""services":[{"id":"0","type":"access","files":"0x04c0ffee","#,
            r#""datatokenAddress":"0x4920060Fe25192ed2BD1351412892207D941B79F","#,
            r#""serviceEndpoint":"https://provider.example","timeout":3600}]}"#,
        )
    );
    assert_eq!(document.hash(), DocumentHash::of(document.bytes()));
    let report = document.validate(Profile::Strict).unwrap();
    assert!(report.violations().is_empty(), "{:?}", report.violations());
}

#[test]
fn texts_are_escaped_as_javascript_does() {
    let mut draft = dataset();
    draft.metadata.name = "\"a\\\u{1}\u{7f}/é😀\t\u{2028}".into();
    shows(
        &draft,
        "\"name\":\"\\\"a\\\\\\u0001\u{7f}/é😀\\t\u{2028}\",",
    );
    draft.services[0].id = "\"0\"".into();
    shows(&draft, r#"[{"id":"\"0\"","#);
}

#[test]
fn an_algorithm_has_its_block_and_the_digest_its_prefix() {
    let created = "2024-03-05".parse().unwrap();
    let mut draft = Draft::algorithm(
        Address::repeat_byte(0x77),
        137,
        description(),
        created,
        Algorithm {
            language: Some("Python".into()),
            version: Some("1.4.0".into()),
            ..algorithm()
        },
    );
    draft.services = vec![access("0")];
    let digest = "5a".repeat(32);
    shows(
        &draft,
        &format!(
            concat!(
                r#""algorithm":{{"language":"Python","version":"1.4.0","#,
                r#""container":{{"entrypoint":"python3 $ALGO","image":"lab/tides","tag":"1.0","#,
                r#""checksum":"sha256:{}"}}}}}},"services""#,
            ),
            digest
        ),
    );
    draft.metadata.asset = Asset::Dataset;
    assert!(!text(&draft).contains("algorithm"));
}

#[test]
fn undefined_empty_and_filled_trust_lists_differ() {
    let shows_compute = |compute: Compute, part: &str| {
        let mut draft = dataset();
        draft.services[0].kind = ServiceKind::Compute(compute);
        shows(&draft, part);
    };
    shows_compute(
        compute(),
        &format!(
            concat!(
                r#""type":"compute","files":"0x04c0ffee","#,
                r#""datatokenAddress":"0x4920060Fe25192ed2BD1351412892207D941B79F","#,
                r#""serviceEndpoint":"https://provider.example","timeout":3600,"#,
                r#""compute":{{"allowRawAlgorithm":false,"allowNetworkAccess":true,"#,
                r#""publisherTrustedAlgorithms":[{{"did":"{}","filesChecksum":"{}{}","#,
                r#""containerSectionChecksum":"{}"}}]}}}}]"#,
            ),
            ocean_did::Did::compute(Address::repeat_byte(0xaa), 1).unwrap(),
            "f1".repeat(32),
            "f2".repeat(32),
            "c0".repeat(32)
        ),
    );
    shows_compute(
        Compute {
            publisher_trusted_algorithm_publishers: TrustList::List(Vec::new()),
            publisher_trusted_algorithms: TrustList::Undefined,
            ..compute()
        },
        r#""allowNetworkAccess":true,"publisherTrustedAlgorithmPublishers":[]}"#,
    );
    shows_compute(
        Compute {
            allow_raw_algorithm: true,
            allow_network_access: false,
            publisher_trusted_algorithm_publishers: TrustList::List(vec![address!(
                "0x3d08186c518b501f5bed43a749500d2b814475bc"
            )]),
            publisher_trusted_algorithms: TrustList::List(Vec::new()),
        },
        concat!(
            r#"{"allowRawAlgorithm":true,"allowNetworkAccess":false,"#,
            r#""publisherTrustedAlgorithmPublishers":["0x3d08186c518b501F5bed43a749500D2b814475bc"],"#,
            r#""publisherTrustedAlgorithms":[]}"#,
        ),
    );
}

#[test]
fn defaults_are_texts_and_options_one_text() {
    let select = |default: Option<&str>| Input::Select {
        default: default.map(Into::into),
        options: vec![option("fast", "Fast"), option("\"x\"", "é\n")],
    };
    for (required, input, part) in [
        (
            false,
            Input::Text {
                default: String::new(),
            },
            r#""type":"text","label":"Mode","required":false,"description":"Speed or accuracy","default":""}]"#,
        ),
        (
            true,
            Input::Text {
                default: "a".into(),
            },
            r#""type":"text","label":"Mode","required":true,"description":"Speed or accuracy","default":"a"}]"#,
        ),
        (
            false,
            Input::Number {
                default: Some(100.0),
            },
            r#""default":"100"}]"#,
        ),
        (
            false,
            Input::Number {
                default: Some(-0.0),
            },
            r#""default":"0"}]"#,
        ),
        (
            false,
            Input::Number {
                default: Some(1e21),
            },
            r#""default":"1e+21"}]"#,
        ),
        (
            false,
            Input::Number {
                default: Some(5e-324),
            },
            r#""default":"5e-324"}]"#,
        ),
        (true, Input::Number { default: None }, r#""default":""}]"#),
        (
            false,
            Input::Boolean {
                default: Some(false),
            },
            r#""type":"boolean","label":"Mode","required":false,"description":"Speed or accuracy","default":"false"}]"#,
        ),
        (
            false,
            Input::Boolean {
                default: Some(true),
            },
            r#""default":"true"}]"#,
        ),
        (true, Input::Boolean { default: None }, r#""default":""}]"#),
        (
            false,
            select(Some("\"x\"")),
            r#""default":"\"x\"","options":"[{\"fast\":\"Fast\"},{\"\\\"x\\\"\":\"é\\n\"}]"}]"#,
        ),
        (true, select(None), r#""default":"","options":"[{\"fast\":"#),
    ] {
        let mut draft = dataset();
        draft.services[0].consumer_parameters = vec![parameter(required, input)];
        shows(&draft, part);
    }
}

#[test]
fn raw_json_takes_the_form_of_stringify() {
    let mut draft = dataset();
    let json = Json::parse(r#"{ "b": 1.0, "1": 1E2, "b": "\u00e3\/", "\ud800": 1e400 }"#).unwrap();
    draft.metadata.additional_information = Some(json.clone());
    draft.services[0].additional_information = Some(json);
    draft.credentials = Credentials::parse(r#" { "allow" : [ ] , "x" : "\u0041" } "#).unwrap();
    let form = r#""additionalInformation":{"1":100,"b":"ã","\ud800":null}"#;
    let form = form.replace("\"ã\"", "\"ã/\"");
    assert_eq!(text(&draft).matches(&form).count(), 2);
    shows(&draft, r#"}],"credentials":{"allow":[],"x":"A"}}"#);
    draft.credentials = Credentials::parse(" null ").unwrap();
    assert!(!text(&draft).contains("credentials"));
}

#[test]
fn the_services_are_in_their_order() {
    let mut draft = dataset();
    let service = access("1");
    draft.services.push(Service::compute(
        "1",
        service.files,
        service.datatoken,
        service.endpoint,
        0,
        compute(),
    ));
    let document = draft.build().unwrap();
    let service = document.ddo().service(1).unwrap();
    assert_eq!(service.id().unwrap(), "1");
    assert_eq!(service.timeout(), Some(0));
}

#[test]
fn debug_shows_no_files() {
    let mut draft = dataset();
    draft.services[0].additional_information = Some(Json::parse("\"c0ffee\"").unwrap());
    draft.credentials = Credentials::parse(r#"{"allow":"c0ffee"}"#).unwrap();
    let shown = format!("{draft:?}");
    assert!(!shown.contains("c0ffee"), "{shown}");
    assert!(shown.contains("EncryptedFiles { characters: 10, .. }"));
}
