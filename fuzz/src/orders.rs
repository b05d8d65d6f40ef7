//! Orders made from bytes: recorded ones and an honest one, with edits.

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use arbitrary::{Result, Unstructured};
use ocean_keys::ProviderKey;
use ocean_orders::{
    ExpiredFee, FeeData, Log, ONE_DATATOKEN, ProviderFee, Receipt, Renewal, ReuseCaller, Rules,
    Terms, UnsignedFee,
    events::{OrderReused, OrderStarted},
};

#[path = "../../crates/ocean-orders/tests/chain/mod.rs"]
mod chain;

use chain::{ALICE, BOB, FIRST, FORGERY, MALLORY, NFT, Recorded, SECOND, THEN, provider, recorded};

/// What is asked, of which chain, and when.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) terms: Terms<'static>,
    /// The receipt that is shown first, and the one that is found for an order that is reused.
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) now: u64,
}

/// Edits of one input.
const EDITS: usize = 12;

static RECORDED: LazyLock<Vec<Recorded>> = LazyLock::new(recorded);

/// The honest order, then each recorded one as it is and with fees that our key signed.
static BASES: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    let honest = Scenario {
        terms: chain::terms(ALICE),
        receipts: vec![chain::order()],
        now: THEN + 5,
    };
    let recorded = RECORDED.iter().flat_map(|row| {
        let recorded = Scenario {
            terms: row.terms(Rules::Strict),
            receipts: row.receipts(),
            now: row.now(),
        };
        [recorded.clone(), signed(recorded)]
    });
    [honest].into_iter().chain(recorded).collect()
});

fn signed(mut scenario: Scenario) -> Scenario {
    let logs = scenario.receipts.iter_mut();
    for log in logs.flat_map(|receipt| &mut receipt.logs) {
        sign(log, &provider());
    }
    scenario.terms.provider = provider().address();
    scenario
}

/// Signs the fee again, if the log is one.
fn sign(log: &mut Log, key: &ProviderKey) {
    if let Ok(emitted) = ProviderFee::decode(log) {
        let ProviderFee {
            token,
            amount,
            data,
            valid_until,
            ..
        } = emitted.event;
        let unsigned = UnsignedFee {
            token,
            amount,
            data,
            valid_until,
        };
        let fee = unsigned.sign(key).expect("it signs anything");
        *log = fee.encode(log.address, log.log_index);
    }
}

/// The order of the first byte, with edits as the others say.
pub(crate) fn scenario(data: &[u8]) -> Option<Scenario> {
    let (&base, edits) = data.split_first()?;
    let mut scenario = BASES[usize::from(base) % BASES.len()].clone();
    let mut bytes = Unstructured::new(edits);
    for _ in 0..EDITS {
        if bytes.is_empty() || edit(&mut scenario, &mut bytes).is_err() {
            break;
        }
    }
    // Positions in the block tell logs apart.
    for receipt in &mut scenario.receipts {
        for (log, index) in receipt.logs.iter_mut().zip(3..) {
            log.log_index = index;
        }
    }
    Some(scenario)
}

/// The honest order, with a receipt that the bytes are the JSON of.
pub(crate) fn with_receipt(receipt: Receipt) -> Scenario {
    let mut scenario = BASES[1].clone();
    scenario.terms.transaction = receipt.transaction_hash;
    scenario.receipts = vec![receipt];
    scenario
}

fn edit(scenario: &mut Scenario, bytes: &mut Unstructured<'_>) -> Result<()> {
    match bytes.int_in_range(0..=15)? {
        0..=2 => edit_terms(scenario, bytes),
        3 => edit_receipt(scenario, bytes),
        4 | 5 => edit_logs(scenario, bytes),
        6..=10 => edit_log(scenario, bytes),
        11 => edit_signature(scenario, bytes),
        12..=14 => push(scenario, bytes),
        _ => {
            let other = BASES[bytes.choose_index(BASES.len())?].clone();
            let hash = hash(scenario, bytes)?;
            for mut receipt in other.receipts {
                if bytes.arbitrary()? {
                    receipt.transaction_hash = hash;
                }
                scenario.receipts.push(receipt);
            }
            Ok(())
        }
    }
}

