use std::{any::type_name, collections::BTreeMap};

use alloy_primitives::{Address, B256, Bytes, U256};
use fastrand::Rng;
use interop::{Failure, Peer, node};
use ocean_keys::ProviderKey;
use ocean_orders::{
    JsonRpcReceipt, Log, Receipt,
    calls::DecodeReturnError,
    events::{DecodeEventError, Emitted},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::logs::Logs;

const VERSIONS: [(&str, &str); 3] = [
    ("@foundry-rs/anvil-linux-amd64", "1.7.1"),
    ("@oceanprotocol/contracts", "2.6.0"),
    ("ethers", "6.17.0"),
];

/// A chain of our own with the published contracts on it.
pub(crate) struct Chain {
    peer: Peer,
    pub(crate) id: u64,
    pub(crate) factory: Address,
    pub(crate) nft_template: Address,
    pub(crate) datatoken_templates: Vec<Address>,
    receipts: BTreeMap<B256, Receipt>,
    /// What ethers and we read in each log of each receipt.
    pub(crate) logs: Logs,
}

/// A transaction that was sent, and why it reverted.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) receipt: Receipt,
    pub(crate) reason: Option<String>,
}

impl Sent {
    /// The receipt of what must have succeeded.
    pub(crate) fn succeeded(self) -> Result<Receipt, Failure> {
        match self.reason {
            None if self.receipt.succeeded => Ok(self.receipt),
            reason => Err(format!("reverted: {reason:?}").into()),
        }
    }

    /// Whether the contract refused for this reason.
    pub(crate) fn reverted(&self, expected: &str) -> bool {
        let reason = self.reason.as_deref().unwrap_or_default();
        !self.receipt.succeeded && reason.ends_with(expected)
    }
}

impl Chain {
    pub(crate) fn start() -> Result<Self, Failure> {
        let mut peer = Peer::start(node("chain/peer.mjs")?)?;
        for (name, expected) in VERSIONS {
            let versions: Value = ask(&mut peer, &json!({ "task": "versions", "names": [name] }))?;
            if versions.get(name).and_then(Value::as_str) != Some(expected) {
                return Err(format!("expected {name} {expected}, found {versions}").into());
            }
        }
        let deployed: Value = ask(&mut peer, &json!({ "task": "deploy" }))?;
        let member = |name| deployed.get(name).cloned().unwrap_or_default();
        Ok(Self {
            peer,
            id: serde_json::from_value(member("chainId"))?,
            factory: serde_json::from_value(member("factory"))?,
            nft_template: serde_json::from_value(member("nftTemplate"))?,
            datatoken_templates: serde_json::from_value(member("datatokenTemplates"))?,
            receipts: BTreeMap::new(),
            logs: Logs::default(),
        })
    }

    /// A new account with enough to send transactions.
    pub(crate) fn account(&mut self, rng: &mut Rng) -> Result<ProviderKey, Failure> {
        let key = ProviderKey::generate(|bytes| {
            rng.fill(bytes);
            Ok(())
        })?;
        let _: Value = self.ask(&json!({ "task": "fund", "account": key.address() }))?;
        Ok(key)
    }

    pub(crate) fn send(
        &mut self,
        from: &ProviderKey,
        to: Address,
        data: &Bytes,
    ) -> Result<Sent, Failure> {
        let from = from.address();
        self.sent(&json!({ "task": "send", "from": from, "to": to, "data": data }))
    }

    /// Sends a call as ethers writes it.
    pub(crate) fn invoke(
        &mut self,
        from: &ProviderKey,
        (contract, to): (&str, Address),
        method: &str,
        args: &Value,
    ) -> Result<Sent, Failure> {
        let from = from.address();
        self.sent(&json!({
            "task": "invoke",
            "from": from,
            "contract": contract,
            "to": to,
            "method": method,
            "args": args,
        }))
    }

    /// Makes an NFT and a datatoken, as the question says.
    pub(crate) fn publish(&mut self, mut question: Value) -> Result<Sent, Failure> {
        if let Some(members) = question.as_object_mut() {
            members.insert("task".into(), json!("publish"));
            members.insert("factory".into(), json!(self.factory));
        }
        self.sent(&question)
    }

