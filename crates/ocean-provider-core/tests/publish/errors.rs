//! Why nothing is published. Each has one cause, and goes with it.

use alloy_primitives::Address;
use ocean_provider_core::{
    ddo::{Code, Profile, draft::Service},
    keys::RandomError,
    publish::{self, PublishError, ServiceFiles, Settings, UnsealedService},
    state::AssetState,
};

use crate::world::{
    DATATOKEN, URL, asset, draft, endpoint, example, file, provider, random, service, settings,
};

fn refused(error: &PublishError, code: &str, message: &str) {
    assert_eq!(error.code(), code);
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_state_must_have_a_meaning() {
    let settings = Settings {
        state: AssetState::from(6),
        ..settings()
    };
    let error = publish::create(draft(), [service("one", DATATOKEN)], settings.clone());
    let message = "state is 6, expected 0 to 5";
    refused(&error.unwrap_err(), "publish_unknown_state", message);
    let error = publish::update(&example("dataset-url.json"), [], Profile::Strict, settings);
    refused(&error.unwrap_err(), "publish_unknown_state", message);
}

#[test]
fn files_are_sealed_to_the_provider_that_serves_them() {
    let settings = Settings {
        provider: "https://another.example".parse().unwrap(),
        ..settings()
    };
    let error = publish::create(draft(), [service("one", DATATOKEN)], settings.clone());
    refused(
        &error.unwrap_err(),
        "publish_other_endpoint",
        "endpoint of service `one` is `https://provider.example`, expected that of the Provider, \
         `https://another.example`",
    );
    let asset = example("dataset-url.json");
    let files = ServiceFiles {
        service: asset
            .document()
            .ddo()
            .service(0)
            .unwrap()
            .id()
            .unwrap()
            .to_string(),
        files: vec![file(URL)],
    };
    let error = publish::update(&asset, [files], Profile::Strict, settings.clone()).unwrap_err();
    assert_eq!(error.code(), "publish_other_endpoint");
    // Without files nothing is sealed that it could not open.
    publish::update(&asset, [], Profile::Strict, settings).unwrap();
}

#[test]
fn a_service_has_files() {
    let service = UnsealedService::new([], |files| {
        Service::access("one", files, DATATOKEN, endpoint(), 0)
    });
    refused(
        &publish::create(draft(), [service], settings()).unwrap_err(),
        "publish_files",
        "files of service `one` cannot be sealed",
    );
}

#[test]
fn a_draft_is_refused_with_every_reason() {
    let endless = UnsealedService::new([file(URL)], |files| {
        Service::access("one", files, DATATOKEN, endpoint(), u64::MAX)
    });
    let services = [endless, service("one", DATATOKEN)];
    let error = publish::create(draft(), services, settings()).unwrap_err();
    let PublishError::Invalid { defects } = &error else {
        panic!("{error}");
    };
    let found: Vec<_> = defects
        .iter()
        .map(|defect| (&*defect.pointer, defect.code))
        .collect();
    assert_eq!(
        found,
        [
            ("/services/0/timeout", Code::OutOfRange),
            ("/services/1/id", Code::RepeatedServiceId),
        ]
    );
    assert!(
        error
            .to_string()
            .starts_with("document is not valid: /services/0/timeout: ")
    );
    assert!(error.to_string().ends_with(" (and 1 more)"));
    assert_eq!(error.code(), "publish_invalid");
}

#[test]
fn a_draft_without_a_chain_is_refused() {
    let mut draft = draft();
    draft.chain_id = 0;
    let error = publish::create(draft, [service("one", DATATOKEN)], settings()).unwrap_err();
    assert!(matches!(error, PublishError::Draft(_)), "{error}");
}

#[test]
fn an_update_is_refused_with_every_reason() {
    let edited = example("dataset-url.json")
        .document()
        .remove("/metadata/license")
        .unwrap()
        .edit("/services/0/timeout", "-1")
        .unwrap();
    let error = publish::update(&asset(edited), [], Profile::Strict, settings()).unwrap_err();
    let PublishError::Invalid { defects } = error else {
        panic!("{error}");
    };
    let found: Vec<_> = defects
        .iter()
        .map(|defect| (&*defect.pointer, defect.code))
        .collect();
    assert_eq!(
        found,
        [
            ("/metadata/license", Code::Missing),
            ("/services/0/timeout", Code::OutOfRange),
        ]
    );
}

#[test]
fn a_version_that_the_profile_does_not_know() {
    let edited = example("dataset-url.json")
        .document()
        .edit("/version", "\"9.9.9\"")
        .unwrap();
    let error = publish::update(&asset(edited), [], Profile::Strict, settings()).unwrap_err();
    assert!(matches!(error, PublishError::Version(_)), "{error}");
    assert_eq!(error.code(), "unsupported_version");
}

#[test]
fn files_belong_to_one_service_that_there_is() {
    let before = example("dataset-url.json");
    let service = before.document().ddo().service(0).unwrap();
    let id = service.id().unwrap().to_string();
    let settings = Settings {
        provider: service
            .service_endpoint()
            .unwrap()
            .to_string()
            .parse()
            .unwrap(),
        ..settings()
    };
    let files = |id: &str| ServiceFiles {
        service: id.to_owned(),
        files: vec![file(URL)],
    };
    let update = |asset, files: Vec<ServiceFiles>| {
        publish::update(asset, files, Profile::Strict, settings.clone()).unwrap_err()
    };
    refused(
        &update(&before, vec![files("x")]),
        "publish_no_service",
        "document has no service `x` to give files to",
    );
    refused(
        &update(&before, vec![files(&id), files(&id)]),
        "publish_files_twice",
        &format!("files of service `{id}` are given twice"),
    );
    let edited = before
        .document()
        .remove("/services/0/datatokenAddress")
        .unwrap();
    refused(
        &update(&asset(edited), vec![files(&id)]),
        "publish_no_datatoken",
        &format!("service `{id}` has no `datatokenAddress` to bind its files to"),
    );
}

/// From 4.3.0 on the text of sealed files has a limit. Nothing is sealed before that is known.
#[test]
fn files_that_will_be_too_long_are_found_before_they_are_sealed() {
    let asset = example("dataset-compute.json");
    let service = asset.document().ddo().service(0).unwrap();
    let settings = Settings {
        provider: service
            .service_endpoint()
            .unwrap()
            .to_string()
            .parse()
            .unwrap(),
        ..settings()
    };
    let update = |count| {
        let files = ServiceFiles {
            service: service.id().unwrap().to_string(),
            files: (0..count).map(|_| file(URL)).collect(),
        };
        publish::update(&asset, [files], Profile::Strict, settings.clone())
    };
    update(10).unwrap();
    let PublishError::Invalid { defects } = update(100).unwrap_err() else {
        panic!("valid");
    };
    assert_eq!(defects[0].pointer, "/services/0/files");
    assert_eq!(defects[0].code, Code::TooLong);
}

#[test]
fn a_random_source_that_fails_is_told() {
    let fail = |_: &mut [u8]| Err(RandomError::Unavailable);
    let prepared = publish::create(draft(), [service("one", DATATOKEN)], settings()).unwrap();
    refused(
        &prepared.seal(&provider().public_key(), fail).unwrap_err(),
        "random_unavailable",
        "cannot seal without random numbers",
    );
    let asset = example("dataset-url.json");
    let prepared = publish::update(&asset, [], Profile::Strict, settings()).unwrap();
    let error = prepared.seal(&provider().public_key(), fail).unwrap_err();
    assert_eq!(error.code(), "random_unavailable");
}

#[test]
fn a_document_of_another_nft_is_no_asset_to_update() {
    let edited = example("dataset-url.json")
        .document()
        .edit("/chainId", "1")
        .unwrap();
    let nft = edited.ddo().parse_nft_address().unwrap().unwrap();
    assert!(ocean_provider_core::Asset::new(edited.clone(), nft, 137).is_err());
    assert!(ocean_provider_core::Asset::new(edited, Address::ZERO, 1).is_err());
    let prepared = publish::create(draft(), [service("one", DATATOKEN)], settings()).unwrap();
    prepared.seal(&provider().public_key(), random).unwrap();
}
