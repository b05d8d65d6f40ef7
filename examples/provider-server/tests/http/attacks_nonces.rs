//! Requests that were seen before, and requests that write.

use std::time::{Duration, Instant};

use alloy_primitives::{Address, B256, hex};
use provider_server::dev::{Sample, World};
use serde_json::{Value, json};

use crate::{
    ask::{Ask, sign},
    site::{Answer, Site, now},
};

/// The text about the nonce, in the shape of a validation.
fn nonce_text(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{answer:?}");
    let errors = answer.json()["errors"].clone();
    match (&errors["signature"], &errors["nonce"]) {
        (Value::String(text), _) => text.clone(),
        (_, Value::Array(texts)) => texts[0].as_str().unwrap().into(),
        _ => panic!("{answer:?}"),
    }
}

#[tokio::test]
async fn a07_another_spelling_of_the_address_is_the_same_account() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let ask = site.download(&bought);
    assert_eq!(site.ask(&ask).await.status, 200);
    let served = site.world.requests("levels.csv");
    let address = ask.text("consumerAddress");
    let nonce = ask.text("nonce");
    for spelling in [
        address.clone(),
        address.to_lowercase(),
        format!("0x{}", address[2..].to_uppercase()),
        address[2..].into(),
        format!("0X{}", &address[2..]),
        format!(" {address}"),
    ] {
        let answer = site
            .ask(&ask.clone().with("consumerAddress", spelling.clone()))
            .await;
        assert_eq!(answer.status, 400, "{spelling}");
        if spelling.len() == 42 && spelling.starts_with("0x") {
            let text =
                format!("Invalid signature expected nonce ({nonce}) > current nonce ({nonce}).");
            assert_eq!(nonce_text(&answer), text);
        }
    }
    assert_eq!(site.world.requests("levels.csv"), served);
}

#[tokio::test]
async fn a08_the_same_nonce_in_other_words_is_spent() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let consumer = site.world.consumer();
    let did = bought.asset.did().to_string();
    let unsigned = Ask::download(&bought, consumer);
    let first = unsigned.clone().signed_with(consumer, &did, "1000");
    assert_eq!(site.ask(&first).await.status, 200);
    let stale = "Invalid signature expected nonce (1000) > current nonce (1000).";
    let no_number = "The nonce must be a number.";
    for (nonce, expected) in [
        (json!("1000"), stale),
        (json!(1000), stale),
        (json!("01000"), stale),
        (json!("1000.0"), stale),
        (json!("1000.000"), stale),
        (json!(1000.0), stale),
        (json!("1e3"), no_number),
        (json!("1_000"), no_number),
        (json!(" 1000"), no_number),
        (json!("1000 "), no_number),
        (json!("+1000"), no_number),
        (json!("１０００"), no_number),
        (json!("0x3e8"), no_number),
        (
            json!("999.999"),
            "Invalid signature expected nonce (1000) > current nonce (999.999).",
        ),
        (json!("-1"), no_number),
    ] {
        let words = nonce.as_str().map_or_else(|| nonce.to_string(), Into::into);
        // The captured signature, and one that he makes himself.
        let own = sign(consumer, &format!("{did}{words}"));
        for signature in [first.text("signature"), own] {
            let ask = unsigned
                .clone()
                .with("nonce", nonce.clone())
                .with("signature", signature)
                .in_body();
            assert_eq!(nonce_text(&site.ask(&ask).await), expected, "{nonce}");
        }
    }
    assert_eq!(site.last_nonce(consumer.address()), Some("1000".into()));
    // Exact where a double is not.
    for (nonce, status) in [
        ("9007199254740993", 200),
        ("9007199254740992", 400),
        ("9007199254740994", 200),
        ("9007199254740994.5", 200),
    ] {
        let ask = unsigned.clone().signed_with(consumer, &did, nonce);
        assert_eq!(site.ask(&ask).await.status, status, "{nonce}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a09_of_identical_requests_at_once_one_is_served() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    for ask in [site.download(&bought), site.decrypt(&bought.asset)] {
        let answers = futures_util::future::join_all((0..30).map(|_| site.ask(&ask))).await;
        let served = answers.iter().filter(|answer| answer.status < 300).count();
        assert_eq!(served, 1);
        for answer in answers.iter().filter(|answer| answer.status >= 300) {
            let text = nonce_text(answer);
            assert!(
                text.starts_with("Invalid signature expected nonce ("),
                "{text}"
            );
        }
    }
    assert_eq!(site.world.requests("levels.csv"), 1);
}

#[tokio::test]
async fn a10_a_restart_forgets_no_nonce() {
    let mut site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let download = site.download(&bought);
    assert_eq!(site.ask(&download).await.status, 200);
    let decrypt = site.decrypt(&bought.asset);
    assert_eq!(site.ask(&decrypt).await.status, 201);
    site.restart().await;
    for ask in [&download, &decrypt] {
        let text = nonce_text(&site.ask(ask).await);
        assert!(
            text.starts_with("Invalid signature expected nonce ("),
            "{text}"
        );
    }
    assert_eq!(site.ask(&site.download(&bought)).await.status, 200);
}

