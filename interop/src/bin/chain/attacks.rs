use alloy_primitives::{Address, B256, Bytes, U256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_keys::ProviderKey;
use ocean_orders::{
    ExpiredFee, Log, ONE_DATATOKEN, Policy, ProviderFee, Receipt, Refusal, Renewal, Rules, Step,
    Terms, events::OrderStarted, verify,
};
use serde_json::json;

use crate::{
    asset::{Asset, Market},
    chain::Chain,
    service::{Charge, HOLDS, Service, expect, judge},
};

const OTHER_EMITTER: &str = "event_emitter_not_datatoken";

const TIMEOUT: u64 = 3_600;

/// What gets a service for nothing from the reference and must not from us.
pub(crate) fn check(chain: &mut Chain, rng: &mut Rng) -> Result<usize, Failure> {
    let mut tally = Tally::default();
    let asset = Asset::publish(chain, 1, Market::NONE, rng)?;
    let provider = chain.account(rng)?;
    let attacker = chain.account(rng)?;
    asset.mint(chain, &attacker, ONE_DATATOKEN * U256::from(10))?;
    let service = Service {
        asset: &asset,
        provider: &provider,
        id: "8f9c",
        index: 1,
        timeout: TIMEOUT,
        environment: None,
    };
    let mut attack = Attack {
        chain,
        tally: &mut tally,
        service,
        attacker: &attacker,
    };
    let forged = attack.a01_forged_logs()?;
    attack.a02_own_datatoken(rng)?;
    attack.a03_reuse_of_a_forged_order(forged)?;
    attack.a04_free_renewal()?;
    attack.a05_wrong_v()?;
    attack.a06_expired_fee_without_environment()?;
    attack.a47_logs_through_the_nft()?;
    let planned = [
        ("contract refuses", 1),
        ("emitter", 3),
        ("policy", 3),
        ("reference", 12),
        ("strict", 12),
    ];
    Ok(tally.finish("attacks", &planned))
}

struct Attack<'a> {
    chain: &'a mut Chain,
    tally: &'a mut Tally,
    service: Service<'a>,
    attacker: &'a ProviderKey,
}

impl<'a> Attack<'a> {
    /// The fee is the Provider's own, which it quotes to everybody.
    fn a01_forged_logs(&mut self) -> Result<B256, Failure> {
        let fee = self.service.quote(self.chain, Charge::FREE)?;
        let (forger, receipt) = self.forge(&fee)?;
        let terms = self.terms(receipt.transaction_hash)?;
        self.emitted_by(&terms, forger)?;
        self.expect("forged logs", &terms, [OTHER_EMITTER, HOLDS])?;
        Ok(receipt.transaction_hash)
    }

    fn a02_own_datatoken(&mut self, rng: &mut Rng) -> Result<(), Failure> {
        let own = Asset::publish(self.chain, 1, Market::NONE, rng)?;
        own.mint(self.chain, self.attacker, ONE_DATATOKEN)?;
        let fee = self.service.quote(self.chain, Charge::FREE)?;
        let order = self.service.start(self.attacker, fee);
        let sent = self
            .chain
            .send(self.attacker, own.datatoken, &order.calldata())?;
        let terms = self.terms(sent.succeeded()?.transaction_hash)?;
        self.emitted_by(&terms, own.datatoken)?;
        self.expect("own datatoken", &terms, [OTHER_EMITTER, HOLDS])
    }

    fn a03_reuse_of_a_forged_order(&mut self, forged: B256) -> Result<(), Failure> {
        let reuse = self.service.reuse(self.chain, self.attacker, forged)?;
        let terms = self.terms(reuse)?;
        self.expect("reuse of a forged order", &terms, [OTHER_EMITTER, HOLDS])
    }

    fn a04_free_renewal(&mut self) -> Result<(), Failure> {
        let order = self.service.order(self.chain, self.attacker)?;
        let terms = self.terms(order)?;
        self.expect("order", &terms, [HOLDS; 2])?;
        self.chain.pass(TIMEOUT + 1)?;
        self.expect("old order", &terms, ["order_expired"; 2])?;
        for _ in 0..2 {
            let reuse = self.service.reuse(self.chain, self.attacker, order)?;
            let terms = self.terms(reuse)?;
            self.expect("renewal", &terms, ["order_expired", HOLDS])?;
            let renewed = self.chain.receipt(reuse)?.block_timestamp;
            let policy = Policy {
                renewal: Renewal::Allow,
                ..Policy::default()
            };
            let found = judge(self.chain, &Terms { policy, ..terms }, renewed)?;
            let until = found.map(|order| order.expires_at());
            let expected = Ok(Some(renewed + TIMEOUT + 1));
            self.tally.equal("policy", &until, &expected);
            self.chain.pass(TIMEOUT + 1)?;
        }
        Ok(())
    }

