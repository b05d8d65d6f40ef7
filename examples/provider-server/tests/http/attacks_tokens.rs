//! Tokens from signatures that were given for something else, for longer than was meant, or again.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use provider_server::dev::Sample;
use serde_json::{Value, json};

use crate::{
    ask::{Ask, Bought},
    site::{Site, now},
};

const INVALID: &str = "Invalid signature provided. Please check the nonce or documentId.";

fn expiration(token: &str) -> u64 {
    let payload = token.split('.').nth(1).unwrap();
    let payload = Base64UrlUnpadded::decode_vec(payload).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    payload["exp"].as_u64().unwrap()
}

impl Site {
    fn download_with(&self, bought: &Bought, token: &str) -> Ask {
        Ask::download(bought, self.world.consumer())
            .with("nonce", self.next_nonce().to_string())
            .header("AuthToken", token)
    }
}

#[tokio::test]
async fn a13_a_signature_for_something_else_mints_no_token() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let consumer = site.world.consumer();
    let token = site.create_token(consumer, now() + 600);
    let last = site.last_nonce(consumer.address());
    for captured in [site.download(&bought), site.decrypt(&bought.asset)] {
        let ask = token
            .clone()
            .with("nonce", captured.text("nonce"))
            .with("signature", captured.text("signature"));
        let answer = site.ask(&ask).await;
        assert_eq!(
            (answer.status, &answer.json()["errors"]["signature"]),
            (400, &json!(INVALID))
        );
    }
    assert_eq!(site.last_nonce(consumer.address()), last);
    // A stop of all jobs is signed in the same words. Nobody is asked to sign one here, and one
    // whose nonce is spent mints nothing.
    let stop = Ask {
        method: reqwest::Method::PUT,
        ..Ask::get("/api/services/compute")
    };
    let stop = stop.with("consumerAddress", consumer.address().to_string());
    assert_eq!(site.ask(&stop).await.status, 400);
    let later = site.download(&bought);
    assert_eq!(site.ask(&later).await.status, 200);
    let answer = site.ask(&token).await;
    let text = format!(
        "Invalid signature expected nonce ({}) > current nonce ({}).",
        later.text("nonce"),
        token.text("nonce")
    );
    assert_eq!(
        (answer.status, &answer.json()["errors"]["signature"]),
        (400, &json!(text))
    );
}

#[tokio::test]
async fn a14_another_expiration_is_capped() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let decades = now() + 30 * 365 * 86_400;
    let captured = site.create_token(site.world.consumer(), now() + 60);
    // Whoever is quicker than the one who signed it gets a day.
    let ask = captured.clone().with("expiration", decades.to_string());
    let answer = site.ask(&ask).await;
    assert_eq!(answer.status, 200);
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    assert!(expiration(&token) <= now() + 86_400);
    // Whoever is not gets nothing.
    for ask in [ask, captured] {
        let answer = site.ask(&ask).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains("expected nonce ("), "{answer:?}");
    }
    // The payload of a token cannot be changed.
    let parts: Vec<_> = token.split('.').collect();
    let payload = String::from_utf8(Base64UrlUnpadded::decode_vec(parts[1]).unwrap()).unwrap();
    let longer = payload.replace(&expiration(&token).to_string(), &decades.to_string());
    let longer = Base64UrlUnpadded::encode_string(longer.as_bytes());
    let none = Base64UrlUnpadded::encode_string(br#"{"typ":"JWT","alg":"none"}"#);
    for forged in [
        format!("{}.{longer}.{}", parts[0], parts[2]),
        format!("{none}.{longer}."),
        format!("{none}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{token}="),
        format!(" {token}x"),
    ] {
        let answer = site.ask(&site.download_with(&bought, &forged)).await;
        let errors = &answer.json()["errors"]["signature"];
        assert_eq!(
            (answer.status, errors),
            (400, &json!([INVALID])),
            "{forged}"
        );
    }
    // Unless the operator says otherwise.
    let site = Site::with(&[("OCEAN_PROVIDER_COMPAT", "unlimited-token-lifetime")]).await;
    let answer = site
        .ask(&site.create_token(site.world.consumer(), decades))
        .await;
    assert_eq!(
        expiration(answer.json()["token"].as_str().unwrap()),
        decades
    );
}

#[tokio::test]
async fn a15_a_revoked_token_stays_revoked() {
    let mut site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let expires = now() + 600;
    let create = site.create_token(site.world.consumer(), expires);
    let token = site.ask(&create).await.json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        site.ask(&site.download_with(&bought, &token)).await.status,
        200
    );
    let delete = site.delete_token(site.world.consumer(), &token);
    assert_eq!(site.ask(&delete).await.status, 200);

    for round in 0..2 {
        // The creation, replayed.
        assert_eq!(site.ask(&create).await.status, 400, "{round}");
        // The same token, made once more: it stays revoked.
        let again = site.create_token(site.world.consumer(), expires);
        let made = site.ask(&again).await;
        assert_eq!((made.status, &made.json()["token"]), (200, &json!(token)));
        let last = site.last_nonce(site.world.consumer().address());
        let answer = site.ask(&site.download_with(&bought, &token)).await;
        let errors = &answer.json()["errors"]["signature"];
        assert_eq!((answer.status, errors), (400, &json!([INVALID])));
        let delete = site.delete_token(site.world.consumer(), &token);
        assert_eq!(
            site.ask(&delete).await.error(),
            (400, "Token is deleted.".into())
        );
        assert_eq!(site.last_nonce(site.world.consumer().address()), last);
        site.restart().await;
    }
}

/// A token is for whom it was made, and only he revokes it.
#[tokio::test]
async fn a_token_is_its_owners() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let token = site.token().await;
    let stranger = site.world.stranger();
    let ask = Ask::download(&bought, stranger)
        .with("nonce", site.next_nonce().to_string())
        .header("AuthToken", token.clone());
    let answer = site.ask(&ask).await;
    assert_eq!(
        (answer.status, &answer.json()["errors"]["signature"]),
        (400, &json!([INVALID]))
    );
    let answer = site.ask(&site.delete_token(stranger, &token)).await;
    assert_eq!(answer.error(), (400, "Token is invalid.".into()));
    assert_eq!(site.last_nonce(stranger.address()), None);
    assert_eq!(
        site.ask(&site.download_with(&bought, &token)).await.status,
        200
    );
    // It makes no tokens.
    let create = site
        .create_token(site.world.consumer(), now() + 60)
        .without("signature");
    for ask in [
        create.clone(),
        create.with("signature", json!([1])).in_body(),
    ] {
        assert_eq!(
            site.ask(&ask.header("AuthToken", token.clone()))
                .await
                .status,
            400
        );
    }
}
