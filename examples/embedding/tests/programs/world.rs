//! A chain, and a Provider with its keys and its host of files.

use std::{
    collections::BTreeMap,
    error::Error,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use alloy_primitives::{Address, B256, U256, address, hex};
use chain_memory::Chain;
use clap::Parser as _;
use embedding::cli::Publish;
use ocean_provider_core::{
    ProviderInfo,
    access::Keeper,
    auth::{MemoryNonces, Message},
    keys::{KeyRing, ProviderKey, RandomError},
    orders::{
        FeeData, JsonRpcReceipt, Receipt, UnsignedFee, calls::StartOrder, events::ConsumeMarketFee,
    },
    publish::Publication,
};

pub(crate) const CHAIN_ID: u64 = 8996;
pub(crate) const PUBLISHER: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
pub(crate) const URL: &str = "https://data.example/secret/levels.csv";

#[derive(Clone)]
pub(crate) struct World(Arc<Parts>);

pub(crate) struct Parts {
    chain: Mutex<Chain>,
    /// Transactions, by block.
    pub(crate) mined: Mutex<BTreeMap<u64, B256>>,
    pub(crate) keeper: Keeper,
    pub(crate) nonces: MemoryNonces,
    /// Of the indexer.
    pub(crate) next_nonce: AtomicU64,
    /// Whether the Provider answers.
    pub(crate) is_up: AtomicBool,
    /// Whether the node answers.
    pub(crate) has_node: AtomicBool,
    pub(crate) nft: Address,
    pub(crate) datatoken: Address,
}

impl std::ops::Deref for World {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

pub(crate) fn key(byte: u8) -> ProviderKey {
    ProviderKey::from_bytes(&[byte; 32]).unwrap()
}

pub(crate) fn keeper() -> Keeper {
    let mut ring = KeyRing::new();
    ring.set_current(CHAIN_ID, key(1)).unwrap();
    Keeper::new(ring)
}

pub(crate) fn sign(key: &ProviderKey, message: &Message) -> String {
    hex::encode_prefixed(key.sign_digest(&message.digest()).to_bytes())
}

#[allow(clippy::unnecessary_wraps, reason = "a random source can fail")]
fn random(bytes: &mut [u8]) -> Result<(), RandomError> {
    bytes.fill(7);
    Ok(())
}

impl World {
    pub(crate) fn new() -> Self {
        let mut chain = Chain::new(CHAIN_ID, 1_700_000_000);
        let (nft, _) = chain.create_nft(PUBLISHER, "Gauges", "GAUGE");
        let datatoken = chain.create_datatoken(PUBLISHER, nft).unwrap();
        Self::of(chain, nft, datatoken)
    }

    /// A world whose NFT sells with the datatoken of another one.
    pub(crate) fn with_foreign_datatoken() -> Self {
        let mut chain = Chain::new(CHAIN_ID, 1_700_000_000);
        let (nft, _) = chain.create_nft(PUBLISHER, "Gauges", "GAUGE");
        let (other, _) = chain.create_nft(PUBLISHER, "Others", "OTHER");
        let datatoken = chain.create_datatoken(PUBLISHER, other).unwrap();
        Self::of(chain, nft, datatoken)
    }

    fn of(chain: Chain, nft: Address, datatoken: Address) -> Self {
        Self(Arc::new(Parts {
            chain: chain.into(),
            mined: Mutex::default(),
            keeper: keeper(),
            nonces: MemoryNonces::default(),
            next_nonce: AtomicU64::new(1),
            is_up: AtomicBool::new(true),
            has_node: AtomicBool::new(true),
            nft,
            datatoken,
        }))
    }

    pub(crate) fn chain(&self) -> MutexGuard<'_, Chain> {
        self.chain.lock().unwrap()
    }

    /// Notes a transaction that was just mined.
    pub(crate) fn mined(&self, transaction: B256) -> B256 {
        let block = self.chain().latest_block();
        self.mined.lock().unwrap().insert(block, transaction);
        transaction
    }

    pub(crate) fn receipt(&self, transaction: B256) -> Option<Receipt> {
        let chain = self.chain();
        let json = chain.receipt(transaction)?;
        let block = json["blockNumber"].as_str().unwrap();
        let block = u64::from_str_radix(block.strip_prefix("0x").unwrap(), 16).unwrap();
        let receipt: JsonRpcReceipt = serde_json::from_value(json).unwrap();
        let time = chain.block_timestamp(block);
        Some(receipt.into_receipt(CHAIN_ID, time).unwrap())
    }

    /// The command, as it is typed.
    pub(crate) fn arguments(&self, name: &str, description: &str) -> Publish {
        let (nft, datatoken) = (self.nft.to_string(), self.datatoken.to_string());
        Publish::try_parse_from([
            "publish",
            URL,
            "--provider=https://provider.example",
            "--nft",
            &nft,
            "--datatoken",
            &datatoken,
            "--chain-id=8996",
            "--timeout=3600",
            "--name",
            name,
            "--description",
            description,
            "--author=Waterworks Lab",
            "--license=CC-BY-4.0",
            "--created=2024-03-05T09:12:44Z",
        ])
        .unwrap()
    }

    /// What the Provider answers to a publisher.
    pub(crate) fn provider(
        &self,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> Result<String, Box<dyn Error>> {
        match (method, path) {
            ("GET", "/") => {
                let address = self.keeper.address(CHAIN_ID).unwrap();
                let info = ProviderInfo::new("Provider", "2.1.6", [(CHAIN_ID, address)].into());
                Ok(info.to_string())
            }
            ("POST", "/api/services/encrypt?chainId=8996") => {
                Ok(self.keeper.encrypt(CHAIN_ID, body, random)?.to_hex())
            }
            _ => Err(format!("there is no {method} {path}").into()),
        }
    }

    /// Publishes with the command, and sends the transaction that it prints.
    pub(crate) fn publish(&self, name: &str) -> (Publication, B256) {
        let publish = self.arguments(name, "Hourly water levels.");
        let call = |method: &str, path: &str, body: &[u8]| self.provider(method, path, body);
        let publication = publish.run(call, &mut Vec::new()).unwrap();
        let call = publication.set_metadata();
        let transaction = self.chain().set_metadata(PUBLISHER, self.nft, call);
        let transaction = self.mined(transaction.unwrap());
        (publication, transaction)
    }

    pub(crate) fn set_state(&self, state: u8) -> B256 {
        let transaction = self.chain().set_state(PUBLISHER, self.nft, state);
        self.mined(transaction.unwrap())
    }

    /// Quotes a fee, and orders; the transaction.
    pub(crate) fn order(&self, consumer: Address) -> B256 {
        let mut chain = self.chain();
        let data = FeeData {
            environment: None,
            timestamp_micros: chain.now() * 1_000_000,
            datatoken: self.datatoken.to_string().into(),
            service_id: "download".into(),
        };
        let fee = UnsignedFee {
            token: Address::ZERO,
            amount: U256::ZERO,
            data: data.to_bytes().unwrap(),
            valid_until: U256::ZERO,
        };
        let order = StartOrder {
            consumer,
            service_index: U256::ZERO,
            provider_fee: self.keeper.sign_fee(CHAIN_ID, fee).unwrap(),
            consume_market_fee: ConsumeMarketFee::NONE,
        };
        chain.mint(PUBLISHER, self.datatoken, consumer).unwrap();
        chain.start_order(consumer, self.datatoken, &order).unwrap()
    }

    pub(crate) fn nonce(&self) -> u64 {
        self.next_nonce.fetch_add(1, Ordering::Relaxed)
    }
}
