//! What neither answers nor logs show. That no answer holds the Provider's key, the place of a file
//! or the request's signature, each request of these tests asserts.

use provider_server::dev::Sample;
use serde_json::json;

use crate::{
    ask::Ask,
    site::{Site, logged},
};

#[tokio::test]
async fn a22_no_answer_and_no_log_shows_a_secret() {
    const CANARY: &str = "canary-in-the-mine";
    let site = Site::with(&[("REQUEST_TIMEOUT", "2")]).await;
    let bought = site.buy(Sample::Csv);
    let token = site.token().await;
    let mut secrets = vec![CANARY.to_owned(), token.clone()];
    let url = format!("http://127.0.0.1:9/{CANARY}?key={CANARY}");
    for round in 0..2 {
        for (name, ask) in site.honest(&bought) {
            let ask = match name {
                "fileinfo object" => ask
                    .with("url", url.clone())
                    .with("headers", json!({"X-Key": CANARY})),
                "encrypt" => site.encrypt(CANARY.as_bytes()),
                "validateContainer" => ask,
                _ => ask.with("userdata", json!({ "secret": CANARY }).to_string()),
            };
            // In the second round each fails in some way.
            let ask = match (round, name) {
                // The answer repeats the container.
                (0, _) | (_, "fileinfo object" | "validateContainer") => ask,
                (_, "download" | "decrypt" | "decrypt arguments") => ask
                    .without("signature")
                    .header("AuthToken", format!("{token}x")),
                _ => ask.with("signature", CANARY).with("serviceId", "none"),
            };
            if let Some((_, signature)) = ask.params.iter().find(|(name, _)| name == "signature") {
                secrets.push(signature.as_str().unwrap().to_owned());
            }
            let answer = site.ask(&ask).await;
            answer.must_not_hold(CANARY);
            if name != "createAuthToken" {
                answer.must_not_hold(&token);
            }
        }
    }
    // A file that cannot be fetched.
    site.put_files(
        &bought.asset,
        &[json!({"type": "url", "url": url, "method": "GET"})],
    );
    let answer = site.ask(&site.download(&bought)).await;
    assert_eq!(answer.status, 502);
    answer.must_not_hold(CANARY);
    // A path that is none, and what a browser sends along.
    let ask = Ask::get("/api/services/nonce")
        .with("userAddress", CANARY)
        .header("Cookie", CANARY)
        .header("Authorization", CANARY)
        .header("Referer", CANARY);
    site.ask(&ask).await.must_not_hold(CANARY);

    // Of all servers of this process, at the level `trace`.
    let log = logged();
    assert!(log.contains(r#""endpoint":"download""#), "{log}");
    secrets.extend(
        [
            "0x",
            "did:op",
            "http:",
            "127.0.0.1",
            "levels.csv",
            "11111111111111111111",
        ]
        .map(Into::into),
    );
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
    // No metric is named by what a client sent.
    site.ask(&Ask::get("/metrics")).await.must_not_hold(CANARY);
}
