//! The text that is stored.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, address};
use ocean_provider_core::{
    checksum::js_stringify,
    ddo::{Document, Profile},
    index::{Answers, Decrypted, NftAnswers, Policy, Price, Stats, TokenAnswers, Transaction},
    state::AssetState,
};

use crate::world::{
    asset_is_own, created, data, in_order, index, own, policy, reason, sighting, stored,
    transaction, updated,
};

/// What the contracts and the subgraph said when Aquarius indexed `indexed-aquarius.json`.
fn answers_of_the_example() -> Answers {
    Answers {
        nft: NftAnswers {
            name: Some("Phenology NFT".into()),
            symbol: Some("PHENO-NFT".into()),
            token_uri: Some("data:application/json;base64,eyJuYW1lIjoiUGhlbm9sb2d5IE5GVCJ9".into()),
            owner: Some(address!("0xE24E9de9B1FbDb6c6475693208deCA90987a4F8c")),
        },
        datatokens: BTreeMap::from([(
            address!("0x5935431C77ed2E673227F9E1C3bddA8C86B5fc74"),
            TokenAnswers {
                name: Some("Coherent Heron Token".into()),
                symbol: Some("COHHER-41".into()),
            },
        )]),
        stats: Some(Stats {
            orders: 36,
            price: Some(Price::FixedRate {
                value: 25.0,
                token: address!("0x282d8efCe846A88B159800bd4130ad77443Fa1A1"),
                symbol: "mOCEAN".into(),
            }),
        }),
        sender_is_banned: false,
    }
}

