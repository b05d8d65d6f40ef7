//! The chain's receipts are read and verified as a node's are.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{Address, B256, U256, address};
use chain_memory::{Chain, Revert};
use ocean_keys::ProviderKey;
use ocean_orders::{
    FeeData, JsonRpcReceipt, ONE_DATATOKEN, Order, Policy, ProviderFee, Receipt, Refusal, Rules,
    Step, Terms, UnsignedFee,
    calls::{ReuseOrder, SetMetaData, StartOrder},
    events::{ConsumeMarketFee, Event},
    verify,
};

const PUBLISHER: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
const CONSUMER: Address = address!("0xc0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0");

struct World {
    chain: Chain,
    provider: ProviderKey,
    nft: Address,
    datatoken: Address,
}

impl World {
    fn new() -> Self {
        let mut chain = Chain::new(8996, 1_700_000_000);
        let (nft, _) = chain.create_nft(PUBLISHER, "My data", "DATA");
        let datatoken = chain.create_datatoken(PUBLISHER, nft).unwrap();
        Self {
            chain,
            provider: ProviderKey::from_bytes(&[1; 32]).unwrap(),
            nft,
            datatoken,
        }
    }

    fn fee(&self) -> ProviderFee {
        let data = FeeData {
            environment: None,
            timestamp_micros: self.chain.now() * 1_000_000,
            datatoken: self.datatoken.to_string().into(),
            service_id: "s".into(),
        };
        let fee = UnsignedFee {
            token: Address::ZERO,
            amount: U256::ZERO,
            data: data.to_bytes().unwrap(),
            valid_until: U256::ZERO,
        };
        fee.sign(&self.provider).unwrap()
    }

    fn order(&self) -> StartOrder {
        StartOrder {
            consumer: CONSUMER,
            service_index: U256::ZERO,
            provider_fee: self.fee(),
            consume_market_fee: ConsumeMarketFee::NONE,
        }
    }

    fn receipt(&self, transaction: B256) -> Receipt {
        let receipt = self.chain.receipt(transaction).unwrap();
        let receipt: JsonRpcReceipt = serde_json::from_value(receipt).unwrap();
        let number = self.chain.latest_block();
        let time = self.chain.block_timestamp(number);
        receipt.into_receipt(self.chain.chain_id(), time).unwrap()
    }

    fn verify(&self, transaction: B256, first: &Receipt) -> Result<Order, Refusal> {
        let terms = Terms {
            chain_id: self.chain.chain_id(),
            transaction,
            provider: self.provider.address(),
            sender: CONSUMER,
            nft: self.nft,
            datatoken: self.datatoken,
            deployed_by_nft: self.chain.is_deployed(self.nft, self.datatoken),
            service_id: "s",
            service_index: 0,
            timeout: 0,
            required_amount: ONE_DATATOKEN,
            environment: None,
            latest_block: self.chain.latest_block(),
            rules: Rules::Strict,
            policy: Policy::default(),
        };
        match verify(&terms, first, self.chain.now())? {
            Step::Verified(order) => Ok(order),
            Step::NeedReceipt(pending) => {
                let receipt = self.receipt(pending.transaction_hash());
                pending.resume(&receipt)
            }
        }
    }
}

#[test]
fn an_order_is_paid_once_and_reused() {
    let mut world = World::new();
    let (order, datatoken) = (world.order(), world.datatoken);
    assert_eq!(
        world.chain.start_order(CONSUMER, datatoken, &order),
        Err(Revert::Balance)
    );
    world.chain.mint(PUBLISHER, datatoken, CONSUMER).unwrap();
    let paid = world
        .chain
        .start_order(CONSUMER, datatoken, &order)
        .unwrap();
    let proof = world.verify(paid, &world.receipt(paid)).unwrap();
    assert_eq!((proof.transaction(), proof.consumer()), (paid, CONSUMER));
    assert_eq!(
        world.chain.start_order(CONSUMER, datatoken, &order),
        Err(Revert::Balance)
    );

    let reuse = ReuseOrder {
        order_transaction: paid,
        provider_fee: world.fee(),
    };
    let reused = world
        .chain
        .reuse_order(CONSUMER, datatoken, &reuse)
        .unwrap();
    let proof = world.verify(reused, &world.receipt(reused)).unwrap();
    assert_eq!(
        (proof.transaction(), proof.requested_transaction()),
        (paid, reused)
    );
}

#[test]
fn a_forged_order_is_one_of_another_contract() {
    let mut world = World::new();
    world
        .chain
        .mint(PUBLISHER, world.datatoken, CONSUMER)
        .unwrap();
    let paid = world
        .chain
        .start_order(CONSUMER, world.datatoken, &world.order())
        .unwrap();
    let logs = world.receipt(paid).logs;
    let forged = world.chain.forge(CONSUMER, logs);
    let refusal = world.verify(forged, &world.receipt(forged)).unwrap_err();
    assert_eq!(refusal.code(), "event_emitter_not_datatoken");
}

#[test]
fn a_wrong_fee_reverts_and_leaves_a_failed_receipt() {
    let mut world = World::new();
    world
        .chain
        .mint(PUBLISHER, world.datatoken, CONSUMER)
        .unwrap();
    let mut order = world.order();
    order.provider_fee.amount = U256::from(1);
    let before = world.chain.latest_block();
    assert_eq!(
        world.chain.start_order(CONSUMER, world.datatoken, &order),
        Err(Revert::ProviderFee)
    );
    assert_eq!(world.chain.latest_block(), before + 1);
}

#[test]
fn metadata_is_created_once_then_updated_by_the_owner_alone() {
    let mut world = World::new();
    let call = SetMetaData {
        state: 0,
        decryptor_url: "https://provider.example".into(),
        decryptor_address: String::new(),
        flags: [2].into(),
        data: [1, 2, 3].into(),
        metadata_hash: B256::repeat_byte(7),
        proofs: Vec::new(),
    };
    let names = ["MetadataCreated", "MetadataUpdated"];
    for name in names {
        let transaction = world
            .chain
            .set_metadata(PUBLISHER, world.nft, &call)
            .unwrap();
        let receipt = world.receipt(transaction);
        let log = receipt.logs.first().unwrap();
        let emitted = Event::decode(log).unwrap().unwrap();
        assert_eq!((emitted.event.name(), emitted.address), (name, world.nft));
    }
    assert_eq!(
        world.chain.set_metadata(CONSUMER, world.nft, &call),
        Err(Revert::NotOwner)
    );
    world.chain.set_state(PUBLISHER, world.nft, 3).unwrap();
    assert_eq!(world.chain.metadata(world.nft).unwrap().state, 3);
}
