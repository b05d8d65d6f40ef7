use alloy_primitives::{Address, B256, Bytes, U256};
use interop::{Failure, Tally};
use ocean_keys::ProviderKey;
use ocean_orders::{
    FeeData, ONE_DATATOKEN, Order, Policy, ProviderFee, Refusal, Rules, Step, Terms, UnsignedFee,
    calls::{IsDeployed, ReuseOrder, StartOrder},
    events::ConsumeMarketFee,
    verify,
};

use crate::{asset::Asset, chain::Chain};

/// A service of an asset, and the Provider that serves it.
#[derive(Clone, Copy)]
pub(crate) struct Service<'a> {
    pub(crate) asset: &'a Asset,
    pub(crate) provider: &'a ProviderKey,
    pub(crate) id: &'a str,
    pub(crate) index: u64,
    pub(crate) timeout: u64,
    pub(crate) environment: Option<&'a str>,
}

/// What a Provider asks.
#[derive(Clone, Copy)]
pub(crate) struct Charge {
    pub(crate) token: Address,
    pub(crate) amount: U256,
    pub(crate) valid_until: u64,
}

impl Charge {
    /// As for downloads.
    pub(crate) const FREE: Self = Self {
        token: Address::ZERO,
        amount: U256::ZERO,
        valid_until: 0,
    };
}

impl<'a> Service<'a> {
    /// What the fee is for, quoted now.
    pub(crate) fn fee_data(&self, chain: &mut Chain) -> Result<Bytes, Failure> {
        let data = FeeData {
            environment: self.environment.map(Into::into),
            timestamp_micros: chain.latest()?.1 * 1_000_000 + 250_000,
            datatoken: self.asset.datatoken.to_checksum(None).into(),
            service_id: self.id.into(),
        };
        Ok(data.to_bytes()?)
    }

    pub(crate) fn quote(&self, chain: &mut Chain, charge: Charge) -> Result<ProviderFee, Failure> {
        let fee = UnsignedFee {
            token: charge.token,
            amount: charge.amount,
            data: self.fee_data(chain)?,
            valid_until: U256::from(charge.valid_until),
        };
        Ok(fee.sign(self.provider)?)
    }

    pub(crate) fn start(&self, consumer: &ProviderKey, provider_fee: ProviderFee) -> StartOrder {
        StartOrder {
            consumer: consumer.address(),
            service_index: U256::from(self.index),
            provider_fee,
            consume_market_fee: ConsumeMarketFee::NONE,
        }
    }

    /// Orders it with a new fee that costs nothing; the transaction.
    pub(crate) fn order(&self, chain: &mut Chain, consumer: &ProviderKey) -> Result<B256, Failure> {
        let fee = self.quote(chain, Charge::FREE)?;
        self.send(chain, consumer, &self.start(consumer, fee).calldata())
    }

    /// Reuses an order with a new fee that costs nothing; the transaction.
    pub(crate) fn reuse(
        &self,
        chain: &mut Chain,
        caller: &ProviderKey,
        order_transaction: B256,
    ) -> Result<B256, Failure> {
        let call = ReuseOrder {
            order_transaction,
            provider_fee: self.quote(chain, Charge::FREE)?,
        };
        self.send(chain, caller, &call.calldata())
    }

    /// Sends something to the datatoken, which must succeed; the transaction.
    fn send(&self, chain: &mut Chain, from: &ProviderKey, data: &Bytes) -> Result<B256, Failure> {
        let receipt = chain.send(from, self.asset.datatoken, data)?.succeeded()?;
        Ok(receipt.transaction_hash)
    }

    /// The question whether the sender has ordered the service, under the strict rules.
    pub(crate) fn terms(
        &self,
        chain: &mut Chain,
        sender: &ProviderKey,
        transaction: B256,
    ) -> Result<Terms<'a>, Failure> {
        let datatoken = self.asset.datatoken;
        let data = IsDeployed { datatoken }.calldata();
        Ok(Terms {
            chain_id: chain.id,
            transaction,
            provider: self.provider.address(),
            sender: sender.address(),
            nft: self.asset.nft,
            datatoken,
            deployed_by_nft: chain.view(self.asset.nft, &data, IsDeployed::decode_return)?,
            service_id: self.id,
            service_index: self.index,
            timeout: self.timeout,
            required_amount: ONE_DATATOKEN,
            environment: self.environment,
            latest_block: chain.latest()?.0,
            rules: Rules::Strict,
            policy: Policy::default(),
        })
    }
}

/// Whether an order holds, with the receipts of the chain.
pub(crate) fn judge(
    chain: &Chain,
    terms: &Terms<'_>,
    now: u64,
) -> Result<Result<Order, Refusal>, Failure> {
    match verify(terms, chain.receipt(terms.transaction)?, now) {
        Ok(Step::Verified(order)) => Ok(Ok(order)),
        Ok(Step::NeedReceipt(pending)) => {
            let receipt = chain.receipt(pending.transaction_hash())?;
            Ok(pending.resume(receipt))
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// What is said of an order that holds.
pub(crate) const HOLDS: &str = "holds";

/// Compares what is said of an order, by the strict rules and by the reference's.
pub(crate) fn expect(
    chain: &Chain,
    tally: &mut Tally,
    what: &str,
    (terms, now): (&Terms<'_>, u64),
    [strict, reference]: [&str; 2],
) -> Result<(), Failure> {
    for (kind, rules, expected) in [
        ("strict", Rules::Strict, strict),
        ("reference", Rules::Reference, reference),
    ] {
        let found = judge(chain, &Terms { rules, ..*terms }, now)?;
        let code = found.as_ref().map_or_else(Refusal::code, |_| HOLDS);
        tally.compare(kind, code == expected, || {
            format!("{what}: expected {expected}, found {found:?}")
        });
    }
    Ok(())
}
