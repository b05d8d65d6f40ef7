//! Where jobs run.

use std::time::Duration;

use provider_server::dev::OperatorMood;
use serde_json::json;

use crate::{
    ask::Ask,
    goods::{COMPUTE, ENVIRONMENTS, RESULT},
    site::Site,
};

fn asked(site: &Site) -> usize {
    let calls = site.world.operator_calls().into_iter();
    calls.filter(|call| call.name == "environments").count()
}

#[tokio::test]
async fn are_told_by_chain_with_their_fee_token() {
    let site = Site::start().await;
    let environment = json!({
        "id": "lab", "desc": "Zürich \u{1f9ea}", "priceMin": "2.30", "maxJobDuration": 60,
        "consumerAddress": "0x00", "lastSeen": "1700000000.5", "unknown": [1, {"a": null}],
    });
    site.world.set_environments(json!([environment, 5]));
    let answer = site.ask(&Ask::get(ENVIRONMENTS)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let mut expected = environment;
    expected["feeToken"] = site.world.chain().ocean_token().to_string().into();
    assert_eq!(answer.json(), json!({"8996": [expected]}));
    let call = &site.world.operator_calls()[0];
    assert_eq!(
        call.query,
        [("chainId".to_owned(), "8996".to_owned())].into()
    );
    // A chain that is named is ignored.
    let ask = Ask::get(ENVIRONMENTS).with("chainId", "1");
    assert_eq!(site.ask(&ask).await.json(), answer.json());
}

#[tokio::test]
async fn are_asked_for_once_in_a_while() {
    let site = Site::start().await;
    let asks = (0..8).map(|_| async {
        let answer = site.ask(&Ask::get(ENVIRONMENTS)).await;
        assert_eq!(answer.status, 200);
    });
    futures_util::future::join_all(asks).await;
    let (goods, paid) = site.bought().await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
    assert_eq!(asked(&site), 1);
}

#[tokio::test]
async fn a_service_that_fails_is_asked_again_soon() {
    let site = Site::with(&[("REQUEST_TIMEOUT", "1"), ("REQUEST_RETRIES", "0")]).await;
    let text = "Compute envs could not be retrieved for chainId 8996, check configuration.";
    let moods = [
        OperatorMood::Answers(500, "{}".into()),
        OperatorMood::Answers(404, "[]".into()),
        OperatorMood::Answers(200, "<html>".into()),
        OperatorMood::Answers(200, r#"{"8996":[]}"#.into()),
        OperatorMood::Answers(200, "[".repeat(1_000)),
        OperatorMood::BreaksOff,
        OperatorMood::Slow(Duration::from_secs(3)),
    ];
    for mood in moods {
        site.world.set_operator(mood.clone());
        let answer = site.ask(&Ask::get(ENVIRONMENTS)).await;
        assert_eq!(answer.error(), (503, text.into()), "{mood:?}");
        // Nobody makes the server ask without end.
        let before = asked(&site);
        assert_eq!(site.ask(&Ask::get(ENVIRONMENTS)).await.status, 503);
        assert_eq!(asked(&site), before);
        tokio::time::sleep(Duration::from_millis(2_100)).await;
    }
    site.world.set_operator(OperatorMood::Works);
    assert_eq!(site.ask(&Ask::get(ENVIRONMENTS)).await.status, 200);
}

#[tokio::test]
async fn without_a_service_there_are_no_routes() {
    let site = Site::with(&[("OPERATOR_SERVICE_URL", "")]).await;
    let calls = [
        Ask::get(COMPUTE),
        Ask::post(COMPUTE),
        Ask::get(RESULT),
        Ask::get(ENVIRONMENTS),
        Ask {
            method: reqwest::Method::PUT,
            ..Ask::get(COMPUTE)
        },
        Ask {
            method: reqwest::Method::DELETE,
            ..Ask::get(COMPUTE)
        },
    ];
    for ask in calls {
        let answer = site.ask(&ask).await;
        let (status, text) = answer.error();
        assert_eq!(status, 404, "{ask:?}");
        assert!(text.starts_with("404 Not Found: "));
    }
    let goods = site.goods();
    let ask = site.initialize_compute(&goods, "env-free", 60);
    let answer = site.ask(&ask).await;
    assert_eq!(
        answer.error(),
        (400, "Compute environment does not exist".into())
    );
}

#[tokio::test]
async fn of_a_result_head_is_refused() {
    let site = Site::start().await;
    let head = Ask {
        method: reqwest::Method::HEAD,
        ..Ask::get(RESULT)
    };
    assert_eq!(site.ask(&head).await.status, 405);
    let head = Ask {
        method: reqwest::Method::HEAD,
        ..Ask::get(ENVIRONMENTS)
    };
    assert_eq!(site.ask(&head).await.status, 200);
    let patch = Ask {
        method: reqwest::Method::PATCH,
        ..Ask::get(COMPUTE)
    };
    assert_eq!(site.ask(&patch).await.status, 405);
}
