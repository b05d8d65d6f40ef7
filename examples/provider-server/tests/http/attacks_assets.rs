//! Assets that are not what they seem, and questions about those of others.

use std::time::{Duration, Instant};

use alloy_primitives::{Address, hex};
use ocean_provider_core::{
    checksum::DocumentHash,
    encryption::{Compression, Envelope, seal},
    keys::system_random,
    orders::events::MetadataCreated,
};
use provider_server::dev::Sample;
use serde_json::{Value, json};

use crate::{
    ask::Ask,
    site::{Site, now},
};

#[tokio::test]
async fn a16_a_revoked_document_does_not_come_out_through_another_nft() {
    let site = Site::start().await;
    let victim = site.world.publish(Sample::Csv).unwrap();
    let own = site.world.publish(Sample::Csv).unwrap();
    site.world.set_state(&victim, 3).unwrap();
    assert_eq!(
        site.ask(&site.decrypt(&victim)).await.error(),
        (403, "Asset revoked".into())
    );
    let consumer = site.world.consumer();
    // The victim's envelope, as arguments.
    let message = format!("{}{}8996", own.nft(), consumer.address());
    let ask = site
        .decrypt_arguments(&victim)
        .with("dataNftAddress", own.nft().to_string())
        .signed(&site, consumer, &message);
    assert_eq!(
        site.ask(&ask).await.error(),
        (400, "Failed to decrypt.".into())
    );
    // The victim's transaction.
    let ask = site
        .decrypt(&victim)
        .with("dataNftAddress", own.nft().to_string());
    let last = site.last_nonce(consumer.address());
    let denied = site.ask(&ask).await.error();
    assert_eq!(denied, (400, "Failed to process transaction id.".into()));
    assert_eq!(site.last_nonce(consumer.address()), last);
}