fn edit_terms(scenario: &mut Scenario, bytes: &mut Unstructured<'_>) -> Result<()> {
    match bytes.int_in_range(0..=15)? {
        0 => scenario.terms.sender = address(scenario, bytes)?,
        1 => scenario.terms.datatoken = address(scenario, bytes)?,
        2 => scenario.terms.provider = provider().address(),
        3 => scenario.terms.deployed_by_nft ^= true,
        4 => scenario.terms.service_id = *bytes.choose(&["0", "1", "s", "É", ""])?,
        5 => scenario.terms.service_index = *bytes.choose(&[0, 1, 2, u64::MAX])?,
        6 => scenario.terms.timeout = *bytes.choose(&[0, 1, 60, 3_600, u64::MAX])?,
        7 => scenario.terms.required_amount = number(scenario, bytes)?,
        8 => {
            let environments = [None, Some("env"), Some("ocean-compute"), Some("")];
            scenario.terms.environment = *bytes.choose(&environments)?;
        }
        9 => scenario.terms.latest_block = time(scenario, bytes)?,
        10 => {
            let policy = &mut scenario.terms.policy;
            policy.renewal = *bytes.choose(&[Renewal::Allow, Renewal::Refuse])?;
        }
        11 => {
            let policy = &mut scenario.terms.policy;
            policy.expired_fee = *bytes.choose(&[ExpiredFee::Allow, ExpiredFee::Refuse])?;
        }
        12 => {
            let policy = &mut scenario.terms.policy;
            policy.reuse_caller =
                *bytes.choose(&[ReuseCaller::ConsumerOrPayer, ReuseCaller::Anyone])?;
        }
        13 => scenario.terms.policy.min_confirmations = *bytes.choose(&[0, 1, 2, 3, u64::MAX])?,
        14 => scenario.terms.transaction = hash(scenario, bytes)?,
        _ => scenario.now = time(scenario, bytes)?,
    }
    Ok(())
}

fn edit_receipt(scenario: &mut Scenario, bytes: &mut Unstructured<'_>) -> Result<()> {
    let (time, hash) = (time(scenario, bytes)?, hash(scenario, bytes)?);
    let at = bytes.choose_index(scenario.receipts.len())?;
    let receipt = &mut scenario.receipts[at];
    match bytes.int_in_range(0..=4)? {
        0 => receipt.succeeded ^= true,
        1 => receipt.block_number = time,
        2 => receipt.block_timestamp = time,
        3 => receipt.transaction_hash = hash,
        _ => receipt.chain_id = receipt.chain_id.wrapping_add(1),
    }
    Ok(())
}

fn edit_logs(scenario: &mut Scenario, bytes: &mut Unstructured<'_>) -> Result<()> {
    let log = log(scenario, bytes)?.clone();
    let at = bytes.choose_index(scenario.receipts.len())?;
    let logs = &mut scenario.receipts[at].logs;
    match bytes.int_in_range(0..=4)? {
        0 => logs.push(log),
        1 => logs.insert(0, log),
        2 => drop(logs.pop()),
        3 => logs.reverse(),
        _ => {
            let length = *bytes.choose(&[4_095, 4_096, 4_097])?;
            let last = logs.len().saturating_sub(1);
            // Others of the kind that nobody reads, so that it does not take long.
            let other = Log {
                topics: Vec::new(),
                ..log
            };
            if logs.len() < length {
                logs.splice(last..last, vec![other; length - logs.len()]);
            }
        }
    }
    Ok(())
}

