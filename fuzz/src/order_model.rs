//! Whether an order holds, slowly and step by step: the model of ocean-orders.

use std::{collections::BTreeMap, sync::Mutex};

use alloy_primitives::{Address, B256, U256, keccak256};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use ocean_checksum::Json;
use ocean_orders::{ExpiredFee, Receipt, Renewal, ReuseCaller, Rules, Terms};

use crate::{
    abi::{self, Value},
    orders::Scenario,
};

/// What makes the order hold.
#[derive(Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) started_log: u64,
    pub(crate) fee_log: u64,
    pub(crate) expires_at: Option<u64>,
}

/// Why it does not, or that the model cannot tell.
#[derive(Debug, PartialEq)]
pub(crate) enum Stop {
    Refused(&'static str),
    Unknown,
}

/// An event of a receipt; without values if it is malformed.
struct Event {
    emitter: Address,
    log_index: u64,
    values: Option<Vec<Value>>,
}

struct Quote {
    environment: Option<String>,
    /// In seconds, if it is known and positive.
    at: Option<i128>,
}

pub(crate) fn holds(scenario: &Scenario) -> Result<Held, Stop> {
    let (terms, now) = (&scenario.terms, scenario.now);
    let strict = terms.rules == Rules::Strict;
    let ensure = |holds: bool, code| {
        if holds {
            Ok(())
        } else {
            Err(Stop::Refused(code))
        }
    };
    ensure(terms.deployed_by_nft, "datatoken_not_deployed_by_nft")?;
    let first = &scenario.receipts[0];
    check_receipt(terms, first, terms.transaction, "transaction_failed")?;

    // The fee.
    let mut quotes = Vec::new();
    let fees = events(first, "ProviderFee");
    for fee in &fees {
        quotes.push(match &fee.values {
            Some(values) => quote(terms, values)?,
            None => None,
        });
    }
    let fits: Vec<_> = quotes.iter().map(Option::is_some).collect();
    let fee = last(terms, &fees, &fits, "provider_fee_event_missing")?;
    let quote = quotes[fee].as_ref().expect("it fits");
    let (fee_log, values) = (fees[fee].log_index, fees[fee].values.as_deref());
    let values = values.expect("it was read");
    if let Some(environment) = terms.environment {
        ensure(
            quote.environment.as_deref() == Some(environment),
            "environment_mismatch",
        )?;
    }
    let of_provider = values[0].word() == U256::from_be_slice(terms.provider.as_slice());
    ensure(of_provider, "provider_fee_address_mismatch")?;
    let v = values[4].word().to::<u64>();
    let by = |v| signer(values, v) == Some(terms.provider);
    let is_signed = match (v, strict) {
        (27 | 28, true) => by(v),
        (27 | 28, false) => by(27) || by(28),
        _ => false,
    };
    ensure(is_signed, "provider_fee_signature_invalid")?;
    let mut ends: Vec<i128> = Vec::new();
    let valid_until = values[7].word();
    if let (Ok(valid_until), false) = (i128::try_from(valid_until), valid_until.is_zero()) {
        let at = quote.at.filter(|_| terms.environment.is_some());
        // The crate's clock ends with 64 bits.
        let latest = first.block_timestamp.saturating_add(90);
        let grace = at.map(|at| (i128::from(latest) - at).max(0));
        match (grace, strict) {
            (Some(grace), _) => ends.push(valid_until + grace),
            (None, true) => ends.push(valid_until),
            (None, false) => {}
        }
    }
    if terms.policy.expired_fee == ExpiredFee::Refuse {
        let is_expired = ends.iter().any(|end| i128::from(now) >= *end);
        ensure(!is_expired, "provider_fee_expired")?;
    }

    // The order that is reused.
    let counts = |event: &Event| !strict || event.emitter == terms.datatoken;
    let mut reused = None;
    for reuse in events(first, "OrderReused").into_iter().filter(counts) {
        match reuse.values {
            Some(values) => {
                reused = Some(values);
                break;
            }
            None => ensure(!strict, "malformed_event")?,
        }
    }
    let holder = match &reused {
        None => first,
        Some(values) => {
            let transaction = B256::from(values[0].word());
            let holder = find(scenario, transaction).ok_or(Stop::Refused("need_receipt"))?;
            check_receipt(terms, holder, transaction, "reused_transaction_failed")?;
            holder
        }
    };

    // The order.
    let starts = events(holder, "OrderStarted");
    let of_service = |event: &Event| {
        let values = event.values.as_ref();
        values.is_some_and(|values| values[3].word() == U256::from(terms.service_index))
    };
    let fits: Vec<_> = starts.iter().map(of_service).collect();
    let started = &starts[last(terms, &starts, &fits, "order_event_missing")?];
    let values = started.values.as_deref().expect("it was read");
    ensure(values[2].word() >= terms.required_amount, "amount_too_low")?;
    let mut times = vec![values[4].word()];
    if let Some(reused) = &reused
        && (!strict || terms.policy.renewal == Renewal::Allow)
    {
        times.push(reused[2].word());
    }
    let is_time = |time: &U256| *time <= U256::from(u64::MAX);
    ensure(
        !strict || times.iter().all(is_time),
        "timestamp_out_of_range",
    )?;
    let counts_from = times.last().map_or(0, |time| time.saturating_to::<u64>());
    if terms.timeout > 0 {
        let end = i128::from(counts_from) + i128::from(terms.timeout) + 1;
        ensure(i128::from(now) < end, "order_expired")?;
        ends.push(end);
    }
    let parties = [address(&values[0]), address(&values[1])];
    ensure(
        parties.contains(&terms.sender),
        "sender_not_consumer_or_payer",
    )?;
    if let Some(reused) = &reused
        && strict
        && terms.policy.reuse_caller == ReuseCaller::ConsumerOrPayer
    {
        ensure(
            parties.contains(&address(&reused[1])),
            "reuse_caller_not_consumer_or_payer",
        )?;
    }
    let ends = ends.into_iter().filter_map(|end| u64::try_from(end).ok());
    Ok(Held {
        started_log: started.log_index,
        fee_log,
        expires_at: ends.min(),
    })
}

/// The receipt of a transaction, or whatever other one there is.
pub(crate) fn find(scenario: &Scenario, transaction: B256) -> Option<&Receipt> {
    let mut receipts = scenario.receipts.iter();
    receipts
        .find(|receipt| receipt.transaction_hash == transaction)
        .or(scenario.receipts.get(1))
}

fn check_receipt(
    terms: &Terms<'_>,
    receipt: &Receipt,
    transaction: B256,
    failed: &'static str,
) -> Result<(), Stop> {
    let above = i128::from(terms.latest_block) - i128::from(receipt.block_number);
    let confirmations = (above + 1).max(0);
    let checks = [
        (receipt.chain_id == terms.chain_id, "wrong_chain"),
        (receipt.transaction_hash == transaction, "wrong_transaction"),
        (receipt.logs.len() <= 4_096, "too_many_logs"),
        (receipt.succeeded, failed),
        (
            terms.rules == Rules::Reference
                || confirmations >= i128::from(terms.policy.min_confirmations),
            "too_few_confirmations",
        ),
    ];
    match checks.into_iter().find(|(holds, _)| !holds) {
        Some((_, code)) => Err(Stop::Refused(code)),
        None => Ok(()),
    }
}

fn events(receipt: &Receipt, name: &str) -> Vec<Event> {
    let event = abi::EVENTS
        .into_iter()
        .find(|(signature, _)| signature.split('(').next() == Some(name))
        .expect("an event");
    let topic = abi::topic_of(event.0);
    receipt
        .logs
        .iter()
        .filter(|log| log.topics.first() == Some(&topic))
        .map(|log| Event {
            emitter: log.address,
            log_index: log.log_index,
            values: abi::decode(event, log),
        })
        .collect()
}

/// The last of those that fit and count.
fn last(
    terms: &Terms<'_>,
    events: &[Event],
    fits: &[bool],
    missing: &'static str,
) -> Result<usize, Stop> {
    if terms.rules == Rules::Reference {
        let last = fits.iter().rposition(|fits| *fits);
        return last.ok_or(Stop::Refused(missing));
    }
    let is_own = |event: &Event| event.emitter == terms.datatoken;
    if events
        .iter()
        .any(|event| is_own(event) && event.values.is_none())
    {
        return Err(Stop::Refused("malformed_event"));
    }
    let mut own = (0..events.len()).filter(|at| fits[*at] && is_own(&events[*at]));
    own.next_back()
        .ok_or(Stop::Refused(if fits.contains(&true) {
            "event_emitter_not_datatoken"
        } else {
            missing
        }))
}

/// What the data of a fee says, if it is for this service.
fn quote(terms: &Terms<'_>, values: &[Value]) -> Result<Option<Quote>, Stop> {
    let Value::Bytes(data) = &values[3] else {
        panic!("bytes were expected");
    };
    if data.len() > 65_536 {
        return Ok(None);
    }
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(data) else {
        // It refuses deep nesting, lone surrogates, and numbers beyond doubles.
        let is_json = str::from_utf8(data).is_ok_and(|text| Json::parse(text).is_ok());
        return if is_json {
            Err(Stop::Unknown)
        } else {
            Ok(None)
        };
    };
    let text = |key| json.get(key).and_then(serde_json::Value::as_str);
    let (Some(datatoken), Some(service)) = (text("dt"), text("id")) else {
        return Ok(None);
    };
    let is_ours = datatoken.to_lowercase() == format!("{:#x}", terms.datatoken)
        && service.to_lowercase() == terms.service_id.to_lowercase();
    if !is_ours {
        return Ok(None);
    }
    let at = match json.get("timestamp") {
        Some(serde_json::Value::Number(number)) => {
            let seconds = number.as_f64().expect("a double");
            let is_exact = (0.000_002..4e9).contains(&seconds) && seconds.fract() < 0.999_99;
            if seconds > 0.0 && !is_exact {
                return Err(Stop::Unknown);
            }
            (seconds > 0.0).then_some(seconds as i128)
        }
        _ => None,
    };
    Ok(Some(Quote {
        environment: text("environment").map(str::to_owned),
        at,
    }))
}

fn address(value: &Value) -> Address {
    Address::from_word(value.word().into())
}

/// Whose signature the fee carries.
fn signer(fee: &[Value], v: u64) -> Option<Address> {
    let Value::Bytes(data) = &fee[3] else {
        panic!("bytes were expected");
    };
    let word = |at: usize| fee[at].word().to_be_bytes::<32>();
    let (fee_address, token) = (word(0), word(1));
    let packed = [data, &fee_address[12..], &token[12..], &word(2), &word(7)].concat();
    let prefix = b"\x19Ethereum Signed Message:\n32";
    let digest = keccak256([&prefix[..], keccak256(packed).as_slice()].concat());
    let (r, s) = (word(5), word(6));
    // The same few fees come again and again.
    type Known = BTreeMap<(B256, u64, [u8; 32], [u8; 32]), Option<Address>>;
    static KNOWN: Mutex<Known> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().expect("nobody panics here");
    if known.len() > 10_000 {
        known.clear();
    }
    *known
        .entry((digest, v, r, s))
        .or_insert_with(|| recover(digest, v, r, s))
}

/// By another library's algorithm, which knows low `s` only.
fn recover(digest: B256, v: u64, r: [u8; 32], s: [u8; 32]) -> Option<Address> {
    let signature = Signature::from_scalars(r, s).ok()?;
    let low = signature.normalize_s();
    let is_odd = (v == 28) != (low != signature);
    let id = RecoveryId::new(is_odd, false);
    let key = VerifyingKey::recover_from_prehash(digest.as_slice(), &low, id).ok()?;
    let point = key.to_sec1_point(false);
    let hash = keccak256(point.as_bytes().get(1..)?);
    Some(Address::from_word(hash))
}
