//! An honest computation, and orders of its services: as they should be, and with one thing wrong.

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, U256, address};
use ocean_compute::container_section_checksum;
use ocean_ddo::Document;
use ocean_did::Did;
use ocean_files::FileChecksum;
use ocean_keys::ProviderKey;
use ocean_orders::{
    FeeData, ONE_DATATOKEN, Order, Policy, Receipt, Refusal, Step, UnsignedFee,
    events::OrderStarted,
};
use serde_json::{Value, json};

pub(super) const CHAIN_ID: u64 = 8_996;
pub(super) const NOW: u64 = 1_700_000_000;
pub(super) const VALID_UNTIL: u64 = NOW + 600;
/// Ten minutes at 2.3 tokens a minute.
pub(super) const PAID: u128 = 23_000_000_000_000_000_000;
pub(super) const FEE_TOKEN: Address = address!("0xfefefefefefefefefefefefefefefefefefefefe");
pub(super) const CONSUMER: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
pub(super) const OWNER: Address = address!("0x52908400098527886E0F7030069857D2E4169EE7");
pub(super) const NFT: Address = address!("0x8617E340B3D01FA5F11F306F4090FD50E238070D");
pub(super) const DIGEST: &str =
    "sha256:8221d20c1c16491d7d56b9657ea09082c0ee4a8ab1a6621fa720da58b09580e4";

/// The services of the request: the NFT, the id and its index.
pub(super) const SERVICES: [(Address, &str, u64); 4] = [
    (Address::repeat_byte(0x11), "c1", 0),
    (Address::repeat_byte(0x12), "d1", 0),
    (Address::repeat_byte(0x12), "c1", 1),
    (NFT, "s1", 0),
];

/// Those of the recorded rows.
pub(super) const FILES: [FileChecksum; 2] = [
    FileChecksum::from_sha256([0x11; 32]),
    FileChecksum::from_sha256([0x22; 32]),
];

/// An honest computation with each recorded `compute`, and what the request says of the algorithm.
pub(super) static ROWS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let rows = include_str!("../../../crates/ocean-compute/tests/vectors/algorithm-trust.json")
        .replace(&format!("did:op:{}", "a1".repeat(32)), &did(NFT))
        .replace(
            &"3".repeat(64),
            &container_section_checksum("run", DIGEST).to_string(),
        );
    let rows: Vec<Value> = serde_json::from_str(&rows).expect("the vectors");
    let document = |row: &Value| {
        let document = computation(&row["compute"], row["raw_meta"] == true);
        Document::parse(document.to_string()).expect("a document")
    };
    rows.iter().map(document).collect()
});

pub(super) fn did(nft: Address) -> String {
    Did::compute(nft, CHAIN_ID).expect("a chain").to_string()
}

/// The datatoken of a service; an asset has one.
pub(super) fn datatoken(nft: Address) -> Address {
    Address::repeat_byte(nft[0] | 0x80)
}

/// The transaction in which a service was ordered.
pub(super) fn transaction(service: usize) -> B256 {
    B256::repeat_byte(service as u8)
}

fn computation(compute: &Value, raw: bool) -> Value {
    let item = |service: usize| {
        let (nft, id, _) = SERVICES[service];
        json!({"documentId": did(nft), "serviceId": id, "transferTxId": transaction(service)})
    };
    let service = |at: usize, kind: &str| {
        let (nft, id, _) = SERVICES[at];
        let mut service = json!({
            "id": id, "type": kind, "datatokenAddress": datatoken(nft).to_string(),
            "serviceEndpoint": "https://provider.example", "timeout": 0,
        });
        if kind == "compute" {
            service["compute"] = compute.clone();
        }
        service
    };
    let asset = |nft: Address, metadata: Value, services: &[Value]| {
        json!({
            "id": did(nft), "version": "4.1.0", "chainId": CHAIN_ID,
            "nftAddress": nft.to_string(), "metadata": metadata, "services": services,
        })
    };
    let container = json!({"entrypoint": "run", "image": "algos", "tag": "1", "checksum": DIGEST});
    let dataset = json!({"type": "dataset"});
    json!({
        "request": {
            "environment": "env", "dataset": item(0), "additionalDatasets": [item(1)],
            "algorithm": match raw {
                true => json!({"meta": {"rawcode": "x", "container": &container}}),
                false => item(3),
            },
        },
        "datasets": [
            asset(SERVICES[0].0, dataset.clone(), &[service(0, "compute")]),
            asset(SERVICES[1].0, dataset, &[service(1, "access"), service(2, "compute")]),
        ],
        "algorithm": asset(
            NFT,
            json!({"type": "algorithm", "algorithm": {"container": container}}),
            &[service(3, "access")],
        ),
    })
}

