//! What initializeCompute says of one dataset, or of the algorithm.

use alloy_primitives::{Address, U256};
use ocean_provider_core::{
    ddo::Service,
    orders::{FeeData, Order, UnsignedFee},
};
use serde_json::{Value, json};

use super::{facts::Known, other_provider, place::Place};
use crate::{app::App, reply::Refused, resolve::unconfigured_chain};

/// For whom, where and for how long a job is to be paid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote<'a> {
    pub(super) place: &'a Place,
    pub(super) consumer: Address,
    pub(super) valid_until: u64,
    pub(super) now: u64,
}

impl Quote<'_> {
    /// Whether the order holds now, in this environment.
    pub(super) fn is_for_this(&self, order: &Order) -> bool {
        let environment = order.environment() == Some(self.place.environment.id.as_str());
        environment && order.is_valid_at(self.now)
    }

    /// Whether the fee of the order is enough for the whole time, in the rules of a start.
    pub(super) fn is_paid_by(&self, order: &Order) -> bool {
        let Place {
            environment,
            chain_id,
            decimals,
        } = self.place;
        let wanted = self.valid_until.saturating_sub(self.now);
        let wanted = wanted.min(environment.max_job_duration);
        self.is_for_this(order)
            && self.is_long_enough(order)
            && order.chain_id() == *chain_id
            && Some(order.fee().token) == environment.fee_token
            && environment.seconds_paid(order.fee().amount, *decimals) >= wanted
    }

    fn is_long_enough(&self, order: &Order) -> bool {
        let end = order.fee_expires_at();
        end.is_none_or(|end| end >= self.valid_until)
    }

    /// `validOrder` for an order that is there, and `providerFee` where a fee is due.
    pub(super) async fn item(
        &self,
        app: &App,
        known: &Known<'_>,
        amount: U256,
        is_carrier: bool,
    ) -> Result<Value, Refused> {
        if !known.is_served_here() {
            return other_provider::initialize(app, known, self.consumer, self.valid_until).await;
        }
        let order = known.verified_order();
        let is_settled = order.is_some_and(|order| {
            if is_carrier {
                return self.is_paid_by(order);
            }
            // An algorithm may have been ordered for no environment.
            let environment = order.environment();
            environment.is_none_or(|id| id == self.place.environment.id)
                && order.is_valid_at(self.now)
                && self.is_long_enough(order)
        });
        let mut item = match order {
            Some(order) => json!({ "validOrder": order.transaction() }),
            None => json!({}),
        };
        if !is_settled && let Some(object) = item.as_object_mut() {
            let (datatoken, fee) = self.fee(app, known, amount)?;
            object.insert("datatoken".into(), datatoken);
            object.insert("providerFee".into(), fee);
        }
        Ok(item)
    }

    fn fee(&self, app: &App, known: &Known<'_>, amount: U256) -> Result<(Value, Value), Refused> {
        let resolved = known.resolved().ok_or_else(unconfigured_chain)?;
        let datatoken = known.service().and_then(Service::datatoken_address);
        let datatoken = datatoken.map(|token| token.to_string_lossy().into_owned());
        let datatoken = datatoken.unwrap_or_default();
        let data = FeeData {
            environment: Some(self.place.environment.id.as_str().into()),
            timestamp_micros: self.now.saturating_mul(1_000_000),
            datatoken: datatoken.as_str().into(),
            service_id: known.service_id().into(),
        };
        let unsigned = UnsignedFee {
            token: resolved.chain.fee_token,
            amount,
            data: data
                .to_bytes()
                .map_err(|error| Refused::bad_request("fee_data", &error.to_string()))?,
            valid_until: U256::from(self.valid_until),
        };
        let fee = app.keeper.sign_fee(resolved.asset.chain_id(), unsigned);
        let fee = fee.map_err(|_| unconfigured_chain())?;
        Ok((json!(datatoken), json!(fee)))
    }
}
