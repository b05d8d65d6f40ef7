//! What an admitted job is: paid for how long, holding until when, sent how.

use alloy_primitives::{Address, B256};
use ocean_compute::Rules;
use serde_json::{Value, json};

use crate::{
    Change, additional, algorithm, with,
    world::{
        CHAIN_ID, CONSUMER, DIGEST, NOW, PAID, VALID_UNTIL, World, access_service, dataset, did,
        provider, refusal,
    },
};

#[test]
fn the_payment_bounds_the_job() {
    let seconds = |change: Change| with(change).admit().map(|admitted| admitted.max_seconds());
    // 600 seconds are paid, of which 20 had passed when the job was asked for; the grace of the
    // fee is ten seconds until the order's block, and 90 more.
    assert_eq!(seconds(|_| {}), Ok(600));
    assert_eq!(seconds(|world| world.now += 200), Ok(500));
    assert_eq!(
        seconds(|world| world.environment.max_job_duration = 60),
        Ok(60)
    );
    assert_eq!(
        seconds(|world| world.datasets[0].fee.amount = PAID / 10),
        Ok(60)
    );
    assert_eq!(
        seconds(|world| world.datasets[0].fee.amount = PAID - 1),
        Ok(599)
    );
    let nothing = ("order".to_owned(), "fees_not_paid".to_owned());
    for change in [
        (|world: &mut World| world.datasets[0].fee.amount = 1) as Change,
        |world| world.datasets[0].fee.token = Address::ZERO,
        |world| world.environment.fee_token = None,
        // The token of this address on another chain.
        |world| world.chain_id = 1,
        |world| world.environment.max_job_duration = 0,
        |world| {
            // The algorithm's order names another environment, and pays in the right token.
            world.datasets[0].fee.amount = 0;
            algorithm(world).fee.amount = PAID;
            algorithm(world).fee.environment = Some("other");
        },
    ] {
        assert_eq!(refusal(with(change).admit()), nothing);
    }
    // Where nothing costs the time is bound by the environment and the fee alone.
    assert_eq!(
        seconds(|world| {
            world.environment.price = "0".parse().unwrap();
            world.datasets[0].fee.amount = 0;
        }),
        Ok(700)
    );
    assert_eq!(
        seconds(|world| {
            world.environment.fee_token = Some(Address::ZERO);
            for asset in world.datasets.iter_mut().chain(&mut world.algorithm) {
                asset.fee.token = Address::ZERO;
                asset.fee.amount = 0;
                asset.fee.valid_until = 0;
            }
        }),
        Ok(3_600)
    );
}

#[test]
fn the_payer_names_the_agreement() {
    let agreement = |world: &World| world.admit().unwrap().agreement_id();
    let mut world = World::honest();
    world.datasets.push(additional());
    let [main, second, of_algorithm] = [0x11, 0x12, 0x41].map(B256::repeat_byte);
    assert_eq!(agreement(&world), main);
    // Of two that pay for the same time the last one.
    world.datasets[1].fee.amount = PAID;
    assert_eq!(agreement(&world), second);
    algorithm(&mut world).fee.amount = PAID;
    assert_eq!(agreement(&world), of_algorithm);
    // The one that pays for more.
    world.datasets[0].fee.amount = PAID + PAID / 10;
    assert_eq!(agreement(&world), main);
    // Provider takes the last that suffices, however much another paid.
    world.rules = Rules::Provider;
    assert_eq!(agreement(&world), of_algorithm);
    algorithm(&mut world).fee.amount = PAID / 2;
    assert_eq!(agreement(&world), second);
}

#[test]
fn an_admission_ages() {
    let admitted = World::honest().admit().unwrap();
    // The algorithm's order ends first: without an environment its fee has no grace.
    let end = VALID_UNTIL;
    assert_eq!(admitted.expires_at(), Some(end));
    assert!(admitted.is_valid_at(end - 1) && !admitted.is_valid_at(end));
    assert_eq!(
        (
            admitted.admitted_at(),
            admitted.consumer(),
            admitted.environment(),
            admitted.chain_id()
        ),
        (NOW, CONSUMER, "env", CHAIN_ID)
    );
    assert_eq!(admitted.valid_until(), VALID_UNTIL);
    let job = admitted.algorithm().published().unwrap();
    assert_eq!(
        (job.did(), job.service_id()),
        (did(Address::repeat_byte(0x41)), "a1")
    );
    assert!(job.container().is_pinned());
    let main = &admitted.datasets()[0];
    assert_eq!(
        (main.did(), main.service_id()),
        (did(Address::repeat_byte(0x11)), "c1")
    );
    let world = with(|world| algorithm(world).fee.valid_until = 0);
    assert_eq!(world.admit().unwrap().expires_at(), Some(VALID_UNTIL + 100));
    // An order with a timeout ends earlier.
    let world = with(|world| world.datasets[0].ddo["services"][0]["timeout"] = json!(60));
    assert_eq!(world.admit().unwrap().expires_at(), Some(NOW - 10 + 61));
}

