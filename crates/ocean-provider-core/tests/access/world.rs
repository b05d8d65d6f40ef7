//! An honest download, to be changed by the tests: an asset with one sealed file, its NFT on chain,
//! and a paid order as the datatoken's contract emitted it.

#![allow(dead_code, reason = "each test uses a part of it")]

use alloy_primitives::{Address, B256, U256, address, hex};
use ocean_provider_core::{
    Asset,
    access::{Approved, Denial, Download, FilePermit, Item, Keeper, OnChain, Reason},
    auth::{Caller, MemoryNonces, Message, NonceLedger as _, Request},
    compute::Environment,
    credentials::{AccessList, Lookup},
    ddo::Document,
    did::Did,
    files::{Binding, DatasetFiles, FileObject, Method},
    keys::{KeyRing, ProviderKey, RandomError},
    orders::{
        self, FeeData, ONE_DATATOKEN, Order, Policy, Receipt, Refusal, Step, UnsignedFee,
        events::OrderStarted,
    },
    state::AssetState,
};
use serde_json::{Value, json};

pub(crate) const CHAIN_ID: u64 = 8996;
pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const NFT: Address = address!("0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2");
pub(crate) const DATATOKEN: Address = address!("0x4920060Fe25192ed2BD1351412892207D941B79F");
pub(crate) const OTHER: Address = address!("0xe5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5");
pub(crate) const URL: &str = "https://data.example/secret/levels.csv";
pub(crate) const TRANSACTION: B256 = B256::repeat_byte(0x11);

pub(crate) fn key(byte: u8) -> ProviderKey {
    ProviderKey::from_bytes(&[byte; 32]).unwrap()
}

pub(crate) fn provider() -> ProviderKey {
    key(1)
}

pub(crate) fn alice() -> ProviderKey {
    key(2)
}

pub(crate) fn keeper() -> Keeper {
    let mut ring = KeyRing::new();
    ring.set_current(CHAIN_ID, provider()).unwrap();
    Keeper::new(ring)
}

#[allow(clippy::unnecessary_wraps, reason = "a random source can fail")]
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), RandomError> {
    bytes.fill(7);
    Ok(())
}

pub(crate) fn sign(key: &ProviderKey, message: &Message) -> String {
    hex::encode_prefixed(key.sign_digest(&message.digest()).to_bytes())
}

pub(crate) fn call(key: &ProviderKey, request: &Request<'_>, nonce: &str) -> Caller {
    let claimed = key.address().into();
    let message = Message::wire(request, &claimed, &nonce.parse().unwrap()).unwrap();
    message.verify(&sign(key, &message)).unwrap()
}

/// The files of a service, sealed to the Provider.
pub(crate) fn sealed(binding: Binding) -> String {
    let first = FileObject::url(URL, Method::Get, &[("X-Key", "hush")]).unwrap();
    let second = FileObject::ipfs("QmY7Yh4UquoXHLPFo2XbhXkhBvFoPwmQUSa92pxnxjQuPU").unwrap();
    let files = DatasetFiles::new(binding, [&first, &second]).unwrap();
    let sealed = files.seal(&provider().public_key(), random).unwrap();
    sealed.to_string()
}

/// What an order is verified for, and what the chain says.
#[derive(Clone, Debug)]
pub(crate) struct Paid {
    pub(crate) transaction: B256,
    pub(crate) provider: u8,
    pub(crate) sender: Address,
    pub(crate) chain_id: u64,
    pub(crate) nft: Address,
    pub(crate) datatoken: Address,
    pub(crate) service_id: String,
    pub(crate) service_index: u64,
    pub(crate) timeout: u64,
    pub(crate) amount: U256,
    pub(crate) rules: orders::Rules,
    pub(crate) ordered_at: u64,
    pub(crate) verified_at: u64,
    /// The environment that the fee was quoted for.
    pub(crate) quoted_for: Option<&'static str>,
    /// The one that the order is verified for.
    pub(crate) environment: Option<&'static str>,
    pub(crate) fee_token: Address,
    pub(crate) fee_amount: U256,
    pub(crate) valid_until: u64,
}

impl Default for Paid {
    fn default() -> Self {
        Self {
            transaction: TRANSACTION,
            provider: 1,
            sender: alice().address(),
            chain_id: CHAIN_ID,
            nft: NFT,
            datatoken: DATATOKEN,
            service_id: "s1".into(),
            service_index: 0,
            timeout: 3_600,
            amount: ONE_DATATOKEN,
            rules: orders::Rules::Strict,
            ordered_at: NOW - 60,
            verified_at: NOW,
            quoted_for: None,
            environment: None,
            fee_token: Address::ZERO,
            fee_amount: U256::ZERO,
            valid_until: 0,
        }
    }
}

impl Paid {
    /// The receipt as a node gives it: ABI-encoded logs of this emitter.
    pub(crate) fn receipt(&self, emitter: Address) -> Receipt {
        let data = FeeData {
            environment: self.quoted_for.map(Into::into),
            timestamp_micros: (self.ordered_at - 10) * 1_000_000,
            datatoken: self.datatoken.to_string().into(),
            service_id: self.service_id.as_str().into(),
        };
        let fee = UnsignedFee {
            token: self.fee_token,
            amount: self.fee_amount,
            data: data.to_bytes().unwrap(),
            valid_until: U256::from(self.valid_until),
        };
        let fee = fee.sign(&key(self.provider)).unwrap();
        let started = OrderStarted {
            consumer: self.sender,
            payer: self.sender,
            amount: self.amount,
            service_index: U256::from(self.service_index),
            timestamp: U256::from(self.ordered_at),
            publish_market_address: Address::ZERO,
            block_number: U256::from(1),
        };
        Receipt {
            chain_id: self.chain_id,
            transaction_hash: self.transaction,
            succeeded: true,
            block_number: 1,
            block_timestamp: self.ordered_at,
            logs: vec![started.encode(emitter, 0), fee.encode(emitter, 1)],
        }
    }