#[tokio::test]
async fn a17_decrypt_answers_no_question_about_sealed_files() {
    let site = Site::start().await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    let document = site.world.cached(asset.did()).unwrap();
    let service = document.ddo().service_by_id("access").unwrap();
    let sealed = service.files().unwrap().to_string_lossy().into_owned();
    let bytes = hex::decode(&sealed).unwrap();
    let plain = ocean_provider_core::encryption::open(site.world.provider(), &bytes).unwrap();
    let mut answers = Vec::new();
    for guess in [&plain[..], b"a wrong guess"] {
        for flags in [2, 3] {
            let ask = site
                .decrypt_arguments(&asset)
                .with("encryptedDocument", sealed.clone())
                .with("flags", flags)
                .with("documentHash", DocumentHash::of(guess).to_string());
            let answer = site.ask(&ask).await;
            answers.push((answer.status, answer.text()));
        }
    }
    let expected = (400, r#"{"error":"Failed to decrypt."}"#.to_owned());
    assert_eq!(answers, vec![expected; 4]);
}

#[tokio::test]
async fn a18_names_and_checksums_of_paid_files_are_not_told() {
    let site = Site::start().await;
    let csv = site.world.publish(Sample::Csv).unwrap();
    let algorithm = site.world.publish(Sample::Algorithm).unwrap();
    let asked = |did| Ask::fileinfo(did).with("checksum", true);
    let answer = site.ask(&asked(csv.did())).await.json();
    for file in answer.as_array().unwrap() {
        assert_eq!(file["valid"], true);
        for secret in ["filename", "checksum", "checksumType"] {
            assert_eq!(file.get(secret), None);
        }
    }
    // Of an algorithm the checksum, which is what trusts it.
    let answer = site.ask(&asked(algorithm.did())).await.json();
    assert_eq!(answer[0].get("filename"), None);
    assert_eq!(answer[0]["checksumType"], "sha256");

    let site = Site::with(&[("OCEAN_PROVIDER_COMPAT", "fileinfo-discloses")]).await;
    let csv = site.world.publish(Sample::Csv).unwrap();
    let answer = site
        .ask(&Ask::fileinfo(csv.did()).with("checksum", true))
        .await
        .json();
    assert_eq!(answer[0]["filename"], "levels.csv");
    assert_eq!(answer[0]["checksumType"], "sha256");
}

const IN_DENY: &str = "CREDENTIAL_IN_DENY_LIST.";
const NOT_IN_ALLOW: &str = "CREDENTIAL_NOT_IN_ALLOW_LIST.";

fn rule(kind: &str, account: Address) -> Value {
    json!({"type": kind, "values": [account.to_string()]})
}

/// An access list with these members.
fn access(site: &Site, members: &[Address]) -> Value {
    let list = site
        .world
        .chain()
        .create_access_list(site.world.publisher(), members);
    json!({"type": "accessList", "chainId": 8996, "accessList": list})
}

impl Site {
    /// With these credentials the consumer may have nothing.
    async fn must_not_admit(&self, credentials: &Value, reason: &str) {
        let bought = self.buy(Sample::Csv);
        self.edit(&bought.asset, "/credentials", credentials);
        self.must_deny(&self.download(&bought), &[reason]).await;
        let (status, text) = self.ask(&self.initialize(&bought.asset)).await.error();
        assert!(
            status == 400 && text.ends_with(reason),
            "{credentials}: {text}"
        );
    }

    async fn must_admit(&self, credentials: &Value) {
        let bought = self.buy(Sample::Csv);
        self.edit(&bought.asset, "/credentials", credentials);
        for ask in [self.initialize(&bought.asset), self.download(&bought)] {
            let answer = self.ask(&ask).await;
            assert_eq!(answer.status, 200, "{credentials}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a35_an_allow_list_does_not_silence_the_deny_list() {
    let site = Site::start().await;
    let me = site.world.consumer().address();
    let both = json!({"allow": [rule("address", me)], "deny": [rule("address", me)]});
    site.must_not_admit(&both, IN_DENY).await;
    site.must_admit(&json!({"allow": [rule("address", me)], "deny": []}))
        .await;
    site.must_admit(&json!({"allow": [], "deny": []})).await;
}

#[tokio::test]
async fn a36_rules_that_the_reference_ignores_fail_closed() {
    let site = Site::start().await;
    let me = site.world.consumer().address();
    let other = Address::repeat_byte(9);
    for deny in [
        rule("ADDRESS", me),
        rule("DNA", other),
        access(&site, &[me]),
    ] {
        site.must_not_admit(&json!({ "deny": [deny] }), IN_DENY)
            .await;
    }
    for allow in [
        rule("DNA", me),
        rule("ADDRESS", other),
        access(&site, &[other]),
    ] {
        site.must_not_admit(&json!({ "allow": [allow] }), NOT_IN_ALLOW)
            .await;
    }
    site.must_admit(&json!({"allow": [access(&site, &[me])]}))
        .await;
    site.must_admit(&json!({"deny": [access(&site, &[other])]}))
        .await;
}

#[tokio::test]
async fn a37_a_look_up_that_fails_never_helps() {
    let site = Site::start().await;
    let nothing = Address::repeat_byte(5);
    let list = json!({"type": "accessList", "chainId": 8996, "accessList": nothing});
    site.must_not_admit(&json!({ "allow": [list] }), NOT_IN_ALLOW)
        .await;
    site.must_not_admit(&json!({ "deny": [list] }), IN_DENY)
        .await;
}

#[tokio::test]
async fn a38_a_second_address_rule_denies() {
    let site = Site::start().await;
    let me = site.world.consumer().address();
    let other = Address::repeat_byte(9);
    let second = json!({"deny": [rule("address", other), rule("address", me)]});
    site.must_not_admit(&second, IN_DENY).await;
    let lower = json!({"type": "address", "values": [me.to_string().to_lowercase()]});
    site.must_not_admit(&json!({ "deny": [rule("address", other), lower] }), IN_DENY)
        .await;
}

/// A bare list of 4.0.0, which says nothing of whose it is.
#[tokio::test]
async fn a42_a_relabelled_document_opens_no_bare_list() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let list =
        json!([{"type": "url", "url": site.world.url("/files/levels.csv"), "method": "GET"}]);
    let key = site.world.provider().public_key();
    let sealed = seal(&key, list.to_string().as_bytes(), system_random).unwrap();
    site.edit(
        &bought.asset,
        "/services/0/files",
        &json!(hex::encode_prefixed(sealed)),
    );
    for version in ["4.1.0", "4.0.0", "4.3.0"] {
        site.edit(&bought.asset, "/version", &json!(version));
        let no_files = "object of type 'NoneType' has no len()";
        site.must_deny(&site.download(&bought), &[no_files]).await;
        let (status, text) = site.ask(&Ask::fileinfo(bought.asset.did())).await.error();
        assert_eq!(
            (status, &*text),
            (400, "Provider Ganache: Unable to get dataset files")
        );
    }
}

#[tokio::test]
async fn a43_a_victims_files_open_in_no_other_asset() {
    let site = Site::start().await;
    let victim = site.world.publish(Sample::Csv).unwrap();
    let document = site.world.cached(victim.did()).unwrap();
    let files = document
        .ddo()
        .service_by_id("access")
        .unwrap()
        .files()
        .unwrap();
    let own = site.buy(Sample::Csv);
    site.edit(
        &own.asset,
        "/services/0/files",
        &json!(files.to_string_lossy()),
    );
    site.must_deny(
        &site.download(&own),
        &["object of type 'NoneType' has no len()"],
    )
    .await;
    let (status, _) = site.ask(&Ask::fileinfo(own.asset.did())).await.error();
    assert_eq!(status, 400);
    // With the victim's datatoken as well: the order is for his own.
    site.edit(
        &own.asset,
        "/services/0/datatokenAddress",
        &json!(victim.datatoken),
    );
    let (status, text) = site.ask(&site.download(&own)).await.error();
    assert_eq!(status, 400, "{text}");
    assert_eq!(site.last_nonce(site.world.consumer().address()), None);
    assert_eq!(site.world.requests("levels.csv"), 0);
}

#[tokio::test]
async fn a44_a_bomb_is_no_document() {
    let site = Site::start().await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    let block = Envelope::plain(&vec![b' '; 1 << 20], Compression::Xz)
        .unwrap()
        .data;
    // 1 GB.
    let bomb = block.repeat(1_000);
    let ask = site
        .decrypt_arguments(&asset)
        .with("encryptedDocument", hex::encode_prefixed(bomb))
        .with("flags", 1);
    let began = Instant::now();
    assert_eq!(
        site.ask(&ask).await.error(),
        (400, "Failed to decrypt.".into())
    );
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
}

/// The event of a contract of the attacker's own, with the victim's NFT's name on it.
#[tokio::test]
async fn a46_the_event_of_another_contract_is_none() {
    let site = Site::start().await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    let envelope = asset.publication.envelope();
    let stranger = site.world.stranger().address();
    let created = MetadataCreated {
        created_by: stranger,
        state: 0,
        decryptor_url: "http://127.0.0.1:8030".into(),
        flags: vec![envelope.flags.to_byte()].into(),
        data: envelope.data.to_vec().into(),
        metadata_hash: envelope.hash.into(),
        timestamp: alloy_primitives::U256::from(now()),
        block_number: alloy_primitives::U256::from(1),
    };
    let log = created.encode(asset.nft(), 0);
    let forged = site.world.chain().forge(stranger, vec![log]).to_string();
    let consumer = site.world.consumer();
    let ask = site
        .decrypt(&asset)
        .with("transactionId", forged.clone())
        .signed(
            &site,
            consumer,
            &format!("{forged}{}8996", consumer.address()),
        );
    let denied = site.ask(&ask).await.error();
    assert_eq!(denied, (400, "Failed to process transaction id.".into()));
    assert_eq!(site.last_nonce(consumer.address()), None);
}

/// What the metadata cache says is not taken for true.
#[tokio::test]
async fn a_cache_that_lies_opens_nothing() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let other = site.world.publish(Sample::Csv).unwrap();
    let (did, nft) = (bought.asset.did(), bought.asset.nft());
    let honest = site.world.cached(did).unwrap();
    // The document of another asset.
    site.world
        .put_cached(did, site.world.cached(other.did()).unwrap());
    for ask in [site.download(&bought), site.initialize(&bought.asset)] {
        let (status, text) = site.ask(&ask).await.error();
        assert_eq!(
            (status, &*text),
            (503, "The metadata cache cannot be reached.")
        );
    }
    // Another NFT, or none that is there.
    for nft in [other.nft(), Address::repeat_byte(3)] {
        site.world.put_cached(did, honest.clone());
        site.edit(&bought.asset, "/nftAddress", &json!(nft));
        for ask in [
            site.download(&bought),
            site.initialize(&bought.asset),
            Ask::fileinfo(did),
        ] {
            assert_eq!(site.ask(&ask).await.status, 400);
        }
    }
    // A state that is long over.
    site.world.put_cached(did, honest);
    site.world
        .chain()
        .set_state(site.world.publisher(), nft, 3)
        .unwrap();
    let text = "Provider Ganache: Asset is not consumable.";
    site.must_deny(&site.download(&bought), &[text]).await;
    assert_eq!(site.last_nonce(site.world.consumer().address()), None);
    assert_eq!(
        site.ask(&Ask::fileinfo(did)).await.error(),
        (400, text.into())
    );
}
