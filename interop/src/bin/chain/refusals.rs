use alloy_primitives::{B256, U256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_keys::ProviderKey;
use ocean_orders::{ONE_DATATOKEN, Policy, ReuseCaller, Rules, Terms, calls::StartOrder, verify};

use crate::{
    asset::{Asset, Market},
    chain::Chain,
    service::{Charge, HOLDS, Service, expect},
};

const TIMEOUT: u64 = 3_600;

/// What is refused by both rules, with its code; what only the policy refuses, the reference takes.
pub(crate) fn check(chain: &mut Chain, rng: &mut Rng) -> Result<usize, Failure> {
    let mut tally = Tally::default();
    let assets = [
        Asset::publish(chain, 1, Market::NONE, rng)?,
        Asset::publish(chain, 1, Market::NONE, rng)?,
    ];
    let [asset, other_asset] = &assets;
    let provider = chain.account(rng)?;
    let consumer = chain.account(rng)?;
    let stranger = chain.account(rng)?;
    asset.mint(chain, &consumer, ONE_DATATOKEN * U256::from(10))?;
    let service = Service {
        asset,
        provider: &provider,
        id: "dead",
        index: 0,
        timeout: TIMEOUT,
        environment: None,
    };
    let mut order = Asked {
        chain,
        tally: &mut tally,
        service,
        consumer: &consumer,
        stranger: &stranger,
    };
    order.asked_otherwise(other_asset)?;
    order.reverted()?;
    order.reused()?;
    order.other_fees(other_asset)?;
    let planned = [("reference", 23), ("strict", 23)];
    Ok(tally.finish("refusals", &planned))
}

struct Asked<'a> {
    chain: &'a mut Chain,
    tally: &'a mut Tally,
    service: Service<'a>,
    consumer: &'a ProviderKey,
    stranger: &'a ProviderKey,
}

impl<'a> Asked<'a> {
    /// An order that holds, asked about in other words.
    fn asked_otherwise(&mut self, other_asset: &Asset) -> Result<(), Failure> {
        let transaction = self.service.order(self.chain, self.consumer)?;
        let terms = self.terms(transaction)?;
        self.refused(HOLDS, &terms)?;
        let sender = self.stranger.address();
        self.refused("sender_not_consumer_or_payer", &Terms { sender, ..terms })?;
        let service_index = terms.service_index + 1;
        self.refused(
            "order_event_missing",
            &Terms {
                service_index,
                ..terms
            },
        )?;
        let service_id = "beef";
        self.refused(
            "provider_fee_event_missing",
            &Terms {
                service_id,
                ..terms
            },
        )?;
        let environment = Some("env-1");
        self.refused(
            "environment_mismatch",
            &Terms {
                environment,
                ..terms
            },
        )?;
        let provider = self.stranger.address();
        self.refused(
            "provider_fee_address_mismatch",
            &Terms { provider, ..terms },
        )?;
        let required_amount = ONE_DATATOKEN + U256::ONE;
        self.refused(
            "amount_too_low",
            &Terms {
                required_amount,
                ..terms
            },
        )?;
        let chain_id = terms.chain_id + 1;
        self.refused("wrong_chain", &Terms { chain_id, ..terms })?;

        // The document of another asset that names this datatoken.
        let asset = &Asset {
            publisher: ProviderKey::from_bytes(&[1; 32])?,
            datatoken: terms.datatoken,
            ..*other_asset
        };
        let foreign = Service {
            asset,
            ..self.service
        };
        let terms_of_other = foreign.terms(self.chain, self.consumer, transaction)?;
        self.refused("datatoken_not_deployed_by_nft", &terms_of_other)?;

        // The newest block is that of the order or close above it.
        let policy = Policy {
            min_confirmations: 1_000,
            ..Policy::default()
        };
        self.expect(["too_few_confirmations", HOLDS], &Terms { policy, ..terms })?;

        let ordered_at = self.chain.receipt(transaction)?.block_timestamp;
        for (now, expected) in [
            (ordered_at + TIMEOUT, HOLDS),
            (ordered_at + TIMEOUT + 1, "order_expired"),
        ] {
            expect(
                self.chain,
                self.tally,
                "timeout",
                (&terms, now),
                [expected; 2],
            )?;
        }
        Ok(())
    }

