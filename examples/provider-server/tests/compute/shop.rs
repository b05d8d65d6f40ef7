//! An honest start, and how one thing that is wrong is refused.

use alloy_primitives::U256;
use ocean_provider_core::orders::{FeeData, ProviderFee, UnsignedFee};
use provider_server::dev::Published;

use crate::{
    ask::Ask,
    goods::Goods,
    site::{Site, now},
};

/// A shop whose goods are paid, and the honest start.
pub(crate) struct Shop {
    pub(crate) site: Site,
    pub(crate) goods: Goods,
    pub(crate) start: Ask,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let site = Site::start().await;
        let (goods, paid) = site.bought().await;
        let start = site.unsigned_start(&goods, paid, "env-free");
        Self { site, goods, start }
    }

    pub(crate) async fn must_refuse(&self, ask: Ask, resource: &str, code: &str) {
        let ask = ask.signed_start(&self.site);
        let answer = self.site.ask(&ask).await;
        assert_eq!(answer.refused(), (resource.into(), code.into()));
        assert!(self.site.calls("POST").is_empty(), "{resource}: {code}");
        // It costs no nonce.
        let last = self.site.last_nonce(self.site.world.consumer().address());
        assert_eq!(last, None);
    }

    pub(crate) async fn must_start(&self) {
        let answer = self
            .site
            .ask(&self.start.clone().signed_start(&self.site))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

/// A fee that the Provider signed.
pub(crate) fn signed_fee(
    site: &Site,
    asset: &Published,
    environment: &str,
    amount: U256,
    valid_until: u64,
) -> ProviderFee {
    let data = FeeData {
        environment: Some(environment.into()),
        timestamp_micros: now() * 1_000_000,
        datatoken: asset.datatoken.to_string().into(),
        service_id: asset.service_id().into(),
    };
    let fee = UnsignedFee {
        token: site.world.chain().ocean_token(),
        amount,
        data: data.to_bytes().unwrap(),
        valid_until: U256::from(valid_until),
    };
    fee.sign(site.world.provider()).unwrap()
}
