use alloy_primitives::{B256, Bytes, U256, keccak256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_keys::{ProviderKey, personal_message_digest};
use ocean_orders::{
    ONE_DATATOKEN, ProviderFee, Receipt,
    calls::{OrderExecuted, ReuseOrder, StartOrder},
    events::{self, ConsumeMarketFee, OrderReused, OrderStarted, PublishMarketFee},
};
use serde_json::json;

use crate::{
    asset::{Asset, Market},
    bundles,
    chain::{Chain, event},
    service::{Charge, HOLDS, Service, expect, judge},
};

pub(crate) const TIMEOUT: u64 = 86_400;

/// What a market or a Provider asks, in the smallest unit of the fee token.
pub(crate) const FEE: u64 = 1_000;

/// Orders of both datatokens that can be made, alone, for somebody else, reused and in bundles.
pub(crate) fn check(chain: &mut Chain, rng: &mut Rng) -> Result<usize, Failure> {
    let mut tally = Tally::default();
    let bank = chain.account(rng)?;
    let market = Market {
        recipient: chain.account(rng)?.address(),
        token: chain.token(&bank)?,
        amount: U256::from(FEE),
    };
    let assets = [
        Asset::publish(chain, 1, market, rng)?,
        Asset::publish(chain, 2, market, rng)?,
    ];
    let provider = chain.account(rng)?;
    let mut buyers = Vec::new();
    for _ in 0..2 {
        let buyer = chain.account(rng)?;
        let args = json!([buyer.address(), FEE * 100]);
        let token = ("MockERC20", market.token);
        chain.invoke(&bank, token, "transfer", &args)?.succeeded()?;
        for asset in &assets {
            asset.mint(chain, &buyer, ONE_DATATOKEN * U256::from(10))?;
            for spender in [asset.datatoken, chain.factory] {
                chain.approve(&buyer, market.token, spender, U256::from(FEE * 100))?;
            }
            chain.approve(
                &buyer,
                asset.datatoken,
                chain.factory,
                ONE_DATATOKEN * U256::from(10),
            )?;
        }
        buyers.push(buyer);
    }
    let [consumer, payer] = &*buyers else {
        return Err("two buyers".into());
    };
    let services = assets.each_ref().map(|asset| Service {
        asset,
        provider: &provider,
        id: "ünï",
        index: 3,
        timeout: TIMEOUT,
        environment: None,
    });
    for service in services {
        let mut shop = Shop {
            chain,
            tally: &mut tally,
            service,
            market,
            consumer,
            payer,
        };
        let order = shop.own_order()?;
        shop.reused_order(order)?;
        shop.paid_by_somebody_else()?;
        shop.executed(order)?;
    }
    bundles::check(chain, &mut tally, services, market, consumer)?;
    let planned = [
        ("ends of fees", 2),
        ("events", 18),
        ("orders", 12),
        ("reference", 16),
        ("strict", 16),
    ];
    Ok(tally.finish("orders", &planned))
}

struct Shop<'a> {
    chain: &'a mut Chain,
    tally: &'a mut Tally,
    service: Service<'a>,
    market: Market,
    consumer: &'a ProviderKey,
    payer: &'a ProviderKey,
}

