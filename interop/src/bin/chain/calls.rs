use alloy_primitives::{Address, B256, Bytes, U256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_orders::{
    MetadataProof, ProviderFee,
    calls::{
        Decimals, Erc721List, GetErc721Address, GetId, GetMetaData, GetPermissions, GetTokensList,
        IsDeployed, IsErc20Deployer, OrderExecuted, OwnerOf, ReuseMultipleTokenOrder, ReuseOrder,
        SetMetaData, SetMetaDataAndTokenUri, SetMetaDataState, StartMultipleTokenOrder, StartOrder,
        TokenOrder, TokenReuse,
    },
    events::ConsumeMarketFee,
};
use serde_json::{Value, json};

use crate::chain::Chain;

/// A contract, a function of it, its arguments for ethers, and our calldata.
type Case = (&'static str, &'static str, Value, Bytes);

/// Our calldata is that of ethers, from the published interfaces, whatever the arguments are.
pub(crate) fn check(chain: &mut Chain, count: usize, rng: &mut Rng) -> Result<usize, Failure> {
    let mut tally = Tally::default();
    for _ in 0..count {
        let cases = [datatoken_cases(rng), factory_cases(rng)?, nft_cases(rng)?].concat();
        for (contract, signature, args, ours) in cases {
            let theirs = chain.encode(contract, signature, &args)?;
            tally.compare("same bytes", ours == theirs, || {
                format!("{signature} in {} and {} bytes", ours.len(), theirs.len())
            });
        }
    }
    Ok(tally.finish("calldata, ethers 6.17.0", &[("same bytes", 18 * count)]))
}

fn datatoken_cases(rng: &mut Rng) -> Vec<Case> {
    let (start, start_args) = start_order(rng);
    let (reuse, reuse_args) = reuse_order(rng);
    let (executed, executed_args) = order_executed(rng);
    let cases = [
        (StartOrder::SIGNATURE, start_args, start.calldata()),
        (ReuseOrder::SIGNATURE, reuse_args, reuse.calldata()),
        (OrderExecuted::SIGNATURE, executed_args, executed.calldata()),
        (
            GetErc721Address::SIGNATURE,
            json!([]),
            GetErc721Address {}.calldata(),
        ),
        (Decimals::SIGNATURE, json!([]), Decimals {}.calldata()),
    ];
    of("ERC20Template", cases)
}

fn factory_cases(rng: &mut Rng) -> Result<Vec<Case>, Failure> {
    let (start, start_args) = starts(rng);
    let (reuse, reuse_args) = reuses(rng);
    let nft = address(rng);
    let cases = [
        (
            StartMultipleTokenOrder::SIGNATURE,
            start_args,
            start.calldata()?,
        ),
        (
            ReuseMultipleTokenOrder::SIGNATURE,
            reuse_args,
            reuse.calldata()?,
        ),
        (
            Erc721List::SIGNATURE,
            json!([nft]),
            Erc721List { nft }.calldata(),
        ),
    ];
    Ok(of("ERC721Factory", cases))
}

fn nft_cases(rng: &mut Rng) -> Result<Vec<Case>, Failure> {
    let (set, set_args) = set_metadata(rng);
    let (with_uri, with_uri_args) = with_uri(rng);
    let state = SetMetaDataState { state: rng.u8(..) };
    let account = address(rng);
    let deployed = IsDeployed { datatoken: account };
    let permissions = GetPermissions { account };
    let may_deploy = IsErc20Deployer { account };
    let owner = OwnerOf {
        token_id: number(rng),
    };
    let cases = [
        (SetMetaData::SIGNATURE, set_args, set.calldata()?),
        (
            SetMetaDataAndTokenUri::SIGNATURE,
            with_uri_args,
            with_uri.calldata()?,
        ),
        (
            SetMetaDataState::SIGNATURE,
            json!([state.state]),
            state.calldata(),
        ),
        (GetMetaData::SIGNATURE, json!([]), GetMetaData {}.calldata()),
        (IsDeployed::SIGNATURE, json!([account]), deployed.calldata()),
        (
            GetTokensList::SIGNATURE,
            json!([]),
            GetTokensList {}.calldata(),
        ),
        (
            GetPermissions::SIGNATURE,
            json!([account]),
            permissions.calldata(),
        ),
        (
            IsErc20Deployer::SIGNATURE,
            json!([account]),
            may_deploy.calldata(),
        ),
        (
            OwnerOf::SIGNATURE,
            json!([owner.token_id]),
            owner.calldata(),
        ),
        (GetId::SIGNATURE, json!([]), GetId {}.calldata()),
    ];
    Ok(of("ERC721Template", cases))
}

fn of<const N: usize>(
    contract: &'static str,
    cases: [(&'static str, Value, Bytes); N],
) -> Vec<Case> {
    cases
        .into_iter()
        .map(|(signature, args, ours)| (contract, signature, args, ours))
        .collect()
}

fn start_order(rng: &mut Rng) -> (StartOrder, Value) {
    let order = StartOrder {
        consumer: address(rng),
        service_index: number(rng),
        provider_fee: provider_fee(rng),
        consume_market_fee: ConsumeMarketFee {
            recipient: address(rng),
            token: address(rng),
            amount: number(rng),
        },
    };
    let args = start_args(&order);
    (order, args)
}

fn start_args(order: &StartOrder) -> Value {
    let market = &order.consume_market_fee;
    json!([
        order.consumer,
        order.service_index,
        fee_args(&order.provider_fee),
        [
            json!(market.recipient),
            json!(market.token),
            json!(market.amount)
        ],
    ])
}

fn reuse_order(rng: &mut Rng) -> (ReuseOrder, Value) {
    let order = ReuseOrder {
        order_transaction: word(rng),
        provider_fee: provider_fee(rng),
    };
    let args = json!([order.order_transaction, fee_args(&order.provider_fee)]);
    (order, args)
}

fn order_executed(rng: &mut Rng) -> (OrderExecuted, Value) {
    let executed = OrderExecuted {
        order_transaction: word(rng),
        provider_data: bytes(rng),
        provider_signature: bytes(rng),
        consumer_data: bytes(rng),
        consumer_signature: bytes(rng),
        consumer: address(rng),
    };
    let args = json!([
        executed.order_transaction,
        executed.provider_data,
        executed.provider_signature,
        executed.consumer_data,
        executed.consumer_signature,
        executed.consumer,
    ]);
    (executed, args)
}

fn starts(rng: &mut Rng) -> (StartMultipleTokenOrder, Value) {
    let orders = (0..rng.usize(0..4)).map(|_| {
        let datatoken = address(rng);
        let (order, args) = start_order(rng);
        (TokenOrder { datatoken, order }, prefixed(datatoken, args))
    });
    let (orders, args): (_, Vec<_>) = orders.unzip();
    (StartMultipleTokenOrder { orders }, json!([args]))
}

fn reuses(rng: &mut Rng) -> (ReuseMultipleTokenOrder, Value) {
    let orders = (0..rng.usize(0..4)).map(|_| {
        let datatoken = address(rng);
        let (order, args) = reuse_order(rng);
        (TokenReuse { datatoken, order }, prefixed(datatoken, args))
    });
    let (orders, args): (_, Vec<_>) = orders.unzip();
    (ReuseMultipleTokenOrder { orders }, json!([args]))
}

fn prefixed(datatoken: Address, mut args: Value) -> Value {
    if let Some(args) = args.as_array_mut() {
        args.insert(0, json!(datatoken));
    }
    args
}

fn set_metadata(rng: &mut Rng) -> (SetMetaData, Value) {
    let proofs = (0..rng.usize(0..4)).map(|_| MetadataProof {
        validator: address(rng),
        v: rng.u8(..),
        r: word(rng),
        s: word(rng),
    });
    let proofs = proofs.collect();
    let call = SetMetaData {
        state: rng.u8(..),
        decryptor_url: text(rng),
        decryptor_address: text(rng),
        flags: bytes(rng),
        data: bytes(rng),
        metadata_hash: word(rng),
        proofs,
    };
    let args = json!([
        call.state,
        call.decryptor_url,
        call.decryptor_address,
        call.flags,
        call.data,
        call.metadata_hash,
        proof_args(&call.proofs),
    ]);
    (call, args)
}

fn with_uri(rng: &mut Rng) -> (SetMetaDataAndTokenUri, Value) {
    let (metadata, mut args) = set_metadata(rng);
    let call = SetMetaDataAndTokenUri {
        metadata,
        token_id: number(rng),
        token_uri: text(rng),
    };
    if let Some(args) = args.as_array_mut() {
        args.insert(6, json!(call.token_id));
        args.insert(7, json!(call.token_uri));
    }
    (call, json!([args]))
}

fn provider_fee(rng: &mut Rng) -> ProviderFee {
    ProviderFee {
        address: address(rng),
        token: address(rng),
        amount: number(rng),
        data: bytes(rng),
        v: rng.u8(..),
        r: word(rng),
        s: word(rng),
        valid_until: number(rng),
    }
}

/// The arguments in the order of the contract.
fn fee_args(fee: &ProviderFee) -> Value {
    json!([
        fee.address,
        fee.token,
        fee.amount,
        fee.v,
        fee.r,
        fee.s,
        fee.valid_until,
        fee.data
    ])
}

pub(crate) fn proof_args(proofs: &[MetadataProof]) -> Value {
    proofs
        .iter()
        .map(|proof| json!([proof.validator, proof.v, proof.r, proof.s]))
        .collect()
}

fn word(rng: &mut Rng) -> B256 {
    let mut word = B256::ZERO;
    rng.fill(word.as_mut_slice());
    word
}

fn address(rng: &mut Rng) -> Address {
    Address::from_word(word(rng))
}

/// Each order of magnitude alike.
fn number(rng: &mut Rng) -> U256 {
    U256::from_be_bytes(word(rng).0) >> rng.usize(0..=256)
}

fn bytes(rng: &mut Rng) -> Bytes {
    let mut bytes = vec![0; rng.usize(0..200)];
    rng.fill(&mut bytes);
    bytes.into()
}

fn text(rng: &mut Rng) -> String {
    (0..rng.usize(0..80)).map(|_| rng.char(..)).collect()
}
