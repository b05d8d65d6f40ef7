//! Attacks that work on the peers, refused here for the right reason. Each test shows the same input
//! passing under the peer's rules.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod world;

use alloy_primitives::Address;
use ocean_compute::{
    Admitted, Candidate, Distrust, PublishedAlgorithm, Publisher, Reason, Rules, TrustRules,
    UndefinedLists, container_section_checksum,
};
use ocean_ddo::Document;
use ocean_files::FileChecksum;
use ocean_orders::FeeRules;
use serde_json::{Value, json};
use world::{
    ALGORITHM_OWNER, CONSUMER, DIGEST, FEE_TOKEN, NOW, STRICT, World, access_service,
    compute_service, dataset, did, provider, refusal,
};

/// Admitted under Provider's rules, and why it is refused under the strict ones.
fn only_provider_admits(world: &mut World) -> (String, String, Reason) {
    world.rules = Rules::Provider;
    assert!(world.admit().is_ok(), "{:?}", world.admit());
    world.rules = STRICT;
    let reason = world.admit().unwrap_err().reason().clone();
    let (resource, code) = refusal(world.admit());
    assert_eq!(
        refusal(world.initialize()),
        (resource.clone(), code.clone())
    );
    (resource, code, reason)
}

fn distrusted(world: &mut World, resource: &str, distrust: Distrust) {
    let refused = only_provider_admits(world);
    let code = distrust.code().to_owned();
    assert_eq!(
        refused,
        (resource.to_owned(), code, Reason::Distrust(distrust))
    );
}

fn container(admitted: &Admitted) -> Value {
    let payload = admitted.payload("u", 1, &provider()).unwrap();
    let payload: Value = serde_json::from_str(&payload).unwrap();
    payload["workflow"]["stages"][0]["algorithm"]["container"].clone()
}

#[test]
fn a27_where_both_lists_are_empty_nobody_may_run() {
    for undefined in [UndefinedLists::Allow, UndefinedLists::Deny] {
        let mut world = World::honest();
        *world.compute() = json!({
            "publisherTrustedAlgorithms": [], "publisherTrustedAlgorithmPublishers": [],
        });
        distrusted(&mut world, "dataset", Distrust::Nobody);
        world.rules = Rules::Strict { undefined };
        assert_eq!(refusal(world.admit()).1, "not_trusted_algo");
        *world.compute() = json!({"publisherTrustedAlgorithms": []});
        assert_eq!(refusal(world.admit()).1, "not_trusted_algo");
    }
    // An empty list beside one that holds is neutral.
    assert!(World::honest().admit().is_ok());
}

#[test]
fn a28_a_publisher_is_a_proven_address() {
    let listed = "0x52908400098527886E0F7030069857D2E4169EE7";
    let mallory = Publisher {
        owner: Some(Address::repeat_byte(0xe5)),
        nft: Some(Address::repeat_byte(0x41)),
        // What the cache says of the owner.
        cached_owner: Some(listed),
    };
    let mut world = World::honest();
    world.compute()["publisherTrustedAlgorithmPublishers"] = json!([listed]);
    world.publisher = mallory;
    distrusted(&mut world, "dataset", Distrust::Publisher);
    // What is not proven does not count, whatever the cache says.
    world.publisher = Publisher {
        cached_owner: Some(listed),
        ..Publisher::default()
    };
    distrusted(&mut world, "dataset", Distrust::Publisher);

    // The same 20 bytes in other letters are the same publisher, whom Provider turns away.
    for spelling in [
        listed.to_lowercase(),
        listed.replace("0x", "0X"),
        listed[2..].to_lowercase(),
    ] {
        world.compute()["publisherTrustedAlgorithmPublishers"] = json!([spelling]);
        world.publisher = Publisher {
            owner: Some(ALGORITHM_OWNER),
            nft: None,
            cached_owner: Some(listed),
        };
        assert!(world.admit().is_ok(), "{spelling}");
        world.rules = Rules::Provider;
        assert_eq!(refusal(world.admit()).1, "not_trusted_algo_publisher");
        world.rules = STRICT;
    }

    // ocean-node takes anybody for a publisher where a list says so, and needs no checksum then.
    let document = json!({"services": [{"compute": {
        "publisherTrustedAlgorithms": [{"did": "did:op:00"}], "publisherTrustedAlgorithmPublishers": ["*"],
    }}]});
    let document = Document::parse(document.to_string()).unwrap();
    let compute = document.ddo().service(0).unwrap().compute().unwrap();
    let candidate = Candidate::Published(PublishedAlgorithm {
        did: did(Address::ZERO),
        service_id: "x",
        files: &[FileChecksum::of(b"evil")],
        container: container_section_checksum("evil", "evil"),
        publisher: mallory,
    });
    assert_eq!(TrustRules::OceanNode.check(compute, &candidate), Ok(()));
    let strict = TrustRules::Strict {
        undefined: UndefinedLists::Allow,
    };
    assert_eq!(strict.check(compute, &candidate), Err(Distrust::Publisher));
}

