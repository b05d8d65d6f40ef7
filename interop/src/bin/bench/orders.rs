//! Verifying an order and reading logs of metadata.

use std::{fs, hint::black_box};

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolEvent, sol};
use interop::{Failure, directory, node, python};
use ocean_keys::Signature;
use ocean_orders::{
    JsonRpcLog, JsonRpcReceipt, Log, ONE_DATATOKEN, Order, Policy, ProviderFee, Receipt, Rules,
    Step, Terms,
    events::{Emitted, Event, MetadataCreated, OrderStarted},
    verify,
};
use serde_json::json;

use crate::{
    library::Library,
    race::{Contender, Target, race},
};

const LOGS: u64 = 10_000;

/// As fast as 90 % of theirs.
const NEARLY: Target = Target::AtMost(1.11);

pub(crate) fn orders() -> Result<(), Failure> {
    let mut web3 = Library::start("web3 6.11.4", "web3", python("bench/peer.py")?)?;
    let mut ethers = Library::start("ethers 6.17.0", "ethers", node("bench/peer.mjs")?)?;
    verification(&mut web3, &mut ethers)?;
    for (size, length) in [("200 bytes", 200), ("2 KB", 2 << 10)] {
        decoding(size, &created(length))?;
    }
    from_json(&created(2 << 10), &mut web3, &mut ethers)
}

/// An order of three logs, from the receipt, and from the answer of a node.
fn verification(web3: &mut Library, ethers: &mut Library) -> Result<(), Failure> {
    let text = fs::read_to_string(directory().join("../benches/data/order.json"))?;
    let receipt = read(&text)?;
    let terms = terms(&receipt)?;
    let check = |receipt: &Receipt| match verify(&terms, receipt, receipt.block_timestamp)? {
        Step::Verified(order) => Ok(order),
        Step::NeedReceipt(_) => Err("a reuse".into()),
    };
    let fee = check(&receipt)?.fee().clone();
    let digest = fee.digest();
    let bytes = [fee.r.as_slice(), fee.s.as_slice(), &[fee.v]].concat();
    let recover = || {
        let signature = Signature::from_bytes(black_box(bytes.as_slice()).try_into()?)?;
        Ok(signature.recover(&digest)?.address())
    };
    race(
        "verify an order, 3 logs",
        &mut [
            Contender::here(
                "ours",
                Target::None,
                || check(black_box(&receipt)),
                |order| order.fee().address.to_string(),
            ),
            Contender::here("one recovery", Target::AtMost(2.0), recover, |signer| {
                signer.to_string()
            }),
        ],
    )?;

    let ours = || check(&read(black_box(&text))?);
    let show = |order: Order| {
        let signer = order.fee().address;
        format!("{signer} {} {}", order.consumer(), order.amount())
    };
    let same = |result| result;
    race(
        "verify an order, 3 logs, from JSON",
        &mut [
            Contender::here("ours", Target::None, ours, show),
            web3.contender(Target::None, "order", &text, same)?,
            ethers.contender(Target::None, "order", &text, same)?,
        ],
    )?;
    Ok(())
}

fn read(text: &str) -> Result<Receipt, Failure> {
    let receipt: JsonRpcReceipt = serde_json::from_str(text)?;
    Ok(receipt.into_receipt(1, None)?)
}

/// Those that the receipt meets.
fn terms(receipt: &Receipt) -> Result<Terms<'static>, Failure> {
    let [started, fee, ..] = receipt.logs.as_slice() else {
        return Err("no order".into());
    };
    let started = OrderStarted::decode(started)?;
    Ok(Terms {
        chain_id: receipt.chain_id,
        transaction: receipt.transaction_hash,
        provider: ProviderFee::decode(fee)?.event.address,
        sender: started.event.consumer,
        nft: Address::ZERO,
        datatoken: started.address,
        deployed_by_nft: true,
        service_id: "0",
        service_index: 0,
        timeout: 3_600,
        required_amount: ONE_DATATOKEN,
        environment: None,
        latest_block: receipt.block_number,
        rules: Rules::Strict,
        policy: Policy::default(),
    })
}

fn created(length: usize) -> MetadataCreated {
    MetadataCreated {
        created_by: Address::repeat_byte(0x11),
        state: 0,
        decryptor_url: "https://v4.provider.oceanprotocol.com".into(),
        flags: Bytes::from_static(&[2]),
        data: vec![0x5a; length].into(),
        metadata_hash: B256::repeat_byte(0x22),
        timestamp: U256::from(1_700_000_000),
        block_number: U256::from(7),
    }
}

mod by_alloy {
    use super::sol;

    sol! {
        event MetadataCreated(address indexed createdBy, uint8 state, string decryptorUrl, bytes flags, bytes data, bytes32 metaDataHash, uint256 timestamp, uint256 blockNumber);
    }
}

/// One log after the other; the time of all.
fn decoding(size: &str, created: &MetadataCreated) -> Result<(), Failure> {
    let nft = Address::repeat_byte(0x33);
    let logs: Vec<Log> = (0..LOGS).map(|at| created.encode(nft, at)).collect();
    let as_alloy = |log: &Log| {
        alloy_primitives::Log::new_unchecked(log.address, log.topics.clone(), log.data.clone())
    };
    let theirs: Vec<alloy_primitives::Log> = logs.iter().map(as_alloy).collect();
    let typed = || {
        for log in black_box(&logs) {
            black_box(MetadataCreated::decode(log)?);
        }
        Ok(())
    };
    let any = || {
        for log in black_box(&logs) {
            black_box(Event::decode(log)?);
        }
        Ok(())
    };
    let by_alloy = || {
        for log in black_box(&theirs) {
            black_box(by_alloy::MetadataCreated::decode_log_validate(log)?);
        }
        Ok(())
    };
    let nothing = |()| String::new();
    race(
        &format!("decode 10,000 logs, {size}"),
        &mut [
            Contender::here("ours", Target::None, typed, nothing),
            Contender::here("alloy", NEARLY, by_alloy, nothing),
        ],
    )?;
    race(
        &format!("decode 10,000 logs of any event, {size}"),
        &mut [
            Contender::here("ours", Target::None, any, nothing),
            Contender::here("alloy", NEARLY, by_alloy, nothing),
        ],
    )?;
    Ok(())
}

fn from_json(
    created: &MetadataCreated,
    web3: &mut Library,
    ethers: &mut Library,
) -> Result<(), Failure> {
    let log = created.encode(Address::repeat_byte(0x33), 0);
    let text = json!({
        "address": log.address,
        "topics": log.topics,
        "data": log.data,
        "blockHash": B256::ZERO,
        "blockNumber": "0x7",
        "transactionHash": B256::ZERO,
        "transactionIndex": "0x0",
        "logIndex": "0x0",
        "removed": false,
    })
    .to_string();
    let ours = || {
        let log: JsonRpcLog = serde_json::from_str(black_box(&text))?;
        Ok(MetadataCreated::decode(&log.into_log()?)?)
    };
    let show = |Emitted { event, .. }: Emitted<MetadataCreated>| {
        let [author, url] = [event.created_by.to_string(), event.decryptor_url];
        format!("{author} {url} {} {}", event.metadata_hash, event.data)
    };
    let same = |result| result;
    race(
        "decode a log, 2 KB, from JSON",
        &mut [
            Contender::here("ours", Target::None, ours, show),
            web3.contender(Target::None, "log", &text, same)?,
            ethers.contender(Target::None, "log", &text, same)?,
        ],
    )?;
    Ok(())
}
