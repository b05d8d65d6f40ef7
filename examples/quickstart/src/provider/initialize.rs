use std::borrow::Cow;

use alloy_primitives::{Address, U256};
use ocean_provider_core::{
    access::{Initialize, Initialized},
    orders::{FeeData, FeeRules, ProviderFee, UnsignedFee},
};

use super::Provider;
use crate::{net::Net, refused::Refused};

/// Of the fee token.
pub(super) const DECIMALS: u8 = 18;

impl Provider {
    /// `GET /initialize`: the signed fee with which a download can be ordered.
    pub(crate) fn initialize(
        &self,
        net: &Net,
        document_id: &str,
        service_id: &str,
        consumer: Address,
    ) -> Result<ProviderFee, Refused> {
        let asset = net.asset(document_id)?;
        let request = Initialize {
            item: net.item(asset, service_id)?,
            consumer,
            transaction: None,
            fee_token: Address::ZERO,
        };
        match request.decide(None, net.now())? {
            Initialized::Fee(fee) => Ok(self.keeper.sign_fee(self.chain_id, fee)?),
            Initialized::ValidOrder(_) => Err(Refused::new("valid_order", "it is paid already")),
        }
    }

    /// The fee with which `POST /initializeCompute` answers: for a dataset in the environment, for so
    /// many seconds from now. A real Provider asks `compute::check_initialize` before.
    pub(crate) fn initialize_compute(
        &self,
        net: &Net,
        datatoken: Address,
        service_id: &str,
        seconds: u64,
    ) -> Result<ProviderFee, Refused> {
        let (now, environment) = (net.now(), &self.environment);
        let valid_until = now.saturating_add(seconds);
        let data = FeeData {
            environment: Some(Cow::Borrowed(&environment.id)),
            timestamp_micros: now.saturating_mul(1_000_000),
            datatoken: datatoken.to_string().into(),
            service_id: service_id.into(),
        };
        let fee = UnsignedFee {
            token: environment.fee_token.unwrap_or_default(),
            amount: environment.fee_amount(valid_until, now, DECIMALS, FeeRules::Exact)?,
            data: data.to_bytes()?,
            valid_until: U256::from(valid_until),
        };
        Ok(self.keeper.sign_fee(self.chain_id, fee)?)
    }
}
