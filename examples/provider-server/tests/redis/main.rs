//! The ledger in a Redis that many servers share. Needs the program `redis-server`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

#[path = "../http/ask.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod ask;
#[path = "../compute/goods.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod goods;
#[path = "../http/site.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod site;

mod attacks;
mod faults;
mod import;
mod instances;
mod keys;
mod rules;
mod server;
mod settings;
mod trusted;

use alloy_primitives::{Address, B256};
use ocean_auth::{NonceValue, Outcome, Revocation, Spend, SpentText, Staleness};

pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const ONE: Address = Address::repeat_byte(1);

pub(crate) fn spend(address: Address, nonce: u64) -> Spend {
    Spend {
        address,
        nonce: NonceValue::from(nonce),
        text: None,
    }
}

pub(crate) fn with_text(nonce: u64, text: u8, reach: u64) -> Spend {
    Spend {
        text: Some(SpentText {
            hash: B256::repeat_byte(text),
            reach: NonceValue::from(reach),
        }),
        ..spend(ONE, nonce)
    }
}

pub(crate) fn revocation(round: u64, keep_until: u64) -> Revocation {
    Revocation {
        token: B256::left_padding_from(&round.to_be_bytes()),
        keep_until,
    }
}

pub(crate) fn not_greater(last: u64) -> Outcome {
    Outcome::Stale(Staleness::NotGreater {
        last: NonceValue::from(last),
    })
}