#[tokio::test]
async fn a19_who_asks_too_often_without_a_signature_waits() {
    let site = Site::with(&[("RATE_LIMIT_PER_MINUTE", "5")]).await;
    let bought = site.buy(Sample::Csv);
    let ask = Ask::fileinfo(bought.asset.did());
    for _ in 0..5 {
        assert_eq!(site.ask(&ask).await.status, 200);
    }
    let fetched = site.world.requests("levels.csv");
    for (name, ask) in site.honest(&bought) {
        let answer = site.ask(&ask).await;
        if matches!(
            name,
            "decrypt" | "decrypt arguments" | "download" | "createAuthToken"
        ) {
            assert!(answer.status < 300, "{name}: {answer:?}");
        } else if name != "deleteAuthToken" {
            assert_eq!(answer.error(), (429, "Too many requests.".into()), "{name}");
            // One in twelve seconds.
            let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=12).contains(&wait), "{wait}");
            // What a client says of itself does not help him.
            let ask = ask
                .header("X-Forwarded-For", "8.8.8.8")
                .header("Forwarded", "for=8.8.8.8");
            assert_eq!(site.ask(&ask).await.status, 429);
        }
    }
    // By the download alone.
    assert_eq!(site.world.requests("levels.csv"), fetched + 1);
}

/// An origin that never answers holds nobody up for long.
#[tokio::test]
async fn a19_a_slow_origin_is_not_waited_for() {
    let site = Site::with(&[("REQUEST_TIMEOUT", "1"), ("REQUEST_RETRIES", "0")]).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/x", listener.local_addr().unwrap());
    let ask = Ask::post("/api/services/fileinfo")
        .with("type", "url")
        .with("url", url)
        .with("checksum", true);
    let began = Instant::now();
    let answer = site.ask(&ask).await;
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        answer.json(),
        json!([{"index": 0, "valid": false, "type": "url"}])
    );
}

#[tokio::test]
async fn a23_unsigned_calls_neither_write_nor_wait() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let rows = site.rows();
    let began = Instant::now();
    for n in 0x60..0x70_u8 {
        let address = Address::repeat_byte(n).to_string();
        let unknown = B256::repeat_byte(n).to_string();
        let nonce = Ask::get("/api/services/nonce").with("userAddress", address.clone());
        assert_eq!(site.ask(&nonce).await.status, 200);
        let initialize = site
            .initialize(&bought.asset)
            .with("consumerAddress", address.clone())
            .with("transferTxId", unknown.clone());
        assert_eq!(site.ask(&initialize).await.status, 200);
        assert_eq!(
            site.ask(&Ask::fileinfo(bought.asset.did())).await.status,
            200
        );
        // Signed by somebody else than it says.
        for ask in [
            site.download(&bought)
                .with("consumerAddress", address.clone()),
            site.decrypt(&bought.asset)
                .with("decrypterAddress", address.clone()),
            site.create_token(site.world.consumer(), now() + 60)
                .with("address", address),
        ] {
            assert_eq!(site.ask(&ask).await.status, 400);
        }
        // Signed, for a transaction that nobody knows.
        let ask = site.download(&bought).with("transferTxId", unknown);
        assert_eq!(site.ask(&ask).await.status, 400);
    }
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(site.rows(), rows);
}

/// A request for chain 89960 with the nonce 12345 also reads as one for chain 8996 with 012345, and
/// one for chain 89961 with 2345 as one for chain 8996 with 12345, which is greater.
#[tokio::test]
async fn a49_digits_that_move_into_the_nonce_serve_nothing() {
    let mut site = Site::start().await;
    let other = World::start(89_961, "http://127.0.0.1:8030").await.unwrap();
    // Both chains, with one key.
    let env = site.world.env();
    let networks: Vec<Value> = [&env, &other.env()]
        .map(|env| std::fs::read_to_string(&env["ADDRESS_FILE"]).unwrap())
        .map(|text| serde_json::from_str(&text).unwrap())
        .into();
    let addresses = json!({
        "development": networks[0]["development"],
        "other": networks[1]["development"],
    });
    std::fs::write(&env["ADDRESS_FILE"], addresses.to_string()).unwrap();
    let key = hex::encode_prefixed([0x11; 32]);
    let map = |first: &str, second: &str| json!({"8996": first, "89961": second}).to_string();
    site.set(
        "NETWORK_URL",
        &map(&site.world.url("/rpc"), &other.url("/rpc")),
    );
    site.set("PROVIDER_PRIVATE_KEY", &map(&key, &key));
    site.set("UNIVERSAL_PRIVATE_KEY", &key);
    site.restart().await;

    // The chains give out the same addresses.
    let here = site.world.publish(Sample::Csv).unwrap();
    let there = other.publish(Sample::Csv).unwrap();
    assert_eq!(here.nft(), there.nft());
    let consumer = site.world.consumer();
    let message = format!("{}{}89961", there.nft(), consumer.address());
    let captured = site
        .decrypt_arguments(&there)
        .with("chainId", 89_961)
        .signed_with(consumer, &message, "2345");
    assert_eq!(site.ask(&captured).await.status, 201);
    let replay = site
        .decrypt_arguments(&here)
        .with("nonce", "12345")
        .with("signature", captured.text("signature"));
    let answer = site.ask(&replay).await;
    let text = "Invalid signature provided. Please check the nonce or documentId.";
    assert_eq!(
        (answer.status, &answer.json()["errors"]["signature"]),
        (400, &json!(text))
    );
    assert_eq!(site.last_nonce(consumer.address()), Some("2345".into()));
    // The same nonce with a signature of its own is good.
    let message = format!("{}{}8996", here.nft(), consumer.address());
    let own = site
        .decrypt_arguments(&here)
        .signed_with(consumer, &message, "12346");
    assert_eq!(site.ask(&own).await.status, 201);
}
