//! Downloads that nobody paid for.

use provider_server::dev::Sample;
use serde_json::json;

use crate::{
    ask::{Ask, Bought},
    site::Site,
};

impl Site {
    /// A download is denied, and the text has these parts; the nonce is not spent, and the file not
    /// touched.
    pub(crate) async fn must_deny(&self, ask: &Ask, reasons: &[impl AsRef<str>]) {
        let consumer = ask.text("consumerAddress").parse().unwrap();
        let (last, fetched) = (self.last_nonce(consumer), self.world.requests("levels.csv"));
        let (status, text) = self.ask(ask).await.error();
        assert_eq!(status, 400, "{text}");
        for reason in reasons {
            assert!(text.contains(reason.as_ref()), "{text}");
        }
        assert_eq!(self.last_nonce(consumer), last, "a nonce was spent");
        assert_eq!(
            self.world.requests("levels.csv"),
            fetched,
            "the file was fetched"
        );
    }

    /// The stranger downloads with a transaction.
    fn stranger_with(&self, bought: &Bought) -> Ask {
        let stranger = self.world.stranger();
        Ask::download(bought, stranger).signed(self, stranger, &bought.asset.did().to_string())
    }

    async fn must_have_no_order(&self, bought: &Bought) {
        let ask = self
            .initialize(&bought.asset)
            .with(
                "consumerAddress",
                self.world.stranger().address().to_string(),
            )
            .with("transferTxId", bought.order.to_string());
        let answer = self.ask(&ask).await;
        assert!(answer.json().get("providerFee").is_some(), "{answer:?}");
    }
}

#[tokio::test]
async fn a01_forged_logs_pay_for_nothing() {
    let site = Site::start().await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    let fee = site.world.fee(&asset).unwrap();
    let order = site.world.forge(site.world.stranger().address(), &fee);
    let forged = Bought { asset, order };
    let reason = foreign("ProviderFee", &forged);
    site.must_deny(&site.stranger_with(&forged), &reason).await;
    site.must_have_no_order(&forged).await;
}

/// The reason, but for the contract, whose address is the attacker's affair.
fn foreign(event: &str, bought: &Bought) -> [String; 2] {
    let datatoken = bought.asset.datatoken;
    [
        format!("could not be validated due to error: event {event} in log "),
        format!(", expected the datatoken {datatoken}"),
    ]
}

#[tokio::test]
async fn a02_a_datatoken_of_his_own_pays_for_nothing() {
    let site = Site::start().await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    let fee = site.world.fee(&asset).unwrap();
    let order = site
        .world
        .order_own(site.world.stranger().address(), fee)
        .unwrap();
    let own = Bought { asset, order };
    let reason = foreign("ProviderFee", &own);
    site.must_deny(&site.stranger_with(&own), &reason).await;
    site.must_have_no_order(&own).await;
}

#[tokio::test]
async fn a03_reusing_a_forged_order_pays_for_nothing() {
    let site = Site::start().await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    let stranger = site.world.stranger().address();
    let fee = site.world.fee(&asset).unwrap();
    for first in [
        site.world.forge(stranger, &fee),
        site.world.order_own(stranger, fee.clone()).unwrap(),
    ] {
        let order = site
            .world
            .reuse(stranger, &asset, first, fee.clone())
            .unwrap();
        let reused = Bought {
            asset: asset.clone(),
            order,
        };
        let reason = foreign("OrderStarted", &reused);
        site.must_deny(&site.stranger_with(&reused), &reason).await;
        site.must_have_no_order(&reused).await;
    }
    // Nor does reusing somebody else's.
    let bought = site.buy(Sample::Csv);
    let fee = site.world.fee(&bought.asset).unwrap();
    let order = site
        .world
        .reuse(stranger, &bought.asset, bought.order, fee)
        .unwrap();
    let reused = Bought { order, ..bought };
    let (status, text) = site.ask(&site.stranger_with(&reused)).await.error();
    assert_eq!(status, 400);
    assert!(text.contains("could not be validated"), "{text}");
    assert_eq!(site.last_nonce(stranger), None);
}

#[tokio::test]
async fn a04_an_expired_order_is_not_renewed_for_free() {
    for (compat, is_served) in [("none", false), ("renewable-orders", true)] {
        let site = Site::with(&[("OCEAN_PROVIDER_COMPAT", compat)]).await;
        let bought = site.buy(Sample::Csv);
        // The order is most of an hour old.
        site.edit(&bought.asset, "/services/0/timeout", &json!(600));
        site.must_deny(&site.download(&bought), &[EXPIRED]).await;
        site.world.chain().advance(3_500);
        let fee = site.world.fee(&bought.asset).unwrap();
        let consumer = site.world.consumer().address();
        let order = site
            .world
            .reuse(consumer, &bought.asset, bought.order, fee)
            .unwrap();
        let renewed = Bought { order, ..bought };
        if is_served {
            assert_eq!(site.ask(&site.download(&renewed)).await.status, 200);
        } else {
            site.must_deny(&site.download(&renewed), &[EXPIRED]).await;
        }
    }
}

const EXPIRED: &str = "The order has expired.";

/// Who neither ordered nor paid.
#[tokio::test]
async fn an_order_is_good_for_those_who_made_it() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let ask = site.stranger_with(&bought);
    let (status, text) = site.ask(&ask).await.error();
    assert_eq!(status, 400);
    assert!(
        text.contains("could not be validated due to error: "),
        "{text}"
    );
    assert_eq!(site.last_nonce(site.world.stranger().address()), None);
    // For another asset.
    let other = Bought {
        asset: site.world.publish(Sample::Algorithm).unwrap(),
        ..bought
    };
    let (status, _) = site.ask(&site.download(&other)).await.error();
    assert_eq!(status, 400);
    assert_eq!(site.last_nonce(site.world.consumer().address()), None);
}