#[test]
fn a29_another_file_than_was_trusted_is_refused_or_known() {
    // Between quote and start: the checksums are of bodies fetched for each decision.
    let mut world = World::honest();
    world.initialize().unwrap();
    world.files = vec![b"upload(everything)"];
    assert_eq!(
        refusal(world.admit()),
        (
            "dataset".to_owned(),
            "algorithm_file_checksum_mismatch".to_owned()
        )
    );
    // A file that is added changes the checksum, too.
    world.files = vec![b"print()", b"upload(everything)"];
    assert_eq!(refusal(world.admit()).1, "algorithm_file_checksum_mismatch");
    // Provider lets an entry without checksums stand for any file.
    world.compute()["publisherTrustedAlgorithms"] =
        json!([{"did": world::entry()["did"], "filesChecksum": ""}]);
    distrusted(&mut world, "dataset", Distrust::Files);

    // After the start: the proof knows what was trusted, for whoever serves the file to the engine.
    let admitted = World::honest().admit().unwrap();
    let job = admitted.algorithm().published().unwrap();
    assert_eq!(job.files(), [FileChecksum::of(b"print()")]);
    assert_ne!(job.files(), [FileChecksum::of(b"upload(everything)")]);
    assert_eq!(
        job.container_section_checksum(),
        container_section_checksum("python $ALGO", DIGEST)
    );
}

#[test]
fn a30_the_image_runs_by_its_digest_alone() {
    let change = |key: &str, value: Value| {
        let mut world = World::honest();
        let algorithm = world.algorithm.as_mut().unwrap();
        algorithm.ddo["metadata"]["algorithm"]["container"][key] = value;
        world
    };
    // Entrypoint and checksum are the trusted ones, and the rest reaches Provider's engine.
    let other_digest = format!("evil/image@sha256:{}", "66".repeat(32));
    for (key, value) in [
        ("tag", json!("evil")),
        ("image", json!("evil/image")),
        ("dockerfile", json!("FROM evil")),
        ("additionalDockerFiles", json!({"x": "y"})),
    ] {
        let mut world = change(key, value.clone());
        let admitted = world.admit().unwrap();
        assert!(
            admitted
                .algorithm()
                .published()
                .unwrap()
                .container()
                .is_pinned()
        );
        let pinned = container(&admitted);
        let keys: Vec<_> = pinned.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 3, "{keys:?}");
        assert_eq!(pinned["checksum"], DIGEST);
        assert_eq!(pinned["entrypoint"], "python $ALGO");
        world.rules = Rules::Provider;
        assert_eq!(container(&world.admit().unwrap())[key], value);
    }
    for image in [
        other_digest.as_str(),
        "image@",
        "evil image",
        "evil\u{202e}",
        "",
    ] {
        let mut world = change("image", json!(image));
        if image.is_empty() {
            assert_eq!(
                refusal(world.admit()),
                (
                    "algorithm.container".to_owned(),
                    "missing_entrypoint_image_checksum".to_owned()
                )
            );
            continue;
        }
        let (resource, code, _) = only_provider_admits(&mut world);
        assert_eq!(
            (resource.as_str(), code.as_str()),
            ("algorithm.container", "checksum_prefix")
        );
    }
    // A checksum that is trusted and pins nothing.
    for checksum in ["sha256:", "sha256:latest", "sha256:8221"] {
        let mut world = change("checksum", json!(checksum));
        world.compute()["publisherTrustedAlgorithms"][0]["containerSectionChecksum"] =
            json!(container_section_checksum("python $ALGO", checksum).to_string());
        let (resource, code, _) = only_provider_admits(&mut world);
        assert_eq!(
            (resource.as_str(), code.as_str()),
            ("algorithm.container", "checksum_prefix")
        );
    }
}

#[test]
fn a31_a_job_lasts_as_long_as_was_paid() {
    let day = 86_400;
    // Pays five seconds, or thirty for a day and thirty seconds, as Provider asks him to.
    for (valid_until, seconds) in [(NOW + 5, 5), (NOW + day + 30, 30)] {
        let mut world = World::honest();
        world.environment.max_job_duration = 2 * day;
        for asset in world.datasets.iter_mut().chain(&mut world.algorithm) {
            asset.fee.valid_until = valid_until;
        }
        let asked = |world: &World, rules| -> u128 {
            world
                .environment
                .fee_amount(valid_until, NOW, 18, rules)
                .unwrap()
                .to()
        };
        world.datasets[0].fee.amount = asked(&world, FeeRules::Provider);
        assert_eq!(world.admit().unwrap().max_seconds(), seconds);
        // Who pays what the time costs gets it.
        let exact = asked(&world, FeeRules::Exact);
        let mut honest = world.clone();
        honest.datasets[0].fee.amount = exact;
        assert_eq!(honest.admit().unwrap().max_seconds(), valid_until - NOW);
        world.rules = Rules::Provider;
        assert_eq!(world.admit().unwrap().max_seconds(), 3_600);
    }
    // Pays in a worthless token.
    let mut world = World::honest();
    world.datasets[0].fee.token = Address::repeat_byte(0xbb);
    assert_ne!(world.datasets[0].fee.token, FEE_TOKEN);
    world.rules = Rules::Provider;
    assert!(world.admit().is_ok());
    world.rules = STRICT;
    assert_eq!(
        refusal(world.admit()),
        ("order".to_owned(), "fees_not_paid".to_owned())
    );
}

