//! Orders, over JSON-RPC.

use alloy_primitives::{Address, B256};
use ocean_provider_core::orders::{
    ONE_DATATOKEN, Order, Policy, Refusal, Renewal, ReuseCaller, Rules, Terms,
};
use provider_server::{
    chain::{ChainError, Node, NodeConfig},
    dev::{Published, Sample, World},
};

use crate::world::{CHAIN_ID, config, node, world};

const NOBODY: Address = Address::repeat_byte(0xee);

/// What the routes know. The facts of the chain are left out: the node asks for them.
fn terms<'a>(world: &World, asset: &'a Published, transaction: B256) -> Terms<'a> {
    Terms {
        chain_id: CHAIN_ID,
        transaction,
        provider: world.provider().address(),
        sender: world.consumer().address(),
        nft: asset.nft(),
        datatoken: asset.datatoken,
        deployed_by_nft: false,
        service_id: asset.service_id(),
        service_index: 0,
        timeout: 86_400,
        required_amount: ONE_DATATOKEN,
        environment: None,
        latest_block: 0,
        rules: Rules::Strict,
        policy: Policy::default(),
    }
}

async fn ask(
    node: &Node,
    world: &World,
    terms: &Terms<'_>,
) -> Result<Option<Result<Order, Refusal>>, ChainError> {
    let now = world.chain().now();
    node.order(terms, now).await
}

async fn refusal(world: &World, asset: &Published, transaction: B256) -> &'static str {
    let terms = terms(world, asset, transaction);
    let order = ask(&node(world), world, &terms).await.unwrap().unwrap();
    order.unwrap_err().code()
}

#[tokio::test]
async fn an_honest_order_holds_and_is_used_again() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let (alice, node) = (world.consumer().address(), node(&world));
    let fee = world.fee(&asset).unwrap();
    let paid = world.order(alice, &asset, fee).unwrap();
    let order = ask(&node, &world, &terms(&world, &asset, paid)).await;
    let order = order.unwrap().unwrap().unwrap();
    assert_eq!((order.consumer(), order.transaction()), (alice, paid));
    assert_eq!(order.nft(), asset.nft());

    let fee = world.fee(&asset).unwrap();
    let reused = world.reuse(alice, &asset, paid, fee).unwrap();
    let order = ask(&node, &world, &terms(&world, &asset, reused)).await;
    let order = order.unwrap().unwrap().unwrap();
    assert_eq!(order.requested_transaction(), reused);
    assert_eq!(order.transaction(), paid);
}

#[tokio::test]
async fn a23_an_unknown_order_or_one_that_reuses_an_unknown_one_is_none() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let node = node(&world);
    let unknown = B256::repeat_byte(7);
    let order = ask(&node, &world, &terms(&world, &asset, unknown)).await;
    assert_eq!(order, Ok(None));
    let fee = world.fee(&asset).unwrap();
    let alice = world.consumer().address();
    let reused = world.reuse(alice, &asset, unknown, fee).unwrap();
    let order = ask(&node, &world, &terms(&world, &asset, reused)).await;
    assert_eq!(order, Ok(None));
}

#[tokio::test]
async fn a01_forged_logs_are_refused() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let fee = world.fee(&asset).unwrap();
    let forged = world.forge(world.consumer().address(), &fee);
    // Under the reference's rules it passes.
    let reference = Terms {
        rules: Rules::Reference,
        ..terms(&world, &asset, forged)
    };
    let order = ask(&node(&world), &world, &reference).await.unwrap();
    assert!(order.unwrap().is_ok());
    let code = refusal(&world, &asset, forged).await;
    assert_eq!(code, "event_emitter_not_datatoken");
}

#[tokio::test]
async fn a02_a_datatoken_of_ones_own_is_refused() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let fee = world.fee(&asset).unwrap();
    let own = world.order_own(world.consumer().address(), fee).unwrap();
    let code = refusal(&world, &asset, own).await;
    assert_eq!(code, "event_emitter_not_datatoken");
}

#[tokio::test]
async fn a03_reuse_of_a_forged_order_is_refused() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let alice = world.consumer().address();
    let fee = world.fee(&asset).unwrap();
    let forged = world.forge(alice, &fee);
    let reused = world.reuse(alice, &asset, forged, fee).unwrap();
    let code = refusal(&world, &asset, reused).await;
    assert_eq!(code, "event_emitter_not_datatoken");
}

#[tokio::test]
async fn the_order_of_a_datatoken_that_the_nft_did_not_make_is_refused() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let other = world.publish(Sample::Graphql).unwrap();
    let alice = world.consumer().address();
    let paid = world
        .order(alice, &asset, world.fee(&asset).unwrap())
        .unwrap();
    // Whatever the caller believes: the NFT is asked. What is no NFT made nothing.
    for nft in [other.nft(), asset.datatoken, NOBODY] {
        let terms = Terms {
            nft,
            deployed_by_nft: true,
            ..terms(&world, &asset, paid)
        };
        let order = ask(&node(&world), &world, &terms).await.unwrap();
        let refusal = order.unwrap().unwrap_err();
        assert_eq!(refusal.code(), "datatoken_not_deployed_by_nft");
    }
}

#[tokio::test]
async fn an_order_waits_for_its_confirmations() {
    let world = world().await;
    let asset = world.publish(Sample::Csv).unwrap();
    let alice = world.consumer().address();
    let paid = world
        .order(alice, &asset, world.fee(&asset).unwrap())
        .unwrap();
    let config = NodeConfig {
        min_confirmations: 2,
        ..config(&world)
    };
    let strict = Node::new(&config).unwrap();
    let terms = terms(&world, &asset, paid);
    let order = ask(&strict, &world, &terms).await.unwrap().unwrap();
    assert_eq!(order.unwrap_err().code(), "too_few_confirmations");
    // The terms may ask for more than the node is configured with.
    let policy = Policy {
        min_confirmations: 2,
        renewal: Renewal::Refuse,
        reuse_caller: ReuseCaller::Anyone,
        ..Policy::default()
    };
    let asked = Terms { policy, ..terms };
    let order = ask(&node(&world), &world, &asked).await.unwrap().unwrap();
    assert_eq!(order.unwrap_err().code(), "too_few_confirmations");
    world.chain().create_access_list(NOBODY, &[]);
    let order = ask(&strict, &world, &terms).await.unwrap().unwrap();
    assert_eq!(order.unwrap().transaction(), paid);
}