#[test]
fn what_aquarius_stores_comes_out() {
    let served = data("indexed-aquarius.json");
    let served = Document::parse(served).unwrap();
    let (published, nft, chain_id) = own(served.strip_enhanced().unwrap());
    let bytes = published.bytes().to_vec();

    // The example was created in one event and updated in another.
    let first = Transaction {
        timestamp: 1_672_389_643,
        ..transaction(1)
    };
    let mut sighted = sighting(created(nft, &bytes), chain_id);
    sighted.transaction = first;
    let first = reason(sighted, &policy(), bytes.clone()).unwrap();
    let hash = "0x0dcf74c19e7890b98f95ec16c11cd363a3c480e450f2a25ffcb6ba03e026092a";
    let mut sighted = sighting(updated(nft, &bytes), chain_id);
    sighted.transaction = Transaction {
        hash: hash.parse::<B256>().unwrap(),
        block: 39_326_976,
        timestamp: 1_676_479_342,
        from: address!("0xE24E9de9B1FbDb6c6475693208deCA90987a4F8c"),
    };
    sighted.stored = Some(first.into_document());

    let indexed = index(sighted, &policy(), bytes, &answers_of_the_example()).unwrap();
    assert_eq!(
        js_stringify(indexed.text()).unwrap(),
        js_stringify(served.text()).unwrap()
    );
    // Python's spelling of a number that is a float.
    assert!(indexed.text().contains(r#""price":{"value":25.0,"#));
    assert_eq!(indexed.nft(), nft);
    assert_eq!(indexed.chain_id(), 137);
    assert_eq!(
        indexed.did().to_string(),
        served.ddo().id().unwrap().to_string()
    );
}

#[test]
fn what_was_not_answered_is_stored_as_aquarius_does() {
    let (sighted, bytes) = in_order();
    let indexed = reason(sighted, &policy(), bytes.clone()).unwrap();
    let published = std::str::from_utf8(&bytes).unwrap();
    let published = published.strip_suffix('}').unwrap();
    assert_eq!(
        indexed.text().strip_prefix(published).unwrap(),
        concat!(
            r#","event":{"tx":"0x000000000000000000000000000000000000000000000000000000000000000a","#,
            r#""block":10,"from":"0xE24E9de9B1FbDb6c6475693208deCA90987a4F8c","#,
            r#""contract":"0x2466AbfafD202bAc25deEF2fbF3bD8a7a8E6913a","#,
            r#""datetime":"2023-02-15T16:42:22"},"#,
            r#""nft":{"address":"0x2466AbfafD202bAc25deEF2fbF3bD8a7a8E6913a","name":"","#,
            r#""symbol":"","state":0,"tokenURI":"","owner":"","created":"2023-02-15T16:42:22"},"#,
            r#""datatokens":[{"address":"0x6ea0c51529fB5e831dB8389CA7890f3afC9A0ad0","#,
            r#""name":"","symbol":"","#,
            r#""serviceId":"a72758e20c978c679b715a2706849db0eaddadcbd744fe4f5e914f3b394f7d09"}],"#,
            r#""stats":{"allocated":0,"orders":-1,"price":{}},"purgatory":{"state":false}}"#,
        )
    );
}

#[test]
fn prices_are_those_of_aquarius() {
    let price = |price| {
        let (sighted, bytes) = in_order();
        let answers = Answers {
            stats: Some(Stats { orders: 0, price }),
            ..Answers::default()
        };
        let indexed = index(sighted, &policy(), bytes, &answers).unwrap();
        let stats = indexed.document().root().get("stats").unwrap();
        stats.get("price").unwrap().text().to_owned()
    };
    let fixed = |value, symbol: &str| {
        Some(Price::FixedRate {
            value,
            token: Address::ZERO,
            symbol: symbol.to_owned(),
        })
    };
    let token = r#""tokenAddress":"0x0000000000000000000000000000000000000000""#;
    assert_eq!(price(None), "{}");
    assert_eq!(price(Some(Price::Free)), r#"{"value":0.0}"#);
    let expected = format!(r#"{{"value":1000.0,{token},"tokenSymbol":"A\"B"}}"#);
    assert_eq!(price(fixed(1000.0, "A\"B")), expected);
    assert_eq!(
        price(fixed(1e-7, "")),
        format!(r#"{{"value":1e-07,{token}}}"#)
    );
    assert_eq!(price(fixed(f64::NAN, "X")), "{}");
    assert_eq!(price(fixed(f64::INFINITY, "X")), "{}");
}

#[test]
fn an_update_keeps_when_it_was_created_and_its_purgatory() {
    let before = stored()
        .edit("/nft/created", r#""2022-12-30T08:40:43""#)
        .unwrap()
        .edit("/purgatory", r#"{"state":true,"reason":"spam"}"#)
        .unwrap();
    let (mut sighted, bytes) = in_order();
    sighted.stored = Some(before);
    sighted.transaction = transaction(11);
    sighted.state = AssetState::Unlisted;
    let indexed = reason(sighted, &policy(), bytes).unwrap();
    let root = indexed.document().root();
    let text = |pointer| root.pointer(pointer).unwrap().text();
    assert_eq!(text("/nft/created"), r#""2022-12-30T08:40:43""#);
    assert_eq!(text("/nft/state"), "5");
    assert_eq!(text("/purgatory"), r#"{"state":true,"reason":"spam"}"#);
    assert_eq!(text("/event/block"), "11");
}

#[test]
fn what_is_malformed_in_the_record_is_not_kept() {
    let (mut sighted, bytes) = in_order();
    let record = stored().edit("/purgatory", "[1]").unwrap();
    sighted.stored = Some(record.edit("/nft/created", "null").unwrap());
    sighted.transaction = transaction(11);
    let indexed = reason(sighted, &policy(), bytes).unwrap();
    let text = |pointer| indexed.document().root().pointer(pointer).unwrap().text();
    assert_eq!(text("/purgatory"), r#"{"state":false}"#);
    assert_eq!(text("/nft/created"), r#""2023-02-15T16:42:22""#);
}

#[test]
fn a_banned_sender_is_put_into_purgatory() {
    for purgatory in [None, Some(r#"{"state":false,"reason":"old"}"#)] {
        let (mut sighted, bytes) = in_order();
        if let Some(purgatory) = purgatory {
            sighted.stored = Some(stored().edit("/purgatory", purgatory).unwrap());
            sighted.transaction = transaction(11);
        }
        let banned = Answers {
            sender_is_banned: true,
            ..Answers::default()
        };
        let indexed = index(sighted, &policy(), bytes, &banned).unwrap();
        let found = indexed.document().root().get("purgatory").unwrap().text();
        let expected = purgatory.map_or(r#"{"state":true}"#.to_owned(), |text| {
            text.replace("false", "true")
        });
        assert_eq!(found, expected);
    }
}

/// Whoever writes an indexer's fields into his document does not get them served.
#[test]
fn fields_of_an_indexer_in_the_document_are_stripped() {
    let (document, nft, chain_id) = crate::world::dataset();
    let forged = document
        .edit("/indexedMetadata", r#"{"nft":{"state":0,"owner":"0x01"}}"#)
        .unwrap()
        .edit("/nft", r#"{"owner":"0x01"}"#)
        .unwrap()
        .edit("/accessDetails", "{}")
        .unwrap();
    let bytes = forged.bytes().to_vec();
    let sighted = sighting(created(nft, &bytes), chain_id);
    let indexed = reason(sighted, &policy(), bytes).unwrap();
    let found = indexed.document().ddo().indexed().nft().unwrap();
    assert_eq!(found.owner().unwrap(), "");
    assert_eq!(indexed.text(), stored().text());
}

#[test]
fn a_service_without_an_answer_has_empty_names() {
    let (sighted, bytes) = in_order();
    let noticed = sighted
        .check(&policy())
        .unwrap()
        .envelope()
        .unwrap()
        .data
        .len();
    assert_eq!(noticed, bytes.len());
    let document = Document::parse(data("dataset-compute.json")).unwrap();
    let (document, nft, chain_id) = own(document);
    let bytes = document.bytes().to_vec();
    let policy = policy();
    let noticed = sighting(created(nft, &bytes), chain_id).check(&policy);
    let opened = noticed.unwrap().open(Decrypted::Bytes(bytes)).unwrap();
    let datatokens = opened.datatokens();
    assert_eq!(datatokens.len(), 2);
    let known = TokenAnswers {
        name: Some("Second \u{1f41f}".into()),
        symbol: Some("S".into()),
    };
    let answers = Answers {
        datatokens: BTreeMap::from([(datatokens[1], known)]),
        ..Answers::default()
    };
    let indexed = opened.enhance(&answers).unwrap();
    let found = indexed.document().ddo().indexed().datatokens().unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found.get(0).unwrap().name().unwrap(), "");
    assert_eq!(found.get(1).unwrap().name().unwrap(), "Second \u{1f41f}");
}

#[test]
fn a_datatoken_of_two_services_is_asked_for_once() {
    let (document, nft, chain_id) = crate::world::dataset();
    let service = document.ddo().service(0).unwrap().value().text();
    let id = document.ddo().service(0).unwrap().id().unwrap().to_string();
    let again = service.replace(&id, "again");
    let document = document.edit("/services/-", &again).unwrap();
    let bytes = document.bytes().to_vec();
    let policy = policy();
    let noticed = sighting(created(nft, &bytes), chain_id).check(&policy);
    let opened = noticed.unwrap().open(Decrypted::Bytes(bytes)).unwrap();
    assert_eq!(opened.datatokens().len(), 1);
    assert_eq!(opened.asset().nft(), nft);
    let indexed = opened.enhance(&Answers::default()).unwrap();
    let datatokens = indexed.document().ddo().indexed().datatokens().unwrap();
    assert_eq!(datatokens.get(1).unwrap().service_id().unwrap(), "again");
}

/// Every document of `examples/data`, under each profile.
#[test]
fn documents_in_the_wild_are_indexed_or_refused() {
    let mut seen = Vec::new();
    for profile in [Profile::Strict, Profile::Aquarius, Profile::DdoJs] {
        let policy = Policy {
            profile,
            ..policy()
        };
        let (mut indexed, mut refused) = (0, 0);
        for entry in std::fs::read_dir("../../examples/data").unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some(name) = name.strip_suffix(".json") else {
                continue;
            };
            let document = Document::parse(data(&format!("{name}.json"))).unwrap();
            let ddo = document.ddo();
            let (nft, chain_id) = (ddo.parse_nft_address(), ddo.chain_id());
            let nft = nft.and_then(Result::ok).unwrap_or(Address::repeat_byte(1));
            let bytes = document.bytes().to_vec();
            let sighted = sighting(created(nft, &bytes), chain_id.unwrap_or(137));
            match reason(sighted, &policy, bytes) {
                Ok(asset) => {
                    indexed += 1;
                    assert!(asset_is_own(&document), "{name}");
                    assert!(document.validate(profile).unwrap().is_valid(), "{name}");
                    let stripped = asset.document().strip_enhanced().unwrap();
                    let own = document.strip_enhanced().unwrap();
                    assert_eq!(
                        js_stringify(stripped.text()).unwrap(),
                        js_stringify(own.text()).unwrap(),
                        "{name}"
                    );
                }
                Err(reason) => {
                    refused += 1;
                    assert!(reason.starts_with("skip "), "{name}: {reason}");
                }
            }
        }
        seen.push((profile, indexed, refused));
    }
    assert_eq!(
        seen,
        [
            (Profile::Strict, 21, 11),
            (Profile::Aquarius, 19, 13),
            (Profile::DdoJs, 20, 12),
        ]
    );
}
