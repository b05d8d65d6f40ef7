//! To a server.

use std::time::{Duration, Instant};

use provider_server::dev::ReceiverMood;

use crate::{
    ask::Ask,
    download, download_with_token, failed, posting, signer_of_text,
    site::{Site, logged},
    until, until_posted,
};

fn fields(form: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(form.as_bytes())
        .into_owned()
        .collect()
}

fn names(fields: &[(String, String)]) -> Vec<&str> {
    fields.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn the_form_is_that_of_the_reference() {
    let (site, bought) = posting().await;
    let ask = download(&site, &bought).await;
    let form = fields(&until_posted(&site, 1).await[0]);
    let did = bought.asset.did().to_string();
    let provider_data = format!(
        r#"{{"documentId":"{did}","serviceId":"{}","fileIndex":0,"downloadedBytes":0}}"#,
        bought.asset.service_id()
    );
    let consumer_data = format!("{did}{}", ask.text("nonce"));
    let provider_signature = form[2].1.clone();
    let expected = [
        ("orderTxId", bought.order.to_string()),
        ("providerData", provider_data.clone()),
        ("providerSignature", provider_signature.clone()),
        ("consumerData", consumer_data.clone()),
        ("consumerSignature", ask.text("signature")),
        ("consumerAddress", ask.text("consumerAddress")),
    ];
    assert_eq!(
        form,
        expected
            .map(|(name, value)| (name.to_owned(), value))
            .to_vec()
    );
    assert_eq!(
        signer_of_text(&provider_signature, &provider_data),
        site.world.provider().address()
    );
    assert_eq!(
        signer_of_text(&ask.text("signature"), &consumer_data),
        site.world.consumer().address()
    );
    // As Python writes it: lower case, `0x`, and `v` of 0 or 1.
    let v = &provider_signature[130..];
    assert!(v == "00" || v == "01", "{provider_signature}");
    assert_eq!(provider_signature, provider_signature.to_lowercase());
}

#[tokio::test]
async fn what_the_consumer_sent_is_passed_on_as_he_spelled_it() {
    let (site, bought) = posting().await;
    let address = site.world.consumer().address().to_string();
    let ask = site
        .download(&bought)
        .with("consumerAddress", address.to_lowercase());
    let ask = ask.again(&site);
    let signature = ask
        .text("signature")
        .trim_start_matches("0x")
        .to_uppercase();
    let ask = ask.with("signature", signature.clone()).in_body();
    assert_eq!(site.ask(&ask).await.status, 200);
    let form = fields(&until_posted(&site, 1).await[0]);
    assert_eq!(form[4].1, signature);
    assert_eq!(form[5].1, address.to_lowercase());
}

#[tokio::test]
async fn a_token_proves_without_a_signature() {
    let (site, bought) = posting().await;
    download_with_token(&site, &bought).await;
    let form = fields(&until_posted(&site, 1).await[0]);
    assert_eq!(
        names(&form),
        [
            "orderTxId",
            "providerData",
            "providerSignature",
            "consumerData",
            "consumerAddress"
        ]
    );
}

#[tokio::test]
async fn a_slow_server_delays_nothing() {
    let (mut site, bought) = posting().await;
    site.set("REQUEST_TIMEOUT", "1");
    site.restart().await;
    site.world
        .set_receiver(ReceiverMood::Slow(Duration::from_secs(30)));
    let started = Instant::now();
    download(&site, &bought).await;
    assert!(started.elapsed() < Duration::from_millis(900));
    until(|| async { failed(&site, "proof_timeout").await == 1 }).await;
    // It was not told again.
    assert_eq!(site.world.posted_proofs().len(), 1);
}

#[tokio::test]
async fn a_server_that_fails_is_counted_and_left_alone() {
    let (mut site, bought) = posting().await;
    for (mood, count) in [
        (ReceiverMood::Answers(500), 1),
        (ReceiverMood::Redirects, 2),
    ] {
        site.world.set_receiver(mood);
        download(&site, &bought).await;
        until(|| async { failed(&site, "proof_http_status").await == count }).await;
    }
    // A redirect is not followed.
    assert_eq!(site.world.posted_proofs().len(), 2);
    site.set("USE_HTTP_PROOF", "http://127.0.0.1:9/canary-key");
    site.restart().await;
    download(&site, &bought).await;
    until(|| async { failed(&site, "proof_unreachable").await == 1 }).await;
}

#[tokio::test]
async fn so_many_are_under_way_at_most() {
    const AT_ONCE: usize = 64;
    let (site, bought) = posting().await;
    site.world
        .set_receiver(ReceiverMood::Slow(Duration::from_secs(30)));
    for _ in 0..AT_ONCE {
        download(&site, &bought).await;
    }
    until_posted(&site, AT_ONCE).await;
    assert_eq!(failed(&site, "proof_too_many").await, 0);
    for _ in 0..3 {
        download(&site, &bought).await;
    }
    assert_eq!(failed(&site, "proof_too_many").await, 3);
    assert_eq!(site.world.posted_proofs().len(), AT_ONCE);
}

#[tokio::test]
async fn a22_no_log_shows_a_proof() {
    let (site, bought) = posting().await;
    let mut secrets = vec!["canary-key".to_owned(), "did:op".into(), "0x".into()];
    for (mood, count) in [(ReceiverMood::Works, 1), (ReceiverMood::Answers(500), 2)] {
        site.world.set_receiver(mood);
        let ask = download(&site, &bought).await;
        until_posted(&site, count).await;
        secrets.push(ask.text("signature")[2..].to_owned());
    }
    until(|| async { failed(&site, "proof_http_status").await == 1 }).await;
    for form in site.world.posted_proofs() {
        secrets.push(fields(&form)[2].1[2..].to_owned());
    }
    // Of all servers of this process, at the level `trace`.
    let log = logged();
    assert!(log.contains(r#""code":"proof_http_status""#), "{log}");
    assert!(log.contains("a proof of download was sent"), "{log}");
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
    must_not_say(&site, "canary-key").await;
}

async fn must_not_say(site: &Site, secret: &str) {
    site.ask(&Ask::get("/metrics")).await.must_not_hold(secret);
    site.ask(&Ask::get("/")).await.must_not_hold(secret);
}
