use std::collections::BTreeMap;

use alloy_primitives::Address;
use interop::Tally;
use ocean_orders::{Log, events::Event};
use serde_json::Value;

/// Every event that we read; each must come up.
const NAMES: [&str; 14] = [
    "ConsumeMarketFee",
    "MetadataCreated",
    "MetadataState",
    "MetadataUpdated",
    "MetadataValidated",
    "NFTCreated",
    "OrderExecuted",
    "OrderReused",
    "OrderStarted",
    "ProviderFee",
    "PublishMarketFee",
    "TokenCreated",
    "TokenURIUpdate",
    "Transfer",
];

/// Compares how ethers and we read logs.
#[derive(Default)]
pub(crate) struct Logs {
    tally: Tally,
    others: usize,
    seen: BTreeMap<&'static str, usize>,
}

impl Logs {
    /// One log, and what ethers read in it: nothing if it is no event of the contracts.
    pub(crate) fn compare(&mut self, log: &Log, theirs: &Value) {
        let name = theirs.get("name").and_then(Value::as_str);
        let ours = match Event::decode(log) {
            Ok(ours) => ours.map(|emitted| emitted.event),
            Err(error) => {
                self.tally.compare("read", false, || error.to_string());
                return;
            }
        };
        let Some(event) = ours else {
            self.others += 1;
            let agree = name.is_none_or(|name| !NAMES.contains(&name));
            self.tally
                .compare("not ours", agree, || format!("ethers read {theirs}"));
            return;
        };
        *self.seen.entry(event.name()).or_default() += 1;
        let values = theirs.get("values").and_then(Value::as_array);
        let values: Option<Vec<_>> =
            values.map(|values| values.iter().filter_map(Value::as_str).collect());
        let found = values_of(&event);
        let found: Vec<_> = found.iter().map(String::as_str).collect();
        let agree = name == Some(event.name()) && values.as_ref() == Some(&found);
        self.tally.compare("read", agree, || {
            format!("ethers read {theirs}, we {event:?}")
        });
    }

    /// Prints the counts; how many differences there were, one more if an event was never read.
    pub(crate) fn finish(self) -> usize {
        let seen: Vec<_> = self.seen.keys().copied().collect();
        let missing = usize::from(seen != NAMES);
        if missing > 0 {
            println!("difference: planned {NAMES:?}");
        }
        println!("  events: {:?}", self.seen);
        let planned = [
            ("not ours", self.others),
            ("read", self.seen.values().sum()),
        ];
        let title = "ethers 6.17.0, each log of each receipt";
        missing + self.tally.finish(title, &planned)
    }
}

/// The values in the order in which the contract has them, written as JavaScript does.
fn values_of(event: &Event) -> Vec<String> {
    let address = |address: &Address| address.to_checksum(None);
    match event {
        Event::MetadataCreated(event) => vec![
            address(&event.created_by),
            event.state.to_string(),
            event.decryptor_url.clone(),
            event.flags.to_string(),
            event.data.to_string(),
            event.metadata_hash.to_string(),
            event.timestamp.to_string(),
            event.block_number.to_string(),
        ],
        Event::MetadataUpdated(event) => vec![
            address(&event.updated_by),
            event.state.to_string(),
            event.decryptor_url.clone(),
            event.flags.to_string(),
            event.data.to_string(),
            event.metadata_hash.to_string(),
            event.timestamp.to_string(),
            event.block_number.to_string(),
        ],
        Event::MetadataState(event) => vec![
            address(&event.updated_by),
            event.state.to_string(),
            event.timestamp.to_string(),
            event.block_number.to_string(),
        ],
        Event::MetadataValidated(event) => vec![
            address(&event.validator),
            event.metadata_hash.to_string(),
            event.v.to_string(),
            event.r.to_string(),
            event.s.to_string(),
        ],
        Event::TokenUriUpdate(event) => vec![
            address(&event.updated_by),
            event.token_uri.clone(),
            event.token_id.to_string(),
            event.timestamp.to_string(),
            event.block_number.to_string(),
        ],
        Event::NftCreated(event) => vec![
            address(&event.token),
            address(&event.template),
            event.name.clone(),
            address(&event.admin),
            event.symbol.clone(),
            event.token_uri.clone(),
            event.transferable.to_string(),
            address(&event.creator),
        ],
        Event::TokenCreated(event) => vec![
            address(&event.token),
            address(&event.template),
            event.name.clone(),
            event.symbol.clone(),
            event.cap.to_string(),
            address(&event.creator),
        ],
        Event::Erc20Transfer(event) => vec![
            address(&event.from),
            address(&event.to),
            event.value.to_string(),
        ],
        Event::Erc721Transfer(event) => vec![
            address(&event.from),
            address(&event.to),
            event.token_id.to_string(),
        ],
        _ => order_values(event),
    }
}

fn order_values(event: &Event) -> Vec<String> {
    let address = |address: &Address| address.to_checksum(None);
    match event {
        Event::OrderStarted(event) => vec![
            address(&event.consumer),
            address(&event.payer),
            event.amount.to_string(),
            event.service_index.to_string(),
            event.timestamp.to_string(),
            address(&event.publish_market_address),
            event.block_number.to_string(),
        ],
        Event::OrderReused(event) => vec![
            event.order_transaction.to_string(),
            address(&event.caller),
            event.timestamp.to_string(),
            event.block_number.to_string(),
        ],
        Event::OrderExecuted(event) => vec![
            address(&event.provider),
            address(&event.consumer),
            event.order_transaction.to_string(),
            event.provider_data.to_string(),
            event.provider_signature.to_string(),
            event.consumer_data.to_string(),
            event.consumer_signature.to_string(),
            event.timestamp.to_string(),
            event.block_number.to_string(),
        ],
        Event::ProviderFee(event) => vec![
            address(&event.address),
            address(&event.token),
            event.amount.to_string(),
            event.data.to_string(),
            event.v.to_string(),
            event.r.to_string(),
            event.s.to_string(),
            event.valid_until.to_string(),
        ],
        Event::PublishMarketFee(event) => vec![
            address(&event.recipient),
            address(&event.token),
            event.amount.to_string(),
        ],
        Event::ConsumeMarketFee(event) => vec![
            address(&event.recipient),
            address(&event.token),
            event.amount.to_string(),
        ],
        other => vec![format!("{other:?}")],
    }
}
