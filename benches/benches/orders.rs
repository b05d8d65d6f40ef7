//! An order of three logs, beside one recovery of a signature, and 10,000 logs of metadata, beside
//! alloy's own loop over the same.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a bench that cannot go on must fail"
)]

use std::hint::black_box;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolEvent, sol};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ocean_keys::Signature;
use ocean_orders::{
    JsonRpcReceipt, Log, ONE_DATATOKEN, Policy, ProviderFee, Rules, Terms,
    events::{Event, MetadataCreated, OrderStarted},
    verify,
};

const ORDER: &str = include_str!("../data/order.json");

fn verifying(c: &mut Criterion) {
    let receipt: JsonRpcReceipt = serde_json::from_str(ORDER).unwrap();
    let receipt = receipt.into_receipt(1, None).unwrap();
    let started = OrderStarted::decode(&receipt.logs[0]).unwrap();
    let fee = ProviderFee::decode(&receipt.logs[1]).unwrap().event;
    let terms = Terms {
        chain_id: 1,
        transaction: receipt.transaction_hash,
        provider: fee.address,
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
    };
    let mut group = c.benchmark_group("verify");
    group.bench_function("order", |b| {
        b.iter(|| verify(black_box(&terms), &receipt, receipt.block_timestamp).unwrap());
    });
    let digest = fee.digest();
    let wire = [fee.r.as_slice(), fee.s.as_slice(), &[fee.v]].concat();
    group.bench_function("recovery", |b| {
        b.iter(|| {
            let signature = Signature::from_bytes(black_box(wire[..].try_into().unwrap()));
            signature.unwrap().recover(&digest).unwrap().address()
        });
    });
    group.bench_function("order_from_json", |b| {
        b.iter(|| {
            let receipt: JsonRpcReceipt = serde_json::from_str(black_box(ORDER)).unwrap();
            let receipt = receipt.into_receipt(1, None).unwrap();
            verify(&terms, &receipt, receipt.block_timestamp).unwrap()
        });
    });
    group.finish();
}

mod by_alloy {
    use super::sol;

    sol! {
        event MetadataCreated(address indexed createdBy, uint8 state, string decryptorUrl, bytes flags, bytes data, bytes32 metaDataHash, uint256 timestamp, uint256 blockNumber);
    }
}

fn decoding(c: &mut Criterion) {
    const LOGS: u64 = 10_000;
    for (name, length) in [
        ("none", 0),
        ("200", 200),
        ("2k", 2 << 10),
        ("20k", 20 << 10),
    ] {
        let created = MetadataCreated {
            created_by: Address::repeat_byte(0x11),
            state: 0,
            decryptor_url: "https://v4.provider.oceanprotocol.com".into(),
            flags: Bytes::from_static(&[2]),
            data: vec![0x5a; length].into(),
            metadata_hash: B256::repeat_byte(0x22),
            timestamp: U256::from(1_700_000_000),
            block_number: U256::from(7),
        };
        let nft = Address::repeat_byte(0x33);
        let logs: Vec<Log> = (0..LOGS).map(|at| created.encode(nft, at)).collect();
        let as_alloy = |log: &Log| {
            alloy_primitives::Log::new_unchecked(log.address, log.topics.clone(), log.data.clone())
        };
        let theirs: Vec<alloy_primitives::Log> = logs.iter().map(as_alloy).collect();

        let mut group = c.benchmark_group(format!("decode_10000/{name}"));
        group.throughput(Throughput::Elements(LOGS));
        group.sample_size(30);
        group.bench_function("typed", |b| {
            b.iter(|| {
                for log in black_box(&logs) {
                    black_box(MetadataCreated::decode(log).unwrap());
                }
            });
        });
        group.bench_function("any", |b| {
            b.iter(|| {
                for log in black_box(&logs) {
                    black_box(Event::decode(log).unwrap());
                }
            });
        });
        group.bench_function("alloy", |b| {
            b.iter(|| {
                for log in black_box(&theirs) {
                    black_box(by_alloy::MetadataCreated::decode_log_validate(log).unwrap());
                }
            });
        });
        group.bench_function("alloy_unvalidated", |b| {
            b.iter(|| {
                for log in black_box(&theirs) {
                    black_box(by_alloy::MetadataCreated::decode_log(log).unwrap());
                }
            });
        });
        group.finish();
    }
}

criterion_group!(benches, verifying, decoding);
criterion_main!(benches);