impl Shop<'_> {
    /// The consumer pays with nothing but the datatoken and the market's fee, as for a download.
    fn own_order(&mut self) -> Result<B256, Failure> {
        let fee = self.service.quote(self.chain, Charge::FREE)?;
        let order = self.service.start(self.consumer, fee);
        let receipt = self.started(self.consumer, &order)?;
        let transaction = receipt.transaction_hash;
        self.holds(
            "order",
            self.consumer,
            &receipt,
            transaction,
            &order.provider_fee,
        )?;
        Ok(transaction)
    }

    fn reused_order(&mut self, order_transaction: B256) -> Result<(), Failure> {
        self.chain.pass(TIMEOUT / 2)?;
        let call = ReuseOrder {
            order_transaction,
            provider_fee: self.service.quote(self.chain, Charge::FREE)?,
        };
        let datatoken = self.service.asset.datatoken;
        let sent = self
            .chain
            .send(self.consumer, datatoken, &call.calldata())?;
        let receipt = sent.succeeded()?;
        let reused = event(&receipt, OrderReused::decode)?;
        let expected = OrderReused {
            order_transaction,
            caller: self.consumer.address(),
            timestamp: U256::from(receipt.block_timestamp),
            block_number: U256::from(receipt.block_number),
        };
        self.tally.equal(
            "events",
            &(reused.address, reused.event),
            &(datatoken, expected),
        );
        self.holds(
            "reused",
            self.consumer,
            &receipt,
            order_transaction,
            &call.provider_fee,
        )
    }

    /// Somebody pays for the consumer, and for compute: all fees are due, and one has an end.
    fn paid_by_somebody_else(&mut self) -> Result<(), Failure> {
        self.service.environment = Some("env-1");
        let (_, now) = self.chain.latest()?;
        let charge = Charge {
            token: self.market.token,
            amount: U256::from(FEE),
            valid_until: now + 600,
        };
        let fee = self.service.quote(self.chain, charge)?;
        let consume_market_fee = ConsumeMarketFee {
            recipient: self.market.recipient,
            token: self.market.token,
            amount: U256::from(FEE),
        };
        let order = StartOrder {
            consume_market_fee,
            ..self.service.start(self.consumer, fee)
        };
        let receipt = self.started(self.payer, &order)?;
        let transaction = receipt.transaction_hash;
        for sender in [self.consumer, self.payer] {
            self.holds(
                "paid by another",
                sender,
                &receipt,
                transaction,
                &order.provider_fee,
            )?;
        }
        // Both see the same end of the fee, with the grace for the time between quote and block.
        let terms = self.service.terms(self.chain, self.payer, transaction)?;
        let end = now + 600 + 90 + receipt.block_timestamp - now;
        let found = judge(self.chain, &terms, now)?.map(|order| order.fee_expires_at());
        self.tally.equal("ends of fees", &found, &Ok(Some(end)));
        for (now, expected) in [(end - 1, HOLDS), (end, "provider_fee_expired")] {
            expect(
                self.chain,
                self.tally,
                "grace",
                (&terms, now),
                [expected; 2],
            )?;
        }
        self.service.environment = None;
        Ok(())
    }

    /// Sends an order; its receipt, whose events must say what was sent.
    fn started(&mut self, payer: &ProviderKey, order: &StartOrder) -> Result<Receipt, Failure> {
        let datatoken = self.service.asset.datatoken;
        let receipt = self
            .chain
            .send(payer, datatoken, &order.calldata())?
            .succeeded()?;
        let started = event(&receipt, OrderStarted::decode)?;
        let expected = OrderStarted {
            consumer: order.consumer,
            payer: payer.address(),
            amount: ONE_DATATOKEN,
            service_index: order.service_index,
            timestamp: U256::from(receipt.block_timestamp),
            publish_market_address: self.market.recipient,
            block_number: U256::from(receipt.block_number),
        };
        self.tally.equal(
            "events",
            &(started.address, started.event),
            &(datatoken, expected),
        );
        let fee = event(&receipt, ProviderFee::decode)?;
        let expected = order.provider_fee.clone();
        self.tally
            .equal("events", &(fee.address, fee.event), &(datatoken, expected));
        let fee = event(&receipt, PublishMarketFee::decode)?;
        let expected = PublishMarketFee {
            recipient: self.market.recipient,
            token: self.market.token,
            amount: self.market.amount,
        };
        self.tally
            .equal("events", &(fee.address, fee.event), &(datatoken, expected));
        if !order.consume_market_fee.amount.is_zero() {
            let fee = event(&receipt, ConsumeMarketFee::decode)?;
            let expected = order.consume_market_fee.clone();
            self.tally
                .equal("events", &(fee.address, fee.event), &(datatoken, expected));
        }
        Ok(receipt)
    }

    /// That it verifies by both rules, and that the proof says what was sent.
    fn holds(
        &mut self,
        what: &str,
        sender: &ProviderKey,
        receipt: &Receipt,
        started_in: B256,
        fee: &ProviderFee,
    ) -> Result<(), Failure> {
        let terms = self
            .service
            .terms(self.chain, sender, receipt.transaction_hash)?;
        let now = receipt.block_timestamp;
        expect(self.chain, self.tally, what, (&terms, now), [HOLDS; 2])?;
        let order = judge(self.chain, &terms, now)??;
        let agree = (order.transaction(), order.requested_transaction())
            == (started_in, receipt.transaction_hash)
            && order.consumer() == self.consumer.address()
            && order.amount() == ONE_DATATOKEN
            && order.fee() == fee
            && order.environment() == self.service.environment
            && order.reused().is_some() == (started_in != receipt.transaction_hash)
            && order.ordered_at() == self.chain.receipt(started_in)?.block_timestamp;
        self.tally
            .compare("orders", agree, || format!("{what}: {order:?}"));
        Ok(())
    }

    /// Provider and consumer state that the order was served.
    fn executed(&mut self, order_transaction: B256) -> Result<(), Failure> {
        let Service {
            asset, provider, ..
        } = self.service;
        let (provider_data, consumer_data) = ("served", "received");
        let signed = [order_transaction.as_slice(), provider_data.as_bytes()].concat();
        let call = OrderExecuted {
            order_transaction,
            provider_data: provider_data.into(),
            provider_signature: sign(provider, &signed),
            consumer_data: consumer_data.into(),
            consumer_signature: sign(self.consumer, consumer_data.as_bytes()),
            consumer: self.consumer.address(),
        };
        let sent = self
            .chain
            .send(provider, asset.datatoken, &call.calldata())?;
        let receipt = sent.succeeded()?;
        let executed = event(&receipt, events::OrderExecuted::decode)?;
        let expected = events::OrderExecuted {
            provider: provider.address(),
            consumer: call.consumer,
            order_transaction,
            provider_data: call.provider_data,
            provider_signature: call.provider_signature,
            consumer_data: call.consumer_data,
            consumer_signature: call.consumer_signature,
            timestamp: U256::from(receipt.block_timestamp),
            block_number: U256::from(receipt.block_number),
        };
        self.tally.equal("events", &executed.event, &expected);
        Ok(())
    }
}

/// As the contract checks a statement: over the hash of what is stated.
fn sign(key: &ProviderKey, stated: &[u8]) -> Bytes {
    let digest = personal_message_digest(keccak256(stated).as_slice());
    key.sign_digest(&digest).to_bytes().to_vec().into()
}
