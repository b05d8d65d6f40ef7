//! The whole way of a download but for the network, beside its operations on the curve and nothing
//! else: two recoveries of a signer and one shared point.
//!
//! `cargo bench --bench consume_path --features ocean-keys/secp256k1` runs both on libsecp256k1.
//! The table at the end is in processor time, of contenders that take turns.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on must fail")]

use std::{env, hint::black_box};

use alloy_primitives::{Address, B256, U256, address, hex};
use cpu_time::ProcessTime;
use criterion::{BatchSize, Criterion, criterion_group};
use ocean_provider_core::{
    Asset,
    access::{Approved, Download, FilePermit, Grant, Item, Keeper, OnChain},
    auth::{Caller, MemoryNonces, Message, Request},
    ddo::Document,
    encryption::Ciphertext,
    files::{Binding, DatasetFiles, FileObject, Method},
    keys::{KeyRing, ProviderKey, PublicKey, Signature, system_random},
    orders::{
        self, FeeData, ONE_DATATOKEN, Order, Policy, ProviderFee, Receipt, Rules, Step, Terms,
        UnsignedFee,
        events::{Erc20Transfer, OrderStarted},
    },
    state::AssetState,
};

const CHAIN_ID: u64 = 8996;
const NOW: u64 = 1_718_730_000;
const NFT: Address = address!("0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2");
const DATATOKEN: Address = address!("0x4920060Fe25192ed2BD1351412892207D941B79F");
const TRANSACTION: B256 = B256::repeat_byte(0x11);
const SERVICE: &str = "f9fc42f4af4c6ca67accce98496cc290d4e1d452395082b6b8a35c4f4faa6d32";
/// The first address of the document's allow list.
const ALLOWED: &str = "0xbb82030DbC2BcABA32A90bf2E207a84A856FC5f0";

/// Requests in a turn, each with a nonce and thus a signature of its own.
const REQUESTS: u32 = 256;
const ROUNDS: usize = 15;
const REPETITIONS: usize = 3;

/// What a request says, as it came.
struct Sent {
    consumer: String,
    document_id: String,
    nonce: String,
    signature: String,
}

/// What a server knows before the request comes.
struct Server {
    keeper: Keeper,
    asset: Asset,
    receipt: Receipt,
    requests: Vec<Sent>,
}

/// What a request has for the curve.
struct OnCurve {
    key: ProviderKey,
    requests: Vec<(B256, Signature)>,
    fee: (B256, Signature),
    ephemeral: PublicKey,
}

fn key(byte: u8) -> ProviderKey {
    ProviderKey::from_bytes(&[byte; 32]).unwrap()
}

/// Four files on the web whose addresses carry their permission, 2 KB in all.
fn sealed() -> Ciphertext {
    let token = "5a".repeat(173);
    let file = |year: u32| {
        let url = format!("https://data.example/levels/{year}.csv?expires=86400&signature={token}");
        FileObject::url(&url, Method::Get, &[("Accept", "text/csv")]).unwrap()
    };
    let files: Vec<FileObject> = (2020..2024).map(file).collect();
    let binding = Binding {
        datatoken: DATATOKEN,
        nft: NFT,
    };
    let files = DatasetFiles::new(binding, &files).unwrap();
    assert!(files.plaintext().len().abs_diff(2_048) < 16);
    files.seal(&key(1).public_key(), system_random).unwrap()
}

fn fee() -> ProviderFee {
    let data = FeeData {
        environment: None,
        timestamp_micros: (NOW - 70) * 1_000_000,
        datatoken: DATATOKEN.to_string().into(),
        service_id: SERVICE.into(),
    };
    let fee = UnsignedFee {
        token: Address::ZERO,
        amount: U256::ZERO,
        data: data.to_bytes().unwrap(),
        valid_until: U256::ZERO,
    };
    fee.sign(&key(1)).unwrap()
}

/// The logs of `startOrder`.
fn receipt(consumer: Address, fee: &ProviderFee) -> Receipt {
    let started = OrderStarted {
        consumer,
        payer: consumer,
        amount: ONE_DATATOKEN,
        service_index: U256::ZERO,
        timestamp: U256::from(NOW - 60),
        publish_market_address: Address::ZERO,
        block_number: U256::from(7),
    };
    let transfer = Erc20Transfer {
        from: consumer,
        to: Address::repeat_byte(0x12),
        value: ONE_DATATOKEN,
    };
    Receipt {
        chain_id: CHAIN_ID,
        transaction_hash: TRANSACTION,
        succeeded: true,
        block_number: 7,
        block_timestamp: NOW - 60,
        logs: vec![
            started.encode(DATATOKEN, 0),
            fee.encode(DATATOKEN, 1),
            transfer.encode(DATATOKEN, 2),
        ],
    }
}