    pub(crate) fn verify(&self, receipt: &Receipt) -> Result<Order, Refusal> {
        let terms = orders::Terms {
            chain_id: self.chain_id,
            transaction: self.transaction,
            provider: key(self.provider).address(),
            sender: self.sender,
            nft: self.nft,
            datatoken: self.datatoken,
            deployed_by_nft: true,
            service_id: &self.service_id,
            service_index: self.service_index,
            timeout: self.timeout,
            required_amount: self.amount,
            environment: self.environment,
            latest_block: 1,
            rules: self.rules,
            policy: Policy::default(),
        };
        match orders::verify(&terms, receipt, self.verified_at)? {
            Step::Verified(order) => Ok(order),
            Step::NeedReceipt(_) => panic!("nothing is reused"),
        }
    }

    pub(crate) fn order(&self) -> Result<Order, Refusal> {
        self.verify(&self.receipt(self.datatoken))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) ddo: Value,
    pub(crate) nft: Address,
    pub(crate) on_chain: OnChain,
    pub(crate) service_id: &'static str,
    pub(crate) lookups: Vec<(AccessList, Lookup)>,
    pub(crate) transaction: B256,
    pub(crate) file_index: u64,
    pub(crate) environments: Vec<Environment>,
    /// `None`: the chain does not know the transaction.
    pub(crate) paid: Option<Paid>,
    /// The document that the caller signs for; by default the asset's.
    pub(crate) signed_for: Option<Did>,
    /// Whether he signs for the start of a computation instead.
    pub(crate) signs_start: bool,
    pub(crate) caller: u8,
    pub(crate) nonce: &'static str,
    pub(crate) now: u64,
}

pub(crate) fn did(nft: Address) -> Did {
    Did::compute(nft, CHAIN_ID).unwrap()
}

pub(crate) fn environment(id: &str, runs_as: Address) -> Environment {
    Environment {
        id: id.into(),
        price: "2.3".parse().unwrap(),
        fee_token: None,
        max_job_duration: 3_600,
        consumer_address: Some(runs_as),
    }
}

impl World {
    pub(crate) fn honest() -> Self {
        let binding = Binding {
            datatoken: DATATOKEN,
            nft: NFT,
        };
        Self {
            ddo: json!({
                "id": did(NFT), "version": "4.1.0", "chainId": CHAIN_ID,
                "nftAddress": NFT.to_string(),
                "metadata": {"type": "dataset", "name": "Levels"},
                "services": [{
                    "id": "s1", "type": "access", "timeout": 3_600, "files": sealed(binding),
                    "datatokenAddress": DATATOKEN.to_string(),
                    "serviceEndpoint": "https://provider.example",
                }],
            }),
            nft: NFT,
            on_chain: OnChain {
                chain_id: CHAIN_ID,
                nft: NFT,
                state: AssetState::Active,
            },
            service_id: "s1",
            lookups: vec![],
            transaction: TRANSACTION,
            file_index: 0,
            environments: vec![],
            paid: Some(Paid::default()),
            signed_for: None,
            signs_start: false,
            caller: 2,
            nonce: "1",
            now: NOW,
        }
    }

    /// Changes what was paid.
    pub(crate) fn paid(&mut self) -> &mut Paid {
        self.paid.as_mut().unwrap()
    }

    pub(crate) fn service(&mut self) -> &mut Value {
        &mut self.ddo["services"][0]
    }

    pub(crate) fn asset(&self) -> Asset {
        let document = Document::parse(self.ddo.to_string()).unwrap();
        Asset::new(document, self.nft, CHAIN_ID).unwrap()
    }

    pub(crate) fn who(&self) -> ProviderKey {
        key(self.caller)
    }

    pub(crate) fn item<'a>(&'a self, asset: &'a Asset) -> Item<'a> {
        Item {
            asset,
            on_chain: self.on_chain,
            service_id: self.service_id,
            lookups: &self.lookups,
        }
    }

    pub(crate) fn sign_in(&self) -> Caller {
        let did = self.signed_for.unwrap_or(did(self.nft)).to_string();
        let request = if self.signs_start {
            Request::ComputeStart {
                job_id: None,
                document_id: &did,
            }
        } else {
            Request::Download { document_id: &did }
        };
        call(&self.who(), &request, self.nonce)
    }

    pub(crate) fn order(&self) -> Option<Result<Order, Refusal>> {
        self.paid.as_ref().map(Paid::order)
    }

    pub(crate) fn decide(&self) -> Result<Approved<FilePermit>, Denial> {
        let asset = self.asset();
        let download = Download {
            item: self.item(&asset),
            transaction: self.transaction,
            file_index: self.file_index,
            environments: &self.environments,
        };
        download.decide(self.sign_in(), self.order(), self.now)
    }

    /// The codes of all reasons, after which the nonce is still there.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        let ledger = MemoryNonces::default();
        let codes = match self.decide() {
            Ok(_) => vec![],
            Err(denial) => denial.reasons().map(Reason::code).collect(),
        };
        assert_eq!(ledger.last(self.who().address()), Ok(None));
        codes
    }
}
