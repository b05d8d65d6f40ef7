//! A chain in the hand: receipts of recorded transactions, and of ones that are made up.

#![allow(dead_code, reason = "each test uses a part of it")]

use alloy_primitives::{Address, B256, Bytes, U256, address, b256};
use ocean_keys::ProviderKey;
use ocean_orders::{
    ExpiredFee, FeeData, Log, ONE_DATATOKEN, Order, Policy, ProviderFee, Receipt, Refusal, Rules,
    Step, Terms, UnsignedFee,
    events::{OrderReused, OrderStarted},
    verify,
};
use serde_json::Value;

pub(crate) const CHAIN_ID: u64 = 8996;
pub(crate) const DATATOKEN: Address = address!("0xd7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7d7");
pub(crate) const NFT: Address = address!("0x4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f");
pub(crate) const ALICE: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
pub(crate) const BOB: Address = address!("0xb2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2");
pub(crate) const MALLORY: Address = address!("0xe5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5");
pub(crate) const FORGERY: Address = address!("0xf0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0");
pub(crate) const FIRST: B256 =
    b256!("0x1111111111111111111111111111111111111111111111111111111111111111");
pub(crate) const SECOND: B256 =
    b256!("0x2222222222222222222222222222222222222222222222222222222222222222");
pub(crate) const BLOCK: u64 = 100;
/// The time of every block.
pub(crate) const THEN: u64 = 1_700_000_000;
/// Between the quote of a fee and its block.
pub(crate) const HESITATION: u64 = 10;

pub(crate) fn provider() -> ProviderKey {
    ProviderKey::from_bytes(&[1; 32]).unwrap()
}

pub(crate) fn data(environment: Option<&str>) -> Bytes {
    FeeData {
        environment: environment.map(Into::into),
        timestamp_micros: (THEN - HESITATION) * 1_000_000,
        datatoken: DATATOKEN.to_string().into(),
        service_id: "0".into(),
    }
    .to_bytes()
    .unwrap()
}

pub(crate) fn signed(data: Bytes, valid_until: u64) -> ProviderFee {
    UnsignedFee {
        token: Address::ZERO,
        amount: U256::ZERO,
        data,
        valid_until: U256::from(valid_until),
    }
    .sign(&provider())
    .unwrap()
}

/// The fee of a download.
pub(crate) fn fee() -> ProviderFee {
    signed(data(None), 0)
}

pub(crate) fn started(consumer: Address) -> OrderStarted {
    OrderStarted {
        consumer,
        payer: consumer,
        amount: ONE_DATATOKEN,
        service_index: U256::ZERO,
        timestamp: U256::from(THEN),
        publish_market_address: Address::ZERO,
        block_number: U256::from(BLOCK),
    }
}

pub(crate) fn reused(order: B256, caller: Address, timestamp: u64) -> OrderReused {
    OrderReused {
        order_transaction: order,
        caller,
        timestamp: U256::from(timestamp),
        block_number: U256::from(BLOCK),
    }
}

pub(crate) fn receipt(transaction_hash: B256, logs: Vec<Log>) -> Receipt {
    Receipt {
        chain_id: CHAIN_ID,
        transaction_hash,
        succeeded: true,
        block_number: BLOCK,
        block_timestamp: THEN,
        logs,
    }
}

/// What the datatoken emits when Alice orders the service.
pub(crate) fn order() -> Receipt {
    receipt(
        FIRST,
        vec![
            started(ALICE).encode(DATATOKEN, 0),
            fee().encode(DATATOKEN, 1),
        ],
    )
}

pub(crate) fn terms(sender: Address) -> Terms<'static> {
    Terms {
        chain_id: CHAIN_ID,
        transaction: FIRST,
        provider: provider().address(),
        sender,
        nft: NFT,
        datatoken: DATATOKEN,
        deployed_by_nft: true,
        service_id: "0",
        service_index: 0,
        timeout: 0,
        required_amount: ONE_DATATOKEN,
        environment: None,
        latest_block: BLOCK,
        rules: Rules::Strict,
        policy: Policy::default(),
    }
}

