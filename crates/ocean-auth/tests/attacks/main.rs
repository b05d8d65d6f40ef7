//! Attacks on who asks: each is refused by the strict rule for the right reason; where the peer's
//! rule exists by name, the same input passes there.

#![cfg(feature = "std")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod messages;
mod nonces;
mod secrets;
mod tokens;

use alloy_primitives::hex;
use ocean_auth::{Claimed, MemoryNonces, Message, Nonce, Request, SpendError, Spent};
use ocean_keys::ProviderKey;

pub(crate) const DID: &str =
    "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";
pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const DAY: u64 = 24 * 3600;

pub(crate) const DOWNLOAD: Request<'static> = Request::Download { document_id: DID };

pub(crate) fn key() -> ProviderKey {
    ProviderKey::from_bytes(&[1; 32]).unwrap()
}

pub(crate) fn claimed() -> Claimed {
    key().address().into()
}

pub(crate) fn nonce(text: &str) -> Nonce {
    text.parse().unwrap()
}

pub(crate) fn wire(request: &Request<'_>, text: &str) -> Message {
    Message::wire(request, &claimed(), &nonce(text)).unwrap()
}

pub(crate) fn sign(message: &Message) -> String {
    hex::encode_prefixed(key().sign_digest(&message.digest()).to_bytes())
}

pub(crate) fn spend(
    message: &Message,
    signature: &str,
    ledger: &MemoryNonces,
) -> Result<Spent, SpendError> {
    message.verify(signature).unwrap().spend(ledger)
}

pub(crate) fn not_greater(given: &str, last: &str) -> SpendError {
    SpendError::NotGreater {
        given: nonce(given).value(),
        last: nonce(last).value(),
    }
}