    fn sent(&mut self, question: &Value) -> Result<Sent, Failure> {
        let mut answer: Value = self.ask(question)?;
        let mut member = |name| answer.get_mut(name).map(Value::take).unwrap_or_default();
        let receipt: JsonRpcReceipt = serde_json::from_value(member("receipt"))?;
        let timestamp = member("timestamp").as_u64();
        let sent = Sent {
            receipt: receipt.into_receipt(self.id, timestamp)?,
            reason: serde_json::from_value(member("reason"))?,
        };
        for log in &sent.receipt.logs {
            let read = ask(
                &mut self.peer,
                &json!({
                    "task": "read",
                    "log": { "topics": log.topics, "data": log.data },
                }),
            )?;
            self.logs.compare(log, &read);
        }
        let hash = sent.receipt.transaction_hash;
        self.receipts.insert(hash, sent.receipt.clone());
        Ok(sent)
    }

    /// The receipt of what was sent.
    pub(crate) fn receipt(&self, transaction: B256) -> Result<&Receipt, Failure> {
        let receipt = self.receipts.get(&transaction);
        receipt.ok_or_else(|| format!("no receipt of {transaction}").into())
    }

    /// What a contract answers to a call that only looks.
    pub(crate) fn view<T>(
        &mut self,
        to: Address,
        data: &Bytes,
        decode: fn(&[u8]) -> Result<T, DecodeReturnError>,
    ) -> Result<T, Failure> {
        let answer: Bytes = self.ask(&json!({ "task": "call", "to": to, "data": data }))?;
        Ok(decode(&answer)?)
    }

    /// A call as ethers writes it.
    pub(crate) fn encode(
        &mut self,
        contract: &str,
        signature: &str,
        args: &Value,
    ) -> Result<Bytes, Failure> {
        self.ask(&json!({
            "task": "encode",
            "contract": contract,
            "method": signature,
            "args": args,
        }))
    }

    /// A contract that emits these logs whenever it is called.
    pub(crate) fn forger(&mut self, logs: &[Log]) -> Result<Address, Failure> {
        let logs: Vec<Value> = logs
            .iter()
            .map(|log| json!({ "topics": log.topics, "data": log.data }))
            .collect();
        self.ask(&json!({ "task": "forger", "logs": logs }))
    }

    /// A plain token with a fixed supply, all of it the holder's.
    pub(crate) fn token(&mut self, holder: &ProviderKey) -> Result<Address, Failure> {
        let args = json!([holder.address(), "Fee token", "FEE"]);
        self.ask(&json!({ "task": "create", "contract": "MockERC20", "args": args }))
    }

    /// Lets somebody take some of a token.
    pub(crate) fn approve(
        &mut self,
        holder: &ProviderKey,
        token: Address,
        spender: Address,
        amount: U256,
    ) -> Result<(), Failure> {
        let args = json!([spender, amount]);
        self.invoke(holder, ("ERC20Template", token), "approve", &args)?
            .succeeded()?;
        Ok(())
    }

    /// Why a contract would refuse a call, if it would.
    pub(crate) fn refusal(&mut self, to: Address, data: &Bytes) -> Result<Option<String>, Failure> {
        let question = json!({ "task": "call", "to": to, "data": data });
        let answer = self.peer.ask(&question)?;
        Ok(answer.get("error").map(Value::to_string))
    }

    /// The number and the time of the newest block.
    pub(crate) fn latest(&mut self) -> Result<(u64, u64), Failure> {
        self.block(&json!({ "task": "latest" }))
    }

    /// Lets time pass; what it is then.
    pub(crate) fn pass(&mut self, seconds: u64) -> Result<u64, Failure> {
        let (_, now) = self.block(&json!({ "task": "pass", "seconds": seconds }))?;
        Ok(now)
    }

    fn block(&mut self, question: &Value) -> Result<(u64, u64), Failure> {
        let latest: Value = self.ask(question)?;
        let member = |name| latest.get(name).and_then(Value::as_u64);
        let (number, time) = (member("number"), member("timestamp"));
        Ok((number.ok_or("no number")?, time.ok_or("no time")?))
    }

    fn ask<T: DeserializeOwned>(&mut self, question: &Value) -> Result<T, Failure> {
        ask(&mut self.peer, question)
    }
}

/// The first event of a kind in a receipt.
pub(crate) fn event<E>(
    receipt: &Receipt,
    decode: fn(&Log) -> Result<Emitted<E>, DecodeEventError>,
) -> Result<Emitted<E>, Failure> {
    let mut found = receipt.logs.iter().filter_map(|log| decode(log).ok());
    found
        .next()
        .ok_or_else(|| format!("no {}", type_name::<E>()).into())
}

fn ask<T: DeserializeOwned>(peer: &mut Peer, question: &Value) -> Result<T, Failure> {
    let mut answer = peer.ask(question)?;
    match answer.get_mut("ok") {
        Some(ok) => Ok(serde_json::from_value(ok.take())?),
        None => Err(format!("{answer} to {:.300}", question.to_string()).into()),
    }
}