#[test]
fn network_access_is_what_all_datasets_allow() {
    let allows = |world: &World| world.admit().unwrap().allows_network_access();
    let mut world = World::honest();
    assert!(allows(&world));
    world.datasets.push(dataset(0x13, &access_service(0x13)));
    assert!(allows(&world));
    let mut access = dataset(0x14, &access_service(0x14));
    let services = access.ddo["services"].as_array_mut().unwrap();
    services.push(additional().ddo["services"][0].clone());
    let mut other = world.clone();
    other.datasets.push(access);
    assert!(!allows(&other));
    world.datasets.push(additional());
    assert!(!allows(&world));
    for value in [json!("true"), json!(1), json!(null), json!(false)] {
        let mut world = World::honest();
        world.compute()["allowNetworkAccess"] = value;
        assert!(!allows(&world));
    }
}

#[test]
fn the_payload_has_the_members_of_the_reference() {
    let mut world = World::honest();
    world.datasets.push(additional());
    world.datasets[0].request["userdata"] = json!({"a": "é\""});
    world.datasets[1].request["userdata"] = json!({});
    algorithm(&mut world).request["algouserdata"] = json!({"u": 1});
    algorithm(&mut world).request["algocustomdata"] = json!({"hometown": "São Paulo"});
    let [first, second, third] = [0x11, 0x12, 0x41].map(|byte| did(Address::repeat_byte(byte)));
    let [tx, other, of_algorithm] = [0x11, 0x12, 0x41].map(B256::repeat_byte);
    let admitted = world.admit().unwrap();
    let payload = admitted
        .payload(
            "https://aquarius.example",
            1_700_000_000_000_000_000,
            &provider(),
        )
        .unwrap();
    let signature = signature_in(&payload);
    let expected = format!(
        r#"{{"workflow":{{"stages":[{{"index":0,"input":[{{"index":0,"id":"{first}","remote":{{"txId":"{tx}","serviceId":"c1","userdata":{{"a":"é\""}}}}}},{{"index":1,"id":"{second}","remote":{{"txId":"{other}","serviceId":"c1"}}}}],"compute":{{"Instances":1,"namespace":"ocean-compute","maxtime":600}},"algorithm":{{"id":"{third}","rawcode":"","container":{{"entrypoint":"python $ALGO","image":"oceanprotocol/algo_dockers","checksum":"{DIGEST}"}},"algouserdata":null,"remote":{{"serviceEndpoint":"https://provider.example","txId":"{of_algorithm}","serviceId":"a1","userData":{{"u":1}}}},"algocustomdata":{{"hometown":"São Paulo"}}}},"output":{{"metadataUri":"https://aquarius.example"}}}}]}},"providerSignature":"{signature}","agreementId":"{tx}","owner":"{CONSUMER}","providerAddress":"{}","environment":"env","validUntil":{VALID_UNTIL},"nonce":1700000000000000000,"chainId":8996}}"#,
        provider().address(),
    );
    assert_eq!(payload, expected);

    // Under the reference's rules the container is the document's, and the time the constant.
    world.rules = Rules::Provider;
    let payload = world.admit().unwrap().payload("u", 1, &provider()).unwrap();
    let payload: Value = serde_json::from_str(&payload).unwrap();
    let stage = &payload["workflow"]["stages"][0];
    assert_eq!(stage["compute"]["maxtime"], 3_600);
    assert_eq!(
        stage["algorithm"]["container"],
        world.algorithm.unwrap().ddo["metadata"]["algorithm"]["container"]
    );
}

fn signature_in(payload: &str) -> String {
    let payload: Value = serde_json::from_str(payload).unwrap();
    payload["providerSignature"].as_str().unwrap().to_owned()
}
