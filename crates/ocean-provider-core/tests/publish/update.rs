//! Another document for an asset that is on chain.

use std::fs;

use ocean_provider_core::{
    Asset,
    checksum::js_stringify,
    ddo::{Document, Profile},
    encryption::Ciphertext,
    files::{Binding, DatasetFiles},
    publish::{self, Publication, PublishError, ServiceFiles, Settings},
    state::AssetState,
};

use crate::world::{URL, asset, data, example, file, provider, random, remotely, settings};

fn sealed(asset: &Asset, files: Vec<ServiceFiles>) -> Result<Publication, PublishError> {
    let endpoint = asset.document().ddo().service(0).unwrap();
    let settings = Settings {
        provider: endpoint.service_endpoint().unwrap().to_string().parse()?,
        ..settings()
    };
    let prepared = publish::update(asset, files, Profile::Strict, settings)?;
    prepared.seal(&provider().public_key(), random)
}

#[test]
fn what_an_indexer_serves_is_published_without_what_it_added() {
    for name in ["indexed-aquarius.json", "indexed-ocean-node.json"] {
        let served = example(name);
        let edited = served
            .document()
            .edit("/metadata/name", "\"Another\"")
            .unwrap();
        let publication = sealed(&asset(edited.clone()), vec![]).unwrap();
        assert_eq!(publication.did(), served.did());
        assert!(publication.document().ddo().indexed().nft().is_none());
        let stripped = edited.strip_enhanced().unwrap();
        assert_eq!(
            publication.document().text(),
            js_stringify(stripped.text()).unwrap()
        );
        assert!(
            publication
                .document()
                .text()
                .contains(r#""name":"Another""#)
        );
        assert_eq!(
            publication.envelope().open([&provider()]).unwrap(),
            publication.document().bytes()
        );
    }
}

/// Every document of `examples/data` that is its NFT's and valid, and no other.
#[test]
fn examples_are_published_again_if_they_are_valid() {
    let (mut published, mut refused) = (0, 0);
    for entry in fs::read_dir("../../examples/data").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".json") else {
            continue;
        };
        let document = Document::parse(data(&format!("{name}.json"))).unwrap();
        let (Some(Ok(nft)), Some(chain_id)) = (
            document.ddo().parse_nft_address(),
            document.ddo().chain_id(),
        ) else {
            continue;
        };
        let Ok(asset) = Asset::new(document, nft, chain_id) else {
            continue;
        };
        match publish::update(&asset, [], Profile::Strict, settings()) {
            Ok(prepared) => {
                let publication = prepared.seal(&provider().public_key(), random).unwrap();
                let document = publication.document();
                assert_eq!(js_stringify(document.text()).unwrap(), document.text());
                assert!(
                    document.validate(Profile::Strict).unwrap().is_valid(),
                    "{name}"
                );
                assert_eq!(publication.did().hash(), asset.did().hash());
                published += 1;
            }
            Err(error) => {
                let expected = ["publish_invalid", "unsupported_version"];
                assert!(expected.contains(&error.code()), "{name}: {error}");
                refused += 1;
            }
        }
    }
    assert_eq!((published, refused), (22, 4));
}

#[test]
fn files_can_be_replaced() {
    let before = example("dataset-compute.json");
    let id = before
        .document()
        .ddo()
        .service(1)
        .unwrap()
        .id()
        .unwrap()
        .to_string();
    let files = |files| ServiceFiles {
        service: id.clone(),
        files,
    };
    let after = sealed(&before, vec![files(vec![file(URL)])]).unwrap();
    let (old, new) = (before.document().ddo(), after.document().ddo());
    let text = |ddo: ocean_provider_core::ddo::Ddo<'_>, index| {
        ddo.service(index).unwrap().files().unwrap().to_string()
    };
    assert_eq!(text(old, 0), text(new, 0));
    assert_ne!(text(old, 1), text(new, 1));
    let service = new.service(1).unwrap();
    let binding = Binding {
        datatoken: service.parse_datatoken_address().unwrap().unwrap(),
        nft: before.nft(),
    };
    let sealed: Ciphertext = text(new, 1).parse().unwrap();
    let opened = DatasetFiles::open([&provider()], sealed.as_bytes(), binding).unwrap();
    assert!(opened.plaintext().contains(URL));
    // Nothing else has changed.
    let restored = after
        .document()
        .edit("/services/1/files", &format!("\"{}\"", text(old, 1)));
    assert_eq!(restored.unwrap().text(), before.document().text());
}

#[test]
fn a_remote_provider_seals_files_and_document() {
    let asset = example("dataset-url.json");
    let ddo = asset.document().ddo();
    let service = ddo.service(0).unwrap();
    let files = || ServiceFiles {
        service: service.id().unwrap().to_string(),
        files: vec![file(URL)],
    };
    let settings = Settings {
        provider: service
            .service_endpoint()
            .unwrap()
            .to_string()
            .parse()
            .unwrap(),
        ..settings()
    };
    let prepared = publish::update(&asset, [files()], Profile::Strict, settings.clone()).unwrap();
    let (publication, asked) = remotely(prepared).unwrap();
    assert_eq!(asked, [1, 1]);
    assert_eq!(
        publication.set_metadata(),
        sealed(&asset, vec![files()]).unwrap().set_metadata()
    );

    let prepared = publish::update(&asset, [], Profile::Strict, settings).unwrap();
    assert_eq!(remotely(prepared).unwrap().1, [1]);
}

/// The state is the publisher's word, never 0 by default.
#[test]
fn an_update_has_the_state_that_it_is_given() {
    let settings = Settings {
        state: AssetState::Revoked,
        ..settings()
    };
    let asset = example("dataset-url.json");
    let prepared = publish::update(&asset, [], Profile::Strict, settings).unwrap();
    let publication = prepared.seal(&provider().public_key(), random).unwrap();
    assert_eq!(publication.set_metadata().state, 3);
}

#[test]
fn what_one_profile_refuses_another_may_let_pass() {
    // ddo.js does not know 4.0.0, and Aquarius accepts the spelling of this address.
    let asset = example("nft-address-wrong-case.json");
    let update = |profile| publish::update(&asset, [], profile, settings());
    assert_eq!(
        update(Profile::Strict).unwrap_err().code(),
        "publish_invalid"
    );
    update(Profile::Aquarius).unwrap();
    assert_eq!(
        update(Profile::DdoJs).unwrap_err().code(),
        "publish_invalid"
    );
}
