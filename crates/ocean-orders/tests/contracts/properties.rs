use alloy_primitives::{Address, B256, Bytes, U256};
use ocean_orders::{
    Log, ProviderFee,
    calls::{
        Decimals, Erc721List, GetErc721Address, GetId, GetMetaData, GetPermissions, GetTokensList,
        IsDeployed, IsErc20Deployer, OwnerOf,
    },
    events::{
        ConsumeMarketFee, Emitted, Erc20Transfer, Erc721Transfer, Event, MetadataCreated,
        MetadataState, MetadataUpdated, MetadataValidated, NftCreated, OrderExecuted, OrderReused,
        OrderStarted, PublishMarketFee, TokenCreated, TokenUriUpdate,
    },
};
use proptest::{array::uniform, collection::vec, prelude::*};

use crate::{abi, log};

fn addresses() -> impl Strategy<Value = Address> {
    any::<[u8; 20]>().prop_map(Address::from)
}

fn words() -> impl Strategy<Value = B256> {
    any::<[u8; 32]>().prop_map(B256::from)
}

fn numbers() -> impl Strategy<Value = U256> {
    prop_oneof![
        any::<[u8; 32]>().prop_map(U256::from_be_bytes),
        any::<u64>().prop_map(U256::from),
        Just(U256::ZERO),
        Just(U256::MAX),
    ]
}

fn byte_strings() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..100).prop_map(Bytes::from)
}

macro_rules! round_trip {
    ($log:expr, $($variant:ident $event:expr,)*) => {
        $({
            let (event, (address, log_index)) = ($event, $log);
            let log = event.encode(address, log_index);
            let emitted = Emitted { address, log_index, event: event.clone() };
            prop_assert_eq!($variant::decode(&log), Ok(emitted));
            let emitted = Emitted { address, log_index, event: Event::$variant(event) };
            prop_assert_eq!(Event::decode(&log), Ok(Some(emitted)));
        })*
    };
}

proptest! {
    #[test]
    fn events_survive_encoding(
        at in (addresses(), any::<u64>()),
        [a, b, c] in uniform(addresses()),
        [h, r, s] in uniform(words()),
        [n, m, k, l] in uniform(numbers()),
        [d, e, f, g] in uniform(byte_strings()),
        [x, y, z] in uniform(".{0,80}"),
        small: u8,
        flag: bool,
    ) {
        round_trip! {
            at,
            MetadataCreated MetadataCreated {
                created_by: a, state: small, decryptor_url: x.clone(), flags: d.clone(),
                data: e.clone(), metadata_hash: h, timestamp: n, block_number: m,
            },
            MetadataUpdated MetadataUpdated {
                updated_by: a, state: small, decryptor_url: x.clone(), flags: d.clone(),
                data: e.clone(), metadata_hash: h, timestamp: n, block_number: m,
            },
            MetadataState MetadataState {
                updated_by: a, state: small, timestamp: n, block_number: m,
            },
            MetadataValidated MetadataValidated {
                validator: a, metadata_hash: h, v: small, r, s,
            },
            TokenUriUpdate TokenUriUpdate {
                updated_by: a, token_uri: y.clone(), token_id: k, timestamp: n, block_number: m,
            },
            NftCreated NftCreated {
                token: a, template: b, name: x.clone(), admin: c, symbol: y.clone(),
                token_uri: z.clone(), transferable: flag, creator: a,
            },
            TokenCreated TokenCreated {
                token: a, template: b, name: z.clone(), symbol: x.clone(), cap: l, creator: c,
            },
            OrderStarted OrderStarted {
                consumer: a, payer: b, amount: l, service_index: k, timestamp: n,
                publish_market_address: c, block_number: m,
            },
            OrderReused OrderReused {
                order_transaction: h, caller: b, timestamp: n, block_number: m,
            },
            OrderExecuted OrderExecuted {
                provider: a, consumer: b, order_transaction: h, provider_data: d.clone(),
                provider_signature: e.clone(), consumer_data: f.clone(),
                consumer_signature: g.clone(), timestamp: n, block_number: m,
            },
            ProviderFee ProviderFee {
                address: a, token: b, amount: l, data: g.clone(), v: small, r, s, valid_until: k,
            },
            PublishMarketFee PublishMarketFee { recipient: a, token: b, amount: l, },
            ConsumeMarketFee ConsumeMarketFee { recipient: a, token: b, amount: l, },
            Erc20Transfer Erc20Transfer { from: a, to: b, value: k, },
            Erc721Transfer Erc721Transfer { from: a, to: b, token_id: k, },
        }
    }

    /// Whatever any contract emits is an event, no event of ours, or an error.
    #[test]
    fn arbitrary_data_under_our_topics(
        index in 0_usize..15,
        rest in vec(words(), 0..5),
        data in prop_oneof![byte_strings(), vec(0_u64..400, 0..40).prop_map(of_words)],
    ) {
        let topic = log(&abi("events", 15)[index]["log"]).topics[0];
        let log = Log {
            address: Address::ZERO,
            topics: [vec![topic], rest].concat(),
            data,
            log_index: 0,
        };
        if let Ok(decoded) = Event::decode(&log) {
            prop_assert!(decoded.is_some());
        }
    }

    /// A log of ours with some bytes changed decodes to what it then says, or not at all.
    #[test]
    fn changed_logs(index in 0_usize..15, changes in vec((any::<usize>(), any::<u8>()), 1..6)) {
        let mut log = log(&abi("events", 15)[index]["log"]);
        let mut data = log.data.to_vec();
        for (at, byte) in changes {
            if let Some(length) = data.len().checked_sub(1) {
                data[at % (length + 1)] = byte;
            }
        }
        log.data = data.into();
        if let Ok(decoded) = Event::decode(&log) {
            prop_assert_eq!(decoded.map(|emitted| emitted.address), Some(log.address));
        }
    }

    #[test]
    fn arbitrary_answers(
        data in prop_oneof![byte_strings(), vec(0_u64..400, 0..40).prop_map(of_words)],
    ) {
        let _ = GetMetaData::decode_return(&data);
        let _ = IsDeployed::decode_return(&data);
        let _ = GetPermissions::decode_return(&data);
        let _ = IsErc20Deployer::decode_return(&data);
        let _ = OwnerOf::decode_return(&data);
        let _ = GetId::decode_return(&data);
        let _ = Erc721List::decode_return(&data);
        let _ = GetErc721Address::decode_return(&data);
        let _ = Decimals::decode_return(&data);
        if let Ok(list) = GetTokensList::decode_return(&data) {
            prop_assert!(list.len() * 32 <= data.len());
        }
    }
}

/// Words small enough to be offsets and lengths that fit.
fn of_words(numbers: Vec<u64>) -> Bytes {
    numbers
        .into_iter()
        .flat_map(|number| U256::from(number).to_be_bytes::<32>())
        .collect::<Vec<u8>>()
        .into()
}
