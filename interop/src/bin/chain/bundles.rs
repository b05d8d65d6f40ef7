use alloy_primitives::{B256, U256};
use interop::{Failure, Tally};
use ocean_keys::ProviderKey;
use ocean_orders::calls::{
    ReuseMultipleTokenOrder, ReuseOrder, StartMultipleTokenOrder, TokenOrder, TokenReuse,
};

use crate::{
    asset::Market,
    chain::Chain,
    orders::{FEE, TIMEOUT},
    service::{Charge, HOLDS, Service, expect, judge},
};

/// Both services in one transaction through the factory, and both reused in another.
pub(crate) fn check(
    chain: &mut Chain,
    tally: &mut Tally,
    services: [Service<'_>; 2],
    market: Market,
    consumer: &ProviderKey,
) -> Result<(), Failure> {
    let mut orders = Vec::new();
    let (_, now) = chain.latest()?;
    for service in services {
        let charge = Charge {
            token: market.token,
            amount: U256::from(FEE),
            valid_until: now + TIMEOUT,
        };
        let fee = service.quote(chain, charge)?;
        orders.push(TokenOrder {
            datatoken: service.asset.datatoken,
            order: service.start(consumer, fee),
        });
    }
    let call = StartMultipleTokenOrder { orders };
    let sent = chain.send(consumer, chain.factory, &call.calldata()?)?;
    let started = sent.succeeded()?.transaction_hash;
    hold(chain, tally, services, consumer, (started, started))?;

    let mut orders = Vec::new();
    for service in services {
        let order = ReuseOrder {
            order_transaction: started,
            provider_fee: service.quote(chain, Charge::FREE)?,
        };
        let datatoken = service.asset.datatoken;
        orders.push(TokenReuse { datatoken, order });
    }
    let call = ReuseMultipleTokenOrder { orders };
    let sent = chain.send(consumer, chain.factory, &call.calldata()?)?;
    let reused = sent.succeeded()?.transaction_hash;
    hold(chain, tally, services, consumer, (reused, started))
}

/// That each order of a bundle verifies for the consumer, though the factory is the payer.
fn hold(
    chain: &mut Chain,
    tally: &mut Tally,
    services: [Service<'_>; 2],
    consumer: &ProviderKey,
    (transaction, started_in): (B256, B256),
) -> Result<(), Failure> {
    for service in services {
        let terms = service.terms(chain, consumer, transaction)?;
        let (_, now) = chain.latest()?;
        expect(chain, tally, "bundle", (&terms, now), [HOLDS; 2])?;
        let order = judge(chain, &terms, now)??;
        let agree = order.transaction() == started_in
            && order.started().address == service.asset.datatoken
            && order.payer() == chain.factory
            && order.consumer() == consumer.address();
        tally.compare("orders", agree, || format!("bundle: {order:?}"));
    }
    Ok(())
}