pub(super) type Verified = Result<Order, Refusal>;

/// Orders of each service: as it should be, then with one thing wrong.
pub(super) static ORDERS: LazyLock<Vec<Verified>> = LazyLock::new(|| {
    let good = |service| Paid {
        service,
        amount: if service == 0 { PAID } else { 0 },
        environment: Some("env"),
        valid_until: VALID_UNTIL,
        rules: ocean_orders::Rules::Strict,
        sender: CONSUMER,
    };
    let kinds: [fn(Paid) -> Paid; 8] = [
        |paid| paid,
        |paid| Paid { amount: 1, ..paid },
        |paid| Paid {
            amount: PAID * 2,
            valid_until: 0,
            ..paid
        },
        |paid| Paid {
            environment: None,
            ..paid
        },
        |paid| Paid {
            environment: Some("other"),
            ..paid
        },
        |paid| Paid {
            valid_until: NOW + 1,
            ..paid
        },
        |paid| Paid {
            rules: ocean_orders::Rules::Reference,
            ..paid
        },
        |paid| Paid {
            sender: OWNER,
            ..paid
        },
    ];
    kinds
        .into_iter()
        .flat_map(|kind| [0, 1, 3, 2].map(|service| kind(good(service)).order()))
        .collect()
});

struct Paid {
    /// The index of the service.
    service: usize,
    amount: u128,
    environment: Option<&'static str>,
    valid_until: u64,
    rules: ocean_orders::Rules,
    sender: Address,
}

impl Paid {
    fn order(self) -> Verified {
        let (nft, service_id, index) = SERVICES[self.service];
        let provider = ProviderKey::from_bytes(&[1; 32]).expect("a key");
        let datatoken = datatoken(nft);
        let data = FeeData {
            environment: self.environment.map(Into::into),
            timestamp_micros: (NOW - 20) * 1_000_000,
            datatoken: datatoken.to_string().into(),
            service_id: service_id.into(),
        };
        let fee = UnsignedFee {
            token: FEE_TOKEN,
            amount: U256::from(self.amount),
            data: data.to_bytes().expect("it is short"),
            valid_until: U256::from(self.valid_until),
        };
        let fee = fee.sign(&provider).expect("it signs anything");
        let started = OrderStarted {
            consumer: self.sender,
            payer: self.sender,
            amount: ONE_DATATOKEN,
            service_index: U256::from(index),
            timestamp: U256::from(NOW - 10),
            publish_market_address: Address::ZERO,
            block_number: U256::from(1),
        };
        let receipt = Receipt {
            chain_id: CHAIN_ID,
            transaction_hash: transaction(self.service),
            succeeded: true,
            block_number: 1,
            block_timestamp: NOW - 10,
            logs: vec![started.encode(datatoken, 0), fee.encode(datatoken, 1)],
        };
        let terms = ocean_orders::Terms {
            chain_id: CHAIN_ID,
            transaction: transaction(self.service),
            provider: provider.address(),
            sender: self.sender,
            nft,
            datatoken,
            deployed_by_nft: true,
            service_id,
            service_index: index,
            timeout: 0,
            required_amount: ONE_DATATOKEN,
            environment: None,
            latest_block: 1,
            rules: self.rules,
            policy: Policy::default(),
        };
        // Verified before any of their fees expires.
        ocean_orders::verify(&terms, &receipt, NOW).map(|step| match step {
            Step::Verified(order) => order,
            Step::NeedReceipt(_) => panic!("nothing is reused"),
        })
    }
}
