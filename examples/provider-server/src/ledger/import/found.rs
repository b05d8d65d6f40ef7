use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::Address;
use ocean_provider_core::{
    auth::{NonceValue, Revocation},
    did::parse_address_lenient,
};

use super::Rows;

/// What a reference Provider kept.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) nonces: BTreeMap<Address, NonceValue>,
    pub(super) unusable_accounts: BTreeSet<Address>,
    pub(super) unusable: Rows,
    pub(super) no_address: Rows,
    pub(super) revocations: Vec<Revocation>,
}

impl Found {
    /// Takes the nonce of one spelling of an address; `number` is what it says.
    pub(super) fn take(
        &mut self,
        address: Option<&[u8]>,
        nonce: Option<&[u8]>,
        number: Option<NonceValue>,
    ) {
        let Some(account) = text(address).and_then(|text| parse_address_lenient(text).ok()) else {
            self.no_address.push(address, nonce);
            return;
        };
        if let Some(value) = number {
            let greatest = self.nonces.entry(account).or_insert(value);
            *greatest = value.max(*greatest);
        } else {
            self.unusable_accounts.insert(account);
            self.unusable.push(address, nonce);
        }
    }
}

pub(super) fn text(bytes: Option<&[u8]>) -> Option<&str> {
    core::str::from_utf8(bytes?).ok()
}