#[test]
fn a32_the_compute_rules_hold_for_the_access_service_as_well() {
    let rules = |list: Value| compute_service(0x12, &json!({"publisherTrustedAlgorithms": list}));
    let target = |services: &[Value]| {
        let mut asset = dataset(0x12, &access_service(0x12));
        asset.ddo["services"]
            .as_array_mut()
            .unwrap()
            .extend_from_slice(services);
        let mut world = World::honest();
        world.datasets.push(asset);
        world
    };
    let other = json!([{"did": "did:op:00"}]);
    let trusted = json!([world::entry()]);
    distrusted(
        &mut target(&[rules(other.clone())]),
        "datasets[1]",
        Distrust::Algorithm,
    );
    distrusted(
        &mut target(&[rules(json!([]))]),
        "datasets[1]",
        Distrust::Nobody,
    );
    // All compute services must agree.
    distrusted(
        &mut target(&[rules(trusted.clone()), rules(other)]),
        "datasets[1]",
        Distrust::Algorithm,
    );
    // So must one without rules.
    let mut bare = rules(json!([]));
    bare.as_object_mut().unwrap().remove("compute");
    distrusted(&mut target(&[bare]), "datasets[1]", Distrust::NoCompute);
    // Raw code.
    let mut world = target(&[compute_service(0x12, &json!({"allowRawAlgorithm": false}))]);
    world.compute()["allowRawAlgorithm"] = json!(true);
    world.raw = Some(json!({"meta": {"rawcode": "x", "container":
        {"entrypoint": "e", "image": "i", "checksum": DIGEST}}}));
    world.algorithm = None;
    distrusted(&mut world, "datasets[1]", Distrust::RawNotAllowed);

    assert!(target(&[rules(trusted)]).admit().is_ok());
    // Nobody has made a rule.
    assert!(target(&[]).admit().is_ok());
}

#[test]
fn a33_raw_code_needs_a_true() {
    let raw = json!({"meta": {"rawcode": "x", "container":
        {"entrypoint": "e", "image": "i", "checksum": DIGEST}}});
    for value in [
        json!("false"),
        json!("true"),
        json!(null),
        json!(0),
        json!(1),
        json!([]),
    ] {
        let mut world = World::honest();
        world.algorithm = None;
        world.raw = Some(raw.clone());
        world.compute()["allowRawAlgorithm"] = value;
        distrusted(&mut world, "dataset", Distrust::RawNotAllowed);
    }
    // Provider, too, refuses where the member is missing or false.
    for rules in [STRICT, Rules::Provider] {
        let mut world = World::under(rules);
        world.algorithm = None;
        world.raw = Some(raw.clone());
        let refused = ("dataset".to_owned(), "no_raw_algo_allowed".to_owned());
        assert_eq!(refusal(world.admit()), refused);
        world
            .compute()
            .as_object_mut()
            .unwrap()
            .remove("allowRawAlgorithm");
        assert_eq!(refusal(world.admit()), refused);
    }
}

#[test]
fn a34_unsigned_callers_see_no_owner_did_or_result() {
    let operator = json!([{
        "agreementId": "0xaa", "jobId": "1f", "owner": CONSUMER.to_string(), "status": 70,
        "statusText": "Job finished", "dateCreated": "1700000000.1", "dateFinished": null,
        "results": [{"filename": "secret.csv", "filesize": 5, "type": "output"}], "stopreq": 0,
        "removed": 0, "algoDID": "did:op:1", "inputDID": ["did:op:2"], "unknown": "secret",
    }, {"jobId": {"owner": "0x52"}, "statusText": ["did:op:3"]}, 5]);
    let json = ocean_checksum::Json::parse(operator.to_string()).unwrap();
    let shown = ocean_compute::unsigned_jobs_json(json.root()).unwrap();
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        shown,
        json!([{"jobId": "1f", "status": 70, "statusText": "Job finished",
            "dateCreated": "1700000000.1", "dateFinished": null}, {}, {}])
    );
}