    /// The contract takes no such fee, so that it comes with forged logs alone.
    fn a05_wrong_v(&mut self) -> Result<(), Failure> {
        let fee = self.service.quote(self.chain, Charge::FREE)?;
        let v = 55 - fee.v;
        let wrong = ProviderFee { v, ..fee.clone() };
        let order = self.service.start(self.attacker, wrong.clone());
        let datatoken = self.service.asset.datatoken;
        let sent = self
            .chain
            .send(self.attacker, datatoken, &order.calldata())?;
        let refused = sent.reverted("Invalid provider fee");
        self.tally
            .compare("contract refuses", refused, || format!("{:?}", sent.reason));
        let (_, forged) = self.forge(&wrong)?;
        let terms = self.terms(forged.transaction_hash)?;
        self.expect("forged wrong v", &terms, [OTHER_EMITTER, HOLDS])?;

        // As if the datatoken took it.
        let order = self.service.order(self.chain, self.attacker)?;
        let terms = self.terms(order)?;
        let mut receipt = self.chain.receipt(order)?.clone();
        for log in &mut receipt.logs {
            if let Ok(fee) = ProviderFee::decode(log) {
                let v = 55 - fee.event.v;
                let wrong = ProviderFee { v, ..fee.event };
                *log = wrong.encode(log.address, log.log_index);
            }
        }
        let found = |rules| verify(&Terms { rules, ..terms }, &receipt, receipt.block_timestamp);
        let strict = found(Rules::Strict).map_err(|refusal| refusal.code());
        let expected = Err("provider_fee_signature_invalid");
        self.tally.equal("strict", &strict, &expected);
        let holds = matches!(found(Rules::Reference), Ok(Step::Verified(_)));
        self.tally.equal("reference", &holds, &true);
        Ok(())
    }

    fn a06_expired_fee_without_environment(&mut self) -> Result<(), Failure> {
        let (_, now) = self.chain.latest()?;
        let end = now + 60;
        let charge = Charge {
            valid_until: end,
            ..Charge::FREE
        };
        let fee = self.service.quote(self.chain, charge)?;
        let order = self.service.start(self.attacker, fee);
        let datatoken = self.service.asset.datatoken;
        let sent = self
            .chain
            .send(self.attacker, datatoken, &order.calldata())?;
        let terms = self.terms(sent.succeeded()?.transaction_hash)?;
        self.expect("fee", &terms, [HOLDS; 2])?;
        self.chain.pass(60)?;
        self.expect("expired fee", &terms, ["provider_fee_expired", HOLDS])?;
        let policy = Policy {
            expired_fee: ExpiredFee::Allow,
            ..Policy::default()
        };
        let (_, now) = self.chain.latest()?;
        let found = judge(self.chain, &Terms { policy, ..terms }, now)?;
        let until = found.map(|order| order.fee_expires_at());
        self.tally.equal("policy", &until, &Ok(Some(end)));
        Ok(())
    }

    /// The owner of the NFT makes it call anything; the log is that of what it called.
    fn a47_logs_through_the_nft(&mut self) -> Result<(), Failure> {
        let fee = self.service.quote(self.chain, Charge::FREE)?;
        let logs = self.logs(&fee)?;
        let forger = self.chain.forger(&logs)?;
        let Asset { publisher, nft, .. } = self.service.asset;
        let args = json!([0, forger, 0, "0x"]);
        let sent = self
            .chain
            .invoke(publisher, ("ERC721Template", *nft), "executeCall", &args)?;
        let terms = self.terms(sent.succeeded()?.transaction_hash)?;
        self.emitted_by(&terms, forger)?;
        self.expect("logs through the NFT", &terms, [OTHER_EMITTER, HOLDS])
    }

    /// Logs of an order of the service.
    fn logs(&mut self, fee: &ProviderFee) -> Result<[Log; 2], Failure> {
        let (number, now) = self.chain.latest()?;
        let order = OrderStarted {
            consumer: self.attacker.address(),
            payer: self.attacker.address(),
            amount: ONE_DATATOKEN,
            service_index: U256::from(self.service.index),
            timestamp: U256::from(now),
            publish_market_address: Address::ZERO,
            block_number: U256::from(number),
        };
        let datatoken = self.service.asset.datatoken;
        Ok([order.encode(datatoken, 0), fee.encode(datatoken, 1)])
    }

    /// Emits logs of an order from a contract of the attacker's own: the contract, and the receipt.
    fn forge(&mut self, fee: &ProviderFee) -> Result<(Address, Receipt), Failure> {
        let logs = self.logs(fee)?;
        let forger = self.chain.forger(&logs)?;
        let sent = self.chain.send(self.attacker, forger, &Bytes::new())?;
        Ok((forger, sent.succeeded()?))
    }

    fn terms(&mut self, transaction: B256) -> Result<Terms<'a>, Failure> {
        self.service.terms(self.chain, self.attacker, transaction)
    }

    /// That the refusal names who emitted the fee, for the caller's log.
    fn emitted_by(&mut self, terms: &Terms<'_>, expected: Address) -> Result<(), Failure> {
        let (_, now) = self.chain.latest()?;
        let found = judge(self.chain, terms, now)?;
        let agree = matches!(
            found,
            Err(Refusal::EventEmitterNotDatatoken { emitter, .. }) if emitter == expected
        );
        self.tally
            .compare("emitter", agree, || format!("{found:?}"));
        Ok(())
    }

    fn expect(&mut self, what: &str, terms: &Terms<'_>, codes: [&str; 2]) -> Result<(), Failure> {
        let (_, now) = self.chain.latest()?;
        expect(self.chain, self.tally, what, (terms, now), codes)
    }
}