fn edit_log(scenario: &mut Scenario, bytes: &mut Unstructured<'_>) -> Result<()> {
    let word = word(scenario, bytes)?;
    let address = address(scenario, bytes)?;
    let log = log(scenario, bytes)?;
    match bytes.int_in_range(0..=7)? {
        0 | 1 => log.address = address,
        2 => {
            if let Ok(topic) = bytes.choose_iter(log.topics.iter_mut()) {
                *topic = word;
            }
        }
        3 => log.topics.push(word),
        4 => drop(log.topics.pop()),
        change => {
            let mut data = log.data.to_vec();
            let at = usize::from(bytes.arbitrary::<u8>()?);
            match change {
                5 => {
                    if let Some(old) = data.chunks_exact_mut(32).nth(at % 16) {
                        old.copy_from_slice(word.as_slice());
                    }
                }
                6 => {
                    if let Some(byte) = data.get_mut(at * 4) {
                        *byte = bytes.arbitrary()?;
                    }
                }
                _ => data.truncate(data.len().saturating_sub(at)),
            }
            log.data = data.into();
        }
    }
    Ok(())
}

/// The order of the group.
const ORDER: U256 = U256::from_limbs([
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
]);

fn edit_signature(scenario: &mut Scenario, bytes: &mut Unstructured<'_>) -> Result<()> {
    let log = log(scenario, bytes)?;
    let change: u8 = bytes.int_in_range(0..=4)?;
    let Ok(emitted) = ProviderFee::decode(log) else {
        return Ok(());
    };
    let mut fee = emitted.event;
    match change {
        // Signed by the Provider after all, or by another one.
        0 | 1 => {
            let key = ProviderKey::from_bytes(&[1 + change; 32]).expect("a key");
            sign(log, &key);
            return Ok(());
        }
        2 => fee.v = 55_u8.wrapping_sub(fee.v),
        3 => fee.v = bytes.arbitrary()?,
        _ => {
            let s = U256::from_be_bytes(fee.s.0);
            fee.s = B256::from(ORDER.wrapping_sub(s));
            fee.v = 55_u8.wrapping_sub(fee.v);
        }
    }
    *log = fee.encode(log.address, 0);
    Ok(())
}

/// One more event.
fn push(scenario: &mut Scenario, bytes: &mut Unstructured<'_>) -> Result<()> {
    let emitter = match bytes.int_in_range(0..=3)? {
        0 => address(scenario, bytes)?,
        _ => scenario.terms.datatoken,
    };
    let log = match bytes.int_in_range(0..=3)? {
        0 => OrderStarted {
            consumer: address(scenario, bytes)?,
            payer: address(scenario, bytes)?,
            amount: number(scenario, bytes)?,
            service_index: match bytes.arbitrary::<u8>()? {
                0 => number(scenario, bytes)?,
                _ => U256::from(scenario.terms.service_index),
            },
            timestamp: number(scenario, bytes)?,
            publish_market_address: Address::ZERO,
            block_number: U256::ZERO,
        }
        .encode(emitter, 0),
        1 => OrderReused {
            order_transaction: hash(scenario, bytes)?,
            caller: address(scenario, bytes)?,
            timestamp: number(scenario, bytes)?,
            block_number: U256::ZERO,
        }
        .encode(emitter, 0),
        _ => {
            let fee = UnsignedFee {
                token: Address::ZERO,
                amount: U256::ZERO,
                data: fee_data(scenario, bytes)?,
                valid_until: number(scenario, bytes)?,
            };
            let fee = fee.sign(&provider()).expect("it signs anything");
            fee.encode(emitter, 0)
        }
    };
    let at = bytes.choose_index(scenario.receipts.len())?;
    scenario.receipts[at].logs.push(log);
    Ok(())
}