    /// Nobody without a datatoken can order; the transaction is mined all the same.
    fn reverted(&mut self) -> Result<(), Failure> {
        let fee = self.service.quote(self.chain, Charge::FREE)?;
        let order = self.service.start(self.stranger, fee);
        let reverted = self.fails(&order)?;
        let terms = self.service.terms(self.chain, self.stranger, reverted)?;
        self.refused("transaction_failed", &terms)?;
        let reuse = self.service.reuse(self.chain, self.stranger, reverted)?;
        let terms = self.service.terms(self.chain, self.stranger, reuse)?;
        self.refused("reused_transaction_failed", &terms)?;

        let other = self.chain.receipt(reverted)?;
        for (kind, rules) in [("strict", Rules::Strict), ("reference", Rules::Reference)] {
            let found = verify(&Terms { rules, ..terms }, other, 0);
            let code = found.map_err(|refusal| refusal.code()).err();
            self.tally.equal(kind, &code, &Some("wrong_transaction"));
        }
        Ok(())
    }

    fn fails(&mut self, order: &StartOrder) -> Result<B256, Failure> {
        let datatoken = self.service.asset.datatoken;
        let sent = self
            .chain
            .send(self.stranger, datatoken, &order.calldata())?;
        if sent.reverted("Not enough datatokens to start Order") {
            Ok(sent.receipt.transaction_hash)
        } else {
            Err(format!("{sent:?}").into())
        }
    }

    /// The contract does not ask what is reused, nor by whom.
    fn reused(&mut self) -> Result<(), Failure> {
        let transaction = self.service.order(self.chain, self.consumer)?;
        let reuse = self.service.reuse(self.chain, self.stranger, transaction)?;
        let terms = self.terms(reuse)?;
        self.refused(HOLDS, &terms)?;
        let sender = self.stranger.address();
        self.refused("sender_not_consumer_or_payer", &Terms { sender, ..terms })?;
        let policy = Policy {
            reuse_caller: ReuseCaller::ConsumerOrPayer,
            ..Policy::default()
        };
        let codes = ["reuse_caller_not_consumer_or_payer", HOLDS];
        self.expect(codes, &Terms { policy, ..terms })?;

        let again = self.service.reuse(self.chain, self.consumer, reuse)?;
        let terms = self.terms(again)?;
        self.refused("order_event_missing", &terms)
    }

    /// The contract takes every fee that is signed by whom it names.
    fn other_fees(&mut self, other_asset: &Asset) -> Result<(), Failure> {
        for (service, expected) in [
            (
                Service {
                    provider: self.stranger,
                    ..self.service
                },
                "provider_fee_address_mismatch",
            ),
            (
                Service {
                    asset: other_asset,
                    ..self.service
                },
                "provider_fee_event_missing",
            ),
            (
                Service {
                    id: "beef",
                    ..self.service
                },
                "provider_fee_event_missing",
            ),
            (
                Service {
                    index: 7,
                    ..self.service
                },
                "order_event_missing",
            ),
        ] {
            let fee = service.quote(self.chain, Charge::FREE)?;
            let order = service.start(self.consumer, fee);
            let datatoken = self.service.asset.datatoken;
            let sent = self
                .chain
                .send(self.consumer, datatoken, &order.calldata())?;
            let terms = self.terms(sent.succeeded()?.transaction_hash)?;
            self.refused(expected, &terms)?;
        }
        Ok(())
    }

    fn terms(&mut self, transaction: B256) -> Result<Terms<'a>, Failure> {
        self.service.terms(self.chain, self.consumer, transaction)
    }

    /// The same by both rules.
    fn refused(&mut self, code: &str, terms: &Terms<'_>) -> Result<(), Failure> {
        self.expect([code; 2], terms)
    }

    fn expect(&mut self, codes: [&str; 2], terms: &Terms<'_>) -> Result<(), Failure> {
        let (_, now) = self.chain.latest()?;
        expect(self.chain, self.tally, "order", (terms, now), codes)
    }
}
