//! Consumer parameters.

use ocean_provider_core::ddo::draft::{ConsumerParameter, Input};
use provider_server::dev::ForJobs;
use serde_json::{Value, json};

use crate::{
    goods::{Goods, Paid},
    site::Site,
};

async fn goods(site: &Site) -> (Goods, Paid) {
    let parameter = |name: &str, required, input| ConsumerParameter {
        name: name.into(),
        label: name.into(),
        required,
        description: "Of the development world.".into(),
        input,
    };
    let goods = site.goods_of(|algorithm| ForJobs {
        parameters: vec![
            parameter(
                "river",
                true,
                Input::Text {
                    default: String::new(),
                },
            ),
            parameter("window", false, Input::Number { default: Some(7.0) }),
        ],
        ..ForJobs::trusting(vec![algorithm])
    });
    let declared = json!([{
        "name": "depth", "type": "number", "label": "Depth", "required": false,
        "description": "How deep", "default": "3",
    }]);
    site.edit(
        &goods.algorithm,
        "/services/0/consumerParameters",
        &declared,
    );
    site.edit(
        &goods.algorithm,
        "/metadata/algorithm/consumerParameters",
        &declared,
    );
    let paid = site.pay(&goods, "env-free", 600).await;
    (goods, paid)
}

fn stage(site: &Site) -> Value {
    let body = site.calls("POST").pop().unwrap().body;
    serde_json::from_str::<Value>(&body).unwrap()["workflow"]["stages"][0].clone()
}

#[tokio::test]
async fn are_checked_and_completed() {
    let site = Site::start().await;
    let (goods, paid) = goods(&site).await;
    let start = || site.unsigned_start(&goods, paid, "env-free");
    // An object, or its text.
    for user_data in [json!({"river": "Lea"}), json!(r#"{"river": "Lea"}"#)] {
        let ask = start()
            .edited("dataset/userdata", user_data)
            .signed_start(&site);
        let answer = site.ask(&ask).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let stage = stage(&site);
        assert_eq!(
            stage["input"][0]["remote"]["userdata"],
            json!({"river": "Lea", "window": 7})
        );
        assert_eq!(
            stage["algorithm"]["remote"]["userData"],
            json!({"depth": 3})
        );
        assert_eq!(stage["algorithm"]["algocustomdata"], json!({"depth": 3}));
    }
    let ask = start()
        .edited(
            "dataset/userdata",
            json!({"river": "Lea", "window": 1.5, "more": [1]}),
        )
        .edited("algorithm/algouserdata", json!({"depth": 4}))
        .edited(
            "algorithm/algocustomdata",
            json!({"depth": 5, "more": null}),
        );
    assert_eq!(site.ask(&ask.signed_start(&site)).await.status, 200);
    let stage = stage(&site);
    assert_eq!(
        stage["input"][0]["remote"]["userdata"],
        json!({"river": "Lea", "window": 1.5, "more": [1]})
    );
    assert_eq!(
        stage["algorithm"]["remote"]["userData"],
        json!({"depth": 4})
    );
    assert_eq!(
        stage["algorithm"]["algocustomdata"],
        json!({"depth": 5, "more": null})
    );
}

#[tokio::test]
async fn that_do_not_fit_are_refused_and_cost_nothing() {
    let site = Site::start().await;
    let (goods, paid) = goods(&site).await;
    let start = || {
        let ask = site.unsigned_start(&goods, paid, "env-free");
        ask.edited("dataset/userdata", json!({"river": "Lea"}))
    };
    let user_data = "dataset.userdata";
    for (ask, resource, text) in [
        (
            start().edited("dataset/userdata", json!({})),
            user_data,
            "a value of `river` is required",
        ),
        (
            start().edited("dataset/userdata", Value::Null),
            user_data,
            "a value of `river` is required",
        ),
        (
            start().edited("dataset/userdata", json!({"window": "wide"})),
            user_data,
            "a value of `river` is required; expected number as value of `window`, found string",
        ),
        (
            start().edited("dataset/userdata", "{"),
            user_data,
            "invalid",
        ),
        (
            start().edited("algorithm/algouserdata", json!({"depth": true})),
            "algorithm.algouserdata",
            "expected number as value of `depth`, found boolean",
        ),
        (
            start().edited("algorithm/algocustomdata", json!({"depth": []})),
            "algorithm.algocustomdata",
            "expected number as value of `depth`, found object",
        ),
    ] {
        let answer = site.ask(&ask.signed_start(&site)).await;
        assert_eq!(answer.refused(), (resource.into(), text.into()));
    }
    assert!(site.calls("POST").is_empty());
    assert_eq!(site.last_nonce(site.world.consumer().address()), None);
    // The reference's own codes come first.
    let ask = start()
        .edited("dataset/userdata", json!({}))
        .with("output", "{");
    let answer = site.ask(&ask.signed_start(&site)).await;
    assert_eq!(answer.refused(), ("output".into(), "invalid".into()));
    // A price that is asked with values is asked for these.
    let mut dataset = crate::goods::named(&goods.dataset);
    dataset["userdata"] = json!({"river": 5});
    let ask = site
        .initialize_compute(&goods, "env-free", 60)
        .with("datasets", json!([dataset]));
    let text = "expected text as value of `river`, found number".to_owned();
    assert_eq!(site.ask(&ask).await.refused(), (user_data.into(), text));
}