fn fee_data(scenario: &Scenario, bytes: &mut Unstructured<'_>) -> Result<Bytes> {
    let terms = scenario.terms;
    let datatoken = match bytes.int_in_range(0..=3)? {
        0 => terms.datatoken.to_string().to_uppercase(),
        1 => terms.nft.to_string(),
        _ => terms.datatoken.to_string(),
    };
    let seconds = time(scenario, bytes)?;
    let data = FeeData {
        environment: bytes
            .choose(&[terms.environment, None, Some("env")])?
            .map(Into::into),
        timestamp_micros: seconds
            .saturating_mul(1_000_000)
            .saturating_add(bytes.int_in_range(0..=2)?),
        datatoken: datatoken.into(),
        service_id: bytes
            .choose(&[terms.service_id.to_lowercase(), "1".into()])?
            .clone()
            .into(),
    };
    let mut data = data.to_bytes().expect("it is short").to_vec();
    if bytes.int_in_range(0..=3)? == 0 {
        let at = bytes.choose_index(data.len())?;
        data[at] = bytes.arbitrary()?;
    }
    Ok(data.into())
}

fn log<'s>(scenario: &'s mut Scenario, bytes: &mut Unstructured<'_>) -> Result<&'s mut Log> {
    let at = bytes.choose_index(scenario.receipts.len())?;
    let logs = &mut scenario.receipts[at].logs;
    let at = bytes.choose_index(logs.len())?;
    Ok(&mut logs[at])
}

fn address(scenario: &Scenario, bytes: &mut Unstructured<'_>) -> Result<Address> {
    let terms = scenario.terms;
    let known = [
        terms.sender,
        terms.datatoken,
        terms.nft,
        terms.provider,
        ALICE,
        BOB,
        MALLORY,
        FORGERY,
        NFT,
        Address::ZERO,
    ];
    bytes.choose(&known).copied()
}

fn hash(scenario: &Scenario, bytes: &mut Unstructured<'_>) -> Result<B256> {
    let last = scenario
        .receipts
        .last()
        .map(|receipt| receipt.transaction_hash);
    let known = [
        scenario.terms.transaction,
        last.unwrap_or(FIRST),
        FIRST,
        SECOND,
    ];
    bytes.choose(&known).copied()
}

/// A time, or the number of a block: near those that are there, or extreme.
fn time(scenario: &Scenario, bytes: &mut Unstructured<'_>) -> Result<u64> {
    let receipt = bytes.choose(&scenario.receipts)?;
    let from = [
        scenario.now,
        receipt.block_timestamp,
        receipt.block_number,
        scenario.terms.timeout,
        0,
        u64::MAX,
    ];
    let from = *bytes.choose(&from)?;
    let steps = [0, 1, 2, 60, 90, 91, 3_600, 3_601];
    let step = *bytes.choose(&steps)?;
    Ok(if bytes.arbitrary()? {
        from.wrapping_add(step)
    } else {
        from.wrapping_sub(step)
    })
}

fn number(scenario: &Scenario, bytes: &mut Unstructured<'_>) -> Result<U256> {
    let beyond = U256::from(u64::MAX) + U256::ONE;
    Ok(match bytes.int_in_range(0..=7)? {
        0 => ONE_DATATOKEN,
        1 => ONE_DATATOKEN - U256::ONE,
        2 => U256::ZERO,
        3 => U256::MAX,
        4 => beyond,
        5 => U256::from(bytes.arbitrary::<u8>()?),
        _ => U256::from(time(scenario, bytes)?),
    })
}

fn word(scenario: &Scenario, bytes: &mut Unstructured<'_>) -> Result<B256> {
    let topics = [
        "OrderStarted(address,address,uint256,uint256,uint256,address,uint256)",
        "OrderReused(bytes32,address,uint256,uint256)",
        "ProviderFee(address,address,uint256,bytes,uint8,bytes32,bytes32,uint256)",
    ];
    Ok(match bytes.int_in_range(0..=4)? {
        0 => address(scenario, bytes)?.into_word(),
        1 => hash(scenario, bytes)?,
        2 => keccak256(bytes.choose(&topics)?),
        _ => number(scenario, bytes)?.into(),
    })
}