/// Verifies with the receipts that the chain has.
pub(crate) fn ask(terms: &Terms<'_>, chain: &[Receipt], now: u64) -> Result<Order, Refusal> {
    let fetch = |hash| {
        let found = chain
            .iter()
            .find(|receipt| receipt.transaction_hash == hash);
        found.unwrap_or_else(|| panic!("the chain has no {hash}"))
    };
    match verify(terms, fetch(terms.transaction), now)? {
        Step::Verified(order) => Ok(order),
        Step::NeedReceipt(pending) => {
            let hash = pending.transaction_hash();
            pending.resume(fetch(hash))
        }
    }
}

pub(crate) fn code(answer: Result<Order, Refusal>) -> &'static str {
    answer.map_or_else(|refusal| refusal.code(), |_| "accept")
}

/// A recorded order with what the peers say about it.
pub(crate) struct Recorded(Value);

pub(crate) fn recorded() -> Vec<Recorded> {
    let text = include_str!("../vectors/orders.json");
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(rows.len(), 32);
    rows.into_iter().map(Recorded).collect()
}

pub(crate) fn recorded_as(name: &str) -> Recorded {
    let mut rows = recorded().into_iter();
    rows.find(|row| row.name() == name).expect(name)
}

impl Recorded {
    pub(crate) fn name(&self) -> &str {
        text(&self.0["name"])
    }

    pub(crate) fn expected(&self, rules: Rules) -> &Value {
        match rules {
            Rules::Strict => &self.0["strict"],
            _ => &self.0["reference"],
        }
    }

    pub(crate) fn now(&self) -> u64 {
        number(&self.0["input"]["now"])
    }

    pub(crate) fn terms(&self, rules: Rules) -> Terms<'_> {
        let input = &self.0["input"];
        let service = &input["service"];
        let expired_fee = if input["allow_expired_provider_fees"].as_bool().unwrap() {
            ExpiredFee::Allow
        } else {
            ExpiredFee::Refuse
        };
        Terms {
            chain_id: CHAIN_ID,
            transaction: parsed(&input["tx_id"]),
            provider: parsed(&input["provider_address"]),
            sender: parsed(&input["sender"]),
            nft: parsed(&input["nft_address"]),
            datatoken: parsed(&service["datatokenAddress"]),
            deployed_by_nft: input["is_deployed"].as_bool().unwrap(),
            service_id: text(&service["id"]),
            service_index: number(&service["index"]),
            timeout: number(&service["timeout"]),
            required_amount: parsed(&input["required_amount"]),
            environment: input["environment"].as_str(),
            latest_block: BLOCK,
            rules,
            policy: Policy {
                expired_fee,
                ..Policy::default()
            },
        }
    }

    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        let receipts = self.0["input"]["receipts"].as_array().unwrap();
        receipts.iter().map(read_receipt).collect()
    }
}

fn read_receipt(value: &Value) -> Receipt {
    let logs = value["logs"].as_array().unwrap();
    Receipt {
        chain_id: CHAIN_ID,
        transaction_hash: parsed(&value["transactionHash"]),
        succeeded: text(&value["status"]) == "0x1",
        block_number: quantity(&value["blockNumber"]),
        block_timestamp: number(&value["blockTimestamp"]),
        logs: logs.iter().map(read_log).collect(),
    }
}

fn read_log(value: &Value) -> Log {
    let topics = value["topics"].as_array().unwrap();
    Log {
        address: parsed(&value["address"]),
        topics: topics.iter().map(parsed).collect(),
        data: parsed(&value["data"]),
        log_index: quantity(&value["logIndex"]),
    }
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub(crate) fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn quantity(value: &Value) -> u64 {
    u64::from_str_radix(text(value).trim_start_matches("0x"), 16).unwrap()
}

pub(crate) fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(value: &Value) -> T {
    text(value).parse().unwrap()
}