fn message(sent: &Sent) -> Message {
    let request = Request::Download {
        document_id: &sent.document_id,
    };
    let consumer = sent.consumer.parse().unwrap();
    Message::wire(&request, &consumer, &sent.nonce.parse().unwrap()).unwrap()
}

/// The small document of the benches, with files of 2 KB and an allow list that has the consumer.
fn worlds() -> (Server, OnCurve) {
    let (provider, alice) = (key(1), key(2));
    let sealed = sealed();
    let [(_, text), ..] = benches::DOCUMENTS;
    let (before, rest) = text.split_once(r#""files":""#).unwrap();
    let (_, after) = rest.split_once('"').unwrap();
    let text = format!(r#"{before}"files":"{sealed}"{after}"#);
    let text = text.replace(ALLOWED, &alice.address().to_string());
    let asset = Asset::new(Document::parse(text).unwrap(), NFT, CHAIN_ID).unwrap();

    let sign = |at: u32| {
        let mut sent = Sent {
            consumer: alice.address().to_string(),
            document_id: asset.did().to_string(),
            nonce: (NOW * 1_000 + u64::from(at)).to_string(),
            signature: String::new(),
        };
        let digest = message(&sent).digest();
        let signature = alice.sign_digest(&digest);
        sent.signature = hex::encode_prefixed(signature.to_bytes());
        (sent, (digest, signature))
    };
    let (requests, signed) = (0..REQUESTS).map(sign).unzip();

    let fee = fee();
    let mut of_fee = [0; 65];
    let [rs @ .., v] = &mut of_fee;
    rs.copy_from_slice(&[fee.r, fee.s].concat());
    *v = fee.v;
    let of_fee = Signature::from_bytes(&of_fee).unwrap();
    let on_curve = OnCurve {
        key: key(1),
        requests: signed,
        fee: (fee.digest(), of_fee),
        ephemeral: PublicKey::from_bytes(sealed.as_bytes().first_chunk::<65>().unwrap()).unwrap(),
    };
    let mut ring = KeyRing::new();
    ring.set_current(CHAIN_ID, provider).unwrap();
    let server = Server {
        keeper: Keeper::new(ring),
        asset,
        receipt: receipt(alice.address(), &fee),
        requests,
    };
    (server, on_curve)
}

/// The steps of a download.
fn recover(sent: &Sent) -> Caller {
    message(black_box(sent)).verify(&sent.signature).unwrap()
}

impl Server {
    fn verify(&self, sender: Address) -> Order {
        let service = self.asset.document().ddo().service_by_id(SERVICE).unwrap();
        let terms = Terms {
            chain_id: CHAIN_ID,
            transaction: TRANSACTION,
            provider: self.keeper.address(CHAIN_ID).unwrap(),
            sender,
            nft: self.asset.nft(),
            datatoken: service.parse_datatoken_address().unwrap().unwrap(),
            deployed_by_nft: true,
            service_id: SERVICE,
            service_index: service.index().try_into().unwrap(),
            timeout: service.timeout().unwrap(),
            required_amount: ONE_DATATOKEN,
            environment: None,
            latest_block: 9,
            rules: Rules::Strict,
            policy: Policy::default(),
        };
        match orders::verify(&terms, black_box(&self.receipt), NOW).unwrap() {
            Step::Verified(order) => order,
            Step::NeedReceipt(_) => unreachable!("nothing is reused"),
        }
    }

    fn decide(&self, caller: Caller, order: Order) -> Approved<FilePermit> {
        let download = Download {
            item: Item {
                asset: black_box(&self.asset),
                on_chain: OnChain {
                    chain_id: CHAIN_ID,
                    nft: NFT,
                    state: AssetState::Active,
                },
                service_id: SERVICE,
                lookups: &[],
            },
            transaction: TRANSACTION,
            file_index: 2,
            environments: &[],
        };
        download.decide(caller, Some(Ok(order)), NOW).unwrap()
    }

    fn open(&self, grant: Grant<FilePermit>) -> FileObject {
        self.keeper.open_file(grant).unwrap()
    }

    fn whole(&self, sent: &Sent, ledger: &MemoryNonces) -> FileObject {
        let caller = recover(sent);
        let order = self.verify(caller.address());
        let approved = self.decide(caller, order);
        self.open(approved.spend(ledger).unwrap())
    }
}

/// The bare operations on the curve.
fn signer((digest, signature): &(B256, Signature)) {
    black_box(signature.recover(black_box(digest)).unwrap());
}

impl OnCurve {
    fn shared(&self) {
        black_box(self.key.shared_point(black_box(&self.ephemeral)));
    }

    fn whole(&self, signed: &(B256, Signature)) {
        signer(signed);
        signer(&self.fee);
        self.shared();
    }
}

fn consuming(c: &mut Criterion) {
    let (server, curve) = worlds();
    let first = server.requests.first().unwrap();
    let mut group = c.benchmark_group("consume_path");
    group.bench_function("decide", |b| {
        let proofs = || {
            let caller = recover(first);
            let order = server.verify(caller.address());
            (caller, order)
        };
        b.iter_batched(
            proofs,
            |(caller, order)| server.decide(caller, order),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("whole", |b| {
        let mut requests = server.requests.iter().cycle();
        b.iter_batched(
            || (requests.next().unwrap(), MemoryNonces::default()),
            |(sent, ledger)| server.whole(sent, &ledger),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("on_curve", |b| {
        let mut requests = curve.requests.iter().cycle();
        b.iter(|| curve.whole(requests.next().unwrap()));
    });
    group.finish();
}

/// The rows of the table.
const ROWS: [&str; 6] = ["whole", "recover", "verify", "decide", "spend", "open"];

/// Microseconds a request of each row, and of its part on the curve.
type Round = [[f64; 2]; 6];

/// A turn, in which every request comes once: microseconds a request.
fn turn<T>(items: impl IntoIterator<Item = T>, work: impl FnMut(T)) -> f64 {
    let start = ProcessTime::now();
    items.into_iter().for_each(work);
    start.elapsed().as_secs_f64() * 1e6 / f64::from(REQUESTS)
}

/// A turn of one step, which keeps what the next one takes.
fn step<T, U>(items: Vec<T>, mut work: impl FnMut(T) -> U) -> (f64, Vec<U>) {
    let mut out = Vec::with_capacity(items.len());
    let time = turn(items, |item| out.push(work(item)));
    (time, out)
}

fn round(server: &Server, curve: &OnCurve) -> Round {
    let ledger = MemoryNonces::default();
    let whole = turn(&server.requests, |sent| {
        black_box(server.whole(sent, &ledger));
    });
    let whole_on_curve = turn(&curve.requests, |signed| curve.whole(signed));

    let ledger = MemoryNonces::default();
    let (recovering, callers) = step(server.requests.iter().collect(), recover);
    let senders = callers.iter().map(Caller::address).collect();
    let (verifying, orders) = step(senders, |sender| server.verify(sender));
    let proofs = callers.into_iter().zip(orders).collect();
    let (deciding, approved) = step(proofs, |(caller, order)| server.decide(caller, order));
    let (spending, grants) = step(approved, |approved| approved.spend(&ledger).unwrap());
    let (opening, _files) = step(grants, |grant| server.open(grant));

    [
        [whole, whole_on_curve],
        [recovering, turn(&curve.requests, signer)],
        [verifying, turn(&curve.requests, |_| signer(&curve.fee))],
        [deciding, 0.0],
        [spending, 0.0],
        [opening, turn(&curve.requests, |_| curve.shared())],
    ]
}

fn median(of: impl Iterator<Item = f64>) -> f64 {
    let mut of: Vec<f64> = of.collect();
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The table of medians over the rounds, three times.
fn in_turns() {
    let (server, curve) = worlds();
    for _ in 0..REPETITIONS {
        let rounds: Vec<Round> = (0..ROUNDS).map(|_| round(&server, &curve)).collect();
        println!("\n| step | processor time | on the curve | the rest | ratio |");
        println!("|---|---:|---:|---:|---:|");
        for (at, name) in ROWS.iter().enumerate() {
            let of_rounds = |show: fn([f64; 2]) -> f64| {
                median(
                    rounds
                        .iter()
                        .filter_map(|row| row.get(at).copied().map(show)),
                )
            };
            println!(
                "| {name} | {:.2} µs | {:.2} µs | {:.2} µs | {:.3} |",
                of_rounds(|[time, _]| time),
                of_rounds(|[_, curve]| curve),
                of_rounds(|[time, curve]| time - curve),
                of_rounds(|[time, curve]| time / curve),
            );
        }
    }
}

criterion_group!(benches, consuming);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    if env::args().skip(1).all(|argument| argument == "--bench") {
        in_turns();
    }
}
